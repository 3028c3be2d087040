"""What somebody follows: searches, topics and journals under names of their own, and what is new in each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from notes import search
from notes.content import one_line
from notes.feed_keys import key_of
from notes.models import LONGEST_NAME, LONGEST_QUESTION, Following, Journal, Section, Topic, User
from notes.querysets import SectionQuerySet, Viewer
from notes.search import Asked
from notes.search.query import JOURNAL, TOPIC
from notes.visiting import previous_visit

MOST = 50  # that one person follows
SHOWN = 5  # new sections of each
LONGEST_BACK = timedelta(weeks=13)
FEED_KINDS = {"atom": "Atom", "rss": "RSS", "json": "JSON"}
SPANS = {"week": ("7 days", timedelta(days=7)), "month": ("4 weeks", timedelta(weeks=4))}


class NotFollowed(ValueError):
    """It cannot be followed, or not under that name; the sentence says why."""


@dataclass
class Followed:
    """One thing that is followed, with what is new in it, newest first."""

    following: Following
    url: str
    kind: str
    count: int = 0
    sections: list[Section] = field(default_factory=list)
    feeds: list[tuple[str, str]] = field(default_factory=list)  # its own addresses, by the name of their kind
    marked: str = ""  # what links carry, so that the words of a search are marked where they lead

    @property
    def more(self) -> int:
        return self.count - len(self.sections)


@dataclass(frozen=True)
class Offer:
    """What a page offers to follow, as the fields of its form. `followed_as` is its name where that is done already."""

    noun: str
    fields: list[tuple[str, str]]
    followed_as: str | None = None


def name_of(viewer: Viewer, topic: Topic) -> str | None:
    """What somebody follows a topic as, that comes `followed_by` them. Asked for where there may be one."""
    return Following.objects.name_of(topic, viewer) if getattr(topic, "following", None) else None


def offer(viewer: Viewer, asked: Asked, *, noun: str = "search", name: str | None = None) -> Offer | None:
    """For whoever is signed in, and for questions that are no longer than what can be kept. `name`, what it is followed
    as; whether a search is, is not asked at each search.
    """
    if not viewer.is_authenticated or len(_address(asked)) > LONGEST_QUESTION:
        return None
    pairs = [("q", asked.text)] if asked.text else []
    return Offer(noun, [*pairs, *asked.narrowed], name)


def on_topic(topic: Topic) -> Asked:
    return Asked(narrowed=((TOPIC, topic.name),))


def by_journal(journal: Journal) -> Asked:
    return Asked(narrowed=((JOURNAL, journal.slug),))


@transaction.atomic
def follow(user: User, asked: Asked, *, name: str = "") -> Following:
    """Keep a question. Once, however often it is asked for; a name that is given then is its new one."""
    if search_of(asked).is_empty:
        raise NotFollowed("Ask something first: there is nothing in that to follow.")
    address, name = _address(asked), one_line(name)[:LONGEST_NAME]
    if len(address) > LONGEST_QUESTION:
        raise NotFollowed("That question is too long to be kept. Leave something out.")
    own = User.objects.select_for_update(no_key=True).get(pk=user.pk).followings
    following = own.filter(asked=address).first()
    if following is None:
        if own.count() >= MOST:
            raise NotFollowed(f"You follow {MOST} things already. Stop following one of them first.")
        following = Following(user=user, asked=address, **_rows(user, asked))
    following.name = name or following.name or _named(following, asked)
    following.save()
    return following


def rename(following: Following, name: str) -> None:
    name = one_line(name)
    if not name:
        raise NotFollowed("Give it a name.")
    if len(name) > LONGEST_NAME:
        raise NotFollowed(f"Names have at most {LONGEST_NAME} characters; this one has {len(name)}.")
    following.name = name
    following.save(update_fields=["name"])


def mark_seen(user: User) -> None:
    """All that there is now has been seen."""
    Following.objects.of(user).update(seen_at=timezone.now())


def feed_addresses(token: str, each: Followed | None = None) -> list[tuple[str, str]]:
    """The addresses of somebody's own feed, of one thing that they follow or of all, by the name of the kind."""
    path, _, asked = each.url.partition("?") if each else (reverse("following"), "", "")
    end = f"?{asked}" if asked else ""
    return [(name, f"/feeds/{token}{path}feed.{kind}{end}") for kind, name in FEED_KINDS.items()]


