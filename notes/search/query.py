"""What was asked, as frozen values. A Query is made by `parsing`, answered by each database, and marks what matched.

All parts of a Query must hold. A Group holds when one of its terms does ("or"), a Term when one of its atoms
does. An Atom is a row of stems that stand side by side in a text: one for a word, several for a phrase.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from notes.weeks import Week

TOPIC, JOURNAL, AUTHOR, SITE, HAS, IS = "topic", "journal", "author", "site", "has", "is"
WEEK, YEAR, PERIOD, SINCE, UNTIL = "week", "year", "period", "from", "to"  # a period is some weeks: a month, say
WHEN = (WEEK, YEAR, PERIOD)
EITHER = (JOURNAL, AUTHOR, SITE, IS, *WHEN)  # two that are asked for mean either; topics and "has" add up

_LABELS = {
    TOPIC: "on", JOURNAL: "by", AUTHOR: "written by", HAS: "with", IS: "for",
    WEEK: "in", YEAR: "in", PERIOD: "in", SINCE: "since", UNTIL: "until",
}  # fmt: skip
_SAID = {
    (HAS, "image"): "a picture", (HAS, "link"): "a link",
    (IS, "everyone"): "everyone", (IS, "colleagues"): "colleagues", (IS, "members"): "only members",
}  # fmt: skip

_KINDS = {
    "beginning": "beginning with", "address": "citing", "site": "naming or citing", "host": "citing anything under",
}  # fmt: skip


@dataclass(frozen=True)
class Atom:
    stems: tuple[str, ...]
    is_beginning: bool = False  # of the last word


@dataclass(frozen=True)
class Term:
    """A word, a phrase, the beginning of a word, or an address that is cited."""

    says: str  # as it was typed
    atoms: tuple[Atom, ...]
    kind: str = "word"  # "phrase", "beginning", "address", "site"; "host": a site that was asked for as such
    negated: bool = False


@dataclass(frozen=True)
class Part:
    """What can be taken out of a question again: where it was typed, or which argument of the address it is."""

    start: int = 0
    end: int = 0
    argument: tuple[str, str] | None = None
    also: tuple[Part, ...] = ()  # where the same is asked for again

    @property
    def places(self) -> tuple[Part, ...]:
        return (self, *self.also)


@dataclass(frozen=True)
class Group:
    terms: tuple[Term, ...]
    part: Part = Part()

    @property
    def asks(self) -> object:
        """The same for what asks for the same."""
        return tuple((term.atoms, term.negated) for term in self.terms)

    def narrows_by(self, name: str) -> bool:
        return name == SITE and self.is_site

    @property
    def is_site(self) -> bool:
        """Whether it narrows to a site, as filters narrow."""
        return all(term.kind == "host" and not term.negated for term in self.terms)

    @property
    def label(self) -> str:
        """What stands before the words on the group's chip."""
        first = self.terms[0]
        if len(self.terms) > 1 and not self.is_site:
            return "either"
        label = _KINDS.get(first.kind, "")
        return f"without {label}".strip() if first.negated else label

    @property
    def says(self) -> str:
        alone = len(self.terms) == 1
        return " or ".join(("not " if term.negated and not alone else "") + _quoted(term) for term in self.terms)


@dataclass(frozen=True)
class Filter:
    """A fact that sections must have: any of the values."""

    name: str
    values: tuple[str, ...]
    negated: bool = False
    part: Part = Part()
    weeks: tuple[tuple[Week, Week], ...] = ()  # the first and last week of each value that is a time
    word: str = ""  # that says it better than the name does: "before"
    places: tuple[tuple[int, int], ...] = ()  # of words that were read as this, and may be meant as words

    @property
    def asks(self) -> object:
        """The same for what asks for the same."""
        return self.label, tuple(value.casefold() for value in self.values), self.name

    def narrows_by(self, name: str) -> bool:
        return self.name == name and not self.negated

    @property
    def label(self) -> str:
        label = self.word or _LABELS[self.name]
        if self.negated:
            return "without" if self.name == HAS else f"not {label}"
        return label

    @property
    def says(self) -> str:
        return " or ".join(_SAID.get((self.name, value), value) for value in self.values)


@dataclass(frozen=True)
class Query:
    text: str = ""  # as typed, without what cannot be shown
    groups: tuple[Group, ...] = ()
    filters: tuple[Filter, ...] = ()
    remarks: tuple[str, ...] = ()  # sentences about what was left out
    common: tuple[Group, ...] = ()  # words too common to ask for, which are left out
    week: Week | None = None  # the whole text names this week

    @property
    def left_out(self) -> tuple[str, ...]:
        return tuple(group.says for group in self.common)

    @property
    def is_empty(self) -> bool:
        return not self.groups and not self.filters

    @property
    def has_words(self) -> bool:
        """Whether sections can match it better or worse."""
        return any(not term.negated for group in self.groups for term in group.terms)

    @property
    def in_words(self) -> str:
        """The whole of it, for a name: "damp, on housing, since July 2018"."""
        return ", ".join(map(in_words, self.parts))

    @property
    def as_words(self) -> str:
        """What somebody may write about, for a sentence: "damp “black spots” without paint". Empty where it asks for
        anything but words.
        """
        kinds = {term.kind for group in self.groups for term in group.terms}
        if self.filters or not self.has_words or not kinds <= {"word", "phrase"}:
            return ""
        return " ".join(map(in_words, self.parts))

    @property
    def only_time(self) -> str:
        """What it says, where it asks for a time and nothing else."""
        alone = self.filters[0] if len(self.filters) == 1 and not self.groups else None
        return alone.says if alone and alone.name in WHEN and not alone.negated else ""

    @property
    def read_as_times(self) -> tuple[str, ...]:
        """What was typed as words are, and was taken for times."""
        return tuple(self.text[start:end] for asked in self.filters for start, end in asked.places)

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that may be marked where they stand."""
        return tuple(term for group in self.groups for term in group.terms if not term.negated)

    @property
    def asks_for_beginnings(self) -> bool:
        """Of which there may be thousands, each with matches of its own."""
        return any(atom.is_beginning for group in self.groups for term in group.terms for atom in term.atoms)

    @property
    def asks_for_addresses(self) -> bool:
        return any(term.kind in ("address", "site", "host") for term in self.wanted)

    @property
    def conditions(self) -> tuple[Group, ...]:
        """The groups that the index must find: sites that are asked for one by one are alternatives."""
        sites = [group for group in self.groups if group.is_site]
        if len(sites) < 2:
            return self.groups
        either = Group(tuple(term for group in sites for term in group.terms))
        return (*(group for group in self.groups if not group.is_site), either)

    def narrows_by(self, name: str) -> bool:
        return any(part.narrows_by(name) for part in self.parts)

    def without(self, name: str) -> Query:
        """Without all that narrows it by this name."""
        return replace(
            self,
            groups=tuple(group for group in self.groups if not group.narrows_by(name)),
            filters=tuple(asked for asked in self.filters if not asked.narrows_by(name)),
        )

    @property
    def parts(self) -> tuple[Group | Filter, ...]:
        return tuple(sorted(self.groups + self.filters, key=_place))


def in_words(part: Group | Filter) -> str:
    return f"{part.label} {part.says}".strip()


def _place(part: Group | Filter) -> tuple[bool, int]:
    return part.part.argument is not None, part.part.start


def _quoted(term: Term) -> str:
    return f"“{term.says}”" if term.kind == "phrase" else term.says
