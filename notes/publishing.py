"""The verbs. Each does one act in one transaction and is safe to repeat."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from notes.content import EntryContent
from notes.deriving import Ready, derive, forget, render_all
from notes.folding import goes_on, set_down
from notes.merging import Clash, merge
from notes.models import Entry, Journal, Publication, QuietWeek, Revision, User
from notes.weeks import Week


class NotReady(Exception):
    """The act cannot be done yet; the sentence says what is missing."""


class Conflict(Exception):
    """Somebody else changed the same words. Nothing is lost: `mine` is kept as a revision beside the head."""

    def __init__(self, mine: Revision, clashes: tuple[Clash, ...]) -> None:
        super().__init__("Somebody else changed the same words.")
        self.mine = mine
        self.clashes = clashes


@dataclass(frozen=True)
class Sender:
    """An open page, and which of its sendings this is. An answer can get lost and a request arrive late; a page must
    not clash with its own words then, nor put older ones over newer.
    """

    tab: str
    turn: int


@dataclass(frozen=True)
class Saved:
    revision: Revision  # the new head, or the old one where nothing changed
    merged: bool  # whether somebody else's changes came in
    base: Revision  # holds no words of others that the sender has not seen: what they write next grew from this


@transaction.atomic
def start_entry(journal: Journal, week: Week, *, by: User | None, source: str = "", another: bool = True) -> Entry:
    """A new draft without words. A journal's second entry for a week is number 2; a draft that was put away and
    never published gives its number up, and what was written in it stays in the history.

    Without `another`, an entry that was begun for the week already is the answer.
    """
    journal = Journal.objects.select_for_update().get(pk=journal.pk)  # two tabs must not make the same number
    here = Entry.objects.by_journal(journal).in_week(week)
    if not another and (begun := here.filter(discarded_at__isnull=True).unfinished_first().first()):
        return begun
    QuietWeek.objects.by_journal(journal).in_weeks(week).delete()
    left = here.filter(discarded_at__isnull=False, published_at__isnull=True).order_by("number").first()
    if left is not None:
        left.discarded_at, left.source = None, source
        left.head = Revision.objects.create(entry=left, content=EntryContent().to_json(), base=left.head, author=by)
        left.save(update_fields=["discarded_at", "source", "head"])
        return left
    taken = here.aggregate(last=Max("number"))["last"] or 0
    entry = Entry.objects.create(journal=journal, week_start=week.monday, number=taken + 1, source=source)
    entry.head = Revision.objects.create(entry=entry, content=EntryContent().to_json(), author=by)
    entry.save(update_fields=["head"])
    return entry


def save_draft(
    entry: Entry, content: EntryContent, *, by: User | None, base: Revision | None = None, sender: Sender | None = None
) -> Saved:
    """Keep what was written as a revision. `base` is the revision that the writer started from (None: the newest).

    A stale base is merged section by section. Raise Conflict where both changed the same one; what was sent is
    kept all the same.
    """
    return _keep(entry, content, by=by, base=base, sender=sender, is_checkpoint=True)


def autosave(entry: Entry, content: EntryContent, *, by: User, base: Revision, sender: Sender) -> Saved:
    """As save_draft, while somebody is typing: in the history only the last revision of a sitting is listed."""
    return _keep(entry, content, by=by, base=base, sender=sender, is_checkpoint=False)


def _keep(
    entry: Entry,
    content: EntryContent,
    *,
    by: User | None,
    base: Revision | None,
    sender: Sender | None,
    is_checkpoint: bool,
) -> Saved:
    with transaction.atomic():
        locked = _locked(entry)
        if entry.head_id == locked.head_id:
            locked.head = entry.head  # already read, and a revision's words never change
        head = locked.newest
        base = base or head
        if sender and base.pk != head.pk:
            sent = locked.revisions.sent_by(sender.tab, by.pk if by else None).since(base).first()
            if sent and sent.turn >= sender.turn:
                return Saved(head, merged=False, base=sent)
            base = sent or base
        theirs = head.read()
        merged = merge(base.read(), content, theirs)
        if merged.clashes:
            mine = _beside(locked, content, by=by, base=base)
        elif merged.content == theirs:
            if is_checkpoint:
                set_down(head)
            return Saved(head, merged=content != theirs, base=base if content != theirs else head)
        elif merged.content == content:
            base = _move_head(locked, content, by=by, sender=sender, is_checkpoint=is_checkpoint)
        else:
            if sender:
                base = Revision.objects.create(
                    entry=locked, content=content.to_json(), base=base, author=by, is_checkpoint=False, **vars(sender)
                )
            _move_head(locked, merged.content, by=by, is_checkpoint=is_checkpoint)
    if merged.clashes:  # raised after the transaction, or the revision would be rolled back with it
        raise Conflict(mine, merged.clashes)
    entry.head = locked.head
    return Saved(locked.newest, merged=content != merged.content, base=base)


def publish(entry: Entry, *, by: User | None) -> Revision:
    """Show the newest revision to its readers. Raise NotReady where there is nothing to show."""
    ready = render_all(entry.newest.read())
    with transaction.atomic():
        revision = show(entry, ready, by=by)
    entry.refresh_from_db()
    return revision


def check_ready(content: EntryContent) -> None:
    if not content.sections:
        raise NotReady("Write at least one section before you publish.")
    if not content.title:
        raise NotReady("Give the entry a title before you publish.")


def show(entry: Entry, ready: Ready, *, by: User | None) -> Revision:
    """The half of publishing that stands in a transaction, the caller's. `ready` is what was rendered before it."""
    locked = _locked(entry)
    content = locked.newest.read().without_empty_sections()
    check_ready(content)
    if content != locked.newest.read():
        _move_head(locked, content, by=by)
    set_down(locked.newest)
    now = timezone.now()
    if locked.live_id != locked.head_id:
        Publication.objects.create(entry=locked, revision=locked.newest, at=now)
    locked.live = locked.newest
    locked.published_at = locked.published_at or now
    locked.updated_at = now
    locked.discarded_at = None
    locked.clear_schedule()
    derive(locked, content, ready)
    locked.save()
    return locked.newest


