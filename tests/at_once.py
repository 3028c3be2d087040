"""Acts in threads of their own, with connections of their own, that begin at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.db import connections


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """What they raised."""
    raised: list[BaseException] = []
    barrier = threading.Barrier(len(acts))

    def do(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            act()
        except BaseException as problem:
            raised.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return raised
