"""How fast it is, and how much room search takes: `python -m tests.bench [--notes 100000]`. Prints tables in Markdown.

Up to 20,000 notes take the road that authors take, one by one; more are filled in at once. `DATABASE_URL` names another
database than an SQLite file of its own; it must be empty. `--kept FOLDER` keeps that file, and asks it again next time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

MOST_ON_THE_ROAD = 20_000  # notes
TIMES = ("median, ms", "p95", "processor: median", "p95")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.partition("\n\n")[0])
    parser.add_argument("--notes", type=int, default=10_000)
    parser.add_argument("--kept", type=Path, help="a folder for the archive")
    parser.add_argument("--rounds", type=int, default=100, help="requests of each kind")
    parser.add_argument("--only", default="", help="rows whose names hold this; nothing is written then")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weeknotes-bench-") as folder:
        measure(arguments.notes, str(arguments.kept or folder), arguments.rounds, arguments.only)


def measure(notes: int, folder: str, rounds: int, only: str) -> None:
    os.environ.update(
        DATA_DIR=folder,
        DEBUG="0",
        SECRET_KEY="for benchmarks alone, and for nothing else",
        ALLOWED_HOSTS="localhost",
        SITE_URL="http://localhost",
        LOG_LEVEL="ERROR",
        CHORES="0",
        DJANGO_SETTINGS_MODULE="weeknotes.settings",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from notes import search
    from notes.models import Entry
    from tests.bench import asking, machine, room, writing_down

    journals = 40 if notes <= MOST_ON_THE_ROAD else 200
    written = []
    if not Entry.objects.exists():
        if notes <= MOST_ON_THE_ROAD:
            written = writing_down.publish(notes, journals)
        else:
            writing_down.fill(notes, journals)
    rows = asking.ask(notes, journals, rounds, only)
    if not only:
        if notes > MOST_ON_THE_ROAD:
            written = writing_down.publish(100, journals, after=notes)
        merged = writing_down.merge()
    print(f"\n{notes:,} weeknotes in {journals} journals, one process\n{machine.said()}\n")
    show("what", (*TIMES, "times the constant view", "bound of p95"), rows)
    if not only:
        show("what", TIMES, [*written, *merged])
        search.merge()  # as is done once a week
        show("what search keeps", ("MB", "of the text"), room.taken())


def show(first: str, others: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print(f"| {' | '.join((first, *others))} |\n|---|{'---:|' * len(others)}")
    for row in rows:
        print(f"| {' | '.join(row)} |")
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
