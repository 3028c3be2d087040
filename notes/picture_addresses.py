"""Where a picture of ours lies. Its address says its size, so that HTML can be written without asking the database:
"/media/p/k3vq…/1640x1094.webp" is a picture's largest size, and the smaller ones follow from it.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass

WIDTHS = (480, 960, 1640)  # pixels: a phone, a column of words, the same on a dense screen
MAX_HEIGHT = 4000  # of the largest size: a screenshot of a long page
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_TOKEN = rf"[{_LETTERS}]{{26}}"  # 130 bits: nobody comes upon one
REGEX = rf"p/{_TOKEN}/[1-9]\d{{0,3}}x[1-9]\d{{0,3}}\.webp"
_ADDRESS = re.compile(rf"/media/p/({_TOKEN})/([1-9]\d{{0,3}})x([1-9]\d{{0,3}})\.webp")
_MENTION = re.compile(rf"/media/p/({_TOKEN})/")
SIZES = "(min-width: 48rem) 41rem, 100vw"  # how wide a picture is shown: the column of words (layout.css)


@dataclass(frozen=True)
class PictureAddress:
    """One size of one picture."""

    token: str
    width: int
    height: int

    @classmethod
    def parse(cls, address: str) -> PictureAddress | None:
        """Read "/media/p/<token>/<width>x<height>.webp"; None for any other address."""
        found = _ADDRESS.fullmatch(address)
        return cls(found[1], int(found[2]), int(found[3])) if found else None

    def __str__(self) -> str:
        return f"/media/{self.name}"

    @property
    def name(self) -> str:
        """What the storage knows it by."""
        return f"p/{self.token}/{self.width}x{self.height}.webp"

    @property
    def smaller(self) -> tuple[PictureAddress, ...]:
        """The narrower sizes of the picture, from the smallest. They follow from its largest: ask that one."""
        return tuple(
            PictureAddress(self.token, width, height_at(width, self.width, self.height))
            for width in WIDTHS
            if width < self.width
        )

    @property
    def sizes(self) -> tuple[PictureAddress, ...]:
        return (*self.smaller, self)

    @property
    def srcset(self) -> str:
        """For the attribute of that name; empty where there is only one size."""
        return ", ".join(f"{size} {size.width}w" for size in self.sizes) if self.smaller else ""


def height_at(width: int, full_width: int, full_height: int) -> int:
    """To the nearest pixel, half up, in whole numbers: whoever works it out comes to the same."""
    return max(1, (2 * full_height * width + full_width) // (2 * full_width))


def new_token() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(26))


def tokens_in(text: str) -> set[str]:
    """Of all pictures that a text mentions, in whatever way: Markdown, HTML, JSON."""
    return set(_MENTION.findall(text))
