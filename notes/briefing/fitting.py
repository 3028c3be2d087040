"""How much one sheet of A4 holds, as css/paper.css and css/briefing.css set it: two columns under a head.

Nobody can know with which letters somebody else's machine prints, so we reckon with wide ones, and leave room.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from math import ceil

from notes.briefing.page import Briefing, Passage, Period, Source

# In points. Of a line: how high it is, and how many letters it holds
SHEET = 765.0
TITLE, WRITERS, FOOT_ADDRESS = (24.0, 36), (10.5, 105), (8.5, 120)
HEADING, SMALL, WORDS, ADDRESS = (11.8, 40), (11.8, 52), (11.8, 46), (8.3, 64)
HEAD, FOOT, PERIOD, MORE, GAP = 48.0, 32.0, 22.0, 13.5, 4.0
LONGEST_TITLE = 120  # letters


def on_one_page(briefing: Briefing) -> Briefing:
    """With so many of its passages as fit: of the period that shows the most, the last makes way first."""
    periods = list(briefing.periods)
    room = 2 * (SHEET - _around(briefing)) - _of_sources(briefing.cited)
    while periods and _of_periods(periods) > room:
        most = max(len(period.passages) for period in periods)
        last = max(place for place, period in enumerate(periods) if len(period.passages) == most)
        if most > 1:
            periods[last] = _with_one_less(periods[last])
        else:
            del periods[last]
    return replace(briefing, periods=periods)


def _with_one_less(period: Period) -> Period:
    return replace(period, passages=period.passages[:-1], more=period.more + 1)


def _around(briefing: Briefing) -> float:
    """Head and foot."""
    writers = ", ".join(f"{writer.name} {writer.count}" for writer in briefing.writers)
    title = briefing.title[:LONGEST_TITLE]
    return HEAD + _lines(title, TITLE) + _lines(writers, WRITERS) + FOOT + _lines(briefing.url, FOOT_ADDRESS)


def _of_periods(periods: Iterable[Period]) -> float:
    """And what is left empty where the first column ends: a passage is never broken."""
    heights = [[_of_passage(passage) for passage in period.passages] for period in periods]
    names = sum(PERIOD + (MORE if period.more else 0.0) for period in periods)
    return names + sum(map(sum, heights)) + PERIOD + max(map(max, heights))


def _of_passage(passage: Passage) -> float:
    said = f"{passage.week} {passage.journal} {passage.audience}"
    head = ceil(_width(passage.heading) / HEADING[1] + _width(said) / SMALL[1])
    return GAP + head * HEADING[0] + _lines(passage.text, WORDS) + _lines(passage.url, ADDRESS)


def _of_sources(cited: list[Source]) -> float:
    each = [GAP + _lines(f"{source.name} in 100 sections", SMALL) + _lines(source.written, ADDRESS) for source in cited]
    return PERIOD + sum(each) if each else 0.0


def _lines(text: str, of: tuple[float, int]) -> float:
    height, letters = of
    return height * ceil(_width(text) / letters)


def _width(text: str) -> float:
    return sum(map(_width_of, text))


def _width_of(sign: str) -> float:
    """In letters. Chinese and emoji are the widest, capitals are wider than the rest."""
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.7
    return 1.4 if sign.isupper() else 1.0
