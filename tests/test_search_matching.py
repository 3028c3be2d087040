"""The sections that answer a question, as a queryset: what feeds and briefings are built on."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notes import publishing, search
from notes.models import Section
from notes.weeks import Week
from tests.conftest import WEEK, content, published, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def archive(alice, bob):
    """Damp, said by two people in two weeks; once among colleagues alone."""
    published(
        alice,
        section("damp", "Damp", "Nine damp flats.", topics=("Housing",)),
        section("bins", "Bins", "The bins are dry.", topics=("Housing",)),
        week=Week.parse("2018-07-30"),
    )
    published(
        bob,
        section("rising", "Rising damp", "Damper than it was."),
        section("inside", "Inside", "Damp in the server room.", audience="colleagues"),
        week=Week.parse("2018-08-06"),
    )


def headings(text: str, user=None) -> list[str]:
    sections = search.matching(Section.objects.visible_to(user or AnonymousUser()), search.parse(text))
    return [section.heading for section in sections.newest_first()]


def test_what_is_set_in_order_is_found_as_before(alice):
    asked = ("penguins", "gulls", '"in the harbour"', "penguins 15")
    for n in range(20):
        entry = published(alice, section(heading=f"Part {n}", body=f"Penguins {n} in the harbour"), week=WEEK - n)
        if n < 10:
            gulls = content(section(heading=f"Part {n}", body="Gulls in the harbour"))
            publishing.save_draft(entry, gulls, by=alice.user)
            publishing.publish(entry, by=alice.user)
    before = [headings(text) for text in asked]
    assert list(map(len, before)) == [10, 10, 20, 1]
    search.merge()
    assert [headings(text) for text in asked] == before
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT id >> 37) FROM notes_searchindex_data WHERE id > 1 << 37")
            assert cursor.fetchone()[0] == 1  # in one part
    assert search.merge() == ""  # nothing is left to do


def test_it_holds_what_find_finds_and_can_be_ordered_and_counted(archive, bob):
    assert headings("damp") == ["Rising damp", "Damp"]
    assert headings("damp", bob.user) == ["Rising damp", "Inside", "Damp"]
    assert headings("damp topic:housing") == ["Damp"]
    assert headings("topic:housing") == ["Damp", "Bins"]
    assert headings("damp -rising") == ["Damp"]
    seen = Section.objects.visible_to(bob.user)
    for asked in ("damp", "topic:housing -damp", "journal:bob", '"server room"', "damp OR bins", "year:2018"):
        query = search.parse(asked)
        assert search.matching(seen, query).count() == search.find(seen, query).count > 0, asked


def test_a_question_that_asks_for_nothing_matches_nothing(archive):
    assert headings("") == headings("  ?!  ") == []
    assert not search.matching(Section.objects.none(), search.parse("damp")).exists()


def test_it_costs_one_query_and_can_be_narrowed_further(archive):
    found = search.matching(Section.objects.visible_to(AnonymousUser()), search.parse("damp"))
    with CaptureQueriesContext(connection) as queries:
        assert [section.heading for section in found.in_week(Week.parse("2018-07-30"))] == ["Damp"]
    assert len(queries) == 1
