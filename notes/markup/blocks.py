"""The blocks of a section: paragraphs, lists as people write them, quotations, code, headings, footnotes.

After CommonMark 0.31, section 4 and 5, and kinder where writers need it: a list needs no blank line before it and nests
by two spaces or more, "•" is a bullet, "##Heading" a heading, a year at the start of a line no list.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.util import AtomicString

from notes.markup.links import address_from, label_from
from notes.markup.policy import may_link_to

MAX_DEPTH = 16  # lists and quotations inside each other; what lies deeper is text

FENCE = re.compile(r" *(`{3,}(?=[^`]*$)|~{3,})(.*)$")
HEADING = re.compile(r" *(#{1,6})([^#\n].*)$")
RULE = re.compile(r" *(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
UNDERLINE = re.compile(r" {0,3}(={2,}|-{2,}) *$")
QUOTE = re.compile(r" *> ?")
ITEM = re.compile(r"( *)(?:([-+*·–])(?=[ \u00a0]|$)|([•◦▪‣●○])|(\d{1,3})([.)])(?=[ \u00a0]|$))([ \u00a0]*)")
PASTED_BULLETS = "•◦▪‣●○"  # never the start of code, however far they are indented
NOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,60})\]:[ ]*(.*)$")
DEFINITION = re.compile(r""" {0,3}\[([^\[\]]{1,300})\]: *(<[^<>]*>|[^\s<]\S*)(?: +("[^"]*"|'[^']*'|\([^()]*\)))? *$""")
TABLE_RULE = re.compile(r" *\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$")
TASK = re.compile(r"^\[([ xX])\](?=[ \u00a0])")

Reader = Callable[[Element, list[str], int, int], int]


class Marker(NamedTuple):
    """The mark at the start of a list item."""

    indent: int
    kind: str  # the bullet, or what follows the number: a different one begins another list
    number: int | None
    offset: int  # where its words begin
    words: str

    @property
    def inner(self) -> int:
        """From where on a line belongs to the item. Two spaces will do, whatever the width of the mark."""
        return self.indent + 2

    def is_followed_by(self, other: Marker | None) -> bool:
        """Whether the other begins the next item of the same list. "1." then "  2." does, though it is indented."""
        if other is None or other.kind != self.kind:
            return False
        counted_on = self.number is not None and other.number == self.number + 1
        return other.indent < (self.offset if counted_on else self.inner)


