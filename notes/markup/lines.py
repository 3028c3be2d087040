"""Lists and headings as people type them, put into the form that Python-Markdown reads.

It wants a blank line before a list and four columns for each level; people give neither. The rules for what
begins an item and what belongs to it are CommonMark's (0.31, sections 5.2 and 5.3), besides two of our own:
"•" begins an item, and "##Heading" is a heading (with one "#" it is a hashtag).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown.preprocessors import Preprocessor

INDENT = 4
ITEM = re.compile(r"^(?P<indent> *)(?P<mark>[-+*•◦▪‣·]|\d{1,9}[.)])(?P<gap> +)(?=\S)")
RULE = re.compile(r"^ *([-*_])( *\1){2,} *$")
FENCE = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})(?P<rest>.*)$")
HEADING = re.compile(r"^ {0,3}#{1,6} ")
TIGHT_HEADING = re.compile(r"^( {0,3}#{2,6})(?=[^#\s])")
NOTE = re.compile(r"^ {0,3}\[\^[^\]]+\]:")


@dataclass(frozen=True)
class Level:
    indent: int  # where the mark stands
    words: int  # where the words stand


class Lists(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return list(_Reader().read(lines))


class _Reader:
    def __init__(self) -> None:
        self.out: list[str] = []
        self.levels: list[Level] = []
        self.kinds: dict[int, bool] = {}  # by depth: whether its last list was a numbered one
        self.after_blank = True
        self.after_paragraph = False  # the last words were another paragraph of an item
        self.fence = ""
        self.in_note = False

    def read(self, lines: list[str]) -> list[str]:
        for line in lines:
            if not self._fenced(line):
                self._line(line.expandtabs(INDENT))
        return self.out

    def _fenced(self, line: str) -> bool:
        """Code between fences is left alone."""
        match = FENCE.match(line)
        if self.fence:
            closes = match and match["fence"].startswith(self.fence) and not match["rest"].strip()
            self._put(line)
            if closes:
                self.fence = ""
            return True
        if match and not ("`" in match["fence"] and "`" in match["rest"]):
            self.fence = match["fence"]
            if not self.after_blank:
                self.out.append("")  # without it the fence would be read as words of the paragraph
            self.levels.clear()
            self._put(line)
            return True
        return False

    def _line(self, line: str) -> None:
        if not line.strip():
            self.out.append("")
            self.after_blank = True
            return
        indent = len(line) - len(line.lstrip())
        match = ITEM.match(line)
        if NOTE.match(line):
            self.levels.clear()
            self.in_note = True
            self._put(line)
        elif self.in_note and (indent >= INDENT or not self.after_blank):
            self._put(line)
        elif match and not RULE.match(line) and self._begins_item(match):
            self._bullet(line, match)
        elif self.levels:
            self._inside(line, indent)
        else:
            self.in_note = False
            self._put(TIGHT_HEADING.sub(r"\1 ", line))

    def _begins_item(self, match: re.Match[str]) -> bool:
        if self.levels:
            return True
        if len(match["indent"]) >= INDENT:  # indented code
            return False
        numbered_late = match["mark"][0].isdigit() and match["mark"][:-1] != "1"
        return self.after_blank or not numbered_late  # "in\n2018. A year" goes on

    def _bullet(self, line: str, match: re.Match[str]) -> None:
        self.in_note = False
        indent = len(match["indent"])
        if not self.levels:
            self.kinds.clear()
            if not self.after_blank:
                self.out.append("")
        while self.levels and indent < self.levels[-1].words and not self._is_deeper(indent):
            self.levels.pop()
        depth = len(self.levels)
        numbered = match["mark"][0].isdigit()
        if not self.after_blank and (self.after_paragraph or self.kinds.get(depth, numbered) != numbered):
            self.out.append("")  # or the item would be read as words of what stands above it
        self.kinds = {d: n for d, n in self.kinds.items() if d < depth} | {depth: numbered}
        gap = len(match["gap"]) if len(match["gap"]) <= INDENT else 1
        self.levels.append(Level(indent, indent + len(match["mark"]) + gap))
        mark = f"{match['mark'][:-1]}." if numbered else "-"
        self._put(" " * INDENT * depth + mark + " " + line[match.end() :])
        self.after_paragraph = False

    def _is_deeper(self, indent: int) -> bool:
        """Two columns further in than the mark above are a level of their own, even left of its words ("1. a")."""
        return indent >= self.levels[-1].indent + 2

    def _inside(self, line: str, indent: int) -> None:
        if HEADING.match(line) or RULE.match(line) or TIGHT_HEADING.match(line):
            self._leave(TIGHT_HEADING.sub(r"\1 ", line))
        elif self.after_blank and indent < 2:
            self._leave(line)
        elif self.after_blank:  # another paragraph of an item
            while len(self.levels) > 1 and indent < self.levels[-1].indent + 2:
                self.levels.pop()
            extra = max(0, indent - self.levels[-1].words) // INDENT * INDENT
            self._put(" " * (INDENT * len(self.levels) + extra) + line.lstrip())
            self.after_paragraph = True
        elif line.lstrip().startswith(">") and indent < 2:
            self._leave(line)
        else:  # the line goes on
            self._put(" " * INDENT * len(self.levels) + line.lstrip())

    def _leave(self, line: str) -> None:
        self.levels.clear()
        if not self.after_blank:
            self.out.append("")
        self._put(line)

    def _put(self, line: str) -> None:
        self.out.append(line)
        self.after_blank = False
