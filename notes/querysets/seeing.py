"""Who may see what: everyone; colleagues (signed in); the members of a journal. Said once, here."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import Case, Expression, Q, When
from django.db.models.functions import Coalesce, Greatest

from notes.content import COLLEAGUES, EVERYONE, MEMBERS

Viewer = AbstractBaseUser | AnonymousUser


def seen_by(user: Viewer, *, audience: str = "audience", journal: str = "journal") -> Q:
    """The condition under which a user may see rows that hold an audience and a journal."""
    if not user.is_authenticated:
        return Q(**{audience: EVERYONE})
    return Q(**{f"{audience}__in": (EVERYONE, COLLEAGUES)}) | Q(**{f"{journal}__in": journals_of(user)})


def changed_for(user: Viewer, *, entry: str = "") -> Expression:
    """When what a user sees of an entry last changed, as far as they may know. `entry` leads to it: "entry__"."""

    def of(audience: str) -> Coalesce:
        return Coalesce(f"{entry}changed_for_{audience}_at", f"{entry}updated_at")

    if not user.is_authenticated:
        return of(EVERYONE)
    inside = Greatest(of(EVERYONE), of(COLLEAGUES))
    is_own = Q(**{f"{entry}journal__in": journals_of(user)})
    return Case(When(is_own, then=Greatest(inside, of(MEMBERS))), default=inside)


def journals_of(user: Viewer) -> models.QuerySet[Any]:
    from notes.models import Journal

    return Journal.members.through.objects.filter(user=user.pk).values("journal_id")
