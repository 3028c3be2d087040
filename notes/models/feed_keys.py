"""The secret part of somebody's own feed addresses."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models
from django.utils.crypto import salted_hmac

from notes.models.people import User


class FeedKeyQuerySet(models.QuerySet):
    def opened_by(self, token: str) -> FeedKeyQuerySet:
        """The one whose token this is, while the account is open."""
        return self.filter(digest=digest_of(token), user__is_active=True).select_related("user")


class FeedKey(models.Model):
    """Programs that read feeds carry no cookie, so that an address has to say whose it is.

    The token is in no row: it follows from `nonce` and the site's secret key, so that its user can look it up again
    and a copy of the database opens nothing. What is kept to find it by is its digest, which outlives another key.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_key")
    nonce = models.CharField(max_length=32, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = FeedKeyQuerySet.as_manager()

    def __str__(self) -> str:
        return f"of {self.user_id}"

    @classmethod
    def of(cls, user: User, nonce: str) -> FeedKey:
        return cls(user=user, nonce=nonce, digest=digest_of(_token(nonce, settings.SECRET_KEY)))

    @property
    def token(self) -> str:
        """Empty where the site's secret key has changed for good: the address still works, and nobody can say it."""
        keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        return next((token for key in keys if digest_of(token := _token(self.nonce, key)) == self.digest), "")


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _token(nonce: str, secret: str) -> str:
    return salted_hmac("notes.feed-keys", nonce, secret=secret, algorithm="sha256").hexdigest()[:40]
