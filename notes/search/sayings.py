"""What things are called in the archive, learned when a section is indexed, and looked up by the letters that somebody
has typed so far. What is found here may not be shown as it is: `completing` asks first who may see it.
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
LATELY = 100  # sections that are looked at to know how often something is said
OFTEN = (4, 32)  # times among those
A_SHELF, OF_OTHERS = 8, 24  # names read of one shelf; of what only members see, most may be other journals'
BATCH = 100

_SAID = {
    Kind.TOPIC: "SELECT audience FROM notes_filing WHERE tag_id = %s ORDER BY week_start DESC",
    Kind.HEADING: "SELECT audience FROM notes_section WHERE heading = %s ORDER BY week_start DESC",
    Kind.CITED: "SELECT s.audience FROM notes_citation c JOIN notes_section s ON s.id = c.section_id "
    "WHERE c.resource_id = %s AND c.words = %s",
    Kind.SITE: "SELECT s.audience FROM notes_resource r JOIN notes_citation c ON c.resource_id = r.id "
    "JOIN notes_section s ON s.id = c.section_id WHERE r.site = %s",
}


class Called(NamedTuple):
    kind: Kind
    about: int
    text: str

    @property
    def key(self) -> list[int | str]:
        """What it is found by among what was said."""
        if self.kind == Kind.TOPIC:
            return [self.about]
        return [self.about, self.text] if self.kind == Kind.CITED else [self.text]


class Found(NamedTuple):
    key: int
    kind: Kind
    about: int
    text: str
    worth: int  # the less, the better


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """The words of a text as they begin others, with a space between."""
    return " ".join(analysis.beginning_of(text[word.start : word.end]) for word in analysis.words(text))


def begins(text: str, typed: str) -> bool:
    """Whether a name, from one of its words on, begins with what was typed and folded."""
    return f" {folded(text)}".find(f" {typed}") >= 0


def openings(kind: Kind, text: str) -> set[bytes]:
    words = folded(text).split()
    firsts = [n for n, word in enumerate(words) if not n or not analysis.is_common(word)][: FIRST_WORDS[kind]]
    return {" ".join(words[n:]).encode()[:LONGEST_OPENING] for n in firsts}


def like(typed: str, kinds: Iterable[Kind], levels: Sequence[int]) -> list[Found]:
    """Names that begin so from one of their words on, the nearest and most said first, without a look at who may see
    them: those that had one of these audiences, as places in AUDIENCES. One query, and a bound to what it reads.
    """
    shelves = [shelf for kind in kinds for level in levels for shelf in _shelves(kind, level)]
    letters = typed.encode()[:LONGEST_OPENING]
    one = (
        "SELECT * FROM (SELECT saying_id, shelf FROM notes_opening WHERE shelf = %s AND letters >= %s AND letters < %s "
        "ORDER BY letters LIMIT %s) AS a_shelf"
    )
    params = [
        param
        for shelf in shelves
        for param in (
            shelf,
            letters,
            letters + b"\xff",
            OF_OTHERS if _level_of(shelf) == len(AUDIENCES) - 1 else A_SHELF,
        )
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT s.id, s.kind, s.about, s.text, o.shelf FROM "  # noqa: S608
            f"({' UNION ALL '.join([one] * len(shelves))}) AS o JOIN notes_saying s ON s.id = o.saying_id",
            params,
        )
        rows = cursor.fetchall()
    found = (Found(key, Kind(kind), about, text, _worth(shelf)) for key, kind, about, text, shelf in rows)
    return sorted((one for one in found if begins(one.text, typed)), key=lambda one: _order(one, typed))


def _order(found: Found, typed: str) -> tuple:
    name = folded(found.text)
    return name != typed, found.worth, not name.startswith(typed), len(name), name, found.key


@transaction.atomic
def learn_sayings(sections: Sequence[Section]) -> None:
    """Take in what things are called in these sections, which have their topics and citations."""
    levels: dict[Called, int] = {}
    for section in sections:
        level = AUDIENCES.index(section.audience)
        for called in _called_in(section):
            levels[called] = min(level, levels.get(called, level))
    known = _known(levels)
    levels = {called: min(level, _level_of(known[called].shelf) if called in known else level)
              for called, level in levels.items()}  # fmt: skip
    shelves = _shelves_of(levels)
    new = sorted(shelves.keys() - known.keys())  # in one order, or two entries may wait for each other
    Saying.objects.bulk_create([Saying(**called._asdict(), shelf=shelves[called]) for called in new],
                               ignore_conflicts=True)  # fmt: skip
    _open(_known(new).values())
    moved = [saying.pk for called, saying in known.items() if saying.shelf != shelves[called]]
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
        counts = [f"(SELECT count(*) FROM ({_SAID[called.kind]} LIMIT %s) AS said WHERE audience = %s)"  # noqa: S608
                  for called, _ in batch]  # fmt: skip
        params = [p for called, level in batch for p in (*called.key, LATELY, AUDIENCES[level])]
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(counts)}", params)
            for (called, level), count in zip(batch, cursor.fetchone(), strict=True):
                found[called] = _shelf(called.kind, level, sum(count >= often for often in OFTEN))
    return found


def _widest_of(called: Called) -> int | None:
    for level, audience in enumerate(AUDIENCES):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM ({_SAID[called.kind]}) AS said WHERE audience = %s LIMIT 1",  # noqa: S608
                           [*called.key, audience])  # fmt: skip
            if cursor.fetchone():
                return level
    return None


# A shelf's number: its kind, its audience, how often it is said


def _shelf(kind: Kind, level: int, tier: int) -> int:
    return (kind * len(AUDIENCES) + level) * (len(OFTEN) + 1) + tier


def _shelves(kind: Kind, level: int) -> range:
    return range(_shelf(kind, level, 0), _shelf(kind, level, 0) + len(OFTEN) + 1)


def _level_of(shelf: int) -> int:
    return shelf // (len(OFTEN) + 1) % len(AUDIENCES)


def _worth(shelf: int) -> int:
    tier = shelf % (len(OFTEN) + 1)
    return -tier * len(AUDIENCES) + _level_of(shelf)
