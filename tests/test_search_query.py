"""What was typed → a Query. Nothing here touches a database."""

from __future__ import annotations

from datetime import date

import pytest

from notes.search import analysis, sqlite
from notes.search.documents import paragraphs
from notes.search.marking import look
from notes.search.parsing import parse
from notes.search.places import link_in, site_in, site_words
from notes.search.query import AUTHOR, JOURNAL, SINCE, TOPIC, UNTIL, WEEK, YEAR
from notes.times import Time
from notes.weeks import Week

TODAY = date(2018, 8, 3)


def stems_of(text: str) -> list[tuple[str, ...]]:
    return [atom.stems for group in parse(text).groups for term in group.terms for atom in term.atoms]


def marked(text: str, question: str) -> str:
    return "".join(
        f"[{piece.text}]" if piece.is_match else piece.text for piece in look(text, parse(question)).pieces()
    )


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Modernising", "modernised"),
        ("Élan", "elan"),
        ("cafe\u0301", "café"),
        ("GOVERNANCE", "governance"),
        ("Łukasz", "lukasz"),
        ("straße", "STRASSE"),
        ("don’t", "don't"),
        ("Rob’s", "Rob"),
        ("gover\u00adnance", "governance"),
        ("ｗｉｄｅ", "wide"),
        ("١٢٣", "123"),
        ("Llŷn", "llyn"),
    ],
)
def test_spellings_of_one_word_meet(one, other):
    assert analysis.stems(one) == analysis.stems(other) != []


def test_different_words_stay_apart():
    assert analysis.stems("house horse") == ["hous", "hors"]


def test_a_word_knows_where_it_stands_in_the_text_as_written():
    text = "The cafe\u0301’s “rôle”"
    assert [text[word.start : word.end] for word in analysis.words(text)] == ["The", "cafe\u0301’s", "rôle"]


def test_scripts_without_spaces_are_found_by_their_letters():
    assert stems_of("日本") == [("日", "本")]


@pytest.mark.parametrize("text", ["'\"\\&|!()<->:*;--", "\ue000 \ue002", "\x00\x01", "… — «»", "🎉👩‍👩‍👧"])
def test_what_holds_no_word_asks_for_nothing(text):
    assert parse(text).is_empty


def test_words_are_all_required_and_common_ones_are_left_out():
    query = parse("what did we say about the governance boards")
    assert [group.says for group in query.groups] == ["say", "governance", "boards"]
    assert query.left_out == ("what", "did", "we", "about", "the")


def test_common_words_count_when_there_is_nothing_else():
    assert stems_of("to be or not to be") == [("to",), ("be",), ("or",), ("not",)]
    assert parse("the").left_out == ()


def test_a_phrase_keeps_its_common_words():
    assert stems_of('"state of the nation"') == [("state", "of", "the", "nation")]


@pytest.mark.parametrize(
    "text", ["“data sharing”", "«data sharing»", '"Data  Sharing"', "data-sharing", "data/sharing"]
)
def test_phrases_are_typed_in_many_ways(text):
    assert stems_of(text) == [("data", "share")]


def test_a_quotation_mark_that_never_closes_is_no_phrase():
    assert stems_of('data "sharing now with') == [("data",), ("share",)]


@pytest.mark.parametrize("text", ["damp -paint", "damp −paint", "damp NOT paint", 'damp -"paint"'])
def test_a_word_can_be_unwanted(text):
    wanted, unwanted = parse(text).groups
    assert not wanted.terms[0].negated
    assert unwanted.terms[0].negated
    assert (unwanted.label, unwanted.terms[0].atoms[0].stems) == ("without", ("paint",))


def test_or_joins_what_stands_beside_it():
    first, second = parse("damp OR mould OR “black spots” housing").groups
    assert [term.says for term in first.terms] == ["damp", "mould", "black spots"]
    assert [term.says for term in second.terms] == ["housing"]


