"""No lost words: the desk in a real browser, while lines drop, sessions end and tabs close."""

from __future__ import annotations

import contextlib
import re
import sqlite3

import pytest
from playwright.sync_api import Error

from tests.browser.conftest import faults, until

TALK = "**/write/*/autosave/**"
SAVED = re.compile(r"Saved here and on the server, \d\d:\d\d")


class Desk:
    """An entry's desk in a browser of its own, which can be closed and opened again with all it kept."""

    def __init__(self, chromium, site, cookies: dict, path: str) -> None:
        self.site, self.path = site, path
        self.context = chromium.new_context(storage_state=cookies, reduced_motion="reduce")
        self.context.set_default_timeout(12_000)
        self.page = self.open()

    def open(self):
        page = self.context.new_page()
        self.broken = []
        page.on("pageerror", lambda error: self.broken.append(str(error)))
        page.on("console", lambda said: self.broken.append(said.text) if "Content Security" in said.text else None)
        page.goto(self.site.at(self.path))
        return page

    def type(self, words: str, section: int = 0):
        self.page.locator("[data-section]").nth(section).locator("[contenteditable=true]").first.click()
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(words)

    def says(self, words) -> None:
        self.page.locator("[data-saved]").get_by_text(words).wait_for()

    def alert(self, words) -> None:
        self.page.locator("[data-not-saved]").get_by_text(words).wait_for(timeout=10_000)

    def is_quiet(self) -> None:
        until(self.page, "() => !document.querySelector('[data-not-saved]').textContent")

    def crash(self) -> None:
        """The page is gone without a word to anybody: nothing that runs when a page is left runs."""
        crashed = []
        self.page.on("crash", lambda page: crashed.append(page))
        with contextlib.suppress(Error):
            self.page.goto("chrome://crash", timeout=3000)
        other = self.context.new_page()
        for _ in range(50):
            if crashed:
                break
            other.wait_for_timeout(100)
        other.close()
        assert crashed
        self.page.close()

    def cut(self) -> None:
        self.context.route(TALK, lambda route: route.abort())

    def mend(self) -> None:
        self.context.unroute(TALK)

    @property
    def words(self) -> str:
        return self.page.locator("[name^=body-]").evaluate_all("fields => fields.map(field => field.value).join('|')")


weeks = iter(range(1, 40))


@pytest.fixture
def desk(chromium, site, signed_in, page_at):
    """Opens the desk of a new entry, or again that of the last one: `desk()`, `desk(again=True)`."""
    opened = []

    def new_desk(again: bool = False) -> Desk:
        if not again:
            page = page_at("/write/?journal=priya-anand", by="priya")
            page.get_by_text("Another week", exact=True).click()
            page.get_by_label("Which week?").fill(f"week {next(weeks)}, 2021")
            page.get_by_role("button", name="Open that week").click()
            page.wait_for_url(re.compile(r"/write/\d+/$"))
            new_desk.path = re.search(r"/write/\d+/", page.url)[0]
            page.close()
        opened.append(Desk(chromium, site, signed_in("priya"), new_desk.path))
        return opened[-1]

    yield new_desk
    for each in opened:
        each.context.unroute_all(behavior="ignoreErrors")
        each.context.close()
    assert not [words for each in opened for words in each.broken]


def end_session(site, context) -> None:
    key = next(cookie["value"] for cookie in context.cookies() if cookie["name"] == "sessionid")
    with sqlite3.connect(site.folder / "weeknotes.sqlite3", timeout=20) as database:
        assert database.execute("DELETE FROM django_session WHERE session_key = ?", [key]).rowcount == 1


def test_what_is_typed_is_on_the_server_five_seconds_after_a_pause(desk):
    one = desk()
    one.type("A week of letters to tenants.")
    one.page.locator("[data-saved]").get_by_text(SAVED).wait_for(timeout=5000)
    assert "A week of letters" in desk(again=True).words
    assert not faults(one.page)


