"""Two texts read against each other, line by line and then word by word. Imports nothing of ours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

LONG = 60  # words
LIKE = 0.4  # of their words in common: then one line was made from the other, and else it took its place
MOST_ALIGNED = 2_500  # lines of one text times lines of the other
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

    @property
    def together(self) -> list[tuple[str, str]]:
        """Both as one text: what is "same", "removed" or "added", in the order in which one reads it."""
        left, right, found = list(self.left), list(self.right), []
        while left or right:
            if left and left[0].differs:
                found.append(("removed", left.pop(0).words))
            elif right and right[0].differs:
                found.append(("added", right.pop(0).words))
            else:
                found.append(("same", (left.pop(0) if left else right[0]).words))
                del right[:1]
        return found

    @property
    def words(self) -> int:
        return _count(self.right or self.left)

    @property
    def added(self) -> int:
        return _count(stretch for stretch in self.right if stretch.differs)

    @property
    def removed(self) -> int:
        return _count(stretch for stretch in self.left if stretch.differs)

    @property
    def is_long(self) -> bool:
        """Unchanged, and so much of it that it stands in the way of what changed."""
        return self.fate == "same" and self.words > LONG


def compare(left: str, right: str) -> list[Pair]:
    if left == right:
        return [_pair("same", left, right)] if left else []
    here, there = left.split("\n"), right.split("\n")
    if max(len(here), len(there)) > MOST_LINES:
        return [_pair("changed", left, right)]
    pairs = []
    for tag, a, b, c, d in SequenceMatcher(None, here, there).get_opcodes():
        if tag == "replace" and 1 < (b - a) * (d - c) <= MOST_ALIGNED:
            pairs += [_line(*lines) for lines in _aligned(here[a:b], there[c:d]) if any(map(str.strip, lines))]
            continue
        mine, theirs = "\n".join(here[a:b]).strip("\n"), "\n".join(there[c:d]).strip("\n")
        if not mine.strip() and not theirs.strip():
            continue
        fate = "same" if tag == "equal" or mine == theirs else "changed" if mine and theirs else _only(mine)
        pairs.append(_pair(fate, mine, theirs))
    return pairs


def _aligned(here: list[str], there: list[str]) -> list[tuple[str, str]]:
    """Each line beside the one that it was made into, "" where there is none: the likest first, then what stands
    before and after it.
    """
    mine, theirs = ([Counter(re.findall(r"\w+", line)) for line in lines] for lines in (here, there))
    likeness = [[_likeness(one, other) for other in theirs] for one in mine]

    def align(a: int, b: int, c: int, d: int) -> list[tuple[str, str]]:
        pairs = ((likeness[m][n], -m, -n) for m in range(a, b) for n in range(c, d))
        likest, m, n = max(pairs, default=(0.0, 0, 0))
        if likest < LIKE:
            return [(line, "") for line in here[a:b]] + [("", line) for line in there[c:d]]
        return [*align(a, -m, c, -n), (here[-m], there[-n]), *align(1 - m, b, 1 - n, d)]

    return align(0, len(here), 0, len(there))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / ((one.total() + other.total()) or 1)


def _are_alike(one: str, other: str) -> bool:
    return _likeness(Counter(re.findall(r"\w+", one)), Counter(re.findall(r"\w+", other))) >= LIKE


def _line(mine: str, theirs: str) -> Pair:
    return _pair("same" if mine == theirs else "changed" if mine and theirs else _only(mine), mine, theirs)


def _only(left: str) -> str:
    return "left" if left else "right"


def _pair(fate: str, left: str, right: str) -> Pair:
    if fate == "changed":
        return Pair(fate, *_words(left, right))
    differs = fate != "same"
    return Pair(fate, (Stretch(left, differs),) if left else (), (Stretch(right, differs),) if right else ())


def _words(left: str, right: str) -> tuple[tuple[Stretch, ...], tuple[Stretch, ...]]:
    here, there = re.findall(r"\s+|\w+|[^\w\s]", left), re.findall(r"\s+|\w+|[^\w\s]", right)
    if max(len(here), len(there)) > MOST_WORDS or not _are_alike(left, right):
        return (Stretch(left, True),), (Stretch(right, True),)
    mine: list[Stretch] = []
    theirs: list[Stretch] = []
    codes = SequenceMatcher(None, here, there, autojunk=False).get_opcodes()
    for n, (tag, a, b, c, d) in enumerate(codes):
        # A space or a comma between two changes is no island to stop at
        differs = tag != "equal" or (0 < n < len(codes) - 1 and not re.search(r"\w", "".join(here[a:b])))
        _append(mine, "".join(here[a:b]), differs)
        _append(theirs, "".join(there[c:d]), differs)
    return tuple(mine), tuple(theirs)


def _append(stretches: list[Stretch], words: str, differs: bool) -> None:
    """What differs goes on from what differed."""
    if words and differs and stretches and stretches[-1].differs:
        stretches[-1] = Stretch(stretches[-1].words + words, True)
    elif words:
        stretches.append(Stretch(words, differs))


def _count(stretches: Iterable[Stretch]) -> int:
    return sum(len(re.findall(r"\w+", stretch.words)) for stretch in stretches)


def longest_run(numbers: list[int]) -> list[int]:
    """The longest run of them that rises, not necessarily side by side."""
    best: list[list[int]] = []
    for number in numbers:
        before = max((run for run in best if run[-1] < number), key=len, default=[])
        best.append([*before, number])
    return max(best, key=len, default=[])
