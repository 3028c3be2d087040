"""What was searched for is marked in the entry that a hit opens: which words, for whom, and nothing besides."""

from __future__ import annotations

import random
import re
from html import unescape
from itertools import groupby
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notes import search
from notes.content import COLLEAGUES, MEMBERS
from notes.markup import render, with_marks
from notes.search.marking import look
from tests.conftest import WEEK, Person, published, section
from tests.shared import needs_shared
from tests.test_markup_attacks import hostile
from tests.test_search_attacks import OWN

pytestmark = pytest.mark.django_db

ENTRY = "/2018-07-30/alice/"
NONE_HERE = "Nothing that was searched for stands here in words."


def page(person: Person, *marked: str) -> str:
    answer = person.get(f"{ENTRY}?{urlencode([('marked', words) for words in marked])}")
    assert answer.status_code == 200
    return answer.content.decode()


def marks(html: str) -> list[str]:
    return [unescape(words) for words in re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL)]


def hits(person: Person, question: str) -> list[str]:
    html = person.get("/search/", {"q": question}).content.decode()
    return [unescape(href) for href in re.findall(r'<h4><a class="plain" href="([^"]+)"', html)]


def opened(person: Person, question: str) -> str:
    """The entry that the first hit opens."""
    return person.get(hits(person, question)[0]).content.decode()


# What is marked


@pytest.mark.parametrize(
    ("question", "body", "marked"),
    [
        ("housing", "A house, and housing; no warehouse.", ["house", "housing"]),
        ("HOUSES", "Housed in *hou*ses.", ["Housed", "hou", "ses"]),
        ("modernise", "MODERNISÉ and Modernisation’s.", ["MODERNISÉ", "Modernisation’s"]),
        ('"data sharing"', "Data **sharing**, sharing data.", ["Data", "sharing"]),
        ('"data sharing"', "data\nsharing\n\ndata\n\nsharing", ["data\nsharing"]),
        ("gover*", "Govern, government: ungoverned.", ["Govern", "government"]),
        ("co-op*", "A co-operative of co-opted coops.", ["co-operative", "co-opted"]),
        ("damp OR mould -dry", "Damp: mould.", ["Damp", "mould"]),
        ("damp mould", "Damp mould grew; damp, and mould.", ["Damp mould", "damp", "mould"]),
        ("damp topic:walls from:2018 has:link", "[Damp](/2018/) https://a.uk/", ["Damp"]),
        ("gov.uk", "See gov.uk, or [there](https://gov.uk/a).", ["gov.uk"]),
        ("surveyor", "1. one\n2. the surveyor\n   - a surveyor", ["surveyor", "surveyor"]),
        ("note", "Said[^1].\n\n[^1]: A note.", ["note"]),
        ("cell", "| A cell | B |\n|--|--|\n| `cell` | [cell](/2018/) |", ["cell", "cell", "cell"]),
        ("script", "<script>penguins</script> & script", ["script", "script", "script"]),
        ("日本", "日本語", ["日本"]),
    ],
)
def test_a_hit_opens_with_its_words_marked(alice, visitor, question, body, marked):
    published(alice, section(heading="One", body=body, topics=("walls",)))
    assert marks(opened(visitor, question)) == marked


def test_what_is_marked_in_the_passage_is_marked_in_the_entry(alice, visitor):
    body = "- We met about **data** *sharing*.\n  - Sharing data again\n- Nothing\n\nThe data we [share](/2018/)."
    published(alice, section("a", "Data shared", body), title="Sharing", summary="Of data.")
    found = marks(visitor.get("/search/", {"q": "data share"}).content.decode())
    assert found
    for words in found:
        assert words in re.sub(r"</?(?:strong|em|mark|a)\b[^>]*>", "", opened(visitor, "data share"))
    assert marks(opened(visitor, "data share")) == [
        "Sharing", "data", "Data shared", "data", "sharing", "Sharing data", "data", "share",
    ]  # fmt: skip


