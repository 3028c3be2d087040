"""People who are named, and ways to reach them, where everybody can read it."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from notes.advising.advice import Advice, Excerpt, Place
from notes.content import EVERYONE
from notes.models import Journal, User

_WORD = re.compile(r"[^\W_]+(?:['’\-‐‑][^\W_]+)*")
_POSSESSIVE = re.compile(r"'s?$")
_LETTERS = str.maketrans("øłđðı’‐‑", "olddi'--", "") | {ord("æ"): "ae", ord("œ"): "oe"}  # accents that do not come off
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_WEB = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w+/.,:£$€-])(?:\+|\(?0)[\d \u00a0()-]{7,24}\d(?![\w/]|[.,-]\d)")


class Name(NamedTuple):
    first: tuple[str, ...]
    last: tuple[str, ...]
    said: str


class Word(NamedTuple):
    folded: str
    start: int
    end: int


def on_names(places: list[Place], journal: Journal) -> Iterator[Advice]:
    """Each person once, where they are named first. Members are left out: they know what stands here."""
    lines = [(place, unicodedata.normalize("NFC", line)) for place in open_to_all(places) for line in place.lines]
    words = [(place, line, words_of(line)) for place, line in lines]
    used = {word.folded for _, _, line_words in words for word in line_words}
    names = [name for name in staff_outside(journal) if used.issuperset((*name.first, *name.last))] if used else []
    if not names:
        return
    starts = defaultdict(list)
    for name in names:
        for beginning in {name.first[0], name.last[0]}:
            starts[beginning].append(name)
    told: set[str] = set()
    for place, line, line_words in words:
        for at, word in enumerate(line_words):
            for name in starts.get(word.folded, ()):
                length = named_at(name, line_words[at:])
                if length and name.said not in told:
                    told.add(name.said)
                    yield place.advice(
                        f"You name {name.said} where everyone can read it",
                        f"Does {name.said.partition(' ')[0]} know? If it may be unwelcome, a role says as much.",
                        excerpt=Excerpt.of(line, word.start, line_words[at + length - 1].end),
                    )


def on_contacts(places: list[Place]) -> Iterator[Advice]:
    for place in open_to_all(places):
        for line in place.lines:
            for found in _MAIL.finditer(line):
                yield place.advice(
                    f"The email address {found[0]} stands where everyone can read it",
                    "So can whoever collects addresses. If it is one person’s, a team’s may be kinder.",
                    excerpt=Excerpt.of(line, *found.span()),
                )
            bare = _WEB.sub(lambda address: " " * len(address[0]), line)  # numbers in addresses are no telephones
            for found in _PHONE.finditer(bare):
                if 9 <= sum(map(str.isdigit, found[0])) <= 15:  # ITU-T E.164: fifteen at most
                    yield place.advice(
                        f"The telephone number {found[0].strip()} stands where everyone can read it",
                        "If it is one person’s, a team’s may be kinder.",
                        excerpt=Excerpt.of(line, *found.span()),
                    )
        for address, words in place.proof.links:
            if address.lower().startswith("mailto:") and not _MAIL.search(words):
                yield place.advice(f"The link on ‘{words}’ gives everyone the email address {address[7:]}")


def open_to_all(places: Iterable[Place]) -> list[Place]:
    return [place for place in places if place.audience == EVERYONE]


def staff_outside(journal: Journal) -> Iterator[Name]:
    """Everybody with an account and a whole name, but for the members of this journal. One question, of short rows."""
    staff = User.objects.filter(is_active=True).exclude(pk__in=journal.members.values("pk"))
    for first, last in staff.order_by().values_list("first_name", "last_name"):
        name = Name(folded(first), folded(last), f"{first} {last}".strip())
        if name.first and name.last:
            yield name


def folded(text: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words_of(unicodedata.normalize("NFC", text)))


def words_of(line: str) -> list[Word]:
    """Whole words, with accents and case folded: "Siân’s" is "sian"."""
    return [Word(fold(found[0]), *found.span()) for found in _WORD.finditer(line)]


def fold(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS)) if not word.isascii() else word.lower()
    return _POSSESSIVE.sub("", "".join(c for c in letters if not unicodedata.combining(c)))


def named_at(name: Name, words: Sequence[Word]) -> int:
    """How many words name the person there: "Dele Ogunbanjo", "Dele B Ogunbanjo", "Ogunbanjo, Dele"; 0 if none do."""
    first, last = name.first, name.last
    here = tuple(word.folded for word in words[: len(first) + len(last) + 1])
    whole = len(first) + len(last)
    if here[:whole] in (first + last, last + first):
        return whole
    initial = here[len(first) : len(first) + 1]
    if here[: len(first)] == first and len(initial) == len("".join(initial)) == 1 and here[len(first) + 1 :] == last:
        return whole + 1
    return 0
