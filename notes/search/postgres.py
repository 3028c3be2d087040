"""The index on PostgreSQL: of each section its stems, in the order of reading, as a text of signs (`signs`), and a GIN
index of which signs stand in which sections.

A question is looked up there and then read for in what was found, since a phrase is a row of signs; what is asked of
too many sections to look them up is read for in all of them, newest first, until there are enough. The server's own
parser and dictionaries have no part, so that both databases agree about what a word is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from notes.search import signs
from notes.search.analysis import ALL, BREAK
from notes.search.documents import Document
from notes.search.looking import MANY, TABLE, Question, Reading, foretell
from notes.search.query import Group
from notes.search.reckoning import SPARSE, count_about

MOST_READ_ON = 10_000  # sections, for headings
EVERY = 0.02  # of the sections match: so few are read for in all of them
MOST_FEW = 15_000  # cards of a topic or a journal, whose numbers are read before words are asked for
RANKS_ALONE = True  # whether the rank of a section can be worked out without looking for others
NEXT_FIELD, NO_PHRASE = "\x01", "\x02"

# no foreign key: tests and restores empty tables in any order, and `sweep` drops what is left over
CREATE = (
    *signs.CREATE,
    f'CREATE TABLE {TABLE} (number bigint PRIMARY KEY, words text COLLATE "C" NOT NULL)',
    f"ALTER TABLE {TABLE} ALTER COLUMN words SET STORAGE MAIN",
    # A function, so that its cost can be told: it must never be worked out for all sections, one by one
    "CREATE FUNCTION notes_signs_of(words text) RETURNS text[] LANGUAGE plpgsql IMMUTABLE STRICT "
    r"COST 300 AS $$ BEGIN RETURN regexp_split_to_array(words, '[\x01-\x7f]*'); END $$",
    f"CREATE INDEX {TABLE}_held ON {TABLE} USING gin (notes_signs_of(words)) WITH (fastupdate = off)",
)
DROP = (
    "DROP TABLE IF EXISTS notes_searchdocument",  # what was kept before
    f"DROP TABLE IF EXISTS {TABLE}",
    "DROP FUNCTION IF EXISTS notes_signs_of(text)",
    *signs.DROP,
)


def write(documents: Iterable[Document]) -> None:
    written = list(documents)
    stems = (stem for d in written for field in d.fields for stem in field if stem not in (ALL, BREAK))
    texts = texts_of(written, signs.signs_for(stems))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (number, words) SELECT unnest(%s::bigint[]), unnest(%s::text[]) "
            "ON CONFLICT (number) DO UPDATE SET words = excluded.words",
            [[d.number for d in written], texts],
        )


def texts_of(documents: Iterable[Document], known: dict[str, str]) -> list[str]:
    """Of each document the fields, in the order of their weight, each as a row of signs."""
    said = {**known, ALL: "", BREAK: NO_PHRASE}
    return [NEXT_FIELD.join("".join([said[stem] for stem in field]) for field in d.fields) for d in documents]


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
        swept = cursor.rowcount
        cursor.execute(f"SELECT gin_clean_pending_list('{TABLE}_held')")
        cursor.execute(f"ANALYZE {TABLE}, notes_card, notes_section, notes_filing")  # which are read together
    return swept


def merge() -> int:
    """The server does that by itself."""
    return 0


def size() -> int:
    """How many sections are indexed."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {TABLE}")  # noqa: S608
        return cursor.fetchone()[0]


def known(groups: tuple[Group, ...]) -> Reading | None:
    """What has to be known before these groups, or some of them, are asked for."""
    return Reading.before(groups) if groups else None


def ask(groups: tuple[Group, ...], missing: int = 0, known: Reading | None = None) -> Question:
    """The groups as they are asked here. `missing` of the wanted ones may be."""
    return foretell(groups, missing, known or Reading.before(groups))


def matches(
    question: Question, numbers: tuple[int, int], *, ranked: bool = False, only_headings: bool = False
) -> tuple[str, list[Any]]:
    """A query for the numbers of the cards that match, with its parameters; `ranked`, if `rank` is to follow. Of very
    many matches only the newest are looked through for headings.
    """
    where, read_for = question.condition("split_part(words, chr(1), 1)" if only_headings else "words")
    if question.keys:
        # In so many words: the planner would rather read all sections in order, and work out the signs of each
        conditions = " AND ".join(["notes_signs_of(words) && %s"] * len(question.keys))
        held = f"SELECT number, words FROM {TABLE} WHERE {conditions} OFFSET 0"  # noqa: S608
        found = f"SELECT number FROM ({held}) AS held WHERE number BETWEEN %s AND %s AND {where}"  # noqa: S608
        sql = f"WITH found AS MATERIALIZED ({found}) SELECT number FROM found"  # noqa: S608
        return sql, [*map(list, question.keys), *numbers, *read_for]
    columns = "number, words" if ranked else "number"
    if only_headings:
        newest = (
            f"SELECT number, words FROM {TABLE} WHERE number BETWEEN %s AND %s ORDER BY number LIMIT {MOST_READ_ON}"  # noqa: S608
        )
        return f"SELECT {columns} FROM ({newest}) AS newest WHERE {where}", [*numbers, *read_for]  # noqa: S608
    sql = f"SELECT {columns} FROM {TABLE} WHERE number BETWEEN %s AND %s AND {where}"  # noqa: S608
    return sql, [*numbers, *read_for]


