"""Time by the clock, and time of the processor in this process."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple


class Took(NamedTuple):
    wall: float  # seconds
    processor: float


def took(act: Callable[[], object]) -> Took:
    wall, processor = time.perf_counter(), time.process_time()
    act()
    return Took(time.perf_counter() - wall, time.process_time() - processor)


def cells(times: Iterable[Took]) -> tuple[str, str, str, str]:
    """Median and p95, by the clock and of the processor."""
    known = list(times)
    wall, processor = sorted(time.wall for time in known), sorted(time.processor for time in known)
    return said(median(wall)), said(p95(wall)), said(median(processor)), said(p95(processor))


def median(known: list[float]) -> float:
    return statistics.median(known)


def p95(known: list[float]) -> float:
    return known[min(len(known) - 1, int(len(known) * 0.95))]


def said(seconds: float) -> str:
    return f"{seconds * 1000:,.1f}"
