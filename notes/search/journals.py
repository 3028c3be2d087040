"""Journals as people type them."""

from __future__ import annotations

from notes.models import Journal
from notes.querysets import SectionQuerySet
from notes.search.analysis import folded, stems
from notes.search.names import Names, known_for


def journals_named(sections: SectionQuerySet, name: str) -> list[int]:
    """Their keys: by address, by name, or by some of the words of the name or of its person's. One that is called so
    and no more stands alone, if the viewer of these sections may know of it.
    """
    names = known_for(sections)
    exact = [pk for pk, (called, slug, _) in names.journals.items() if folded(name) in (slug, folded(called))]
    named = called_in_part(names, name)
    if not exact or set(named) <= set(exact):
        return exact or named
    known = Journal.objects.filter(pk__in=exact)
    known = known.visible_to(sections.viewer) if sections.viewer else known
    return list(known.values_list("pk", flat=True)) or named


def called_in_part(names: Names, name: str) -> list[int]:
    asked = set(stems(name))
    if not asked:
        return []
    members: dict[int, list[str]] = {}
    for journal, _, username, person in names.members:
        members.setdefault(journal, []).append(f"{username} {person}")
    return [
        pk
        for pk, (called, _, kind) in names.journals.items()
        if asked <= set(stems(called))
        or (kind == Journal.Kind.PERSON and len(members.get(pk, ())) == 1 and asked <= set(stems(members[pk][0])))
    ]
