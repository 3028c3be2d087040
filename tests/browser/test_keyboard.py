"""The whole of a week's writing by keyboard alone, on a screen as wide as a phone."""

from __future__ import annotations

import re

import pytest

from tests.browser.conftest import faults
from tests.browser.test_picture import photo

pytestmark = pytest.mark.browser

# What has the focus, as a screen reader would name it; and whether enough of it is seen (WCAG 2.4.7 and 2.4.11)
FOCUSED = """() => {
    const at = document.activeElement, box = at.getBoundingClientRect();
    const ids = (at.getAttribute('aria-labelledby') ?? '').split(' ');
    const named = ids.map(id => document.getElementById(id)?.textContent);
    const names = [at.getAttribute('aria-label'), named.join(' ').trim(), at.labels?.[0]?.textContent, at.textContent];
    const bar = at.closest('.bar') ? null : document.querySelector('.bar')?.getBoundingClientRect();
    const floor = Math.min(innerHeight, bar?.top ?? innerHeight);
    const seen = Math.min(box.bottom, floor) - Math.max(box.top, 0);
    const needed = at === document.body || at.matches('input[type=radio]') ? -Infinity : Math.min(20, box.height - 1);
    const where = `${at.outerHTML.slice(0, 160)} ${Math.round(box.top)}–${Math.round(box.bottom)} above ${floor}`;
    return {name: (names.find(Boolean) ?? '').replace(/\\s+/g, ' ').trim(), hidden: seen < needed ? where : ''};
}"""


class Keys:
    """Somebody without a mouse: Tab, and what is typed."""

    def __init__(self, page) -> None:
        self.page = page
        self.press, self.type = page.keyboard.press, page.keyboard.type

    def at(self) -> str:
        focused = self.page.evaluate(FOCUSED)
        assert not focused["hidden"], f"the focus cannot be seen: {focused['hidden']}"
        return focused["name"]

    def to(self, name: str, key: str = "Tab") -> None:
        """Tab on until what has the focus is called so."""
        passed = []
        for _ in range(60):
            if re.search(name, self.at()):
                return
            passed.append(self.at())
            self.press(key)
        raise AssertionError(f"{name} is not reached by {key}: {passed}")


def test_a_week_is_written_and_published_by_keyboard_alone_at_360_pixels(page_at, site):
    page = page_at("/accounts/login/", width=360, height=740)
    chosen: list = []
    page.on(
        "filechooser", lambda chooser: chosen.append(chooser)
    )  # from the start: what a key opens, opens faster than it can be waited for
    keys = Keys(page)
    keys.to("Username")
    keys.type("priya")
    keys.press("Tab")
    keys.to("^Password")
    keys.type(site.passwords["priya"])
    keys.press("Enter")
    page.wait_for_url("**/write/")
    keys.to("^Another week")
    keys.press("Enter")
    keys.to("Which week")
    keys.type("w/c 11 July 2016")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/write/\d+/$"))

    # The opening
    keys.to("^Title$")
    keys.press("Control+a")
    keys.type("Twelve letters")
    keys.to("summary")
    keys.type("A week of letters, told by keyboard.")
    keys.to("^Words$")
    keys.type("Rain all week, and the phones knew it.")
    for heading, topics, bullets in (
        ("Letters", "Letters, Plain English", ["We read twelve letters", "Six were kind", "Two were ours"]),
        ("Kitchens", "Damp", ["Four kitchens were dry", "One was not"]),
    ):
        # Past the tools of the section that one is in, to a new one: the focus is in its heading
        keys.to("^Add below")
        keys.press("Enter")
        assert keys.at().startswith("Heading")
        keys.type(heading)
        keys.to("^Topics")
        keys.type(topics)
        keys.press("Escape")
        keys.press("Tab")
        keys.to("^Words$")
        keys.type("- ")
        for number, bullet in enumerate(bullets):
            if number:
                keys.press("Enter")
            keys.type(bullet)
        if heading == "Letters":
            # A link on the last word, and one typed as people type it
            keys.press("Control+Shift+ArrowLeft")
            page.wait_for_timeout(200)  # browsers tell of a selection a moment later; no hand is as fast as this
            keys.press("Control+k")
            assert keys.at() == "Web address"
            keys.type("example.org/ours")
            keys.press("Enter")
            assert keys.at() == "Words"
        else:
            keys.type(", see [the report](https://example.org/report)")
            for _ in range(2):  # out of the list
                keys.press("Enter")
            keys.press("Alt+F10")
            while keys.at() != "Picture":
                keys.press("ArrowRight")
            keys.press("Enter")
            for _ in range(100):
                if chosen:
                    break
                page.wait_for_timeout(100)
            chosen[0].set_files(photo(600, 400))
            page.get_by_label("What does it show?").wait_for()
            assert keys.at() == "What does it show?"
            keys.type("A dry kitchen")
            keys.press("Enter")
            page.locator(".ProseMirror").get_by_alt_text("A dry kitchen").wait_for()
            assert keys.at() == "Words"
        keys.press("Escape")  # in a list, Tab alone would move the bullet in
        keys.press("Tab")
    page.set_viewport_size({"width": 360, "height": 4000})  # what the bar at the foot covers, scrolling uncovers
    assert faults(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    page.evaluate("document.activeElement.scrollIntoView({block: 'center'})")

    # Moved up and down again, taken out and brought back: the focus stays with what was done
    keys.to("^Move up", "Shift+Tab")
    keys.press("Enter")
    assert keys.at().startswith("Move up")
    keys.to("^Move down")
    keys.press("Enter")
    assert keys.at().startswith("Move")
    keys.to("^Remove")
    keys.press("Enter")
    assert keys.at().startswith("Undo")
    keys.press("Enter")
    assert keys.at().startswith("Heading")

    keys.to("^Check and publish")
    keys.press("Enter")
    page.wait_for_url("**/check/**")
    keys.to("^Publish now")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/2016-07-11/"))

    visitor = page_at(page.url.partition(site.url)[2], width=360, height=740)
    assert visitor.locator("h1").inner_text().startswith("Twelve letters")
    assert visitor.locator(".section").count() == 3
    assert visitor.locator(".section").first.locator("p").first.inner_text() == "Rain all week, and the phones knew it."
    assert visitor.locator(".section h2").all_inner_texts() == ["Letters #", "Kitchens #"]
    bullets = visitor.locator(".words-of-note > ul > li").evaluate_all(
        "all => all.map(li => li.firstChild.textContent.trim())"
    )
    assert bullets == [
        "We read twelve letters",
        "Six were kind",
        "Two were",
        "Four kitchens were dry",
        "One was not, see",
    ]
    assert visitor.get_by_role("link", name="ours", exact=True).get_attribute("href") == "https://example.org/ours"
    assert visitor.get_by_role("link", name="the report").get_attribute("href") == "https://example.org/report"
    assert visitor.get_by_alt_text("A dry kitchen").count() == 1
    assert visitor.locator(".topics").all_inner_texts() != []
    assert {"Letters", "Plain English", "Damp"} <= set(visitor.locator(".topics a").all_inner_texts())
    assert visitor.evaluate("document.documentElement.scrollWidth") <= 360
