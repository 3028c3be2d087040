"""Requests to the WSGI application, from its door to the last byte of the answer."""

from __future__ import annotations

import io
import random
import statistics
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.db.models import Count
from django.test import Client

from notes.models import Citation, Topic, User
from tests.bench.filling import FIRST_WEEK
from tests.bench.stopwatch import Took, cells, took
from tests.bench.writing import Author
from weeknotes.wsgi import application

WARM = 10
COMMON, RARE = range(5, 60), range(3000, 6000)  # the places of words, the most frequent first


class Asked(NamedTuple):
    """`bound` of the p95 with 100,000 notes, in milliseconds."""

    name: str
    path: Callable[[], str]
    bound: int = 0
    by_a_colleague: bool = False


def ask(notes: int, journals: int, rounds: int, only: str) -> list[tuple[str, ...]]:
    constant = timed(["/healthz"] * 300)
    rows = [("a view that returns constant bytes", *cells(constant), "1", "")]
    for asked in questions(notes, journals):
        if only in asked.name:
            times = timed([asked.path() for _ in range(rounds)], cookie() if asked.by_a_colleague else "")
            ratio = statistics.median(t.wall for t in times) / statistics.median(t.wall for t in constant)
            rows.append((asked.name, *cells(times), f"{ratio:.0f}", f"{asked.bound}" if asked.bound else ""))
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    return rows


def questions(notes: int, journals: int) -> Iterator[Asked]:
    chance, author = random.Random(31), Author(seed=2018)
    weeks = max(1, notes // journals)
    busiest = list(Topic.objects.annotate(sections=Count("filings")).order_by("-sections"))
    resources = list(Citation.objects.values_list("resource", flat=True)[:2000])

    def word(places: range = COMMON) -> str:
        return author.words[chance.choice(places)]

    def journal() -> str:
        return f"journal-{chance.randrange(journals)}"

    def topic() -> Topic:
        return chance.choice(busiest)

    def week() -> str:
        return (FIRST_WEEK + chance.randrange(weeks)).key

    def typing(name: str, words: Callable[[], str], **more) -> Asked:
        return Asked(f"suggestions: {name}", lambda: f"/search/suggestions/?q={quote(words())}", 15, **more)

    def search(name: str, words: Callable[[], str], bound: int = 0, also: str = "", **more) -> Asked:
        return Asked(f"search: {name}", lambda: f"/search/?q={quote(words())}{also}", bound, **more)

    yield Asked("home", lambda: "/")
    yield Asked("entry", lambda: f"/{week()}/{journal()}/")
    yield Asked("week", lambda: f"/{week()}/")
    yield Asked("journal", lambda: f"/journals/{journal()}/")
    yield Asked("topic: any", lambda: topic().get_absolute_url(), 30)
    yield Asked("topic: the largest", lambda: busiest[0].get_absolute_url(), 30)
    yield Asked("topic: the largest, by a colleague", lambda: busiest[0].get_absolute_url(), 30, by_a_colleague=True)
    yield Asked(
        "two topics compared", lambda: f"{busiest[0].get_absolute_url()}with/{chance.choice(busiest[1:]).slug}/"
    )
    yield Asked("briefing of the largest topic", lambda: f"{busiest[0].get_absolute_url()}briefing/")
    yield Asked("feed of a topic", lambda: f"{topic().get_absolute_url()}feed.atom")
    yield Asked("topics", lambda: "/topics/")
    yield Asked("what we cite", lambda: "/resources/")
    yield Asked("what we cite: most cited, of one site", lambda: "/resources/?order=cited&site=site7.example")
    yield Asked("a resource", lambda: f"/resources/{chance.choice(resources)}/")
    yield typing("two letters", lambda: word(range(3000))[:2])
    yield typing("four letters", lambda: word(range(3000))[:4])
    yield typing("four letters, by a colleague", lambda: word(range(3000))[:4], by_a_colleague=True)
    yield typing("a second word", lambda: f"{word()} {word(range(3000))[:3]}")
    yield typing("a filter", lambda: f"{word()} topic:{topic().name[:3]}")
    yield search("a common word", word, 100)
    yield search("a common word, by a colleague", word, 100, by_a_colleague=True)
    yield search("a common word, newest first", word, 100, also="&order=newest")
    yield search("a common word, page 5", word, 100, also="&page=5")
    yield search("two rare words", lambda: f"{word(RARE)} {word(RARE)}", 30)
    yield search("a rare word", lambda: word(RARE), 30)
    yield search("two words", lambda: f"{word(range(20, 400))} {word(range(20, 400))}", 150)
    yield search("three common words", lambda: f"{word()} {word()} {word()}", 150)
    yield search("a phrase of common words", lambda: f'"{word()} {word()}"', 150)
    yield search("one word or another", lambda: f"{word()} OR {word(range(60, 200))}", 150)
    yield search("the beginning of a word", lambda: f"{word()[:3]}*", 150)
    yield search("a misspelt word", lambda: misspelt(word(range(60, 3000)), chance))
    yield search("a common word on a topic", lambda: f'{word()} topic:"{topic().name}"', 150)
    yield search("a common word by a journal", lambda: f"{word()} journal:{journal()}", 150)
    yield search("a common word in a year", lambda: f"{word()} year:{chance.randrange(2014, 2023)}", 150)
    yield search("a topic", lambda: f'topic:"{topic().name}"', 150)
    yield search("a topic, by a colleague", lambda: f'topic:"{topic().name}"', 150, by_a_colleague=True)
    yield search("a journal", lambda: f"journal:{journal()}", 150)
    yield search("a year", lambda: f"year:{chance.randrange(2014, 2023)}", 150)
    yield search("a site", lambda: f"site:site{chance.randrange(400)}.example", 150)
    yield search("whatever has a link", lambda: "has:link", 150)


def misspelt(word: str, chance: random.Random) -> str:
    """With a letter left out. It may be a word all the same."""
    place = chance.randrange(1, len(word))
    return word[:place] + word[place + 1 :]


def cookie() -> str:
    client = Client()
    client.force_login(User.objects.order_by("pk").first() or User.objects.create_user("reader"))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def timed(paths: list[str], cookie: str = "") -> list[Took]:
    for path in paths[:WARM]:
        get(path, cookie)
    return [took(lambda: get(path, cookie)) for path in paths]  # noqa: B023


def get(path: str, cookie: str = "") -> None:
    address, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "HTTP_COOKIE": cookie,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
    }
    told: list[str] = []
    answer = application(environ, lambda status, headers, exc_info=None: told.append(status))
    b"".join(answer)
    answer.close()
    assert told[0].startswith("200"), f"{path} answers {told[0]}"
