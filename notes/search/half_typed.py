"""A question that somebody is still typing → what there is to complete, and what of it stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from notes.search.parsing import NAMES, QUOTES, as_value
from notes.search.query import AUTHOR, HAS, IS, JOURNAL, SITE, TOPIC

_NAMES = "|".join(name for name, meant in NAMES.items() if meant in (TOPIC, JOURNAL, AUTHOR, SITE, HAS, IS))
_FILTER = re.compile(rf'(?:^|(?<=\s))-?(?P<name>{_NAMES}):(?:"(?P<quoted>[^"]*)|(?P<plain>[^\s"]*))$', re.IGNORECASE)
_WORD = re.compile(r'(?:^|(?<=\s))[^\s":-][^\s":]*$')
_MEANS_MORE = re.compile(r'[":*|]|(?:^|\s)(?:-|OR\s|NOT\s)')


@dataclass(frozen=True)
class HalfTyped:
    """`kept` stands before what is completed, up to where a value begins; `typed` is what there is of that."""

    kept: str
    typed: str
    filter: str = ""  # the filter whose value it is; empty for a word

    def completed(self, value: str, *, by: str = "") -> str:
        """The question with the whole value of the filter, or with a word's place taken by the filter `by`."""
        return f"{self.kept}{by}{':' if by else ''}{as_value(value)} "


def half_typed(text: str) -> HalfTyped | None:
    """The filter or the word at the end of a question. None where it ends with neither."""
    text = text.translate(QUOTES)
    if match := _FILTER.search(text):
        value = match["quoted"] if match["quoted"] is not None else match["plain"]
        return HalfTyped(text[: match.end("name") + 1], value, NAMES[match["name"].lower()])
    if match := _WORD.search(text):
        return HalfTyped(text[: match.start()], match[0])
    return None


def is_plain(text: str) -> bool:
    """Whether a question is words and nothing else, so that it may be the beginning of a name."""
    return not _MEANS_MORE.search(text.translate(QUOTES))
