"""Inline markup of single characters and of addresses: escapes, code, what is shown as typed, bare addresses."""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from markdown.util import ETX, STX, AtomicString

from notes.markup.blocks import Blocks
from notes.markup.links import address_from, link
from notes.markup.patterns import NOTHING, PUNCTUATION, Found, Pattern, protect
from notes.markup.policy import may_link_to

TAG = r"</?[A-Za-z][\w:.-]*(?:\s[^<>]{0,2000})?/?>|<!--[^<>]{0,2000}-->|<[!?][A-Za-z][^<>]{0,500}>"
MACRO = r"\{\{[^{}]{1,500}\}\}|\{%[^{}]{1,500}%\}|\{#[^{}]{1,500}#\}|\[\[[^\[\]\n]{1,300}\]\](?![(\[])"
ENTITY = r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"


class Literals(Pattern):
    r"""`code`, \escapes, &entities;, and raw HTML and template macros, which are shown as they were typed.

    One pattern for all of them: whichever begins first wins.
    """

    PATTERN = rf"(?P<ticks>`+)|\\(?P<escape>[{PUNCTUATION}])|(?P<typed>{TAG}|{MACRO})|(?P<entity>{ENTITY})"

    def found(self, m: re.Match[str], data: str) -> Found:
        if m["ticks"]:
            return self.code(m, data)
        if m["entity"]:
            return protect(readable(html.unescape(m["entity"]), m["entity"])), m.start(), m.end()
        return protect(m["escape"] or m["typed"]), m.start(), m.end()

    def code(self, m: re.Match[str], data: str) -> Found:
        closing = re.compile(rf"(?<!`){m['ticks']}(?!`)").search(data, m.end())
        if not closing:
            return m["ticks"], m.start(), m.end()
        words = data[m.end() : closing.start()].replace("\n", " ")
        if words.strip() and words[0] == words[-1] == " ":
            words = words[1:-1]
        code = Element("code")
        code.text = AtomicString(words)
        return code, m.start(), closing.end()


def readable(character: str, typed: str) -> str:
    return typed if any(ord(c) < 32 or 0xD800 <= ord(c) < 0xE000 for c in character) else character


class Breaks(Pattern):
    """A hard break: two spaces or a backslash at the end of a line."""

    PATTERN = r"(?:(?<! ) {2,}|\\)\n"

    def found(self, m: re.Match[str], data: str) -> Found:
        return Element("br"), m.start(), m.end()


class NoteRefs(Pattern):
    """[^1], where there is such a footnote."""

    PATTERN = r"\[\^([^\[\]\s]{1,120})\]"
    ANCESTOR_EXCLUDES = ("a",)

    def found(self, m: re.Match[str], data: str) -> Found:
        label = self.plain(m[1])
        if not (isinstance(self.md.parser, Blocks) and label in self.md.parser.notes):
            return NOTHING
        return Element("a", {"class": "note-ref", "note": label}), m.start(), m.end()


class PointedAddress(Pattern):
    """<https://example.org/> and <rob@example.org>."""

    PATTERN = r"<([^\s<>]{3,2000})>"
    ANCESTOR_EXCLUDES = ("a",)

    def found(self, m: re.Match[str], data: str) -> Found:
        words = self.plain(m[1])
        address = words if ":" in words else f"mailto:{words}"
        if not may_link_to(address_from(address)) or address[0] in "/#":
            return NOTHING
        return link(address_from(address), AtomicString(words)), m.start(), m.end()


class WebAddress(Pattern):
    """A bare address, without the punctuation of the sentence that it stands in."""

    PATTERN = rf'(?<![\w@/])(?:https?://|www\.)(?:[^\s<>"“”«»{STX}{ETX}]|{STX}[^{ETX}]*{ETX})+'
    ANCESTOR_EXCLUDES = ("a",)
    _STASHED = re.compile(f"{STX}[^{ETX}]*{ETX}")

    def found(self, m: re.Match[str], data: str) -> Found:
        typed = m[0]
        for stashed in self._STASHED.finditer(typed):  # an escaped character is a part of it; code or a tag is not
            character = self.plain(stashed[0])
            if len(character) != 1 or character.isspace() or character in '<>"':
                typed = typed[: stashed.start()]
                break
        typed = typed[: end_of_address(typed)]
        words = self.plain(typed)
        address = address_from(words)
        if not may_link_to(address) or "." not in address:
            return NOTHING
        return link(address, AtomicString(words)), m.start(), m.start() + len(typed)


def end_of_address(typed: str) -> int:
    """Where the address ends and its sentence goes on. A bracket is the sentence's unless it was opened inside."""
    end = len(typed)
    surplus = {close: typed.count(close) - typed.count(opened) for opened, close in ("()", "[]")}
    while end:
        last = typed[end - 1]
        if last in surplus:
            if surplus[last] <= 0:
                break
            surplus[last] -= 1
        elif last not in "?!.,:;*_~'’‘…–—|":
            break
        end -= 1
    return end


class Mail(Pattern):
    PATTERN = r"(?<![\w.+@/:-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    ANCESTOR_EXCLUDES = ("a",)

    def found(self, m: re.Match[str], data: str) -> Found:
        words = m[0].rstrip("-_")
        if not may_link_to(f"mailto:{words}"):
            return NOTHING
        return link(f"mailto:{words}", AtomicString(words)), m.start(), m.start() + len(words)
