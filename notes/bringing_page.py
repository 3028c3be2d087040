"""What stands on the page "We read it as…": each line with what it was taken for, and what one may do about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any

from notes import bringing, markup
from notes.content import MAX_BODY
from notes.forms import BringingForm
from notes.galley import TURNS, Line, words_now
from notes.importers.outline import plain_words
from notes.markup import Rendered
from notes.models import Section

LONGEST_SOURCE = 70
_POINT = re.compile(r"(?m)^(\s*)(?:[-*+]|(\d{1,9})[.)])\s")
_REFERENCE = re.compile(r"\[\^([^\]\s]+)\](?!:)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NAMES = {
    "title": "Title",
    "summary": "Summary",
    "paragraph": "Paragraph",
    "subheading": "Small heading",
    "quote": "Quote",
    "code": "Code",
    "table": "Table",
    "rule": "A line across",
    "picture": "Picture",
    "several": "Paragraphs and lists",
}
_ACTS = {
    "heading": "Make it a heading",
    "paragraph": "Make it a paragraph",
    "title": "Make it the title",
    "summary": "Make it the summary",
    "subheading": "Make it a small heading",
    "quote": "Make it a quote",
    "footnote": "Make it a footnote",
    "list": "Make them bullets",
}


@dataclass
class Row:
    """One line on the page, and the fields in which it comes back."""

    number: int
    read: Line
    line: Line
    was: str
    name: str = ""
    section: Section | None = None  # its words as readers would see them
    starts: bool = False
    doubt: str = ""  # why we were not sure
    note: str = ""
    acts: list[tuple[str, str]] = field(default_factory=list)
    is_turned: bool = False  # by the click that led here

    @property
    def topics(self) -> str:
        return ", ".join(self.read.topics)

    @property
    def is_shown(self) -> bool:
        return self.line.kind not in {"start", "links"}


def page(form: BringingForm) -> dict[str, Any]:
    rendered: list[Rendered] = []
    rows = list(_rows(form, rendered))
    return {
        "place": "desk",
        "entry": form.entry,
        "week": form.entry.week,
        "form": form,
        "rows": rows,
        "found": _found(rows, rendered),
        "has_words": bringing.has_words(form.entry),
        "last": _last(form),
    }


def stood(galley_lines: tuple[Line, ...], source: str) -> list[str]:
    """How each line stood in a text, where it looks otherwise now."""
    by_words: dict[tuple[str, ...], str] = {}
    for raw in source.split("\n"):
        by_words.setdefault(_first_words(raw), raw.strip())
    found = []
    for line in galley_lines:
        first = line.words.split("\n", 1)[0]
        raw = by_words.get(_first_words(re.sub(r"^\[\^([^\]\s]+)\]:", "", plain_words(first))), "")
        found.append(_shortened(raw) if raw and _looks_other(line, first, raw) else "")
    return found


def _first_words(text: str) -> tuple[str, ...]:
    return tuple(re.findall(r"[^\W\d_]+", text.casefold())[:6])


def _looks_other(line: Line, first: str, raw: str) -> bool:
    if line.kind == "list":
        return raw[0] not in "-*+0123456789"
    if line.kind in {"title", "summary", "heading"}:
        return raw != line.words
    return line.kind == "footnote" and raw != first


def _shortened(raw: str) -> str:
    return raw if len(raw) <= LONGEST_SOURCE else raw[:LONGEST_SOURCE].rsplit(" ", 1)[0] + "…"


def _rows(form: BringingForm, rendered: list[Rendered]) -> Iterator[Row]:
    now = form.galley.now
    links = "\n".join(line.words for line in now if line.kind == "links")
    has_title = any(line.kind == "title" for line in now)
    sections, notes, starts = 0, 0, False
    for number, (read, line, was) in enumerate(zip_longest(form.galley.lines, now, form.was, fillvalue="")):
        assert isinstance(read, Line)
        assert isinstance(line, Line)
        row = Row(number, read, line, str(was), is_turned=number == form.turned)
        if line.kind in {"heading", "start"}:
            sections += 1
        row.starts = line.kind == "heading" or (starts and row.is_shown)
        row.name = _name(line, sections)
        if starts and line.kind not in {"heading", "start", "links", "footnote"}:
            row.name = f"Section {sections}, no heading: {row.name[0].lower()}{row.name[1:]}"
        starts = line.kind == "start" or (starts and not row.is_shown)
        if line.kind == "footnote":
            row.starts, notes = notes == 0, notes + 1
        row.section = _seen(row, links, rendered)
        if number not in form.galley.decided:
            row.doubt = _doubt(read, now[number + 1] if number + 1 < len(now) else None)
        row.note = _note(row)
        row.acts = list(_acts(form, row, has_title=has_title))
        yield row


def _name(line: Line, sections: int) -> str:
    if line.kind == "heading":
        return f"Section {sections}, heading"
    if line.kind == "list":
        points = [(len(found[1]) > 0, bool(found[2])) for found in _POINT.finditer(line.words)]
        outer, inner = sum(not is_inner for is_inner, _ in points), sum(is_inner for is_inner, _ in points)
        if not points:  # a line that was made one
            return "Bullet"
        what = "numbered point" if points and points[0][1] else "bullet"
        return _plural(outer, what) + (f", {inner} inside" if inner else "")
    if line.kind == "footnote":
        found = re.match(r"\[\^([^\]\s]+)\]:", line.words)
        return f"Footnote {found[1]}" if found else "Footnotes"
    return _NAMES.get(line.kind, "Paragraph")


def _seen(row: Row, links: str, rendered: list[Rendered]) -> Section | None:
    """Its words as readers would see them. Title, headings and summary are shown as they are."""
    line = row.line
    if line.kind in {"title", "summary", "heading"} or not row.is_shown:
        return None
    words = re.sub(r"^\[\^([^\]\s]+)\]:[ \t]?", lambda found: f"{_raised(found[1])} ", words_now(row.read, line))
    words = _REFERENCE.sub(lambda found: _raised(found[1]), words)
    used = f"\n\n{links}" if links and len(words) + len(links) < MAX_BODY and "[" in words else ""
    made = markup.render(words + used, key=f"line{row.number}")
    rendered.append(made)
    return Section(html=made.html, text=made.text)


def _raised(label: str) -> str:
    return label.translate(_RAISED) if label.isdecimal() else f"({label})"


def _doubt(line: Line, below: Line | None) -> str:
    if line.kind != "paragraph" or "\n" in line.words:
        return ""
    words = line.words.strip()
    plain = line.plain
    if len(plain) > 100 or not plain:
        return ""
    if re.fullmatch(r"(\*\*|__)(?!\s).+\1", words):
        ends = ": all bold, but it ends as a sentence does." if plain[-1] in ".,;" else ": all bold. Is it a heading?"
        return f"We kept it as a paragraph{ends}"
    if plain.isupper() and len(plain) > 3:
        return "We kept it as a paragraph. All capitals: is it a heading?"
    if plain.endswith(":") and len(plain) <= 60 and below is not None and below.kind == "paragraph":
        return "We kept it as a paragraph. It ends with a colon: is it a heading?"
    if below is not None and below.kind in {"paragraph", "list", "quote"} and line.can_be_plain and _is_short(plain):
        return "We kept it as a paragraph. It is short and ends without a full stop: is it a heading?"
    return ""


def _is_short(plain: str) -> bool:
    return len(plain) <= 60 and len(plain.split()) <= 8 and plain[0].isalnum() and plain[-1].isalnum()


def _note(row: Row) -> str:
    line = row.line
    if line.kind in {"heading", "title"} and not row.read.can_be_plain:
        return "Its link goes below it"
    if line.kind in {"paragraph", "list"} and re.search(r"(?<![(<\[\"])https?://", line.words):
        return "Link made from the bare address"
    return ""


def _acts(form: BringingForm, row: Row, *, has_title: bool) -> Iterator[tuple[str, str]]:
    """The way back comes first; a title is offered where there is none, and a heading becomes a bullet in two steps."""
    if row.read.kind not in TURNS:
        return
    for kind in dict.fromkeys((row.read.kind, *TURNS[row.read.kind])):
        if kind == row.line.kind or not form.galley.may_turn(row.number, kind):
            continue
        if kind == "list" and row.read.kind != "list" and row.line.kind != "paragraph":
            continue
        if (kind == "title" and (has_title or row.number > 4)) or (kind == "summary" and row.number > 3):
            continue
        if kind == "paragraph" and row.read.kind == "list":
            yield kind, "Make them paragraphs"
        elif kind == "list" and row.read.kind != "list":
            yield kind, "Make it a bullet"
        elif kind == "heading" and row.read.kind == "subheading":
            yield kind, "Start a section with it"
        else:
            yield kind, _ACTS[kind]
    if row.doubt:
        yield "paragraph", "Keep as paragraph"


def _found(rows: list[Row], rendered: list[Rendered]) -> str:
    """ "Three sections, six bullets, two links and one footnote." """
    sections = sum(row.line.kind in {"heading", "start"} for row in rows)
    points = sum(max(1, len(_POINT.findall(row.line.words))) for row in rows if row.line.kind == "list")
    links = sum(len(made.citations) for made in rendered)
    footnotes = sum(row.line.kind == "footnote" for row in rows)
    pictures = sum(row.line.kind == "picture" for row in rows)
    counted = [
        _plural(count, what, in_words=True)
        for count, what in (
            (sections, "section"), (points, "bullet"), (links, "link"), (footnotes, "footnote"), (pictures, "picture")
        )
        if count
    ]  # fmt: skip
    said = " and ".join(filter(None, [", ".join(counted[:-1]), counted[-1] if counted else ""]))
    return f"{said[:1].upper()}{said[1:]}." if said else ""


def _plural(count: int, what: str, *, in_words: bool = False) -> str:
    number = _NUMBERS[count] if in_words and count < len(_NUMBERS) else f"{count:,}"
    return f"{number} {what}{'' if count == 1 else 's'}"


def _last(form: BringingForm) -> str:
    """What the last click did, for somebody who does not see it."""
    if form.turned is None:
        return ""
    if form.turned >= len(form.galley.lines):
        return ""
    line = form.galley.now[form.turned]
    is_list = form.galley.lines[form.turned].kind == "list"
    kind = {"list": "a list" if is_list else "a bullet"}.get(line.kind, f"a {_NAMES.get(line.kind, line.kind).lower()}")
    return f"‘{_shortened(form.galley.lines[form.turned].plain)}’ is {kind} now."
