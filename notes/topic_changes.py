"""What has changed about a topic since a moment: new sections, and those whose words readers see otherwise now.

Words of before are shown only where this viewer could read them then and may read the section now. The cost is
bounded: by how many sections are looked at, and by how much of them is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from notes.comparing import Pair, Stretch, compare
from notes.content import COLLEAGUES, EVERYONE, EntryContent, SectionContent, topic_key
from notes.models import Filing, Journal, Publication, Revision, Section, Topic
from notes.querysets import FilingQuerySet, Viewer
from notes.since import BY_NAME, MOST_LETTERS, NoMoment, Since
from notes.visiting import previous_visit

LOOKED_AT = 60  # sections, the newest, of entries that were published since
SHOWN = 20  # new ones, and changed ones
MOST_COMPARED = 60_000  # letters, of all sections together
PAIRS, AROUND = 4, 60  # passages that differ, of one section; letters around what differs
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,2000}(?:\s[^()]{0,300})?\)")


@dataclass(frozen=True)
class Edited:
    """A section that says something else than it did. Without `pairs` where how it was is not known or too long."""

    section: Section
    pairs: list[Pair]
    more: int = 0
    only_links: bool = False


@dataclass(frozen=True)
class Changes:
    since: Since
    new: list[Section]
    edited: list[Edited]
    before: Section | None  # what was said last before
    is_cut: bool  # whether there was more than was looked at

    @property
    def is_nothing(self) -> bool:
        return not self.new and not self.edited


def asked_for(viewer: Viewer, topic: Topic, asked: str) -> dict[str, Any]:
    """What a topic's page says of changes, for who is signed in: nothing, them, or why we did not understand."""
    if not viewer.is_authenticated:
        return {}
    page: dict[str, Any] = {"may_ask": True, "last_visit": previous_visit(viewer)}
    asked = " ".join(asked.split())
    if not asked:
        return page
    try:
        page["changes"] = changes_since(viewer, topic, Since.read(asked, viewer, today=timezone.localdate()))
    except NoMoment as problem:
        page["since_problem"] = str(problem)
    return page | {"since_asked": "" if asked in BY_NAME else asked[:MOST_LETTERS]}


def changes_since(viewer: Viewer, topic: Topic, since: Since) -> Changes:
    filed = Filing.objects.visible_to(viewer).on(topic)
    changed = filed.of_entries_changed_since(since.moment).newest_first()
    sections = sections_of(changed[: LOOKED_AT + 1])
    is_cut = len(sections) > LOOKED_AT
    past = Past.of(viewer, sections[:LOOKED_AT], since.moment)
    new, edited = [], []
    for section in sections[:LOOKED_AT]:
        if past.is_new(section, topic):
            new.append(section)
        elif difference := past.difference(section):
            edited.append(difference)
    before = sections_of(filed.of_entries_first_published_before(since.moment).newest_first()[:1])
    is_cut = is_cut or len(new) > SHOWN or len(edited) > SHOWN
    return Changes(since, new[:SHOWN], edited[:SHOWN], before[0] if before else None, is_cut)


def sections_of(filings: FilingQuerySet) -> list[Section]:
    keys = [filing.content_object_id for filing in filings]
    found = Section.objects.for_index().in_bulk(keys)
    return [found[key] for key in keys if key in found]


@dataclass
class Past:
    """What readers saw of these sections at a moment, and what of it this viewer could see."""

    moment: datetime
    then: dict[int, EntryContent | None]  # by entry; None: nothing was shown
    now: dict[int, EntryContent]
    own: set[int]  # the viewer's journals
    is_colleague: bool
    left: int = MOST_COMPARED

    @classmethod
    def of(cls, viewer: Viewer, sections: Iterable[Section], moment: datetime) -> Past:
        entries = {section.entry_id: section.entry for section in sections}
        older = [key for key, entry in entries.items() if entry.published_at and entry.published_at < moment]
        shown: dict[int, int | None] = {}
        for key, revision in Publication.objects.of_entries(older).before(moment).newest_first().revisions():
            shown.setdefault(key, revision)
        live = {key: entries[key].live_id for key in older}
        revisions = Revision.objects.in_bulk([pk for pk in {*shown.values(), *live.values()} if pk])
        contents = {pk: revision.read() for pk, revision in revisions.items()}
        return cls(
            moment,
            {key: contents.get(pk) if pk else None for key, pk in shown.items()},
            {key: contents[pk] for key, pk in live.items() if pk in contents},
            set(Journal.objects.writable_by(viewer).values_list("pk", flat=True)),
            viewer.is_authenticated,
        )

    def is_new(self, section: Section, topic: Topic) -> bool:
        """Whether this viewer could not read it under this topic then."""
        published_at = section.entry.published_at
        if not published_at or published_at >= self.moment:
            return True
        if section.entry_id not in self.then:
            return False  # how it was then is not known
        was, becomes = self._both(section)
        if was is None or not self._could_read(was, section):
            return True
        return topic.key in keys_of(becomes) and topic.key not in keys_of(was)

    def difference(self, section: Section) -> Edited | None:
        if section.entry_id not in self.then:
            return Edited(section, [])
        was, becomes = self._both(section)
        if was is None or becomes is None or as_text(was) == as_text(becomes):
            return None
        left, right = plain(as_text(was)), plain(as_text(becomes))
        if left == right:
            return Edited(section, [], only_links=True)
        self.left -= len(left) + len(right)
        if self.left < 0:
            return Edited(section, [])
        pairs = [pair for pair in compare(left, right) if pair.fate != "same"]
        return Edited(section, [shortened(pair) for pair in pairs[:PAIRS]], more=len(pairs[PAIRS:]))

    def _both(self, section: Section) -> tuple[SectionContent | None, SectionContent | None]:
        then, now = self.then[section.entry_id], self.now.get(section.entry_id)
        return then.section(section.key) if then else None, now.section(section.key) if now else None

    def _could_read(self, was: SectionContent, section: Section) -> bool:
        if was.audience == EVERYONE or (was.audience == COLLEAGUES and self.is_colleague):
            return True
        return section.journal_id in self.own


def keys_of(section: SectionContent | None) -> set[str]:
    return {topic_key(name) for name in section.topics} if section else set()


def as_text(section: SectionContent) -> str:
    return f"{section.heading}\n\n{section.body}" if section.heading else section.body


def plain(text: str) -> str:
    """What was written, without the addresses behind its words."""
    return _LINK.sub(r"\1", text)


def shortened(pair: Pair) -> Pair:
    return Pair(pair.fate, tuple(map(without_middle, pair.left)), tuple(map(without_middle, pair.right)))


def without_middle(stretch: Stretch) -> Stretch:
    most = AROUND * (8 if stretch.differs else 2)
    if len(stretch.words) <= most:
        return stretch
    return Stretch(f"{stretch.words[: most // 2]} … {stretch.words[-most // 2 :]}", stretch.differs)
