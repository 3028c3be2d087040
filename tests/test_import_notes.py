"""The command import_notes: files become entries, whole or not at all, and twice is as good as once."""

from __future__ import annotations

import json
import os

import pytest
from django.core.management import CommandError, call_command

from notes import publishing
from notes.models import Entry, Journal, Revision
from tests.documents import docx, paragraph, picture, red_square

pytestmark = pytest.mark.django_db

NOTE = """Weeknotes w/c 30 July 2018

A short week.

Search

We looked at https://example.org/search and changed it.

  • One thing
  • Another thing
"""
KEYS = ["file", "status", "title", "week", "week_basis", "sections", "activities", "resources", "warnings", "url"]


@pytest.fixture
def note(tmp_path):
    path = tmp_path / "note.txt"
    path.write_text(NOTE)
    return path


@pytest.fixture
def run(capsys):
    def run(*paths, fails: bool = False, **options) -> list[dict]:
        options = {"journal": "alice-archer", "json": True, **options}
        if fails:
            with pytest.raises(CommandError):
                call_command("import_notes", *map(str, paths), **options)
        else:
            call_command("import_notes", *map(str, paths), **options)
        return json.loads(capsys.readouterr().out)

    return run


def test_a_file_becomes_a_draft_of_a_journal_that_is_made_for_it(run, note):
    (outcome,) = run(note)
    entry = Entry.objects.get()
    assert list(outcome) == KEYS
    assert outcome == {
        "file": str(note),
        "status": "created",
        "title": "Weeknotes w/c 30 July 2018",
        "week": "2018-07-30",
        "week_basis": "title: Weeknotes w/c 30 July 2018",
        "sections": [
            {"heading": "", "activities": 0, "topics": []},
            {"heading": "Search", "activities": 2, "topics": []},
        ],
        "activities": 2,
        "resources": ["https://example.org/search"],
        "warnings": [],
        "url": None,
    }
    assert (entry.journal.name, entry.week.key, entry.is_published) == ("Alice Archer", "2018-07-30", False)


def test_published_it_can_be_read_at_its_address(run, note, client):
    (outcome,) = run(note, publish=True)
    assert outcome["url"] == "/2018-07-30/alice-archer/"
    assert Entry.objects.get().sections.count() == 2
    assert "A short week." in client.get(outcome["url"]).content.decode()


def test_the_same_file_twice_changes_nothing(run, note):
    run(note, publish=True)
    revisions = Revision.objects.count()
    (outcome,) = run(note, publish=True)
    assert outcome["status"] == "unchanged"
    assert outcome["url"] == "/2018-07-30/alice-archer/"
    assert Revision.objects.count() == revisions


def test_a_copy_of_a_file_in_another_folder_is_the_same_note(run, note, tmp_path):
    run(note)
    (tmp_path / "copies").mkdir()
    copy = tmp_path / "copies" / "renamed.txt"
    copy.write_text(NOTE)
    assert run(copy)[0]["status"] == "unchanged"
    moved = tmp_path / "copies" / "note.txt"
    moved.write_text(NOTE.replace("Another thing", "A third thing"))
    assert run(moved)[0]["status"] == "updated"
    assert Entry.objects.count() == 1


def test_a_changed_file_updates_its_entry_and_sections_keep_their_addresses(run, note):
    run(note, publish=True)
    before = {section.heading: section.key for section in Entry.objects.get().sections.all()}
    note.write_text(NOTE.replace("Search\n", "Team\n\nAna joined us, and is very welcome.\n\nSearch\n"))
    (outcome,) = run(note, publish=True)
    after = {section.heading: section.key for section in Entry.objects.get().sections.all()}
    assert outcome["status"] == "updated"
    assert list(after) == ["", "Team", "Search"]
    assert before.items() <= after.items()


def test_a_heading_that_drifts_keeps_its_section(run, note):
    run(note, publish=True)
    key = Entry.objects.get().sections.get(heading="Search").key
    note.write_text(NOTE.replace("Search\n", "On searching\n"))
    run(note, publish=True)
    assert Entry.objects.get().sections.get(heading="On searching").key == key


