"""The week's rhythm in a real browser, on a narrow screen."""

from __future__ import annotations

import re

from tests.browser.conftest import faults

OPEN = "document.querySelectorAll('details').forEach(folded => folded.open = true)"


def test_a_week_is_left_blank_taken_back_and_an_entry_given_a_time(page_at):
    page = page_at("/write/?journal=housing-digital", by="priya", width=360, height=740)
    page.evaluate(OPEN)
    assert not faults(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("On leave").check()
    page.get_by_role("button", name="Leave it blank").click()
    assert page.get_by_text("Nothing this week: on leave.").is_visible()
    assert not faults(page)
    page.get_by_role("button", name="Take that back", exact=True).click()
    assert page.get_by_role("button", name="Start writing").is_visible()

    page.goto(page.url.partition("?")[0] + "?journal=priya-anand")
    page.get_by_role("link", name=re.compile("^Go on writing")).first.click()
    page.goto(page.url.rstrip("/") + "/check/")
    page.get_by_role("textbox", name="Day").fill("soon")
    page.get_by_role("button", name="Let it go out then").click()
    assert page.get_by_role("textbox", name="Day").evaluate("field => field === document.activeElement")
    assert not faults(page)
    page.get_by_role("textbox", name="Day").fill("tomorrow")
    page.get_by_role("textbox", name="Time").fill("3 pm")
    page.get_by_role("button", name="Let it go out then").click()
    assert page.get_by_text("at 15:00, as it stands then").first.is_visible()
    assert not faults(page)
    page.get_by_role("button", name="Do not send it out by itself").click()
    assert page.get_by_text("waits until somebody publishes it").is_visible()
