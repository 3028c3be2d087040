"""The words of the archive, learned when something is published and looked through when a word finds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from notes.content import AUDIENCES
from notes.models import Entry, Press, Section, Word
from notes.querysets import SectionQuerySet
from notes.search import analysis
from notes.search.matching import matching
from notes.search.query import Atom, Group, Query, Term
from notes.search.slips import slips_between

SHORTEST, LONGEST = 3, 30  # letters of a word that can be misspelt
BATCH = 500


def learn(entry: Entry, sections: Sequence[Section], topics: Iterable[tuple[str, ...]]) -> None:
    """Take in the words of sections that are published now. `topics` are the names for each of them."""
    shared = " ".join((entry.title, entry.summary, entry.journal.name))
    widest: dict[str, int] = {}
    for section, names in zip(sections, topics, strict=True):
        level = AUDIENCES.index(section.audience)
        for word in _words_of(" ".join((section.heading, section.text, shared, *names))):
            widest[word] = min(level, widest.get(word, level))
    known = dict(Word.objects.filter(folded__in=widest).values_list("folded", "widest"))
    new = sorted(widest.keys() - known.keys())  # in one order, or two entries may wait for each other
    Word.objects.bulk_create(
        [Word(folded=word, backwards=word[::-1], widest=widest[word]) for word in new], ignore_conflicts=True
    )
    widened = [word for word in known if widest[word] < known[word]]
    if widened:
        rows = list(Word.objects.filter(folded__in=widened).order_by("folded").select_for_update())
        for row in rows:
            row.widest = min(row.widest, widest[row.folded])
        Word.objects.bulk_update(rows, ["widest"])


def unlearn() -> int:
    """Forget the words that no section holds any more, and who may see those that are left; returns how many went."""
    gone, last = 0, ""
    while batch := list(Word.objects.filter(folded__gt=last).order_by("folded")[:BATCH]):
        last = batch[-1].folded
        levels = {row: _widest_of(analysis.stem_of(row.folded)) for row in batch}
        with transaction.atomic():
            Press.objects.hold()
            Word.objects.filter(pk__in=[row.pk for row, level in levels.items() if level is None]).delete()
            for row, level in levels.items():
                if level is not None and level != row.widest:
                    Word.objects.filter(pk=row.pk).update(widest=level)
        gone += sum(level is None for level in levels.values())
    return gone


def sections_with(sections: SectionQuerySet, stem: str) -> SectionQuerySet:
    """Those of these sections that hold a word."""
    return matching(sections, Query(stem, (Group((Term(stem, (Atom((stem,)),)),)),)))


def nearest(typed: str, *, widest: int, most: int) -> list[str]:
    """Stems of the words that a misspelt one may stand for, the nearest first. Looked for among those that begin or
    end as it does, so that it costs about the same however many there are.
    """
    word, slips = analysis.beginning_of(typed), slips_allowed(typed)
    if not slips:
        return []
    head = 2 if len(word) <= 6 else 3
    swapped = [word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(head)]
    ranges = [("folded", letters[: head + 1]) for letters in swapped]
    ranges += [("folded", word[:head]), ("backwards", word[::-1][:4])]
    letters = set(word)
    near = [
        (distance, found)
        for found in Word.objects.within(widest, ranges)
        if abs(len(found) - len(word)) <= slips and len(letters ^ set(found)) <= 2 * slips
        if 0 < (distance := slips_between(word, found)) <= slips
    ]
    return list(dict.fromkeys(analysis.stem_of(found) for _, found in sorted(near)))[:most]


def _words_of(text: str) -> set[str]:
    folded = {analysis.beginning_of(text[word.start : word.end]) for word in analysis.words(text)}
    return {word for word in folded if SHORTEST <= len(word) <= LONGEST and not word.isdigit()}


def slips_allowed(word: str) -> int:
    """How many letters of a word may be wrong for it to be the same word."""
    letters = len(analysis.beginning_of(word))
    return 0 if letters < SHORTEST + 1 or letters > LONGEST else 1 if letters < 6 else 2


def _widest_of(stem: str) -> int | None:
    for level, audience in enumerate(AUDIENCES):
        if sections_with(Section.objects.filter(audience=audience), stem).exists():
            return level
    return None
