"""The owner keeps topics tidy: what is renamed, merged, split off and undone, and where old addresses lead."""

from __future__ import annotations

import random
import re
from contextlib import suppress

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notes import overseeing, publishing, tidying
from notes.content import COLLEAGUES, MEMBERS, topic_key
from notes.models import Entry, Section, Tidying, Topic
from notes.search import find, parse
from tests.conftest import WEEK, Person, published, section
from tests.test_at_once import all_is_filed_as_it_was_written
from tests.test_shelves import read

pytestmark = pytest.mark.django_db


def topic(name: str) -> Topic:
    return Topic.objects.get(key=topic_key(name))


def filed(name: str) -> list[str]:
    """The headings of the sections under a topic, in order."""
    return sorted(Section.objects.on_topic(topic(name)).values_list("heading", flat=True))


def found(text: str) -> list[str]:
    results = find(Section.objects.all(), parse(text, {}, today=WEEK.monday))
    return sorted(hit.section.heading for entry in results.entries for hit in entry.hits)


def goes_to(person: Person, address: str) -> str | int:
    answer = person.get(address)
    return answer.url if answer.status_code == 301 else answer.status_code


@pytest.fixture
def three(alice):
    """Sections under "Search", "Finding things", and both."""
    return published(
        alice,
        section("aaa", "One", "First words.", topics=("Search",)),
        section("bbb", "Two", "Second words.", topics=("Finding things",)),
        section("ccc", "Three", "Third words.", topics=("Search", "Finding things")),
    )


# Merging


def test_two_topics_become_one_and_what_was_written_stays(three, owner, visitor):
    act = tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    tidying.teach_soon(act)
    assert filed("Search") == ["One", "Three", "Two"]
    assert not filed("Finding things")
    assert three.live.read().sections[1].topics == ("Finding things",)
    assert "Finding things" not in read(visitor, "/topics/")
    assert read(visitor, three.get_absolute_url()).count("Search") == 3


def test_an_old_address_leads_to_the_new_one_for_good_even_after_two_merges(three, alice, owner, visitor):
    published(alice, section(topics=("Look-up",)), week=WEEK - 1)
    tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    tidying.merge(topic("Search"), topic("Look-up"), by=owner.user)
    for old in ("finding-things", "search"):
        assert goes_to(visitor, f"/topics/{old}/") == "/topics/look-up/"
        assert goes_to(visitor, f"/topics/{old}/?page=1") == "/topics/look-up/?page=1"
        assert goes_to(visitor, f"/topics/{old}/feed.atom") == "/topics/look-up/feed.atom"


def test_two_topics_compared_by_an_old_name_are_found_by_the_new_ones(three, alice, owner, visitor):
    published(alice, section(topics=("Look-up", "Search")), week=WEEK - 1)
    tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    assert goes_to(visitor, "/topics/finding-things/with/look-up/") == "/topics/search/with/look-up/"


def test_who_goes_on_writing_the_old_name_is_filed_under_the_new_topic(three, alice, owner):
    tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    published(alice, section("ddd", "Four", topics=("finding-things",)), week=WEEK - 1)
    published(alice, section("eee", "Five", topics=("Finding things", "search")), week=WEEK - 2)
    publishing.rebuild(three)
    assert filed("Search") == ["Five", "Four", "One", "Three", "Two"]
    assert Topic.objects.in_use().count() == 1


def test_search_finds_by_the_new_name_and_the_old_one_leads_to_all_of_it(three, owner):
    act = tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    assert found("topic:search") == ["One", "Three", "Two"]
    assert found('topic:"finding things"') == ["One", "Three", "Two"]
    assert found("-topic:finding-things") == []
    assert found("search") == ["One", "Three"]
    tidying.teach_all()
    assert found("search") == ["One", "Three", "Two"]
    assert not tidying.is_untaught()
    assert Tidying.objects.get(pk=act.pk).is_indexed