@pytest.mark.parametrize(
    ("text", "wanted"), [("OR damp", ["damp"]), ("damp OR", ["damp"]), ("damp or mould", ["damp", "mould"])]
)
def test_a_stray_or_is_a_common_word(text, wanted):
    assert [group.says for group in parse(text).groups] == wanted


def test_the_beginning_of_a_word_also_finds_its_stem():
    atoms = parse("organisation*").groups[0].terms[0].atoms
    assert [(atom.stems, atom.is_beginning) for atom in atoms] == [(("organisation",), True), (("organis",), False)]


def test_one_letter_is_no_beginning():
    assert not parse("a*").groups[0].terms[0].atoms[0].is_beginning


def test_filters_may_be_typed_in_any_order_quoted_or_not():
    query = parse('year:2018 damp topic:"digital inclusion" JOURNAL:alice -topic:housing', today=TODAY)
    assert [(f.name, f.values, f.negated) for f in query.filters] == [
        (YEAR, ("2018",), False),
        (TOPIC, ("digital inclusion",), False),
        (JOURNAL, ("alice",), False),
        (TOPIC, ("housing",), True),
    ]
    assert [group.says for group in query.groups] == ["damp"]


def test_or_joins_filters_of_one_name_alone():
    query = parse("topic:damp OR topic:mould OR journal:alice")
    assert [(f.name, f.values) for f in query.filters] == [(TOPIC, ("damp", "mould")), (JOURNAL, ("alice",))]


def test_an_author_is_a_person_and_a_journal_may_be_a_team():
    assert [asked.name for asked in parse("author:alice journal:housing").filters] == [AUTHOR, JOURNAL]


@pytest.mark.parametrize(
    "text", ["foo:bar", "foo: bar", "year:never bar", "topic: bar", "week:someday bar", "site:bar"]
)
def test_a_filter_that_means_nothing_is_words(text):
    query = parse(text, today=TODAY)
    assert not query.filters
    assert ("bar",) in stems_of(text)


def test_times_are_read_in_every_spelling_of_a_week():
    july = Week.parse("2018-07-30")
    query = parse('from:"30 July 2018" to:2018-W31 week:"w/c 30 July"', today=TODAY)
    assert [(f.name, f.weeks) for f in query.filters] == [
        (SINCE, ((july, july),)),
        (UNTIL, ((july, july),)),
        (WEEK, ((july, july),)),
    ]


def span_of(text: str, today: date = TODAY) -> tuple[str, str]:
    time = Time.read(text, today=today)
    return time.first.key, time.last.key


def test_a_year_and_a_month_are_their_weeks():
    assert span_of("2020") == ("2019-12-30", "2020-12-28")  # it has 53
    assert span_of("July 2018") == span_of("2018-07") == ("2018-07-02", "2018-07-23")
    assert span_of("August 2018") == ("2018-07-30", "2018-08-27")


@pytest.mark.parametrize("text", ["w/c 30 July 2018", "2018-W31", "30 Jul – 5 Aug 2018", " 2018-07-30 ", "last week"])
def test_a_question_that_names_a_week_is_that_week(text):
    query = parse(text, today=date(2018, 8, 8))
    assert query.week == Week.parse("2018-07-30")
    assert not query.groups


@pytest.mark.parametrize(
    "typed", ["https://www.gov.uk/a?b=1", "http://gov.uk/a/?b=1", "gov.uk/a?b=1", "HTTPS://GOV.UK/a?b=1&utm_source=x"]
)
def test_spellings_of_one_address_are_one(typed):
    assert link_in(typed) == link_in("https://gov.uk/a?b=1") is not None
    assert parse(typed).groups[0].terms[0].kind == "address"


def test_a_site_is_found_as_what_it_is_part_of():
    assert site_in("www.gov.uk") == site_in("https://gov.uk/") == site_in("gov.uk")
    assert site_in("gov.uk") in site_words("data.gov.uk")
    assert site_in("a.gov.uk") not in site_words("data.gov.uk")


def test_something_with_a_full_stop_is_a_site_or_its_words():
    site, words = parse("node.js").groups[0].terms[0].atoms
    assert words.stems == ("node", "js")
    assert site.stems == (site_in("node.js"),)


