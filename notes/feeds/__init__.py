"""Following along: the site, a journal, a topic or a search as Atom, RSS or JSON Feed. The items of the site are
entries, those of the others sections; a journal has a second feed, of its entries.

A feed shows what its reader may see, as any page does. Programs that fetch feeds carry no cookie, so that what they
get is what a visitor sees, and anybody may keep it for some minutes. An address that holds somebody's token
(/feeds/<token>/…) shows what that person may see; that, and what somebody sees who is signed in, is kept by nobody
else.

Whether a feed has changed is told by its ETag alone. A date cannot tell: when the newest post is taken back, what is
left is older than what the reader has.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.views.decorators.http import conditional_page, require_safe

from notes import following as follows
from notes.feed_keys import reader_with
from notes.feeds import channels
from notes.feeds.channels import Channel
from notes.feeds.writers import WRITERS
from notes.latest import latest_answers, latest_by, latest_on
from notes.models import Entry, Journal, Topic, User
from notes.search import Asked

LIMIT = 30  # posts in a feed
KEPT_FOR = 300  # seconds


def for_followers(view: Callable[..., Channel | HttpResponsePermanentRedirect]) -> Callable[..., HttpResponse]:
    """A view that gives a channel, answered in the kind that its address names, in a few bytes where nothing has
    changed since the reader last asked; or that says where the channel has moved to.
    """

    @require_safe
    @conditional_page
    @wraps(view)
    def feed(request: HttpRequest, kind: str, token: str = "", **address: str) -> HttpResponse:
        prefix = f"/feeds/{token}" if token else ""
        if token:
            request.user = _reader(token)
        try:
            channel = view(request, kind=kind, **address)
        except Http404:
            if token:
                request.user = AnonymousUser()  # the page that says so is for whoever has the address
            raise
        response = _answer(channel, kind, prefix)
        response["X-Robots-Tag"] = "noindex"
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(response, public=True, max_age=KEPT_FOR)
        patch_vary_headers(response, ["Cookie"])
        return response

    return feed


def _answer(channel: Channel | HttpResponsePermanentRedirect, kind: str, prefix: str) -> HttpResponse:
    if isinstance(channel, HttpResponsePermanentRedirect):
        return HttpResponsePermanentRedirect(f"{prefix}{channel.url}")
    writer = WRITERS[kind]
    return HttpResponse(writer.write(channel.under(prefix), kind), content_type=writer.content_type)


@for_followers
def site(request: HttpRequest, kind: str) -> Channel:
    entries = Entry.objects.visible_to(request.user).with_sections(request.user).with_changed(request.user)
    return channels.of_site(entries.last_published_first()[:LIMIT])


@for_followers
def journal(request: HttpRequest, kind: str, slug: str) -> Channel:
    found = get_object_or_404(Journal.objects.visible_to(request.user), slug=slug)
    return channels.of_journal(found, latest_by(found, request.user, LIMIT))


@for_followers
def entries_by(request: HttpRequest, kind: str, slug: str) -> Channel:
    """A journal's weeknotes, whole."""
    found = get_object_or_404(Journal.objects.visible_to(request.user), slug=slug)
    entries = (
        Entry.objects.visible_to(request.user).by_journal(found).with_sections(request.user).with_changed(request.user)
    )
    return channels.of_entries_by(found, entries.last_published_first()[:LIMIT])


@for_followers
def topic(request: HttpRequest, kind: str, slug: str) -> Channel | HttpResponsePermanentRedirect:
    found = get_object_or_404(Topic.objects.visible_to(request.user).at(slug, request.user))
    if found.slug != slug:  # a name that it had
        return HttpResponsePermanentRedirect(reverse("topic-feed", args=[found.slug, kind]))
    return channels.of_topic(found, latest_on(found, request.user, LIMIT))


@for_followers
def search(request: HttpRequest, kind: str) -> Channel:
    """The sections that answer a question, with the arguments of the search page. Nothing asked has no feed."""
    asked = Asked.read(request.GET)
    query = follows.search_of(asked)
    if query.is_empty:
        raise Http404("Nothing was asked.")
    return channels.of_search(asked, query, latest_answers(query, request.user, LIMIT))


@for_followers
def following(request: HttpRequest, kind: str) -> Channel:
    """All that somebody follows, in one."""
    if not request.user.is_authenticated:
        raise Http404("Nobody is signed in.")
    sections = follows.sections_followed(request.user).with_entry()
    return channels.of_following(request.user, sections.last_published_first()[:LIMIT])


def _reader(token: str) -> User:
    if reader := reader_with(token):
        return reader
    raise Http404("No such feed.")
