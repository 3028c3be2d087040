"""Links that readers will not have, or cannot follow. Nothing is fetched: this is about how they are written."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from notes.addresses import is_web, site_of
from notes.advising.advice import Advice, Excerpt, Place
from notes.content import EVERYONE

SHOWN = 80  # characters of an address

# What is left of a link that was not read as one, as it stands among the words of readers
_LEFT = re.compile(
    r"\[(?P<words>[^\[\]\n]{1,300})(?:"
    r"\](?P<apart> *)\((?P<address>[^()\n]{0,500}(?:\([^()\n]*\))?[^()\n]*)(?P<closed>\))?"
    r"|(?P<unclosed>)\((?:https?:|www\.)[^\s()]*\)?"
    r"|\]\[(?P<label>[^\[\]\n]{0,100})\])"
)
_ADDRESS = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|www\.|/|#|\\\\)", re.IGNORECASE)
_ON_A_DISK = re.compile(r"(?<![\w\\/])(?:file://[^\s)>\]]+|\\{1,2}[\w.-]+\\[\w$.\\-]+)", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_WITHIN = (".local", ".localhost", ".lan", ".internal", ".intranet", ".corp", ".home.arpa")

AS_WORDS = "As it is, readers see the words and no link."


def on_links(places: list[Place]) -> Iterator[Advice]:
    for place in places:
        for address, words in place.proof.dropped:
            sentence = f"{named(words, address)} {trouble_with(address)}"
            yield place.advice(sentence, AS_WORDS, excerpt=around(place, words))
        for line in place.proof.prose:
            yield from (place.advice(sentence, why, excerpt=at) for sentence, why, at in left_in(line))


def on_networks(places: list[Place]) -> Iterator[Advice]:
    """Addresses that open inside the house alone, where everybody may read."""
    for place in places:
        if place.audience == EVERYONE:
            for address, words in place.proof.links:
                is_ours = address.startswith(settings.SITE_URL)  # which may itself live on a network
                if is_web(address) and not is_ours and is_within(urlsplit(address).hostname or ""):
                    yield place.advice(
                        f"{named(words, address)} leads to {site_of(address)}, which only your own network can open",
                        "Everyone will see the link, and most of them an error.",
                        excerpt=around(place, words),
                    )


def left_in(line: str) -> Iterator[tuple[str, str, Excerpt]]:
    for found in _LEFT.finditer(line):
        if sentence := what_is_left(found):
            yield sentence, "It was not read as a link.", Excerpt.of(line, found.start(), found.end())
    for found in _ON_A_DISK.finditer(line):
        sentence = f"{short(found[0])} is on a file server or a disk, and readers cannot open it"
        yield sentence, "Name the document, or link to a copy on the web.", Excerpt.of(line, found.start(), found.end())


def what_is_left(found: re.Match[str]) -> str:
    """What is wrong with it; empty where it only looks like a link."""
    if found["unclosed"] is not None:
        return "A link lacks its closing square bracket: ]"
    if found["label"] is not None:
        label = found["label"] or found["words"]
        return f"A link leads to ‘{short(label)}’, and no line says where that is"
    address = found["address"]
    if found["apart"]:
        looks_meant = _ADDRESS.match(address) and found["closed"]
        return "A link has a space between its words and its address" if looks_meant else ""
    if not found["closed"]:
        return "A link lacks its closing bracket: )"
    if " " in address.strip():
        return f"The address {short(address)} has a space in it"
    return f"The address {short(address)} cannot be read"


def trouble_with(address: str) -> str:
    """Why we do not link there, as the end of a sentence."""
    bare = address.strip()
    scheme = _SCHEME.match(bare)
    if not bare:
        return "has no address"
    if bare.startswith("\\") or re.match(r"file:|smb:|[a-z]:[\\/]", bare, re.IGNORECASE):
        return f"leads to a file server or a disk ({short(bare)}), which readers cannot open"
    if bare.startswith("//") or not scheme:
        return f"leads to {short(bare)}: an address on the web begins with https://"
    if scheme[1].lower() in {"http", "https"}:
        if "@" in urlsplit_netloc(bare):
            return f"leads to {short(bare)}, with a name or a password before the @"
        return f"leads to {short(bare)}, which is no whole address"
    if scheme[1].lower() == "mailto":
        return f"leads to {short(bare)}, which is no email address"
    if scheme[1].lower().startswith(("htp", "htt", "hhtp", "ttp", "ps")):
        return f"leads to {short(bare)}: perhaps https:// is meant"
    return f"begins with {scheme[1]}:, and we link only to https://, http:// and mailto: addresses"


def urlsplit_netloc(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:  # half an IPv6 address
        return ""


def is_within(host: str) -> bool:
    """Whether a host is known inside a house alone: no dot in its name, or a private address (RFC 1918, RFC 6762)."""
    host = host.rstrip(".").lower()
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return "." not in host or host.endswith(_WITHIN)


def named(words: str, address: str) -> str:
    words = " ".join(words.split())
    return f"The link on ‘{short(words)}’" if words and words != address else "A link"


def short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"


def around(place: Place, words: str) -> Excerpt | None:
    """Where these words stand first."""
    for line in place.proof.lines if words else ():
        if (start := line.find(words)) >= 0:
            return Excerpt.of(line, start, start + len(words))
    return None
