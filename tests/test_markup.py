"""Markup: what people really write becomes safe HTML, its bullets, its citations and its plain text."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import nh3
import pytest

from notes.markup import policy, rendering, render
from tests.shared import REAL, needs_shared


def html(body: str) -> str:
    """Without the anchors and site names that we add."""
    marked = render(body, key="k").html
    marked = re.sub(r" ?<a aria-label=\"Link to this point\".*?</a>", "", marked)
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
    assert html("words\n```python\nx = 1 < 2\n```") == "<p>words</p><pre><code>x = 1 &lt; 2</code></pre>"
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
    assert html("![A cat](https://example.org/cat.png)") == '<p><a href="https://example.org/cat.png">A cat</a></p>'
    assert (
        html("[![A cat](https://e.org/c.png)](https://e.org/)")
        == '<p><a href="https://e.org/"><span>A cat</span></a></p>'
    )
    assert html("![A dog](/media/dog.png)") == '<p><img alt="A dog" loading="lazy" src="/media/dog.png"></p>'


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


def test_the_policy_is_the_same_for_both_sanitisers(monkeypatch):
    """nh3 has the last word; when it has something to say, bleach let something through."""
    body = "# H\n\na[^1] **b** _c_ `d` [x](https://e.org/?a=1&b=2) ![y](/media/y.png)\n\n- p\n\n> q\n\na|b\n-|-\n1|2\n\n[^1]: n"
    once = rendering._cleaner().clean(rendering._marked_up(body, "k"))
    assert as_tree(rendering.sanitised(rendering._marked_up(body, "k"))) == as_tree(once)


def as_tree(marked: str) -> list[tuple[str, object]]:
    from html.parser import HTMLParser

    found: list[tuple[str, object]] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, sorted(attrs)))

        def handle_endtag(self, tag):
            found.append(("/" + tag, None))

        def handle_data(self, data):
            if data.strip():
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
        "- a\n* b\n+ c\n1. d\n" * 2_000,
        "*a " * 10_000,
        "`" * 30_000,
        "[^1]" * 10_000,
        "<" * 40_000,
    ],
)
def test_what_is_made_to_be_slow_is_shown_as_typed(body):
    assert rendering.is_too_intricate(body)
    shown = unescape(re.sub(r"<[^>]+>", "", render(body, key="k").html))
    assert Counter(re.sub(r"\s", "", shown)) == Counter(re.sub(r"\s", "", body))


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
    shown = rendering.for_elsewhere(stored, base="https://notes.example.org/2018-07-30/a/")
    assert 'href="https://notes.example.org/2018-07-30/"' in shown
    assert "id=" not in shown
    assert nh3.is_html(shown)


@needs_shared
def test_no_word_of_a_real_note_vanishes():
    notes = sorted(p for p in REAL.rglob("*.md") if "README" not in p.name and p.parent.name != "truth")
    assert len(notes) > 100
    for path in notes:
        body = re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8", errors="replace"), flags=re.S)
        marked = render(body[: policy.MAX_LENGTH], key="k")
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
