"""Two people changed the same words: what they chose, as content. Nothing here is lost; what is not chosen
stays in the history.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from notes.content import (
    AUDIENCES,
    MAX_SUMMARY,
    MAX_TITLE,
    MAX_TOPICS,
    EntryContent,
    SectionContent,
    unique_topics,
)
from notes.merging import Clash, Merge

BOTH, MINE, THEIRS = "both", "mine", "theirs"
CHOICES = (BOTH, MINE, THEIRS)
_MOST = {"title": MAX_TITLE, "summary": MAX_SUMMARY}


def resolve(merged: Merge, mine: EntryContent, sent: Mapping[str, str]) -> EntryContent:
    """What was merged by itself, with a choice for each clash: "keep-<its name>", or "keep" for all of them,
    or both. Raise BadContent where both together are too long.
    """
    content = merged.content
    for clash in merged.clashes:
        choice = sent.get(f"keep-{clash.key or clash.field}") or sent.get("keep") or BOTH
        chosen = _chosen(clash, choice if choice in CHOICES else BOTH)
        if clash.key:
            assert not isinstance(chosen, str)
            content = _with_section(content, clash.key, chosen, mine)
        else:
            content = replace(content, **{clash.field: str(chosen)})  # type: ignore[arg-type]  # the title or the summary
    return content


def _chosen(clash: Clash, choice: str) -> SectionContent | str | None:
    if choice == MINE:
        return clash.mine
    if choice == THEIRS:
        return clash.theirs
    if isinstance(clash.mine, SectionContent) and isinstance(clash.theirs, SectionContent):
        return both_sections(clash.mine, clash.theirs)
    if isinstance(clash.mine, str) and isinstance(clash.theirs, str):
        return both_lines(clash.mine, clash.theirs, _MOST[clash.field])
    return clash.mine or clash.theirs  # one of the two removed it, and the other's words stay


def both_sections(mine: SectionContent, theirs: SectionContent) -> SectionContent:
    """Mine, then those lines of theirs that I have not; the narrower audience, because words that were meant
    for few must not reach many.
    """
    known, theirs_known = ({line.strip() for line in each.body.split("\n")} for each in (mine, theirs))
    heading = mine.heading or theirs.heading
    more = theirs.body
    if adds_mine := not known <= theirs_known | {""}:
        more = "\n".join(line for line in more.split("\n") if not line.strip() or line.strip() not in known)
    if theirs.heading not in ("", heading, *known, *theirs_known):
        more = f"{theirs.heading}\n\n{more}"  # a section has one heading; the other stays as words
    parts = (mine.body.rstrip() if adds_mine else "", re.sub(r"\n{3,}", "\n\n", more).strip("\n"))
    return replace(
        mine,
        heading=heading,
        body="\n\n".join(part for part in parts if part),
        topics=unique_topics((*mine.topics, *theirs.topics))[:MAX_TOPICS],
        audience=max(mine.audience, theirs.audience, key=AUDIENCES.index),
    )


def both_lines(mine: str, theirs: str, most: int) -> str:
    if not mine or theirs in mine:
        return mine or theirs
    together = f"{mine} / {theirs}"
    return together if len(together) <= most else mine


def _with_section(content: EntryContent, key: str, chosen: SectionContent | None, mine: EntryContent) -> EntryContent:
    sections = [section for section in content.sections if section.key != key]
    if chosen is not None:
        place = next((n for n, section in enumerate(content.sections) if section.key == key), None)
        if place is None:  # they removed it: it comes back after the section that it followed in mine
            earlier = [section.key for section in mine.sections][: [s.key for s in mine.sections].index(key)]
            place = 1 + max((n for n, section in enumerate(sections) if section.key in earlier), default=-1)
        sections.insert(place, chosen)
    return replace(content, sections=tuple(sections))
