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
    """The key of a section and who put words into it, from the beginning on. Words are theirs who wrote them first,
    whoever brings them back. What is folded is passed over: the same person wrote on from it.
    """
    road = road_from(entry.live_id, dict(entry.revisions.values_list("pk", "base")))
    first: dict[tuple[str, str, str], int | None] = {}
    found = []
    for number, author, content in entry.revisions.steps(entry.live_id):
        sections = [section for section in EntryContent.from_json(content).sections if not section.is_empty]
        for section in sections:
            first.setdefault(_words(section), author)
        if number in road:
            found += [(section.key, writer) for section in sections if (writer := first[_words(section)])]
    return found


def _words(section: SectionContent) -> tuple[str, str, str]:
    return section.key, section.heading, section.body.strip()
