"""What search engines are told: every page that a visitor sees, and no other."""

from __future__ import annotations

import xml.etree.ElementTree as etree

import pytest
from django.contrib.sitemaps import Sitemap
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notes import publishing, sitemaps
from notes.content import COLLEAGUES, MEMBERS
from notes.models import Entry
from tests.conftest import WEEK, Person, content, draft_of, published, section

pytestmark = pytest.mark.django_db

NS = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def places(person: Person, url: str = "/sitemap.xml") -> dict[str, str | None]:
    """Addresses, each with its day of change."""
    answer = person.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/xml"
    found = etree.fromstring(answer.content).findall("s:url", NS)
    return {place.findtext("s:loc", None, NS): place.findtext("s:lastmod", None, NS) for place in found}


def test_every_page_that_a_visitor_sees_is_named_with_its_day(alice, visitor, settings):
    settings.SITE_URL = "https://notes.example.org"
    entry = published(alice, section(topics=("Data sharing",)))
    today = timezone.localdate().isoformat()
    assert places(visitor) == {
        "https://notes.example.org/": today,
        "https://notes.example.org/2018/": today,
        "https://notes.example.org/2018-07-30/": today,
        f"https://notes.example.org{entry.get_absolute_url()}": today,
        "https://notes.example.org/journals/alice/": today,
        "https://notes.example.org/topics/data-sharing/": today,
    }


def test_each_place_that_is_named_is_there(alice, bob, visitor):
    published(alice, section(topics=("Data sharing",)), section("talks", topics=("C++", "Élan")))
    published(bob, week=WEEK - 40)
    for url in places(visitor):
        assert visitor.get(url.removeprefix("http://testserver")).status_code == 200, url


def test_no_trace_of_what_is_not_for_everyone(alice, bob, visitor):
    published(bob, section(audience=COLLEAGUES, topics=("Secrets",)), week=WEEK + 60)
    published(alice, section(topics=("Open",)), section("plans", audience=MEMBERS, topics=("Plots",)))
    draft_of(alice, week=WEEK + 1)
    for person in (visitor, bob, alice):  # one list for all: it is kept by everybody's caches
        named = " ".join(places(person))
        assert "/topics/open/" in named
        for secret in ("secrets", "plots", "bob", "2019", WEEK.next.key):
            assert secret not in named


def test_a_day_of_change_says_nothing_about_hidden_sections(alice, visitor):
    old = published(alice, section(topics=("Open",)))
    inside = published(alice, section(audience=COLLEAGUES, topics=("Open",)), week=WEEK + 1)
    long_ago = dict.fromkeys(("changed_for_everyone_at", "published_at"), "2018-08-03T12:00Z")
    Entry.objects.filter(pk=old.pk).update(**long_ago)
    assert Entry.objects.get(pk=inside.pk).updated_at
    hidden = section("plans", "Plans", audience=COLLEAGUES, topics=("Open",))
    publishing.save_draft(old, content(section(topics=("Open",)), hidden), by=alice.user)
    publishing.publish(old, by=alice.user)
    assert set(places(visitor).values()) == {"2018-08-03"}


def test_what_was_taken_back_is_not_named(alice, visitor):
    publishing.unpublish(published(alice), by=alice.user)
    assert list(places(visitor)) == ["http://testserver/"]


def test_too_many_places_for_one_list_are_parted(alice, visitor, monkeypatch):
    for weeks in range(4):
        published(alice, section(topics=(f"topic {weeks}",)), week=WEEK + weeks)
    whole = places(visitor)
    monkeypatch.setattr(Sitemap, "limit", 3)
    index = etree.fromstring(visitor.get("/sitemap.xml").content)
    assert index.tag.endswith("sitemapindex")
    lists = [place.findtext("s:loc", None, NS) for place in index.findall("s:sitemap", NS)]
    assert all(url.startswith("http://testserver/sitemap.xml?") for url in lists)
    parts = [places(visitor, url.removeprefix("http://testserver")) for url in lists]
    assert all(len(part) <= 3 for part in parts)
    assert {url: day for part in parts for url, day in part.items()} == whole


@pytest.mark.parametrize(
    "query", ["shelf=none", "shelf=entries&p=2", "shelf=entries&p=x", "shelf=entries&p=0", "shelf="]
)
def test_a_list_that_does_not_exist_is_not_found(alice, visitor, query):
    published(alice)
    assert visitor.get(f"/sitemap.xml?{query}").status_code == 404


def test_the_cost_does_not_grow(alice, bob, visitor):
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            places(visitor)
        return len(counted)

    published(alice, section(topics=("Search",)))
    before = cost()
    for weeks in range(1, 6):
        published(bob, section(topics=(f"topic {weeks}", "Search")), week=WEEK + weeks)
    assert cost() == before <= 8


def test_robots_are_let_in_but_for_the_desk_and_the_doors(visitor, settings):
    settings.SITE_URL = "https://notes.example.org"
    answer = visitor.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    assert {f"Disallow: {path}" for path in ("/write/", "/accounts/", "/admin/", "/search/?")} == {
        line for line in lines if line.startswith("Disallow")
    }
    assert "Sitemap: https://notes.example.org/sitemap.xml" in lines


def test_lists_are_only_read(visitor):
    assert visitor.post("/sitemap.xml").status_code == 405
    assert visitor.post("/robots.txt").status_code == 405


def test_every_shelf_is_of_this_site(settings):
    settings.SITE_URL = "https://notes.example.org"
    assert {shelf().get_domain() for shelf in sitemaps.SHELVES.values()} == {"notes.example.org"}
