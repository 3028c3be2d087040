"""Web addresses that entries cite: which we link to, and which are one however they are spelt."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from unicodedata import normalize
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

MAX_LENGTH = 2_000
# What senders of mail and advertisements add, to know who came from where: no page is another for it
_TRACKING = re.compile(
    r"^(utm_\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|mc_[ce]id|_hs\w+|mkt_tok)$",
    re.IGNORECASE,
)
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})")
_BEYOND_ASCII = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
_HOST_IN_ASCII = re.compile(r"\bxn--[a-z0-9-]{1,59}", re.I)
_PORTS = {"http": 80, "https": 443}
_WITHOUT_SCHEME = re.compile(r"^[\w.-]+\.[^\W\d_]{2,24}[/:?#]\S*$")


def site_of(url: str) -> str:
    """The host as people say it: "bytherye.com". Empty where there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def is_web(url: str) -> bool:
    """Whether a reader may be sent there: http or https, a host, no credentials, no control characters."""
    if len(url) > MAX_LENGTH or re.search(r"[\x00-\x20\x7f<>\"\\^`{|}]", url):
        return False
    try:
        parts = urlsplit(url)
        port_is_a_number = parts.port is None or parts.port > 0
    except ValueError:
        return False
    return parts.scheme.lower() in _PORTS and bool(parts.hostname) and "@" not in parts.netloc and port_is_a_number


def typed(text: str) -> str | None:
    """The address that somebody typed, with or without its scheme: "bytherye.com/2013/" is "https://bytherye.com/2013/".
    None where nothing like one was typed.
    """
    bare = _WITHOUT_SCHEME.match(text) or text.lower().startswith("www.")
    url = f"https://{text}" if bare else text
    return url if is_web(url) else None


def canonical(url: str) -> str:
    """What different spellings of one address share: scheme, case of the host, www, default port,
    last slash, fragment, tracking parameters, "." and ".." in the path, ways of percent-encoding, of composing letters
    and of writing an international name fold.
    """
    parts = urlsplit(url)
    host = in_ascii(site_of(url))
    port = f":{parts.port}" if parts.port and parts.port != _PORTS.get(parts.scheme) else ""
    path = _composed(_ESCAPED.sub(_as_one_writes_it, _in_escapes(parts.path)))
    path = _without_dots(path).rstrip("/")
    pairs = parse_qsl(normalize("NFC", unescaped(parts.query)), keep_blank_values=True)
    query = urlencode([pair for pair in pairs if not _TRACKING.match(pair[0])])
    # "#!/page" is an address inside one page; any other fragment is a place in it
    fragment = f"#{parts.fragment}" if parts.fragment.startswith(("!", "/")) else ""
    return f"{host}{port}{path}{'?' if query else ''}{query}{fragment}"


def in_ascii(host: str) -> str:
    """As it is looked up: "münchen.example" is "xn--mnchen-3ya.example". What is no name stays as it is."""
    try:
        return host.removesuffix(".").encode("idna").decode()
    except UnicodeError:
        return host


def _as_one_writes_it(escaped: re.Match[str]) -> str:
    """ "%7e" is "~", and "%c3" is "%C3" (RFC 3986, 6.2.2); "%2F" is no "/"."""
    letter = chr(int(escaped[1], 16))
    return letter if letter.isascii() and (letter.isalnum() or letter in "-._~") else escaped[0].upper()


def _in_escapes(path: str) -> str:
    return quote(path, safe="/%:@!$&'()*+,;=~-._")


def _composed(path: str) -> str:
    """An é that is an e and an accent is an é (Unicode's form C), as most people's keyboards make it."""
    return _in_escapes(normalize("NFC", unescaped(path)))


def unescaped(text: str) -> str:
    """With the letters beyond ASCII that percent signs stand for, as far as they are UTF-8; what is ASCII stays."""
    return _BEYOND_ASCII.sub(_as_letters, text)


def _as_letters(escapes: re.Match[str]) -> str:
    try:
        return unquote(escapes[0], errors="strict")
    except UnicodeDecodeError:
        return escapes[0]


def _without_dots(path: str) -> str:
    """ "/a/./b" and "/a/x/../b" are "/a/b" (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del kept[max(1, len(kept) - 1) :]
        elif part != ".":
            kept.append(part)
    return "/".join(kept)


def fingerprint(url: str) -> str:
    """64 hexadecimal digits that are the same for all spellings of one address. An address may be longer
    than a database index takes, so this is what is unique.
    """
    return hashlib.sha256(canonical(url).encode()).hexdigest()


def tidy(url: str) -> str:
    """The address as a browser would send it: without spaces around it, with what must be encoded encoded."""
    url = url.strip()
    return re.sub(r"[ \"<>^`{|}]", lambda match: quote(match[0]), url) if url.lower().startswith("http") else url


def as_read(url: str) -> str:
    """An address to search in, as people type it: "xn--mnchen-3ya.example/caf%C3%A9" is "münchen.example/café". What
    is shown comes from `legible`.
    """
    read = _HOST_IN_ASCII.sub(lambda match: _in_letters(match[0]), unquote(url))
    return re.sub(r"[\x00-\x1f\x7f]", " ", read)


def _in_letters(label: str) -> str:
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def preferred(urls: Iterable[str]) -> str:
    """Of several spellings, the one to show and to link to: the first with https, or else the first."""
    return min(urls, key=lambda url: not url.lower().startswith("https:"))


def without_place(url: str) -> str:
    """The address of the page alone: no fragment and no tracking, which may say where somebody came from."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if not _TRACKING.match(pair[0])]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) else ""
    return parts._replace(query=query, fragment=fragment).geturl()
