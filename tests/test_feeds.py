"""Following along: what the feeds say, to whom, and that every reader of feeds can read it."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as etree
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from notes import feeds, latest, publishing
from notes.content import AUDIENCES, COLLEAGUES, MEMBERS
from notes.markup.elsewhere import for_elsewhere, trimmed
from notes.models import Entry, Journal, Topic
from notes.search.index import engine
from tests.conftest import WEEK, Person, content, draft_of, published, section

pytestmark = pytest.mark.django_db

ATOM, DC = "{http://www.w3.org/2005/Atom}", "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
EVERY = ("/", "/journals/alice/", "/journals/alice/entries/", "/topics/search/")
KINDS = ("atom", "rss", "json")
TYPES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/feed+json"}
BODY = """See [the plan](/topics/plans/), [this](https://example.org/a?b=1&c=2) and this[^1].

- one point
- two

[^1]: A note."""


def fetch(person: Person, url: str) -> str:
    answer = person.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def posts(person: Person, address: str = "/") -> list[dict]:
    return json.loads(fetch(person, f"{address}feed.json"))["items"]


class Addresses(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.found += [value for name, value in attributes if name in {"href", "src"}]


@pytest.fixture
def noted(alice) -> Entry:
    return published(
        alice,
        section("search", "Search & rescue", BODY, topics=("Search", "Data sharing")),
        section("talks", "Talks", "To colleagues.", audience=COLLEAGUES, topics=("Secrets",)),
        section("plans", "Plans", "To ourselves.", audience=MEMBERS, topics=("Plots",)),
        title="Weeknotes <w/c 30 July> & more",
        summary="In one line.",
    )


def every_feed() -> list[str]:
    return [f"{address}feed.{kind}" for address in EVERY for kind in KINDS]


# Valid, whatever was written


def test_atom_has_all_that_the_format_asks_for(noted, visitor):
    feed = etree.fromstring(fetch(visitor, "/feed.atom"))
    assert feed.tag == f"{ATOM}feed"
    assert {f"{ATOM}{name}" for name in ("title", "id", "updated", "author", "link")} <= {child.tag for child in feed}
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "self": "http://testserver/feed.atom",
        "alternate": "http://testserver/",
    }
    (entry,) = feed.findall(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == "Weeknotes <w/c 30 July> & more"
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver{noted.get_absolute_url()}"
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Alice Archer"
    assert entry.findtext(f"{ATOM}author/{ATOM}uri") == "http://testserver/journals/alice/"
    assert {c.get("term") for c in entry.findall(f"{ATOM}category")} == {"Search", "Data sharing"}
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}published")) == noted.published_at.replace(microsecond=0)
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")) == noted.updated_at.replace(microsecond=0)
    assert entry.findtext(f"{ATOM}summary") == "In one line."
    assert entry.find(f"{ATOM}content").get("type") == "html"
    assert "<h2>Search &amp; rescue</h2>" in entry.findtext(f"{ATOM}content")


def test_rss_has_all_that_the_format_asks_for(noted, visitor):
    feed = etree.fromstring(fetch(visitor, "/journals/alice/entries/feed.rss"))
    assert feed.get("version") == "2.0"
    channel = feed.find("channel")
    assert channel.findtext("title").startswith("Alice Archer")
    assert channel.findtext("link") == "http://testserver/journals/alice/"
    assert channel.findtext("description")
    assert parsedate_to_datetime(channel.findtext("lastBuildDate")).tzinfo
    (item,) = channel.findall("item")
    assert item.findtext("title") == "Weeknotes <w/c 30 July> & more"
    assert item.findtext("link") == f"http://testserver{noted.get_absolute_url()}"
    assert item.find("guid").get("isPermaLink") == "false"
    assert item.findtext(f"{DC}creator") == "Alice Archer"
    assert {c.text for c in item.findall("category")} == {"Search", "Data sharing"}
    assert parsedate_to_datetime(item.findtext("pubDate")) == noted.published_at.replace(microsecond=0)
    assert "one point" in item.findtext(ENCODED)


def test_json_feed_has_all_that_the_format_asks_for(noted, visitor):
    feed = json.loads(fetch(visitor, "/topics/search/feed.json"))
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"].startswith("Search")
    assert feed["home_page_url"] == "http://testserver/topics/search/"
    assert feed["feed_url"] == "http://testserver/topics/search/feed.json"
    (item,) = feed["items"]
    assert item["url"] == f"http://testserver{noted.get_absolute_url()}#search"
    assert item["title"] == "Search & rescue"
    assert "one point" in item["content_html"]
    assert item["authors"] == [{"name": "Alice Archer", "url": "http://testserver/journals/alice/"}]
    assert set(item["tags"]) == {"Search", "Data sharing"}
    assert datetime.fromisoformat(item["date_published"]).tzinfo


@pytest.mark.parametrize("kind", KINDS)
def test_the_items_of_a_journal_are_sections(noted, alice, visitor, bob, kind):
    opening = section("opening", "", "A quiet week.")
    late = published(alice, opening, section("talks", "Talks"), week=WEEK + 1, title="A quiet one")
    items = posts(visitor, "/journals/alice/")
    assert [item["title"] for item in items] == ["A quiet one", "Talks", "Search & rescue"]
    assert items[0]["url"] == f"http://testserver{late.get_absolute_url()}#opening"
    assert len({item["id"] for item in items}) == 3
    assert "A quiet week." in items[0]["content_html"]
    assert "We changed how" not in items[0]["content_html"]
    assert [item["title"] for item in posts(bob, "/journals/alice/")][-2:] == ["Search & rescue", "Talks"]
    said = fetch(visitor, f"/journals/alice/feed.{kind}")
    assert all(item["id"] in said and item["url"] in said for item in items)


@pytest.mark.parametrize("address", ["/journals/alice/", "/topics/search/"])
def test_a_section_says_its_week_and_its_journal(noted, visitor, address):
    html = posts(visitor, address)[0]["content_html"]
    assert f'<a href="http://testserver{noted.get_absolute_url()}">w/c 30 July 2018</a>' in html
    assert '<a href="http://testserver/journals/alice/">Alice Archer</a>' in html


def test_a_journal_can_be_followed_by_whole_entries_too(noted, alice, visitor):
    (item,) = posts(visitor, "/journals/alice/entries/")
    assert item == posts(visitor)[0]
    page = visitor.get("/journals/alice/").content.decode()
    assert 'href="/journals/alice/entries/feed.atom"' in page
    assert "section by section" in page
    names = {
        etree.fromstring(fetch(visitor, f"{address}feed.atom")).findtext(f"{ATOM}id")
        for address in ("/journals/alice/", "/journals/alice/entries/")
    }
    assert len(names) == 2


@pytest.mark.parametrize("url", every_feed())
def test_each_feed_says_what_kind_it_is(noted, visitor, url):
    answer = visitor.get(url)
    assert answer["Content-Type"] == f"{TYPES[url.rpartition('.')[2]]}; charset=utf-8"


HOSTILE = ']]> <b>&amp;</b> & "quoted" 😀 ﷽ Ŵŷ ‮ \x0b\x00\x1b\x08 \ufffe end'


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("address", ["/", "/journals/alice/", "/topics/odd/"])
def test_no_character_that_people_paste_breaks_a_feed(alice, visitor, address, kind, settings):
    settings.SITE_NAME = f"Notes {HOSTILE}"
    published(
        alice,
        section(heading=HOSTILE, body=f"{HOSTILE}\n\n- {HOSTILE}", topics=("odd",)),
        title=HOSTILE,
        summary=HOSTILE,
    )
    # names come from the admin, which cleans less than a revision does
    Journal.objects.update(name=f"Alice {HOSTILE.replace(chr(0), '')}", about=HOSTILE.replace("\0", ""))
    Topic.objects.update(name=HOSTILE.replace("\0", ""))
    said = fetch(visitor, f"{address}feed.{kind}")
    whole = (
        json.dumps(json.loads(said), ensure_ascii=False)
        if kind == "json"
        else "".join(etree.fromstring(said).itertext())
    )
    assert "]]>" in whole
    assert "😀" in whole


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_without_an_entry_is_valid_and_stays_the_same(visitor, kind):
    first, second = fetch(visitor, f"/feed.{kind}"), fetch(visitor, f"/feed.{kind}")
    assert first == second
    if kind == "atom":
        assert etree.fromstring(first).findtext(f"{ATOM}updated") == "2018-01-01T00:00:00+00:00"


def test_markup_that_was_typed_stays_typed(alice, visitor):
    published(
        alice,
        section(heading="<script>alert(1)</script>", body="<img src=x onerror=alert(1)> [x](javascript:alert(1))"),
    )
    html = posts(visitor)[0]["content_html"]
    assert "<h2>&lt;script&gt;alert(1)&lt;/script&gt;</h2>" in html
    assert "&lt;img src=x" in html
    assert "<script" not in html
    assert "<img" not in html
    assert not [url for url in Addresses(html).found if url.startswith("javascript")]


def test_a_section_without_a_heading_goes_by_its_entry(alice, visitor):
    published(alice, section(heading="", topics=("Search",)), title="Weeknotes of a week")
    assert posts(visitor, "/topics/search/")[0]["title"] == "Weeknotes of a week"
    assert "<h2>" not in posts(visitor)[0]["content_html"]


# Away from home


@pytest.mark.parametrize("address", EVERY)
def test_every_address_in_a_feed_is_a_whole_one(noted, visitor, address):
    (post,) = posts(visitor, address)
    found = Addresses(post["content_html"]).found
    assert "http://testserver/topics/plans/" in found
    assert "https://example.org/a?b=1&c=2" in found
    assert f"http://testserver{noted.get_absolute_url()}#fn-search-1" in found
    assert all(url.startswith(("http://", "https://", "mailto:")) for url in found)


def test_what_a_page_adds_to_the_words_is_left_at_home(noted, visitor):
    html = posts(visitor)[0]["content_html"]
    assert "one point" in html
    assert "#</a>" not in html
    assert "(example.org)" not in html
    assert ">example.org<" not in html
    assert 'class="' not in html


def test_a_footnote_is_still_told_from_the_word_before_it(noted, visitor):
    assert re.search(r'this<sup><a href="[^"]+#fn-search-1">1</a></sup>', posts(visitor)[0]["content_html"])


def test_nothing_unsafe_leaves_the_house_though_it_were_stored():
    stored = '<p onclick="x()">a<script>b</script> <a href="javascript:c()">d</a> <a href="//e.org">f</a></p>'
    html = for_elsewhere(stored, base="https://example.org/2018-07-30/alice/")
    assert "onclick" not in html
    assert "javascript" not in html
    assert "<script" not in html
    assert html.startswith("<p>a")


def test_trimming_leaves_out_and_changes_nothing_else():
    words = '<p>A &amp; b &#8212; &lt;i&gt; <em>c</em><br> <img alt="x" src="/media/x.png"></p>'
    assert trimmed(words) == words
    assert (
        trimmed('<li>a <a class="anchor" href="#k-1">#</a><ul><li>b</li></ul></li>') == "<li>a <ul><li>b</li></ul></li>"
    )
    assert trimmed('<span class="site"><em>x</em><br>y</span>z') == "z"


# Names for life


def test_a_name_outlives_title_slug_and_the_second_publishing(noted, alice, visitor, settings):
    before = [post["id"] for address in EVERY for post in posts(visitor, address)]
    assert re.fullmatch(rf"tag:testserver,{noted.published_at.astimezone(UTC):%Y-%m-%d}:entry:{noted.pk}", before[0])
    assert before == [before[0], f"{before[0]}:search", before[0], f"{before[0]}:search"]
    publishing.save_draft(
        noted, content(section("search", "Other", BODY, topics=("Search",)), title="Other"), by=alice.user
    )
    publishing.publish(noted, by=alice.user)
    Journal.objects.update(slug="alice-archer")
    settings.SITE_URL = "https://testserver"
    moved = [address.replace("alice", "alice-archer") for address in EVERY]
    assert [post["id"] for address in moved for post in posts(visitor, address)] == before


def test_names_are_the_same_in_every_kind(noted, visitor):
    (name,) = {post["id"] for post in posts(visitor)}
    assert etree.fromstring(fetch(visitor, "/feed.atom")).findtext(f"{ATOM}entry/{ATOM}id") == name
    assert etree.fromstring(fetch(visitor, "/feed.rss")).findtext("channel/item/guid") == name


def test_the_latest_published_comes_first_though_it_is_about_an_earlier_week(alice, bob, visitor):
    published(alice, title="This week")
    published(bob, title="Late", week=WEEK - 3)
    assert [post["title"] for post in posts(visitor)] == ["Late", "This week"]


# What has changed


SECTIONS = ("/journals/alice/", "/topics/search/", "/search/?q=search")
ENTRIES = ("/", "/journals/alice/entries/")
OPEN = section("search", "Search", topics=("Search",))
INSIDE = section("talks", "Talks", "To colleagues on search.", audience=COLLEAGUES, topics=("Search",))


def at(person: Person, address: str, kind: str = "json") -> str:
    path, _, asked = address.partition("?")
    return fetch(person, f"{path}feed.{kind}?{asked}")


def changes(person: Person, address: str) -> dict[str, datetime]:
    items = json.loads(at(person, address))["items"]
    return {item["title"]: datetime.fromisoformat(item["date_modified"]) for item in items}


@pytest.fixture
def again(alice, monkeypatch) -> Callable[..., datetime]:
    """Publish an entry anew, on the next day."""
    days = iter(range(1, 9))

    def publish(entry: Entry, *sections, **more) -> datetime:
        now = timezone.now().replace(microsecond=0) + timedelta(days=next(days))
        monkeypatch.setattr(publishing.timezone, "now", lambda: now)
        publishing.save_draft(entry, content(*sections, **more), by=alice.user)
        publishing.publish(entry, by=alice.user)
        monkeypatch.undo()
        return now

    return publish


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("address", [*SECTIONS, *ENTRIES])
def test_what_a_visitor_sees_of_an_entry_has_not_changed_when_something_hidden_has(
    alice, bob, visitor, again, address, kind
):
    entry = published(alice, OPEN, INSIDE)
    page = entry.get_absolute_url()
    before = at(visitor, address, kind), fetch(visitor, page)
    mine = section("plans", "Plans", "To ourselves on search.", audience=MEMBERS, topics=("Search",))
    changed = again(entry, OPEN, replace(INSIDE, body="Now on search."))
    assert (at(visitor, address, kind), fetch(visitor, page)) == before
    assert max(changes(bob, address).values()) == changed
    inside, now = at(bob, address), again(entry, OPEN, replace(INSIDE, body="Now on search."), mine)
    assert at(bob, address) == inside
    assert max(changes(alice, address).values()) == now
    again(entry, OPEN)
    assert (at(visitor, address, kind), fetch(visitor, page)) == before


@pytest.mark.parametrize(
    "other",
    [
        {"heading": "Search!"}, {"body": "Search was changed."}, {"topics": ("Search", "Words")},
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", SECTIONS)
def test_a_section_has_changed_when_what_it_shows_has(alice, visitor, again, address, other):
    entry = published(alice, OPEN, section("rest", "Rest", "Of search.", topics=("Search",)))
    before = changes(visitor, address)
    now = again(entry, replace(OPEN, **other), section("rest", "Rest", "Of search.", topics=("Search",)))
    after = changes(visitor, address)
    assert after.pop(other.get("heading", "Search")) == now
    assert after == {"Rest": before["Rest"]}
    feed = etree.fromstring(at(visitor, address, "atom"))
    assert datetime.fromisoformat(feed.findtext(f"{ATOM}updated")) == now


def test_a_section_without_a_heading_has_changed_with_its_entrys_title(alice, visitor, again):
    opening = section("opening", "", "A quiet week.")
    entry = published(alice, opening, OPEN, title="One")
    before = changes(visitor, "/journals/alice/")
    now = again(entry, opening, OPEN, title="Two")
    assert changes(visitor, "/journals/alice/") == {"Two": now, "Search": before["Search"]}
    assert changes(visitor, "/") == {"Two": now}


@pytest.mark.parametrize("parts", [(OPEN,), (section("rest", "Rest"), OPEN), (replace(OPEN, body="Else"), INSIDE)])
@pytest.mark.parametrize("address", ENTRIES)
def test_an_entry_has_changed_when_a_section_that_one_sees_was_added_moved_taken_out_or_changed(
    alice, visitor, again, address, parts
):
    entry = published(alice, OPEN, section("rest", "Rest"))
    now = again(entry, *parts)
    assert changes(visitor, address) == {"Weeknotes": now}


def test_what_was_opened_to_more_readers_has_changed_for_them(alice, visitor, bob, again):
    entry = published(alice, OPEN, INSIDE)
    now = again(entry, OPEN, replace(INSIDE, audience="everyone"))
    assert changes(visitor, "/topics/search/")["Talks"] == now
    assert changes(bob, "/topics/search/")["Talks"] == now
    assert changes(visitor, "/") == {"Weeknotes": now}


@pytest.mark.parametrize("address", [*SECTIONS, *ENTRIES])
def test_reindexing_tells_from_the_revisions_when_something_changed(alice, bob, visitor, again, address):
    entry = published(alice, OPEN, INSIDE)
    again(entry, replace(OPEN, body="On search."), INSIDE)
    again(entry, replace(OPEN, body="On search."), replace(INSIDE, body="On search."))
    before = [at(person, address) for person in (visitor, bob, alice)]
    call_command("reindex", stdout=StringIO())
    assert [at(person, address) for person in (visitor, bob, alice)] == before
    unknown_before(entry)
    assert [at(person, address) for person in (visitor, bob, alice)] != before
    call_command("reindex", stdout=StringIO())
    assert [at(person, address) for person in (visitor, bob, alice)] == before


@pytest.mark.parametrize("address", [*SECTIONS, *ENTRIES])
def test_what_was_published_before_the_update_has_its_times_at_the_next_publishing(alice, visitor, again, address):
    entry = published(alice, OPEN, INSIDE)
    again(entry, replace(OPEN, body="On search."), INSIDE)
    before = at(visitor, address)
    unknown_before(entry)
    again(entry, replace(OPEN, body="On search."), replace(INSIDE, body="On search."))
    assert at(visitor, address) == before


def unknown_before(entry: Entry) -> None:
    """As after the migration."""
    Entry.objects.filter(pk=entry.pk).update(**dict.fromkeys(vars_of_change(), None))
    entry.sections.update(changed_at=None, sign=None)


def vars_of_change() -> list[str]:
    return [f"changed_for_{audience}_at" for audience in AUDIENCES]


def test_to_tell_what_changed_asks_nothing_more_at_publishing(alice):
    entry = published(alice, OPEN, INSIDE)
    publishing.save_draft(entry, content(OPEN, replace(INSIDE, body="Now on search.")), by=alice.user)
    with CaptureQueriesContext(connection) as asked:
        publishing.publish(entry, by=alice.user)
    assert not [q for q in asked if q["sql"].startswith("SELECT") and "notes_publication" in q["sql"]]
    looked_at = [q["sql"] for q in asked if q["sql"].startswith('SELECT "notes_section"."id", "notes_section"."key"')]
    assert len([sql for sql in looked_at if '"sign"' in sql and '"html"' not in sql]) == 1


TOPIC_AND_SEARCHES = (
    "/topics/search/",
    "/search/?q=changed",
    "/search/?topic=search",
    "/search/?q=search&from=2018-W20",
)


def feed_of(person: Person, address: str) -> list[str]:
    path, _, asked = address.partition("?")
    return [post["title"] for post in json.loads(fetch(person, f"{path}feed.json?{asked}"))["items"]]


@pytest.mark.parametrize("address", TOPIC_AND_SEARCHES)
def test_the_latest_published_is_found_among_very_many(alice, bob, visitor, monkeypatch, address):
    monkeypatch.setattr(latest, "LOOKED_AT", 3)
    monkeypatch.setattr(feeds, "LIMIT", 2)
    for weeks in range(6):
        published(alice, section(heading=f"Of {weeks}", topics=("Search",)), week=WEEK + weeks)
    assert feed_of(visitor, address) == ["Of 5", "Of 4"]
    published(bob, section("aaa", "Hidden", topics=("Search",), audience=COLLEAGUES), week=WEEK - 3)
    published(bob, section("aaa", "Late", topics=("Search",)), section("bbb", "Other", "Else."), week=WEEK - 2)
    assert feed_of(visitor, address) == ["Late", "Of 5"]
    assert feed_of(bob, address) == ["Late", "Hidden"]
    published(alice, section(heading="Of 6", topics=("Search",)), week=WEEK + 6)
    assert feed_of(visitor, address) == ["Of 6", "Late"]


@pytest.mark.parametrize("address", TOPIC_AND_SEARCHES)
def test_a_feed_never_walks_the_wide_table(alice, bob, visitor, monkeypatch, address):
    monkeypatch.setattr(latest, "LOOKED_AT", 4)
    monkeypatch.setattr(engine(), "MOST_FEW", 0)  # as where a topic holds more than can be kept in sight
    for weeks in range(12):
        published(alice, section(topics=("Search",)), week=WEEK + weeks)
    published(alice, section(topics=("Search",)), week=WEEK - 3)
    for person in (visitor, bob):
        with CaptureQueriesContext(connection) as asked:
            assert feed_of(person, address)
        wide = [q["sql"] for q in asked if re.match(r'SELECT [^(]* FROM "notes_section"', q["sql"])]
        listed = [re.search(r'"notes_section"."id" IN \((\d+(?:, \d+)*)\)', sql) for sql in wide]
        assert [len(few[1].split(", ")) <= 5 for few in listed if few] == [True, True]  # for their times, and to show
        (late,) = (sql for sql, few in zip(wide, listed, strict=True) if not few)
        (newest,) = (q["sql"] for q in asked if q["sql"].endswith("LIMIT 4"))
        if connection.vendor == "sqlite":  # whose plans are the same for a few rows as for very many
            assert "USING COVERING INDEX section_last_published" in plan_of(late)
            assert "notes_section" not in plan_of(newest)
            assert "TEMP B-TREE" not in plan_of(newest) or address.startswith("/search/")


def test_a_journals_feed_finds_the_latest_among_very_many_by_an_index(alice, bob, visitor, monkeypatch):
    monkeypatch.setattr(latest, "LOOKED_AT", 3)
    monkeypatch.setattr(feeds, "LIMIT", 2)
    for weeks in range(6):
        published(alice, section(heading=f"Of {weeks}"), week=WEEK + weeks)
        published(bob, week=WEEK + weeks)
    assert feed_of(visitor, "/journals/alice/") == ["Of 5", "Of 4"]
    published(alice, section("aaa", "Late"), section("bbb", "Hidden", audience=COLLEAGUES), week=WEEK - 2)
    assert feed_of(visitor, "/journals/alice/") == ["Late", "Of 5"]
    with CaptureQueriesContext(connection) as asked:
        assert feed_of(bob, "/journals/alice/") == ["Late", "Hidden"]
    (newest,) = (q["sql"] for q in asked if q["sql"].endswith("LIMIT 3"))
    if connection.vendor == "sqlite":
        assert "INDEX section_of_journal" in plan_of(newest)
        assert "TEMP B-TREE FOR LAST 2 TERMS" in plan_of(newest)  # a week at a time


def plan_of(sql: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return " | ".join(row[3] for row in cursor.fetchall())


def test_a_feed_is_no_longer_than_a_reader_wants(alice, visitor, monkeypatch):
    monkeypatch.setattr(feeds, "LIMIT", 2)
    for weeks in range(3):
        published(alice, section(topics=("Search",)), week=WEEK + weeks)
    assert [len(posts(visitor, address)) for address in EVERY] == [2, 2, 2, 2]


# To whom


@pytest.mark.parametrize("url", every_feed())
def test_a_visitor_finds_no_trace_of_what_is_not_for_everyone(noted, alice, visitor, url):
    draft_of(alice, section(heading="A draft"), title="A draft", week=WEEK + 1)
    said = fetch(visitor, url)
    for secret in ("Talks", "To colleagues", "Secrets", "Plans", "To ourselves", "Plots", "A draft"):
        assert secret not in said


def test_who_is_signed_in_reads_what_they_read_on_the_page(noted, alice, bob):
    assert "To colleagues." in posts(bob)[0]["content_html"]
    assert "To ourselves." not in posts(bob)[0]["content_html"]
    assert "To ourselves." in posts(alice)[0]["content_html"]
    assert set(posts(bob)[0]["tags"]) == {"Search", "Data sharing", "Secrets"}
    assert posts(bob, "/topics/secrets/")[0]["title"] == "Talks"


@pytest.mark.parametrize("kind", KINDS)
def test_where_there_is_nothing_to_see_there_is_no_feed(noted, visitor, bob, kind):
    assert visitor.get(f"/topics/secrets/feed.{kind}").status_code == 404
    assert bob.get(f"/topics/plots/feed.{kind}").status_code == 404
    assert visitor.get(f"/journals/bob/feed.{kind}").status_code == 404
    assert visitor.get(f"/topics/none/feed.{kind}").status_code == 404
    assert visitor.get("/feed.xml").status_code == 404


def test_what_a_colleague_reads_is_kept_by_nobody_else(noted, visitor, bob):
    assert "public" in visitor.get("/feed.atom")["Cache-Control"]
    assert "max-age=300" in visitor.get("/feed.atom")["Cache-Control"]
    private = bob.get("/feed.atom")
    assert "private" in private["Cache-Control"]
    assert "public" not in private["Cache-Control"]
    assert "Cookie" in visitor.get("/feed.atom")["Vary"]
    assert "Cookie" in private["Vary"]


# Asked again


@pytest.mark.parametrize("url", every_feed())
def test_a_feed_that_has_not_changed_is_answered_in_no_bytes(noted, visitor, url):
    first = visitor.get(url)
    again = visitor.get(url, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("url", [*every_feed(), *(f"/search/feed.{kind}?q=change" for kind in KINDS)])
def test_a_date_alone_never_says_that_nothing_has_changed(noted, alice, visitor, url):
    """What is left when the newest is taken back is older than what the reader has: a date would keep it there."""
    published(alice, section("search", "Late", "A change of mind.", topics=("Search",)), week=WEEK - 1)
    newest = published(alice, section("search", "Taken back", "A change.", topics=("Search",)), week=WEEK + 1)
    first = visitor.get(url)
    assert b"Taken back" in first.content
    assert "Last-Modified" not in first
    publishing.unpublish(newest, by=alice.user)
    for when in ("Fri, 01 Jan 2100 00:00:00 GMT", "Mon, 30 Jul 2018 09:00:00 GMT"):
        again = visitor.get(url, headers={"if-modified-since": when})
        assert again.status_code == 200
        assert b"Taken back" not in again.content
    assert visitor.get(url, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_a_feed_that_has_changed_is_sent_whole(noted, alice, visitor):
    first = visitor.get("/feed.atom")
    published(alice, title="News", week=WEEK + 1)
    again = visitor.get("/feed.atom", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert b"News" in again.content


def test_what_was_taken_back_leaves_the_feed(noted, alice, visitor):
    publishing.unpublish(noted, by=alice.user)
    assert posts(visitor) == []
    assert visitor.get("/journals/alice/feed.atom").status_code == 404


def test_feeds_are_only_read(noted, visitor):
    assert visitor.post("/feed.atom").status_code == 405
    assert visitor.head("/feed.atom").status_code == 200


@pytest.mark.parametrize("address", EVERY)
def test_the_cost_of_a_feed_does_not_grow(noted, alice, visitor, bob, address):
    def cost(person: Person) -> int:
        with CaptureQueriesContext(connection) as counted:
            fetch(person, f"{address}feed.atom")
        return len(counted)

    before = cost(visitor), cost(bob)
    for weeks in range(1, 6):
        published(alice, *(section(f"part{c}", topics=("Search", f"topic {c}")) for c in "abc"), week=WEEK + weeks)
    assert (cost(visitor), cost(bob)) == before
    assert max(before) <= 8