@transaction.atomic
def unpublish(entry: Entry, *, by: User | None) -> None:
    """Take the entry from its readers. Its words stay as a draft."""
    locked = _locked(entry)
    if locked.live_id:
        Publication.objects.create(entry=locked, at=timezone.now())
    locked.live = None
    forget(locked)
    locked.title = locked.summary = ""
    locked.clear_schedule()
    locked.save()
    entry.refresh_from_db()


@transaction.atomic
def discard(entry: Entry, *, by: User | None) -> Revision:
    """Drop what is not published: go back to the live revision, or put a never-published draft away.

    The revisions stay, so that it can be undone: the one that was put away is the answer.
    """
    locked = _locked(entry)
    put_away = locked.newest
    if locked.live:
        set_down(put_away)
        locked.head = locked.live
    else:
        locked.discarded_at = timezone.now()
    locked.clear_schedule()
    locked.save()
    entry.refresh_from_db()
    return put_away


@transaction.atomic
def bring_back(entry: Entry, *, by: User | None) -> None:
    """Undo the discarding of a draft."""
    locked = _locked(entry)
    locked.discarded_at = None
    QuietWeek.objects.by_journal(locked.journal).in_weeks(locked.week).delete()
    locked.save(update_fields=["discarded_at"])
    entry.refresh_from_db()


@transaction.atomic
def restore(entry: Entry, revision: Revision, *, by: User | None) -> Revision:
    """Make an earlier revision the newest one, as a new revision."""
    locked = _locked(entry)
    if revision.read() != locked.newest.read():
        set_down(locked.newest)
        _move_head(locked, revision.read(), by=by)
    entry.refresh_from_db()
    return locked.newest


@transaction.atomic
def move_to_week(entry: Entry, week: Week, *, by: User | None) -> None:
    """File a draft under another week. Raise NotReady for a published one: its address must not move."""
    locked = _locked(entry)
    if week.monday == locked.week_start:
        return
    if locked.published_at:
        raise NotReady("This entry has been published under its week, and its address must not change.")
    Journal.objects.select_for_update().get(pk=locked.journal_id)
    QuietWeek.objects.by_journal(locked.journal).in_weeks(week).delete()
    taken = Entry.objects.by_journal(locked.journal).in_week(week).aggregate(last=Max("number"))["last"] or 0
    locked.week_start = week.monday
    locked.number = taken + 1
    locked.save(update_fields=["week_start", "number"])
    entry.refresh_from_db()


def rebuild(entry: Entry) -> None:
    """Make all that is derived again from the live revision."""
    ready = render_all(entry.live.read()) if entry.live else {}
    with transaction.atomic():
        locked = _locked(entry)
        if locked.live:
            derive(locked, locked.live.read(), ready, anew=True)
        else:
            forget(locked)
        locked.save()


def suggested_title(week: Week) -> str:
    return f"Weeknotes {week.name}"


def _locked(entry: Entry) -> Entry:
    # Without its revisions: PostgreSQL joins a row that it had to wait for with what was there before the wait.
    # Its key stays free, or who holds the press could wait for us to refer to it, and we for the press
    return Entry.objects.select_for_update(no_key=True).get(pk=entry.pk)


def _beside(entry: Entry, content: EntryContent, *, by: User | None, base: Revision) -> Revision:
    """What clashes, beside the head. Once, however often it is sent."""
    last = entry.revisions.beside(base, by.pk if by else None).first()
    if last and last.content == content.to_json() and last.is_checkpoint and last.pk != entry.head_id:
        return last
    return Revision.objects.create(entry=entry, content=content.to_json(), base=base, author=by)


def _move_head(
    entry: Entry, content: EntryContent, *, by: User | None, sender: Sender | None = None, is_checkpoint: bool = True
) -> Revision:
    before = entry.newest
    if not goes_on(before, by):
        set_down(before)
    entry.head = Revision.objects.create(
        entry=entry,
        content=content.to_json(),
        base=before,
        author=by,
        is_checkpoint=is_checkpoint,
        tab=sender.tab if sender else "",
        turn=sender.turn if sender else 0,
    )
    entry.save(update_fields=["head"])
    return entry.newest
