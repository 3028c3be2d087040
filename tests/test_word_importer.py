"""What is read from Word documents and web pages, and what is refused."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from time import perf_counter
from zipfile import ZipFile

import pytest

from notes.importers import Reading, Unreadable, read
from notes.markup import render
from tests.documents import docx, footnote_mark, link, paragraph, picture, red_square, run
from tests.shared import ATTACKS, needs_shared, records

TODAY = date(2026, 11, 18)


def word(*body: str, name: str = "note.docx", **more) -> Reading:
    return read(docx(*body, **more), name=name, today=TODAY)


def page(html: str, name: str = "note.html") -> Reading:
    return read(html.encode(), name=name, today=TODAY)


def told(reading: Reading) -> list[tuple[str, str]]:
    return [(section.heading, section.body) for section in reading.content.sections]


WEEK = (
    paragraph("Weeknotes w/c 16 November 2026", style="Title"),
    paragraph("A wet week, and evening repairs at last", style="Subtitle"),
    paragraph("Rain all week."),
    paragraph("Damp, room by room", style="Heading1"),
    paragraph("Six tenants tried it", footnote_mark(), "."),
    paragraph("Five finished.", level=0),
    paragraph("“Which room?” comes ", run("first", bold=True), level=0),
    paragraph("“Ingress” is gone", level=1),
    paragraph("Written up in ", link("Six kitchens"), level=0),
    paragraph("Repairs", style="Heading1"),
    paragraph("Ring them", level=0, numbered=True),
    paragraph("Then write", level=0, numbered=True),
    paragraph("It was kinder than I expected", style="Quote"),
)


def test_a_word_document_has_its_title_week_summary_sections_bullets_links_and_footnotes():
    reading = word(*WEEK, links=("https://research.example/six-kitchens",), footnotes=("Two more had booked.",))
    assert (reading.title, reading.week.key) == ("Weeknotes w/c 16 November 2026", "2026-11-16")
    assert reading.content.summary == "A wet week, and evening repairs at last"
    assert told(reading) == [
        ("", "Rain all week."),
        (
            "Damp, room by room",
            "Six tenants tried it[^1].\n\n- Five finished.\n- “Which room?” comes **first**\n    - “Ingress” is gone\n"
            "- Written up in [Six kitchens](https://research.example/six-kitchens)\n\n[^1]: Two more had booked.",
        ),
        ("Repairs", "1. Ring them\n2. Then write\n\n> It was kinder than I expected"),
    ]
    assert reading.warnings == ()


def test_bold_lines_are_the_headings_where_nothing_else_is():
    reading = word(
        paragraph("Weeknotes w/c 16 November 2026"),
        paragraph("It rained."),
        paragraph(run("Damp", bold=True)),
        paragraph("Six tenants tried it."),
        paragraph(run("Thanks to Farah, who took every note.", bold=True)),
    )
    assert told(reading) == [
        ("", "It rained."),
        ("Damp", "Six tenants tried it.\n\n**Thanks to Farah, who took every note.**"),
    ]


def test_a_document_without_any_formatting_is_read_as_plain_text():
    reading = word(
        paragraph("Weeknotes w/c 16 November 2026"),
        paragraph("It rained all week, and the phones knew it."),
        paragraph("Damp"),
        paragraph("• Five finished at https://a.example/x"),
        paragraph("• Ring the others"),
    )
    assert told(reading)[-1] == ("Damp", "- Five finished at https://a.example/x\n- Ring the others")


def test_headings_of_the_first_level_are_sections_where_the_first_is_no_title():
    reading = word(
        paragraph("Team", style="Heading1"), paragraph("Ada."), paragraph("Repairs", style="Heading1"), paragraph("Bo.")
    )
    assert [heading for heading, _ in told(reading)] == ["Team", "Repairs"]


def test_hidden_text_tracked_deletions_and_comments_stay_behind_and_are_said():
    reading = word(
        paragraph("Shown", run(" SECRET", more="<w:vanish/>")),
        paragraph("Kept", "<w:del><w:r><w:delText> GONE</w:delText></w:r></w:del>", f"<w:ins>{run(' put in')}</w:ins>"),
        more={
            "word/comments.xml": '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            '<w:comment w:id="1"/></w:comments>'
        },
    )
    words = reading.title + str(told(reading))
    assert "Shown" in words
    assert "Kept put in" in words
    assert not {"SECRET", "GONE"} & set(words.replace("'", " ").split())
    assert reading.warnings == (
        "Hidden text was left out.",
        "The document keeps track of changes: it was read as if all of them were accepted.",
        "Comments in the margin were left out.",
    )


def test_a_picture_comes_with_its_description_and_is_named_in_the_words():
    reading = word(
        paragraph("Weeknotes w/c 16 November 2026", style="Title"), paragraph(picture()), pictures=(red_square(),)
    )
    (kept,) = reading.pictures
    assert (kept.alt, kept.sent) == ("A map of the wards", red_square())
    assert told(reading) == [("", f"![A map of the wards]({kept.address})")]
    assert told(reading.with_pictures({kept.address: "/media/p/x.webp"})) == [
        ("", "![A map of the wards](/media/p/x.webp)")
    ]
    assert told(reading.with_pictures({})) == [("", "A map of the wards")]


def test_a_link_that_would_run_or_leave_for_a_share_leaves_its_words():
    for address in ("javascript:alert(1)", "data:text/html,x", r"\\evil\share", "file:///etc/passwd"):
        reading = word(paragraph("Weeknotes", style="Title"), paragraph("See ", link("this")), links=(address,))
        assert told(reading) == [("", "See this")]


def test_what_looks_like_markdown_in_word_is_shown_as_typed():
    typed = "[a](javascript:alert(1)) *and* `more`"
    reading = word(paragraph("Weeknotes", style="Title"), paragraph(typed), paragraph(typed, style="Heading1"))
    assert "<a" not in render(reading.content.sections[0].body, key="abc").html
    assert reading.content.sections[-1].heading == typed


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"\xd0\xcf\x11\xe0 old", "old Word file"),
        (b"{\\rtf1 words}", "rich text"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "image"),
        (b"", "empty"),
        (b"From: <Saved by Word>\nMIME-Version: 1.0\nContent-Type: multipart/related; x\n\n<html>", "web archive"),
    ],
)
def test_what_we_do_not_read_is_refused_with_what_to_do(raw, sentence):
    for name in ("note.docx", "note.txt", "note"):
        with pytest.raises(Unreadable, match=sentence):
            read(raw, name=name, today=TODAY)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("xl/workbook.xml", "spreadsheet"),
        ("ppt/presentation.xml", "presentation"),
        ("content.xml", "OpenDocument"),
        ("a.md", "ZIP"),
    ],
)
def test_a_bundle_of_another_kind_is_refused_by_its_name(part, sentence):
    out = BytesIO()
    with ZipFile(out, "w") as bundle:
        bundle.writestr(part, "<x/>")
    with pytest.raises(Unreadable, match=sentence):
        read(out.getvalue(), name="note.docx", today=TODAY)


def test_the_bytes_tell_what_a_file_is_and_not_its_name():
    raw = docx(*WEEK, links=("https://a.example/",), footnotes=("So.",))
    for name in ("note.txt", "note", "../../etc/passwd", "note.md", "note.pdf"):
        assert read(raw, name=name, today=TODAY).week.key == "2026-11-16"
    html = b"<!doctype html><h1>Weeknotes w/c 16 November 2026</h1><p>Rain.</p>"
    assert told(read(html, name="note.docx", today=TODAY)) == [("", "Rain.")]
    assert read(b"Weeknotes w/c 16 November 2026\n\nRain.", name="note.docx", today=TODAY).title.startswith("Weeknotes")


def test_entities_bombs_and_depths_are_refused_before_they_cost_anything():
    laughs = '<!DOCTYPE w [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    many = paragraph("x") * 40_000
    deep = "<w:sdt>" * 200 + "</w:sdt>" * 200
    for raw in (
        docx(paragraph("&b;"), heading=laughs),
        docx(many),
        docx(deep),
        docx(more={"word/styles.xml": " " * 25_000_000}),
    ):
        with pytest.raises(Unreadable):
            read(raw, name="note.docx", today=TODAY)


def test_a_web_page_is_read_without_its_menus_and_banners():
    reading = page(
        """<html><head><title>Six kitchens | Harrowmere</title></head><body><header><h2>Cookies</h2></header>
        <nav><ul><li>Home</li></ul></nav><main><h1>Six kitchens</h1><p>Published 18 November 2026</p>
        <p>Rain<sup id="r1"><a href="#f1">1</a></sup>.</p><h2>Damp</h2><ul><li>One<ul><li>Two</li></ul></li></ul>
        <p hidden>not this</p><script>evil()</script>
        <ol><li id="f1">All week. <a href="#r1">back</a></li></ol></main><footer>Contact us</footer></body></html>"""
    )
    assert (reading.title, reading.week.key) == ("Six kitchens", "2026-11-16")
    assert told(reading) == [
        ("", "Published 18 November 2026\n\nRain[^1].\n\n[^1]: All week."),
        ("Damp", "- One\n    - Two"),
    ]


def test_lists_that_word_and_google_write_their_own_way_are_lists():
    of_word = page(
        """<html><body><p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>One</p>
        <p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o</span>Two</p>
        <p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>Three</p></body></html>"""
    )
    of_google = page(
        """<html><body><ul class="lst-kix_a1-0 start"><li>One</li></ul><ul class="lst-kix_a1-1 start"><li>Two</li></ul>
        <ul class="lst-kix_a1-0"><li>Three</li></ul></body></html>"""
    )
    assert told(of_word) == told(of_google) == [("", "- One\n    - Two\n- Three")]


def test_a_page_says_in_which_letters_it_is_written():
    raw = "<html><meta charset='Shift_JIS'><p>こんにちは</p><p>元気</p></html>".encode("shift_jis")
    assert "こんにちは" in read(raw, name="note.html", today=TODAY).title
    hostile = b"<html><meta charset='zip'><p>caf\xe9 one</p></html>"
    assert "café" in read(hostile, name="note.html", today=TODAY).title


@needs_shared
def test_every_hostile_document_is_read_without_its_sting_or_refused_with_a_sentence():
    kinds = ("docx", "html", "md", "bundle")
    found = [record for record in records("documents") if record["kind"].startswith(kinds)]
    assert len(found) > 90
    sentences = []
    for record in found:
        raw = (ATTACKS / "dev" / record["file"]).read_bytes()
        start = perf_counter()
        try:
            reading = read(raw, name=record["upload_name"])
        except Unreadable as problem:
            sentences.append(str(problem))
            continue
        finally:
            assert perf_counter() - start < 5, record["upload_name"]
        assert record["kind"] != "bundle"
        words = reading.title + reading.content.summary + str(told(reading))
        assert "SECRET" not in words
        assert "root:" not in words
        html = "".join(render(section.body, key=section.key).html for section in reading.content.sections)
        assert not re.search(r"<script|<img[^>]+src=.x|href=.(?:javascript|vbscript|data|file):", html)
    assert all(re.match(r"[A-Z“].*\.$", sentence) for sentence in sentences)
