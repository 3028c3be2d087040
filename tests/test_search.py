"""Search: what is found, how it is shown, and that it only ever narrows what the viewer may see."""

from __future__ import annotations

import random
import re
from html import unescape
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notes import publishing, search
from notes.models import Entry, Section
from notes.search.index import engine
from notes.weeks import Week
from tests.conftest import content, published, section

pytestmark = pytest.mark.django_db

PENGUINS = "- penguins\n- [penguins](https://www.gov.uk/p)\n\nMore penguins."


def found(text: str, user=None, **more) -> list[str]:
    """The headings of the sections found, best first."""
    results = search.find(Section.objects.visible_to(user or AnonymousUser()), search.parse(text), **more)
    headings = [hit.section.heading for entry in results.entries for hit in entry.hits]
    assert len(headings) + sum(entry.more for entry in results.entries) == results.count or results.pages > 1
    return headings


def page(person, address: str = "", **asked) -> str:
    response = person.get(f"/search/{address}", asked or None)
    assert response.status_code == 200
    return response.content.decode()


def plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())


def count_on(html: str) -> int:
    said = re.search(r'<h1 class="count"[^>]*><b>([\d,]+) passage', html)
    return int(said[1].replace(",", "")) if said else 0


def links_on(html: str) -> list[tuple[str, int]]:
    """The addresses of the facets, each with the count that stands beside it."""
    aside = re.search(r"<aside.*?</aside>", html, re.S)
    links = re.findall(r'<a href="([^"]*)">(?:[^<]|</?bdi>|<wbr>)*<span>([\d,]+)<', aside[0] if aside else "")
    return [(unescape(url), int(count.replace(",", ""))) for url, count in links]


@pytest.fixture
def archive(alice, bob):
    """Three weeks of two people."""
    published(
        alice,
        section(
            "damp",
            "Damp and mould",
            "Visited nine flats.\n\n- rang the surveyor\n- repaired the form",
            topics=("Housing",),
        ),
        section("board", "Governance board", "Papers went out late.", topics=("Governance", "Housing")),
        week=Week.parse("2018-07-30"),
        title="A wet summer",
    )
    published(
        bob,
        section(
            "care", "Café rota", "Élan, and a naïve plan for the board. See [the guide](https://www.gov.uk/guide?a=1)."
        ),
        section("inside", "Inside", "The surveyor resigned.", audience="colleagues", topics=("Secrets",)),
        week=Week.parse("2018-08-06"),
        title="Tea",
        summary="A week of kettles",
    )
    published(
        bob,
        section("own", "Own", "Only bob’s journal knows about the surveyor.", audience="members", topics=("Secrets",)),
        section("open", "Open", "State of the nation, and data sharing.", topics=("Governance",)),
        week=Week.parse("2020-12-28"),
        title="Weeknotes",
    )


# What is found


QUESTIONS = [
    ("mould", ["Damp and mould"]),
    ("moulds DAMP", ["Damp and mould"]),
    ("repairing", ["Damp and mould"]),
    ("cafe elan naive", ["Café rota"]),
    ("Café", ["Café rota"]),
    ('"data sharing"', ["Open"]),
    ('"sharing data"', []),
    ('"state nation"', []),
    ('"state of the nation"', ["Open"]),
    ("surveyor flats", ["Damp and mould"]),
    ("surveyor OR kettles", ["Damp and mould", "Café rota"]),
    ("board -late", ["Café rota"]),
    ("-board -surveyor", ["Open"]),
    ("survey*", ["Damp and mould"]),
    ("gov*", ["Governance board", "Open"]),
    ("kettles", ["Café rota"]),
    ("wet summer", ["Damp and mould"]),
    ("topic:governance", ["Open", "Governance board"]),
    ("topic:housing topic:governance", ["Governance board"]),
    ("topic:housing -topic:governance", ["Damp and mould"]),
    ("topic:nobody OR topic:GOVERNANCE", ["Open", "Governance board"]),
    ("journal:alice board", ["Governance board"]),
    ('journal:"Alice Archer" board', ["Governance board"]),
    ("-journal:alice board", ["Café rota"]),
    ("year:2018 journal:bob", ["Café rota"]),
    ("year:2018 year:2020 topic:governance", ["Open", "Governance board"]),
    ("from:2018-08-06", ["Open", "Café rota"]),
    ("from:2018-08-06 to:2018", ["Café rota"]),
    ("w/c 6 August 2018", ["Café rota"]),
    ("https://gov.uk/guide/?a=1", ["Café rota"]),
    ("gov.uk/guide?a=1", ["Café rota"]),
    ("https://gov.uk/other", []),
    ("site:gov.uk", ["Café rota"]),
    ("gov.uk", ["Café rota"]),
    ("uk", []),
    ("guide", ["Café rota"]),
    ("the", ["Damp and mould", "Café rota", "Open"]),
    ("the mould", ["Damp and mould"]),
    ("nobody", []),
]


