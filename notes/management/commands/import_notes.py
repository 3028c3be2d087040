"""Other people's files → entries of a journal. A file is imported whole or not at all; the same file twice changes
nothing.
"""

from __future__ import annotations

import json
import os
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.text import slugify

from notes import addresses, importers, markup, publishing
from notes.content import EntryContent, SectionContent, topic_key
from notes.models import Entry, Journal, Revision
from notes.weeks import Week

ALIKE, HALF_ALIKE = 0.6, 0.4  # the share of words that two versions of one text have in common


class Refused(Exception):
    """This file is not imported; the sentence says why."""

    def __init__(self, why: str, *, status: str = "failed") -> None:
        super().__init__(why)
        self.status = status


@dataclass
class Outcome:
    file: str
    status: str = "failed"  # created, unchanged, updated, skipped or failed
    title: str = ""
    week: str | None = None
    week_basis: str = ""
    sections: list[dict[str, Any]] = field(default_factory=list)
    activities: int = 0
    resources: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    url: str | None = None


class Command(BaseCommand):
    help = (
        "Import weeknotes into a journal: Word documents (.docx), web pages (.html), Markdown and plain text, "
        "or folders of them."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder with files")
        parser.add_argument("--journal", required=True, metavar="SLUG", help="the journal; made if it does not exist")
        parser.add_argument("--publish", action="store_true", help="publish what is imported (else it stays a draft)")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, and change nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON list with an object per file")

    def handle(self, *paths: str, **options: Any) -> None:
        slug = options["journal"]
        if slugify(slug) != slug or len(slug) > 60:
            raise CommandError(f"“{slug}” is no name of a journal. Write it in small letters, like rob-miller.")
        outcomes = []
        for path in files(paths or options["paths"]):
            outcome = import_file(path, slug, publish=options["publish"], dry_run=options["dry_run"])
            outcomes.append(outcome)
            if not options["json"]:
                self._tell(outcome)
        counts = Counter(outcome.status for outcome in outcomes)
        if options["json"]:
            self.stdout.write(json.dumps([asdict(outcome) for outcome in outcomes], ensure_ascii=False, indent=2))
        else:
            said = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
            self.stdout.write(f"{said or 'Nothing to import'}{' (nothing was changed)' * options['dry_run']}")
        if counts["failed"]:
            raise CommandError(f"{counts['failed']} of {len(outcomes)} files could not be imported.")

    def _tell(self, outcome: Outcome) -> None:
        week = f" ({Week.parse(outcome.week).name})" if outcome.week else ""
        self.stdout.write(f"{outcome.status:9} {outcome.file}{': ' * bool(outcome.title)}{outcome.title}{week}")
        for warning in outcome.warnings:
            self.stdout.write(f"          {warning}")


def files(paths: list[str] | tuple[str, ...]) -> Iterator[Path]:
    """Each file by itself, and of each folder the files that we read, those of its folders too, in order.
    Links to folders are not followed, so that a circle of them ends.
    """
    for path in map(Path, paths):
        if not os.path.isdir(path):  # Path.is_dir raises where we may not look
            yield path
            continue
        found: list[Path] = []
        closed: list[OSError] = []
        for folder, folders, names in os.walk(path, onerror=closed.append):
            folders[:] = [name for name in folders if not name.startswith(".")]
            found += [
                Path(folder, name)
                for name in names
                if Path(name).suffix.lower() in importers.FORMATS and not name.startswith(".")
            ]
        found += [Path(error.filename) for error in closed]
        yield from sorted(found) or [path]


def import_file(path: Path, slug: str, *, publish: bool, dry_run: bool) -> Outcome:
    outcome = Outcome(file=_sayable(path))
    try:
        reading = _without_pictures(importers.read(_bytes_of(path), name=_sayable(path)))
        _describe(outcome, reading)
        if not reading.content.sections:
            raise Refused("It holds no words yet.", status="skipped")
        if reading.week is None:
            raise Refused("It does not say its week. Put it into the title or the file’s name: w/c 30 July 2018.")
        with transaction.atomic():
            _keep(reading, outcome, path, slug, publish=publish and not dry_run)
            transaction.set_rollback(dry_run)
    except (Refused, importers.Unreadable, publishing.NotReady) as problem:
        outcome.status = problem.status if isinstance(problem, Refused) else "failed"
        outcome.warnings.insert(0, str(problem))
    except publishing.Conflict:
        outcome.status = "failed"
        outcome.warnings.insert(0, "Somebody changed the same words at the writing desk, so the file was left out.")
    return outcome


def _bytes_of(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if S_ISDIR(mode) and not os.access(path, os.R_OK | os.X_OK):
            raise Refused("We may not look into the folder: its permissions forbid it.")
        if S_ISDIR(mode):
            raise Refused(f"The folder holds no file that we read: {', '.join(sorted(importers.FORMATS))}.")
        if not S_ISREG(mode):
            raise Refused("It is no ordinary file.")
        with path.open("rb") as file:
            return file.read(importers.MAX_BYTES + 1)
    except FileNotFoundError as problem:
        raise Refused("There is no such file.") from problem
    except PermissionError as problem:
        raise Refused("We may not read it: its permissions forbid it.") from problem
    except (OSError, ValueError) as problem:  # a circle of links, a name that no file can have
        raise Refused(f"It cannot be read: {getattr(problem, 'strerror', None) or problem}.") from problem


def _without_pictures(reading: importers.Reading) -> importers.Reading:
    """They would be new ones each time that the file is imported, and the same file twice must change nothing."""
    if not (count := len(reading.pictures)):
        return reading
    said = "A picture stays" if count == 1 else f"{count} pictures stay"
    warning = f"{said} behind: send pictures at the writing desk."
    return replace(reading.with_pictures({}), warnings=(*reading.warnings, warning))


def _describe(outcome: Outcome, reading: importers.Reading) -> None:
    outcome.title = reading.title
    outcome.week = reading.week.key if reading.week else None
    outcome.week_basis = reading.week_basis
    outcome.warnings = list(reading.warnings)
    cited: dict[str, str] = {}
    for section in reading.content.sections:
        rendered = markup.render(section.body, key=section.key)
        outcome.sections.append(
            {"heading": section.heading, "activities": len(rendered.activities), "topics": list(section.topics)}
        )
        outcome.activities += len(rendered.activities)
        for citation in rendered.citations:
            cited.setdefault(addresses.fingerprint(citation.url), citation.url)
    outcome.resources = list(cited.values())


def _keep(reading: importers.Reading, outcome: Outcome, path: Path, slug: str, *, publish: bool) -> None:
    week, source = reading.week, _sayable(path.resolve())[-255:]
    if week is None:
        raise Refused("It does not say its week.")
    journal, _ = Journal.objects.get_or_create(slug=slug, defaults={"name": slug.replace("-", " ").title()})
    entry = _known(journal, week, source, reading.content)
    if entry is None:
        entry = publishing.start_entry(journal, week, by=None, source=source)
        outcome.status = "created"
    else:
        outcome.status = "unchanged"
    if entry.discarded_at:
        why = "Its draft was discarded. Bring it back at the writing desk to import it again."
        raise Refused(why, status="skipped")
    if entry.week != week:
        if entry.published_at:
            outcome.warnings.append(f"It is published under {entry.week}, and a published address must not move.")
        else:
            publishing.move_to_week(entry, week, by=None)
            outcome.status = "updated"
    had_changes = entry.has_unpublished_changes
    if _save(entry, reading.content) and outcome.status == "unchanged":
        outcome.status = "updated"
    entry.refresh_from_db()
    if publish and _may_publish(entry, reading, outcome, had_changes=had_changes):
        publishing.publish(entry, by=None)
        outcome.status = "updated" if outcome.status == "unchanged" else outcome.status
    outcome.url = entry.get_absolute_url() if entry.is_published else None


def _save(entry: Entry, content: EntryContent) -> bool:
    """Whether anything changed. The file is merged with what was written since it was last imported."""
    base = Revision.objects.filter(entry=entry, author=None).order_by("-pk").first() or entry.head
    if base is None:
        raise Refused("Its entry holds no revision.")
    content = _with_keys_of(base.read(), content)
    if content == base.read():
        return False
    head = entry.head_id
    return publishing.save_draft(entry, content, by=None, base=base).revision.pk != head


def _may_publish(entry: Entry, reading: importers.Reading, outcome: Outcome, *, had_changes: bool) -> bool:
    if reading.draft:
        outcome.warnings.append("The file says that it is a draft, so it was not published.")
        return False
    if entry.published_at and not entry.is_published:
        outcome.warnings.append("It was taken down after it had been published, and stays a draft.")
        return False
    if had_changes:
        outcome.warnings.append("It has changes from the writing desk that are not published; publish them there.")
        return False
    return not entry.is_published or entry.has_unpublished_changes


def _known(journal: Journal, week: Week, source: str, content: EntryContent) -> Entry | None:
    """The entry that was made from this file: from the same path, or from a file of that name with much the same
    words, or one with exactly these words. A path whose words are quite others in another week is a new note.
    """
    of_journal = Entry.objects.by_journal(journal).select_related("head", "live", "journal").order_by("number")
    of_week = list(of_journal.in_week(week))
    from_path = list(of_journal.filter(source=source))
    for entry in from_path:
        if entry.week_start == week.monday:
            return entry
    for entry in from_path:
        if _likeness(_words(entry.draft), _words(content)) >= ALIKE:
            return entry
    for entry in of_week:
        same_name = entry.source.replace("\\", "/").rpartition("/")[2] == Path(source).name
        if same_name and entry.source and _likeness(_words(entry.draft), _words(content)) >= ALIKE:
            return entry
    return next((entry for entry in of_week if _with_keys_of(entry.draft, content) == entry.draft), None)


def _with_keys_of(old: EntryContent, new: EntryContent) -> EntryContent:
    """The new content, its sections with the keys of the old ones that they continue, so that addresses stay: those
    with the same key, else the same heading, else much the same words in the same place.
    """
    left = list(old.sections)
    keys: dict[int, str] = {}

    def take(number: int, was: SectionContent) -> None:
        keys[number] = was.key
        left.remove(was)

    for number, section in enumerate(new.sections):
        if was := next((one for one in left if one.key == section.key), None):
            take(number, was)
    for number, section in enumerate(new.sections):
        same = [one for one in left if topic_key(one.heading) == topic_key(section.heading)]
        if number not in keys and same:
            take(number, next((one for one in same if one.body == section.body), same[0]))
    for number, section in enumerate(new.sections):
        here = old.sections[number] if number not in keys and number < len(old.sections) else None
        if here in left and here and _likeness(_bag(here.body), _bag(section.body)) >= HALF_ALIKE:
            take(number, here)
    sections = (replace(section, key=keys.get(n, section.key)) for n, section in enumerate(new.sections))
    return replace(new, sections=tuple(sections))


def _words(content: EntryContent) -> Counter[str]:
    return sum((_bag(section.body) for section in content.sections), Counter[str]())


def _bag(text: str) -> Counter[str]:
    return Counter(text.split())


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    return (one & other).total() / max(1, min(one.total(), other.total()))


def _sayable(path: Path) -> str:
    """A name may hold bytes that are no text."""
    return os.fspath(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
