"""A corrected question, as it is offered: it finds something, or says what of the question it leaves out."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from notes.querysets import SectionQuerySet
from notes.search.asking import Asked
from notes.search.matching import matching
from notes.search.query import Query, in_words


@dataclass(frozen=True)
class Choice:
    says: str
    url: str  # of the question with this in place of what was typed
    without: tuple[str, ...] = ()  # what is left out of it


@dataclass(frozen=True)
class Offering:
    """Where nothing answers a question. `nowhere` are the parts that nothing answers alone either, by what they ask."""

    sections: SectionQuerySet
    today: date
    nowhere: Set[object] = frozenset()
    finds_anyway: bool = False  # since some words may be missing

    def choice(self, says: str, corrected: Asked, alone: Asked) -> Choice:
        """The corrected question; or that without what is nowhere; or the correction alone, of which is known that it
        finds something.
        """
        query = corrected.query(today=self.today)
        if not any(part.asks in self.nowhere for part in query.parts) and self.finds(query):
            return Choice(says, corrected.url())
        for kept in (self._without_what_is_nowhere(corrected), alone):
            left = kept.query(today=self.today)
            if kept is alone or (len(left.parts) < len(query.parts) and self.finds(left)):
                break
        still = {part.asks for part in left.parts}
        return Choice(says, kept.url(), tuple(in_words(part) for part in query.parts if part.asks not in still))

    def finds(self, query: Query) -> bool:
        return self.finds_anyway or matching(self.sections, query).exists()

    def _without_what_is_nowhere(self, asked: Asked) -> Asked:
        query = asked.query(today=self.today)
        while part := next((part for part in query.parts if part.asks in self.nowhere), None):
            asked = asked.without(part, query)
            query = asked.query(today=self.today)
        return asked
