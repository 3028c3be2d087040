"""Who else is writing an entry: notes.presence, and what the desk says of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notes import presence, publishing
from notes.models import Journal, Presence
from tests.conftest import content, draft_of, section
from tests.test_autosave import Tab, newest
from tests.test_writing import desk


@pytest.fixture
def shared(alice, bob):
    alice.journal.members.add(bob.user)
    return draft_of(alice, section("damp", "Damp"), section("repairs", ""))


def ping(person, entry, tab="tabone", here="", known="", **more):
    sent = {"tab": tab, "turn": "0", "writer": str(person.user.pk), "here": here, "known": known or str(entry.head_id)}
    return person.post(reverse("presence", args=[entry.pk]), sent | more)


def line(person, entry, tab="mine") -> str:
    return ping(person, entry, tab).json()["company"]["line"]


def page(person, entry) -> str:
    return person.get(entry.get_write_url()).content.decode()


def earlier(**ago):
    Presence.objects.update(seen_at=timezone.now() - timedelta(**ago))


def test_two_people_see_each_other_and_where(alice, bob, shared):
    assert line(alice, shared) == ""
    ping(bob, shared, here="damp")
    told = ping(alice, shared, "mine").json()["company"]
    assert told == {
        "names": ["Bob Baker"],
        "line": "Bob Baker is writing in ‘Damp’.",
        "sections": {"damp": "Bob Baker is writing here"},
    }
    assert line(bob, shared, "tabone") == "Alice Archer is here too."


def test_it_stands_on_the_page_without_a_script(alice, bob, shared):
    assert "data-there hidden" in page(alice, shared)
    ping(bob, shared, here="damp")
    shown = page(alice, shared)
    assert "Bob Baker is writing in ‘Damp’." in shown
    assert shown.count("draft-section spread is-shared") == 1
    assert "Bob Baker is writing here</p>" in shown


def test_who_writes_without_a_script_is_seen_when_they_save(alice, bob, shared):
    page(bob, shared)
    assert not Presence.objects.exists(), "reading writes nothing"
    desk(bob, shared, body_damp="Bob’s")
    assert "Bob Baker is here too." in page(alice, shared)
    assert "Bob Baker is here too." not in page(bob, shared)


def test_two_tabs_of_one_person_are_two(alice, shared):
    ping(alice, shared, "one", here="damp")
    assert line(alice, shared, "other") == "You, in another tab, are writing in ‘Damp’."
    assert line(alice, shared, "one") == "You, in another tab, are here too."


def test_an_autosave_says_it_too(alice, bob, shared):
    ping(bob, shared, here="repairs")
    told = Tab(alice, shared).type(body_damp="Alice’s", here="damp").json()
    assert told["company"]["line"] == "Bob Baker is writing in a section without a heading."
    assert line(bob, shared, "tabone") == "Alice Archer is writing in ‘Damp’."


def test_after_a_minute_nobody_is_here_any_more_and_it_is_forgotten(alice, bob, shared):
    ping(bob, shared, here="damp")
    earlier(seconds=40)
    assert line(alice, shared) == "Bob Baker is writing in ‘Damp’, a minute ago."
    earlier(seconds=61)
    assert line(alice, shared) == ""
    assert "is-shared" not in page(alice, shared)
    earlier(seconds=61)
    assert presence.has_gone()
    presence.sweep()
    assert not Presence.objects.exists()
    assert not presence.has_gone()


def test_a_page_that_is_left_is_left_at_once(alice, bob, shared):
    ping(bob, shared, "one")
    ping(bob, shared, "other")
    ping(bob, shared, "one", leaves="1")
    assert line(alice, shared) == "Bob Baker is here too."
    ping(bob, shared, "other", leaves="1")
    assert line(alice, shared) == ""


def test_many_are_counted(alice, bob, shared):
    from tests.conftest import make_person

    for name in ("cara", "dele", "ewan"):
        person = make_person(name, name.title() + " Day")
        alice.journal.members.add(person.user)
        ping(person, shared, here="damp")
    assert (
        line(alice, shared)
        == "Cara Day is writing in ‘Damp’; Dele Day is writing in ‘Damp’; Ewan Day is writing in ‘Damp’."
    )
    ping(bob, shared)
    told = ping(alice, shared, "mine").json()["company"]
    assert told["line"] == "Bob Baker, Cara Day and 2 more are here too."
    assert told["sections"] == {"damp": "Cara Day, Dele Day and Ewan Day are writing here"}


def test_what_others_saved_meanwhile_is_told_and_can_be_fetched(alice, bob, shared):
    known = str(shared.head_id)
    told = ping(alice, shared, "mine", known=known).json()
    assert (told["sections"], told["revision"]) == ([], shared.head_id)
    publishing.save_draft(shared, content(section("damp", "Damp", "Bob’s"), section("repairs", "")), by=bob.user)
    told = ping(alice, shared, "mine", known=known).json()
    assert (told["by"], told["sections"]) == ("Bob Baker", ["‘Damp’"])
    fetched = alice.get(reverse("autosave", args=[shared.pk]), {"words": "1"}).json()
    assert fetched["revision"] == told["revision"]
    assert fetched["fields"]["sections"][0]["body"] == "Bob’s"


def test_only_members_of_the_journal_come_and_are_told(alice, bob, owner, visitor, shared):
    stranger = Presence(entry=shared, user=owner.user, tab="x", seen_at=timezone.now())
    stranger.save()
    assert line(alice, shared) == "", "who has left the journal is not shown"
    assert ping(owner, shared).status_code == 404
    assert owner.get(reverse("autosave", args=[shared.pk]), {"words": "1"}).status_code == 404
    address = reverse("presence", args=[shared.pk])
    assert visitor.post(address).status_code == 401
    assert visitor.post(reverse("presence", args=[10**9])).status_code == 401
    assert alice.get(address).status_code == 405
    Journal.objects.get(pk=shared.journal_id).members.remove(bob.user)
    assert ping(bob, shared).status_code == 404


@pytest.mark.parametrize(
    "bad", [{"tab": ""}, {"tab": "a b"}, {"turn": "x"}, {"writer": "0"}, {"tab": "x" * 33}, {"writer": ""}]
)
def test_what_no_page_of_ours_sends_leaves_no_trace(alice, shared, bad):
    assert ping(alice, shared, **bad).status_code == 422
    assert not Presence.objects.exists()


def test_a_forged_section_is_none(alice, bob, shared):
    ping(bob, shared, here="<b>")
    assert line(alice, shared) == "Bob Baker is here too."
    ping(bob, shared, here="nosuchkey", known="9" * 40)
    assert line(alice, shared) == "Bob Baker is writing in a new section."


def test_saving_works_where_presence_does_not(alice, shared, monkeypatch):
    from django.db import OperationalError

    def locked(*_, **__):
        raise OperationalError("database is locked")

    monkeypatch.setattr(Presence.objects.__class__, "bulk_create", locked, raising=False)
    assert Tab(alice, shared).type(body_damp="Saved all the same").status_code == 200
    assert newest(shared).section("damp").body == "Saved all the same"


def test_it_costs_the_same_however_many_are_here(alice, bob, shared, django_assert_max_num_queries):
    for number in range(20):
        ping(bob, shared, f"tab{number}")
    with django_assert_max_num_queries(10):  # with two savepoints
        assert ping(alice, shared, known=str(shared.revisions.last().pk)).status_code == 200
