"""Curly quotes, dashes and the ellipsis, in words alone: never in code, addresses, raw HTML or macros."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

INLINE = frozenset({"a", "code", "del", "em", "img", "span", "strong"})
MARKS = re.compile(r"""["']|(?<!\.)\.\.\.(?!\.)|(?<=\s)--(?=\s)|(?<!-)---(?!-)""")
LEFT_OUT = re.compile(r"'(?:\d\ds?\b|tis\b|twas\b|em\b)", re.I)  # ’90s, ’tis: something is left out, nothing opened
OPENS_AFTER = frozenset("([{<–—-/“‘=")


class Typography(Treeprocessor):
    def run(self, root: Element) -> None:
        self.before = ""  # the character before, whatever element it stands in
        self.set(root)

    def set(self, element: Element) -> None:
        if element.tag == "code":
            self.before = "x"
            return
        if element.tag not in INLINE:
            self.before = ""
        if element.text:
            element.text = self.curl(element.text)
        for child in element:
            self.set(child)
            if child.tag not in INLINE:
                self.before = ""
            if child.tail:
                child.tail = self.curl(child.tail)

    def curl(self, text: str) -> str:
        if not isinstance(text, AtomicString):
            start = self.before
            text = MARKS.sub(lambda mark: curled(mark, text[mark.start() - 1] if mark.start() else start), text)
        self.before = text[-1]
        return text


def curled(mark: re.Match[str], before: str) -> str:
    if mark[0] == "...":
        return "…"
    if mark[0][0] == "-":
        return "–" if mark[0] == "--" else "—"
    opens = not before or before.isspace() or before in OPENS_AFTER
    if mark[0] == '"':
        return "“" if opens else "”"
    return "‘" if opens and not LEFT_OUT.match(mark.string, mark.start()) else "’"
