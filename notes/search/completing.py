"""What somebody may mean who is still typing: topics, journals, headings and what we cite. Each is looked up again in
what this viewer may see, so that nothing else is ever suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import Truncator

from notes.content import AUDIENCES
from notes.models import Journal, Saying, Section, Topic
from notes.querysets import Viewer
from notes.search.analysis import letters_only
from notes.search.asking import Asked
from notes.search.half_typed import HalfTyped, half_typed, is_plain
from notes.search.names import Names
from notes.search.parsing import MEANINGS
from notes.search.people import People, Person
from notes.search.query import AUTHOR, IS, JOURNAL, SITE, TOPIC
from notes.search.sayings import Found, Kind, begins, folded, like

FEWEST, MOST_LETTERS = 2, 200  # bytes of a name; letters of a question
MOST_TOPICS, MOST_JOURNALS, MOST_HEADINGS, MOST_CITED, MOST_SITES = 4, 3, 3, 2, 1
MOST_VALUES, MOST_NARROWER = 8, 2
LOOKED_AT = 24  # of a kind: most of what is found may be seen
LONGEST = 80  # letters that are shown of one
SAYS = {TOPIC: "Only this topic", JOURNAL: "Only this journal", AUTHOR: "Only by them", SITE: "Only what cites it"}


@dataclass(frozen=True)
class Suggestion:
    """Leads to the page at `url`, or makes the question, up to where one types, into `text`."""

    kind: str
    name: str
    says: str  # what it is, or what it does
    url: str = ""
    text: str = ""


def suggestions(viewer: Viewer, asked: Asked, after: str) -> list[Suggestion]:
    """For a question that is typed so far, with `after` behind the caret. Whoever has asked for more than one name is
    narrowing a search and wants to stay there: then only what completes the question is suggested.
    """
    text = letters_only(asked.text)
    half, is_all = half_typed(text), not asked.narrowed and not after.strip()
    if len(text) > MOST_LETTERS:
        return []
    if half and half.filter:
        return list(islice(_values(viewer, half), MOST_VALUES))
    found = list(_pages(viewer, folded(text))) if is_all and is_plain(text) else []
    if half and (half.kept.strip() or not is_all):
        found += _narrower(viewer, half, folded(half.typed))
    return found


def _pages(viewer: Viewer, typed: str) -> Iterator[Suggestion]:
    if len(typed.encode()) < FEWEST:
        return
    found = _like(viewer, typed, *Kind)
    for topic, once in islice(_topics(viewer, typed, found[Kind.TOPIC]), MOST_TOPICS):
        says = f"Topic, once “{once}”" if once else "Topic"
        yield Suggestion("topic", topic.name, says, url=topic.get_absolute_url())
    for journal in islice(_journals(viewer, typed), MOST_JOURNALS):
        yield Suggestion("journal", journal.name, "Journal", url=journal.get_absolute_url())
    yield from _headings(viewer, found[Kind.HEADING])
    yield from islice(_cited(viewer, found[Kind.CITED]), MOST_CITED)
    for site in islice(_sites(viewer, found[Kind.SITE]), MOST_SITES):
        url = f"{reverse('resources')}?{urlencode({'site': site})}"
        yield Suggestion("resource", site, "Site that we cite", url=url)


def _values(viewer: Viewer, half: HalfTyped) -> Iterator[Suggestion]:
    """How a filter may go on."""
    typed = folded(half.typed)
    if half.filter in MEANINGS:
        meanings = dict.fromkeys(MEANINGS[half.filter].values())
        for value in meanings if half.filter != IS or viewer.is_authenticated else ():
            if value.startswith(half.typed.lower()):
                yield Suggestion(half.filter, value, "", text=half.completed(value))
    elif typed or not half.typed.strip():  # not where no letter is in it
        for name, key in _named(viewer, half.filter, typed):
            yield _narrowing(half, half.filter, name, key)


def _narrower(viewer: Viewer, half: HalfTyped, typed: str) -> Iterator[Suggestion]:
    """What the word at the end may be of, beside what else was asked."""
    if len(typed.encode()) < FEWEST:
        return
    for kind in (TOPIC, JOURNAL):
        for name, key in islice(_named(viewer, kind, typed), MOST_NARROWER):
            yield _narrowing(half, kind, name, key, by=kind)


def _narrowing(half: HalfTyped, kind: str, name: str, key: str, *, by: str = "") -> Suggestion:
    value = key if '"' in name else name
    return Suggestion(kind, name, SAYS[kind], text=half.completed(value, by=by))


def _named(viewer: Viewer, kind: str, typed: str) -> Iterator[tuple[str, str]]:
    """Values of a filter, as they are called and as they stand in addresses."""
    if kind == TOPIC:
        found = _like(viewer, typed, Kind.TOPIC)[Kind.TOPIC]
        yield from ((topic.name, topic.slug) for topic, _ in _topics(viewer, typed, found))
    elif kind == JOURNAL:
        yield from ((journal.name, journal.slug) for journal in _journals(viewer, typed))
    elif kind == AUTHOR:
        yield from ((person.name, person.key) for person in _people(viewer, typed))
    else:
        yield from ((site, site) for site in _sites(viewer, _like(viewer, typed, Kind.SITE)[Kind.SITE]))


def _like(viewer: Viewer, typed: str, *kinds: Kind) -> dict[Kind, list[Found]]:
    levels = range(len(AUDIENCES) if viewer.is_authenticated else 1)
    found: dict[Kind, list[Found]] = {kind: [] for kind in kinds}
    for one in like(typed, kinds, levels):
        found[one.kind].append(one)
    return {kind: ones[:LOOKED_AT] for kind, ones in found.items()}


def _topics(viewer: Viewer, typed: str, found: Sequence[Found]) -> Iterator[tuple[Topic, str]]:
    """With the name that it had once, where that is what was typed, and this viewer could know it."""
    keys = [one.about for one in found]
    seen = Topic.objects.visible_to(viewer).in_bulk(keys)
    called = {key: topic for key, topic in seen.items() if begins(topic.name, typed)}
    further: dict[int, Topic] = {}
    if len(called) < len(set(keys)):
        names = Topic.objects.filter(
            Q(pk__in=keys) | Q(stands_for__in=keys), stands_for__in=Topic.objects.visible_to(viewer)
        )
        for name in names.known_to(viewer).select_related("stands_for"):
            if begins(name.name, typed):
                further |= {name.pk: name, name.stands_for_id: name}
    given: set[int] = set()
    for key in keys:
        topic, once = called.get(key), ""
        if not topic and (name := further.get(key)):
            topic, once = name.stands_for, name.name
        if topic and topic.pk not in given:
            given.add(topic.pk)
            yield topic, once


def _journals(viewer: Viewer, typed: str) -> Iterator[Journal]:
    names = Journal.objects.order_by().values_list("name", "pk")
    keys = _nearest(names, typed)
    seen = Journal.objects.visible_to(viewer).in_bulk(keys) if keys else {}
    yield from (seen[key] for key in keys if key in seen)


def _people(viewer: Viewer, typed: str) -> Iterator[Person]:
    """Those who wrote something that this viewer may see."""
    known = People(Names.known_to(viewer)).known()
    for person in _nearest(((person.name, person) for person in known), typed):
        if Section.objects.visible_to(viewer).filter(person.condition).exists():
            yield person


def _nearest(named: Iterable[tuple[str, Any]], typed: str) -> list[Any]:
    """What is called so, the best first."""
    found = [(folded(name) != typed, not folded(name).startswith(typed), folded(name), place, one)
             for place, (name, one) in enumerate(named) if begins(name, typed)]  # fmt: skip
    return [one for *_, one in sorted(found, key=lambda each: each[:4])][:LOOKED_AT]


def _headings(viewer: Viewer, found: Sequence[Found]) -> Iterator[Suggestion]:
    """One that stands over a single section leads there; one that is used again and again is searched for."""
    seen = {saying.pk: saying for saying in Saying.objects.numbered(one.key for one in found).as_headings(viewer)}
    shown: dict[str, Saying] = {}
    for saying in (seen[one.key] for one in found if one.key in seen):
        if first := shown.get(folded(saying.text)):
            first.another = saying.newest
        elif len(shown) < MOST_HEADINGS:
            shown[folded(saying.text)] = saying
    single = [saying.newest for saying in shown.values() if not saying.another]
    sections = Section.objects.visible_to(viewer).for_index().defer("text").in_bulk(single) if single else {}
    for saying in shown.values():
        if section := sections.get(saying.newest):
            says = f"Heading, {section.week}, {section.entry.journal.name}"
            yield Suggestion("heading", _short(saying.text), says, url=section.get_absolute_url())
        else:
            phrase = saying.text.replace('"', " ")
            url = reverse("search") + Asked(f'"{phrase}"').url()
            yield Suggestion("heading", _short(saying.text), "Heading, in several notes", url=url)


def _cited(viewer: Viewer, found: Sequence[Found]) -> Iterator[Suggestion]:
    """Resources, by words that this viewer may read. One that is called in several ways is given once."""
    seen = {saying.pk: saying for saying in Saying.objects.numbered(one.key for one in found).as_cited(viewer)}
    once: dict[int, Saying] = {}
    for one in found:
        if saying := seen.get(one.key):
            once.setdefault(saying.about, saying)
    for resource, saying in once.items():
        yield Suggestion(
            "resource", _short(saying.text), f"Resource, {saying.site}", url=reverse("resource", args=[resource])
        )


def _sites(viewer: Viewer, found: Sequence[Found]) -> Iterator[str]:
    seen = {saying.pk for saying in Saying.objects.numbered(one.key for one in found).as_sites(viewer)}
    yield from (one.text for one in found if one.key in seen)


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST)
