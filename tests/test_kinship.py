"""Related sections: what speaks of the same stands under each section, chosen when it is published."""

from __future__ import annotations

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notes import kinship, publishing
from notes.content import COLLEAGUES, MEMBERS
from notes.models import Entry, Relation, Section
from tests.conftest import WEEK, Person, published, section

pytestmark = pytest.mark.django_db

DAMP = "Condensation behind the wardrobe on Larkfield Terrace."


def see_also(person: Person, entry: Entry) -> list[list[str]]:
    """Under each section that has any, the headings that it leads to."""
    html = person.get(entry.get_absolute_url()).content.decode()
    lists = re.findall(r'<div class="see-also">.*?</div>', html, re.S)
    return [re.findall(r"<li><a [^>]*>([^<]*)</a>", one) for one in lists]


def publish_on(person: Person, key: str, heading: str, body: str = DAMP, *, back: int = 0, **more) -> Entry:
    return published(person, section(key, heading, body, **more), week=WEEK - back)


def test_sections_that_share_rare_words_lead_to_each_other(alice, bob, visitor):
    old = publish_on(bob, "aaa", "Damp again", back=20)
    new = publish_on(alice, "bbb", "Wet walls")
    publish_on(bob, "ccc", "Bins", "Lorries came late and the crew waited.", back=1)
    assert see_also(visitor, new) == [["Damp again"]]
    assert see_also(visitor, old) == [["Wet walls"]]


def test_what_is_cited_by_both_or_filed_alike_and_said_alike_is_related_and_a_topic_alone_is_not(alice, bob, visitor):
    publish_on(bob, "aaa", "Report", "Reading [it](https://reports.example.org/one?utm_source=x).", back=3)
    publish_on(bob, "bbb", "Choirs", "Singers rehearse madrigals.", back=2, topics=("Music",))
    publish_on(bob, "ccc", "Only filed", "Nothing else in common whatsoever.", back=1, topics=("Music",))
    cites = publish_on(alice, "ddd", "Here too", "See <http://www.reports.example.org/one/>.")
    sings = publish_on(alice, "eee", "Madrigal", "An evening of it.", topics=("Music",))
    assert see_also(visitor, cites) == [["Report"]]
    assert see_also(visitor, sings) == [["Choirs"]]


def test_an_entry_never_leads_to_itself_and_no_section_stands_twice_on_a_page(alice, bob, visitor):
    publish_on(bob, "aaa", "Damp again", back=2)
    entry = published(alice, section("bbb", "One", DAMP), section("ccc", "Two", DAMP))
    publishing.publish(entry, by=alice.user)
    assert see_also(visitor, entry) == [["Damp again"]]


def test_three_at_most_and_one_of_each_entry(alice, bob, visitor):
    published(bob, section("aaa", "A", DAMP), section("bbb", "B", DAMP), week=WEEK - 9)
    for back, key in enumerate(("ccc", "ddd", "eee", "fff"), 1):
        publish_on(bob, key, key.upper(), back=back)
    found = see_also(visitor, publish_on(alice, "ggg", "G"))
    assert len(found[0]) == 3
    assert not {"A", "B"} <= set(found[0])


def test_what_a_viewer_may_not_see_leaves_no_trace_and_no_gap(alice, bob, visitor):
    for back, key in enumerate(("aaa", "bbb", "ccc"), 1):
        publish_on(alice, key, f"Open {key}", back=back)
    publish_on(alice, "ddd", "For colleagues", back=5, audience=COLLEAGUES)
    publish_on(alice, "eee", "For members", DAMP * 2, back=6, audience=MEMBERS)
    publish_on(bob, "fff", "For others", DAMP * 2, back=7, audience=MEMBERS)
    entry = publish_on(alice, "ggg", "Here")
    assert set(see_also(visitor, entry)[0]) == {"Open aaa", "Open bbb", "Open ccc"}
    assert "For members" not in str(see_also(bob, entry))
    assert len(see_also(bob, entry)[0]) == 3
    assert "For others" not in str(see_also(alice, entry))
    everything = {s for p in (visitor, bob) for e in Entry.objects.all() for found in see_also(p, e) for s in found}
    assert "For members" not in everything


