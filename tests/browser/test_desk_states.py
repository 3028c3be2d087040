"""axe finds nothing in any state of the desk: menus, questions and errors open, in light and dark."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import faults
from tests.browser.test_journeys import start
from tests.browser.test_picture import photo

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state_of_the_desk(page_at, scheme):
    page = page_at("/write/?journal=priya-anand", by="priya", width=360, height=740, scheme=scheme)
    found: dict[str, list[str]] = {}

    def judge(state: str) -> None:
        found[state] = faults(page)

    page.on("dialog", lambda dialog: dialog.accept())
    chosen: list = []
    page.on("filechooser", lambda chooser: chosen.append(chooser))
    page.get_by_text("Another week", exact=True).click()
    judge("another week asked for")
    page.get_by_text("Another week", exact=True).click()
    start(page, "w/c 4 July 2016" if scheme == "light" else "w/c 25 July 2016")
    desk, words = page.url, page.locator(".ProseMirror").first
    words.click()
    page.keyboard.type("Words.")
    page.keyboard.press("Control+k")
    judge("link asked for")
    page.keyboard.type("no address")
    page.keyboard.press("Enter")
    judge("link refused")
    page.keyboard.press("Escape")

    def picture(sent: dict) -> None:
        page.get_by_role("toolbar").first.get_by_role("button", name="Picture").click()
        for _ in range(100):
            if chosen:
                break
            page.wait_for_timeout(100)
        chosen.pop().set_files(sent)

    picture(photo(600, 400))
    page.get_by_label("What does it show?").wait_for()
    judge("picture asked about")
    page.get_by_role("button", name="Leave it out").click()
    picture(photo(1, 1) | {"mimeType": "image/png", "buffer": bytes(16 * 1024 * 1024)})
    page.get_by_text("a picture may have 15").wait_for()
    judge("picture refused")
    page.get_by_role("button", name="Close").click()
    topics = page.locator("[data-topics] textarea").first
    topics.click()
    page.keyboard.type("a")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    judge("topics suggested")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a section").click()
    page.get_by_role("button", name="Remove").last.click()
    judge("section taken out")
    page.get_by_label("Title").fill("T" * 201)
    page.get_by_role("button", name="Save draft").last.click()
    page.get_by_role("alert").get_by_text("201 characters").first.wait_for()
    judge("errors open")
    page.get_by_label("Title").fill("Six kitchens")
    page.get_by_role("button", name=re.compile("Check and publish")).click()
    page.wait_for_url("**/check/**")
    judge("check")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_text("Copy it now").wait_for()
    judge("link made")
    shared = page.locator("#link-address").input_value()
    for state, path in {"shared": shared, "history": f"{desk}history/", "pictures": f"{desk}pictures/"}.items():
        page.goto(path)
        judge(state)
    assert not {state: said for state, said in found.items() if said}
