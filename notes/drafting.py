"""What stands on the pages of the desk. Each function gives the values of one page, of the user's own journals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.forms import Form

from notes import depicting, scheduling
from notes.advising import advise, name_of
from notes.carrying import Carryable
from notes.content import AUDIENCES, EVERYONE, EntryContent, SectionContent
from notes.forms import DescriptionsForm, QuietForm
from notes.models import Entry, Journal, PreviewLink, QuietWeek, Section, Topic, User
from notes.previewing import Preview, preview, sees
from notes.querysets import Viewer
from notes.reading import this_week
from notes.ribbon import Ribbon, ribbon
from notes.weeks import Week

NEWEST_PUBLISHED = 12  # on the desk; the journal's page has them all
NEWEST_PUT_AWAY = 6
NEWEST_QUIET = 60  # weeks: those of a year, and some to come
SUGGESTED_TOPICS, FURTHER_NAMES = 400, 400


def weeks_page(user: Viewer, *, slug: str = "") -> dict[str, Any]:
    """One journal's weeks, and what is unfinished in any of the user's. Who writes in none: no `journal`."""
    journals = list(Journal.objects.writable_by(user).select_related("prompts"))
    journal = next((journal for journal in journals if journal.slug == slug), None) or next(iter(journals), None)
    if journal is None:
        return {"place": "desk", "journal": None}
    week = this_week()
    mine = Entry.objects.writable_by(user)
    unfinished = list(mine.unfinished().select_related("journal", "head__author").newest_first())
    run = list(mine.by_journal(journal).in_year(week.year).select_related("journal").oldest_first())
    audiences = Prefetch("sections", Section.objects.only("entry", "audience"))
    out = mine.by_journal(journal).published().select_related("journal").prefetch_related(audiences)
    published = list(out.newest_first()[:NEWEST_PUBLISHED])
    quiet = {one.week: one for one in QuietWeek.objects.by_journal(journal).newest_first()[:NEWEST_QUIET]}
    written = {entry.week for entry in run}
    return {
        "place": "desk",
        "journals": journals,
        "journal": journal,
        "week": week,
        "this_week": [entry for entry in run if entry.week == week],
        "last_week": None if week.previous in written or week.previous in quiet else week.previous,
        "carryable": None if week in written else carryable(user, journal, week),
        "quiet_now": quiet.get(week),
        "quiet": [one for one in quiet.values() if one.week != week][:NEWEST_PUT_AWAY],
        "quiet_form": QuietForm(week=week.name),
        "scheduled": [Unfinished.of(entry) for entry in soonest_first(unfinished)],
        "unfinished": [Unfinished.of(entry) for entry in unfinished if not entry.is_scheduled],
        "published": [(entry, to_whom(s.audience for s in entry.sections.all())) for entry in published],
        "put_away": Entry.objects.put_away_by(user).select_related("journal", "head").newest_first()[:NEWEST_PUT_AWAY],
        "ribbon": own_ribbon(week, run, quiet),
    }


def begin_page(user: Viewer, entry: Entry) -> dict[str, Any]:
    """What a blank entry may begin from."""
    offered = carryable(user, entry.journal, entry.week)
    return {"place": "desk", "entry": entry, "week": entry.week, "carryable": offered}


def carryable(user: Viewer, journal: Journal, week: Week) -> Carryable | None:
    """What the journal's newest earlier entry offers to a week."""
    earlier = Entry.objects.writable_by(user).by_journal(journal).before(week).select_related("head")
    found = earlier.newest_first().first()
    return Carryable.of(found) if found else None


def soonest_first(entries: Iterable[Entry]) -> list[Entry]:
    times = {entry: entry.scheduled_at for entry in entries if entry.scheduled_at and entry.is_scheduled}
    return sorted(times, key=lambda entry: times[entry])


@dataclass(frozen=True)
class Unfinished:
    """A draft, or a published entry with later changes, in a list."""

    entry: Entry
    title: str
    section_count: int

    @classmethod
    def of(cls, entry: Entry) -> Unfinished:
        content = entry.draft
        return cls(entry, content.title, len(content.without_empty_sections().sections))


def own_ribbon(week: Week, run: list[Entry], quiet: Mapping[Week, QuietWeek]) -> Ribbon:
    """The year of a journal as its writers see it: drafts count, and are marked; a week leads to the desk."""
    by_week = {entry.week: entry for entry in reversed(run)}
    counts = Counter(entry.week for entry in run)
    return ribbon(
        week.year,
        counts,
        url=lambda w: by_week[w].get_write_url(),
        noun=("note", "notes"),
        present=week,
        quiet={w: one.said for w, one in quiet.items()},
        unseen={
            w: state for w, entries in groupby(run, key=lambda e: e.week) if (state := unseen_state(list(entries)))
        },
    )


