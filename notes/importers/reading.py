"""What a reader makes of a file: the value that leaves this house, and the checks that all formats share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from notes.content import (
    EVERYONE,
    MAX_BODY,
    MAX_HEADING,
    MAX_SECTIONS,
    MAX_SUMMARY,
    MAX_TITLE,
    MAX_TOPIC,
    MAX_TOPICS,
    BadContent,
    EntryContent,
    SectionContent,
    new_key,
    one_line,
    topic_key,
    unique_topics,
)
from notes.importers.pictures_in_file import PictureInFile, put_in
from notes.weeks import Week


class Unreadable(ValueError):
    """The file cannot be read whole; the sentence says why, in the user's words."""


@dataclass(frozen=True)
class Reading:
    """One file, read. `week` is None where the file does not say it; `week_basis` says where it was found."""

    content: EntryContent
    week: Week | None = None
    week_basis: str = ""
    journal: str | None = None
    author: str = ""
    published: date | None = None
    draft: bool = False
    warnings: tuple[str, ...] = ()
    pictures: tuple[PictureInFile, ...] = ()  # that the file held: named in the words, and nowhere kept yet
    title_is_ours: bool = False  # made from the file's name or its week: it does not stand in the words

    @property
    def title(self) -> str:
        return self.content.title

    def with_pictures(self, addresses: Mapping[str, str]) -> Reading:
        """With the addresses under which the pictures are kept. Without one, what it shows is left as words."""
        if not self.pictures:
            return self
        known = {picture.address: addresses.get(picture.address, "") for picture in self.pictures}
        return replace(self, content=put_in(self.content, known), pictures=())


@dataclass
class Part:
    """A section in the making."""

    heading: str = ""
    body: str = ""
    topics: tuple[str, ...] = ()
    audience: str = EVERYONE
    key: str = ""
    level: int = 2  # of its heading in the file
    lead: list[str] = field(default_factory=list)  # what the heading held besides words: links, footnote marks

    @property
    def is_empty(self) -> bool:
        return not self.heading.strip() and not self.body.strip() and not self.lead


_GENERIC = (
    *("weeknote", "weeknotes", "week note", "week notes", "weekly notes", "weekly note", "weekly", "sprint notes"),
    *("blog", "blogs", "blog post", "blog posts", "blogging", "post", "posts", "article", "articles", "page"),
    *("note", "notes", "news", "update", "updates", "uncategorized", "uncategorised", "general", "misc"),
    *("journal", "diary", "all"),
)
GENERIC_TOPICS = frozenset(topic_key(name) for name in _GENERIC)  # they say what the file is, not what it is about


def assemble(
    *, title: str, summary: str, parts: Iterable[Part], topics: Iterable[str], warnings: list[str]
) -> EntryContent:
    """Make content that keeps every word within the limits. Raise Unreadable where that cannot be."""
    parts = [part for part in parts if not part.is_empty]
    title, summary = one_line(title), one_line(summary)
    opening = []
    if len(title) > MAX_TITLE:
        warnings.append(f"The title is {len(title)} characters long: it was cut, and stands whole in the opening.")
        opening.append(title)
        title = _cut(title, MAX_TITLE)
    if len(summary) > MAX_SUMMARY:
        warnings.append(f"The summary is {len(summary)} characters long: it became the opening paragraph.")
        opening.append(summary)
        summary = ""
    if opening:
        if not parts or parts[0].heading:
            parts.insert(0, replace(parts[0], heading="", body="", lead=[], key="") if parts else Part())
        parts[0].body = "\n\n".join([*opening, parts[0].body]).strip()
    shared = _fitting_topics(topics, warnings)
    whole = _folded([piece for part in parts for piece in _in_length(_with_lead(part, warnings), warnings)], warnings)
    seen: set[str] = set()
    sections = [_section(part, shared, seen, warnings) for part in whole]
    try:
        return EntryContent(title=title, summary=summary, sections=tuple(sections))
    except BadContent as problem:
        raise Unreadable(str(problem)) from problem