def test_a_merge_is_undone_whole_even_when_another_came_after_it(three, alice, owner, visitor):
    published(alice, section("ddd", "Four", topics=("Look-up",)), week=WEEK - 1)
    first = tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    tidying.merge(topic("Search"), topic("Look-up"), by=owner.user)
    assert filed("Look-up") == ["Four", "One", "Three", "Two"]
    tidying.undo(first, by=owner.user)
    tidying.undo(first, by=owner.user)
    assert filed("Finding things") == ["Three", "Two"]
    assert filed("Look-up") == ["Four", "One", "Three"]
    assert goes_to(visitor, "/topics/finding-things/") == 200
    assert goes_to(visitor, "/topics/search/") == "/topics/look-up/"
    tidying.teach_all()
    assert found("finding") == ["Three", "Two"]


def test_merging_twice_or_into_itself_changes_nothing(three, owner):
    assert tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    assert tidying.merge(topic("Finding things"), topic("Search"), by=owner.user) is None
    assert tidying.merge(topic("Search"), topic("Search"), by=owner.user) is None
    with pytest.raises(tidying.NotTidy, match="Rename “Search” if it should be called so"):
        tidying.merge(topic("Search"), topic("Finding things"), by=owner.user)
    assert Tidying.objects.count() == 1


# Renaming


def test_a_topic_gets_a_better_name_and_keeps_the_old_one_beside_it(three, alice, owner, visitor):
    act = tidying.rename(topic("Search"), " Searching & finding ", by=owner.user)
    assert goes_to(visitor, "/topics/search/") == "/topics/searching-finding/"
    published(alice, section("ddd", "Four", topics=("search",)), week=WEEK - 1)
    assert filed("Searching & finding") == ["Four", "One", "Three"]
    tidying.teach_all()
    assert found("searching") == ["Four", "One", "Three"]
    tidying.undo(act, by=owner.user)
    assert goes_to(visitor, "/topics/searching-finding/") == "/topics/search/"
    assert filed("Search") == ["Four", "One", "Three"]
    assert topic("Search").name == "Search"


def test_only_the_letters_of_a_name_change_and_its_address_stays(three, owner, visitor):
    tidying.rename(topic("Finding things"), "FINDING-things", by=owner.user)
    assert topic("finding things").name == "FINDING-things"
    assert goes_to(visitor, "/topics/finding-things/") == 200
    assert not topic("finding things").synonyms.exists()
    assert tidying.rename(topic("finding things"), "FINDING-things", by=owner.user) is None


def test_there_and_back_again_by_name(three, owner, visitor):
    tidying.rename(topic("Search"), "Look-up", by=owner.user)
    tidying.rename(topic("Look-up"), "Search", by=owner.user)
    assert goes_to(visitor, "/topics/search/") == 200
    assert goes_to(visitor, "/topics/look-up/") == "/topics/search/"
    assert topic("Search").synonyms.count() == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (" # ", "Type the new name"),
        ("a, b", "no comma"),
        ("x" * 61, "61 characters"),
        ("finding THINGS", "Merge the two instead"),
        ("!!!", "a letter or a digit"),
        ("\u202e🦓\u202c", "a letter or a digit"),
        ("\u202e\u2066", "Type the new name"),
    ],
)
def test_a_name_that_cannot_be_says_why(three, owner, name, why):
    answer = owner.post(f"/write/tidy/{topic('Search').pk}/rename/", {"name": name})
    assert why in answer.content.decode()
    assert 'aria-invalid="true"' in answer.content.decode()
    assert topic("Search").name == "Search"
    assert not Tidying.objects.exists()


def test_a_name_that_would_turn_what_stands_after_it_is_cleaned_as_one_that_is_typed_while_writing(three, alice, owner):
    published(alice, section("ddd", "Four", topics=("#Turned\u202e, names\u2069",)), week=WEEK - 1)
    assert topic("turned, names").name == "Turned, names"
    tidying.rename(topic("Search"), "#\u202eC\u2067#\x07", by=owner.user)
    assert topic("c#").name == "C#"
    tidying.rename(topic("c#"), "חיפוש", by=owner.user)
    assert topic("חיפוש").name == "חיפוש"


