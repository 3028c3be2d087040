"""Who wrote what: followed through the revisions that what readers see grew from."""

from __future__ import annotations

from notes.content import EntryContent, SectionContent
from notes.folding import road_from
from notes.models import Authorship, Entry, Section


def credit(entry: Entry, sections: list[Section]) -> None:
    """Write down whose words stand in these sections, which have just been derived from the live revision."""
    of_section = {section.key: section for section in sections}
    order: dict[int, int] = {}
    found = dict.fromkeys((key, author) for key, author in written(entry) if key in of_section)
    Authorship.objects.bulk_create(
        [
            Authorship(
                entry=entry, section=of_section[key], user_id=author, order=order.setdefault(author, len(order) + 1)
            )
            for key, author in found
        ]
    )


def written(entry: Entry) -> list[tuple[str, int]]:
    """The key of a section and who put words into it, from the beginning on. Words that were there before are not
    written again by who brings them back. What is folded is passed over: the same person wrote on from it.
    """
    bases = dict(entry.revisions.values_list("pk", "base"))
    steps = entry.revisions.of(*road_from(entry.live_id, bases)).steps(entry.live_id)
    known: set[tuple[str, str, str]] = set()
    found = []
    for author, content in steps:
        new = [section for section in EntryContent.from_json(content).sections if _words(section) not in known]
        known |= {_words(section) for section in new}
        found += [(section.key, author) for section in new if author and not section.is_empty]
    return found


def _words(section: SectionContent) -> tuple[str, str, str]:
    return section.key, section.heading, section.body.strip()
