"""When what readers see of an entry last changed, told from what was published and when. Each audience has a time of
its own: from what they see, nobody learns that something changed which they may not see.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from notes.content import AUDIENCES, EntryContent, SectionContent


@dataclass(frozen=True)
class Part:
    """A section as its readers have it. `sign` is the same as long as it shows the same."""

    key: str
    audience: str
    sign: int
    changed_at: datetime


@dataclass(frozen=True)
class Shown:
    """What an entry shows, its sections in order; and by audience, when that last changed."""

    title: str
    summary: str
    parts: tuple[Part, ...]
    changed: dict[str, datetime]

    def of(self, audience: str) -> list[tuple[str, int]]:
        return [(part.key, part.sign) for part in self.parts if part.audience == audience]


def published(content: EntryContent, at: datetime, before: Shown | None) -> Shown:
    """What is shown once this is published. `before` is what was shown until then: None for nothing."""
    known = {part.key: part for part in before.parts} if before else {}
    parts = tuple(_part(section, content.title, at, known.get(section.key)) for section in content.sections)
    shown = Shown(content.title, content.summary, parts, dict.fromkeys(AUDIENCES, at))
    if before and (before.title, before.summary) == (content.title, content.summary):
        same = [audience for audience in AUDIENCES if before.of(audience) == shown.of(audience)]
        shown.changed.update({audience: before.changed[audience] for audience in same})
    return shown


def _part(section: SectionContent, title: str, at: datetime, before: Part | None) -> Part:
    sign = _sign(section, title)
    return Part(section.key, section.audience, sign, before.changed_at if before and before.sign == sign else at)


def _sign(section: SectionContent, title: str) -> int:
    """A number that a database keeps in eight bytes. Without a heading, a section goes by its entry's title."""
    shows = [section.heading or title, section.body, section.topics, section.audience]
    return int.from_bytes(hashlib.sha256(json.dumps(shows).encode()).digest()[:8], "big", signed=True)