def test_what_was_changed_since_is_not_undone(three, owner):
    first = tidying.rename(topic("Search"), "Look-up", by=owner.user)
    tidying.rename(topic("Look-up"), "Finding", by=owner.user)
    owner.post(f"/write/tidy/undo/{first.pk}/")
    assert "Undo what came after it first" in read(owner, "/write/tidy/")
    assert topic("Finding").stands_for is None


# Splitting off


def test_a_name_becomes_a_topic_of_its_own_again_with_its_sections(three, alice, owner, visitor):
    tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    published(alice, section("ddd", "Four", topics=("finding things",)), week=WEEK - 1)
    act = tidying.split(topic("Finding things"), by=owner.user)
    assert filed("Finding things") == ["Four", "Three", "Two"]
    assert filed("Search") == ["One", "Three"]
    assert goes_to(visitor, "/topics/finding-things/") == 200
    assert tidying.split(topic("Finding things"), by=owner.user) is None
    tidying.undo(act, by=owner.user)
    assert filed("Search") == ["Four", "One", "Three", "Two"]


def test_reindex_keeps_what_the_owner_did(three, owner):
    tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    publishing.rebuild(three)
    assert filed("Search") == ["One", "Three", "Two"]
    tidying.split(topic("Finding things"), by=owner.user)
    publishing.rebuild(three)
    assert filed("Finding things") == ["Three", "Two"]


# One after the other, in any order


def test_search_learns_what_an_undone_merge_moves_though_its_names_have_changed(three, owner):
    act = tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    tidying.rename(topic("Search"), "Finding things", by=owner.user)  # the two names change places
    tidying.undo(act, by=owner.user)
    tidying.teach_all()
    all_is_filed_as_it_was_written()


def test_search_learns_what_an_undone_split_takes_along(three, alice, owner):
    published(alice, section("ddd", "Four", topics=("Look-up",)), week=WEEK - 1)
    tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    act = tidying.split(topic("Finding things"), by=owner.user)
    tidying.merge(topic("Look-up"), topic("Finding things"), by=owner.user)
    tidying.teach_all()
    tidying.undo(act, by=owner.user)
    tidying.teach_all()
    assert filed("Search") == ["Four", "One", "Three", "Two"]
    all_is_filed_as_it_was_written()


@pytest.mark.parametrize("seed", [6, 24])
def test_no_row_of_acts_makes_a_circle_or_misfiles_a_section(alice, seed):
    names, chance = ["One", "Two", "Three", "Four", "Five"], random.Random(seed)
    for week in range(4):
        parts = (section(key, topics=chance.sample(names, chance.randint(1, 3))) for key in ("aaa", "bbb"))
        published(alice, *parts, week=WEEK - week)
    acts = {
        "merge": lambda: tidying.merge(*chance.sample(list(Topic.objects.all()), 2), by=None),
        "rename": lambda: tidying.rename(chance.choice(Topic.objects.all()), chance.choice([*names, "Six"]), by=None),
        "split": lambda: tidying.split(chance.choice(Topic.objects.all()), by=None),
        "undo": lambda: [
            tidying.undo(act, by=None)
            for act in chance.sample(list(Tidying.objects.all()), min(1, Tidying.objects.count()))
        ],
        "publish": lambda: publishing.rebuild(chance.choice(Entry.objects.all())),
    }
    for _ in range(30):
        with suppress(tidying.NotTidy):
            acts[chance.choice(["merge", "undo", *acts])]()
        tidying.teach_all()
        assert all(name.key == topic_key(name.name) for name in Topic.objects.all())
        assert not Topic.objects.filter(stands_for__stands_for__isnull=False).exists()
        all_is_filed_as_it_was_written()


# What nobody may learn


