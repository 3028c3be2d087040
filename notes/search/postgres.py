"""The index on PostgreSQL: a table of tsvectors with a GIN index.

Vectors and questions are written out by us, from the stems of `analysis` (letters and digits alone), and cast; the
server's own parser and dictionaries have no part, so that both databases agree about what a word is.
Source: the PostgreSQL manual, "Text Search Types" and "Controlling Text Search".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from django.db import connection

from notes.search.analysis import ALL, BREAK
from notes.search.documents import Document
from notes.search.query import Atom, Group, Term

TABLE = "notes_searchdocument"
LAST_PLACE = 16_383  # in a tsvector; words further on are found, but not in phrases
LETTERS = ("A", "B", "C", "D", "D")  # heading, topics, bullets, body, linked words: there are but four weights

# no foreign key: tests and restores empty tables in any order, and `sweep` drops what is left over
CREATE = (
    f"CREATE TABLE {TABLE} (number bigint PRIMARY KEY, vector tsvector NOT NULL)",
    f"CREATE INDEX {TABLE}_vector ON {TABLE} USING gin (vector)",
)
DROP = (f"DROP TABLE IF EXISTS {TABLE}",)


def write(documents: Iterable[Document]) -> None:
    rows = [(document.number, vector_of(document)) for document in documents]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} (number, vector) VALUES (%s, %s::tsvector) "  # noqa: S608
            "ON CONFLICT (number) DO UPDATE SET vector = excluded.vector",
            rows,
        )


def vector_of(document: Document) -> str:
    """A tsvector as text: 'govern':1A,7D 'board':2A. A step between places ends a phrase."""
    places: dict[str, list[str]] = defaultdict(list)
    place = 0
    for letter, stems in zip(LETTERS, document.fields, strict=True):
        place += 2
        for stem in stems:
            place += 1
            if stem != BREAK:
                places[stem].append(f"{min(place, LAST_PLACE)}{letter}")
    return " ".join(f"'{stem}':{','.join(found[:255])}" for stem, found in places.items())


def remove_entry(entry_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE number IN (SELECT number FROM notes_card WHERE entry_id = %s)",  # noqa: S608
            [entry_id],
        )


def sweep() -> int:
    """Drop what belongs to no section any more; how many rows that was."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE number NOT IN (SELECT number FROM notes_card)")  # noqa: S608
        return cursor.rowcount


def size() -> int:
    """How many sections are indexed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608
        return cursor.fetchone()[0]


def matches(
    question: str, numbers: tuple[int, int], *, ranked: bool = False, only_headings: bool = False
) -> tuple[str, list[Any]]:
    """A query for the numbers of the cards that match, with its parameters; `ranked` by a figure that is the higher,
    the better.
    """
    columns, params = "number", [question, *numbers]
    if ranked:
        columns += ", ts_rank_cd('{0.2, 0.4, 0.6, 1.0}', vector, %s::tsquery, 1) AS rank"
        params = [question, *params]
    sql = f"SELECT {columns} FROM {TABLE} WHERE vector @@ %s::tsquery AND number BETWEEN %s AND %s"  # noqa: S608
    return sql, params


def matches_among(question: str, numbers: str) -> tuple[str, list[Any]]:
    """A query for those of some numbers that match; `numbers` is a query too, whose parameters follow."""
    return f"SELECT number FROM {TABLE} WHERE vector @@ %s::tsquery AND number IN ({numbers})", [question]  # noqa: S608


def counts(question: str, spans: Sequence[tuple[int, int]]) -> tuple[str, list[Any]]:
    """A query for how many match in each span: rows of (place, count)."""
    one = f"SELECT %s::integer, count(*) FROM {TABLE} WHERE vector @@ %s::tsquery AND number BETWEEN %s AND %s"  # noqa: S608
    params = [value for place, span in enumerate(spans) for value in (place, question, *span)]
    return " UNION ALL ".join([one] * len(spans)), params


def openings(shelves: Sequence[int], most: int) -> str:
    """A query for the names of which one begins in certain letters, so many of each shelf: rows of (saying, shelf). Its
    parameters are the letters, and what comes after all that begin so.
    """
    return (
        f"SELECT o.saying_id, o.shelf FROM unnest(ARRAY[{', '.join(f'{shelf:d}' for shelf in shelves)}]) AS "  # noqa: S608
        "shelves(shelf) CROSS JOIN LATERAL (SELECT saying_id, i.shelf FROM notes_opening i "
        f"WHERE i.shelf = shelves.shelf AND i.letters >= %s AND i.letters < %s ORDER BY i.letters LIMIT {most:d}) AS o"
    )


def ask(groups: tuple[Group, ...], missing: int = 0) -> str:
    """The groups as a tsquery: stems, quoted, and operators of our own. `missing` of the wanted ones may be."""
    unwanted = [group for group in groups if len(group.terms) == 1 and group.terms[0].negated]
    wanted = [f"({' | '.join(map(_term, group.terms))})" for group in groups if group not in unwanted]
    enough = combinations(wanted, len(wanted) - missing)
    question = " | ".join(f"({each})" if missing else each for each in map(" & ".join, enough)) or f"'{ALL}'"
    return " & ".join([f"({question})" if missing else question, *(f"({_term(group.terms[0])})" for group in unwanted)])


def _term(term: Term) -> str:
    atoms = f"({' | '.join(map(_atom, term.atoms))})"
    return f"!{atoms}" if term.negated else atoms


def _atom(atom: Atom) -> str:
    stems = [f"'{stem}'" for stem in atom.stems]
    return f"({' <-> '.join(stems)}{':*' if atom.is_beginning else ''})"
