"""The owner keeps topics tidy. Nobody else knows that these pages exist."""

from __future__ import annotations

from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from notes import overseeing, tidying
from notes.content import clean
from notes.models import Tidying, Topic
from notes.paging import page_number
from notes.views.signing_in import SignedIn, View, signed_in


def for_owners(view: View) -> View:
    @signed_in
    @wraps(view)
    def page(request: SignedIn, **address: object) -> HttpResponse:
        if not request.user.tidies_topics:
            raise Http404
        return view(request, **address)

    return page


@for_owners
@require_safe
def tidy(request: SignedIn) -> HttpResponse:
    asked = clean(request.GET.get("q", ""))[:100]
    page = overseeing.tidy_page(request.user, asked, page_number(request.GET), request.path)
    return render(request, "notes/desk/tidy.html", page)


@for_owners
@require_safe
def topic(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Topic.objects.select_related("stands_for"), pk=pk)
    if found.stands_for:
        return redirect("tidy-topic", found.stands_for.pk)
    return render(request, "notes/desk/tidy_topic.html", overseeing.topic_page(request.user, found))


@for_owners
@require_POST
def rename(request: SignedIn, pk: int) -> HttpResponse:
    topic, name = get_object_or_404(Topic.objects.in_use(), pk=pk), clean(request.POST.get("name", ""))
    try:
        act = tidying.rename(topic, name, by=request.user)
    except tidying.NotTidy as problem:
        page = overseeing.topic_page(request.user, topic) | {"typed_name": name, "name_error": str(problem)}
        return render(request, "notes/desk/tidy_topic.html", page)
    return _done(request, act, reverse("tidy-topic", args=[pk]))


@for_owners
@require_POST
def merge(request: SignedIn) -> HttpResponse:
    """Into a topic that is named by its number, where it was proposed, or typed."""
    topic, typed = get_object_or_404(Topic, pk=_number(request, "topic")), clean(request.POST.get("name", ""))
    try:
        into = (
            overseeing.topic_called(typed)
            if "name" in request.POST
            else get_object_or_404(Topic, pk=_number(request, "into"))
        )
        act = tidying.merge(topic, into, by=request.user)
    except tidying.NotTidy as problem:
        page = overseeing.topic_page(request.user, topic) | {"typed_into": typed, "into_error": str(problem)}
        return render(request, "notes/desk/tidy_topic.html", page)
    return _done(request, act, reverse("tidy-topic", args=[into.pk]) if typed else reverse("tidy"))


@for_owners
@require_POST
def split(request: SignedIn, pk: int) -> HttpResponse:
    name = get_object_or_404(Topic.objects.select_related("stands_for"), pk=pk)
    return _done(request, tidying.split(name, by=request.user), reverse("tidy-topic", args=[pk]))


@for_owners
@require_POST
def undo(request: SignedIn, pk: int) -> HttpResponse:
    act = get_object_or_404(Tidying.objects.for_log(), pk=pk)
    try:
        tidying.undo(act, by=request.user)
    except tidying.NotTidy as problem:
        messages.error(request, str(problem))
        return redirect("tidy")
    return _done(request, Tidying.objects.for_log().get(pk=pk), reverse("tidy"))


@for_owners
@require_POST
def keep_apart(request: SignedIn) -> HttpResponse:
    one, other = (get_object_or_404(Topic, pk=_number(request, name)) for name in ("topic", "into"))
    tidying.keep_apart(one, other, by=request.user)
    messages.success(request, f"“{one}” and “{other}” stay two topics, and are not proposed again.")
    return redirect("tidy")


def _done(request: SignedIn, act: Tidying | None, address: str) -> HttpResponse:
    if act is None:
        messages.info(request, "It is so already. Nothing was changed.")
    else:
        tidying.teach_soon(act)
        messages.success(request, act.said)
    return redirect(address)


def _number(request: SignedIn, name: str) -> int:
    typed = request.POST.get(name, "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 18):
        raise Http404
    return int(typed)
