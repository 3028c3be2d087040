"""What our Markdown adds to Python-Markdown's, all of it before anything is sanitised."""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as etree
from typing import TYPE_CHECKING

from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from notes.markup.finishing import Finishing
from notes.markup.lines import Lists

if TYPE_CHECKING:
    from markdown import Markdown

# What a backslash makes literal: all of ASCII's punctuation (CommonMark 0.31, 2.4)
PUNCTUATION = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"


class AsTyped(InlineProcessor):
    """Macros of other systems ({{ x }}, {% y %}) are words like any others: no emphasis and no links in them."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:
        return AtomicString(m[0]), m.start(0), m.end(0)


class Entity(InlineProcessor):
    """&amp; and &#233; are the characters that they name. Python-Markdown would set them aside as raw HTML."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:
        character = html.unescape(m[0])
        if any(ord(c) < 32 or c in "\x7f\ufffd" for c in character):
            character = m[0]
        return AtomicString(character), m.start(0), m.end(0)


class LineBreak(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:
        return etree.Element("br"), m.start(0), m.end(0)


class Weeknotes(Extension):
    def __init__(self, *, key: str) -> None:
        super().__init__()
        self.key = key

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")  # raw HTML is shown as typed: no word vanishes
        md.inlinePatterns.deregister("html")
        md.inlinePatterns.register(
            Entity(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});", md), "entity", 80
        )
        md.inlinePatterns.register(AsTyped(r"\{\{[^\n]{0,2000}?\}\}|\{%[^\n]{0,2000}?%\}", md), "as-typed", 195)
        md.inlinePatterns.register(LineBreak(r"\\\n", md), "backslash-break", 185)
        md.ESCAPED_CHARS = list(PUNCTUATION)
        md.preprocessors.register(Lists(md), "lists", 27.5)  # after the line ends are one, before fenced code
        md.treeprocessors.register(Finishing(md, key=self.key), "finishing", -10)