def test_titles_headings_topics_and_summaries_are_marked_as_well(alice, visitor):
    published(alice, section(heading="Open & shut", topics=("Open data",)), title="Open weeks", summary="All open.")
    html = page(visitor, "open")
    assert '<h1 class="entry-title" itemprop="headline"><mark>Open</mark> weeks</h1>' in html
    assert '<h2 class="section-title"><mark>Open</mark> &amp; shut ' in html
    assert '<a href="/topics/open-data/"><mark>Open</mark> data</a>' in html
    assert "All <mark>open</mark>.</p>" in html
    assert "<title>Open weeks – " in html
    assert "marked in four places here." in html


def test_a_hit_opens_at_the_place_and_the_entrys_other_links_mark_too(alice, visitor):
    parts = [section("part" + "abcdefgh"[n], f"Part {n}", "- no\n- a penguin") for n in range(7)]
    published(alice, *parts, title="Penguins")
    html = visitor.get("/search/", {"q": "penguin"}).content.decode()
    assert f'href="{ENTRY}?marked=penguin#parta-2"' in html
    assert f'<a href="{ENTRY}?marked=penguin">2 more passages in this entry</a>' in html
    assert f'<h3 class="of"><a class="plain" href="{ENTRY}?marked=penguin">' in html


@pytest.mark.parametrize(
    ("question", "places"),
    [
        ("walrus", ["arctic-2"]),  # the very bullet
        ("seal", ["arctic-4"]),  # of the second list
        ("krill", ["arctic-1"]),  # in a list within it
        ("polar", ["arctic"]),  # the heading
        ("arctic", ["arctic"]),  # the heading as well as a bullet
        ("ice walrus", ["arctic"]),  # in two places
        ("walrus seal", ["arctic"]),
        ("tea", ["rest-1", "arctic-2"]),
        ("biscuits", ["rest"]),
    ],
)
def test_a_hit_opens_at_the_section_or_the_bullet_where_it_matched(alice, visitor, question, places):
    body = "- penguins\n  - krill\n- a walrus, at tea\n\nOn ice.\n\n1. the arctic fox\n2. a seal"
    published(alice, section("arctic", "Polar and arctic", body), section("rest", "", "- tea\n\nAnd biscuits."))
    urls = hits(visitor, question)
    assert sorted(url.partition("#")[2] for url in urls) == sorted(places)
    for url in urls:
        html = visitor.get(url).content.decode()
        there = html[html.index(f'id="{url.partition("#")[2]}"') :]
        assert "<mark>" in there[: there.index("</section>")]


def test_where_two_bullets_match_each_can_be_opened(alice, visitor):
    published(alice, section(body="- a walrus\n- nothing\n- a seal"))
    html = visitor.get("/search/", {"q": "walrus seal"}).content.decode()
    for number in (1, 3):
        link = f'<a class="to-bullet" href="{ENTRY}?marked=walrus&amp;marked=seal#search-{number}" aria-label="Open at '
        assert link in html
    assert "to-bullet" not in visitor.get("/search/", {"q": "walrus"}).content.decode()


def test_hits_of_one_entry_stand_together_in_every_order(alice, bob, visitor):
    for person in (alice, bob):
        for weeks in range(3):
            parts = [section("one", "Penguins"), section("two", "Tea"), section("three", body="- penguins")]
            published(person, *parts, week=WEEK - weeks)
    for order in ("", "newest", "oldest"):
        html = visitor.get("/search/", {"q": "penguins", "order": order}).content.decode()
        found = re.findall(r'<h4><a class="plain" href="([^?]+)', html)
        assert len(found) == 12
        assert len([entry for entry, _ in groupby(found)]) == 6


def test_a_question_without_words_marks_nothing(alice, visitor):
    published(alice, section(topics=("Damp",)))
    assert hits(visitor, "topic:damp") == [f"{ENTRY}#search"]
    assert "marked" not in visitor.get(ENTRY).content.decode()
    assert "marker.css" not in visitor.get(ENTRY).content.decode()
    for empty in ("", " ", "*", "!", "-"):
        assert "<mark>" not in page(visitor, empty)


# How the page says so


def test_the_page_says_in_how_many_places_and_shows_itself_without_marks(alice, visitor):
    published(alice, section(body="Penguins; a penguin."))
    html = page(visitor, "penguin")
    assert "What was searched for is marked in two places here." in html
    assert f'<a href="{ENTRY}">Show without marks</a>' in html
    assert "is marked in one place here." in page(visitor, "a penguin")
    assert NONE_HERE in page(visitor, "walrus")


