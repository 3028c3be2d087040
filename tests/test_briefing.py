"""Briefings of topics and searches: what they say, in each format, to whom, and what hostile words do to them."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import unicodedata
import zlib

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode

from notes import markup
from notes.briefing import formats, gathering, paper
from notes.briefing.markdown import words as in_markdown
from notes.briefing.table import COLUMNS, cell
from notes.content import COLLEAGUES, MEMBERS
from notes.models import Journal, Revision, Topic
from notes.weeks import Week
from tests.conftest import WEEK, Person, published, section
from tests.shared import needs_shared, records
from tests.test_shelves import in_order, page, read

pytestmark = pytest.mark.django_db

LINK = "[the plan](https://plans.example.org/one)"
ENDINGS = ("md", "csv", "pdf")


@pytest.fixture
def topic_of_three(alice, bob) -> None:
    published(alice, section("one", "Damp visits", f"We visit six homes. Then more. {LINK}", topics=("Damp",)))
    published(bob, section("two", "Letters", "The letter went out.", topics=("Damp",)), week=WEEK - 1)
    published(bob, section("three", "First", "It began with damp.", topics=("Damp",)), week=WEEK - 30)


@pytest.fixture
def three_audiences(alice) -> None:
    published(
        alice,
        section("open", "Open head", "Openword damp.", topics=("Damp",)),
        section("inner", "Inner head", "Innerword damp [x](https://inner.example.org/)", topics=("Damp",),
                audience=COLLEAGUES),
        section("own", "Own head", "Ownword damp [y](https://own.example.org/)", topics=("Damp",), audience=MEMBERS),
    )  # fmt: skip


def rows(person: Person, url: str) -> list[dict[str, str]]:
    text = person.get(url).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def drawn(monkeypatch) -> list[str]:
    """The pages that are sent to be drawn as PDF, which cannot be read back as text."""
    sent: list[str] = []
    monkeypatch.setattr(formats, "as_pdf", lambda html: sent.append(html) or b"%PDF-")
    return sent


# What it says


def test_a_briefing_of_a_topic_says_who_when_and_what_with_its_sources(topic_of_three, visitor):
    html = page(visitor, "/topics/damp/briefing/")
    said = read(visitor, "/topics/damp/briefing/")
    assert in_order(said, "Briefing", "Damp", "3 sections", "w/c 1 January 2018 to w/c 30 July 2018")
    assert in_order(said, "Written by", "Bob Baker 2", "Alice Archer 1")
    assert in_order(said, "w/c 30 July 2018", "Damp visits", "Alice Archer", "We visit six homes.")
    assert in_order(
        said, "w/c 23 July 2018", "Letters", "The letter went out.", "What it cites", "the plan in 1 section"
    )
    assert 'href="http://testserver/2018-07-30/alice/#one"' in html
    assert "http://testserver/2018-07-30/alice/#one</p>" in html
    assert "not shown" not in said


def test_a_briefing_of_a_search_quotes_what_matched(topic_of_three, visitor):
    html = page(visitor, "/search/briefing/?q=visiting+topic:damp")
    assert in_order(read(visitor, "/search/briefing/?q=visiting"), "visiting", "1 section", "Damp visits")
    assert re.search(r"<mark>visit</mark>", html)
    assert "Letters" not in html
    assert 'href="http://testserver/search/?q=visiting' in html


def test_a_long_history_gives_each_part_its_share_and_says_what_is_left_out(alice, bob, visitor):
    for year in (2016, 2017, 2018):
        for number in range(1, 11):
            published(
                alice, section(heading=f"Of {year}-{number}", topics=("Open",)), week=Week.from_iso(year, number * 3)
            )
    said = read(visitor, "/topics/open/briefing/")
    assert in_order(said, "30 sections", "2018", "Of 2018-10", "2017", "Of 2017-10", "2016", "Of 2016-10")
    shown = len(re.findall(r"Of 20\d\d-\d", said))
    assert 9 <= shown <= gathering.PASSAGES
    assert f"{30 - shown} more sections are not shown." in said
    html = page(visitor, "/topics/open/briefing/")
    links = re.findall(r'<a href="http://testserver(/search/[^"]+)">(\d+) more</a>', html)
    assert sum(int(count) for _, count in links) == 30 - shown
    for link, _ in links:
        assert "10 passages" in read(visitor, link.replace("&amp;", "&"))


def sheets(pdf: bytes) -> int:
    """How many pages a PDF has, whose lists of pages are compressed."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with contextlib.suppress(zlib.error):
            parts.append(zlib.decompress(stream))
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in parts)


