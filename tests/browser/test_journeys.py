"""The main journeys, from the sign-in to the archive, with JavaScript and without."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import faults

WAYS = pytest.mark.parametrize(
    ("javascript", "journal", "week"),
    [(True, "priya-anand", "2 January 2023"), (False, "housing-digital", "week 3, 2023")],
    ids=["with JavaScript", "without JavaScript"],
)


def write_words(page, section: int, words: str) -> None:
    """Into the plain field, or into the editor that stands in its place."""
    place = page.locator("[data-section]").nth(section)
    rich = place.locator("[contenteditable=true]")
    if rich.count():
        rich.first.click()
        page.keyboard.type(words)
    else:
        place.locator("textarea[name^=body-]").fill(words)


def start(page, week: str) -> None:
    page.get_by_text("Another week", exact=True).click()
    page.get_by_label("Which week?").fill(week)
    page.get_by_role("button", name="Open that week").click()
    page.wait_for_url(re.compile(r"/write/\d+/$"))


def fill_section(page, number: int, heading: str, words: str, topics: str) -> None:
    place = page.locator("[data-section]").nth(number)
    place.locator("[name^=heading-]").fill(heading)
    place.locator("[name^=topics-]").first.evaluate("(field, value) => { field.value = value }", topics)
    write_words(page, number, words)


@WAYS
def test_a_week_is_written_published_and_found_again(page_at, javascript, journal, week):
    mark = "quillwork" if javascript else "brambling"  # a word that no sample holds
    page = page_at(f"/write/?journal={journal}", by="priya", javascript=javascript)
    start(page, week)
    assert page.get_by_label("Title").input_value().startswith("Weeknotes")
    page.get_by_label("One-line summary").fill(f"A short week about {mark}.")
    fill_section(page, 0, "Letters to tenants", f"We tested the {mark} letter with tenants.", f"Letters and {mark}")
    page.get_by_role("button", name="Add a section").click()
    page.locator("[data-section]").nth(1).wait_for()
    fill_section(page, 1, "Kept among us", f"The budget for {mark} is not settled.", "Budget")
    page.locator("[data-section]").nth(1).get_by_role("radio", name="Only members").check()
    page.get_by_role("button", name=re.compile("Check and publish")).click()
    page.wait_for_url("**/check/**")
    if javascript:
        assert not faults(page)
    page.get_by_role("button", name=re.compile("Publish now")).click()
    page.wait_for_url(re.compile(r"/2023-01-\d\d/"))
    address = page.url.split("//")[1].partition("/")[2].split("?")[0].split("#")[0]
    assert f"{mark} letter" in page.locator("main").inner_text()

    visitor = page_at("/" + address, javascript=javascript)
    words = visitor.locator("main").inner_text()
    assert f"{mark} letter" in words
    assert "not settled" not in words
    for place in (
        address.split("/")[0] + "/",
        f"journals/{journal}/",
        f"topics/letters-and-{mark}/",
        f"search/?q={mark}",
    ):
        visitor.goto(page.url.split("/2023")[0] + "/" + place)
        assert visitor.locator(f"main a[href^='/{address}']").count(), place
        assert "not settled" not in visitor.content(), place


@WAYS
def test_a_section_is_found_by_a_word_and_its_link_leads_to_the_place(page_at, javascript, journal, week):
    page = page_at("/", javascript=javascript)
    page.goto(page.url + "search/")
    field = page.locator("main input[name=q]").first
    field.fill("housing repairs")
    field.press("Enter")
    page.wait_for_url("**/search/?**")
    assert page.locator("main mark").count()
    hit = page.locator("main a[href*='#']").first
    target = hit.get_attribute("href")
    hit.click()
    page.wait_for_url("**" + target)
    assert page.locator(f"[id='{target.partition('#')[2]}']").is_visible()


@WAYS
def test_a_form_that_fails_keeps_everything_typed(page_at, javascript, journal, week):
    page = page_at(f"/write/?journal={journal}", by="priya", javascript=javascript)
    start(page, "w/c 6 March 2023")
    page.get_by_label("Title").fill("T" * 201)
    fill_section(page, 0, "Kept heading", "Kept words, whatever happens.", "Kept topic")
    page.get_by_role("button", name="Save draft").last.click()
    problems = page.get_by_role("alert", name="One thing to put right")
    problems.wait_for()
    assert "201 characters" in problems.inner_text()
    assert page.get_by_label("Title").input_value() == "T" * 201
    place = page.locator("[data-section]").first
    assert place.locator("[name^=heading-]").input_value() == "Kept heading"
    assert place.locator("textarea[name^=body-]").input_value().strip() == "Kept words, whatever happens."
    assert "Kept topic" in place.locator("[name^=topics-]").first.input_value()
    if javascript:
        assert not faults(page)


@WAYS
def test_two_tabs_that_change_the_same_words_lose_neither(page_at, javascript, journal, week):
    first = page_at(f"/write/?journal={journal}", by="priya", javascript=javascript)
    start(first, "w/c 8 May 2023")
    fill_section(first, 0, "Shared", "As it was.", "")
    first.get_by_role("button", name="Save draft").last.click()
    first.get_by_text(re.compile("Saved as a draft")).wait_for()
    path = "/" + first.url.split("//")[1].partition("/")[2].split("?")[0].split("#")[0]
    second = page_at(path, by="priya", javascript=javascript)
    for page, words in ((second, "From the second tab."), (first, "From the first tab.")):
        write_words(page, 0, words)
        page.get_by_role("button", name="Save draft").last.click()
        page.wait_for_load_state()
    first.wait_for_url("**/conflict/**")
    told = first.locator("main").inner_text()
    assert "second tab" in told
    assert "first tab" in told
    if javascript:
        assert not faults(first)
    first.get_by_role("button", name="Keep both").click()
    first.wait_for_url(re.compile(r"/write/\d+/"))
    kept = first.locator("[data-section] textarea[name^=body-]").evaluate_all(
        "fields => fields.map(f => f.value).join()"
    )
    assert "second tab" in kept
    assert "first tab" in kept


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_who_signs_in_on_the_way_to_a_page_arrives_there(page_at, site, javascript):
    page = page_at("/write/", javascript=javascript)
    assert "/accounts/login/" in page.url
    page.get_by_label("Username or work email").fill("priya")
    page.get_by_label("Password", exact=True).fill(site.passwords["priya"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/write/")
    page.goto(site.at("/accounts/logout/"))
    page.get_by_role("button", name="Sign out").last.click()
    page.goto(site.at("/write/"))
    assert "/accounts/login/" in page.url


def test_the_owner_finds_people_journals_and_members_in_the_admin(page_at):
    page = page_at("/admin/", by="owner")
    for name in ("Users", "Journals"):
        assert page.get_by_role("link", name=name, exact=True).count()
    page.goto(page.url + "notes/journal/")
    page.get_by_role("link", name="Priya Anand").first.click()
    assert page.locator("#id_name").input_value() == "Priya Anand"
