"""Topics suggest themselves while one writes: nothing moves, no focus is taken, and a key is enough to take them."""

from __future__ import annotations

import pytest

from tests.browser.conftest import faults
from tests.browser.test_journeys import start

pytestmark = pytest.mark.browser


def test_topics_come_while_one_writes_and_are_taken_by_keyboard_at_360_pixels(page_at):
    page = page_at("/write/?journal=priya-anand", by="priya", width=360, height=740, scheme="dark")
    start(page, "w/c 4 May 2015")
    press, focused = page.keyboard.press, page.locator(":focus")
    heading, words, field = (
        page.locator(".heading-line").first,
        page.locator(".ProseMirror").first,
        page.locator("[data-topics] textarea").first,
    )
    offers, said = page.locator("[data-offer]"), page.locator("[data-said]")
    heading.fill("On searching and indeed indexing")
    words.click()
    page.keyboard.type("The council pages, and governance of them.")
    before = words.bounding_box()
    offers.first.wait_for()
    assert words.bounding_box() == before
    assert words.evaluate("it => it === document.activeElement")
    page.keyboard.type(" And")
    assert words.inner_text().strip() == "The council pages, and governance of them. And"
    search = page.get_by_role("button", name="Add topic search", exact=True)
    governance = page.get_by_role("button", name="Add topic governance", exact=True)
    assert search.count() == governance.count() == 1
    assert faults(page) == []

    # The field says what stands under it; an arrow or Tab leads there, and what is taken is said
    field.focus()
    assert "Add topic search" in page.locator(f"#{field.get_attribute('aria-describedby')}").text_content()
    press("ArrowDown")
    assert focused.get_attribute("data-offer") == "search"
    press("ArrowRight")
    second = focused.get_attribute("data-offer")
    press("ArrowLeft")
    press("Escape")
    assert field.evaluate("it => it === document.activeElement")
    press("Tab")
    press("Enter")
    assert field.input_value() == "search"
    said.get_by_text("Topic search is added.").wait_for(state="attached")
    assert focused.get_attribute("data-offer") == second
    assert faults(page) == []
    page.get_by_text("Saved here and on the server").wait_for()

    # What was begun by hand is finished, with a mouse the focus stays where one writes, and nothing comes back
    field.fill("search, gov")
    words.click()
    governance.click()
    assert field.input_value() == "search, governance"
    assert words.evaluate("it => it === document.activeElement")
    field.fill("")
    words.click()
    press("Control+End")
    with page.expect_response("**/topics/"):
        page.keyboard.type(" more of searching.")
    page.wait_for_timeout(200)
    assert {"search", "governance"} & set(offers.evaluate_all("all => all.map(one => one.dataset.offer)")) == set()

    # Beside the list of those in use, which closes, and the focus stays in the field
    field.press_sequentially("dig")
    page.get_by_role("option", name="digital inclusion").wait_for()
    name = offers.first.get_attribute("data-offer")
    offers.first.evaluate("it => it.click()")
    page.get_by_role("listbox").wait_for(state="hidden")
    assert field.evaluate("it => it === document.activeElement")
    assert field.input_value() == f"dig, {name}"
    words.click()
    press("Control+End")

    # Where the server does not answer all goes on as before, and the next pause asks again
    page.route("**/topics/", lambda route: route.fulfill(content_type="text/html", body="<p>Come back later.</p>"))
    with page.expect_response("**/topics/"):
        page.keyboard.type(" Bins and recycling.")
    page.unroute("**/topics/")
    with page.expect_response("**/topics/"):
        page.keyboard.type(" Bins.")
    page.get_by_role("button", name="Add topic bins and recycling").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360

    # What the server draws where there is no script is judged by axe too, which is one
    page.get_by_text("Saved here and on the server").wait_for()
    page.reload()
    page.locator("[data-asks]").first.evaluate("it => it.form.requestSubmit(it)")
    page.locator("[value^=file]").first.wait_for()
    assert faults(page) == []


def test_without_scripts_a_button_asks_for_topics(page_at):
    page = page_at("/write/?journal=priya-anand", by="priya", javascript=False)
    start(page, "w/c 18 April 2016")
    page.locator(".heading-line").first.fill("On searching and indeed indexing")
    page.get_by_role("button", name="Suggest topics").first.click()
    search = page.get_by_role("button", name="Add topic search", exact=True)
    assert search.evaluate("it => it === document.activeElement")
    search.click()
    assert page.locator("[data-topics] textarea").first.input_value() == "search"
    assert page.locator(".heading-line").first.input_value() == "On searching and indeed indexing"
    assert search.count() == 0


def test_a_name_that_a_topic_had_once_is_completed_to_the_topic(page_at):
    page = page_at("/write/?journal=priya-anand", by="priya")
    known = [
        {"name": "winter", "count": 2, "once": []},
        {"name": "email", "count": 3, "once": ["Post", "e-mail"]},
    ]
    page.route("**/write/topics/", lambda route: route.fulfill(json={"topics": known}))
    start(page, "w/c 25 April 2016")
    field = page.locator("[data-topics] textarea").first
    field.focus()
    field.press_sequentially("e-ma")
    option = page.get_by_role("option")
    option.wait_for()
    assert option.inner_text().split("\n") == ["email", "once “e-mail”, 3 sections"]
    field.press("ArrowDown")
    field.press("Enter")
    assert field.input_value() == "email, "
    field.press_sequentially("post")
    assert option.count() == 0, "it is there already"
