"""What a file is, by its first bytes and not by its name: names are mistyped, and hostile ones lie."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from notes.importers.reading import Unreadable

MAX_BYTES = 5_000_000  # of text
MAX_WORD_BYTES = 25_000_000  # photos and all
MOST_MEMBERS = 3_000
_ZIP = b"PK\x03\x04"
_AS_WORD = "Open it in Word or LibreOffice, save it as a Word document (.docx), and bring that."
_STRANGERS = (
    (b"\xd0\xcf\x11\xe0", f"The file is an old Word file (.doc), or one that a password locks. {_AS_WORD}"),
    (b"{\\rtf", f"The file is rich text (RTF). {_AS_WORD}"),
    (b"%PDF", "The file is a PDF, which keeps no headings or bullets. Bring the document that it was made from, or "
              "copy its words and paste them."),
    (b"\x89PNG", "The file is an image. Pictures are sent at the writing desk, to stand among the words."),
    (b"GIF8", "The file is an image. Pictures are sent at the writing desk, to stand among the words."),
    (b"\xff\xd8\xff", "The file is an image. Pictures are sent at the writing desk, to stand among the words."),
    (b"\x1f\x8b", "The file is compressed. Unpack it, and bring what is in it."),
    (b"SQLite format 3", "The file is a database, not text."),
)  # fmt: skip
_BUNDLES = (
    (r"xl/workbook\.", "The file is a spreadsheet. Copy the words out of it, and paste them."),
    (r"ppt/presentation\.", "The file is a presentation. Copy the words out of it, and paste them."),
    (
        r"Index/.*\.iwa|index\.apxl|Index\.zip",
        "The file comes from Pages. Choose File, Export to, Word, and bring that.",
    ),
    (r"META-INF/container\.xml", "The file is an e-book. Copy the words out of it, and paste them."),
    (r"content\.xml", f"The file is an OpenDocument file (.odt). {_AS_WORD}"),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta)\b", re.I | re.S
)  # fmt: skip
_MHTML = re.compile(r"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,20}Content-Type:\s*multipart/related", re.I)
NOT_WORD = f"The file is called .docx, but it is no Word document. {_AS_WORD}"
DAMAGED = "The Word file is damaged. Open it in Word, save it once more, and bring that."


def ending_of(raw: bytes, name: str) -> str:
    """How the name of such a file ends: ".docx", ".html", or as `name` says it. Raise Unreadable for what we do not
    read, with what to do instead.
    """
    named = PurePath(name.replace("\\", "/")).suffix.lower()
    if not raw.strip():
        raise Unreadable("The file is empty.")
    for first, sentence in _STRANGERS:
        if raw.startswith(first):
            raise Unreadable(sentence)
    if raw.startswith(_ZIP) or raw.startswith(b"PK\x05\x06"):
        return _of_bundle(raw)
    if named in {".docx", ".docm"} and _ZIP in raw[:4_000]:
        raise Unreadable(DAMAGED)
    start = raw[:4_000].decode("utf-8", "replace").lstrip("\ufeff")
    if _MHTML.match(start):
        raise Unreadable(
            "The file is a web archive (MHTML). Open it in a browser or in Word, save it as a Word document (.docx), "
            "and bring that."
        )
    if _HTML.match(start):
        return ".html"
    return ".txt" if named in {".docx", ".docm"} else named


def _of_bundle(raw: bytes) -> str:
    if len(raw) > MAX_WORD_BYTES:
        raise Unreadable(too_large(len(raw), MAX_WORD_BYTES))
    _count_members(raw)
    try:
        with ZipFile(BytesIO(raw)) as bundle:
            names = bundle.namelist()
    except (BadZipFile, ValueError, NotImplementedError, OSError) as problem:
        raise Unreadable(f"The file is a ZIP or Word file that is damaged. {_AS_WORD}") from problem
    if "word/document.xml" in names or any(re.fullmatch(r"word/document\d*\.xml", name) for name in names):
        return ".docx"
    for pattern, sentence in _BUNDLES:
        if any(re.fullmatch(f"{pattern}.*", name) for name in names):
            raise Unreadable(sentence)
    if "[Content_Types].xml" in names:
        raise Unreadable(DAMAGED)
    raise Unreadable("The file is a ZIP file. Unpack it, and bring what is in it, one file at a time.")


def _count_members(raw: bytes) -> None:
    """Before anything makes an object of each: the directory's entries begin with these four bytes."""
    if raw.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise Unreadable("The file holds too many parts to be a Word document that a person wrote.")


def too_large(size: int, most: int) -> str:
    return f"The file is {size / 1e6:.1f} MB large: {most // 1_000_000} MB at most."
