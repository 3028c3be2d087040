"""Feed addresses of one's own: made, made anew, ended. One key a person; all their addresses hold it."""

from __future__ import annotations

import secrets

from django.db import transaction

from notes.models import FeedKey, User


@transaction.atomic
def renew(user: User) -> FeedKey:
    """A new key; the addresses that there were lead nowhere from now on."""
    User.objects.select_for_update().get(pk=user.pk)  # of two tabs, the later one's stays
    end(user)
    key = FeedKey.of(user, secrets.token_hex(16))
    key.save()
    return key


def end(user: User) -> None:
    FeedKey.objects.filter(user=user.pk).delete()


def key_of(user: User) -> FeedKey | None:
    return FeedKey.objects.filter(user=user.pk).first()


def reader_with(token: str) -> User | None:
    """Who reads with this token: nobody, where it was renewed or ended, or the account is closed."""
    key = FeedKey.objects.opened_by(token).first()
    return key.user if key else None