def test_a_member_is_led_to_what_is_for_members_alone(alice, visitor):
    publish_on(alice, "aaa", "Inside", back=1, audience=MEMBERS)
    entry = publish_on(alice, "bbb", "Here")
    assert see_also(alice, entry) == [["Inside"]]
    assert see_also(visitor, entry) == []


def test_what_is_taken_back_is_gone_and_what_is_published_again_is_there_again(alice, bob, visitor):
    old = publish_on(bob, "aaa", "Damp again", back=2)
    new = publish_on(alice, "bbb", "Wet walls")
    publishing.unpublish(old, by=bob.user)
    assert see_also(visitor, new) == []
    publishing.publish(old, by=bob.user)
    assert see_also(visitor, new) == [["Damp again"]]
    assert see_also(visitor, old) == [["Wet walls"]]


def test_reindex_finds_them_again_and_drops_what_is_left_over(alice, bob, visitor):
    old = publish_on(bob, "aaa", "Damp again", back=2)
    new = publish_on(alice, "bbb", "Wet walls")
    Relation.objects.all().delete()
    here = Section.objects.get(key="aaa").pk
    Relation.objects.create(section_id=here, other_id=here + 999, score=9)
    call_command("reindex", stdout=open("/dev/null", "w"))  # noqa: SIM115
    assert see_also(visitor, new) == [["Damp again"]]
    assert see_also(visitor, old) == [["Wet walls"]]
    assert Relation.objects.count() == 2


def test_a_relation_to_what_has_gone_meanwhile_is_not_shown(alice, visitor):
    entry = publish_on(alice, "aaa", "Here")
    Relation.objects.create(section=Section.objects.get(), other_id=99_999, score=9)
    assert see_also(visitor, entry) == []


def test_however_many_speak_of_it_few_are_kept(alice, bob):
    for back in range(16):
        publish_on(bob, f"a{'bcdefghijkmnpqrs'[back]}x", f"Damp {back}", back=back)
    assert max(Relation.objects.filter(section=s).count() for s in Section.objects.all()) <= 8


def test_a_page_costs_the_same_whatever_is_related(alice, bob, visitor):
    def cost(entry: Entry) -> int:
        visitor.get(entry.get_absolute_url())
        with CaptureQueriesContext(connection) as counted:
            visitor.get(entry.get_absolute_url())
        return len(counted)

    alone = publish_on(alice, "aaa", "Alone", "Quite other words here.")
    few = cost(alone)
    for back in (2, 3, 4):
        publish_on(bob, f"b{'xyz'[back - 2]}x", "Damp", back=back)
    many = published(alice, *(section(f"c{x}x", "Here", DAMP + x * 9) for x in "defgh"), week=WEEK - 1)
    assert see_also(visitor, many)
    assert cost(many) == few


def test_publishing_asks_the_same_however_long_the_note_is(alice, bob, monkeypatch):
    # Which words are everywhere is learnt anew now and then, by two queries, whatever is published
    monkeypatch.setattr("notes.search.common_here", frozenset)

    def cost(number: int, back: int) -> int:
        sections = [section(f"k{'abcdefghij'[n]}x", f"H{n}", f"{DAMP} {'abcdefghij'[n] * 6}") for n in range(number)]
        with CaptureQueriesContext(connection) as counted:
            kinship.likeness([kinship.Traits(s.heading, s.body) for s in sections])
        published(alice, *sections, week=WEEK - back)
        return len(counted)

    publish_on(bob, "aaa", "Damp", back=30)
    assert cost(1, 1) == cost(10, 2)


def test_hostile_words_are_only_words(alice, bob, visitor):
    body = "\"' OR 1=1 -- NEAR(x) * ^ { col: } %s %(x)s\n\n" + " ".join(f"or{n} and:{n} topic:{n}" for n in range(30))
    publish_on(bob, "aaa", "AND NOT OR", body, back=1)
    assert see_also(visitor, publish_on(alice, "bbb", "NOT AND", body)) == [["AND NOT OR"]]
