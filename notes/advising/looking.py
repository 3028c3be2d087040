"""All the advice on a draft. What may hurt somebody comes first. The number of questions is the same for any draft."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from notes import depicting
from notes.advising.advice import Advice, Excerpt, Place, at_most, places_in
from notes.advising.inside import on_hidden_pages
from notes.advising.links import on_links, on_networks
from notes.advising.people import on_contacts, on_names
from notes.content import MEMBERS, EntryContent
from notes.models import Entry
from notes.picture_mentions import Mention

LONG_BULLET = 60  # words; three sentences, or half a minute of somebody's voice


def advise(entry: Entry, content: EntryContent) -> list[Advice]:
    places = places_in(content)
    kinds = (
        on_names(places, entry.journal),
        on_contacts(places),
        on_hidden_pages(places, entry),
        on_networks(places),
        on_links(places),
        on_pictures(places, entry, content),
        on_bullets(places),
        on_sections(places),
    )
    return [advice for kind in kinds for advice in at_most(list(kind))]


def on_pictures(places: list[Place], entry: Entry, content: EntryContent) -> Iterator[Advice]:
    by_key = {place.section.key: place for place in places if place.section}
    silent: dict[str, Mention] = {}
    for mention in depicting.without_alt(content):
        silent.setdefault(mention.address.token, mention)  # each picture once, where it stands first
    for mention in silent.values():
        advice = by_key[mention.section.key].advice(
            "A picture has no description", "One sentence is plenty, for people who do not see it."
        )
        yield replace(advice, picture=mention.address)
    for mention in depicting.not_shown(content, entry.journal):
        yield by_key[mention.section.key].advice(
            "Readers will not see one of the pictures", "It is gone, or another journal’s. Send it again."
        )


def on_bullets(places: list[Place]) -> Iterator[Advice]:
    for place in places:
        for bullet in place.proof.bullets:
            length = sum(any(map(str.isalnum, word)) for word in bullet.split())
            if length > LONG_BULLET:
                yield place.advice(
                    f"One bullet has {length} words",
                    "It can stay. Two shorter ones are easier to find and to quote.",
                    excerpt=Excerpt(Excerpt.of(bullet, 0, len(bullet)).words, "", ""),
                )


def on_sections(places: list[Place]) -> Iterator[Advice]:
    sections = [place for place in places if place.section]
    for place in sections:
        if place.section and place.section.heading and not place.section.body.strip():
            yield place.advice(f"‘{place.section.heading}’ has a heading and no words yet")
    if sections and all(place.audience == MEMBERS for place in sections):
        yield sections[0].advice("Only members of the journal will be able to read any of it")