def test_each_question_finds_its_sections_and_no_others(archive):
    assert {text: sorted(found(text)) for text, _ in QUESTIONS} == {text: sorted(own) for text, own in QUESTIONS}


def test_an_empty_question_finds_nothing(archive):
    results = search.find(Section.objects.visible_to(AnonymousUser()), search.parse(" … "))
    assert (results.count, results.entries) == (0, ())


def test_best_first_is_heading_then_topic_then_bullet_then_body_then_title(alice):
    for number, (heading, body, topics, title) in enumerate(
        [
            ("One", "Nothing.", (), "On penguins"),
            ("Two", "Some penguins came.", (), "Weeknotes"),
            ("Three", "- some penguins came", (), "Weeknotes"),
            ("Four", "Nothing.", ("Penguins",), "Weeknotes"),
            ("Penguins", "Nothing.", (), "Weeknotes"),
        ]
    ):
        published(
            alice, section("one", heading, body, topics=topics), week=Week.parse("2018-07-30") + number, title=title
        )
    ranked = found("penguins")
    assert ranked[:3] == ["Penguins", "Four", "Three"]
    assert set(ranked[3:]) == {"Two", "One"}  # PostgreSQL has four weights, and gives both the lowest


def test_order_may_be_that_of_the_weeks(archive):
    assert found("board OR nation", order="newest") == ["Open", "Café rota", "Governance board"]
    assert found("board OR nation", order="oldest") == ["Governance board", "Café rota", "Open"]
    assert found("topic:governance", order="best") == ["Open", "Governance board"]


def test_a_cited_site_is_broken_after_its_dots(archive, visitor):
    sites = re.findall(r"<bdi>(.*?)</bdi>", page(visitor, q="board"))
    assert sites
    assert all("." in site and re.sub(r"\.<wbr>", "", site).find(".") < 0 for site in sites)


def test_a_passage_from_a_table_tells_its_cells_apart(alice):
    table = "| Month | Searches | No click |\n|--|--|--|\n| May | 40 | 31 |"
    published(alice, section(body=f"As counted.\n\n{table}"))
    assert "Month · Searches · No click" in plain(page(alice, q="searches click"))
    assert found('"searches no click"') == found('"month searches"') == found('"may 40 31"') == ["Search"]


def test_no_phrase_reaches_from_one_bullet_into_the_next(alice):
    published(alice, section("one", "One", "- we ate bread\n- butter came later\n\nthen milk\n\nhoney"))
    assert found('"bread butter"') == found('"milk honey"') == found('"came later then"') == []
    assert found('"butter came"') == ["One"]


def test_sections_of_one_entry_stand_together(archive):
    results = search.find(
        Section.objects.visible_to(AnonymousUser()), search.parse("topic:housing OR topic:governance")
    )
    assert [[hit.section.heading for hit in entry.hits] for entry in results.entries] == [
        ["Open"],
        ["Damp and mould", "Governance board"],
    ]
    assert (results.count, results.entry_count) == (3, 2)


def test_pages_hold_ten_entries_and_lose_none(alice):
    first = Week.parse("2018-01-01")
    for number in range(23):
        published(alice, section("one", f"Part {number}", "All about penguins."), week=first + number)
    for order in search.ORDERS:
        pages = [found("penguins", order=order, page=number) for number in (1, 2, 3)]
        assert [len(headings) for headings in pages] == [10, 10, 3]
        assert len({heading for headings in pages for heading in headings}) == 23


# What the index keeps up with


def test_what_is_unpublished_is_gone_from_the_index(alice, entry):
    assert found("search") == ["Search"]
    before = search.indexed()
    publishing.unpublish(entry, by=alice.user)
    assert found("search") == []
    assert search.indexed() == before - 1


