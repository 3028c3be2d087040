"""A journal's prompts: kept for all its members, begun from, and shown as help beside the words."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction

from notes.content import EntryContent, SectionContent, new_key, topic_key
from notes.models import Journal, Prompts, User


class ChangedMeanwhile(Exception):
    """Another member kept other prompts since these were opened."""

    def __init__(self, theirs: Prompts) -> None:
        super().__init__("Somebody else changed the prompts meanwhile.")
        self.theirs = theirs


def prompts_of(journal: Journal) -> Prompts | None:
    return Prompts.objects.filter(journal=journal).select_related("by").first()


def keep(journal: Journal, sections: tuple[SectionContent, ...], *, version: int, by: User) -> Prompts:
    """`version` is that of the prompts which the member saw, 0 where there were none. Raise ChangedMeanwhile where
    there are others now; the same again is no clash.
    """
    content = EntryContent(sections=sections).to_json()
    with transaction.atomic():
        Journal.objects.select_for_update().get(pk=journal.pk)
        kept = prompts_of(journal)
        if kept is not None and kept.content == content:
            return kept
        if kept is not None and kept.version != version:
            raise ChangedMeanwhile(kept)
        return Prompts.objects.update_or_create(
            journal=journal,
            defaults={"content": content, "by": by, "version": kept.version + 1 if kept else 1},
        )[0]


def begun_from(prompts: Prompts | None) -> EntryContent:
    """Sections with their headings, topics and readers, and without words."""
    return EntryContent(sections=tuple(replace(s, key=new_key(), body="") for s in prompts.sections) if prompts else ())


def sentences(journal: Journal) -> dict[str, str]:
    """What helps under which heading. Headings go by what all their spellings share; "" is the opening's."""
    prompts = getattr(journal, "prompts", None)
    return {topic_key(section.heading): section.body for section in prompts.sections} if prompts else {}
