"""The index on SQLite: an FTS5 table that keeps no text. Its columns hold stems, its rowids are the
numbers of cards, so that it is read newest first.

Stems come from `analysis`, as letters and digits alone, and are quoted; what was typed never gets here. The
tokenizer "ascii" takes every other letter as it comes, so that both databases agree about what a word is.
Source: sqlite.org/fts5.html.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from django.db import connection, transaction

from notes.search.analysis import ALL
from notes.search.documents import Document
from notes.search.query import Atom, Group, Term

TABLE, VOCABULARY = "notes_searchindex", "notes_searchvocabulary"
MOST_FEW = 15_000  # cards of a topic or a journal, whose numbers are read before words are asked for
RANKS_ALONE = False  # whether the rank of a section can be worked out without looking for others
MANY_WORDS = 60  # of which any will do: to ask for so many takes milliseconds each time
PAGES, MOST_STEPS = 200, 100_000  # of the index, 4 KB each, that are merged in a step
Words = Mapping[str, list[str]]

# Heading over topics over bullets over body over linked words. The body stands first: most words are its own, and FTS5
# says of all but those of the first column, each time, which column they are in.
CREATE = (
    f"CREATE VIRTUAL TABLE {TABLE} USING fts5(body, heading, topics, bullets, linked, "
    "content='', contentless_delete=1, tokenize='ascii')",
    f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('rank', 'bm25(2.0, 8.0, 5.0, 3.0, 1.0)')",  # noqa: S608
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {VOCABULARY} USING fts5vocab({TABLE}, 'row')",  # the words of the index itself
)
DROP = (f"DROP TABLE IF EXISTS {VOCABULARY}", f"DROP TABLE IF EXISTS {TABLE}")


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


def merge() -> int:
    """Put the parts of the index together, and let go of what was written anew since. Returns how many steps that was:
    each is short, so that nobody who writes has to wait.
    """
    pages = -PAGES  # of whatever parts there are; from then on, of what that began
    for step in range(1, MOST_STEPS):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT total_changes()")
            before = cursor.fetchone()[0]
            cursor.execute(f"INSERT INTO {TABLE}({TABLE}, rank) VALUES ('merge', {pages})")  # noqa: S608
            cursor.execute("SELECT total_changes()")
            if cursor.fetchone()[0] - before < 2:  # nothing was left to do
                return step
        pages = PAGES
    return MOST_STEPS


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


def looks_up(question: str) -> bool:
    """Whether the numbers of all that match are better read first, and by themselves. FTS5 ranks only what it finds."""
    return False


def listed(numbers: Sequence[int]) -> tuple[str, list[Any]]:
    """That something is one of these numbers."""
    return f"IN ({', '.join(['%s'] * len(numbers))})", list(numbers)


def matches_of_few(
    question: str, numbers: Sequence[int], *, ranked: bool = False, only_headings: bool = False
) -> tuple[str, list[Any]]:
    """A query for those of some numbers, MOST_FEW at most, that match: rows of (number, rank, nothing). All that match
    are gone through, which is sooner done than to look up each number.
    """
    worth = "-rank" if ranked else "0.0"
    question = f"heading : ({question})" if only_headings else question
    few = "+rowid IN (SELECT value FROM json_each(%s))"
    sql = f"SELECT rowid, {worth}, NULL FROM {TABLE} WHERE {TABLE} MATCH %s AND {few}"  # noqa: S608
    return sql, [question, json.dumps(numbers)]


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
    """Whether all that match are better read at once than asked for again: a phrase that ends in a beginning is put
    together anew by each look into the index.
    """
    return '"*' in question


def is_wide(question: str) -> bool:
    """Whether it asks for so many words that nobody can wait until all that match are counted and weighed."""
    return question.count(" OR ") >= MANY_WORDS


def is_sparse(question: str) -> bool:
    """Whether samples are so dear that some years share one."""
    return is_wide(question)


def words(stems: Sequence[str]) -> list[str]:
    """What `holding` is to be given for each of these stems."""
    return [f'"{stem}"' for stem in stems]


def holding(word: str) -> tuple[str, list[Any]]:
    """A query for the cards of sections that hold a word. It has no other parameter."""
    return f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s", [word]  # noqa: S608


def known(groups: tuple[Group, ...]) -> Words:
    """The words of the index for each beginning that is asked for. FTS5 would find them itself, but it then puts
    together all that any of them matches, before it answers with the first.
    """
    atoms = {atom for group in groups for term in group.terms for atom in term.atoms if _is_beginning_alone(atom)}
    if not atoms:
        return {}
    one = f"SELECT %s, term FROM {VOCABULARY} WHERE term >= %s AND term < %s"  # noqa: S608
    found: dict[str, list[str]] = {atom.stems[0]: [] for atom in atoms}
    with connection.cursor() as cursor:
        params = [value for beginning in found for value in (beginning, beginning, f"{beginning}\U0010ffff")]
        cursor.execute(" UNION ALL ".join([one] * len(found)), params)
        for beginning, word in cursor.fetchall():
            found[beginning].append(word)
    return found


def ask(groups: tuple[Group, ...], missing: int = 0, words: Words | None = None) -> str:
    """The groups in FTS5's language: stems, quoted, and operators of our own. `missing` of the wanted ones may be."""
    words = known(groups) if words is None else words
    unwanted = [group for group in groups if len(group.terms) == 1 and group.terms[0].negated]
    wanted = [" OR ".join(_term(term, words) for term in group.terms) for group in groups if group not in unwanted]
    enough = combinations([f"({alternatives})" for alternatives in wanted], len(wanted) - missing)
    question = " OR ".join(f"({each})" if missing else each for each in map(" AND ".join, enough)) or f'"{ALL}"'
    if unwanted:
        question = f"({question}) NOT ({' OR '.join(_atoms(group.terms[0], words) for group in unwanted)})"
    return question


def _term(term: Term, words: Words) -> str:
    return f'("{ALL}" NOT ({_atoms(term, words)}))' if term.negated else _atoms(term, words)


def _atoms(term: Term, words: Words) -> str:
    return " OR ".join(_atom(atom, words) for atom in term.atoms)


def _atom(atom: Atom, words: Words) -> str:
    if _is_beginning_alone(atom):
        return " OR ".join(f'"{word}"' for word in words[atom.stems[0]]) or f'"{atom.stems[0]}"'
    return f'"{" ".join(atom.stems)}"' + ("*" if atom.is_beginning else "")


def _is_beginning_alone(atom: Atom) -> bool:
    return atom.is_beginning and len(atom.stems) == 1
