"""A briefing as PDF, where the extra is installed (requirements-pdf.txt). Nothing is fetched while it is made."""

from __future__ import annotations

from functools import cache
from threading import Lock
from typing import NoReturn

from django.contrib.staticfiles import finders

STYLES = "css/paper.css"
_one_at_a_time = Lock()  # Pango is not made for several threads, and a page of text takes but a second


class Busy(RuntimeError):
    """Too many want paper at once."""


@cache
def is_possible() -> bool:
    """Whether the package and the libraries of the system that it draws with are there."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError):
        return False
    return finders.find(STYLES) is not None


def as_pdf(html: str) -> bytes:
    """Raise Busy where others are before us for too long."""
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):
        def fetch(self, url: str, headers: object = None) -> NoReturn:
            refuse(url)

    if not _one_at_a_time.acquire(timeout=10):
        raise Busy
    try:
        with open(str(finders.find(STYLES)), encoding="utf-8") as styles:
            sheet = CSS(string=styles.read(), url_fetcher=Nothing())
        return HTML(string=html, url_fetcher=Nothing()).write_pdf(stylesheets=[sheet])
    finally:
        _one_at_a_time.release()


def refuse(url: str) -> NoReturn:
    """Nothing that a page names is fetched: no host is asked and no file is read for words that others wrote."""
    raise ValueError(f"Nothing is fetched for a briefing: {url[:80]}")
