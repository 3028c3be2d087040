"""How many bytes are kept for search alone, beside those of the text."""

from __future__ import annotations

from django.db import connection, transaction

from notes.models import Card, Opening, Saying, Site, Word
from notes.search.index import engine

TEXT = (
    "SELECT (SELECT sum(octet_length(heading) + octet_length(text)) FROM notes_section) + "
    "(SELECT sum(octet_length(title) + octet_length(summary)) FROM notes_entry)"
)


def taken() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(TEXT)
        text = int(cursor.fetchone()[0])
    tables = {
        "the index": engine().TABLE,
        "cards, which facets are counted from": Card._meta.db_table,
        "words and sites": f"{Word._meta.db_table} {Site._meta.db_table}",
        "names, which suggestions are found by": f"{Saying._meta.db_table} {Opening._meta.db_table}",
    }
    sizes = {name: sum(map(_bytes_of, named.split())) for name, named in tables.items()}
    rows = [*sizes.items(), ("all of it", sum(sizes.values()))]
    return [(name, f"{size / 1e6:,.1f}", f"{size / text:.0%}") for name, size in rows] + [
        ("the text: headings, words, titles, summaries", f"{text / 1e6:,.1f}", "")
    ]


def _bytes_of(table: str) -> int:
    """With its indexes."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size(%s)", [table])
            return cursor.fetchone()[0]
        before = _free_pages(cursor)
        with transaction.atomic():  # drop it, look how many pages that leaves, and take it back
            cursor.execute(f"DROP TABLE {table}")
            after = _free_pages(cursor)
            transaction.set_rollback(True)
        cursor.execute("PRAGMA page_size")
        return (after - before) * cursor.fetchone()[0]


def _free_pages(cursor) -> int:
    cursor.execute("PRAGMA freelist_count")
    return cursor.fetchone()[0]
