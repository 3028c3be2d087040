"""What the hits have in common, with how many of them: the list that each choice leads to is that long.

Topics add up: two that are chosen are both wanted. Of journals, persons, sites and years, either will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from notes.content import topic_key
from notes.querysets import Viewer
from notes.search.analysis import folded
from notes.search.counting import Counted
from notes.search.journals import called_in_part
from notes.search.names import Names
from notes.search.people import People
from notes.search.places import parts_of_site
from notes.search.query import AUTHOR, JOURNAL, SITE, TOPIC, YEAR, Query
from notes.search.rows import Hit

MOST_SHOWN, MOST_LISTED = 8, 60
EITHERS = (JOURNAL, AUTHOR, SITE, YEAR)
TITLES = {
    AUTHOR: "Who wrote it", JOURNAL: "Journal", TOPIC: "Topic", YEAR: "When", SITE: "What it cites",
}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    value: str  # as it stands in the address
    name: str
    count: int
    is_about: bool = False


@dataclass(frozen=True)
class Facet:
    """One way to narrow the hits, or to widen them again. Choices that would change nothing are not offered."""

    name: str  # of the argument
    choices: tuple[Choice, ...]
    widens: bool = False  # one is chosen already: these would come on top

    @property
    def title(self) -> str:
        return TITLES[self.name]

    @property
    def shown(self) -> tuple[Choice, ...]:
        return self.choices[:MOST_SHOWN]

    @property
    def rest(self) -> tuple[Choice, ...]:
        return self.choices[MOST_SHOWN:MOST_LISTED]


Fact = Callable[[Hit], Any]
Keys = Callable[[Any], Iterable[tuple[str, str]]]  # of a fact: what is chosen by, and what it is called


class Facets:
    """`found` are the hits; `wider` those that there were without what one kind has narrowed, for each that has.
    `shown` are the hits of a page, whose topics are to be named as well.
    """

    def __init__(
        self, query: Query, found: Counted, wider: Mapping[str, Counted], shown: Sequence[Hit], viewer: Viewer | None
    ) -> None:
        self.query, self.found, self.wider = query, found, wider
        topics = found.of(attrgetter("topics"), str.split)
        self.topics = dict(topics.most_common(MOST_LISTED + len(query.filters)))
        all_hits = [hit for counted in (found, *wider.values()) for hit, _ in counted.weighed]
        sites = {site for known in {hit.sites for hit in all_hits} for site in known.split()}
        named = {*self.topics, *(topic for hit in shown for topic in hit.topics.split())}
        self.names = Names.known_to(viewer, topics=map(int, named), sites=map(int, sites))
        self.people = People(self.names)
        self.journals = {hit.journal for hit in all_hits}
        self.authors = {int(author) for known in {hit.authors for hit in all_hits} for author in known.split()}
        known = set(self.names.sites.values())
        self.parts = {str(pk): known & set(parts_of_site(name)) for pk, name in self.names.sites.items()}

    def all(self) -> tuple[Facet, ...]:
        facets = (
            self._authors(),
            self._facet(JOURNAL, attrgetter("journal"), self._journals),
            self._topics(),
            self._years(),
            self._facet(SITE, attrgetter("sites"), self._sites),
        )
        return tuple(facet for facet in facets if facet.choices)

    def called(self) -> dict[tuple[str, str], str]:
        """What the values of filters are called that name journals and persons, of whom there is something here."""
        names = {}
        for asked in self.query.filters:
            for value in asked.values if asked.name in (JOURNAL, AUTHOR) else ():
                found = self._named(asked.name, value, exactly=bool(asked.part.argument))
                if found:
                    names[asked.name, value] = " or ".join(found)
        return names

    def _named(self, name: str, value: str, *, exactly: bool) -> list[str]:
        if name == AUTHOR:
            persons = self.people.keyed(value) if exactly else self.people.named(value)
            seen = [each.name for each in persons if each.journals & self.journals or each.users & self.authors]
            if seen or exactly:
                return seen
        here = {pk: self.names.journals[pk] for pk in sorted(self.journals) if pk in self.names.journals}
        exact = [called for called, slug, _ in here.values() if value == slug]
        if exact or exactly:
            return exact
        exact = [called for called, _, _ in here.values() if folded(value) == folded(called)]
        return exact or [here[pk][0] for pk in called_in_part(self.names, value) if pk in here]

    def topics_of(self, hit: Hit) -> list[str]:
        return sorted(self.names.topics[pk][0] for pk in map(int, hit.topics.split()) if pk in self.names.topics)

    def _journals(self, journal: int) -> Iterable[tuple[str, str]]:
        name, slug, _ = self.names.journals.get(journal, ("", "", ""))
        return ((slug, name),)

    def _persons(self, wrote: tuple[int, str]) -> Iterable[tuple[str, str]]:
        journal, authors = wrote
        return self.people.who_wrote(journal, map(int, authors.split())).items()

    def _sites(self, sites: str) -> Iterable[tuple[str, str]]:
        return {(name, name) for site in sites.split() for name in self.parts.get(site, ())}

    def _facet(self, name: str, fact: Fact, keys: Keys) -> Facet:
        if name not in self.wider:
            return self._offered(name, self.found.of(fact, keys), _most_first)
        counted = self.wider[name]
        here = {hit.number for hit, _ in self.found.weighed}
        left = [(hit, weight) for hit, weight in counted.weighed if hit.number not in here]
        return self._offered(name, Counted(left, counted.is_about).of(fact, keys), _most_first)

    def _years(self) -> Facet:
        """As the chart has them. Of a year that is chosen already, all hits are here."""
        counted = self.wider.get(YEAR)
        here = self.found.by_year if counted else ()
        years = (counted or self.found).by_year.items()
        return self._offered(YEAR, {(f"{year}", f"{year}"): n for year, n in years if year not in here}, _latest_first)

    def _offered(self, name: str, counts: Mapping[tuple[str, str], float], order: Callable[[Choice], Any]) -> Facet:
        """What is not here yet, and of which there are so many."""
        widens = name in self.wider
        more = sum(weight for _, weight in self.found.weighed) if widens else 0.0
        about = self.found.is_about or (widens and self.wider[name].is_about)
        said = Counted(is_about=about).said
        choices = [Choice(value, shown, said(n + more), about) for (value, shown), n in counts.items() if value]
        return Facet(name, tuple(sorted(choices, key=order)), widens=widens)

    def _authors(self) -> Facet:
        """Without whoever wrote all of it: beside a person's journal, that would only say it twice."""
        facet = self._facet(AUTHOR, attrgetter("journal", "authors"), self._persons)
        if facet.widens or len(facet.choices) != 1 or facet.choices[0].count != self.found.count:
            return facet
        return Facet(AUTHOR, ())

    def _topics(self) -> Facet:
        chosen = {topic_key(v) for f in self.query.filters if f.name == TOPIC and not f.negated for v in f.values}
        choices = []
        for pk, number in self.topics.items():
            name, key = self.names.topics.get(int(pk), ("", ""))
            if name and key not in chosen:
                choices.append(Choice(name, name, self.found.said(number), self.found.is_about))
        return Facet(TOPIC, tuple(sorted(choices, key=_most_first)))


def _latest_first(choice: Choice) -> int:
    return -int(choice.value)


def _most_first(choice: Choice) -> tuple[int, str]:
    return -choice.count, choice.name.casefold()
