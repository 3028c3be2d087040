"""The index of PostgreSQL: signs instead of words, and two ways to the same answer. What can be said of it without a
server is said here, the rest by every other test of search.
"""

from __future__ import annotations

from itertools import combinations

import pytest
from django.contrib.auth.models import AnonymousUser

from notes import search
from notes.models import Section
from notes.search import analysis, counting, finding, looking, postgres, signs
from notes.search.documents import Document
from notes.search.looking import Reading, foretell
from notes.search.parsing import parse
from tests.conftest import published, section

NUMBERS = [0, 1, 60, signs.COMMON - 1, signs.COMMON, 1_900, 2_100, 55_300, 55_400, 60_000, 900_000, 984_000, 2_000_000]


def test_each_number_has_a_sign_of_its_own_and_none_is_part_of_others():
    found = [signs.sign_of(number) for number in (*NUMBERS, *range(980_000, 986_000, 7))]
    assert len(set(found)) == len(found)
    assert all(sign.encode() and postgres.NEXT_FIELD not in sign and postgres.NO_PHRASE not in sign for sign in found)
    assert signs.NOBODY not in found
    few = [signs.sign_of(number) for number in NUMBERS]
    for first, second in combinations(few, 2):
        text = first + second + first
        assert [place for place in range(len(text)) if text.startswith(second, place)] == [len(first)]


def test_what_is_frequent_takes_little_room():
    assert len(signs.sign_of(signs.COMMON - 1).encode()) == 1
    assert len(signs.sign_of(1_000).encode()) == 2
    assert len(signs.sign_of(50_000).encode()) == 3
    assert len(signs.sign_of(2_000_000)) == 2


STEMS = ("damp", "black", "spot", "paint", "painter", "hous", "board")
SIGNS = {stem: signs.sign_of(1_000 + place) for place, stem in enumerate(STEMS)}


def held(*fields: str) -> str:
    """The fields of a section as the index keeps them. "/" stands between bullets."""
    stems = [tuple(analysis.BREAK if word == "/" else word for word in field.split()) for field in fields]
    document = Document(1, *stems, *[()] * (5 - len(stems)))
    return postgres.texts_of([document], SIGNS)[0]


def test_no_phrase_reaches_from_one_field_or_bullet_into_another():
    assert held("damp", "black", "spot / paint", "", "board") == (
        f"{SIGNS['damp']}\x01{SIGNS['black']}\x01{SIGNS['spot']}\x02{SIGNS['paint']}\x01\x01{SIGNS['board']}"
    )


def question(text: str, *newest: str, missing: int = 0):
    return foretell(parse(text).conditions, missing, Reading(SIGNS, newest, len(newest)))


def test_nothing_that_was_typed_stands_in_a_statement():
    asked = question('damp "black spots" OR paint* -housing')
    sql, params = asked.condition("words")
    assert sql == (
        "((strpos(words, %s) > 0) AND (strpos(words, %s) > 0 OR words ~ %s OR strpos(words, %s) > 0)"
        " AND NOT (strpos(words, %s) > 0))"
    )
    paints = f"(?:[{SIGNS['paint']}{SIGNS['painter']}])"
    assert params == [SIGNS["damp"], SIGNS["black"] + SIGNS["spot"], paints, SIGNS["paint"], SIGNS["hous"]]
    assert not [word for word in ("damp", "black", "paint", "hous") if word in str(asked.rank())]


def test_what_few_match_is_looked_up_and_what_many_match_is_read_for():
    many, few = [held("damp board")] * looking.NEWEST, [held("damp board"), held("damp")]
    assert foretell(parse("damp").conditions, 0, Reading(SIGNS, many, 10_000)).keys == ()
    assert question("damp", *many).keys == ({SIGNS["damp"]},), "there are no more: all can be looked up"
    assert question("damp", *few).keys == ({SIGNS["damp"]},)
    assert question("damp board", *few).keys == ({SIGNS["board"]}, {SIGNS["damp"]})
    assert question("damp OR board", *few).keys == ({SIGNS["board"], SIGNS["damp"]},)
    assert question('"black spots"', *few).keys == ({SIGNS["black"]}, {SIGNS["spot"]})
    assert question("-damp", *few).keys == question("-damp OR board", *few).keys == ()