def unseen_state(entries: list[Entry]) -> tuple[str, str] | None:
    """Of a week's entries: None where readers see one of them; else what it is, and that in words."""
    if any(entry.is_published for entry in entries):
        return None
    if soon := soonest_first(entries):
        return "scheduled", f"goes out on {soon[0].scheduled_for}"
    return "draft", "a draft" if len(entries) == 1 else f"{len(entries)} drafts"


def check_page(entry: Entry, audience: str, descriptions: DescriptionsForm | None = None) -> dict[str, Any]:
    """Who will read what, before it goes out."""
    content = entry.draft
    shown = content.without_empty_sections()
    advice = advise(entry, content)
    silent = [one.picture.token for one in advice if one.picture]
    descriptions = descriptions or DescriptionsForm()
    asked = descriptions.of(depicting.of_journal(silent, entry.journal).values())
    return {
        "place": "desk",
        "entry": entry,
        "week": entry.week,
        "content": content,
        "who_sees": [WhoSees.of(section, number) for number, section in enumerate(shown.sections, 1)],
        "counts": [(a, sum(sees(a, s.audience) for s in shown.sections)) for a in AUDIENCES],
        "missing": missing_in(shown),
        "advice": [(one, asked.get(one.picture.token) if one.picture else None) for one in advice],
        "problems": descriptions.problems,
        "to_whom": to_whom(section.audience for section in shown.sections),
        "audience_changes": scheduling.changes_of_audience(entry),
        "time_zone": settings.TIME_ZONE.rpartition("/")[2].replace("_", " "),
        "preview": preview(entry, content, audience),
        "audience": audience,
    }


@dataclass(frozen=True)
class WhoSees:
    """A row of the table: a section, and for each audience whether it is shown."""

    key: str
    name: str
    seen: list[tuple[str, bool]]

    @classmethod
    def of(cls, section: SectionContent, number: int) -> WhoSees:
        return cls(
            section.key,
            name_of(section, number),
            [(audience, sees(audience, section.audience)) for audience in AUDIENCES],
        )


def missing_in(content: EntryContent) -> list[str]:
    """What publishing will refuse, said before somebody presses the button."""
    missing = []
    if not content.title:
        missing.append("Give the entry a title, even just “Weeknotes”.")
    if not content.sections:
        missing.append("Write at least one section.")
    return missing


def to_whom(audiences: Iterable[str]) -> str:
    """ "2 to everyone, 1 to colleagues, 1 to members"; empty where there is nothing to read."""
    counts = Counter(audiences)
    return ", ".join(f"{counts[audience]} to {audience}" for audience in AUDIENCES if counts[audience])


def preview_page(entry: Entry, audience: str) -> dict[str, Any]:
    seen: Preview = preview(entry, entry.draft, audience)
    return {"place": "desk", "entry": entry, "week": entry.week, "preview": seen, "audience": audience}


def links_page(entry: Entry, *, form: Form, made: tuple[PreviewLink, str] | None) -> dict[str, Any]:
    """The links to a draft that work. `made` is one that was made just now, and its address."""
    return {
        "place": "desk",
        "entry": entry,
        "week": entry.week,
        "form": form,
        "made": made,
        "links": PreviewLink.objects.of_entry(entry).working().select_related("by"),
    }


def audience_asked(text: str) -> str:
    return text if text in AUDIENCES else EVERYONE


def suggested_topics(user: Viewer) -> list[dict[str, Any]]:
    """Topics in use, as far as this user may see them, the busiest first: name, number of sections, and the names
    that stand for it now, as far as this user may know them.
    """
    seen = list(Topic.objects.counted_for(user).busiest_first()[:SUGGESTED_TOPICS])
    once: dict[int, list[str]] = {topic.pk: [] for topic in seen}
    for name in Topic.objects.standing_for(once).once_called(user).by_name()[:FURTHER_NAMES]:
        once[name.stands_for_id].append(name.name)
    return [{"name": topic.name, "count": topic.section_count, "once": once[topic.pk]} for topic in seen]


def names_of(users: Iterable[User]) -> str:
    """ "Priya Anand, Tom Okafor and Dev Shah" """
    names = [user.name for user in users]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1] if names else ""]))
