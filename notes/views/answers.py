"""How pages are answered."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponsePermanentRedirect
from django.shortcuts import redirect
from django.urls import reverse
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


def sent_from(page: str, *parts: str) -> Callable[[View], View]:
    """POST, from a form on another page. Its address stands in the bar where something has to be put right: whoever
    opens it by itself comes to that `page`, which has these `parts` of the address. It says who may see it.
    """

    def door(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **address: object) -> HttpResponse:
            if request.method == "POST":
                return view(request, **address)
            if request.method in ("GET", "HEAD"):
                return redirect(reverse(page, kwargs={part: address[part] for part in parts}))
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])

        return answer

    return door


def moved(request: HttpRequest, address: str) -> HttpResponsePermanentRedirect:
    """To the one address that a page has, with what was asked of the other."""
    asked = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{asked}" if asked else address)
