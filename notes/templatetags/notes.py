"""What templates of this app may ask for: `{% load notes %}`."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from notes.models import Section

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
def possessive(name: str) -> str:
    """ "Priya Anand’s", "Parks’" """
    return f"{name}’" if name.endswith(("s", "S")) else f"{name}’s"


@register.filter
def set_name(name: str) -> SafeString:
    """The site's name as its mark: the last word stands upright, those before it slope."""
    first, _, last = name.rpartition(" ")
    return format_html("<small>{}</small> {}", first, last) if first else format_html("{}", last)
