"""What search engines may find: every page that a visitor sees, and no other."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sitemaps import Sitemap
from django.core.paginator import InvalidPage, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.views.decorators.http import conditional_page, require_safe

from notes.models import Entry, Journal, Topic

KEPT_FOR = 3600  # seconds
CLOSED = ("/write/", "/accounts/", "/admin/", "/search/?")
VISITOR = AnonymousUser()


class Place(NamedTuple):
    url: str
    changed_at: datetime | None


class Shelf(Sitemap):
    """Pages of one kind, under the site's own address: a request may have come by another name."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    @cached_property
    def paginator(self) -> Paginator:  # type: ignore[override]  # counts once; Django's counts whenever it is asked
        rows: Any = self.items()
        return Paginator(rows, self.limit)

    def location(self, row: Any) -> str:
        return row.get_absolute_url()

    def lastmod(self, row: Any) -> datetime | None:
        return row.changed_at


class Weeks(Shelf):
    """The way in, the weeks and the years, each with the time of its latest entry."""

    def items(self) -> list[Place]:
        changed = Entry.objects.visible_to(VISITOR).changed_by_week(VISITOR)
        years = latest((week.year, at) for week, at in changed.items())
        return [
            Place(reverse("home"), max(changed.values(), default=None)),
            *(Place(reverse("year", args=[year]), years[year]) for year in sorted(years, reverse=True)),
            *(Place(reverse("week", args=[week]), changed[week]) for week in sorted(changed, reverse=True)),
        ]

    def location(self, row: Place) -> str:
        return row.url


class Entries(Shelf):
    def items(self) -> Any:
        return Entry.objects.visible_to(VISITOR).with_changed(VISITOR).newest_first().select_related("journal")


class Journals(Shelf):
    def items(self) -> Any:
        return Journal.objects.visible_to(VISITOR).with_changed(VISITOR)


class Topics(Shelf):
    def items(self) -> Any:
        return Topic.objects.counted_for(VISITOR).with_changed(VISITOR).order_by("pk")


SHELVES: dict[str, type[Shelf]] = {"weeks": Weeks, "entries": Entries, "journals": Journals, "topics": Topics}


@require_safe
@conditional_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """One list of all places, or, where they are more than one list may hold, an index of lists."""
    shelves = {name: shelf() for name, shelf in SHELVES.items()}
    if "shelf" in request.GET:
        places = places_on(shelves.get(request.GET["shelf"]), request.GET.get("p", "1"))
        return answer(request, "sitemap.xml", {"urlset": places})
    if sum(shelf.paginator.count for shelf in shelves.values()) <= Sitemap.limit:
        places = [place for shelf in shelves.values() for place in places_on(shelf, "1")]
        return answer(request, "sitemap.xml", {"urlset": places})
    lists = [list_url(name, page) for name, shelf in shelves.items() for page in shelf.paginator.page_range]
    return answer(request, "sitemap_index.xml", {"sitemaps": [{"location": url} for url in lists]})


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    rules = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines = [*rules, "", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def places_on(shelf: Shelf | None, page: str) -> list[dict[str, Any]]:
    """Raise Http404 for a shelf or a page that does not exist."""
    if shelf is None:
        raise Http404("No such list.")
    try:
        return shelf.get_urls(page=page)
    except InvalidPage as problem:
        raise Http404("No such list.") from problem


def list_url(shelf: str, page: int) -> str:
    return f"{settings.SITE_URL}{reverse('sitemap')}?{urlencode({'shelf': shelf, 'p': page})}"


def answer(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = TemplateResponse(request, template, context, content_type="application/xml").render()
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    return response


def latest(dated: Iterable[tuple[int, datetime]]) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    for key, at in dated:
        found[key] = max(at, found.get(key, at))
    return found
