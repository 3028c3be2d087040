"""Markup: what people really write becomes safe HTML, its bullets, its citations and its plain text."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from time import process_time

import nh3
import pytest

from notes.content import MAX_BODY
from notes.markup import dialect, render, rendering
from notes.markup.elsewhere import for_elsewhere
from notes.search import analysis
from tests.shared import REAL, needs_shared


def html(body: str) -> str:
    """Without the anchors and site names that we add."""
    marked = render(body, key="k").html
    marked = re.sub(r" ?<a class=\"anchor\".*?</a>", "", marked)
    marked = re.sub(r" <span class=\"site\".*?</span>", "", marked)
    return re.sub(r"\s*\n\s*", "", marked).replace(' rel="nofollow noopener"', "")


def points(body: str) -> list[str]:
    return [point.text for point in render(body, key="k").activities]


def urls(body: str) -> list[str]:
    return [cited.url for cited in render(body, key="k").citations]


@pytest.mark.parametrize("mark", ["-", "*", "+", "•", "1.", "1)"])
def test_a_list_may_follow_a_paragraph_directly(mark):
    second = mark.replace("1", "2")
    assert points(f"This week:\n{mark} one\n{second} two") == ["one", "two"]


@pytest.mark.parametrize("indent", ["  ", "   ", "    ", "\t"])
def test_a_list_nests_by_two_three_or_four_spaces_or_a_tab(indent):
    body = f"- one\n{indent}- inner\n- two"
    assert points(body) == ["one\ninner", "two"]
    assert "<li>inner</li>" in html(body)


def test_a_list_nests_three_deep():
    assert html("- a\n  - b\n    - c\n- d").count("<ul>") == 3


def test_a_numbered_list_after_bullets_is_a_list_of_its_own():
    assert html("- a\n1. b") == '<ul><li id="k-1">a</li></ul><ol><li id="k-2">b</li></ol>'


def test_a_numbered_list_may_start_at_three():
    assert '<ol start="3">' in html("3. three\n4. four")


def test_a_year_at_the_start_of_a_line_is_no_list():
    assert html("We began in\n2018. It was hot.") == "<p>We began in2018. It was hot.</p>"


def test_a_bullet_may_have_two_paragraphs():
    assert points("- one\n\n  more of one\n- two") == ["one\nmore of one", "two"]


def test_bullets_have_addresses_that_count_through_the_section():
    marked = render("- a\n- b\n\nwords\n\n- c", key="search").html
    assert re.findall(r'id="([^"]+)"', marked) == ["search-1", "search-2", "search-3"]
    assert marked.count('href="#search-3"') == 1


def test_nested_bullets_and_footnotes_are_no_activities():
    assert len(points("- a\n    - b\n\nx[^1]\n\n[^1]: note")) == 1


def test_an_anchor_follows_the_words_of_a_bullet_and_precedes_its_own_list():
    marked = render("- one *two*\n  - three", key="k").html
    assert re.search(
        r"<em>two</em> <a class=\"anchor\" href=\"#k-1\" aria-label=\"Link to this point\">#</a>\s*<ul>", marked
    )
    assert render("- one *two*\n  - three", key="k").text == "one two\nthree"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("1. a\n  - b\n2. c", ["a\nb", "c"]),  # two spaces will do below a number, too
        ("1. a\n\n  2. b", ["a", "b"]),
        ("-   a\n\n    still a\n\n-   b", ["a\nstill a", "b"]),
        ("- a\nstill a\n- b", ["a still a", "b"]),
        ("- a\n\nno bullet\n\n- b", ["a", "b"]),
        ("- a\n-\n- b", ["a", "", "b"]),
        ("\u2022\tpasted\n\u2022\u00a0from Word\n      \u2022 deep", ["pasted", "from Word\ndeep"]),
        ("·       a\n·       b", ["a", "b"]),
        ("- a\n---\n- b", ["a", "b"]),
        ("- ```\n  code\n\n  more\n  ```\n- b", ["code\nmore", "b"]),
        ("- > said\n  > twice\n- b", ["said twice", "b"]),
        ("- [ ] to do\n- [x] done", ["☐ to do", "☑ done"]),
    ],
)
def test_bullets_hold_what_their_writer_put_below_them(body, expected):
    assert points(body) == expected


def test_a_list_in_a_quotation_is_a_list_and_no_activity():
    assert html("> said\n> - a\n>   - b") == (
        "<blockquote><p>said</p><ul><li>a<ul><li>b</li></ul></li></ul></blockquote>"
    )
    assert points("> - a") == []


def test_lines_drawn_under_words_are_headings_or_rules():
    assert html("Words\n-----\nmore") == "<h3>Words</h3><p>more</p>"
    assert html("Words\n\n---\nmore") == "<p>Words</p><hr><p>more</p>"
    assert html("long " * 60 + "\n---") == f"<p>{('long ' * 60).strip()}</p><hr>"


def test_code_is_never_read_as_markup():
    assert html("```\n- a *b*\n\n# c &amp; <d>\n```") == (
        '<pre tabindex="0"><code>- a *b*\n\n# c &amp;amp; &lt;d&gt;\n</code></pre>'.replace("\n", "")
    )
    assert html("    indented *code*") == '<pre tabindex="0"><code>indented *code*</code></pre>'
    assert html("``a ` *b*`` `<c>`") == "<p><code>a ` *b*</code> <code>&lt;c&gt;</code></p>"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (
            "*a* _b_ **c** __d__ ***e***",
            "<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <em><strong>e</strong></em>",
        ),
        ("**a *b* c** d", "<strong>a <em>b</em> c</strong> d"),
        ("*a **b*** c", "<em>a <strong>b</strong></em> c"),
        ("**[a_b](https://e.org/a_b)**", '<strong><a href="https://e.org/a_b">a_b</a></strong>'),
        ("[*a* b](/x)", '<a href="/x"><em>a</em> b</a>'),
        ("**a\\*b**", "<strong>a*b</strong>"),
        ("*a _b* c_", "<em>a _b</em> c_"),
        ("* a*b ** c_d", None),
        ("~~a~~ ~b~ ~~~c~~~", None),
    ],
)
def test_emphasis_is_read_as_commonmark_does(typed, shown):
    if shown is None:  # what is no pair of marks stays as it was typed
        assert "<em>" not in html(typed)
    else:
        assert html(typed) == f"<p>{shown}</p>"


def test_quotes_are_curled_in_words_alone():
    assert render("\"Hi,\" it's the '90s -- she said...", key="k").text == "“Hi,” it’s the ’90s – she said…"
    typed = '`"a"` <i x="y"> {{ "z" }} https://e.org/?q=\'b\'c \\"c\\"'
    assert render(typed, key="k").text == typed.replace("`", "").replace("\\", "")


def test_a_definition_that_leads_nowhere_we_link_to_stays_in_the_text():
    assert render("[Rob]: thanks\n\nand [x]\n\n[x]: javascript:alert(1)", key="k").text == (
        "[Rob]: thanks\nand [x]\n[x]: javascript:alert(1)"
    )


def test_a_picture_is_no_citation_but_what_it_links_to_is():
    body = "![a](https://e.org/a.png) [![b](https://e.org/b.png)](https://e.org/page)"
    assert urls(body) == ["https://e.org/page"]
    assert render(body, key="k").text == "a b"


def test_a_link_never_holds_another():
    assert html("[a [b](/x) c](/y)") == '<p>[a <a href="/x">b</a> c](/y)</p>'
    marked = render(
        "[a https://b.org <https://c.org> ![d](https://e.org/f) [^1] g@h.org](https://i.org/)\n\n[^1]: n", key="k"
    )
    assert 'href="https://i.org/"' in marked.html
    assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", marked.html, re.S)


def test_the_cells_of_a_table_stand_apart_in_its_text():
    table = "| | First visits | Now |\n|--|--|--|\n| Damp [filed](https://x.example/) | in 17 days | |"
    made = render(f"Before.\n\n{table}\n| – | *then* 11 | `a`![p](x) |\n\n- a point", key="k")
    assert made.text.splitlines() == [
        "Before.", "First visits · Now", "Damp filed · in 17 days", "– · then 11 · ap", "a point"
    ]  # fmt: skip
    assert [(cited.words, cited.activity) for cited in made.citations] == [("filed", None)]
    assert [point.text for point in made.activities] == ["a point"]


def test_what_stands_between_cells_is_no_word():
    apart, together = "month · Searches · No click", "month Searches No click"
    assert list(analysis.stems(apart)) == list(analysis.stems(together))


def test_an_empty_cell_is_no_heading():
    made = html("| | a |\n|--|:-:|\n| b | |")
    assert re.findall(r"<th\b", made) == ["<th"]
    assert "<td></td>" in made


def test_a_table_can_be_reached_and_scrolled():
    marked = render("words\n| a | b |\n|:--|--:|\n| 1 \\| 2 | *3* |", key="k").html
    assert '<div class="table" role="group" aria-label="Table" tabindex="0">' in marked
    assert '<td align="left">1 | 2</td>' in marked
    assert '<td align="right"><em>3</em></td>' in marked


def test_footnotes_are_numbered_as_they_are_mentioned_and_lead_back():
    marked = render("a[^b] c[^a]\n\n[^a]: First *typed*\n[^b]: Second\n    line\n\n    and more", key="k")
    assert re.findall(r'<a class="note-ref" id="(.*?)" href="(.*?)" aria-label="(.*?)">', marked.html) == [
        ("ref-k-1", "#fn-k-1", "Footnote 1"),
        ("ref-k-2", "#fn-k-2", "Footnote 2"),
    ]
    assert re.findall(r'<li id="(fn-k-\d)">', marked.html) == ["fn-k-1", "fn-k-2"]
    assert re.findall(r'<a class="note-back" href="(.*?)"', marked.html) == ["#ref-k-1", "#ref-k-2"]
    assert marked.text == "a c\nSecond line\nand more\nFirst typed"


def test_what_we_add_leaves_no_gap_in_the_text():
    assert render("- see [x](https://e.org/y); z[^1].\n\n[^1]: n", key="k").text == "see x; z.\nn"


def test_words_are_counted_and_marks_are_not():
    assert render("# One – two\n\n- three 🎉 [four](https://e.org)[^1]\n\n[^1]: five", key="k").words == 5


def test_headings_never_outrank_that_of_their_section():
    assert re.findall(r"<h\d", html("# One\n\n## Two\n\n# Three")) == ["<h3", "<h4", "<h3"]
    assert re.findall(r"<h\d", html("#### Deep\n\n###### Deeper")) == ["<h3", "<h4"]


def test_a_heading_needs_no_space_but_a_hashtag_is_no_heading():
    assert html("##Search") == "<h3>Search</h3>"
    assert html("#weeknotes are fun\n\n#1 priority") == "<p>#weeknotes are fun</p><p>#1 priority</p>"


@pytest.mark.parametrize(
    ("written", "url"),
    [
        ("(https://example.org/is-ok/)", "https://example.org/is-ok/"),
        ("See https://example.org/a_b_c.", "https://example.org/a_b_c"),
        ("https://example.org/x, and", "https://example.org/x"),
        ("https://en.example.org/wiki/X_(y) is", "https://en.example.org/wiki/X_(y)"),
        ("<https://example.org/a>", "https://example.org/a"),
        ("[words](https://example.org/p?a=1&b=2)", "https://example.org/p?a=1&b=2"),
        ("[words][ref]\n\n[ref]: https://example.org/ref", "https://example.org/ref"),
    ],
)
def test_addresses_are_linked_without_what_follows_them(written, url):
    assert urls(written) == [url]


def test_a_citation_knows_its_words_and_its_bullet():
    cited = render("[a paper](https://a.example.org/)\n\n- x\n- see [b](https://b.example.org/)", key="k").citations
    assert [(c.words, c.activity) for c in cited] == [("a paper", None), ("b", 2)]


def test_a_link_says_which_site_it_leads_to_unless_its_words_do():
    assert (
        '<span class="site" data-address="example.org/x">example.org</span>'
        in render("[x](https://www.example.org/x)", key="k").html
    )
    assert 'class="site"' not in render("https://example.org/x", key="k").html


def test_code_tables_strikes_and_breaks_are_read():
    assert html("words\n```python\nx = 1 < 2\n```") == '<p>words</p><pre tabindex="0"><code>x = 1 &lt; 2</code></pre>'
    assert "<th>a</th>" in html("a | b\n--- | ---\n1 | 2")
    assert html("~~gone~~") == "<p><del>gone</del></p>"
    assert html("one  \ntwo\\\nthree") == "<p>one<br>two<br>three</p>"


def test_underscores_inside_words_are_words():
    assert html("snake_case_name and 2 * 3 * 4") == "<p>snake_case_name and 2 * 3 * 4</p>"


def test_footnotes_of_two_sections_never_share_an_id():
    body = "a[^1] b[^note] c[^1]\n\n[^1]: First\n[^note]: Second"
    one, two = render(body, key="one").html, render(body, key="two").html
    ids = re.findall(r'id="([^"]+)"', one + two)
    assert len(ids) == len(set(ids))
    assert {h[1:] for h in re.findall(r'href="(#[^"]+)"', one + two)} <= set(ids)


@pytest.mark.parametrize(
    "typed",
    [
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "{{ a_b_c }}",
        '{% post_url 2018 "x" %}',
        "5 < 6 & 7 > 2",
        "<!-- gone? -->",
    ],
)
def test_what_is_no_markdown_is_shown_as_typed(typed):
    assert render(f"before {typed} after", key="k").text == f"before {typed} after"


def test_letters_of_all_kinds_are_kept():
    words = "Ŵyn ŷd â môr, Příliš žluťoučký kůň, “smart quotes”, ‘it’s’, 🎉 e\u0301lan"
    assert render(words, key="k").text == words


def test_entities_are_the_characters_that_they_name():
    assert render("Fish &amp; chips &#233; &eacute; &nosuch;", key="k").text == "Fish & chips é é &nosuch;"


def test_a_backslash_frees_only_punctuation():
    assert render(r"C:\path\to \*stars\* \[x\]", key="k").text == r"C:\path\to *stars* [x]"


def test_an_image_of_another_host_becomes_a_link_with_its_alternative_text():
    assert (
        html("![A cat](https://example.org/cat.png)")
        == '<p><a href="https://example.org/cat.png" class="picture">A cat</a></p>'
    )
    assert (
        html("[![A cat](https://e.org/c.png)](https://e.org/)")
        == '<p><a href="https://e.org/"><span>A cat</span></a></p>'
    )
    assert html("![A dog](/media/dog.png)") == '<p><img src="/media/dog.png" alt="A dog" loading="lazy"></p>'


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "//evil.example", "java\tscript:x",
     "&#106;avascript:x", "https://user:pass@example.org/", "\\\\evil", "mailto:a@b.org?bcc=c@d.org", "file:///etc/x"],
)  # fmt: skip
def test_a_link_that_is_not_plainly_safe_loses_its_address_and_keeps_its_words(href):
    marked = render(f"[the words]({href})", key="k")
    assert "href" not in marked.html
    assert "the words" in marked.text


@pytest.mark.parametrize("href", ["/2018-07-30/rob/", "#abc", "mailto:a@example.org", "https://example.org/"])
def test_a_plain_link_keeps_its_address(href):
    assert f'href="{href}"' in render(f"[x]({href})", key="k").html


def test_nh3_finds_nothing_that_bleach_let_through():
    """nh3 has the last word; when it has something to say, bleach let something through."""
    body = (
        '# H & \u00a0h\n\na[^1] **b** _c_ `d<e>` ~~f~~ [x](https://e.org/?a=1&b=2 "t<>") ![y](/media/y.png) ![z](https://e.org/z)'
        "\n\n- p\n- [ ] q\n\n3. r\n\n> s\n\n|t|u|\n|-|:-:|\n|1|2|\n\n```\nv\n```\n***\n<b>w</b>\\\nx\n\n[^1]: n"
    )
    by_markdown = dialect.to_html(body, "k")
    by_bleach = rendering.bleach_clean(by_markdown)
    assert as_tree(rendering.nh3_clean(by_bleach)) == as_tree(by_bleach) == as_tree(by_markdown)


def as_tree(marked: str) -> list[tuple[str, object]]:
    """What it means, whatever it is written as: &nbsp; or the character, <br> or <br />."""
    found: list[tuple[str, object]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, sorted(attrs)))

        def handle_endtag(self, tag):
            if tag not in {"br", "hr", "img"}:
                found.append(("/" + tag, None))

        def handle_data(self, data):
            if data.strip("\n"):
                found.append(("", data))

    Reader().feed(marked)
    return found


@pytest.mark.parametrize(
    "unsafe",
    [
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:x">y</a>',
        "<svg><script>x</script>",
        '<p style="x">z</p>',
        '<a id="body">n</a>',
        '<div class="top">o</div>',
        "<iframe src=//e.org>",
    ],
)
def test_what_markdown_would_let_through_does_not_pass_the_sanitisers(unsafe):
    safe = rendering.sanitised(unsafe)
    assert not re.search(r"onerror|javascript:|<script|style=|<svg|id=|class=|<iframe", safe)


@pytest.mark.parametrize(
    "body",
    [
        "[" * 40_000,
        "![" * 20_000,
        "[a](" * 10_000,
        "> " * 5_000 + "x",
        "[^1]: see [^2]\n\n" * 2_000,
        "https://a.org/(" * 3_000,
        "a  \n" * 12_000,
        "| a " * 10_000,
        "|a\n|-\n" * 8_000,
        "\\" * 50_000,
        "- a\n* b\n+ c\n1. d\n" * 2_000,
        "*a " * 10_000,
        "`" * 30_000,
        "[^1]" * 10_000,
        "<" * 40_000,
    ],
)
def test_what_is_made_to_be_slow_is_answered_at_once_and_keeps_its_words(body):
    body = body[: MAX_BODY - 9] + "\n\nthe end"
    began = process_time()  # the processor's time: this machine may be busy with something else
    rendered = render(body, key="k")
    assert process_time() - began < 1.5
    shown = Counter(re.findall(r"\w", unescape(re.sub(r"<[^>]+>", "", rendered.html))))
    assert not Counter(re.findall(r"[a-ce-z]", body)) - shown
    assert rendered.text.endswith("the end")


def test_a_text_that_is_too_long_is_shown_as_typed():
    body = "*one* two\nthree\n\n" + "four " * MAX_BODY
    rendered = render(body, key="k")
    assert rendered.html.startswith("<p>*one* two<br>\nthree</p>")
    assert rendered.activities == rendered.citations == ()
    assert rendered.words == 3 + MAX_BODY


def test_a_text_of_thousands_of_brackets_is_shown_as_typed():
    assert "*a*" in render("[" * 5_000 + " *a*", key="k").html


def test_a_list_of_thousands_is_shown_as_typed():
    rendered = render("- a\n" * 10_000, key="k")
    assert rendered.activities == ()
    assert rendered.words == 10_000


def test_deep_nesting_is_cut_and_loses_no_word():
    body = "\n".join("  " * depth + f"- word{depth}" for depth in range(60))
    rendered = render(body, key="k")
    assert rendered.html.count("<ul>") < 20
    assert all(f"word{depth}" in rendered.text for depth in range(60))
    assert "deep" in render("> " * 300 + "deep", key="k").text
    assert "deep" in render("*" * 300 + "deep" + "*" * 300, key="k").text


def test_an_error_inside_markdown_loses_no_word(monkeypatch):
    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("markdown.Markdown.convert", fail)
    assert render("one *two* <b>", key="k").html == "<p>one *two* &lt;b&gt;</p>"


@pytest.mark.parametrize(
    "body", ["", " ", "\n\n", "\t", "#", "-", "- ", "[]()", "[^1]", "|", "```", ">", "*", "\x02k\x03"]
)
def test_next_to_nothing_is_no_error(body):
    assert render(body, key="k").activities in ((), render("- ", key="k").activities)


def test_a_feed_gets_absolute_addresses_and_no_anchors():
    stored = render("- [x](/2018-07-30/)\n- [y](https://example.org/)", key="k").html
    shown = for_elsewhere(stored, base="https://notes.example.org/2018-07-30/a/")
    assert 'href="https://notes.example.org/2018-07-30/"' in shown
    assert "id=" not in shown
    assert nh3.is_html(shown)


@needs_shared
def test_no_word_of_a_real_note_vanishes():
    notes = sorted(p for p in REAL.rglob("*.md") if "README" not in p.name and p.parent.name != "truth")
    assert len(notes) > 100
    for path in notes:
        body = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8", errors="replace"), flags=re.S)
        marked = render(body[:MAX_BODY], key="k")
        shown = marked.text + " " + " ".join(re.findall(r'(?:href|title)="([^"]*)"', marked.html))
        missing = words(without_syntax(body)) - words(shown)
        assert not missing, (path.name, missing)


def words(text: str) -> Counter[str]:
    return Counter(word.casefold() for word in re.findall(r"[^\W_]+", unescape(text)))


def without_syntax(body: str) -> str:
    """Addresses, definitions, the names of references and footnotes, fences and the figures of lists."""
    body = re.sub(r"\]\([^)]*\)|\]\[[^\]]*\]|https?://\S+|<https?[^>]*>|\[\^[^\]]*\]", "] ", body)
    body = re.sub(r"^\[[^\]]+\]:.*$|^\s*```.*$|^\s*\d+[.)]\s", "", body, flags=re.M)
    return re.sub(r"\*\*|\*", "", body)


def test_a_tick_box_is_one_only_at_the_start_of_a_bullet():
    assert "☑ done" in render("- [x] done", key="k").text
    assert "☑" not in render("- see [x] there", key="k").text


def test_an_address_with_the_name_of_an_entity_in_it_stays_as_it_is():
    assert urls("[x](https://example.org/?a=1&copy=2)") == ["https://example.org/?a=1&copy=2"]
