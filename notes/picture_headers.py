"""What a file says about itself in its first bytes: which picture it is, and how large. Its name and what the browser
called it say nothing. Decided here, before anything is decoded: a bomb is small until somebody opens it.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAX_PIXELS = 40_000_000
MAX_MEMORY = 96 * 1024 * 1024  # bytes, while it is decoded
MAX_SCANS = 64  # of a progressive JPEG; ten are usual, and each is a pass over the whole picture
MAX_SIDE = 30_000
MOST_BLOCKS = 100_000  # of the pixels of a GIF's first frame: beyond it we do not look for a second
MAX_PARTS = 20_000  # before the pixels: segments, chunks or blocks

WANTED = "Send a JPEG, PNG, WebP or GIF."
OTHER_KINDS = (
    (re.compile(rb"....ftyp(?:hei|hev|mif|msf)", re.DOTALL), "This is a HEIC picture, as phones make them. "),
    (re.compile(rb"....ftypavi", re.DOTALL), "This is an AVIF picture, which not every browser shows. "),
    (re.compile(rb"II\*\0|MM\0\*"), "This is a TIFF picture, which browsers do not show. "),
    (re.compile(rb"BM.{8}[\0-\x7f]\0\0\0", re.DOTALL), "This is a BMP picture, which is not for the web. "),
    (re.compile(rb"%PDF-"), "This is a PDF file, not a picture. "),
)
MANY_PARTS = "This file is made of too many parts. Open the picture on your computer, save it again, and send that."
_MARKER = re.compile(rb"\xff[^\x00\xff]", re.DOTALL)
_SVG = re.compile(r"<(?:\w+:)?svg\b", re.IGNORECASE)


class NotShown(ValueError):
    """The file is not taken; the sentence says why, and what to send instead."""


@dataclass(frozen=True)
class Header:
    format: str  # as Pillow names it
    size: tuple[int, int]
    pixel_bytes: float  # memory that one pixel takes while it is decoded
    bare: bytes  # the file, without what may be left out before the pixels
    moves: bool = False  # more than one picture is in it, to be shown one after the other

    def check(self, width: int, height: int) -> None:
        pixels = width * height
        if not pixels:
            raise NotShown(f"This picture has no pixels in it. {WANTED}")
        if pixels > MAX_PIXELS or pixels * self.pixel_bytes > MAX_MEMORY or max(width, height) > MAX_SIDE:
            most = min(MAX_PIXELS, MAX_MEMORY / self.pixel_bytes) // 1_000_000
            raise NotShown(
                f"This picture is too large: {width:,} × {height:,} pixels. "
                f"Save it with {most:.0f} megapixels or fewer, and send that."
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
    place, moves = 8, False
    for _ in range(MAX_PARTS):
        kind = sent[place + 4 : place + 8]
        if place + 8 > len(sent) or kind == b"IEND":
            break
        moves = moves or kind == b"acTL"  # 11.3.6.1
        place += 12 + int.from_bytes(sent[place : place + 4], "big")
    else:
        raise NotShown(MANY_PARTS)
    grey_or_palette = {0: 1 if depth < 16 else 2, 3: 1}
    return Header("PNG", (width, height), grey_or_palette.get(colour, 4), sent, moves)


def read_gif(sent: bytes) -> Header | None:
    """GIF89a, 18 to 26. The first frame may reach beyond the screen that it says it has: what it holds is judged."""
    if not sent.startswith((b"GIF87a", b"GIF89a")):
        return None
    screen = struct.unpack_from("<HH", sent, 6)
    place = 13 + (3 << (sent[10] & 7) + 1 if sent[10] & 0x80 else 0)
    before, control = sent[:place], b""
    for start, end in extensions(sent, place):
        place = end
        if sent[start + 1] == 0xF9:  # which colour of the frame is transparent
            control = sent[start:end]
    if sent[place] != 0x2C:
        raise NotShown(f"This GIF file holds no picture. {WANTED}")
    left, top, width, height = struct.unpack_from("<HHHH", sent, place + 1)
    size = (max(screen[0], left + width), max(screen[1], top + height))
    return Header("GIF", size, 1, before + control + sent[place:], has_another_frame(sent, place))


def extensions(sent: bytes, place: int) -> Iterator[tuple[int, int]]:
    """Where each begins and ends: a sign, a label, and blocks with their lengths up to an empty one."""
    blocks = 0
    while sent[place] == 0x21:
        start, place = place, place + 2
        while sent[place]:
            place += 1 + sent[place]
            blocks += 1
            if blocks > MAX_PARTS:
                raise NotShown(MANY_PARTS)
        place += 1
        yield start, place


def has_another_frame(sent: bytes, place: int) -> bool:
    """Whether a frame follows the one at this place. Of a file that breaks off, or of countless blocks: no."""
    colours = sent[place + 9]
    place += 10 + (3 << (colours & 7) + 1 if colours & 0x80 else 0) + 1  # its own colours, and how its pixels are coded
    try:
        for _ in range(MOST_BLOCKS):
            if not sent[place]:
                ends = [end for _, end in extensions(sent, place + 1)]
                return sent[ends[-1] if ends else place + 1] == 0x2C
            place += 1 + sent[place]
    except (IndexError, NotShown):
        pass
    return False


def read_webp(sent: bytes) -> Header | None:
    """RFC 9649, 2.5 to 2.7. The decoder keeps two canvases, and hands over a third."""
    if sent[:4] != b"RIFF" or sent[8:12] != b"WEBP":
        return None
    kind, moves = sent[12:16], False
    if kind == b"VP8X":
        moves = bool(sent[20] & 0x02)
        width = 1 + int.from_bytes(sent[24:27], "little")
        height = 1 + int.from_bytes(struct.unpack_from("3s", sent, 27)[0], "little")
    elif kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", sent, 21)
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 ":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", sent, 26))
    else:
        raise NotShown(f"This WebP file holds no picture. {WANTED}")
    return Header("WEBP", (width, height), 12, sent, moves)


def read_jpeg(sent: bytes) -> Header | None:
    """ITU-T T.81, annex B: segments up to the first scan."""
    if not sent.startswith(b"\xff\xd8\xff"):
        return None
    place, size, memory, progressive = 2, None, 1.0, False
    for _ in range(MAX_PARTS):
        found = _MARKER.search(sent, place)
        if found is None:
            raise NotShown(f"This picture is cut short: only its beginning is there. {WANTED}")
        if found.start() > place + MAX_PARTS:
            raise NotShown(MANY_PARTS)
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
            # a progressive one is decoded whole, two bytes for each sample; any other a little at a time
            areas = [(f >> 4) * (f & 15) for f in sent[place + 11 : place + 10 + 3 * colours : 3]]
            memory = 2 * sum(areas) / max([1, *areas]) if progressive else 1
        place += 2 + max(2, length)
    else:
        raise NotShown(MANY_PARTS)
    if size is None:
        raise NotShown(f"This JPEG file holds no picture. {WANTED}")
    if progressive and sent.count(b"\xff\xda", place) > MAX_SCANS:
        raise NotShown("This JPEG is made of too many layers. Open it on your computer, save it again, and send that.")
    return Header("JPEG", size, max(1, memory), sent)
