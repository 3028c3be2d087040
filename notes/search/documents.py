"""What is indexed of a section: its words, by how much they weigh."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from notes.models import Activity, Citation, Section
from notes.models.catalogue import card_number
from notes.querysets import SectionQuerySet
from notes.search import analysis, places


@dataclass(frozen=True)
class Document:
    """The stems of one section, in the order of their weight. BREAK stands where no phrase may reach over."""

    number: int  # of the section's card
    heading: tuple[str, ...]
    topics: tuple[str, ...]
    bullets: tuple[str, ...]
    body: tuple[str, ...]
    linked: tuple[str, ...]  # and what it shares with its entry: title, summary, journal

    @property
    def fields(self) -> tuple[tuple[str, ...], ...]:
        return self.heading, self.topics, self.bullets, self.body, self.linked


def with_words(sections: SectionQuerySet) -> SectionQuerySet:
    """With all that documents are made of."""
    return sections.select_related("entry__journal").prefetch_related(
        "topics",
        Prefetch("activities", Activity.objects.order_by("number")),
        Prefetch("citations", Citation.objects.select_related("resource")),
    )


def document_of(section: Section) -> Document:
    bullets = [activity.text for activity in section.activities.all()]
    linked = [section.entry.title, section.entry.journal.name, section.entry.summary]
    linked += [c.words for c in section.citations.all() if c.words not in section.text]
    cited = {c.resource.fingerprint: c.resource.site for c in section.citations.all()}
    special = {analysis.ALL, *map(places.link_word, cited), *(w for s in cited.values() for w in places.site_words(s))}
    return Document(
        card_number(section.week_start, section.pk),
        heading=tuple(analysis.stems(section.heading)),
        topics=tuple(_together(topic.name for topic in section.topics.all())),
        bullets=tuple(_together(bullets)),
        body=tuple(_together(paragraphs(section.text, bullets))),
        linked=(*_together(linked), *sorted(special)),
    )


def paragraphs(text: str, bullets: Iterable[str]) -> list[str]:
    """The text without its bullets, in paragraphs."""
    left, place = [], 0
    for bullet in filter(None, bullets):
        start = _line_that_is(bullet, text, place)
        if start >= 0:
            left.append(text[place:start])
            place = start + len(bullet)
    left.append(text[place:])
    return [line.strip() for piece in left for line in piece.split("\n") if line.strip()]


def _line_that_is(bullet: str, text: str, place: int) -> int:
    """Where a bullet stands on lines of its own, from a place on; -1 for nowhere."""
    start = text.find(bullet, place)
    while start >= 0:
        before, after = (
            text[text.rfind("\n", 0, start) + 1 : start],
            text[start + len(bullet) : start + len(bullet) + 1],
        )
        if not before.strip(" \t-*+•") and after in ("", "\n"):
            return start
        start = text.find(bullet, start + 1)
    return -1


def _together(texts: Iterable[str]) -> Iterator[str]:
    first = True
    for text in texts:
        if found := analysis.stems(text):
            if not first:
                yield analysis.BREAK
            first = False
            yield from found
