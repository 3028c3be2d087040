"""Who else is writing an entry now, said to who is writing it. It is for two people to find each other, not for anybody
to look up: a row says that a page is open, is a minute old at most, and is removed with the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from notes.content import EntryContent
from notes.models import Entry, Presence, User

HERE_FOR = timedelta(minutes=1)
A_WHILE = timedelta(seconds=30)
MOST_NAMED = 3


@dataclass(frozen=True)
class Company:
    """The others, as the page says it: in one line, and beside each section where one of them writes."""

    names: tuple[str, ...] = ()
    line: str = ""
    sections: dict[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, object]:
        return {"names": self.names, "line": self.line, "sections": self.sections}


def come(entry: Entry, user: User, *, tab: str = "", section: str = "") -> None:
    """This page is open. That it could not be written down must not keep words from being saved."""
    row = Presence(entry=entry, user=user, tab=tab, section=section, seen_at=timezone.now())
    try:
        with transaction.atomic():
            Presence.objects.bulk_create(
                [row],
                update_conflicts=True,
                unique_fields=["entry", "user", "tab"],
                update_fields=["section", "seen_at"],
            )
    except DatabaseError:
        return


def leave(entry: Entry, user: User, *, tab: str) -> None:
    Presence.objects.at(entry).page(user.pk, tab).delete()


def company(entry: Entry, content: EntryContent, user: User, *, tab: str = "") -> Company:
    """Who else is here, to this person on this page. Without a tab, their own pages are left out."""
    now = timezone.now()
    here = Presence.objects.at(entry).since(now - HERE_FOR).other_than(user.pk, tab).of_members()
    latest = {row.user_id: row for row in here.select_related("user").order_by("seen_at")}
    if not tab:
        latest.pop(user.pk, None)
    rows = sorted(latest.values(), key=lambda row: (row.user_id == user.pk, row.user.name))
    sections: dict[str, list[str]] = {}
    for row in rows:
        if row.section:
            sections.setdefault(row.section, []).append(_name(row, user))
    return Company(
        names=tuple(_name(row, user) for row in rows),
        line=_line([(_name(row, user), _does(row, user, content, now)) for row in rows]),
        sections={key: _there(names) for key, names in sections.items()},
    )


def sweep() -> int:
    """Forget who has gone. How many rows went."""
    count, _ = Presence.objects.gone_by(timezone.now() - HERE_FOR).delete()
    return count


def has_gone() -> bool:
    return Presence.objects.gone_by(timezone.now() - HERE_FOR).exists()


def _name(row: Presence, user: User) -> str:
    return "You, in another tab," if row.user_id == user.pk else row.user.name


def _does(row: Presence, user: User, content: EntryContent, now: datetime) -> str:
    verb = "are" if row.user_id == user.pk else "is"
    ago = ", a minute ago" if row.seen_at < now - A_WHILE else ""
    if not row.section:
        return f"{verb} here too{ago}"
    known = content.section(row.section)
    where = (
        f"‘{known.heading}’" if known and known.heading else "a section without a heading" if known else "a new section"
    )
    return f"{verb} writing in {where}{ago}"


def _line(doing: list[tuple[str, str]]) -> str:
    if len(doing) > MOST_NAMED:
        first = ", ".join(name.rstrip(",") for name, _ in doing[: MOST_NAMED - 1])
        return f"{first} and {len(doing) - MOST_NAMED + 1} more are here too."
    return "; ".join(f"{name} {does}" for name, does in doing) + "." if doing else ""


def _there(names: list[str]) -> str:
    if len(names) == 1:
        return f"{names[0]} {'are' if names[0].startswith('You,') else 'is'} writing here"
    return f"{', '.join(name.rstrip(',') for name in names[:-1])} and {names[-1].rstrip(',')} are writing here"
