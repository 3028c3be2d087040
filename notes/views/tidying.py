"""The owner keeps topics tidy. Nobody else knows that these pages exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from notes import overseeing, tidying
from notes.content import clean
from notes.models import Tidying, Topic
from notes.paging import page_number
from notes.views.answers import sent_from
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
@sent_from("tidy-topic", "pk")
def rename(request: SignedIn, pk: int) -> HttpResponse:
    topic, name = get_object_or_404(Topic, pk=pk), clean(request.POST.get("name", ""))
    try:
        act = tidying.rename(topic, name, by=request.user)
    except tidying.NotTidy as problem:
        return _asked_again(request, topic, typed_name=name, name_error=str(problem))
    return _done(request, act, reverse("tidy-topic", args=[pk]))


@for_owners
@sent_from("tidy")
def merge(request: SignedIn) -> HttpResponse:
    """Into a topic that is named by its number, where it was proposed, or typed."""
    if "name" not in request.POST:
        return _two(request, tidying.merge)
    topic, typed = get_object_or_404(Topic, pk=_number(request, "topic")), clean(request.POST.get("name", ""))
    try:
        into = overseeing.topic_called(typed, beside=topic)
        act = tidying.merge(topic, into, by=request.user)
    except tidying.NotTidy as problem:
        return _asked_again(request, topic, typed_into=typed, into_error=str(problem))
    return _done(request, act, reverse("tidy-topic", args=[into.pk]))


@for_owners
@sent_from("tidy-topic", "pk")
def split(request: SignedIn, pk: int) -> HttpResponse:
    name = get_object_or_404(Topic.objects.select_related("stands_for"), pk=pk)
    return _done(request, tidying.split(name, by=request.user), reverse("tidy-topic", args=[pk]))


@for_owners
@sent_from("tidy")
def undo(request: SignedIn, pk: int) -> HttpResponse:
    act = get_object_or_404(Tidying, pk=pk)
    try:
        undone = tidying.undo(act, by=request.user)
    except tidying.NotTidy as problem:
        messages.error(request, str(problem))
        return redirect("tidy")
    act = Tidying.objects.for_log().get(pk=pk)
    return _done(request, act if undone else None, reverse("tidy"), said=f"Undone: {act.said_undone}.")


@for_owners
@sent_from("tidy")
def keep_apart(request: SignedIn) -> HttpResponse:
    return _two(request, tidying.keep_apart)


def _two(request: SignedIn, verb: Callable[..., Tidying | None]) -> HttpResponse:
    one, other = (get_object_or_404(Topic, pk=_number(request, name)) for name in ("topic", "into"))
    try:
        act = verb(one, other, by=request.user)
    except tidying.NotTidy as problem:
        messages.error(request, str(problem))
        return redirect("tidy")
    return _done(request, act, reverse("tidy"))


def _asked_again(request: SignedIn, topic: Topic, **typed: str) -> HttpResponse:
    """The topic's page with what was typed; or, where it is a name of another by now, that one's."""
    if topic.stands_for:
        messages.error(request, " ".join(said for name, said in typed.items() if name.endswith("_error")))
        return redirect("tidy-topic", topic.stands_for.pk)
    return render(request, "notes/desk/tidy_topic.html", overseeing.topic_page(request.user, topic) | typed)


def _done(request: SignedIn, act: Tidying | None, address: str, *, said: str = "") -> HttpResponse:
    if act is None:
        messages.info(request, "It is so already. Nothing was changed.")
    else:
        tidying.teach_soon(act)
        messages.success(request, said or f"{act.said}.")
    return redirect(address)


def _number(request: SignedIn, name: str) -> int:
    typed = request.POST.get(name, "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 18):
        raise Http404
    return int(typed)
