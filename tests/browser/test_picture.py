"""A picture at the desk: chosen, described in place, seen by readers in the size that their screen needs."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from tests.browser.conftest import faults, until
from tests.browser.test_journeys import start

pytestmark = pytest.mark.browser


def photo(width: int = 1200, height: int = 800) -> dict:
    kept = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(kept, "JPEG")
    return {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def moving() -> dict:
    kept = io.BytesIO()
    frames = [Image.new("RGB", (300, 200), colour) for colour in ("red", "green")]
    frames[0].save(kept, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return {"name": "round.gif", "mimeType": "image/gif", "buffer": kept.getvalue()}


def test_a_picture_is_chosen_described_published_and_shown(page_at):
    page = page_at("/write/?journal=priya-anand", by="priya", width=360)
    page.on("dialog", lambda dialog: dialog.accept())
    start(page, "2016-05-02")
    page.locator("#desk-summary").fill("A picture week.")
    words = page.locator(".ProseMirror").first
    words.click()
    page.keyboard.type("Before the picture.")
    page.keyboard.press("Enter")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("toolbar").first.get_by_role("button", name="Picture").click()
    chooser.value.set_files(moving())
    page.get_by_role("group", name="Picture").get_by_text(
        "This picture moves. Readers will see how it begins"
    ).wait_for()
    assert faults(page) == []
    page.get_by_role("button", name="Leave it out").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("toolbar").first.get_by_role("button", name="Picture").click()
    chooser.value.set_files(photo())
    asked = page.get_by_label("What does it show?")
    asked.fill("Twelve letters on a table")
    assert faults(page) == []
    asked.press("Enter")
    words.get_by_alt_text("Twelve letters on a table").wait_for()
    field = page.locator("textarea[name^=body-]").first
    assert re.search(r"!\[Twelve letters on a table\]\(/media/p/[a-z2-7]{26}/1200x800\.webp\)", field.input_value())
    page.get_by_role("button", name=re.compile("Check and publish")).click()
    page.get_by_role("button", name=re.compile("^Publish")).first.click()
    page.wait_for_url(re.compile(r"/2016-05-02/priya-anand/"))
    shown = page.get_by_alt_text("Twelve letters on a table")
    shown.scroll_into_view_if_needed()
    until(page, "document.querySelector('.words-of-note img').complete")
    assert shown.evaluate("image => image.naturalWidth > 0 && image.currentSrc.includes('/480x320.webp')")
    assert faults(page) == []


def test_a_picture_is_described_before_it_goes_out_by_whichever_button_one_presses(page_at):
    page = page_at("/write/?journal=priya-anand", by="priya", width=360)
    page.on("dialog", lambda dialog: dialog.accept())
    start(page, "2016-06-06")
    page.get_by_label("Title").fill("Letters")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("toolbar").first.get_by_role("button", name="Picture").click()
    chooser.value.set_files(photo())
    page.get_by_role("button", name="Put it in").click()
    until(page, "document.querySelector('textarea[name^=body-]').value.includes('/media/p/')")
    page.get_by_role("button", name=re.compile("Check and publish")).click()
    page.wait_for_url("**/check/")
    asked = page.get_by_label("Describe it for somebody who cannot see it")
    asked.fill("x" * 501)
    asked.press("Enter")
    page.get_by_role("alert").get_by_text("501 characters long: 500 at most").wait_for()
    assert faults(page) == []
    asked.fill("Twelve letters")
    page.get_by_role("textbox", name="Day").fill("tomorrow")
    page.get_by_role("textbox", name="Time").fill("3 pm")
    page.get_by_role("button", name="Let it go out then").click()
    page.get_by_text("The description is kept.").wait_for()
    assert page.get_by_text("It goes out on").first.is_visible()
    assert page.get_by_text("has no description").count() == 0
    assert page.locator(".facsimile").get_by_alt_text("Twelve letters").count() == 1
    assert faults(page) == []
