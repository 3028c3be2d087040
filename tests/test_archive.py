"""Reading by week: home, a year, a week, an entry. What each shows, to whom, at what cost."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes import publishing, reading
from notes.content import COLLEAGUES, MEMBERS
from notes.models import Journal, Section
from notes.weeks import Week
from tests.conftest import WEEK, Person, draft_of, make_person, published, section

pytestmark = pytest.mark.django_db

HOME, YEAR, THIS_WEEK = "/", "/2018/", "/2018-07-30/"


@pytest.fixture(autouse=True)
def the_week_of_the_seed(monkeypatch):
    """Today is Wednesday 1 August 2018."""
    monkeypatch.setattr(reading, "this_week", lambda: WEEK)


def page(person: Person, url: str) -> str:
    answer = person.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def words(html: str) -> str:
    """The page as it is read, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", html[html.index("<body") :]).split())


def queries(person: Person, url: str) -> int:
    with CaptureQueriesContext(connection) as counted:
        page(person, url)
    return len(counted)


# Home


def test_home_shows_the_newest_week_and_the_one_before_it(alice, bob, visitor):
    published(alice, title="The newest", summary="In one line.")
    published(bob, title="The one before", week=WEEK - 1)
    published(bob, title="Older still", week=WEEK - 2)
    home = page(visitor, HOME)
    assert re.search(r'<time class="day" datetime="2018-07-30">30 July</time>', home)
    assert "The newest" in home
    assert "In one line." in home
    assert "Alice Archer" in home
    assert "The one before" in home
    assert "Last week" in home
    assert "Older still" not in home


def test_home_of_an_old_archive_does_not_call_its_weeks_this_week_or_last_week(alice, visitor):
    published(alice, week=WEEK - 20)
    published(alice, week=WEEK - 30)
    home = words(page(visitor, HOME))
    assert "Before that" in home
    assert "Last week" not in home
    assert "so far" not in home


def test_home_counts_the_year_in_its_ribbon(alice, bob, visitor):
    for week in (WEEK, WEEK - 1):
        published(alice, week=week)
    published(bob)
    home = words(page(visitor, HOME))
    assert "w/c 30 July 2018, 2 entries, this week" in home
    assert "w/c 23 July 2018, 1 entry" in home
    assert "3 entries in 2 weeks" in home


def test_home_names_the_topics_of_the_last_four_weeks_busiest_first(alice, visitor):
    published(alice, section(topics=("governance",)), section("second", topics=("Search", "governance")))
    published(alice, section(topics=("old news",)), week=WEEK - 4)
    home = page(visitor, HOME)
    busy = home[home.index("Busy lately") :]
    assert re.findall(r"/topics/([\w-]+)/", busy) == ["governance", "search"]
    assert "old news" not in home


def test_an_empty_site_says_what_comes_and_stays_out_of_search_engines(visitor, alice, draft):
    for person in (visitor, alice):
        home = page(person, HOME)
        assert "The first page is blank" in home
        assert '<meta name="robots" content="noindex">' in home
    assert reverse("desk") in page(alice, HOME)


def test_home_leads_to_the_search_and_to_the_year(alice, visitor, entry):
    home = page(visitor, HOME)
    assert 'action="/search/"' in home
    assert 'name="q"' in home
    assert 'href="/2018/"' in home


# A year


def test_a_year_lists_its_weeks_under_the_month_of_their_thursday(alice, visitor):
    published(alice, week=Week.parse("2018-07-30"), title="Half in July")
    published(alice, week=Week.parse("2018-01-01"), title="The first")
    year = words(page(visitor, YEAR))
    assert year.index("January") < year.index("The first") < year.rindex("August") < year.index("Half in July")


def test_a_year_begins_with_its_first_iso_week(alice, visitor):
    published(alice, week=Week.parse("2025-12-29"), title="Between the years")
    assert "Between the years" in page(visitor, "/2026/")
    assert "Between the years" not in page(visitor, "/2025/")


def test_years_lead_to_those_that_hold_something(alice, visitor):
    for week in ("2015-03-02", "2018-07-30", "2020-12-28"):
        published(alice, week=Week.parse(week))
    year = page(visitor, YEAR)
    assert 'href="/2015/"' in year
    assert 'href="/2020/"' in year
    assert 'href="/2017/"' not in year
    assert 'href="/2019/"' not in year


