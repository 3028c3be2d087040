"""Who may see what: everyone; colleagues (signed in); the members of a journal. Said once, here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Q

from notes.content import COLLEAGUES, EVERYONE

Viewer = AbstractBaseUser | AnonymousUser


def seen_by(user: Viewer, *, audience: str = "audience", journal: str = "journal") -> Q:
    """The condition under which a user may see rows that hold an audience and a journal."""
    if not user.is_authenticated:
        return Q(**{audience: EVERYONE})
    return Q(**{f"{audience}__in": (EVERYONE, COLLEAGUES)}) | Q(**{f"{journal}__in": journals_of(user)})


def journals_of(user: Viewer) -> models.QuerySet[Any]:
    from notes.models import Journal

    return Journal.members.through.objects.filter(user=user.pk).values("journal_id")
