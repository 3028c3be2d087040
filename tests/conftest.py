"""The cast. Alice writes the journal "alice"; Bob is a colleague with a journal; a visitor has no account."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

import notes.urls  # noqa: F401  # and all below it: a module that is imported while a test patches a name keeps the patch
from notes import publishing
from notes.content import EntryContent, SectionContent
from notes.models import Entry, Journal, User
from notes.search import sharing
from notes.weeks import Week

WEEK = Week.parse("2018-07-30")


@pytest.fixture(autouse=True)
def nothing_learnt_of_other_archives(monkeypatch):
    """Each process remembers which words are everywhere; each test has an archive of its own."""
    monkeypatch.setattr(sharing, "_learnt", sharing._Everywhere())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items) -> None:
    """What asks for no database does not run again on the other one."""
    for item in items:
        asks = {"db", "transactional_db"}.intersection(item.fixturenames) or item.get_closest_marker("django_db")
        if not asks and "browser" not in item.keywords:
            item.add_marker("once")


class Person(Client):
    """A browser, and whoever is signed in to it."""

    user: User | None = None
    journal: Journal | None = None


def make_person(username: str, name: str) -> Person:
    first, _, last = name.partition(" ")
    person = Person()  # who came in before the test began, so that their visit is kept already
    person.user = User.objects.create_user(
        username,
        f"{username}@example.org",
        "a good password",
        first_name=first,
        last_name=last,
        active_at=timezone.now(),
    )
    person.journal = Journal.objects.create(name=name, slug=username)
    person.journal.members.add(person.user)
    person.force_login(person.user)
    return person


@pytest.fixture
def alice(db) -> Person:
    return make_person("alice", "Alice Archer")


@pytest.fixture
def bob(db) -> Person:
    return make_person("bob", "Bob Baker")


@pytest.fixture
def visitor(db) -> Person:
    return Person()


@pytest.fixture
def owner(db) -> Person:
    person = Person()
    person.user = User.objects.create_superuser(
        "owner", "owner@example.org", "a good password", active_at=timezone.now()
    )
    person.force_login(person.user)
    return person


def section(key: str = "search", heading: str = "Search", body: str = "", **more) -> SectionContent:
    return SectionContent(key=key, heading=heading, body=body or "We changed how search works.", **more)


def content(*sections: SectionContent, title: str = "Weeknotes", summary: str = "") -> EntryContent:
    return EntryContent(title=title, summary=summary, sections=sections or (section(),))


def draft_of(
    person: Person, *sections: SectionContent, week: Week = WEEK, title: str = "Weeknotes", summary: str = ""
) -> Entry:
    """An entry on the road that authors take."""
    assert person.journal
    entry = publishing.start_entry(person.journal, week, by=person.user)
    publishing.save_draft(entry, content(*sections, title=title, summary=summary), by=person.user)
    entry.refresh_from_db()
    return entry


def published(person: Person, *sections: SectionContent, **more) -> Entry:
    entry = draft_of(person, *sections, **more)
    publishing.publish(entry, by=person.user)
    return entry


@pytest.fixture
def draft(alice) -> Entry:
    return draft_of(alice)


@pytest.fixture
def entry(alice) -> Entry:
    return published(alice)
