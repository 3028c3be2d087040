"""What a file says about itself in its first bytes: which picture it is, and how large. Its name and what the browser
called it say nothing. Decided here, before anything is decoded: a bomb is small until somebody opens it.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

MAX_PIXELS = 40_000_000
MAX_MEMORY = 128 * 1024 * 1024  # bytes, while it is decoded
MAX_SCANS = 64  # of a progressive JPEG; ten are usual, and each is a pass over the whole picture
MAX_SIDE = 30_000
MAX_SEGMENTS = 2_000  # of a JPEG, before its first scan

WANTED = "Send a JPEG, PNG, WebP or GIF."
OTHER_KINDS = (
    (re.compile(rb"....ftyp(?:hei|hev|mif|msf)", re.DOTALL), "This is a HEIC picture, as phones make them. "),
    (re.compile(rb"....ftypavi", re.DOTALL), "This is an AVIF picture, which not every browser shows. "),
    (re.compile(rb"II\*\0|MM\0\*"), "This is a TIFF picture, which browsers do not show. "),
    (re.compile(rb"BM.{8}[\0-\x7f]\0\0\0", re.DOTALL), "This is a BMP picture, which is not for the web. "),
    (re.compile(rb"%PDF-"), "This is a PDF file, not a picture. "),
)
_MARKER = re.compile(rb"\xff[^\x00\xff]", re.DOTALL)
_SVG = re.compile(r"<(?:\w+:)?svg\b", re.IGNORECASE)


class NotShown(ValueError):
    """The file is not taken; the sentence says why, and what to send instead."""


@dataclass(frozen=True)
class Header:
    format: str  # as Pillow names it
    size: tuple[int, int]
    pixel_bytes: int  # memory that one pixel takes while it is decoded

    def check(self, width: int, height: int) -> None:
        pixels = width * height
        if not pixels:
            raise NotShown(f"This picture has no pixels in it. {WANTED}")
        if pixels > MAX_PIXELS or pixels * self.pixel_bytes > MAX_MEMORY or max(width, height) > MAX_SIDE:
            most = min(MAX_PIXELS, MAX_MEMORY // self.pixel_bytes) // 1_000_000
            raise NotShown(
                f"This picture is too large: {width:,} × {height:,} pixels. Save it with {most} megapixels or fewer, "
                "and send that."
            )


def read_header(sent: bytes) -> Header:
    """Raise NotShown for what is no JPEG, PNG, WebP or GIF, or too large to decode."""
    if not sent:
        raise NotShown(f"This file is empty. {WANTED}")
    try:
        header = read_png(sent) or read_jpeg(sent) or read_webp(sent) or read_gif(sent)
    except (struct.error, IndexError) as problem:
        raise NotShown(f"This picture is cut short: only its beginning is there. {WANTED}") from problem
    if header is None:
        raise NotShown(kind_of(sent) + WANTED)
    header.check(*header.size)
    return header


def kind_of(sent: bytes) -> str:
    for pattern, sentence in OTHER_KINDS:
        if pattern.match(sent):
            return sentence
    text = sent[:4096].replace(b"\0", b"").decode("utf-8", "replace")  # in UTF-16, every second byte is zero
    if _SVG.search(text):
        return "This is an SVG drawing, which can hold programs. Save it as PNG. "
    return "This file is not a picture that can be shown here. "


def read_png(sent: bytes) -> Header | None:
    """PNG (third edition) 5.2 and 11.2.1"""
    if not sent.startswith(b"\x89PNG\r\n\x1a\n"):
        return None
    width, height, depth, colour = struct.unpack_from(">IIBB", sent, 16)
    grey_or_palette = {0: 1 if depth < 16 else 2, 3: 1}
    return Header("PNG", (width, height), grey_or_palette.get(colour, 4))


def read_gif(sent: bytes) -> Header | None:
    """GIF89a, 18. The first frame may reach beyond the screen that it says it has."""
    if not sent.startswith((b"GIF87a", b"GIF89a")):
        return None
    return Header("GIF", struct.unpack_from("<HH", sent, 6), 1)


def read_webp(sent: bytes) -> Header | None:
    """RFC 9649, 2.5 to 2.7. The decoder keeps two canvases, and hands over a third."""
    if sent[:4] != b"RIFF" or sent[8:12] != b"WEBP":
        return None
    kind = sent[12:16]
    if kind == b"VP8X":
        width = 1 + int.from_bytes(sent[24:27], "little")
        height = 1 + int.from_bytes(struct.unpack_from("3s", sent, 27)[0], "little")
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", sent, 21)
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", sent, 26))
    else:
        raise NotShown(f"This WebP file holds no picture. {WANTED}")
    return Header("WEBP", (width, height), 12)


def read_jpeg(sent: bytes) -> Header | None:
    """ITU-T T.81, annex B: segments up to the first scan."""
    if not sent.startswith(b"\xff\xd8\xff"):
        return None
    place, size, memory, progressive = 2, None, 1, False
    for _ in range(MAX_SEGMENTS):
        found = _MARKER.search(sent, place)
        if found is None:
            raise NotShown(f"This picture is cut short: only its beginning is there. {WANTED}")
        place, marker = found.start(), sent[found.start() + 1]
        if marker == 0xDA:
            break
        if marker == 0x01 or 0xD0 <= marker <= 0xD9:  # these stand alone
            place += 2
            continue
        (length,) = struct.unpack_from(">H", sent, place + 2)
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width, colours = struct.unpack_from(">HHB", sent, place + 5)
            size, progressive = (width, height), marker in (0xC2, 0xC6, 0xCA, 0xCE)
            # a progressive one is decoded whole, two bytes for each colour; any other a little at a time
            memory = 2 * colours if progressive else 1
        place += 2 + max(2, length)
    if size is None:
        raise NotShown(f"This JPEG file holds no picture. {WANTED}")
    if progressive and sent.count(b"\xff\xda", place) > MAX_SCANS:
        raise NotShown("This JPEG is made of too many layers. Open it on your computer, save it again, and send that.")
    return Header("JPEG", size, max(1, memory))
