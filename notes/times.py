"""Times as people say them who look back: a week, a month, a quarter, a season, a year, or from one to another."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from notes.weeks import A_COUNT, MONTHS, Week, count_of, plain, weeks_in, year_of

FIRST_YEAR, LAST_YEAR = 1900, 2200  # that an archive holds
LONGEST, MOST_JOINS = 100, 4  # letters; places where a time may be parted into two
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
QUARTERS = ("first", "second", "third", "fourth")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}  # of the northern half, by their first month

_MONTH = "|".join(rf"{name[:3]}(?:{name[3:]})?" if len(name) > 3 else name for name in MONTHS).lower() + "|sept"
_SEASON = "|".join(SEASONS)
_YEAR = r"(?P<year>\d{4}|'\d\d)"
# No hyphen of "2018-07-30" or "2018-W31", and no minus: "last year -May"
_JOIN = re.compile(r" (?:to|until|till|and|-) |(?<! )-(?! )(?!w?\d{1,2}(?:-|$))")
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_SPAN = f"week|month|quarter|year|{'|'.join(DAYS)}|{_SEASON}|{_MONTH}"


@dataclass(frozen=True)
class Time:
    """All weeks from the first to the last, and what we call them."""

    first: Week
    last: Week
    name: str  # "w/c 30 July 2018", "July 2018", "spring 2018"
    note: str = ""  # what it means, where that is not plain: "March to May"

    @classmethod
    def of(cls, week: Week) -> Time:
        return cls(week, week, week.name)

    @classmethod
    def read(cls, text: str, *, today: date | None = None) -> Time:
        """Read any name of a week, "July 2018", "2018-07", "2018", "Q3 2018", "summer 2018", "3 May to 9 June 2018",
        and where `today` is known "last month", "3 months ago", "the last two years", "July". Without a year the
        latest that has begun is meant. Raise ValueError with a sentence for anything else.

        A year is its ISO weeks; a month, the weeks whose Thursday lies in it (ISO 8601).
        """
        try:
            time = _read(plain(text), today)
        except OverflowError as problem:
            raise ValueError("The calendar ends there.") from problem
        if not FIRST_YEAR <= time.first.year <= time.last.year <= LAST_YEAR:
            raise ValueError(f"{time.name} is beyond what an archive holds.")
        return time

    @property
    def says(self) -> str:
        return f"{self.name} ({self.note})" if self.note else self.name

    @property
    def is_week(self) -> bool:
        return self.first == self.last

    @property
    def is_year(self) -> bool:
        year = self.first.year
        return (self.first, self.last) == (Week.from_iso(year, 1), Week.from_iso(year, weeks_in(year)))


def _read(said: str, today: date | None) -> Time:
    if len(said) > LONGEST:
        raise _unknown(said)
    if _JOIN.search(said) and (time := _from_one_to_another(said, today)):
        return time
    return _one(said, today)


def _one(said: str, today: date | None) -> Time:
    for pattern, read in _READERS:
        if match := pattern.fullmatch(said):
            return read(match, today)
    if _JOIN.search(said):
        raise _unknown(said)
    return Time.of(Week.parse(said, today=today, looking_back=True))


def _of_year(match: re.Match[str], _: date | None) -> Time:
    return _year(int(match[1]))


def _of_month_in_figures(match: re.Match[str], _: date | None) -> Time:
    return _month(int(match["year"]), int(match["month"]))


def _of_day_in_figures(match: re.Match[str], today: date | None) -> Time:
    return Time.of(Week.parse(f"w/c {match[0]}", today=today, looking_back=True))


def _of_month(match: re.Match[str], today: date | None) -> Time:
    number = _month_number(match["month"])
    return _in_year_said(match, lambda year: _month(year, number), today)


def _of_season(match: re.Match[str], today: date | None) -> Time:
    return _in_year_said(match, lambda year: _season(year, match["season"]), today)


def _of_quarter(match: re.Match[str], today: date | None) -> Time:
    said = match["quarter"]
    number = int(said[0]) if said[0].isdecimal() else QUARTERS.index(said) + 1
    return _in_year_said(match, lambda year: _quarter(year, number), today)


def _of_the_last(match: re.Match[str], today: date | None) -> Time:
    """ "the last 3 months": from the week of that day until now."""
    today = _known(today, match)
    count, unit = count_of(match.groupdict().get("count") or "a"), match["unit"]
    if unit in ("day", "week"):
        day = today - timedelta(days=count * (7 if unit == "week" else 1))
    else:
        year, month = _months_before(today, count * (12 if unit == "year" else 1))
        day = min(date(year, month, 1) + timedelta(days=today.day - 1), _last_day(year, month))
    first = Week.of(day)
    name = f"the last {unit}" if count == 1 else f"the last {count} {unit}s"
    return Time(first, Week.of(today), name, f"since {first.name}")


def _of_months_ago(match: re.Match[str], today: date | None) -> Time:
    today, count = _known(today, match), count_of(match["count"])
    return _year(today.year - count) if match["unit"] == "year" else _month(*_months_before(today, count))


def _of_this_or_last(match: re.Match[str], today: date | None) -> Time:
    today, what, is_last = _known(today, match), match["what"], match["which"] != "this"
    if what in DAYS:
        if not is_last:
            return Time.of(Week.of(today))
        return Time.of(Week.of(today - timedelta(days=(today.weekday() - DAYS.index(what) - 1) % 7 + 1)))
    if what == "week":
        return Time.of(Week.of(today) - is_last)
    if what == "year":
        return _year(today.year - is_last)
    if what == "month":
        return _month(*_months_before(today, is_last))
    if what == "quarter":
        year, month = _months_before(today, 3 * is_last)
        return _quarter(year, (month + 2) // 3)

    def make(year: int) -> Time:
        return _season(year, what) if what in SEASONS else _month(year, _month_number(what))

    if is_last:
        return next(time for n in range(3) if (time := make(today.year - n)).last < Week.of(today))
    around = (make(today.year - 1), make(today.year))
    return next((time for time in around if time.first <= Week.of(today) <= time.last), around[1])


def _from_one_to_another(said: str, today: date | None) -> Time | None:
    said = re.sub(r"^(?:from|between) ", "", said)
    is_reversed = False
    for match in list(_JOIN.finditer(said))[:MOST_JOINS]:
        with suppress(ValueError):
            right = said[match.end() :]
            last = _one(right, today)
            for left in _with_what_the_other_says(said[: match.start()], right, last):
                with suppress(ValueError):
                    first = _one(left, today)
                    if first.first <= last.last:
                        return _joined(first, last)
                    is_reversed = True
    if is_reversed:
        raise ValueError(f"“{said[:80]}” ends before it begins.")
    return None


def _with_what_the_other_says(left: str, right: str, last: Time) -> tuple[str, ...]:
    """ "30 – 31 July" begins in July; "December to March 2019" begins the year before."""
    if re.fullmatch(_DAY, left) and (rest := re.fullmatch(rf"{_DAY}( .+)", right)):
        left += rest[1]
    year = last.last.year
    return (f"{left} {year}", f"{left} {year - 1}", left)


def _joined(first: Time, last: Time) -> Time:
    if first.first == last.last:
        return Time.of(first.first)
    return Time(first.first, last.last, f"{first.name} to {last.name}")


def _unknown(said: str) -> ValueError:
    return ValueError(f"“{said[:80]}” is no week that we know. Try 2018-07-30 or w/c 30 July 2018.")


def _in_year_said(match: re.Match[str], make: Callable[[int], Time], today: date | None) -> Time:
    if match["year"]:
        return make(year_of(match["year"]))
    here = _known(today, match)
    return next(time for n in (1, 0, -1) if (time := make(here.year + n)).first <= Week.of(here))


def _known(today: date | None, match: re.Match[str]) -> date:
    if today is None:
        raise ValueError(f"“{match[0]}” needs a year.")
    return today


def _year(year: int) -> Time:
    _check(year)
    return Time(Week.from_iso(year, 1), Week.from_iso(year, weeks_in(year)), str(year))


def _month(year: int, month: int) -> Time:
    _check(year)
    if not 1 <= month <= 12:
        raise ValueError(f"A year has no month {month}.")
    first, last = Week.of(date(year, month, 1)), Week.of(_last_day(year, month))
    return Time(
        first if first.month == month else first + 1,
        last if last.month == month else last - 1,
        f"{MONTHS[month - 1]} {year}",
    )


def _quarter(year: int, number: int) -> Time:
    first, last = _month(year, 3 * number - 2), _month(year, 3 * number)
    return Time(first.first, last.last, f"Q{number} {year}", f"{MONTHS[3 * number - 3]} to {MONTHS[3 * number - 1]}")


def _season(year: int, said: str) -> Time:
    month = SEASONS[said]
    first, last = _month(year, month), _month(year + (month + 2) // 13, (month + 1) % 12 + 1)
    years = (f" {year}", f" {year + 1}") if month == 12 else ("", "")
    note = f"{MONTHS[month - 1]}{years[0]} to {MONTHS[(month + 1) % 12]}{years[1]}"
    return Time(first.first, last.last, f"{'autumn' if said == 'fall' else said} {year}", note)


def _check(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR + 1:  # the last winter ends in the year after
        raise ValueError(f"{year:04} is beyond what an archive holds.")


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.lower().startswith(name[:3]))


def _months_before(today: date, count: int) -> tuple[int, int]:
    months = today.year * 12 + today.month - 1 - count
    return months // 12, months % 12 + 1


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


_READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date | None], Time]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"(\d{4})", _of_year),
        (r"(?P<year>\d{4})[-/](?P<month>\d{1,2})", _of_month_in_figures),
        (r"(?P<month>\d{1,2})/(?P<year>\d{4})", _of_month_in_figures),
        (r"\d{1,2}/\d{1,2}", _of_day_in_figures),
        (rf"(?P<month>{_MONTH})\.?,?(?:(?: of)? {_YEAR})?", _of_month),
        (rf"(?:the )?(?P<season>{_SEASON})(?:(?: of)? {_YEAR})?", _of_season),
        (rf"(?P<season>winter) {_YEAR}[-/](?:\d\d|\d{{4}})", _of_season),
        (rf"q(?P<quarter>[1-4])(?:[ ,/-]*{_YEAR})?", _of_quarter),
        (rf"{_YEAR}[ /-]*q(?P<quarter>[1-4])", _of_quarter),
        (rf"(?:the )?(?P<quarter>{'|'.join(QUARTERS)}|1st|2nd|3rd|4th) quarter(?: of)? {_YEAR}", _of_quarter),
        (
            rf"(?:the )?(?:last|past|previous) (?P<count>{A_COUNT}) (?P<unit>day|week|month|year)s?",
            _of_the_last,
        ),
        (r"(?:the last|the past|past) (?P<unit>week|month|year)", _of_the_last),
        (rf"(?P<count>{A_COUNT}) (?P<unit>month|year)s? ago", _of_months_ago),
        (rf"(?:the )?(?P<which>this|last|previous) (?P<what>{_SPAN})", _of_this_or_last),
    )
)
