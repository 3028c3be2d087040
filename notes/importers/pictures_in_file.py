"""Pictures that came within a document: taken out of it, and named in the words until somebody has kept them."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from notes.content import EntryContent, one_line

_DATA = re.compile(r"\s*data:image/[\w.+-]{1,40};base64,", re.I)
_BY_MACHINE = re.compile(
    r"\s*(?:description automatically generated|ai-generated content may be incorrect)[^.]*\.?\s*", re.I
)
LONGEST_ALT, MOST, MOST_BYTES = 500, 40, 60_000_000


@dataclass(frozen=True)
class PictureInFile:
    """`address` stands in the words; no page has it, and nobody can guess it."""

    address: str
    sent: bytes
    alt: str


@dataclass
class Collected:
    pictures: list[PictureInFile] = field(default_factory=list)
    left_out: int = 0

    def add(self, sent: bytes, *, alt: str) -> str:
        """The address under which it stands in the words; empty where it is one too many."""
        if len(self.pictures) >= MOST or sum(len(one.sent) for one in self.pictures) + len(sent) > MOST_BYTES:
            self.left_out += 1
            return ""
        address = f"/picture-in-file/{secrets.token_hex(8)}"
        self.pictures.append(PictureInFile(address, sent, spoken(alt)))
        return address

    def add_data_address(self, url: str, *, alt: str) -> str:
        try:
            return self.add(base64.b64decode(_DATA.sub("", url, count=1), validate=False), alt=alt)
        except (binascii.Error, ValueError):
            self.left_out += 1
            return ""

    @property
    def found(self) -> tuple[PictureInFile, ...]:
        return tuple(self.pictures)


def is_data_address(url: str) -> bool:
    return _DATA.match(url) is not None


def spoken(alt: str) -> str:
    alt = one_line(_BY_MACHINE.sub(" ", alt))
    return alt if len(alt) <= LONGEST_ALT else alt[: LONGEST_ALT - 1].rsplit(" ", 1)[0] + "…"


def put_in(content: EntryContent, addresses: Mapping[str, str]) -> EntryContent:
    """The content with the pictures' lasting addresses; where one is empty, what the picture shows is left as words."""

    def shown(found: re.Match[str]) -> str:
        address = addresses.get(found[2])
        if address is None:
            return found[0]
        return f"![{found[1]}]({address}{found[3] or ''})" if address else found[1]

    mention = re.compile(r'!\[((?:[^\[\]\\]|\\.)*)\]\((/picture-in-file/[0-9a-f]{16})( "[^"]*")?\)')
    return replace(
        content,
        sections=tuple(replace(section, body=mention.sub(shown, section.body)) for section in content.sections),
    )