def test_a_name_that_only_members_knew_leads_nobody_else_anywhere(alice, bob, visitor, owner):
    published(alice, section("aaa", "Open", topics=("Staffing",)))
    published(
        alice,
        section("bbb", "Inside", topics=("Redundancies",), audience=MEMBERS),
        section("ccc", "Talk", topics=("Restructure",), audience=COLLEAGUES),
        week=WEEK - 1,
    )
    for name in ("Redundancies", "Restructure"):
        tidying.merge(topic(name), topic("Staffing"), by=owner.user)
    assert goes_to(visitor, "/topics/redundancies/") == 404
    assert goes_to(bob, "/topics/redundancies/") == 404
    assert goes_to(alice, "/topics/redundancies/") == "/topics/staffing/"
    assert goes_to(visitor, "/topics/restructure/") == 404
    assert goes_to(visitor, "/topics/restructure/feed.rss") == 404
    assert goes_to(bob, "/topics/restructure/") == "/topics/staffing/"
    assert (
        find(Section.objects.visible_to(AnonymousUser()), parse("topic:redundancies", {}, today=WEEK.monday)).count == 0
    )
    # whom the old address leads on, the filter does as well
    assert find(Section.objects.visible_to(alice.user), parse("topic:redundancies", {}, today=WEEK.monday)).count == 3
    assert find(Section.objects.visible_to(bob.user), parse("topic:redundancies", {}, today=WEEK.monday)).count == 0
    assert find(Section.objects.visible_to(bob.user), parse("topic:restructure", {}, today=WEEK.monday)).count == 2


ASKING = [
    "/search/?q=topic:{}", "/search/?topic={}", "/search/?q=-topic:{}", "/search/?q=topic:{}+OR+open",
    "/search/?q=words+topic:{}+topic:staffing", "/search/?q={}", "/search/feed.json?topic={}",
    "/search/briefing/?topic={}", "/search/briefing.md?topic={}", "/topics/{}/", "/topics/{}/feed.atom",
    "/topics/{}/briefing/", "/topics/{}/briefing.csv", "/topics/{}/with/staffing/", "/topics/staffing/with/{}/",
]  # fmt: skip


@pytest.mark.parametrize("address", ASKING)
def test_a_name_that_one_could_not_know_is_answered_as_one_that_never_was(alice, bob, visitor, owner, address):
    published(alice, section("aaa", "Open", "Open words.", topics=("Staffing",)))
    published(
        alice,
        section("bbb", "Inside", "Words.", topics=("Restructure",), audience=COLLEAGUES),
        section("ccc", "Hidden", "Words.", topics=("Rescinding",), audience=MEMBERS),
        week=WEEK - 1,
    )
    for name in ("Restructure", "Rescinding"):
        tidying.merge(topic(name), topic("Staffing"), by=owner.user)
    tidying.teach_all()

    def answer(person: Person, name: str) -> tuple[int, str]:
        answer = person.get(address.format(name))
        said = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        return answer.status_code, re.sub(name, "NAME", said, flags=re.IGNORECASE)

    assert answer(visitor, "restructure") == answer(visitor, "rescinding") == answer(visitor, "rearranging")
    assert answer(bob, "rescinding") == answer(bob, "rearranging")


def test_an_address_leads_nowhere_where_the_topic_itself_is_hidden(alice, visitor, owner):
    published(alice, section("aaa", "Open", topics=("Staffing",)))
    published(alice, section("bbb", "Inside", topics=("Plans",), audience=MEMBERS), week=WEEK - 1)
    tidying.merge(topic("Staffing"), topic("Plans"), by=owner.user)
    assert goes_to(visitor, "/topics/staffing/") == "/topics/plans/"  # their own section is under it now
    publishing.unpublish(Section.objects.get(key="aaa").entry, by=alice.user)
    assert goes_to(visitor, "/topics/staffing/") == 404


# The pages


@pytest.mark.parametrize("address", ["/write/tidy/", "/write/tidy/{}/"])
def test_the_pages_are_the_owners_alone(three, alice, visitor, owner, address):
    address = address.format(topic("Search").pk)
    assert visitor.get(address).status_code == 302
    assert alice.get(address).status_code == 404
    assert owner.get(address).status_code == 200


