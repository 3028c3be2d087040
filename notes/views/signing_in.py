"""Who may come to the desk."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from notes.models import User
from weeknotes.errors import typed_in

View = Callable[..., HttpResponse]
log = logging.getLogger(__name__)


class SignedIn(HttpRequest):
    """A request of somebody with an account."""

    user: User  # type: ignore[assignment]


def signed_in(view: View) -> View:
    """Visitors are sent to sign in and come back. What somebody wrote whose time had run out would be lost on the
    way, so it is shown back first, to copy. No page of the desk is kept by a browser or a proxy.
    """

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, **address: object) -> HttpResponse:
        if request.user.is_authenticated:
            return _answer(view, request, address)
        if request.method in ("GET", "HEAD"):
            return redirect_to_login(request.get_full_path())
        if typed := typed_in(request):
            return render(request, "notes/desk/signed_out.html", {"typed": typed, "next": request.path}, status=403)
        return redirect_to_login(reverse("desk"))

    return page


def _answer(view: View, request: HttpRequest, address: dict[str, object]) -> HttpResponse:
    """What somebody sends whom the database keeps waiting too long is shown back, to be sent again."""
    try:
        return view(request, **address)
    except OperationalError:
        if request.method != "POST":
            raise
        log.warning("The database did not answer in time.")
    sent = [(name, value) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken" for value in values]
    page = {"address": request.path, "sent": sent, "typed": typed_in(request)}
    answer = render(request, "notes/desk/busy.html", page, status=503)
    answer["Retry-After"] = "10"
    return answer
