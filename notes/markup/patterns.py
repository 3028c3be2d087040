"""What our inline patterns share: how they answer the library, and its notation for characters that are put away."""

from __future__ import annotations

import re
import string
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import ETX, STX

Found = tuple[Element | str | None, int | None, int | None]  # what to put in place of which part of the text
NOTHING: Found = (None, None, None)

PUNCTUATION = re.escape(string.punctuation)


class Pattern(InlineProcessor):
    """An inline pattern that brings its own regular expression."""

    PATTERN = ""

    def __init__(self, md: Markdown) -> None:
        super().__init__(self.PATTERN, md)

    def handleMatch(self, m: re.Match[str], data: str) -> Found:  # type: ignore[override]
        return self.found(m, data)

    def found(self, m: re.Match[str], data: str) -> Found:
        raise NotImplementedError

    def plain(self, text: str) -> str:
        """What stands for some of the text that earlier patterns have put away."""
        return re.sub(f"{STX}(\\d+){ETX}", lambda mark: chr(int(mark[1])), self.unescape(text))


def protect(text: str) -> str:
    """Write punctuation in the library's notation for escaped characters, so that no later pattern reads it."""
    return re.sub(f"[{PUNCTUATION}]", lambda mark: f"{STX}{ord(mark[0])}{ETX}", text)
