"""Pictures and the entries that show them: kept when sent, linked when published, removed when nothing shows them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from notes import pictures
from notes.content import EntryContent, one_line
from notes.models import Depiction, Entry, Journal, Picture, Revision, Section, User
from notes.models.pictures import MAX_ALT
from notes.picture_addresses import tokens_in
from notes.picture_headers import read_header
from notes.picture_mentions import Mention
from notes.pictures import NotShown

UNUSED_FOR = timedelta(days=30)
MOST_OF_AN_ENTRY = 200


def keep(entry: Entry, sent: bytes, *, by: User | None, alt: str = "", decorative: bool = False) -> Picture:
    """Store a picture that was sent to an entry, in all its sizes. Raise NotShown, with a sentence for its sender."""
    alt = spoken(alt)
    if Picture.objects.of_entry(entry).count() >= MOST_OF_AN_ENTRY:
        raise NotShown(f"This entry has {MOST_OF_AN_ENTRY} pictures, and can hold no more.")
    sizes = pictures.redraw(sent)  # before the transaction: nobody waits for it
    full = sizes[-1]
    stored: list[str] = []
    try:
        with transaction.atomic():
            picture = Picture.objects.create(
                entry=entry, width=full.width, height=full.height, alt=alt, decorative=decorative and not alt, author=by
            )
            for address, size in zip(picture.address.sizes, sizes, strict=True):
                stored.append(default_storage.save(address.name, ContentFile(size.webp)))
    except BaseException:
        remove_files(stored)
        raise
    picture.moved = read_header(sent).moves
    return picture


def describe(picture: Picture, *, alt: str, decorative: bool) -> None:
    """Say what a picture shows, or that it is decoration. Words win: who describes it does not mean decoration."""
    picture.alt = spoken(alt)
    picture.decorative = decorative and not picture.alt
    picture.save(update_fields=["alt", "decorative"])


def spoken(alt: str) -> str:
    alt = one_line(alt)
    if len(alt) > MAX_ALT:
        raise NotShown(
            f"The description is {len(alt):,} characters long: {MAX_ALT} at most. Long ones belong in the words."
        )
    return alt


def depict(sections: Iterable[Section]) -> None:
    """Link published sections to the pictures that their HTML shows. Called by `deriving`.

    Only pictures of the same journal: nobody can open up somebody else's by naming its address.
    """
    shown = [(section, tokens_in(section.html)) for section in sections]
    wanted = set().union(*(tokens for _, tokens in shown))
    if not wanted:
        return
    known = {(p.token, p.entry.journal_id): p for p in Picture.objects.filter(token__in=wanted).select_related("entry")}
    Depiction.objects.bulk_create(
        Depiction(section=section, picture=known[token, section.journal_id])
        for section, tokens in shown
        for token in sorted(tokens)
        if (token, section.journal_id) in known
    )


def without_alt(content: EntryContent) -> list[Mention]:
    """Where pictures stand without words for those who do not see them, though they are no decoration."""
    silent = pictures.without_alt(content)
    tokens = {mention.address.token for mention in silent}
    decoration = Picture.objects.filter(token__in=tokens, decorative=True).values_list("token", flat=True)
    return pictures.without_alt(content, decorative=set(decoration)) if silent else []


def of_journal(tokens: Iterable[str], journal: Journal) -> dict[str, Picture]:
    """Those of this journal, by their tokens."""
    found = Picture.objects.filter(token__in=set(tokens), entry__journal=journal)
    return {picture.token: picture for picture in found}


def not_shown(content: EntryContent, journal: Journal) -> list[Mention]:
    """Pictures that readers would not see: removed, mistyped, or of another journal."""
    mentions = pictures.mentions_of(content)
    tokens = {mention.address.token for mention in mentions}
    known = set()
    if tokens:
        known = {p.address for p in Picture.objects.filter(token__in=tokens, entry__journal=journal)}
    return [m for m in mentions if not any(m.address in address.sizes for address in known)]


def sweep() -> int:
    """Remove pictures that stood in no revision for 30 days, and say how many. Safe to repeat, and to break off."""
    now = timezone.now()
    used: set[str] = set()
    texts = Revision.objects.annotate(text=Cast("content", TextField())).filter(text__contains="/media/p/")
    for text in texts.order_by().values_list("text", flat=True).iterator():
        used |= tokens_in(text)
    for token_batch in batches(sorted(used)):
        Picture.objects.filter(token__in=token_batch).update(last_used_at=now)
    removed = 0
    shown = Depiction.objects.filter(picture=OuterRef("pk"))
    for pk in Picture.objects.filter(~Exists(shown), last_used_at__lt=now - UNUSED_FOR).values_list("pk", flat=True):
        removed += remove(pk, unless_used_since=now - UNUSED_FOR)
    return removed


@transaction.atomic
def remove(pk: int, *, unless_used_since: datetime) -> int:
    """The files first: broken off in between, the next sweep finds the row and goes on."""
    picture = Picture.objects.select_for_update().filter(pk=pk, last_used_at__lt=unless_used_since).first()
    if picture is None:
        return 0
    remove_files(address.name for address in picture.address.sizes)
    picture.delete()
    return 1


def remove_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


def batches(tokens: list[str], size: int = 500) -> Iterable[list[str]]:
    return (tokens[start : start + size] for start in range(0, len(tokens), size))
