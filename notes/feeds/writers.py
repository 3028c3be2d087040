"""How a channel is written: Atom (RFC 4287), RSS 2.0 (with its content module) and JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape
from django.utils.xmlutils import SimplerXMLGenerator

from notes.content import one_line
from notes.feeds.channels import Channel, Post


class Writer(NamedTuple):
    content_type: str
    write: Callable[[Channel, str], str]  # the channel, and the kind as in its address


class Dated:
    """Says when the channel changed, where the generators would put the present time into an empty feed: two answers
    to one question must be the same bytes.
    """

    feed: dict[str, Any]

    def latest_post_date(self) -> datetime:
        return self.feed["changed"]


class Atom(Dated, Atom1Feed):
    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["html"], {"type": "html"})


class Rss(Dated, Rss201rev2Feed):
    def rss_attributes(self) -> dict[str, str]:
        return {**super().rss_attributes(), "xmlns:content": "http://purl.org/rss/1.0/modules/content/"}

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["html"])


def write_xml(generator: type[SyndicationFeed]) -> Callable[[Channel, str], str]:
    def write(channel: Channel, kind: str) -> str:
        feed = generator(
            title=channel.title,
            link=channel.url,
            description=channel.says,
            subtitle=channel.says,
            language=settings.LANGUAGE_CODE,
            feed_url=channel.feed_url(kind),
            feed_guid=channel.id,
            author_name=one_line(settings.SITE_NAME),  # Atom asks for one, and an empty feed has no other
            changed=channel.updated,
        )
        for post in channel.posts:
            feed.add_item(
                title=post.title,
                link=post.url,
                description=escape(post.summary),  # both formats read it as HTML
                unique_id=post.id,
                unique_id_is_permalink=False,
                author_name=post.author,
                author_link=post.author_url,
                pubdate=post.published,
                updateddate=post.updated,
                categories=post.topics,
                html=post.html,
            )
        return feed.writeString("utf-8")

    return write


def write_json(channel: Channel, kind: str) -> str:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.url,
        "feed_url": channel.feed_url(kind),
        "description": channel.says,
        "language": settings.LANGUAGE_CODE,
        "items": [json_of(post) for post in channel.posts],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1)


def json_of(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "url": post.url,
        "title": post.title,
        **({"summary": post.summary} if post.summary else {}),
        "content_html": post.html,
        "date_published": post.published.isoformat(timespec="seconds"),
        "date_modified": post.updated.isoformat(timespec="seconds"),
        "authors": [{"name": post.author, "url": post.author_url}],
        "tags": list(post.topics),
    }


WRITERS = {
    "atom": Writer("application/atom+xml; charset=utf-8", write_xml(Atom)),
    "rss": Writer("application/rss+xml; charset=utf-8", write_xml(Rss)),
    "json": Writer("application/feed+json; charset=utf-8", write_json),
}
