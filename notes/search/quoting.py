"""The one passage of a section that speaks best of what was asked, with its words marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from notes.models import Activity, Section
from notes.search.documents import paragraphs
from notes.search.marking import Piece, look
from notes.search.query import Query


def quote(sections: Iterable[Section], query: Query) -> dict[int, tuple[Piece, ...]]:
    """By the section's key. Where nothing of it matches (its topic did, or its title), its beginning."""
    sections = list(sections)
    bullets: dict[int, list[str]] = defaultdict(list)
    for activity in Activity.objects.filter(section__in=sections).order_by("number"):
        bullets[activity.section_id].append(activity.text)
    return {section.pk: _best(section, bullets[section.pk], query) for section in sections}


def _best(section: Section, bullets: list[str], query: Query) -> tuple[Piece, ...]:
    texts = [look(text, query) for text in [*paragraphs(section.text, bullets), *bullets]]
    best = max(texts, key=lambda text: len(text.terms), default=None)
    return best.passage() if best else ()
