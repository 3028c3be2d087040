"""A run of what was typed → the terms that it asks for. What is no syntax of ours is words, or says nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from notes.search import analysis, places
from notes.search.query import Atom, Group, Part, Term

_BETWEEN_WORDS = re.compile(r"[^\w\s]*[^\w\s.,:;/&@+'’‐‑–-][^\w\s]*")  # signs that tie nothing together: "b>x</b"


def groups_of(typed: str, part: Part, *, negated: bool) -> Iterator[Group]:
    """Of a run without a space, which ends where its part does: a word; or words, where a colon parts them, each of
    which can be taken out by itself. What is unwanted is so as it stands.
    """
    start = part.end - len(typed)
    pieces = [(typed, part)]
    if ":" in typed and not negated and not _place_in(typed):
        pieces = [(m[0], Part(start + m.start(), start + m.end())) for m in re.finditer(r"[^:]+", typed)]
    for piece, own in pieces:
        if term := _term(piece, negated):
            yield Group((term,), own)


def _term(typed: str, negated: bool) -> Term | None:
    if place := _place_in(typed):
        return replace(place, negated=negated)
    if typed.endswith("*") and (atoms := beginnings(typed)):
        return Term(typed.strip("*"), atoms, "beginning", negated)
    stems = tuple(analysis.stems(typed))
    return Term(_said(typed), (Atom(stems),), "word", negated) if stems else None


def _place_in(typed: str) -> Term | None:
    """What may be cited: a whole address is that address, a site is also what is under it, or the words of its name."""
    link, site = places.link_in(typed), places.site_in(typed)
    if site and "://" not in typed:
        return Term(typed, (Atom((site,)), Atom(tuple(analysis.stems(typed)))), "site")
    return Term(typed, (Atom((link,)),), "address") if link else None


def site_asked(value: str, *, negated: bool) -> Term | None:
    """Of a filter: a site and what is under it, "www." or not; or one address of it."""
    if word := places.site_in(value):
        return Term(_host(value), (Atom((word,)),), "host", negated)
    link = places.link_in(value)
    return Term(value, (Atom((link,)),), "address", negated) if link else None


def _host(value: str) -> str:
    return re.sub(r"^(?:https?://)?(?:www\.)?", "", value, flags=re.IGNORECASE).rstrip("/").lower()


def beginnings(typed: str) -> tuple[Atom, ...]:
    found = analysis.words(typed)
    if not found or len(beginning := analysis.beginning_of(typed[found[-1].start : found[-1].end])) < 2:
        return ()
    before = tuple(word.stem for word in found[:-1])
    # stems are what is kept: "organisation*" must also find the stem "organis"
    return Atom((*before, beginning), is_beginning=True), Atom((*before, found[-1].stem))


def phrase_of(typed: str, part: Part, *, negated: bool) -> Iterator[Group]:
    if stems := tuple(analysis.stems(typed)):
        yield Group((Term(typed.strip(), (Atom(stems),), "phrase", negated),), part)


def _said(typed: str) -> str:
    """A word without the signs around it, and words without those that tie nothing together."""
    found = analysis.words(typed)
    return _BETWEEN_WORDS.sub(" ", typed[found[0].start : found[-1].end])
