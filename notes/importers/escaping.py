"""Words → Markdown that shows them as they were typed."""

from __future__ import annotations

import re

URL = r"(?:https?://|www\.|mailto:)[^\s<>“”‘’«»…]+"  # no curly quotes: they end what was said before
_TOKEN = re.compile(
    rf"(?P<url>{URL})"
    r"|(?P<entity>&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});)"
    r"|(?P<backslash>\\(?=[!-/:-@\[-`{-~]|$))"
    r"|(?P<star>\*+)"
    r"|(?P<underscore>_+)"
    r"|(?P<tick>`+)"
    r"|(?P<tilde>~~+)"
    r"|(?P<bracket>\[)",
    re.I,
)
_LINE_START = re.compile(
    r"^(?P<hash>#{1,6})(?=\s|#|\w|$)|^(?P<bullet>[-+])(?=\s|$)|^(?P<number>\d{1,9})(?=[.)](?:\s|$))"
)
_RULE = re.compile(r"^(?:-[ \t]*){2,}$|^=+$")


def typed(text: str, *, at_start: bool = True) -> str:
    """Markdown that shows `text` as it is: marks that Markdown would read are escaped, addresses are left alone.

    `at_start` says that the text begins a line, where "#", "-" and "1." have a meaning.
    """
    shown = _TOKEN.sub(_escaped, text)
    return "\n".join(_safe_start(line) if at_start or n else line for n, line in enumerate(shown.split("\n")))


def destination(url: str) -> str:
    """An address as it may stand in `[words](…)`."""
    url = re.sub(r"\s+", "%20", url.strip())
    url = re.sub(r"[<>\"\\^`{|}]", lambda found: f"%{ord(found[0]):02X}", url) if not re.search(r"\{[{%]", url) else url
    if not _is_balanced(url):
        url = url.replace("(", "%28").replace(")", "%29")
    return url


def link(words: str, url: str, title: str = "") -> str:
    """`words` are Markdown already. A title that only repeats the words is left out."""
    said = " ".join(title.replace('"', "”").split())
    if not said or said.casefold() in words.casefold().replace("\\", ""):
        return f"[{words}]({destination(url)})"
    return f'[{words}]({destination(url)} "{said}")'


def _escaped(found: re.Match[str]) -> str:
    text, kind = found[0], found.lastgroup
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    if kind == "url":
        return _bounded(text) if after and after in "“”‘’«»…" else text
    if kind == "entity":
        return f"&amp;{text[1:]}"
    if kind == "star" and before.isspace() and after.isspace():
        return text
    if kind == "underscore" and (before.isalnum() and after.isalnum()):
        return text
    if kind == "bracket" and not _means_something(found.string, found.end()):
        return text
    return "".join(f"\\{character}" for character in text)


def _bounded(url: str) -> str:
    """An address with its ends marked, for what follows would be taken for a part of it."""
    bare = url.rstrip(".,;:!?'\"")
    while bare.endswith(")") and not _is_balanced(bare):
        bare = bare[:-1].rstrip(".,;:!?'\"")
    return f"<{bare}>{url[len(bare) :]}" if bare.startswith("http") else url


def _means_something(text: str, inside: int) -> bool:
    """Whether a "[" would begin a link, a footnote, a definition or a tick box."""
    if text[inside : inside + 1] == "^":
        return True
    end = text.find("]", inside, inside + 1_000)
    if end < 0:
        return False
    return (
        text[end + 1 : end + 2] in {"(", "[", ":"}
        or text[inside:end] in {" ", "x", "X"}
        or "]" in text[end + 1 : end + 3]
    )


def _safe_start(line: str) -> str:
    stripped = line.lstrip()
    if _RULE.match(stripped):
        return f"\\{stripped}"
    return _LINE_START.sub(lambda found: f"{found[0]}\\" if found["number"] else f"\\{found[0]}", stripped)


def _is_balanced(url: str) -> bool:
    depth = 0
    for character in url:
        depth += (character == "(") - (character == ")")
        if depth < 0:
            return False
    return depth == 0
