"""Search: every search has an address."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from notes import following
from notes import search as searches
from notes.paging import page_number
from notes.views.answers import for_readers


@for_readers
def search(request: HttpRequest) -> HttpResponse:
    asked = searches.Asked.read(request.GET)
    page = searches.search_page(request.user, asked, page_number(request.GET))
    page["offer"] = following.offer(request.user, asked)
    response = render(request, "notes/search.html", page)
    response["X-Robots-Tag"] = "noindex"
    return response


@for_readers
def suggestions(request: HttpRequest) -> HttpResponse:
    """For a question that is being typed: the search form as it stands, and what stands behind the caret."""
    found = searches.suggestions(request.user, searches.Asked.read(request.GET), request.GET.get("after", ""))
    response = JsonResponse({"suggestions": [asdict(suggestion) for suggestion in found]})
    response["X-Robots-Tag"] = "noindex"
    return response
