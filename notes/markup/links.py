"""[Links](…), [by reference][1], and ![pictures](…). Brackets are matched once for a text, not for each of them."""

from __future__ import annotations

import re
from urllib.parse import quote
from xml.etree.ElementTree import Element

from markdown import Markdown

from notes.addresses import is_web
from notes.markup.patterns import NOTHING, Found, Pattern
from notes.markup.policy import may_link_to

_IN_BRACKETS = r"(?:[^\s()]|\((?:[^\s()]|\([^\s()]*\))*\))"
DESTINATION = re.compile(
    rf"""\(\s*(?:<([^<>\n]*)>|({_IN_BRACKETS}*))(?:\s+("[^"]*"|'[^']*'|\([^()]*\)|“[^”]*”))?\s*\)"""
)
LABEL = re.compile(r"\[([^\[\]]{0,300})\]")


def address_from(typed: str) -> str:
    """The address that was meant: without the scheme that people leave out, illegal characters encoded."""
    address = typed.strip()
    if address.lower().startswith("www."):
        address = f"http://{address}"
    return re.sub(r"[ \"<>\\^`{|}]", lambda mark: quote(mark[0]), address)


def label_from(typed: str) -> str:
    """What two spellings of a label share."""
    return " ".join(re.sub(r"\\(?=\W)|`", "", typed).split()).casefold()


def link(address: str, words: str, title: str = "") -> Element:
    """A link, or the bare words where we would not link to. What was meant is noted for proofs.py alone."""
    if not may_link_to(address):
        bare = Element("span", {"data-dropped": address})
        bare.text = words
        return bare
    attributes = {"href": address} | ({"title": title} if title else {})
    if is_web(address):
        attributes["rel"] = "nofollow noopener"
    anchor = Element("a", attributes)
    anchor.text = words or address
    return anchor


class Bracketed(Pattern):
    """What links and pictures share: words in brackets and, after them, where they lead."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self._text = ""
        self._pairs: dict[int, int] = {}

    def read(self, opening: int, data: str) -> tuple[str, str, str, int] | None:
        """The words, the address, its title and where all this ends; None if it is no link."""
        closing = self.closing_of(opening, data)
        if closing is None:
            return None
        words = data[opening + 1 : closing]
        if destination := DESTINATION.match(data, closing + 1):
            address = destination[1] if destination[1] is not None else destination[2]
            title = (destination[3] or "")[1:-1]
            return words, address_from(self.plain(address)), self.plain(title), destination.end()
        label = LABEL.match(data, closing + 1)
        for name, end in ((label[1] or words, label.end()), (words, closing + 1)) if label else ((words, closing + 1),):
            if len(name) <= 300 and (defined := self.md.references.get(label_from(self.plain(name)))):
                return words, *defined, end
        return None

    def closing_of(self, opening: int, data: str) -> int | None:
        # The library puts a short mark in place of each link that is read, and what follows it stays as it is: so the
        # pairs found once serve for the whole text, if they are counted from its end.
        rest = len(data) - opening
        if not (len(self._text) >= rest and self._text.endswith(data[opening:])):
            self._text = data
            self._pairs = pairs_of_brackets(data)
        partner = self._pairs.get(rest)
        return None if partner is None else len(data) - partner


def pairs_of_brackets(text: str) -> dict[int, int]:
    """Opening → closing bracket, both counted from the end of the text."""
    pairs, opened = {}, []
    for bracket in re.finditer(r"[\[\]]", text):
        if bracket[0] == "[":
            opened.append(bracket.start())
        elif opened:
            pairs[len(text) - opened.pop()] = len(text) - bracket.start()
    return pairs


class Images(Bracketed):
    """Whether a picture is shown or linked to is decided when it is known where it stands (finishing.py)."""

    PATTERN = r"!\["

    def found(self, m: re.Match[str], data: str) -> Found:
        found = self.read(m.end() - 1, data)
        if not found:
            return NOTHING
        words, address, title, end = found
        image = Element("img", {"src": address, "alt": " ".join(self.plain(words).split())})
        if title:
            image.set("title", title)
        return image, m.start(), end


class Links(Bracketed):
    PATTERN = r"\["
    ANCESTOR_EXCLUDES = ("a",)

    def found(self, m: re.Match[str], data: str) -> Found:
        found = self.read(m.start(), data)
        if not found or "](" in found[0]:  # a link holds no other: the inner one is meant
            return NOTHING
        words, address, title, end = found
        return link(address, words, title), m.start(), end