@pytest.mark.parametrize("act", ["merge/", "apart/", "undo/1/", "{}/rename/", "{}/split/"])
def test_the_acts_are_the_owners_alone_and_nothing_is_changed_by_looking(three, alice, visitor, owner, act):
    address = "/write/tidy/" + act.format(topic("Search").pk)
    sent = {"topic": topic("Search").pk, "into": topic("Finding things").pk, "name": "Other"}
    assert visitor.post(address, sent).status_code in (302, 403)
    assert alice.post(address, sent).status_code == 404
    assert owner.get(address).url in ("/write/tidy/", f"/write/tidy/{topic('Search').pk}/")
    assert not Tidying.objects.exists()


def test_the_owner_merges_by_name_reads_it_in_the_log_and_undoes_it(three, owner):
    owner.post("/write/tidy/merge/", {"topic": topic("Finding things").pk, "name": "search"})
    said = read(owner, "/write/tidy/")
    assert "“Finding things” was filed under “Search”" in said
    assert "by owner" in said
    assert found("search") == ["One", "Three", "Two"]
    owner.post(f"/write/tidy/undo/{Tidying.objects.get().pk}/")
    assert "Undone" in read(owner, "/write/tidy/")
    assert filed("Finding things") == ["Three", "Two"]


def test_a_topic_that_nobody_knows_says_so_and_strange_numbers_are_404(three, owner):
    answer = owner.post("/write/tidy/merge/", {"topic": topic("Search").pk, "name": "Nothing <b>"})
    assert "There is no topic “Nothing &lt;b&gt;” yet." in answer.content.decode()
    for sent in ({}, {"topic": "x"}, {"topic": "9" * 30}, {"topic": topic("Search").pk, "into": 999999}):
        assert owner.post("/write/tidy/merge/", sent).status_code == 404


def test_a_further_name_has_no_page_of_its_own_and_is_found_by_it(three, owner):
    tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    assert owner.get(f"/write/tidy/{topic('Finding things').pk}/").url == f"/write/tidy/{topic('Search').pk}/"
    assert "Search 3" in read(owner, "/write/tidy/?q=finding")
    assert "No topic’s name has" in read(owner, "/write/tidy/?q=zebra")


def test_an_answer_stands_before_what_was_not_asked(alice, owner):
    published(alice, section("aaa", "One", topics=("Planner", "Planners", "Zebras")))
    everything, asked = read(owner, "/write/tidy/"), read(owner, "/write/tidy/?q=zeb")
    assert everything.index("May be one") < everything.index("Every topic 3")
    assert asked.index("Found 1") < asked.index("Zebras 1") < asked.index("May be one")


def test_from_a_topics_own_page_the_owner_goes_on_to_tidy_it(three, alice, visitor, owner):
    page = f"/write/tidy/{topic('Search').pk}/"
    assert page in owner.get("/topics/search/").content.decode()
    assert owner.get(page).status_code == 200
    for person in (alice, visitor):
        assert "/write/tidy/" not in person.get("/topics/search/").content.decode()


# What is said afterwards, and what the log offers


def told(person: Person, address: str, **sent: object) -> str:
    """What stands at the top of the page that follows."""
    answer = person.post(address, sent, follow=True)
    return " ".join(str(message) for message in answer.context["messages"])


def undo_of(act: Tidying | None) -> str:
    assert act
    return f"/write/tidy/undo/{act.pk}/"


def test_what_is_so_again_after_an_undo_is_said_in_true_words(three, owner):
    renamed = tidying.rename(topic("Search"), "SEARCH", by=owner.user)
    assert told(owner, undo_of(renamed)) == "Undone: “SEARCH” is called “Search” again."
    merged = tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    split = tidying.split(topic("Finding things"), by=owner.user)
    assert told(owner, undo_of(split)) == "Undone: “Finding things” is filed under “Search” again."
    assert told(owner, undo_of(merged)) == "Undone: “Finding things” is a topic of its own again."
    assert told(owner, undo_of(merged)) == "It is so already. Nothing was changed."
    # under the names of today
    merged = tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    tidying.rename(topic("Search"), "Finding things", by=owner.user)  # the two names change places
    assert told(owner, undo_of(merged)) == "Undone: “Search” is a topic of its own again."


