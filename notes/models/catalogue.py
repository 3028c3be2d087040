"""The catalogue: what search and lists know of a section without opening it. Derived by `search`, never edited."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.db import models

from notes.models.derived import Section
from notes.models.entries import Audience, Entry
from notes.models.people import Journal
from notes.weeks import Week

_LAST_WEEK = date.max.toordinal() // 7
_SECTIONS = 34  # bits


def card_number(week_start: date, section_id: int) -> int:
    """The newest week has the lowest numbers, so that what is read in order of numbers is read newest first."""
    return (_LAST_WEEK - week_start.toordinal() // 7) << _SECTIONS | (1 << _SECTIONS) - 1 - section_id


def card_numbers(first: date, last: date) -> tuple[int, int]:
    """The lowest and the highest number that a card of these weeks, named by their Mondays, can have."""
    lowest, highest = card_number(last, 0), card_number(first, 0)
    return lowest & -(1 << _SECTIONS), highest | (1 << _SECTIONS) - 1


def week_place(number: int) -> int:
    """The place of a card's week: one less is a week later."""
    return number >> _SECTIONS


def week_of(number: int) -> Week:
    return week_at(week_place(number))


@lru_cache(maxsize=4096)
def week_at(place: int) -> Week:
    # day 1 of the calendar was a Monday
    return Week(date.fromordinal((_LAST_WEEK - place) * 7 + 1))


class Site(models.Model):
    """A host that is cited. It stands here so that a card can hold a number instead of a name."""

    name = models.CharField(max_length=255, unique=True)

    def __str__(self) -> str:
        return self.name


class Card(models.Model):
    """One section: what it repeats of the section has the same names there. A page of the database holds some fifty
    cards, and two sections at most.
    """

    # Given, never drawn; but SQLite lays rows in the order of such a key, and finds them by it without a further index
    number = models.BigAutoField(primary_key=True)
    section = models.OneToOneField(Section, on_delete=models.CASCADE, related_name="card", db_column="id")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="+", db_index=False)
    week_start = models.DateField()
    audience = models.CharField(max_length=10, choices=Audience)

    # Keys, with spaces between: facets are counted by reading cards alone
    topics = models.TextField(blank=True)
    authors = models.TextField(
        blank=True, help_text="Users who wrote some of it; whether they may be named, the reader decides."
    )
    sites = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["journal", "number"], name="card_of_journal")]

    def __str__(self) -> str:
        return f"Card {self.number}"
