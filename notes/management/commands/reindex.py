"""Rebuild all that is derived, from the revisions: sections, activities, citations, topics, HTML, which sections
speak of the same, and the search index.

Each entry is rebuilt in a transaction of its own, so that readers never see half of one and it can be stopped at any
time; it says where to go on.
"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from notes import kinship, publishing, search, tallying
from notes.models import Activity, Citation, Entry, Section

BATCH = 100


class Command(BaseCommand):
    help = "Rebuild everything that is derived from what authors wrote: sections, links, topics, HTML and the index."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--after", type=int, default=0, metavar="ENTRY", help="Go on after this entry's number.")

    def handle(self, *args: Any, after: int, **options: Any) -> None:
        left = Entry.objects.filter(pk__gt=after).count()
        done, failed = 0, 0
        try:
            while entries := list(Entry.objects.filter(pk__gt=after).order_by("pk")[:BATCH]):
                for entry in entries:
                    failed += not self.rebuilt(entry)
                    after, done = entry.pk, done + 1
                if done < left:
                    self.stdout.write(f"{done:,} of {left:,} entries, up to number {after}")
        except KeyboardInterrupt:
            raise CommandError(f"Stopped after {done:,} of {left:,} entries. Go on with --after {after}.") from None
        tallying.recount_all()
        swept = search.sweep()
        kinship.sweep()
        search.unlearn()
        search.unlearn_sayings()
        self.stdout.write(
            f"{done:,} entries rebuilt: the archive holds {Section.objects.count():,} sections, "
            f"{Activity.objects.count():,} activities and {Citation.objects.count():,} citations; "
            f"{search.indexed():,} sections are indexed, {swept:,} stale ones were dropped."
        )
        if failed:
            raise CommandError(f"{failed:,} of them could not be rebuilt and stay as they were.")

    def rebuilt(self, entry: Entry) -> bool:
        try:
            publishing.rebuild(entry)
        except Exception as problem:  # one broken revision must not keep the others from their readers
            self.stderr.write(f"Entry {entry.pk} ({entry}): {problem}")
            return False
        return True
