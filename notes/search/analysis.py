"""Words as search knows them: the same for what is indexed, what is typed and what is marked, on every database.

A word loses its case, accents and apostrophes, and keeps its stem (Snowball's English): "Modernisation’s",
"modernising" and "MODERNISÉ" meet. Only letters and digits are left of it, so that no word can mean
anything to a database's query language.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

LONGEST_WORD = 64  # letters of a stem; PostgreSQL refuses lexemes of 2 KB
ALL = "\ue000"  # a word that every section has: private use, so nobody can type it
BREAK = "\ue001"  # between paragraphs and bullets, so that no phrase reaches over

_UNSPACED = (  # scripts written without spaces between words: each letter counts as a word
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphens and joiners, which Word and Docs leave inside words
_APOSTROPHES = "'’‘ʼ＇"
_UNSEEN = ("Mn", "Mc", "Me", "Cf")  # marks on letters, and what joins or parts them
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"}
)
_COMMON = (
    "a about after all also am an and any are as at be because been before being but by can could did do does doing "
    "don't down during each few for from further had has have having he her here hers him his how i if in into is it "
    "it's its just me more most my no nor not now of off on once only or other our out over own same she should so "
    "some such than that the their them then there these they this those through to too under until up very was we "
    "were what when where which while who whom why will with would you your"
)


class Word(NamedTuple):
    stem: str
    start: int  # in the text as it was written
    end: int


@lru_cache(maxsize=1)
def _word_pattern() -> re.Pattern[str]:
    marks = "".join(chr(code) for code in range(0x20000) if unicodedata.category(chr(code)) in ("Mn", "Mc", "Me"))
    letter = rf"[^\W_{_UNSPACED}]"
    joint = rf"(?:[{marks}{_INVISIBLE}]|[{_APOSTROPHES}](?={letter}))"
    plain = r"[A-Za-z0-9]++(?!'|[^\x00-\x7f])"  # most words are; the rest would find them too, 15 times as slowly
    return re.compile(rf"{plain}|[{_UNSPACED}]|{letter}+(?:{joint}+{letter}*)*")


def words(text: str) -> list[Word]:
    """The words of a text, each with its place."""
    found = []
    for match in _word_pattern().finditer(text):
        if stem := stem_of(match[0][: 4 * LONGEST_WORD]):
            found.append(Word(stem, match.start(), match.end()))
    return found


def stems_in(text: str) -> set[str]:
    """The stems of all words of a text; where they stand takes three times as long to say."""
    return {stem_of(word[: 4 * LONGEST_WORD]) for word in _word_pattern().findall(text)}


def beginnings(text: str) -> list[str]:
    """The words of a text, each as it begins others."""
    found = (beginning_of(match[0][: 4 * LONGEST_WORD]) for match in _word_pattern().finditer(text))
    return [word for word in found if word]


def stems(text: str) -> list[str]:
    return [word.stem for word in words(text)]


@lru_cache(maxsize=100_000)
def stem_of(word: str) -> str:
    """The stem of one word as it was written; empty where neither a letter nor a digit is left."""
    return _bare(_stemmer().stemWord(_folded(word)))


@lru_cache(maxsize=10_000)
def beginning_of(word: str) -> str:
    """One word as it begins others: folded, not stemmed."""
    return _bare(_folded(word))


def is_common(stem: str) -> bool:
    """Whether a word is everywhere, so that asking for it says nothing."""
    return stem in common_stems()


@lru_cache(maxsize=1)
def common_stems() -> frozenset[str]:
    return frozenset(map(stem_of, _COMMON.split()))


def folded(text: str) -> str:
    """A text as its words are folded, to look for any part of it: its spaces and signs stay, its apostrophes go."""
    plain = text.lower() if text.isascii() else _plain(text)
    return "".join(letter for letter in plain if letter != "'" and unicodedata.category(letter) not in _UNSEEN)


def _folded(word: str) -> str:
    if word.isascii():
        return word.lower()
    return "".join(letter for letter in _plain(word) if letter.isalnum() or letter == "'")


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).casefold().translate(_PLAIN_LETTERS)
    return "".join("'" if letter in _APOSTROPHES else _digit(letter) for letter in plain)


def _digit(letter: str) -> str:
    """Every script's digits count as ours."""
    return letter if letter.isascii() else str(unicodedata.decimal(letter, letter))


def _bare(word: str) -> str:
    return "".join(filter(str.isalnum, word))[:LONGEST_WORD]


_own = threading.local()  # a stemmer remembers where it is, so that each thread needs one


def _stemmer():
    if not hasattr(_own, "stemmer"):
        _own.stemmer = snowballstemmer.stemmer("english")
    return _own.stemmer


def letters_only(text: str) -> str:
    """What was typed without what cannot be shown or kept: control characters and halves of letters."""
    return "".join(" " if _is_noise(letter) else letter for letter in text)


def _is_noise(letter: str) -> bool:
    return unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or ord(letter) & 0xFFFE == 0xFFFE
