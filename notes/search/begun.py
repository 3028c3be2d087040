"""Names that begin in certain letters, from one of their words on, as far as somebody may see what is called so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import connection

from notes.content import AUDIENCES
from notes.models import Card
from notes.models.sayings import LONGEST_OPENING
from notes.querysets import Viewer, seen_by
from notes.search.index import engine
from notes.search.sayings import Kind, folded, level_of, shelves, tier_of

A_SHELF, LOOKED_AT = 10, 12  # names read of one shelf; of a kind, that are looked up in what may be seen

# {c}: the condition under which a section, or what repeats its audience and journal, may be seen
_SEEN = """
SELECT s.id, s.kind, s.about, s.text, CASE s.kind
    WHEN 1 THEN (SELECT 1 FROM notes_filing c WHERE c.tag_id = s.about AND {c} LIMIT 1)
    WHEN 2 THEN (SELECT c.id FROM notes_section c WHERE c.heading = s.text AND {c} ORDER BY c.week_start DESC LIMIT 1)
    WHEN 3 THEN (SELECT 1 FROM notes_citation q JOIN notes_section c ON c.id = q.section_id
                 WHERE q.resource_id = s.about AND q.words = s.text AND {c} LIMIT 1)
    ELSE (SELECT 1 FROM notes_resource r JOIN notes_citation q ON q.resource_id = r.id
          JOIN notes_section c ON c.id = q.section_id WHERE r.site = s.text AND {c} LIMIT 1) END AS seen,
CASE s.kind WHEN 2 THEN (SELECT c.id FROM notes_section c WHERE c.heading = s.text AND {c}
                         ORDER BY c.week_start DESC LIMIT 1 OFFSET 1) END AS another,
t.name, t.slug, t.stands_for_id, r.site
FROM notes_saying s
LEFT JOIN notes_topic t ON s.kind = 1 AND t.id = s.about
LEFT JOIN notes_resource r ON s.kind = 3 AND r.id = s.about
WHERE s.id IN ({keys})
"""


@dataclass(frozen=True)
class Begun:
    """`seen` is set where this viewer may see it; of a heading, it is the key of the newest section, and `again` says
    whether there are more. The names and the site are those of what it is `about`.
    """

    key: int
    kind: Kind
    about: int
    text: str
    seen: int | None = None
    again: bool = False
    topic: str = ""
    slug: str = ""
    stands_for: int | None = None
    site: str = ""


def begun(viewer: Viewer, typed: str, *kinds: Kind) -> dict[Kind, list[Begun]]:
    """The nearest and most said first: those that may be seen, and topics that this viewer may know by another name.
    Two queries, and a bound to what they read.
    """
    found = _like(typed, kinds, range(len(AUDIENCES) if viewer.is_authenticated else 1))
    looked_up = {one.key: one for one in _looked_up(viewer, [key for keys in found.values() for key in keys])}
    return {kind: [looked_up[key] for key in keys if key in looked_up] for kind, keys in found.items()}


def begins(text: str, typed: str) -> bool:
    return f" {folded(text)}".find(f" {typed}") >= 0


def nearness(name: str, typed: str) -> tuple[bool, bool, int, str]:
    """The less, the nearer."""
    name = folded(name)
    return name != typed, not name.startswith(typed), len(name), name


def _like(typed: str, kinds: Iterable[Kind], levels: range) -> dict[Kind, list[int]]:
    letters = typed.encode()[:LONGEST_OPENING]
    read = engine().openings([shelf for kind in kinds for shelf in shelves(kind, levels)], A_SHELF)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.id, s.kind, s.text, o.shelf FROM ({read}) AS o JOIN notes_saying s ON s.id = o.saying_id",  # noqa: S608
            [letters, letters + b"\xff"],
        )
        rows = cursor.fetchall()
    found: dict[Kind, dict[int, tuple]] = {kind: {} for kind in kinds}
    for key, kind, text, shelf in rows:
        if begins(text, typed):  # openings are cut short
            found[Kind(kind)][key] = _order(text, shelf, typed)
    return {kind: sorted(keys, key=lambda key: (keys[key], key))[:LOOKED_AT] for kind, keys in found.items()}


def _order(text: str, shelf: int, typed: str) -> tuple:
    """What only members see comes last, since most of it may be other journals'."""
    nearest, *further = nearness(text, typed)
    level = level_of(shelf)
    return level == len(AUDIENCES) - 1, nearest, -tier_of(shelf), level, *further


def _looked_up(viewer: Viewer, keys: list[int]) -> Iterator[Begun]:
    if not keys:
        return
    seen, params = _seen(viewer)
    sql = _SEEN.format(c=seen, keys=", ".join(["%s"] * len(keys)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params * _SEEN.count("{c}"), *keys])
        for key, kind, about, text, section, another, topic, slug, stands_for, site in cursor.fetchall():
            if section or topic:
                yield Begun(
                    key,
                    Kind(kind),
                    about,
                    text,
                    section,
                    another is not None,
                    topic or "",
                    slug or "",
                    stands_for,
                    site or "",
                )


def _seen(viewer: Viewer) -> tuple[str, list]:
    """The condition as it is said once for all, of rows that are called c here."""
    query = Card.objects.filter(seen_by(viewer)).query
    compiler = query.get_compiler(connection=connection)
    sql, params = query.where.as_sql(compiler, connection)
    return sql.replace(f'"{Card._meta.db_table}".', "c."), list(params)
