"""A question as PostgreSQL is asked it: in signs, and by the way that finds it sooner.

The newest sections are read first, to see how many of them match. What many match is found soonest by reading on; what
few match, by looking it up in the index. They also tell how rare each word is, which is what it weighs.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db import connection

from notes.search import signs
from notes.search.query import Atom, Group, Term

TABLE = "notes_searchsigns"
NEWEST = 300  # sections that are read first
WANTED = 3_000  # matches that are read in all, for the newest and for samples of earlier years
MANY = 1_000  # matches: of so many, some are asked for several times
DEARER = 2.5  # times as long as to read a section in order takes it to look one up
MOST_KEYS = 100  # that are looked up beside rarer ones
MOST_RANKED = 12  # rows of signs
WEIGHTS = (8.0, 5.0, 3.0, 2.0, 1.0)  # heading over topics over bullets over body over linked words, as on SQLite
SATURATION, LENGTH = 1.2, 0.75  # of BM25, as in FTS5
Sql = tuple[str, list[Any]]
Places = frozenset[int]  # among the newest


@dataclass(frozen=True)
class Row:
    """What an Atom is here: signs that stand side by side. Of the last ones, where there are any, one has to stand."""

    signs: str
    last: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()  # letters of which one stands wherever this does, if the index knows of one
    others: frozenset[str] = frozenset()  # letters that stand there as well
    places: Places = frozenset()

    def condition(self, column: str) -> Sql:
        if self.last:
            return f"{column} ~ %s", [_pattern(self.signs, self.last)]
        return f"strpos({column}, %s) > 0", [self.signs]

    def times(self, column: str) -> Sql:
        """How often it stands there; of beginnings, whether one does."""
        if self.last:
            return f"({column} ~ %s)::integer", [_pattern(self.signs, self.last)]
        return f"octet_length(replace({column}, %s, %s)) - octet_length({column})", [self.signs, self.signs + "+"]


@dataclass(frozen=True)
class Either:
    """A Term or a Group: any of the rows, or none of those that are not wanted."""

    rows: tuple[Row, ...]
    refused: tuple[tuple[Row, ...], ...] = ()
    places: Places = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        known = [row.keys for row in self.rows]
        return frozenset().union(*known) if known and all(known) and not self.refused else frozenset()

    def condition(self, column: str) -> Sql:
        parts = [row.condition(column) for row in self.rows]
        parts += [_joined(" OR ", (row.condition(column) for row in rows), before="NOT ") for rows in self.refused]
        return _joined(" OR ", parts)


@dataclass(frozen=True)
class Question:
    wanted: tuple[Either, ...]
    needed: int  # of the wanted
    unwanted: tuple[Either, ...]
    keys: tuple[frozenset[str], ...] = ()  # to be looked up: of each, one stands wherever the question is answered
    newest: int = 0  # how many were read
    share: float = 0.0  # of them that match
    sections: int = 0  # in all, about
    length: float = 1.0  # of a section, in the mean

    @property
    def has_phrases(self) -> bool:
        return any(each.rows and all(len(row.signs) > 1 for row in each.rows) for each in self.wanted)

    def condition(self, column: str) -> Sql:
        parts = [each.condition(column) for each in self.wanted]
        if self.needed < len(parts):
            parts = [_joined(" + ", ((f"({sql})::integer", params) for sql, params in parts))]
            parts = [(f"{sql} >= {self.needed}", params) for sql, params in parts]
        return _joined(
            " AND ", [*parts, *((f"NOT {sql}", p) for sql, p in (u.condition(column) for u in self.unwanted))]
        )

    def rank(self) -> Sql:
        """BM25, as FTS5 has it, but for what is rare: that is said by the newest sections."""
        rows = list(dict.fromkeys(row for each in self.wanted for row in each.rows))[:MOST_RANKED]
        return _joined(" + ", map(self._worth, rows)) if rows else ("0.0", [])

    def _worth(self, row: Row) -> Sql:
        fields = [(w, row.times(f"split_part(words, chr(1), {place})")) for place, w in enumerate(WEIGHTS, 1)]
        said, params = _joined(" + ", ((f"{weight}::float8 * ({sql})", params) for weight, (sql, params) in fields))
        found = len(row.places)
        rarity = max(1e-6, math.log((self.newest - found + 0.5) / (found + 0.5)))
        usual = f"{1 - LENGTH}::float8 + {LENGTH / max(1.0, self.length)}::float8 * octet_length(words)"
        return (
            f"coalesce({rarity * (SATURATION + 1)}::float8 / "
            f"(1 + {SATURATION}::float8 * ({usual}) / nullif({said}, 0)), 0)",
            params,
        )


def foretell(groups: tuple[Group, ...], missing: int, reading: Reading) -> Question:
    unwanted = [group for group in groups if len(group.terms) == 1 and group.terms[0].negated]
    wanted = tuple(reading.either(group.terms) for group in groups if group not in unwanted)
    refused = tuple(Either(reading.rows(group.terms[0])) for group in unwanted)
    needed = len(wanted) - missing
    answers = [sum(place in each.places for each in wanted) for place in range(len(reading.newest))]
    share = sum(answer >= needed for answer in answers) / max(1, len(answers))
    keys = _keys(wanted, missing, reading, share)
    return Question(wanted, needed, refused, keys, len(answers), share, reading.sections, reading.length)


def _keys(wanted: tuple[Either, ...], missing: int, reading: Reading, share: float) -> tuple[frozenset[str], ...]:
    """What to look up. Nothing, where there are sooner enough matches by reading on."""
    rarest = sorted((each for each in wanted if each.keys), key=lambda each: (len(each.places), len(each.keys)))
    if len(rarest) < missing + 1:
        return ()
    looked_up = len(frozenset().union(*(each.places for each in rarest[: missing + 1]))) / max(1, len(reading.newest))
    if share and WANTED / share < DEARER * looked_up * reading.sections:
        return ()
    if missing:  # of any so many, one is there
        return (reduce(or_, (each.keys for each in rarest[: missing + 1])),)
    few = [each.keys for each in rarest[1:] if len(each.keys) < MOST_KEYS]
    others = {letter for each in rarest if len(each.rows) == 1 for letter in each.rows[0].others}
    return tuple(dict.fromkeys((rarest[0].keys, *few, *(frozenset([letter]) for letter in sorted(others)))))


@dataclass(frozen=True)
class Reading:
    """What has to be known to put a question: the signs of its words, and the newest sections."""

    signs: Mapping[str, str]
    newest: Sequence[str]
    sections: int  # in all, about

    @classmethod
    def before(cls, groups: Iterable[Group]) -> Reading:
        """One query, whatever will be asked of these groups."""
        atoms = [atom for group in groups for term in group.terms for atom in term.atoms]
        stems = sorted({stem for atom in atoms for stem in atom.stems})
        begun = sorted({atom.stems[-1] for atom in atoms if atom.is_beginning})
        known = f"SELECT stem, number FROM {signs.TABLE} WHERE"  # noqa: S608
        beginning = f"UNION ALL {known} stem > %s AND stem < %s"
        first = f"UNION ALL (SELECT words, NULL FROM {TABLE} ORDER BY number LIMIT {NEWEST})"  # noqa: S608
        every = f"UNION ALL SELECT NULL, reltuples::bigint FROM pg_class WHERE oid = '{TABLE}'::regclass"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(
                f"{known} stem = ANY(%s) {beginning * len(begun)} {first} {every}",
                [stems, *(end for stem in begun for end in (stem, stem + chr(0x10FFFF)))],
            )
            rows = cursor.fetchall()
        found = {stem: signs.sign_of(number) for stem, number in rows if stem is not None and number is not None}
        newest = [words for words, number in rows if number is None]
        sections = next(number for words, number in rows if words is None)
        return cls(found, newest, max(sections, len(newest)))  # which the server may not have counted yet

    @property
    def length(self) -> float:
        return sum(len(words.encode()) for words in self.newest) / max(1, len(self.newest))

    @property
    def every(self) -> Places:
        return frozenset(range(len(self.newest)))

    def either(self, terms: Sequence[Term]) -> Either:
        rows = tuple(row for term in terms if not term.negated for row in self.rows(term))
        refused = tuple(self.rows(term) for term in terms if term.negated)
        places = [row.places for row in rows]
        places += [self.every.difference(*(row.places for row in its)) for its in refused]
        return Either(rows, refused, frozenset().union(*places))

    def rows(self, term: Term) -> tuple[Row, ...]:
        return tuple(row for atom in term.atoms if (row := self._row(atom)))

    def _row(self, atom: Atom) -> Row | None:
        """None where nobody ever wrote one of the words."""
        whole = atom.stems[:-1] if atom.is_beginning else atom.stems
        last = tuple(sign for stem, sign in self.signs.items() if atom.is_beginning and stem.startswith(atom.stems[-1]))
        if not self.signs.keys() >= set(whole) or (atom.is_beginning and not last):
            return None
        return self._placed("".join(self.signs[stem] for stem in whole), last)

    def _placed(self, row: str, last: tuple[str, ...]) -> Row:
        if last:
            pattern = re.compile(_pattern(row, last))
            places = frozenset(place for place in self.every if pattern.search(self.newest[place]))
        else:
            places = frozenset(place for place in self.every if row in self.newest[place])
        known = sorted(sorted({letter for letter in row if not signs.is_common(letter)}), key=self._how_often)
        if known:
            keys = frozenset(known[:1])
        else:
            keys = frozenset() if any(map(signs.is_common, last)) else frozenset(sign[-1] for sign in last)
        return Row(row, last, keys, frozenset(known[1:]), places)

    def _how_often(self, letter: str) -> int:
        return sum(letter in words for words in self.newest)


def _pattern(row: str, last: Iterable[str]) -> str:
    """A regular expression that the server and Python read alike."""
    single = "".join(_plain(sign) for sign in last if len(sign) == 1)
    either = [f"[{single}]"] * bool(single) + [sign for sign in last if len(sign) > 1]
    return f"{''.join(map(_plain, row))}(?:{'|'.join(either)})"


def _plain(letter: str) -> str:
    return letter if ord(letter) >= signs.FIRST_WIDE else f"\\u{ord(letter):04x}"


def _joined(operator: str, parts: Iterable[Sql], *, before: str = "") -> Sql:
    every = list(parts) or [("FALSE", [])]
    return f"{before}({operator.join(sql for sql, _ in every)})", [param for _, params in every for param in params]