def test_a_year_without_entries_is_a_kind_page_that_search_engines_leave_out(visitor, entry):
    year = page(visitor, "/2010/")
    assert "Nobody has written for 2010 yet" in year
    assert '<meta name="robots" content="noindex">' in year
    assert 'href="/2018/"' in year


def test_a_very_full_week_is_cut_in_the_year_and_leads_to_the_rest(alice, visitor):
    for number in range(reading.TITLES_A_WEEK + 3):
        published(alice, title=f"Number {number}")
    year = page(visitor, YEAR)
    assert "and 3 more" in year
    assert len(re.findall(r"Number \d+", year)) == reading.TITLES_A_WEEK


# A week


def test_a_week_shows_every_journals_entry(alice, bob, visitor):
    published(alice, section(heading="Search"), title="Alice’s week")
    published(bob, title="Bob’s week", summary="Quiet.")
    week = page(visitor, THIS_WEEK)
    assert "Alice’s week" in week
    assert "Bob’s week" in week
    assert "Search" in words(week), "without a summary, the headings stand in"


def test_a_week_names_those_who_were_quiet(alice, bob, visitor):
    carol = make_person("carol", "Carol Carver")
    published(alice, week=WEEK - 1)
    published(bob, week=WEEK - 2)
    published(carol, week=WEEK - 12)
    quiet = words(page(visitor, f"/{(WEEK - 1).key}/"))
    assert "Quiet this week: Bob Baker ." in quiet
    assert "Carol" not in quiet, "who has not written for months is not missed every week"


def test_nobody_is_quiet_before_the_week_is_over(alice, bob, visitor):
    published(alice)
    published(bob, week=WEEK - 1)
    assert "Quiet this week" not in page(visitor, THIS_WEEK)


@pytest.mark.parametrize("name", ["2018-08-01", "2018-08-05", "2018-W31"])
def test_any_name_of_a_week_leads_to_its_monday(visitor, name):
    answer = visitor.get(f"/{name}/?q=a%20b")
    assert (answer.status_code, answer["Location"]) == (301, "/2018-07-30/?q=a%20b")


@pytest.mark.parametrize("name", ["2018-02-30", "2018-W54", "2019-W53", "0001-01-01", "9998-12-31", "2018-13-01"])
def test_what_is_no_week_is_not_found(visitor, name):
    assert visitor.get(f"/{name}/").status_code == 404


def test_weeks_lead_to_their_neighbours_within_the_archive(alice, visitor):
    published(alice, week=WEEK - 3)
    week = page(visitor, f"/{(WEEK - 1).key}/")
    assert f'rel="prev" href="/{(WEEK - 2).key}/"' in week
    assert f'rel="next" href="/{WEEK.key}/"' in week
    assert 'rel="prev"' not in page(visitor, f"/{(WEEK - 3).key}/")
    assert 'rel="next"' not in page(visitor, THIS_WEEK)


def test_from_far_away_the_neighbour_is_the_archives_edge(alice, visitor):
    published(alice, week=WEEK - 3)
    assert f'rel="next" href="/{(WEEK - 3).key}/"' in page(visitor, "/1999-01-04/")
    assert f'rel="prev" href="/{WEEK.key}/"' in page(visitor, "/2030-01-07/")


def test_a_week_without_entries_is_a_kind_page_that_leads_to_the_nearest(alice, visitor):
    published(alice, week=WEEK - 5)
    published(alice, week=WEEK)
    week = page(visitor, f"/{(WEEK - 2).key}/")
    assert "A quiet week" in week
    assert '<meta name="robots" content="noindex">' in week
    assert f'Before: <a href="/{(WEEK - 5).key}/"' in week
    assert f'After: <a href="/{WEEK.key}/"' in week


def test_a_week_at_the_turn_of_the_year_says_both_years(visitor):
    week = words(page(visitor, "/2020-12-28/"))
    assert "week 53" in week
    assert "to Sunday 3 January 2021" in week
    assert "week 1 of 2026" in words(page(visitor, "/2025-12-29/"))


# An entry


