"""Pictures that no revision shows are removed after a while. Safe to run as often as one likes: once a day will do."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from notes import depicting


class Command(BaseCommand):
    help = f"Remove pictures that have stood in no revision of any entry for {depicting.UNUSED_FOR.days} days."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = depicting.sweep()
        if options["verbosity"]:
            self.stdout.write(f"{removed} picture{'' if removed == 1 else 's'} removed.")
