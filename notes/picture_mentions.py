"""Where pictures stand in what an author wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

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


def as_markdown(address: PictureAddress, alt: str) -> str:
    words = re.sub(r"([\\\[\]`*_<&])", r"\\\1", " ".join(alt.split()))
    return f"![{words}]({address})"
