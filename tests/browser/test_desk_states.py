"""Every state of the desk, with menus, questions, dialogs and errors open: narrow and wide, in light and dark, axe
finds nothing; the narrowest screen is not scrolled sideways, and what is pressed is large enough for a thumb.
"""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import faults
from tests.browser.test_autosave import SAVED, TALK, Desk
from tests.browser.test_every_page import overflow
from tests.browser.test_journeys import start
from tests.browser.test_picture import photo

pytestmark = pytest.mark.browser

OPEN = "document.querySelectorAll('main details').forEach(folded => folded.open = true)"
PRESSED = "button, input, select, textarea, summary, [role=option]"
SMALL = """pressed => [...document.querySelectorAll(pressed)].filter(each => {
    const box = (each.labels?.[0] && each.matches('[type=radio], [type=checkbox]') ? each.parentElement : each)
        .getBoundingClientRect();
    return each.checkVisibility({visibilityProperty: true}) && !each.closest('.visually-hidden')
        && (box.width < 24 || box.height < 24);
}).map(each => each.outerHTML.slice(0, 120))"""


def judged(page) -> list[str]:
    """What is wrong with a page as it stands, at every width and in both schemes."""
    wrong = []
    for width in (320, 360, 1280):
        tall = page.evaluate("document.documentElement.scrollHeight") + 400  # what a bar covers, scrolling uncovers
        page.set_viewport_size({"width": width, "height": tall})
        found = overflow(page) + page.evaluate(SMALL, PRESSED)
        if width > 320:
            for scheme, rules in (("light", ()), ("dark", ("color-contrast", "link-in-text-block"))):
                page.emulate_media(color_scheme=scheme)
                found += [f"{scheme}: {fault}" for fault in faults(page, *rules)]
        wrong += [f"{width}: {each}" for each in found]
    return wrong


class States:
    def __init__(self) -> None:
        self.wrong: dict[str, list[str]] = {}

    def judge(self, page, name: str) -> None:
        if found := judged(page):
            self.wrong[name] = found


@pytest.fixture
def states():
    judged_so_far = States()
    yield judged_so_far
    assert not judged_so_far.wrong, "".join(
        f"\n{name}\n  " + "\n  ".join(wrong) for name, wrong in judged_so_far.wrong.items()
    )


def test_what_opens_while_one_begins_and_writes(page_at, states):
    page = page_at("/write/?journal=housing-digital", by="priya")
    page.evaluate(OPEN)
    states.judge(page, "every way to begin")
    page.get_by_label("Which week?").fill("the week of the flood")
    page.get_by_role("button", name="Open that week").click()
    page.locator("[aria-invalid=true]").wait_for()
    page.evaluate(OPEN)
    states.judge(page, "a week that nobody knows")
    page.goto(page.url.partition("/write/")[0] + "/write/?journal=priya-anand")
    page.on("dialog", lambda dialog: dialog.accept())
    chosen: list = []
    page.on("filechooser", lambda chooser: chosen.append(chooser))
    start(page, "w/c 4 July 2016")
    page.evaluate(OPEN)
    words = page.locator(".ProseMirror").first
    words.click()
    page.keyboard.type("Words.")
    page.keyboard.press("Control+k")
    states.judge(page, "link asked for")
    page.keyboard.type("no address")
    page.keyboard.press("Enter")
    states.judge(page, "link refused")
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
    states.judge(page, "picture asked about")
    page.get_by_role("button", name="Leave it out").click()
    picture(photo(1, 1) | {"mimeType": "image/png", "buffer": bytes(16 * 1024 * 1024)})
    page.get_by_text("a picture may have 15").wait_for()
    states.judge(page, "picture refused")
    page.get_by_role("button", name="Close").click()
    page.locator("[data-topics] textarea").first.click()
    page.keyboard.type("a")
    page.get_by_role("option").first.wait_for()
    page.keyboard.press("ArrowDown")
    states.judge(page, "topics suggested")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Add a section").click()
    page.get_by_role("button", name="Remove").last.click()
    states.judge(page, "section taken out")
    page.route(TALK, lambda route: None)  # no answer: what saves by itself would be refused, too
    page.get_by_label("Title").fill("T" * 201)
    page.get_by_role("button", name="Save draft").last.click()
    page.get_by_role("alert").get_by_text("201 characters").first.wait_for()
    states.judge(page, "errors open")
    page.close()


