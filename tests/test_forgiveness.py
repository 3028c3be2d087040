"""A misspelt word offers those that the archive has; a question that finds nothing says why and offers wider ones."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notes import publishing, search
from notes.content import COLLEAGUES, MEMBERS
from notes.models import Entry, Word
from notes.search.slips import slips_between
from tests.conftest import WEEK, Person, content, draft_of, published, section

pytestmark = pytest.mark.django_db


def asked(person: Person, q: str = "", **more: str):
    page = person.get("/search/", {"q": q} | more)
    assert page.status_code == 200
    return page


def plain(page) -> str:
    text = re.sub(r"<(script|style).*?</\1>", "", page.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", text)).split())


def offered(person: Person, q: str, **more: str) -> list[str]:
    """What is offered in place of misspelt words; each leads to passages."""
    found = []
    for word in asked(person, q, **more).context["misspelt"]:
        for choice in word.choices:
            assert person.get(f"/search/{choice.url}").context["results"].count, choice
            found.append(choice.says)
    return found


@pytest.fixture
def archive(alice, bob) -> Entry:
    published(bob, section(heading="Repairs", body="We repaired the library in Wrexham.", topics=("Housing",)))
    published(bob, section(body="Two officers met the board about housing."), week=WEEK - 60)
    return published(
        alice,
        section("open", "Governance", "The governance board met. Data governance, too.", topics=("Governance",)),
        section("inside", "Inside", "A reorganisation is coming.", audience=COLLEAGUES),
        section("closed", "Closed", "The whistleblower wrote again.", audience=MEMBERS),
        week=WEEK + 1,
    )


# Spelling


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("govornance", "governance"),
        ("goverannce", "governance"),
        ("gvernance", "governance"),
        ("libary", "library"),
        ("LIBARY", "library"),
        ("houssing", "housing"),
        ("ohusing", "housing"),
        ("Wrexam", "Wrexham"),
        ("ofifcers", "officers"),
        ("lïbary", "library"),
    ],
)
def test_a_misspelt_word_offers_the_word_as_it_is_written(archive, visitor, typed, meant):
    assert offered(visitor, typed) == [meant]
    assert f'Did you mean <a href="?q={meant}"><b>{meant}</b></a>?' in asked(visitor, typed).content.decode()


def test_the_rest_of_the_question_stays(archive, visitor):
    page = asked(visitor, 'board "data govornance" -libary', topic="Governance", order="newest")
    ((choice,),) = (word.choices for word in page.context["misspelt"])
    assert choice.url == "?q=board+%22data+governance%22+-libary&topic=Governance&order=newest"


def test_two_misspelt_words_are_mended_together(archive, visitor):
    words = {
        word.typed: [c.url for c in word.choices] for word in asked(visitor, "govornance bord").context["misspelt"]
    }
    assert words == {"govornance": ["?q=governance+board"], "bord": ["?q=governance+board"]}


def test_what_a_correction_would_not_find_with_it_is_left_out_and_said(archive, visitor):
    assert offered(visitor, "libary topic:governance") == ["library"]
    said = plain(asked(visitor, "libary topic:governance"))
    assert "Did you mean library (without “on governance”)?" in said


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hosuing", ["?q=housing"]),
        ("govornance hosuing", ["?q=governance", "?q=housing"]),
        ("xylophone libary", ["?q=library"]),
        ("libary hosuing week:2001-01-01", ["?q=library+housing"] * 2),
        ("governace*", ["?q=governance%2A"]),
    ],
)
def test_one_hopeless_part_does_not_switch_off_help_for_the_others(archive, visitor, typed, meant):
    offered(visitor, typed)
    words = asked(visitor, typed).context["misspelt"]
    assert [choice.url for word in words for choice in word.choices] == meant


def test_a_misspelt_word_is_told_where_other_words_of_the_question_are_found(archive, visitor):
    page = asked(visitor, "board governance xylofone libary")
    assert page.context["results"].count == 0
    page = asked(visitor, "data board govornanse")
    assert page.context["results"].missing == 1
    assert "Did you mean governance?" in plain(page)
    assert "lack one of them" in plain(page)
    assert "A briefing on one page" not in plain(page), "it would hold what has all of the words"
    assert "/search/feed" not in page.content.decode()
    assert not asked(visitor, "data board governance").context["misspelt"]
    assert offered(visitor, "library housing govornanse") == ["governance"]
    ((choice,),) = (word.choices for word in asked(visitor, "library housing govornanse").context["misspelt"])
    assert (choice.url, choice.without) == ("?q=library+housing+governance", ()), "one of them may be missing again"


@pytest.mark.parametrize(
    "typed", ["xylophone", "zz", "hous*", "12345", "lib", "-libary", "?!", "topic:libary", "a" * 400]
)
def test_where_nothing_is_near_nothing_is_offered(archive, visitor, typed):
    assert offered(visitor, typed) == []


def test_words_that_are_there_are_not_doubted(archive, visitor):
    assert asked(visitor, "govern").context["misspelt"] == []
    assert asked(visitor, "library governance").context["misspelt"] == []


def test_a_word_that_one_may_not_see_is_never_offered(archive, visitor, bob, alice):
    assert [offered(person, "reorganistion") for person in (visitor, bob, alice)] == [
        [],
        ["reorganisation"],
        ["reorganisation"],
    ]
    assert [offered(person, "whistlebloewr") for person in (visitor, bob, alice)] == [[], [], ["whistleblower"]]
    for person in (visitor, bob):
        assert "whistleblower" not in asked(person, "whistlebloewr").content.decode()


def test_a_draft_teaches_no_word(archive, alice):
    draft_of(alice, section(body="A marzipan strategy."), week=WEEK + 3)
    assert offered(alice, "marzipann") == []


def test_a_hidden_form_of_a_word_that_may_be_seen_is_not_offered(alice, bob, visitor):
    published(alice, section(body="Nothing but governing.", audience=MEMBERS), section("b", body="We govern."))
    assert offered(visitor, "goverm") == ["govern"]
    assert offered(visitor, "goverming") == []


def test_a_word_that_was_taken_back_is_offered_no_more(archive, alice, visitor):
    assert offered(visitor, "govornance") == ["governance"]
    publishing.save_draft(archive, content(section("open", "Plans", "Only plans.")), by=alice.user)
    publishing.publish(archive, by=alice.user)
    assert offered(visitor, "govornance") == []
    publishing.unpublish(archive, by=alice.user)
    assert offered(visitor, "planss") == []


def test_reindexing_forgets_what_is_gone_and_who_may_see_the_rest(archive, alice, visitor):
    publishing.save_draft(archive, content(section("open", "Plans", "A plan.", audience=MEMBERS)), by=alice.user)
    publishing.publish(archive, by=alice.user)
    assert Word.objects.filter(folded="governance").exists()
    assert search.unlearn()
    assert not Word.objects.filter(folded="governance").exists()
    assert Word.objects.get(folded="plan").widest == 2
    assert Word.objects.get(folded="library").widest == 0


def test_a_section_that_is_opened_teaches_its_words_to_more(archive, alice, visitor):
    assert offered(visitor, "whistlebloewr") == []
    publishing.save_draft(
        archive, content(section("closed", "Closed", "The whistleblower wrote again.")), by=alice.user
    )
    publishing.publish(archive, by=alice.user)
    assert offered(visitor, "whistlebloewr") == ["whistleblower"]


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [
        ("", "ab", 2),
        ("board", "board", 0),
        ("bord", "board", 1),
        ("baord", "board", 1),
        ("bxyrt", "board", 3),
        ("ca", "ac", 1),
    ],
)
def test_slips_are_counted_as_people_make_them(one, other, slips):
    assert slips_between(one, other) == slips_between(other, one) == slips


# Nothing found


def wider(person: Person, q: str, **more: str) -> dict[str, int]:
    """The wider questions and their counts, which their lists hold."""
    widening = asked(person, q, **more).context["widening"]
    for each in (*widening.without, *widening.alone):
        assert person.get(f"/search/{each.url}").context["results"].count == each.count
    return {f"{each.label} {each.says}".strip(): each.count for each in (*widening.without, *widening.alone)}


def test_the_page_says_which_part_is_nowhere_and_what_there_is_without_it(archive, visitor):
    assert wider(visitor, "zebra board") == {"zebra": 2}
    page = unescape(asked(visitor, "zebra board").content.decode())
    assert "“zebra” is nowhere in what everybody may read." in page
    assert re.search(r'href="\?q=board">Without “zebra”</a> <span>2 passages</span>', page)


def test_parts_that_are_there_but_never_together_each_have_their_count(archive, visitor):
    assert wider(visitor, "library", topic="Governance") == {"library": 1, "on Governance": 1}
    assert "nowhere together" in asked(visitor, "library", topic="Governance").content.decode()


def test_where_leaving_one_out_is_not_enough_each_is_offered_alone(archive, visitor):
    assert wider(visitor, "library governance week:2001-01-01") == {"library": 1, "governance": 1}
    page = unescape(asked(visitor, "library governance week:2001-01-01").content.decode())
    assert "“library” alone" in page
    assert "Nothing that everybody may read is from w/c 1 January 2001." in page


def test_counts_are_those_of_what_one_may_see(archive, visitor, bob, alice):
    assert [wider(person, "zebra week:2018-08-06") for person in (visitor, bob, alice)] == [
        {"zebra": 1},
        {"zebra": 2},
        {"zebra": 3},
    ]
    assert wider(visitor, "zebra whistleblower") == {}
    assert "“whistleblower” is nowhere" in unescape(asked(visitor, "zebra whistleblower").content.decode())


def test_a_question_of_one_word_cannot_be_wider(archive, visitor):
    assert wider(visitor, "zebra") == {}
    assert "A shorter question often finds more." in asked(visitor, "zebra").content.decode()


def test_the_cost_of_finding_nothing_has_a_bound(archive, alice, visitor, bob):
    def cost(person: Person, q: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            asked(person, q)
        return len(counted)

    questions = ("govornance", "zebra board", "govornance bord libary houssing zebra 2018 week:2001-01-01")
    before = [cost(person, q) for person in (visitor, bob) for q in questions]
    for weeks in range(5, 9):
        published(alice, section(body="The governance board met in the library: housing."), week=WEEK + weeks)
    assert [cost(person, q) for person in (visitor, bob) for q in questions] == before
    many = " ".join(f"gov{c}rnance{c} bo{c}rd{c}" for c in "abcdefghijklm")
    assert max(*before, cost(bob, many)) <= 70


def test_nothing_is_written_by_looking(archive, visitor):
    with CaptureQueriesContext(connection) as counted:
        asked(visitor, "govornance zebra")
    assert not [query for query in counted if re.match("INSERT|UPDATE|DELETE", query["sql"])]


# Ways to ask


def test_each_way_to_ask_is_shown_on_what_this_viewer_can_find(archive, visitor, bob, alice):
    for person in (visitor, bob, alice):
        page = person.get("/search/")
        shown = [example for example in page.context["examples"] if example.url]
        assert {"words", "topic", "who", "week"} <= {example.kind for example in shown}
        for example in shown:
            assert person.get(f"/search/{example.url}").context["results"].count, example
            assert example.says in plain(page)
        for word in ("author:", "journal:", "has:image", "is:colleagues"):
            assert word in plain(page)
    assert "reorganisation" not in plain(visitor.get("/search/")).lower()
    assert "whistleblower" not in plain(bob.get("/search/")).lower()


def test_where_there_is_nothing_to_find_the_ways_to_ask_are_only_told(visitor, alice):
    assert not [example for example in visitor.get("/search/").context["examples"] if example.url]
    published(alice, section("a", "", "!", audience=MEMBERS))
    assert not [example for example in visitor.get("/search/").context["examples"] if example.url]


def test_the_ways_to_ask_cost_the_same_however_much_there_is(archive, alice, visitor):
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            visitor.get("/search/")
        return len(counted)

    before = cost()
    for weeks in range(5, 9):
        published(alice, section(body="The board met: https://example.org/a", topics=("Boards",)), week=WEEK + weeks)
    assert cost() == before <= 5


# The page


def test_a_question_that_finds_nothing_is_said_as_the_chips_say_it(archive, visitor):
    assert "Nobody has written about zebra “data governance”" in plain(asked(visitor, 'zebra "data governance"'))
    said = plain(asked(visitor, "zebra topic:governance", journal="alice"))
    assert "Nothing found: zebra, on governance, by alice" in said
    assert "lack one of them" not in plain(asked(visitor, "Monday 27 January 2025"))


def test_what_a_hit_is_filed_under_is_said_above_its_words_where_nothing_else_matched(archive, alice, visitor):
    published(alice, section("x", "Permission", "We may.", topics=("Pigeons",)), week=WEEK + 2)
    html = asked(visitor, "pigeons").content.decode()
    assert html.index("Filed under <mark>Pigeons</mark>") < html.index("We may.")


def test_nothing_is_offered_to_take_away_of_nothing(archive, visitor):
    assert "Take it away" in plain(visitor.get("/search/briefing/?q=board"))
    for q in ("", "zzxqy"):
        assert "Take it away" not in plain(visitor.get(f"/search/briefing/?q={q}"))
