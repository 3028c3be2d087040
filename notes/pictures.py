"""A file that somebody sent → a picture that can be shown to anybody, in its sizes. What comes out was drawn anew from
the pixels: no metadata, no place where it was taken, nothing hidden before, between or after.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Container
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageFile

from notes.content import EntryContent
from notes.picture_addresses import MAX_HEIGHT, WIDTHS, PictureAddress, height_at
from notes.picture_headers import Header, NotShown, read_header
from notes.picture_mentions import Mention, mentions_in

log = logging.getLogger(__name__)

MAX_BYTES = 15 * 1024 * 1024
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
DRAWN = ("PNG", "GIF")  # screenshots and charts: their letters must stay sharp
MAX_LOSSLESS_PIXELS = 2_000_000  # beyond it takes seconds
STRIP = 256  # rows
TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112  # Exif 2.32, 4.6.4

BROKEN = "This picture is damaged or cut short. Open it on your computer, save it again, and send that."

# Whatever is sent at the same moment: one picture's worth of memory is all that it takes
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Size:
    width: int
    height: int
    webp: bytes


def redraw(sent: bytes) -> tuple[Size, ...]:
    """The sizes of a picture, from the smallest. Raise NotShown, with a sentence for whoever sent it.

    An animation becomes its first frame: what moves by itself keeps people from reading (WCAG 2.2.2).
    """
    if len(sent) > MAX_BYTES:
        raise NotShown(too_many_bytes(len(sent)))
    header = read_header(sent)  # before anything is decoded
    with _one_at_a_time:
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # what makes PDF sets it for the whole process, as it is loaded
        try:
            picture = draw(header)
            return tuple(encoded(size, header) for size in scaled(picture))
        except NotShown:
            raise
        except Exception as problem:  # the library raises what it likes on hostile files
            log.info("Picture refused: %s", type(problem).__name__)
            raise NotShown(BROKEN) from problem


def too_many_bytes(count: int) -> str:
    return f"This file has {count / 1024 / 1024:.0f} MB; a picture may have 15. Save it smaller, and send that."


def draw(header: Header) -> Image.Image:
    """The picture upright, in the colours of the web, and no larger than we show it."""
    with Image.open(BytesIO(header.bare), formats=FORMATS) as opened:
        if opened.size != header.size:  # the library reads another size than we checked
            header.check(*opened.size)
        orientation = orientation_of(opened)
        width, height = fitting(*opened.size, sideways=orientation >= 5)
        if opened.format in ("JPEG", "MPO"):
            opened.draft(opened.mode, (width, height))  # decodes no more than is needed
        opened.load()
        profile = opened.info.get("icc_profile")
        small = shrunk(opened, width, height)
    small = in_srgb(small, profile)
    return small.transpose(TURNED[orientation]) if orientation in TURNED else small


def orientation_of(picture: Image.Image) -> int:
    try:
        turned = picture.getexif().get(ORIENTATION, 1)
    except Exception:  # broken notes of a camera are no reason to refuse its picture
        return 1
    return turned if turned in TURNED else 1


def fitting(width: int, height: int, *, sideways: bool) -> tuple[int, int]:
    """The largest size that we show, as the pixels lie in the file."""
    upright = (height, width) if sideways else (width, height)
    shown_width = min(upright[0], WIDTHS[-1])
    shown_height = height_at(shown_width, *upright)
    if shown_height > MAX_HEIGHT:
        shown_width = height_at(MAX_HEIGHT, upright[1], upright[0])
        shown_height = MAX_HEIGHT
    return (shown_height, shown_width) if sideways else (shown_width, shown_height)


def shrunk(picture: Image.Image, width: int, height: int) -> Image.Image:
    """First narrower, strip by strip, then lower: the same pixels as at once, without a second full-size copy."""
    mode = working_mode(picture)
    narrow = Image.new(mode, (width, picture.height))
    for top in range(0, picture.height, STRIP):
        bottom = min(top + STRIP, picture.height)
        strip = in_mode(picture.crop((0, top, picture.width, bottom)), mode)
        narrow.paste(strip.resize((width, bottom - top), Image.Resampling.LANCZOS), (0, top))
    return narrow.resize((width, height), Image.Resampling.LANCZOS)


def working_mode(picture: Image.Image) -> str:
    if picture.has_transparency_data:
        return "RGBa"  # a transparent pixel's hidden colour must not bleed into its neighbours
    if picture.mode in ("1", "L") or picture.mode.startswith("I"):
        return "L"
    return "CMYK" if picture.mode == "CMYK" else "RGB"


def in_mode(strip: Image.Image, mode: str) -> Image.Image:
    if strip.mode.startswith("I"):  # 16 bits: the library would cut off, not scale
        strip = strip.convert("I").point(lambda light: light * (1 / 257) + 0.5).convert("L")
    if mode == "RGBa":
        strip = strip.convert("RGBA")
    return strip if strip.mode == mode else strip.convert(mode)


def in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    alpha = None
    if picture.mode == "RGBa":
        picture = picture.convert("RGBA")
        alpha = picture.getchannel("A")
        picture = picture.convert("RGB")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            shown = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
            picture = shown or picture
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass  # a broken profile, or one of other colours: they are taken as they stand
    picture = picture.convert("RGB")
    if alpha is not None and alpha.getextrema() != (255, 255):
        picture.putalpha(alpha)
    return picture


def scaled(picture: Image.Image) -> tuple[Image.Image, ...]:
    full = PictureAddress("", *picture.size)
    smaller = (picture.resize((s.width, s.height), Image.Resampling.LANCZOS) for s in full.smaller)
    return (*smaller, picture)


def encoded(picture: Image.Image, header: Header) -> Size:
    lossy = written(picture, quality=QUALITY, method=3)
    if header.format in DRAWN and picture.width * picture.height <= MAX_LOSSLESS_PIXELS:
        exact = written(picture, lossless=True, quality=40, method=2)
        if len(exact) <= 2 * len(lossy):
            return Size(*picture.size, exact)
    return Size(*picture.size, lossy)


def written(picture: Image.Image, **how: int) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", **how)
    return out.getvalue()


def mentions_of(content: EntryContent) -> list[Mention]:
    return [mention for section in content.sections for mention in mentions_in(section)]


def without_alt(content: EntryContent, *, decorative: Container[str] = ()) -> list[Mention]:
    """Where pictures stand without words for those who do not see them, but for those that are decoration (tokens)."""
    return [m for m in mentions_of(content) if not m.alt and m.address.token not in decorative]
