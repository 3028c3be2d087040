"""Which words tell a section from others, and which sections share them."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from notes.models import Section
from notes.querysets import SectionQuerySet
from notes.search.analysis import is_common, stems, words
from notes.search.index import engine

SAMPLE = 400  # sections, from which we learn which words are everywhere
COMMON_SHARE, COMMON_COUNT = 0.03, 6  # of them
MOST_WORDS = 6  # of a section
SMALL = 150  # sections; we learn anew each time
A_STATEMENT = 100  # queries; SQLite joins 500 at most
FRESH = 600  # seconds
IN_HEADING = 4  # times as telling as in the words


@dataclass
class _Everywhere:
    stems: frozenset[str] = frozenset()
    newest: int = 0
    learnt: float = 0.0


_learnt = _Everywhere()  # in each process: a guess that is renewed as the archive grows


def telling_words(heading: str, text: str, common: frozenset[str], *, most: int = MOST_WORDS) -> dict[str, str]:
    """The words by which a section differs from most, a written form by its stem; the most telling first. `common`
    are those of `common_here`.
    """
    weights: Counter[str] = Counter()
    forms: dict[str, str] = {}
    for part, weight in ((heading, IN_HEADING), (text, 1)):
        for word in words(part):
            if len(word.stem) > 2 and not word.stem.isdigit() and not is_common(word.stem) and word.stem not in common:
                weights[word.stem] += weight
                forms.setdefault(word.stem, part[word.start : word.end])
    # Of words said equally often the longer ones: they mean one thing
    order = sorted(weights, key=lambda stem: (-weights[stem], -len(stem), stem))
    return {stem: forms[stem] for stem in order[:most]}


def sections_holding(stems: Iterable[str], most: int, *, among: SectionQuerySet | None = None) -> dict[str, list[int]]:
    """For each stem the numbers of sections that hold it, or of some of them; of all sections or `among` these."""
    wanted = list(stems)
    if not wanted:
        return {}
    words = engine().words(wanted)
    holds_first = RawSQL(*engine().holding(words[0]))  # noqa: S611
    sections = Section.objects.all() if among is None else among
    first = sections.order_by().filter(card__in=holds_first).values_list("pk")[:most]
    return dict(zip(wanted, each_of(first, words), strict=True))


def each_of(first: QuerySet, values: Sequence[int | str]) -> list[list[int]]:
    """What a question gives for each of many values, in one statement. It is asked for the first of them already;
    it is put into SQL once, which takes longer than to answer it.
    """
    found: list[list[int]] = [[] for _ in values]
    sql, params = first.query.sql_with_params()
    for start in range(0, len(values), A_STATEMENT):
        some = values[start : start + A_STATEMENT]
        statements = [f"SELECT {start + place}, found.* FROM ({sql}) AS found" for place in range(len(some))]  # noqa: S608
        with connection.cursor() as cursor:
            own = [value if param == values[0] else param for value in some for param in params]
            cursor.execute(" UNION ALL ".join(statements), own)
            for place, number in cursor.fetchall():
                found[place].append(number)
    return found


def common_here() -> frozenset[str]:
    """The stems that are everywhere in this archive, from a look at its newest sections."""
    newest = Section.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    grown = not _learnt.newest <= newest <= _learnt.newest * 1.5
    if grown or newest < SMALL or time.monotonic() - _learnt.learnt > FRESH:
        texts = list(Section.objects.order_by("-pk").values_list("heading", "text")[:SAMPLE])
        counts = Counter(stem for heading, text in texts for stem in set(stems(f"{heading}\n{text}")))
        least = max(COMMON_COUNT, COMMON_SHARE * len(texts))
        _learnt.stems = frozenset(stem for stem, count in counts.items() if count > least)
        _learnt.newest, _learnt.learnt = newest, time.monotonic()
    return _learnt.stems
