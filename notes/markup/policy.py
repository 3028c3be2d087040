"""The allow-list, as data: what may stand in the HTML of a section. bleach and nh3 are given the same one."""

from __future__ import annotations

import re

from notes.addresses import is_web
from notes.picture_addresses import REGEX, SIZES

POLICY_VERSION = 2  # stored beside the HTML; raise it when the same words would give other HTML, and run `reindex`

PROTOCOLS = frozenset({"http", "https", "mailto"})

# A value has to match as a whole. No pattern lets a writer choose an id or a class: ids hold the section's key and a
# number, so they can neither meet on a page of many sections nor shadow a property of `document`.
_ID = r"[a-z][a-z0-9-]*-\d+"
_WORDS = r"[^\x00-\x08\x0b\x0c\x0e-\x1f]*"
_PICTURE = rf"/media/{REGEX}"
ATTRIBUTES: dict[str, dict[str, str]] = {
    "a": {
        "href": r"(?s:.*)",  # and may_link_to, below
        "id": _ID,
        "class": r"anchor|note-ref|note-back|picture",
        "title": _WORDS,
        "rel": r"nofollow noopener",
        "aria-label": _WORDS,
    },
    "div": {"class": r"notes|table", "tabindex": r"0", "role": r"group", "aria-label": _WORDS},
    "img": {
        "src": r"/media/(?:[\w.-]*[\w-][\w.-]*/)*[\w.-]*[\w-][\w.-]*",  # no "..", no empty part
        "alt": _WORDS,
        "title": _WORDS,
        "loading": r"lazy",
        "width": r"\d{1,4}",
        "height": r"\d{1,4}",
        "srcset": rf"{_PICTURE} \d{{1,4}}w(?:, {_PICTURE} \d{{1,4}}w){{0,2}}",
        "sizes": re.escape(SIZES),
    },
    "li": {"id": _ID},
    "ol": {"start": r"\d{1,3}"},
    "pre": {"tabindex": r"0"},
    "span": {"class": r"site", "data-address": _WORDS},
    "td": {"align": r"left|center|right"},
    "th": {"align": r"left|center|right"},
}

TAGS = frozenset(ATTRIBUTES) | frozenset(
    "blockquote br code del em h3 h4 h5 h6 hr p strong table tbody thead tr ul".split()
)

_ADDRESS_HERE = re.compile(r"#[\w-]{1,80}|/(?![/\\])[^\x00-\x20\x7f<>\"\\^`{|}]*")
_ADDRESS_OF_MAIL = re.compile(r"(?i:mailto:)[\w.+%-]+@[\w-]+(?:\.[\w-]+)*(?:\?subject=[\w.+%-]*)?")


def allows(tag: str, name: str, value: str) -> bool:
    """Whether an attribute may stand there with that value."""
    pattern = ATTRIBUTES.get(tag, {}).get(name)
    if pattern is None or not re.fullmatch(pattern, value):
        return False
    return name != "href" or may_link_to(value)


def may_link_to(address: str) -> bool:
    """The web, a place on this site ("/2018-07-30/", "#search"), or somebody's mailbox: nothing else."""
    return is_web(address) or bool(_ADDRESS_HERE.fullmatch(address) or _ADDRESS_OF_MAIL.fullmatch(address))


def may_show(address: str) -> bool:
    """Whether a picture may be shown: one of our own. Those of other hosts would tell them who reads here."""
    return allows("img", "src", address)
