"""Suggestions while one types a search: what the viewer may see, and nothing else."""

from __future__ import annotations

import time

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notes import publishing, tidying
from notes.content import COLLEAGUES, MEMBERS
from notes.models import Journal, Opening, Saying, Section, Topic
from tests.conftest import WEEK, Person, content, draft_of, published, section
from tests.shared import needs_shared
from tests.test_search_attacks import OWN, SLOWEST, corpus
from tests.test_search_attacks import typed as as_sent

pytestmark = pytest.mark.django_db


def answer(person: Person, q: str, **more: str) -> list[dict[str, str]]:
    page = person.get("/search/suggestions/", {"q": q} | more)
    assert page.status_code == 200
    return page.json()["suggestions"]


def names(person: Person, q: str, kind: str = "", **more: str) -> list[str]:
    return [one["name"] for one in answer(person, q, **more) if kind in ("", one["kind"])]


def texts(person: Person, q: str, **more: str) -> list[str]:
    return [one["text"] for one in answer(person, q, **more)]


@pytest.fixture
def archive(alice, bob) -> None:
    """Everything of which something can be called: for everyone, for colleagues, for Alice alone."""
    for audience, topic, heading, link in (
        ("everyone", "Damp and mould", "Dampness in Larkfield", "[The damp code](https://damp.example.org/code)"),
        (COLLEAGUES, "Damp claims", "Damp inside", "[Damp figures](https://inside.example.org/figures)"),
        (MEMBERS, "Damp lawsuits", "Damp in secret", "[Damp advice](https://secret.example.net/advice)"),
    ):
        published(
            alice,
            section(heading=heading, body=f"We read {link}.", topics=(topic,), audience=audience),
            week=WEEK - ["everyone", COLLEAGUES, MEMBERS].index(audience),
        )
    published(bob, section(heading="Café", body="Coffee.", topics=("Café", "housing repairs")))


# What is suggested


def test_topics_journals_headings_and_resources_are_suggested_each_with_its_page(archive, visitor):
    found = {one["name"]: one for one in answer(visitor, "damp")}
    assert list(found) == ["Damp and mould", "Dampness in Larkfield", "The damp code", "damp.example.org"]
    assert [one["says"] for one in found.values()] == [
        "Topic", f"Heading, {WEEK}, Alice Archer", "Resource, damp.example.org", "Site that we cite",
    ]  # fmt: skip
    for one in [*found.values(), *answer(visitor, "alice")]:
        assert visitor.get(one["url"].split("#")[0]).status_code == 200, one
    assert (
        found["Dampness in Larkfield"]["url"] == Section.objects.get(heading="Dampness in Larkfield").get_absolute_url()
    )


@pytest.mark.parametrize("typed", ["mould", "MOU", "and mo", "damp and m", "Dámp  AND", " mould "])
def test_words_stand_in_any_place_of_a_name_in_any_case(archive, visitor, typed):
    assert "Damp and mould" in names(visitor, typed, "topic")


@pytest.mark.parametrize("typed", ["cafe", "CAFÉ", "café", "CAF"])
def test_accents_do_not_count(archive, visitor, typed):
    assert names(visitor, typed) == ["Café", "Café"]


def test_what_is_said_more_often_comes_first_after_what_was_typed_itself(alice, visitor):
    for back in range(5):
        published(alice, section(topics=("housing repairs",)), week=WEEK - back)
    published(alice, section(topics=("housing", "houses", "housing allowance")), week=WEEK - 9)
    assert names(visitor, "hous", "topic") == ["housing repairs", "houses", "housing", "housing allowance"]
    assert names(visitor, "housing", "topic") == ["housing", "housing repairs", "housing allowance"]


