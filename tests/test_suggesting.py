"""Topics are suggested while one writes: from the heading, the words, and what similar sections were filed under."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from notes import search, tidying
from notes.content import COLLEAGUES, MAX_BODY, MAX_TOPICS, MEMBERS
from notes.models import Entry, Filing, Revision, Section, Topic, User
from notes.suggesting import topics_for
from tests.conftest import WEEK, Person, draft_of, published, section
from tests.forms_on_page import fields, read
from tests.shared import needs_shared, records

pytestmark = pytest.mark.django_db


def address(entry: Entry) -> str:
    return f"/write/{entry.pk}/topics/"


def suggested(person: Person, entry: Entry, heading: str = "", body: str = "", topics: str = "") -> list[str]:
    sent = {"section": "now", "heading-now": heading, "body-now": body, "topics-now": topics}
    answer = person.post(address(entry), sent)
    assert answer.status_code == 200
    return json.loads(answer.content)["topics"]


@pytest.fixture
def filed(bob):
    published(bob, section("aaa", "A box", "The query box was slow.", topics=("search",)), week=WEEK - 1)
    published(bob, section("bbb", "Walls", "Condensation behind wardrobes.", topics=("damp and mould",)), week=WEEK - 2)


def test_a_topic_is_known_by_its_words_whatever_their_endings(filed, alice, draft):
    assert suggested(alice, draft, "On searching and indeed indexing")[0] == "search"
    assert suggested(alice, draft, "Monday", "Mouldy, damp rooms again") == ["damp and mould"]


def test_what_stands_in_the_heading_comes_first(filed, alice, draft):
    both = suggested(alice, draft, "Searches", "A damp and mouldy wardrobe, with condensation behind it")
    assert both == ["search", "damp and mould"]


def test_what_similar_sections_are_filed_under_is_suggested(filed, alice, draft):
    assert suggested(alice, draft, "Rooms", "Wardrobes and condensation, again") == ["damp and mould"]


def file_under(person: Person, *topics: str, back: int = 1, **more) -> None:
    """A section for each, with words that no test asks about."""
    its = zip(("aaa", "bbb", "ccc", "ddd"), topics, strict=False)
    sections = (section(key, "Zebras", "Ostriches.", topics=(topic,), **more) for key, topic in its)
    published(person, *sections, week=WEEK - back)


def test_a_part_of_a_name_in_the_heading_is_enough(alice, bob, draft):
    file_under(bob, "housing repairs", "bins and recycling")
    assert suggested(alice, draft, "Repairs") == suggested(alice, draft, "Housing") == ["housing repairs"]
    assert suggested(alice, draft, "Bins and repairs", topics="housing repairs") == ["bins and recycling"]
    assert suggested(alice, draft, "And so on") == []


def test_a_word_of_few_names_says_more_than_one_of_many(alice, bob, draft):
    file_under(bob, "data sharing", "data quality", "open data", "housing repairs")
    found = suggested(alice, draft, "Data for repairs")
    assert found == ["housing repairs", "data quality", "data sharing", "open data"]
    assert suggested(alice, draft, "Open data, and repairs")[:2] == ["open data", "housing repairs"]


def test_names_that_the_writer_may_not_see_do_not_weigh_their_words(alice, bob, draft):
    file_under(bob, "data sharing", "street lights")
    before = suggested(alice, draft, "Street data")
    hidden = [f"data {word}" for word in ("loss", "breach", "theft")]
    file_under(bob, *hidden, back=2, audience=MEMBERS)
    assert suggested(alice, draft, "Street data") == before == ["data sharing", "street lights"]
    assert suggested(bob, draft_of(bob, week=WEEK + 1), "Street data")[0] == "street lights"


def test_a_name_of_several_words_that_is_written_out_comes_before_guesses_from_similar_sections(alice, bob, draft):
    for back in range(3, 7):
        published(bob, section("bbb", "Contractors", "A contractor came.", topics=("addresses",)), week=WEEK - back)
    file_under(bob, "housing repairs", "damp and mould")
    words = "We met the housing repairs contractor about damp"
    assert suggested(alice, draft, "", words) == ["housing repairs", "addresses", "damp and mould"]
    assert suggested(alice, draft, "Repairs", "A contractor for housing") == ["housing repairs", "addresses"]


def test_a_topic_of_words_that_are_everywhere_is_not_read_into_everything(alice, bob, draft):
    published(bob, section("aaa", "Laptops", "New machines.", topics=("IT", "Our work")), week=WEEK - 1)
    assert suggested(alice, draft, "It was quiet", "We saw our friends and it rained") == []
    assert suggested(alice, draft, "Laptops") == ["IT", "Our work"]


def test_no_words_and_strange_words_suggest_nothing(filed, alice, draft):
    assert suggested(alice, draft) == []
    assert suggested(alice, draft, " \n\t", "\u200b ​") == []
    assert suggested(alice, draft, "Zebra", "\"' OR 1=1 -- <b> %s {{ x }} \\ *") == []


def test_what_is_chosen_already_is_not_suggested_however_it_is_spelt(filed, alice, draft):
    heading = "Searching damp, mouldy rooms"
    assert set(suggested(alice, draft, heading)) == {"damp and mould", "search"}
    assert suggested(alice, draft, heading, topics="#Search,") == ["damp and mould"]
    assert suggested(alice, draft, heading, topics="Damp-and-mould, SEARCH") == []
    enough = ", ".join(f"topic {number}" for number in range(MAX_TOPICS))
    assert suggested(alice, draft, heading, topics=enough) == []


def test_a_section_is_no_witness_for_itself(alice):
    entry = published(alice, section("now", "Elephants", "Trunks.", topics=("zoo",)))
    assert suggested(alice, entry, "Elephants", "Trunks.") == []
    assert suggested(alice, draft_of(alice, week=WEEK + 1), "Elephants", "Trunks.") == ["zoo"]


def test_in_an_archive_that_begins_the_topics_of_the_same_note_are_known_by_their_words(alice):
    entry = draft_of(alice, section("aaa", "One", topics=("Zebra crossings",)), section("now", "Two", topics=("Owls",)))
    assert suggested(alice, entry, "A zebra at the crossing") == ["Zebra crossings"]
    assert suggested(alice, entry, "A zebra at the crossing", topics="zebra-crossings") == []
    assert suggested(alice, entry, "An owl") == []  # it was taken out of this very section


def test_a_name_that_was_merged_leads_to_the_topic_that_it_became(filed, alice, bob, owner, draft):
    published(bob, section("ccc", "Spores", "Black spots.", topics=("fungus",)), week=WEEK - 3)
    tidying.merge(Topic.objects.get(key="fungus"), Topic.objects.get(key="damp and mould"), by=owner.user)
    assert suggested(alice, draft, "Fungus") == ["damp and mould"]
    assert suggested(alice, draft, "Spores and black spots") == ["damp and mould"]
    assert suggested(alice, draft, "Mouldy, damp fungus", topics="Fungus") == []


def test_a_further_name_that_the_writer_could_not_know_leads_nowhere(filed, alice, bob, owner, draft):
    secret = section("ccc", "Posts", "Posts that close.", topics=("Operation Kestrel",), audience=MEMBERS)
    published(bob, secret, week=WEEK - 3)
    tidying.merge(Topic.objects.get(key="operation kestrel"), Topic.objects.get(key="search"), by=owner.user)
    assert suggested(bob, draft_of(bob, week=WEEK + 1), "Operation Kestrel") == ["search"]
    assert suggested(alice, draft, "Operation Kestrel") == []
    # nor does choosing it say what it stands for
    assert suggested(alice, draft, "Searching", topics="Operation Kestrel") == ["search"]


def test_what_the_writer_may_not_see_has_no_say(alice, bob, visitor, draft):
    posts = section("aaa", "Redundancies", "Posts that close.", topics=("Redundancies",), audience=MEMBERS)
    published(bob, posts, section("bbb", "Posts", "Posts that close.", topics=("Bins",), audience=MEMBERS))
    published(bob, section("ccc", "Bins", "Lorries.", topics=("Bins",)), week=WEEK - 4)
    published(bob, section("ddd", "Tea", "Kettles.", topics=("Rooms",), audience=COLLEAGUES), week=WEEK - 5)
    assert suggested(bob, draft_of(bob, week=WEEK + 1), "Redundancies", "Posts that close") == ["Redundancies", "Bins"]
    assert suggested(alice, draft, "Redundancies", "Posts that close") == []  # though she may see Bins elsewhere
    assert suggested(alice, draft, "Kettles") == ["Rooms"]
    # one that somebody else keeps to themselves is one's own as soon as one writes it
    own = draft_of(alice, section("eee", topics=("Redundancies",)), week=WEEK + 2)
    assert suggested(alice, own, "Redundancies") == ["Redundancies"]


def test_many_hidden_sections_do_not_crowd_out_those_that_the_writer_may_see(alice, bob, draft, monkeypatch):
    monkeypatch.setattr("notes.suggesting.HOLDING", 2)
    published(bob, section("aaa", "Walls", "Condensation.", topics=("damp",)), week=WEEK - 9)
    hidden = [section(f"{key}x", "Walls", "Condensation.", topics=("x",), audience=MEMBERS) for key in "bcdef"]
    published(bob, *hidden, week=WEEK)
    assert suggested(alice, draft, "Condensation") == ["damp"]


def test_only_those_who_write_the_entry_ask_and_asking_writes_nothing(filed, alice, bob, visitor, draft):
    sent = {"section": "now", "heading-now": "Searching"}
    assert alice.post(address(draft), sent).json() == {"topics": ["search"]}
    assert visitor.post(address(draft), sent).status_code in (302, 403)
    assert bob.post(address(draft), sent).status_code == 404
    assert alice.post("/write/999999/topics/", sent).status_code == 404
    assert alice.get(address(draft)).status_code == 405
    before = (Revision.objects.count(), Topic.objects.count(), Filing.objects.count())
    suggested(alice, draft, "Unheard of", topics="Never seen")
    assert (Revision.objects.count(), Topic.objects.count(), Filing.objects.count()) == before


def test_whatever_is_sent_is_answered(filed, alice, draft):
    assert alice.post(address(draft), {}).json() == {"topics": []}
    assert alice.post(address(draft), {"section": "<b>", "heading-<b>": "Searching"}).json() == {"topics": ["search"]}
    long = "Searching " + "漢字" * MAX_BODY
    assert suggested(alice, draft, "x" * 100_000, long) == ["search"]


@needs_shared
@pytest.mark.parametrize("name", ["blns", "unicode", "search_queries", "xss_html"])
def test_hostile_text_gets_an_answer(filed, alice, draft, name):
    texts = [text for record in records(name)[:50] if isinstance(text := record.get("input"), str)]
    assert len(texts) > 20
    for text in texts:
        text = text.encode("utf-8", "replace").decode()
        assert set(suggested(alice, draft, text, text, text)) <= {"search", "damp and mould"}


def pressed(person: Person, entry: Entry, act: str, **typed: str) -> HttpResponse:
    """The desk after one of its buttons, with what was typed: `topics_search` is the field "topics-search"."""
    desk = entry.get_write_url()
    form = fields(person.get(desk), desk) | {name.replace("_", "-"): [value] for name, value in typed.items()}
    return person.post(desk, form | {"act": [act]})


def offered(answer: HttpResponse) -> list[str]:
    acts = [value for name, value in read(answer).buttons if name == "act"]
    return [value for value in acts if value.startswith("file:")]


def test_without_scripts_a_button_asks_and_another_adds_and_neither_saves(filed, alice, draft):
    assert ("act", "suggest:search") in read(alice.get(draft.get_write_url())).buttons
    before = Revision.objects.count()
    heading, body = "Searching damp, <mouldy> rooms", "\n  as it was typed  \n"
    typed = {"heading_search": heading, "body_search": body, "topics_search": "  Bins,,"}
    answer = pressed(alice, draft, "suggest:search", **typed)
    assert set(offered(answer)) == {"file:search:search", "file:search:damp and mould"}
    assert read(answer).autofocused == [offered(answer)[0]]
    form = fields(answer, draft.get_write_url())
    assert [form[f"{name}-search"] for name in ("heading", "body", "topics")] == [[heading], [body], ["  Bins,,"]]

    answer = pressed(alice, draft, "file:search:damp and mould", **typed)
    assert fields(answer, draft.get_write_url())["topics-search"] == ["  Bins, damp and mould"]
    assert offered(answer) == ["file:search:search"]
    answer = pressed(alice, draft, "file:search:search", **typed | {"topics_search": "damp and mould"})
    assert fields(answer, draft.get_write_url())["topics-search"] == ["damp and mould, search"]
    assert offered(answer) == []
    assert "Nothing more suggests itself" in answer.content.decode()
    assert read(answer).autofocused == ["search-topics"]
    assert Revision.objects.count() == before


def test_without_scripts_too_it_is_for_those_who_write_the_entry_and_odd_acts_do_nothing(filed, alice, bob, draft):
    for act in ("suggest:search", "file:search:search"):
        assert bob.post(draft.get_write_url(), {"act": act}).status_code == 404
    for act in (
        "suggest",
        "suggest:",
        "suggest:nowhere",
        "file:",
        "file:search",
        "file:search:",
        "file::x",
        "file:\0:\0",
    ):
        answer = pressed(alice, draft, act)
        assert answer.status_code == 200
        assert fields(answer, draft.get_write_url())["topics-search"] == [""]
    many = "x, " * 2000 + "\n<script>:" + "y" * 200
    answer = pressed(alice, draft, f"file:search:{many}", topics_search="a")
    assert "<script>:" not in answer.content.decode()
    assert fields(answer, draft.get_write_url())["topics-search"][0].startswith("a, x, x")


def test_it_costs_the_same_however_much_there_is(filed, alice, bob, draft):
    def cost() -> int:
        suggested(alice, draft, "Searching", "Condensation and wardrobes", "Fungus")
        with CaptureQueriesContext(connection) as counted:
            suggested(alice, draft, "Searching", "Condensation and wardrobes", "Fungus")
        return len(counted)

    few = cost()
    for back in range(3, 9):
        published(bob, section("ccc", "Walls", "Condensation.", topics=(f"Topic {back}", "search")), week=WEEK - back)
    assert cost() == few <= 12


@pytest.mark.once  # how well it chooses; that it does so on both databases is said by all others
def test_in_the_samples_a_topic_of_nearly_every_section_is_among_the_first_five(tmp_path, settings):
    """Each section is asked about as if it were not there. The bounds stand a little under what was measured over all
    of them: 0.92 among the five, 0.63 the first.
    """
    settings.DATA_DIR = tmp_path
    call_command("load_samples", stdout=open("/dev/null", "w"))  # noqa: SIM115
    search.sweep()  # as `reindex` does: of what stands in a transaction alone no server knows how much it is
    owner = User.objects.get(username="owner")
    right = first = 0
    filed = Section.objects.filter(filings__isnull=False).distinct().select_related("entry__head").order_by("pk")
    sections = list(filed)
    for one in sections:
        its = set(Filing.objects.filter(content_object=one).values_list("tag__name", flat=True))
        found = topics_for(owner, one.entry, key=one.key, heading=one.heading, body=one.text, topics=())
        right += bool(its & set(found))
        first += bool(its & set(found[:1]))
    assert len(sections) > 300
    assert right / len(sections) >= 0.90
    assert first / len(sections) >= 0.61
