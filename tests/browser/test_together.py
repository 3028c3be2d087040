"""Two people, one entry: who is there, and what they wrote, in two real browsers."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.browser.conftest import faults, until
from tests.browser.test_autosave import SAVED, Desk

weeks = iter(range(7, 40))
TEAM = "housing-digital"
OWNER = "(SELECT id FROM notes_user WHERE username = 'owner')"
JOIN = f"INSERT INTO notes_journal_members (journal_id, user_id) SELECT id, {OWNER} FROM notes_journal WHERE slug = ?"
LEAVE = f"DELETE FROM notes_journal_members WHERE user_id = {OWNER}"


@pytest.fixture
def two(chromium, site, signed_in, page_at):
    """The desks of two members of a team, on one new entry: Priya, and the owner, who is a member for as long."""
    database = sqlite3.connect(site.folder / "weeknotes.sqlite3", timeout=20)
    page = page_at(f"/write/?journal={TEAM}", by="priya")
    page.get_by_text("Another week", exact=True).click()
    page.get_by_label("Which week?").fill(f"week {next(weeks)}, 2020")
    page.get_by_role("button", name="Open that week").click()
    page.wait_for_url(re.compile(r"/write/\d+/$"))
    path = re.search(r"/write/\d+/", page.url)[0]
    page.close()
    first = Desk(chromium, site, signed_in("priya"), path)
    first.page.get_by_label("Heading").first.fill("Damp")
    first.page.get_by_role("button", name="Add a section").click()
    first.page.keyboard.type("Repairs")
    first.type("As it was.", section=1)
    first.says(SAVED)
    database.execute(JOIN, [TEAM])
    database.commit()
    other = Desk(chromium, site, signed_in("owner"), path)
    yield first, other
    for each in (first, other):
        each.context.close()
    database.execute(LEAVE)
    database.commit()
    database.close()
    assert not [words for each in (first, other) for words in each.broken]


def ask(desk) -> None:
    """As if twenty seconds had gone by."""
    desk.page.evaluate("() => { const now = Date.now; Date.now = () => now() + 60000; }")
    desk.page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")


def section(desk, number: int):
    return desk.page.locator("[data-section]").nth(number)


def places(desk) -> list[float]:
    return desk.page.locator(".heading-line").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().top + scrollY)"
    )


def test_two_people_see_each_other_and_what_each_wrote_and_neither_is_disturbed(two):
    priya, other = two
    line = priya.page.locator("[data-company]")
    other.type(" And as they have it.", section=1)
    other.says(SAVED)
    priya.type("Priya’s own words", section=0)
    focus = priya.page.evaluate("() => document.activeElement.id")
    before = places(priya)
    ask(priya)
    line.get_by_text("is writing in ‘Repairs’").wait_for()
    assert section(priya, 1).get_by_text("is writing here").is_visible()
    assert places(priya) == before, "nothing moves"
    assert priya.page.evaluate("() => document.activeElement.id") == focus
    assert not faults(priya.page)

    priya.says(SAVED)
    show = priya.page.get_by_role("button", name=re.compile("Show what .* wrote"))
    show.wait_for()
    assert "they have it" not in priya.words
    show.click()
    until(
        priya.page, "() => [...document.querySelectorAll('[name^=body-]')].some(f => f.value.includes('they have it'))"
    )
    assert "they have it" in section(priya, 1).locator("[contenteditable=true]").inner_text()
    assert "Priya’s own words" in priya.words
    show.wait_for(state="hidden")

    # What comes next from either side grows from what both have seen
    with priya.page.expect_response("**/autosave/"):
        priya.type(" and Priya’s end.", section=1)
    priya.is_quiet()
    ask(other)
    other.page.locator("[data-company]").get_by_text("Priya Anand is writing in ‘Repairs’").wait_for()
    other.page.get_by_role("button", name=re.compile("Show what .* wrote")).wait_for()
    section(other, 1).locator("[contenteditable=true]").click()
    other.page.get_by_role("button", name=re.compile("Show what .* wrote")).focus()
    other.page.keyboard.press("Enter")
    until(other.page, "() => document.querySelector('[data-merged]').hidden")
    assert "Priya’s end." in other.words
    assert "Priya’s own words" in other.words
    assert other.page.evaluate("() => document.activeElement.isContentEditable"), "back where they were"

    priya.page.close()
    ask(other)
    # The goodbye may arrive behind the question: then the next one, 20 seconds later, hears of it
    until(other.page, "() => !document.querySelector('[data-company]').innerText.trim()", timeout=45_000)
    assert not section(other, 1).get_by_text("is writing here").is_visible()


def test_what_somebody_is_in_stays_and_a_moved_and_a_removed_section_come_over(two):
    priya, other = two
    section(other, 1).get_by_role("button", name="Move up").click()
    section(other, 1).get_by_role("button", name="Add below").click()
    other.page.keyboard.type("New from the other")
    with other.page.expect_response(
        lambda answer: "autosave" in answer.url and "Said" in (answer.request.post_data or "")
    ):
        other.type("Said by the other.", section=2)
    section(priya, 1).locator(".heading-line").click()
    ask(priya)
    show = priya.page.get_by_role("button", name=re.compile("Show what .* wrote"))
    show.wait_for()
    show.click()
    priya.page.get_by_text("Here it is.").wait_for()
    headings = priya.page.locator("[data-section] [name^=heading-]").evaluate_all("all => all.map(each => each.value)")
    assert headings == ["Repairs", "Damp", "New from the other"]
    assert "Said by the other." in priya.words
    assert "As it was." in section(priya, 0).locator("[contenteditable=true]").inner_text()

    with other.page.expect_response("**/autosave/"):
        section(other, 2).get_by_role("button", name="Remove").click()
    ask(priya)
    show.wait_for()
    show.click()
    section(priya, 2).get_by_role("button", name=re.compile("^Undo")).wait_for()
    priya.type("Still writing.", section=1)
    priya.is_quiet()
