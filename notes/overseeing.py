"""What stands on the owner's pages about topics. Owners see every topic by name and number, as they do in the
administration, and of the sections only those that they may read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from notes import alike
from notes.content import topic_key
from notes.models import Filing, Section, Tidying, Topic
from notes.paging import page_of
from notes.querysets import Viewer
from notes.tidying import APART, MERGED, RENAMED, SPLIT, NotTidy

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
        "acts": logged(Tidying.objects.for_log()[:ACTS]),
    }


def topic_page(viewer: Viewer, topic: Topic) -> dict[str, Any]:
    return {
        "place": "desk",
        "topic": topic,
        "synonyms": topic.synonyms.by_name(),
        "examples": examples_of(viewer, [topic])[topic.pk],
        "others": Topic.objects.in_use().with_filings().by_name(),
        "acts": logged(Tidying.objects.of(topic).for_log()[:ACTS]),
    }


def topic_called(name: str, *, beside: Topic) -> Topic:
    """By any of its names; a name of the topic `beside` is that name itself. Raise NotTidy where there is none."""
    found = Topic.objects.named(name).select_related("stands_for").first()
    if found is None:
        raise NotTidy(f"There is no topic “{name}” yet." if name.strip() else "Type the name of the other topic.")
    return found.stands_for if found.stands_for and found.stands_for != beside else found


@dataclass(frozen=True)
class Logged:
    """An act in the log. One that cannot be undone may say which has to be undone before it."""

    act: Tidying
    may_be_undone: bool
    first: Tidying | None


def logged(acts: Iterable[Tidying]) -> list[Logged]:
    """Of acts `for_log`, the newest first. One query more, however many they are."""
    acts = list(acts)
    called = Topic.objects.by_key({topic_key(act.was) for act in acts if act.kind == RENAMED})
    return [_logged(act, [one for one in acts[:place] if not one.undone_at], called) for place, act in enumerate(acts)]


def _logged(act: Tidying, later: list[Tidying], called: Mapping[str, Topic]) -> Logged:
    """What came `later` stands in the way where it undid this already, or where things are not as this left them."""
    other, stands_for, two = act.other or act.topic, act.topic.stands_for_id, {act.topic_id, act.other_id}
    if act.kind == RENAMED:
        holder = called.get(topic_key(act.was), act.topic)
        is_so = not stands_for and act.topic.name == act.became and holder == act.topic
        again = [one for one in later if one.kind == RENAMED and one.topic_id == act.topic_id]
        after = [one for one in later if (one.kind, one.topic_id) in ((MERGED, act.topic_id), (SPLIT, holder.pk))]
    else:
        are_two = not stands_for and (other.stands_for_id not in two if act.kind == SPLIT else not other.stands_for_id)
        is_so = bool(stands_for) if act.kind == MERGED else are_two
        again = [one for one in later if one.kind in (MERGED, SPLIT) and one.topic_id == act.topic_id]
        after = [one for one in later if one.kind == MERGED and one.topic_id in two]
    if is_so and (not again or act.kind == APART):
        return Logged(act, not act.undone_at, None)
    first = max([*again, *after], key=lambda one: one.pk, default=None)
    return Logged(act, False, None if act.undone_at else first)


def proposals(viewer: Viewer, topics: list[Topic]) -> list[Proposal]:
    """The pairs that say most about the archive first."""
    by_key = {topic.key: topic for topic in topics}
    apart = {frozenset(two) for two in Tidying.objects.keeping_apart().values_list("topic", "other")}
    found = []
    for pair in alike.pairs(by_key):
        two = [by_key[pair.first], by_key[pair.second]]
        if {topic.pk for topic in two} not in apart:
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
