"""A journal's own prompts: headings to begin from, and sentences that help and are never published."""

from __future__ import annotations

import pytest

from notes import prompting, publishing
from notes.content import COLLEAGUES, MEMBERS
from notes.models import Entry, Prompts
from notes.reading import this_week
from tests.conftest import content, draft_of, section
from tests.forms_on_page import fields

ADDRESS = "/write/journals/alice/prompts/"
HELP = "What would you tell a friend about it?"


def prompts_of(person) -> Prompts:
    kept = prompting.prompts_of(person.journal)
    sections = (
        section("opening", "", "How was the week?"),
        section("learned", "What we learned", HELP, topics=("learning",), audience=COLLEAGUES),
        section("staff", "How we are", "Only for us.", audience=MEMBERS),
    )
    return prompting.keep(person.journal, sections, version=kept.version if kept else 0, by=person.user)


def begin(person, **more):
    sent = {"journal": person.journal.slug, "week": this_week().key} | more
    return person.post("/write/from-prompts/", sent, follow=True)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_week_begins_from_the_prompts_and_their_sentences_are_help_alone(alice, visitor):
    assert "From the journal’s prompts" not in text(alice.get("/write/"))
    prompts_of(alice)
    assert "From the journal’s prompts" in text(alice.get("/write/"))
    page = text(begin(alice))
    entry = Entry.objects.get()
    assert [(s.heading, s.body, s.topics, s.audience) for s in entry.draft.sections] == [
        ("", "", (), "everyone"),
        ("What we learned", "", ("learning",), COLLEAGUES),
        ("How we are", "", (), MEMBERS),
    ]
    assert f">{HELP}</span>" in page
    assert ">How was the week?</span>" in page
    sent = fields(alice.get(entry.get_write_url()), entry.get_write_url())
    assert HELP not in str(sent)
    publishing.publish(entry, by=alice.user)
    assert HELP not in text(alice.get(entry.get_absolute_url()))
    assert visitor.get(entry.get_absolute_url()).status_code == 404  # nothing in it is for everyone


def test_a_blank_note_of_any_week_begins_from_them(alice, bob):
    week = this_week() - 3
    new = publishing.start_entry(alice.journal, week, by=alice.user)
    address = f"/write/{new.pk}/begin/"
    assert "has no prompts yet" in text(alice.get(address))
    prompts_of(alice)
    assert "Start with the prompts" in text(alice.get(address))
    assert ">How was the week?</span>" in text(begin(alice, week=week.key, entry=new.pk))
    new.refresh_from_db()
    assert [s.heading for s in new.draft.sections] == ["", "What we learned", "How we are"]
    assert Entry.objects.count() == 1
    page = text(begin(bob, journal="bob", entry=new.pk))
    assert "Start with" not in page
    new.refresh_from_db()
    assert new.head.author == alice.user


def test_only_an_opening_shows_the_openings_help(alice):
    prompts_of(alice)
    begin(alice)
    entry = Entry.objects.get()
    sections = entry.draft.sections
    later = content(*sections, section("later", "", "Without a heading."))
    publishing.save_draft(entry, later, by=alice.user)
    assert text(alice.get(entry.get_write_url())).count("How was the week?") == 1
    publishing.save_draft(entry, content(sections[1], section("later", "", "Here.")), by=alice.user)
    assert "How was the week?" not in text(alice.get(entry.get_write_url()))


def test_the_help_follows_the_heading_whoever_typed_it(alice):
    prompts_of(alice)
    entry = draft_of(alice, section("x", "what we  LEARNED", "- much"), section("y", "", "more"))
    page = text(alice.get(entry.get_write_url()))
    assert f'id="x-prompt">{HELP}' in page
    assert 'aria-describedby="x-prompt desk-hint"' in page
    assert "How was the week?" not in page


