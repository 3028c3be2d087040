"""How fast it is with 10,000 weeknotes: `python -m tests.bench [--notes 10000]`. Prints a table in Markdown."""

from __future__ import annotations

import argparse
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable

JOURNALS, ROUNDS = 40, 150


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--notes", type=int, default=10_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="weeknotes-bench-") as folder:
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
        rows = load(arguments.notes) + ask(arguments.notes)
    print(f"\n{arguments.notes:,} weeknotes in {JOURNALS} journals, SQLite, one process\n")
    print("| what | median | p95 | times the constant view |\n|---|---:|---:|---:|")
    for row in rows:
        print("| " + " | ".join(row) + " |")


def load(count: int) -> list[tuple[str, ...]]:
    """Reads, saves and publishes every note on its own, as the desk and the importer do."""
    from notes import importers, publishing
    from notes.models import Journal
    from tests.bench.writing import Author

    journals = {}
    for number in range(JOURNALS):
        slug = f"journal-{number}"
        journals[slug] = Journal.objects.create(slug=slug, name=f"Journal {number}")
    imported, published = [], []
    for number, (slug, week, raw) in enumerate(Author(seed=2018).notes(count, JOURNALS), 1):
        began = time.perf_counter()
        reading = importers.read(raw, name=f"{week.key}.md")
        entry = publishing.start_entry(journals[slug], week, by=None)
        publishing.save_draft(entry, reading.content, by=None)
        saved = time.perf_counter()
        publishing.publish(entry, by=None)
        imported.append(saved - began)
        published.append(time.perf_counter() - saved)
        if number % 500 == 0:
            print(f"{number:,} of {count:,} loaded", file=sys.stderr, flush=True)
    together = sum(imported) + sum(published)
    return [
        (
            f"import and publish ({count / together:.0f} notes a second)",
            *median_and_p95(map(sum, zip(imported, published, strict=True))),
            "",
        ),
        ("import alone: read, start, save", *median_and_p95(imported), ""),
        ("publish alone: render, derive, index", *median_and_p95(published), ""),
    ]


def ask(count: int) -> list[tuple[str, ...]]:
    """Requests to the WSGI application, from its door to the last byte of the answer."""
    from weeknotes.wsgi import application

    def get(path: str) -> float:
        address, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": address,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
        }
        told: list[str] = []
        began = time.perf_counter()
        answer = application(environ, lambda status, headers, exc_info=None: told.append(status))
        b"".join(answer)
        took = time.perf_counter() - began
        answer.close()
        assert told[0].startswith("200"), f"{path} answers {told[0]}"
        return took

    constant = timed(get, ["/healthz"] * ROUNDS * 3)
    rows = [("a view that returns constant bytes", *median_and_p95(constant), "1")]
    for kind, paths in addresses(count).items():
        times = timed(get, paths)
        ratio = statistics.median(times) / statistics.median(constant)
        rows.append((kind, *median_and_p95(times), f"{ratio:.0f}"))
    return rows


def timed(get: Callable[[str], float], paths: list[str]) -> list[float]:
    for path in paths[:10]:
        get(path)
    return [get(path) for path in paths]


def addresses(count: int) -> dict[str, list[str]]:
    from urllib.parse import quote

    from notes.models import Topic
    from notes.weeks import Week
    from tests.bench.writing import Author

    chance = random.Random(31)
    author = Author(seed=2018)
    first, weeks = Week.parse("2014-01-06"), max(1, count // JOURNALS)
    topics = list(Topic.objects.values_list("slug", flat=True))

    def any_week() -> Week:
        return first + chance.randrange(weeks)

    def searches(make: Callable[[], str]) -> list[str]:
        return ["/search/?q=" + quote(make()) for _ in range(ROUNDS)]

    def word(ranks: Iterable[int]) -> str:
        return author.words[chance.choice(list(ranks))]

    return {
        "home": ["/"] * ROUNDS,
        "entry": [f"/{any_week().key}/journal-{chance.randrange(JOURNALS)}/" for _ in range(ROUNDS)],
        "week": [f"/{any_week().key}/" for _ in range(ROUNDS)],
        "journal": [f"/journals/journal-{chance.randrange(JOURNALS)}/" for _ in range(ROUNDS)],
        "topic": [f"/topics/{chance.choice(topics)}/" for _ in range(ROUNDS)],
        "search: a common word": searches(lambda: word(range(5, 60))),
        "search: a rare word": searches(lambda: word(range(3000, 6000))),
        "search: two words": searches(lambda: f"{word(range(20, 400))} {word(range(20, 400))}"),
        "search: a phrase": searches(lambda: f'"{word(range(5, 60))} {word(range(5, 60))}"'),
    }


def median_and_p95(times: Iterable[float]) -> tuple[str, str]:
    known = sorted(times)
    p95 = known[min(len(known) - 1, int(len(known) * 0.95))]
    return tuple(f"{seconds * 1000:.1f} ms" for seconds in (statistics.median(known), p95))


if __name__ == "__main__":
    main()
