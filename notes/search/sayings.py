"""What things are called in the archive, learned when a section is indexed, and put on shelves by the letters that
somebody may type. `begun` looks there, and asks who may see it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Q

from notes.content import AUDIENCES
from notes.models import Opening, Saying, Section
from notes.models.sayings import LONGEST_OPENING, LONGEST_SAYING
from notes.search import analysis

Kind = Saying.Kind
FIRST_WORDS = {Kind.TOPIC: 8, Kind.HEADING: 3, Kind.CITED: 3, Kind.SITE: 5}  # by which a name can be found
BATCH = 100

_CITED = "SELECT c.audience FROM notes_citation q JOIN notes_section c ON c.id = q.section_id WHERE q.resource_id = %s"
_SAID = {
    Kind.TOPIC: "SELECT audience FROM notes_filing WHERE tag_id = %s",
    Kind.HEADING: "SELECT audience FROM notes_section WHERE heading = %s",
    Kind.CITED: f"{_CITED} AND q.words = %s",
    Kind.SITE: "SELECT c.audience FROM notes_resource r JOIN notes_citation q ON q.resource_id = r.id "
    "JOIN notes_section c ON c.id = q.section_id WHERE r.site = %s",
}
# Some of these are counted, the newest where an index has them, to know how often something is said
_LATELY = {
    Kind.TOPIC: f"{_SAID[Kind.TOPIC]} ORDER BY week_start DESC LIMIT 100",
    Kind.HEADING: f"{_SAID[Kind.HEADING]} ORDER BY week_start DESC LIMIT 100",
    Kind.CITED: f"{_CITED} LIMIT 12",
    Kind.SITE: f"{_SAID[Kind.SITE]} LIMIT 12",
}
OFTEN = {Kind.TOPIC: (4, 32), Kind.HEADING: (4, 32), Kind.CITED: (3, 10), Kind.SITE: (3, 10)}
TIERS = 3


class Called(NamedTuple):
    kind: Kind
    about: int
    text: str


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """The words of a text as they begin others, with a space between."""
    return " ".join(analysis.beginnings(text))


def openings(kind: Kind, text: str) -> set[bytes]:
    words = folded(text).split()
    firsts = [n for n, word in enumerate(words) if not n or not analysis.is_common(word)][: FIRST_WORDS[kind]]
    return {" ".join(words[n:]).encode()[:LONGEST_OPENING] for n in firsts}


@transaction.atomic
def learn_sayings(sections: Sequence[Section]) -> None:
    """Take in what things are called in these sections, which have their topics and citations."""
    levels: dict[Called, int] = {}
    for section in sections:
        level = AUDIENCES.index(section.audience)
        for called in _called_in(section):
            levels[called] = min(level, levels.get(called, level))
    known = _known(levels)
    levels = {called: min(level, level_of(known[called].shelf) if called in known else level)
              for called, level in levels.items()}  # fmt: skip
    shelves = _shelves_of(levels)
    new = sorted(shelves.keys() - known.keys())  # in one order, or two entries may wait for each other
    Saying.objects.bulk_create([Saying(**called._asdict(), shelf=shelves[called]) for called in new],
                               ignore_conflicts=True)  # fmt: skip
    _open(_known(new).values())
    # to a wider audience, or up: what is said less often than it was is put back by `reindex`
    moved = [saying.pk for called, saying in known.items()
             if level_of(saying.shelf) != levels[called] or saying.shelf < shelves[called]]  # fmt: skip
    for saying in Saying.objects.filter(pk__in=moved).order_by("pk").select_for_update():
        _take_down(saying)
        saying.shelf = shelves[_named(saying)]
        saying.save(update_fields=["shelf"])
        _open([saying])


def unlearn_sayings() -> int:
    """Forget what nothing is called any more, and who may see the rest; returns how many went."""
    gone, last = 0, 0
    while batch := list(Saying.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        levels = {_named(saying): level for saying in batch if (level := _widest_of(_named(saying))) is not None}
        shelves = _shelves_of(levels)
        with transaction.atomic():
            for saying in batch:
                shelf = shelves.get(_named(saying))
                if shelf == saying.shelf:
                    continue
                _take_down(saying)
                if shelf is None:
                    gone += saying.delete()[0]
                else:
                    saying.shelf = shelf
                    saying.save(update_fields=["shelf"])
                    _open([saying])
    return gone


def _called_in(section: Section) -> Iterator[Called]:
    """What can be found by no letter, or is an address, is no name."""
    yield from _names(Kind.HEADING, 0, section.heading)
    for topic in section.topics.all():
        yield from _names(Kind.TOPIC, topic.pk, topic.name)
    for citation in section.citations.all():
        if "://" not in citation.words and citation.words != citation.resource.site:
            yield from _names(Kind.CITED, citation.resource_id, citation.words)
        yield from _names(Kind.SITE, 0, citation.resource.site)


def _names(kind: Kind, about: int, text: str) -> Iterator[Called]:
    if len(text) <= LONGEST_SAYING and folded(text):
        yield Called(kind, about, text)


def _known(called: Iterable[Called]) -> dict[Called, Saying]:
    wanted: dict[Kind, set[Called]] = {}
    for one in called:
        wanted.setdefault(one.kind, set()).add(one)
    found = Q(pk__in=())
    for kind, ones in wanted.items():
        found |= Q(kind=kind, about__in={one.about for one in ones}, text__in={one.text for one in ones})
    rows = ((_named(saying), saying) for saying in Saying.objects.filter(found))
    return {called: saying for called, saying in rows if called in wanted.get(called.kind, ())}


def _named(saying: Saying) -> Called:
    return Called(Kind(saying.kind), saying.about, saying.text)


def _open(sayings: Iterable[Saying]) -> None:
    rows = sorted((saying.shelf, letters, saying.pk) for saying in sayings
                  for letters in openings(Kind(saying.kind), saying.text))  # fmt: skip
    Opening.objects.bulk_create(
        [Opening(shelf=shelf, letters=letters, saying_id=key) for shelf, letters, key in rows], ignore_conflicts=True
    )


def _take_down(saying: Saying) -> None:
    letters = openings(Kind(saying.kind), saying.text)
    Opening.objects.filter(shelf=saying.shelf, letters__in=letters, saying=saying.pk).delete()


def _shelves_of(levels: dict[Called, int]) -> dict[Called, int]:
    """Counts of what that audience alone sees, so that the order says nothing about what others see."""
    asked, found = list(levels.items()), {}
    for start in range(0, len(asked), BATCH):
        batch = asked[start : start + BATCH]
        counts = [f"(SELECT count(*) FROM ({_LATELY[called.kind]}) AS said WHERE audience = %s)"  # noqa: S608
                  for called, _ in batch]  # fmt: skip
        params = [param for called, level in batch for param in (called.about or called.text, AUDIENCES[level])]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(counts)}", params)
            for (called, level), count in zip(batch, cursor.fetchone(), strict=True):
                found[called] = shelf_of(called.kind, level, sum(count >= often for often in OFTEN[called.kind]))
    return found


def _widest_of(called: Called) -> int | None:
    key = [called.about, called.text] if called.kind == Kind.CITED else [called.about or called.text]
    for level, audience in enumerate(AUDIENCES):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM ({_SAID[called.kind]}) AS said WHERE audience = %s LIMIT 1",  # noqa: S608
                           [*key, audience])  # fmt: skip
            if cursor.fetchone():
                return level
    return None


# A shelf's number: its kind, its audience, how often it is said


def shelf_of(kind: Kind, level: int, tier: int) -> int:
    return (kind * len(AUDIENCES) + level) * TIERS + tier


def shelves(kind: Kind, levels: Iterable[int]) -> list[int]:
    return [shelf_of(kind, level, tier) for level in levels for tier in range(TIERS)]


def level_of(shelf: int) -> int:
    return shelf // TIERS % len(AUDIENCES)


def tier_of(shelf: int) -> int:
    return shelf % TIERS
