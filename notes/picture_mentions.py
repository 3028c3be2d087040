"""Where pictures stand in what an author wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from notes.content import SectionContent
from notes.picture_addresses import PictureAddress

# ![words](/media/p/…): the words may hold brackets that are escaped, or that come in pairs
_SHOWN = re.compile(r"!\[((?:\\.|\[[^\[\]\n]*\]|[^\[\]\\])*)\]\(\s*<?(/media/p/[^\s)>]*)")


@dataclass(frozen=True)
class Mention:
    """A picture in a section, with the words that stand for it."""

    section: SectionContent
    address: PictureAddress
    alt: str


def mentions_in(section: SectionContent) -> Iterator[Mention]:
    for found in _SHOWN.finditer(section.body):
        if address := PictureAddress.parse(found[2]):
            yield Mention(section, address, " ".join(found[1].split()))


def described(section: SectionContent, words: Mapping[str, str]) -> SectionContent:
    """With words for its pictures, by their tokens, where they have none yet. BadContent: too much."""

    def said(found: re.Match[str]) -> str:
        address = PictureAddress.parse(found[2])
        if address is None or found[1].strip() or not words.get(address.token):
            return found[0]
        return f"![{escaped(words[address.token])}{found[0][2 + len(found[1]) :]}"

    return replace(section, body=_SHOWN.sub(said, section.body))


def as_markdown(address: PictureAddress, alt: str) -> str:
    return f"![{escaped(alt)}]({address})"


def escaped(alt: str) -> str:
    return re.sub(r"([\\\[\]`*_<&])", r"\\\1", " ".join(alt.split()))
