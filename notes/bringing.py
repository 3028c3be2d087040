"""Bringing a whole week in: what was pasted or sent is read, and what its writer makes of the reading is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from time import monotonic

from django.utils import timezone

from notes import depicting, importers, publishing
from notes.content import EntryContent, new_key
from notes.folding import set_down
from notes.galley import Galley
from notes.importers import Reading
from notes.models import Entry, Revision, User
from notes.pictures import NotShown
from notes.publishing import Saved, suggested_title
from notes.weeks import Week

PATIENCE = 10  # seconds for the pictures of one document; somebody waits


@dataclass(frozen=True)
class Sent:
    """What came from the browser: words that were pasted (and the clipboard's HTML of them), or a file."""

    words: str = ""
    html: str = ""
    file: bytes = b""
    name: str = ""

    @property
    def source(self) -> str:
        """What its writer saw of it as text; empty for a document."""
        is_text = self.name.lower().endswith((".txt", ".text", ".md", ".markdown"))
        return self.file.decode("utf-8", "replace") if is_text else "" if self.name else self.words


def read(entry: Entry, sent: Sent, *, by: User) -> Reading:
    """Raise Unreadable, with a sentence for the writer. Pictures of a document are kept with the entry."""
    today = timezone.localdate()
    if sent.name:
        return _with_pictures(importers.read(sent.file, name=sent.name, today=today), entry, by)
    if sent.html.strip():
        return importers.read(sent.html.encode(), name="pasted.html", today=today)
    return importers.read(sent.words.encode(), name="pasted.txt", today=today)


def _with_pictures(reading: Reading, entry: Entry, by: User) -> Reading:
    addresses: dict[str, str] = {}
    why = ""
    start = monotonic()
    for picture in reading.pictures:
        try:
            if monotonic() - start > PATIENCE:
                raise NotShown("It would take too long to take so many at once; send them one by one at the desk.")
            addresses[picture.address] = str(depicting.keep(entry, picture.sent, by=by, alt=picture.alt).address)
        except NotShown as problem:
            why = str(problem)
    if left := len(reading.pictures) - len(addresses):
        said = "A picture was" if left == 1 else f"{left} pictures were"
        reading = replace(reading, warnings=(*reading.warnings, f"{said} left out. {why}"))
    return reading.with_pictures(addresses)


def has_words(entry: Entry) -> bool:
    """Whether the entry holds anything that its writer could miss."""
    draft = entry.draft
    return not draft.is_empty or draft.title not in {"", suggested_title(entry.week)}


def keep(entry: Entry, galley: Galley, *, by: User, base: Revision, week: Week, replacing: bool) -> Saved:
    """One revision: what was read alone, or behind the words that are there, which stay in the history.

    Raise Unreadable or BadContent where it is too much for one entry, Conflict where somebody else changed meanwhile
    what is to be replaced.
    """
    if not replacing:
        base = entry.newest
    content, _ = galley.content(behind=None if replacing else base.read())
    content = _alone(content, base.read()) if replacing else _joined(base.read(), content)
    if not entry.published_at:
        publishing.move_to_week(entry, week, by=by)
    set_down(entry.newest)
    return publishing.save_draft(entry, content, by=by, base=base)


@dataclass(frozen=True)
class Before:
    """What an entry was before something was brought in: a revision of it, and the key of its week."""

    revision: int
    week: str


def before(entry: Entry, revision: str, week: str) -> Before | None:
    """From the address of the desk: None where it tells of no earlier revision of this entry."""
    if not (revision.isascii() and revision.isdigit() and len(revision) < 18):
        return None
    known = int(revision) == entry.newest.base_id
    return Before(int(revision), week if len(week) <= 10 else entry.week.key) if known else None


def undo(entry: Entry, before: Revision, *, week: Week, by: User) -> None:
    """As it was before something was brought in; what was brought in stays in the history."""
    publishing.restore(entry, before, by=by)
    if not entry.published_at:
        publishing.move_to_week(entry, week, by=by)


def _alone(content: EntryContent, before: EntryContent) -> EntryContent:
    return content if content.title else replace(content, title=before.title)


def _joined(first: EntryContent, then: EntryContent) -> EntryContent:
    first = first.without_empty_sections()
    taken = {section.key for section in first.sections}
    behind = [replace(one, key=new_key()) if one.key in taken else one for one in then.sections]
    return EntryContent(
        title=first.title or then.title,
        summary=first.summary or then.summary,
        sections=(*first.sections, *behind),
    )
