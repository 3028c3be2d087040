"""The door: a section's Markdown in, safe HTML and its outline out."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import bleach.sanitizer
import nh3

from notes.content import MAX_BODY, clean
from notes.markup.dialect import to_html
from notes.markup.limits import is_too_intricate
from notes.markup.outline import Outline, lines_of, read_outline
from notes.markup.policy import ATTRIBUTES, PROTOCOLS, TAGS, allows
from notes.picture_addresses import REGEX

log = logging.getLogger(__name__)

SHOWING = {("img", "src"), ("img", "srcset")}


@dataclass(frozen=True)
class Cited:
    """One link to the web: its address, the words that it stands on, the activity that holds it."""

    url: str
    words: str
    activity: int | None


@dataclass(frozen=True)
class Point:
    """A top-level bullet, counted from 1 through the section. A line for its words and for each bullet below it."""

    number: int
    text: str


@dataclass(frozen=True)
class Rendered:
    html: str
    text: str  # what a reader reads: a line for each paragraph, bullet, heading
    activities: tuple[Point, ...]
    citations: tuple[Cited, ...]  # in the order they appear; those of footnotes last
    words: int


def render(body: str, *, key: str) -> Rendered:
    """Render one section. Never raises: what is too long or too intricate to be read as Markdown is shown
    as it was typed. `key` is the section's key; it begins every id.
    """
    body = clean(body)
    html = _as_markdown(body, key)
    if html is None:
        html = nh3_clean(as_typed(body))
        outline = Outline(lines_of(body))
    else:
        outline = read_outline(html, key)
    return Rendered(
        html=html,
        text=outline.text,
        activities=tuple(Point(number, text) for number, text in outline.points),
        citations=tuple(Cited(url, words, activity) for url, words, activity in outline.links),
        words=sum(any(map(str.isalnum, word)) for word in outline.text.split()),
    )


def _as_markdown(body: str, key: str) -> str | None:
    if len(body) > MAX_BODY or is_too_intricate(body):
        return None
    try:
        return sanitised(to_html(body, key))
    except Exception as problem:  # the library raises what it likes on hostile text; the words must still be shown
        log.warning("Shown as typed: %s in section %s", type(problem).__name__, key)
        return None


def as_typed(body: str) -> str:
    """The words in paragraphs, nothing read as markup."""
    paragraphs = re.split(r"\n[ \t]*\n\s*", body.strip())
    return "\n".join(
        "<p>" + escape(words, quote=False).replace("\n", "<br>\n") + "</p>" for words in paragraphs if words
    )


def sanitised(html: str) -> str:
    return nh3_clean(bleach_clean(html))


def bleach_clean(html: str) -> str:
    # one for each call: its parser keeps state and must not be shared between threads
    return bleach.sanitizer.Cleaner(tags=TAGS, attributes=allows, protocols=PROTOCOLS).clean(html)


def with_pictures_at(html: str, place: str) -> str:
    """Safe HTML whose pictures are fetched from under another address of this site: for somebody who may see this
    text and not, by themselves, its pictures. `place` begins and ends with a slash.
    """

    def at_place(tag: str, name: str, value: str) -> str:
        return re.sub(rf"/media/(?={REGEX})", lambda _: place, value) if (tag, name) in SHOWING else value

    return nh3_clean(html, change=at_place)


def nh3_clean(
    html: str,
    *,
    change: Callable[[str, str, str], str] = lambda tag, name, value: value,
    more: frozenset[str] = frozenset(),
) -> str:
    """`more` tags, without attributes, are those that we put there ourselves."""
    return nh3.clean(
        html,
        tags={*TAGS, *more},
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=lambda tag, name, value: change(tag, name, value) if allows(tag, name, value) else None,
        url_schemes=set(PROTOCOLS),
        link_rel=None,  # ours says which links leave the site; bleach has none, and the two must agree
    )
