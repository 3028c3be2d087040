"""The index on SQLite: an FTS5 table that keeps no text. Its columns hold stems, its rowids are the
numbers of cards, so that it is read newest first.

Stems come from `analysis`, as letters and digits alone, and are quoted; what was typed never gets here. The
tokenizer "ascii" takes every other letter as it comes, so that both databases agree about what a word is.
Source: sqlite.org/fts5.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any

from django.db import connection

from notes.search.analysis import ALL
from notes.search.documents import Document
from notes.search.query import Atom, Group, Term

TABLE = "notes_searchindex"

# heading over topics over bullets over body over linked words
CREATE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(heading, topics, bullets, body, linked, "
    "content='', contentless_delete=1, tokenize='ascii')",
    f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('rank', 'bm25(8.0, 5.0, 3.0, 2.0, 1.0)')",  # noqa: S608
)
DROP = (f"DROP TABLE IF EXISTS {TABLE}",)


def write(documents: Iterable[Document]) -> None:
    statement = (
        f"INSERT OR REPLACE INTO {TABLE}(rowid, heading, topics, bullets, body, linked) "  # noqa: S608
        "VALUES (%s, %s, %s, %s, %s, %s)"
    )
    with connection.cursor() as cursor:
        cursor.executemany(statement, [[d.number, *map(" ".join, d.fields)] for d in documents])


def remove_entry(entry_id: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {TABLE} WHERE rowid IN (SELECT number FROM notes_card WHERE entry_id = %s)",  # noqa: S608
            [entry_id],
        )


def sweep() -> int:
    """Drop what belongs to no section any more; how many rows that was. Then set the index in order."""
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {TABLE} WHERE rowid NOT IN (SELECT number FROM notes_card)")  # noqa: S608
        swept = cursor.rowcount
        cursor.execute(f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')")  # noqa: S608
    return swept


def size() -> int:
    """How many sections are indexed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}_docsize")  # noqa: S608
        return cursor.fetchone()[0]


def matches(
    question: str, numbers: tuple[int, int], *, ranked: bool = False, only_headings: bool = False
) -> tuple[str, list[Any]]:
    """A query for the numbers of the cards that match, with its parameters; `ranked`, if `rank` is to follow."""
    columns = "rowid AS number, -rank AS rank" if ranked else "rowid AS number"
    question = f"heading : ({question})" if only_headings else question
    sql = f"SELECT {columns} FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid BETWEEN %s AND %s"  # noqa: S608
    return sql, [question, *numbers]


def matches_among(question: str, numbers: str) -> tuple[str, list[Any]]:
    """A query for those of some numbers that match; `numbers` is a query too, whose parameters follow."""
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid IN ({numbers})", [question]  # noqa: S608


def rank(question: str) -> tuple[str, list[Any]]:
    """Of a match `m`, a figure that is the higher, the better."""
    return "m.rank", []


def count(question: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    """How many match in each span."""
    one = f"SELECT %s, count(*) FROM {TABLE} WHERE {TABLE} MATCH %s AND rowid BETWEEN %s AND %s"  # noqa: S608
    params = [value for place, span in enumerate(spans) for value in (place, question, *span)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join([one] * len(spans)), params)
        found = dict(cursor.fetchall())
    return [found[place] for place in range(len(spans))]


def openings(shelves: Sequence[int], most: int) -> str:
    """A query for the names of which one begins in certain letters, so many of each shelf: rows of (saying, shelf). Its
    parameters are the letters, and what comes after all that begin so.
    """
    return (
        f"WITH shelves(shelf) AS (VALUES {', '.join(f'({shelf:d})' for shelf in shelves)}) "  # noqa: S608
        "SELECT o.saying_id, o.shelf FROM shelves JOIN notes_opening o ON o.id IN (SELECT id FROM notes_opening i "
        f"WHERE i.shelf = shelves.shelf AND i.letters >= %s AND i.letters < %s ORDER BY i.letters LIMIT {most:d})"
    )


def looks_once(question: str) -> bool:
    """Whether all that match are better read at once than asked for again: a beginning of words is put together anew
    by each look into the index.
    """
    return '"*' in question


def words(stems: Sequence[str]) -> list[str]:
    """What `holding` is to be given for each of these stems."""
    return [f'"{stem}"' for stem in stems]


def holding(word: str) -> tuple[str, list[Any]]:
    """A query for the cards of sections that hold a word. It has no other parameter."""
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [word]  # noqa: S608


def known(groups: tuple[Group, ...]) -> None:
    """Nothing has to be looked up before a question is put."""


def ask(groups: tuple[Group, ...], missing: int = 0, known: None = None) -> str:
    """The groups in FTS5's language: stems, quoted, and operators of our own. `missing` of the wanted ones may be."""
    unwanted = [group for group in groups if len(group.terms) == 1 and group.terms[0].negated]
    wanted = [" OR ".join(map(_term, group.terms)) for group in groups if group not in unwanted]
    enough = combinations([f"({alternatives})" for alternatives in wanted], len(wanted) - missing)
    question = " OR ".join(f"({each})" if missing else each for each in map(" AND ".join, enough)) or f'"{ALL}"'
    if unwanted:
        question = f"({question}) NOT ({' OR '.join(_atoms(group.terms[0]) for group in unwanted)})"
    return question


def _term(term: Term) -> str:
    return f'("{ALL}" NOT ({_atoms(term)}))' if term.negated else _atoms(term)


def _atoms(term: Term) -> str:
    return " OR ".join(map(_atom, term.atoms))


def _atom(atom: Atom) -> str:
    return f'"{" ".join(atom.stems)}"' + ("*" if atom.is_beginning else "")
