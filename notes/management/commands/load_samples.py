"""The sample weeknotes of an invented council, for a database that holds no journal yet."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.shortcuts import resolve_url
from django.utils import timezone

from notes import importers, prompting, publishing, quieting
from notes.content import AUDIENCES, EVERYONE, SectionContent, new_key
from notes.models import Entry, Journal, User
from notes.weeks import Week

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
WRITER, OWNER = "priya", "owner"
ROLES = {WRITER: "a sample writer", OWNER: "the owner"}
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # to be read from a terminal: no l, o, 0 and 1


class Command(BaseCommand):
    help = "Load the sample weeknotes, where there is no journal yet, and say how to sign in to them."

    def handle(self, **options: Any) -> None:
        if not Journal.objects.exists():
            count = load()
            self.stdout.write(f"Loaded {count} sample weeknotes.")
        known = working_passwords()
        if known:
            self.stdout.write(f"Sign in at {settings.SITE_URL}{resolve_url(settings.LOGIN_URL)}")
        for username, password in known:
            self.stdout.write(f"  as {ROLES.get(username, username)}: {username}, with the password {password}")


@transaction.atomic
def load() -> int:
    """All samples, on the road that any note takes. How many there were."""
    cast = json.loads((SAMPLES / "journals.json").read_text(encoding="utf-8"))
    accounts = {person["username"]: make_account(**person) for person in cast["people"]}
    if not User.objects.filter(is_superuser=True).exists():
        accounts[OWNER] = make_account(username=OWNER, is_staff=True, is_superuser=True)
    give_passwords(accounts)
    count = 0
    for row in cast["journals"]:
        journal = Journal.objects.create(
            slug=row["slug"], name=row["name"], kind=row["kind"], about=row.get("about", "")
        )
        members = [accounts[username] for username in row["members"]]
        journal.members.set(members)
        for number, path in enumerate(sorted((SAMPLES / row["slug"]).glob("*.md"), key=lambda path: path.stem)):
            add_entry(journal, path, by=members[number % len(members)])
            count += 1
    for row in cast["quiet"]:
        first, journal = Week.parse(row.pop("first")), Journal.objects.get(slug=row.pop("journal"))
        weeks = [first + n for n in range(row.pop("weeks"))]
        quieting.say_nothing(journal, weeks, **row | {"by": accounts[row["by"]]})
    for row in cast["prompts"]:
        sections = tuple(prompt_of(**one) for one in row["sections"])
        journal = Journal.objects.get(slug=row["journal"])
        prompting.keep(journal, sections, version=0, by=accounts[row["by"]])
    return count


def prompt_of(heading: str, prompt: str, topics: Iterable[str] = (), audience: str = EVERYONE) -> SectionContent:
    return SectionContent(new_key(), heading, prompt, tuple(topics), audience)


def make_account(username: str, **more: Any) -> User:
    """An account that nobody can sign in to until it is given a password. One that is there already stays."""
    user, is_new = User.objects.get_or_create(username=username, defaults=more)
    if is_new:
        user.set_unusable_password()
        user.save()
    return user


def add_entry(journal: Journal, path: Path, *, by: User) -> None:
    reading = importers.read(path.read_bytes(), name=path.name)
    if reading.week is None:
        raise ValueError(f"{path.name} names no week.")
    entry = publishing.start_entry(journal, reading.week, by=by, source=f"samples/{path.parent.name}/{path.name}")
    publishing.save_draft(entry, reading.content, by=by)
    if not reading.draft:
        publishing.publish(entry, by=by)
        # An archive of three years was not published in one minute
        friday = timezone.make_aware(datetime.combine(reading.week.monday + timedelta(days=4), time(15, 40)))
        shown_at = min(friday + timedelta(minutes=7 * (journal.pk % 12)), timezone.now())
        changed = {f"changed_for_{audience}_at": shown_at for audience in AUDIENCES}
        Entry.objects.filter(pk=entry.pk).update(published_at=shown_at, updated_at=shown_at, **changed)
        entry.sections.update(published_at=shown_at, changed_at=shown_at)


def passwords_file() -> Path:
    return settings.DATA_DIR / "sample-passwords"


def give_passwords(accounts: dict[str, User]) -> None:
    """Chosen at random for this installation alone, since it may be reached from elsewhere."""
    lines = []
    for username in (WRITER, OWNER):
        user = accounts.get(username)
        if user is not None and not user.has_usable_password():
            password = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(3))
            user.set_password(password)
            user.save()
            lines.append(f"{username} {password}\n")
    with open(os.open(passwords_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(lines)


def working_passwords() -> list[tuple[str, str]]:
    """Those of the file that still open the account."""
    try:
        lines = passwords_file().read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    known = dict(line.split(maxsplit=1) for line in lines if " " in line)
    users = User.objects.filter(username__in=known, is_active=True)
    return [(user.username, known[user.username]) for user in users if user.check_password(known[user.username])]
