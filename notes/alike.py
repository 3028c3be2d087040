"""Topics whose names look like two spellings of one: proposed to the owner, never merged by themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import NamedTuple

from notes.search.analysis import is_common, stems
from notes.search.slips import slips_between

LONG, SHORT = 10, 5  # letters: two slips are forgiven in a long name, one in a short one, none in a shorter one
MOST_OF_A_KIND = 12  # names that share one shape; more say nothing


class Pair(NamedTuple):
    """Two keys, and why they may be one."""

    first: str
    second: str
    why: str


def pairs(keys: Iterable[str]) -> list[Pair]:
    """Each pair once, for its best reason."""
    keys = sorted(set(keys))
    found: dict[tuple[str, str], Pair] = {}
    misspelt = list(_misspelt(keys))
    inside = [pair for pair in misspelt if _ends_alike(*pair[:2])]  # "governence" is no form of "governance"
    for one, other, why in (*_spaced(keys), *inside, *_of_one_stem(keys), *_short_for(keys), *misspelt):
        pair = min(one, other), max(one, other)
        found.setdefault(pair, Pair(*pair, why))
    return sorted(found.values())


def _spaced(keys: list[str]) -> Iterator[Pair]:
    yield from _sharing(keys, lambda key: "".join(filter(str.isalnum, key)), "the same but for spaces and signs")


def _of_one_stem(keys: list[str]) -> Iterator[Pair]:
    yield from _sharing(keys, lambda key: " ".join(stems(key)), "two forms of the same words")


def _sharing(keys: list[str], shape, why: str) -> Iterator[Pair]:
    shapes: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        shapes[shape(key)].append(key)
    for shared, alike in shapes.items():
        if shared and len(alike) <= MOST_OF_A_KIND:
            yield from (Pair(one, other, why) for one, other in combinations(alike, 2))


def _short_for(keys: list[str]) -> Iterator[Pair]:
    """The first letters of three words or more: "gds" and "government digital service"."""
    known = set(keys)
    for key in keys:
        words = key.split()
        letters = {"".join(word[0] for word in words), "".join(word[0] for word in words if not is_common(word))}
        yield from (Pair(key, short, "the short form of it") for short in letters & known if len(short) >= 3)


def _misspelt(keys: list[str]) -> Iterator[Pair]:
    """Names that meet when a letter or two are left out, and are as near as that. Figures are never slips."""
    near: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        for left in _leaving_out(key, slips(key)):
            near[left].append(key)
    seen = set()
    for alike in near.values():
        if len(alike) > MOST_OF_A_KIND:
            continue
        for one, other in combinations(alike, 2):
            if (one, other) not in seen and _figures(one) == _figures(other):
                seen.add((one, other))
                if slips_between(one, other) <= min(slips(one), slips(other)):
                    yield Pair(one, other, "a letter or two apart")


def _ends_alike(one: str, other: str) -> bool:
    """Of words that differ, both end in the same letter: two forms of a word differ to the end."""
    pairs = zip(one.split(), other.split(), strict=False)
    return all(word[-1] == another[-1] for word, another in pairs if word != another)


def slips(key: str) -> int:
    return 2 if len(key) >= LONG else 1 if len(key) >= SHORT else 0


def _leaving_out(key: str, most: int) -> set[str]:
    found = {key}
    for _ in range(most):
        found |= {left[:place] + left[place + 1 :] for left in found for place in range(len(left))}
    return found


def _figures(key: str) -> list[str]:
    return [letter for letter in key if letter.isdigit()]