def test_saving_leaves_the_focus_the_caret_and_the_undo_where_they_are(desk):
    one = desk()
    one.type("one three")
    one.page.keyboard.press("Control+ArrowLeft")
    one.says(SAVED)
    one.page.keyboard.type("two ")
    until(one.page, "() => document.querySelector('[name=turn]').value === '2'")
    one.page.wait_for_timeout(500)
    one.page.keyboard.type("and a half ")
    assert "one two and a half three" in one.words
    assert one.page.evaluate("() => document.activeElement.isContentEditable")


def test_a_dropped_line_is_said_aloud_and_tried_again(desk):
    one = desk()
    one.cut()
    one.type("Written on a train.")
    one.alert("Not on the server: no connection. Kept in this browser; trying again.")
    one.says(re.compile(r"Kept in this browser, \d\d:\d\d"))
    assert not faults(one.page)
    one.mend()
    one.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    one.says(SAVED)
    one.is_quiet()
    assert "Written on a train." in desk(again=True).words


def test_a_server_that_hangs_is_said_aloud_too(desk):
    one = desk()
    one.context.route(TALK, lambda route: None)
    one.type("Into the void.")
    one.alert("no connection")


def test_a_session_that_ended_is_renewed_in_place(desk, site):
    one = desk()
    one.context.clear_cookies()  # a session of its own, which other tests do not share
    one.page.goto(site.at(one.path))
    one.page.get_by_label("Username or work email").fill("priya")
    one.page.get_by_label("Password", exact=True).fill(site.passwords["priya"])
    one.page.get_by_role("button", name="Sign in").click()
    one.page.wait_for_url("**" + one.path)
    end_session(site, one.context)
    one.type("Typed after the session ended.")
    one.alert("you are signed out")
    assert one.page.evaluate("() => document.activeElement.isContentEditable"), "nothing took the focus"
    one.page.get_by_role("button", name="Sign in again").click()
    dialog = one.page.get_by_role("dialog")
    assert dialog.get_by_label("Username or work email").input_value() == "priya"
    assert not faults(one.page)
    dialog.get_by_label("Password").fill("a wrong one")
    dialog.get_by_role("button", name="Sign in").click()
    dialog.get_by_text("We know no account").wait_for()
    dialog.get_by_label("Password").fill(site.passwords["priya"])
    dialog.get_by_role("button", name="Sign in").click()
    one.says(SAVED)
    one.is_quiet()
    assert one.page.evaluate("() => document.activeElement.isContentEditable"), "back where one wrote"
    one.page.get_by_role("button", name="Save draft").last.click()
    one.page.wait_for_load_state()
    assert "Typed after the session ended." in one.words


def test_a_published_entry_is_saved_and_readers_see_nothing_of_it(desk, page_at):
    one = desk()
    one.type("For readers.")
    one.says(SAVED)
    one.page.get_by_role("button", name=re.compile("Check and publish")).click()
    one.page.get_by_role("button", name=re.compile("Publish now")).click()
    one.page.wait_for_url(re.compile(r"/2021-\d\d-\d\d/"))
    public = one.page.url.split("?")[0].split("#")[0]
    one.page.goto(one.site.at(one.path))
    one.type(" Not yet for readers.")
    one.says(SAVED)
    assert "Not yet for readers." in desk(again=True).words
    one.page.goto(public)
    assert "Not yet for readers" not in one.page.content()


def test_after_a_crash_off_line_both_versions_are_offered(desk):
    one = desk()
    one.type("On the server. ")
    one.says(SAVED)
    one.cut()
    one.type("Only in the browser.")
    one.alert("no connection")
    one.crash()
    one.mend()
    one.page = one.open()
    offer = one.page.locator(".kept")
    offer.get_by_text(re.compile("In this browser")).wait_for()
    assert "Only in the browser." in offer.locator("[data-mine]").inner_text()
    assert "Only in the browser." not in offer.locator("[data-theirs]").inner_text()
    assert "On the server." in offer.locator("[data-theirs]").inner_text()
    assert "Only in the browser." not in one.words, "nothing is decided for anybody"
    assert not faults(one.page)
    one.page.reload()
    offer.get_by_text(re.compile("In this browser")).wait_for()
    offer.get_by_role("button", name="Use this browser’s").click()
    assert "Only in the browser." in one.page.locator("[contenteditable=true]").first.inner_text()
    one.says(SAVED)
    assert "On the server. Only in the browser." in desk(again=True).words
    one.page.reload()
    one.page.wait_for_timeout(1000)
    assert not offer.is_visible()