def test_words_written_at_the_desk_since_are_not_lost(run, note, alice):
    run(note)
    entry = Entry.objects.get()
    written = entry.draft.to_json()
    written["sections"][0]["body"] = "A short week, and a hot one."
    publishing.save_draft(entry, type(entry.draft).from_json(written), by=alice.user)
    assert run(note)[0]["status"] == "unchanged"
    note.write_text(NOTE.replace("Another thing", "A third thing"))
    assert run(note)[0]["status"] == "updated"
    bodies = [section.body for section in Entry.objects.get().draft.sections]
    assert bodies[0] == "A short week, and a hot one."
    assert "A third thing" in bodies[1]


def test_a_file_that_changes_what_the_desk_changed_too_is_left_out_whole(run, note, alice):
    run(note)
    entry = Entry.objects.get()
    written = entry.draft.to_json()
    written["sections"][0]["body"] = "A short week, and a hot one."
    publishing.save_draft(entry, type(entry.draft).from_json(written), by=alice.user)
    revisions = Revision.objects.count()
    note.write_text(NOTE.replace("A short week.", "A long week.").replace("Another", "A third"))
    (outcome,) = run(note, fails=True)
    assert outcome["status"] == "failed"
    assert "writing desk" in outcome["warnings"][0]
    assert Revision.objects.count() == revisions
    assert Entry.objects.get().draft.sections[0].body == "A short week, and a hot one."


def test_what_was_taken_down_is_not_published_again(run, note):
    run(note, publish=True)
    publishing.unpublish(Entry.objects.get(), by=None)
    (outcome,) = run(note, publish=True)
    assert outcome["url"] is None
    assert "taken down" in outcome["warnings"][-1]


def test_a_discarded_draft_stays_discarded(run, note):
    run(note)
    publishing.discard(Entry.objects.get(), by=None)
    (outcome,) = run(note)
    assert outcome["status"] == "skipped"
    assert Entry.objects.get().discarded_at


def test_a_draft_is_published_when_that_is_asked_for_later(run, note):
    run(note)
    (outcome,) = run(note, publish=True)
    assert (outcome["status"], outcome["url"]) == ("updated", "/2018-07-30/alice-archer/")


def test_a_file_that_says_it_is_a_draft_is_not_published(run, tmp_path):
    path = tmp_path / "note.md"
    path.write_text("---\ntitle: Weeknotes w/c 30 July 2018\ndraft: true\n---\nWords.\n")
    (outcome,) = run(path, publish=True)
    assert (outcome["status"], outcome["url"]) == ("created", None)


def test_a_second_note_for_a_week_has_an_address_of_its_own(run, note, tmp_path):
    other = tmp_path / "other.txt"
    other.write_text("Weeknotes w/c 30 July 2018\n\nQuite other words about the libraries.\n")
    outcomes = run(note, other, publish=True)
    assert [outcome["url"] for outcome in outcomes] == ["/2018-07-30/alice-archer/", "/2018-07-30/alice-archer/2/"]


def test_a_path_that_is_used_again_for_another_week_is_a_new_note(run, note):
    run(note, publish=True)
    note.write_text("Weeknotes w/c 6 August 2018\n\nNew words for a new week of work.\n")
    assert run(note)[0]["status"] == "created"
    assert Entry.objects.count() == 2


def test_a_draft_follows_its_file_to_the_right_week(run, note):
    run(note)
    note.write_text(NOTE.replace("30 July", "6 August"))
    assert run(note)[0]["status"] == "updated"
    assert Entry.objects.get().week.key == "2018-08-06"


def test_a_published_address_does_not_move(run, note):
    run(note, publish=True)
    note.write_text(NOTE.replace("30 July", "6 August"))
    (outcome,) = run(note, publish=True)
    assert outcome["url"] == "/2018-07-30/alice-archer/"
    assert "must not move" in outcome["warnings"][0]


def test_a_dry_run_says_what_would_be_done_and_does_nothing(run, note):
    (outcome,) = run(note, publish=True, dry_run=True)
    assert (outcome["status"], outcome["activities"], outcome["url"]) == ("created", 2, None)
    assert not Journal.objects.exists()


def test_folders_are_read_in_order_and_all_the_way_down(run, tmp_path):
    (tmp_path / "2018" / "deep").mkdir(parents=True)
    (tmp_path / "b.txt").write_text(NOTE)
    (tmp_path / "a.md").write_text("# Weeknotes w/c 6 August 2018\n\nWords.\n")
    (tmp_path / "2018" / "deep" / "c.md").write_text("# Weeknotes w/c 13 August 2018\n\nWords.\n")
    (tmp_path / ".hidden.md").write_text("# Weeknotes w/c 13 August 2018\n\nHidden words.\n")
    (tmp_path / "photo.png").write_bytes(b"\x89PNG")
    (tmp_path / "circle").symlink_to(tmp_path)
    outcomes = run(tmp_path)
    assert [os.path.relpath(outcome["file"], tmp_path) for outcome in outcomes] == ["2018/deep/c.md", "a.md", "b.txt"]