def test_a_draft_is_not_found_until_it_is_published(alice, draft):
    assert found("search", alice.user) == []
    publishing.publish(draft, by=alice.user)
    assert found("search", alice.user) == ["Search"]


def test_what_is_published_again_is_found_by_its_new_words_alone(alice, entry):
    publishing.save_draft(entry, content(section(body="Now about penguins.")), by=alice.user)
    assert found("penguins") == []
    publishing.publish(entry, by=alice.user)
    assert found("penguins") == ["Search"]
    assert found("changed") == []
    assert search.indexed() == Section.objects.count()


def test_reindex_makes_everything_again_from_the_revisions(alice, archive):
    sections = Section.objects.count()
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {engine().TABLE}")
    Section.objects.all().delete()
    assert found("mould") == []
    said = StringIO()
    call_command("reindex", stdout=said)
    assert f"3 entries rebuilt: the archive holds {sections} sections" in said.getvalue()
    assert f"{sections} sections are indexed" in said.getvalue()
    assert found("mould") == ["Damp and mould"]


def test_reindex_can_go_on_where_it_stopped(archive):
    last = Entry.objects.order_by("pk").last()
    said = StringIO()
    call_command("reindex", after=last.pk - 1, stdout=said)
    assert said.getvalue().startswith("1 entries rebuilt")


def test_reindex_drops_what_belongs_to_no_section(archive):
    Section.objects.filter(heading="Open").delete()
    said = StringIO()
    call_command("reindex", after=10**9, stdout=said)
    assert "1 stale ones were dropped" in said.getvalue()


def test_reindex_names_an_entry_that_cannot_be_rebuilt_and_goes_on(archive):
    broken = Entry.objects.order_by("pk").first()
    broken.live.content = {"format": 99}
    broken.live.save()
    said = StringIO()
    with pytest.raises(CommandError, match="1 of them could not be rebuilt"):
        call_command("reindex", stdout=StringIO(), stderr=said)
    assert f"Entry {broken.pk}" in said.getvalue()
    assert found("mould") == ["Damp and mould"]


def test_the_index_alone_can_be_rebuilt(archive):
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {engine().TABLE}")
    assert search.rebuild() == Section.objects.count()
    assert found("mould") == ["Damp and mould"]


# Who may find what


def test_search_finds_only_what_the_viewer_may_see(archive, alice, bob):
    assert found("surveyor") == ["Damp and mould"]
    assert sorted(found("surveyor", alice.user)) == ["Damp and mould", "Inside"]
    assert sorted(found("surveyor", bob.user)) == ["Damp and mould", "Inside", "Own"]


@pytest.mark.parametrize("asked", [{"q": "surveyor"}, {"q": "secrets"}, {"topic": "Secrets"}, {"q": "week:2020-12-28"}])
def test_what_may_not_be_seen_leaves_no_trace(archive, visitor, bob, asked):
    html = page(visitor, **asked)
    assert "resigned" not in html
    assert "Only bob" not in html
    assert "Inside" not in html
    said_again = r'<ul class="chips".*?</ul>|<form.*?</form>|<h1.*?</h1>|is called “Secrets”'
    assert "Secrets" not in re.sub(said_again, "", html, flags=re.S)
    assert "Secrets" in page(bob, q="surveyor")


def test_counts_are_those_of_the_viewer(archive, visitor, alice, bob):
    assert [count_on(page(person, q="surveyor")) for person in (visitor, alice, bob)] == [1, 2, 3]


# The page


def test_the_page_shows_the_very_bullet_and_opens_there(archive, visitor):
    html = page(visitor, q="surveyor")
    assert "rang the <mark>surveyor</mark>" in html
    assert "Visited nine flats" not in html
    assert 'href="/2018-07-30/alice/?marked=surveyor#damp-1"' in html


def test_what_matched_only_by_its_topic_says_so(archive, visitor):
    assert "Filed under <mark>Governance</mark>" in page(visitor, q="governance nation")


def test_marks_are_made_after_escaping(alice, visitor):
    published(alice, section("one", "<script>penguins</script>", "Look: `<img src=x onerror=alert(1)>` penguins & co"))
    html = page(visitor, q="penguins script")
    assert "&lt;<mark>script</mark>&gt;<mark>penguins</mark>&lt;/<mark>script</mark>&gt;" in html
    assert "onerror=alert(1)&gt; <mark>penguins</mark> &amp; co" in html
    assert "<script>penguins" not in html


