"""The index on PostgreSQL: a table of tsvectors with a GIN index.

Vectors and questions are written out by us, from the stems of `analysis` (letters and digits alone), and cast; the
server's own parser and dictionaries have no part, so that both databases agree about what a word is.
Source: the PostgreSQL manual, "Text Search Types" and "Controlling Text Search".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from notes.search.analysis import ALL, BREAK
from notes.search.documents import Document
from notes.search.query import Atom, Group, Term

TABLE = "notes_searchdocument"
BEST_FIRST = f"{TABLE}.rank DESC, s.week_start DESC, s.id"
LAST_PLACE = 16_383  # in a tsvector; words further on are found, but not in phrases
LETTERS = ("A", "B", "C", "D", "D")  # heading, topics, bullets, body, linked words: there are but four weights

# no foreign key: tests and restores empty tables in any order, and `sweep` drops what is left over
CREATE = (
    f"CREATE TABLE {TABLE} (section_id bigint PRIMARY KEY, vector tsvector NOT NULL)",
    f"CREATE INDEX {TABLE}_vector ON {TABLE} USING gin (vector)",
)
DROP = (f"DROP TABLE IF EXISTS {TABLE}",)


def write(documents: Iterable[Document]) -> None:
    rows = [(document.section_id, vector_of(document)) for document in documents]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {TABLE} (section_id, vector) VALUES (%s, %s::tsvector) "  # noqa: S608
            "ON CONFLICT (section_id) DO UPDATE SET vector = excluded.vector",
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
            f"DELETE FROM {TABLE} WHERE section_id IN (SELECT id FROM notes_section WHERE entry_id = %s)",  # noqa: S608
            [entry_id],
        )


def sweep() -> int:
    """Drop what belongs to no section any more; how many rows that was."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE section_id NOT IN (SELECT id FROM notes_section)")  # noqa: S608
        return cursor.rowcount


def size() -> int:
    """How many sections are indexed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608
        return cursor.fetchone()[0]


def joined(question: str) -> tuple[str, list[str]]:
    """What stands after "FROM", before the sections, and its parameters."""
    return (
        "(SELECT section_id AS rowid, "  # noqa: S608
        "ts_rank_cd('{0.2, 0.4, 0.6, 1.0}', vector, %s::tsquery, 1) AS rank "
        f"FROM {TABLE} WHERE vector @@ %s::tsquery) AS {TABLE} JOIN"
    ), [question, question]


def all_matching(question: str) -> tuple[str, list[str]]:
    """A query for all that match, with its parameters."""
    return f"SELECT section_id FROM {TABLE} WHERE vector @@ %s::tsquery", [question]  # noqa: S608


def matching_ids(question: str, section_ids: str) -> tuple[str, list[str]]:
    """A query for those of some sections that match; `section_ids` is a query too."""
    return (
        f"SELECT section_id FROM {TABLE} WHERE vector @@ %s::tsquery AND section_id IN ({section_ids})",  # noqa: S608
        [question],
    )


def ask(groups: tuple[Group, ...]) -> str:
    """The groups as a tsquery: stems, quoted, and operators of our own."""
    return " & ".join(f"({' | '.join(map(_term, group.terms))})" for group in groups) or f"'{ALL}'"


def _term(term: Term) -> str:
    atoms = f"({' | '.join(map(_atom, term.atoms))})"
    return f"!{atoms}" if term.negated else atoms


def _atom(atom: Atom) -> str:
    stems = [f"'{stem}'" for stem in atom.stems]
    return f"({' <-> '.join(stems)}{':*' if atom.is_beginning else ''})"
