"""A reading becomes lines, the writer turns some of them, and the lines become content: no word lost, none doubled."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from notes.content import EntryContent
from notes.galley import Galley
from notes.importers import read
from tests.conftest import content, section
from tests.shared import REAL, needs_shared

TODAY = date(2026, 11, 18)
WEEK = """Weeknotes w/c 16 November 2026

Rain all week.

Damp, room by room

Six tenants tried it.*

• Five finished.
• “Which room?” first
    • “Ingress” is gone

Repairs

Evening appointments begin.

* Two more had booked.
"""


def galley(text: str = WEEK, name: str = "week.txt") -> Galley:
    return Galley.of(read(text.encode(), name=name, today=TODAY))


def told(found: Galley, **more) -> list[tuple[str, str]]:
    made, _ = found.content(**more)
    return [(one.heading, one.body) for one in made.sections]


def number_of(found: Galley, words: str) -> int:
    return next(number for number, line in enumerate(found.lines) if words in line.words)


def words(made: EntryContent) -> Counter[str]:
    text = " ".join([made.title, made.summary, *(f"{one.heading} {one.body}" for one in made.sections)])
    return Counter(re.findall(r"[^\W\d_]+", text))


def test_each_line_says_what_it_was_taken_for():
    assert [(line.kind, line.words.split("\n")[0]) for line in galley().lines] == [
        ("title", "Weeknotes w/c 16 November 2026"),
        ("start", ""),
        ("paragraph", "Rain all week."),
        ("heading", "Damp, room by room"),
        ("paragraph", "Six tenants tried it.[^1]"),
        ("list", "- Five finished."),
        ("heading", "Repairs"),
        ("paragraph", "Evening appointments begin."),
        ("footnote", "[^1]: Two more had booked."),
    ]


def test_untouched_lines_make_the_content_that_was_read():
    reading = read(WEEK.encode(), name="week.txt", today=TODAY)
    assert Galley.of(reading).content() == (reading.content, [])


def test_a_heading_becomes_a_paragraph_and_its_section_goes_on_with_the_one_before():
    found = galley()
    number = number_of(found, "Repairs")
    turned = found.turned(number, "paragraph")
    assert [heading for heading, _ in told(turned)] == ["", "Damp, room by room"]
    assert told(turned)[-1][1].endswith("gone\n\nRepairs\n\nEvening appointments begin.\n\n[^1]: Two more had booked.")
    assert turned.turned(number, "heading").content()[0] == found.content()[0]
    assert turned.undone() == found


def test_a_paragraph_becomes_a_heading_and_what_is_below_goes_with_it():
    found = galley()
    turned = found.turned(number_of(found, "Six tenants"), "heading")
    assert told(turned)[2] == (
        "Six tenants tried it.",
        "[^1]\n\n- Five finished.\n- “Which room?” first\n    - “Ingress” is gone\n\n[^1]: Two more had booked.",
    )


def test_a_title_that_is_none_becomes_the_heading_of_the_opening():
    found = galley().turned(0, "heading")
    assert found.content()[0].title == ""
    assert told(found)[0] == ("Weeknotes w/c 16 November 2026", "Rain all week.")
    assert told(galley().turned(0, "paragraph"))[0] == ("", "Weeknotes w/c 16 November 2026\n\nRain all week.")


def test_there_is_one_title():
    found = galley()
    turned = found.turned(number_of(found, "Repairs"), "title")
    assert turned.content()[0].title == "Repairs"
    assert [line.kind for line in turned.now].count("title") == 1
    assert words(turned.content()[0]) == words(found.content()[0])


def test_bullets_become_paragraphs_and_a_footnote_keeps_its_mark():
    found = galley()
    turned = found.turned(number_of(found, "Five finished"), "paragraph").turned(len(found.lines) - 1, "paragraph")
    assert (
        "Six tenants tried it.\\[1]\n\nFive finished.\n\n“Which room?” first\n\n“Ingress” is gone" in told(turned)[1][1]
    )
    assert told(turned)[-1][1].endswith("\\[1] Two more had booked.")


def test_a_paragraph_becomes_a_bullet_beside_the_others_and_back():
    found = galley()
    number = number_of(found, "Six tenants")
    turned = found.turned(number, "list")
    assert told(turned)[1][1].startswith(
        "- Six tenants tried it.[^1]\n- Five finished.\n- “Which room?” first\n    - “Ingress” is gone"
    )
    assert words(turned.content()[0]) == words(found.content()[0])
    assert turned.undone() == found
    assert turned.turned(number, "paragraph").content() == found.content()


def test_lines_in_a_row_become_one_list_and_a_heading_can_be_a_bullet():
    text = "# T\n\n## A\n\nOne *thing*\non two lines\n\nAnother\n\nAnd words.\n\n1. Numbered\n\n## Third\n"
    found = galley(text, "a.md")
    for said in ("One", "Another", "Third"):
        found = found.turned(number_of(found, said), "list")
    assert told(found) == [("A", "- One *thing*\n    on two lines\n- Another\n\nAnd words.\n\n1. Numbered\n\n- Third")]


def test_what_cannot_be_turned_stays():
    found = galley("# T\n\n## A\n\n" + "long words " * 40 + "\n\n| a | b |\n| - | - |\n| 1 | 2 |\n", "a.md")
    for number, kind in [
        (2, "heading"),
        (3, "heading"),
        (3, "title"),
        (99, "heading"),
        (-1, "heading"),
        (1, "footnote"),
    ]:
        assert found.turned(number, kind) == found


def test_a_section_that_joins_another_is_seen_by_no_more_people():
    note = "# T\n\n## One\n<!-- audience: members; topics: pay -->\n\na\n\n## Two\n<!-- topics: damp -->\n\nb\n"
    found = galley(note, "a.md")
    made, _ = found.turned(number_of(found, "Two"), "paragraph").content()
    assert [(one.heading, one.audience, one.topics) for one in made.sections] == [("One", "members", ("pay", "damp"))]
    other = found.turned(number_of(found, "One"), "paragraph").content()[0].sections[0]
    assert (other.heading, other.audience) == ("", "members")
    split = found.turned(number_of(found, "a"), "heading") if found.may_turn(2, "heading") else found
    assert {one.audience for one in split.content()[0].sections if one.heading in {"One", "a"}} == {"members"}


def test_behind_what_is_there_the_title_becomes_a_heading_unless_it_says_the_same():
    here = content(section(), title="My week", summary="Short")
    assert told(galley(), behind=here)[0] == ("Weeknotes w/c 16 November 2026", "Rain all week.")
    same = replace(here, title="Weeknotes, w/c 16 November 2026".replace(",", ""))
    assert told(galley(), behind=same)[0] == ("", "Rain all week.")


def test_a_very_long_text_is_shown_in_fewer_lines_and_stays_whole():
    text = "# T\n\n" + "\n\n".join(f"Words {number}." for number in range(2_000))
    reading = read(text.encode(), name="a.md", today=TODAY)
    found = Galley.of(reading)
    assert len(found.lines) < 260
    assert found.content()[0] == reading.content


def squeezed(body: str) -> str:
    """However many lines are empty, and though spaces stand in them."""
    return re.sub(r"\n(?:[ \t]*\n)+", "\n\n", body).strip()


@needs_shared
def test_every_real_note_stays_as_it_was_read_and_keeps_its_words_whatever_is_turned():
    paths = [*REAL.glob("*/*.md"), *REAL.glob("*/content/*.md"), *REAL.glob("derived/*.*"), *REAL.glob("seed/*.txt")]
    checked = 0
    for path in paths:
        if path.suffix not in {".md", ".txt", ".docx"}:
            continue
        reading = read(path.read_bytes(), name=path.name, today=TODAY)
        found = Galley.of(reading)
        made, _ = found.content()
        wanted = replace(reading.content, title="" if reading.title_is_ours else reading.content.title)
        assert [squeezed(one.body) for one in made.sections] == [squeezed(one.body) for one in wanted.sections]
        assert replace(made, sections=()) == replace(wanted, sections=()), path.name
        for number, line in enumerate(found.lines):
            for kind in ("heading", "paragraph", "title", "list"):
                if kind != line.kind and found.may_turn(number, kind):
                    turned, _ = found.turned(number, kind).content()
                    assert not words(made) - words(turned), (path.name, line)
        checked += 1
    assert checked > 80


@pytest.mark.parametrize("kind", ["heading", "paragraph", "list"])
def test_hostile_words_stay_words(kind):
    found = galley("# [a](javascript:alert(1)) <b>\n\n## *x* \\[y](z)\n\n<script>evil()</script> words\n", "a.md")
    for number in range(len(found.lines)):
        found = found.turned(number, kind)
    made, _ = found.content()
    assert "<script" not in str(made)
