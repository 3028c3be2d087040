"""A search as it stands in an address: ?q=damp&topic=housing&order=newest. Every search has one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from urllib.parse import quote_plus, urlencode

from django.http import QueryDict

from notes.search.analysis import letters_only
from notes.search.finding import BEST, ORDERS
from notes.search.parsing import MOST_LETTERS, NAMES, as_value, balanced, parse
from notes.search.query import TOPIC, Filter, Group, Query

ARGUMENTS = tuple(dict.fromkeys(NAMES.values()))
_OR_AT_THE_END = re.compile(r'(?:(?:^|(?<=[\s"]))(?:OR|\|)\s+)+$')
_OR_AT_THE_START = re.compile(r'^(?:\s+(?:OR|\|)(?![^\s"]))+')


@dataclass(frozen=True)
class Asked:
    """`narrowed` are the filters that were chosen by links, as pairs of name and value."""

    text: str = ""
    narrowed: tuple[tuple[str, str], ...] = ()
    order: str = BEST

    @classmethod
    def read(cls, address: QueryDict) -> Asked:
        """What nobody can have meant is left out; nothing raises."""
        pairs = [(name, value) for name in ARGUMENTS for value in dict.fromkeys(address.getlist(name))]
        order = address.get("order", "")
        return cls(
            address.get("q", "")[: MOST_LETTERS + 1],  # one more, so that the cut is seen
            tuple((name, letters_only(value)[:MOST_LETTERS]) for name, value in pairs if value.strip())[:32],
            order if order in ORDERS else BEST,
        )

    def query(self, *, today: date) -> Query:
        values: dict[str, list[str]] = {}
        for name, value in self.narrowed:
            values.setdefault(name, []).append(value)
        return parse(self.text, values, today=today)

    def url(self, *, page: int = 1) -> str:
        """Relative to the search page. The text stands first, what is as usual is left out."""
        pairs = [("q", self.text), *self.narrowed]
        pairs += [("order", self.order)] if self.order != BEST else []
        pairs += [("page", str(page))] if page > 1 else []
        return "?" + urlencode(pairs)

    def url_adding(self, name: str, value: str) -> str:
        """As `adding(name, value).url()`. A page of hits has hundreds of these, which begin and end alike."""
        if (name, value) in self.narrowed:
            return self.url()
        return f"{self.question}&{quote_plus(name)}={quote_plus(value)}{self._end}"

    @cached_property
    def _end(self) -> str:
        return f"&{urlencode({'order': self.order})}" if self.order != BEST else ""

    @cached_property
    def question(self) -> str:
        """Its address in the usual order: two that ask for the same have the same."""
        return self.ordered(BEST).url()

    def adding(self, name: str, value: str) -> Asked:
        return replace(self, narrowed=tuple(dict.fromkeys((*self.narrowed, (name, value)))))

    def without(self, part: Group | Filter, query: Query) -> Asked:
        """Without one part of the query that this was read as."""
        given = {place.argument for place in part.part.places}
        typed = [(place.start, place.end) for place in part.part.places if not place.argument]
        if typed and not any(other is not part and not other.part.argument for other in query.groups):
            typed += [(place.start, place.end) for group in query.common for place in group.part.places]
        text = _cut(query.text, typed) if typed else self.text
        return replace(self, text=text, narrowed=tuple(pair for pair in self.narrowed if pair not in given))

    def with_other(self, part: Filter, query: Query, typed: str, name: str, key: str) -> Asked:
        """With what is called so in the place of one of a filter's values, wherever that stands."""
        first, *others = part.part.places
        given = {place.argument for place in others}
        narrowed = tuple(pair for pair in self.narrowed if pair not in given)
        if first.argument:
            other = (part.name, name if part.name == TOPIC else key)
            return replace(self, narrowed=tuple(other if pair == first.argument else pair for pair in narrowed))
        value = key if '"' in name else name
        says = " OR ".join(f"{part.name}:{as_value(value if each == typed else each)}" for each in part.values)
        text = balanced(query.text)
        typed_again = [(place.start, place.end) for place in others if not place.argument]
        rest = _cut(text[first.end :], [(start - first.end, end - first.end) for start, end in typed_again])
        return replace(self, text=f"{text[: first.start]}{says} {rest}".rstrip(), narrowed=narrowed)

    def as_words(self, query: Query) -> Asked:
        """With quotation marks around what was read as a time, so that it is words."""
        text = query.text
        for start, end in sorted((place for asked in query.filters for place in asked.places), reverse=True):
            text = f'{text[:start]}"{text[start:end]}"{text[end:]}'
        return replace(self, text=text)

    def ordered(self, order: str) -> Asked:
        return replace(self, order=order)


def _cut(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Without these places, and without an "OR" that then would join nothing."""
    for start, end in sorted(places, reverse=True):
        text = f"{_OR_AT_THE_END.sub('', text[:start])} {_OR_AT_THE_START.sub('', text[end:])}"
    return " ".join(text.split())
