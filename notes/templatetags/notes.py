"""What templates of this app may ask for: `{% load notes %}`."""

from __future__ import annotations

from functools import lru_cache, reduce
from operator import add

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from notes import quoting
from notes.models import Section
from notes.ribbon import Cell, Month

register = template.Library()


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
    """The cells of a ribbon's month. Drawn here and not by a template, because a page may hold a thousand of them."""
    return reduce(add, map(_cell, month.cells))


@lru_cache(maxsize=4096)
def _cell(cell: Cell) -> SafeString:
    if cell.url:
        return format_html(
            f'<li><a class="n{{}}{{}}{{}}" href="{{}}"{{}}>{_DAY}{_LABEL}</a></li>',
            cell.leaves,
            f" {cell.state}" if cell.state else "",
            " present" if cell.present else "",
            cell.url,
            _CURRENT if cell.current else "",
            cell.figure,
            cell.label,
        )
    if cell.future:
        return format_html(f'<li{{}} aria-hidden="true">{_DAY}</li>', _state(cell), cell.figure)
    return format_html(f"<li{{}}>{_DAY}{_LABEL}</li>", _state(cell), cell.figure, cell.label)


def _state(cell: Cell) -> SafeString | str:
    names = {"nothing": cell.is_quiet, "present": cell.present, "current": cell.current and not cell.present}
    said = " ".join(name for name, holds in names.items() if holds)
    return format_html(' class="{}"', said) if said else ""


_DAY = '<span class="ribbon-day" aria-hidden="true">{}</span>'
_LABEL = '<span class="visually-hidden">{}</span>'
_CURRENT = format_html(' aria-current="{}"', "page")


register.filter(quoting.first_sentences)


@register.filter
def possessive(name: str) -> str:
    """ "Priya Anand’s", "Parks’" """
    return f"{name}’" if name.endswith(("s", "S")) else f"{name}’s"


@register.filter
def set_name(name: str) -> SafeString:
    """The site's name as its mark: the last word stands upright, those before it slope."""
    first, _, last = name.rpartition(" ")
    return format_html("<small>{}</small> {}", first, last) if first else format_html("{}", last)
