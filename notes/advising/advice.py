"""One piece of advice, and the sections that it is given on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from notes import markup
from notes.content import EVERYONE, EntryContent, SectionContent
from notes.picture_addresses import PictureAddress

AROUND = 60  # characters on either side of the words in question
LONGEST = 160  # characters of the words themselves
MOST_OF_A_KIND = 6  # the rest is counted


@dataclass(frozen=True)
class Excerpt:
    """The words in question, as readers have them, and some of those around."""

    before: str
    words: str
    after: str

    @classmethod
    def of(cls, line: str, start: int, end: int) -> Excerpt:
        first, last = max(0, start - AROUND), end + AROUND
        before = line[first:start] if not first else f"…{line[first:start].partition(' ')[2]}"
        after = line[end:last] if last >= len(line) else f"{line[end:last].rpartition(' ')[0]}…"
        words = line[start:end]
        return cls(before, words if len(words) <= LONGEST else f"{words[:LONGEST].rpartition(' ')[0]}…", after)


@dataclass(frozen=True)
class Advice:
    """`anchor` is where it leads to at the desk, and `place` the name of that."""

    anchor: str
    place: str
    sentence: str
    why: str = ""
    excerpt: Excerpt | None = None
    picture: PictureAddress | None = None
    more: int = 0  # of the same kind, and not listed


@dataclass(frozen=True)
class Place:
    """A part of the draft: a section, or the title and summary that stand above all of them."""

    anchor: str
    name: str
    audience: str
    section: SectionContent | None = None
    words: str = ""

    @cached_property
    def proof(self) -> markup.Proof:
        return markup.proof(self.section.body) if self.section else markup.Proof((), ())

    @property
    def lines(self) -> Iterator[str]:
        """All that its readers read."""
        if self.words:
            yield self.words
        yield from self.proof.lines

    def advice(self, sentence: str, why: str = "", *, excerpt: Excerpt | None = None) -> Advice:
        return Advice(self.anchor, self.name, sentence, why, excerpt)


def places_in(content: EntryContent) -> list[Place]:
    """The title and the summary are read by whoever may read any section."""
    widest = EVERYONE if any(section.audience == EVERYONE for section in content.sections) else ""
    return [
        Place("desk-title", "the title", widest, words=content.title),
        Place("desk-summary", "the summary", widest, words=content.summary),
        *(
            Place(f"section-{section.key}", f"‘{name_of(section, number)}’", section.audience, section, section.heading)
            for number, section in enumerate(content.sections, 1)
        ),
    ]


def name_of(section: SectionContent, number: int) -> str:
    return section.heading or ("The opening" if number == 1 else f"Section {number}")


def at_most(found: list[Advice]) -> list[Advice]:
    """A few of one kind are advice; sixty are a wall."""
    listed = found[:MOST_OF_A_KIND]
    if len(found) > len(listed):
        listed[-1] = replace(listed[-1], more=len(found) - len(listed))
    return listed
