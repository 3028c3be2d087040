"""Cited addresses and sites as words of the index. They begin with private characters, so that nobody can type them."""

from __future__ import annotations

import re

from notes import addresses

_LINK, _SITE, _DOT, _SIGN = "\ue002", "\ue003", "\ue004", "\ue005"
_HOST = re.compile(r"^(?=.{4,253}$)[^\W_][\w-]*(?:\.[\w-]+)*\.[^\W\d_]{2,24}$")


def link_word(fingerprint: str) -> str:
    return _LINK + fingerprint[:20]


def site_words(site: str) -> list[str]:
    return [_site_word(part) for part in parts_of_site(site)]


def parts_of_site(site: str) -> list[str]:
    """A site and what it is part of: "data.gov.uk" is also found as "gov.uk"."""
    labels = site.lower().split(".")
    return [".".join(labels[first:]) for first in range(min(len(labels) - 1, 4))]


def link_in(typed: str) -> str | None:
    """The word for a web address, with or without its scheme. None where nothing like one was typed."""
    try:
        url = addresses.typed(typed)
        return link_word(addresses.fingerprint(url)) if url else None
    except ValueError:
        return None


def site_in(typed: str) -> str | None:
    """The word for a site: "gov.uk", "www.gov.uk", "https://gov.uk/"."""
    if addresses.is_web(typed):
        bare = re.fullmatch(r"https?://([^/?#]+)/?", typed, re.IGNORECASE)
        host = addresses.site_of(typed) if bare else ""
    else:
        host = typed.lower().rstrip("/").removeprefix("www.")
    return _site_word(host) if _HOST.match(host) else None


def _site_word(site: str) -> str:
    """Letters and digits alone: a host may hold any sign, and must mean nothing to a database."""
    return _SITE + "".join(_DOT if c == "." else c if c.isalnum() else _SIGN for c in site)[:200]