def looks_up(question: Question) -> bool:
    """Whether the numbers of all that match are better read first, and by themselves."""
    return looks_once(question) and question.share * question.sections >= MANY


def among(question: Question, numbers: Sequence[int], *, only_headings: bool = False) -> tuple[str, list[Any]]:
    """As `matches`, of numbers that are known to match, the newest first. Only the newest are looked through for
    headings.
    """
    if not only_headings:
        return "SELECT unnest(%s::bigint[]) AS number ORDER BY number", [_array(numbers)]
    where, read_for = question.condition("split_part(words, chr(1), 1)")
    newest = f"SELECT number, words FROM {TABLE} WHERE number = ANY(%s::bigint[]) OFFSET 0"  # noqa: S608
    sql = f"SELECT number FROM ({newest}) AS newest WHERE {where}"  # noqa: S608
    return sql, [_array(numbers[:MOST_READ_ON]), *read_for]


def rank(question: Question) -> tuple[str, list[Any]]:
    """Of a match `m`, a figure that is the higher, the better. It is worked out for those alone that are read."""
    return rank_alone(question, "m") if question.keys or looks_up(question) else question.rank()


def rank_alone(question: Question, row: str) -> tuple[str, list[Any]]:
    """The same of a row that has a number."""
    worth, params = question.rank()
    return f"(SELECT {worth} FROM {TABLE} WHERE number = {row}.number)", params  # noqa: S608


def matches_among(question: Question, numbers: str) -> tuple[str, list[Any]]:
    """A query for those of some numbers that match; `numbers` is a query too, whose parameters follow."""
    where, params = question.condition("words")
    return f"SELECT number FROM {TABLE} WHERE {where} AND number IN ({numbers})", params  # noqa: S608


def count(question: Question, spans: Sequence[tuple[int, int]]) -> list[int]:
    """How many match in each span, about."""
    return count_about(question, spans)


def openings(shelves: Sequence[int], most: int) -> str:
    """A query for the names of which one begins in certain letters, so many of each shelf: rows of (saying, shelf). Its
    parameters are the letters, and what comes after all that begin so.
    """
    return (
        f"SELECT o.saying_id, o.shelf FROM unnest(ARRAY[{', '.join(f'{shelf:d}' for shelf in shelves)}]) AS "  # noqa: S608
        "shelves(shelf) CROSS JOIN LATERAL (SELECT saying_id, i.shelf FROM notes_opening i "
        f"WHERE i.shelf = shelves.shelf AND i.letters >= %s AND i.letters < %s ORDER BY i.letters LIMIT {most:d}) AS o"
    )


def looks_once(question: Question) -> bool:
    """Whether all that match are better read at once than asked for again: looked up, or read for in every section. The
    newest may lack a word that is everywhere else, which is soon found by reading on; phrases of such words may not be.
    """
    return bool(question.keys) or (question.has_phrases and question.share < EVERY)


def listed(numbers: Sequence[int]) -> tuple[str, list[Any]]:
    """That something is one of these numbers. As one array, since the server reads thousands of values slowly; and
    unnested, since it would rather go through the whole table than look thousands up.
    """
    return "IN (SELECT unnest(%s::bigint[]))", [_array(numbers)]


def _array(numbers: Sequence[int]) -> str:
    return f"{{{','.join(map(str, numbers))}}}"


def matches_of_few(
    question: Question, numbers: Sequence[int], *, ranked: bool = False, only_headings: bool = False
) -> tuple[str, list[Any]]:
    """A query for those of some numbers, MOST_FEW at most, that match: rows of (number, nothing, whether the heading
    matches).
    """
    where, read_for = question.condition("words")
    in_heading, also = question.condition("split_part(words, chr(1), 1)")
    few = f"SELECT number, words FROM {TABLE} WHERE number = ANY(%s::bigint[]) OFFSET 0"  # noqa: S608
    sql = f"SELECT number, NULL, {in_heading} FROM ({few}) AS few WHERE {where}"  # noqa: S608
    return sql, [*also, _array(numbers), *read_for]


def is_wide(question: Question) -> bool:
    """Counting is never long: it looks at the newest."""
    return False


def is_sparse(question: Question) -> bool:
    """Whether samples are so dear that some years share one: where much is read until there are enough matches."""
    return not looks_once(question) and question.share < SPARSE


def words(stems: Sequence[str]) -> list[str]:
    """What `holding` is to be given for each of these stems."""
    found = signs.known(stems)
    return [found.get(stem, signs.NOBODY) for stem in stems]


def holding(word: str) -> tuple[str, list[Any]]:
    """A query for the cards of sections that hold a word. It has no other parameter.

    As an array it is answered once, however the server weighs the tables beside it: it may know nothing of them yet.
    """
    held = f"SELECT number FROM {TABLE} WHERE notes_signs_of(words) @> string_to_array(%s, NULL)"  # noqa: S608
    return f"SELECT unnest(ARRAY({held}))", [word]
