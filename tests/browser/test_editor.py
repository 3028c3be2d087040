"""The rich editor of the desk, in a real browser: what one types and pastes is what the field of the form holds, and
what the field holds is what readers get. Errors, and what the Content-Security-Policy refuses, fail each test.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import count
from pathlib import Path

import pytest

from notes.markup import render
from tests.browser.conftest import ROOT, faults
from tests.browser.test_journeys import start
from tests.shared import SHARED

CLIPBOARD = Path(__file__).parent / "clipboard"
NASTY = (Path(__file__).parent / "nasty_documents.js").read_text(encoding="utf-8")
WEEKS = (date(2019, 1, 7) + timedelta(weeks=n) for n in count())  # an entry of its own for each test

PASTED = """### Damp, room by room

Six tenants tried the **new form** with *us*, see [the notes](https://research.harrowmere.example/six).

- Ring before you visit
  - Twice, if it rains
- Write it down

### Next

1. Plan the survey
2. Tell **everyone**"""


class Desk:
    """The first section of an entry, and what one does there."""

    def __init__(self, page) -> None:
        self.page = page
        self.section = page.locator("[data-section]").first
        self.field = self.section.locator("textarea[name^=body-]")
        self.words = self.section.locator(".ProseMirror")
        self.keys = page.keyboard

    @property
    def text(self) -> str:
        return self.field.input_value()

    @property
    def html(self) -> str:
        return render(self.text, key="abcdefgh").html

    def holds(self, text: str) -> None:
        """As if the server had sent this text."""
        self.field.evaluate("(field, text) => { field.value = text; field.dispatchEvent(new Event('reread')) }", text)

    def type(self, *parts: str) -> None:
        """Words, or keys where a part is in angle brackets: "<Enter>"."""
        self.words.focus()
        for part in parts:
            if match := re.fullmatch(r"<(\S+)>", part):
                self.keys.press(match[1])
            else:
                self.keys.type(part)

    def paste(self, **kinds: str) -> None:
        self.words.focus()
        self.words.evaluate(
            """(words, kinds) => {
                const clipboardData = new DataTransfer();
                for (const [kind, text] of Object.entries(kinds)) clipboardData.setData(`text/${kind}`, text);
                words.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
            }""",
            kinds,
        )

    def tool(self, name: str):
        return self.section.get_by_role("toolbar").get_by_role("button", name=name)


@pytest.fixture
def desk_at(page_at):
    def open_desk(text: str = "", **how) -> Desk:
        page = page_at("/write/?journal=priya-anand", by="priya", **how)
        page.on("dialog", lambda dialog: dialog.accept())
        start(page, next(WEEKS).isoformat())
        desk = Desk(page)
        desk.words.wait_for()
        desk.holds(text)
        return desk

    return open_desk


@pytest.fixture
def desk(desk_at) -> Desk:
    return desk_at()


def test_markdown_that_one_types_by_habit_becomes_what_it_says(desk):
    desk.type("## Lifts", "<Enter>", "Now **much** *better*, `v2` and [here](example.org/a) ", "<Enter>")
    desk.type("- one", "<Enter>", "two", "<Tab>", "<Enter>", "three", "<Shift+Tab>", "<Enter>", "<Enter>")
    desk.type("1. first", "<Enter>", "second", "<Enter>", "<Enter>", "> said so")
    assert desk.text == (
        "### Lifts\n\nNow **much** *better*, `v2` and [here](https://example.org/a)\n\n"
        "- one\n  - two\n- three\n\n1. first\n2. second\n\n> said so"
    )


def test_what_looks_like_markup_but_is_words_stays_words(desk):
    words = "5 * 3, snake_case, #tag and <b> cost [x](y) & 2*2*2 _ and \\o/"
    desk.paste(plain=words)
    assert desk.words.inner_text().strip() == words
    assert re.sub(r"\s+", " ", render(desk.text, key="abcdefgh").text) == words
    assert "#tag" in desk.text
    assert "snake_case" in desk.text


def test_tools_and_their_keys_do_the_same(desk):
    desk.type("bold", "<Control+a>", "<Control+b>")
    assert desk.text == "**bold**"
    assert desk.tool("Bold").get_attribute("aria-pressed") == "true"
    desk.tool("Bold").click()
    desk.tool("Emphasis").click()
    assert desk.text == "*bold*"
    desk.type("<Control+i>", "<Control+e>")
    assert desk.text == "`bold`"
    desk.tool("Code").click()
    desk.tool("Bullets").click()
    assert desk.text == "- bold"
    desk.tool("Numbers").click()
    assert desk.text == "1. bold"
    desk.tool("Numbers").click()
    desk.tool("Quotation").click()
    assert desk.text == "> bold"
    desk.type("<Control+Shift+9>", "<Control+Alt+3>")
    assert desk.text == "### bold"
    desk.tool("Undo").click()
    assert desk.text == "bold"
    desk.type("<Control+z>", "<Control+Shift+z>")
    desk.tool("Redo").click()
    assert desk.text == "### bold"


def test_brackets_nest_bullets_where_the_tab_key_moves_on(desk):
    desk.type("- one", "<Enter>", "two", "<Control+]>")
    assert desk.text == "- one\n  - two"
    desk.type("<Control+[>")
    assert desk.text == "- one\n- two"
    desk.type("<Control+Home>")
    desk.page.wait_for_timeout(100)  # the browser tells the editor of a moved caret a little later
    desk.keys.press("Tab")
    assert not desk.words.evaluate("words => words === document.activeElement"), "nobody is kept in by the Tab key"


def test_a_link_is_set_changed_and_taken_away_and_a_wrong_address_said_aloud(desk):
    desk.type("see the notes", "<Control+a>", "<Control+k>")
    assert not desk.section.get_by_role("button", name="Remove link").is_visible(), "there is none yet"
    field = desk.section.get_by_label("Web address")
    field.fill("no address")
    field.press("Enter")
    assert desk.section.get_by_role("alert").inner_text().startswith("That is no web address")
    assert field.get_attribute("aria-invalid") == "true"
    assert not faults(desk.page)
    field.fill("example.org/notes")
    field.press("Enter")
    assert desk.text == "[see the notes](https://example.org/notes)"
    desk.type("<Control+k>")  # right behind the link
    assert field.input_value() == "https://example.org/notes"
    field.press("Escape")
    assert desk.words.evaluate("words => words === document.activeElement")
    desk.type("<ArrowLeft>", "<Control+k>")  # inside it
    desk.section.get_by_role("button", name="Remove link").click()
    assert desk.text == "see the notes"


def test_a_web_address_pasted_over_words_makes_them_a_link(desk):
    desk.type("the notes", "<Control+a>")
    desk.paste(plain="https://example.org/notes")
    assert desk.text == "[the notes](https://example.org/notes)"


@pytest.mark.parametrize("source", sorted(CLIPBOARD.glob("*.html")), ids=lambda path: path.stem)
def test_what_is_pasted_from_another_program_keeps_its_structure_and_nothing_else(desk, source):
    html = source.read_text(encoding="utf-8")
    desk.page.get_by_label("One-line summary").fill("Begun")  # into an empty entry it would be read as a whole week
    desk.words.focus()
    desk.paste(html=html, plain="not this")
    assert desk.text == PASTED
    assert not desk.words.evaluate("words => words.querySelector('[style], img[src], script, font')")
    desk.type("<Control+z>")
    assert desk.text == "", "one undo takes it back"


def test_plain_text_with_bullets_and_addresses_becomes_bullets_and_links(desk):
    desk.paste(plain=(CLIPBOARD / "plain.txt").read_text(encoding="utf-8"))
    assert desk.words.locator("ul > li").count() == 3
    assert desk.words.locator("ul ul > li").inner_text() == "Twice, if it rains"
    assert desk.words.locator("ol > li").count() == 2
    assert desk.words.locator("a").get_attribute("href") == "https://research.harrowmere.example/six"
    assert desk.html.count("<li") == 5
    assert 'href="https://research.harrowmere.example/six"' in desk.html


def test_the_clipboard_of_the_system_is_pasted_and_with_shift_as_words_alone(desk):
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copy = """() => navigator.clipboard.write([new ClipboardItem({
        "text/html": new Blob(["<h2>Next</h2><ul><li>Plan <b>it</b></li></ul>"], { type: "text/html" }),
        "text/plain": new Blob(["Next\\n* Plan it"], { type: "text/plain" }),
    })])"""
    desk.words.focus()
    desk.page.evaluate(copy)
    desk.type("<Control+v>")
    assert desk.text == "### Next\n\n- Plan **it**"
    desk.type("<Control+a>", "<Delete>", "<Control+Shift+v>")
    assert "<li" not in desk.html
    assert "Plan it" in desk.text


UNTOUCHED = """A line
that goes on,   with spaces

* star
   * nested by three
+ plus

•pasted
•bullets

Title
=====
##Tight
| a | b |
|---|---|
| 1 | 2 |

Seen[^1] in [ref][r] and {{ macro_x }} <b>.

[^1]: A note
[r]: https://example.org/r

1) one
2) two
```
code  * x
```
last"""


def test_opening_switching_and_saving_leave_the_text_byte_for_byte(desk):
    desk.holds(UNTOUCHED)
    desk.section.get_by_role("button", name="Write in Markdown").click()
    assert desk.field.is_visible()
    assert desk.text == UNTOUCHED
    desk.section.get_by_role("button", name="Write with formatting").click()
    assert desk.words.is_visible()
    assert desk.text == UNTOUCHED
    assert "| 1 | 2 |" in desk.words.inner_text()


def test_reading_and_writing_give_back_every_sample_byte_for_byte(desk):
    samples = sorted((ROOT / "notes" / "samples").rglob("*.md")) + sorted((SHARED / "real").rglob("*.md"))
    texts = [UNTOUCHED, *(path.read_text(encoding="utf-8").replace("\r\n", "\n") for path in samples)]
    assert len(texts) > 10
    changed = desk.page.evaluate(
        """texts => import("/static/js/rich/markdown.js")
            .then(({ read, write }) => texts.filter(text => write(read(text)) !== text))""",
        texts,
    )
    assert not changed


def test_an_edit_changes_the_block_that_was_edited_and_no_other(desk):
    desk.holds(UNTOUCHED)
    desk.words.get_by_text("nested by three").click()
    desk.type("<End>", ", changed")
    assert desk.text == UNTOUCHED.replace("   * nested by three\n", "  * nested by three, changed\n\n")
    desk.words.locator("[data-verbatim]").first.click()
    desk.type("<Control+End>", " word")
    assert desk.text.endswith("last word")
    assert "•pasted\n•bullets\n\nTitle\n=====\n##Tight\n| a | b |" in desk.text


def test_one_bullet_changed_leaves_the_others_as_they_were_typed(desk):
    desk.holds("-   wide *a*\n-   __wide__ b\n-   wide c")
    desk.words.locator("li").nth(2).click()
    desk.type("<End>", "!")
    assert desk.text == "-   wide *a*\n-   __wide__ b\n- wide c!"


def test_the_form_sends_what_is_shown_and_going_back_shows_it(desk):
    desk.type("Sent **as** shown")
    desk.page.get_by_role("button", name="Save draft").last.click()
    desk.page.wait_for_load_state()
    desk.words.wait_for()
    assert desk.text == "Sent **as** shown"
    assert desk.words.locator("strong").inner_text() == "as"
    desk.type("<Control+End>", " and more")
    desk.page.get_by_role("link", name="History").click()
    desk.page.wait_for_url("**/history/**")
    desk.page.go_back()
    desk.words.wait_for()
    assert desk.words.inner_text().strip() == desk.text.replace("**", "")


def test_sections_that_are_added_moved_and_taken_out_have_their_editors(desk):
    desk.type("first")
    desk.page.get_by_role("button", name="Add a section").click()
    sections = desk.page.locator("[data-section]")
    last = sections.last
    last.locator(".ProseMirror").click()
    desk.keys.type("## Added")
    assert last.locator("textarea[name^=body-]").input_value() == "### Added"
    last.get_by_role("button", name="Move up").click()
    moved = sections.nth(sections.count() - 2)
    assert moved.locator(".ProseMirror").count() == 1
    moved.locator(".ProseMirror").click()
    desk.keys.press("End")
    desk.keys.type(" still")
    assert moved.locator("textarea[name^=body-]").input_value() == "### Added still"
    moved.get_by_role("button", name="Remove").click()
    moved.get_by_role("button", name=re.compile("^Undo")).click()
    assert moved.locator(".ProseMirror").inner_text() == "Added still"


def test_the_label_names_the_editor_and_leads_to_it(desk):
    desk.section.locator("label", has_text="Words").dispatch_event("click")
    assert desk.words.evaluate("words => words === document.activeElement")
    assert desk.section.get_by_role("textbox", name="Words").count() == 1


def test_tools_show_when_the_section_has_the_focus_and_are_reached_by_keys(desk):
    head = desk.section.locator(".rich-head")
    desk.page.mouse.move(5, 5)
    desk.page.get_by_label("Title").focus()
    assert head.evaluate("head => getComputedStyle(head).opacity") == "0"
    desk.words.focus()
    assert head.evaluate("head => getComputedStyle(head).opacity") == "1"
    desk.keys.press("Alt+F10")
    desk.keys.press("ArrowRight")
    assert desk.page.evaluate("document.activeElement.ariaLabel") == "Emphasis"
    desk.keys.press("End")
    assert desk.page.evaluate("document.activeElement.ariaLabel") == "Redo"
    assert desk.section.locator(".rich-tool[tabindex='0']").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_moves_sideways(desk_at, width, scheme):
    desk = desk_at(UNTOUCHED, width=width, scheme=scheme)
    desk.words.focus()
    assert not faults(desk.page)
    desk.keys.press("Control+k")
    assert not faults(desk.page)
    assert desk.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_words_look_as_readers_will_see_them(desk):
    desk.holds("Words\n\n- bullet")
    seen = desk.words.locator("p").first.evaluate(
        "p => { const s = getComputedStyle(p); return [s.fontFamily, s.lineHeight].join() }"
    )
    asked = desk.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--serif')")
    assert seen.split(",")[0].strip('"') == asked.split(",")[0].strip('"')
    assert not desk.section.locator("[data-seen]").is_visible()


def test_where_the_editor_fails_the_plain_field_is_there(chromium, site, signed_in):
    context = chromium.new_context(storage_state=signed_in("priya"))  # whose console may well complain
    page = context.new_page()
    page.route("**/prosemirror*.js", lambda route: route.fulfill(body="throw 1", content_type="text/javascript"))
    page.goto(site.at("/write/?journal=priya-anand"))
    start(page, next(WEEKS).isoformat())
    page.locator("textarea[name^=body-]").first.fill("Still here")
    assert page.locator(".ProseMirror").count() == 0
    context.close()


class Said(HTMLParser):
    """The words of a page and the shape they stand in, without what is ours."""

    NAMES = {"ul": "bullet_list", "ol": "ordered_list", "li": "list_item", "blockquote": "blockquote"} | {
        "pre": "code_block"
    }

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words, self.shape, self.open = [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs) -> None:
        if tag in {"br", "hr", "img"}:
            return
        name = "heading" if re.fullmatch("h[3-6]", tag) else self.NAMES.get(tag)
        if name:
            self.shape.append(f"{sum(one in {'ul', 'ol', 'li', 'blockquote'} for one, _ in self.open)}{name}")
        self.open.append((tag, dict(attrs).get("class")))

    def handle_endtag(self, tag) -> None:
        if tag not in {"br", "hr", "img"}:
            self.open.pop()

    def handle_data(self, words) -> None:
        if not any(name in {"site", "anchor", "note-ref", "note-back"} for _, name in self.open):
            self.words.append(words)


def heard(text: str) -> str:
    for typed, set_ in {"---": "—", "☑": "[x]", "“": '"', "”": '"', "‘": "'", "’": "'", "…": "..."}.items():
        text = text.replace(typed, set_)
    return re.sub(r"\s+", "", text)


def test_what_the_editor_writes_is_read_by_our_markdown_as_it_was_meant(desk):
    """Whatever people put together. Where signs collide a sign may show; no letter is ever lost, no block another."""
    desk.page.route(
        "**/static/js/nasty_documents.js", lambda route: route.fulfill(body=NASTY, content_type="text/javascript")
    )
    made = desk.page.evaluate("import('/static/js/nasty_documents.js').then(m => m.nastyDocuments(300, 20261116))")
    wrong = []
    for document in made:
        said = Said(render(document["markdown"], key="abcdefgh").html)
        meant, got = heard("".join(document["lines"])), heard("".join(said.words))
        shape = re.sub(r"heading\d", "heading", document["shape"])
        assert re.sub(r"[*_~\\]", "", got) == re.sub(r"[*_~\\]", "", meant), document["markdown"]
        assert " ".join(said.shape) == shape, document["markdown"]
        assert document["stable"], "read again and written again it changes"
        if got != meant:
            wrong.append(document["markdown"])
    assert len(wrong) < 0.01 * len(made), wrong[0]