def test_a_heading_that_is_used_again_is_suggested_once_and_searched_for(alice, bob, visitor):
    for back, heading in enumerate(["Next week", "Next week", "next week"]):
        published(alice, section(heading=heading), week=WEEK - back)
    (found,) = answer(visitor, "next")
    assert (found["name"], found["says"]) == ("Next week", "Heading, in several notes")
    assert visitor.get(found["url"]).context["results"].count == 3


def test_one_resource_under_several_names_is_suggested_once(alice, visitor):
    for back, words in enumerate(["Damp code", "Damp code", "damp guide"]):
        published(alice, section(body=f"[{words}](https://a.example/code)"), week=WEEK - back)
    assert len(names(visitor, "damp", "resource")) == 1
    assert names(visitor, "guide", "resource") == ["damp guide"]
    assert names(visitor, "a.exa", "resource") == ["a.example"]


# Completing


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        ("topic:mou", 'topic:"Damp and mould" '),
        ('topic:"damp an', 'topic:"Damp and mould" '),
        ("topic:“damp an", 'topic:"Damp and mould" '),
        ("winter -TOPIC:hous", 'winter -TOPIC:"housing repairs" '),
        ('"a phrase" topic:caf', '"a phrase" topic:"Café" '),
        ("journal:al", 'journal:"Alice Archer" '),
        ('damp journal:"bob b', 'damp journal:"Bob Baker" '),
        ("author:arch", 'author:"Alice Archer" '),
        ("site:dam", "site:damp.example.org "),
        ("site:exam", "site:damp.example.org "),
        ("has:i", "has:image "),
        ("winter caf", 'winter topic:"Café" '),
        ("winter bob", 'winter journal:"Bob Baker" '),
        ("year:2018 mou", 'year:2018 topic:"Damp and mould" '),
    ],
)
def test_a_half_typed_filter_and_a_last_word_are_completed_and_the_rest_is_kept(archive, visitor, typed, completed):
    completed = completed.replace('"Café"', "Café")
    assert texts(visitor, typed) == [completed]
    assert visitor.get("/search/", {"q": completed}).status_code == 200


def test_each_filter_that_is_completed_finds_what_it_names(archive, alice):
    for typed in ("topic:", "journal:", "author:", "site:", "has:", "is:"):
        assert texts(alice, typed)
        for text in texts(alice, typed):
            results = alice.get("/search/", {"q": text}).context["results"]
            assert results.count or typed == "has:", text


def test_within_a_question_only_what_completes_it_is_suggested(archive, visitor):
    assert texts(visitor, "mou", after=" winter") == ['topic:"Damp and mould" ']
    assert texts(visitor, "mou", year="2018") == ['topic:"Damp and mould" ']
    assert texts(visitor, "mou", after="  ") == [""]


@pytest.mark.parametrize(
    "typed", ['"damp', "-damp", 'topic:"Café" ', "damp OR", "mould*", "topic:!!", "week:2018", "d", "", "   "]
)
def test_what_is_no_name_and_no_filter_is_left_alone(archive, visitor, typed):
    assert answer(visitor, typed) == []


def test_a_name_that_holds_a_quotation_mark_is_completed_by_its_address(alice, visitor):
    published(alice, section(topics=('the "big" room',)))
    (text,) = texts(visitor, "topic:big")
    assert text == "topic:the-big-room "
    assert visitor.get("/search/", {"q": text}).context["results"].count == 1


# Who may see it


@pytest.mark.parametrize("typed", ["damp", "topic:damp", "journal:al", "site:ex", "author:", "winter damp"])
def test_nobody_is_suggested_what_they_may_not_see(archive, alice, bob, visitor, typed):
    def told(person: Person) -> str:
        return person.get("/search/suggestions/", {"q": typed}).content.decode().lower()

    for word in ("claims", "inside", "figures"):
        assert word not in told(visitor)
    for word in ("lawsuits", "secret", "advice"):
        assert word not in told(visitor) + told(bob)


