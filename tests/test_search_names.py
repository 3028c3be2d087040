"""Filters that name a topic, a journal or a person forgive how they are typed, and tell of nothing unseen."""

from __future__ import annotations

import re
from html import unescape
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notes.content import COLLEAGUES, MEMBERS
from notes.models import Entry, Journal
from tests.conftest import WEEK, Person, published, section

pytestmark = pytest.mark.django_db


def asked(person: Person, q: str = "", **more: str):
    page = person.get("/search/", {"q": q} | more)
    assert page.status_code == 200
    return page


def found(person: Person, q: str) -> int:
    return asked(person, q).context["results"].count


def chips(person: Person, q: str, **more: str) -> list[str]:
    return [f"{chip.label} {chip.says}".strip() for chip in asked(person, q, **more).context["chips"]]


def meant(person: Person, q: str, **more: str) -> list[str]:
    """What is offered in place of names; each leads to passages."""
    choices = [choice for name in asked(person, q, **more).context["misnamed"] for choice in name.choices]
    assert all(person.get(f"/search/{choice.url}").context["results"].count for choice in choices)
    return [choice.says for choice in choices]


def said(page) -> str:
    text = re.sub(r"<(script|style).*?</\1>", "", page.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())


@pytest.fixture
def archive(alice, bob) -> Entry:
    """Alice Archer writes a journal of her own, Bob for the team of Housing Digital."""
    Journal.objects.filter(pk=alice.journal.pk).update(name="Élan of a designer", slug="alice-archer")
    Journal.objects.filter(pk=bob.journal.pk).update(name="Housing Digital", slug="housing-digital", kind="team")
    bob.journal.refresh_from_db()
    alice.journal.refresh_from_db()
    published(bob, section(body="Damp walls.", topics=("Damp and mould", "Data sharing")))
    return published(
        alice,
        section("open", body="The board met.", topics=("Governance", "Information governance")),
        section("inside", body="A reorganisation.", topics=("Reorganisation",), audience=COLLEAGUES),
        section("closed", body="A whistleblower.", topics=("Whistleblowing",), audience=MEMBERS),
        week=WEEK + 1,
    )


@pytest.mark.parametrize(
    "typed", ["housing", "Digital", "housing-digital", "HOUSING", '"housing digital"', "'Digital housing'"]
)
def test_a_journal_is_found_by_a_part_of_its_name(archive, visitor, typed):
    assert found(visitor, f"journal:{typed}") == 1
    assert chips(visitor, f"journal:{typed}") == ["by Housing Digital"]


@pytest.mark.parametrize("typed", ["elan", "designer", "ÉLAN", "alice-archer"])
def test_accents_and_case_do_not_matter(archive, visitor, typed):
    assert found(visitor, f"journal:{typed}") == 1


def test_a_journal_is_found_by_its_person_by_who_may_know_them(archive, visitor, bob):
    assert found(bob, "journal:alice") == 2
    assert found(visitor, "journal:alice") == 0


def test_a_link_names_one_journal_exactly(archive, visitor):
    assert asked(visitor, journal="housing").context["results"].count == 0
    assert chips(visitor, "", journal="housing-digital") == ["by Housing Digital"]


def test_of_journals_that_are_called_so_the_one_that_is_called_no_more_is_meant(archive, alice, visitor):
    short = Journal.objects.create(slug="housing-team", name="Housing", kind="team")
    assert chips(visitor, "journal:housing") == ["by Housing Digital"], "one that nobody may see is not there"
    short.members.add(alice.user)
    alice.journal = short
    published(alice, section(body="Rent."))
    assert chips(visitor, "journal:housing") == ["by Housing"]
    assert found(visitor, "journal:housing") == 1


def test_the_name_of_a_journal_that_one_may_not_see_stands_on_no_chip(archive, visitor):
    Journal.objects.create(slug="secret-merger", name="The secret merger", kind="team")
    for more in ({"q": "journal:secret OR journal:housing"}, {"q": "damp", "journal": "secret-merger"}):
        assert "secret merger" not in said(visitor.get("/search/", more)).lower().replace("secret-merger", "")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("topic:governence", ["Governance", "Information governance"]),
        ("topic:damp", ["Damp and mould"]),
        ("topic:'data sharring'", ["Data sharing"]),
        ("journal:houzing", ["Housing Digital"]),
        ("journal:'Housing Digtal'", ["Housing Digital"]),
        ("author:housng", []),
        ("topic:xylophone", []),
        ("topic:damp OR topic:dmap", ["Damp and mould"]),
    ],
)
def test_a_name_that_nobody_has_offers_those_that_are_like_it(archive, visitor, typed, names):
    assert list(dict.fromkeys(meant(visitor, typed))) == names


def test_a_person_that_nobody_is_offers_those_who_are_called_alike(archive, bob, visitor):
    Journal.objects.filter(slug="alice-archer").update(name="Alice Archer")
    assert meant(visitor, "author:alise") == meant(visitor, "author:archerr") == ["Alice Archer"]
    assert meant(visitor, "author:'Alice Archr'") == ["Alice Archer"]


def test_the_page_says_so_and_keeps_the_rest_of_the_question(archive, visitor):
    page = asked(visitor, "walls topic:damp -paint")
    assert "No topic that everybody may read is called “damp”. Perhaps you mean Damp and mould." in said(page)
    assert "is nowhere" not in said(page)
    ((choice,),) = (name.choices for name in page.context["misnamed"])
    assert choice.url == "?q=walls+topic%3A%22Damp+and+mould%22+-paint"
    ((choice,),) = (name.choices for name in asked(visitor, "walls", topic="damp").context["misnamed"])
    assert choice.url == "?q=walls&topic=Damp+and+mould"


def test_where_the_rest_would_find_nothing_it_is_left_out_and_said(archive, visitor):
    page = asked(visitor, "board topic:damp year:2001 topic:damp")
    assert "Perhaps you mean Damp and mould (without “board”, “in 2001”)." in said(page)
    assert meant(visitor, "board topic:damp year:2001 topic:damp") == ["Damp and mould"]


def test_no_name_is_offered_that_one_may_not_see(archive, visitor, bob, alice):
    for typed, name in (("topic:reorganisatoin", "Reorganisation"), ("topic:whistleblow", "Whistleblowing")):
        offered = [meant(person, typed) for person in (visitor, bob, alice)]
        assert offered == ([[], [name], [name]] if name == "Reorganisation" else [[], [], [name]])
    Journal.objects.create(slug="merger", name="The merger", kind="team")
    assert meant(bob, "journal:mergr") == []


def test_a_filter_by_a_name_costs_the_same_however_many_journals_there_are(archive, visitor, bob):
    def costs() -> list[int]:
        found_by = []
        for person, q in product((visitor, bob), ("journal:housing damp", "journal:digital", "-journal:housing board")):
            with CaptureQueriesContext(connection) as queries:
                assert found(person, q) == 1, q
            found_by.append(len(queries))
        return found_by

    before = costs()
    for number in range(9):
        Journal.objects.create(slug=f"j-{number}", name=f"Journal {number} of nobody", kind="team")
    assert costs() == before
    assert max(before[:3]) <= 9, "one more than by a link"
