"""What a feed says, whatever the format: a channel and its posts. All addresses are whole ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from notes.content import clean, one_line
from notes.markup.elsewhere import for_elsewhere
from notes.models import Entry, Journal, Section, Topic, User
from notes.search import Asked, Query

EXCERPT = 300  # characters
NOTHING_YET = datetime(2018, 1, 1, tzinfo=UTC)  # a feed must say when it changed, an empty one too


@dataclass(frozen=True)
class Post:
    """An entry or a section. `html` comes from `markup`; everything else is plain text."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    author: str
    author_url: str
    topics: tuple[str, ...]
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class Channel:
    """`address` is the path of the page that it follows, with its last slash, and `asked` what stands after it. `aside`
    tells a page's second feed from its first.
    """

    title: str
    says: str
    address: str
    posts: tuple[Post, ...]
    asked: str = ""
    aside: str = ""
    prefix: str = ""  # of the feed's own address, where it is somebody's own

    @property
    def url(self) -> str:
        return whole(f"{self.address}{self.asked}")

    @property
    def id(self) -> str:
        return whole(f"{self.address}{self.aside}{self.asked}")

    @property
    def updated(self) -> datetime:
        return max((post.updated for post in self.posts), default=NOTHING_YET)

    def feed_url(self, kind: str) -> str:
        return whole(f"{self.prefix}{self.address}{self.aside}feed.{kind}{self.asked}")

    def under(self, prefix: str) -> Channel:
        return replace(self, prefix=prefix)


def of_site(entries: Iterable[Entry]) -> Channel:
    return Channel(
        one_line(settings.SITE_NAME), one_line(settings.SITE_SAYS), reverse("home"), tuple(map(entry_post, entries))
    )


def of_journal(journal: Journal, sections: Iterable[Section]) -> Channel:
    says = journal.about or f"The weeknotes of {journal.name}."
    return Channel(named(journal.name), one_line(says), journal.get_absolute_url(), tuple(map(section_post, sections)))


def of_entries_by(journal: Journal, entries: Iterable[Entry]) -> Channel:
    says = one_line(f"The weeknotes of {journal.name}, whole.")
    posts = tuple(map(entry_post, entries))
    return Channel(named(journal.name), says, journal.get_absolute_url(), posts, aside="entries/")


def of_topic(topic: Topic, sections: Iterable[Section]) -> Channel:
    says = one_line(f"What our weeknotes say about {topic.name}.")
    return Channel(named(topic.name), says, topic.get_absolute_url(), tuple(map(section_post, sections)))


def of_search(asked: Asked, query: Query, sections: Iterable[Section]) -> Channel:
    says = one_line(f"What our weeknotes say about {query.in_words}.")
    posts = tuple(map(section_post, sections))
    return Channel(named(query.in_words), says, reverse("search"), posts, asked.question)


def of_following(user: User, sections: Iterable[Section]) -> Channel:
    posts = tuple(map(section_post, sections))
    return Channel(named(f"What {user.name} follows"), "New sections.", reverse("following"), posts)


def entry_post(entry: Entry) -> Post:
    """All that the reader may see of an entry, which comes `with_sections` and `with_changed`."""
    url = whole(entry.get_absolute_url())
    return Post(
        id=tag(entry),
        url=url,
        title=one_line(entry.title),
        summary=one_line(entry.summary) or excerpt(entry.seen_sections),
        html="\n".join(titled(section, url) for section in entry.seen_sections),
        author=one_line(entry.journal.name),
        author_url=whole(entry.journal.get_absolute_url()),
        topics=tuple(one_line(topic.name) for topic in entry.topics),
        published=to_the_second(entry.published_at),
        updated=to_the_second(entry.changed_at),
    )


def section_post(section: Section) -> Post:
    """One section, which comes `with_entry`. It stands alone, so that it says its week and its journal."""
    entry = section.entry
    url = whole(entry.get_absolute_url())
    return Post(
        id=f"{tag(entry)}:{section.key}",
        url=whole(section.get_absolute_url()),
        title=one_line(section.heading or entry.title),
        summary=excerpt([section]),
        html=f"{words(section, url)}\n{source(entry, url)}",
        author=one_line(entry.journal.name),
        author_url=whole(entry.journal.get_absolute_url()),
        topics=tuple(one_line(topic.name) for topic in section.topics.all()),
        published=to_the_second(section.published_at),
        updated=to_the_second(section.changed_at or entry.updated_at),
    )


def tag(entry: Entry) -> str:
    """A name for life (RFC 4151): "tag:notes.example.org,2018-08-03:entry:12". The day is the one it was first
    published, on which the name of the host was ours; neither day nor number moves when the title, the journal's
    address or the scheme of the site does.
    """
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{to_the_second(entry.published_at):%Y-%m-%d}:entry:{entry.pk}"


def titled(section: Section, base: str) -> str:
    heading = format_html("<h2>{}</h2>\n", section.heading) if section.heading else ""
    return heading + words(section, base)


def source(entry: Entry, url: str) -> str:
    return format_html(
        '<p><a href="{}">{}</a>, <a href="{}">{}</a></p>',
        url,
        entry.week.name,
        whole(entry.journal.get_absolute_url()),
        one_line(entry.journal.name),
    )


def words(section: Section, base: str) -> str:
    """A section's words, as they can stand on another page."""
    return clean(for_elsewhere(section.html, base=base))


def to_the_second(time: datetime | None) -> datetime:
    """In UTC. What is published has its times."""
    assert time
    return time.astimezone(UTC).replace(microsecond=0)


def excerpt(sections: Iterable[Section]) -> str:
    return Truncator(one_line(next((s.text for s in sections if s.text.strip()), ""))).chars(EXCERPT)


def named(name: str) -> str:
    return one_line(f"{name} – {settings.SITE_NAME}")


def whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
