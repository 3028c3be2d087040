"""Two people wrote on from the same revision: what both meant, section by section."""

from __future__ import annotations

from dataclasses import dataclass, replace

from notes.content import EntryContent, SectionContent


@dataclass(frozen=True)
class Clash:
    """One section (or the title or summary, when key is empty) that both changed, each in another way.

    None stands for "removed".
    """

    key: str
    field: str  # "section", "title" or "summary"
    mine: SectionContent | str | None
    theirs: SectionContent | str | None


@dataclass(frozen=True)
class Merge:
    content: EntryContent  # where both changed the same thing, theirs stands here
    clashes: tuple[Clash, ...]


def merge(base: EntryContent, mine: EntryContent, theirs: EntryContent) -> Merge:
    clashes: list[Clash] = []
    title = _words("title", base.title, mine.title, theirs.title, clashes)
    summary = _words("summary", base.summary, mine.summary, theirs.summary, clashes)
    chosen: dict[str, SectionContent] = {}
    for key in {s.key: None for content in (theirs, mine) for s in content.sections}:
        section = _section(key, base.section(key), mine.section(key), theirs.section(key), clashes)
        if section is not None:
            chosen[key] = section
    order = _order(base, mine, theirs)
    sections = tuple(chosen[key] for key in order if key in chosen)
    return Merge(replace(theirs, title=title, summary=summary, sections=sections), tuple(clashes))


def _words(field: str, base: str, mine: str, theirs: str, clashes: list[Clash]) -> str:
    if mine in (theirs, base):
        return theirs
    if theirs != base:
        clashes.append(Clash("", field, mine, theirs))
        return theirs
    return mine


def _section(
    key: str,
    base: SectionContent | None,
    mine: SectionContent | None,
    theirs: SectionContent | None,
    clashes: list[Clash],
) -> SectionContent | None:
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    if base and mine and theirs and (together := _by_field(base, mine, theirs)):
        return together
    clashes.append(Clash(key, "section", mine, theirs))
    return theirs


def _by_field(base: SectionContent, mine: SectionContent, theirs: SectionContent) -> SectionContent | None:
    """One changed the words and the other the topics: both may stand. None where a field clashes."""
    changes = {}
    for field in ("heading", "body", "topics", "audience"):
        was, here, there = (getattr(section, field) for section in (base, mine, theirs))
        if here != was and there != was and here != there:
            return None
        changes[field] = here if here != was else there
    return replace(base, **changes)


def _order(base: EntryContent, mine: EntryContent, theirs: EntryContent) -> list[str]:
    """Their order, unless only mine moved sections; a section new in the other stands after its neighbour."""
    before, here, there = ([s.key for s in content.sections] for content in (base, mine, theirs))
    kept = [key for key in there if key in here]
    moved_by_me_alone = [k for k in before if k in kept] == [k for k in there if k in before and k in kept]
    first, second = (here, there) if moved_by_me_alone else (there, here)
    order = list(first)
    for position, key in enumerate(second):
        if key not in order:
            earlier = next((k for k in reversed(second[:position]) if k in order), None)
            order.insert(order.index(earlier) + 1 if earlier else 0, key)
    return order
