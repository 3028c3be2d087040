"""A reading as a galley: a list of lines, each with what it was taken for. The writer puts right what was misread, and
the lines become content again. Nothing of a reading is missing in its galley, and nothing stands there twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from notes.content import AUDIENCES, EVERYONE, MAX_SUMMARY, EntryContent, topic_key
from notes.importers.escaping import typed
from notes.importers.outline import Definitions, carried, plain_heading, plain_words, without_definitions
from notes.importers.reading import Part, Reading, assemble, body_blocks

# What a line may be turned into, by what it was read as. A line can always be turned back.
TURNS = {
    "title": ("heading", "paragraph"),
    "summary": ("paragraph",),
    "heading": ("paragraph", "list", "title"),
    "subheading": ("heading", "paragraph", "list"),
    "paragraph": ("heading", "list", "title", "summary", "paragraph"),
    "list": ("paragraph",),
    "quote": ("paragraph",),
    "footnote": ("paragraph",),
}
PLAIN = frozenset({"title", "summary", "heading"})  # lines whose words are no Markdown when they are read
MOST_LINES = 250  # beyond it, what stands together in a section is one line
LONGEST_HEADING = 120

_BULLET = re.compile(r"(?:[-*+]|\d{1,9}[.)])(?:\s|$)")
_ITEM = re.compile(r"^\s*(?:[-*+]|(\d{1,9})([.)]))\s+")
_SUBHEADING = re.compile(r"#{1,6}\s+")
_NOTE = re.compile(r"\[\^([^\]\s]+)\]:[ \t]?")


@dataclass(frozen=True)
class Line:
    """`kind` is "start" for the beginning of a section without a heading, and "links" for definitions of links."""

    kind: str
    words: str = ""
    topics: tuple[str, ...] = ()  # of a section, said where it starts
    audience: str = EVERYONE
    key: str = ""

    @property
    def plain(self) -> str:
        """As a title or a heading would show it."""
        if self.kind in PLAIN:
            return self.words
        return plain_words(_NOTE.sub("", _SUBHEADING.sub("", self.words, count=1), count=1))

    @property
    def can_be_plain(self) -> bool:
        """Whether its words need no more than one line of plain text."""
        return self.kind in PLAIN or ("\n" not in self.words and not carried(self.words))


@dataclass(frozen=True)
class Turn:
    """One click: line `number` (from 0) is to be of another kind."""

    number: int
    kind: str


@dataclass(frozen=True)
class Galley:
    """Lines as they were read, and what the writer made of them since, in order."""

    lines: tuple[Line, ...]
    turns: tuple[Turn, ...] = ()

    @classmethod
    def of(cls, reading: Reading) -> Galley:
        content = reading.content
        lines = [] if reading.title_is_ours or not content.title else [Line("title", content.title)]
        lines += [Line("summary", content.summary)] if content.summary else []
        found = Definitions()
        for section in content.sections:
            definitions, kept = without_definitions(section.body.split("\n"))
            found.footnotes |= definitions.footnotes
            found.links |= definitions.links
            kind = "heading" if section.heading else "start"
            lines.append(Line(kind, section.heading, section.topics, section.audience, section.key))
            lines += [Line(_kind_of(block), block) for block in _whole_blocks("\n".join(kept))]
        lines += [Line("footnote", note) for note in found.footnotes.values()]
        lines += [Line("links", "\n".join(found.links.values()))] if found.links else []
        return cls(tuple(_gathered(lines)))

    @property
    def now(self) -> list[Line]:
        """The lines with the kinds that they have now. There is one title and one summary at most."""
        kinds = [line.kind for line in self.lines]
        for turn in self.turns:
            if turn.kind in {"title", "summary"}:
                kinds = ["heading" if kind == turn.kind == "title" else kind for kind in kinds]
                kinds = ["paragraph" if kind == turn.kind == "summary" else kind for kind in kinds]
            kinds[turn.number] = turn.kind
        return [replace(line, kind=kind) for line, kind in zip(self.lines, kinds, strict=True)]

    @property
    def decided(self) -> set[int]:
        return {turn.number for turn in self.turns}

    def may_turn(self, number: int, kind: str) -> bool:
        if not 0 <= number < len(self.lines):
            return False
        line = self.lines[number]
        if kind not in (*TURNS.get(line.kind, ()), line.kind) or line.kind not in TURNS:
            return False
        most = {"heading": LONGEST_HEADING, "title": LONGEST_HEADING, "summary": MAX_SUMMARY}.get(kind)
        if most is None or kind == line.kind:
            return True
        return len(line.plain) <= most and (line.can_be_plain or (kind == "heading" and "\n" not in line.words))

    def turned(self, number: int, kind: str) -> Galley:
        """Nothing happens where that cannot be."""
        return replace(self, turns=(*self.turns, Turn(number, kind))) if self.may_turn(number, kind) else self

    def undone(self) -> Galley:
        return replace(self, turns=self.turns[:-1])

    def content(self, *, behind: EntryContent | None = None) -> tuple[EntryContent, list[str]]:
        """The content that the lines make, and warnings. Raise Unreadable where it is too much for an entry.

        `behind`: it will stand behind that content, whose title and summary stay; what would be lost becomes words.
        """
        warnings: list[str] = []
        made = _Made()
        for read, line in zip(self.lines, self.now, strict=True):
            made.take(read, _behind(read, line, behind))
        made.definitions.given_to(made.parts)
        content = assemble(title=made.title, summary=made.summary, parts=made.parts, topics=(), warnings=warnings)
        return content, warnings


@dataclass
class _Made:
    """Parts in the making."""

    title: str = ""
    summary: str = ""
    parts: list[Part] = field(default_factory=list)
    definitions: Definitions = field(default_factory=Definitions)
    is_open: bool = True  # nothing but a turned title stands there yet, so that the opening goes on with it
    bullets: str = ""  # "read" or "turned" where the words end in some

    def take(self, read: Line, line: Line) -> None:
        if line.kind in {"title", "summary"}:
            setattr(self, line.kind, read.plain)
        elif line.kind in {"footnote", "links"}:
            found, _ = without_definitions(line.words.split("\n"))
            self.definitions.footnotes |= found.footnotes
            self.definitions.links |= found.links
        elif line.kind in {"heading", "start"}:
            self._start(read, line)
        elif line.kind != "nothing":
            self._say(words_now(read, line), _bullets_of(read, line))
            if read.kind == "heading":
                self._narrow(read)
            if read.kind == "footnote":
                self._without_note(read)
        if read.kind not in {"title", "summary"}:
            self.is_open = False

    def _start(self, read: Line, line: Line) -> None:
        if line.kind == "start" and self.is_open and self.parts:
            self.parts[-1].topics, self.parts[-1].key = read.topics, read.key
            self._narrow(read)
            return
        is_section = read.kind in {"heading", "start"}
        above = self.parts[-1] if self.parts and not is_section else Part()
        topics, audience = (read.topics, read.audience) if is_section else (above.topics, above.audience)
        part = Part(heading=read.words, topics=topics, audience=audience, key=read.key)
        if read.kind not in PLAIN and read.kind != "start":
            part.heading = _SUBHEADING.sub("", read.words, count=1)
            plain_heading(part)
        self.parts.append(part)

    def _say(self, words: str, bullets: str) -> None:
        """A line that was made a bullet goes on with those above it, and those below with it."""
        if not self.parts:
            self.parts.append(Part())
        part = self.parts[-1]
        between = "\n" if bullets and self.bullets and "turned" in (bullets, self.bullets) else "\n\n"
        part.body = f"{part.body}{between}{words}" if part.body else words
        self.bullets = bullets

    def _narrow(self, read: Line) -> None:
        """Two sections become one: nobody sees more than before."""
        part = self.parts[-1]
        part.audience = max(part.audience, read.audience, key=AUDIENCES.index)
        part.topics = tuple(dict.fromkeys((*part.topics, *read.topics)))

    def _without_note(self, read: Line) -> None:
        label = found[1] if (found := _NOTE.match(read.words)) else ""
        for part in self.parts:
            part.body = part.body.replace(f"[^{label}]", f"\\[{label}]")
            part.lead = [one.replace(f"[^{label}]", f"\\[{label}]") for one in part.lead]


def _behind(read: Line, line: Line, content: EntryContent | None) -> Line:
    if content is None:
        return line
    if line.kind == "title" and content.title:
        return replace(line, kind="nothing" if topic_key(read.plain) == topic_key(content.title) else "heading")
    if line.kind == "summary" and content.summary:
        return replace(line, kind="nothing" if read.plain == content.summary else "paragraph")
    return line


def _kind_of(block: str) -> str:
    first = block.split("\n", 1)[0]
    if _SUBHEADING.match(first) and "\n" not in block:
        return "subheading"
    if re.match(r"\s{0,3}(?:`{3}|~{3})|\s{4}", first):
        return "code"
    if re.fullmatch(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})", block):
        return "rule"
    if _BULLET.match(first):
        return "list"
    if first.startswith(">"):
        return "quote"
    if first.startswith("|"):
        return "table"
    return "picture" if re.fullmatch(r"(?:!\[[^\]]*\]\([^()\s]*\)\s*)+", block) else "paragraph"


def _whole_blocks(body: str) -> Iterator[str]:
    """Blocks with what belongs to them: a list's later paragraphs and points, though empty lines stand between."""
    held = ""
    for block in body_blocks(body):
        is_listed = bool(held) and _kind_of(held) == "list"
        goes_on = is_listed and (block.startswith(("    ", "\t")) or _same_list(held, block))
        if held and not goes_on:
            yield held
        held = f"{held}\n\n{block}" if goes_on else block
    if held:
        yield held


