"""Markdown, with or without front matter, with raw HTML in it or an HTML body in the front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from notes.content import MAX_SUMMARY, clean, one_line
from notes.importers import dating, front_matter, html_fragments, outline, raw_html
from notes.importers.escaping import URL
from notes.importers.pictures_in_file import PictureInFile
from notes.importers.reading import Part, Reading, assemble
from notes.weeks import Week

_WEEK_FIELDS = (
    "week", "week_start", "week_starting", "week_commencing", "week_beginning", "week_of", "wc", "w/c",
    "week_ending", "week_end", "weekending", "we",
)  # fmt: skip
_DATE_FIELDS = (
    "date", "published", "publish_date", "published_at", "date_published", "pubdate", "pub_date", "created_at",
    "created", "datetime",
)  # fmt: skip
_TOPIC_FIELDS = ("topics", "topic", "tags", "tag", "categories", "category", "keywords")
_BODY_FIELDS = ("content", "body", "html", "text", "markdown")
_SUMMARY_FIELDS = ("summary", "description", "excerpt")
_TWEET = re.compile(r"twitter\.com/\w+/status/(\d{17,20})")
_TWEETER = re.compile(r"\(@\w{1,15}\)\W{0,4}([A-Z][a-z]{2,8}\.? \d{1,2}, \d{4})")
_DATED_ADDRESS = re.compile(r"https?://[^\s)>\]]{0,200}/((?:19|20)\d\d)[/-](\d\d)[/-](\d\d)(?!\d)")


def read(text: str, *, name: str, today: date, warnings: list[str]) -> Reading:
    fields, body = front_matter.split(text, warnings)
    nested = _nested(fields)
    if not body.strip():
        body = _body_of(nested)
    body = raw_html.converted(clean(body), warnings)
    known = one_line(clean(_markdown_of(_first(nested, "title"))))
    found = outline.outlined(body, title=outline.plain_words(known), warnings=warnings)
    return finished(found.title, found.parts, fields=fields, name=name, today=today, warnings=warnings)


def finished(
    title: str,
    parts: list[Part],
    *,
    fields: dict[str, Any],
    name: str,
    today: date,
    warnings: list[str],
    pictures: tuple[PictureInFile, ...] = (),
) -> Reading:
    """A reading of parts that any format gave, with what the file says about itself."""
    nested = _nested(fields)
    opening = next((part.body for part in parts if part.body.strip()), "")
    words = "\n".join(part.body for part in parts)
    published = _published(nested, warnings)
    title = title or _first_line(parts)
    told = dating.told(
        title=title,
        fields=[(field, value) for field in _WEEK_FIELDS if (value := _week_of_field(fields, field))],
        published=published,
        name=name,
        opening=opening,
        cited=_days_cited(words),
        today=today,
    )
    if said := str(fields.get("audience") or ""):
        narrowest = outline.audience(said)
        for part in parts:
            part.audience = max(part.audience, narrowest, key=outline.AUDIENCES.index)
    content = assemble(
        title=title or _title_from(name, told.week),
        summary=_summary(nested, opening, warnings),
        parts=parts,
        topics=_topics(fields),
        warnings=warnings,
    )
    journal = fields.get("journal")
    return Reading(
        content=content,
        week=told.week,
        week_basis=told.basis,
        journal=one_line(journal) if isinstance(journal, str) and journal.strip() else None,
        author=_name_of(fields.get("author") or fields.get("authors") or ""),
        published=published,
        draft=_is_draft(fields),
        warnings=(*warnings, *told.warnings),
        pictures=pictures,
        title_is_ours=not title,
    )


def _nested(fields: dict[str, Any]) -> list[dict[str, Any]]:
    """The front matter and the maps in it, the shallow ones first: some programs keep the note deep inside."""
    maps = [fields]
    for one in maps:
        if len(maps) > 200:
            break
        maps += [value for field, value in one.items() if isinstance(value, dict) and field not in {"author", "tags"}]
    return maps


def _first(maps: Iterable[dict[str, Any]], *names: str) -> str:
    for fields in list(maps)[:12]:
        for name in names:
            value = fields.get(name)
            if isinstance(value, str) and value.strip():
                return clean(value)
            if isinstance(value, (int, float, date)) and not isinstance(value, bool):  # TOML and JSON know more types
                return str(value)
    return ""


def _body_of(maps: list[dict[str, Any]]) -> str:
    """A note that stands in the front matter: the longest of the fields that may hold one."""
    written = [str(fields[name]) for fields in maps for name in _BODY_FIELDS if isinstance(fields.get(name), str)]
    body = clean(max(written, key=len, default=""))
    if re.search(r"</(?:p|div|li|h\d|a|ul)>", body):
        return html_fragments.to_markdown(body)
    return body


def _markdown_of(text: str) -> str:
    return raw_html.converted(one_line(text), []) if text else ""


def _summary(maps: list[dict[str, Any]], opening: str, warnings: list[str]) -> str:
    """In one plain line. A long one that only repeats the opening is cut: its words are there."""
    summary = outline.plain_words(_markdown_of(_first(maps, *_SUMMARY_FIELDS)))
    if len(summary) > MAX_SUMMARY and summary[:300] in outline.plain_words(opening):
        warnings.append("The summary repeats the opening and was cut.")
        return summary[: MAX_SUMMARY - 1].rsplit(" ", 1)[0] + "…"
    return summary


def _first_line(parts: list[Part]) -> str:
    """Without any heading, a short first line that stands alone is the title. It is taken out of the words."""
    if not parts or parts[0].heading or (len(parts) > 1 and not parts[0].body.strip()):
        return ""
    first, _, rest = parts[0].body.partition("\n")
    if len(first) > 400:
        return ""
    plain = outline.plain_words(first)
    stands_alone = not rest.split("\n", 1)[0].strip()
    is_plain = plain == one_line(first) or re.fullmatch(r"(\*\*|__).*\1", first.strip())
    if (
        rest.strip()
        and stands_alone
        and is_plain
        and len(plain) <= 100
        and not re.search(r"[.,;:]$|^([-*+>|]|\d+[.)]) ", plain)
    ):
        parts[0].body = rest.strip("\n")
        return plain
    return ""


def _title_from(name: str, week: Week | None) -> str:
    stem = re.sub(r"[-_\s]+", " ", re.sub(r"(?<!\d)\d{4}-?\d\d-?\d\d(?!\d)", "", PurePosixPath(name).stem)).strip()
    if len(re.findall(r"[^\W\d_]{2,}", stem)) >= 2:
        return stem[0].upper() + stem[1:]
    return f"Weeknotes {week.name}" if week else stem or "Weeknotes"


def _week_of_field(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if isinstance(value, (str, int, date)) and not isinstance(value, bool):
        text = str(value).strip()
        year = str(fields.get("year") or "").strip()
        return f"week {text}, {year}" if text.isdecimal() and len(text) <= 2 and re.fullmatch(r"\d{4}", year) else text
    return ""


def _published(maps: list[dict[str, Any]], warnings: list[str]) -> date | None:
    for name in _DATE_FIELDS:
        said = _first(maps[:1], name)
        if said and (day := dating.moment(said)):
            return day
        if said and said.lower() not in {"true", "false", "yes", "no", "on", "off"}:
            warnings.append(f"“{said[:40]}” in the front matter is no date that we know.")
    return None


def _days_cited(words: str) -> Iterator[date]:
    """Days on which something was posted that the words cite: they were written on them, or later."""
    for tweet in _TWEET.finditer(words):  # a status holds its time: milliseconds since 4 November 2010
        yield (datetime(1970, 1, 1) + timedelta(milliseconds=(int(tweet[1]) >> 22) + 1_288_834_974_657)).date()
    for tweeter in _TWEETER.finditer(words):
        if day := dating.moment(tweeter[1]):
            yield day
    for address in _DATED_ADDRESS.finditer(words):
        try:
            yield date(int(address[1]), int(address[2]), int(address[3]))
        except ValueError:
            continue


def _topics(fields: dict[str, Any]) -> list[str]:
    names: list[str] = []
    for field in _TOPIC_FIELDS:
        value = fields.get(field)
        for one in value if isinstance(value, list) else [value]:
            said = (one.get("title") or one.get("name") or "") if isinstance(one, dict) else one
            if isinstance(said, str):
                names += said.strip("[]").split(",")
            elif isinstance(said, (int, float)) and not isinstance(said, bool):
                names.append(str(said))
    return [name.strip().strip("\"'") for name in names if not re.search(URL, name)]


def _name_of(author: Any) -> str:
    if isinstance(author, list):
        return ", ".join(filter(None, (_name_of(one) for one in author)))[:200]
    if isinstance(author, dict):
        author = author.get("name") or author.get("title") or ""
    return one_line(author)[:200] if isinstance(author, str) else ""


def _is_draft(fields: dict[str, Any]) -> bool:
    def said(name: str) -> str:
        return str(fields.get(name, "")).strip().lower()

    return (
        said("draft") in {"true", "yes", "on", "1"}
        or said("status") in {"draft", "private", "hidden"}
        or said("published") in {"false", "no", "off"}
    )
