"""What an author wrote, as values: they check themselves, and no word changes on the way to JSON and back."""

from __future__ import annotations

import json
import random

import pytest

from notes.content import (
    MAX_BODY,
    MAX_HEADING,
    MAX_SECTIONS,
    MAX_TITLE,
    MAX_TOPIC,
    MAX_TOPICS,
    BadContent,
    EntryContent,
    SectionContent,
    new_key,
    topic_key,
    unique_topics,
)
from tests.shared import needs_shared, records


def section(**parts) -> SectionContent:
    return SectionContent(**({"key": "search", "heading": "Search"} | parts))


def test_content_survives_the_way_to_json_and_back():
    written = EntryContent(
        title="Weeknotes w/c 30 July 2018",
        summary="Ŵy, café, 👩🏽‍💻 and “quotes”",
        sections=(section(body="- one\n- two\n\n\tcode  \n", topics=("Digital inclusion",), audience="members"),),
    )
    assert EntryContent.from_json(json.loads(json.dumps(written.to_json()))) == written


def test_a_format_of_the_future_is_refused():
    with pytest.raises(ValueError, match="format 2"):
        EntryContent.from_json(EntryContent().to_json() | {"format": 2})


def test_line_ends_are_of_one_kind_and_control_characters_go():
    assert section(body="a\r\nb\rc\vd\u2028e\x00\x07\ufffe").body == "a\nb\nc\nd\ne"
    assert section(body="\ud800lone").body == "lone"


@pytest.mark.parametrize("kept", ["\t", "  trailing  ", "\u00a0", "\u200d", "\u202e", "e\u0301", "\ufeff", "\u00ad"])
def test_everything_else_is_kept_as_typed(kept):
    assert section(body=f"a{kept}b").body == f"a{kept}b"


def test_a_heading_and_a_title_are_one_line():
    assert section(heading=" On \n searching\t ").heading == "On searching"
    assert EntryContent(title="Week\r\nnotes").title == "Week notes"


@pytest.mark.parametrize(
    ("field", "parts"),
    [
        ("heading", {"heading": "x" * (MAX_HEADING + 1)}),
        ("body", {"body": "x" * (MAX_BODY + 1)}),
        ("topics", {"topics": [f"topic {n}" for n in range(MAX_TOPICS + 1)]}),
        ("topics", {"topics": ["x" * (MAX_TOPIC + 1)]}),
        ("audience", {"audience": "the world"}),
        ("key", {"key": ""}),
        ("key", {"key": "search-3"}),
        ("key", {"key": "search3"}),
        ("key", {"key": "Search"}),
        ("key", {"key": "x" * 25}),
        ("key", {"key": 'a"onclick'}),
    ],
)
def test_a_section_that_cannot_be_kept_names_its_field(field, parts):
    with pytest.raises(BadContent) as refused:
        section(**parts)
    assert refused.value.field == field
    assert refused.value.section == parts.get("key", "search")
    assert str(refused.value).endswith(".")


@pytest.mark.parametrize(
    ("field", "parts"),
    [
        ("title", {"title": "x" * (MAX_TITLE + 1)}),
        ("summary", {"summary": "x" * 501}),
        ("sections", {"sections": [section(), section()]}),
        ("sections", {"sections": [SectionContent(key="k" + "a" * n) for n in range(20)] * 4}),
    ],
)
def test_an_entry_that_cannot_be_kept_names_its_field(field, parts):
    with pytest.raises(BadContent) as refused:
        EntryContent(**parts)
    assert refused.value.field == field


def test_the_limits_themselves_are_allowed():
    full = section(heading="h" * MAX_HEADING, body="b" * MAX_BODY, topics=["t" * MAX_TOPIC])
    assert len(full.body) == MAX_BODY
    sections = tuple(SectionContent(key=new_key()) for _ in range(MAX_SECTIONS))
    assert len(EntryContent(sections=sections).sections) == MAX_SECTIONS


def test_keys_are_made_that_a_section_takes():
    keys = {new_key() for _ in range(2000)}
    assert len(keys) == 2000
    assert all(SectionContent(key=key).key == key for key in keys)


@pytest.mark.parametrize(
    "other",
    ["digital inclusion", "DIGITAL INCLUSION", "digital-inclusion", "digital  inclusion", "Digital_Inclusion",
     "#digital-inclusion", "digital\u2011inclusion", "digital\u00a0inclusion", " digital inclusion "],
)  # fmt: skip
def test_spellings_of_one_topic_share_a_key(other):
    assert topic_key(other) == topic_key("Digital inclusion")


@pytest.mark.parametrize(("one", "other"), [("C", "C++"), ("C#", "C++"), ("elan", "élan"), ("data", "open data")])
def test_other_topics_do_not(one, other):
    assert topic_key(one) != topic_key(other)


@pytest.mark.parametrize("spelling", ["cafe\u0301", "CAFÉ", "Café"])
def test_the_two_ways_to_write_an_accent_are_one(spelling):
    assert topic_key(spelling) == topic_key("café")


def test_of_two_spellings_the_first_is_kept_and_empty_ones_go():
    assert unique_topics(["#AI", "ai", " ", "#", ",", "Open data ", "open-data"]) == ("AI", "Open data")


def test_empty_sections_can_be_left_out():
    written = EntryContent(sections=(SectionContent(key="a"), section(), SectionContent(key="b", body=" \n")))
    assert written.without_empty_sections().sections == (section(),)
    assert EntryContent(sections=(SectionContent(key="a", body=" "),)).is_empty
    assert not EntryContent(summary="words").is_empty


def test_cleaning_twice_is_cleaning_once():
    chance = random.Random(31)
    letters = "ab \n\r\t\v\f\x00\x85\u2028\u2029\u00a0\ud800\ufffe#,-_é"
    for _ in range(3000):
        typed = "".join(chance.choice(letters) for _ in range(12))
        once = section(body=typed, heading=typed, topics=(typed, typed.upper()))
        assert SectionContent.from_json(json.loads(json.dumps(once.to_json()))) == once, repr(typed)


@needs_shared
@pytest.mark.parametrize("name", ["blns", "unicode"])
def test_naughty_strings_are_kept_or_refused_and_never_raise_anything_else(name):
    import base64

    for record in records(name):
        typed = record.get("input")
        if typed is None and "input_b64" in record:
            typed = base64.b64decode(record["input_b64"]).decode("utf-8", "replace")
        if typed is None:
            continue
        try:
            kept = EntryContent(title=typed, summary=typed, sections=(section(body=typed, topics=(typed,)),))
        except BadContent:
            continue
        assert EntryContent.from_json(json.loads(json.dumps(kept.to_json()))) == kept
        words = [word for word in kept.sections[0].body.split() if word]
        assert len("".join(words)) >= sum(c.isalnum() for c in typed)


def test_an_entry_as_a_whole_has_a_limit():
    sections = tuple(SectionContent(key=f"part{letter}", body="a" * 50_000) for letter in "abcdef")
    with pytest.raises(BadContent, match="250,000 at most"):
        EntryContent(sections=sections)
