"""How pages for reading are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """GET and HEAD. What is published or taken back shows at once: browsers ask each time, and are told in a few
    bytes where nothing has changed. What somebody sees who is signed in is kept by nobody else.
    """

    @require_safe
    @conditional_page
    @wraps(view)
    def page(request: HttpRequest, **address: object) -> HttpResponse:
        response = view(request, **address)
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(response, no_cache=True)
        return response

    return page


def moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    """To the one address that a page has, with what was asked of the other."""
    asked = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{asked}" if asked else address)
