"""A question that finds nothing → which part of it emptied the list, and the wider questions, counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from notes.addresses import site_of
from notes.querysets import SectionQuerySet
from notes.search.asking import Asked
from notes.search.matching import matching
from notes.search.query import SITE, Filter, Group, Query
from notes.search.terms import site_asked

MOST_PARTS = 8  # of a question that is looked at, with two queries each, and a third where nothing else helps


@dataclass(frozen=True)
class Wider:
    """A question with one part fewer, or of that part alone, and how many sections answer it."""

    label: str
    says: str
    url: str
    count: int
    is_filter: bool = False


@dataclass(frozen=True)
class Widening:
    nowhere: tuple[Group | Filter, ...] = ()  # parts that nothing answers, alone either
    without: tuple[Wider, ...] = ()
    alone: tuple[Wider, ...] = ()  # where leaving one out is not enough
    sites: tuple[Wider, ...] = ()  # of addresses that nobody cites

    @property
    def is_apart(self) -> bool:
        """Each part is there, but never with all others."""
        return not self.nowhere and bool(self.without or self.alone)


def widen(sections: SectionQuerySet, asked: Asked, query: Query) -> Widening:
    """Of a question that nothing answers in these sections. One of a single part cannot be wider, but for an address,
    whose site may be cited; and one of very many is not taken apart: it would cost too much, and each part has a chip
    that removes it.
    """
    parts = query.parts
    sites = tuple(site for part in parts[:MOST_PARTS] for site in _sites(sections, asked, query, part))
    if not 2 <= len(parts) <= MOST_PARTS:
        return Widening(sites=sites)
    answered = [part for part in parts if matching(sections, _of(query, [part])).exists()]
    without = [
        _wider(part, asked.without(part, query), count)
        for part in parts
        if (count := matching(sections, _of(query, _others(query, part))).count())
    ]
    alone = [
        _wider(part, _only(asked, part, query), matching(sections, _of(query, [part])).count())
        for part in (answered if not without else [])
    ]
    return Widening(tuple(part for part in parts if part not in answered), tuple(without), tuple(alone), sites)


def _wider(part: Group | Filter, asked: Asked, count: int) -> Wider:
    return Wider(part.label, part.says, asked.url(), count, isinstance(part, Filter))


def _sites(sections: SectionQuerySet, asked: Asked, query: Query, part: Group | Filter) -> Iterable[Wider]:
    """The site of an address, for what cites anything there."""
    term = part.terms[0] if isinstance(part, Group) and len(part.terms) == 1 else None
    if not term or term.kind != "address" or term.negated or part.part.argument:
        return
    host = site_of(term.says if "://" in term.says else f"https://{term.says}")
    site = site_asked(host, negated=False)
    if site and site.kind == "host":
        wider = Group((site,), part.part)
        count = matching(sections, _of(query, [*_others(query, part), wider])).count()
        text = f"{query.text[: part.part.start]}{SITE}:{host}{query.text[part.part.end :]}"
        yield from [_wider(wider, replace(asked, text=text), count)] if count else []


def _only(asked: Asked, part: Group | Filter, query: Query) -> Asked:
    if part.part.argument:
        return replace(asked, text="", narrowed=(part.part.argument,))
    return replace(asked, text=query.text[part.part.start : part.part.end], narrowed=())


def _others(query: Query, part: Group | Filter) -> list[Group | Filter]:
    return [other for other in query.parts if other is not part]


def _of(query: Query, parts: Iterable[Group | Filter]) -> Query:
    """A question of some of its parts."""
    kept = list(parts)
    return replace(
        query,
        groups=tuple(part for part in kept if isinstance(part, Group)),
        filters=tuple(part for part in kept if isinstance(part, Filter)),
    )
