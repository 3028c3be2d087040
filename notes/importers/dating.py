"""Which week a note is about, from all that a file says: its title, its front matter, its name and its dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from notes.weeks import MONTHS, Week

_MONTH = "(?:" + "|".join(f"{m[:3]}(?:{m[3:]})?" if len(m) > 3 else m for m in MONTHS).lower() + "|sept)"
_DAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?:\d{4}|'\d\d)(?!\d))"
_DATE = (
    rf"(?:\d{{4}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d{{4}}|\d\d)(?!\d)"
    rf"|{_DAY}(?:\s+of)?\s*{_MONTH}\b\.?{_YEAR}?|\b{_MONTH}\.?\s+{_DAY}(?!\d){_YEAR}?)"
)
_JOIN = r"\s*(?:-|to|until|&|and|\+|/)\s*"
_RANGE = re.compile(
    rf"(?<!\d)(?:{_DAY}{_JOIN}(?P<last>{_DATE})|{_DATE}{_JOIN}(?P<last2>{_DATE})"
    rf"|\b(?P<month>{_MONTH})\.?\s+{_DAY}{_JOIN}(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?P<year>{_YEAR})?)"
)
_PREFIXED = re.compile(
    rf"\b(?P<how>w/?\.?\s?[cbe]\b\.?|w/?s\b|weeks?\s+(?:commencing|beginning|starting|of|ending|to|from)|weekending)"
    rf"\s*[:,-]?\s*(?P<date>{_DATE})"
)
_ISO = re.compile(r"(?<!\d)(?P<year>(?:19|20|21)\d\d)[-\s_/]?w(?:eek|k)?[-\s_]?(?P<week>\d{1,2})(?!\d)")
_NUMBER_YEAR = re.compile(
    r"\b(?:week|wk)[-\s_.]*(?:no\.?\s*)?(?P<week>\d{1,2})[,\s_-]*(?:of\s+)?\(?(?P<year>(?:19|20)\d\d)(?!\d)"
)
_YEAR_NUMBER = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)\b.{0,12}?\b(?:week|wk)[-\s_.]*(?P<week>\d{1,2})(?!\d)")
_NUMBER = re.compile(r"\b(?:week|wk)[-\s_.]*(?:no\.?\s*)?(?P<week>\d{1,2})\b(?!\s*(?:of|/)\s*\d|\s*[/.:]\s*\d)")
_ANY_DATE = re.compile(rf"(?<!\d){_DATE}")
_FILE_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)([-_/.]?)(?P<month>0[1-9]|1[0-2])\2(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)
_NEAR = timedelta(days=24)  # a title's date further from the day of publication is about something else


@dataclass(frozen=True)
class Told:
    week: Week | None = None
    basis: str = ""
    warnings: tuple[str, ...] = ()


def told(
    *,
    title: str,
    fields: Iterable[tuple[str, str]],
    published: date | None,
    name: str,
    opening: str,
    cited: Iterable[date],
    today: date,
) -> Told:
    """The week by the first that says it: the title ("w/c 30 July", a range, "2018-W31"), the front matter's own
    `fields`, a date in the title, the file's name, the day of publication, the opening words.

    A bare date means its own week, but a Monday means the week before: people publish on Mondays about the week
    that ended. `cited` are days that the words cite, so that they were written on them or later.
    """
    plain_title, plain_name = _plain(title), _plain(re.sub(r"\.[A-Za-z]{1,8}$", "", name))
    near = published or _file_date(plain_name) or _middle_of_year(plain_name) or today
    if week := stated(plain_title, near):
        return Told(week, f"title: {title.strip()[:80]}")
    for field, value in fields:
        if week := _of_field(field, _plain(value), near):
            return Told(week, f"front matter {field}")
    dated = _title_date(plain_title, published, near)
    if dated and published and dated.weekday() == 0 and timedelta() < dated - published < timedelta(7):
        return Told(Week.of(published), f"title: {title.strip()[:80]} (written before that Monday)")
    if dated and dated != published:
        return Told(Week.of(dated), f"title: {title.strip()[:80]}")
    if week := _numbered(plain_title, published, near, plain_name):
        return Told(week, f"title: {title.strip()[:80]}")
    if week := stated(_spaced(plain_name), near):
        return Told(week, f"file name: {name[:80]}")
    if week := _numbered(_spaced(plain_name), published, near, plain_name):
        return Told(week, f"file name: {name[:80]}")
    if published is None and not _file_date(plain_name) and (day := _title_date(_spaced(plain_name), None, near)):
        return Told(Week.of(day), f"file name: {name[:80]}")
    if published is None and (named := _file_date(plain_name)):
        return _of_file_date(named, plain_name, name, opening, cited)
    if published:
        named = _file_date(plain_name)
        if named and named.weekday() == 0 and named < published <= named + timedelta(days=6):
            return Told(Week.of(named), f"file name: {name[:80]}")
        return _of_publication(published, opening, list(cited), "date")
    return _of_opening(opening, near)


def stated(text: str, near: date) -> Week | None:
    """The week that a text names as a week: "w/c …", "week ending …", a range of days, an ISO week."""
    text = _plain(text)
    if found := _RANGE.search(text):
        last = found["last"] or found["last2"] or f"{found['day']} {found['month']}{found['year'] or ''}"
        if day := day_of(last, near):
            return Week.of(day)
    if found := _PREFIXED.search(text):
        day = day_of(found["date"], near)
        if day:
            ends = re.match(r"w[/.]{0,2}\s?e\b|week.*(?:ending|to)$", found["how"])
            return Week.of(day - timedelta(days=1) if ends and day.weekday() == 0 else day)
    for pattern in (_ISO, _NUMBER_YEAR, _YEAR_NUMBER):
        if found := pattern.search(text):
            try:
                return Week.from_iso(int(found["year"]), int(found["week"]))
            except ValueError:
                continue
    return None


def day_of(text: str, near: date) -> date | None:
    """The day that a text begins with; without a year, the one nearest to `near`."""
    text = _plain(text)
    try:
        if found := re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
            return _real(date(int(found[1]), int(found[2]), int(found[3])))
        if found := re.match(r"(\d{1,2})[/.](\d{1,2})[/.](\d{2,4})", text):
            return _real(date(int(found[3]) + (2000 if len(found[3]) == 2 else 0), int(found[2]), int(found[1])))
        month = re.search(rf"{_MONTH}", re.sub(r"\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b", "", text))
        day = re.search(r"(?<!\d)(?<!')(\d{1,2})(?:st|nd|rd|th)?(?!\d)", text)
        if not month or not day:
            return None
        number = next(n for n, m in enumerate(MONTHS, 1) if m.lower().startswith(month[0][:3]))
        if year := re.search(r"(?<!\d)(\d{4})(?!\d)|'(\d\d)(?!\d)", text):
            return _real(date(int(year[1] or f"20{year[2]}"), number, int(day[1])))
    except ValueError:
        return None
    return _nearest(number, int(day[1]), near)


def moment(text: str) -> date | None:
    """The day of a date or a time as files write it: ISO 8601, "2019-03-17 21:10:24", "Sun, 17 Mar 2019 …"."""
    text = _plain(text)
    if found := _FILE_DATE.match(text):
        text = f"{found['year']}-{found['month']}-{found['day']}"
    if not (found := _ANY_DATE.search(text)) or not re.search(r"\d{4}|[/.]\d\d$|'\d\d", found[0]):
        return None
    return day_of(found[0], date(2000, 1, 1))


def _of_field(name: str, value: str, near: date) -> Week | None:
    ends = "end" in name
    if (day := moment(value)) and not stated(value, near):
        return Week.of(day - timedelta(days=1) if ends and day.weekday() == 0 else day)
    if week := stated(value, near):
        return week
    try:
        week = Week.parse(f"week {value}" if value.isdecimal() else value, today=near)
    except ValueError:
        return None
    return week if _real(week.monday) else None


def _title_date(title: str, published: date | None, near: date) -> date | None:
    if not (found := _ANY_DATE.search(title)):
        return None
    day = day_of(found[0], near)
    has_year = re.search(r"\d{4}|'\d\d|[/.]\d\d$", found[0])
    if day and published and not has_year and abs(day - published) > _NEAR:
        return None
    return day


def _numbered(text: str, published: date | None, near: date, name: str) -> Week | None:
    """ "Week 31" without a year is a week of the calendar where the date agrees; it may be the author's own count."""
    if not (found := _NUMBER.search(text)) or not 1 <= int(found["week"]) <= 53:
        return None
    year = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", name)
    try:
        if published is None and year:
            return Week.from_iso(int(year[1]), int(found["week"]))
        week = Week.parse(f"week {found['week']}", today=near)
    except ValueError:
        return None
    return week if published is None or abs(week.monday - published) <= _NEAR else None


