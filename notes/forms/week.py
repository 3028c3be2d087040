"""A week, as a person types it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from notes.converters import WeekConverter
from notes.weeks import Week

LONGEST = 100  # characters


def read_week(text: str) -> Week:
    """Any way of saying it; without a year, the one nearest to today. Raise ValueError with a sentence to show."""
    if not text.strip():
        raise ValueError("Say which week it is about, such as “this week” or “30 July 2018”.")
    if len(text) > LONGEST:
        raise ValueError("That is too long to be the name of a week. Try 2018-07-30 or w/c 30 July 2018.")
    week = Week.parse(text, today=timezone.localdate())
    WeekConverter().check_neighbours(week)  # a week without an address could never be read
    return week


def number_sent(fields: Mapping[str, str], name: str) -> int:
    """Of a row; 0, which is none's, where what was sent is no number."""
    sent = fields.get(name, "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 16 else 0