def test_a_marked_page_is_not_for_search_engines_and_names_the_plain_one(alice, visitor, settings):
    published(alice, section())
    html = page(visitor, "search")
    assert '<meta name="robots" content="noindex">' in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}{ENTRY}">' in html
    assert "noindex" not in visitor.get(ENTRY).content.decode()


def test_each_marking_is_a_page_of_its_own_to_those_who_keep_pages(alice, visitor):
    published(alice, section())
    plain, marked = visitor.get(ENTRY)["ETag"], visitor.get(f"{ENTRY}?marked=search")["ETag"]
    assert plain != marked
    assert visitor.get(f"{ENTRY}?marked=search", headers={"If-None-Match": marked}).status_code == 304
    assert visitor.get(f"{ENTRY}?marked=search", headers={"If-None-Match": plain}).status_code == 200


def test_marks_stay_with_the_question_when_an_address_moves(alice, visitor):
    published(alice, section())
    assert visitor.get("/2018-08-01/alice/?marked=search")["Location"] == f"{ENTRY}?marked=search"


# Who sees what


def test_what_a_reader_may_not_see_is_not_counted_or_marked(alice, bob, visitor):
    published(
        alice,
        section("open", body="A penguin."),
        section("inner", "Penguins inside", "A penguin.", audience=COLLEAGUES, topics=("Penguin",)),
        section("own", body="Our penguin.", audience=MEMBERS),
    )
    counts = [re.search(r"marked in (\w+) place", page(person, "penguin")) for person in (visitor, bob, alice)]
    assert [found and found[1] for found in counts] == ["one", "four", "five"]
    assert "inside" not in page(visitor, "penguin")
    assert NONE_HERE in page(visitor, "our penguin")


def test_a_draft_is_not_there_for_any_words(draft, visitor, bob):
    for person in (visitor, bob):
        assert person.get(f"{ENTRY}?marked=search").status_code == 404


def test_marking_asks_the_database_nothing(alice, visitor):
    published(alice, *(section(f"part{c}", topics=("One", "Two")) for c in "abc"))
    costs = []
    for address in (ENTRY, f"{ENTRY}?marked=search&marked=one"):
        with CaptureQueriesContext(connection) as counted:
            visitor.get(address)
        costs.append(len(counted))
    assert costs[0] == costs[1]


# Hostile words


def test_nothing_of_the_address_is_shown(alice, visitor):
    published(alice, section())
    for words in ('"><script>alert(1)</script>', "zzzxqy", "search zzzxqy", "{{ zzzxqy }}", "Call 0800 zzzxqy"):
        html = page(visitor, words)
        for part in ("zzzxqy", "<script>alert", "alert(1)", "0800"):
            assert part not in html


def test_too_much_is_cut_and_no_words_are_an_error(alice, visitor):
    published(alice, section(body="a b or not and near data penguin " * 50))
    for words in OWN:
        page(visitor, words.encode("utf-8", "replace").decode())
    assert "<mark>" in page(visitor, *["penguin"] * 1_000)
    assert "<mark>" not in page(visitor, "x" * 300, "penguin")
    many = " ".join(f'"penguin {n}"' for n in range(200))
    answer = visitor.get("/search/", {"q": f"penguin OR {many}"}).content.decode()
    assert all(len(unescape(href)) < 600 for href in re.findall(r'href="([^"]+\?marked=[^"]*)"', answer))


def test_only_get_and_head_are_answered(entry, visitor):
    assert visitor.post(f"{ENTRY}?marked=search").status_code == 405


@needs_shared
@pytest.mark.parametrize("kind", ["xss_html", "xss_markdown", "html_tree", "commonmark", "blns", "unicode"])
def test_marks_change_nothing_else_of_a_hostile_note(kind):
    notes = hostile(kind)
    for name, text in random.Random(3).sample(notes, min(len(notes), 60)):
        rendered = render(text, key="k")
        query = search.parse(" OR ".join(re.findall(r"\w+", rendered.text)[:9]))
        marked, _ = with_marks(rendered.html, lambda said, query=query: look(said, query).pieces())
        assert re.sub("</?mark>", "", marked) == rendered.html, name
        assert not any("<" in words for words in re.findall("<mark>(.*?)</mark>", marked, re.DOTALL)), name
