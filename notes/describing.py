"""Saying what pictures show while one looks over a draft, beside whoever else writes in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from django.db import transaction

from notes import depicting
from notes.content import EntryContent
from notes.folding import set_down
from notes.models import Entry, User
from notes.picture_mentions import described, mentions_in
from notes.publishing import save_draft


@transaction.atomic
def describe_in(entry: Entry, *, words: Mapping[str, str], decorative: Collection[str], by: User) -> int:
    """Put words (by the pictures' tokens) where pictures stand without any, and note which are decoration. How many of
    these pictures were described; words that somebody else found meanwhile stay.

    Raise BadContent where a section has no room for them. One revision, made from the draft as it stands now.
    """
    locked = Entry.objects.select_for_update().get(pk=entry.pk)
    here = locked.draft
    silent = silent_in(here)
    pictures = depicting.of_journal(silent & {*words, *decorative}, locked.journal)
    wanted = {token: words[token] for token in pictures if words.get(token)}
    now = replace(here, sections=tuple(described(section, wanted) for section in here.sections))
    decoration = [token for token in pictures if token not in wanted and pictures[token].needs_alt]
    for token in (*wanted, *decoration):
        if pictures[token].needs_alt:
            depicting.describe(pictures[token], alt=wanted.get(token, ""), decorative=token in decoration)
    if now != here:
        set_down(locked.newest)
        save_draft(locked, now, by=by)
    entry.refresh_from_db()
    return len(wanted) + len(decoration)


def silent_in(content: EntryContent) -> set[str]:
    """Tokens of pictures that stand somewhere without words."""
    return {m.address.token for section in content.sections for m in mentions_in(section) if not m.alt}
