"""What safe HTML of ours says: text, points, links. Read from the HTML that readers get, so that they agree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from notes.addresses import is_web

BLOCKS = frozenset("blockquote br div h3 h4 h5 h6 hr li ol p pre table tr ul".split())
CELLS = frozenset({"td", "th"})
BETWEEN_CELLS = " · "
OURS = frozenset({"anchor", "note-back", "note-ref", "site"})  # of the page, not of the author
VOID = frozenset({"br", "hr", "img"})


@dataclass
class Outline:
    text: str = ""
    points: list[tuple[int, str]] = field(default_factory=list)
    links: list[tuple[str, str, int | None]] = field(default_factory=list)


def read_outline(html: str, key: str) -> Outline:
    reader = _Reader(key)
    reader.feed(html)
    reader.close()
    outline = reader.outline
    outline.text = lines_of("".join(reader.said))
    return outline


def lines_of(text: str) -> str:
    return "\n".join(line for line in map(one_line, text.split("\n")) if line)


def one_line(text: str) -> str:
    return " ".join(text.split())


class _Reader(HTMLParser):
    def __init__(self, key: str) -> None:
        super().__init__(convert_charrefs=True)
        self.key = key
        self.outline = Outline()
        self.said: list[str] = []
        self.open: list[str] = []
        self.unsaid = 0  # depth of the elements that are ours
        self.point: tuple[int, int, int] | None = None  # its number, depth, and where its text begins
        self.link: tuple[str, int] | None = None
        self.row: list[str] = []  # the cells of it that say something
        self.row_begins = self.cell_begins = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in BLOCKS:
            self.said.append("\n")
        if tag == "tr":
            self.row, self.row_begins = [], len(self.said)
        elif tag in CELLS:
            self.cell_begins = len(self.said)
        if tag == "img":
            self.said.append(given.get("alt", ""))
        if tag in VOID:
            return
        self.open.append(tag)
        if self.unsaid or given.get("class") in OURS:
            self.unsaid += 1
            if self.unsaid == 1 and self.said and given.get("class") != "note-ref":
                self.said[-1] = self.said[-1].removesuffix(" ")  # the space that sets it off
        elif tag == "li" and (number := re.fullmatch(re.escape(self.key) + r"-(\d+)", given.get("id", ""))):
            self.point = (int(number[1]), len(self.open), len(self.said))
        elif tag == "a" and is_web(given.get("href", "")) and given.get("class") != "picture":  # shown, not cited
            self.link = (given["href"], len(self.said))

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self.open:
            return
        if self.unsaid:
            self.unsaid -= 1
        elif tag == "a" and self.link:
            url, start = self.link
            words = one_line("".join(self.said[start:]))
            self.outline.links.append((url, words, self.point[0] if self.point else None))
            self.link = None
        elif tag == "li" and self.point and len(self.open) == self.point[1]:
            number, _, start = self.point
            self.outline.points.append((number, lines_of("".join(self.said[start:]))))
            self.point = None
        elif tag in CELLS:
            self.row.append(one_line("".join(self.said[self.cell_begins :])))
        elif tag == "tr":
            self.said[self.row_begins :] = [BETWEEN_CELLS.join(filter(None, self.row))]
        self.open.pop()
        if tag in BLOCKS:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        if self.unsaid:
            return
        # a line end inside a paragraph is a space; inside code it is a line end
        self.said.append(data if "pre" in self.open else data.replace("\n", " "))
