"""How much of what is sent is taken in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

View = Callable[..., HttpResponse]
FORM_AROUND = 1024 * 1024  # bytes that may come with the file


def of_bearable_size(most: int, *, refuse: Callable[[HttpRequest, int], HttpResponse]) -> Callable[[View], View]:
    """Outermost, before anything reads what is sent: a file that is too large is not taken in at all."""

    def decorated(view: View) -> View:
        @csrf_exempt  # looking for the token would read it; the view itself asks for the token
        @wraps(view)
        def page(request: HttpRequest, **address: Any) -> HttpResponse:
            length = str(request.META.get("CONTENT_LENGTH", ""))
            if length.isdigit() and int(length) > most + FORM_AROUND:  # without one, nothing is read
                return refuse(request, int(length))
            return view(request, **address)

        return page

    return decorated
