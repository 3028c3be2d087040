"""Pictures are described on the page before a draft goes out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from notes import publishing
from notes.models import Entry, Picture
from tests.conftest import content, draft_of, section
from tests.test_pictures import sent_to


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def shown(alice, draft) -> Picture:
    """A picture that stands in two sections of the draft without a description."""
    picture = sent_to(alice, draft)
    body = f"Before.\n\n![]({picture.address})\n\nAfter."
    publishing.save_draft(draft, content(section(body=body), section("more", "More", body)), by=alice.user)
    return picture


def check(person, entry: Entry):
    return person.get(reverse("check", args=[entry.pk]))


def describe(person, entry: Entry, **fields):
    return person.post(reverse("describe-here", args=[entry.pk]), fields)


def bodies(entry: Entry) -> list[str]:
    entry.refresh_from_db()
    return [one.body for one in entry.draft.sections]


def test_a_description_is_kept_as_one_revision_wherever_the_picture_stands(alice, draft, shown):
    page = check(alice, draft).content.decode()
    assert page.count(f'name="alt-{shown.token}"') == 1
    count = draft.revisions.count()
    answer = describe(alice, draft, **{f"alt-{shown.token}": " The queue at [Mill] Street "})
    assert answer["Location"] == reverse("check", args=[draft.pk])
    line = f"![The queue at \\[Mill\\] Street]({shown.address})"
    assert bodies(draft) == [f"Before.\n\n{line}\n\nAfter."] * 2
    assert draft.revisions.count() == count + 1
    assert draft.head.author == alice.user
    shown.refresh_from_db()
    assert shown.alt == "The queue at [Mill] Street"
    page = check(alice, draft).content.decode()
    assert "The description is kept." in page
    assert "has no description" not in page


def test_decoration_is_said_once_and_changes_no_words(alice, draft, shown):
    count = draft.revisions.count()
    describe(alice, draft, **{f"decorative-{shown.token}": "1"})
    shown.refresh_from_db()
    assert shown.decorative
    assert draft.revisions.count() == count
    assert "has no description" not in check(alice, draft).content.decode()


def test_strangers_describe_nothing_and_looking_changes_nothing(alice, bob, visitor, draft, shown):
    before = bodies(draft)
    assert describe(visitor, draft, **{f"alt-{shown.token}": "Mine"}).status_code == 403
    assert describe(bob, draft, **{f"alt-{shown.token}": "Mine"}).status_code == 404
    assert alice.get(reverse("describe-here", args=[draft.pk])).url == reverse("check", args=[draft.pk])
    theirs = draft_of(bob, section(body=f"![]({shown.address})"))
    assert f"alt-{shown.token}" not in check(bob, theirs).content.decode(), "another journal's picture"
    describe(bob, theirs, **{f"alt-{shown.token}": "Mine", "alt-x": "y", f"decorative-{'a' * 26}": "1"})
    assert bodies(draft) == before
    assert bodies(theirs) == [f"![]({shown.address})"]
    shown.refresh_from_db()
    assert shown.needs_alt


def test_what_somebody_else_wrote_meanwhile_stays(alice, bob, draft, shown):
    alice.journal.members.add(bob.user)
    check(alice, draft)
    describe(bob, draft, **{f"alt-{shown.token}": "Bob’s words"})
    publishing.save_draft(draft, content(section(body="All anew. " + bodies(draft)[0])), by=bob.user)
    before = bodies(draft)
    page = alice.post(reverse("describe-here", args=[draft.pk]), {f"alt-{shown.token}": "Mine"}, follow=True)
    assert "described by somebody else meanwhile. Their words stay." in page.content.decode()
    assert bodies(draft) == before
    shown.refresh_from_db()
    assert shown.alt == "Bob’s words"


def test_who_writes_at_the_same_time_loses_nothing(alice, bob, draft, shown):
    """Another section changed meanwhile is merged; the desk that was open goes on."""
    alice.journal.members.add(bob.user)
    base = draft.head
    describe(alice, draft, **{f"alt-{shown.token}": "A queue"})
    theirs = content(*base.read().sections, section("new", "New", "Bob writes on."))
    draft.refresh_from_db()
    publishing.save_draft(draft, theirs, by=bob.user, base=base)
    assert bodies(draft)[2] == "Bob writes on."
    assert all("![A queue]" in body for body in bodies(draft)[:2])


def test_one_described_elsewhere_is_offered_as_it_is(alice, draft, shown):
    alice.post(reverse("describe-picture", args=[draft.pk, shown.token]), {"alt": "Said before"})
    page = check(alice, draft).content.decode()
    assert 'value="Said before"' in page
    assert f"decorative-{shown.token}" not in page


def test_what_is_typed_goes_along_with_publishing_and_with_a_time(alice, visitor, draft, shown):
    fields = {f"alt-{shown.token}": "A queue", "day": "tomorrow", "time": "15:00"}
    alice.post(reverse("schedule", args=[draft.pk]), fields)
    draft.refresh_from_db()
    assert draft.is_scheduled
    assert "![A queue]" in bodies(draft)[0]
    other = sent_to(alice, draft)
    publishing.save_draft(draft, content(section(body=f"![]({other.address})")), by=alice.user)
    alice.post(reverse("publish", args=[draft.pk]), {"base": draft.head_id, f"alt-{other.token}": "Rain"})
    draft.refresh_from_db()
    assert draft.is_published
    assert 'alt="Rain"' in visitor.get(draft.get_absolute_url()).content.decode()


@pytest.mark.parametrize("way", ["describe-here", "publish", "schedule"])
def test_what_is_too_long_says_so_and_stays_typed(alice, draft, shown, way):
    before = bodies(draft)
    fields = {f"alt-{shown.token}": "x" * 501, "base": draft.head_id, "day": "tomorrow", "time": "15:15"}
    page = alice.post(reverse(way, args=[draft.pk]), fields).content.decode()
    assert "501 characters long: 500 at most" in page
    assert "x" * 501 in page
    assert way != "schedule" or 'value="15:15"' in page
    assert f'href="#alt-{shown.token}"' in page
    assert bodies(draft) == before
    assert not draft.is_published
    assert not draft.is_scheduled


def test_a_section_without_room_says_so_and_keeps_what_was_typed(alice, draft, shown):
    full = f"![]({shown.address})"
    publishing.save_draft(draft, content(section(body=full + "x" * (50_000 - len(full)))), by=alice.user)
    page = describe(alice, draft, **{f"alt-{shown.token}": "A queue"}).content.decode()
    assert "50,007 characters long: 50,000 at most" in page
    assert 'value="A queue"' in page
