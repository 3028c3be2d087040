"""Which topics a section may be filed under, while it is written: by its heading, its words, and what sections like it
were filed under. Only topics that the writer may see, found through sections that the writer may see: a proposal
tells nobody what they could not have read.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache
from math import log2
from typing import NamedTuple

from notes import kinship, search
from notes.content import MAX_HEADING, MAX_TOPICS, topic_key
from notes.models import Entry, Filing, Section, Topic
from notes.querysets import Viewer
from notes.search.analysis import is_common, stems

MOST = 5  # topics proposed
READ = 12_000  # characters: what a section is about is said by then, and the longest one costs no more
WORDS, HOLDING, ALIKE = 12, 150, 40  # telling words; sections asked for by each; those of them that have a say
IN_HEADING, IN_WORDS, IN_PASSING = 1.5, 1.0, 0.2  # beside 1 for what all similar sections are filed under
PART_IN_HEADING, PART_IN_WORDS = 0.8, 0.3  # of a name: "repairs" of "housing repairs"
PARTLY_NAMED = 1_000  # topics looked at for a part of their names
DOUBT = 1.0  # a few sections that are hardly alike agree by chance
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
    votes = topics_of_similar(user, entry, key, heading, body)
    asked = votes.keys() | known.further.keys() | known.standing
    seen = {topic.key: topic for topic in Topic.objects.visible_to(user).numbered(asked - known.chosen)}
    names = {topic_key(name): name for name in names_in_draft(entry, key)}
    names = {name: names[name] for name in names if name not in chosen | known.keys}
    here.weigh(seen.keys() | names.keys())
    found = {name: (-here.score(name), names[name]) for name in names}
    for name, topic in seen.items():
        score = votes.get(topic.pk, 0) + max(here.score(name), known.further.get(topic.pk, 0))
        found[name] = (-score, topic.name)
    return [name for score, name in sorted(found.values()) if -score >= LEAST][:MOST]


class Standing:
    """Which names stand in a heading or in words, whatever their endings, wholly or in part."""

    def __init__(self, heading: str, body: str) -> None:
        self.heading = set(stems(heading))
        self.all = self.heading | set(stems(body))
        self.weights: dict[str, float] = {}

    def weigh(self, keys: Iterable[str]) -> None:
        """A word says the less which topic is meant, the more of these names hold it."""
        held = Counter(word for key in keys for word in telling(key))
        self.weights = {word: 1 / (1 + log2(count)) for word, count in held.items()}

    def score(self, key: str) -> float:
        if whole := self.whole(key):
            return whole
        in_words = PART_IN_WORDS * self._part(key, self.all - self.heading)
        return PART_IN_HEADING * self._part(key, self.heading) + in_words

    def whole(self, key: str) -> float:
        """0 where a word of the name is missing. A single word in the text may have come there by any road."""
        its = telling(key)
        if not its <= self.all or not its:
            return 0
        if its <= self.heading:
            return IN_HEADING
        return PART_IN_HEADING * self._part(key, self.heading) + (IN_WORDS if len(its) > 1 else IN_PASSING)

    def has_of(self, key: str) -> tuple[int, int]:
        """How many words of a name stand in the heading, and how many anywhere."""
        its = telling(key)
        return len(its & self.heading), len(its & self.all)

    def _part(self, key: str, there: set[str]) -> float:
        its = telling(key)
        return sum(self.weights.get(word, 0) for word in its & there) / max(1, len(its))


@lru_cache(maxsize=20_000)
def telling(key: str) -> frozenset[str]:
    """What has to stand there for a topic to be named. Of "damp and mould" not the "and"; of "It" nothing."""
    return frozenset(stem for stem in stems(key) if not is_common(stem))


class Known(NamedTuple):
    standing: set[int]  # topics that stand there by their own names, in part at least
    further: Scores  # what stands there by another name, whole
    keys: set[str]  # of such names
    chosen: set[int]  # topics


def names_known(user: Viewer, here: Standing, chosen: set[str]) -> Known:
    """Topics by what they are called. A further name leads to its topic only those who may know that it does."""
    rows = list(Topic.objects.values_list("pk", "key", "stands_for"))
    own = {pk: key for pk, key, topic in rows if not topic}
    standing = sorted((pk for pk in own if here.has_of(own[pk])[1]), key=lambda pk: here.has_of(own[pk]), reverse=True)
    known = Known(set(standing[:PARTLY_NAMED]), {}, set(), {pk for pk in own if own[pk] in chosen})
    names = [(pk, key, topic) for pk, key, topic in rows if topic and (key in chosen or here.whole(key))]
    told = set(Topic.objects.numbered([pk for pk, _, _ in names]).known_to(user).values_list("pk", flat=True))
    for _, key, topic in (name for name in names if name[0] in told):
        known.further[topic] = max(here.whole(key), known.further.get(topic, 0))
        known.keys.add(key)
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
            votes[topic] += scores[section] ** 2 / (total + DOUBT)
    return votes


def names_in_draft(entry: Entry, key: str) -> list[str]:
    """What the other sections of the same entry are filed under: in an archive that begins there is nothing else."""
    return [name for section in entry.draft.sections if section.key != key for name in section.topics]
