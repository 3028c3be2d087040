"""The sections that match, as their cards say: in numbers, and never more of them than can be counted in a moment."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import starmap
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from notes.models import Filing
from notes.models.catalogue import Card, card_number
from notes.querysets import SectionQuerySet
from notes.search.cards import cards_of, cards_under
from notes.search.index import engine
from notes.search.narrowing import filings_asked, frequent_topics, narrow
from notes.search.query import JOURNAL, TOPIC, Query
from notes.search.rows import CARDS, Hit, cards_in, rows, rows_in_parts
from notes.search.spans import EVER, Numbers, holds_any, numbers_asked, whole, without_weeks

A_SAMPLE = 250  # matches of each year
AT_FIRST = 4  # times as many matches as hits are wanted are looked at, where all matches are known
_ALL_CARDS = (
    f"SELECT number, id AS section, entry_id AS entry, journal_id AS journal, topics, authors, sites FROM {CARDS}"  # noqa: S608
)
_COLUMNS = "c.number, c.section, c.entry, c.journal, c.topics, c.authors, c.sites"


class Hits:
    """What matches a query among some sections. `missing`: how many of the words may be. `known`: what the index knows
    of the words already. Raise EmptyResultSet where nothing may be seen.
    """

    def __init__(self, sections: SectionQuerySet, query: Query, missing: int = 0, known: Any = None) -> None:
        self.question = engine().ask(query.conditions, missing, known) if query.groups else ""
        self.numbers = numbers_asked(query)
        frequent, others = frequent_topics(query) if engine().MOST_FEW else ([], query)
        cards = cards_under(cards_of(narrow(sections, without_weeks(others))), frequent).order_by()
        columns = ("number", "section", "entry", "journal", "topics", "authors", "sites")
        sql, params = cards.values_list(*columns).query.get_compiler(connection=connection).as_sql()
        self.cards, self.params = sql, list(params)
        filed = None if frequent else filings_asked(sections, others)
        self.few = self._numbers_if_few(filed) if any(map(others.narrows_by, (TOPIC, JOURNAL))) else None
        self._few_matches: dict[bool, dict[int, float]] = {}
        self._first: dict[Numbers, list[int]] = {}
        self._matches, self._all_of = self, self.numbers
        among_all = self.few is None and bool(query.groups)
        self.looks_once = self.few is not None or (among_all and engine().looks_once(self.question))
        self.is_looked_up = among_all and engine().looks_up(self.question)
        self.is_sparse = among_all and engine().is_sparse(self.question)
        self.is_wide = among_all and engine().is_wide(self.question)

    def _numbers_if_few(self, filed: QuerySet[Filing] | None) -> list[int] | None:
        """Those of all cards, where they are no more than the database can keep in sight. They are read from filings,
        if these are known: an index answers that.
        """
        most = engine().MOST_FEW
        if not most:
            return None
        if filed is not None:
            rows = filed.values_list("week_start", "content_object")[: most + 1]
            numbers = list(dict.fromkeys(starmap(card_number, rows)))
        else:
            sql = f"SELECT c.number FROM ({self.cards}) AS c WHERE c.number BETWEEN %s AND %s LIMIT {most + 1}"  # noqa: S608
            with connection.cursor() as cursor:
                cursor.execute(sql, [*self.params, *self.numbers])
                numbers = [row[0] for row in cursor.fetchall()]
        return numbers if len(numbers) <= most else None

    def look_up_with(self, other: Hits) -> None:
        """What matches is looked up once for both, where they ask for the same words."""
        if self.question == other.question and self.few is None and other.few is None:
            self._matches, other._all_of = other, EVER

    def read(self, limit: int, **how: bool) -> list[Hit]:
        """The newest hits, or the oldest."""
        if self.few is not None:
            return self._read_few(limit, **how)
        return self.read_on(rows(*self.newest(limit, **how)), limit, **how)

    def read_on(self, hits: list[Hit], limit: int, *, only_headings: bool = False, **how: bool) -> list[Hit]:
        """Read all, if too few of many matches that were looked up may be seen."""
        left = self.is_looked_up and not only_headings and len(self._all_matches) > AT_FIRST * limit
        if left and len(hits) < limit:
            return rows(*self.newest(limit, at_first=len(self._all_matches), **how))
        return hits

    def _read_few(
        self, limit: int, *, ranked: bool = False, oldest: bool = False, only_headings: bool = False
    ) -> list[Hit]:
        matches = self._matches_of_few(ranked=ranked, only_headings=only_headings)
        hits = self._among(sorted(matches, reverse=oldest)[:limit], ranked=ranked)
        if not engine().RANKS_ALONE:
            hits = [hit._replace(rank=matches[hit.number]) for hit in hits]
        return hits[::-1] if oldest else hits

    def _matches_of_few(self, *, ranked: bool = False, only_headings: bool = False) -> dict[int, Any]:
        """By number, with their ranks if they are asked for first, and the index knows them."""
        if not self.question:
            return dict.fromkeys(self.few or (), 0.0)
        if only_headings not in self._few_matches:
            few = sorted(self._few_matches.get(False, self.few or ()))  # what matches in its heading matches
            sql, params = engine().matches_of_few(self.question, few, ranked=ranked, only_headings=only_headings)
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                found = cursor.fetchall()
            self._few_matches[only_headings] = {number: told for number, told, _ in found}
            if engine().RANKS_ALONE:
                self._few_matches[True] = {number: told for number, told, in_heading in found if in_heading}
        return self._few_matches[only_headings]

    def newest(
        self,
        limit: int,
        *,
        place: int | None = None,
        ranked: bool = False,
        oldest: bool = False,
        only_headings: bool = False,
        at_first: int = 0,
    ) -> tuple[str, list[Any]]:
        """A query for them; `place` is a last column. Of matches that were looked up, so many are looked at."""
        at_first = (at_first or AT_FIRST * limit) * (-1 if oldest else 1)
        sql, params = self._hits(self.numbers, place, ranked=ranked, only_headings=only_headings, at_first=at_first)
        # By the index's own number, in whose order SQLite reads: by the card's it would read and sort all matches first
        number = "m.number" if self.question else "c.number"
        return f"{sql} ORDER BY {number} {'DESC' if oldest else 'ASC'} LIMIT {limit}", params

    def sample(self, spans: Sequence[Numbers]) -> list[list[Hit]]:
        """Of each span, those hits that stand among its first matches."""
        if self.looks_once or self.is_wide:
            parts = [self._first_of(span) for span in spans]
            hits = {hit.number: hit for hit in self._among([number for part in parts for number in part])}
            return [[hits[number] for number in part if number in hits] for part in parts]
        found = rows_in_parts(
            [self._hits(span, place, limit=A_SAMPLE) for place, span in enumerate(filter(holds_any, spans))]
        )
        return [found.pop(0) if holds_any(span) else [] for span in spans]

    def count_matches(
        self, stretches: Sequence[Sequence[Numbers]], weeks: Sequence[Numbers]
    ) -> tuple[list[list[int]], list[int]]:
        """How many match in each year of each stretch, whoever may see them; the weeks are those of the first year."""
        years = [year for stretch in stretches for year in stretch]
        if self.is_wide:
            counts = self._guessed(stretches, weeks)
        elif self.looks_once:
            counts = [last - first for first, last in map(self._places, [*years, *weeks])]
        else:
            held = list(filter(holds_any, [*years, *weeks]))  # of one year that was asked for, all others are empty
            found = iter(engine().count(self.question, held) if self.question else cards_in(held))
            counts = [next(found) if holds_any(span) else 0 for span in [*years, *weeks]]
        each = iter(counts)
        return [[next(each) for _ in stretch] for stretch in stretches], list(each)

    def _guessed(self, stretches: Sequence[Sequence[Numbers]], weeks: Sequence[Numbers]) -> list[int]:
        """From how close together the first matches of each stretch stand."""
        first = [self._first_of(whole(stretch)) for stretch in stretches]
        reached = [(stretch[0][0], found[-1]) if len(found) == A_SAMPLE else whole(stretch)
                   for stretch, found in zip(stretches, first, strict=True)]  # fmt: skip
        cards = iter(cards_in([*reached, *(year for stretch in stretches for year in stretch), *weeks]))
        shares = [len(found) / max(1, next(cards)) for found in first]
        in_years = [share * next(cards) for share, stretch in zip(shares, stretches, strict=True) for _ in stretch]
        return [*map(round, in_years), *(round(shares[0] * number) for number in cards)]

    def _first_of(self, span: Numbers) -> list[int]:
        """The numbers of the first matches of a span."""
        if self.looks_once:
            first, last = self._places(span)
            return self._all_matches[first:last][:A_SAMPLE]
        if span not in self._first:
            sql, params = engine().matches(self.question, span)
            with connection.cursor() as cursor:
                cursor.execute(f"{sql} ORDER BY number LIMIT {A_SAMPLE}", params)
                self._first[span] = [row[0] for row in cursor.fetchall()]
        return self._first[span]

    @cached_property
    def _all_matches(self) -> list[int]:
        """The numbers of all matches, newest first. A beginning of words is put together anew by each look into the
        index, which takes longer than to read them all.
        """
        if self.few is not None:
            return sorted(self._matches_of_few())
        if self._matches is not self:
            return self._matches._all_matches
        sql, params = engine().matches(self.question, self._all_of)
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return sorted(row[0] for row in cursor.fetchall())

    def _places(self, span: Numbers) -> tuple[int, int]:
        return bisect_left(self._all_matches, span[0]), bisect_right(self._all_matches, span[1])

    def _holds(self, number: int) -> bool:
        first, after = self._places((number, number))
        return first < after

    def _among(self, numbers: Sequence[int], *, ranked: bool = False) -> list[Hit]:
        if not numbers:
            return []
        listed, asked = engine().listed(numbers)
        is_ranked = ranked and bool(self.question) and engine().RANKS_ALONE
        rank, weighs = engine().rank_alone(self.question, "c") if is_ranked else ("0.0", [])
        # what is among the few has been asked for all that is asked of cards
        cards, params = (_ALL_CARDS, []) if self.few is not None else (self.cards, self.params)
        sql = f"SELECT {_COLUMNS}, {rank} FROM ({cards}) AS c WHERE c.number {listed} ORDER BY c.number"  # noqa: S608
        return rows(sql, [*weighs, *params, *asked])

    def of_entries(self, entries: Sequence[int]) -> list[Hit]:
        """All hits of these entries."""
        if self.is_wide:
            return self._among(self._matches_of(entries))
        places = ", ".join(["%s"] * len(entries))
        if self.looks_once:
            sql = f"SELECT {_COLUMNS}, 0.0 FROM ({self.cards}) AS c WHERE c.entry IN ({places})"  # noqa: S608
            hits = rows(sql, [*self.params, *entries])
            return [hit for hit in hits if self._holds(hit.number)]
        own = f"SELECT number FROM {CARDS} WHERE entry_id IN ({places})"  # noqa: S608
        matches, asked = engine().matches_among(self.question, own) if self.question else (own, [])
        where = f"c.number IN ({matches}) AND c.number BETWEEN %s AND %s"
        sql = f"SELECT {_COLUMNS}, 0.0 FROM ({self.cards}) AS c WHERE {where}"  # noqa: S608
        return rows(sql, [*self.params, *asked, *entries, *self.numbers])

    def _matches_of(self, entries: Sequence[int]) -> list[int]:
        """Read on from the first to the last: to look so many words up for each section takes longer."""
        own = set(Card.objects.filter(entry__in=entries).values_list("number", flat=True))
        sql, params = engine().matches(self.question, (min(own, default=0), max(own, default=0)))
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return [row[0] for row in cursor.fetchall() if row[0] in own]

    def _hits(
        self,
        span: Numbers,
        place: int | None = None,
        *,
        limit: int = 0,
        ranked: bool = False,
        only_headings: bool = False,
        at_first: int = 0,
    ) -> tuple[str, list[Any]]:
        """A query for the hits among the first `limit` matches of a span; all matches, where there is no limit.

        CROSS JOIN in so many words: SQLite then reads the matches in order, and looks at the cards of those alone.
        """
        ranked = ranked and bool(self.question) and not self.is_wide
        unranked: tuple[str, list[Any]] = ("1.0" if only_headings else "0.0", [])
        rank, weighs = engine().rank(self.question) if ranked else unranked
        columns = f"{_COLUMNS}, {rank}" if place is None else f"{_COLUMNS}, {rank}, {place}"
        few = f" ORDER BY number LIMIT {limit}" if limit else ""
        if not self.question:
            some = f"c.number IN (SELECT number FROM {CARDS} WHERE number BETWEEN %s AND %s{few})"  # noqa: S608
            where = some if limit else "c.number BETWEEN %s AND %s"
            return f"SELECT {columns} FROM ({self.cards}) AS c WHERE {where}", [*self.params, *span]  # noqa: S608
        if self.is_looked_up:
            first, last = self._places(span)
            found = self._all_matches[first:last]
            if not only_headings:
                found = found[:at_first] if at_first >= 0 else found[at_first:]
            matches, asked = engine().among(self.question, found, only_headings=only_headings)
            # Each by itself: PostgreSQL would rather go through all cards than look thousands up
            one = f"SELECT * FROM ({self.cards}) AS c WHERE c.number = m.number OFFSET 0"  # noqa: S608
            joined = f"({matches}) AS m CROSS JOIN LATERAL ({one}) AS c"
            return f"SELECT {columns} FROM {joined}", [*weighs, *asked, *self.params]  # noqa: S608
        matches, asked = engine().matches(self.question, span, ranked=ranked, only_headings=only_headings)
        joined = f"({matches}{few}) AS m CROSS JOIN ({self.cards}) AS c"
        return f"SELECT {columns} FROM {joined} WHERE c.number = m.number", [*weighs, *asked, *self.params]  # noqa: S608


def read_together(several: Sequence[Hits], limit: int, *, ranked: bool = False) -> list[list[Hit]]:
    """The newest hits of each, in one statement. Those of the first may be `ranked`."""
    if any(hits.few is not None for hits in several):
        return [hits.read(limit, ranked=ranked and not place) for place, hits in enumerate(several)]
    for hits in several[1:]:
        hits.look_up_with(several[0])
    parts = [hits.newest(limit, place=place, ranked=ranked and not place) for place, hits in enumerate(several)]
    found = zip(several, rows_in_parts(parts), strict=True)
    return [hits.read_on(read, limit, ranked=ranked and not place) for place, (hits, read) in enumerate(found)]
