"""Safe HTML with words marked in it, as with a pen: nothing of it is added, taken away or moved."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape, unescape

from notes.markup.outline import BLOCKS, CELLS, OURS, VOID
from notes.markup.rendering import nh3_clean

Pieces = Iterable[tuple[str, bool]]  # a text in order: what is to be marked, and what stands between

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>')
_OURS = re.compile(rf' class="(?:{"|".join(sorted(OURS))})"')
_POINT = re.compile(r' id="[a-z0-9]+-\d+"')  # of a bullet; those of footnotes have another hyphen


def with_marks(html: str, cut: Callable[[str], Pieces]) -> tuple[str, int]:
    """Marked HTML, and in how many places. `html` is what `render` made. `cut` is given a text, such as a paragraph's
    or a bullet's, without its tags, so that what is half bold is found as well.
    """
    pen = _Pen(cut)
    place = 0
    for tag in _TAG.finditer(html):
        pen.words(html[place : tag.start()])
        pen.tag(tag)
        place = tag.end()
    pen.words(html[place:])
    pen.lift()
    return nh3_clean("".join(pen.written), more=frozenset({"mark"})) if pen.places else html, pen.places


class _Pen:
    def __init__(self, cut: Callable[[str], Pieces]) -> None:
        self.cut = cut
        self.written: list[str] = []
        self.run: list[tuple[int, str]] = []  # words that are read together, and where they were written
        self.places = 0
        self.depth = 0  # of lists' items, inside a bullet
        self.unsaid = 0  # depth of the elements that are ours

    def words(self, escaped: str) -> None:
        if escaped and not self.unsaid:
            self.run.append((len(self.written), unescape(escaped)))
        self.written.append(escaped)

    def tag(self, tag: re.Match[str]) -> None:
        closes, name, rest = tag.groups()
        if name in BLOCKS or name in CELLS:
            self.turn(bool(closes), name, rest)
        elif name not in VOID and (self.unsaid or _OURS.search(rest)):
            self.unsaid += -1 if closes else 1
        self.written.append(tag[0])

    def turn(self, closes: bool, name: str, rest: str) -> None:
        """Another line begins. The lines of a bullet are read together, as search reads them."""
        if self.depth:
            self.run.append((len(self.written), "\n"))
            self.written.append("")
        else:
            self.lift()
        if name == "li" and (self.depth or _POINT.search(rest)):
            self.depth += -1 if closes else 1
            if not self.depth:
                self.lift()

    def lift(self) -> None:
        """Mark what was read."""
        pieces = list(self.cut("".join(words for _, words in self.run)))
        found = sum(is_match for _, is_match in pieces)
        if found:
            self.places += found
            left = iter(pieces)
            text, is_match = next(left)
            for place, words in self.run:
                marked = []
                while words:
                    if not text:
                        text, is_match = next(left)
                    taken, words, text = words[: len(text)], words[len(text) :], text[len(words) :]
                    marked.append(_marked(taken) if is_match else _escaped(taken))
                if self.written[place]:
                    self.written[place] = "".join(marked)
        self.run = []


def _marked(text: str) -> str:
    """What is between words stays unmarked at either end: in a bullet it may be the space before a list."""
    words = text.strip()
    before, _, after = text.partition(words) if words else (text, "", "")
    return _escaped(before) + (f"<mark>{_escaped(words)}</mark>" if words else "") + _escaped(after)


def _escaped(text: str) -> str:
    return escape(text, quote=False)
