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
from tests.conftest import WEEK, make_person, published, section
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


# Who writes


@pytest.fixture
def a_team(alice, bob) -> Journal:
    """Written in by Alice and Carol; Bob is a colleague."""
    carol = make_person("carol", "Carol Carver")
    team = Journal.objects.create(name="The team", slug="team", kind=Journal.Kind.TEAM)
    team.members.add(alice.user, carol.user)
    for person, weeks, sections in (
        (alice, 0, (section("a", topics=("Open",)), section("b", topics=("Open",)))),
        (carol, 1, (section("c", topics=("Open",)), section("own", topics=("Open",), audience=MEMBERS))),
        (carol, 2, (section("inner", topics=("Open",), audience=COLLEAGUES),)),
    ):
        own, person.journal = person.journal, team
        published(person, *sections, week=WEEK - weeks)
        person.journal = own
    published(alice, section(topics=("Open",)), week=WEEK - 3)
    return team


def test_colleagues_see_who_writes_in_a_teams_journal_and_visitors_its_name_alone(a_team, alice, bob, visitor):
    seen = aside(page(bob, "/topics/open/"))
    assert in_order(seen, "Who writes about it", "Alice Archer 3", "Carol Carver 2")
    assert in_order(seen, "In which journals", "The team 4", "Alice Archer 1")
    assert in_order(aside(page(alice, "/topics/open/")), "Alice Archer 3", "Carol Carver 3", "The team 5")
    html = page(visitor, "/topics/open/")
    assert in_order(aside(html), "Who writes about it", "The team 3", "Alice Archer 1")
    assert "Carol" not in html
    assert "carol" not in html


def test_each_persons_count_is_that_of_the_search_it_leads_to(a_team, alice, bob):
    for person in (alice, bob):
        html = page(person, "/topics/open/")
        people = html[html.index('id="who-writes"') : html.index('id="which-journals"')]
        rows = re.findall(r'<a href="([^"]+)">([^<]+)</a><a href="([^"]+)">(\d+)<', people)
        assert [name for _, name, _, _ in rows] == ["Alice Archer", "Carol Carver"]
        for everything, name, here, count in rows:
            assert re.search(rf"\b{count} passage", read(person, here.replace("&amp;", "&"))), name
            assert f"written by {name}" in read(person, everything)


def test_a_person_is_counted_once_whoever_else_writes_in_their_journal(a_team, alice, bob):
    """Bob helps in the journal that is called Alice's, whose address is the name that she signs in with."""
    alice.journal.members.add(bob.user)
    own, bob.journal = bob.journal, alice.journal
    published(bob, section("d", topics=("Open",)), section("e", topics=("Open",)), week=WEEK - 4)
    bob.journal = own
    html = page(bob, "/topics/open/")
    people = html[html.index('id="who-writes"') : html.index('id="which-journals"')]
    rows = re.findall(r'</a><a href="([^"]+)">(\d+)<', people)
    assert [count for _, count in rows] == ["5", "2", "2"]
    for address, count in rows:
        assert re.search(rf"\b{count} passage", read(bob, address.replace("&amp;", "&"))), address


def test_whoever_left_the_journal_is_not_named(a_team, bob):
    a_team.members.remove(a_team.members.get(username="carol"))
    assert "Carol" not in page(bob, "/topics/open/")


def test_where_people_write_in_journals_of_their_own_nobody_is_listed_twice(alice, bob):
    published(alice, section(topics=("Open",)))
    published(bob, section(topics=("Open",)), week=WEEK - 1)
    assert "In which journals" not in page(bob, "/topics/open/")


def test_of_a_very_large_topic_people_are_counted_in_its_newest_sections(a_team, bob, monkeypatch):
    monkeypatch.setattr(topic_history, "LOOKED_AT", 3)
    html = page(bob, "/topics/open/")
    assert in_order(aside(html), "Who writes about it in its newest 3 sections", "Alice Archer 2", "Carol Carver 1")
    assert "topic=Open&amp;author=" not in html


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


def test_the_field_for_another_topic_offers_those_that_stand_beside_it(alice, bob, visitor):
    published(alice, section("open", topics=("Search", "Forms", "Letters")))
    published(alice, section("inner", topics=("Search", "Inside"), audience=COLLEAGUES), week=WEEK - 1)
    published(alice, section("else", topics=("Elsewhere",)), week=WEEK - 2)
    for person, names in ((visitor, ["Forms", "Letters"]), (bob, ["Forms", "Inside", "Letters"])):
        html = page(person, "/topics/search/")
        assert 'list="other-topics"' in html
        assert sorted(re.findall(r'<option value="([^"]*)">', html)) == names
    assert "other-topics" not in page(visitor, "/topics/elsewhere/")


