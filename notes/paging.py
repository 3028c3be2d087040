"""Long lists, a page at a time. Every page has an address of its own; one that does not exist is a 404."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404

_PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True)
class Page:
    """One page of a list. `asked` is what else its address says: {"site": "example.org"}."""

    rows: Sequence[Any]
    number: int
    size: int
    total: int
    address: str
    asked: Mapping[str, str] = field(default_factory=dict)

    def url_of(self, number: int) -> str:
        """The first page is the list's own address."""
        asked = urlencode(self.asked) if self.asked else ""
        query = "&".join(filter(None, (asked, f"page={number}" if number > 1 else "")))
        return f"{self.address}?{query}" if query else self.address

    @property
    def last(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def start(self) -> int:
        """How many rows stand on the pages before."""
        return (self.number - 1) * self.size

    @property
    def url(self) -> str:
        return self.url_of(self.number)

    @property
    def previous_url(self) -> str:
        return self.url_of(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return self.url_of(self.number + 1) if self.number < self.last else ""


def page_number(asked: Mapping[str, Any]) -> int:
    """What an address says after "page=". Raise Http404 for anything that is no number of a page."""
    said = str(asked.get("page", "1"))
    if not _PAGE_NUMBER.fullmatch(said):
        raise Http404("No such page.")
    return int(said)


def page_of(
    rows: QuerySet,
    number: int,
    *,
    size: int,
    address: str,
    total: int | None = None,
    asked: Mapping[str, str] | None = None,
) -> Page:
    """Page `number` of `rows`, of `size` rows each. `total` spares the counting where it is known.

    An empty list has one empty page. Raise Http404 for a page past the last.
    """
    if total is None:
        total = rows.count()
    page = Page([], number, size, total, address, asked or {})
    if number > page.last:
        raise Http404("No such page.")
    return replace(page, rows=list(rows[page.start : page.start + size])) if total else page