def test_what_is_too_long_is_cut_and_said():
    long = parse(" ".join(f"w{number}" for number in range(200)))
    assert len(long.text) <= 500
    assert len(long.groups) == 32
    assert [remark[:14] for remark in long.remarks] == ["Only the first", "Only the first"]


def test_what_is_asked_twice_is_looked_for_once():
    assert len(parse("damp Damp damps topic:a topic:a damp OR damp").parts) == 2


def test_control_characters_and_halves_of_letters_are_harmless():
    query = parse("da\x00mp \ud800 mould\u2028")
    assert [group.says for group in query.groups] == ["da", "mp", "mould"]
    query.text.encode()


def test_each_part_says_where_it_was_typed():
    query = parse("  damp OR mould  NOT paint topic:housing ")
    assert [query.text[part.part.start : part.part.end] for part in query.parts] == [
        "damp OR mould",
        "NOT paint",
        "topic:housing",
    ]


def test_arguments_of_the_address_are_filters_too():
    query = parse("damp", {"topic": ["housing", "C++"], "year": ["2018"], "site": ["gov.uk"], "from": ["nonsense"]})
    assert [(f.name, f.values, f.part.argument) for f in query.filters] == [
        (TOPIC, ("housing",), ("topic", "housing")),
        (TOPIC, ("C++",), ("topic", "C++")),
        (YEAR, ("2018",), ("year", "2018")),
    ]
    assert query.groups[1].part.argument == ("site", "gov.uk")


@pytest.mark.parametrize(
    ("text", "question", "expected"),
    [
        ("We agreed on sharing data with them.", "data share", "We agreed on [sharing data] with them."),
        ("The café’s roof", "CAFE", "The [café’s] roof"),
        ("state of the nation, the state", '"the nation"', "state of [the nation], the state"),
        ("library, librarian, liberty", "librar*", "[library], [librarian], liberty"),
        ("a <b>bold</b> move", "bold", "a <b>[bold]</b> move"),
        ("damp and paint", "damp -paint", "[damp] and paint"),
        ("data, sharing", "data sharing", "[data], [sharing]"),
        ("gover\u00adnance", "governance", "[gover\u00adnance]"),
        ("nothing here", "data", "nothing here"),
    ],
)
def test_what_matched_is_marked_as_it_was_written(text, question, expected):
    assert marked(text, question) == expected


def test_a_long_text_is_cut_to_what_was_asked_for():
    text = "before it all " * 100 + "the damp wall and the mould " + "after it all " * 100
    passage = look(text, parse("damp mould")).passage()
    assert [piece.text for piece in passage if piece.is_match] == ["damp", "mould"]
    assert passage[0].text == "… "
    assert passage[-1].text == " …"
    assert 200 < sum(len(piece.text) for piece in passage) < 340


def test_the_passage_with_more_of_the_question_wins():
    text = "damp " + "filler " * 100 + "damp and mould " + "filler " * 100
    assert "mould" in [piece.text for piece in look(text, parse("damp mould")).passage() if piece.is_match]


def test_a_text_without_spaces_is_cut_too():
    assert sum(len(piece.text) for piece in look("x" * 10_000, parse("damp")).passage()) < 340


def test_bullets_are_taken_out_of_the_text_where_they_stand_alone():
    assert paragraphs("we met on a day\na\nb c", ["a"]) == ["we met on a day", "b c"]


def test_only_our_own_operators_reach_sqlite():
    groups = parse('damp "black spots" OR paint* -housing').groups
    question = sqlite.ask(groups, words={"paint": ["paint", "painter"]})
    assert question == '(("damp") AND ("black spot" OR "paint" OR "painter" OR "paint")) NOT ("hous")'
    assert sqlite.ask(parse("paint*").groups, words={"paint": []}) == '("paint" OR "paint")'
    assert sqlite.ask(parse("-housing").groups) == '("\ue000") NOT ("hous")'
