"""A topic's page as its history, and two topics side by side: what they show, to whom, at what cost."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notes import browsing, diary, reading, topic_history
from notes.content import COLLEAGUES, MEMBERS
from notes.models import Journal, Resource
from notes.weeks import Week
from tests.conftest import WEEK, published, section
from tests.test_shelves import in_order, page, read, words

pytestmark = pytest.mark.django_db

PLAN, DATA = "[the plan](https://plans.example.org/one)", "[our data](https://data.example.org/)"


@pytest.fixture(autouse=True)
def the_week_of_the_seed(monkeypatch):
    for module in (browsing, diary, reading):
        monkeypatch.setattr(module, "this_week", lambda: WEEK)


def aside(html: str) -> str:
    return words("<main" + html[html.index("<aside") : html.index("</aside>")] + "</main>")


def counted(html: str, name: str) -> str:
    """Where the count beside a name leads."""
    found = re.search(rf'>{re.escape(name)}</a><a href="([^"]+)">', html)
    assert found, name
    return found[1].replace("&amp;", "&")


# The history


def test_a_topic_can_be_read_from_its_beginning(alice, visitor, monkeypatch):
    monkeypatch.setattr(topic_history, "SECTIONS_A_PAGE", 2)
    for weeks, heading in ((0, "Newest"), (1, "Middle"), (60, "Oldest")):
        published(alice, section(heading=heading, topics=("Open",)), week=WEEK - weeks)
    html = page(visitor, "/topics/open/?order=oldest")
    said = words(html)
    assert in_order(said, "Newest first", "Oldest first", "2017", "Oldest", "2018", "Middle")
    assert '<h2><a class="plain" href="/2018-07-30/' not in html
    assert f'href="/topics/open/?order=oldest&amp;page=2#w-{WEEK.key}"' in html
    assert f'id="w-{(WEEK - 60).key}"' in html
    assert in_order(read(visitor, "/topics/open/?order=oldest&page=2"), "Older", "Page 2 of 2")
    assert visitor.get("/topics/open/?order=sideways").status_code == 200


@pytest.mark.parametrize(
    ("weeks", "said"),
    [(1, ""), (2, ""), (3, "two weeks"), (8, "seven weeks"), (30, "about seven months"), (200, "about three years")],
)
def test_a_quiet_topic_says_for_how_long_kindly(alice, visitor, weeks, said):
    published(alice, section(topics=("Open",)), week=WEEK - weeks)
    quiet = re.search(r"quiet for ([a-z ]+?)(?:$| [A-Z0-9])", read(visitor, "/topics/open/"))
    assert (quiet[1] if quiet else "") == said


def test_who_is_beside_writes_and_is_cited_with_counts_that_lead_to_their_lists(alice, bob, visitor):
    published(alice, section("a", "One", f"{PLAN} {PLAN}", topics=("Data sharing", "governance")))
    published(alice, section("b", "Two", PLAN, topics=("Data sharing", "governance")), week=WEEK - 1)
    published(bob, section("c", "Three", DATA, topics=("Data sharing", "privacy")), week=WEEK - 2)
    published(bob, section("d", "Four", DATA, topics=("governance",)), week=WEEK - 2)
    html = page(visitor, "/topics/data-sharing/")
    assert in_order(aside(html), "Often beside it", "governance 2", "privacy 1")
    assert in_order(aside(html), "Who writes about it", "Alice Archer 2", "Bob Baker 1")
    assert in_order(aside(html), "What it cites", "the plan 2", "our data 1")
    assert Resource.objects.get(site="plans.example.org").get_absolute_url() in html
    assert "2 sections are about both" in read(visitor, counted(html, "governance"))
    assert re.search(r"\b2 (passages|sections)", read(visitor, counted(html, "Alice Archer")))
    assert re.search(r"\b1 (passage|section)\b", read(visitor, counted(html, "Bob Baker")))


def test_of_a_very_large_topic_companions_are_counted_in_its_newest_sections(alice, visitor, monkeypatch):
    monkeypatch.setattr(topic_history, "LOOKED_AT", 2)
    for weeks in range(4):
        published(alice, section(topics=("Open", "beside"), body=PLAN), week=WEEK - weeks)
    said = aside(page(visitor, "/topics/open/"))
    assert in_order(said, "Often beside it in its newest 2 sections", "beside 2", "What it cites in its newest 2")
    assert "Alice Archer 4" in said


def test_the_chart_stands_in_figures_too(alice, visitor):
    published(alice, section("a", topics=("Open",)), section("b", topics=("Open",)))
    published(alice, section(topics=("Open",)), week=Week.parse("2018-12-31"))  # of 2019, by its Thursday
    html = page(visitor, "/topics/open/")
    table = words("<main" + html[html.index("<table") : html.index("</table>")] + "</main>")
    assert in_order(table, "Sections on Open, by year and month", "Jan", "Aug", "All", "2019", "1", "2018", "2")
    assert re.search(r"2018</th>(<td></td>){7}<td>2</td>", html)


def test_what_is_hidden_counts_for_nothing(alice, bob, visitor):
    published(alice, section("a", topics=("Open", "Seen"), body=PLAN))
    published(alice, section("b", topics=("Open", "Inner"), body=DATA, audience=COLLEAGUES), week=WEEK - 9)
    published(alice, section("c", topics=("Open", "Own"), body=DATA, audience=MEMBERS), week=WEEK - 200)
    html = page(visitor, "/topics/open/")
    for secret in ("Inner", "Own", "our data", "2017", "2014", "2 sections", "3 sections"):
        assert secret not in html
    assert in_order(aside(page(bob, "/topics/open/")), "Inner 1", "our data 1")
    assert in_order(aside(page(alice, "/topics/open/")), "Own 1", "our data 2")


# Two topics


@pytest.fixture
def two_topics(alice, bob) -> None:
    published(
        alice,
        section("both", "Of both", PLAN, topics=("Search", "Forms")),
        section("one", "Of search", PLAN, topics=("Search",)),
        section("inner", "Of both inside", DATA, topics=("Search", "Forms"), audience=COLLEAGUES),
    )
    published(bob, section("forms", "Of forms", f"{PLAN} {DATA}", topics=("Forms",)), week=WEEK - 60)


def test_two_topics_stand_side_by_side(two_topics, visitor):
    html = page(visitor, "/topics/search/with/forms/")
    said = words(html)
    assert in_order(said, "Search and Forms", "1 section is about both")
    assert in_order(said, "Search 2 sections", "in w/c 30 July 2018", "Forms 2 sections", "w/c 5 June 2017 to w/c")
    assert in_order(said, "2018", "Search 2 sections", "Forms 1 section", "2017", "Search nothing", "Forms 1 section")
    assert in_order(said, "Who writes about them", "Search", "Forms", "Alice Archer", "2 1", "Bob Baker", "0 1")
    assert in_order(said, "Both cite", "the plan", "2018", "Of both")
    for absent in ("Of search", "Of forms", "Of both inside"):
        assert absent not in said
    assert f'href="/topics/forms/#w-{(WEEK - 60).key}"' in html


def test_both_ribbons_are_drawn_on_one_scale(alice, visitor):
    published(alice, *(section(f"k{c}", topics=("Many",)) for c in "abcdefghijklmnop"))
    published(alice, section("one", topics=("Few",)), section("two", topics=("Few",)))
    assert re.findall(r'class="(n\d) present"', page(visitor, "/topics/many/with/few/")) == ["n8", "n1"]


def test_two_topics_side_by_side_are_for_who_may_see_both(two_topics, alice, bob, visitor):
    published(alice, section("own", topics=("Search", "Own"), audience=MEMBERS), week=WEEK - 3)
    assert in_order(read(bob, "/topics/search/with/forms/"), "2 sections are about both", "Of both inside")
    for person, status in ((visitor, 404), (bob, 404), (alice, 200)):
        assert person.get("/topics/search/with/own/").status_code == status
        assert person.get("/topics/own/with/search/").status_code == status
    assert visitor.get("/topics/search/with/none/").status_code == 404
    assert visitor.get("/topics/search/with/forms/?page=2").status_code == 404
    assert visitor.post("/topics/search/with/forms/").status_code == 405


def test_a_topic_beside_itself_is_the_topic(two_topics, visitor):
    assert visitor.get("/topics/search/with/search/")["Location"] == "/topics/search/"


def test_topics_without_a_section_in_common_say_so(alice, visitor):
    published(alice, section("a", topics=("Left",)), section("b", topics=("Right",)))
    said = read(visitor, "/topics/left/with/right/")
    assert in_order(said, "No section is about both", "filed under both Left and Right")
    assert "Both cite" not in said


def test_the_cost_of_both_pages_does_not_grow(two_topics, alice, bob, visitor):
    def costs() -> list[int]:
        found = []
        for url in ("/topics/search/", "/topics/search/?order=oldest", "/topics/search/with/forms/"):
            for person in (visitor, bob):
                with CaptureQueriesContext(connection) as queries:
                    page(person, url)
                found.append(len(queries))
        return found

    before = costs()
    team = Journal.objects.create(name="Team", slug="team", kind="team")
    team.members.add(alice.user, bob.user)
    for weeks in range(1, 12):
        parts = [section(f"k{c}", body=f"{PLAN} {DATA}", topics=("Search", "Forms", f"t {c}{weeks}")) for c in "abc"]
        published(alice, *parts, week=WEEK - 5 * weeks)
    assert costs() == before
    assert max(before) <= 13
