"""What happens elsewhere while a desk is open: one goes and comes back, another tab acts, somebody else signs in."""

from __future__ import annotations

import re
import sqlite3

import pytest

from tests.browser.conftest import ARGUMENTS, CHROMIUM, until
from tests.browser.test_autosave import SAVED, Desk, end_session

pytestmark = pytest.mark.browser


def sign_in(page, site) -> None:
    page.get_by_label("Username or work email").fill("priya")
    page.get_by_label("Password", exact=True).fill(site.passwords["priya"])
    page.get_by_role("button", name="Sign in").click()


def with_a_session_of_its_own(one: Desk) -> Desk:
    """Which other tests do not share, so that it may end."""
    one.context.clear_cookies()
    one.page.goto(one.site.at(one.path))
    sign_in(one.page, one.site)
    one.page.wait_for_url("**" + one.path)
    return one


PATH = re.compile(r"/write/\d+/$")


@pytest.fixture
def begun(page_at):
    """The address of a new entry's desk."""

    def begin(week: str) -> str:
        page = page_at("/write/?journal=priya-anand", by="priya")
        page.get_by_text("Another week", exact=True).click()
        page.get_by_label("Which week?").fill(week)
        page.get_by_role("button", name="Open that week").click()
        page.wait_for_url(PATH)
        path = re.search(r"/write/\d+/", page.url)[0]
        page.close()
        return path

    return begin


FIELDS = "[...document.querySelectorAll('[name^=body-]')]"


@pytest.mark.parametrize("cached", [True, False])
def test_who_comes_back_by_the_browsers_button_finds_all_words_and_goes_on_saving(
    chromium, site, signed_in, begun, cached
):
    path = begun(f"week {31 + cached}, 2019")
    browser = chromium.browser_type.launch(
        executable_path=CHROMIUM,
        args=ARGUMENTS,
        ignore_default_args=["--disable-back-forward-cache"] if cached else [],
    )
    try:
        one = with_a_session_of_its_own(Desk(browser, site, signed_in("priya"), path))
        one.type("Before. ")
        one.says(SAVED)
        one.type("Left at once. ")
        one.page.goto(site.at("/"))
        one.page.go_back()
        one.page.wait_for_url(PATH)
        # Where they arrive while the page is on its way, it is read again
        until(one.page, f"() => {FIELDS}.some(field => field.value.includes('Before. Left at once.'))")

        one.page.get_by_role("button", name=re.compile("Check and publish")).click()
        one.page.wait_for_url("**/check/")
        other = one.context.new_page()  # meanwhile the session ends, one signs in again, and writes elsewhere
        end_session(site, one.context)
        other.goto(site.at(path))
        sign_in(other, site)
        other.wait_for_url(PATH)
        other.locator("#desk-summary").fill("Written in the other tab")
        other.locator("[data-saved]").get_by_text(SAVED).wait_for()
        other.close()
        one.page.go_back()
        one.page.wait_for_url(PATH)
        until(one.page, "() => document.querySelector('#desk-summary').value === 'Written in the other tab'")
        one.type("After.")
        one.says(SAVED)
        one.is_quiet()
        again = one.context.new_page()
        again.goto(site.at(path))
        assert again.locator("#desk-summary").input_value() == "Written in the other tab"
        assert "Left at once.After." in again.locator("[name^=body-]").first.input_value()
        assert not one.broken
    finally:
        browser.close()


def test_another_tab_chooses_a_time_publishes_and_takes_back_while_one_writes(chromium, site, signed_in, begun):
    one = Desk(chromium, site, signed_in("priya"), begun("week 33, 2019"))
    one.type("First. ")
    one.says(SAVED)
    other = one.context.new_page()
    other.goto(site.at(f"{one.path}check/"))
    other.get_by_role("textbox", name="Day").fill("tomorrow")
    other.get_by_role("textbox", name="Time").fill("15:00")
    other.get_by_role("button", name="Let it go out then").click()
    other.get_by_text("It goes out on").first.wait_for()
    one.type("Second. ")
    one.says(re.compile(r"Saved here and on the server, \d\d:\d\d; goes out on \w+ \d+ \w+.* at 15:00"))
    other.goto(site.at(f"{one.path}check/"))
    other.get_by_role("button", name=re.compile("^Publish now")).click()
    other.wait_for_url(re.compile("priya-anand"))
    assert "First. Second." in other.locator("main").inner_text()
    one.type("Third.")
    one.says(re.compile(r"Saved here and on the server, \d\d:\d\d; readers do not see it yet"))
    other.reload()
    assert "Third." not in other.locator("main").inner_text()
    assert not one.broken
    one.context.close()


def test_who_signs_in_as_somebody_else_saves_nothing_and_loses_nothing(chromium, site, signed_in, begun):
    one = with_a_session_of_its_own(Desk(chromium, site, signed_in("priya"), begun("week 34, 2019")))
    one.type("Priya’s. ")
    one.says(SAVED)
    end_session(site, one.context)
    one.type("And more of hers.")
    one.alert("you are signed out")
    one.page.get_by_role("button", name="Sign in again").click()
    dialog = one.page.locator("[data-sign-in]")
    dialog.get_by_label("Username or work email").fill("owner")
    dialog.get_by_label("Password", exact=True).fill(site.passwords["owner"])
    dialog.get_by_role("button", name="Sign in").click()
    one.alert(re.compile("is signed in now, and this page is Priya Anand’s. Kept in this browser."))
    with sqlite3.connect(site.folder / "weeknotes.sqlite3", timeout=20) as database:
        number = re.search(r"\d+", one.path)[0]
        rows = database.execute("SELECT content, author_id FROM notes_revision WHERE entry_id = ?", [number]).fetchall()
    assert not [content for content, _ in rows if "And more of hers" in content]
    one.page.get_by_role("button", name="Sign in again").click()
    dialog.get_by_label("Username or work email").fill("priya")
    dialog.get_by_label("Password", exact=True).fill(site.passwords["priya"])
    dialog.get_by_role("button", name="Sign in").click()
    one.says(SAVED)
    one.is_quiet()
    assert "Priya’s. And more of hers." in one.words
    assert not one.broken
    one.context.close()