def test_everybody_is_suggested_what_they_may_see(archive, alice, bob):
    inside = {"Damp and mould", "Damp claims", "Dampness in Larkfield", "Damp inside", "The damp code", "Damp figures"}
    assert set(names(bob, "damp")) - {"damp.example.org"} == inside
    assert {"Damp lawsuits", "Damp in secret"} <= set(names(alice, "damp"))
    assert texts(alice, "site:secr") == ["site:secret.example.net "]


def test_a_journal_is_suggested_once_it_has_something_to_show(alice, bob, visitor):
    draft = draft_of(alice)
    assert names(visitor, "alice") == names(visitor, "author:alice") == names(bob, "alice") == []
    assert names(alice, "alice") == ["Alice Archer"]  # one's own
    publishing.publish(draft, by=alice.user)
    assert names(visitor, "alice") == ["Alice Archer"]


def test_who_wrote_for_a_team_is_told_to_colleagues_alone(alice, bob, visitor):
    team = Journal.objects.create(name="Housing team", slug="housing", kind=Journal.Kind.TEAM)
    team.members.add(alice.user, bob.user)
    Journal.objects.filter(slug="alice").update(kind=Journal.Kind.TEAM)
    published(alice, section())
    assert names(visitor, "author:al") == []
    assert names(bob, "author:al") == ["Alice Archer"]


def test_what_is_taken_back_or_said_otherwise_is_suggested_no_more(archive, alice, visitor):
    entry = published(
        alice, section(heading="Zebra", body="[Zebra map](https://z.example/)", topics=("Zebras",)), week=WEEK - 20
    )
    assert names(visitor, "zebra") == ["Zebras", "Zebra", "Zebra map"]
    publishing.save_draft(entry, content(section(heading="Zebra", audience=MEMBERS)), by=alice.user)
    publishing.publish(entry, by=alice.user)
    assert names(visitor, "zebra") == []
    assert names(alice, "zebra") == ["Zebra"]
    publishing.unpublish(entry, by=alice.user)
    assert names(alice, "zebra") == []


def test_words_of_a_resource_that_only_members_read_do_not_give_it_away(alice, visitor):
    link = "https://plan.example.org/plan"
    published(alice, section(body=f"[Redundancy plan]({link})", audience=MEMBERS))
    published(alice, section(body=f"[The plan]({link})"), week=WEEK - 1)
    assert names(visitor, "redund") == []
    assert names(visitor, "plan", "resource") == ["The plan", "plan.example.org"]


def test_more_of_others_than_is_looked_at_hides_nothing_of_ones_own(alice, bob, visitor):
    for number in range(4):
        many = tuple(f"damp {number}{letter}" for letter in "abcdefghij")
        published(bob, section(topics=many, audience=MEMBERS), week=WEEK - number)
    published(alice, section(heading="Damp z", topics=("damp zz",)))
    assert names(visitor, "damp") == names(alice, "damp") == ["damp zz", "Damp z"]


# Tidied topics


def test_a_topic_is_found_by_a_name_that_it_had_where_its_reader_could_know_it(alice, owner, visitor):
    published(alice, section(topics=("mould",)))
    published(alice, section(topics=("black spots",)), week=WEEK - 1)
    published(alice, section(topics=("lawsuits",), audience=MEMBERS), week=WEEK - 2)
    mould = Topic.objects.get(name="mould")
    for other in ("black spots", "lawsuits"):
        tidying.merge(Topic.objects.get(name=other), mould, by=owner.user)
    (found,) = answer(visitor, "black")
    assert (found["name"], found["says"], found["url"]) == ("mould", "Topic, once “black spots”", "/topics/mould/")
    assert texts(visitor, "topic:spots") == ["topic:mould "]
    assert names(visitor, "lawsuits") == []
    assert names(alice, "lawsuits") == ["mould"]


