"""What templates of this app may ask for: `{% load notes %}`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator

from notes import quoting
from notes.browsing import parts_of
from notes.diary import TabledYear
from notes.models import Section
from notes.ribbon import Cell, Month, Ribbon
from notes.search.page import Link
from notes.topic_history import Tallied
from notes.weeks import Week

register = template.Library()
MOST_LETTERS = 90  # of a name beside a topic


@register.filter
def stored_html(section: Section) -> SafeString:
    """A section's words. The one place that trusts HTML: it takes a Section, never a string, because a Section's
    HTML came through `markup.render`. Raise TypeError for anything else.
    """
    if not isinstance(section, Section):
        raise TypeError(f"stored_html prints sections, not {type(section).__name__}.")
    return mark_safe(section.html)  # noqa: S308


@register.filter
def weeks_drawn(month: Month) -> SafeString:
    """The cells of a ribbon's month. Drawn here and not by a template, and a month at once, because a page may hold a
    thousand of them.
    """
    drawn = [_cell(cell) for cell in month.cells]
    return format_html("".join(form for form, _ in drawn), *(value for _, values in drawn for value in values))


_DAY = '<span class="ribbon-day" aria-hidden="true">{}</span>'
_SAID = f'{_DAY}<span class="visually-hidden">{{}}</span>'
_LINK = f'<li><a class="{{}}" href="{{}}">{_SAID}</a></li>'
_CURRENT = f'<li><a class="{{}}" href="{{}}" aria-current="page">{_SAID}</a></li>'


def _cell(cell: Cell) -> tuple[str, tuple[str, ...]]:
    """A form for format_html, and what goes into it."""
    if cell.url:
        kind = _kind(cell.leaves, cell.state, cell.present)
        return _CURRENT if cell.current else _LINK, (kind, cell.url, _day(cell.figure), cell.label)
    if cell.future:
        return f'<li{{}} aria-hidden="true">{_DAY}</li>', (_state(cell), _day(cell.figure))
    return f"<li{{}}>{_SAID}</li>", (_state(cell), _day(cell.figure), cell.label)


@lru_cache(maxsize=64)
def _kind(leaves: int, state: str, present: bool) -> SafeString:
    names = [f"n{leaves}", *([state] if state else []), *(["present"] if present else [])]
    return format_html("{}", " ".join(names))


@lru_cache(maxsize=31)
def _day(figure: int) -> SafeString:
    return format_html("{}", figure)


def _state(cell: Cell) -> SafeString | str:
    names = {"nothing": cell.is_quiet, "present": cell.present, "current": cell.current and not cell.present}
    said = " ".join(name for name, holds in names.items() if holds)
    return format_html(' class="{}"', said) if said else ""


register.filter(quoting.first_sentences)


@register.filter
def week_short(week: Week) -> SafeString:
    """A week in a margin, under its year: the day alone, the rest for those who hear it."""
    return format_html(
        '<span class="visually-hidden">w/c </span>'
        '<time datetime="{}">{}<span class="visually-hidden"> {}</span></time>',
        week.key,
        week.day_name,
        week.monday.year,
    )


@register.filter
def weeks_counted(ribbon: Ribbon) -> SafeString:
    """The weeks of a ribbon that hold something, as rows of a table."""
    held = (cell for month in ribbon.months for cell in month.cells if cell.number)
    return format_html_join("\n", '<tr><th scope="row"><a href="{}">{}</a></th><td>{}</td></tr>',
                            ((cell.url, cell.week.name, f"{cell.number:,}") for cell in held))  # fmt: skip


@register.filter
def cells_of(year: TabledYear) -> SafeString:
    """The months of a year in a table, and their sum."""
    return format_html_join("", "<td>{}</td>", ((figure,) for figure in (*year.figures, year.total)))


_COUNTED = (
    '\n<li><a href="{}">{}</a><span>{}<span class="visually-hidden"> section{} {}</span></span></li>',
    '\n<li><a href="{}">{}</a><a href="{}">{}<span class="visually-hidden"> section{} {} {}</span></a></li>',
)


@register.filter
def tallied(rows: Sequence[Tallied], said: str) -> SafeString:
    """Names with their numbers, in a list. Drawn at once, because they are half of what stands beside a topic."""
    forms, values = [], []
    for row in rows:
        counted = (f"{row.count:,}", "" if row.count == 1 else "s", said)
        forms.append(_COUNTED[bool(row.counted_url)])
        values += [row.url, Truncator(row.name).chars(MOST_LETTERS) if len(row.name) > MOST_LETTERS else row.name]
        values += [row.counted_url, *counted, row.name] if row.counted_url else counted
    return format_html("".join(forms), *values) if forms else format_html("{}", "")


@register.filter
def in_pieces(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """A text with what matched marked: pieces of (text, is_match)."""
    return format_html_join("", "{}", ((format_html("<mark>{}</mark>", text) if is_match else text,)
                                       for text, is_match in pieces))  # fmt: skip


_CHOICE = '\n<li><a href="{}">{} <span>{}<span class="visually-hidden"> passage{}</span></span></a></li>'
_ABOUT = '<span aria-hidden="true">~</span><span class="visually-hidden">about </span>'


@register.filter
def choices(links: Iterable[Link]) -> SafeString:
    """Ways to narrow a search, and how many passages each leads to. Drawn at once: a page may hold hundreds."""
    forms, values = [], []
    for link in links:
        forms.append(_CHOICE.replace("<span>", f"<span>{_ABOUT}", 1) if link.is_about else _CHOICE)
        values += [link.url, _site_in_parts(link.says), f"{link.count:,}", "" if link.count == 1 else "s"]
    return format_html("".join(forms), *values) if forms else format_html("{}", "")


def _site_in_parts(name: str) -> str:
    """A site's name may be broken after its dots, and nowhere else. Other names stay as they are."""
    if " " in name or "." not in name:
        return name
    *parts, last = parts_of(name)
    return format_html("<bdi>{}{}</bdi>", format_html_join("", "{}<wbr>", ((part,) for part in parts)), last)


@register.filter
def possessive(name: str) -> str:
    """ "Priya Anand’s", "Parks’" """
    return f"{name}’" if name.endswith(("s", "S")) else f"{name}’s"


@register.filter
def set_name(name: str) -> SafeString:
    """The site's name as its mark: the last word stands upright, those before it slope."""
    first, _, last = name.rpartition(" ")
    return format_html("<small>{}</small> {}", first, last) if first else format_html("{}", last)
