"""Following along: the site, a journal or a topic as Atom, RSS or JSON Feed.

A feed shows what its reader may see, as any page does. Programs that fetch feeds carry no cookie, so that what they
get is what a visitor sees, and anybody may keep it for some minutes; what somebody sees who is signed in is kept by
nobody else.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import conditional_page, require_safe

from notes.feeds import channels
from notes.feeds.channels import Channel
from notes.feeds.writers import WRITERS
from notes.models import Entry, Journal, Section, Topic

LIMIT = 30  # posts in a feed
KEPT_FOR = 300  # seconds


def for_followers(view: Callable[..., Channel | HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that gives a channel, answered in the kind that its address names, in a few bytes where nothing has
    changed since the reader last asked; or that says where the channel has moved to.
    """

    @require_safe
    @conditional_page
    @wraps(view)
    def feed(request: HttpRequest, kind: str, **address: str) -> HttpResponse:
        channel = view(request, kind=kind, **address)
        if isinstance(channel, HttpResponse):
            return channel
        writer = WRITERS[kind]
        response = HttpResponse(writer.write(channel, kind), content_type=writer.content_type)
        response["Last-Modified"] = http_date(channel.updated.timestamp())
        if request.user.is_authenticated:
            patch_cache_control(response, private=True, no_cache=True)
        else:
            patch_cache_control(response, public=True, max_age=KEPT_FOR)
        patch_vary_headers(response, ["Cookie"])
        return response

    return feed


@for_followers
def site(request: HttpRequest, kind: str) -> Channel:
    entries = Entry.objects.visible_to(request.user).with_sections(request.user)
    return channels.of_site(entries.last_published_first()[:LIMIT])


@for_followers
def journal(request: HttpRequest, kind: str, slug: str) -> Channel:
    found = get_object_or_404(Journal.objects.visible_to(request.user), slug=slug)
    entries = Entry.objects.visible_to(request.user).by_journal(found).with_sections(request.user)
    return channels.of_journal(found, entries.last_published_first()[:LIMIT])


@for_followers
def topic(request: HttpRequest, kind: str, slug: str) -> Channel | HttpResponse:
    found = get_object_or_404(Topic.objects.visible_to(request.user).at(slug, request.user))
    if found.slug != slug:  # a name that it had
        return HttpResponsePermanentRedirect(reverse("topic-feed", args=[found.slug, kind]))
    sections = Section.objects.visible_to(request.user).on_topic(found).with_entry()
    return channels.of_topic(found, sections.last_published_first()[:LIMIT])
