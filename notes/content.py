"""What an author wrote, as frozen values that check themselves when made. To and from JSON and Markdown."""

from __future__ import annotations

import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

EVERYONE, COLLEAGUES, MEMBERS = "everyone", "colleagues", "members"
AUDIENCES = (EVERYONE, COLLEAGUES, MEMBERS)  # from the widest to the narrowest

FORMAT = 1  # of the JSON; a later format reads the earlier ones
MAX_TITLE, MAX_SUMMARY, MAX_HEADING, MAX_TOPIC = 200, 500, 200, 60  # characters
MAX_BODY = 50_000
MAX_BODIES = 250_000  # all sections together; the longest real one that we know has 25,000
MAX_SECTIONS, MAX_TOPICS = 60, 12

KEY_LETTERS = "abcdefghijkmnpqrstuvwxyz"  # no "l" and no "o": keys are read aloud and typed
_TURNS = frozenset("LRE RLE LRO RLO PDF LRI RLI FSI PDI".split())  # Unicode's classes of what turns all that follows
_KEY_CHARACTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


class BadContent(ValueError):
    """What was written cannot be kept as it is. `field` names the part: "title", "heading", "topics" …"""

    def __init__(self, field: str, message: str, *, section: str = "") -> None:
        super().__init__(message)
        self.field = field
        self.section = section


def new_key() -> str:
    """A section's key for life: eight letters, unlikely (1 in 10¹¹) to meet twice."""
    return "".join(secrets.choice(KEY_LETTERS) for _ in range(8))


@dataclass(frozen=True)
class SectionContent:
    key: str
    heading: str = ""
    body: str = ""
    topics: tuple[str, ...] = ()
    audience: str = EVERYONE

    def __post_init__(self) -> None:
        if not 1 <= len(self.key) <= 24 or not set(self.key) <= _KEY_CHARACTERS or not self.key[0].isalpha():
            raise BadContent("key", f"“{self.key[:40]}” is no key of a section.", section=self.key)
        if self.key[-1].isdigit() or "-" in self.key:  # "<key>-3" is the third activity's
            raise BadContent("key", f"“{self.key}” would collide with an activity’s address.", section=self.key)
        object.__setattr__(self, "heading", one_line(self.heading))
        object.__setattr__(self, "body", clean(self.body))
        object.__setattr__(self, "topics", unique_topics(self.topics))
        if self.audience not in AUDIENCES:
            raise BadContent(
                "audience", f"“{self.audience}” is no audience: choose {', '.join(AUDIENCES)}.", section=self.key
            )
        _check_length("heading", "heading", self.heading, MAX_HEADING, self.key)
        _check_length("body", "text of a section", self.body, MAX_BODY, self.key)
        if len(self.topics) > MAX_TOPICS:
            raise BadContent(
                "topics", f"{len(self.topics)} topics are too many: {MAX_TOPICS} at most.", section=self.key
            )
        for topic in self.topics:
            _check_length("topics", f"topic “{topic[:20]}…”", topic, MAX_TOPIC, self.key)

    @property
    def is_empty(self) -> bool:
        return not self.heading and not self.body.strip()

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "heading": self.heading,
            "body": self.body,
            "topics": list(self.topics),
            "audience": self.audience,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> SectionContent:
        return cls(
            key=stored["key"],
            heading=stored["heading"],
            body=stored["body"],
            topics=tuple(stored["topics"]),
            audience=stored["audience"],
        )


@dataclass(frozen=True)
class EntryContent:
    title: str = ""
    summary: str = ""
    sections: tuple[SectionContent, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", one_line(self.title))
        object.__setattr__(self, "summary", one_line(self.summary))
        object.__setattr__(self, "sections", tuple(self.sections))
        _check_length("title", "title", self.title, MAX_TITLE)
        _check_length("summary", "summary", self.summary, MAX_SUMMARY)
        if len(self.sections) > MAX_SECTIONS:
            raise BadContent("sections", f"{len(self.sections)} sections are too many: {MAX_SECTIONS} at most.")
        length = sum(len(section.body) for section in self.sections)
        if length > MAX_BODIES:
            raise BadContent("sections", f"The entry is {length:,} characters long: {MAX_BODIES:,} at most.")
        keys = [section.key for section in self.sections]
        if len(keys) != len(set(keys)):
            raise BadContent("sections", "Two sections have the same key.")

    @property
    def is_empty(self) -> bool:
        return not self.summary and all(section.is_empty for section in self.sections)

    def section(self, key: str) -> SectionContent | None:
        return next((section for section in self.sections if section.key == key), None)

    def without_empty_sections(self) -> EntryContent:
        return replace(self, sections=tuple(section for section in self.sections if not section.is_empty))

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "title": self.title,
            "summary": self.summary,
            "sections": [section.to_json() for section in self.sections],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> EntryContent:
        """Raise ValueError for a format that is newer than this code."""
        if stored.get("format") != FORMAT:
            raise ValueError(f"Content of format {stored.get('format')!r} cannot be read by this version.")
        return cls(
            title=stored["title"],
            summary=stored["summary"],
            sections=tuple(SectionContent.from_json(section) for section in stored["sections"]),
        )


def clean(text: str) -> str:
    """The text with one kind of line end and without control characters, which feeds, databases
    and XML refuse (Word's vertical tab becomes a line end). Nothing else changes: bytes typed are bytes kept.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n")
    return "".join(c for c in text if c in "\n\t" or not _is_unspeakable(c))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def topic_name(name: str) -> str:
    """What was typed for a topic, without the marks before and between topics and without what turns the direction of
    writing: a name stands in lists and sentences, which would be read backwards after it.
    """
    name = "".join(letter for letter in one_line(name) if unicodedata.bidirectional(letter) not in _TURNS)
    return name.lstrip("#, ").rstrip(", ")


def topic_key(name: str) -> str:
    """What two spellings of a topic share: case, accents' encoding, spaces, hyphens and a leading # fold."""
    folded = unicodedata.normalize("NFKC", name).casefold().lstrip("#")
    return " ".join(folded.replace("-", " ").replace("_", " ").replace("‐", " ").replace("‑", " ").split())


def unique_topics(names: Iterable[str]) -> tuple[str, ...]:
    """In the order given; of two spellings of one topic the first is kept."""
    found: dict[str, str] = {}
    for name in names:
        name = topic_name(name)
        if topic_key(name):
            found.setdefault(topic_key(name), name)
    return tuple(found.values())


def _is_unspeakable(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Cc" or category == "Cs" or ord(character) & 0xFFFE == 0xFFFE


def _check_length(field: str, name: str, value: str, most: int, section: str = "") -> None:
    if len(value) > most:
        raise BadContent(field, f"The {name} is {len(value):,} characters long: {most:,} at most.", section=section)