def test_what_comes_before_and_after_it_goes_out(page_at, states):
    page = page_at("/write/?journal=priya-anand", by="priya")
    start(page, "w/c 25 July 2016")
    desk = page.url
    page.get_by_label("Title").fill("W" * 120)
    page.locator(".ProseMirror").first.click()
    page.keyboard.type(
        "Tom Ashworth said so. " + "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamte" * 2
    )
    page.locator("[data-topics] textarea").first.fill("Rindfleischetikettierungsüberwachungsaufgabenübertragungsges")
    page.get_by_role("button", name=re.compile("Check and publish")).click()
    page.wait_for_url("**/check/**")
    page.get_by_role("textbox", name="Day").fill("soon")
    page.get_by_role("button", name="Let it go out then").click()
    page.locator("[aria-invalid=true]").first.wait_for()
    states.judge(page, "advice, and a time that is none")
    page.get_by_role("textbox", name="Day").fill("tomorrow")
    page.get_by_role("textbox", name="Time").fill("3 pm")
    page.get_by_role("button", name="Let it go out then").click()
    page.get_by_text("at 15:00, as it stands then").first.wait_for()
    states.judge(page, "scheduled")
    page.get_by_role("button", name="Make a link").click()
    page.get_by_text("Copy it now").wait_for()
    states.judge(page, "a link made, and the links so far")
    shared = page.locator("#link-address").input_value()
    pages = {
        "shared": shared,
        "history": f"{desk}history/",
        "pictures": f"{desk}pictures/",
        "put away?": f"{desk}discard/",
        "your weeks": page.url.partition("/write/")[0] + "/write/?journal=priya-anand",
    }
    for name, path in pages.items():
        page.goto(path)
        page.evaluate(OPEN)
        states.judge(page, name)
    page.goto(f"{desk}history/")
    page.get_by_role("button", name="Compare the two").click()
    page.wait_for_url("**/compare/**")
    states.judge(page, "two revisions compared")
    page.goto(f"{desk}bring-in/")
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("alert").first.wait_for()
    states.judge(page, "nothing brought")
    page.get_by_label("The words of your week").fill(
        "w/c 9 May 2016\n\n# Damp\n\n- Five " + "finished" * 20 + "\n\nRepairs\n"
    )
    page.get_by_role("button", name="Read it").click()
    page.get_by_role("button", name="Make it a paragraph").first.click()
    page.get_by_role("button", name="Undo the last click").wait_for()
    states.judge(page, "read as, beside words that are there")


def test_what_opens_where_lines_drop_sessions_end_and_two_write(page_at, chromium, site, signed_in, states):
    page = page_at("/write/?journal=priya-anand", by="priya")
    start(page, "w/c 18 July 2016")
    path = re.search(r"/write/\d+/", page.url)[0]
    page.close()
    one, two = (Desk(chromium, site, signed_in("priya"), path) for _ in range(2))
    try:
        one.type("As it was. ")
        one.says(SAVED)
        two.page.reload()
        two.type("By the other.")
        two.says(SAVED)
        one.type("By this one.")
        one.page.get_by_role("link", name="Put both side by side").wait_for()
        states.judge(one.page, "changed by both, and somebody is there")
        one.page.get_by_role("link", name="Put both side by side").click()
        one.page.wait_for_url("**/conflict/**")
        states.judge(one.page, "mine, theirs or both")
        two.page.set_viewport_size({"width": 1280, "height": 800})
        two.page.reload()
        margin = two.page.locator("[data-margin]").first
        assert not margin.evaluate("margin => margin.open"), "what is settled is said in a word"
        two.page.get_by_label("Title").press("Enter")
        assert two.page.evaluate("document.activeElement.name") == "summary", "the return key goes on"
        two.context.route(TALK, lambda route: route.fulfill(status=401, json={}))
        refusal = {"form": {"errors": ["We know no account with this name and password. " * 3]}}
        two.context.route("**/accounts/login/", lambda route: route.fulfill(status=400, json=refusal))
        two.type("Signed out.")
        two.alert("you are signed out")
        assert margin.evaluate("margin => margin.open"), "and is there to change where one writes"
        states.judge(two.page, "not saved")
        two.page.set_viewport_size({"width": 360, "height": 740})
        assert two.page.locator(".bar").evaluate("bar => bar.offsetHeight") < 250, "words have most of a phone's screen"
        two.page.get_by_role("button", name="Sign in again").click()
        two.page.get_by_role("dialog").get_by_label("Password").fill("a wrong one")
        two.page.get_by_role("dialog").get_by_role("button", name="Sign in").click()
        two.page.get_by_text("We know no account").wait_for()
        states.judge(two.page, "signing in again, and refused")
        two.crash()
        two.mend()
        two.page = two.open()
        two.page.locator(".kept").get_by_text(re.compile("In this browser")).wait_for()
        states.judge(two.page, "what this browser kept")
    finally:
        for each in (one, two):
            each.context.unroute_all(behavior="ignoreErrors")
            each.context.close()
