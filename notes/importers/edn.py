"""EDN, as some notes have it as front matter: {:title "Weeknotes #3", :tags ["a" "b"]} (github.com/edn-format/edn)."""

from __future__ import annotations

import re
from typing import Any

_TOKEN = re.compile(
    r"(?P<space>[\s,]+|;[^\n]*)|(?P<string>\"(?:[^\"\\]|\\.)*\")|(?P<open>#?\{|[\[(])|(?P<close>[}\])])"
    r"|(?P<discard>\#_)|(?P<tagged>\#[A-Za-z][^\s,\"{}\[\]()]*)|(?P<atom>[^\s,\"{}\[\]();]+)",
    re.S,
)
_CLOSERS = {"{": "}", "#{": "}", "[": "]", "(": ")"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\n"}
DEEPEST, LARGEST = 20, 100_000


def read_map(text: str) -> tuple[dict[str, Any], int]:
    """The map that the text begins with, and where it ends. Scalars stay strings; keywords lose their colon.

    Raise ValueError where the text does not begin with a map.
    """
    stack: list[tuple[str, list[Any]]] = []
    at = 0
    while token := _TOKEN.match(text, at):
        kind, said = token.lastgroup, token[0]
        at = token.end()
        if at > LARGEST:
            break
        if kind == "open":
            if not stack and said != "{":
                break
            if len(stack) >= DEEPEST:
                raise ValueError("The front matter is nested too deeply.")
            stack.append((said, []))
        elif kind == "close":
            if not stack or _CLOSERS[stack[-1][0]] != said:
                break
            mark, values = stack.pop()
            value: Any = values if mark != "{" else dict(zip(map(str, values[::2]), values[1::2], strict=False))
            if not stack:
                return value, at
            stack[-1][1].append(value)
        elif kind in {"string", "atom"}:
            if not stack:
                break
            stack[-1][1].append(_scalar(said))
    raise ValueError("The front matter is no EDN map.")


def _scalar(said: str) -> str:
    if said.startswith('"'):
        return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), said[1:-1], flags=re.S)
    return "" if said == "nil" else said.removeprefix(":")
