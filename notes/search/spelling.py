"""A word that finds nothing → the nearest words that this viewer can find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, replace

from notes.content import AUDIENCES, COLLEAGUES, EVERYONE, MEMBERS
from notes.models import Journal, Section
from notes.querysets import SectionQuerySet, Viewer
from notes.search import analysis
from notes.search.asking import Asked
from notes.search.offers import Choice, Offering
from notes.search.query import Query
from notes.search.slips import slips_between
from notes.search.vocabulary import nearest, sections_with, slips_allowed

MOST_WORDS, MOST_MISSPELT, MOST_CANDIDATES, MOST_OFFERED = 8, 3, 4, 3
SAMPLE = 12  # sections in which a word is looked up as people write it


@dataclass(frozen=True)
class Misspelt:
    typed: str
    choices: tuple[Choice, ...]


def misspelt(asked: Asked, query: Query, offering: Offering, *, standing: Set[str] = frozenset()) -> list[Misspelt]:
    """The words of a question that stand nowhere in what may be seen, with what they may have been meant for. A word
    is offered as it is written in a section that this viewer may read, or not at all. Words that are known to stand
    somewhere are not looked for. The number of queries has a bound, whatever is asked.
    """
    visible, viewer = offering.sections, offering.sections.viewer
    if not viewer:
        return []
    doubted = [word for word in _words(query) if analysis.stem_of(word) not in standing]
    unknown = [word for word in doubted if not sections_with(visible, analysis.stem_of(word)).exists()]
    found = {word: _offered(visible, viewer, word) for word in unknown[:MOST_MISSPELT]}
    best = {word: forms[0] for word, forms in found.items() if forms}
    return [
        Misspelt(word, tuple(_choice(asked, query, offering, best | {word: form}, form) for form in forms))
        for word, forms in found.items()
        if forms
    ]


def _choice(asked: Asked, query: Query, offering: Offering, corrected: dict[str, str], form: str) -> Choice:
    whole = replace(asked, text=_with(query.text, corrected))
    if len(query.parts) < 2:  # the word was found where it may be seen
        return Choice(form, whole.url())
    return offering.choice(form, whole, Asked(form))


def _words(query: Query) -> list[str]:
    """The words that were typed, as typed, each once: those that are looked for, and long enough to tell."""
    wanted = (term for term in query.wanted if term.kind in ("word", "phrase", "beginning"))
    stems = {stem for term in wanted for atom in term.atoms for stem in atom.stems}
    typed: dict[str, str] = {}
    for word in analysis.words(query.text):
        says = query.text[word.start : word.end]
        if word.stem in stems and slips_allowed(says) and not word.stem.isdigit():
            typed.setdefault(word.stem, says)
    return list(typed.values())[:MOST_WORDS]


def _offered(visible: SectionQuerySet, viewer: Viewer, typed: str) -> list[str]:
    """Words as they are written, the nearest and then the most frequent first."""
    candidates = nearest(typed, widest=_widest_seen_by(viewer), most=MOST_CANDIDATES)
    keys = {stem: list(sections_with(visible, stem).order_by().sections()[:SAMPLE]) for stem in candidates}
    wanted = {key for found in keys.values() for key in found}
    sections = visible.with_keys(wanted).with_entry().defer("html").in_bulk() if wanted else {}
    held = {stem: [sections[key] for key in found if key in sections] for stem, found in keys.items()}
    forms = {stem: _as_written(found, stem, typed) for stem, found in held.items()}
    folded = analysis.beginning_of(typed)
    ranked = sorted(
        (slips_between(folded, analysis.beginning_of(form)), -len(keys[stem]), form)
        for stem, form in forms.items()
        if form
    )
    return [form for slips, _, form in ranked if slips <= slips_allowed(typed) + 1][:MOST_OFFERED]


def _as_written(sections: list[Section], stem: str, typed: str) -> str:
    """The word of this stem that is nearest to what was typed; without its capital, unless it always has one."""
    forms = Counter[str]()
    for section in sections:
        names = (topic.name for topic in section.topics.all())
        entry = section.entry
        text = " ".join((section.heading, section.text, entry.title, entry.summary, entry.journal.name, *names))
        forms.update(text[word.start : word.end] for word in analysis.words(text) if word.stem == stem)
    folded = analysis.beginning_of(typed)
    lower = {form for form in forms if form == form.lower()}
    ranked = [
        (slips_between(folded, analysis.beginning_of(form)), form not in lower, -count, form)
        for form, count in forms.items()
        if form in lower or form.lower() not in lower
    ]
    return min(ranked)[-1] if ranked else ""


def _widest_seen_by(viewer: Viewer) -> int:
    if not viewer.is_authenticated:
        return AUDIENCES.index(EVERYONE)
    return AUDIENCES.index(MEMBERS if Journal.objects.writable_by(viewer).exists() else COLLEAGUES)


def _with(text: str, corrected: dict[str, str]) -> str:
    """The question with other words in the places of these; nothing else in it changes."""
    stems = {analysis.stem_of(word): form for word, form in corrected.items()}
    pieces, place = [], 0
    for word in analysis.words(text):
        if word.stem in stems:
            pieces += [text[place : word.start], stems[word.stem]]
            place = word.end
    return "".join(pieces) + text[place:]
