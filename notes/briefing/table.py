"""A briefing as a table for spreadsheets: CSV (RFC 4180) in UTF-8 with its mark, every cell quoted.

Spreadsheets run what begins with one of a few signs as a formula, so such a cell begins with an apostrophe instead.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata

from notes.briefing.page import Briefing

COLUMNS = ("what", "week", "journal", "heading", "words", "readers", "sections", "address")
MARK = "\ufeff"  # by which spreadsheets know the encoding
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_UNSEEN = re.compile(r"^[\s\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\x00-\x1f]+")


def as_table(briefing: Briefing) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for passage in briefing.passages:
        row = (
            "passage",
            passage.week.key,
            passage.journal,
            passage.heading,
            passage.text,
            passage.audience,
            "1",
            passage.url,
        )
        writer.writerow(map(cell, row))
    for cited in briefing.cited:
        writer.writerow(map(cell, ("cited", "", "", cited.name, "", "", str(cited.count), cited.address)))
    if briefing.left_out:
        writer.writerow(map(cell, ("left out", "", "", "", "", "", str(briefing.left_out), briefing.url)))
    return MARK + out.getvalue()


def cell(text: str) -> str:
    """On one line, and text whatever it begins with."""
    line = " ".join(text.split())
    first = unicodedata.normalize("NFKC", _UNSEEN.sub("", line)[:1])  # a full-width "＝" is one, too
    return f"'{line}" if first.startswith(_FORMULA) else line