def _same_list(one: str, other: str) -> bool:
    return bool(_BULLET.match(other)) and one[0].isdigit() == other[0].isdigit()


def _gathered(lines: list[Line]) -> Iterable[Line]:
    """So many lines that no page could show each: those of a section that stand together become one."""
    if len(lines) <= MOST_LINES:
        return lines
    kept: list[Line] = []
    for line in lines:
        is_loose = line.kind not in {*PLAIN, "start", "footnote", "links"}
        if is_loose and kept and kept[-1].kind == "several":
            kept[-1] = replace(kept[-1], words=f"{kept[-1].words}\n\n{line.words}")
        elif line.kind == "footnote" and kept and kept[-1].kind == "footnote" and len(kept) > MOST_LINES:
            kept[-1] = replace(kept[-1], words=f"{kept[-1].words}\n{line.words}")
        else:
            kept.append(replace(line, kind="several") if is_loose else line)
    return kept


def _bullets_of(read: Line, line: Line) -> str:
    has_bullets = line.kind == "list" and (read.kind != "list" or line.words[0] in "-*+")
    return ("read" if read.kind == "list" else "turned") if has_bullets else ""


def words_now(read: Line, line: Line) -> str:
    """The Markdown of a line that is to stand among the words: as a paragraph, without what made it anything else."""
    if line.kind == "list" and read.kind != "list":
        return "- " + words_now(read, replace(line, kind="paragraph")).replace("\n", "\n    ")
    if line.kind != "paragraph":
        return line.words
    if read.kind in PLAIN:
        return typed(read.words)
    if read.kind == "subheading":
        return _SUBHEADING.sub("", read.words, count=1)
    if read.kind == "quote":
        return re.sub(r"(?m)^> ?", "", read.words)
    if read.kind == "list":
        return _points_as_paragraphs(read.words)
    if read.kind == "footnote" and (found := _NOTE.match(read.words)):
        return f"\\[{found[1]}] " + re.sub(r"(?m)^ {4}", "", read.words[found.end() :])
    return read.words


def _points_as_paragraphs(words: str) -> str:
    paragraphs: list[str] = []
    for line in words.split("\n"):
        if found := _ITEM.match(line):
            number = f"{found[1]}\\{found[2]} " if found[1] else ""
            paragraphs.append(number + line[found.end() :])
        elif not line.strip():
            paragraphs.append("")
        elif paragraphs and paragraphs[-1]:
            paragraphs[-1] += f"\n{line.strip()}"
        else:
            paragraphs.append(line.strip())
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