def test_what_was_done_is_said_under_both_names(three, owner):
    one, other = topic("Search").pk, topic("Finding things").pk
    said = told(owner, f"/write/tidy/{one}/rename/", name="Seeking")
    assert said == "“Search” was renamed “Seeking”."
    assert told(owner, "/write/tidy/merge/", topic=other, into=one) == "“Finding things” was filed under “Seeking”."
    assert told(owner, f"/write/tidy/{other}/split/") == "“Finding things” was split off from “Seeking”."


def test_that_two_stay_two_stands_in_the_log_and_can_be_undone(alice, owner):
    published(alice, section("aaa", "One", topics=("Planner", "Planners")))
    sent = {"topic": topic("Planners").pk, "into": topic("Planner").pk}
    assert told(owner, "/write/tidy/apart/", **sent) == "“Planners” and “Planner” were kept as two topics."
    assert told(owner, "/write/tidy/apart/", **sent) == "It is so already. Nothing was changed."
    act = Tidying.objects.get()
    assert not proposed(owner)
    assert not tidying.is_untaught()
    assert "“Planners” and “Planner” were kept as two topics" in read(owner, "/write/tidy/")
    assert told(owner, undo_of(act)) == "Undone: “Planners” and “Planner” may be proposed for merging again."
    assert proposed(owner)
    assert not tidying.is_untaught()
    assert "were kept as two" in told(owner, "/write/tidy/apart/", topic=sent["into"], into=sent["topic"])
    assert not proposed(owner)


def test_a_press_in_a_tab_that_is_out_of_date_says_what_is_so(alice, owner):
    published(alice, section("aaa", "One", topics=("governence", "governance", "planning", "search", "Other")))
    wrong, right, other = (topic(name).pk for name in ("governence", "governance", "Other"))
    tidying.merge(topic("governence"), topic("governance"), by=owner.user)
    now = "“governence” is a name of “governance” now."
    for two in ({"topic": wrong, "into": right}, {"topic": right, "into": wrong}):
        assert told(owner, "/write/tidy/apart/", **two) == f"{now} Split it off first, and they are two."
    assert told(owner, "/write/tidy/apart/", topic=wrong, into=other).startswith(now)
    round_about = told(owner, "/write/tidy/merge/", topic=right, into=wrong)
    assert round_about == f"{now} Rename “governance” if it should be called so."
    assert told(owner, "/write/tidy/merge/", topic=wrong, into=right).startswith("It is so already")
    assert told(owner, "/write/tidy/merge/", topic=wrong, into=other) == f"{now} Look again."
    assert told(owner, "/write/tidy/apart/", topic=right, into=right) == "That is one topic, “governance”. Choose two."
    assert told(owner, f"/write/tidy/{wrong}/rename/", name="x").startswith("“governence” is another name")
    assert Tidying.objects.count() == 1


def test_who_types_a_name_that_a_topic_has_already_is_told_how_to_call_it_so(alice, owner):
    published(alice, section("aaa", "One", topics=("planning", "search", "Other")))
    tidying.merge(topic("planning"), topic("search"), by=owner.user)
    answer = owner.post("/write/tidy/merge/", {"topic": topic("search").pk, "name": "Planning"})
    html = answer.content.decode()
    assert "“planning” is a name of “search” now. Rename “search” if it should be called so." in html
    assert 'value="Planning"' in html
    # by a further name of a third one, all of it goes to that
    assert told(owner, "/write/tidy/merge/", topic=topic("Other").pk, name="planning").endswith("under “search”.")
    said = told(owner, "/write/tidy/merge/", topic=topic("Other").pk, name="search")
    assert said == "It is so already. Nothing was changed."


def log(owner: Person, address: str = "/write/tidy/") -> list[overseeing.Logged]:
    """As the page has it, checked against its words."""
    answer = owner.get(address)
    rows, html = answer.context["acts"], answer.content.decode()
    assert [undo_of(row.act) in html for row in rows] == [row.may_be_undone for row in rows]
    assert [row.act.pk for row in rows if row.first] == [
        int(pk) for pk in re.findall(r'<li id="act-(\d+)"(?:(?!</li>).)*undo first what came after', html, re.DOTALL)
    ]
    return rows