def test_words_that_the_index_leaves_out_are_read_for():
    known = SIGNS | {"the": signs.sign_of(0)}
    asked = foretell(parse('"the damp"').conditions, 0, Reading(known, [], 0))
    assert asked.keys == ({SIGNS["damp"]},)
    assert foretell(parse('"the the"').conditions, 0, Reading(known, [], 0)).keys == ()


def test_where_words_may_be_missing_one_of_the_rarest_is_looked_up():
    newest = [held("damp board"), held("damp board"), held("damp black")]
    asked = question("damp board black spot", *newest, missing=1)
    assert asked.keys == ({SIGNS["spot"], SIGNS["black"]},)
    assert asked.condition("words")[0].endswith(" >= 3)")


def test_a_beginning_of_words_is_known_by_all_that_begin_so():
    assert question("paint*", held("damp")).keys == ({SIGNS["paint"], SIGNS["painter"]},)


def test_for_what_nobody_wrote_nothing_is_read():
    for text in ("zebra", "zebra*", '"damp zebra"', '"zebra damp"'):
        assert question(text, held("damp")).condition("words") == ("((FALSE))", [])
    assert question("zebra OR damp", held("damp")).keys == ({SIGNS["damp"]},)
    assert question("-zebra", held("damp")).condition("words") == ("(NOT (FALSE))", [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("dearer", "every", "many"),
    [(1e9, 0, 1), (1e9, 2, 1), (0, 0, 1_000), (0, 0, 1)],
    ids=["by reading on", "by reading all", "by looking up", "by looking up first"],
)
def test_each_way_leads_to_the_same(alice, bob, monkeypatch, dearer, every, many):
    monkeypatch.setattr(looking, "DEARER", dearer)
    monkeypatch.setattr(postgres, "EVERY", every)
    monkeypatch.setattr(postgres, "MANY", many)
    published(
        alice,
        section("damp", "Damp and mould", "The black spots.\n\n- painted\n- a wall"),
        section("board", "The board", "Damp again. Spots, black. It is what it is."),
    )
    published(bob, section("care", "Care", "Painters, and a wall of damp.", topics=("Housing",)))

    def found(text: str) -> set[str]:
        return {s.heading for s in search.matching(Section.objects.visible_to(AnonymousUser()), search.parse(text))}

    every = {"Damp and mould", "The board", "Care"}
    assert found("damp") == every
    assert found('"black spots"') == {"Damp and mould"}
    assert found("damp -mould") == {"The board", "Care"}
    assert found("paint*") == found('"a wall"') == {"Damp and mould", "Care"}
    assert found('"painted a wall"') == set()
    assert found("mould OR housing") == {"Damp and mould", "Care"}
    assert found('"it is what"') == {"The board"}
    assert found("zebra") == found("zeb*") == found("damp zebra") == set()
    assert found("zebra OR care") == found("damp care") == {"Care"}
    assert found("-zebra") == every
    results = search.find(Section.objects.visible_to(AnonymousUser()), search.parse("damp"))
    assert results.count == 3
    assert next(hit.section.heading for entry in results.entries for hit in entry.hits) == "Damp and mould"
    for module in (counting, finding):
        monkeypatch.setattr(module, "MOST_READ", 1)
    for text, count in {
        "damp": 3,
        '"a wall"': 2,
        "damp year:2018": 3,
        "damp journal:alice": 2,
        "damp topic:housing": 1,
    }.items():
        for order in search.ORDERS:
            some = search.find(Section.objects.visible_to(AnonymousUser()), search.parse(text), order=order)
            assert (some.count, some.is_about) == (count, count > 1), (text, order)
            assert {hit.section.heading for entry in some.entries for hit in entry.hits} <= every
    best = search.find(Section.objects.visible_to(AnonymousUser()), search.parse("damp"))
    assert best.entries[0].hits[0].section.heading == "Damp and mould", "headings are weighed, however many there are"
