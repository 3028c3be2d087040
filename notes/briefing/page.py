"""What stands in a briefing, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from notes.topic_history import Tallied
from notes.weeks import Week

LONGEST_ADDRESS = 90  # letters of an address that is cited, where it is written out

Pieces = tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Passage:
    """The key words of a section, in pieces: (text, whether it matched)."""

    week: Week
    journal: str
    heading: str
    pieces: Pieces
    audience: str
    url: str  # whole, as on paper

    @property
    def text(self) -> str:
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True)
class Period:
    """A week, a month or a year, and how many sections more it holds, which `url` leads to."""

    name: str
    passages: list[Passage]
    more: int
    url: str
    is_week: bool = False


@dataclass(frozen=True)
class Source:
    """What is cited, by the words that cite it. Its address is empty where it is none of the web."""

    name: str
    address: str
    count: int

    @property
    def written(self) -> str:
        """Its address as paper has room for it."""
        return self.address if len(self.address) <= LONGEST_ADDRESS else f"{self.address[: LONGEST_ADDRESS - 1]}…"


@dataclass(frozen=True)
class Briefing:
    title: str
    asked: str  # what it is a briefing of, for the name of a file
    url: str  # of the whole list
    count: int
    made_on: date
    by_week: dict[Week, int] = field(default_factory=dict)
    writers: list[Tallied] = field(default_factory=list)
    more_writers: int = 0
    periods: list[Period] = field(default_factory=list)
    cited: list[Source] = field(default_factory=list)

    @property
    def first(self) -> Week | None:
        return min(self.by_week, default=None)

    @property
    def last(self) -> Week | None:
        return max(self.by_week, default=None)

    @property
    def span(self) -> str:
        if not self.first or not self.last:
            return ""
        return self.first.name if self.first == self.last else f"{self.first.name} to {self.last.name}"

    @property
    def passages(self) -> list[Passage]:
        return [passage for period in self.periods for passage in period.passages]

    @property
    def left_out(self) -> int:
        return self.count - len(self.passages)

    @property
    def is_for_all(self) -> bool:
        """Whether nothing in it is for colleagues or members alone."""
        return all(passage.audience == "everyone" for passage in self.passages)
