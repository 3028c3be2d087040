"""A topic or a search on one page, to read, to print and to take away."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from notes import briefing
from notes.briefing import Briefing
from notes.models import Topic
from notes.search import Asked
from notes.views.answers import for_readers, moved


@for_readers
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Topic.objects.visible_to(request.user).at(slug, request.user))
    address = reverse("topic-briefing", args=[found.slug])
    if found.slug != slug:  # a name that it had
        return moved(request, address)
    files = {ending: reverse("topic-briefing-file", args=[found.slug, ending]) for ending in briefing.endings()}
    return _page(request, briefing.of_topic(request.user, found), files, topic=found)


@for_readers
def topic_file(request: HttpRequest, slug: str, ending: str) -> HttpResponse:
    found = get_object_or_404(Topic.objects.visible_to(request.user).at(slug, request.user))
    return _file(request, briefing.of_topic(request.user, found, whole=briefing.is_whole(ending)), ending)


@for_readers
def search(request: HttpRequest) -> HttpResponse:
    asked = Asked.read(request.GET)
    files = {ending: f"{reverse('search-briefing-file', args=[ending])}{asked.url()}" for ending in briefing.endings()}
    return _page(request, briefing.of_search(request.user, asked), files)


@for_readers
def search_file(request: HttpRequest, ending: str) -> HttpResponse:
    asked = Asked.read(request.GET)
    return _file(request, briefing.of_search(request.user, asked, whole=briefing.is_whole(ending)), ending)


def _page(request: HttpRequest, found: Briefing, files: dict[str, str], *, topic: Topic | None = None) -> HttpResponse:
    page = {"briefing": found, "files": files, "topic": topic, "place": "topics" if topic else "search"}
    return _not_indexed(render(request, "notes/briefing.html", page))


def _file(request: HttpRequest, found: Briefing, ending: str) -> HttpResponse:
    if ending not in briefing.endings():
        return _not_indexed(render(request, "notes/briefing_not_made.html", {"why": "missing"}, status=404))
    try:
        file = briefing.as_file(found, ending)
    except briefing.Busy:
        answer = render(request, "notes/briefing_not_made.html", {"why": "busy"}, status=503)
        answer["Retry-After"] = "20"
        return _not_indexed(answer)
    answer = HttpResponse(file.content, content_type=file.kind)
    answer["Content-Disposition"] = f'attachment; filename="{file.name}"'  # ASCII letters, digits and hyphens
    return _not_indexed(answer)


def _not_indexed(answer: HttpResponse) -> HttpResponse:
    answer["X-Robots-Tag"] = "noindex"
    return answer
