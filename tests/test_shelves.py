"""Browsing: journals, topics and what we cite. What each page shows, to whom, at what cost."""

from __future__ import annotations

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes import browsing, diary, reading, resource_shelf, topic_history
from notes.content import COLLEAGUES, EVERYONE, MEMBERS
from notes.models import Citation, Entry, Journal, Resource, Revision, Topic
from notes.weeks import Week
from tests.conftest import WEEK, Person, draft_of, published, section

pytestmark = pytest.mark.django_db

LINK = "[the plan](https://plans.example.org/one)"


@pytest.fixture(autouse=True)
def the_week_of_the_seed(monkeypatch):
    for module in (browsing, diary, reading, resource_shelf):
        monkeypatch.setattr(module, "this_week", lambda: WEEK)


def page(person: Person, url: str) -> str:
    answer = person.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def words(html: str) -> str:
    """The page as it is read, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<main") : html.index("</main>")]).split())


def read(person: Person, url: str) -> str:
    return words(page(person, url))


def in_order(text: str, *parts: str) -> bool:
    """Whether the parts stand in the text, each after the one before."""
    return re.search(".*?".join(map(re.escape, parts)), text, re.S) is not None


def cost(person: Person, url: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        page(person, url)
    return len(counted)


def resource_url(text: str = "plans.example.org") -> str:
    return Resource.objects.get(url__contains=text).get_absolute_url()


@pytest.fixture
def three_audiences(alice) -> Entry:
    """One section for everyone, one for colleagues, one for members, each with a topic and a link of its own."""
    return published(
        alice,
        section("open", "Open words", f"For all. {LINK}", topics=("Shared", "Open")),
        section(
            "talks", "Inner words", f"Inside. {LINK} [s](https://secret.example.org/)", topics=("Shared", "Inner"),
            audience=COLLEAGUES,
        ),
        section("plans", "Own words", "[o](https://own.example.org/)", topics=("Shared", "Own"), audience=MEMBERS),
    )  # fmt: skip


# All journals


def test_people_and_teams_stand_apart_and_the_quiet_ones_kindly(alice, bob, visitor):
    published(alice)
    published(alice, week=WEEK - 3)
    published(bob, week=WEEK - 30)
    team = Journal.objects.create(name="Housing team", slug="housing", kind="team", about="Repairs and damp")
    team.members.add(alice.user)
    alice.journal = team
    published(alice, week=WEEK - 1)
    said = read(visitor, "/journals/")
    assert in_order(said, "People", "Alice Archer", "Teams", "Housing team", "Repairs and damp", "Quiet for now", "Bob")
    assert "2 entries" in said
    assert f"Last wrote {WEEK - 30}" in said
    assert "9 Jul 2018 to – 30 Jul 2018" in said
    for shame in ("overdue", "missed", "late"):
        assert shame not in said


def test_a_journal_that_shows_a_visitor_nothing_is_not_listed(three_audiences, alice, bob, visitor):
    published(bob, section(audience=COLLEAGUES), week=WEEK - 1)
    assert "Bob Baker" not in read(visitor, "/journals/")
    assert "1 journal " in read(visitor, "/journals/")
    assert "Bob Baker" in read(alice, "/journals/")


def test_ones_own_journal_waits_for_its_first_week(bob, visitor):
    assert in_order(read(bob, "/journals/"), "Yours, to begin", "Nothing yet", "Bob Baker")
    assert "Nobody has published a week yet" in read(visitor, "/journals/")


# A journal


def test_a_journal_shows_its_run_newest_first_by_year_with_its_gaps(alice, visitor):
    published(alice, title="Newest")
    published(alice, title="Before the gap", week=WEEK - 4)
    published(alice, title="Last year", week=Week.parse("2017-11-06"))
    said = read(visitor, "/journals/alice/")
    assert in_order(said, "Alice Archer", "3 entries", "2018", "2017", "2018", "Newest", "three quiet weeks")
    assert in_order(said, "three quiet weeks", "Before the gap", "33 quiet weeks", "2017", "Last year")
    assert said.count("quiet week") == 2


def test_weeks_in_a_row_have_no_gap_and_two_entries_of_a_week_neither(alice, visitor):
    for week in (WEEK, WEEK, WEEK - 1):
        published(alice, week=week)
    assert "quiet" not in read(visitor, "/journals/alice/")


def test_a_gap_is_told_at_the_foot_of_a_page(alice, visitor, monkeypatch):
    monkeypatch.setattr(browsing, "ENTRIES_A_PAGE", 2)
    for week in (WEEK, WEEK - 1, WEEK - 4, WEEK - 8):
        published(alice, week=week)
    gaps = [re.findall(r"\w+ quiet weeks?", read(visitor, f"/journals/alice/?page={number}")) for number in (1, 2)]
    assert gaps == [["two quiet weeks"], ["three quiet weeks"]]


def test_a_week_that_is_hidden_looks_as_quiet_as_any(alice, bob, visitor):
    published(alice)
    published(alice, section(audience=COLLEAGUES), week=WEEK - 1)
    published(alice, week=WEEK - 2)
    assert "one quiet week" in read(visitor, "/journals/alice/")
    assert "2 entries" in read(visitor, "/journals/alice/")
    assert "quiet week" not in read(bob, "/journals/alice/")


def test_a_ribbon_leads_to_the_entry_that_the_viewer_may_see(alice, visitor):
    published(alice, section(audience=MEMBERS))
    second = published(alice, title="The second")
    assert second.number == 2
    html = page(visitor, "/journals/alice/")
    assert re.search(rf'class="n1 present" href="{second.get_absolute_url()}"', html)
    assert "w/c 30 July 2018, 1 entry, this week" in html


def test_years_before_the_third_are_folded(alice, visitor):
    for year in (2018, 2017, 2016, 2015, 2012):
        published(alice, week=Week.from_iso(year, 20))
    html = page(visitor, "/journals/alice/")
    near = html[html.index('<details class="near-years"') : html.index("</details>")]
    assert "Alice Archer in 2018" not in near
    assert "Before: 2017, 2016" in words(f"<main>{near}</main>")
    folded = html[html.index('<details class="older-years"') : html.rindex("</details>")]
    assert "Earlier: 2015, 2012" in words(f"<main>{folded}</main>")
    assert "Alice Archer in 2012" in folded
    assert "Alice Archer in 2016" not in folded


def test_a_team_names_its_members_to_colleagues_alone(alice, bob, visitor):
    Journal.objects.filter(pk=alice.journal.pk).update(kind="team", name="Housing")
    published(alice)
    assert "Written by Alice Archer" in read(bob, "/journals/alice/")
    assert "Archer" not in read(visitor, "/journals/alice/")


def test_a_journal_without_anything_visible_is_its_members_alone(alice, bob, visitor):
    draft_of(alice, title="A draft")
    assert visitor.get("/journals/alice/").status_code == 404
    assert bob.get("/journals/alice/").status_code == 404
    said = read(alice, "/journals/alice/")
    assert "The first page is blank" in said
    assert "Start this week" in said
    assert "A draft" not in said


def test_the_button_of_ones_own_journal_starts_the_week(alice, bob):
    html = page(alice, "/journals/alice/")
    form = dict(re.findall(r'name="(journal|week)" value="([^"]+)"', html))
    assert form == {"journal": "alice", "week": WEEK.key}
    alice.post("/write/start/", form)
    assert Entry.objects.get().week == WEEK
    published(alice)
    assert "Write this week" not in read(bob, "/journals/alice/")


# All topics


def test_topics_stand_by_letter_with_counts_and_times(alice, bob, visitor):
    published(alice, section(topics=("winter", "Élan", "2020 plan")), section("b", topics=("elections", "winter")))
    published(bob, section(topics=("winter",)), week=WEEK - 30)
    said = read(visitor, "/topics/")
    index = said[said.index("Figures and signs") :]
    assert in_order(
        index, "#", "2020 plan", "E", "Élan", "1 section", "elections", "W", "winter", "3 section", "Jan 2018"
    )
    assert "Jan 2018 – Jul 2018" in index


def test_topics_that_were_busy_lately_are_named_first(alice, visitor):
    published(alice, *(section(f"k{c}", topics=("lately",)) for c in "ab"))
    published(alice, *(section(f"k{c}", topics=("once",)) for c in "abcd"), week=WEEK - 10)
    said = read(visitor, "/topics/")
    assert in_order(said, "Busy lately", "lately", "2 sections", "L", "O", "once")
    assert said.count("once") == 1


def test_five_hundred_topics_have_letters_to_go_by(alice, visitor):
    for part in range(42):
        published(alice, section(topics=tuple(f"{chr(97 + (part + n) % 26)} topic {part} {n}" for n in range(12))))
    html = page(visitor, "/topics/")
    assert Topic.objects.count() == 504
    assert len(re.findall(r'href="#letter-[a-z]"', html)) == 26
    assert set(re.findall(r'href="#(letter-\w)"', html)) <= set(re.findall(r'id="(letter-\w)"', html))
    assert cost(visitor, "/topics/") <= 8


def test_an_archive_without_topics_says_so(visitor):
    assert "Nothing has been filed under a topic yet" in read(visitor, "/topics/")


def test_topics_of_hidden_sections_leave_no_trace(three_audiences, alice, bob, visitor):
    assert set(re.findall(r'href="/topics/([\w-]+)/"', page(visitor, "/topics/"))) == {"shared", "open"}
    assert set(re.findall(r'href="/topics/([\w-]+)/"', page(bob, "/topics/"))) == {"shared", "open", "inner"}
    assert "own" in re.findall(r'href="/topics/([\w-]+)/"', page(alice, "/topics/"))
    assert "3 section" not in read(visitor, "/topics/")


# A topic


def test_a_topic_reads_as_a_diary(alice, bob, visitor):
    old = section("first", "The first word", "It began.", topics=("Data sharing",))
    published(alice, old, week=Week.parse("2017-03-06"))
    new = section("new", "A yes in principle", "- one\n- two", topics=("Data sharing", "governance"))
    entry = published(bob, new, section("other", "Of other things"))
    html = page(visitor, "/topics/data-sharing/")
    said = words(html)
    assert in_order(said, "Data sharing", "2 sections", "2 journals", "w/c 6 March 2017 to w/c 30 July 2018")
    assert in_order(said, "Often beside it", "governance", "1", "Who writes about it", "Alice Archer", "Bob Baker")
    assert in_order(
        said[said.index("Who writes") :], "30 July", "A yes in principle", "one", "6 March", "The first word"
    )
    assert f'href="{entry.get_absolute_url()}#new"' in html
    assert '<li id="new-1">one' in html
    assert "Of other things" not in said
    assert "w/c 30 July 2018, 1 section, this week" in said


def test_a_section_without_a_heading_goes_by_its_entry(alice, visitor):
    published(alice, section("bare", "", "Words alone.", topics=("Open",)), title="Weeknotes of a week")
    assert re.search(r'<h2><a[^>]+#bare">Weeknotes of a week</a></h2>', page(visitor, "/topics/open/"))


def test_who_may_see_nothing_of_a_topic_finds_none(three_audiences, alice, bob, visitor):
    assert visitor.get("/topics/inner/").status_code == 404
    assert bob.get("/topics/inner/").status_code == 200
    assert bob.get("/topics/own/").status_code == 404
    assert alice.get("/topics/own/").status_code == 200
    assert visitor.get("/topics/none/").status_code == 404


def test_a_topic_leaves_no_trace_of_hidden_sections(three_audiences, alice, bob, visitor):
    published(bob, section("far", topics=("Shared",), audience=MEMBERS), week=WEEK - 60)
    said = page(visitor, "/topics/shared/")
    assert "1 section</span>" in said
    assert "1 journal</span>" in said
    for secret in ("Inner", "Own", "Bob Baker", "Inside", "2017", "2 sections", "3 sections"):
        assert secret not in said
    inside = read(alice, "/topics/shared/")
    assert "3 sections" in inside
    assert in_order(inside, "Own words", "Only members") or in_order(inside, "Only members", "Own words")
    assert "Colleagues only" in inside


def test_a_week_of_the_ribbon_leads_to_its_place_on_its_page(alice, visitor, monkeypatch):
    monkeypatch.setattr(topic_history, "SECTIONS_A_PAGE", 2)
    for weeks in range(3):
        published(alice, *(section(f"k{c}", topics=("Open",)) for c in "ab"[: 1 + (weeks == 1)]), week=WEEK - weeks)
    first, second = page(visitor, "/topics/open/"), page(visitor, "/topics/open/?page=2")
    here, there = f"#w-{WEEK.key}", f"?page=2#w-{(WEEK - 2).key}"
    assert f'href="{here}"' in first
    assert f'id="{here[1:]}"' in first
    assert f'href="/topics/open/{there}"' in first
    assert f'id="w-{(WEEK - 2).key}"' in second
    assert f'href="/topics/open/{here}"' in second
    assert first.count(f'id="w-{(WEEK - 1).key}"') == 1


# What we cite


def test_what_we_cite_stands_by_its_latest_mention(alice, bob, visitor):
    published(alice, section(body=f"{LINK} and https://bare.example.org/page"), week=WEEK - 5)
    published(bob, section(body="[another](https://other.example.org/)"), week=WEEK - 3)
    published(alice, section(body=f"Again {LINK}."))
    html = page(visitor, "/resources/")
    assert in_order(
        words(html), "3 pages", "3 sites", "30 July", "the plan", "2 sections", "another", "bare.example.org/page"
    )
    assert f'href="{resource_url()}"' in html
    assert 'href="/resources/?site=plans.example.org"' in html


def test_the_pages_of_one_site_have_an_address(alice, visitor):
    published(alice, section(body=f"{LINK} [b](https://plans.example.org/two) [c](https://other.example.org/)"))
    html = page(visitor, "/resources/?site=plans.example.org")
    assert "2 pages" in words(html)
    assert "other.example.org" not in html
    assert '<link rel="canonical" href="http://testserver/resources/?site=plans.example.org">' in html


@pytest.mark.parametrize("site", ["none.example.org", "<b>", "%00", "secret.example.org"])
def test_a_site_that_we_do_not_cite_is_not_found(three_audiences, visitor, site):
    assert visitor.get(f"/resources/?site={site}").status_code == 404


def test_a_resource_shows_its_address_and_every_place(alice, bob, visitor):
    one = published(alice, section("read", "Read", f"- First\n- {LINK} is worth it"))
    two = published(bob, section("links", "Links", "https://plans.example.org/one"), week=WEEK - 4)
    html = page(visitor, resource_url())
    said = words(html)
    assert '<a href="https://plans.example.org/one" rel="nofollow noopener">https://plans.example.org/one</a>' in html
    assert f'href="{one.get_absolute_url()}#read-2"' in html
    assert f'href="{two.get_absolute_url()}#links"' in html
    assert in_order(
        said, "cited in 2 sections", "30 July", "Alice Archer", "Read", "is worth it", "the plan", "in a bullet"
    )
    assert in_order(said, "2 July", "Bob Baker", "Links", "linked by its address")


def test_a_resource_leaves_no_trace_of_hidden_sections(three_audiences, alice, bob, visitor):
    assert visitor.get(resource_url("secret")).status_code == 404
    assert bob.get(resource_url("secret")).status_code == 200
    assert bob.get(resource_url("own")).status_code == 404
    said = page(visitor, resource_url())
    assert "cited in 1 section<" in said
    assert "Inner words" not in said
    assert "secret" not in page(visitor, "/resources/")
    assert "1 page" in read(visitor, "/resources/")


def test_a_resource_says_who_cites_it_as_far_as_one_may_see(alice, bob, visitor, monkeypatch):
    for week in (WEEK, WEEK - 1):
        published(alice, section(body=LINK), week=week)
    published(bob, section(body=LINK, audience=COLLEAGUES))
    assert in_order(read(alice, resource_url()), "cited by", "Alice Archer 2 sections", "Bob Baker 1 section")
    said = read(visitor, resource_url())
    assert "Alice Archer 2 sections" in said
    assert "Bob" not in said
    monkeypatch.setattr(resource_shelf, "CITING_JOURNALS", 1)
    assert "and 1 more journal" in read(alice, resource_url())
    assert "more journal" not in read(visitor, resource_url())


def test_the_shelf_says_who_cites_what_as_far_as_one_may_see(alice, bob, visitor, monkeypatch):
    published(alice, section(body=LINK))
    assert in_order(read(visitor, "/resources/"), "the plan", "plans.example.org by Alice Archer")
    published(bob, section(body=LINK, audience=COLLEAGUES), week=WEEK - 1)
    published(alice, section(body=LINK, audience=COLLEAGUES), week=WEEK - 2)
    assert in_order(read(alice, "/resources/"), "in 3 sections since w/c 16 July 2018", "by Alice Archer , Bob Baker")
    assert in_order(read(visitor, "/resources/"), "the plan", "plans.example.org by Alice Archer")
    assert "Bob" not in page(visitor, "/resources/")
    monkeypatch.setattr(resource_shelf, "NAMED", 1)
    assert "by Alice Archer and 1 more" in read(alice, "/resources/")
    monkeypatch.setattr(resource_shelf, "FEW", 2)
    assert "by Alice" not in read(alice, "/resources/")


def test_a_resource_is_not_called_by_words_that_the_viewer_may_not_read(alice, visitor, bob):
    published(alice, section(body="[the redundancy plan](https://plans.example.org/one)", audience=COLLEAGUES))
    published(alice, section(body="https://plans.example.org/one"), week=WEEK - 1)
    for url in ("/resources/", resource_url()):
        assert "redundancy" not in page(visitor, url)
        assert "plans.example.org/one" in read(visitor, url)
        assert "the redundancy plan" in read(bob, url)


def test_without_a_citation_the_page_says_so(visitor):
    assert "No note links to another page yet" in read(visitor, "/resources/")
    assert visitor.get("/resources/1/").status_code == 404
    assert visitor.get("/resources/99999999999999999999999/").status_code == 404


@pytest.fixture
def a_shelf(alice, bob) -> None:
    """Newest: Élan. Cited most ever: the plan, 3 times, 2 of them last year. This year: the guide, twice."""
    for week in (WEEK - 5, WEEK - 60, WEEK - 61):
        published(alice, section(body=LINK), week=week)
    guide = section(body="[The damp guide](https://www.guides.example.org/Mould)")
    for week in (WEEK - 2, WEEK - 3):
        published(bob, guide, week=week)
    published(alice, section(body="[Élan](https://caf%C3%A9.example.org/caf%C3%A9)"))


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("", ("Élan", "The damp guide", "the plan")),
        ("?order=cited", ("the plan", "in 3 sections since", "The damp guide", "in 2 sections since", "Élan")),
        (
            "?order=year",
            (
                "The damp guide",
                "in 2 sections in 2018 by Bob Baker",
                "Élan",
                "by Alice Archer",
                "the plan",
                "by Alice Archer",
            ),
        ),
    ],
)
def test_what_we_cite_has_three_orders(a_shelf, visitor, asked, shown):
    html = page(visitor, f"/resources/{asked}")
    assert in_order(words(html), *shown)
    assert html.count('aria-current="true"') == 1


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        ("damp", {"The damp guide"}), ("DAMP mould", {"The damp guide"}), ("guides.EXAMPLE", {"The damp guide"}),
        ("plan", {"the plan"}), ("damp plan", set()), ("élan", {"Élan"}), ("ÉLAN", {"Élan"}), ("café", {"Élan"}),
        ("Elan", {"Élan"}), ("E\u0301LAN", {"Élan"}), ("cafe", {"Élan"}), ("caf%C3%A9", {"Élan"}),
        ("ＤＡＭＰ", {"The damp guide"}), ("’", set()),
        ("%", {"Élan"}), ("_", set()), ("' OR 1=1", set()), ("\\", set()), ("\0 dam\0p", {"The damp guide"}),
        ("example.org", {"Élan", "The damp guide", "the plan"}), ("  ", {"Élan", "The damp guide", "the plan"}),
    ],
)  # fmt: skip
def test_the_shelf_is_searched_by_words_site_and_address(a_shelf, visitor, asked, titles):
    answer = visitor.get("/resources/", {"q": asked})
    assert answer.status_code == 200
    assert {one.title for one in answer.context["listed"]} == titles
    assert answer.context["page"].total == len(titles)
    if titles != {"Élan", "The damp guide", "the plan"}:
        assert '<meta name="robots" content="noindex">' in answer.content.decode()
    if not titles:
        assert "Nothing that we cite has" in words(answer.content.decode())


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("[Straße](https://x.example.org/a)", "STRASSE"),
        ("[Łódź in øst](https://x.example.org/a)", "lodz OST"),
        ("[Οδυσσέας](https://x.example.org/a)", "ΟΔΥΣΣΕΑΣ"),
        ("[The Council’s plan](https://x.example.org/a)", "councils"),
        ("[The Councils plan](https://x.example.org/a)", "Council's"),
        ("[co\u00adoperation](https://x.example.org/a)", "cooperation"),
        ("[x](https://xn--mnchen-3ya.example/a)", "München"),
        ("[x](https://münchen.example/a)", "munchen"),
        ("[x](https://x.example.org/%D0%96%D0%B8%D0%B7%D0%BD%D1%8C)", "жИЗНЬ"),
        ("[x](https://x.example.org/a%00b%0ac)", "x.example.org/a"),
    ],
)
def test_the_shelf_is_searched_whatever_the_case_the_accents_and_the_encoding(alice, visitor, written, asked):
    published(alice, section(body=f"{written} [other](https://other.example.net/)"))
    found = visitor.get("/resources/", {"q": asked}).context["listed"]
    assert len(found) == 1
    assert "other" not in found[0].resource.url


SPELT = "https://standards.example.gov.uk/minimum-sharing"


@pytest.mark.parametrize(
    "asked",
    [
        SPELT, f"{SPELT}/", SPELT.replace("https", "http"), SPELT.replace("//", "//www."), f"{SPELT}?utm_source=x",
        f"{SPELT}#top", f"{SPELT}/?utm_source=x&fbclid=y#top", SPELT.upper(),
        SPELT.removeprefix("https://"), f"www.{SPELT.removeprefix('https://')}/", "standards.example.gov.uk/minim",
        "http://www.standards.example.gov.uk/", "https://standards.example.gov.uk/minim", "minimum-sharing",
        "//standards.example.gov",
        f"sharing {SPELT}/", "Sharing at least",
    ],
)  # fmt: skip
def test_an_address_is_found_on_the_shelf_however_it_is_spelt(alice, visitor, asked):
    published(alice, section(body=f"[Sharing at least]({SPELT}) [x](https://standards.example.org/other)"))
    found = visitor.get("/resources/", {"q": asked})
    assert [one.resource.url for one in found.context["listed"]] == [SPELT], asked
    assert "Nothing that we cite" not in found.content.decode()


@pytest.mark.parametrize(
    "asked",
    ["https://www.spell.example.com/Page/Café/?b=2&a=1", "https://spell.example.com/Page/Caf%c3%a9?b=2&a=1",
     "spell.example.com/page/cafe", "https://spell.example.com/Page/Caf%C3%A9", "https://spell.example.com/Page/Ca"],
)  # fmt: skip
def test_each_spelling_that_an_author_wrote_is_found_on_the_shelf(alice, visitor, asked):
    for week, url in enumerate(
        ("https://spell.example.com/Page/Caf%C3%A9?b=2&a=1", "https://www.spell.example.com/Page/Café/?b=2&a=1")
    ):
        published(alice, section(body=f"[x]({url}) [y](https://other.example.com/)"), week=WEEK - week)
    found = visitor.get("/resources/", {"q": asked}).context["listed"]
    assert [(one.resource.site, one.count) for one in found] == [("spell.example.com", 2)]


MEANT = "https://shared.example.com/a"


@pytest.mark.parametrize("anew", [False, True])
@pytest.mark.parametrize("words", ["", "the plan"])
def test_an_address_is_shown_as_the_viewer_may_see_it_written(alice, bob, visitor, words, anew):
    """Whoever wrote it first, and however it was written where this viewer does not read."""
    spelt = ((MEMBERS, "http://www.shared.example.com/a/"), (COLLEAGUES, "http://shared.example.com/a?b=%c3%a9"),
             (COLLEAGUES, f"{MEANT}?b=%C3%A9"), (EVERYONE, f"{MEANT}/?b=%C3%A9&utm_source=x"),
             (EVERYONE, "http://shared.example.com/a#top"), (EVERYONE, MEANT))  # fmt: skip
    for weeks, (audience, url) in enumerate(spelt):
        body = f"[{words}]({url})" if words else f"<{url}>"
        published(alice, section(body=body, audience=audience), week=WEEK + weeks)
    if anew:
        call_command("reindex", stdout=StringIO())
    assert Resource.objects.count() == 2
    plain = Resource.objects.exclude(url__contains="?").get().get_absolute_url()
    for person in (visitor, bob, alice):
        assert f'<a href="{MEANT}" rel="nofollow noopener">{MEANT}</a>' in page(person, plain)
    one = resource_url("?b")
    assert f'href="{MEANT}/?b=%C3%A9"' in page(visitor, one)
    for url in ("/resources/", one):
        assert "http://" not in page(visitor, url).replace("http://testserver", ""), url
        assert "www.shared" not in page(visitor, url)
    assert {one.url for one in bob.get("/resources/").context["listed"]} == {MEANT, f"{MEANT}/?b=%C3%A9"}


def test_an_address_is_found_by_no_spelling_that_one_may_not_see(alice, visitor):
    published(alice, section(body="[x](http://www.example.org/%7eann/)", audience=COLLEAGUES))
    published(alice, section(body="[x](https://example.org/~ann)"), week=WEEK - 1)
    for asked in ("www", "http:", "%7e", "ann/x"):
        assert visitor.get("/resources/", {"q": asked}).context["listed"] == []
    for asked in ("ann/", "https://exa", "www.example", "org/~ann", "http://www.example.org/%7Eann/"):
        assert len(visitor.get("/resources/", {"q": asked}).context["listed"]) == 1


def test_a_topic_and_its_briefing_name_what_they_cite_as_the_viewer_may_see_it_written(alice, visitor):
    published(alice, section(body="<http://www.example.org/%7eann/>", audience=COLLEAGUES, topics=("Open",)))
    published(alice, section(body="<https://example.org/~ann>", topics=("Open",)), week=WEEK - 1)
    for url in ("/topics/open/", "/topics/open/briefing/"):
        assert "example.org/~ann" in page(visitor, url)
        assert "%7e" not in page(visitor, url)
    assert "https://example.org/~ann" in page(alice, "/topics/open/briefing/")


def test_the_shelf_shows_addresses_as_they_are_read(alice, visitor):
    published(
        alice, section(body="<https://xn--mnchen-3ya.example.com/Caf%C3%A9> <https://xn--pypal-4ve.com/%E2%80%AEx>")
    )
    shelf = page(visitor, "/resources/")
    assert "münchen.example.com/Café" in words(shelf)
    assert "xn--pypal-4ve.com/%E2%80%AEx" in words(shelf)
    assert "\u202e" not in shelf
    assert 'href="/resources/?site=xn--mnchen-3ya.example.com"' in shelf
    for url in ("/resources/?site=xn--mnchen-3ya.example.com", resource_url("mnchen")):
        assert "xn--" not in words(page(visitor, url)), url
    one = page(visitor, resource_url("mnchen"))
    assert '<a href="https://xn--mnchen-3ya.example.com/Caf%C3%A9" rel="nofollow noopener">https://münchen' in one
    assert 'name="site" value="xn--mnchen-3ya.example.com"' in page(
        visitor, "/resources/?site=xn--mnchen-3ya.example.com"
    )


def test_spellings_that_a_browser_takes_for_one_are_one_resource(alice, visitor):
    spelt = ("https://e.example.com/Page/./Café", "https://e.example.com/x/../Page/Cafe%CC%81?msclkid=1&mkt_tok=2")
    published(alice, section(body=" ".join(f"<{url}>" for url in spelt)))
    (one,) = visitor.get("/resources/").context["listed"]
    assert one.resource.citations.count() == 2


def test_an_address_longer_than_a_line_is_found_on_the_shelf(alice, visitor):
    long = f"https://example.org/{'long/' * 60}"
    published(alice, section(body=f"[x]({long}) [y](https://other.example.com/)"))
    assert len(visitor.get("/resources/", {"q": f"{long}#top"}).context["listed"]) == 1
    assert visitor.get("/resources/", {"q": f"{long}a"}).context["listed"] == []


def test_what_was_cited_before_the_shelf_folded_is_found_again_once_it_is_made_again(alice, visitor):
    published(alice, section(body="[Élan](https://xn--caf-dma.example.org/)"))
    Resource.objects.update(folded="")
    Citation.objects.update(folded="")
    call_command("reindex", stdout=StringIO())
    for asked in ("elan", "CAFÉ"):
        assert visitor.get("/resources/", {"q": asked}).context["page"].total == 1


def test_site_order_and_words_go_together_and_each_link_keeps_the_others(a_shelf, alice, visitor, monkeypatch):
    monkeypatch.setattr(resource_shelf, "RESOURCES_A_PAGE", 1)
    published(alice, section(body="[b](https://plans.example.org/two) [c](https://plans.example.org/three)"))
    html = page(visitor, "/resources/?site=plans.example.org&order=cited&q=plan&page=2")
    assert "Page 2 of 3" in words(html)
    assert 'rel="next" href="/resources/?site=plans.example.org&amp;order=cited&amp;q=plan&amp;page=3"' in html
    assert 'href="/resources/?site=plans.example.org&amp;order=year&amp;q=plan"' in html
    assert 'href="/resources/?site=plans.example.org&amp;q=plan"' in html
    assert 'href="/resources/?order=cited&amp;q=plan"' in html
    assert 'name="site" value="plans.example.org"' in html
    assert 'name="order" value="cited"' in html
    html = page(visitor, "/resources/?order=cited&q=two")
    assert 'href="/resources/?site=plans.example.org&amp;order=cited&amp;q=two"' in html


def test_the_shelf_finds_and_counts_nothing_by_what_is_hidden(alice, bob, visitor):
    published(alice, section(body="[the redundancy list](https://plans.example.org/one)", audience=COLLEAGUES))
    published(alice, section(body="[mine](https://plans.example.org/one)", audience=MEMBERS), week=WEEK - 1)
    published(alice, section(body=LINK), week=WEEK - 60)
    for hidden in ("redundancy", "mine"):
        assert "Nothing that we cite has" in read(visitor, f"/resources/?q={hidden}")
    assert "the redundancy list" in read(bob, "/resources/?q=redundancy")
    assert "Nothing that we cite has" in read(bob, "/resources/?q=mine")
    for who, count, of_year in ((visitor, 1, 0), (bob, 2, 1), (alice, 3, 2)):
        of_all = who.get("/resources/?order=cited")
        assert [one.count for one in of_all.context["listed"]] == [count]
        assert ("sections" in of_all.content.decode()) == (count > 1)
        found = who.get("/resources/?order=year").context["listed"]
        assert [one.count for one in found] == ([of_year] if of_year else [])
    assert "No note of 2018 links to another page yet" in read(visitor, "/resources/?order=year")
    assert "No note of 2018" in read(visitor, "/resources/?order=year&site=plans.example.org")


@pytest.mark.parametrize("order", ["", "Cited", "x", "%00", "newest", "-pk"])
def test_an_order_that_is_none_is_the_usual_one(a_shelf, visitor, order):
    html = page(visitor, f"/resources/?order={order}")
    assert '<span aria-current="true">Newest first</span>' in html
    assert '<link rel="canonical" href="http://testserver/resources/">' in html


@pytest.mark.parametrize("q", ["", "x" * 5_000, "%E9%00", "<script>alert(1)</script>", "a " * 90])
def test_no_question_breaks_the_shelf(a_shelf, visitor, q):
    html = page(visitor, f"/resources/?q={q}&order=year")
    assert "<script>alert" not in html


def test_the_cost_of_the_shelf_does_not_grow(a_shelf, alice, visitor):
    asked = ("?order=cited", "?order=year", "?q=example", "?site=plans.example.org&q=example&order=year")
    before = [cost(who, f"/resources/{one}") for one in asked for who in (visitor, alice)]
    for n in range(9):
        published(alice, section(body=f"[n](https://plans.example.org/{n}) [m](https://m{n}.example.org/)"))
    assert [cost(who, f"/resources/{one}") for one in asked for who in (visitor, alice)] == before
    assert max(before) <= 9


# A page at a time


def lists() -> list[str]:
    return ["/journals/alice/", "/topics/open/", "/resources/", resource_url()]


@pytest.fixture
def long_lists(alice, monkeypatch) -> None:
    for size in ("ENTRIES_A_PAGE", "CITATIONS_A_PAGE"):
        monkeypatch.setattr(browsing, size, 2)
    monkeypatch.setattr(resource_shelf, "RESOURCES_A_PAGE", 2)
    monkeypatch.setattr(topic_history, "SECTIONS_A_PAGE", 2)
    for n in range(5):
        body = f"{LINK} [p{n}](https://e{n}.example.org/)" if n < 4 else LINK
        published(
            alice, section(f"k{'abcde'[n]}", f"Section {n}", body, topics=("Open",)), title=f"Entry {n}", week=WEEK - n
        )


def test_long_lists_go_on_over_pages_that_link_to_each_other(long_lists, visitor):
    for url in lists():
        second = page(visitor, f"{url}?page=2")
        assert "Page 2 of 3" in words(second), url
        assert f'rel="prev" href="{url}"' in second
        assert f'rel="next" href="{url}?page=3"' in second
        assert f'<link rel="canonical" href="http://testserver{url}?page=2">' in second
        assert ", page 2" in second[: second.index("</title>")]
        first, last = page(visitor, url), page(visitor, f"{url}?page=3")
        assert 'rel="prev"' not in first
        assert f'<link rel="canonical" href="http://testserver{url}">' in first
        assert 'rel="next"' not in last


def test_nothing_is_lost_or_told_twice_between_pages(long_lists, visitor):
    whole = [read(visitor, f"/topics/open/?page={n}") for n in (1, 2, 3)]
    assert [[n for n in range(5) if f"Section {n}" in part] for part in whole] == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize("said", ["0", "4", "-1", "x", "", "1.5", "٣", "01", "+1", " 1", "1e3", "9" * 400, "1%00"])
def test_a_page_that_is_none_is_not_found(long_lists, visitor, said):
    for url in lists():
        assert visitor.get(f"{url}?page={said}").status_code == 404, url


# Of every page


def every_page() -> list[str]:
    return ["/journals/", "/journals/alice/", "/topics/", "/topics/open/", "/resources/", resource_url()]


def test_pages_say_who_they_are_to_those_who_link_to_them(three_audiences, visitor):
    for url in every_page():
        html = page(visitor, url)
        assert f'<link rel="canonical" href="http://testserver{url}">' in html
        assert f'property="og:url" content="http://testserver{url}"' in html
        assert 'property="og:title"' in html
    for url in ("/journals/alice/", "/topics/open/"):
        html = page(visitor, url)
        assert "https://schema.org/BreadcrumbList" in html
        for kind, name in (("atom", "atom"), ("rss", "rss"), ("feed", "json")):
            assert re.search(rf'rel="alternate" type="application/{kind}\+\w+" [^>]+href="{url}feed.{name}"', html)


def test_reading_writes_nothing_and_takes_no_post(three_audiences, alice, visitor):
    for url in every_page():
        for person in (visitor, alice):
            with CaptureQueriesContext(connection) as counted:
                page(person, url)
            assert not [q for q in counted if re.match(r"\s*(INSERT|UPDATE|DELETE)", q["sql"])]
            assert person.post(url).status_code in {403, 405}
    assert Revision.objects.count() == 2


def test_a_page_that_has_not_changed_is_answered_in_no_bytes(three_audiences, visitor):
    for url in every_page():
        first = visitor.get(url)
        assert visitor.get(url, headers={"if-none-match": first["ETag"]}).status_code == 304


def test_what_people_write_is_never_markup(alice, visitor):
    odd = "<script>alert(1)</script>"
    published(
        alice,
        section(heading=odd, body=f"[{odd}](https://plans.example.org/one)", topics=(odd,)),
        title=odd,
        summary=odd,
    )
    Journal.objects.update(name=odd, about=odd)
    topic = reverse("topic", args=[Topic.objects.get().slug])
    for url in ("/journals/", "/journals/alice/", "/topics/", topic, "/resources/", resource_url()):
        assert odd not in page(visitor, url), url
        assert "&lt;script&gt;" in page(visitor, url), url


def test_the_cost_of_a_page_does_not_grow(three_audiences, alice, bob, visitor):
    before = {(url, who): cost(who, url) for url in every_page() for who in (visitor, alice, bob)}
    team = Journal.objects.create(name="Team", slug="team", kind="team")
    team.members.add(alice.user, bob.user)
    for weeks in range(1, 9):
        for person in (alice, bob):
            body = "- {}\n- [x](https://x{}{}.example.org/)"
            parts = [
                section(f"k{c}", f"Part {c}", body.format(LINK, c, weeks), topics=("Open", f"t {c}{weeks}"))
                for c in "abc"
            ]
            published(person, *parts, week=WEEK - 6 * weeks)
    after = {(url, who): cost(who, url) for url, who in before}
    assert after == before
    assert max(count for (url, _), count in after.items() if "/topics/open" not in url) <= 9
    topics = {who: count for (url, who), count in after.items() if "/topics/open" in url}
    assert topics[visitor] <= 8
    # of colleagues it asks for a session and its user as well, whose words these are, and what those people are called
    assert max(topics.values()) <= 12


def test_a_year_of_a_list_is_that_of_the_weeks_thursday(alice, visitor):
    published(alice, section(topics=("Open",)), week=Week.of(date(2018, 12, 31)))
    said = read(visitor, "/topics/open/")
    assert in_order(said[said.index("Who writes") :], "2019", "31 December 2018")


def test_the_first_pages_of_what_we_cite_are_as_if_all_of_it_had_been_looked_at(alice, visitor, monkeypatch):
    monkeypatch.setattr(resource_shelf, "RESOURCES_A_PAGE", 2)
    monkeypatch.setattr(resource_shelf, "NEAR", 4)
    for number in range(36):
        links = " ".join(f"[there](https://example.org/{n})" for n in (number, number % 5, number % 7, 50))
        published(alice, section("a", body=links), week=Week.parse("2018-01-01") + number)

    def shelf() -> list[str]:
        pages = (visitor.get(f"/resources/?page={number}").context["listed"] for number in range(1, 20))
        return [one.resource.url for listed in pages for one in listed]

    near = shelf()
    monkeypatch.setattr(resource_shelf, "NEAR", 0)
    assert near == shelf()
    assert len(near) == len(set(near)) == 37
