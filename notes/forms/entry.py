"""The desk's form. It is made from what is saved or from what the browser sent, keeps everything that was typed,
and reads it as content when nothing has to be put right.

The order of the sections is that of the fields named "section", which hold their keys; a section's other fields
are "heading-<key>", "topics-<key>", "audience-<key>", "body-<key>" and "removed-<key>".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.http import QueryDict

from notes.content import (
    EVERYONE,
    MAX_BODIES,
    MAX_BODY,
    MAX_HEADING,
    MAX_SECTIONS,
    MAX_SUMMARY,
    MAX_TITLE,
    MAX_TOPIC,
    MAX_TOPICS,
    MEMBERS,
    BadContent,
    EntryContent,
    SectionContent,
    clean,
    new_key,
    one_line,
)
from notes.forms.week import read_week
from notes.models import Entry, Revision
from notes.publishing import suggested_title
from notes.weeks import Week

Value = TypeVar("Value")


@dataclass
class SectionFields:
    """One section as it stands in the form. `focus` names the control that a person expects to be in."""

    key: str
    heading: str = ""
    topics: str = ""
    audience: str = EVERYONE
    body: str = ""
    is_removed: bool = False
    number: int = 0
    is_last: bool = False
    focus: str = ""
    there: str = ""  # who else writes here now
    prompt: str = ""  # the journal's own sentence that helps to write it
    asks: bool = False  # which topics it may be filed under
    offered: list[str] = field(default_factory=list)  # those
    errors: dict[str, str] = field(default_factory=dict)
    most: ClassVar = {"heading": MAX_HEADING, "body": MAX_BODY, "topic": MAX_TOPIC, "topics": MAX_TOPICS}

    @classmethod
    def of(cls, section: SectionContent) -> SectionFields:
        return cls(section.key, section.heading, ", ".join(section.topics), section.audience, section.body)

    @classmethod
    def sent(cls, key: str, post: QueryDict) -> SectionFields:
        return cls(
            key=key if is_key(key) else new_key(),  # the words are kept whatever became of the key
            heading=clean(post.get(f"heading-{key}", "")),
            topics=clean(post.get(f"topics-{key}", "")),
            audience=post.get(f"audience-{key}", ""),
            body=clean(post.get(f"body-{key}", "")),
            is_removed=bool(post.get(f"removed-{key}")),
        )

    @property
    def name(self) -> str:
        return self.heading.strip() or f"Section {self.number}"

    @property
    def has_words(self) -> bool:
        return bool(self.heading.strip() or self.body.strip())

    @property
    def topic_names(self) -> list[str]:
        return re.split(r"[,\n]", self.topics)

    def file_under(self, topic: str) -> None:
        """What was typed before it stays as it was typed."""
        typed = self.topics.rstrip(", \n")
        self.topics = ", ".join(filter(None, [typed, one_line(topic)]))

    def read(self) -> SectionContent:
        """Errors are noted; where there are any, the value is only good for finding more of them."""
        values: dict[str, Any] = {
            "key": self.key,
            "heading": self.heading,
            "body": self.body,
            "topics": tuple(self.topic_names),
            "audience": self.audience,
        }
        blank = {"heading": "", "body": "", "topics": (), "audience": MEMBERS}
        section, self.errors = _made(SectionContent, values, blank)
        if "audience" in self.errors:
            self.errors["audience"] = "Choose who may read this section."
            self.audience = MEMBERS  # the safe one stands chosen until they do
        return section


@dataclass
class EntryForm:
    entry: Entry
    base: Revision  # the revision that the writer started from
    week: str
    title: str
    summary: str
    sections: list[SectionFields]
    errors: dict[str, str] = field(default_factory=dict)
    is_unsaved: bool = False
    content: EntryContent = field(default_factory=EntryContent)  # set by is_ready
    chosen_week: Week | None = None  # set by is_ready
    opened_week: str = ""  # the key of the week that the page was opened with
    most: ClassVar = {"title": MAX_TITLE, "summary": MAX_SUMMARY, "bodies": MAX_BODIES, "sections": MAX_SECTIONS}

    @classmethod
    def of(cls, entry: Entry) -> EntryForm:
        """What is saved, with a title and a first section suggested where there are none."""
        assert entry.head is not None  # an entry is born with a revision
        content = entry.head.read()
        sections = [SectionFields.of(section) for section in content.sections] or [SectionFields(new_key())]
        title = content.title or suggested_title(entry.week)
        form = cls(entry, entry.head, entry.week.name, title, content.summary, sections, opened_week=entry.week.key)
        return form.numbered()

    @classmethod
    def sent(cls, entry: Entry, post: QueryDict) -> EntryForm:
        keys = dict.fromkeys(post.getlist("section"))
        return cls(
            entry=entry,
            base=base_of(entry, post.get("base", "")),
            week=clean(post.get("week", entry.week.name)),
            title=clean(post.get("title", "")),
            summary=clean(post.get("summary", "")),
            sections=[SectionFields.sent(key, post) for key in keys],
            is_unsaved=True,
            opened_week=post.get("opened-week", entry.week.key),
        ).numbered()

    def numbered(self) -> EntryForm:
        shown = [section for section in self.sections if not section.is_removed]
        for number, section in enumerate(shown, 1):
            section.number, section.is_last = number, number == len(shown)
        return self

    @property
    def count(self) -> int:
        return sum(not section.is_removed for section in self.sections)

    @property
    def is_full(self) -> bool:
        return self.count >= MAX_SECTIONS

    @property
    def blank(self) -> SectionFields:
        """What a script copies when a section is added without asking the server."""
        return SectionFields("newsection", number=self.count + 1)

    @property
    def problems(self) -> list[tuple[str, str]]:
        """What has to be put right, from top to bottom: the id of the field, and the sentence."""
        own = [(name, sentence) for name, sentence in self.errors.items()]
        return own + [
            (f"{section.key}-{name}", sentence)
            for section in self.sections
            for name, sentence in section.errors.items()
        ]

    def rearrange(self, act: str) -> bool:
        """Do what a button of the form asks: "add", "add:<key>" (below it), "up:<key>", "down:<key>",
        "remove:<key>", "undo:<key>", "suggest:<key>" (its topics), "file:<key>:<topic>" (under one of those). False
        where it asks for something else.
        """
        verb, _, place = act.partition(":")
        key, _, topic = place.partition(":")
        acts: dict[str, Callable[[SectionFields | None], None]] = {
            "add": self._add,
            "up": lambda section: self._move(section, -1),
            "down": lambda section: self._move(section, 1),
            "remove": self._remove,
            "undo": self._undo,
            "suggest": lambda section: self._file(section, ""),
            "file": lambda section: self._file(section, topic),
        }
        if verb not in acts:
            return False
        acts[verb](next((section for section in self.sections if section.key == key), None))
        self.numbered()
        return True

    def _add(self, above: SectionFields | None) -> None:
        if self.is_full:
            self.errors["sections"] = f"{MAX_SECTIONS} sections are the most that an entry holds."
            return
        place = self.sections.index(above) + 1 if above else len(self.sections)
        self.sections.insert(place, SectionFields(new_key(), focus="heading"))

    def _move(self, section: SectionFields | None, step: int) -> None:
        if section is None:
            return
        shown = [s for s in self.sections if not s.is_removed or s is section]
        place = shown.index(section) + step
        if 0 <= place < len(shown):
            here, there = self.sections.index(section), self.sections.index(shown[place])
            self.sections.insert(there, self.sections.pop(here))
        at_an_end = place <= 0 if step < 0 else place >= len(shown) - 1
        section.focus = {-1: "up", 1: "down"}[-step if at_an_end else step]  # the button pressed may be off now

    def _remove(self, section: SectionFields | None) -> None:
        if section is not None:
            section.is_removed, section.focus = True, "undo"

    def _undo(self, section: SectionFields | None) -> None:
        if section is not None:
            section.is_removed, section.focus = False, "heading"

    def _file(self, section: SectionFields | None, topic: str) -> None:
        if section is not None:
            section.asks = True
            if topic:
                section.file_under(topic)

    def is_ready(self) -> bool:
        """Read what was typed. True: `content` and `chosen_week` say it. False: `problems` says what to put right."""
        self.errors = {}
        self._read_week()
        sections = tuple([section.read() for section in self.sections if not section.is_removed])
        values = {"title": self.title, "summary": self.summary, "sections": sections}
        self.content, errors = _made(EntryContent, values, {"title": "", "summary": "", "sections": ()})
        self.errors |= errors
        return not self.problems

    def _read_week(self) -> None:
        """A title that only repeats the week moves with it."""
        try:
            self.chosen_week = read_week(self.week)
        except ValueError as problem:
            self.errors["week"] = str(problem)
            return
        if self.chosen_week.key == self.opened_week:  # not changed here: an old tab must not move the entry back
            self.chosen_week = self.entry.week
        if self.title.strip() == suggested_title(self.entry.week):
            self.title = suggested_title(self.chosen_week)


def base_of(entry: Entry, number: str) -> Revision:
    """The revision of this entry with that number. Where there is none the oldest stands in, so that
    nobody's later words are overwritten unseen.
    """
    if entry.head is not None and number == str(entry.head_id):
        return entry.head
    revisions = entry.revisions.order_by("pk")
    if number.isascii() and number.isdigit() and len(number) < 18:
        found = revisions.filter(pk=int(number)).first()
        if found is not None:
            return found
    return revisions[0]


def _made(make: Callable[..., Value], values: dict[str, Any], blank: dict[str, Any]) -> tuple[Value, dict[str, str]]:
    """The value, and every error on the way to it, not only the first: a field that is refused is left blank."""
    errors: dict[str, str] = {}
    while True:
        try:
            return make(**values), errors
        except BadContent as problem:
            errors[problem.field] = str(problem)
            values = values | {problem.field: blank[problem.field]}


def is_key(key: str) -> bool:
    try:
        SectionContent(key)
    except BadContent:
        return False
    return True
