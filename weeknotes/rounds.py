"""What a site does without being asked, such as publishing at a time: rounds, one every few seconds."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from django.conf import settings
from django.db import connections
from django.utils.module_loading import import_string

PAUSE = 15.0  # seconds

log = logging.getLogger(__name__)


def start() -> None:
    """Go round beside the web server, until its process ends."""
    if settings.CHORES:
        threading.Thread(target=go_on, args=[threading.Event()], name="rounds", daemon=True).start()


def go_on(end: threading.Event) -> None:
    """One round after another until the end is said. No failure ends them: the database may be away for a while."""
    go_round: Callable[[], object] = import_string(settings.ROUND)
    while True:
        try:
            go_round()
        except Exception as problem:
            log.error("A round broke off: %s: %s", type(problem).__name__, problem)
        finally:
            connections.close_all()  # none is held while nothing is done
        if end.wait(PAUSE):
            return
