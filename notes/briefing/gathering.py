"""What goes into a briefing: from every part of the period something, and no more than one page holds; into a table,
all of it, or the newest MOST_ROWS.

All of it is of what this viewer may see, and what is left out is said with a number and an address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import accumulate, islice

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from notes import search
from notes.addresses import is_web
from notes.briefing.fitting import on_one_page
from notes.briefing.page import Briefing, Passage, Period, Pieces, Source
from notes.deriving import title_of
from notes.legible import bare
from notes.models import Citation, Filing, Journal, Section, Topic
from notes.querysets import CitationQuerySet, FilingQuerySet, SectionQuerySet, Viewer
from notes.quoting import first_sentences
from notes.search import Asked
from notes.search.query import SINCE, TOPIC, UNTIL
from notes.topic_history import LOOKED_AT, Tallied
from notes.weeks import MONTHS, Week

PASSAGES = 14  # no page holds more
PERIODS = 8  # before weeks become months, and months years
WRITERS, CITED = 12, 5
MOST_LETTERS = 200  # of a section, where nothing was searched for
LONGEST_NAME = 60  # letters of what is cited
MOST_ROWS = 2_000  # of a table

Quoted = Callable[[list[Section]], Mapping[int, Pieces]]


def of_topic(viewer: Viewer, topic: Topic, *, whole: bool = False) -> Briefing:
    """On one page; or `whole`, for a table."""
    filed = Filing.objects.visible_to(viewer).on(topic)

    def beginnings(sections: list[Section]) -> dict[int, Pieces]:
        return {section.pk: ((first_sentences(section.text, MOST_LETTERS), False),) for section in sections}

    asked = Asked(narrowed=((TOPIC, topic.name),))
    gathered = _whole_of if whole else _page_of
    return gathered(topic.name, topic.name, topic.get_absolute_url(), asked, filed, beginnings)


def of_search(viewer: Viewer, asked: Asked, *, whole: bool = False) -> Briefing:
    query = asked.query(today=timezone.localdate())
    found = search.matching(Section.objects.visible_to(viewer), query)
    says = ", ".join(" ".join(filter(None, (part.label, part.says))) for part in query.parts)

    def matched(sections: list[Section]) -> Mapping[int, Pieces]:
        return search.quote(sections, query)

    gathered = _whole_of if whole else _page_of
    return gathered(says or "Nothing", says, f"{reverse('search')}{asked.url()}", asked, found, matched)


Found = FilingQuerySet | SectionQuerySet


def _whole_of(title: str, name: str, path: str, asked: Asked, found: Found, quoted: Quoted) -> Briefing:
    counts = found.count_by_week()
    keys = list(found.newest_first().sections()[:MOST_ROWS])
    sections = Section.objects.for_index().in_bulk(keys)
    shown = [sections[key] for key in keys if key in sections]
    words = quoted(shown)
    return Briefing(
        title=title,
        asked=name,
        url=_whole(path),
        count=sum(counts.values()),
        made_on=timezone.localdate(),
        by_week=counts,
        periods=[Period("", [_passage(section, words) for section in shown], 0, _whole(path))],
        cited=_cited(Citation.objects.of(found.newest_first().sections()[:MOST_ROWS]), MOST_ROWS),
    )


def _page_of(title: str, name: str, path: str, asked: Asked, found: Found, quoted: Quoted) -> Briefing:
    counts = found.count_by_week()
    chosen = _chosen(counts)
    weeks = [week for weeks in chosen.values() for week in weeks]
    keys = list(found.in_weeks(*weeks).newest_first().sections())
    sections = Section.objects.for_index().in_bulk(keys)
    by_period = _fill(chosen, [sections[key] for key in keys if key in sections])
    words = quoted([section for shown in by_period.values() for section in shown])
    writers = found.count_by_journal()
    periods = [
        _period(period, counts, [_passage(section, words) for section in shown], asked)
        for period, shown in by_period.items()
    ]
    return on_one_page(
        Briefing(
            title=title,
            asked=name,
            url=_whole(path),
            count=sum(counts.values()),
            made_on=timezone.localdate(),
            by_week=counts,
            writers=_writers(writers),
            more_writers=max(0, len(writers) - WRITERS),
            periods=periods,
            cited=_cited(Citation.objects.of(found.newest_first().sections()[:LOOKED_AT]), CITED),
        )
    )


Name = tuple[int, ...]  # of a period: a year, a year and its month, or a year and both of a week


def _chosen(counts: Mapping[Week, int]) -> dict[Name, list[Week]]:
    """The newest weeks of each period that together hold enough; periods as short as still fit, newest first."""
    for name in (_week_of, _month_of, _year_of):
        periods: dict[Name, list[Week]] = {}
        for week in sorted(counts, reverse=True):
            periods.setdefault(name(week), []).append(week)
        if len(periods) <= PERIODS:
            break
    enough = 2 * _share(periods)
    for weeks in periods.values():
        held = list(accumulate(counts[week] for week in weeks))
        del weeks[1 + sum(before < enough for before in held[:-1]) :]
    return dict(islice(periods.items(), PASSAGES))


def _share(periods: Mapping[Name, object]) -> int:
    return max(1, PASSAGES // max(1, len(periods)))


def _week_of(week: Week) -> Name:
    return week.year, week.month, week.number


def _month_of(week: Week) -> Name:
    return week.year, week.month


def _year_of(week: Week) -> Name:
    return (week.year,)


def _fill(chosen: Mapping[Name, list[Week]], sections: list[Section]) -> dict[Name, list[Section]]:
    """Of each period the newest: its share, and in what room is left one more, the newest periods first."""
    period_of = {week: name for name, weeks in chosen.items() for week in weeks}
    held: dict[Name, list[Section]] = {name: [] for name in chosen}
    for section in sections:
        held[period_of[section.week]].append(section)
    share = _share(chosen)
    room = PASSAGES - sum(min(share, len(own)) for own in held.values())
    filled = {}
    for name, own in held.items():
        more = min(room, max(0, len(own) - share))
        filled[name] = own[: share + more]
        room -= more
    return filled


def _period(name: Name, counts: Mapping[Week, int], passages: list[Passage], asked: Asked) -> Period:
    weeks = [week for week in counts if _name_like(name, week) == name]
    whole = asked.adding(SINCE, min(weeks).key).adding(UNTIL, max(weeks).key)
    return Period(
        _said(name, weeks[0]),
        passages,
        sum(counts[week] for week in weeks) - len(passages),
        _whole(f"{reverse('search')}{whole.url()}"),
        is_week=len(name) == len(_week_of(weeks[0])),
    )


def _name_like(name: Name, week: Week) -> Name:
    return _week_of(week)[: len(name)]


def _said(name: Name, week: Week) -> str:
    return (str(name[0]), f"{MONTHS[name[1] - 1]} {name[0]}" if len(name) > 1 else "", week.name)[len(name) - 1]


def _passage(section: Section, words: Mapping[int, Pieces]) -> Passage:
    return Passage(
        week=section.week,
        journal=section.entry.journal.name,
        heading=section.heading or section.entry.title,
        pieces=words.get(section.pk, ()),
        audience=section.audience,
        url=_whole(section.get_absolute_url()),
    )


def _writers(counts: Mapping[int, int]) -> list[Tallied]:
    busiest = list(islice(counts, WRITERS))
    journals = Journal.objects.in_bulk(busiest)
    return [Tallied(journals[key].name, journals[key].get_absolute_url(), counts[key]) for key in busiest]


def _cited(citations: CitationQuerySet, most: int) -> list[Source]:
    return [
        Source(
            Truncator(title_of(url, words) or bare(url)).chars(LONGEST_NAME),
            url if is_web(url) else "",
            count,
        )
        for _, url, words, count in citations.most_cited(most)
    ]


def _whole(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
