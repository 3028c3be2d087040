"""What somebody follows: searches, topics and journals under names of their own, and what is new in each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain, count
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
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


class NameTaken(NotFollowed):
    def __init__(self, name: str) -> None:
        super().__init__(f"You follow something else as “{name}” already. Give this one another name.")


@dataclass
class Followed:
    """One thing that is followed, with what is new in it, newest first."""

    following: Following
    url: str
    kind: str
    question: str  # in words; empty where the name says it
    count: int = 0
    sections: list[Section] = field(default_factory=list)
    feeds: list[tuple[str, str]] = field(default_factory=list)  # its own addresses, by the name of their kind
    marked: str = ""  # what links carry, so that the words of a search are marked where they lead

    @property
    def more(self) -> int:
        return self.count - len(self.sections)


@dataclass(frozen=True)
class Offer:
    """What a page offers to follow, as the fields of its form, with a name that it could have and the address of the
    page. `followed_as` is its name where it is followed already.
    """

    noun: str
    fields: list[tuple[str, str]]
    name: str
    page: str
    followed_as: str | None = None
    longest: int = LONGEST_NAME


def name_of(viewer: Viewer, topic: Topic) -> str | None:
    """What somebody follows a topic as, that comes `followed_by` them. Asked for where there may be one."""
    return Following.objects.name_of(topic, viewer) if getattr(topic, "following", None) else None


def offer(
    viewer: Viewer, asked: Asked, *, about: Topic | Journal | None = None, name: str | None = None
) -> Offer | None:
    """For whoever is signed in, and for questions that are no longer than what can be kept. `name`, what it is followed
    as; whether a search is, is not asked at each search.
    """
    if not viewer.is_authenticated or len(_address(asked)) > LONGEST_QUESTION:
        return None
    page = about.get_absolute_url() if about else f"{reverse('search')}{asked.url()}"
    return Offer(_noun(about), fields_of(asked), _named(about, asked), page, name)


def fields_of(asked: Asked) -> list[tuple[str, str]]:
    return [*([("q", asked.text)] if asked.text else []), *asked.narrowed]


def on_topic(topic: Topic) -> Asked:
    return Asked(narrowed=((TOPIC, topic.name),))


def by_journal(journal: Journal) -> Asked:
    return Asked(narrowed=((JOURNAL, journal.slug),))


@transaction.atomic
def follow(user: User, asked: Asked, *, name: str = "") -> Following:
    """Keep a question. Once, however often it is asked for; a name that is given then is its new one. Whoever gives
    none, or leaves the one that is offered, has one that tells it from what else they follow.
    """
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
    about = following.topic or following.journal
    usual = _named(about, asked)
    others = _names_of(own.exclude(pk=following.pk))
    if name and name != usual:
        if name.casefold() in others:
            raise NameTaken(name)
        following.name = name
    following.name = following.name or _untaken(usual, _noun(about), others)
    following.save()
    return following


def rename(following: Following, name: str) -> None:
    name = one_line(name)
    if not name:
        raise NotFollowed("Give it a name.")
    if len(name) > LONGEST_NAME:
        raise NotFollowed(f"Names have at most {LONGEST_NAME} characters; this one has {len(name)}.")
    if name.casefold() in _names_of(Following.objects.filter(user=following.user_id).exclude(pk=following.pk)):
        raise NameTaken(name)
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
    found = [
        Followed(each, _url(each), _kind(each), _question(each)) for each in Following.objects.of(user).with_pages(user)
    ]
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
    return _noun(following.topic_now or following.journal)


def _noun(about: Topic | Journal | None) -> str:
    return "topic" if isinstance(about, Topic) else "journal" if about else "search"


def _question(following: Following) -> str:
    """What is asked, where its user calls it otherwise. What they may no longer see is said as they asked for it."""
    about = (following.topic_now or following.journal) if following.has_page else None
    says = _named(about, Asked.read(QueryDict(following.asked)))
    return "" if says.casefold() == following.name.casefold() else says


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


def _named(about: Topic | Journal | None, asked: Asked) -> str:
    """What is followed, in words."""
    if about:
        return about.name[:LONGEST_NAME]
    return one_line(search_of(asked).in_words)[:LONGEST_NAME] or "A search"


def _names_of(followings: QuerySet[Following]) -> set[str]:
    """As they are compared: nobody tells two apart by their capitals."""
    return {name.casefold() for name in followings.values_list("name", flat=True)}


def _untaken(name: str, kind: str, others: set[str]) -> str:
    """ "Housing", "Housing (search)", "Housing (search 2)" …"""
    ends = chain(["", f" ({kind})"], (f" ({kind} {number})" for number in count(2)))
    names = (f"{name[: LONGEST_NAME - len(end)]}{end}" for end in ends)
    return next(name for name in names if name.casefold() not in others)
