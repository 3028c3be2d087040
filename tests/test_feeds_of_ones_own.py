"""Feeds of any search, and the addresses by which a feed reader sees what its owner may see."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as etree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes import feed_keys, publishing, tidying
from notes.content import COLLEAGUES, MEMBERS
from notes.models import Entry, FeedKey, Topic, User
from tests.conftest import WEEK, Person, content, draft_of, published, section
from tests.shared import needs_shared, records
from tests.test_feeds import KINDS, TYPES, posts
from tests.test_following import PAGE, follow

pytestmark = pytest.mark.django_db

ALL = ("/", "/journals/alice/", "/topics/damp/", "/search/")


@pytest.fixture
def noted(alice) -> Entry:
    return published(
        alice,
        section("open", "Open damp", "Damp walls.", topics=("Damp",)),
        section("inside", "Inside damp", "Damp halls.", audience=COLLEAGUES, topics=("Damp",)),
        section("closed", "Closed damp", "Damp stalls.", audience=MEMBERS, topics=("Damp",)),
    )


def token_of(person: Person) -> str:
    assert person.post(reverse("renew-feeds")).status_code == 302
    (token,) = set(re.findall(r'"/feeds/(\w+)/', person.get(PAGE).content.decode()))
    return token


def titles(person: Person, address: str, query: str = "") -> list[str]:
    answer = person.get(f"{address}feed.json{query}")
    assert answer.status_code == 200
    return [post["title"] for post in json.loads(answer.content)["items"]]


# A search


@pytest.mark.parametrize("kind", KINDS)
def test_a_search_has_a_feed_of_sections(noted, visitor, kind):
    answer = visitor.get(f"/search/feed.{kind}?q=walls&topic=damp&order=oldest&page=7")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(TYPES[kind])
    assert "public" in answer["Cache-Control"]
    words = answer.content.decode()
    assert "Open damp" in words
    assert "#open" in words
    assert "order=" not in words  # one address for one question
    if kind == "json":
        feed = json.loads(words)
        assert feed["title"].startswith("walls, on damp – ")
        assert feed["home_page_url"] == "http://testserver/search/?q=walls&topic=damp"
        assert feed["feed_url"] == "http://testserver/search/feed.json?q=walls&topic=damp"


def test_a_section_has_one_name_in_all_feeds_of_sections(noted, visitor):
    (found,) = [post["id"] for post in json.loads(visitor.get("/search/feed.json?q=walls").content)["items"]]
    assert found in {post["id"] for post in posts(visitor, "/topics/damp/")}


def test_the_latest_shown_comes_first_and_what_was_added_is_news(noted, alice, visitor):
    published(alice, section(heading="Later", body="damp"), week=WEEK - 3)
    publishing.save_draft(
        noted, content(section("open", "Open damp", "Damp walls."), section("added", "Added", "damp")), by=alice.user
    )
    publishing.publish(noted, by=alice.user)
    assert titles(visitor, "/search/", "?q=damp") == ["Added", "Later", "Open damp"]


def test_the_search_page_names_its_feeds(noted, visitor):
    page = visitor.get("/search/?q=damp+%22walls%22&order=newest").content.decode()
    for kind in KINDS:
        assert page.count(f'href="/search/feed.{kind}?q=damp+%22walls%22"') == 2  # for programs, and for people
    assert "/search/feed" not in visitor.get("/search/").content.decode()


@pytest.mark.parametrize("query", ["", "?q=", "?q=%3F%21", "?topic=", "?week=never"])
def test_nothing_asked_has_no_feed(noted, visitor, query):
    assert visitor.get(f"/search/feed.atom{query}").status_code == 404


@needs_shared
@pytest.mark.parametrize("file", ["search_queries", "header_injection"])
def test_hostile_questions_have_a_feed_or_none(noted, visitor, file):
    asked = [str(row.get("input", row)) for row in records(file)[:150]]
    for number, text in enumerate(asked):
        kind = KINDS[number % 3]
        answer = visitor.get(f"/search/feed.{kind}", {"q": text.encode("utf-8", "replace").decode()})
        assert answer.status_code in (200, 400, 404), text
        assert not [value for _, value in answer.items() if "\n" in value or "\r" in value]
        if answer.status_code == 200 and kind == "json":
            json.loads(answer.content)
        elif answer.status_code == 200:
            etree.fromstring(answer.content)


def test_earlier_addresses_are_said_to_end_where_there_were_any(bob):
    said = [bob.post(reverse("renew-feeds"), follow=True).content.decode() for _ in range(2)]
    assert ["Here are your own feed addresses." in each for each in said] == [True, True]
    assert ["Earlier ones lead nowhere" in each for each in said] == [False, True]


# To whom


def test_a_token_shows_what_its_owner_may_see_and_no_more(noted, alice, bob, visitor):
    draft_of(alice, section(heading="Draft", body="damp"), week=WEEK + 1)
    see = {alice: ["Open damp", "Inside damp", "Closed damp"], bob: ["Open damp", "Inside damp"]}
    for person, seen in see.items():
        own = f"/feeds/{token_of(person)}"
        assert titles(visitor, f"{own}/search/", "?q=damp") == seen
        assert titles(visitor, f"{own}/topics/damp/") == seen
        assert titles(visitor, f"{own}/journals/alice/") == seen
        for address in ("/", "/journals/alice/entries/"):
            (post,) = posts(visitor, f"{own}{address}")
            assert [title for title in see[alice] if title in post["content_html"]] == seen
    assert titles(visitor, "/search/", "?q=damp") == ["Open damp"]


def test_a_feed_of_ones_own_says_its_own_address_and_is_kept_by_nobody(noted, bob, visitor):
    token = token_of(bob)
    for address, asked in (("/topics/damp/", ""), ("/search/", "?q=damp")):
        answer = visitor.get(f"/feeds/{token}{address}feed.json{asked}")
        feed = json.loads(answer.content)
        assert feed["feed_url"] == f"http://testserver/feeds/{token}{address}feed.json{asked}"
        assert feed["home_page_url"] == f"http://testserver{address}{asked}"
        assert "private" in answer["Cache-Control"]
        assert "public" not in answer["Cache-Control"]
        assert not answer.cookies
        again = visitor.get(f"/feeds/{token}{address}feed.json{asked}", headers={"if-none-match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_what_i_follow_is_one_feed(noted, alice, bob, visitor):
    published(alice, section(heading="Else", body="else"), week=WEEK + 1)
    published(alice, section(heading="Talk", body="talk", topics=("Talks",)), week=WEEK + 2)
    own = f"/feeds/{token_of(bob)}/following/"
    assert titles(visitor, own) == []
    follow(bob, q="damp")
    follow(bob, topic="Talks")
    follow(bob, q="walls")
    assert titles(visitor, own) == ["Talk", "Open damp", "Inside damp"]
    assert visitor.get("/following/feed.atom").status_code == 404
    assert titles(bob, "/following/") == titles(visitor, own)


def test_the_page_gives_an_address_for_each_thing_and_for_all(noted, bob, visitor):
    follow(bob, "Walls", q="walls & halls")
    follow(bob, topic="Damp")
    token = token_of(bob)
    found = re.findall(rf'href="(/feeds/{token}/[^"]+)"', bob.get(PAGE).content.decode())
    assert len(found) == 9
    for address in found:
        assert visitor.get(address.replace("&amp;", "&")).status_code == 200


def test_an_earlier_address_leads_nowhere_when_it_is_renewed_or_ended(noted, bob, visitor):
    first = token_of(bob)
    second = token_of(bob)
    assert first != second
    assert visitor.get(f"/feeds/{first}/feed.atom").status_code == 404
    assert visitor.get(f"/feeds/{second}/feed.atom").status_code == 200
    bob.post(reverse("end-feeds"))
    assert visitor.get(f"/feeds/{second}/feed.atom").status_code == 404
    assert "Make addresses of my own" in bob.get(PAGE).content.decode()


def test_a_closed_account_reads_no_more(noted, bob, visitor):
    token = token_of(bob)
    User.objects.filter(pk=bob.user.pk).update(is_active=False)
    for address in ALL:
        assert visitor.get(f"/feeds/{token}{address}feed.atom?q=damp").status_code == 404


def test_who_leaves_a_journal_reads_its_members_sections_no_more(noted, alice, visitor):
    token = token_of(alice)
    alice.journal.members.clear()
    assert titles(visitor, f"/feeds/{token}/search/", "?q=damp") == ["Open damp", "Inside damp"]


def test_what_the_owner_may_not_see_does_not_exist_under_a_token(noted, alice, bob, visitor):
    published(alice, section(audience=MEMBERS, topics=("Plots",)), week=WEEK + 1)
    assert visitor.get(f"/feeds/{token_of(bob)}/topics/plots/feed.atom").status_code == 404
    assert visitor.get(f"/feeds/{token_of(alice)}/topics/plots/feed.atom").status_code == 200


@pytest.mark.parametrize("token", ["x", "0" * 40, "a" * 500])
def test_a_made_up_token_opens_nothing(noted, bob, visitor, token):
    token_of(bob)
    assert visitor.get(f"/feeds/{token}/feed.atom").status_code == 404


def test_the_database_holds_no_token_and_another_secret_key_ends_none(noted, bob, visitor, settings):
    token = token_of(bob)
    row = FeedKey.objects.get()
    assert token not in {row.nonce, row.digest}
    old = settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [old]
    assert row.token == token
    settings.SECRET_KEY_FALLBACKS = []
    assert row.token == ""
    assert visitor.get(f"/feeds/{token}/feed.atom").status_code == 200


def test_a_token_opens_feeds_and_nothing_else(noted, bob, visitor):
    token = token_of(bob)
    for address in ("following/", "write/", "search/", "topics/damp/"):
        assert visitor.get(f"/feeds/{token}/{address}").status_code == 404
    assert visitor.post(f"/feeds/{token}/feed.atom").status_code == 405


def test_where_there_is_no_feed_a_token_names_nobody(noted, bob, visitor):
    token = token_of(bob)
    assert "Bob" in visitor.get(f"/feeds/{token}/following/feed.atom").content.decode()
    for address in ("topics/none/feed.atom", "search/feed.rss", "journals/none/feed.json"):
        answer = visitor.get(f"/feeds/{token}/{address}")
        assert answer.status_code == 404
        assert "Bob" not in answer.content.decode()
        assert "csrfmiddlewaretoken" not in answer.content.decode()


def test_that_a_topic_has_moved_is_kept_by_nobody_else_and_not_for_ever(alice, bob, visitor, owner):
    published(alice, section("aaa", "Open", topics=("Staffing", "Hiring")))
    published(alice, section("bbb", "Talk", topics=("Restructure",), audience=COLLEAGUES), week=WEEK - 1)
    for name in ("hiring", "restructure"):
        tidying.merge(Topic.objects.get(key=name), Topic.objects.get(key="staffing"), by=owner.user)
    token = token_of(bob)
    for who, address in ((bob, ""), (visitor, f"/feeds/{token}")):
        moved = who.get(f"{address}/topics/restructure/feed.atom")
        assert (moved.status_code, moved.url) == (301, f"{address}/topics/staffing/feed.atom")
        assert "private" in moved["Cache-Control"]
        assert "no-cache" in moved["Cache-Control"]
    assert "max-age=300" in visitor.get("/topics/hiring/feed.atom")["Cache-Control"]


@pytest.mark.parametrize("name", ["renew-feeds", "end-feeds"])
def test_addresses_are_made_and_ended_by_their_owner_alone(noted, bob, visitor, name):
    token = token_of(bob)
    assert bob.get(reverse(name)).url == "/following/"
    visitor.post(reverse(name))
    assert visitor.get(f"/feeds/{token}/feed.atom").status_code == 200


def test_the_cost_of_a_feed_of_ones_own_does_not_grow(noted, alice, bob, visitor):
    follow(bob, q="damp")
    key = feed_keys.renew(bob.user)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert visitor.get(f"/feeds/{key.token}{address}feed.atom?q=damp").status_code == 200
        return len(counted)

    addresses = (*ALL, "/following/")
    before = [cost(address) for address in addresses]
    for weeks in range(1, 5):
        published(alice, *(section(f"part{c}", body="damp", topics=("Damp", c)) for c in "abc"), week=WEEK + weeks)
    follow(bob, topic="Damp")
    follow(bob, q="part")
    assert [cost(address) for address in addresses] == before
    assert max(before) <= 8
