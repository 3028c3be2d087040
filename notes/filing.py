"""Sections and their topics: under which a section is filed, and how filings move when topics are merged or split."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Concat, Substr

from notes.content import SectionContent, topic_key
from notes.models import Filing, Section, Topic
from notes.models.derived import lines
from notes.tallying import recount_topics

BATCH = 500


def file_under_topics(sections: list[Section], contents: tuple[SectionContent, ...]) -> None:
    names = {topic_key(name): name for content in reversed(contents) for name in reversed(content.topics)}
    topics = topics_named(names)
    Filing.objects.bulk_create(
        [
            Filing.of(section, topic, keys)
            for section, content in zip(sections, contents, strict=True)
            for topic, keys in by_topic(topics, content)
        ]
    )


def by_topic(topics: dict[str, Topic], content: SectionContent) -> Iterator[tuple[Topic, list[str]]]:
    """The topics of a section, each with the keys by which it was written: several names may mean one topic."""
    written: dict[Topic, list[str]] = {}
    for key in map(topic_key, content.topics):
        written.setdefault(topics[key], []).append(key)
    yield from written.items()


def topics_named(names: dict[str, str]) -> dict[str, Topic]:
    """Topics by key, as their names are filed today; those that do not exist yet are made under the name given."""
    found = Topic.objects.by_key(names)
    for key in sorted(names.keys() - found.keys()):  # in one order, or two entries may wait for each other
        found[key] = make_topic(key, names[key])
    return found


def make_topic(key: str, name: str) -> Topic:
    topic = Topic(name=name, key=key)
    try:
        with transaction.atomic():
            topic.save()  # TagBase finds a free slug: "C++" and "C#" are both "c"
    except IntegrityError:  # another entry made it at the same moment
        return Topic.objects.by_key([key])[key]
    return topic


def move(topic: Topic, to: Topic) -> None:
    """File under another topic all that is filed under one. A section that is under both keeps one filing."""
    both = Filing.objects.filter(content_object=OuterRef("content_object"), tag=topic)
    here = to.filings.filter(content_object__in=topic.filings.values("content_object"))
    # Without the line end that the first one ends with
    here.update(written=Concat(F("written"), Substr(Subquery(both.values("written")[:1]), 2)))
    topic.filings.filter(content_object__in=to.filings.values("content_object")).delete()
    topic.filings.update(tag=to)
    recount_topics([topic, to])


def take_out(topic: Topic, keys: list[str], to: Topic) -> None:
    """File under another topic what was written under these names of one. What was written under other names of
    it as well stays there, too.
    """
    for key in keys:
        topic.filings.filter(written=lines([key])).update(tag=to)
    mixed = list(topic.filings.wrote(keys))
    taken = [copy(filing) for filing in mixed]
    for filing, other in zip(mixed, taken, strict=True):
        other.pk, other.tag = None, to
        other.written = lines(key for key in filing.keys if key in keys)
        filing.written = lines(key for key in filing.keys if key not in keys)
    Filing.objects.bulk_create(taken, batch_size=BATCH)
    Filing.objects.bulk_update([filing for filing in mixed if filing.keys], ["written"], batch_size=BATCH)
    topic.filings.filter(pk__in=[filing.pk for filing in mixed if not filing.keys]).delete()
    recount_topics([topic, to])
