"""What a note may hold, as data. Bleach and nh3 are given the same."""

import re
from html import unescape

from notes import addresses

VERSION = 1  # raise it when a change here or in the rendering should renew stored HTML (`reindex`)

PROTOCOLS = frozenset({"http", "https", "mailto"})

TAGS = frozenset(
    "p br hr h3 h4 h5 h6 ul ol li blockquote pre code strong em del sup a span img div"
    " table thead tbody tr th td".split()
)

# A value that its pattern does not match in full is dropped. Authors cannot write attributes: all but addresses
# and words come from our own extensions.
_KEY = r"[a-z][a-z0-9-]{0,60}"
ATTRIBUTES: dict[str, dict[str, re.Pattern[str]]] = {
    "a": {
        "href": re.compile(r".*", re.S),  # judged by is_safe_link
        "class": re.compile(r"anchor|note-ref|note-back"),
        "id": re.compile(rf"ref-{_KEY}"),
        "aria-label": re.compile(r"[^<>]{1,80}"),
        "rel": re.compile(r"nofollow noopener"),
        "title": re.compile(r"[^<>]{1,300}", re.S),
    },
    "span": {"class": re.compile(r"site"), "data-address": re.compile(r"[^<>\"]{1,2000}")},
    "li": {"id": re.compile(_KEY)},
    "ol": {"start": re.compile(r"\d{1,9}")},
    "div": {
        "class": re.compile(r"notes|table"),
        "role": re.compile(r"region"),
        "tabindex": re.compile(r"0"),
        "aria-label": re.compile(r"[^<>]{1,80}"),
    },
    "img": {
        "src": re.compile(r"/media/[A-Za-z0-9/._-]+"),
        "alt": re.compile(r".*", re.S),
        "width": re.compile(r"\d{1,5}"),
        "height": re.compile(r"\d{1,5}"),
        "loading": re.compile(r"lazy"),
    },
}

# From here on a text is shown as typed: Python-Markdown is quadratic or recursive on these.
MAX_LENGTH = 50_000
MAX_LINE = 20_000
MAX_COUNT = {"[": 1_000, "<": 1_000, "*": 3_000, "_": 3_000, "`": 1_500, "!": 2_000, "~": 1_000, "&": 2_000, "|": 4_000}
MAX_ITEMS = 2_500
MAX_RUN = 200  # of one mark in a row
MAX_NESTING = 12  # quotes within quotes, lists within lists


def is_allowed(tag: str, name: str, value: str) -> bool:
    pattern = ATTRIBUTES.get(tag, {}).get(name)
    if pattern is None or not pattern.fullmatch(value):
        return False
    return is_safe_link(value) if (tag, name) == ("a", "href") else True


def is_safe_link(href: str) -> bool:
    """The web, a mail address, a page of this site or a place on this page. Nothing that only looks like one."""
    href = unescape(href)
    if re.search(r"[\x00-\x20\x7f-\x9f\\]", href):
        return False
    if href.startswith("mailto:"):
        return re.fullmatch(r"mailto:[^\s@<>\"',;:?&]+@[^\s@<>\"',;:?&]+", href) is not None
    if href.startswith("/"):
        return not href.startswith("//")
    return href.startswith("#") or addresses.is_web(href)
