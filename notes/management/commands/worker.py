"""Do what has to be done from time to time: publish at a time, sweep."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notes import chores
from weeknotes import rounds


class Command(BaseCommand):
    help = (
        "Do the chores of the site, for ever: for those who set CHORES=0 for the web server. SIGTERM ends it cleanly."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due and end, for cron.")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            if failed := chores.go_round():
                raise CommandError(f"Failed: {', '.join(failed)}. The log says why.")
            return
        end = threading.Event()
        for asked_to in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked_to, lambda *_: end.set())
        self.stdout.write("The worker goes round.")
        self.stdout.flush()
        rounds.go_on(end)
        self.stdout.write("The worker has ended.")