def offers(owner: Person) -> list[tuple[str, bool, str]]:
    """What the log says, whether it offers to undo it, and what has to be undone before."""
    return [(row.act.said, row.may_be_undone, row.first.said if row.first else "") for row in log(owner)]


def test_undo_is_not_offered_where_it_would_be_refused_and_what_comes_first_is_named(three, alice, owner):
    tidying.rename(topic("Search"), "Policy / delivery", by=owner.user)
    second = tidying.rename(topic("Policy / delivery"), "Seeking", by=owner.user)
    first, last = "“Search” was renamed “Policy / delivery”", "“Policy / delivery” was renamed “Seeking”"
    assert offers(owner) == [(last, True, ""), (first, False, last)]
    merged = tidying.merge(topic("Seeking"), topic("Finding things"), by=owner.user)
    under = "“Seeking” was filed under “Finding things”"
    assert offers(owner) == [(under, True, ""), (last, False, under), (first, False, under)]
    tidying.undo(merged, by=owner.user)
    tidying.undo(second, by=owner.user)
    assert offers(owner) == [(under, False, ""), (last, False, ""), (first, True, "")]
    # the old name has become a topic of its own
    tidying.split(topic("Search"), by=owner.user)
    off = "“Search” was split off from “Policy / delivery”"
    assert offers(owner)[0::3] == [(off, True, ""), (first, False, off)]


def test_what_was_merged_split_and_kept_apart_is_undone_from_the_last_one_on(three, owner):
    apart = tidying.keep_apart(topic("Search"), topic("Finding things"), by=owner.user)
    assert offers(owner) == [(apart.said, True, "")]
    merged = tidying.merge(topic("Finding things"), topic("Search"), by=owner.user)
    assert offers(owner) == [(merged.said, True, ""), (apart.said, False, merged.said)]
    split = tidying.split(topic("Finding things"), by=owner.user)
    assert offers(owner) == [(split.said, True, ""), (merged.said, False, split.said), (apart.said, True, "")]
    again = tidying.merge(topic("Search"), topic("Finding things"), by=owner.user)
    assert offers(owner)[:2] == [(again.said, True, ""), (split.said, False, again.said)]
    assert log(owner, f"/write/tidy/{topic('Finding things').pk}/")[1].first == again


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_log_offers_to_undo_is_undone(alice, owner, seed):
    names, chance = ["One", "Two", "Three", "Four"], random.Random(seed)
    published(alice, *(section(key, topics=names) for key in ("aaa", "bbb")))
    for _ in range(25):
        with suppress(tidying.NotTidy):
            two = chance.sample(list(Topic.objects.all()), 2)
            act = chance.choice(["merge", "rename", "split", "apart", "undo"])
            if act == "merge":
                tidying.merge(*two, by=None)
            elif act == "rename":
                tidying.rename(two[0], chance.choice([*names, "Six", "SIX"]), by=None)
            elif act == "split":
                tidying.split(two[0], by=None)
            elif act == "apart":
                tidying.keep_apart(*two, by=None)
        rows = overseeing.logged(Tidying.objects.for_log()[:30])
        offered = [row.act for row in rows if row.may_be_undone]
        if offered and act == "undo":
            undone = chance.choice(offered)
            before = {(one.name, one.stands_for_id) for one in Topic.objects.all()}
            assert tidying.undo(undone, by=None)
            if undone.kind != "apart":
                assert {(one.name, one.stands_for_id) for one in Topic.objects.all()} != before
            undone = Tidying.objects.for_log().get(pk=undone.pk)
            if undone.kind in ("merged", "split"):
                assert ("filed under" in undone.said_undone) == (undone.kind == "split")