def test_an_entry_shows_its_week_title_byline_and_sections(alice, visitor):
    entry = published(
        alice,
        section("search", "Search", "Found *it*.", topics=("governance",)),
        section("rest", "", "And the rest."),
        title="A week of finding",
        summary="We found it.",
    )
    html = page(visitor, entry.get_absolute_url())
    assert re.search(r'<h1[^>]*itemprop="headline"[^>]*>A week of finding</h1>', html)
    assert "<em>it</em>" in html
    assert "And the rest." in html
    assert 'id="search"' in html
    assert 'href="#search"' in html
    assert 'id="rest"' in html
    assert 'href="/topics/governance/"' in html
    assert 'href="/journals/alice/"' in html
    assert "We found it." in html
    assert 'datetime="2018-07-30"' in html


def test_an_entry_leads_to_the_journals_neighbours_gaps_and_all(alice, bob, visitor):
    first, entry, last = (published(alice, week=week) for week in (WEEK - 9, WEEK, WEEK + 4))
    published(bob, week=WEEK - 1)
    html = page(visitor, entry.get_absolute_url())
    assert f'rel="prev" href="{first.get_absolute_url()}"' in html
    assert f'rel="next" href="{last.get_absolute_url()}"' in html


def test_a_journals_neighbours_may_be_years_away(alice, bob, visitor):
    weeks = [Week.parse(name) for name in ("2014-03-03", "2015-03-02", "2018-07-30", "2020-12-28", "2022-01-03")]
    _, before, entry, after, _ = (published(alice, week=week) for week in weeks)
    published(bob, week=WEEK - 52)
    html = page(visitor, entry.get_absolute_url())
    assert f'rel="prev" href="{before.get_absolute_url()}"' in html
    assert f'rel="next" href="{after.get_absolute_url()}"' in html
    assert "2 March 2015" in words(html), "another year is named"


def test_a_hidden_neighbour_is_passed_over(alice, visitor):
    before, entry = published(alice, week=WEEK - 60), published(alice)
    for week in (WEEK - 57, WEEK - 1):
        published(alice, section(audience=MEMBERS), week=week)
    assert f'rel="prev" href="{before.get_absolute_url()}"' in page(visitor, entry.get_absolute_url())


def test_two_entries_of_one_week_are_neighbours(alice, visitor):
    one, two = published(alice, title="One"), published(alice, title="Two")
    assert two.get_absolute_url() == "/2018-07-30/alice/2/"
    assert f'rel="next" href="{two.get_absolute_url()}"' in page(visitor, one.get_absolute_url())
    html = page(visitor, two.get_absolute_url())
    assert f'rel="prev" href="{one.get_absolute_url()}"' in html
    assert "w/c 30 July 2018, 2 entries" in html


def test_an_entry_shows_what_others_wrote_in_its_week(alice, bob, visitor):
    entry = published(alice)
    published(bob, title="Meanwhile")
    published(bob, title="Much later", week=WEEK + 1)
    html = page(visitor, entry.get_absolute_url())
    assert "Meanwhile" in html
    assert "Much later" not in html


@pytest.mark.parametrize(
    "name", ["/2018-08-01/alice/", "/2018-W31/alice/", "/2018-07-30/alice/1/", "/2018-08-01/alice/1/"]
)
def test_an_entry_has_one_address(visitor, entry, name):
    answer = visitor.get(f"{name}?from=feed")
    assert (answer.status_code, answer["Location"]) == (301, f"{entry.get_absolute_url()}?from=feed")


@pytest.mark.parametrize("name", ["/2018-07-30/nobody/", "/2018-08-06/alice/", "/2018-07-30/alice/2/"])
def test_an_entry_that_is_not_there_is_not_found(visitor, entry, name):
    assert visitor.get(name).status_code == 404


def test_an_entry_tells_other_sites_what_it_is(settings, alice, visitor):
    settings.SITE_URL = "https://notes.example.org"
    entry = published(alice, section(body="The words."), title="A & B", summary='She said "yes".')
    html = page(visitor, entry.get_absolute_url())
    assert '<link rel="canonical" href="https://notes.example.org/2018-07-30/alice/">' in html
    assert '<meta property="og:type" content="article">' in html
    assert '<meta property="og:title" content="A &amp; B">' in html
    assert '<meta name="description" content="She said &quot;yes&quot;.">' in html
    assert 'itemtype="https://schema.org/BlogPosting"' in html
    assert 'itemtype="https://schema.org/BreadcrumbList"' in html
    assert 'href="/journals/alice/feed.atom"' in html