def test_what_the_server_has_can_be_kept_and_both_can(desk):
    for button, expected in (("Keep both", "Server.\n\nServer.Browser."), ("Keep the server’s", "Server.")):
        one = desk()
        one.type("Server.")
        one.says(SAVED)
        one.cut()
        one.type("Browser.")
        one.alert("no connection")
        one.crash()
        one.mend()
        one.page = one.open()
        one.page.locator(".kept").get_by_role("button", name=button).click()
        assert one.words.strip() == expected
        assert not one.page.locator(".kept").is_visible()


def test_a_tab_that_is_closed_in_mid_sentence_has_sent_its_words(desk):
    one = desk()
    one.type("Closed at once")
    one.page.close(run_before_unload=True)
    one.page = one.open()
    until(
        one.page, "() => [...document.querySelectorAll('[name^=body-]')].some(f => f.value.includes('Closed at once'))"
    )


def test_a_section_that_only_the_browser_knew_comes_back_with_its_audience(desk):
    one = desk()
    one.type("First.")
    one.says(SAVED)
    one.cut()
    one.page.get_by_role("button", name="Add a section").click()
    one.page.keyboard.type("Budget")
    one.type("Not settled.", section=1)
    one.page.locator("[data-section]").nth(1).get_by_role("radio", name="Only members").check()
    one.alert("no connection")
    one.crash()
    one.mend()
    one.page = one.open()
    one.page.locator(".kept").get_by_role("button", name="Use this browser’s").click()
    one.says(SAVED)
    other = desk(again=True).page.locator("[data-section]").nth(1)
    assert other.locator("[name^=heading-]").input_value() == "Budget"
    assert other.locator("[name^=body-]").input_value().strip() == "Not settled."
    assert other.get_by_text("Only members").first.is_visible(), "said in the margin, before one comes to it"
    other.locator("[name^=heading-]").focus()
    assert other.get_by_role("radio", name="Only members").is_checked()


def test_two_tabs_keep_two_copies_and_neither_overwrites_the_other(desk):
    one = desk()
    one.type("As it was. ")
    one.says(SAVED)
    first, second = one.page, one.open()
    one.cut()
    for page, words in ((first, "From the first."), (second, "From the second.")):
        one.page = page
        one.type(words)
        one.alert("no connection")
    one.page = first
    one.crash()
    one.page = second
    one.crash()
    one.mend()
    one.page = one.open()
    one.page.locator(".kept-part").nth(1).wait_for()
    told = one.page.locator(".kept").inner_text()
    assert "From the first." in told
    assert "From the second." in told


def test_a_second_tab_that_changed_the_same_words_leads_to_the_choice(desk):
    one = desk()
    one.type("As it was. ")
    one.says(SAVED)
    other = desk(again=True)
    other.type("By the other.")
    other.says(SAVED)
    one.type("By this one.")
    one.page.locator("[data-not-saved]").get_by_text(re.compile("changed the same words")).wait_for()
    one.type(" And more.")
    one.page.get_by_role("link", name="Put both side by side").click()
    one.page.wait_for_url("**/conflict/**")
    told = one.page.locator("main").inner_text()
    assert "And more" in told
    assert "other" in told