def following_page(user: User, span: str = "") -> dict[str, Any]:
    """What is new in all that is followed, since the last visit or for a span of SPANS."""
    since = start_of(user, span)
    key = key_of(user)
    token = key.token if key else ""
    found = [Followed(each, _url(each), _kind(each)) for each in Following.objects.of(user).with_pages(user)]
    for each in found if token else ():
        each.feeds = feed_addresses(token, each)
    new_count = _fill_in(found, user, since, whatever_was_seen=span in SPANS)
    return {
        "place": "following",
        "followed": sorted(found, key=lambda each: (not each.count, each.following.name.casefold())),
        "new_count": new_count,
        "since": since,
        "span": span if span in SPANS else "",
        "spans": [(key, says) for key, (says, _) in SPANS.items()],
        "is_last_visit": previous_visit(user) == since,
        "longest_name": LONGEST_NAME,
        "feed_key": key,
        "feeds": feed_addresses(token) if token else [],
    }


def start_of(user: User, span: str) -> datetime:
    """From when on something is new. Nobody who comes back after a year wants all of it at once."""
    now = timezone.now()
    asked_for = now - SPANS[span][1] if span in SPANS else previous_visit(user)
    return max(asked_for or user.date_joined, now - LONGEST_BACK)


def sections_followed(user: User) -> SectionQuerySet:
    """All that answers any of what is followed."""
    visible = Section.objects.visible_to(user)
    queries = [search_of(_asked(each)) for each in Following.objects.of(user)]
    found = Section.objects.none()
    for each in search.matching_each([(visible, query) for query in queries]):
        found |= each
    return found


def search_of(asked: Asked) -> search.Query:
    return asked.query(today=timezone.localdate())


def _fill_in(followed: list[Followed], user: User, since: datetime, *, whatever_was_seen: bool) -> int:
    """What is new in each; returns how many sections that is, each counted once."""
    visible = Section.objects.visible_to(user)
    asked = []
    for each in followed:
        seen = since if whatever_was_seen else max(since, each.following.seen_at or since)
        query = search_of(_asked(each.following))
        each.marked = search.asking_for_marks(query)
        asked.append((visible.published_since(seen), query))
    fresh = [sections.numbered(number) for number, sections in enumerate(search.matching_each(asked))]
    found: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for number, time, key in fresh[0].union(*fresh[1:], all=True) if fresh else ():
        found[number].append((time, key))
    newest = {number: [key for _, key in sorted(keys, key=_newest_first)[:SHOWN]] for number, keys in found.items()}
    sections = visible.with_keys({key for keys in newest.values() for key in keys}).for_index().in_bulk()
    for number, keys in newest.items():
        followed[number].count = len(found[number])
        followed[number].sections = [sections[key] for key in keys if key in sections]
    return len({key for keys in found.values() for _, key in keys})


def _newest_first(published: tuple[datetime, int]) -> tuple[float, int]:
    """Those that were published together stand in the order of their entry."""
    return -published[0].timestamp(), published[1]


def _asked(following: Following) -> Asked:
    """A topic goes by the name that it has now, or by that of the one it was merged into."""
    return on_topic(following.topic_now) if following.topic_now else Asked.read(QueryDict(following.asked))


def _url(following: Following) -> str:
    """A topic's or a journal's page where there is one for this user, and the search for it otherwise."""
    about = following.topic_now or following.journal
    return about.get_absolute_url() if about and following.has_page else f"{reverse('search')}?{following.asked}"


def _kind(following: Following) -> str:
    return "topic" if following.topic_now else "journal" if following.journal else "search"


def _address(asked: Asked) -> str:
    return asked.question.removeprefix("?")


def _rows(user: User, asked: Asked) -> dict[str, Any]:
    """The topic or the journal that a question is about, and nothing besides; of those that its user may see."""
    if asked.text or len(asked.narrowed) != 1:
        return {}
    ((name, value),) = asked.narrowed
    if name == TOPIC:
        names = Topic.objects.named(value)
        return {"topic": (names.visible_to(user) | names.merged().known_to(user)).first()}
    if name == JOURNAL:
        return {"journal": Journal.objects.visible_to(user).filter(slug=value).first()}
    return {}


def _named(following: Following, asked: Asked) -> str:
    if about := following.topic or following.journal:
        return about.name
    return one_line(search_of(asked).in_words)[:LONGEST_NAME] or "A search"
