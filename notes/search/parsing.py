"""What was typed → a Query. Everything typed has a meaning; nothing raises.

words        all of them, stemmed                 "exact phrase"   these words side by side
-word        without it (also NOT word)           a OR b           either
word*        words that begin so                  gov.uk, https:…  sections that cite it
topic: journal: author: week: year: from: to: before: after: site:
has:image has:link is:everyone is:colleagues is:members
Values with spaces stand in quotes; weeks, months and days need none. What has no such name is a word like any other.
A date beside words is a time, where it means nothing else: last week, in January 2025, since March 2025 (`times`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from notes.search import analysis, places, times
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
    Atom,
    Filter,
    Group,
    Part,
    Query,
    Term,
)  # fmt: skip

MOST_LETTERS, MOST_TERMS = 500, 32
NAMES = {
    "topic": TOPIC, "journal": JOURNAL, "author": AUTHOR, **times.FILTERS, "site": SITE, "has": HAS, "is": IS,
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
_PIECE = re.compile(
    rf'(?P<minus>[-−–]?)(?:(?P<name>{"|".join(NAMES)}):)?(?:"(?P<quoted>[^"]*)"|(?P<plain>[^\s"]+))', re.IGNORECASE
)


def parse(text: str, arguments: Mapping[str, Sequence[str]] | None = None, *, today: date | None = None) -> Query:
    """Read a question, and the filters that stand beside it in its address (`{"topic": ["search"], …}`).

    `today` gives meaning to weeks without a year.
    """
    remarks: list[str] = []
    lost: list[str] = []
    unread: list[str] = []
    if len(text) > MOST_LETTERS:
        text = text[:MOST_LETTERS]
        remarks.append(f"Only the first {MOST_LETTERS} characters of the question were read.")
    text = analysis.letters_only(text).strip()
    given_groups, given = _from_arguments(arguments or {}, today, lost)
    remarks += times.no_times(lost, "left out")
    if week := times.week_named(text, today=today):
        whole = Filter(WEEK, (week.name,), part=Part(0, len(text)), weeks=((week, week),))
        return Query(text, given_groups, (whole, *given), tuple(remarks), week=week)
    groups, filters = _once(*_read(text, today, unread))
    remarks += times.no_times(unread, "looked for among the words")
    remarks += times.wrong_way_round((*filters, *given))
    if len(groups) + len(filters) > MOST_TERMS:
        groups, filters = groups[:MOST_TERMS], filters[: max(0, MOST_TERMS - len(groups))]
        remarks.append(f"Only the first {MOST_TERMS} parts of the question were read.")
    groups, left_out = _without_common(groups)
    return Query(text, (*groups, *given_groups), (*filters, *given), tuple(remarks), tuple(left_out))


def _read(text: str, today: date | None, unread: list[str]) -> tuple[list[Group], list[Filter]]:
    """The parts in the order typed; "or" joins words to words, and filters to filters of the same name."""
    parts: list[Group | Filter] = []
    joins, negates = False, -1  # where a "NOT" stands
    text, place = _balanced(text), 0
    while match := _PIECE.search(text, place):
        place = match.end()
        typed = match["plain"] or ""
        if typed in ("OR", "|") and parts and not match["minus"]:
            joins = True
            continue
        if typed == "NOT" and not match["minus"] and _PIECE.search(text, place):
            negates = match.start()
            continue
        time = _time(text, match, negates, today)
        place = time.part.end if time else place
        for part in [time] if time else _parts(match, negates, today, unread):
            joined = _either(parts[-1], part) if joins else None
            parts[len(parts) - bool(joined) :] = [joined or part]
            joins = False
        negates = -1
    return [part for part in parts if isinstance(part, Group)], [part for part in parts if isinstance(part, Filter)]


def _time(text: str, match: re.Match[str], negates: int, today: date | None) -> Filter | None:
    """A time that begins here, of one word or several: `week:9 November 2026`, `w/c 9 November 2026`, `last week`."""
    name = (match["name"] or "").lower()
    if not match["plain"] or (name and name not in times.FILTERS):
        return None
    if not (found := times.time_at(text, match.start("plain"), name, today=today)):
        return None
    part = Part(negates if negates >= 0 else match.start(), found.end)
    return replace(found.asked, negated=bool(match["minus"]) or negates >= 0, part=part)


def _once(groups: list[Group], filters: list[Filter]) -> tuple[list[Group], list[Filter]]:
    """Without what is asked twice: it would only be looked for twice."""
    alike = {tuple((term.atoms, term.negated) for term in group.terms): group for group in reversed(groups)}
    same = {(asked.name, asked.label, asked.values): asked for asked in reversed(filters)}
    return [group for group in groups if group in alike.values()], [f for f in filters if f in same.values()]


def _balanced(text: str) -> str:
    """With one kind of quotation mark, and without one that is never closed. No letter changes its place."""
    text = text.translate(QUOTES)
    if text.count('"') % 2:
        last = text.rindex('"')
        text = f"{text[:last]} {text[last + 1 :]}"
    return text


def _parts(match: re.Match[str], negates: int, today: date | None, unread: list[str]) -> list[Group | Filter]:
    negated = bool(match["minus"]) or negates >= 0
    part = Part(negates if negates >= 0 else match.start(), match.end())
    value = match["quoted"] if match["quoted"] is not None else match["plain"]
    if match["name"]:
        name = NAMES[match["name"].lower()]
        if found := _filter(match["name"].lower(), value, negated=negated, part=part, today=today):
            return [found]
        if name in TIMES:
            unread.append(value)
            return [Group((term,), part) for term in _terms(value, negated)]
        return [Group((term,), part) for term in _terms(match["name"], False) + _terms(value, False)]
    if match["quoted"] is not None:
        return [Group((term,), part) for term in _phrase(value, negated)]
    return [Group((term,), part) for term in _terms(value, negated)]


def _filter(name: str, value: str, *, negated: bool, part: Part, today: date | None) -> Group | Filter | None:
    value = " ".join(value.split())
    if not value:
        return None
    if name == SITE:
        word = places.site_in(value)
        return Group((Term(value, (Atom((word,)),), "host", negated),), part) if word else None
    if name in (TOPIC, JOURNAL, AUTHOR):
        return Filter(name, (value,), negated, part)
    if name in MEANINGS:
        meant = MEANINGS[name].get(value.lower())
        return Filter(name, (meant,), negated, part) if meant else None
    asked = times.filter_by(name, value, today=today)
    return replace(asked, negated=negated, part=part) if asked else None


def _terms(typed: str, negated: bool) -> list[Term]:
    """One run of letters without a space: a word, or words that a hyphen or a full stop ties together."""
    link, site = places.link_in(typed), places.site_in(typed)
    together = Atom(tuple(analysis.stems(typed)))
    if link:
        atoms = (Atom((link,)), *((Atom((site,)),) if site else ()))
        return [Term(typed, atoms, "address", negated)]
    if site:
        return [Term(typed, (Atom((site,)), together), "site", negated)]
    if typed.endswith("*") and (atoms := beginnings(typed)):
        return [Term(typed.strip("*"), atoms, "beginning", negated)]
    if ":" in typed:
        return [term for piece in typed.split(":") for term in _terms(piece, negated)]
    return [Term(_said(typed), (together,), "word", negated)] if together.stems else []


def beginnings(typed: str) -> tuple[Atom, ...]:
    found = analysis.words(typed)
    if not found or len(beginning := analysis.beginning_of(typed[found[-1].start : found[-1].end])) < 2:
        return ()
    before = tuple(word.stem for word in found[:-1])
    # stems are what is kept: "organisation*" must also find the stem "organis"
    return Atom((*before, beginning), is_beginning=True), Atom((*before, found[-1].stem))


def _phrase(typed: str, negated: bool) -> list[Term]:
    stems = tuple(analysis.stems(typed))
    return [Term(typed.strip(), (Atom(stems),), "phrase", negated)] if stems else []


def _said(typed: str) -> str:
    """A word without the signs around it."""
    found = analysis.words(typed)
    return typed[found[0].start : found[-1].end]


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
            return Filter(
                first.name if alike else PERIOD,
                (first.values + second.values)[:MOST_TERMS],
                first.negated,
                part,
                first.weeks + second.weeks,
                places=first.places + second.places,
            )
    return None


def _without_common(groups: list[Group]) -> tuple[list[Group], list[str]]:
    """Without words that are everywhere, unless there are no others: filters come and go, and must not decide it."""
    telling = [group for group in groups if not _is_common(group)]
    if not telling:
        return groups, []
    return telling, [group.says for group in groups if _is_common(group)]


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
