"""Whose words a published section holds: notes.crediting, and the byline that names them."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from notes import publishing
from notes.models import Authorship, Journal
from tests.conftest import content, draft_of, published, section

SEARCH, REPAIRS = section("search", "Search", "one"), section("repairs", "Repairs", "two")


@pytest.fixture
def team(alice, bob):
    """Alice and Bob write one journal."""
    alice.journal.members.add(bob.user)
    Journal.objects.filter(pk=alice.journal.pk).update(kind=Journal.Kind.TEAM)
    return alice.journal


def save(entry, person, *sections):
    publishing.save_draft(entry, content(*sections), by=person.user)


def credited(entry) -> list[tuple[str, str]]:
    return [(a.section.key, a.user.username) for a in Authorship.objects.of_sections(*entry.sections.all()).in_order()]


def byline(person, entry) -> str:
    page = person.get(entry.get_absolute_url()).content.decode()
    return page.split('class="byline"')[1].split("</p>")[0]


def test_who_put_words_into_a_section_is_credited_in_the_order_in_which_they_came(alice, bob, team):
    entry = draft_of(alice, SEARCH, REPAIRS)
    save(entry, bob, SEARCH, section("repairs", "Repairs", "two and more"))
    publishing.publish(entry, by=bob.user)
    assert credited(entry) == [("search", "alice"), ("repairs", "alice"), ("repairs", "bob")]
    assert "by <span" in byline(bob, entry)
    assert byline(bob, entry).index("Alice Archer") < byline(bob, entry).index("Bob Baker")


def test_publishing_moving_and_bringing_back_are_no_writing(alice, bob, team):
    entry = draft_of(alice, SEARCH, REPAIRS)
    first = entry.head
    save(entry, bob, REPAIRS, SEARCH)
    publishing.restore(entry, first, by=bob.user)
    publishing.publish(entry, by=bob.user)
    assert {name for _, name in credited(entry)} == {"alice"}
    assert "Bob Baker" not in byline(bob, entry)


def test_words_that_were_put_away_credit_nobody(alice, bob, team):
    entry = published(alice, SEARCH)
    save(entry, bob, section("search", "Search", "Bob’s"))
    publishing.discard(entry, by=bob.user)
    save(entry, alice, section("search", "Search", "one and on"))
    publishing.publish(entry, by=alice.user)
    assert credited(entry) == [("search", "alice")]


def test_names_are_for_colleagues_and_for_those_who_see_the_section(alice, bob, owner, visitor, team):
    entry = draft_of(alice, SEARCH)
    save(entry, bob, SEARCH, section("secret", "Secret", "Bob’s", audience="members"))
    publishing.publish(entry, by=alice.user)
    assert "Bob Baker" in byline(alice, entry)
    assert "Alice Archer" in byline(owner, entry)
    assert "Bob Baker" not in byline(owner, entry), "his words are not shown to colleagues"
    assert "contributor" not in byline(visitor, entry)
    assert not Authorship.objects.visible_to(visitor.get("/").wsgi_request.user).exists()


def test_who_has_left_the_journal_is_named_no_more(alice, bob, team):
    entry = draft_of(alice, SEARCH)
    save(entry, bob, SEARCH, REPAIRS)
    publishing.publish(entry, by=alice.user)
    team.members.remove(bob.user)
    assert "Bob Baker" not in byline(alice, entry)


def test_a_persons_journal_has_its_name_in_the_byline_already(alice):
    assert "contributor" not in byline(alice, published(alice, SEARCH))


def test_an_import_credits_nobody(alice, team):
    entry = publishing.start_entry(team, draft_of(alice).week, by=None)
    publishing.save_draft(entry, content(SEARCH), by=None)
    publishing.publish(entry, by=alice.user)
    assert credited(entry) == []


def test_it_is_rebuilt_with_everything_else_and_gone_with_what_is_taken_back(alice, bob, team):
    entry = draft_of(alice, SEARCH)
    save(entry, bob, SEARCH, REPAIRS)
    publishing.publish(entry, by=alice.user)
    before = credited(entry)
    Authorship.objects.all().delete()
    call_command("reindex", verbosity=0)
    assert credited(entry) == before
    publishing.unpublish(entry, by=alice.user)
    assert not Authorship.objects.exists()


@pytest.mark.parametrize("sections", [1, 30])
def test_the_byline_costs_one_question(alice, bob, team, sections, django_assert_max_num_queries):
    entry = draft_of(
        alice,
        *[section(f"part{chr(97 + n)}" if n < 26 else f"parta{chr(71 + n)}", body=str(n)) for n in range(sections)],
    )
    publishing.publish(entry, by=alice.user)
    with django_assert_max_num_queries(9):  # one of them for what stands under the sections: see also
        assert alice.get(entry.get_absolute_url()).status_code == 200