def test_the_log_costs_the_same_however_long_it_is(three, owner):
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            owner.get("/write/tidy/")
        return len(counted)

    tidying.rename(topic("Search"), "Seeking 0", by=owner.user)
    few = cost()
    for turn in range(6):
        tidying.rename(topic(f"Seeking {turn}"), f"Seeking {turn + 1}", by=owner.user)
        tidying.merge(topic("Finding things"), topic(f"Seeking {turn + 1}"), by=owner.user)
        tidying.split(topic("Finding things"), by=owner.user)
    assert cost() == few


# Proposals


def names_of(proposals) -> set[tuple[str, str]]:
    return {(one.fewer.name, one.more.name) for one in proposals}


def proposed(owner: Person) -> set[tuple[str, str]]:
    return names_of(overseeing.proposals(owner.user, list(Topic.objects.in_use().with_filings())))


def test_misspelt_and_doubled_topics_are_proposed_with_counts_and_examples(alice, owner):
    published(alice, section("aaa", "One", topics=("Accessibility", "User research", "Houses", "GDS")))
    published(
        alice,
        section("bbb", "Two", topics=("Accesibility", "Userresearch", "House", "Government Digital Service")),
        section("ccc", "Three", topics=("Accessibility",)),
        week=WEEK - 1,
    )
    assert proposed(owner) == {
        ("Accesibility", "Accessibility"),
        ("Userresearch", "User research"),
        ("House", "Houses"),
        ("Government Digital Service", "GDS"),
    }
    said = read(owner, "/write/tidy/")
    assert "Accesibility 1 section and Accessibility 2 sections" in said
    assert "Under “Accesibility”: Two , w/c 23 July 2018" in said


@pytest.mark.parametrize(
    ("two", "why"),
    [
        (("governence", "governance"), "a letter or two apart"),
        (("organisations", "organizations"), "a letter or two apart"),
        (("data governence", "data governance"), "a letter or two apart"),
        (("Planner", "Planners"), "two forms of the same words"),
        (("searching", "searches"), "two forms of the same words"),
        (("House repair", "Houses repair"), "two forms of the same words"),
        (("Policy", "Policies"), "two forms of the same words"),
        (("User-research", "Userresearch"), "the same but for spaces and signs"),
    ],
)
def test_why_two_are_proposed_is_said_rightly(alice, owner, two, why):
    published(alice, section("aaa", "One", topics=two))
    assert f"Their names are {why}." in read(owner, "/write/tidy/")


def test_years_short_words_and_what_is_only_near_are_not_proposed(alice, owner):
    names = ("Budget 2024", "Budget 2025", "Cats", "Cars", "Housing", "Policing", "Repairs", "Damp", "Camp", "Q1", "Q2")
    published(alice, section("aaa", "One", topics=names))
    assert proposed(owner) == set()


def test_two_that_stay_two_are_not_proposed_again(alice, owner):
    published(alice, section("aaa", "One", topics=("Planner", "Planners")))
    assert proposed(owner)
    for _ in range(2):
        owner.post("/write/tidy/apart/", {"topic": topic("Planners").pk, "into": topic("Planner").pk})
    assert not proposed(owner)
    assert filed("Planner") == filed("Planners") == ["One"]


def test_examples_are_of_what_the_owner_may_read(alice, owner):
    published(alice, section("aaa", "A secret heading", topics=("Planner",), audience=MEMBERS))
    published(alice, section("bbb", "Open", topics=("Planners",)), week=WEEK - 1)
    assert "A secret heading" not in read(owner, "/write/tidy/")
    assert "A secret heading" not in read(owner, f"/write/tidy/{topic('Planner').pk}/")


def test_the_page_costs_the_same_however_many_topics_there_are(alice, owner):
    def cost() -> int:
        with CaptureQueriesContext(connection) as counted:
            owner.get("/write/tidy/")
        return len(counted)

    published(alice, section("aaa", "One", topics=("Planner", "Planners")))
    few = cost()
    names = [f"{word}{end}" for word in ("Garden", "Bridge", "Window", "Letter") for end in ("", "s")]
    published(alice, section("bbb", "Two", topics=names), week=WEEK - 1)
    assert len(proposed(owner)) == 5
    assert cost() == few
