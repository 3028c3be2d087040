"""*Emphasis*, **strong** and ~~struck out~~, in time that grows with the text and no faster.

The rules are those of CommonMark 0.31, section 6.2 ("delimiter runs"), and GitHub's for two tildes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.util import ETX, STX

from notes.markup.patterns import NOTHING, Found, Pattern

MAX_DEPTH = 12
RUN = re.compile(r"\*+|_+|(?<!~)~~(?!~)")


@dataclass
class Run:
    """A run of the same mark. What is used up is taken from its inner side."""

    mark: str
    start: int
    end: int
    length: int  # as typed
    opens: bool
    closes: bool


@dataclass(frozen=True)
class Span:
    start: int  # of the opening mark
    inner: int
    inner_end: int
    end: int
    tag: str


class Emphasis(Pattern):
    PATTERN = RUN.pattern

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._text = ""
        self._spans: list[Span] = []
        self._next = 0

    def found(self, m: re.Match[str], data: str) -> Found:
        # As with brackets (links.py): what is found once serves for the whole text, counted from its end.
        rest = len(data) - m.start()
        if not (len(self._text) >= rest and self._text.endswith(data[m.start() :])):
            self._text, self._spans, self._next = data, spans_of(data), 0
        moved = len(data) - len(self._text)
        while self._next < len(self._spans) and self._spans[self._next].start + moved < m.start():
            self._next += 1
        if self._next == len(self._spans) or self._spans[self._next].start + moved >= m.end():
            return NOTHING
        span = self._spans[self._next]
        return self.element_of(1), span.start + moved, span.end + moved

    def element_of(self, depth: int) -> Element:
        """The next span and those inside it, as a tree. None of their marks is left in its texts."""
        span = self._spans[self._next]
        self._next += 1
        element = Element(span.tag)
        at, last = span.inner, None
        while self._next < len(self._spans) and self._spans[self._next].start < span.inner_end:
            inner = self._spans[self._next]
            add_text(element, last, self._text[at : inner.start])
            if depth < MAX_DEPTH:
                last = self.element_of(depth + 1)
                element.append(last)
                at = inner.end
            else:
                self._next += 1
                at = inner.start
        add_text(element, last, self._text[at : span.inner_end])
        return element


def add_text(element: Element, last: Element | None, text: str) -> None:
    text = re.sub(r"[*_~]", lambda mark: f"{STX}{ord(mark[0])}{ETX}", text)
    if last is None:
        element.text = (element.text or "") + text
    else:
        last.tail = (last.tail or "") + text


def spans_of(text: str) -> list[Span]:
    """All spans, outer before inner."""
    spans: list[Span] = []
    openers: list[Run] = []
    searched: dict[tuple[str, bool, int], int] = {}  # below that height there is no opener for such a closer
    for run in runs_of(text):
        while run.closes and run.start < run.end:
            kind = (run.mark, run.opens, run.length % 3)
            bottom = min(searched.get(kind, 0), len(openers))
            height = next((h for h in range(len(openers) - 1, bottom - 1, -1) if fits(openers[h], run)), None)
            if height is None:
                searched[kind] = len(openers)
                break
            opener = openers[height]
            del openers[height + 1 :]
            used = 2 if opener.end - opener.start >= 2 and run.end - run.start >= 2 else 1
            tag = "del" if run.mark == "~" else "strong" if used == 2 else "em"
            spans.append(Span(opener.end - used, opener.end, run.start, run.start + used, tag))
            opener.end -= used
            run.start += used
            if opener.start == opener.end:
                openers.pop()
        if run.opens and run.start < run.end:
            openers.append(run)
    return sorted(spans, key=lambda span: (span.start, -span.end))


def fits(opener: Run, closer: Run) -> bool:
    if opener.mark != closer.mark:
        return False
    odd = (opener.closes or closer.opens) and (opener.length + closer.length) % 3 == 0
    return not odd or (opener.length % 3 == 0 and closer.length % 3 == 0)


def runs_of(text: str) -> Iterator[Run]:
    for m in RUN.finditer(text):
        before, after = text[m.start() - 1 : m.start()] or " ", text[m.end() : m.end() + 1] or " "
        left = not after.isspace() and (not is_punctuation(after) or before.isspace() or is_punctuation(before))
        right = not before.isspace() and (not is_punctuation(before) or after.isspace() or is_punctuation(after))
        opens, closes = left, right
        if m[0][0] == "_":  # snake_case_names
            opens = left and (not right or is_punctuation(before))
            closes = right and (not left or is_punctuation(after))
        if opens or closes:
            yield Run(m[0][0], m.start(), m.end(), len(m[0]), opens, closes)


def is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
