"""Where the words of a question stand in a text, as pieces to print: (text, is_match). No HTML is made here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from notes.search.analysis import Word, stems_in, words
from notes.search.query import Atom, Query

PASSAGE = 260  # letters
_LEAD = 60  # letters before the first match
_CANDIDATES = 200  # matches of one text, of one term, that are marked and weighed against each other
_JOINTS = " \u00a0-‐‑–'’/.&"  # what may stand between two matched words that are marked as one


class Piece(NamedTuple):
    text: str
    is_match: bool


class Match(NamedTuple):
    start: int
    end: int
    term: int  # the number of the term in query.wanted


@dataclass(frozen=True)
class Text:
    """A text and what matches in it."""

    text: str
    matches: tuple[Match, ...]

    @property
    def terms(self) -> frozenset[int]:
        return frozenset(match.term for match in self.matches)

    def pieces(self, start: int = 0, end: int | None = None) -> tuple[Piece, ...]:
        end = len(self.text) if end is None else end
        pieces, place = [], start
        for first, last in _joined(self.text, self.matches):
            if first >= place and last <= end:
                pieces += [Piece(self.text[place:first], False), Piece(self.text[first:last], True)]
                place = last
        pieces.append(Piece(self.text[place:end], False))
        return tuple(piece for piece in pieces if piece.text)

    def passage(self) -> tuple[Piece, ...]:
        """The stretch that holds the most of what was asked for, between whole words."""
        if len(self.text) <= PASSAGE + _LEAD:
            return self.pieces()
        best = max(self.matches[:_CANDIDATES], key=self._terms_near, default=None)
        start = self._word_edge(best.start - _LEAD) if best else 0
        end = self._word_edge(start + PASSAGE)
        before = (Piece("… ", False),) if start else ()
        after = (Piece(" …", False),) if end < len(self.text) else ()
        return before + self.pieces(start, end) + after

    def _terms_near(self, match: Match) -> tuple[int, int]:
        reach = match.start + PASSAGE - 2 * _LEAD
        near = {other.term for other in self.matches[:_CANDIDATES] if match.start <= other.start <= reach}
        return len(near), -match.start

    def _word_edge(self, place: int) -> int:
        """The end of a word near a place. A word too long to wait for is cut."""
        if place <= 0:
            return 0
        if place >= len(self.text) - 20:
            return len(self.text)
        space = self.text.find(" ", place, place + 40)
        return place if space < 0 else space + 1


def look(text: str, query: Query) -> Text:
    """What of a query stands in a text."""
    atoms = [atom for term in query.wanted for atom in term.atoms]
    if not atoms or not _may_stand(atoms, stems_in(text)):
        return Text(text, ())
    found = words(text)
    places = defaultdict(list)
    for place, word in enumerate(found):
        places[word.stem].append(place)
    matches = {
        Match(found[first].start, found[first + len(atom.stems) - 1].end, number)
        for number, term in enumerate(query.wanted)
        for atom in term.atoms
        for first in islice(_places(atom, found, places), _CANDIDATES)
    }
    return Text(text, tuple(sorted(matches)))


def _may_stand(atoms: Iterable[Atom], stems: set[str]) -> bool:
    """Whether one of the atoms can be found among these words. Most texts hold none, and are left at that."""
    for atom in atoms:
        *before, last = atom.stems
        if atom.is_beginning:
            if stems.issuperset(before) and any(stem.startswith(last) for stem in stems):
                return True
        elif last in stems and stems.issuperset(before):
            return True
    return False


def _places(atom: Atom, found: Sequence[Word], places: Mapping[str, list[int]]) -> Iterator[int]:
    """Where an atom begins, in words."""
    *before, last = atom.stems
    stems = [stem for stem in places if stem.startswith(last)] if atom.is_beginning else [last]
    for stem in stems:
        for place in places.get(stem, ()):
            first = place - len(before)
            if first >= 0 and all(found[first + n].stem == wanted for n, wanted in enumerate(before)):
                yield first


def _joined(text: str, matches: Iterable[Match]) -> list[tuple[int, int]]:
    """Matches as stretches: those that overlap, or have but a space or a hyphen between them, are one."""
    stretches: list[tuple[int, int]] = []
    for match in matches:
        if stretches and not text[stretches[-1][1] : match.start].strip(_JOINTS):
            stretches[-1] = (stretches[-1][0], max(stretches[-1][1], match.end))
        else:
            stretches.append((match.start, match.end))
    return stretches