def test_members_change_the_prompts_on_a_page(alice):
    page = alice.get(ADDRESS)
    sent = fields(page, ADDRESS)
    keys = sent["section"]
    sent |= {f"heading-{keys[0]}": "What <b>we</b> did", f"body-{keys[0]}": "Three bullets are\nplenty.", "act": "save"}
    assert "kept, for every member" in text(alice.post(ADDRESS, sent, follow=True))
    (kept,) = Prompts.objects.get().sections
    assert (kept.heading, kept.body) == ("What <b>we</b> did", "Three bullets are plenty.")
    page = text(alice.get(ADDRESS))
    assert "<b>we</b>" not in page
    sent = fields(alice.get(ADDRESS), ADDRESS)
    alice.post(ADDRESS, sent | {f"heading-{kept.key}": "", f"body-{kept.key}": "", "act": "save"})
    assert Prompts.objects.get().sections == ()
    assert "From the journal’s prompts" not in text(alice.get("/write/"))


def test_rows_are_added_moved_and_removed_and_nothing_typed_is_lost(alice):
    prompts_of(alice)
    sent = fields(alice.get(ADDRESS), ADDRESS) | {"heading-staff": "Typed just now"}
    added = alice.post(ADDRESS, sent | {"act": "add"})
    assert "Heading 4" in text(added)
    moved = fields(alice.post(ADDRESS, fields(added, ADDRESS) | {"act": "up:staff"}), ADDRESS)
    assert moved["section"][:3] == ["opening", "staff", "learned"]
    assert moved["heading-staff"] == ["Typed just now"]
    removed = fields(alice.post(ADDRESS, moved | {"act": "remove:opening"}), ADDRESS)
    assert "opening" not in removed["section"]
    assert len(Prompts.objects.get().sections) == 3  # until it is kept
    alice.post(ADDRESS, removed | {"act": "save"})
    assert [s.key for s in Prompts.objects.get().sections] == ["staff", "learned"]


def test_two_members_at_once_do_not_overwrite_each_other(alice, bob):
    alice.journal.members.add(bob.user)
    prompts_of(alice)
    hers, his = fields(alice.get(ADDRESS), ADDRESS), fields(bob.get(ADDRESS), ADDRESS)
    alice.post(ADDRESS, hers | {"heading-learned": "What I learned", "act": "save"})
    answer = bob.post(ADDRESS, his | {"heading-learned": "Lessons", "act": "save"})
    page = text(answer)
    assert "Alice Archer changed the prompts meanwhile" in page
    assert "<b>What I learned</b>" in page
    assert 'value="Lessons"' in page
    assert Prompts.objects.get().sections[1].heading == "What I learned"
    bob.post(ADDRESS, fields(answer, ADDRESS) | {"act": "save"})  # having seen hers
    assert Prompts.objects.get().sections[1].heading == "Lessons"
    assert "kept" in text(bob.post(ADDRESS, fields(answer, ADDRESS) | {"act": "save"}, follow=True))  # twice


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ({"heading-staff": "x" * 201}, "heading is 201 characters long"),
        ({"body-staff": "x" * 301}, "sentence is 301 characters long: 300 at most"),
        ({"topics-staff": ",".join(f"t{n}" for n in range(13))}, "13 topics are too many"),
        ({"audience-staff": "the world"}, "Choose who may read this section"),
    ],
    ids=["heading", "sentence", "topics", "readers"],
)
def test_what_cannot_be_kept_says_why_and_stays_typed(alice, fault, says):
    prompts_of(alice)
    before = Prompts.objects.get().content
    answer = alice.post(ADDRESS, fields(alice.get(ADDRESS), ADDRESS) | fault | {"act": "save"})
    page = text(answer)
    assert says in page
    assert "One thing to put right" in page
    assert Prompts.objects.get().content == before


def test_a_note_that_has_words_is_left_alone(alice):
    prompts_of(alice)
    draft_of(alice, week=this_week())
    assert "There is a note for" in text(begin(alice))
    assert len(Entry.objects.get().draft.sections) == 1
    assert begin(alice, week="never").status_code == 200


def test_strangers_neither_see_nor_use_them(alice, bob, visitor):
    prompts_of(alice)
    assert bob.get(ADDRESS).status_code == 404
    assert bob.post(ADDRESS, {"act": "save"}).status_code == 404
    assert visitor.get(ADDRESS).status_code == 302
    assert bob.post("/write/from-prompts/", {"journal": "alice", "week": "this week"}).status_code == 404
    assert alice.get("/write/from-prompts/").url == "/write/"
    assert alice.get(ADDRESS).status_code == 200
    assert Prompts.objects.get().version == 1
    assert not Entry.objects.exists()
