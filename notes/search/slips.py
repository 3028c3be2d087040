"""How far two spellings are apart, for misspelt words and for topics that look like one."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

NEAR = 5  # names


def come_near(typed: str, names: Iterable[str]) -> list[str]:
    """Those of some names that hold what was typed, or are spelt nearly so, or have a word that is."""
    names = list(names)
    holding = [name for name in names if typed and typed in name]
    words: dict[str, list[str]] = {}
    for name in names:
        for word in name.split():
            words.setdefault(word, []).append(name)
    of_words = [name for word in get_close_matches(typed, words, NEAR, 0.75) for name in words[word]]
    return list(dict.fromkeys([*holding, *get_close_matches(typed, names, NEAR), *of_words]))[:NEAR]


def slips_between(one: str, other: str) -> int:
    """Letters left out, put in, mistaken or swapped with the next (the optimal string alignment distance)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]