def test_a_renamed_topic_is_found_by_its_new_name_when_search_has_learnt_it(alice, owner, visitor):
    published(alice, section(topics=("Hosing",)))
    tidying.teach_search(tidying.rename(Topic.objects.get(), "Housing", by=owner.user))
    assert names(visitor, "housing") == ["Housing"]
    assert [one["says"] for one in answer(visitor, "hosing")] == ["Topic, once “Hosing”"]


# The address


def test_get_alone_and_kept_by_nobody_else(archive, alice, visitor):
    assert visitor.post("/search/suggestions/", {"q": "damp"}).status_code == 405
    for person, kept in ((visitor, "no-cache"), (alice, "private")):
        page = person.get("/search/suggestions/", {"q": "damp"})
        assert kept in page["Cache-Control"]
        assert "Cookie" in page["Vary"]
        assert page["X-Robots-Tag"] == "noindex"
        assert (
            person.get("/search/suggestions/", {"q": "damp"}, headers={"If-None-Match": page["ETag"]}).status_code
            == 304
        )


def test_looking_changes_nothing(archive, alice):
    with CaptureQueriesContext(connection) as asked:
        answer(alice, "damp")
    assert not [q["sql"] for q in asked if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_it_costs_the_same_however_much_there_is(archive, alice):
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            answer(alice, "winter and damp")
            answer(alice, "damp")
        return len(counted)

    few = cost()
    for back in range(1, 12):
        link = f"[damp {back}](https://damp{back}.example/)"
        published(alice, section(heading=f"Damp {back}", body=link, topics=(f"damp {back}",)), week=WEEK + back)
    assert cost() == few


def test_whatever_is_typed_there_is_an_answer_and_no_slow_one(archive, alice):
    more = ["a" * 300, "topic:" + "a" * 190, 'journal:"' + "é" * 190, "author:" + "日" * 180, "damp " * 40]
    for question in map(as_sent, [*OWN, *more]):
        start = time.perf_counter()
        for found in answer(alice, question, after=question[:1000]) + answer(alice, f"topic:{question}"):
            assert found["url"] or found["text"]
        assert time.perf_counter() - start < 2 * SLOWEST, ascii(question[:80])


@needs_shared
@pytest.mark.parametrize("kind", ["search_queries", "blns"])
def test_the_shared_attacks_get_an_answer(archive, alice, kind):
    for record in corpus().load("dev", kind):
        given = record["data"] if "data" in record else record.get("input", "")
        answer(alice, as_sent(given.decode("utf-8", "replace") if isinstance(given, bytes) else given)[:2000])


# Derived


def test_reindex_forgets_what_nothing_is_called_any_more_and_learns_the_rest(archive, alice, visitor):
    before = set(Saying.objects.values_list("kind", "text", "shelf"))
    openings = sorted((o.saying_id, bytes(o.letters)) for o in Opening.objects.all())
    entry = published(alice, section(heading="Zebra", topics=("Zebras",)), week=WEEK - 30)
    publishing.unpublish(entry, by=alice.user)
    assert Saying.objects.filter(text="Zebra").exists()
    call_command("reindex", verbosity=0)
    assert set(Saying.objects.values_list("kind", "text", "shelf")) == before
    assert sorted((o.saying_id, bytes(o.letters)) for o in Opening.objects.all()) == openings
    Opening.objects.all().delete()
    Saying.objects.all().delete()
    assert names(visitor, "damp") == []
    call_command("reindex", verbosity=0)
    assert names(visitor, "damp")[0] == "Damp and mould"


def test_what_was_for_members_and_is_for_everyone_now_is_suggested_to_everyone(alice, visitor):
    entry = published(alice, section(heading="Zebra", audience=MEMBERS))
    assert names(visitor, "zebra") == []
    publishing.save_draft(entry, content(section(heading="Zebra")), by=alice.user)
    publishing.publish(entry, by=alice.user)
    assert names(visitor, "zebra") == ["Zebra"]
    assert Saying.objects.filter(text="Zebra").count() == Opening.objects.filter(saying__text="Zebra").count() == 1
