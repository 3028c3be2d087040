"""A question that finds nothing → which part of it emptied the list, and the wider questions, counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from notes.querysets import SectionQuerySet
from notes.search.asking import Asked
from notes.search.matching import matching
from notes.search.query import Filter, Group, Query

MOST_PARTS = 8  # of a question that is looked at, with two queries each, and a third where nothing else helps


@dataclass(frozen=True)
class Wider:
    """A question with one part fewer, or of that part alone, and how many sections answer it."""

    label: str
    says: str
    url: str
    count: int


@dataclass(frozen=True)
class Widening:
    nowhere: tuple[str, ...] = ()  # parts that nothing answers, alone either
    without: tuple[Wider, ...] = ()
    alone: tuple[Wider, ...] = ()  # where leaving one out is not enough

    @property
    def is_apart(self) -> bool:
        """Each part is there, but never with all others."""
        return not self.nowhere and bool(self.without or self.alone)


def widen(sections: SectionQuerySet, asked: Asked, query: Query) -> Widening:
    """Of a question that nothing answers in these sections. One of a single part cannot be wider, and one of very many
    is not taken apart: it would cost too much, and each part has a chip that removes it.
    """
    parts = query.parts
    if not 2 <= len(parts) <= MOST_PARTS:
        return Widening()
    answered = [part for part in parts if matching(sections, _of(query, [part])).exists()]
    without = [
        Wider(part.label, part.says, asked.without(part, query).url(), count)
        for part in parts
        if (count := matching(sections, _of(query, _others(query, part))).count())
    ]
    alone = [
        Wider(part.label, part.says, _only(asked, part, query).url(), matching(sections, _of(query, [part])).count())
        for part in (answered if not without else [])
    ]
    nowhere = (f"{part.label} {part.says}".strip() for part in parts if part not in answered)
    return Widening(tuple(nowhere), tuple(without), tuple(alone))


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
