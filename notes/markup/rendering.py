"""Markdown to safe HTML: Markdown, then bleach with our allow-list, then nh3 with the same and the last word.
Nothing changes the HTML after that, and nothing else in the project makes HTML safe.
"""

from __future__ import annotations

import html
import logging
import re
from dataclasses import dataclass

import bleach
import nh3
from bleach.sanitizer import Cleaner
from markdown import Markdown

from notes.markup import policy
from notes.markup.extension import Weeknotes
from notes.markup.outline import Cited, Outline, Point

logger = logging.getLogger(__name__)

EXTENSIONS = [
    "tables",
    "fenced_code",
    "footnotes",
    "sane_lists",
    "pymdownx.betterem",
    "pymdownx.tilde",
    "pymdownx.magiclink",
    "pymdownx.saneheaders",
]
CONFIGURATION = {
    "pymdownx.tilde": {"subscript": False},
    "pymdownx.magiclink": {"hide_protocol": False},
    "footnotes": {"BACKLINK_TITLE": "", "SUPERSCRIPT_TEXT": "{}"},
}
_RUN = re.compile(r"([\[\]*_`~!<>&|(){}\\^])\1{%d,}" % policy.MAX_RUN)
_ITEM = re.compile(r"^[ \t]*(?:[-+*•]|\d{1,9}[.)])[ \t]", re.M)
_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True)
class Rendered:
    html: str
    text: str  # without anchors, site names and footnote marks; a block a line
    activities: tuple[Point, ...]
    citations: tuple[Cited, ...]
    words: int


def render(body: str, *, key: str) -> Rendered:
    """The body of the section with this key. Never raises: what Markdown cannot read is shown as typed."""
    safe = sanitised(_marked_up(body, key))
    outline = Outline.read(safe, key=key)
    return Rendered(
        html=safe,
        text=outline.text,
        activities=tuple(outline.points),
        citations=tuple(outline.cited),
        words=len(_WORD.findall(outline.text)),
    )


def for_elsewhere(stored: str, *, base: str) -> str:
    """Stored HTML for a feed: every address absolute, without the anchors of a page that is not there."""
    return nh3.clean(
        stored,
        tags=set(policy.TAGS) - {"div"},
        clean_content_tags=set(),
        attributes={"a": {"href"}, "img": {"src", "alt", "width", "height"}, "ol": {"start"}},
        attribute_filter=lambda tag, name, value: value,
        url_schemes=set(policy.PROTOCOLS),
        url_relative=("rewrite_with_base", base),
        link_rel=None,
    )


def sanitised(unsafe: str) -> str:
    return nh3.clean(
        _cleaner().clean(unsafe),
        tags=set(policy.TAGS),
        clean_content_tags=set(),
        attributes={tag: set(names) for tag, names in policy.ATTRIBUTES.items()},
        attribute_filter=lambda tag, name, value: value if policy.is_allowed(tag, name, value) else None,
        url_schemes=set(policy.PROTOCOLS),
        link_rel=None,
    )


def _cleaner() -> Cleaner:
    return bleach.Cleaner(
        tags=policy.TAGS,
        attributes=policy.is_allowed,
        protocols=policy.PROTOCOLS,
        strip=True,
        strip_comments=True,
    )


def _marked_up(body: str, key: str) -> str:
    if is_too_intricate(body):
        return as_typed(body)
    try:
        return _markdown(key).convert(body)
    except (Exception, RecursionError):  # it raises many kinds on hostile text, and a note must be saved
        logger.warning("Markdown could not read section %s; it is shown as typed.", key, exc_info=True)
        return as_typed(body)


def _markdown(key: str) -> Markdown:
    return Markdown(extensions=[*EXTENSIONS, Weeknotes(key=key)], extension_configs=CONFIGURATION, output_format="html")


def as_typed(body: str) -> str:
    """Paragraphs and lines, and not a mark of meaning."""
    paragraphs = re.split(r"\n\s*\n", body.strip("\n"))
    return "\n".join(f"<p>{html.escape(p).replace(chr(10), '<br>')}</p>" for p in paragraphs if p.strip())


def is_too_intricate(body: str) -> bool:
    """Whether a text is made to be slow, rather than to be read: Python-Markdown is quadratic in these."""
    if len(body) > policy.MAX_LENGTH or any(body.count(mark) > most for mark, most in policy.MAX_COUNT.items()):
        return True
    if _RUN.search(body) or len(_ITEM.findall(body)) > policy.MAX_ITEMS:
        return True
    for line in body.splitlines():
        marks = re.match(r"^[\s>*+\-•]*", line)
        if len(line) > policy.MAX_LINE or (marks and marks[0].count(">") > policy.MAX_NESTING):
            return True
        if marks and len(re.findall(r"[*+\-•](?=\s)", marks[0])) > policy.MAX_NESTING:
            return True
        if len(line.expandtabs(4)) - len(line.lstrip()) > policy.MAX_NESTING * 8 and line.strip():
            return True
    return False
