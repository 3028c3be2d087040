"""What importers make of files: every case here is a way in which people write."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from time import perf_counter

import pytest

from notes.content import MAX_BODY, MAX_SECTIONS
from notes.importers import Reading, Unreadable, read
from notes.markup import render

TODAY = date(2024, 6, 5)  # a Wednesday


def markdown(text: str, name: str = "note.md") -> Reading:
    return read(text.encode(), name=name, today=TODAY)


def plain(text: str, name: str = "note.txt") -> Reading:
    return read(text.encode(), name=name, today=TODAY)


def headings(reading: Reading) -> list[str]:
    return [section.heading for section in reading.content.sections]


def bodies(reading: Reading) -> list[str]:
    return [section.body for section in reading.content.sections]


def body(reading: Reading) -> str:
    (only,) = bodies(reading)
    return only


def shown(text: str) -> str:
    """Plain text → what a reader sees."""
    return render(body(plain(f"Weeknotes\n\n{text}\n")), key="abc").text.strip()


# --- Which week -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "week"),
    [
        ("Weeknotes w/c 30 July 2018", "2018-07-30"),
        ("Weeknotes w/c 30\u00a0July\u00a02018", "2018-07-30"),
        ("Week commencing Monday 30th July 2018", "2018-07-30"),
        ("Weeknotes: week beginning 30/07/2018", "2018-07-30"),
        ("Week ending 5 August 2018", "2018-07-30"),
        ("w/e 3 Aug 2018", "2018-07-30"),
        ("Weeknotes 30 July – 3 August 2018", "2018-07-30"),
        ("Weeknotes 30 July to 5 Aug 2018: the hot one", "2018-07-30"),
        ("July 30 – August 3, 2018", "2018-07-30"),
        ("Aug 6-10, 2018", "2018-08-06"),
        ("6–10 August 2018", "2018-08-06"),
        ("Weeknotes 2018-W31", "2018-07-30"),
        ("2018 week 31", "2018-07-30"),
        ("Week 31, 2018", "2018-07-30"),
        ("Weeknotes 2020-W53", "2020-12-28"),
        ("Weeknotes, 3 Aug 2018", "2018-07-30"),
        ("Weeknotes Friday 3rd August 2018", "2018-07-30"),
        ("Weeknotes 28 Dec – 3 Jan 2027", "2026-12-28"),
        ("Weeknotes for two weeks, 30 July – 10 August 2018", "2018-08-06"),
    ],
)
def test_a_title_tells_the_week(title, week):
    assert plain(f"{title}\n\nSome words.\n").week.key == week


@pytest.mark.parametrize("title", ["Weeknotes 24", "Weeknotes #24", "Week notes", "Weeknotes S02E05", "Ten things"])
def test_a_running_number_is_no_week(title):
    assert plain(f"{title}\n\nSome words.\n").week is None


@pytest.mark.parametrize(
    ("published", "week"),
    [
        ("2018-08-03", "2018-07-30"),  # a Friday
        ("2018-08-05T23:30:00+01:00", "2018-07-30"),  # a Sunday
        ("2018-08-06", "2018-07-30"),  # a Monday is about the week before
        ("Tue, 07 Aug 2018 10:00:00 +0000", "2018-08-06"),
        ("2018-08-07 21:10:24", "2018-08-06"),
    ],
)
def test_a_day_of_publication_tells_the_week(published, week):
    assert markdown(f"---\ntitle: Weeknotes\ndate: {published}\n---\nWords.").week.key == week


def test_a_title_without_a_year_takes_the_one_nearest_to_its_publication():
    reading = markdown("---\ntitle: Weeknotes, 31 Dec\ndate: 2020-01-02\n---\nWords.")
    assert (reading.week.key, reading.week_basis) == ("2019-12-30", "title: Weeknotes, 31 Dec")


def test_a_week_number_counts_where_the_date_agrees_and_else_is_the_authors_own():
    assert markdown("---\ntitle: Week 31\ndate: 2018-08-07\n---\nWords.").week.key == "2018-07-30"
    assert markdown("---\ntitle: Week 3\ndate: 2018-08-07\n---\nWords.").week.key == "2018-08-06"


def test_a_date_in_a_title_that_is_far_from_the_publication_is_about_something_else():
    reading = markdown("---\ntitle: Getting ready for 12 March\ndate: 2018-01-12\n---\nWords.")
    assert reading.week.key == "2018-01-08"


@pytest.mark.parametrize(
    ("field", "week"),
    [
        ("week_ending: 2018-08-03", "2018-07-30"),
        ("week-ending: 2018-08-06", "2018-07-30"),
        ("week: 2018-W31", "2018-07-30"),
        ("week: w/c 30 July 2018", "2018-07-30"),
        ("week: 31\nyear: 2018", "2018-07-30"),
        ("week_commencing: 30 July 2018", "2018-07-30"),
    ],
)
def test_front_matter_tells_the_week_before_dates_do(field, week):
    assert markdown(f"---\ntitle: Weeknotes\ndate: 2018-09-03\n{field}\n---\nWords.").week.key == week


@pytest.mark.parametrize(
    ("name", "week"),
    [
        ("notes/2018-08-03.md", "2018-07-30"),
        ("2018-08-06-what-we-did.md", "2018-07-30"),
        ("weeknote-2018-07-30.md", "2018-07-30"),
        ("2018-w31.md", "2018-07-30"),
        ("2018/week-31.md", "2018-07-30"),
        ("2018/weeknotes-3-august.md", "2018-07-30"),
        ("weeknotes-3-aug-2018.md", "2018-07-30"),
        ("20180803.md", "2018-07-30"),
    ],
)
def test_a_file_name_tells_the_week(name, week):
    assert markdown("# Weeknotes\n\nWords.", name).week.key == week


def test_a_monday_note_that_cites_a_later_day_is_about_its_own_week():
    said = "---\ntitle: Weeknotes\ndate: 2018-07-30\n---\n[News](https://example.org/2018/08/01/news/) came."
    assert markdown(said).week.key == "2018-07-30"


def test_a_note_that_opens_with_last_week_is_about_it():
    assert markdown("---\ndate: 2018-08-08\n---\nSo what did we do last week?").week.key == "2018-07-30"
    assert markdown("---\ndate: 2018-08-08\n---\nLast week was slow, this week was not.").week.key == "2018-08-06"


def test_a_date_line_below_the_title_tells_the_week():
    reading = plain("Weeknotes\nFriday 3 August 2018\n\nWords of the week.\n")
    assert reading.week.key == "2018-07-30"
    assert body(reading).startswith("Friday 3 August 2018")


@pytest.mark.parametrize("said", ["date: 9999-99-99", "date: 0000-00-00", "week: 99", "week: 9000-01-01", "date: [1]"])
def test_nonsense_for_a_date_is_no_week(said):
    assert markdown(f"---\ntitle: Weeknotes\n{said}\n---\nWords.").week is None


# --- Plain text -------------------------------------------------------------------------------------------------


def test_short_lines_that_stand_alone_above_words_are_headings():
    reading = plain(
        "Weeknotes\n\nHello all.\n\nWorking in the open\n\nWe published.\n\nPhew!\n\nWhat did we learn?\n\nA lot.\n"
    )
    assert headings(reading) == ["", "Working in the open", "What did we learn?"]
    assert bodies(reading) == ["Hello all.", "We published.\n\nPhew!", "A lot."]


@pytest.mark.parametrize(
    "line",
    [
        "Some of the things I did included:",
        "And then there was lunch.",
        "We have been busy...",
        "thanks to all",
        "This week we have",
        "“A quotation stands here”",
        "— Ana Lee, June 2024",
        "https://example.org/a-page",
    ],
)
def test_lead_ins_sentences_and_quotations_are_no_headings(line):
    reading = plain(f"Weeknotes\n\nHello all.\n\n{line}\n\n• one\n• two\n")
    assert headings(reading) == [""]


def test_the_last_line_is_no_heading():
    assert headings(plain("Weeknotes\n\nHello all.\n\nBest wishes from Ana\n")) == [""]


def test_bullets_of_all_kinds_become_lists():
    text = "Weeknotes\n\nWe did:\n\n  • one\n  • two\n      ◦ deep\n\n1) first\n2) second\n\n* star\n* stars\n"
    assert body(plain(text)) == "We did:\n\n- one\n- two\n    - deep\n\n1. first\n2. second\n\n- star\n- stars"


def test_lines_wrapped_by_a_program_are_joined_and_others_are_kept():
    wrapped = (
        "Weeknotes\n\nThis is a paragraph that a program wrapped at seventy columns or so,\nand it goes on for quite a "
        "while, because that is what paragraphs do\nwhen people have had a week that was long and full of many\n"
        "meetings.\n\n  • a bullet that is wrapped by the very same program at the very same\n    column\n"
    )
    wrapped = wrapped.replace("quite a while", "quite a while")
    assert "so, and it goes on" in body(plain(wrapped))
    assert "very same column" in body(plain(wrapped))
    assert shown("Best wishes,\nAna") == "Best wishes,\nAna"


def test_a_footnote_typed_as_a_star_is_tied_to_its_mark():
    reading = plain("Weeknotes\n\n  • Do no harm? *\n  • And more.\n\nWords.\n\n* A note on harm.\n")
    assert body(reading) == "- Do no harm?[^1]\n- And more.\n\nWords.\n\n[^1]: A note on harm."


def test_footnotes_go_to_the_section_of_their_mark():
    reading = plain(
        "Weeknotes\n\nFirst things\n\nWords† here.\n\nSecond things\n\nMore[1] words.\n\n† A dagger.\n[1] A number.\n"
    )
    assert bodies(reading) == ["Words[^1] here.\n\n[^1]: A dagger.", "More[^2] words.\n\n[^2]: A number."]


def test_a_list_of_stars_is_no_footnote():
    assert body(plain("Weeknotes\n\nThis is great *\n\n* one\n* two\n")).endswith("- one\n- two")


@pytest.mark.parametrize(
    "text",
    [
        "snake_case and __init__ and _x_",
        "2 * 3 and *stars* and **more**",
        "<b>tags</b> and a < b",
        "[x](y) and [x] and [^1] and ![y](z)",
        "`ticks` and ~~tildes~~",
        "&lt;b&gt; & &copy; &amp;",
        "back\\slash \\* \\\\",
        "#1 priority",
        "1986. What a year",
        "{{ macro }} {% call %}",
        "(c) & co. – “quoted” ’ŵŷ 😉",
    ],
)
def test_plain_text_is_shown_as_it_was_typed(text):
    assert shown(f"It said {text}") == f"It said {text}"
    assert shown(text) == text


def test_bare_addresses_are_kept_exactly():
    text = "See https://example.org/a_b_*c*/ (https://example.org/x_(y)) and “so (https://example.org/z)” said."
    citations = render(body(plain(f"Weeknotes\n\n{text}\n")), key="abc").citations
    assert [cited.url for cited in citations] == [
        "https://example.org/a_b_*c*/",
        "https://example.org/x_(y)",
        "https://example.org/z",
    ]


def test_a_dumped_page_gets_its_links_back():
    dump = (
        "                  Weeknotes 12\n\n"
        "   We met the [1]Housing team and it was a good and long meeting, with many\n"
        "   people from many places, and with [2]https://example.org/two as well, and\n   so on it went until the very"
        " end of a day that was long and also very hot\n   for most of us.\n\n[3]Libraries\n\n   A paragraph about "
        "libraries.\n\nReferences\n\n   1. https://example.org/one\n   2. https://example.org/two\n"
        "   3. https://example.org/three\n"
    )
    reading = plain(dump)
    assert headings(reading) == ["", "Libraries"]
    assert "[Housing](https://example.org/one) team" in bodies(reading)[0]
    assert "with https://example.org/two as well" in bodies(reading)[0]
    assert bodies(reading)[1] == "[Libraries](https://example.org/three)\n\nA paragraph about libraries."


def test_a_first_line_that_is_a_long_sentence_is_no_title():
    line = "This week was long, hot and busy, with people on leave and a release that went wrong twice over."
    reading = plain(f"{line}\n\nMore.\n", "2024-06-07.txt")
    assert reading.title == "Weeknotes w/c 3 June 2024"
    assert body(reading).startswith(line)


def test_a_text_file_that_holds_markdown_is_read_as_markdown():
    assert headings(plain("# Weeknotes\n\n## One\n\n- a\n\n## Two\n\nb\n")) == ["One", "Two"]


# --- Letters ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_files_in_many_letters_are_read(encoding):
    reading = read("Week notes – café\r\n\r\nWords “here” cost €5.\r\n".encode(encoding), name="a.txt", today=TODAY)
    assert (reading.title, body(reading)) == ("Week notes – café", "Words “here” cost €5.")


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "empty"),
        (b" \n\r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04" + bytes(50), "ZIP"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n", "image"),
        (b"{\\rtf1 Words}", "RTF"),
        (b"\xff\xfe" + b"a" * 3, "not"),
        (bytes(range(1, 9)) * 20 + b"abc", "control"),
        (b"a" * 5_000_001, "5 MB"),
        (b"a " * 2_000_000, "characters"),
        (b"---\na: &a [1]\nb: *a\n---\nx", "refers to itself"),
        (b"---\na: " + b"[" * 9_000 + b"\n---\nx", "nested"),
        (b"---\na: " + b"{a: " * 100 + b"x" + b"}" * 100 + b"\n---\nx", "nested"),
        (b"---\n: [\n---\nx", "YAML"),
        (b"---\naudience: the boss\n---\nx", "audience"),
        (b"# T\n\n## S\n<!-- audience: friends -->\n\nx", "audience"),
        (b"T\n\n" + b"word " * 20_000, "paragraph"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(raw, why):
    for name in ("a.md", "a.txt"):
        start = perf_counter()
        if b"audience" in raw or b"---" in raw:
            name = "a.md"
        with pytest.raises(Unreadable, match=why) as refusal:
            read(raw, name=name, today=TODAY)
        assert str(refusal.value)[0].isupper() or str(refusal.value)[0] == "“"
        assert str(refusal.value).endswith(".")
        assert perf_counter() - start < 2


def test_another_kind_of_file_is_refused():
    with pytest.raises(Unreadable, match=r"\.md"):
        read(b"Words", name="a.xlsx")


def test_control_characters_are_dropped():
    assert body(plain("Weeknotes\n\nNul\x00 and bell\x07 and tab.\n")) == "Nul and bell and tab."


# --- Markdown ---------------------------------------------------------------------------------------------------


def test_headings_split_at_the_level_that_is_used_and_deeper_ones_stay():
    reading = markdown("# Weeknotes\n\nHello.\n\n## One\n\na\n\n### Deep\n\nb\n\nTwo\n---\n\nc\n\n##Three\n\nd\n")
    assert reading.title == "Weeknotes"
    assert headings(reading) == ["", "One", "Two", "Three"]
    assert bodies(reading)[1] == "a\n\n### Deep\n\nb"


def test_headings_in_code_are_code():
    reading = markdown("# Weeknotes\n\n```\n# no heading\n## nor this\n```\n\n## One\n\na\n")
    assert headings(reading) == ["", "One"]


def test_a_heading_that_is_a_link_keeps_it():
    reading = markdown("---\ntitle: T\n---\n## [Plans](https://example.org/p) *now* {#plans}\n\na\n\n## B\n\nb\n")
    assert headings(reading) == ["Plans now", "B"]
    assert bodies(reading)[0] == "[Plans](https://example.org/p)\n\na"


def test_definitions_go_with_the_sections_that_use_them():
    reading = markdown(
        "# W\n\n## A\n\n[one] and [^n].\n\n## B\n\n[text][One]\n\n## C\n\nNothing.\n\n"
        "[one]: https://example.org/1 'Title'\n[^n]: A note\n    of two lines.\n"
    )
    a, b, c = bodies(reading)
    assert a == "[one] and [^n].\n\n[^n]: A note\n    of two lines.\n\n[one]: https://example.org/1 'Title'"
    assert b == "[text][One]\n\n[one]: https://example.org/1 'Title'"
    assert c == "Nothing."


def test_a_footnote_that_nothing_refers_to_is_not_lost():
    assert "Lonely words." in "".join(bodies(markdown("# W\n\nHello.\n\n[^x]: Lonely words.\n")))


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Weeknotes 5\ndate: 2018-08-03\ntags: [Search, weeknotes]\nsummary: In *short*\ndraft: true\n---\n",
        '+++\ntitle = "Weeknotes 5"\ndate = 2018-08-03\ntags = ["Search", "weeknotes"]\n'
        'summary = "In *short*"\ndraft = true\n+++\n',
        "Title: Weeknotes 5\nDate: 2018-08-03\nTags: Search, weeknotes\nSummary: In *short*\nStatus: draft\n\n",
        '{"title": "Weeknotes 5", "date": "2018-08-03", "tags": ["Search"], "summary": "In <b>short</b>", '
        '"draft": true}\n',
        '\n{:title "Weeknotes 5", :date "2018-08-03", :tags ["Search" "blog"] :summary "In short" :draft true}\n\n',
    ],
)
def test_front_matter_of_many_kinds(front):
    reading = markdown(f"{front}\nWords.\n")
    assert (reading.title, reading.week.key, reading.draft) == ("Weeknotes 5", "2018-07-30", True)
    assert reading.content.summary == "In short"
    assert reading.content.sections[0].topics == ("Search",)
    assert body(reading) == "Words."


def test_front_matter_keeps_words_as_they_are_typed():
    reading = markdown("---\ntitle: no\ntags: [off, 1e3, 12:30]\n---\nx")
    assert reading.title == "no"
    assert reading.content.sections[0].topics == ("off", "1e3", "12:30")


def test_a_constructor_in_yaml_makes_nothing():
    reading = markdown("---\ntitle: !!python/object/apply:os.getcwd []\n---\nWords here.\n")
    assert reading.title == "Note" or "/" not in reading.title


def test_front_matter_that_is_no_yaml_is_read_by_its_lines():
    reading = markdown("---\ntitle: Weeknotes: the return\ndate: 2018-08-03\n---\nWords.")
    assert (reading.title, reading.week.key) == ("Weeknotes: the return", "2018-07-30")
    assert "line 2" in reading.warnings[0]


def test_a_rule_at_the_top_is_no_front_matter():
    assert "Words one" in body(markdown("---\nWords one.\n\n---\nMore.\n"))


def test_a_body_in_the_front_matter_is_found():
    reading = markdown(
        "---\ntitle: T\ndetails:\n  content: |\n    <p>One &amp; <em>two</em></p>\n    <ul><li>a</li></ul>\n---\n"
    )
    assert body(reading) == "One & *two*\n\n- a"


def test_a_summary_that_is_too_long_becomes_the_opening():
    reading = markdown(f"---\ntitle: T\nsummary: {'word ' * 120}end\n---\n## A\n\na\n\n## B\n\nb\n")
    assert reading.content.summary == ""
    assert bodies(reading)[0].endswith("word end")
    assert "summary" in reading.warnings[0]


def test_our_own_form_says_what_a_section_is_about_and_for_whom():
    reading = markdown(
        "---\njournal: rob-miller\nweek: 2018-07-30\ntitle: W\ntopics: [all staff]\n---\n"
        "<!-- audience: colleagues -->\nHello.\n\n"
        "## Plans\n<!-- topics: Money, service design; audience: members; key: plansabc -->\n\nx\n\n## Rest\n\ny\n"
    )
    opening, plans, rest = reading.content.sections
    assert reading.journal == "rob-miller"
    assert (opening.audience, opening.topics, opening.body) == ("colleagues", ("all staff",), "Hello.")
    assert (plans.key, plans.audience) == ("plansabc", "members")
    assert plans.topics == ("Money", "service design", "all staff")
    assert (plans.body, rest.audience) == ("x", "everyone")


def test_an_audience_said_anywhere_in_a_section_counts_and_the_narrowest_wins():
    reading = markdown("# W\n\nHi <!-- audience: members --> there.\n\n<!-- audience: colleagues -->\n")
    assert reading.content.sections[0].audience == "members"


def test_words_that_nothing_refers_to_are_not_shown_more_widely():
    reading = markdown("# W\n\n## A\n<!-- audience: members -->\n\na\n\n[^x]: Secret.\n\n## B\n\nb\n")
    assert "Secret" in reading.content.sections[0].body


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<a href="https://e.org/?a=1&amp;b=2">words</a>', "[words](https://e.org/?a=1&b=2)"),
        (
            '<a href="https://e.org"><img src="https://e.org/x.png" alt="A cat"></a>',
            "[![A cat](https://e.org/x.png)](https://e.org)",
        ),
        ('<img src="/x.png" alt="A [b]" title="Seen">', '![A \\[b\\]](/x.png "Seen")'),
        ('<a href="javascript:alert(1)">words</a>', "words"),
        ("one<br>two<br />three", "one  \ntwo  \nthree"),
        ("<em>a</em> <strong>b</strong> <code>c_d</code> <del>e</del>", "*a* **b** `c_d` ~~e~~"),
        ("H<sub>2</sub>O and <u>more</u>", "H2O and more"),
        ("caf&eacute; &mdash; &lt;b&gt; &amp; co", "café — \\<b\\> & co"),
        ("a &amp;lt; b", "a &amp;lt; b"),
        ("<foo>kept</foo> a < b > c <3", "<foo>kept</foo> a < b > c <3"),
        ("`<b>` and {{< call >}} and <https://e.org>", "`<b>` and {{< call >}} and <https://e.org>"),
        ("<p>One\ntwo</p>\n<p>Three</p>", "One two\n\nThree"),
        ("<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>", "- a\n- b\n    1. c"),
        ("<ul>\n\n<li>a\n\n<li>b\n\n</ul>", "- a\n- b"),
        ("<blockquote><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ("<blockquote>\n\n**a**\n\n</blockquote>", "> **a**"),
        ('<div markdown="1">\n- a\n- b\n</div>', "- a\n- b"),
        ("<pre><code>a &lt; b\n  c</code></pre>", "```\na < b\n  c\n```"),
        (
            "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2|3</td></tr></table>",
            "| a | b |\n| --- | --- |\n| 1 | 2\\|3 |",
        ),
        ('<iframe src="https://e.org/v"></iframe>', "<https://e.org/v>"),
        ("<script>x()</script>words<style>b{}</style>", "words"),
        ("<!-- hidden --> words <!-- more\n\nhidden -->", "words"),
        ("<p>It cost *5* and 1_0_0 [x](y)</p>", "It cost \\*5\\* and 1_0_0 \\[x](y)"),
        ("<h2>Not a section</h2>\n<p>x</p>", "## Not a section\n\nx"),
        ("<p>never closed <b>bold", "never closed **bold**"),
        ('<img src="data:image/png;base64,AAAA" alt="Chart">', "Chart"),
    ],
)
def test_html_within_markdown_becomes_markdown(html, expected):
    from notes.importers.raw_html import converted

    assert converted(html, []).strip() == expected


def test_a_tweet_keeps_its_words_and_loses_its_script():
    reading = markdown(
        '# W\n\n<blockquote class="twitter-tweet"><p lang="en">Hello <a href="https://t.co/x">#all</a></p>&mdash; Ana '
        '(@ana) <a href="https://twitter.com/ana/status/1">June 5, 2024</a></blockquote> '
        '<script async src="https://platform.twitter.com/widgets.js"></script>\n\nAfter.\n'
    )
    assert body(reading) == (
        "> Hello [#all](https://t.co/x)\n>\n> — Ana (@ana) [June 5, 2024](https://twitter.com/ana/status/1)\n\nAfter."
    )


def test_a_hidden_comment_is_left_out_and_told_of():
    reading = markdown("# W\n\nWords. <!-- ask Bob about the budget -->\n")
    assert body(reading) == "Words."
    assert "ask Bob" in reading.warnings[0]


def test_a_document_that_is_all_html_has_sections():
    reading = markdown("<h1>Weeknotes</h1>\n<p>Hi</p>\n<h2>One</h2>\n<p>a</p>\n<h2>Two</h2>\n<ul><li>b</li></ul>\n")
    assert (reading.title, headings(reading)) == ("Weeknotes", ["", "One", "Two"])


# --- Limits -----------------------------------------------------------------------------------------------------


def test_a_very_long_section_goes_on_in_more_sections():
    paragraphs = [f"{n} {'word ' * 500}".strip() for n in range(40)]
    reading = markdown("# W\n\n## Long\n\n" + "\n\n".join(paragraphs))
    assert headings(reading)[0] == "Long"
    assert set(headings(reading)[1:]) == {""}
    assert all(len(text) <= MAX_BODY for text in bodies(reading))
    assert "\n\n".join(bodies(reading)) == "\n\n".join(paragraphs)


def test_more_sections_than_an_entry_may_have_become_one():
    reading = markdown("# W\n\n" + "\n\n".join(f"## H{n}\n\nbody {n}" for n in range(80)))
    assert len(reading.content.sections) == MAX_SECTIONS
    assert "### H79\n\nbody 79" in bodies(reading)[-1]


def test_sections_for_different_people_are_never_made_one():
    sections = [f"## H{n}\n<!-- audience: {'members' if n % 2 else 'everyone'} -->\n\nbody {n}" for n in range(80)]
    with pytest.raises(Unreadable, match="sections"):
        markdown("# W\n\n" + "\n\n".join(sections))


def test_a_title_that_is_too_long_stands_whole_in_the_opening():
    title = "word " * 50 + "end"
    reading = markdown(f"# {title}\n\nHello.\n")
    assert reading.title.endswith("…")
    assert bodies(reading)[0] == f"{title}\n\nHello."


@pytest.mark.parametrize(
    "text",
    ["<b>" * 15_000, "<a href='" * 5_000, "<!--" * 12_000, "`" * 40_000, "[" * 40_000, "<div>" * 9_000, "&" * 40_000,
     "*" * 40_000, "![](" * 10_000, "# " * 20_000, "> " * 20_000, "- " * 20_000, "{{" * 20_000, "[^1]" * 10_000],
)  # fmt: skip
@pytest.mark.parametrize("name", ["a.md", "a.txt"])
def test_hostile_text_is_read_in_seconds(text, name):
    start = perf_counter()
    with suppress(Unreadable):
        read(f"T\n\n{text}\n\nend".encode(), name=name, today=TODAY)
    assert perf_counter() - start < 3
