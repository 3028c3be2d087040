"""Two people write on from the same revision: views.history.conflict, notes.revisiting and notes.comparing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from notes.comparing import compare
from notes.content import MAX_BODY
from notes.models import Revision
from tests.conftest import draft_of, section
from tests.forms_on_page import dangling, fields
from tests.test_writing import newest


@pytest.fixture
def shared(alice, bob):
    """A draft of a journal that Alice and Bob both write in."""
    alice.journal.members.add(bob.user)
    return draft_of(alice, section("search", "Search", "one"), section("repairs", "Repairs", "two"))


def collide(alice, bob, entry, *, mine="Alice’s words", theirs="Bob’s words", i_send=(), they_send=()):
    """Bob saves first; Alice, who had the page open, saves the same section. The answer to Alice."""
    address = entry.get_write_url()
    open_page = fields(alice.get(address), address)
    bob.post(address, fields(bob.get(address), address) | {"body-search": [theirs], **dict(they_send)})
    return alice.post(address, open_page | {"body-search": [mine], **dict(i_send)})


def test_the_same_section_changed_twice_shows_both_texts_and_loses_neither(alice, bob, shared):
    answer = collide(alice, bob, shared)
    assert answer.url.startswith(f"/write/{shared.pk}/conflict/")
    page = alice.get(answer.url).content.decode()
    assert "Two versions of ‘Search’" in page
    assert "Alice" in page
    assert "Bob" in page
    assert newest(shared).section("search").body == "Bob’s words"
    assert any("Alice’s words" in str(revision.content) for revision in Revision.objects.all())
    assert "Alice’s words" not in str(shared.head.content)


def test_the_page_can_be_opened_again_later_and_writes_nothing(alice, bob, shared):
    address = collide(alice, bob, shared).url
    before = Revision.objects.count()
    first, second = alice.get(address), alice.get(address)
    assert first.status_code == second.status_code == 200
    assert Revision.objects.count() == before
    assert not dangling(first)


@pytest.mark.parametrize(
    ("keep", "body"),
    [
        ("mine", "Alice’s words"),
        ("theirs", "Bob’s words"),
        ("both", "Alice’s words\n\nBob’s words"),
        ("nonsense", "Alice’s words\n\nBob’s words"),
        (None, "Alice’s words\n\nBob’s words"),
    ],
)
def test_a_choice_becomes_the_draft(alice, bob, shared, keep, body):
    address = collide(alice, bob, shared).url
    answer = alice.post(address, fields(alice.get(address), address) | ({"keep": [keep]} if keep else {}))
    assert answer.url == shared.get_write_url()
    assert newest(shared).section("search").body == body
    assert newest(shared).section("repairs").body == "two"


def test_what_merged_by_itself_is_in_the_draft_too(alice, bob, shared):
    address = collide(
        alice, bob, shared, i_send={"title": ["Alice’s title"]}, they_send={"body-repairs": ["Bob’s repairs"]}
    ).url
    alice.post(address, fields(alice.get(address), address) | {"keep": ["mine"]})
    assert newest(shared).title == "Alice’s title"
    assert newest(shared).section("repairs").body == "Bob’s repairs"


def test_several_clashes_are_chosen_one_by_one(alice, bob, shared):
    address = collide(
        alice,
        bob,
        shared,
        i_send={"body-repairs": ["A"], "title": ["A"]},
        they_send={"body-repairs": ["B"], "title": ["B"]},
    ).url
    form = fields(alice.get(address), address)
    assert form["keep-search"] == form["keep-repairs"] == form["keep-title"] == ["both"]
    alice.post(address, form | {"keep-search": ["mine"], "keep-repairs": ["theirs"]})
    saved = newest(shared)
    assert (saved.section("search").body, saved.section("repairs").body, saved.title) == ("Alice’s words", "B", "A / B")


def test_a_choice_can_meet_somebody_elses_change_again(alice, bob, shared):
    address = collide(alice, bob, shared).url
    form = fields(alice.get(address), address)
    write = shared.get_write_url()
    bob.post(write, fields(bob.get(write), write) | {"body-search": ["Bob’s later words"]})
    answer = alice.post(address, form | {"keep": ["mine"]})
    assert "/conflict/" in answer.url
    assert answer.url != address
    assert newest(shared).section("search").body == "Bob’s later words"
    alice.post(answer.url, fields(alice.get(answer.url), answer.url) | {"keep": ["both"]})
    assert newest(shared).section("search").body == "Alice’s words\n\nBob’s later words"


def test_a_choice_that_is_sent_twice_is_one(alice, bob, shared):
    address = collide(alice, bob, shared).url
    form = fields(alice.get(address), address) | {"keep": ["both"]}
    alice.post(address, form)
    first = newest(shared).section("search").body
    alice.post(address, fields(alice.get(address), address) | {"keep": ["both"]})
    assert newest(shared).section("search").body == first


def test_both_together_may_be_too_long_and_then_nothing_changes(alice, bob, shared):
    address = collide(alice, bob, shared, mine="a" * (MAX_BODY - 5), theirs="b" * (MAX_BODY - 5)).url
    before = newest(shared)
    answer = alice.post(address, fields(alice.get(address), address) | {"keep": ["both"]})
    assert answer.status_code == 200
    assert "Keep one of the two" in answer.content.decode()
    assert newest(shared) == before


def test_a_section_that_one_removed_and_the_other_changed_is_a_choice_too(alice, bob, shared):
    address = collide(alice, bob, shared, i_send={"removed-search": ["1"]}).url
    assert "You removed it" in alice.get(address).content.decode()
    alice.post(address, fields(alice.get(address), address) | {"keep": ["mine"]})
    assert newest(shared).section("search") is None


def test_both_lose_nothing_when_one_narrows_who_may_read(alice, bob, shared):
    address = collide(alice, bob, shared, they_send={"audience-search": ["members"]}).url
    assert "Yours is for everyone, theirs for members." in alice.get(address).content.decode()
    alice.post(address, fields(alice.get(address), address) | {"keep": ["both"]})
    assert newest(shared).section("search").audience == "members"


def test_a_conflict_belongs_to_the_members_of_the_journal(alice, bob, visitor, owner, shared):
    address = collide(alice, bob, shared).url
    assert owner.get(address).status_code == 404
    assert owner.post(address, {"keep": "mine"}).status_code == 404
    assert visitor.get(address).url == f"{reverse('account_login')}?next={address}"
    alice.journal.members.remove(bob.user)
    assert bob.get(address).status_code == 404


def test_a_forged_choice_is_no_error(alice, bob, shared):
    address = collide(alice, bob, shared).url
    for post in ({"base": "x"}, {"base": "9" * 30}, {"keep": "\0"}, {}):
        assert alice.post(address, post).status_code in (200, 302)


def test_pages_about_a_conflict_cost_a_constant_number_of_queries(alice, bob, shared, django_assert_max_num_queries):
    address = collide(
        alice, bob, shared, mine="\n".join(map(str, range(200))), theirs="\n".join(map(str, range(100, 300)))
    ).url
    with django_assert_max_num_queries(6):
        assert alice.get(address).status_code == 200


# Comparing


def words(pairs, side):
    return "\n".join("".join(stretch.words for stretch in getattr(pair, side)) for pair in pairs if getattr(pair, side))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("one\ntwo\nthree", "one\nTwo\nthree\nfour"),
        ("", "new"),
        ("gone", ""),
        ("a b c", "a x c"),
        ("é – “quotes”", "é – ‘quotes’"),
        ("- " * 500, "- " * 400),
    ],
)
def test_a_comparison_shows_every_word_of_both(left, right):
    pairs = compare(left, right)
    assert words(pairs, "left") == left
    assert words(pairs, "right") == right


def test_only_what_differs_is_marked():
    (pair,) = compare("Evening slots in Fenwick", "Evening slots on Monday in Fenwick")
    assert [s.words.strip() for s in pair.right if s.differs] == ["on Monday"]
    assert not any(s.differs for s in pair.left)


@pytest.mark.parametrize("text", ["\n" * 50_000, "a\n" * 25_000, " ".join(map(str, range(9_000))), "ab" * 25_000])
def test_a_comparison_of_hostile_size_is_quick(text):
    import time

    start = time.perf_counter()
    compare(text, text[::-1] + "x")
    assert time.perf_counter() - start < 1
