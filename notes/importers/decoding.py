"""Bytes → text: which letters the bytes of a file mean."""

from __future__ import annotations

import codecs
import re

from notes.content import MAX_BODY, MAX_SECTIONS, clean
from notes.importers.reading import Unreadable
from notes.importers.sniffing import MAX_BYTES, too_large

_MARKS = (  # the longer first: UTF-32's mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(raw: bytes, warnings: list[str], *, declared: str = "", most: int = MAX_SECTIONS * MAX_BODY) -> str:
    """UTF-8, UTF-16 or UTF-32 by their marks, UTF-16 without one, UTF-8, what the file itself declares, or Windows'
    Western letters (cp1252).

    One kind of line end, no control characters. Raise Unreadable for what is no text.
    """
    if len(raw) > MAX_BYTES:
        raise Unreadable(too_large(len(raw), MAX_BYTES))
    text = _decoded(raw, warnings, declared)
    if len(text) > most:
        raise Unreadable(f"The file holds {len(text):,} characters: {most:,} at most.")
    cleaned = clean(text.removeprefix("\ufeff"))
    if not cleaned.strip():
        raise Unreadable("The file is empty.")
    line_ends = text.count("\r\n")
    lost = len(text) - len(cleaned) - line_ends
    if lost > len(text) // 10:
        raise Unreadable("The file is no text: it is full of control characters.")
    return cleaned


def _decoded(raw: bytes, warnings: list[str], declared: str) -> str:
    for mark, encoding in _MARKS:
        if raw.startswith(mark):
            try:
                return raw.decode(encoding)
            except UnicodeDecodeError as problem:
                raise Unreadable(f"The file says that it is {encoding.upper()}, but it is not.") from problem
    if unmarked := _unmarked_utf16(raw):
        try:
            return raw.decode(unmarked)
        except UnicodeDecodeError:
            pass
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        if (letters := _as_declared(raw, declared)) is not None:
            return letters
        warnings.append("The file is not UTF-8: it was read as Windows’ Western letters (cp1252).")
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:  # five bytes mean nothing there
        return raw.decode("latin-1")


def _as_declared(raw: bytes, declared: str) -> str | None:
    """A name that a stranger wrote: unknown ones, and those that decode no text (Python has "zip"), are none."""
    try:
        text = raw.decode(declared) if re.fullmatch(r"[\w:.-]{2,40}", declared) else None
    except (LookupError, UnicodeError, ValueError):
        return None
    return text if isinstance(text, str) else None


def _unmarked_utf16(raw: bytes) -> str | None:
    """Western text in UTF-16 has a NUL as every second byte."""
    sample = raw[:2_000]
    half = max(1, len(sample) // 2)
    if sample[1::2].count(0) > half * 0.7 and sample[::2].count(0) < half * 0.1:
        return "utf-16-le"
    if sample[::2].count(0) > half * 0.7 and sample[1::2].count(0) < half * 0.1:
        return "utf-16-be"
    return None