class Blocks(BlockParser):
    """Parse lines into a tree. Paragraphs and tables are the library's; the rest is read here, line by line."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.notes: dict[str, list[str]] = {}

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:
        self.root = Element(self.md.doc_tag)
        self.read(self.root, [line.expandtabs(4) for line in lines], 0)
        self.add_notes()
        return ElementTree(self.root)

    def read(self, parent: Element, lines: list[str], depth: int) -> None:
        text: list[str] = []  # the paragraph so far
        at = 0
        while at < len(lines):
            line = lines[at]
            if reader := self.reader_of(line, after_text=bool(text), depth=depth):
                self.flush(parent, text)
                at = reader(parent, lines, at, depth)
                continue
            at += 1
            if not line.strip():
                self.flush(parent, text)
            elif text and (underline := UNDERLINE.match(line)):
                self.underlined(parent, text, 1 if underline[1][0] == "=" else 2)
            elif not self.defines(line):
                if TABLE_RULE.match(line) and len(text) > 1 and "|" in text[-1]:  # a table right after a paragraph
                    head = text.pop()
                    self.flush(parent, text)
                    text.append(head)
                text.append(line.lstrip(" "))
        self.flush(parent, text)

    def flush(self, parent: Element, text: list[str]) -> None:
        if text:
            self.parseBlocks(parent, ["\n".join(text).rstrip()])
            text.clear()

    def reader_of(self, line: str, *, after_text: bool, depth: int) -> Reader | None:
        """What begins with this line, or None: a blank line or one of a paragraph."""
        bare = line.lstrip(" ")
        if not bare:
            return None
        indent = len(line) - len(bare)
        item = marker_of(line) if depth < MAX_DEPTH else None
        if indent >= 4 and not (item and (bare[0] in PASTED_BULLETS or (after_text and depth))):
            return None if after_text else self.indented_code
        if FENCE.match(line):
            return self.fenced_code
        if heading_of(line):
            return self.heading
        if bare[0] == ">" and depth < MAX_DEPTH:
            return self.quotation
        if RULE.match(line) and not (after_text and UNDERLINE.match(line)):
            return self.rule
        if item and not (after_text and (not item.words or item.number not in {None, 1})):
            return self.items
        if (note := NOTE.match(line)) and note[1] not in self.notes:
            return self.note
        return None

    def underlined(self, parent: Element, text: list[str], level: int) -> None:
        words = "\n".join(text).strip()
        if len(words) > 200:  # a paragraph with a line drawn under it, rather than a heading
            self.flush(parent, text)
            SubElement(parent, "hr")
        else:
            text.clear()
            SubElement(parent, f"h{level}").text = words

    def heading(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        level, words = heading_of(lines[at]) or (1, "")
        SubElement(parent, f"h{level}").text = words
        return at + 1

    def rule(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        SubElement(parent, "hr")
        return at + 1

    def fenced_code(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        opening = FENCE.match(lines[at])
        assert opening
        fence, information = opening[1], opening[2].strip()
        indent = len(lines[at]) - len(lines[at].lstrip(" "))
        # one word names the language; more are words that somebody wrote, and stay
        code = [information] if " " in information else []
        at += 1
        while at < len(lines):
            line = lines[at]
            at += 1
            bare = line.strip(" ")
            if len(bare) >= len(fence) and not bare.strip(fence[0]):
                break
            code.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
        add_code(parent, code)
        return at

    def indented_code(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        code = []
        while at < len(lines) and (not lines[at].strip() or lines[at].startswith("    ")):
            code.append(lines[at][4:])
            at += 1
        while not code[-1].strip():
            code.pop()
        add_code(parent, code)
        return at

    def quotation(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        quoted: list[str] = []
        while at < len(lines):
            line = lines[at]
            if mark := QUOTE.match(line):
                quoted.append(line[mark.end() :])
            elif line.strip() and self.goes_on(quoted[-1], line, after_text=True):
                quoted.append(line.lstrip(" "))
            else:
                break
            at += 1
        self.read(SubElement(parent, "blockquote"), quoted, depth + 1)
        return at

    def items(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        first = marker_of(lines[at])
        assert first
        bullets = SubElement(parent, "ul" if first.number is None else "ol")
        if first.number not in {None, 1}:
            bullets.set("start", str(first.number))
        loose, blank = False, False
        while at < len(lines) and (marker := marker_of(lines[at])) and marker.kind == first.kind:
            if RULE.match(lines[at]):
                break
            loose = loose or blank
            words = TASK.sub(lambda task: "☐" if task[1] == " " else "☑", marker.words)
            item = SubElement(bullets, "li")
            content, at = self.belonging(lines, at + 1, words, marker)
            blank = at < len(lines) and not lines[at - 1].strip()
            self.read(item, content, depth + 1)
        if not (loose or any(len(item.findall("p")) > 1 for item in bullets)):
            for item in bullets:
                unwrap_first_paragraph(item)
        return at

    def note(self, parent: Element, lines: list[str], at: int, depth: int) -> int:
        note = NOTE.match(lines[at])
        assert note
        self.notes[note[1]] = []
        self.notes[note[1]], at = self.belonging(lines, at + 1, note[2], Marker(0, "note", None, 4, note[2]))
        return at

    def belonging(self, lines: list[str], at: int, words: str, marker: Marker) -> tuple[list[str], int]:
        """The lines of an item or a footnote, without their indent, and where the next thing begins."""
        content = [words]
        in_code = bool(FENCE.match(words))
        while at < len(lines):
            line = lines[at]
            indent = len(line) - len(line.lstrip(" "))
            if not line.strip():
                content.append("")
            elif marker.is_followed_by(marker_of(line)):
                break
            elif indent >= marker.inner:
                content.append(line[min(indent, marker.offset) :])
                in_code ^= bool(FENCE.match(line))
            elif not in_code and self.goes_on(content[-1], line, after_text=marker.number is None):
                content.append(line.lstrip(" "))
            else:
                break
            at += 1
        while len(content) > 1 and not content[-1].strip():
            content.pop()
        return content, at

    def goes_on(self, before: str, line: str, *, after_text: bool) -> bool:
        """Whether a line is of the same paragraph as the one before, though it lacks its mark or indent."""
        if not before.strip() or heading_of(before) or FENCE.match(before) or RULE.match(line):
            return False
        return self.reader_of(line, after_text=after_text, depth=0) is None

    def defines(self, line: str) -> bool:
        """Whether the line tells what a [label] links to. One that we would not link to stays a line of text."""
        definition = DEFINITION.match(line)
        if not definition or definition[1].startswith("^"):
            return False
        address = address_from(definition[2].strip("<>"))
        if not may_link_to(address):
            return False
        self.md.references.setdefault(label_from(definition[1]), (address, (definition[3] or "")[1:-1]))
        return True

    def add_notes(self) -> None:
        if self.notes:
            # its numbers are given when it is known which note is mentioned first
            list_of_notes = SubElement(SubElement(self.root, "div", {"class": "notes"}), "ol")
            read: set[str] = set()
            while unread := [label for label in self.notes if label not in read]:  # a note may hold another
                for label in unread:
                    item = SubElement(list_of_notes, "li", {"note": label})
                    self.read(item, self.notes[label], MAX_DEPTH - 2)
                read.update(unread)


def marker_of(line: str) -> Marker | None:
    mark = ITEM.match(line)
    if not mark:
        return None
    words = line[mark.end() :]
    indent, gap = len(mark[1]), len(mark[6])
    width = mark.end() - indent - gap
    # a gap of five or more is how word processors draw bullets, not code
    offset = indent + width + (gap if 1 <= gap <= 4 and words else 1)
    return Marker(indent, mark[2] or mark[3] or mark[5], int(mark[4]) if mark[4] else None, offset, words)


def heading_of(line: str) -> tuple[int, str] | None:
    heading = HEADING.match(line)
    if not heading or (heading[1] == "#" and not heading[2][0].isspace()):  # "#hashtag"
        return None
    words = heading[2].strip()
    without_closing = words.rstrip("#")
    if not without_closing or without_closing[-1].isspace():
        words = without_closing.strip()
    return (len(heading[1]), words) if words else None


def add_code(parent: Element, lines: list[str]) -> None:
    # long lines scroll; who has no mouse has to be able to get there
    SubElement(SubElement(parent, "pre", {"tabindex": "0"}), "code").text = AtomicString("\n".join(lines) + "\n")


def unwrap_first_paragraph(item: Element) -> None:
    if len(item) and item[0].tag == "p":
        item.text = item[0].text
        item.remove(item[0])
