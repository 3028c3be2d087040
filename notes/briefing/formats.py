"""The files in which a briefing can be taken away."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.text import slugify

from notes.briefing.markdown import as_markdown
from notes.briefing.page import Briefing
from notes.briefing.paper import as_pdf, is_possible
from notes.briefing.table import as_table

FORMATS = {
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8; header=present",
    "pdf": "application/pdf",
}


@dataclass(frozen=True)
class BriefingFile:
    name: str
    kind: str
    content: bytes


def endings() -> list[str]:
    """Those of the files that can be made here."""
    return [ending for ending in FORMATS if ending != "pdf" or is_possible()]


def is_whole(ending: str) -> bool:
    """Whether that file is no page, and holds all there is."""
    return ending == "csv"


def as_file(briefing: Briefing, ending: str) -> BriefingFile:
    """Raise paper.Busy where a PDF has to wait too long."""
    name = f"briefing-{slugify(briefing.asked)[:60].strip('-') or 'search'}.{ending}"
    return BriefingFile(name, FORMATS[ending], _written(briefing, ending))


def _written(briefing: Briefing, ending: str) -> bytes:
    if ending == "md":
        return as_markdown(briefing, site=settings.SITE_NAME).encode()
    if ending == "csv":
        return as_table(briefing).encode()
    page = {"briefing": briefing, "site_name": settings.SITE_NAME}
    return as_pdf(render_to_string("notes/briefing_paper.html", page))
