"""Links to our own pages that not everyone can open, from words that everyone can read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from notes.advising.advice import Advice, Place
from notes.advising.links import around, named
from notes.advising.people import open_to_all
from notes.content import EVERYONE
from notes.models import Entry, Section
from notes.weeks import Week

MOST = 100  # pages that are looked up for one draft
_ENTRY = re.compile(r"/(\d{4}-(?:\d\d-\d\d|W\d\d))/([-\w]{1,60})/(?:(\d{1,4})/)?(?:\?[^#]*)?(?:#([a-z][a-z0-9-]*))?")
VISITOR = AnonymousUser()


class Target(NamedTuple):
    """An entry, and perhaps a section of it, as an address names them."""

    week: Week
    journal: str
    number: int
    key: str


def on_hidden_pages(places: list[Place], entry: Entry) -> Iterator[Advice]:
    """The same is said of what is hidden and of what does not exist: nobody learns here that a page is there."""
    links = [(place, words, target) for place in open_to_all(places)
             for address, words in place.proof.links if (target := target_of(address, entry))]  # fmt: skip
    links = links[:MOST]
    own = {place.section.key for place in places if place.section and place.audience == EVERYONE}
    here = (entry.week, entry.journal.slug, entry.number)
    seen = seen_by_all([target for _, _, target in links if target[:3] != here]) if links else set()
    seen |= {Target(*here, key) for key in (*own, "")}
    for place, words, target in links:
        if target not in seen:
            yield place.advice(
                f"{named(words, '')} leads to {'a section' if target.key else 'a page'} that not everyone can open",
                "It is for fewer people than this is, or not there. They will look for it in vain.",
                excerpt=around(place, words),
            )


def target_of(address: str, entry: Entry) -> Target | None:
    """None for any address but that of an entry. A bullet's leads to its section; a footnote's stays inside it."""
    path = address.removeprefix(settings.SITE_URL)
    if path.startswith("#"):
        key = path[1:]
        in_a_section = key[:1].isalpha() and not key.startswith(("fn-", "ref-"))
        return Target(entry.week, entry.journal.slug, entry.number, key.partition("-")[0]) if in_a_section else None
    found = _ENTRY.fullmatch(path)
    try:
        return found and Target(Week.parse(found[1]), found[2], int(found[3] or 1), (found[4] or "").partition("-")[0])
    except ValueError:  # 2018-02-31
        return None


def seen_by_all(targets: list[Target]) -> set[Target]:
    """Which of these a visitor finds, with one question."""
    if not targets:
        return set()
    wanted = reduce(or_, (
        Q(week_start=week.monday, journal__slug=journal, entry__number=number)
        for week, journal, number in {target[:3] for target in targets}
    ))  # fmt: skip
    shown = Section.objects.visible_to(VISITOR).filter(wanted)
    rows = shown.order_by().values_list("week_start", "journal__slug", "entry__number", "key")
    found = {Target(Week(monday), journal, number, key) for monday, journal, number, key in rows}
    return found | {target._replace(key="") for target in found}
