"""Web addresses as people read them, where that misleads nobody: "xn--mnchen-3ya.example/caf%C3%A9" is
"münchen.example/café". What could be taken for something else, or turns the direction of the line, stays encoded.
"""

from __future__ import annotations

import re
from unicodedata import bidirectional, category, name
from urllib.parse import quote, urlsplit

from notes.addresses import in_ascii, unescaped

_LABEL = re.compile(r"^xn--[a-z0-9-]{1,59}$")
_TURNS = {"R", "AL", "AN", "RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"}
_UNSEEN = ("FILLER", "SELECTOR", "JOINER")  # letters and marks by their category, and nothing to see
# Scripts that one name may hold together (Unicode TR 39, "highly restrictive"); any other stands alone
_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
_LIKE_LATIN = set("асԁеһіјӏорԛѕԝхуαεικνορτυχ")  # of other scripts: a name of these alone could be anybody's


def legible(url: str) -> str:
    """An address to show, not to link to. Typed, it leads to the same page."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return _read(url)
    host = parts.hostname or ""
    is_name = bool(host) and ":" not in host and "@" not in parts.netloc
    netloc = f"{legible_host(host)}{port}" if is_name else quote(parts.netloc, safe="[]:@")
    return f"{parts.scheme}://{netloc}{_read(parts._replace(scheme='', netloc='').geturl())}" if host else _read(url)


def bare(url: str) -> str:
    """Without its scheme, as print shows it: "bytherye.com/2013/11/09"."""
    return re.sub(r"^https?://(www\.)?", "", legible(url), flags=re.I).rstrip("/")


def legible_host(host: str) -> str:
    return ".".join(map(_label, in_ascii(host).split(".")))


def _label(label: str) -> str:
    if not _LABEL.match(label):
        return quote(label)  # it is in ASCII already, unless nobody can look it up
    try:
        letters = label.encode("ascii").decode("idna")
        return letters if letters.encode("idna").decode() == label and _is_plain(letters) else label
    except UnicodeError:
        return label


def _is_plain(letters: str) -> bool:
    """Whether a name is of one script, and not of letters that look like ours."""
    beyond = [letter for letter in letters if not letter.isascii()]
    scripts = {name(letter, "").split()[0] for letter in beyond if name(letter, "")}
    scripts |= {"LATIN"} if any(letter.isascii() and letter.isalpha() for letter in letters) else set()
    return (
        all(map(_is_seen, beyond))
        and (len(scripts) == 1 or any(scripts <= those for those in _TOGETHER))
        and not set(beyond) <= _LIKE_LATIN
    )


def _read(url: str) -> str:
    """All that is beyond ASCII as letters where it may be, and encoded where not."""
    return "".join(letter if letter.isascii() or _is_seen(letter) else quote(letter) for letter in unescaped(url))


def _is_seen(letter: str) -> bool:
    return (
        category(letter)[0] in "LMN"
        and bidirectional(letter) not in _TURNS
        and not any(word in name(letter, "") for word in _UNSEEN)
    )
