"""Plain text → paragraphs, bullets and quotes, by what people (and the programs that dump pages as text) leave to see:
empty lines, indents, bullets and the width at which lines were wrapped.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

BULLET = re.compile(
    r"^(?P<mark>[•◦▪▫‣⁃∙·●○■□♦➢➤*+–-]|o(?=\s{1,3}\S))(?P<space>\s+|(?<=[•◦▪‣●○■□])(?=\S))(?P<words>\S.*)$"
)
NUMBERED = re.compile(r"^\(?(?P<number>\d{1,2})[.)]\s+(?P<words>\S.*)$")
UNDERLINE = re.compile(r"^\s*(?:=+|([-~*_━─═])(?:\s*\1){2,})\s*$")
_WIDEST = 120


@dataclass
class Bullet:
    """A bullet. Its paragraphs are lines of words; `depth` counts from 0."""

    depth: int
    paragraphs: list[str]
    number: int = 0  # of an ordered list; 0 for a bullet


@dataclass
class Block:
    """Paragraphs have one line, or several that were meant as lines; a list has items."""

    kind: str  # "text", "list", "quote" or "rule"
    indent: int = 0
    lines: list[str] = field(default_factory=list)
    items: list[Bullet] = field(default_factory=list)
    underlined: bool = False
    alone: bool = True  # an empty line before it
    apart: bool = True  # an empty line after it


@dataclass(frozen=True)
class Layout:
    width: int  # at which lines are wrapped, 0 where they are not
    margin: int  # the indent of ordinary paragraphs

    @classmethod
    def of(cls, lines: list[str]) -> Layout:
        lengths = [len(line) for line in lines if line.strip() and not re.search(r"\S{60}", line)]
        width = max(lengths, default=0)
        full = sum(
            1
            for line, following in pairwise(lines)
            if len(line) > width * 0.7 and following.strip() and not _bullet(following.strip())
        )
        if width > _WIDEST or full < 3:
            width = 0
        indents: Counter[int] = Counter()  # of paragraphs, counted by their long lines where lines are wrapped
        listed = False
        for before, line in zip(["", *lines], lines, strict=False):
            if line.strip() and not before.strip():
                listed = bool(_bullet(line.strip()))
            listed = listed or bool(_bullet(line.strip()))
            if line.strip() and not listed and (not width or len(line) > width * 0.7):
                indents[_indent(line)] += 1
        margin = indents.most_common(1)[0][0] if indents else 0
        return cls(width, margin if width and margin <= 8 else 0)


def blocks(lines: list[str], layout: Layout) -> list[Block]:
    found: list[Block] = []
    group: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            group.append(line)
        elif group:
            _read_group(group, layout, found)
            group = []
    return found


def _read_group(group: list[str], layout: Layout, found: list[Block]) -> None:
    """The lines between two empty ones. They may go on with the list before them."""
    started = len(found)
    last_list = found[-1] if found and found[-1].kind == "list" else None
    open_list: Block | None = None
    indents: list[int] = []
    column = 0  # where the words of the last bullet begin
    if last_list:
        indents, column = _indents_of(last_list), last_list.indent
    for number, line in enumerate(group):
        stripped, indent = line.strip(), _indent(line)
        bullet = _bullet(stripped)
        if UNDERLINE.match(line) and number == 1 and found and found[-1].kind == "text" and len(found) > started:
            found[-1].underlined = True
            open_list = None
        elif UNDERLINE.match(line):
            found.append(Block("rule", indent))
            open_list = None
        elif bullet and _may_be_listed(group, number, bullet, open_list or last_list):
            if open_list is None:
                open_list = last_list if number == 0 else None
            if open_list is None or (
                bool(bullet[1]) != bool(open_list.items[0].number) and indent <= _first_indent(open_list)
            ):
                open_list = Block("list", indent, alone=number == 0)
                indents = []
                found.append(open_list)
            while indents and indent < indents[-1]:
                indents.pop()
            if not indents or indent > indents[-1]:
                indents.append(indent)
            open_list.items.append(Bullet(min(len(indents) - 1, 5), [bullet[0]], bullet[1]))
            open_list.lines.append(str(indent))
            column = indent + len(stripped) - len(bullet[0])
            open_list.indent = column
        elif open_list and (
            indent > indents[0] or (layout.width and not _is_new_line(group[number - 1], line, layout))
        ):
            _go_on(open_list.items[-1].paragraphs, group[number - 1], line, layout)
        elif number == 0 and last_list and indent >= column > 2 and indent > layout.margin:
            last_list.items[-1].paragraphs.append(stripped)
            open_list = last_list
        elif len(found) > started and found[-1].kind in {"text", "quote"} and not found[-1].underlined:
            before = group[number - 1]
            if _is_new_line(before, line, layout) and not layout.width and max(len(before), len(line)) > 100:
                found.append(Block("text", indent, [stripped], alone=False))
            elif _is_new_line(before, line, layout):
                found[-1].lines.append(stripped)
            else:
                found[-1].lines[-1] += stripped if before.endswith("://") else f" {stripped}"
        else:
            kind = "quote" if layout.width and indent > layout.margin + 1 and found else "text"
            found.append(Block(kind, indent, [stripped], alone=number == 0))
            open_list = None
    for block in found[started:-1]:
        block.apart = False


def _bullet(stripped: str) -> tuple[str, int] | None:
    """The words of a bullet, and its number in an ordered list."""
    if found := BULLET.match(stripped):
        return found["words"], 0
    if found := NUMBERED.match(stripped):
        return found["words"], int(found["number"])
    return None


def _may_be_listed(group: list[str], number: int, bullet: tuple[str, int], before: Block | None) -> bool:
    """Dashes and numbers begin ordinary lines too: a list of them has two, or begins with 1."""
    mark = group[number].strip()[0]
    if bullet[1]:
        return bullet[1] == 1 or bool(before and before.items[-1].number)
    if mark in "–o" or (mark == "-" and number and not before and not group[number - 1].rstrip().endswith(":")):
        neighbours = [line.strip() for line in (*group[max(0, number - 1) : number], *group[number + 1 : number + 4])]
        return any(line.startswith((f"{mark} ", f"{mark}\t")) for line in neighbours) or bool(
            before and before.kind == "list"
        )
    return True


def _go_on(paragraphs: list[str], before: str, line: str, layout: Layout) -> None:
    joint = "\n" if _is_new_line(before, line, layout) else " "
    paragraphs[-1] += f"{joint}{line.strip()}"


def _is_new_line(before: str, line: str, layout: Layout) -> bool:
    """Whether the author ended the line before. A program ends it where the next word would not fit."""
    first_word = line.split(maxsplit=1)[0]
    return not layout.width or len(before) + 1 + len(first_word) <= layout.width - 2


def _indents_of(block: Block) -> list[int]:
    stack: list[int] = []
    for indent in map(int, block.lines):
        while stack and indent < stack[-1]:
            stack.pop()
        if not stack or indent > stack[-1]:
            stack.append(indent)
    return stack


def _first_indent(block: Block) -> int:
    return int(block.lines[0])


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" \u00a0"))
