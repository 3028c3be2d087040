"""What stands on the pages about earlier revisions: the history, one of them, and two that clash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator

from notes.comparing import Pair, compare
from notes.content import EntryContent, SectionContent
from notes.differing import as_words, differences, in_short
from notes.folding import road_from
from notes.merging import Clash, Merge, merge
from notes.models import MAX_REVISION_NAME, Entry, Revision, User

A_PAGE = 50


def history_page(entry: Entry, number: str | None, put_away: Revision | None) -> dict[str, Any]:
    listed = entry.revisions.in_history().select_related("author")
    page = Paginator(listed, A_PAGE).get_page(number)
    shown = list(page.object_list)
    older = list(listed[page.end_index() : page.end_index() + 1])  # for the last to be compared with
    bases = dict(entry.revisions.values_list("pk", "base"))
    return {
        "place": "desk",
        "entry": entry,
        "week": entry.week,
        "rows": rows(shown, older, bases, road_from(entry.head_id, bases)),
        "page": page,
        "chosen": [revision.pk for revision in shown[:2]],
        "max_name": MAX_REVISION_NAME,
        "put_away": put_away,
    }


@dataclass(frozen=True)
class Row:
    """A revision in the history, and what it did to the one that it grew from."""

    revision: Revision
    did: str
    is_on_the_road: bool  # to the draft as it stands; others were put away, or clashed and stand beside it


def rows(shown: list[Revision], older: list[Revision], bases: dict[int, int | None], road: set[int]) -> list[Row]:
    known = {revision.pk: revision.read() for revision in [*shown, *older]}
    found = []
    for revision in shown:
        earlier = bases[revision.pk]
        while earlier is not None and earlier not in known:
            earlier = bases.get(earlier)
        did = in_short(known[earlier] if earlier else EntryContent(), known[revision.pk])
        found.append(Row(revision, did or ("begun" if earlier is None else "nothing changed"), revision.pk in road))
    return found


def revision_page(entry: Entry, earlier: Revision) -> dict[str, Any]:
    """An earlier one, read against the draft as it stands."""
    page = comparison(entry, earlier, entry.newest)
    return page | {"revision": earlier, "is_head": earlier.pk == entry.head_id, "max_name": MAX_REVISION_NAME}


def comparison(entry: Entry, before: Revision, after: Revision) -> dict[str, Any]:
    parts = differences(before.read(), after.read())
    return {
        "place": "desk",
        "entry": entry,
        "week": entry.week,
        "before": before,
        "after": after,
        "parts": parts,
        "changed": sum(part.fate != "same" for part in parts),
        "added": sum(part.added for part in parts),
        "removed": sum(part.removed for part in parts),
    }


def authors_between(entry: Entry, before: Revision, after: Revision) -> list[User]:
    """Who wrote on from one revision to the other, in the order in which they came."""
    bases = dict(entry.revisions.values_list("pk", "base"))
    road = road_from(after.pk, bases) - road_from(before.pk, bases)
    steps = entry.revisions.of(*road).with_author().order_by("pk")
    return list(dict.fromkeys(step.author for step in steps if step.author))


def meeting(mine: Revision, theirs: Revision) -> Merge:
    """Two revisions and what they grew from."""
    base = mine.base.read() if mine.base else EntryContent()
    return merge(base, mine.read(), theirs.read())


@dataclass(frozen=True)
class Side:
    """A clash, side by side. A side that was removed has no words."""

    name: str  # of the field that holds the choice
    heading: str
    pairs: list[Pair]
    facts: list[str]
    is_removed_here: bool
    is_removed_there: bool

    @classmethod
    def of(cls, clash: Clash) -> Side:
        mine, theirs = clash.mine, clash.theirs
        if isinstance(mine, str) and isinstance(theirs, str):
            return cls(clash.field, f"the {clash.field}", compare(mine, theirs), [], False, False)
        assert not isinstance(mine, str)
        assert not isinstance(theirs, str)
        known = mine or theirs
        heading = f"‘{known.heading}’" if known and known.heading else "a section without a heading"
        return cls(
            clash.key,
            heading,
            compare(*as_words(mine, theirs)),
            audiences_and_topics(mine, theirs),
            mine is None,
            theirs is None,
        )


def audiences_and_topics(mine: SectionContent | None, theirs: SectionContent | None) -> list[str]:
    if mine is None or theirs is None:
        return []
    found = []
    if mine.audience != theirs.audience:
        found.append(f"Yours is for {mine.audience}, theirs for {theirs.audience}.")
    if mine.topics != theirs.topics:
        found.append(f"Your topics: {', '.join(mine.topics) or 'none'}. Theirs: {', '.join(theirs.topics) or 'none'}.")
    return found


def conflict_page(entry: Entry, mine: Revision, theirs: Revision | None) -> dict[str, Any]:
    assert theirs is not None  # every entry has a head
    clashes = [Side.of(clash) for clash in meeting(mine, theirs).clashes]
    their_name = theirs.author.name if theirs.author and theirs.author_id != mine.author_id else "the other"
    return {
        "place": "desk",
        "entry": entry,
        "week": entry.week,
        "mine": mine,
        "theirs": theirs,
        "their_name": their_name,
        "clashes": clashes,
    }
