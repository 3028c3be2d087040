"""What stands on the page of a search that finds nothing, or not all of its words: what may have been meant, which part
emptied it, and the wider questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from notes.querysets import SectionQuerySet
from notes.search.asking import Asked
from notes.search.finding import Results
from notes.search.misnamed import misnamed
from notes.search.offers import Offering
from notes.search.query import (
    AUTHOR,
    HAS,
    IS,
    JOURNAL,
    PERIOD,
    SINCE,
    TOPIC,
    UNTIL,
    WEEK,
    YEAR,
    Filter,
    Group,
    Query,
    in_words,
)  # fmt: skip
from notes.search.spelling import misspelt
from notes.search.widening import widen

_SAYS = {
    TOPIC: "is filed under “{}”", JOURNAL: "is by “{}”", AUTHOR: "was written by “{}”", HAS: "has {}", IS: "is for {}",
    WEEK: "is from {}", YEAR: "is from {}", PERIOD: "is from {}",
    SINCE: "is from {} or later", UNTIL: "is from {} or earlier",
}  # fmt: skip


@dataclass(frozen=True)
class Nowhere:
    """A part that nothing answers: words, or the end of a sentence that begins with "Nothing that you may read"."""

    words: str = ""
    ending: str = ""


def nothing_found(sections: SectionQuerySet, asked: Asked, query: Query, *, today: date) -> dict[str, Any]:
    widening = widen(sections, asked, query)
    offering = Offering(sections, today, frozenset(part.asks for part in widening.nowhere))
    names = misnamed(asked, query, offering)
    told = {(name.filter, name.typed) for name in names}
    left = [part for part in widening.nowhere if not told.intersection(_values(part))]
    return {
        "misspelt": misspelt(asked, query, offering),
        "misnamed": names,
        "widening": widening,
        "nowhere": [_nowhere(part) for part in left],
    }


def some_missing(sections: SectionQuerySet, asked: Asked, results: Results, *, today: date) -> dict[str, Any]:
    """Of a question of which some words may be missing: those that stand nowhere at all."""
    wanted = results.query.wanted
    seen = {number for found in results.entries for hit in found.hits for number in hit.terms}
    standing = frozenset(stem for number in seen for atom in wanted[number].atoms for stem in atom.stems)
    offering = Offering(sections, today, finds_anyway=True)
    return {"misspelt": misspelt(asked, results.query, offering, standing=standing)}


def _values(part: Group | Filter) -> list[tuple[str, str]]:
    return [(part.name, value) for value in part.values] if isinstance(part, Filter) else []


def _nowhere(part: Group | Filter) -> Nowhere:
    if isinstance(part, Filter):
        if part.negated:
            return Nowhere(ending=f"is {in_words(part)}")
        return Nowhere(ending=f"is from {in_words(part)}" if part.word else _SAYS[part.name].format(part.says))
    kind = "" if part.label == "either" else part.terms[0].kind
    if kind == "beginning":
        return Nowhere(ending=f"has a word that begins with “{part.says}”")
    if kind in ("address", "host"):
        return Nowhere(ending=f"cites {part.label.removeprefix('citing')} {part.says}".replace("  ", " "))
    return Nowhere(words=part.says.strip("“”"))
