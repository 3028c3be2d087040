"""What was typed → a Query. Nothing here touches a database."""

from __future__ import annotations

from datetime import date

import pytest

from notes.search import Asked, analysis, sqlite
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


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("damp OR topic:budget", "“damp” and “on budget”"),
        ("topic:budget | damp", "“on budget” and “damp”"),
        ("topic:damp OR journal:alice", "“on damp” and “by alice”"),
    ],
)
def test_an_or_that_joins_nothing_is_told(text, both):
    assert parse(text).remarks == (f"Both {both} are wanted: OR joins words, or filters of one kind.",)
    assert not parse("damp OR mould topic:a OR topic:b").remarks


def test_an_author_is_a_person_and_a_journal_may_be_a_team():
    assert [asked.name for asked in parse("author:alice journal:housing").filters] == [AUTHOR, JOURNAL]


@pytest.mark.parametrize(
    "text", ["foo:bar", "foo: bar", "year:never bar", "year: never bar", "week:someday bar", "site:bar"]
)
def test_a_filter_that_means_nothing_is_words(text):
    query = parse(text, today=TODAY)
    assert not query.filters
    assert ("bar",) in stems_of(text)


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("topic: governance", TOPIC, "governance"),
        ("topics:governance", TOPIC, "governance"),
        ("Tag:governance", TOPIC, "governance"),
        ("tags:  governance", TOPIC, "governance"),
        ("topic:'data sharing'", TOPIC, "data sharing"),
        ("topic: ‘data sharing’", TOPIC, "data sharing"),
        ("topic:'people's lists'", TOPIC, "people's lists"),
        ("topic:people’s", TOPIC, "people’s"),
        ("authors:'Priya Anand'", AUTHOR, "Priya Anand"),
        ("journals: housing", JOURNAL, "housing"),
        ("week: 30 July 2018", WEEK, "w/c 30 July 2018"),
    ],
)
def test_a_filter_forgives_how_it_is_written(text, name, value):
    query = parse(f"damp {text} mould", today=TODAY)
    assert [(f.name, f.values) for f in query.filters] == [(name, (value,))]
    assert [group.says for group in query.groups] == ["damp", "mould"]


@pytest.mark.parametrize(
    "text", ["rats: topic", "mytopic: bar", "topic: OR bar", "topic:", "topic: - bar", "'a b' bar"]
)
def test_what_is_no_filter_stays_words(text):
    assert not parse(text).filters


def test_an_apostrophe_elsewhere_is_a_letter():
    assert stems_of("'people's lists'") == [("peopl",), ("list",)]


def test_a_value_with_a_space_before_it_is_never_the_next_filter():
    query = parse("topic: journal:housing")
    assert [(f.name, f.values) for f in query.filters] == [(JOURNAL, ("housing",))]


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


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("https://www.gov.uk/", "citing https://www.gov.uk/"),
        ("gov.uk/guidance", "citing gov.uk/guidance"),
        ("site:gov.uk/guidance", "citing gov.uk/guidance"),
        ("gov.uk", "naming or citing gov.uk"),
        ("www.gov.uk", "naming or citing www.gov.uk"),
        ("site:www.gov.uk", "citing anything under gov.uk"),
        ("site:https://www.GOV.uk/", "citing anything under gov.uk"),
        ("site:a.uk OR site:b.uk", "citing anything under a.uk or b.uk"),
        ("-site:gov.uk", "without citing anything under gov.uk"),
    ],
)
def test_the_chip_of_an_address_or_a_site_says_what_is_looked_for(typed, says):
    assert parse(typed).in_words == says


def test_a_whole_address_is_that_address_alone():
    (atom,) = parse("https://www.gov.uk/").groups[0].terms[0].atoms
    assert atom.stems == (link_in("gov.uk/"),)


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


def test_what_is_cut_is_cut_between_words():
    query = parse("governance " * 60)
    assert query.text.endswith("governance")
    assert [group.says for group in query.groups] == ["governance"]
    assert query.remarks == ("Only the first 494 characters of the question were read.",)
    assert parse("g" * 600).text == "g" * 500


@pytest.mark.parametrize(
    ("typed", "says"), [("<b>x</b>", "b x b"), ("a.b/c", "a.b/c"), ("AT&T", "AT&T"), ("(x)=>[y]", "x y"), ("C++", "C")]
)
def test_a_chip_says_words_without_the_signs_of_other_languages(typed, says):
    assert [group.says for group in parse(typed).groups] == [says]


@pytest.mark.parametrize("text", ["it's", "to be or not", "the"])
def test_a_question_of_words_that_everybody_writes_is_told_so(text):
    assert parse(text).remarks == (f"Nearly everybody writes {text}: a rarer word says more.",)


def test_a_question_in_plain_language_begins_with_words_that_say_nothing():
    query = parse("How many lists do we have left?")
    assert [group.says for group in query.groups] == ["lists", "left"]
    assert query.left_out == ("How", "many", "do", "we", "have")
    assert [group.says for group in parse("so many lists").groups] == ["many", "lists"]
    assert [group.says for group in parse("how many").groups] == ["many"]


REMOVED = [
    "governance governance",
    "the list of lists",
    "year:2024 year:2024 damp",
    "the list is a list, as each list was: a list topic:list",
    "damp OR topic:budget",
    "damp OR topic:budget OR mould | year:2024",
    "damp OR mould damp OR mould topic:a OR topic:b NOT paint",
    "foo:bar year:never site:bar -x:y",
    'a.b OR "c d" OR gov.uk | https://gov.uk/a -"e f"',
    "topic:'data sharing' topic: \"Data Sharing\" tag:x how many",
    "How many lists do we have left? How many?",
    "OR damp OR",
    "to be or not to be",
    "Monday OR week:9 November 2026 in w/c 16 November 2026 damp",
    'stray " quote OR x',
]


@pytest.mark.parametrize("text", REMOVED)
def test_taking_a_part_out_takes_out_what_its_chip_says_and_nothing_else(text):
    asked = Asked(text, (("topic", "Data sharing"), ("year", "2024"), ("site", "gov.uk")))
    query = asked.query(today=TODAY)
    assert len(query.parts) > 1
    for part in query.parts:
        left = asked.without(part, query).query(today=TODAY)
        assert {other.asks for other in left.parts} == {other.asks for other in query.parts} - {part.asks}, part


def test_without_its_last_telling_word_a_question_keeps_no_others():
    asked = Asked("what is the list of it topic:lists")
    query = asked.query(today=TODAY)
    assert asked.without(query.groups[0], query).text == "topic:lists"


def test_no_or_is_left_behind():
    for text, left in (
        ("damp OR topic:budget", {"damp", "topic:budget"}),
        ("a1 OR topic:b OR c1", {"a1 c1", "topic:b OR c1", "a1 OR topic:b"}),
    ):
        asked = Asked(text)
        query = asked.query(today=TODAY)
        assert {asked.without(part, query).text for part in query.parts} == left


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