def _of_file_date(day: date, plain_name: str, name: str, opening: str, cited: Iterable[date]) -> Told:
    """ "weeknote-2018-07-30.txt" names the week, "2018-07-30-a-title.md" the day of publication."""
    before = plain_name[: _FILE_DATE.search(plain_name).start()] if _FILE_DATE.search(plain_name) else ""  # type: ignore[union-attr]
    if re.search(r"(?:week|weeknotes?|notes?|w-?c|commencing|beginning)[-_ /]*$", before.rpartition("/")[2] or before):
        return Told(Week.of(day), f"file name: {name[:80]}")
    return _of_publication(day, opening, list(cited), "file name")


def _of_publication(day: date, opening: str, cited: list[date], source: str) -> Told:
    week, day_name = Week.of(day), day.strftime("%A")
    if day.weekday() == 0 and any(day < later <= week.sunday for later in cited):
        return Told(week, f"{source} ({day_name}), and the words cite a later day of that week")
    if day.weekday() == 0:
        return Told(week.previous, f"{source} ({day_name}: the week before)")
    first = " ".join(_plain(opening).split())[:240]
    if day.weekday() <= 3 and re.search(r"\blast week\b", first) and not re.search(r"\bthis week\b", first):
        return Told(week.previous, f"{source} ({day_name}), and the opening tells of last week")
    return Told(week, f"{source} ({day_name})")


