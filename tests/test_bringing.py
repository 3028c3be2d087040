"""A whole week, pasted or opened: read, shown as it was read, put right, kept as one revision, and undone."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from notes import publishing
from notes.content import EntryContent
from notes.importers import MAX_BYTES
from notes.models import Entry, Picture, Revision
from notes.weeks import Week
from tests.conftest import WEEK, draft_of, published, section
from tests.documents import docx, paragraph, picture, red_square
from tests.forms_on_page import dangling, fields, read
from tests.shared import ATTACKS, needs_shared, records

PASTED = """Weeknotes w/c 30 July 2018

Rain all week.

Damp, room by room

• Five finished, see https://a.example/x
• Ring the others

Repairs

Evening appointments begin.
"""


@pytest.fixture
def blank(alice) -> Entry:
    return publishing.start_entry(alice.journal, WEEK, by=alice.user)


def at(entry: Entry, more: str = "") -> str:
    return f"/write/{entry.pk}/bring-in/{more}"


def paste(person, entry: Entry, words: str = PASTED, **more):
    return person.post(at(entry), {"words": words, **more})


def send(person, entry: Entry, raw: bytes, name: str = "week.docx"):
    return person.post(at(entry), {"file": SimpleUploadedFile(name, raw)})


def click(person, page, entry: Entry, act: str, **more):
    return person.post(at(entry, "reading/"), fields(page, at(entry, "reading/")) | {"act": act} | more)


def names(page) -> list[str]:
    return re.findall(r'<b id="line-\d+-name">(.*?)</b>', page.content.decode())


def told(entry: Entry) -> list[tuple[str, str]]:
    entry.refresh_from_db()
    return [(one.heading, one.body) for one in entry.draft.sections]


def test_the_way_there_is_offered_on_ones_weeks_and_on_an_empty_entry(alice, blank):
    assert at(blank) in alice.get(blank.get_write_url()).content.decode()
    page = alice.get("/write/")
    assert "Paste a whole week" in page.content.decode()
    answer = alice.post("/write/start/", {"journal": "alice", "week": "2018-07-30", "bring": "1"})
    assert answer.url == at(blank)
    assert "Paste a whole week" in alice.get(at(blank)).content.decode()


def test_what_was_pasted_is_shown_as_it_was_read_and_nothing_is_saved(alice, blank):
    revisions = Revision.objects.count()
    page = paste(alice, blank)
    opening = "Section 1, no heading: paragraph"
    assert names(page) == ["Title", opening, "Section 2, heading", "2 bullets", "Section 3, heading", "Paragraph"]
    shown = page.content.decode()
    assert "Three sections, two bullets and one link." in shown
    assert "<q>• Five finished, see https://a.example/x</q>" in shown
    assert dangling(page) == set()
    assert Revision.objects.count() == revisions


def test_keeping_it_makes_one_revision_and_one_undo_returns_to_before(alice, blank):
    before = blank.draft
    page = click(alice, paste(alice, blank), blank, "keep")
    assert told(blank) == [
        ("", "Rain all week."),
        ("Damp, room by room", "- Five finished, see https://a.example/x\n- Ring the others"),
        ("Repairs", "Evening appointments begin."),
    ]
    assert blank.draft.title == "Weeknotes w/c 30 July 2018"
    assert blank.revisions.count() == 2
    desk = alice.get(page.url)
    action = next(address for address, _ in read(desk).forms if address.endswith("/undo/"))
    assert fields(desk, action)["csrfmiddlewaretoken"]
    alice.post(action, fields(desk, action))
    assert told(blank) == []
    assert blank.draft == before
    assert blank.revisions.count() == 3


def test_a_short_line_is_asked_about_and_a_paragraph_becomes_a_bullet_and_back(alice, blank):
    words = "We met [the team](https://a.example/x).\n\nShort one\n\nSix tenants tried it.\n\nThe end\n"
    page = paste(alice, blank, "## First\n\n" + words)
    said = page.content.decode()
    assert said.count("It is short and ends without a full stop: is it a heading?") == 1
    assert "Keep as paragraph" in said
    number = re.search(r'id="line-(\d+)-words"[^>]*>\s*<p>Six tenants', said)[1]
    assert f'value="turn:{number}:list"' in said
    turned = click(alice, page, blank, f"turn:{number}:list").content.decode()
    assert re.search(r"<li[^>]*>\s*Six tenants tried it.", turned)
    assert "is a bullet now." in turned
    assert f'value="turn:{number}:paragraph"' in turned


def test_one_click_turns_a_heading_into_a_paragraph_and_one_undo_turns_it_back(alice, blank):
    first = paste(alice, blank)
    act = re.search(
        r'value="(turn:\d+:paragraph)"[^>]*>Make it a paragraph</button></div>\s*<div [^>]*>Repairs',
        first.content.decode(),
    )[1]
    page = click(alice, first, blank, act)
    assert names(page)[-2:] == ["Paragraph", "Paragraph"]
    assert "‘Repairs’ is a paragraph now." in page.content.decode()
    assert names(click(alice, page, blank, "undo")) == names(first)
    click(alice, page, blank, "keep")
    assert told(blank)[-1][1].endswith("- Ring the others\n\nRepairs\n\nEvening appointments begin.")


def test_a_word_document_with_a_picture_is_opened_and_the_picture_kept_with_the_entry(alice, blank):
    raw = docx(
        paragraph("Weeknotes w/c 30 July 2018", style="Title"),
        paragraph("Damp", style="Heading1"),
        paragraph("Five finished", level=0),
        paragraph(picture()),
        pictures=(red_square(),),
    )
    page = send(alice, blank, raw)
    kept = Picture.objects.get()
    assert (kept.entry, kept.alt) == (blank, "A map of the wards")
    assert str(kept.address) in page.content.decode()
    click(alice, page, blank, "keep")
    assert told(blank) == [("Damp", f"- Five finished\n\n![A map of the wards]({kept.address})")]


def test_a_picture_that_cannot_be_shown_is_named_and_the_words_stay(alice, blank):
    raw = docx(paragraph("T", style="Title"), paragraph("Words ", picture("A chart")), pictures=(b"no picture",))
    page = send(alice, blank, raw)
    assert "A picture was left out." in page.content.decode()
    assert "Words A chart" in page.content.decode()
    assert not Picture.objects.exists()


def test_the_clipboards_formatting_is_read_where_there_is_some(alice, blank):
    html = "<h1>Weeknotes w/c 30 July 2018</h1><h2>Damp</h2><ul><li>One<ul><li>Two</li></ul></li></ul>"
    page = paste(alice, blank, words="Weeknotes w/c 30 July 2018\nDamp\nOne\nTwo", html=html)
    click(alice, page, blank, "keep")
    assert told(blank) == [("Damp", "- One\n    - Two")]


def test_the_week_that_the_words_say_is_the_entrys_week_and_undo_moves_it_back(alice, blank):
    page = paste(alice, blank, PASTED.replace("30 July", "6 August"))
    assert fields(page, at(blank, "reading/"))["week"] == ["w/c 6 August 2018"]
    answer = click(alice, page, blank, "keep")
    blank.refresh_from_db()
    assert blank.week == Week.parse("2018-08-06")
    desk = alice.get(answer.url)
    action = next(address for address, _ in read(desk).forms if address.endswith("/undo/"))
    alice.post(action, fields(desk, action))
    blank.refresh_from_db()
    assert blank.week == WEEK


def test_a_week_that_is_none_is_said_and_nothing_is_lost(alice, blank):
    page = click(alice, paste(alice, blank), blank, "keep", week="nonsense")
    assert "It is not kept yet" in page.content.decode()
    assert len(names(page)) == 6
    assert dangling(page) == set()
    assert told(blank) == []


def test_behind_words_that_are_there_nothing_of_either_is_lost(alice):
    entry = draft_of(alice, section("own", "My own", "My words."), title="My title", summary="Mine")
    page = paste(alice, entry)
    assert "This entry has words already" in page.content.decode()
    click(alice, page, entry, "keep")
    assert [heading for heading, _ in told(entry)] == [
        "My own",
        "Weeknotes w/c 30 July 2018",
        "Damp, room by room",
        "Repairs",
    ]
    assert (entry.draft.title, entry.draft.summary) == ("My title", "Mine")


def test_in_the_place_of_words_they_stay_in_the_history(alice):
    entry = draft_of(alice, section("own", "My own", "My words."), title="My title")
    before = entry.newest
    click(alice, paste(alice, entry), entry, "keep", how="replace")
    assert [heading for heading, _ in told(entry)] == ["", "Damp, room by room", "Repairs"]
    assert entry.revisions.in_history().filter(pk=before.pk).exists()
    assert before.read().sections[0].body == "My words."


def test_what_somebody_else_wrote_meanwhile_is_never_replaced_unseen(alice, bob):
    alice.journal.members.add(bob.user)
    entry = draft_of(alice, section("own", "My own", "My words."))
    page = paste(alice, entry)
    publishing.save_draft(
        entry, EntryContent(title="T", sections=(section("own", "My own", "Bob’s words."),)), by=bob.user
    )
    answer = click(alice, page, entry, "keep", how="replace")
    assert "/conflict/" in answer.url
    assert told(entry) == [("My own", "Bob’s words.")]


def test_a_published_entry_keeps_its_week_and_readers_see_no_change(alice, visitor):
    entry = published(alice)
    page = paste(alice, entry, PASTED.replace("30 July", "6 August"))
    assert "so it stays" in page.content.decode()
    click(alice, page, entry, "keep", week="2018-08-06")
    entry.refresh_from_db()
    assert entry.week == WEEK
    assert "Repairs" not in visitor.get(entry.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("raw", "name", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0old", "week.doc", "old Word file"),
        (b"%PDF-1.7", "week.pdf", "copy its words and paste them"),
        (b"{\\rtf1 x}", "week.rtf", "rich text"),
        (b"PK\x03\x04broken", "week.docx", "damaged"),
        (b" ", "week.txt", "empty"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(alice, blank, raw, name, sentence):
    page = send(alice, blank, raw, name)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert dangling(page) == set()


def test_nothing_to_read_is_said_and_pasted_words_come_back(alice, blank):
    assert "empty" in paste(alice, blank, "").content.decode()
    page = paste(alice, blank, "---\na: &a [1]\nb: *a\n---\nmy words")
    assert fields(page, at(blank))["words"] == ["---\na: &a [1]\nb: *a\n---\nmy words"]


def test_a_file_that_is_too_large_is_not_taken_in(alice, blank):
    answer = alice.post(at(blank), {"file": SimpleUploadedFile("a.txt", b"x" * (MAX_BYTES + 1_200_000))})
    assert answer.status_code == 413
    assert "MB" in answer.content.decode()


def test_hostile_names_and_words_are_shown_and_never_run(alice, blank):
    page = send(alice, blank, b"<script>alert(1)</script> words\n\nmore", "../../<img src=x onerror=alert(1)>.txt")
    shown = page.content.decode()
    assert "<script>alert" not in shown
    assert "<img src=x" not in shown


def test_a_tampered_reading_is_read_as_far_as_it_makes_sense(alice, blank):
    answer = alice.post(
        at(blank, "reading/"),
        {
            "lines": "3", "base": "x", "act": "turn:99:title", "turns": "9:title x 1:heading 1:code -1:title",
            "kind-0": "title", "words-0": "T",
            "kind-1": "nonsense", "words-1": "Words\x00.", "audience-1": "x",
            "kind-2": "start", "audience-2": "the boss",
        },
    )  # fmt: skip
    assert answer.status_code == 200
    assert alice.post(at(blank, "reading/"), {"lines": "9" * 50, "act": "keep"}).status_code in (200, 302)


def test_too_much_for_one_entry_is_refused_with_a_sentence_and_stays_on_the_page(alice):
    entry = draft_of(alice, *(section(f"s{'abcdefghij'[n]}", f"H{n}", "x" * 24_000) for n in range(10)))
    page = click(alice, paste(alice, entry, "Weeknotes\n\n" + ("words and more " * 3_000)), entry, "keep")
    assert "It is not kept yet" in page.content.decode()
    assert "250,000 at most" in page.content.decode()


def test_a_visitor_is_sent_to_sign_in_and_sees_the_words_again(alice, blank, visitor):
    assert visitor.get(at(blank)).status_code == 302
    page = fields(paste(alice, blank), at(blank, "reading/"))
    answer = visitor.post(at(blank, "reading/"), page | {"act": "keep"})
    assert answer.status_code == 403
    for words in ("Damp, room by room", "Five finished", "Evening appointments begin."):
        assert words in answer.content.decode()
    assert "You are signed out" in paste(visitor, blank).content.decode()


def test_another_member_of_staff_finds_nothing(bob, blank):
    revisions = Revision.objects.count()
    assert bob.get(at(blank)).status_code == 404
    assert paste(bob, blank).status_code == 404
    assert bob.post(at(blank, "reading/"), {"act": "keep"}).status_code == 404
    assert bob.post(at(blank, f"{blank.head_id}/undo/")).status_code == 404
    assert Revision.objects.count() == revisions


def test_getting_writes_nothing(alice, blank):
    revisions = Revision.objects.count()
    assert alice.get(at(blank, "reading/")).url == at(blank)
    assert alice.get(at(blank, f"{blank.head_id}/undo/")).url == blank.get_write_url()
    assert alice.get(f"{blank.get_write_url()}?brought=x&week=y").status_code == 200
    assert Revision.objects.count() == revisions


def test_undo_takes_only_revisions_of_this_entry(alice, blank):
    other = draft_of(alice, week=Week.parse("2018-09-03"))
    assert alice.post(at(blank, f"{other.head_id}/undo/")).status_code == 404


def test_reading_costs_few_queries_whatever_its_length(alice, blank, django_assert_max_num_queries):
    long = PASTED + "".join(
        f"\n\nPart {n}\n\nSome words of this part, and then some more of them.\n" for n in range(40)
    )
    with django_assert_max_num_queries(6):
        paste(alice, blank, long)


@needs_shared
def test_hostile_documents_never_break_the_page(alice, blank):
    for record in records("documents"):
        if record["kind"].startswith(("docx", "html", "md", "bundle")):
            page = send(alice, blank, (ATTACKS / "dev" / record["file"]).read_bytes(), record["upload_name"])
            assert page.status_code == 200, record["upload_name"]
    assert told(blank) == []
