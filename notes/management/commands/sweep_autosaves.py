"""Remove what was typed on the way and is folded in the history, once it is a week old. To be run now and then."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from notes import folding


class Command(BaseCommand):
    help = "Remove autosaves that are folded and a week old. What stands in a history stays."

    def handle(self, *args: Any, **options: Any) -> None:
        count = folding.sweep()
        self.stdout.write(f"{count} autosave{'' if count == 1 else 's'} removed.")
