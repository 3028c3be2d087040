"""What the keys on cards are called. A search asks several things, so it asks for all names in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from django.db import connection

from notes.querysets import SectionQuerySet, Viewer


@dataclass
class Names:
    journals: dict[int, tuple[str, str, str]] = field(default_factory=dict)  # name, slug, kind
    members: list[tuple[int, int, str, str]] = field(default_factory=list)  # journal, user, username, name
    topics: dict[int, tuple[str, str]] = field(default_factory=dict)  # name, key
    sites: dict[int, str] = field(default_factory=dict)

    @classmethod
    def known_to(cls, viewer: Viewer | None, *, topics: Iterable[int] = (), sites: Iterable[int] = ()) -> Names:
        """All journals, these topics and sites; for colleagues the members of the journals as well."""
        names = cls()
        parts, params = [_JOURNALS], []
        for part, keys in ((_TOPICS, list(topics)), (_SITES, list(sites))):
            if keys:
                parts.append(part.format(", ".join(["%s"] * len(keys))))
                params += keys
        if viewer is not None and viewer.is_authenticated:
            parts.append(_MEMBERS)
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts), params)
            rows = cursor.fetchall()
        for kind, pk, first, second, third in rows:
            if kind == "journal":
                names.journals[pk] = (first, second, third)
            elif kind == "topic":
                names.topics[pk] = (first, second)
            elif kind == "site":
                names.sites[pk] = first
            else:
                names.members.append((pk, int(third), first, second.strip()))
        names.members.sort()
        return names


def known_for(sections: SectionQuerySet) -> Names:
    """What their viewer knows, looked up once however many questions are asked of these very sections."""
    if sections not in _known:
        _known[sections] = Names.known_to(sections.viewer)
    return _known[sections]


_known: WeakKeyDictionary[SectionQuerySet, Names] = WeakKeyDictionary()

# Said in SQL: to put a union of four together takes Django longer than the database to answer it
_JOURNALS = "SELECT 'journal' AS kind, id, name, slug, kind AS third FROM notes_journal"
_TOPICS = "SELECT 'topic', id, name, key, '' FROM notes_topic WHERE id IN ({})"
_SITES = "SELECT 'site', id, name, '', '' FROM notes_site WHERE id IN ({})"
_MEMBERS = (
    "SELECT 'member', m.journal_id, u.username, u.first_name || ' ' || u.last_name, CAST(u.id AS text) "
    "FROM notes_journal_members m JOIN notes_user u ON u.id = m.user_id"
)