def test_an_unreadable_file_is_named_with_the_reason_and_the_others_go_on(run, note, tmp_path):
    (tmp_path / "binary.txt").write_bytes(b"PK\x03\x04" + bytes(100))
    (tmp_path / "no-week.txt").write_text("Thoughts\n\nOn nothing in particular.\n")
    (tmp_path / "circle.md").symlink_to(tmp_path / "circle.md")
    paths = [tmp_path / name for name in ("binary.txt", "gone.md", "no-week.txt", "circle.md")]
    outcomes = run(*paths, note, fails=True)
    assert [outcome["status"] for outcome in outcomes] == ["failed"] * 4 + ["created"]
    reasons = [outcome["warnings"][0] for outcome in outcomes[:4]]
    assert "ZIP" in reasons[0]
    assert reasons[1] == "There is no such file."
    assert "does not say its week" in reasons[2]
    assert reasons[3].startswith("It cannot be read:")
    assert Entry.objects.count() == 1


def test_a_file_that_we_may_not_read_is_named(run, note, monkeypatch):
    def forbid(*args, **more):  # in place of chmod, because root may read everything
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.open", forbid)
    assert "permissions" in run(note, fails=True)[0]["warnings"][0]


def test_front_matter_without_words_is_skipped(run, tmp_path):
    path = tmp_path / "2018-08-03.md"
    path.write_text("---\ntitle: Weeknotes\ndescription: To be written.\n---\n")
    (outcome,) = run(path)
    assert (outcome["status"], outcome["warnings"]) == ("skipped", ["It holds no words yet."])
    assert not Entry.objects.exists()


def test_a_failure_in_the_middle_leaves_nothing_behind(run, note, monkeypatch):
    def fail(*args, **more):
        raise publishing.NotReady("Not today.")

    monkeypatch.setattr(publishing, "publish", fail)
    (outcome,) = run(note, publish=True, fails=True)
    assert (outcome["status"], outcome["warnings"]) == ("failed", ["Not today."])
    assert not Entry.objects.exists()
    assert not Journal.objects.exists()


def test_a_journal_has_a_name_that_can_be_an_address(run, note):
    with pytest.raises(CommandError, match="rob-miller"):
        call_command("import_notes", str(note), journal="Rob Miller/../")


def test_without_json_a_person_can_read_what_happened(note, capsys):
    call_command("import_notes", str(note), journal="alice-archer")
    said = capsys.readouterr().out
    assert said.startswith(f"created   {note}: Weeknotes w/c 30 July 2018 (w/c 30 July 2018)\n")
    assert said.endswith("1 created\n")


def test_topics_and_audiences_of_our_own_form_arrive(run, tmp_path, client):
    path = tmp_path / "own.md"
    path.write_text(
        "---\nweek: 2018-07-30\ntitle: Weeknotes\ntopics: [search]\n---\nHello.\n\n"
        "## Plans\n<!-- topics: Money, governance; audience: members; key: plans -->\n\nSecret words.\n"
    )
    (outcome,) = run(path, publish=True)
    assert outcome["sections"][1] == {"heading": "Plans", "activities": 0, "topics": ["Money", "governance", "search"]}
    assert Entry.objects.get().sections.get(key="plans").audience == "members"
    assert "Secret words" not in client.get(outcome["url"]).content.decode()


def test_a_word_document_is_imported_as_any_file_and_its_pictures_stay_behind(run, tmp_path):
    path = tmp_path / "week.docx"
    path.write_bytes(
        docx(
            paragraph("Weeknotes w/c 30 July 2018", style="Title"),
            paragraph("Search", style="Heading1"),
            paragraph("We changed it", level=0),
            paragraph(picture()),
            pictures=(red_square(),),
        )
    )
    (outcome,) = run(path)
    assert outcome["status"] == "created"
    assert outcome["warnings"] == ["A picture stays behind: send pictures at the writing desk."]
    assert Entry.objects.get().draft.sections[0].body == "- We changed it\n\nA map of the wards"
    assert run(path)[0]["status"] == "unchanged"
