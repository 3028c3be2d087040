"""Sections that match → what a reader is shown of them: the very bullet, or the best passages, marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from notes.models import Activity, Citation, Entry, Section
from notes.search.documents import paragraphs
from notes.search.marked import asking_for_marks
from notes.search.marking import Piece, Text, look
from notes.search.places import link_word, site_words
from notes.search.query import Query

MOST_PASSAGES, MOST_HITS = 2, 5  # of a section, of an entry
Looked = tuple[Text, Activity | None]


@dataclass(frozen=True)
class Passage:
    pieces: tuple[Piece, ...]
    activity: Activity | None = None
    url: str = ""  # of a bullet, where the hit itself opens elsewhere


@dataclass(frozen=True)
class Hit:
    """A section, or a bullet of it where that holds all that matched."""

    section: Section
    url: str
    heading: tuple[Piece, ...]
    passages: tuple[Passage, ...]
    topics: tuple[tuple[Piece, ...], ...]  # those that hold what neither heading nor passages do
    terms: frozenset[int]  # of the query's wanted terms, those that stand in it
    matched: bool  # whether anything of its own did: the words may stand in the entry's title alone

    @property
    def activity(self) -> Activity | None:
        return self.passages[0].activity if len(self.passages) == 1 else None


@dataclass(frozen=True)
class FoundEntry:
    entry: Entry
    url: str
    title: tuple[Piece, ...]
    by: tuple[Piece, ...]  # the journal
    summary: tuple[Piece, ...]  # only where it holds what nothing else does
    hits: tuple[Hit, ...]
    more: int  # matching sections that are not shown


@dataclass
class _Material:
    """What belongs to sections, by their key. Two queries; Django's prefetching costs more than what it fetches."""

    topics: Mapping[int, list[str]]
    marked: str  # what links carry, so that the words are marked there as well
    activities: dict[int, list[Activity]]
    citations: dict[int, list[Citation]]

    @classmethod
    def of(cls, sections: Sequence[Section], topics: Mapping[int, list[str]], query: Query) -> _Material:
        keys = [section.pk for section in sections]
        material = cls(topics, asking_for_marks(query), defaultdict(list), defaultdict(list))
        for activity in Activity.objects.filter(section__in=keys).order_by("number"):
            material.activities[activity.section_id].append(activity)
        if query.asks_for_addresses:
            for citation in Citation.objects.filter(section__in=keys).select_related("resource").order_by("order"):
                material.citations[citation.section_id].append(citation)
        return material


def entries_found(
    entry_ids: Sequence[int], sections: Sequence[Section], topics: Mapping[int, list[str]], query: Query
) -> Iterator[FoundEntry]:
    """The entries in this order, each with its sections, which come together. `topics` are named by section."""
    material = _Material.of(sections, topics, query)
    grouped = {entry_id: list(own) for entry_id, own in groupby(sections, key=lambda section: section.entry_id)}
    for entry_id in entry_ids:
        if entry_id in grouped:  # it may have been unpublished between two queries
            yield _found(grouped[entry_id], material, query)


def _found(sections: list[Section], material: _Material, query: Query) -> FoundEntry:
    first = sections[0]
    title, by = look(first.entry.title, query), look(first.entry.journal.name, query)
    summary = look(first.entry.summary, query)
    hits = [_hit(section, material, query) for section in sections]
    # of sections that match by the entry's title alone, the first speaks for all
    shown = [hit for hit in hits if hit.matched][:MOST_HITS] or hits[: 1 if query.has_words else MOST_HITS]
    seen = title.terms.union(*(hit.terms for hit in shown))
    return FoundEntry(
        entry=first.entry,
        url=first.entry.get_absolute_url() + material.marked,
        title=title.pieces(),
        by=by.pieces() if by.terms - seen else (Piece(by.text, False),),  # marked only where it is the reason
        summary=summary.pieces() if summary.terms - seen else (),
        hits=tuple(shown),
        more=len(hits) - len(shown),
    )


def _hit(section: Section, material: _Material, query: Query) -> Hit:
    heading = look(section.heading, query)
    topics = [look(name, query) for name in material.topics[section.pk]]
    activities = material.activities[section.pk]
    texts: list[Looked] = [(look(activity.text, query), activity) for activity in activities]
    texts += [(look(text, query), None) for text in paragraphs(section.text, [a.text for a in activities])]
    best = _best(texts, _citing(material.citations[section.pk], query))
    shown = best or [chosen for chosen in texts if chosen[1] is None][:1] or texts[:1]
    # where the heading says all of it, one begins to read there
    only = shown[0][1] if len(shown) == 1 and best and best[0][0].terms - heading.terms else None
    seen = heading.terms.union(*(text.terms for text, _ in best))
    address = f"{section.entry.get_absolute_url()}{material.marked}#{section.key}"
    passages = tuple(
        Passage(text.passage(), bullet, f"{address}-{bullet.number}" if bullet and bullet is not only else "")
        for text, bullet in shown
    )
    return Hit(
        section=section,
        url=f"{address}-{only.number}" if only else address,
        heading=heading.pieces(),
        passages=passages,
        topics=tuple(topic.pieces() for topic in topics if topic.terms - seen),
        terms=seen.union(*(topic.terms for topic in topics)),
        matched=bool(best or heading.matches or any(topic.matches for topic in topics)),
    )


def _best(texts: list[Looked], cited: set[int | None]) -> list[Looked]:
    """The texts that together hold the most of what was asked for: each adds something to those before."""
    missing = frozenset[int]().union(*(text.terms for text, _ in texts))
    chosen: list[Looked] = []
    while missing and len(chosen) < MOST_PASSAGES:
        chosen.append(max(texts, key=lambda looked: len(looked[0].terms & missing)))
        missing -= chosen[-1][0].terms
    in_bullets = [looked for looked in texts if looked[1] and looked[1].pk in cited]
    return chosen or in_bullets[:MOST_PASSAGES] or (texts[:1] if cited else [])


def _citing(citations: list[Citation], query: Query) -> set[int | None]:
    """The activities (None: the paragraphs) that cite an address that was asked for."""
    asked = {atom.stems[0] for term in query.wanted for atom in term.atoms if len(atom.stems) == 1}
    return {
        citation.activity_id
        for citation in citations
        if {link_word(citation.resource.fingerprint), *site_words(citation.resource.site)} & asked
    }