def test_the_question_is_shown_as_it_was_typed(archive, visitor):
    html = page(visitor, q='"><script>alert(1)</script>')
    assert 'value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"' in html
    assert "<script>alert" not in html


def test_each_part_of_the_question_can_be_taken_out(archive, visitor):
    html = page(visitor, q='damp OR mould -paint "nine flats"', topic="Housing", order="newest")
    chips = re.search(r'<ul class="chips".*?</ul>', html, re.S)[0]
    removals = [unescape(url) for url in re.findall(r'class="chip" href="([^"]*)"', chips)]
    assert removals == [
        "?q=-paint+%22nine+flats%22&topic=Housing&order=newest",
        "?q=damp+OR+mould+%22nine+flats%22&topic=Housing&order=newest",
        "?q=damp+OR+mould+-paint&topic=Housing&order=newest",
        "?q=damp+OR+mould+-paint+%22nine+flats%22&order=newest",
    ]
    assert plain(chips).startswith(
        "either damp or mould ×, remove without paint ×, remove “nine flats” ×, remove on Housing"
    )


def test_what_was_chosen_by_links_stays_when_the_question_changes(archive, visitor):
    html = page(visitor, "?q=board&topic=Housing&topic=Governance&order=oldest")
    assert re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html) == [
        ("topic", "Housing"),
        ("topic", "Governance"),
        ("order", "oldest"),
    ]


def test_a_facet_says_how_many_its_link_finds(archive, visitor, alice, bob):
    for person in (visitor, alice, bob):
        for asked in ({"q": "the"}, {"q": "surveyor"}, {"year": "2018"}, {"topic": "Governance"}, {"q": "-nobody"}):
            links = links_on(page(person, **asked))
            assert links
            for url, count in links:
                assert count_on(page(person, url)) == count, url


def test_random_questions_count_what_they_list(archive, visitor, bob):
    dice = random.Random(31)
    parts = ["the", "board", "surveyor OR nation", "-damp", "gov*", "topic:housing", "-topic:housing", "year:2018"]
    parts += ["journal:bob", "-journal:bob", "from:2018-08-06", "to:2018-08", "site:gov.uk", '"data sharing"']
    for person in (visitor, bob):
        for _ in range(40):
            text = " ".join(dice.sample(parts, 2))
            seen = Section.objects.visible_to(person.user or AnonymousUser())
            results = search.find(seen, search.parse(text))
            assert sum(len(entry.hits) + entry.more for entry in results.entries) == results.count, text
            assert sum(results.by_week.values()) == results.count, text


def test_a_choice_that_is_made_is_not_offered_again(archive, visitor):
    addresses = [url for url, _ in links_on(page(visitor, "?q=papers&topic=Housing&journal=alice&year=2018"))]
    assert addresses == ["?q=papers&topic=Housing&journal=alice&year=2018&topic=Governance"]


def test_a_second_journal_comes_on_top_of_the_first(archive, visitor):
    html = page(visitor, q='the journal:"Alice Archer"')
    added = [(url, count) for url, count in links_on(html) if "&journal=" in url]
    assert [url.partition("&")[2] for url, _ in added] == ["journal=bob"]
    assert added[0][1] == count_on(page(visitor, added[0][0])) == count_on(page(visitor, q="the")) > count_on(html) > 0
    assert "or together with" in html
    assert not [url for url, _ in links_on(page(visitor, q="the journal:alice OR journal:bob")) if "&journal=" in url]


def test_the_ribbon_leads_to_one_weeks_passages(archive, visitor):
    html = page(visitor, q="board")
    assert "w/c 30 July 2018, 1 passage" in html
    assert 'href="?q=board&amp;week=2018-07-30"' in html
    assert count_on(page(visitor, "?q=board&week=2018-07-30")) == 1


def test_a_week_that_is_asked_for_is_offered_on_top(archive, visitor):
    html = page(visitor, q="w/c 30 July 2018")
    assert '<a href="/2018-07-30/">read all of w/c 30 July 2018</a>' in html
    assert count_on(html) == 2


def test_an_entry_that_matches_by_its_title_alone_is_shown_once(archive, visitor):
    html = page(visitor, q="summer")
    assert "A wet <mark>summer</mark>" in html
    assert html.count('class="passage"') == 1
    assert "1 more passage in this entry" in plain(html)


def test_before_anything_is_asked_the_page_says_how(visitor):
    html = page(visitor)
    assert "Ways to ask" in html
    assert 'href="/topics/"' in html