def test_without_a_summary_an_entry_is_described_by_its_first_words_that_the_viewer_may_see(alice, visitor):
    entry = published(
        alice, section("aside", audience=MEMBERS, body="Between us."), section("open", body="For all to read.")
    )
    assert '<meta name="description" content="For all to read.">' in page(visitor, entry.get_absolute_url())


def test_members_find_the_way_to_the_desk_and_others_do_not(alice, bob, visitor, entry):
    assert entry.get_write_url() in page(alice, entry.get_absolute_url())
    for person in (bob, visitor):
        assert entry.get_write_url() not in page(person, entry.get_absolute_url())


# Who sees what


def urls_around(entry) -> list[str]:
    return [HOME, YEAR, THIS_WEEK, entry.get_absolute_url()]


def test_a_draft_leaves_no_trace(alice, bob, visitor):
    shown = published(bob)
    draft = draft_of(alice, title="Unripe thoughts")
    for person in (visitor, bob):
        assert person.get(draft.get_absolute_url()).status_code == 404
        for url in urls_around(shown):
            assert "Unripe" not in page(person, url)
            assert "2 entries" not in page(person, url)


def test_an_entry_taken_back_is_gone_at_once(alice, visitor, entry):
    assert visitor.get(entry.get_absolute_url()).status_code == 200
    publishing.unpublish(entry, by=alice.user)
    assert visitor.get(entry.get_absolute_url()).status_code == 404
    assert "The first page is blank" in page(visitor, HOME)


def test_an_entry_whose_sections_are_all_hidden_does_not_exist(alice, bob, visitor):
    hidden = published(alice, section(audience=MEMBERS, topics=("payroll",)), title="Hidden", week=WEEK)
    shown = published(bob)
    for person in (visitor, bob):
        assert person.get(hidden.get_absolute_url()).status_code == 404
        for url in urls_around(shown):
            html = page(person, url)
            for trace in ("Hidden", "payroll", "Alice"):
                assert trace not in html, (url, trace)
            assert "w/c 30 July 2018, 1 entry" in words(html), url
    assert "Hidden" in page(alice, THIS_WEEK)


def test_a_quiet_journal_is_not_named_by_what_is_hidden(alice, bob, visitor):
    published(alice, section(audience=COLLEAGUES), week=WEEK - 2)
    published(bob, week=WEEK - 1)
    assert "Alice" not in page(visitor, f"/{(WEEK - 1).key}/")
    assert "Alice" in page(bob, f"/{(WEEK - 1).key}/")


def test_sections_are_shown_to_their_audience_alone(alice, bob, visitor):
    entry = published(
        alice,
        section("open", body="For all.", topics=("search",)),
        section("inside", body="For colleagues.", audience=COLLEAGUES, topics=("suppliers",)),
        section("ours", body="For us.", audience=MEMBERS, topics=("payroll",)),
    )
    seen = {person: page(person, entry.get_absolute_url()) for person in (visitor, bob, alice)}
    for person, may_see in ((visitor, 1), (bob, 2), (alice, 3)):
        for number, marks in enumerate((("For all.",), ("For colleagues.", "suppliers"), ("For us.", "payroll"))):
            for mark in marks:
                assert (mark in seen[person]) == (number < may_see), (person, mark)
    assert "Colleagues only" in seen[bob]
    assert "Colleagues only" not in seen[visitor]
    assert "Only members" in seen[alice]
    assert "Only members" not in seen[bob]
    for url in (HOME, THIS_WEEK):
        assert "suppliers" not in page(visitor, url)
        assert "payroll" not in page(bob, url)
        assert "payroll" in page(alice, url)


def test_reading_time_counts_what_the_viewer_sees(alice, visitor):
    published(alice, section("open", body="Short."), section("ours", body="word " * 2000, audience=MEMBERS))
    assert "1 minute" in page(visitor, THIS_WEEK)
    assert "10 minutes" in page(alice, THIS_WEEK)


