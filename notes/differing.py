"""What differs between two states of an entry: part by part to read, or in a few words."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from notes.comparing import Pair, compare, longest_run
from notes.content import EntryContent, SectionContent


@dataclass(frozen=True)
class Part:
    """A section, the title or the summary in two versions.

    `fate` is "same", "changed", "moved", "removed" or "added".
    """

    name: str
    fate: str
    heading: str
    pairs: list[Pair]
    facts: list[str]  # what changed beside the words

    @property
    def words(self) -> int:
        return sum(pair.words for pair in self.pairs)

    @property
    def added(self) -> int:
        return sum(pair.added for pair in self.pairs)

    @property
    def removed(self) -> int:
        return sum(pair.removed for pair in self.pairs)


def differences(before: EntryContent, now: EntryContent) -> list[Part]:
    """Title, summary and sections, in the order of the later; what is gone stands at the end."""
    parts = [
        Part(name, "same" if was == becomes else "changed", name, compare(was, becomes), [])
        for name, was, becomes in (("Title", before.title, now.title), ("Summary", before.summary, now.summary))
        if was or becomes
    ]
    places = moves(before, now)
    keys = {section.key: None for content in (now, before) for section in content.sections}
    for number, key in enumerate(keys, 1):
        was, becomes = before.section(key), now.section(key)
        moved = [f"moved from {ordinal(places[key][0])} to {ordinal(places[key][1])} place"] if key in places else []
        parts.append(_section_part(was, becomes, number, moved))
    return parts


def moves(before: EntryContent, now: EntryContent) -> dict[str, tuple[int, int]]:
    """The places of the sections that moved, as few as tell the whole of it: what stands still between them did not."""
    here, there = ([s.key for s in content.sections] for content in (before, now))
    kept = [key for key in there if key in here]
    still = set(longest_run([here.index(key) for key in kept]))
    return {key: (here.index(key) + 1, there.index(key) + 1) for key in kept if here.index(key) not in still}


def ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def in_short(before: EntryContent, now: EntryContent) -> str:
    """ "2 sections changed, 1 added, +120 words" """
    fates = Counter(_fate(before.section(key), now.section(key)) for key in _keys(before, now))
    del fates["same"]
    told = [
        f"{'1 section' if n == 0 and count == 1 else f'{count} sections' if n == 0 else count} {fate}"
        for n, (fate, count) in enumerate(
            (fate, fates[fate]) for fate in ("changed", "added", "removed") if fates[fate]
        )
    ]
    if moved := len(moves(before, now)):
        told.append(f"{moved} moved" if told else f"{moved} section{'s' * (moved > 1)} moved")
    told += [f"{name} changed" for name in ("title", "summary") if getattr(before, name) != getattr(now, name)]
    words_before, words_now = (
        Counter(words for s in content.sections for words in _words(s)) for content in (before, now)
    )
    if added := (words_now - words_before).total():
        told.append(f"+{added:,} word{'s' * (added > 1)}")
    if removed := (words_before - words_now).total():
        told.append(f"−{removed:,} word{'s' * (removed > 1)}")
    return ", ".join(told)


def as_words(one: SectionContent | None, other: SectionContent | None) -> tuple[str, str]:
    """The texts of both, with their headings where those differ."""
    with_heading = one is not None and other is not None and one.heading != other.heading

    def words(section: SectionContent | None) -> str:
        if section is None:
            return ""
        return "\n\n".join(part for part in (section.heading, section.body) if part) if with_heading else section.body

    return words(one), words(other)


def _section_part(was: SectionContent | None, becomes: SectionContent | None, number: int, moved: list[str]) -> Part:
    here = becomes or was
    assert here is not None
    fate = "moved" if moved and was == becomes else _fate(was, becomes)
    heading = here.heading or f"Section {number}, without a heading"
    return Part(here.key, fate, heading, compare(*as_words(was, becomes)), moved + _facts(was, becomes))


def _facts(was: SectionContent | None, becomes: SectionContent | None) -> list[str]:
    if was is None or becomes is None:
        return []
    found = []
    if was.heading != becomes.heading and was.heading:
        found.append(f"was called ‘{was.heading}’")
    if was.audience != becomes.audience:
        found.append(f"for {was.audience}, then for {becomes.audience}")
    if was.topics != becomes.topics:
        found.append(f"topics: {', '.join(was.topics) or 'none'}, then {', '.join(becomes.topics) or 'none'}")
    return found


def _fate(was: SectionContent | None, becomes: SectionContent | None) -> str:
    was, becomes = (None if section and section.is_empty else section for section in (was, becomes))
    if was == becomes:
        return "same"
    return "added" if was is None else "removed" if becomes is None else "changed"


def _keys(*contents: EntryContent) -> dict[str, None]:
    return {section.key: None for content in contents for section in content.sections}


def _words(section: SectionContent) -> list[str]:
    return re.findall(r"\w+", f"{section.heading} {section.body}")