WORDY = "Nobody had asked what the tenancies were called before the boiler was mended, which took eleven days. "
LETTERS = {
    "short": ("Damp", "It was dry."),
    "long": (WORDY[:140], WORDY * 3),
    "capitals": ("DAMP AND MOULD IN THE WHOLE OF THE BOROUGH, " * 3, "WE MEASURED WALLS IN WINTER AND IN MAY " * 9),
    "Chinese": ("潮湿与霉菌" * 20, "我们测量了每一面墙" * 60),
    "unbreakable": ("Donau" * 28, f"{'dampfschifffahrt' * 9} " * 4),
}


@pytest.mark.parametrize("count", [1, 40])
@pytest.mark.parametrize("kind", LETTERS)
def test_a_briefing_is_one_sheet_whatever_stands_in_it(alice, bob, visitor, kind, count):
    heading, text = LETTERS[kind]
    Journal.objects.filter(slug="bob").update(name=(heading * 9)[:80])
    for number in range(count):
        cited = f"[{heading[:90]}](https://plans.example.org/{number}/{'long-' * 60})"
        published(
            (alice, bob)[number % 2],
            section("k", heading.strip(), f"{text} {cited}", topics=("Damp " + heading[:50].strip(),)),
            week=WEEK - number * 3,
        )
    topic = Topic.objects.get()
    asked = urlencode({"q": f"{'damp OR ' * 40}topic:{topic.name}", "topic": topic.name})
    assert sheets(visitor.get(f"/search/briefing.pdf?{asked}").content) == 1
    assert sheets(visitor.get(f"/topics/{topic.slug}/briefing.pdf").content) == 1
    said = read(visitor, f"/topics/{topic.slug}/briefing/")
    shown = page(visitor, f"/topics/{topic.slug}/briefing/").count('class="passage-of"')
    assert shown >= min(count, 2)
    left_out = f"{count - shown} more section{'' if count - shown == 1 else 's'}"
    assert (left_out in said) == (count > shown)


def test_nothing_found_is_said(topic_of_three, visitor):
    assert "Nothing that you may read" in read(visitor, "/search/briefing/?q=zzxqy")
    assert "Nothing that you may read" in visitor.get("/search/briefing.md?q=zzxqy").content.decode()
    assert rows(visitor, "/search/briefing.csv?q=zzxqy") == []
    assert visitor.get("/search/briefing/").status_code == 200
    assert visitor.get("/search/briefing.pdf").content.startswith(b"%PDF-")


def test_the_topic_and_the_search_lead_to_their_briefings(topic_of_three, visitor):
    assert 'href="/topics/damp/briefing/"' in page(visitor, "/topics/damp/")
    assert 'href="/search/briefing/?q=damp' in page(visitor, "/search/?q=damp")
    html = page(visitor, "/topics/damp/briefing/")
    for ending in ENDINGS:
        assert f'href="/topics/damp/briefing.{ending}"' in html


# Files


def test_the_table_holds_every_passage_and_source_in_its_columns(topic_of_three, visitor):
    answer = visitor.get("/topics/damp/briefing.csv")
    assert answer["Content-Type"].startswith("text/csv; charset=utf-8")
    assert answer["Content-Disposition"] == 'attachment; filename="briefing-damp.csv"'
    assert answer.content.startswith(b'\xef\xbb\xbf"what","week"')
    assert answer.content.count(b"\r\n") == answer.content.count(b"\n") == 5
    found = rows(visitor, "/topics/damp/briefing.csv")
    assert [row["what"] for row in found] == ["passage", "passage", "passage", "cited"]
    assert found[0]["address"] == "http://testserver/2018-07-30/alice/#one"
    assert found[3]["address"] == "https://plans.example.org/one"