def test_pages_are_kept_apart_for_those_who_are_signed_in(alice, visitor, entry):
    for url in urls_around(entry):
        assert "private" in alice.get(url)["Cache-Control"]
        assert "private" not in visitor.get(url)["Cache-Control"]
        for person in (alice, visitor):
            assert "no-cache" in person.get(url)["Cache-Control"]
            assert "Cookie" in person.get(url)["Vary"]


def test_an_unchanged_page_costs_a_few_bytes_and_a_changed_one_is_sent(alice, visitor, entry):
    url = entry.get_absolute_url()
    mark = visitor.get(url)["ETag"]
    assert visitor.get(url, HTTP_IF_NONE_MATCH=mark).status_code == 304
    publishing.unpublish(entry, by=alice.user)
    assert visitor.get(url, HTTP_IF_NONE_MATCH=mark).status_code == 404


def test_that_a_page_is_not_there_is_kept_by_nobody(alice, bob, visitor, draft):
    for person in (visitor, bob):
        for url in (draft.get_absolute_url(), "/topics/none/", "/nothing/"):
            answer = person.get(url)
            assert answer.status_code == 404
            assert "no-cache" in answer["Cache-Control"]
            assert "private" in answer["Cache-Control"]


def test_pages_are_for_reading(visitor, entry):
    for url in urls_around(entry):
        assert visitor.post(url).status_code == 405
        assert visitor.head(url).status_code == 200


# Hostile and awkward words


def test_what_was_typed_is_shown_as_typed(alice, visitor):
    Journal.objects.filter(pk=alice.journal.pk).update(name="<b>Al</b>", about="<i>all</i>")
    entry = published(
        alice, section(heading="<script>1</script>", topics=("<u>",)), title='"><script>2', summary="<img src=x>"
    )
    for url in urls_around(entry):
        html = page(visitor, url)
        for typed in ("<script>1", "<script>2", "<img src", "<b>Al", "<i>all", "<u>"):
            assert typed not in html, url
    assert "&lt;script&gt;1" in page(visitor, entry.get_absolute_url())


def test_a_sections_key_never_meets_an_id_of_the_page(alice, visitor):
    keys = ("main", "year", "search", "busy", "the-page"[:3], "q")
    entry = published(alice, *[section(key, key) for key in keys])
    ids = re.findall(r'\sid="([^"]*)"', page(visitor, entry.get_absolute_url()))
    assert len(ids) == len(set(ids))


# What it costs


def fill(people: list[Person], weeks: int) -> None:
    for person in people:
        for back in range(weeks):
            many = [
                section(f"part{chr(97 + n)}", body="- one\n- two\n\n" * 3, topics=(f"topic {n}", f"other {back}"))
                for n in range(1 + back % 4)
            ]
            published(person, *many, week=WEEK - back)


# An entry asks one question more than its words need: which sections speak of the same
BUDGETS = {"home": (HOME, 8), "year": (YEAR, 8), "week": (f"/{(WEEK - 1).key}/", 8), "entry": ("/2018-07-23/alice/", 7)}


@pytest.mark.parametrize("name", BUDGETS)
def test_a_page_costs_the_same_however_much_it_shows(alice, bob, visitor, name):
    url, most = BUDGETS[name]
    fill([alice, bob], weeks=2)
    small = [queries(person, url) for person in (visitor, alice)]
    fill([bob, make_person("carol", "Carol Carver"), make_person("dan", "Dan Dyer")], weeks=12)
    large = [queries(person, url) for person in (visitor, alice)]
    assert small == large
    assert max(large) <= most
    assert large[1] <= large[0] + 2, "a session and its user are all that signing in costs"


def test_the_words_of_sections_are_not_fetched_for_lists(alice, visitor):
    published(alice, section(body="Many, many words."))
    with CaptureQueriesContext(connection) as counted:
        page(visitor, THIS_WEEK)
    assert not any('"notes_section"."html"' in query["sql"] for query in counted)


def test_stored_html_prints_sections_and_nothing_else():
    from notes.templatetags.notes import stored_html

    assert stored_html(Section(html="<p>Safe.</p>")) == "<p>Safe.</p>"
    for other in ("<script>", None, date(2018, 7, 30)):
        with pytest.raises(TypeError):
            stored_html(other)
