"""Other people's files → content. Importers know weeks and content, never rows.

The door is `read`. A format is a room of its own, entered in `FORMATS` by how its files end.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from notes.content import MAX_BODY
from notes.importers import markdown, plain_text, web_page, word
from notes.importers.decoding import decode
from notes.importers.reading import Reading, Unreadable
from notes.importers.sniffing import MAX_WORD_BYTES, ending_of

Room = Callable[..., Reading]

FORMATS: dict[str, Room] = {
    ".docx": word.read,
    ".docm": word.read,
    ".html": web_page.read,
    ".htm": web_page.read,
    ".xhtml": web_page.read,
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".mdown": markdown.read,
    ".mkd": markdown.read,
    ".mdx": markdown.read,
    ".txt": plain_text.read,
    ".text": plain_text.read,
}
MAX_BYTES = MAX_WORD_BYTES  # of any file; of text there may be less

__all__ = ["FORMATS", "MAX_BYTES", "Reading", "Unreadable", "read"]


def read(raw: bytes, *, name: str, today: date | None = None) -> Reading:
    """Read one file. `name` is its path: how it ends tells the format where the bytes do not, and it may tell the week.

    `today` is what a date without a year is near to. Raise Unreadable, in the user's words, for a file that
    cannot be read whole; nothing else is raised, whatever the bytes are.
    """
    warnings: list[str] = []
    ending = ending_of(raw, name)
    if ending and ending not in FORMATS:
        raise Unreadable(f"“{ending}” is no kind of file that we read: {', '.join(sorted(FORMATS))}.")
    room = FORMATS.get(ending, plain_text.read)
    words: bytes | str = raw if room is word.read else _text_of(raw, room, warnings)
    if room is plain_text.read and plain_text.looks_like_markdown(str(words)):
        room = markdown.read
    try:
        return room(words, name=name, today=today or date.today(), warnings=warnings)
    except RecursionError as problem:
        raise Unreadable("The file is nested too deeply to be read.") from problem


def _text_of(raw: bytes, room: Room, warnings: list[str]) -> str:
    if room is web_page.read:
        return decode(raw, warnings, declared=web_page.charset(raw), most=web_page.MAX_CHARACTERS)
    text = decode(raw, warnings)
    longest = max((line for line in text.split("\n") if ";base64," not in line), key=len, default="")
    if len(longest) > MAX_BODY:  # before anything looks closer at it
        raise Unreadable(f"One paragraph is {len(longest):,} characters long: {MAX_BODY:,} at most.")
    return text
