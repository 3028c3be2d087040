"""What was written before: the list, names given by hand, two compared, and what was put away brought back."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes import publishing
from notes.comparing import compare, longest_run
from notes.content import EntryContent
from notes.differing import differences, in_short, moves
from notes.models import Revision
from tests.conftest import content, draft_of, published, section
from tests.forms_on_page import dangling, fields
from tests.test_autosave import Tab, earlier, listed
from tests.test_writing import desk, newest

A, B, C = (section(key, key.title(), f"Words of {key}.") for key in ("damp", "repairs", "phones"))


@pytest.fixture
def shared(alice, bob):
    alice.journal.members.add(bob.user)
    return draft_of(alice, A, B, C)


def history(person, entry, **asked) -> str:
    return person.get(reverse("history", args=[entry.pk]), asked).content.decode()


def name(person, entry, revision, words):
    return person.post(reverse("name-revision", args=[entry.pk, revision.pk]), {"name": words})


def compared(person, entry, before, after):
    return person.get(reverse("compare", args=[entry.pk]), {"from": before.pk, "to": after.pk})


def saved(entry, person, *sections, **more) -> Revision:
    return publishing.save_draft(entry, content(*sections, **more), by=person.user).revision


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# Names


def test_a_name_sets_down_what_was_only_typed_and_can_change_and_go(alice, shared):
    tab = Tab(alice, shared)
    tab.hears(tab.type(body_damp="Before Legal"))
    shared.refresh_from_db()
    named, words = shared.head, shared.head.content
    assert not named.is_checkpoint
    assert name(alice, shared, named, "  Before  Dele’s changes ").url == reverse("history", args=[shared.pk])
    tab.hears(tab.type(body_damp="After"))
    assert "Before Legal" in listed(shared)
    assert "“Before Dele’s changes”" in history(alice, shared)
    name(alice, shared, named, "Before the lawyers")
    assert "Before Dele’s changes" not in history(alice, shared)
    name(alice, shared, named, "")
    assert "Before the lawyers" not in history(alice, shared)
    named.refresh_from_db()
    assert (named.name, named.is_checkpoint, named.content) == ("", True, words)
    assert "Before Legal" in listed(shared)


def test_the_desk_saves_under_a_name(alice, shared):
    desk(alice, shared, body_damp="New words", version_name="Before Dele’s changes")
    assert newest(shared).section("damp").body == "New words"
    assert shared.head.name == "Before Dele’s changes"
    answer = desk(alice, shared, body_damp="Newer words", version_name="x" * 81)
    assert newest(shared).section("damp").body == "Newer words", "the words are saved whatever their name"
    assert answer.url == reverse("revision", args=[shared.pk, shared.head_id])
    assert "81 characters" in alice.get(answer.url).content.decode()


def test_a_name_that_is_too_long_says_why_and_stays_typed(alice, shared):
    answer = name(alice, shared, shared.head, "x" * 81)
    assert "The name is 81 characters long: 80 at most." in answer.content.decode()
    assert "x" * 81 in answer.content.decode()
    assert not dangling(answer)
    shared.head.refresh_from_db()
    assert shared.head.name == ""


def test_names_belong_to_members_and_reading_writes_none(alice, bob, owner, visitor, shared):
    address = reverse("name-revision", args=[shared.pk, shared.head_id])
    assert owner.post(address, {"name": "x"}).status_code == 404
    assert visitor.post(address, {"name": "x"}).status_code in (302, 403)
    assert alice.get(address).url == reverse("revision", args=[shared.pk, shared.head_id])
    other = draft_of(bob)
    assert name(alice, shared, other.head, "x").status_code == 404
    assert not Revision.objects.exclude(name="").exists()


# Two compared


def test_two_revisions_are_read_from_the_earlier_to_the_later(alice, bob, shared):
    first = shared.head
    second = saved(shared, bob, A, section("repairs", "Repairs", "Words of evening repairs."), C)
    third = saved(shared, alice, A, C)
    for before, after in ((first, second), (second, first)):
        page = compared(alice, shared, before, after).content.decode()
        assert "<ins>evening " in page
        assert "1 word added, 0 removed" in page
        assert "written by Bob Baker." in words_of(page)
        assert "the draft as it stands" not in page
    page = words_of(compared(bob, shared, first, third).content.decode())
    assert "Removed Repairs" in page
    assert "written by Bob Baker and Alice Archer" in page
    assert "the draft as it stands" in page
    assert not dangling(compared(bob, shared, first, third))


def test_what_moved_is_said_in_words_and_only_that(alice, shared):
    first = shared.head
    second = saved(shared, alice, C, A, B)
    page = words_of(compared(alice, shared, first, second).content.decode())
    assert "Moved moved from 3rd to 1st place Phones" in page
    assert page.count("moved from") == 1
    assert "1 part changed" in page


def test_a_new_heading_readers_topics_title_and_summary_are_said(alice, shared):
    first = shared.head
    other = section("damp", "Mould", A.body, topics=("health",), audience="members")
    second = saved(shared, alice, other, B, C, title="Six kitchens", summary="Wet")
    page = words_of(compared(alice, shared, first, second).content.decode())
    for said in (
        "was called ‘Damp’",
        "for everyone, then for members",
        "topics: none, then health",
        "Weeknotes Six kitchens",
        "Changed Summary Wet",
    ):
        assert said in page


def test_what_did_not_change_is_folded(alice, shared):
    long = "\n\n".join(f"Line {n} of many that nobody touched, and there is nothing in it to see." for n in range(20))
    first = saved(shared, alice, section("damp", "Damp", long + "\n\nThe end."), B)
    second = saved(shared, alice, section("damp", "Damp", long + "\n\nThe very end."), B)
    page = compared(alice, shared, first, second).content.decode()
    assert "300 words unchanged" in page
    assert page.count("<details") == 3, "the stretch, the title and the other section"
    assert re.search(r"<ins> ?very ?</ins>", page)


@pytest.mark.parametrize("asked", [{}, {"from": "x", "to": "1"}, {"from": "9" * 30}, {"from": "1"}, {"to": "²"}])
def test_who_did_not_choose_two_is_asked_to(alice, shared, asked):
    answer = alice.get(reverse("compare", args=[shared.pk]), asked)
    assert answer.url == reverse("history", args=[shared.pk])
    assert "Choose two revisions to compare." in history(alice, shared)


def test_a_comparison_belongs_to_members_and_to_one_entry(alice, bob, owner, visitor, shared):
    address = f"{reverse('compare', args=[shared.pk])}?from={shared.head_id}&to={shared.head_id}"
    assert "They say the same" in alice.get(address).content.decode()
    assert bob.get(address).status_code == 200, "its address can be shared with members"
    assert owner.get(address).status_code == 404
    assert "login" in visitor.get(address).url
    other = draft_of(bob, section("secret", "Secret"))
    assert compared(alice, shared, shared.head, other.head).status_code == 302
    assert alice.post(address).status_code == 405


def test_the_road_back_stands_beside_the_comparison(alice, shared):
    first = shared.head
    saved(shared, alice, A)
    address = reverse("restore", args=[shared.pk, first.pk])
    assert fields(compared(alice, shared, first, newest(shared) and shared.head), address)
    alice.post(address)
    assert newest(shared) == first.read()
    assert shared.head.pk != first.pk


# The list


def test_each_revision_says_what_it_did(alice, shared):
    saved(
        shared,
        alice,
        section("damp", "Damp", "Words of damp, and four more now."),
        C,
        section("new", "New", "Two words"),
    )
    saved(
        shared,
        alice,
        C,
        section("damp", "Damp", "Words of damp, and four more now."),
        section("new", "New", "Two words"),
        title="T",
    )
    page = history(alice, shared)
    assert "Alice Archer: 1 section changed, 1 added, 1 removed, +7 words, −4 words" in page
    assert "Alice Archer: 1 section moved, title changed" in page
    assert "Alice Archer: begun" in page
    assert "Alice Archer: 3 sections added, title changed, +12 words" in page


def test_the_list_costs_the_same_however_long_it_is(alice, shared):
    def asked() -> int:
        with CaptureQueriesContext(connection) as questions:
            history(alice, shared)
        return len(questions)

    few = asked()
    for number in range(60):
        saved(shared, alice, section("damp", "Damp", str(number)))
    assert asked() <= few + 1, "and the one that is older than the page"


def test_changes_put_away_come_back_with_one_press_and_restoring_can_be_undone(alice):
    entry = published(alice, A)
    desk(alice, entry, body_damp="Put away words")
    answer = alice.post(reverse("discard", args=[entry.pk]))
    assert newest(entry).section("damp").body == A.body
    page = alice.get(answer.url)
    (address,) = re.findall(r'action="([^"]+/restore/)"', page.content.decode())
    assert "Bring them back" in page.content.decode()
    alice.post(address, fields(page, address))
    assert newest(entry).section("damp").body == "Put away words"
    assert "Bring them back" not in history(alice, entry, **{"put-away": str(entry.head_id)})
    assert "Bring them back" not in history(alice, entry, **{"put-away": "nonsense"})
    before = entry.revisions.order_by("-pk")[1]
    publishing.restore(entry, before, by=alice.user)
    publishing.restore(entry, entry.revisions.get(pk=before.pk), by=alice.user)
    assert newest(entry) == before.read()


def test_a_week_of_writing_by_two_is_about_ten_revisions(alice, bob, shared):
    """Five days, two sittings a day, two hundred autosaves; one name, one publishing."""
    for day in range(5):
        for person, key in ((alice, "damp"), (bob, "repairs") if day % 2 else (alice, "damp")):
            tab = Tab(person, shared, f"tab{day}{key}")
            for number in range(20):
                tab.hears(tab.type(**{f"body_{key}": f"Day {day}, sentence {number}, by {person.user.username}."}))
            if day == 2:
                shared.refresh_from_db()
                name(person, shared, shared.head, "Half way")
            earlier(shared, hours=3)
        earlier(shared, hours=20)
    publishing.publish(shared, by=alice.user)
    assert shared.revisions.count() > 200
    assert 8 <= len(listed(shared)) <= 14
    assert "“Half way”" in history(alice, shared)


# Telling what differs


def test_the_fewest_moves_are_told():
    def of(keys: str) -> EntryContent:
        return content(*[section(f"key{key}", key) for key in keys])

    assert moves(of("abcd"), of("dabc")) == {"keyd": (4, 1)}
    assert moves(of("abcd"), of("abcd")) == {}
    assert moves(of("abcd"), of("xacd")) == {}
    assert len(moves(of("abcd"), of("dcba"))) == 3
    assert longest_run([]) == []
    assert longest_run([3, 1, 2, 0]) == [1, 2]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((A,), (A,), ""),
        ((A, B), (B, A), "1 section moved"),
        ((A, B, C), (C, B, A), "2 sections moved"),
        ((A, B), (A,), "1 section removed, −4 words"),
        ((A,), (A, section("new", "", "x")), "1 section added, +1 word"),
        ((A,), (section("damp", "Damp", A.body, audience="members"),), "1 section changed"),
    ],
)
def test_in_short(before, after, told):
    assert in_short(content(*before), content(*after)) == told


def test_an_empty_section_is_none():
    empty = EntryContent(sections=(section("new", "", " "),))
    assert in_short(EntryContent(), empty) == ""


def test_changes_are_read_as_one_text():
    (pair,) = compare("The old form took eleven minutes.", "The new form took four minutes.")
    assert pair.together == [
        ("same", "The "),
        ("removed", "old"),
        ("added", "new"),
        ("same", " form took "),
        ("removed", "eleven"),
        ("added", "four"),
        ("same", " minutes."),
    ]
    (pair,) = compare("One two three, four and five.", "Six seven eight, four and five.")
    assert pair.together[:2] == [("removed", "One two three"), ("added", "Six seven eight")]
    (pair,) = compare("One two three, and four.", "Six seven eight, and nine.")
    assert len(pair.together) == 2, "one took the other’s place"


def test_each_line_is_read_against_the_one_that_it_was_made_from():
    before = "- Ask Farah by Thursday\n- Which door works in the flats?\n- Say thank you"
    after = "Ask Farah by Friday\n\nA new line of other words.\nWhich door works in the houses?"
    told = [(pair.fate, "".join(words for _, words in pair.together)) for pair in compare(before, after)]
    assert told == [
        ("changed", "- Ask Farah by ThursdayFriday"),
        ("right", "A new line of other words."),
        ("changed", "- Which door works in the flatshouses?"),
        ("left", "- Say thank you"),
    ]


def test_sixty_sections_of_which_all_changed_are_compared(alice, shared):
    many = [section(f"part{chr(97 + n // 26)}{chr(97 + n % 26)}", f"Part {n}", "word " * 500) for n in range(60)]
    parts = differences(content(*many), content(*[section(s.key, s.heading, "other " * 500) for s in reversed(many)]))
    assert len(parts) == 61


def test_what_was_typed_on_the_way_can_be_compared_for_as_long_as_it_is_kept(alice, shared):
    tab = Tab(alice, shared)
    tab.hears(tab.type(body_damp="On the way"))
    shared.refresh_from_db()
    on_the_way = shared.head
    tab.hears(tab.type(body_damp="At the end"))
    shared.refresh_from_db()
    assert compared(alice, shared, on_the_way, shared.head).status_code == 200
