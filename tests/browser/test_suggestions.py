"""Suggestions under the search field: by keyboard, by pointer, said aloud, and harmless when anything goes wrong."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import faults

ASKED = "**/search/suggestions/**"


def field_of(page):
    return page.locator("[data-suggests] input[type=search]")


def typed(page, text: str):
    """The field with the caret after what was typed, and its suggestions."""
    field = field_of(page)
    field.click()
    with page.expect_response(ASKED):
        field.press_sequentially(text)
    return field


def options(page):
    return page.get_by_role("option")


def active(page) -> str:
    marked = page.locator("[role=option][aria-selected=true]")
    assert field_of(page).get_attribute("aria-activedescendant") == (
        marked.get_attribute("id") if marked.count() else None
    )
    return marked.locator("span").text_content() if marked.count() else ""


def test_suggestions_are_chosen_by_keyboard_and_said_aloud(page_at):
    page = page_at("/")
    field = typed(page, "data")
    options(page).first.wait_for()
    names = options(page).locator("span").all_text_contents()
    assert page.get_by_role("status").filter(has_text=f"{len(names)} suggestions").count() == 1
    assert page.get_by_role("group", name="Topics").get_by_role("option").count() >= 1
    assert field.get_attribute("role") == "combobox"
    assert field.get_attribute("aria-expanded") == "true"
    assert active(page) == ""
    page.keyboard.press("ArrowDown")
    assert active(page) == names[0]
    page.keyboard.press("ArrowUp")
    assert active(page) == names[-1]
    page.keyboard.press("ArrowDown")
    assert active(page) == names[0]
    page.keyboard.press("Home")
    assert active(page) == ""
    assert field.evaluate("field => field.selectionStart") == 0
    assert field.input_value() == "data"
    page.keyboard.press("Escape")
    assert options(page).count() == 0 or not options(page).first.is_visible()
    assert field.get_attribute("aria-expanded") == "false"
    assert field.input_value() == "data"
    field.press("End")
    with page.expect_response(ASKED):
        field.press_sequentially(" shar")
    options(page).first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/topics/data-sharing/")


def test_return_on_none_of_them_asks_the_question(page_at):
    page = page_at("/")
    typed(page, "housing")
    options(page).first.wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=housing")


def test_a_filter_is_completed_where_the_caret_stands_and_the_rest_is_kept(page_at):
    page = page_at("/search/?q=repairs+winter&year=2026")
    field = field_of(page)
    field.focus()
    field.evaluate("field => field.setSelectionRange(8, 8)")
    with page.expect_request(ASKED) as request:
        page.keyboard.type("topic:data")
    assert parse_qs(urlsplit(request.value.url).query) == {
        "q": ["repairs topic:data"],
        "after": ["winter"],
        "year": ["2026"],
    }
    page.get_by_role("option", name="data sharing Only this topic").click()
    assert field.input_value() == 'repairs topic:"data sharing" winter'
    assert field.evaluate("field => field.selectionStart") == len('repairs topic:"data sharing" ')
    assert page.evaluate("document.activeElement.name") == "q"
    assert options(page).first.is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"topic%3A%22data\+sharing%22\+winter&year=2026"))


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_the_open_list_keeps_to_the_page(page_at, width, scheme):
    page = page_at("/search/", width=width, scheme=scheme)
    typed(page, "da")
    options(page).first.wait_for()
    page.keyboard.press("ArrowDown")
    assert faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    field, shown = field_of(page).bounding_box(), page.get_by_role("listbox").bounding_box()
    assert shown["y"] >= field["y"] + field["height"]
    assert min(row.bounding_box()["height"] for row in options(page).all()) >= 24
    page.set_viewport_size({"width": width, "height": 420})  # as when a keyboard stands on the screen
    page.keyboard.press("ArrowUp")
    assert active(page) == options(page).last.locator("span").text_content()
    assert field_of(page).bounding_box()["y"] >= 0
    options(page).first.click()
    page.wait_for_url("**/topics/**")


def test_late_answers_broken_ones_and_letters_that_are_being_composed_do_no_harm(page_at):
    page = page_at("/search/", expect=200)
    asked, held = [], []

    def answer(route) -> None:
        question = parse_qs(urlsplit(route.request.url).query)["q"][0]
        asked.append(question)
        if question == "da":
            held.append(route)
        elif question == "dat":
            route.fulfill(body="<html>no JSON", content_type="text/html")
        else:
            route.fulfill(
                json={"suggestions": [{"kind": "topic", "name": question, "says": "Topic", "url": "/", "text": ""}]}
            )

    page.route(ASKED, answer)
    field = field_of(page)
    field.click()
    field.press_sequentially("da")
    page.wait_for_timeout(400)
    field.press_sequentially("t")
    page.wait_for_timeout(400)
    assert options(page).count() == 0
    field.press_sequentially("a b", delay=20)
    options(page).first.wait_for()
    late = json.dumps({"suggestions": [{"kind": "topic", "name": "late", "says": "Topic", "url": "/", "text": ""}]})
    for route in held:
        route.fulfill(body=late, content_type="application/json")
    page.wait_for_timeout(100)
    assert options(page).locator("span").all_text_contents() == ["data b"]
    assert asked == ["da", "dat", "data b"]
    field.evaluate("field => field.dispatchEvent(new InputEvent('input', { isComposing: true }))")
    page.wait_for_timeout(300)
    assert asked == ["da", "dat", "data b"]
    page.get_by_role("button", name="Search").focus()
    assert options(page).first.is_hidden()