def _of_opening(opening: str, near: date) -> Told:
    lines = [line.strip() for line in opening[:1_500].split("\n") if line.strip()][:6]
    for line in lines:
        if len(line) <= 200 and (week := stated(line, near)):
            return Told(week, f"opening: {line[:80]}")
    for line in lines:
        whole = re.fullmatch(rf"[^\w]*(?:published|posted|date|written)?[\s:]*(?:on\s+)?({_DATE})[^\w]*", _plain(line))
        if whole and (day := day_of(whole[1], near)):
            return _of_publication(day, "", [], "opening")
    return Told()


def _file_date(name: str) -> date | None:
    """The last date in a path: a file's own name says more than its folder's."""
    for found in reversed(list(_FILE_DATE.finditer(name))):
        try:
            return _real(date(int(found["year"]), int(found["month"]), int(found["day"])))
        except ValueError:
            continue
    return None


def _middle_of_year(name: str) -> date | None:
    """Of the year that a folder or a file is named by: every day of it is nearer than the same day of another."""
    years = re.findall(r"(?<!\d)((?:19|20)\d\d)(?!\d)", name)
    return date(int(years[-1]), 7, 2) if years else None


def _nearest(month: int, day: int, near: date) -> date | None:
    found = []
    for year in (near.year - 1, near.year, near.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:  # 29 February in most years
            continue
    return min(found, key=lambda there: abs(there - near)) if found else None


def _real(day: date) -> date | None:
    return day if 1990 <= day.year <= 2200 else None


def _spaced(name: str) -> str:
    """ "weeknotes-12-march-2021" → "weeknotes 12 march 2021"; the folders stay, for their years."""
    return re.sub(r"(?<=[a-z\d])[-_](?=[a-z])|(?<=[a-z])[-_](?=\d)", " ", name)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"[\u200b-\u200d\u2060\ufeff\u00ad]", "", text)
    text = re.sub(r"[‐‑‒–—−]", "-", text).replace("’", "'").replace("‘", "'")
    return re.sub(r"[^\S\n]+", " ", text).strip()
