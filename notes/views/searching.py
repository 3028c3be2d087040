"""Search: every search has an address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
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
