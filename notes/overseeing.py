"""What stands on the owner's pages about topics. Owners see every topic by name and number, as they do in the
administration, and of the sections only those that they may read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from notes import alike
from notes.content import topic_key
from notes.models import Filing, KeptApart, Section, Tidying, Topic
from notes.paging import page_of
from notes.querysets import Viewer
from notes.tidying import NotTidy

PROPOSED, EXAMPLES, ACTS, TOPICS_A_PAGE = 20, 3, 30, 100


@dataclass(frozen=True)
class Proposal:
    """To file under `more`, which holds more, what stands under `fewer`."""

    fewer: Topic
    more: Topic
    why: str
    examples: list[Section]


def tidy_page(viewer: Viewer, asked: str, number: int, address: str) -> dict[str, Any]:
    topics = Topic.objects.in_use().with_filings()
    named = (topics.containing(topic_key(asked)) if asked.strip() else topics).by_name()
    return {
        "place": "desk",
        "asked": asked,
        "proposals": proposals(viewer, list(topics)),
        "page": page_of(
            named.by_name(), number, size=TOPICS_A_PAGE, address=address, asked={"q": asked} if asked else {}
        ),
        "acts": Tidying.objects.for_log()[:ACTS],
    }


def topic_page(viewer: Viewer, topic: Topic) -> dict[str, Any]:
    return {
        "place": "desk",
        "topic": topic,
        "synonyms": topic.synonyms.by_name(),
        "examples": examples_of(viewer, [topic])[topic.pk],
        "others": Topic.objects.in_use().with_filings().by_name(),
        "acts": Tidying.objects.of(topic).for_log()[:ACTS],
    }


def topic_called(name: str) -> Topic:
    """By any of its names. Raise NotTidy where there is none."""
    found = Topic.objects.by_key([topic_key(name)]).get(topic_key(name))
    if found is None:
        raise NotTidy(f"There is no topic “{name}” yet." if name.strip() else "Type the name of the other topic.")
    return found


def proposals(viewer: Viewer, topics: list[Topic]) -> list[Proposal]:
    """The pairs that say most about the archive first."""
    by_key = {topic.key: topic for topic in topics}
    apart = set(KeptApart.objects.values_list("first", "second"))
    found = []
    for pair in alike.pairs(by_key):
        two = [by_key[pair.first], by_key[pair.second]]
        if tuple(sorted(topic.pk for topic in two)) not in apart:
            fewer, more = sorted(two, key=lambda topic: (topic.filing_count, -topic.pk))
            found.append((fewer, more, pair.why))
    found.sort(key=lambda proposed: -proposed[1].filing_count)
    examples = examples_of(viewer, [fewer for fewer, _, _ in found[:PROPOSED]])
    return [Proposal(*proposed, examples[proposed[0].pk]) for proposed in found[:PROPOSED]]


def examples_of(viewer: Viewer, topics: list[Topic]) -> dict[int, list[Section]]:
    """A few of each topic's sections, by its number."""
    found: dict[int, list[Section]] = {topic.pk: [] for topic in topics}
    for filing in Filing.objects.visible_to(viewer).newest_of_each(topics, EXAMPLES):
        found[filing.tag_id].append(filing.content_object)
    return found