def test_the_table_holds_every_section_where_the_page_does_not(alice, bob, visitor, monkeypatch):
    for number in range(30):
        published(alice, section("k", f"Of {number}", f"Damp {number}.", topics=("Damp",)), week=WEEK - number)
    published(alice, section("inside", "Inside", "Damp.", topics=("Damp",), audience=COLLEAGUES), week=WEEK - 40)
    for url in ("/topics/damp/briefing.csv", "/search/briefing.csv?q=damp"):
        found = rows(visitor, url)
        assert [row["heading"] for row in found] == [f"Of {number}" for number in range(30)]
        assert {row["what"] for row in found} == {"passage"}
        assert "Damp 29" in found[-1]["words"]
        assert len(rows(bob, url)) == 31
    monkeypatch.setattr(gathering, "MOST_ROWS", 25)
    cut = rows(visitor, "/topics/damp/briefing.csv")
    assert [row["what"] for row in cut] == ["passage"] * 25 + ["left out"]
    assert (cut[-1]["sections"], cut[-1]["address"]) == ("5", "http://testserver/topics/damp/")


def test_markdown_and_pdf_are_files_with_safe_names(topic_of_three, visitor):
    said = visitor.get("/topics/damp/briefing.md")
    assert said["Content-Disposition"] == 'attachment; filename="briefing-damp.md"'
    assert in_order(said.content.decode(), "# Damp", "## w/c 30 July 2018", "**Damp visits**", "<http://testserver/")
    made = visitor.get("/topics/damp/briefing.pdf")
    assert made["Content-Type"] == "application/pdf"
    assert made.content.startswith(b"%PDF-")
    odd = visitor.get("/search/briefing.csv", {"q": 'a"b\r\nX-Evil: 1; ../../é'})
    assert re.fullmatch(r'attachment; filename="briefing-[a-z0-9-]+\.csv"', odd["Content-Disposition"])
    assert "X-Evil" not in odd.headers


def test_no_briefing_is_indexed_or_kept(topic_of_three, alice, visitor):
    for url in ("/topics/damp/briefing/", "/search/briefing/?q=damp", *(f"/topics/damp/briefing.{e}" for e in ENDINGS)):
        assert visitor.get(url)["X-Robots-Tag"] == "noindex"
        assert "private" in alice.get(url)["Cache-Control"]
        assert visitor.post(url).status_code == 405
    assert Revision.objects.count() == 6
    assert visitor.get("/topics/damp/briefing.exe").status_code == 404


def test_without_the_extra_there_is_no_pdf_and_a_sentence_says_so(topic_of_three, visitor, monkeypatch):
    monkeypatch.setattr(formats, "is_possible", lambda: False)
    assert "briefing.pdf" not in page(visitor, "/topics/damp/briefing/")
    answer = visitor.get("/topics/damp/briefing.pdf")
    assert answer.status_code == 404
    assert "This site cannot make PDFs" in answer.content.decode()


def test_who_has_to_wait_too_long_for_paper_is_told(topic_of_three, visitor, monkeypatch):
    def busy(html: str) -> bytes:
        raise paper.Busy

    monkeypatch.setattr(formats, "as_pdf", busy)
    answer = visitor.get("/topics/damp/briefing.pdf")
    assert answer.status_code == 503
    assert "try again in half a minute" in answer.content.decode()


# To whom


@pytest.mark.parametrize("base", ["/topics/damp/briefing{}", "/search/briefing{}?q=damp"])
def test_every_format_holds_what_its_reader_may_see_and_no_more(
    three_audiences, alice, bob, visitor, base, monkeypatch
):
    sent = drawn(monkeypatch)
    for person, seen, hidden in (
        (visitor, ("Openword",), ("Innerword", "Inner head", "inner.example", "Ownword", "Own head", "own.example")),
        (bob, ("Openword", "Innerword"), ("Ownword", "Own head", "own.example")),
        (alice, ("Openword", "Innerword", "Ownword"), ()),
    ):
        said = {ending: person.get(base.format(ending)).content.decode() for ending in ("/", ".md", ".csv")}
        person.get(base.format(".pdf"))
        for text in (*said.values(), sent[-1]):
            plain = re.sub(r"</?mark>", "", text)
            assert all(word in plain for word in seen)
            assert not any(word in plain for word in hidden)
        assert f"{len(seen)} section" in said["/"]


