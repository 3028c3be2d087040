"""What the desk makes a browser fetch, and that readers fetch none of it."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

MOST, MOST_FOR_READERS = 150 * 1024, 4 * 1024  # bytes, compressed
_SCRIPT = re.compile(r"<script[^>]*\ssrc=\"/static/([^\"]+)\"")
_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""")


def scripts_of(page: str) -> set[Path]:
    """All files that the scripts of a page bring with them, those that are fetched only when needed included."""
    waiting = [Path(finders.find(name)) for name in _SCRIPT.findall(page)]
    found: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path not in found:
            found.add(path)
            waiting += [(path.parent / name).resolve() for name in _IMPORT.findall(path.read_text(encoding="utf-8"))]
    return found


def test_the_scripts_of_the_desk_weigh_little(alice, draft):
    scripts = scripts_of(alice.get(draft.get_write_url()).content.decode())
    assert {"editor.js", "prosemirror.js", "autosave.js", "copies.js"} <= {path.name for path in scripts}
    weights = {path.name: len(gzip.compress(path.read_bytes(), 6)) for path in scripts}
    assert sum(weights.values()) <= MOST, sorted(weights.items(), key=lambda pair: -pair[1])[:8]


@pytest.mark.parametrize("place", ["home", "entry", "journal", "search", "topics", "week"])
def test_readers_fetch_none_of_them_but_the_list_of_suggestions(alice, draft, visitor, entry, place):
    address = {"entry": entry.get_absolute_url(), "journal": "/journals/alice/", "week": f"/{entry.week.key}/"}.get(
        place
    )
    page = visitor.get(address or reverse(place))
    assert page.status_code == 200
    scripts = scripts_of(page.content.decode())
    both = scripts & scripts_of(alice.get(draft.get_write_url()).content.decode())
    assert {path.name for path in both} == ({"combobox.js"} if place in ("home", "search") else set())
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in scripts) <= MOST_FOR_READERS
