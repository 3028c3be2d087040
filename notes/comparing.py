"""Two texts read against each other, line by line and then word by word. Imports nothing of ours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST_LINES, MOST_WORDS = 2_000, 600  # beyond these a closer look would take too long to be worth it


@dataclass(frozen=True)
class Stretch:
    words: str
    differs: bool


@dataclass(frozen=True)
class Pair:
    """A passage in both texts. `fate` is "same", "changed", "left" (only in the first) or "right"."""

    fate: str
    left: tuple[Stretch, ...]
    right: tuple[Stretch, ...]


def compare(left: str, right: str) -> list[Pair]:
    if left == right:
        return [_pair("same", left, right)] if left else []
    here, there = left.split("\n"), right.split("\n")
    if max(len(here), len(there)) > MOST_LINES:
        return [_pair("changed", left, right)]
    pairs = []
    for tag, a, b, c, d in SequenceMatcher(None, here, there).get_opcodes():
        mine, theirs = "\n".join(here[a:b]).strip("\n"), "\n".join(there[c:d]).strip("\n")
        if not mine.strip() and not theirs.strip():
            continue
        fate = "same" if tag == "equal" or mine == theirs else "changed" if mine and theirs else _only(mine)
        pairs.append(_pair(fate, mine, theirs))
    return pairs


def _only(left: str) -> str:
    return "left" if left else "right"


def _pair(fate: str, left: str, right: str) -> Pair:
    if fate == "changed":
        return Pair(fate, *_words(left, right))
    differs = fate != "same"
    return Pair(fate, (Stretch(left, differs),) if left else (), (Stretch(right, differs),) if right else ())


def _words(left: str, right: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    here, there = re.findall(r"\s+|\w+|[^\w\s]", left), re.findall(r"\s+|\w+|[^\w\s]", right)
    if max(len(here), len(there)) > MOST_WORDS:
        return (Stretch(left, True),), (Stretch(right, True),)
    mine: list[Stretch] = []
    theirs: list[Stretch] = []
    for tag, a, b, c, d in SequenceMatcher(None, here, there, autojunk=False).get_opcodes():
        differs = tag != "equal"
        if a < b:
            mine.append(Stretch("".join(here[a:b]), differs))
        if c < d:
            theirs.append(Stretch("".join(there[c:d]), differs))
    return tuple(mine), tuple(theirs)
