"""Who may come to the desk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from notes.models import User
from weeknotes.errors import typed_in

View = Callable[..., HttpResponse]


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
            return view(request, **address)
        if request.method in ("GET", "HEAD"):
            return redirect_to_login(request.get_full_path())
        if typed := typed_in(request):
            return render(request, "notes/desk/signed_out.html", {"typed": typed, "next": request.path}, status=403)
        return redirect_to_login(reverse("desk"))

    return page
