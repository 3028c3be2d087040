"""A week begun from the one before: its headings, and what was left undone. The words stay where they are."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from notes.content import MAX_BODY, MAX_SECTIONS, EntryContent, SectionContent, new_key, topic_key
from notes.models import Entry, Journal, User
from notes.publishing import save_draft, start_entry, suggested_title
from notes.weeks import Week

NEXT = re.compile(
    r"(?:(?:up )?next(?: (?:week|weeks|steps|up|time|fortnight))?|(?:still )?to ?do|coming up|(?:plans? )?for next week"
    r"|(?:things )?left undone|looking ahead|next week i (?:will|hope to|plan to))\W*"
)
MOST_OFFERED = 40  # bullets
LABEL, LABEL_READ = 140, 600  # characters

_BULLET = re.compile(
    r"^(?P<indent>[ \t]*)(?P<mark>[-*+•]|\d{1,9}[.)])[ \t]+(?P<task>\[(?P<tick>[ xX])\][ \t]+)?(?P<words>\S.*)$"
)
_HEADING = re.compile(r"^ {0,3}(?P<level>#{1,6})[ \t]+(?P<words>.*)$|^ {0,3}\*\*(?P<bold>[^*]+?):?\*\*:?[ \t]*$")
_FENCE = re.compile(r"^ {0,3}(```|~~~)")


@dataclass(frozen=True)
class LeftUndone:
    """A bullet, as Markdown with what is nested in it, and the section that it stands in."""

    section: str
    markdown: str

    @property
    def key(self) -> str:
        """To be ticked by. Of its words: a bullet that somebody changed meanwhile is another."""
        return f"{self.section}-{hashlib.sha256(self.markdown.encode()).hexdigest()[:12]}"

    @property
    def said(self) -> str:
        """Its first line without marks, for a label."""
        found = _BULLET.match(self.markdown.partition("\n")[0])
        words = found["words"] if found else self.markdown
        words = re.sub(
            r"!?\[([^\]]*)\]\([^)]*\)", r"\1", words[:LABEL_READ]
        )  # cut first: it is slow on what is no link
        words = re.sub(r"\*\*|__|(?<!\w)[*_`]|[*_`](?!\w)", "", words).strip()
        return words if len(words) <= LABEL else f"{words[:LABEL].rstrip()}…"


@dataclass(frozen=True)
class Carryable:
    """What an earlier entry offers to the next."""

    entry: Entry
    sections: tuple[SectionContent, ...]
    left_undone: tuple[LeftUndone, ...]

    @classmethod
    def of(cls, entry: Entry) -> Carryable:
        sections = entry.draft.without_empty_sections().sections
        undone = dict.fromkeys(bullet for section in sections for bullet in left_undone_in(section))
        return cls(entry, sections, tuple(undone)[:MOST_OFFERED])

    def taken(self, keep: Collection[str], carry: Collection[str], *, title: str) -> EntryContent:
        """The sections whose keys were ticked, without words, and the bullets, each under the heading that it had.
        A section whose bullets come along comes with them. All get new keys: theirs are the old entry's.
        """
        found = []
        for section in self.sections:
            bullets = [one.markdown for one in self.left_undone if one.section == section.key and one.key in carry]
            if section.key in keep or bullets:
                found.append(replace(section, key=new_key(), body="\n".join(bullets)[:MAX_BODY]))
        return EntryContent(title=title, sections=tuple(found[:MAX_SECTIONS]))


def begin(
    journal: Journal, week: Week, content: EntryContent, *, by: User, entry: Entry | None = None
) -> tuple[Entry, bool]:
    """The entry of a week (or the one given), with this content where it holds no words yet; and whether it came in."""
    entry = entry or start_entry(journal, week, by=by, another=False)
    week = entry.week
    if not entry.draft.is_empty or not content.sections:
        return entry, not content.sections
    titled = replace(content, title=content.title or suggested_title(week))
    save_draft(entry, titled, by=by, base=entry.head)
    return entry, True


def left_undone_in(section: SectionContent) -> Iterator[LeftUndone]:
    """Bullets under a heading like "Next week", and unticked boxes anywhere; what is ticked is done."""
    heads_next = bool(NEXT.fullmatch(topic_key(section.heading)))
    under, level, fenced = heads_next, 0, False
    lines = section.body.split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        number += 1
        if _FENCE.match(line):
            fenced = not fenced
        if fenced:
            continue
        if heading := _HEADING.match(line):
            depth = len(heading["level"] or "#######")
            if NEXT.fullmatch(topic_key((heading["words"] or heading["bold"]).rstrip(" \t#"))):
                under, level = True, depth
            elif depth <= level or not level:
                under, level = heads_next, 0
            continue
        bullet = _BULLET.match(line)
        if bullet is None or bullet["tick"] in ("x", "X"):
            continue
        is_top = len(bullet["indent"].expandtabs(4)) < 2
        if bullet["tick"] or (under and is_top):
            end = _end_of(lines, number, len(bullet["indent"].expandtabs(4)))
            yield LeftUndone(section.key, _outdented(lines[number - 1 : end]))
            number = end


def _end_of(lines: list[str], start: int, indent: int) -> int:
    """Where what is nested in a bullet ends: at the next line that stands no deeper, or at an empty one."""
    end = start
    while end < len(lines):
        line = lines[end].expandtabs(4)
        if not line.strip() or len(line) - len(line.lstrip()) <= indent:
            break
        end += 1
    return end


def _outdented(lines: list[str]) -> str:
    expanded = [line.expandtabs(4) for line in lines]
    indent = len(expanded[0]) - len(expanded[0].lstrip())
    kept = [line[indent:] for line in expanded]
    return "\n".join([re.sub(r"^(?:[*+•]|\d{1,9}[.)])[ \t]+", "- ", kept[0]), *kept[1:]]).rstrip()
