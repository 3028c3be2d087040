"""A whole week, pasted into an empty entry or dropped on the desk: read, put right, kept, and undone."""

from __future__ import annotations

import base64

import pytest

from tests.browser.conftest import faults
from tests.browser.test_every_page import overflow
from tests.browser.test_journeys import start
from tests.documents import docx, paragraph, picture, red_square

pytestmark = pytest.mark.browser

MARK = "<!--[if !supportLists]--><span style='mso-list:Ignore'>{}</span><!--[endif]-->"
WORD = f"""<html><body><!--StartFragment--><p class=MsoTitle>Weeknotes w/c 9 May 2016</p><h1>Damp</h1>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{MARK.format("·")}Five finished</p>
<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'>{MARK.format("o")}In
four minutes</p><h1>Repairs</h1><p>Evening <b>appointments</b> at <a href="https://a.example/rota">the rota</a>.</p>
<!--EndFragment--></body></html>"""
PLAIN = (
    "Weeknotes w/c 9 May 2016\nDamp\n·\tFive finished\no\tIn four minutes\nRepairs\nEvening appointments at the rota."
)


def headings(page) -> list[str]:
    return [field.input_value() for field in page.locator("[name^=heading-]:not([name$=newsection])").all()]


def test_a_week_that_is_pasted_from_word_is_read_put_right_kept_and_undone(page_at):
    page = page_at("/write/?journal=priya-anand", by="priya")
    start(page, "2016-05-09")
    desk = page.url
    assert page.get_by_role("link", name="Paste a whole week").is_visible()
    page.locator(".ProseMirror").first.evaluate(
        """(words, [html, plain]) => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text/html", html);
            clipboardData.setData("text/plain", plain);
            words.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }""",
        [WORD, PLAIN],
    )
    page.wait_for_url("**/bring-in/")
    assert page.locator("[data-line] .took b").all_inner_texts() == [
        "Title", "Section 1, heading", "1 bullet, 1 inside", "Section 2, heading", "Paragraph"
    ]  # fmt: skip
    assert faults(page) == []
    page.evaluate("window.here = true")
    page.locator("[data-line]", has_text="Repairs").get_by_role("button", name="Make it a paragraph").click()
    page.get_by_text("‘Repairs’ is a paragraph now.").wait_for(state="attached")
    assert page.evaluate("window.here && document.activeElement.textContent") == "Make it a heading"
    assert page.locator("[data-line] .took b").all_inner_texts()[-2:] == ["Paragraph", "Paragraph"]
    assert faults(page) == []
    page.get_by_role("button", name="Undo the last click").click()
    page.get_by_text("‘Repairs’ is a heading now.").wait_for(state="attached")
    page.get_by_role("button", name="Keep it and go on").click()
    page.wait_for_url("**/?brought=*")
    assert page.locator("#desk-title").input_value() == "Weeknotes w/c 9 May 2016"
    assert headings(page) == ["Damp", "Repairs"]
    assert page.locator("textarea[name^=body-]").first.input_value() == "- Five finished\n    - In four minutes"
    page.set_viewport_size({"width": 1280, "height": 3000})  # so that the bar at the foot covers no button
    assert faults(page) == []
    page.get_by_role("button", name="Undo: take it out again").click()
    page.wait_for_url("**/?undone=1")
    page.goto(desk)
    assert headings(page) == [""]


def test_a_word_file_is_dropped_on_the_desk(page_at):
    page = page_at("/write/?journal=priya-anand", by="priya", width=360)
    start(page, "2016-05-16")
    raw = docx(
        paragraph("Weeknotes w/c 16 May 2016", style="Title"),
        paragraph("Damp", style="Heading1"),
        paragraph("Five finished", level=0),
        paragraph(picture()),
        pictures=(red_square(),),
    )
    page.evaluate(
        """(encoded) => {
            const dataTransfer = new DataTransfer();
            const bytes = Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0));
            dataTransfer.items.add(new File([bytes], "week <1>.docx"));
            for (const kind of ["dragenter", "dragover", "drop"]) {
                document.querySelector(".ProseMirror")
                    .dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
            }
        }""",
        base64.b64encode(raw).decode(),
    )
    page.wait_for_url("**/bring-in/")
    assert page.get_by_text("‘week <1>.docx’").is_visible()
    assert page.get_by_alt_text("A map of the wards").is_visible()
    assert overflow(page) == []
    assert faults(page) == []
    page.get_by_role("button", name="Keep it and go on").click()
    page.wait_for_url("**/?brought=*")
    assert headings(page) == ["Damp"]


def test_without_scripts_the_same_is_plain_forms(page_at):
    page = page_at("/write/?journal=priya-anand", by="priya", javascript=False, width=320)
    start(page, "2016-05-23")
    page.get_by_role("link", name="Paste a whole week").click()
    page.get_by_label("The words of your week").fill(
        "Weeknotes w/c 23 May 2016\n\nRain.\n\nDamp\n\n• One at https://a.example/x"
    )
    page.get_by_role("button", name="Read it").click()
    turn = page.get_by_role("button", name="Make them paragraphs")
    turn.wait_for()  # between two pages there is nothing to measure
    assert overflow(page) == []
    turn.click()
    page.get_by_role("button", name="Keep it and go on").click()
    page.wait_for_url("**/?brought=*")
    assert headings(page) == ["", "Damp"]
    page.get_by_role("button", name="Undo: take it out again").click()
    page.wait_for_url("**/?undone=1")
    assert headings(page) == [""]
