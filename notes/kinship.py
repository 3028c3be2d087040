"""Which sections speak of the same: by rare words, topics and cited addresses. What costs time is asked before the
transaction of publishing; what stands in it is a handful of queries, however large the archive is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import log
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from notes import search
from notes.content import COLLEAGUES, EVERYONE
from notes.models import Citation, Filing, Relation, Section, Topic

MANY = 10_000  # sections: what is in so many tells nothing
MOST_ASKED = {"word": 150, "topic": 40, "resource": 60}  # sections of each
WEIGHTS = {"word": 1.0, "topic": 0.6, "resource": 1.5}
LEAST = 1.0  # to be related: two rare words, one and a topic, or an address
CANDIDATES, ANSWERED = 24, 8  # of a section: looked at, and told that it is there
SHOWN, OF_MEMBERS = 3, 2  # to readers of each audience
SAME_JOURNAL, SAME_WEEK = 0.85, 0.9  # others are more of a surprise

Trait = tuple[str, int | str]  # what kind, and which
Scores = dict[int, float]  # by the number of the other section


@dataclass(frozen=True)
class Traits:
    """What a section may share with others."""

    heading: str
    text: str
    topics: tuple[str, ...] = ()  # their keys
    resources: tuple[str, ...] = ()  # their fingerprints


class Other(NamedTuple):
    """What has to be known of a section to choose it."""

    pk: int
    entry: int
    journal: int
    week_start: date
    audience: str


def likeness(sections: list[Traits]) -> list[Scores]:
    """How much each of these has in common with sections that are published. The words of all are asked for in one
    statement, and so are their topics and their addresses.
    """
    common = search.common_here()
    words = [search.telling_words(section.heading, section.text, common) for section in sections]
    topics = Topic.objects.by_key({key for section in sections for key in section.topics})
    under = [{topics[key].pk for key in section.topics if key in topics} for section in sections]
    found: dict[Trait, list[int]] = {}
    forms = {stem: form for its in words for stem, form in its.items()}
    for stem, numbers in search.sections_holding(forms, MOST_ASKED["word"]).items():
        found["word", stem] = numbers
    found |= filed({pk for its in under for pk in its})
    found |= cited({mark for section in sections for mark in section.resources})
    return [
        scores(
            [
                *(("word", stem) for stem in its),
                *(("topic", pk) for pk in pks),
                *(("resource", r) for r in section.resources),
            ],
            found,
        )
        for section, its, pks in zip(sections, words, under, strict=True)
    ]


def filed(topics: set[int]) -> dict[Trait, list[int]]:
    numbers = sorted(topics)
    if not numbers:
        return {}
    first = Filing.objects.under(numbers[0]).newest_first().values_list("content_object")[: MOST_ASKED["topic"]]
    return {("topic", pk): its for pk, its in zip(numbers, search.each_of(first, numbers), strict=True)}


def cited(resources: set[str]) -> dict[Trait, list[int]]:
    marks = sorted(resources)
    if not marks:
        return {}
    first = Citation.objects.at(marks[0]).order_by("-pk").values_list("section")[: MOST_ASKED["resource"]]
    return {("resource", mark): its for mark, its in zip(marks, search.each_of(first, marks), strict=True)}


def scores(traits: list[Trait], found: dict[Trait, list[int]]) -> Scores:
    total: Scores = defaultdict(float)
    for trait in traits:
        sections = set(found[trait])
        weight = WEIGHTS[trait[0]] * (1 - log(len(sections) + 1) / log(MANY))
        for pk in sections:
            total[pk] += weight
    return total


def closest(found: Scores, most: int) -> Scores:
    best = sorted(found.items(), key=lambda pair: (-pair[1], -pair[0]))
    return {pk: score for pk, score in best[:most] if score >= LEAST}


def relate(sections: list[Section], likenesses: list[Scores]) -> None:
    """Write down what these sections, which have just been derived, are related to, and let the others know."""
    entry = sections[0].entry_id
    near = [closest(found, CANDIDATES) for found in likenesses]
    others = known(pk for found in near for pk in found)
    made: list[Relation] = []
    answers: dict[int, Scores] = defaultdict(dict)
    for section, found in zip(sections, near, strict=True):
        own = known_as(section)
        weighed = {
            others[pk]: weigh(own, others[pk], score)
            for pk, score in found.items()
            if pk in others and others[pk].entry != entry
        }
        made += [Relation(section=section, other_id=o.pk, score=weighed[o]) for o in chosen(own, weighed)]
        for other in sorted(weighed, key=lambda o: -weighed[o])[:ANSWERED]:
            answers[other.pk][section.pk] = weighed[other]
    made += answered(answers, others, {section.pk: known_as(section) for section in sections})
    Relation.objects.bulk_create(made, ignore_conflicts=True)


def answered(answers: dict[int, Scores], others: dict[int, Other], new: dict[int, Other]) -> list[Relation]:
    """Relations the other way round, where the new sections are closer than what was there; what is not goes."""
    before: dict[int, dict[Other, float]] = defaultdict(dict)
    rows: dict[tuple[int, int], int] = {}
    for row, section, score, *other in Relation.objects.of(answers).with_others():
        before[section][Other(*other)] = score
        rows[section, other[0]] = row
    made: list[Relation] = []
    gone: list[int] = []
    for pk, scored in answers.items():
        all_of_it = before[pk] | {new[section]: score for section, score in scored.items()}
        kept = set(chosen(others[pk], all_of_it))
        made += [Relation(section_id=pk, other_id=s, score=scored[s]) for s in scored if new[s] in kept]
        gone += [rows[pk, other.pk] for other in before[pk] if other not in kept]
    Relation.objects.filter(pk__in=gone).delete()
    return made


def see_also(sections: list[Section]) -> list[tuple[Section, list[Section]]]:
    """Each section of a page, which come `with_relations`, with the others that one may go on to; none of them twice
    on the page, and of one entry only one under a section.
    """
    told: set[int] = set()
    found = []
    for section in sections:
        related: dict[int, Section] = {}
        for relation in section.seen_relations:
            if relation.other_id not in told and len(related) < SHOWN:
                related.setdefault(relation.other.entry_id, relation.other)
        told |= {other.pk for other in related.values()}
        found.append((section, list(related.values())))
    return found


def weigh(section: Other, other: Other, score: float) -> float:
    if other.journal == section.journal:
        score *= SAME_JOURNAL
    return score * (SAME_WEEK if other.week_start == section.week_start else 1)


def chosen(section: Other, scored: dict[Other, float]) -> list[Other]:
    """The closest for readers of every audience, one of each entry."""
    of_entry: dict[tuple[int, str], Other] = {}
    for other in sorted(scored, key=lambda o: (-scored[o], -o.pk)):
        of_entry.setdefault((other.entry, other.audience), other)
    best = list(of_entry.values())
    everyone = [o for o in best if o.audience == EVERYONE][:SHOWN]
    colleagues = [o for o in best if o.audience in (EVERYONE, COLLEAGUES)][:SHOWN]
    members = [o for o in best if o.audience not in (EVERYONE, COLLEAGUES) and o.journal == section.journal]
    kept = {*everyone, *colleagues, *members[:OF_MEMBERS]}
    return [other for other in best if other in kept]


def known(numbers: Iterable[int]) -> dict[int, Other]:
    rows = Section.objects.filter(pk__in=set(numbers)).order_by()
    return {row[0]: Other(*row) for row in rows.values_list("pk", "entry", "journal", "week_start", "audience")}


def known_as(section: Section) -> Other:
    return Other(section.pk, section.entry_id, section.journal_id, section.week_start, section.audience)


def sweep() -> int:
    """Drop what relates sections that are there no longer; how many that were."""
    here = Section.objects.filter(pk=OuterRef("section"))
    there = Section.objects.filter(pk=OuterRef("other"))
    return Relation.objects.exclude(Exists(here), Exists(there)).delete()[0]
