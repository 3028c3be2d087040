"""What stands on the pages about earlier revisions: the history, one of them, and two that clash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page

from notes.comparing import Pair, compare
from notes.content import EntryContent, SectionContent
from notes.merging import Clash, Merge, merge
from notes.models import Entry, Revision


@dataclass(frozen=True)
class Part:
    """A section, the title or the summary in two versions. `fate` is "same", "changed", "removed" or "added"."""

    name: str
    fate: str
    heading: str
    pairs: list[Pair]
    facts: list[str]  # what changed beside the words


def history_page(entry: Entry, revisions: Page) -> dict[str, Any]:
    road = road_to(entry)
    return {
        "place": "desk",
        "entry": entry,
        "week": entry.week,
        "revisions": [(revision, revision.pk in road) for revision in revisions],
        "page": revisions,
    }


def road_to(entry: Entry) -> set[int]:
    """The revisions that the draft as it stands grew from; others were put away, or clashed and stand beside it."""
    bases = dict(entry.revisions.values_list("pk", "base"))
    road: set[int] = set()
    here = entry.head_id
    while here in bases and here not in road:
        road.add(here)
        here = bases[here]
    return road


def revision_page(entry: Entry, earlier: Revision) -> dict[str, Any]:
    assert entry.head is not None
    before, now = earlier.read(), entry.head.read()
    parts = differences(before, now)
    return {
        "place": "desk",
        "entry": entry,
        "week": entry.week,
        "revision": earlier,
        "content": before,
        "is_head": earlier.pk == entry.head_id,
        "parts": parts,
        "changed": sum(part.fate != "same" for part in parts),
    }


def differences(before: EntryContent, now: EntryContent) -> list[Part]:
    """Title, summary and sections, in the order of today's; what is gone stands at the end."""
    parts = [
        Part(name, "same" if was == becomes else "changed", name, compare(was, becomes), [])
        for name, was, becomes in (("Title", before.title, now.title), ("Summary", before.summary, now.summary))
        if was or becomes
    ]
    keys = {section.key: None for content in (now, before) for section in content.sections}
    for number, key in enumerate(keys, 1):
        parts.append(section_part(before.section(key), now.section(key), number))
    return parts


def section_part(was: SectionContent | None, becomes: SectionContent | None, number: int) -> Part:
    here = becomes or was
    assert here is not None
    fate = "added" if was is None else "removed" if becomes is None else "same" if was == becomes else "changed"
    pairs = compare(*as_words(was, becomes))
    return Part(here.key, fate, here.heading or f"Section {number}, without a heading", pairs, facts(was, becomes))


def as_words(one: SectionContent | None, other: SectionContent | None) -> tuple[str, str]:
    """The texts of both, with their headings where those differ."""
    with_heading = one is not None and other is not None and one.heading != other.heading

    def words(section: SectionContent | None) -> str:
        if section is None:
            return ""
        return "\n\n".join(part for part in (section.heading, section.body) if part) if with_heading else section.body

    return words(one), words(other)


def facts(was: SectionContent | None, becomes: SectionContent | None) -> list[str]:
    if was is None or becomes is None:
        return []
    found = []
    if was.audience != becomes.audience:
        found.append(f"for {was.audience}, then for {becomes.audience}")
    if was.topics != becomes.topics:
        found.append(f"topics: {', '.join(was.topics) or 'none'}, then {', '.join(becomes.topics) or 'none'}")
    return found


def meeting(mine: Revision, theirs: Revision) -> Merge:
    """Two revisions and what they grew from."""
    base = mine.base.read() if mine.base else EntryContent()
    return merge(base, mine.read(), theirs.read())


@dataclass(frozen=True)
class Side:
    """A clash, side by side. A side that was removed has no words."""

    name: str  # of the field that holds the choice
    heading: str
    pairs: list[Pair]
    facts: list[str]
    is_removed_here: bool
    is_removed_there: bool

    @classmethod
    def of(cls, clash: Clash) -> Side:
        mine, theirs = clash.mine, clash.theirs
        if isinstance(mine, str) and isinstance(theirs, str):
            return cls(clash.field, f"the {clash.field}", compare(mine, theirs), [], False, False)
        assert not isinstance(mine, str)
        assert not isinstance(theirs, str)
        known = mine or theirs
        heading = f"‘{known.heading}’" if known and known.heading else "a section without a heading"
        return cls(
            clash.key,
            heading,
            compare(*as_words(mine, theirs)),
            audiences_and_topics(mine, theirs),
            mine is None,
            theirs is None,
        )


def audiences_and_topics(mine: SectionContent | None, theirs: SectionContent | None) -> list[str]:
    if mine is None or theirs is None:
        return []
    found = []
    if mine.audience != theirs.audience:
        found.append(f"Yours is for {mine.audience}, theirs for {theirs.audience}.")
    if mine.topics != theirs.topics:
        found.append(f"Your topics: {', '.join(mine.topics) or 'none'}. Theirs: {', '.join(theirs.topics) or 'none'}.")
    return found


def conflict_page(entry: Entry, mine: Revision, theirs: Revision | None) -> dict[str, Any]:
    assert theirs is not None  # every entry has a head
    clashes = [Side.of(clash) for clash in meeting(mine, theirs).clashes]
    their_name = theirs.author.name if theirs.author and theirs.author_id != mine.author_id else "the other"
    return {
        "place": "desk",
        "entry": entry,
        "week": entry.week,
        "mine": mine,
        "theirs": theirs,
        "their_name": their_name,
        "clashes": clashes,
    }
