"""A draft shown to somebody without an account: a link is made, opened, withdrawn, and in the end swept away.

It shows the draft as it stands when it is opened, as one audience would see it, and never more. It is known by its
token alone, which nobody can guess (192 bits) and which we keep only hashed: what is stored opens nothing.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.utils import timezone

from notes.models import Entry, Picture, PreviewLink, User
from notes.picture_addresses import PictureAddress, tokens_in
from notes.previewing import Preview, preview, shown_to

DAYS = (1, 7, 30)
USUAL_DAYS = 7
MOST_OF_AN_ENTRY = 20


class TooMany(Exception):
    """The sentence says what to do."""


def make_link(entry: Entry, *, audience: str, days: int, note: str, by: User) -> tuple[PreviewLink, str]:
    """The link and its token, which is told now and never again. Raise TooMany where nobody would keep track."""
    if PreviewLink.objects.of_entry(entry).working().count() >= MOST_OF_AN_ENTRY:
        raise TooMany(f"This draft has {MOST_OF_AN_ENTRY} links that work. Withdraw one that is no longer needed.")
    token = secrets.token_urlsafe(24)
    link = PreviewLink.objects.create(
        entry=entry,
        token_hash=hash_of(token),
        audience=audience,
        note=note,
        by=by,
        expires_at=timezone.now() + timedelta(days=days),
    )
    return link, token


def withdraw(link: PreviewLink) -> None:
    """Safe to repeat: the first time counts."""
    PreviewLink.objects.filter(pk=link.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())


def opened_by(token: str) -> PreviewLink | None:
    """The link that works, looked up by hash: how long that takes says nothing about the token."""
    return PreviewLink.objects.working().with_draft().filter(token_hash=hash_of(token)).first()


def seen_through(link: PreviewLink, *, pictures_at: str) -> Preview | None:
    """The draft as it stands now; None where there is nothing in it for that audience, not even its title."""
    content = link.entry.draft
    if not shown_to(link.audience, content):
        return None
    return preview(link.entry, content, link.audience, pictures_at=pictures_at)


def shows(link: PreviewLink, address: PictureAddress) -> bool:
    """Whether a picture stands in a section that the link shows. Only the journal's own: see `depicting.depict`."""
    sections = shown_to(link.audience, link.entry.draft)
    if not any(address.token in tokens_in(section.body) for section in sections):
        return False
    picture = Picture.objects.filter(token=address.token, entry__journal=link.entry.journal_id).first()
    return picture is not None and address in picture.address.sizes


def sweep() -> int:
    """Remove links that can never work again, and say how many."""
    return PreviewLink.objects.ended().delete()[0]


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
