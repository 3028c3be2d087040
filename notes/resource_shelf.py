"""The shelf of what we cite, as far as the viewer may see: by site, in three orders, and a search within."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from django.http import Http404
from django.urls import reverse

from notes import addresses
from notes.browsing import Citing, ListedResource, listed_resource, parts_of
from notes.content import one_line
from notes.legible import legible_host
from notes.models import Citation, Journal, Resource, Section
from notes.paging import page_of
from notes.querysets import Viewer
from notes.querysets.shelves import Sought
from notes.reading import Crumb, this_week
from notes.search.analysis import folded

RESOURCES_A_PAGE = 50
NEAR = 20  # pages, for which only so much of the shelf is looked at; few leaf further
SITES = 24
FEW = 12  # sections, up to which it is said in the list who cites it: a page asks for no more than these
NAMED = 3  # journals, of each
CITING_JOURNALS = 8  # named above a resource's list
LONGEST, MOST_WORDS = addresses.MAX_LENGTH, 8  # of what is searched for; the rest is left out
NEWEST, CITED, THIS_YEAR = "newest", "cited", "year"
ORDERS = {NEWEST: "Newest first", CITED: "Most cited ever", THIS_YEAR: "Most cited this year"}


@dataclass(frozen=True)
class Shelf:
    """What is asked of the shelf, as it stands in an address: ?site=example.org&order=cited&q=damp."""

    site: str = ""
    order: str = NEWEST
    words: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """What an address must say; the usual is left out."""
        order = "" if self.order == NEWEST else self.order
        return {name: said for name, said in (("site", self.site), ("order", order), ("q", self.words)) if said}

    def url(self, **other: str) -> str:
        """The same with something else: another site, another order, no words."""
        query = urlencode(Shelf(**({"site": self.site, "order": self.order, "words": self.words} | other)).asked)
        return reverse("resources") + (f"?{query}" if query else "")


def shelf_asked(asked: Mapping[str, Any]) -> Shelf:
    """An order that is none is the usual one."""
    order = str(asked.get("order", ""))
    words = one_line(str(asked.get("q", ""))[:LONGEST])
    return Shelf(str(asked.get("site", "")), order if order in ORDERS else NEWEST, words)


def resources_page(viewer: Viewer, shelf: Shelf, number: int) -> dict[str, Any]:
    """What we cite. Raise Http404 for a site that nothing here is on."""
    visible = Section.objects.visible_to(viewer)
    year = this_week().year
    sections = visible.in_year(year) if shelf.order == THIS_YEAR else visible
    words = [sought(word) for word in shelf.words.split()[:MOST_WORDS]]
    sites = Resource.objects.in_any_of(sections).speaking_of(words, viewer).count_by_site()
    if shelf.site and shelf.site not in sites and shelf.site not in Resource.objects.visible_to(viewer).count_by_site():
        raise Http404("We cite nothing of that site.")
    cited = Resource.objects.cited_for(viewer, year=year if shelf.order == THIS_YEAR else None)
    cited = cited.speaking_of(words, viewer).with_words(viewer)
    if shelf == Shelf() and number <= NEAR:
        cited = cited.filter(pk__in=Citation.objects.visible_to(viewer).last_cited(number * RESOURCES_A_PAGE))
    cited = cited.on_site(shelf.site) if shelf.site else cited
    page = page_of(
        cited.newest_first() if shelf.order == NEWEST else cited.most_cited_first(),
        number,
        size=RESOURCES_A_PAGE,
        address=reverse("resources"),
        total=sites.get(shelf.site, 0) if shelf.site else sum(sites.values()),
        asked=shelf.asked,
    )
    spelt = Citation.objects.visible_to(viewer).spellings(resource.pk for resource in page.rows)
    listed = [listed_resource(one, spelt[one.pk]) for one in page.rows if one.pk in spelt]
    citing = _who_cites_which(viewer, listed, year if shelf.order == THIS_YEAR else None)
    return {
        "place": "resources",
        "shelf": shelf,
        "longest": LONGEST,
        "page": page,
        "listed": [replace(one, citing=citing.get(one.resource.pk)) for one in listed],
        "orders": [(name, shelf.url(order=order), order == shelf.order) for order, name in ORDERS.items()],
        "order_name": ORDERS[shelf.order],
        "is_by_time": shelf.order == NEWEST,
        "is_narrowed": bool(shelf.words) or shelf.order == THIS_YEAR,
        "of_year": year if shelf.order == THIS_YEAR else None,
        "without_words": shelf.url(words=""),
        "all_sites": shelf.url(site=""),
        "whole_shelf": reverse("resources"),
        "site": legible_host(shelf.site),
        "sites": [(parts_of(name), shelf.url(site=name), pages) for name, pages in list(sites.items())[:SITES]],
        "site_parts": parts_of(shelf.site),
        "site_count": len(sites),
        "more_sites": max(0, len(sites) - SITES),
        "trail": [Crumb("What we cite", reverse("resources"))] if shelf.site else [],
    }


def sought(word: str) -> Sought:
    """An address is looked for in whatever way it is spelt, and as the beginning of longer ones."""
    as_typed = folded(word).rstrip("/") or word
    try:
        if not (url := addresses.typed(word)):
            return Sought((as_typed,))
        read = folded(addresses.as_read(addresses.canonical(url)))
        return Sought(tuple(dict.fromkeys((as_typed, read))), addresses.fingerprint(url))
    except ValueError:
        return Sought((as_typed,))


def _who_cites_which(viewer: Viewer, listed: Iterable[ListedResource], year: int | None) -> dict[int, Citing]:
    """Of those that few sections cite, by the resource's key."""
    citations = Citation.objects.visible_to(viewer)
    citations = citations.in_year(year) if year else citations
    rows = citations.journals_by_resource(one.resource.pk for one in listed if one.count <= FEW)
    found = {key: [(name, slug) for _, name, slug in own] for key, own in groupby(rows, key=itemgetter(0))}
    return {key: Citing(journals[:NAMED], max(0, len(journals) - NAMED)) for key, journals in found.items()}


def who_cites(viewer: Viewer, resource: Resource) -> dict[str, Any]:
    """The journals in whose sections it is cited, and in how many; the most first."""
    counts = Section.objects.visible_to(viewer).citing(resource).count_by_journal()
    named = list(counts)[:CITING_JOURNALS]
    journals = Journal.objects.in_bulk(named)
    return {
        "citing": [(journals[key], counts[key]) for key in named],
        "more_citing": len(counts) - len(named),
    }
