"""What safe HTML says: its plain text, its bullets and what it cites. Read from the very HTML that readers get."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from notes import addresses

BLOCKS = {"p", "li", "ul", "ol", "h3", "h4", "h5", "h6", "blockquote", "pre", "table", "tr", "div", "hr", "br"}
NOT_WORDS = {"anchor", "site", "note-ref", "note-back"}  # what we added to the author's words
VOID = {"br", "hr", "img"}


@dataclass(frozen=True)
class Cited:
    url: str
    words: str
    activity: int | None  # number of the point that cites it


@dataclass(frozen=True)
class Point:
    number: int
    text: str


@dataclass
class Outline(HTMLParser):
    key: str
    text: str = ""
    points: list[Point] = field(default_factory=list)
    cited: list[Cited] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self._words: list[str] = []
        self._silent = 0
        self._point: tuple[int, int, int] | None = None  # number, depth, where its words start
        self._link: tuple[str, int] | None = None  # address, where its words start

    @classmethod
    def read(cls, html: str, *, key: str) -> Outline:
        outline = cls(key)
        outline.feed(html)
        outline.close()
        outline.text = outline._since(0)
        return outline

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = dict(attributes)
        if tag in BLOCKS or tag in {"td", "th"}:
            self._words.append("\n" if tag in BLOCKS else " ")
        if tag == "img":
            self._words.append(f" {found.get('alt') or ''} ")
        if tag in VOID:
            return
        self._open.append((tag, found))
        if found.get("class") in NOT_WORDS:
            self._silent += 1
        number = re.fullmatch(rf"{re.escape(self.key)}-(\d+)", found.get("id") or "") if tag == "li" else None
        if number:
            self._point = (int(number[1]), len(self._open), len(self._words))
        if tag == "a" and not found.get("class") and addresses.is_web(found.get("href") or ""):
            self._link = (found["href"] or "", len(self._words))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1][0] != tag:
            return
        if self._point and self._point[1] == len(self._open):
            self.points.append(Point(self._point[0], self._since(self._point[2])))
            self._point = None
        _, found = self._open.pop()
        if found.get("class") in NOT_WORDS:
            self._silent -= 1
        if tag == "a" and self._link:
            url, start = self._link
            self.cited.append(Cited(url, self._since(start), self._point[0] if self._point else None))
            self._link = None
        if tag in BLOCKS:
            self._words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            inside_code = any(tag == "pre" for tag, _ in self._open)
            self._words.append(data if inside_code else re.sub(r"\s+", " ", data))

    def _since(self, start: int) -> str:
        text = "".join(self._words[start:])
        text = re.sub(r"[ \t\xa0]*\n[ \t\xa0]*", "\n", re.sub(r"[ \t]+", " ", text))
        return re.sub(r"\n+", "\n", text).strip()
