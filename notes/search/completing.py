"""What somebody may mean who is still typing: topics, journals, headings and what we cite. Each is looked up again in
what this viewer may see, so that nothing else is ever suggested.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from notes.models import Journal, Section, Topic
from notes.querysets import Viewer
from notes.search.analysis import letters_only
from notes.search.asking import Asked
from notes.search.begun import LOOKED_AT, Begun, begins, begun, nearness
from notes.search.half_typed import HalfTyped, half_typed, is_plain
from notes.search.names import Names
from notes.search.parsing import MEANINGS
from notes.search.people import People, Person
from notes.search.query import AUTHOR, IS, JOURNAL, SITE, TOPIC
from notes.search.sayings import Kind, folded

FEWEST, MOST_LETTERS = 2, 200  # bytes of a name; letters of a question
MOST_TOPICS, MOST_JOURNALS, MOST_HEADINGS, MOST_CITED, MOST_SITES = 4, 3, 3, 2, 1
MOST_VALUES, MOST_NARROWER = 8, 2
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
    found = begun(viewer, typed, *Kind)
    for name, slug, once in islice(_topics(viewer, typed, found[Kind.TOPIC]), MOST_TOPICS):
        says = f"Topic, once “{once}”" if once else "Topic"
        yield Suggestion("topic", name, says, url=reverse("topic", args=[slug]))
    for journal in islice(_journals(viewer, typed), MOST_JOURNALS):
        yield Suggestion("journal", journal.name, "Journal", url=journal.get_absolute_url())
    yield from _headings(viewer, found[Kind.HEADING])
    yield from _cited(found[Kind.CITED])
    for one in found[Kind.SITE][:MOST_SITES]:
        url = f"{reverse('resources')}?{urlencode({'site': one.text})}"
        yield Suggestion("resource", one.text, "Site that we cite", url=url)


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
        yield from (
            (name, slug) for name, slug, _ in _topics(viewer, typed, begun(viewer, typed, Kind.TOPIC)[Kind.TOPIC])
        )
    elif kind == JOURNAL:
        yield from ((journal.name, journal.slug) for journal in _journals(viewer, typed))
    elif kind == AUTHOR:
        yield from ((person.name, person.key) for person in _people(viewer, typed))
    else:
        yield from ((site.text, site.text) for site in begun(viewer, typed, Kind.SITE)[Kind.SITE])


def _topics(viewer: Viewer, typed: str, found: Sequence[Begun]) -> Iterator[tuple[str, str, str]]:
    """By name and slug; and by the name that it had once, where that was typed and this viewer could know it."""
    once = _known_once(viewer, typed, [one.about for one in found if one.stands_for or not begins(one.topic, typed)])
    given = set()
    for one in found:
        if one.seen and begins(one.topic, typed):
            name, slug, was = one.topic, one.slug, ""
        elif one.about in once:
            name, slug, was = once[one.about]
        else:
            continue
        if slug not in given:
            given.add(slug)
            yield name, slug, was


def _known_once(viewer: Viewer, typed: str, topics: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    if not topics:
        return {}
    named = Topic.objects.numbered(topics) | Topic.objects.standing_for(topics)
    found: dict[int, tuple[str, str, str]] = {}
    for name in named.once_called(viewer):
        if begins(name.name, typed):
            found |= dict.fromkeys(
                (name.pk, name.stands_for_id), (name.stands_for.name, name.stands_for.slug, name.name)
            )
    return found


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
    """What is called so, the nearest first."""
    found = [(nearness(name, typed), one) for name, one in named if begins(name, typed)]
    return [one for _, one in sorted(found, key=itemgetter(0))][:LOOKED_AT]


def _headings(viewer: Viewer, found: Sequence[Begun]) -> Iterator[Suggestion]:
    """One that stands over a single section leads there; one that is used again and again is searched for."""
    shown: dict[str, Begun] = {}
    for one in found:
        first = shown.get(folded(one.text))
        if first or len(shown) < MOST_HEADINGS:
            shown[folded(one.text)] = replace(first, again=True) if first else one
    single = [one.seen for one in shown.values() if not one.again]
    sections = Section.objects.visible_to(viewer).for_index().defer("html", "text").in_bulk(single) if single else {}
    for one in shown.values():
        if not one.again and (section := sections.get(one.seen)):
            says = f"Heading, {section.week}, {section.entry.journal.name}"
            yield Suggestion("heading", _short(one.text), says, url=section.get_absolute_url())
        elif one.again:
            phrase = one.text.replace('"', " ")
            url = reverse("search") + Asked(f'"{phrase}"').url()
            yield Suggestion("heading", _short(one.text), "Heading, in several notes", url=url)


def _cited(found: Sequence[Begun]) -> Iterator[Suggestion]:
    """A resource that is called so in several ways is given once."""
    once: dict[int, Begun] = {}
    for one in found:
        once.setdefault(one.about, one)
    for one in islice(once.values(), MOST_CITED):
        url = reverse("resource", args=[one.about])
        yield Suggestion("resource", _short(one.text), f"Resource, {one.site}", url=url)


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