def test_where_nothing_is_found_the_page_says_what_to_try(archive, visitor):
    html = page(visitor, q="underfloor penguins")
    assert "Nobody has written about underfloor penguins" in plain(html)
    assert 'href="?q=underfloor"' in html
    assert 'href="?q=penguins"' in html


def test_no_search_is_for_search_engines(archive, visitor):
    response = visitor.get("/search/", {"q": "board"})
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()


@pytest.mark.parametrize("number", ["0", "-1", "two", "2", "999999999999999999999"])
def test_a_page_that_does_not_exist_is_not_found(archive, visitor, number):
    assert visitor.get("/search/", {"q": "board", "page": number}).status_code == 404


def test_reading_is_all_one_can_do_here(visitor):
    assert visitor.post("/search/", {"q": "board"}).status_code == 405


def test_nothing_is_written_by_searching(archive, alice):
    before = search.indexed()
    with CaptureQueriesContext(connection) as queries:
        page(alice, q="board gov.uk")
    assert not [query for query in queries if re.match(r"(INSERT|UPDATE|DELETE)", query["sql"])]
    assert search.indexed() == before


@pytest.mark.parametrize(
    "asked", [{"q": "penguins"}, {"q": "site:gov.uk penguins"}, {"q": "w/c 30 July 2018"}, {"topic": "Birds"}]
)
def test_a_search_costs_eight_queries_at_most_whatever_it_finds(alice, visitor, asked):
    def add(week: Week, sections: int) -> None:
        parts = [section("one" + "x" * n, f"Part {n}", PENGUINS, topics=("Birds",)) for n in range(sections)]
        published(alice, *parts, week=week)

    costs = []
    for number in (1, 4, 9):
        add(Week.parse("2018-07-30") if "w/c" in str(asked) else Week.parse("2018-07-30") + number, number)
        for person in (visitor, alice):
            with CaptureQueriesContext(connection) as queries:
                assert count_on(page(person, **asked)) > 0
            costs.append(len(queries))
    assert costs[0:2] == costs[2:4] == costs[4:6]
    assert max(costs) <= 8


@pytest.mark.parametrize("many_words", [60, 0])
def test_beginnings_of_words_with_too_many_hits_are_told_as_about(alice, visitor, monkeypatch, many_words):
    from notes.search import counting, finding, sqlite

    monkeypatch.setattr(sqlite, "MANY_WORDS", many_words)

    for number in range(8):
        published(
            alice,
            section(f"sort{'abcdefgh'[number]}x", body="Governance again."),
            week=Week.parse("2010-08-02") + 60 * number,
        )
    monkeypatch.setattr(counting, "MOST_READ", 4)
    monkeypatch.setattr(finding, "MOST_READ", 4, raising=False)
    by_word = visitor.get("/search/?q=governance").context["results"]
    by_beginning = visitor.get("/search/?q=gover*").context["results"]
    assert by_beginning.is_about
    assert by_beginning.count == by_word.count == 8
    assert by_beginning.by_week == by_word.by_week
    assert by_beginning.by_year == by_word.by_year
    assert len(by_word.by_year) == 8


def test_the_beginning_of_a_word_finds_all_words_that_begin_so_and_no_others(alice, bob, visitor, monkeypatch):
    from notes.search import sqlite

    published(alice, section("a", "Plans", body="The governor went in 2018."))
    published(
        alice,
        section("b", "Govern", body="Nothing."),
        section("c", body="Misgovernment."),
        week=Week.parse("2018-07-23"),
    )
    published(bob, section("d", body="Go, over there."), section("e", body="Governing.", audience="members"))

    def keys(text: str) -> list[str]:
        results = visitor.get("/search/", {"q": text}).context["results"]
        return [hit.section.key for entry in results.entries for hit in entry.hits]

    assert sorted(keys("govern*")) == ["a", "b"]
    assert keys("201*") == ["a"]
    assert sorted(keys("go*")) == ["a", "b", "d"]
    assert sorted(keys("governo* OR misgov*")) == ["a", "c"]
    assert keys("govern* -governo*") == ["b"]
    monkeypatch.setattr(sqlite, "MANY_WORDS", 0)
    assert sorted(keys("go*")) == ["a", "b", "d"]
    if connection.vendor == "sqlite":
        assert keys("go*")[0] == "b", "a heading comes first"