def test_two_topics_stand_side_by_side(two_topics, visitor):
    html = page(visitor, "/topics/search/with/forms/")
    said = words(html)
    assert in_order(said, "Search and Forms", "1 section is about both")
    assert in_order(said, "Search 2 sections", "in w/c 30 July 2018", "Forms 2 sections", "w/c 5 June 2017 to w/c")
    assert in_order(said, "2018", "Search 2 sections", "Forms 1 section", "2017", "Search nothing", "Forms 1 section")
    assert in_order(said, "Who writes about them", "Alice Archer", "2 Search 1 Forms", "Bob Baker", "0 Search 1 Forms")
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


def test_the_newest_three_years_are_drawn_and_the_earlier_ones_are_a_link_away(alice, visitor):
    for year in (2018, 2017, 2016, 2015, 2012):
        published(alice, section(topics=("Open",)), week=Week.from_iso(year, 20))
    html = page(visitor, "/topics/open/?order=oldest")
    assert "Open in 2016" in html
    assert "Open in 2015" not in html
    link = re.search(r'<a href="([^"]*)">Earlier: 2015, 2012</a>', html)[1].replace("&amp;", "&")
    assert link == "/topics/open/?order=oldest&years=all#earlier-years"
    whole = page(visitor, link.partition("#")[0])
    assert "Open in 2012" in whole
    assert '<details class="older-years" id="earlier-years" open>' in whole
    assert "Earlier: 2015, 2012</a>" not in whole
    assert "Earlier" not in page(visitor, "/topics/open/?years=all").partition("<details")[0]


# Any other topic


WITH = "/topics/search/with/"


@pytest.mark.parametrize("typed", ["Forms", " forms ", "FORMS", "forms"])
def test_any_other_topic_can_be_named_and_leads_to_both(two_topics, visitor, typed):
    for address in ("/topics/search/", "/topics/forms/with/search/", WITH):
        assert '<form class="with-another" action="/topics/' in page(visitor, address)
    answer = visitor.get(WITH, {"other": typed})
    assert (answer.status_code, answer["Location"]) == (302, "/topics/search/with/forms/")


def test_a_topic_that_is_not_there_is_told_and_what_comes_near_is_offered(two_topics, alice, visitor):
    published(alice, section(topics=("Web forms",)), week=WEEK - 2)
    html = page(visitor, f"{WITH}?other=form+<b>")
    said = words(html)
    assert "<title>Error: Search beside another topic" in html
    assert "No topic that you may read is called “form &lt;b&gt;”." in html
    assert 'value="form &lt;b&gt;"' in html
    assert in_order(said, "Perhaps you mean", "Forms", "Often beside it", "Forms", "All topics")
    assert 'href="/topics/search/with/web-forms/"' in page(visitor, f"{WITH}?other=form")
    assert "Perhaps you mean" not in page(visitor, f"{WITH}?other=zzzxqy")
    assert "Write the name of a topic." in page(visitor, f"{WITH}?other=+")
    assert "“Search” is this topic. Name another one." in page(visitor, f"{WITH}?other=SEARCH")
    assert "message-error" not in page(visitor, WITH)


def test_a_topic_that_one_may_not_see_is_not_there_to_compare_with(two_topics, alice, bob, visitor):
    published(alice, section(topics=("Secret forms",), audience=COLLEAGUES), week=WEEK - 3)
    for other in ("secret forms", "secret-forms", "secret", ""):
        html = (
            page(visitor, f"{WITH}?other={other.replace(' ', '+')}").replace(f"“{other}”", "").replace(f'"{other}"', "")
        )
        assert "ecret" not in html
    assert bob.get(WITH, {"other": "secret forms"})["Location"] == "/topics/search/with/secret-forms/"
    assert visitor.get("/topics/secret-forms/with/").status_code == 404
    assert visitor.post(WITH).status_code == 405


def test_whatever_is_typed_for_a_topic_is_answered(two_topics, visitor):
    for typed in ("\x00", "%", "_", "'; DROP TABLE", "x" * 5_000, "日本", "\ud800".encode("utf-8", "replace").decode()):
        assert visitor.get(WITH, {"other": typed}).status_code == 200


def test_choosing_costs_the_same_however_many_topics_there_are(two_topics, alice, visitor):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(visitor, f"{WITH}?other=none")
        return len(queries)

    before = cost()
    published(alice, *(section(f"k{c}", topics=("Search", f"t {c}")) for c in "abcdefgh"), week=WEEK - 4)
    assert cost() == before <= 6
