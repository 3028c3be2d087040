"""Three hundred questions over the sample archive, each narrowed by what a facet offers: the number beside a choice is
the number of passages that the choice leads to, whoever asks.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from html import unescape
from itertools import cycle, islice, product
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client
from django.utils.http import urlencode

from notes import search
from notes.management.commands import load_samples
from notes.models import Journal, Section, User
from notes.search import Asked, hits, narrowing, postgres, sqlite
from notes.search.hits import Hits
from notes.search.page import FacetLinks, Link, search_page
from tests.conftest import published, section

pytestmark = pytest.mark.django_db

PAIRS, A_QUESTION = 100, 4  # for each reader; of which so many begin with the same question
LISTED, THROUGH_THE_PAGE = 4, 25  # each so many pairs are leafed through, and asked for as a reader does
WORDS = [
    "",
    "",
    "damp",
    "phone",
    "the board",
    "repair*",
    '"council tax"',
    "-damp",
    "letters OR search",
    "week",
    "keith",
]
BY_YEARS = [  # chosen, typed, both, as alternatives, in part, and not at all
    "q=lists&year=2025&year=2024",
    "q=year:2024+OR+year:2025+damp",
    "q=damp+year:2025+year:2024+year:2026",
    "q=year:2024+the+week&year=2025",
    "q=letters+OR+year:2024+search&year=2025&year=2023",
    "q=year:%22March+2024%22+OR+year:2025+week",
    "q=week+year:2024+OR+year:2025+-year:2023",
    "q=the+board&topic=governance",
    "q=week&from=2024-03-04",
]
TITLES = {
    "author": "Who wrote it", "journal": "Journal", "topic": "Topic", "year": "When", "site": "What it cites",
}  # fmt: skip


@pytest.fixture
def readers() -> dict[str, Any]:
    """A visitor, a colleague who writes no journal, and a member of two."""
    load_samples.load()
    search.sweep()  # as `reindex` does: of what stands in a transaction alone no server knows how much it is
    passer_by = User.objects.create_user("colleague", first_name="Colin", last_name="Gray")
    return {
        "visitor": AnonymousUser(),
        "colleague": User.objects.get(pk=passer_by.pk),
        "member": User.objects.get(username="priya"),
    }


def page_at(reader, address: str) -> dict[str, Any]:
    asked = Asked.read(QueryDict(address.removeprefix("?")))
    page = int(QueryDict(address.removeprefix("?")).get("page", 1))
    return search_page(reader, asked, page)


def offers(page: dict[str, Any]) -> dict[str, list[Link]]:
    """All choices, by the name of their facet."""
    kinds = {title: name for name, title in TITLES.items()}
    facets: list[FacetLinks] = page["facets"]
    return {kinds[facet.title]: [*facet.shown, *facet.rest] for facet in facets}


def questions(dice: random.Random, reader) -> Iterator[str]:
    """A word or none, and one filter that the archive has: as a link gives it, as one types it, or denied."""
    known = offers(page_at(reader, "?from=2018"))
    assert list(known) == list(TITLES)
    for name in cycle(TITLES):
        link = dice.choice(known[name])
        value, word = QueryDict(link.url.removeprefix("?"))[name], dice.choice(WORDS)
        typed = f'{name}:"{value}"'
        yield "?" + urlencode(
            dice.choice([{"q": word, name: value}, {"q": f"{word} {typed}"}, {"q": f"{word} -{typed}"}])
        )


def listed(reader, address: str) -> int:
    """How many passages stand on all pages, in the entries' own "more" as well; each page is reached from the one
    before.
    """
    total, shown = 0, page_at(reader, address)
    while True:
        total += sum(len(entry.hits) + entry.more for entry in shown["results"].entries)
        if not shown["next_url"]:
            return total
        shown = page_at(reader, shown["next_url"])


def back_from(page: dict[str, Any], name: str, value: str) -> list[str]:
    """Where the chips lead that take this filter out again."""
    addresses = [chip.url for chip in page["chips"]]
    return [url for url in addresses if value not in QueryDict(url.removeprefix("?")).getlist(name)]


def through_the_page(reader, address: str) -> int:
    browser = Client()
    if reader.is_authenticated:
        browser.force_login(reader)
    html = unescape(browser.get(f"/search/{address}").content.decode())
    said = re.search(r'<h1 class="count"[^>]*><b>([\d,]+) passage', html)
    return int(said[1].replace(",", "")) if said else 0


def test_what_a_choice_says_is_what_it_leads_to(readers):
    wrong = [fault for who, reader in readers.items() for fault in faults(who, reader)]
    assert not wrong, "\n".join(wrong)


def test_so_it_is_however_much_is_filed_under_topics(readers, monkeypatch):
    """Other roads are taken where a topic or a journal has thousands of sections."""
    for engine in (sqlite, postgres):
        monkeypatch.setattr(engine, "MOST_FEW", 1)
    for often in (0, 1_000_000):
        monkeypatch.setattr(narrowing, "OFTEN", often)
        wrong = [fault for who, reader in readers.items() for fault in faults(who, reader, pairs=40)]
        assert not wrong, f"{often}:\n" + "\n".join(wrong)


def faults(who: str, reader, pairs: int = PAIRS) -> list[str]:
    dice, seen = random.Random(f"facets {who}"), Section.objects.visible_to(reader)
    wrong, tried, kinds = [], 0, set()
    for first in islice(questions(dice, reader), 10 * pairs):
        choices = [(name, link) for name, links in offers(page_at(reader, first)).items() for link in links]
        assert all(link.count > 0 and not link.is_about for _, link in choices), first
        for name, link in dice.sample(choices, min(A_QUESTION, len(choices))):
            narrowed = page_at(reader, link.url)
            value = QueryDict(link.url.removeprefix("?")).getlist(name)[-1]
            counts = {link.count, narrowed["results"].count, search.matching(seen, narrowed["query"]).count()}
            if tried % LISTED == 0:
                counts.add(listed(reader, link.url))
            if tried % THROUGH_THE_PAGE == 0:
                counts.add(through_the_page(reader, link.url))
            if len(counts) > 1:
                wrong.append(f"{first} → {link.url}: said {link.count}, found {counts}")
            if back_from(narrowed, name, value) != [Asked.read(QueryDict(first[1:])).url()]:
                wrong.append(f"{first} → {link.url}: back to {back_from(narrowed, name, value)}")
            tried += 1
            kinds.add(name)
        if tried >= pairs:
            break
    assert tried >= pairs
    assert kinds == set(TITLES) or pairs < PAIRS
    return [f"{who}: {fault}" for fault in wrong]


def test_what_is_filed_under_a_topic_is_known_from_filings_alone(readers, monkeypatch):
    """The same numbers as those of the cards, for whoever asks."""
    journal = Journal.objects.order_by("pk").first().slug
    known = {}
    for reader, also in product(
        readers.values(),
        [
            "",
            "year:2025",
            "from:2025-01-01",
            "-week:2025-W05",
            "is:colleagues",
            f"journal:{journal}",
            f"-journal:{journal}",
        ],
    ):
        sections = Section.objects.visible_to(reader)
        query = search.parse(f"topic:team {also}")
        assert narrowing.filings_asked(sections, query) is not None
        known[also] = Hits(sections, query).few
        with monkeypatch.context() as patch:
            patch.setattr(hits, "filings_asked", lambda *_: None)
            assert sorted(known[also]) == sorted(Hits(sections, query).few)
    assert all(known.values())


def test_more_than_filings_say_is_asked_of_sections(alice):
    """A filing has a key of its own, which must not be taken for the section's."""
    published(alice, section("aaa", topics=("Team",)))
    sections = Section.objects.visible_to(alice.user)
    for also in ("has:link", "author:alice", "topic:hiring", "-has:image"):
        assert narrowing.filings_asked(sections, search.parse(f"topic:team {also}")) is None


def test_a_year_before_the_chart_leads_to_that_year_alone(readers):
    pressed = 0
    for reader, address in product(readers.values(), BY_YEARS):
        shown = search_page(reader, Asked.read(QueryDict(address)), 1)
        for link in shown["years_before"]:
            clicked = search_page(reader, Asked.read(QueryDict(link.url.removeprefix("?"))), 1)
            found = clicked["results"]
            assert (found.count, list(found.by_year)) == (link.count, [int(link.says)]), (address, link)
            pressed += 1
    assert pressed >= len(readers) * len(BY_YEARS)
    chosen = Asked.read(QueryDict("q=year:2025+damp+OR+mould&year=2024"))
    links = search_page(readers["member"], chosen, 1)["years_before"]
    assert [link.url for link in links] == ["?q=damp+OR+mould&year=2024"], "those that were chosen make way"
