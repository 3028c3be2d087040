"""What was typed → a Query. Everything typed has a meaning; nothing raises.

words        all of them, stemmed                 "exact phrase"   these words side by side
-word        without it (also NOT word)           a OR b           either
word*        words that begin so                  gov.uk, https:…  sections that cite it
topic: journal: author: week: year: from: to: before: after: site:
has:image has:link is:everyone is:colleagues is:members
Values with spaces stand in quotes, double or single; weeks, months and days need none. A space may follow the colon.
What has no such name is a word like any other.
A date beside words is a time, where it means nothing else: last week, in January 2025, since March 2025 (`times`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from notes.search import analysis, times
from notes.search.query import (
    AUTHOR,
    HAS,
    IS,
    JOURNAL,
    PERIOD,
    SINCE,
    SITE,
    TOPIC,
    UNTIL,
    WEEK,
    WHEN,
    Filter,
    Group,
    Part,
    Query,
    in_words,
)  # fmt: skip
from notes.search.terms import groups_of, phrase_of, site_asked

Asking = TypeVar("Asking", bound=Group | Filter)
MOST_LETTERS, MOST_TERMS = 500, 32
NAMES = {
    "topic": TOPIC, "journal": JOURNAL, "author": AUTHOR, **times.FILTERS, "site": SITE, "has": HAS, "is": IS,
    "topics": TOPIC, "tag": TOPIC, "tags": TOPIC, "journals": JOURNAL, "authors": AUTHOR, "sites": SITE,
}  # fmt: skip
TIMES = {*times.FILTERS.values()}
MEANINGS = {
    HAS: {
        "image": "image",
        "images": "image",
        "picture": "image",
        "pictures": "image",
        "link": "link",
        "links": "link",
    },
    IS: {"everyone": "everyone", "public": "everyone", "colleagues": "colleagues", "members": "members"},
}

QUOTES = dict.fromkeys(map(ord, "“”„‟«»＂"), '"')
_NAMED = rf"(?:{'|'.join(NAMES)}):"
_PIECE = re.compile(
    rf"""(?P<minus>[-−–]?)
    (?:(?P<name>{"|".join(NAMES)}):(?:\s+(?=["'‘\w])(?!(?:OR|NOT|\|)(?!\S))(?!{_NAMED}))?)?
    (?:"(?P<quoted>[^"]*)"|(?(name)['‘](?P<single>[^"]+?)['’](?!\S)|(?!))|(?P<plain>[^\s"]+))""",
    re.IGNORECASE | re.VERBOSE,
)
_NEEDS_NO_QUOTES = re.compile(r"[\w.-]+")
_HOW_MANY = re.compile(r"\W*how\s+(?P<many>many|much|often|long)\b", re.IGNORECASE)


def parse(text: str, arguments: Mapping[str, Sequence[str]] | None = None, *, today: date | None = None) -> Query:
    """Read a question, and the filters that stand beside it in its address (`{"topic": ["search"], …}`).

    `today` gives meaning to weeks without a year.
    """
    remarks: list[str] = []
    lost: list[str] = []
    unread: list[str] = []
    if len(text) > MOST_LETTERS:
        text = _up_to_a_word(text)
        remarks.append(f"Only the first {len(text)} characters of the question were read.")
    text = analysis.letters_only(text).strip()
    given_groups, given = _from_arguments(arguments or {}, today, lost)
    remarks += times.no_times(lost, "left out")
    if week := times.week_named(text, today=today):
        whole = Filter(WEEK, (week.name,), part=Part(0, len(text)), weeks=((week, week),))
        return Query(text, given_groups, tuple(_once([whole, *given])), tuple(remarks), week=week)
    parts, apart = _read(text, today, unread)
    filters = [*(part for part in parts if isinstance(part, Filter)), *given]
    remarks += times.no_times(unread, "looked for among the words")
    remarks += times.wrong_way_round(filters)
    if len(parts) > MOST_TERMS:
        parts = parts[:MOST_TERMS]
        remarks.append(f"Only the first {MOST_TERMS} parts of the question were read.")
    if apart:
        remarks.append(f"Both {apart} are wanted: OR joins words, or filters of one kind.")
    groups, common = _without_common([part for part in parts if isinstance(part, Group)], text)
    if groups and all(map(_is_common, groups)):
        remarks.append(f"Nearly everybody writes {' '.join(group.says for group in groups)}: a rarer word says more.")
    return Query(
        text,
        tuple(_once([*groups, *given_groups])),
        tuple(_once([*(part for part in parts if isinstance(part, Filter)), *given])),
        tuple(remarks),
        tuple(common),
    )


def _up_to_a_word(text: str) -> str:
    """As much as is read, without a word that it would cut; a word without an end is cut."""
    whole = re.match(r".*\s", text[: MOST_LETTERS + 1], re.DOTALL)
    return (whole[0].rstrip() if whole else "") or text[:MOST_LETTERS]


def _read(text: str, today: date | None, unread: list[str]) -> tuple[list[Group | Filter], str]:
    """The parts in the order typed; "or" joins words to words, and filters to filters of the same name. And two that
    an "or" stands between, but does not join.
    """
    parts: list[Group | Filter] = []
    joins, negates, apart = False, -1, ""  # where a "NOT" stands
    text, place = balanced(text), 0
    while match := _PIECE.search(text, place):
        place = match.end()
        typed = match[0]
        if typed in ("OR", "|") and parts:
            joins = True
            continue
        if typed == "NOT" and _PIECE.search(text, place):
            negates = match.start()
            continue
        time = _time(text, match, negates, today)
        place = time.part.end if time else place
        for part in [time] if time else _parts(match, negates, today, unread):
            joined = _either(parts[-1], part) if joins else None
            if joins and not joined:
                apart = apart or f"“{in_words(parts[-1])}” and “{in_words(part)}”"
            parts[len(parts) - bool(joined) :] = [joined or part]
            joins = False
        negates = -1
    return _once(parts), apart


def _time(text: str, match: re.Match[str], negates: int, today: date | None) -> Filter | None:
    """A time that begins here, of one word or several: `week:9 November 2026`, `w/c 9 November 2026`, `last week`."""
    name = (match["name"] or "").lower()
    if not match["plain"] or (name and name not in times.FILTERS):
        return None
    if not (found := times.time_at(text, match.start("plain"), name, today=today)):
        return None
    part = Part(negates if negates >= 0 else match.start(), found.end)
    return replace(found.asked, negated=bool(match["minus"]) or negates >= 0, part=part)


def _once(parts: Iterable[Asking]) -> list[Asking]:
    """Without what is asked twice, which would only be looked for twice; what is left knows all its places."""
    alike: dict[object, list[Asking]] = {}
    for part in parts:
        alike.setdefault(part.asks, []).append(part)
    return [
        replace(first, part=replace(first.part, also=tuple(place for one in same for place in one.part.places)[1:]))
        for same in alike.values()
        for first in same[:1]
    ]


def balanced(text: str) -> str:
    """With one kind of quotation mark, and without one that is never closed. No letter changes its place."""
    text = text.translate(QUOTES)
    if text.count('"') % 2:
        last = text.rindex('"')
        text = f"{text[:last]} {text[last + 1 :]}"
    return text


def as_value(value: str) -> str:
    """As a filter's value is typed."""
    return value if _NEEDS_NO_QUOTES.fullmatch(value) else f'"{value}"'


def _parts(match: re.Match[str], negates: int, today: date | None, unread: list[str]) -> Iterator[Group | Filter]:
    negated = bool(match["minus"]) or negates >= 0
    part = Part(negates if negates >= 0 else match.start(), match.end())
    value = next(value for value in (match["quoted"], match["single"], match["plain"]) if value is not None)
    name = (match["name"] or "").lower()
    if name and (found := _filter(name, value, negated=negated, part=part, today=today)):
        yield found
    elif name in times.FILTERS:
        unread.append(value)
        yield from groups_of(value, part, negated=negated)
    elif name and not negated:
        yield from groups_of(f"{match['name']}:", Part(match.start(), match.end("name") + 1), negated=False)
        yield from groups_of(value, Part(match.end("name") + 1, match.end()), negated=False)
    elif name:
        yield from groups_of(f"{match['name']}:{value}", part, negated=True)
    elif match["plain"] is None:
        yield from phrase_of(value, part, negated=negated)
    else:
        yield from groups_of(value, part, negated=negated)


def _filter(name: str, value: str, *, negated: bool, part: Part, today: date | None) -> Group | Filter | None:
    typed, name, value = name.lower(), NAMES[name.lower()], " ".join(value.split())
    if not value:
        return None
    if name == SITE:
        term = site_asked(value, negated=negated)
        return Group((term,), part) if term else None
    if name in (TOPIC, JOURNAL, AUTHOR):
        return Filter(name, (value,), negated, part)
    if name in MEANINGS:
        meant = MEANINGS[name].get(value.lower())
        return Filter(name, (meant,), negated, part) if meant else None
    asked = times.filter_by(typed, value, today=today) if typed in times.FILTERS else None
    return replace(asked, negated=negated, part=part) if asked else None


def _either(first: Group | Filter, second: Group | Filter) -> Group | Filter | None:
    part = Part(first.part.start, second.part.end)
    if isinstance(first, Group) and isinstance(second, Group):
        known = {(term.atoms, term.negated) for term in first.terms}
        new = tuple(term for term in second.terms if (term.atoms, term.negated) not in known)
        return Group((first.terms + new)[:MOST_TERMS], part)
    if isinstance(first, Filter) and isinstance(second, Filter):
        are_times = first.name in WHEN and second.name in WHEN
        alike = first.name == second.name and first.name not in (SINCE, UNTIL)
        if first.negated == second.negated and (alike or are_times):
            more = [place for place, value in enumerate(second.values) if value not in first.values]
            return Filter(
                first.name if alike else PERIOD,
                (first.values + tuple(second.values[place] for place in more))[:MOST_TERMS],
                first.negated,
                part,
                (first.weeks + tuple(second.weeks[place] for place in more if second.weeks))[:MOST_TERMS],
                places=first.places + second.places,
            )
    return None


def _without_common(groups: list[Group], text: str) -> tuple[list[Group], list[Group]]:
    """Without words that are everywhere, unless there are no others: filters come and go, and must not decide it."""
    asks = _HOW_MANY.match(text)
    common = [each for each in groups if _is_common(each)]
    more = [each for each in groups if asks and each.part.start == asks.start("many")]
    for left_out in ([*common, *more], common):
        if len(left_out) < len(groups):
            return [each for each in groups if each not in left_out], [each for each in groups if each in left_out]
    return groups, []


def _is_common(group: Group) -> bool:
    term = group.terms[0]
    alone = len(group.terms) == 1 and term.kind == "word" and not term.negated
    return alone and len(term.atoms[0].stems) == 1 and analysis.is_common(term.atoms[0].stems[0])


def _from_arguments(
    arguments: Mapping[str, Sequence[str]], today: date | None, lost: list[str]
) -> tuple[tuple[Group, ...], tuple[Filter, ...]]:
    found = []
    for name in dict.fromkeys(NAMES.values()):
        for value in list(dict.fromkeys(arguments.get(name, ())))[:MOST_TERMS]:
            shown = analysis.letters_only(value[:MOST_LETTERS])
            found.append(_filter(name, shown, negated=False, part=Part(argument=(name, value)), today=today))
            if name in TIMES and not found[-1] and shown.strip():
                lost.append(shown)
    return tuple(g for g in found if isinstance(g, Group)), tuple(f for f in found if isinstance(f, Filter))