def test_what_is_too_long_says_so_at_once_and_all_else_is_saved(desk):
    one = desk()
    title = one.page.get_by_label("Title")
    title.fill("T" * 190)
    assert one.page.locator("#desk-title-limit").inner_text() == "10 characters left."
    title.fill("T" * 201)
    assert one.page.locator("#desk-title-limit").inner_text().startswith("1 character too many: 200 at most.")
    assert title.get_attribute("aria-invalid") == "true"
    assert title.get_attribute("aria-describedby") == "desk-title-limit"
    one.type("All else.")
    one.alert("Not on the server: The title is too long. Kept in this browser; everything else is saved.")
    one.says(re.compile(r"Saved here and on the server, \d\d:\d\d, all but the title"))
    one.page.locator("[data-section] [name^=topics-]").first.fill(", ".join("abcdefghijklm"))
    one.alert("The topics of section 1 are too many or too long.")
    assert "1 topic too many: 12 at most." in one.page.locator("[id$=-topics-limit]").first.inner_text()
    one.page.locator("[data-section] [name^=topics-]").first.fill("a, b")
    one.alert(re.compile("^Not on the server: The title is too long. Kept"))
    one.page.locator("[data-section] textarea[name^=body-]").first.evaluate(
        """field => {
            field.value += 'x'.repeat(50_000);
            field.dispatchEvent(new Event('reread'));
            field.dispatchEvent(new Event('input', { bubbles: true }));
        }"""
    )
    words = one.page.locator(".ProseMirror").first
    assert words.get_attribute("aria-invalid") == "true"
    assert "-body-limit" in words.get_attribute("aria-describedby")
    assert not faults(one.page)
    one.page.keyboard.press("Control+z")
    other = desk(again=True)
    assert "All else." in other.words
    assert other.page.get_by_label("Title").input_value() != "T" * 201
    one.crash()
    one.page = one.open()
    kept = one.page.locator(".kept-part", has=one.page.get_by_role("heading", name="Title"))
    kept.get_by_role("button", name="Use this browser’s").click()
    one.page.get_by_label("Title").fill("Short again")
    one.says(re.compile(r"Saved here and on the server, \d\d:\d\d$"))
    one.is_quiet()


def answering(status: int):
    return lambda route: route.fulfill(status=status, body="{}")


def test_what_can_go_wrong_is_said_each_in_its_words_and_nothing_is_gone(desk):
    """A server that is busy, one that has a fault, a browser that is full, a week that was put away."""
    one = desk()
    one.type("First. ")
    one.says(SAVED)
    for status, said in ((503, "it is busy"), (500, "it has a fault")):
        one.context.route(TALK, answering(status))
        one.type(f"At {status}. ")
        one.alert(said)
        one.mend()
        one.page.evaluate("() => window.dispatchEvent(new Event('online'))")
        one.is_quiet()
    one.page.evaluate(
        "() => { Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    one.cut()
    one.type("With a full browser. ")
    one.alert("This browser keeps nothing either: copy your words before you leave")
    one.page.locator("[data-saved]").get_by_text("Not saved yet.").wait_for()
    one.mend()
    one.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    one.says(re.compile(r"Saved on the server, \d\d:\d\d"))

    other = desk(again=True)
    assert all(words in other.words for words in ("First.", "At 503.", "At 500.", "With a full browser."))
    other.page.get_by_role("link", name="Put this draft away").click()
    other.page.get_by_role("button", name="Put the draft away").click()
    one.type("After it was put away. ")
    one.alert("this week was put away, or is no longer yours to write")
    other.page.get_by_role("button", name=re.compile("^Bring back")).first.click()
    one.page.evaluate("() => window.dispatchEvent(new Event('online'))")
    one.is_quiet()
    assert "After it was put away." in desk(again=True).words


def test_a_broken_copy_hides_no_other_and_a_clock_that_was_put_back_none_either(desk):
    one = desk()
    one.type("Here. ")
    one.says(SAVED)
    one.cut()
    one.type("Only in the browser.")
    one.alert("no connection")
    one.crash()
    one.mend()
    aside = one.context.new_page()
    aside.goto(one.site.at("/"))
    aside.evaluate(
        """() => {
            const key = Object.keys(localStorage).find(key => key.startsWith('weeknotes-kept:'));
            const copy = JSON.parse(localStorage.getItem(key));
            localStorage.setItem(key, JSON.stringify({...copy, at: Date.now() + 86400000}));
            const shelf = key.slice(0, key.lastIndexOf(':') + 1);
            localStorage.setItem(shelf + 'broken', '{"fields"');
            localStorage.setItem(shelf + 'empty', '{}');
        }"""
    )
    one.page = one.open()
    one.page.locator(".kept").get_by_role("button", name="Use this browser’s").click()
    one.says(SAVED)
    assert "Here. Only in the browser." in desk(again=True).words
