"""Times in a question: what a filter is given, and dates that stand beside words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from notes.search.query import PERIOD, SINCE, UNTIL, WEEK, WHEN, YEAR, Filter
from notes.times import Time
from notes.weeks import A_COUNT, MONTHS, Week, plain

FILTERS = {
    "week": WEEK, "year": YEAR, "from": SINCE, "since": SINCE, "after": SINCE,
    "to": UNTIL, "until": UNTIL, "before": UNTIL,
}  # fmt: skip
MOST_WORDS, MOST_LETTERS = 11, 90  # of a time: "between Monday 27 January 2025 and Sunday 9 February 2025"
MOST_NAMED = 5  # values that are no time
OLDEST_YEAR, LAST_YEAR = 2001, 2100  # that a number beside words may be

# What may stand before a time, and the filter that it makes of it
_LEADS = {
    "in": "week", "on": "week", "during": "week", "within": "week", "over": "week",
    "since": "since", "from": "from", "after": "after", "until": "until", "till": "until", "up to": "until",
    "before": "before", "between": "week",
}  # fmt: skip
_LED = re.compile(rf"(?:(?P<lead>{'|'.join(_LEADS)}) )?(?P<rest>.+)")
_MONTHS = "|".join(name[:3] for name in MONTHS).lower()
_BEGINS = re.compile(
    rf"[(\[]*(?:\d|(?:{_MONTHS}|{'|'.join(_LEADS).replace('up to', 'up')}|the|this|last|past|previous|yesterday)\b"
    rf"|(?:{_MONTHS}|mon|tue|wed|thu|fri|sat|sun)[a-z]*[.,]*$|(?:spring|summer|autumn|fall|winter)$|q[1-4]"
    rf"|w[./]*[cbe]\b|weeks?$|wk\b|{A_COUNT}$|first|second|third|fourth)",
    re.IGNORECASE,
)
_TIME_IN = re.compile(
    r"\d|\b(?:last|past|previous|this|ago|yesterday)\b|^(?:since|from|after|until|till|up to|before)\b", re.IGNORECASE
)
# Words beside other words: a year, a month, "week 5", "24/7", "10 may", "march 10", the financial year 2024-25
_WORDS_AS_WELL = re.compile(
    r"\d{4}(?: ?(?:-|/|to|until|and) ?\d{4})?|(?!yesterday)[a-z]+\.?|(?:week|wk|w)\.? ?(?:no\.? ?)?\d{1,2}"
    r"|\d{1,2}/\d{1,2}|next week|q[1-4]|the [a-z]+"
)
_JOINED = re.compile(r"\s(?:to|until|till|and|-)\s")
_SMALL = re.compile(r"\d{1,2} may|(?:may|mar|march) \d{1,2}")
_FINANCIAL = re.compile(r"\d\d(\d\d)[-/](\d\d)")
_NO_TIME_AFTER = re.compile(r"\b(?:by|per|every|each|next|no)\s+$", re.IGNORECASE)
_AFTER_A_DAY = re.compile(r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?(?:\s+of)?\s+$")  # "31 February 2025", "by 9 March 2025"
_UNMISTAKABLE = re.compile(
    r"\d+[/-]\d+[/-]\d+|\d{4}[- ]?w\d+|(?:w/?[cbe]|week (?:commencing|beginning|starting|of|ending)) .*"
)


class Found(NamedTuple):
    """A time as a filter that has no place yet, and where its last word ends."""

    asked: Filter
    end: int


def week_named(text: str, *, today: date | None) -> Week | None:
    """The week that the whole of a question names."""
    if re.fullmatch(r"\s*\d{1,2}/\d{1,2}\s*", text):  # "24/7"
        return None
    time = _read(text, today)
    return time.first if time and time.is_week else None


def filter_by(name: str, value: str, *, today: date | None) -> Filter | None:
    """Of `name` as typed: "before" and "after" leave out the time that they are given."""
    said = plain(value)
    if name == "week" and re.fullmatch(r"\d{1,2}", said):
        value = f"week {said}"
    elif name == "year" and (short := re.fullmatch(r"'?(\d\d)", said)):
        value = f"20{short[1]}"
    time = _read(value, today)
    return _filter(name, time) if time else None


def time_at(text: str, start: int, name: str, *, today: date | None) -> Found | None:
    """The longest time that begins here, of a filter or beside words. Quoted words are none."""
    words = re.compile(rf'[^\s"]+(?:\s+[^\s"]+){{0,{MOST_WORDS - 1}}}(?![^\s"])').match(
        text, start, start + MOST_LETTERS
    )
    if not words or (not name and not _BEGINS.match(text[start:].split(maxsplit=1)[0])):
        return None
    ends = [match.end() for match in re.finditer(r"\S+", words[0])]
    for end in reversed(ends):
        typed = words[0][:end]
        if name:
            typed = typed.rstrip(",;.?!)")
            is_joined = FILTERS[name] not in WHEN and _JOINED.search(typed)  # "from:2025 to 2026"
            asked = filter_by("week" if is_joined else name, typed, today=today)
        elif _TIME_IN.search(typed):
            asked = _beside_words(text, start, typed, today)
        else:
            asked = None
        if asked:
            return Found(asked, start + end)
    return None


def no_times(values: Iterable[str], fate: str) -> list[str]:
    """The sentence about what filters were given, if anything, that is no time."""
    several = [f"“{' '.join(value.split())[:40]}”" for value in dict.fromkeys(values)][:MOST_NAMED]
    if not several:
        return []
    said, are = (several[0], "is no week") if len(several) == 1 else (" and ".join(several), "are no weeks")
    return [f"{said} {are} that we know, and {are[:3].strip()} {fate}. Try 2018-07-30, July 2018 or 2018."]


def wrong_way_round(filters: Iterable[Filter]) -> list[str]:
    """The sentence, where what is asked for ends before it begins."""
    wanted = [asked for asked in filters if not asked.negated]
    latest = max((f for f in wanted if f.name == SINCE), key=lambda f: f.weeks[0][0], default=None)
    earliest = min((f for f in wanted if f.name == UNTIL), key=lambda f: f.weeks[0][1], default=None)
    if not latest or not earliest or latest.weeks[0][0] <= earliest.weeks[0][1]:
        return []
    both = f"both {latest.label} {latest.says} and {earliest.label} {earliest.says}"
    return [f"The dates are the wrong way round: no week is {both}."]


def _beside_words(text: str, start: int, typed: str, today: date | None) -> Filter | None:
    shown = typed.strip("()[],;.:?!")
    bare = re.sub(r"['’]s$", "", shown)  # last week’s decisions
    match = _LED.fullmatch(plain(bare))
    if not match:
        return None
    lead, said = match["lead"] or "", match["rest"]
    if re.match(r"\s+of\b", text[start + len(typed) :]) and not re.search(r"\d{4}", said):  # "the last week of term"
        return None
    if lead in ("from", "between") and _JOINED.search(said):
        lead = "between"
    elif lead == "between":
        return None
    before = text[max(0, start - MOST_LETTERS) : start]
    is_rest = said[:3] in _MONTHS.split("|") and _AFTER_A_DAY.search(before)
    if not _is_time(bare, said, lead, today) or (not lead and (is_rest or _NO_TIME_AFTER.search(before))):
        return None
    if not (time := _read(said, today)):
        return None
    begins = start + typed.index(shown)
    is_plain = not lead and _UNMISTAKABLE.fullmatch(said)
    return _filter(_LEADS.get(lead, "week"), time, () if is_plain else ((begins, begins + len(shown)),))


def _is_time(typed: str, said: str, lead: str, today: date | None) -> bool:
    """Whether words that can be read as a time mean one, beside other words."""
    if financial := _FINANCIAL.fullmatch(said):
        return int(financial[2]) != int(financial[1]) + 1
    if _SMALL.fullmatch(said):
        return bool(lead) or bool(re.search(r"\b(?:May|Mar)", typed))
    if not _WORDS_AS_WELL.fullmatch(said):
        return True
    if re.fullmatch(r"\d{4}", said):
        return bool(lead) and OLDEST_YEAR <= int(said) <= (today.year + 1 if today else LAST_YEAR)
    if said.isalpha() and lead in ("since", "from", "after", "until", "till", "up to", "before"):
        return said[:3] in _MONTHS.split("|") and (said not in ("may", "mar", "march") or not typed.endswith(said))
    return lead == "between" or (bool(lead) and bool(re.match(r"\d{4}.*\d{4}", said)))  # "in 2018 and 2019"


def _filter(name: str, time: Time, places: tuple[tuple[int, int], ...] = ()) -> Filter | None:
    means, weeks = FILTERS[name], (time.first, time.last)
    if means in WHEN:
        means = WEEK if time.is_week else YEAR if time.is_year else PERIOD
    elif name == "before":
        weeks = (time.first.previous,) * 2
    elif name == "after":
        weeks = (time.last.next,) * 2
    word = name if name in ("before", "after") else ""
    return Filter(means, (time.says,), weeks=(weeks,), word=word, places=places)


def _read(text: str, today: date | None) -> Time | None:
    try:
        return Time.read(text, today=today)
    except ValueError:
        return None
