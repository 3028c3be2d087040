"""The verbs: each does one act, whole or not at all, and is safe to repeat."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from notes import deriving, markup, publishing
from notes.content import EntryContent
from notes.models import Activity, Citation, Entry, Resource, Revision, Section, Topic
from notes.publishing import Conflict, NotReady
from notes.weeks import Week
from tests.at_once import at_once
from tests.conftest import WEEK, content, draft_of, published, section


def live_rows() -> tuple:
    """All that is derived, without the numbers that a database gives to rows."""
    return (
        list(Section.objects.order_by("entry", "order").values_list("key", "heading", "html", "text", "audience")),
        list(Activity.objects.order_by("section__key", "number").values_list("section__key", "number", "text")),
        list(Citation.objects.order_by("section__key", "order").values_list("section__key", "resource__url", "words")),
    )


def test_a_new_entry_is_an_empty_draft(alice):
    entry = publishing.start_entry(alice.journal, WEEK, by=alice.user)
    assert (entry.number, entry.week, entry.is_published) == (1, WEEK, False)
    assert entry.draft == EntryContent()


def test_a_second_entry_for_a_week_is_number_two(alice):
    publishing.start_entry(alice.journal, WEEK, by=alice.user)
    second = publishing.start_entry(alice.journal, WEEK, by=alice.user)
    assert second.number == 2


def test_each_save_is_a_revision_that_knows_where_it_came_from(alice, draft):
    first = draft.head
    saved = publishing.save_draft(draft, content(section(body="More.")), by=alice.user)
    assert saved.revision != first
    assert saved.revision.base == first
    assert saved.revision.author == alice.user
    assert not saved.merged
    assert first.read() != saved.revision.read()


def test_saving_the_same_words_again_makes_no_revision(alice, draft):
    before = Revision.objects.count()
    saved = publishing.save_draft(draft, draft.draft, by=alice.user, base=draft.head)
    assert saved.revision == draft.head
    assert not saved.merged
    assert Revision.objects.count() == before


def test_a_stale_save_is_merged_section_by_section(alice, bob):
    entry = draft_of(alice, section("a", body="a"), section("b", body="b"))
    base = entry.head
    publishing.save_draft(entry, content(section("a", body="a by Bob"), section("b", body="b")), by=bob.user, base=base)
    mine = content(section("a", body="a"), section("b", body="b by Alice"))
    saved = publishing.save_draft(entry, mine, by=alice.user, base=base)
    assert saved.merged
    assert [part.body for part in saved.revision.read().sections] == ["a by Bob", "b by Alice"]


def test_a_stale_save_of_old_words_brings_the_new_ones(alice, draft):
    base = draft.head
    publishing.save_draft(draft, content(section(body="newer")), by=alice.user, base=base)
    saved = publishing.save_draft(draft, base.read(), by=alice.user, base=base)
    assert saved.merged
    assert saved.revision.read().sections[0].body == "newer"


def test_a_conflict_keeps_both_texts_and_moves_nothing(alice, bob, draft):
    base = draft.head
    theirs = publishing.save_draft(draft, content(section(body="Bob's words")), by=bob.user, base=base).revision
    with pytest.raises(Conflict) as conflict:
        publishing.save_draft(draft, content(section(body="Alice's words")), by=alice.user, base=base)
    draft.refresh_from_db()
    assert draft.head == theirs
    mine = Revision.objects.get(pk=conflict.value.mine.pk)  # it is in the database, not only in memory
    assert mine.read().sections[0].body == "Alice's words"
    assert (mine.base, mine.author) == (base, alice.user)
    [clash] = conflict.value.clashes
    assert (clash.mine.body, clash.theirs.body) == ("Alice's words", "Bob's words")


def test_publishing_shows_the_newest_revision(alice, draft):
    live = publishing.publish(draft, by=alice.user)
    assert draft.is_published
    assert live == draft.head == draft.live
    assert draft.title == "Weeknotes"
    assert Section.objects.get().text.strip() == "We changed how search works."


def test_publishing_again_changes_nothing_but_the_time(alice, entry):
    first, rows = entry.published_at, live_rows()
    publishing.publish(entry, by=alice.user)
    assert entry.published_at == first
    assert entry.updated_at >= first
    assert live_rows() == rows
    assert Entry.objects.published().count() == 1


@pytest.mark.parametrize(
    ("written", "says"),
    [
        (EntryContent(title="Weeknotes"), "at least one section"),
        (content(section(heading="", body=" ")), "at least one section"),
        (replace(content(), title=""), "a title"),
    ],
)
def test_an_entry_that_is_not_ready_says_what_is_missing(alice, written, says):
    entry = publishing.start_entry(alice.journal, WEEK, by=alice.user)
    if says == "at least one section":
        written = replace(written, sections=tuple(replace(s, heading="", body="") for s in written.sections))
    publishing.save_draft(entry, written, by=alice.user)
    with pytest.raises(NotReady, match=says):
        publishing.publish(entry, by=alice.user)
    entry.refresh_from_db()
    assert not entry.is_published
    assert not Section.objects.exists()


def test_empty_sections_are_left_out_when_published(alice):
    entry = published(alice, section("a"), section("b", heading="", body=" \n"))
    assert [row.key for row in Section.objects.all()] == ["a"]
    assert [part.key for part in entry.draft.sections] == ["a"]


def test_sections_activities_and_citations_follow_from_the_words(alice):
    body = "Read [the plan](https://example.org/plan).\n\n- one\n- see https://www.example.org/plan/\n- three"
    published(alice, section("plans", body=body, topics=("Planning",)))
    assert list(Activity.objects.values_list("number", flat=True)) == [1, 2, 3]
    cited = list(Citation.objects.order_by("order").values_list("resource__site", "activity__number"))
    assert cited == [("example.org", None), ("example.org", 2)]
    assert Resource.objects.count() == 1  # two spellings of one address
    assert [topic.name for topic in Section.objects.get().topics.all()] == ["Planning"]


def test_a_topic_is_found_again_whatever_its_spelling(alice, bob):
    published(alice, section(topics=("Digital inclusion",)))
    published(bob, section("x", topics=("digital-inclusion", "Open data")), section("y", topics=("#open data",)))
    assert sorted(Topic.objects.values_list("name", flat=True)) == ["Digital inclusion", "Open data"]


def test_topics_that_slug_alike_have_two_addresses(alice):
    published(alice, section(topics=("C++", "C#")))
    assert len(set(Topic.objects.values_list("slug", flat=True))) == 2


def test_edits_to_a_published_entry_stay_a_draft(alice, entry):
    rows = live_rows()
    publishing.save_draft(entry, content(section(body="Not yet.")), by=alice.user)
    entry.refresh_from_db()
    assert entry.has_unpublished_changes
    assert live_rows() == rows
    publishing.publish(entry, by=alice.user)
    assert Section.objects.get().text.strip() == "Not yet."


def test_unpublishing_takes_all_of_it_away_and_keeps_the_words(alice, entry):
    publishing.unpublish(entry, by=alice.user)
    publishing.unpublish(entry, by=alice.user)
    assert not entry.is_published
    assert live_rows() == ([], [], [])
    assert entry.title == entry.summary == ""
    assert entry.draft == content()
    publishing.publish(entry, by=alice.user)
    assert Section.objects.count() == 1


def test_discarding_the_changes_of_a_published_entry_goes_back_to_what_readers_see(alice, entry):
    publishing.save_draft(entry, content(section(body="Regretted.")), by=alice.user)
    publishing.discard(entry, by=alice.user)
    assert entry.head == entry.live
    assert entry.draft == content()
    assert entry.is_published


def test_a_discarded_draft_can_be_brought_back(alice, draft):
    publishing.discard(draft, by=alice.user)
    assert draft not in Entry.objects.writable_by(alice.user)
    assert draft in Entry.objects.put_away_by(alice.user)
    publishing.bring_back(draft, by=alice.user)
    assert draft in Entry.objects.writable_by(alice.user)
    assert draft.draft == content()


def test_restoring_an_earlier_revision_is_a_new_one(alice, draft):
    first = draft.head
    publishing.save_draft(draft, content(section(body="Later.")), by=alice.user)
    restored = publishing.restore(draft, first, by=alice.user)
    assert restored not in {first, first.base}
    assert restored.read() == first.read()
    assert publishing.restore(draft, first, by=alice.user) == restored  # again: nothing to do


def test_a_draft_can_move_to_another_week_and_a_published_entry_cannot(alice, draft):
    publishing.start_entry(alice.journal, WEEK.next, by=alice.user)
    publishing.move_to_week(draft, WEEK.next, by=alice.user)
    assert (draft.week, draft.number) == (WEEK.next, 2)
    publishing.publish(draft, by=alice.user)
    with pytest.raises(NotReady, match="must not change"):
        publishing.move_to_week(draft, WEEK, by=alice.user)
    assert draft.week == WEEK.next


def test_rebuilding_makes_the_same_again(alice):
    body = "- one\n- [two](https://example.org)\n\nEnd[^1]\n\n[^1]: Note."
    entry = published(alice, section(body=body, topics=("Search",)), section("other", audience="members"))
    rows = live_rows()
    Section.objects.all().update(html="<p>old</p>", heading="old")
    publishing.rebuild(entry)
    assert live_rows() == rows
    entry.refresh_from_db()
    assert entry.is_published


@pytest.mark.parametrize("failing", ["cite", "file_under_topics"])
def test_what_fails_half_way_leaves_everything_as_it_was(alice, entry, monkeypatch, failing):
    rows, live = live_rows(), entry.live
    publishing.save_draft(entry, content(section(body="New words.", topics=("New",))), by=alice.user)

    def fail(*arguments, **more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(deriving, failing, fail)
    with pytest.raises(RuntimeError):
        publishing.publish(entry, by=alice.user)
    entry.refresh_from_db()
    assert entry.live == live
    assert live_rows() == rows
    assert not Topic.objects.exists()


def test_the_widest_audience_of_its_sections_is_the_entrys(alice):
    assert (
        published(alice, section("a", audience="members"), section("b", audience="colleagues")).audience == "colleagues"
    )


# Two at once, on rows that both can see


def test_two_starts_at_once_make_two_numbers(transactional_db, alice):
    raised = at_once(*[lambda: publishing.start_entry(alice.journal, WEEK, by=alice.user)] * 4)
    assert not raised
    assert sorted(Entry.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_two_saves_at_once_both_stand(transactional_db, alice, bob):
    entry = draft_of(alice, *(section(key, body="was") for key in "abcd"))
    base = entry.head

    def save(key):
        mine = content(*(section(k, body=f"by {key}" if k == key else "was") for k in "abcd"))
        return lambda: publishing.save_draft(Entry.objects.get(pk=entry.pk), mine, by=bob.user, base=base)

    assert not at_once(*(save(key) for key in "abcd"))
    entry.refresh_from_db()
    assert [part.body for part in entry.draft.sections] == ["by a", "by b", "by c", "by d"]


def test_publishing_two_entries_with_the_same_new_topic_at_once(transactional_db, alice, bob):
    entries = [
        draft_of(person, section("x", body="See https://example.org/a", topics=("Brand new", "Newer")), week=week)
        for person in (alice, bob)
        for week in (WEEK, WEEK.next)
    ]
    assert not at_once(*(lambda entry=entry: publishing.publish(entry, by=None) for entry in entries))
    assert Topic.objects.count() == 2
    assert Resource.objects.count() == 1
    assert Section.objects.count() == 4


def test_the_same_entry_published_twice_at_once_is_published_once(transactional_db, alice):
    entry = draft_of(alice, section("a", body="- one\n- two"), section("b"))
    assert not at_once(*[lambda: publishing.publish(Entry.objects.get(pk=entry.pk), by=None)] * 3)
    assert [(row.key, row.order) for row in Section.objects.order_by("order")] == [("a", 1), ("b", 2)]
    assert Activity.objects.count() == 2


def test_the_suggested_title_names_the_week():
    assert publishing.suggested_title(Week.parse("2018-07-30")) == "Weeknotes w/c 30 July 2018"


def test_nothing_is_rendered_while_the_database_is_held(alice, monkeypatch):
    """On SQLite a transaction keeps every other writer waiting."""
    entry = draft_of(alice)
    held = []

    def render(body, *, key):
        held.append(len(connection.savepoint_ids))
        return real(body, key=key)

    real = markup.render
    monkeypatch.setattr(markup, "render", render)
    outside = len(connection.savepoint_ids)
    publishing.publish(entry, by=alice.user)
    assert held == [outside]


def test_it_is_kept_what_readers_saw_and_from_when(alice):
    entry = published(alice)
    publishing.publish(entry, by=alice.user)  # the same again
    first = entry.live
    publishing.save_draft(entry, content(section(body="Otherwise.")), by=alice.user)
    publishing.publish(entry, by=alice.user)
    publishing.unpublish(entry, by=alice.user)
    assert [shown.revision for shown in entry.publications.newest_first()] == [None, entry.head, first]