def test_a_topic_that_one_may_not_see_has_no_briefing(alice, bob, visitor):
    published(alice, section(topics=("Own",), audience=MEMBERS))
    for ending in ("/", ".md", ".csv", ".pdf"):
        for person, status in ((visitor, 404), (bob, 404), (alice, 200)):
            assert person.get(f"/topics/own/briefing{ending}").status_code == status
        assert visitor.get(f"/topics/none/briefing{ending}").status_code == 404


# Hostile words


def corpus(name: str) -> list[str]:
    return [record["input"] for record in records(name) if "input" in record]


@needs_shared
def test_no_cell_starts_as_a_formula(alice, visitor):
    attacks = corpus("csv_formula")
    assert len(attacks) > 50
    for attack in attacks:
        written = cell(attack)
        assert not unicodedata.normalize("NFKC", written[:1]).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
        assert "\n" not in written
    for number, attack in enumerate(attacks[:12]):
        published(
            alice, section("k", attack[:150], attack[:150], topics=("Sheet",)), title=attack[:150], week=WEEK - number
        )
    text = visitor.get("/topics/sheet/briefing.csv").content.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(row) for row in table} == {len(COLUMNS)}
    for row in table:
        for found in row:
            assert not re.match(r"\s*[=+\-@＝＋－＠\t\r]", found), found


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](http://evil.example/)", "`a` **b** | c",
             "# no\n\n- list\n1. one", "http://evil.example/", "&lt;b&gt; &#60;", "- [ ] x", "12) x", "\\[x\\](y)",
             "www.evil.example/x"]
)  # fmt: skip
def test_words_in_markdown_stay_words(text):
    written = in_markdown(text)
    assert "\n" not in written
    html = markup.render(written, key="k").html
    assert not re.search(r"<(script|a|img|strong|em|h\d|li|code|b)\b", html), html


def test_a_hostile_note_is_words_in_every_format(alice, visitor, monkeypatch):
    sent = drawn(monkeypatch)
    odd = '<img src="file:///etc/passwd"><link rel="stylesheet" href="http://evil.example/">'
    published(alice, section("k", odd, odd, topics=("Odd",)), title=odd)
    visitor.get("/topics/odd/briefing.pdf")
    for html in (page(visitor, "/topics/odd/briefing/"), sent[0]):
        assert "<img" not in html
        assert 'href="http://evil.example/"' not in html
        assert "&lt;img" in html


def test_nothing_is_fetched_while_a_pdf_is_made(monkeypatch):
    asked = []

    def refuse(url: str):
        asked.append(url)
        return real(url)

    real = paper.refuse
    monkeypatch.setattr(paper, "refuse", refuse)
    hostile = """<link rel=stylesheet href="file:///etc/hostname"><img src="http://127.0.0.1:9/x.png">
        <img src="file:///etc/passwd"><img src="data:image/png;base64,AAAA"><object data="file:///etc/passwd"></object>
        <link rel=attachment href="file:///etc/passwd"><style>@import url(file:///etc/passwd); @font-face {
        font-family: x; src: url(http://127.0.0.1:9/f.woff) } p { background: url(ftp://127.0.0.1:9/); font-family: x }
        </style><p>words</p>"""
    assert paper.as_pdf(hostile).startswith(b"%PDF-")
    assert len(asked) >= 5
    with pytest.raises(ValueError, match="Nothing is fetched"):
        real("file:///etc/passwd")


def test_the_cost_does_not_grow(topic_of_three, alice, bob, visitor):
    def costs() -> list[int]:
        found = []
        for url in ("/topics/damp/briefing/", "/search/briefing/?q=damp", "/topics/damp/briefing.csv"):
            with CaptureQueriesContext(connection) as queries:
                assert bob.get(url).status_code == 200
            found.append(len(queries))
        return found

    before = costs()
    team = Journal.objects.create(name="Team", slug="team", kind="team")
    team.members.add(alice.user)
    for weeks in range(2, 12):
        published(
            alice, *(section(f"k{c}", f"H {c}", f"Damp {LINK}", topics=("Damp",)) for c in "abc"), week=WEEK - weeks
        )
    assert costs() == before
    assert max(before) <= 12
