"""Which topics a section may be filed under, while it is written: by its heading, its words, and what sections like it
were filed under. Only topics that the writer may see, found through sections that the writer may see: a proposal
tells nobody what they could not have read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from notes import kinship, search
from notes.content import MAX_HEADING, MAX_TOPICS, topic_key
from notes.models import Entry, Filing, Section, Topic
from notes.querysets import Viewer
from notes.search.analysis import is_common, stems

MOST = 5  # topics proposed
READ = 12_000  # characters: what a section is about is said by then, and the longest one costs no more
WORDS, HOLDING, ALIKE = 12, 150, 40  # telling words; sections asked for by each; those of them that have a say
IN_HEADING, IN_WORDS = 1.5, 0.2  # beside 1 for what all similar sections are filed under
OWN = 1.5  # times as alike: a journal files as it filed before
LEAST = 0.1
_ADDRESS = re.compile(r"https?://\S+|\]\([^)\s]*\)")

Scores = dict[int, float]  # by the topic's number


def topics_for(user: Viewer, entry: Entry, *, key: str, heading: str, body: str, topics: Iterable[str]) -> list[str]:
    """Names, the best first, without those that were chosen already (`topics`). Without words: none. `key` is the
    section's own; what is published under it has no say.
    """
    heading, body = heading[:MAX_HEADING], _ADDRESS.sub(" ", body[:READ])
    chosen = set(map(topic_key, topics)) - {""}
    if len(chosen) >= MAX_TOPICS or not (heading.strip() or body.strip()):
        return []
    here = Standing(heading, body)
    known = names_known(user, here, chosen)
    scores: Scores = defaultdict(float, topics_of_similar(user, entry, key, heading, body))
    for topic, score in known.scores.items():
        scores[topic] += score
    seen = Topic.objects.visible_to(user).numbered(scores.keys() - known.chosen)
    found = {topic.key: (-scores[topic.pk], topic.name) for topic in seen}
    for name in names_in_draft(entry, key):
        if topic_key(name) not in chosen | known.further:
            found.setdefault(topic_key(name), (-here.score(topic_key(name)), name))
    return [name for score, name in sorted(found.values()) if -score >= LEAST][:MOST]


class Standing:
    """Which names stand in a heading or in words, whatever their endings."""

    def __init__(self, heading: str, body: str) -> None:
        self.heading, self.body = set(stems(heading)), set(stems(body))

    def score(self, key: str) -> float:
        its = telling(key)
        if not its:
            return 0
        return IN_HEADING if its <= self.heading else IN_WORDS if its <= self.heading | self.body else 0


@lru_cache(maxsize=20_000)
def telling(key: str) -> frozenset[str]:
    """What has to stand there for a topic to be named. Of "damp and mould" not the "and"; of "It" nothing."""
    return frozenset(stem for stem in stems(key) if not is_common(stem))


class Known(NamedTuple):
    scores: Scores
    chosen: set[int]  # topics
    further: set[str]  # keys of names that stand for others


def names_known(user: Viewer, here: Standing, chosen: set[str]) -> Known:
    """Topics by what they are called. A further name leads to its topic only those who may know that it does."""
    rows = [(*row, here.score(row[1])) for row in Topic.objects.values_list("pk", "key", "stands_for")]
    rows = [row for row in rows if row[3] or row[1] in chosen]
    told = set(Topic.objects.numbered([row[0] for row in rows if row[2]]).known_to(user).values_list("pk", flat=True))
    known = Known({}, set(), set())
    for pk, key, stands_for, score in rows:
        if stands_for and pk not in told:
            continue
        topic = stands_for or pk
        known.scores[topic] = max(score, known.scores.get(topic, 0))
        if stands_for:
            known.further.add(key)
        if key in chosen:
            known.chosen.add(topic)
    return known


def topics_of_similar(user: Viewer, entry: Entry, key: str, heading: str, body: str) -> Scores:
    """How large a part of the sections that are most alike is filed under each topic."""
    forms = search.telling_words(heading, body, search.common_here(), most=WORDS)
    others = Section.objects.visible_to(user).other_than(entry, key).order_by()
    holding = search.sections_holding(forms, HOLDING, among=others)
    words: list[kinship.Trait] = [("word", stem) for stem in holding]
    scores = kinship.scores(words, {("word", stem): numbers for stem, numbers in holding.items()})
    near = sorted(scores, key=lambda pk: (-scores[pk], -pk))[: 4 * ALIKE]  # some are filed under nothing
    filed: dict[int, list[int]] = defaultdict(list)
    for section, topic, journal in Filing.objects.visible_to(user).of_sections(near):
        filed[section].append(topic)
        scores[section] *= OWN if journal == entry.journal_id and len(filed[section]) == 1 else 1
    asked = sorted(filed, key=lambda pk: (-scores[pk], -pk))[:ALIKE]
    total = sum(scores[section] ** 2 for section in asked)
    votes: Scores = defaultdict(float)
    for section in asked:
        for topic in filed[section]:
            votes[topic] += scores[section] ** 2 / total
    return votes


def names_in_draft(entry: Entry, key: str) -> list[str]:
    """What the other sections of the same entry are filed under: in an archive that begins there is nothing else."""
    return [name for section in entry.draft.sections if section.key != key for name in section.topics]
