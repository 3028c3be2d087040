"""Who wrote: persons, as readers know them.

A person's journal names its person to everybody. Who wrote in a team's journal is known to colleagues alone, and only
of its members, as `Authorship` says. Whoever is the one member of a person's journal is that person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, F, Q, QuerySet

from notes.models import Authorship, Card, Journal
from notes.querysets import Viewer
from notes.search.analysis import stems
from notes.search.names import Names


@dataclass
class Person:
    key: str  # in addresses: of a person's journal, or the name that a colleague signs in with
    name: str
    journals: set[int] = field(default_factory=set)
    users: set[int] = field(default_factory=set)

    @property
    def condition(self) -> Q:
        """Of the sections that this person wrote."""
        theirs = Q(journal__in=self.journals)
        if self.users:
            written = Authorship.objects.filter(user__in=self.users, user__journals=F("section__journal"))
            theirs |= Q(pk__in=written.values("section"))
        return theirs


class People:
    """Those whom a viewer may know by name."""

    def __init__(self, names: Names) -> None:
        self.of_journal = {
            pk: Person(slug, name, {pk})
            for pk, (name, slug, kind) in names.journals.items()
            if kind == Journal.Kind.PERSON
        }
        self.of_user: dict[int, Person] = {}
        self.members: dict[int, set[int]] = defaultdict(set)  # by journal
        for journal, user, *_ in names.members:
            self.members[journal].add(user)
        for journal, person in self.of_journal.items():
            if len(self.members[journal]) == 1:
                (user,) = self.members[journal]
                self.of_user.setdefault(user, person).users.add(user)
        for _, user, username, name in names.members:
            if user not in self.of_user:
                self.of_user[user] = Person(username, name or username, users={user})

    def known(self) -> Iterable[Person]:
        return {id(person): person for person in (*self.of_journal.values(), *self.of_user.values())}.values()

    def keyed(self, key: str) -> list[Person]:
        return [person for person in self.known() if person.key == key]

    def named(self, name: str) -> list[Person]:
        """By key, by name, or by some of the words of the name."""
        if exact := [person for person in self.known() if name.lower() in (person.key.lower(), person.name.lower())]:
            return exact
        asked = set(stems(name))
        return [person for person in self.known() if asked and asked <= set(stems(person.name))]

    def who_wrote(self, journal: int, authors: Iterable[int]) -> dict[str, str]:
        """The names of a section's authors by their keys."""
        found = {}
        if person := self.of_journal.get(journal):
            found[person.key] = person.name
        for user in authors:
            if user in self.members[journal] and (person := self.of_user.get(user)):
                found[person.key] = person.name
        return found


@dataclass(frozen=True)
class Writer:
    key: str
    name: str
    count: int  # of sections


def who_wrote(viewer: Viewer, sections: QuerySet) -> list[Writer]:
    """Those whom a viewer may know by name, of sections that they may see, given by their keys; the busiest first.
    Each is counted as a search for that author counts.
    """
    people = People(Names.known_to(viewer))
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    rows = Card.objects.filter(section__in=sections).order_by().values_list("journal", "authors")
    for journal, authors, count in rows.annotate(Count("pk")):
        found = people.who_wrote(journal, map(int, authors.split()))
        names |= found
        counts.update(dict.fromkeys(found, count))
    busiest = sorted(counts, key=lambda key: (-counts[key], names[key].casefold(), key))
    return [Writer(key, names[key], counts[key]) for key in busiest]
