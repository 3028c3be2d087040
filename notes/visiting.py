"""When somebody was here before, so that we can say what is new since. Kept for people with an account alone.

A visit is pages asked for without a longer quiet between them. What is kept of it is when it last showed a sign of
life; that costs one write in ten minutes at most, and nothing else is remembered: no pages, no addresses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from notes.models import User
from notes.querysets import Viewer

KEPT_EVERY = timedelta(minutes=10)
QUIET = timedelta(minutes=40)  # since the last sign of life that was kept: half an hour since the last page

log = logging.getLogger(__name__)


def previous_visit(user: Viewer) -> datetime | None:
    """When the visit before this one ended. None for visitors, and on somebody's first visit."""
    return user.last_visit_at if isinstance(user, User) else None


def visits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware. Who sends no cookie of a session is nobody, and costs nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
            came(request.user)
        return get_response(request)

    return answer


def came(user: User, *, now: datetime | None = None) -> None:
    """Keep that this person is here; after a longer quiet, that a new visit has begun."""
    now = now or timezone.now()
    last = user.active_at
    if last is not None and now - last < KEPT_EVERY:
        return
    ended = last if last is not None and now - last >= QUIET else user.last_visit_at
    try:
        with transaction.atomic():  # of two pages that are opened at once, one is the first
            User.objects.filter(pk=user.pk, active_at=last).update(active_at=now, last_visit_at=ended)
    except DatabaseError:  # nobody is kept from reading by it
        log.warning("A visit could not be kept.", exc_info=True)
        return
    user.active_at, user.last_visit_at = now, ended
