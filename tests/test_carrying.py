"""A week begun from the one before: the shape comes along, the words stay, and what was left undone is offered."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from notes import publishing, scheduling
from notes.carrying import left_undone_in
from notes.content import COLLEAGUES, MEMBERS
from notes.models import Entry
from notes.reading import this_week
from tests.conftest import draft_of, published, section

NEXT_WEEK = """We did a lot.

- [Ring the **two tenants**](https://example.org/) who gave up
    - on Monday
- A date for evening appointments
- [x] Show the form to Legal

That is all."""


def offered(body: str, heading: str = "") -> list[str]:
    return [one.markdown for one in left_undone_in(section(heading=heading, body=body))]


@pytest.mark.parametrize(
    "heading", ["Next week", "Next", "NEXT STEPS:", "To do", "To-do", "todo", "Coming up…", "Up next", "For next week"]
)
def test_what_stands_under_next_is_left_undone(heading):
    assert offered(NEXT_WEEK, heading) == [
        "- [Ring the **two tenants**](https://example.org/) who gave up\n    - on Monday",
        "- A date for evening appointments",
    ]


@pytest.mark.parametrize("heading", ["", "Next door", "What I did", "Nextcloud", "Next to the library"])
def test_other_bullets_are_not(heading):
    assert offered(NEXT_WEEK, heading) == []


def test_boxes_that_nobody_ticked_are_left_undone_anywhere():
    body = "- Done\n  - [ ] Order shelves\n- [x] Call\n* [ ] Paint\n1. [ ] Count\n```\n- [ ] code\n```"
    assert offered(body) == ["- [ ] Order shelves", "- [ ] Paint", "- [ ] Count"]


def test_a_heading_within_a_section_counts_until_the_next_one():
    body = "- one\n\n## Next week\n\n- two\n\n### Maybe\n\n- three\n\n## Thanks\n\n- four\n\n**Next:**\n\n- five"
    assert offered(body) == ["- two", "- three", "- five"]


def test_hostile_bodies_are_read_in_time():
    assert len(offered("- a\n" * 12_000, "Next")) == 12_000
    assert offered("[" * 50_000, "Next") == []
    (one,) = left_undone_in(section(heading="Next", body="- " + "[" * 49_000))
    assert len(one.said) < 200
    assert offered("**" * 25_000, "Next") == []
    assert offered("# " + " " * 49_000 + "x", "Next") == []


def page(person) -> str:
    return " ".join(person.get("/write/").content.decode().split())


def earlier(person, **more) -> Entry:
    return published(
        person,
        section("opening", "", "A wet week."),
        section("repairs", "Repairs", "Six kitchens.\n\n- [ ] Ask Dev", topics=("damp",), audience=COLLEAGUES),
        section("next", "Next week", "- Ring the tenants\n- Write it up", audience=MEMBERS),
        week=this_week() - 2,
        **more,
    )


def carry(person, earlier: Entry, **fields):
    return person.post("/write/carry-forward/", {"from": earlier.pk, "week": this_week().key} | fields, follow=True)


def test_last_weeks_headings_begin_this_week(alice):
    entry = earlier(alice)
    said = page(alice)
    assert f"From the headings of {entry.week}" in said
    for words in ("The opening", "Repairs", "Ring the tenants", "Write it up", "Ask Dev"):
        assert f">{words}</label>" in said
    bullets = {one.said: one.key for one in left_undone_in(entry.draft.sections[2])}
    answer = carry(alice, entry, keep=["opening", "repairs"], carry=[bullets["Ring the tenants"]])
    new = Entry.objects.get(week_start=this_week().monday)
    assert answer.redirect_chain[-1][0] == new.get_write_url()
    draft = new.draft
    assert [(s.heading, s.body, s.topics, s.audience) for s in draft.sections] == [
        ("", "", (), "everyone"),
        ("Repairs", "", ("damp",), COLLEAGUES),
        ("Next week", "- Ring the tenants", (), MEMBERS),
    ]
    assert not {s.key for s in draft.sections} & {"opening", "repairs", "next"}
    assert draft.title == f"Weeknotes {this_week().name}"
    assert not new.is_published
    entry.refresh_from_db()
    assert "Six kitchens" in entry.draft.section("repairs").body


def test_a_note_that_was_begun_meanwhile_is_left_alone(alice):
    entry = earlier(alice)
    begun = draft_of(alice, section(body="Typed in another tab."), week=this_week())
    answer = carry(alice, entry, keep=["opening", "repairs"])
    assert "There is a note for" in answer.content.decode()
    begun.refresh_from_db()
    assert [s.body for s in begun.draft.sections] == ["Typed in another tab."]
    assert "From the headings" not in page(alice)


def test_what_nobody_offered_is_not_taken(alice):
    entry = earlier(alice)
    carry(alice, entry, keep=["nothing", "<script>"], carry=["next-000000000000"])
    new = Entry.objects.get(week_start=this_week().monday)
    assert new.draft.sections == ()
    assert carry(alice, entry, week="never").status_code == 200


def test_drafts_that_are_put_away_offer_nothing(alice):
    entry = draft_of(alice, week=this_week() - 1)
    publishing.discard(entry, by=alice.user)
    assert "From the headings" not in page(alice)
    assert carry(alice, entry).status_code == 404


def test_strangers_carry_nothing(alice, bob, visitor):
    entry = earlier(alice)
    assert carry(bob, entry).status_code == 404
    assert bob.post("/write/carry-forward/", {"from": "x", "week": "this week"}).status_code == 404
    assert visitor.post("/write/carry-forward/", {"from": entry.pk}).status_code in (302, 403)
    assert alice.get("/write/carry-forward/").url == "/write/"
    assert Entry.objects.count() == 1


def test_a_blank_note_of_any_week_begins_from_an_earlier_one(alice):
    entry = earlier(alice)
    week = this_week() - 1
    new = publishing.start_entry(alice.journal, week, by=alice.user)
    address = f"/write/{new.pk}/begin/"
    assert f'href="{address}"' in alice.get(new.get_write_url()).content.decode()
    assert f"From the headings of {entry.week}" in alice.get(address).content.decode()
    assert Entry.objects.count() == 2, "looking begins nothing"
    answer = carry(alice, entry, week=week.key, entry=new.pk, keep=["repairs"])
    assert answer.redirect_chain[-1][0] == new.get_write_url()
    new.refresh_from_db()
    assert ([s.heading for s in new.draft.sections], new.draft.title) == (["Repairs"], f"Weeknotes {week.name}")
    carry(alice, entry, week=week.key, entry=new.pk, keep=["opening"])
    new.refresh_from_db()
    assert [s.heading for s in new.draft.sections] == ["Repairs"], "what is not blank is left alone"


def test_a_second_note_of_a_week_is_filled_itself(alice):
    entry = earlier(alice)
    first = draft_of(alice, section(body="The first."), week=this_week())
    second = publishing.start_entry(alice.journal, this_week(), by=alice.user, another=True)
    carry(alice, entry, entry=second.pk, keep=["repairs"])
    second.refresh_from_db()
    first.refresh_from_db()
    assert [s.heading for s in second.draft.sections] == ["Repairs"]
    assert [s.body for s in first.draft.sections] == ["The first."]


def test_strangers_fill_nothing(alice, bob, visitor):
    entry = earlier(alice)
    new = publishing.start_entry(alice.journal, this_week(), by=alice.user)
    assert bob.get(f"/write/{new.pk}/begin/").status_code == 404
    assert visitor.get(f"/write/{new.pk}/begin/").status_code == 302
    assert alice.post(f"/write/{new.pk}/begin/").status_code == 405
    theirs = earlier(bob)
    assert carry(bob, theirs, entry=new.pk, keep=["repairs"]).status_code == 404
    assert carry(alice, entry, entry="x", keep=["repairs"]).status_code == 404
    new.refresh_from_db()
    assert new.draft.is_empty


def test_the_ribbon_tells_drafts_and_what_is_scheduled_from_what_is_published(alice):
    week = this_week()
    assert "ribbon-key" not in page(alice)
    draft = draft_of(alice, week=week)
    assert f"{week.name}, a draft, this week" in page(alice)
    assert 'class="n1 draft present"' in page(alice)
    scheduling.schedule(draft, at=timezone.now() + timedelta(days=1), by=alice.user)
    draft.refresh_from_db()
    assert f"{week.name}, goes out on {draft.scheduled_for}, this week" in page(alice)
    assert 'class="n1 scheduled present"' in page(alice)
    publishing.publish(draft, by=alice.user)
    assert f"{week.name}, 1 note, this week" in page(alice)
    assert "ribbon-key" not in page(alice)
