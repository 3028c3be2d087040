"""A hit opens its entry with the question's words marked there as well: how the link carries them, and what they mark.

Nothing of an address is shown. It says which words of a text are marked, of the text that its reader sees anyway.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from notes import markup
from notes.models import Entry
from notes.search.analysis import stems
from notes.search.marking import Piece, look
from notes.search.query import Atom, Group, Query, Term
from notes.search.terms import beginnings

ARGUMENT = "marked"
LONGEST, MOST = 200, 16  # letters in all, words and phrases
_STAND_IN_TEXT = {"word", "phrase", "beginning", "site"}  # what an address leads to stands nowhere


class Marked(NamedTuple):
    places: int
    title: tuple[Piece, ...]
    summary: tuple[Piece, ...]


def asking_for_marks(query: Query) -> str:
    """What the link of a hit carries, "?marked=damp&marked=data+sharing"; nothing where no words were asked for."""
    asked = (term.says + "*" * (term.kind == "beginning") for term in query.wanted if term.kind in _STAND_IN_TEXT)
    pairs = [(ARGUMENT, says) for says in _few(list(dict.fromkeys(asked)))]
    return "?" + urlencode(pairs) if pairs else ""


def mark(entry: Entry, asked: Sequence[str]) -> Marked | None:
    """Mark what is asked for in an entry with its `seen_sections`, which are for reading and never saved. None, where
    nothing was asked for.
    """
    query = Query(groups=tuple(Group((term,)) for says in _few(asked) for term in _terms(says)))
    if query.is_empty:
        return None
    title, summary = (look(text, query).pieces() for text in (entry.title, entry.summary))
    places = _count(title) + _count(summary)
    for section in entry.seen_sections:
        section.marked_heading = look(section.heading, query).pieces()
        section.html, found = markup.with_marks(section.html, lambda text: look(text, query).pieces())
        places += found + _count(section.marked_heading)
        for topic in section.topics.all():
            topic.marked_name = look(topic.name, query).pieces()
            places += _count(topic.marked_name)
    return Marked(places, title, summary)


def _few(asked: Sequence[str]) -> Iterator[str]:
    letters = 0
    for says in asked[:MOST]:
        letters += len(says)
        if letters > LONGEST:
            return
        yield says


def _terms(says: str) -> Iterator[Term]:
    """Words side by side; with a star at the end, the last is the beginning of one."""
    if says.endswith("*") and (atoms := beginnings(says)):
        yield Term(says, atoms, "beginning")
    elif found := tuple(stems(says)):
        yield Term(says, (Atom(found),), "phrase")


def _count(pieces: Sequence[Piece]) -> int:
    return sum(piece.is_match for piece in pieces)
