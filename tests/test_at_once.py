"""Topics are merged, renamed and split while entries that use them are published: nobody fails, nothing is misfiled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser

from notes import publishing, tidying
from notes.content import topic_key
from notes.models import Card, Entry, Filing, Relation, Section, Topic, TopicJournal, TopicWeek, User
from tests.at_once import at_once
from tests.conftest import WEEK, Person, content, draft_of, published, section

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 8
NAMES = (("Search", "Finding"), ("Finding", "Look-up"), ("Look-up", "Search", "Damp"))


def topic(name: str) -> Topic:
    return Topic.objects.get(key=topic_key(name))


def publishes(entry: Entry, person: Person) -> Callable[[], None]:
    """Again and again, with its topics going round."""

    def go() -> None:
        for turn in range(ROUNDS):
            parts = [
                section(key, f"{key} {turn}", f"Words of {key}, {turn} times.", topics=NAMES[(place + turn) % 3])
                for place, key in enumerate(("aaa", "bbb", "ccc"))
            ]
            publishing.save_draft(entry, content(*parts), by=person.user)
            publishing.publish(entry, by=person.user)

    return go


def tidies(owner: Person) -> Callable[[], None]:
    def go() -> None:
        for turn in range(ROUNDS):
            merged = tidying.merge(topic("Finding"), topic("Search"), by=owner.user)
            further = tidying.merge(topic("Look-up"), topic("Search"), by=owner.user)
            called = tidying.rename(topic("Search"), f"Searching {turn}", by=owner.user)
            assert None not in (merged, further, called)
            tidying.teach_soon(merged)
            tidying.undo(called, by=owner.user)
            tidying.undo(merged, by=owner.user)
            tidying.split(topic("Look-up"), by=owner.user)
            tidying.teach_all()

    return go


def all_is_filed_as_it_was_written() -> None:
    assert not Filing.objects.filter(tag__stands_for__isnull=False).exists()
    for found in Section.objects.select_related("entry__live"):
        part = found.entry.live.read().section(found.key)
        meant: dict[int, set[str]] = {}
        for key in map(topic_key, part.topics):
            meant.setdefault(Topic.objects.by_key([key])[key].pk, set()).add(key)
        assert {filing.tag_id: set(filing.keys) for filing in found.filings.all()} == meant
        assert {int(key) for key in found.card.topics.split()} == set(meant)
    assert Card.objects.count() == Section.objects.count()
    all_is_counted()


def all_is_counted() -> None:
    """For everybody, what is kept of topics says what counting their filings says."""
    for viewer in (AnonymousUser(), *User.objects.all()):
        seen = Filing.objects.visible_to(viewer)
        for each in Topic.objects.all():
            weeks = TopicWeek.objects.visible_to(viewer).on(each).count_by_week()
            journals = TopicJournal.objects.visible_to(viewer).on(each).count_by_journal()
            assert weeks == seen.on(each).count_by_week()
            assert {key: count for key, *_, count in journals} == seen.on(each).count_by_journal()
            assert [count for *_, count in journals] == list(seen.on(each).count_by_journal().values())


def test_topics_are_tidied_while_entries_are_published(alice, bob, owner, visitor):
    entries = [(published(who, *first_sections(), week=WEEK - n), who) for n, who in enumerate((alice, bob, alice))]
    raised = at_once(*(publishes(*pair) for pair in entries), tidies(owner))
    assert not raised
    tidying.teach_all()
    all_is_filed_as_it_was_written()
    act = tidying.merge(topic("Finding"), topic("Search"), by=owner.user)
    assert visitor.get("/topics/finding/").url == topic("Search").get_absolute_url()
    tidying.undo(act, by=owner.user)
    assert visitor.get("/topics/finding/").status_code == 200
    all_is_filed_as_it_was_written()


def first_sections():
    return (section(key, topics=names) for key, names in zip(("aaa", "bbb", "ccc"), NAMES, strict=True))


def test_a_draft_is_published_for_the_first_time_while_its_topic_is_merged_away(alice, bob, owner):
    published(alice, section(topics=("Search",)))
    for turn in range(ROUNDS):
        published(alice, section(topics=(f"Name {turn}",)), week=WEEK - 1 - turn)
        draft = draft_of(bob, section(topics=(f"Name {turn}", "Damp")), week=WEEK - turn)
        assert not at_once(
            lambda draft=draft: publishing.publish(draft, by=bob.user),
            lambda turn=turn: tidying.merge(topic(f"Name {turn}"), topic("Search"), by=owner.user),
        )
        tidying.teach_all()
        all_is_filed_as_it_was_written()


def test_entries_that_speak_of_the_same_are_published_again_at_once(alice, bob):
    words = "Zephyrs quell vexing jackdaws over the sphinx of black quartz, [here](https://quartz.example.org/)."
    entries = [
        (published(who, *(section(key, "Quartz", f"{words} {n}") for key in ("aaa", "bbb")), week=WEEK - n), who)
        for n, who in enumerate((alice, bob, alice, bob))
    ]
    assert Relation.objects.exists()

    def again(entry: Entry) -> Callable[[], None]:
        def go() -> None:
            for _ in range(ROUNDS):
                publishing.rebuild(entry)

        return go

    assert not at_once(*(again(entry) for entry, _ in entries))
    publishing.rebuild(entries[0][0])  # the others were looked for before they were replaced
    assert Relation.objects.exists()