def _section(part: Part, shared: tuple[str, ...], seen: set[str], warnings: list[str]) -> SectionContent:
    topics = unique_topics([*_fitting_topics(part.topics, warnings), *shared])
    if len(topics) > MAX_TOPICS:
        warnings.append(f"Topics past the {MAX_TOPICS}th were left out: {', '.join(topics[MAX_TOPICS:])}.")
    if part.key and part.key in seen:
        warnings.append(f"Two sections have the key “{part.key}”: the second was given a new one.")
        part.key = ""
    seen.add(part.key)
    try:
        return SectionContent(
            key=part.key or new_key(),
            heading=part.heading,
            body=part.body,
            topics=topics[:MAX_TOPICS],
            audience=part.audience,
        )
    except BadContent as problem:
        raise Unreadable(str(problem)) from problem


def _fitting_topics(names: Iterable[str], warnings: list[str]) -> tuple[str, ...]:
    fitting = []
    for name in unique_topics(names):
        if len(name) > MAX_TOPIC:
            warnings.append(f"The topic “{name[:40]}…” is too long and was left out.")
        elif topic_key(name) not in GENERIC_TOPICS:
            fitting.append(name)
    return tuple(fitting)


def _with_lead(part: Part, warnings: list[str]) -> Part:
    heading, lead = one_line(part.heading), list(part.lead)
    if len(heading) > MAX_HEADING:
        warnings.append(f"The heading “{heading[:40]}…” was cut, and stands whole below itself.")
        lead.insert(0, heading)
        heading = _cut(heading, MAX_HEADING)
    body = part.body.rstrip().lstrip("\n")
    return replace(part, heading=heading, body="\n\n".join([*lead, body]) if lead else body, lead=[])


def _in_length(part: Part, warnings: list[str]) -> list[Part]:
    """A body that is too long goes on in sections without a heading. Fenced code is never split."""
    if len(part.body) <= MAX_BODY:
        return [part]
    bodies: list[str] = []
    for block in body_blocks(part.body):
        if len(block) > MAX_BODY:
            raise Unreadable(f"One paragraph is {len(block):,} characters long: {MAX_BODY:,} at most.")
        if bodies and len(bodies[-1]) + len(block) + 2 <= MAX_BODY:
            bodies[-1] += f"\n\n{block}"
        else:
            bodies.append(block)
    warnings.append(f"The section “{part.heading or 'opening'}” is very long and goes on in {len(bodies) - 1} more.")
    return [
        replace(part, body=body) if n == 0 else replace(part, heading="", key="", body=body)
        for n, body in enumerate(bodies)
    ]


def body_blocks(body: str) -> list[str]:
    blocks, fence = [""], ""
    for line in body.split("\n"):
        mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
        if not line.strip() and not fence:
            if blocks[-1]:
                blocks.append("")
            continue
        blocks[-1] += f"\n{line}" if blocks[-1] else line
    return [block for block in blocks if block]


def _folded(parts: list[Part], warnings: list[str]) -> list[Part]:
    """More sections than an entry may have: those at the end become one, their headings inside it."""
    if len(parts) <= MAX_SECTIONS:
        return parts
    kept, rest = parts[: MAX_SECTIONS - 1], parts[MAX_SECTIONS - 1 :]
    if any(part.audience != rest[0].audience for part in rest):
        raise Unreadable(f"{len(parts)} sections are too many: {MAX_SECTIONS} at most.")
    warnings.append(f"{len(parts)} sections are too many: the last {len(rest)} became one.")
    body = rest[0].body
    for part in rest[1:]:
        heading = f"### {part.heading}" if part.heading else ""
        body = "\n\n".join(text for text in (body, heading, part.body) if text)
    last = replace(rest[0], body=body, topics=tuple(topic for part in rest for topic in part.topics))
    if len(body) > MAX_BODY:
        raise Unreadable(f"{len(parts)} sections are too many: {MAX_SECTIONS} at most.")
    return [*kept, last]


def _cut(text: str, most: int) -> str:
    return text[: most - 1].rsplit(" ", 1)[0].rstrip() + "…"
