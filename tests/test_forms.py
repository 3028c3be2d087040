"""What the browser sent, as content: notes.forms."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from notes.content import MAX_BODY, MAX_SECTIONS, MAX_TITLE, EntryContent, SectionContent
from notes.forms import EntryForm, read_week, resolve
from notes.merging import merge
from notes.publishing import suggested_title
from tests.conftest import content, draft_of, section
from tests.shared import needs_shared, records


def sent(entry, **values) -> EntryForm:
    """The form with two sections, "search" and "repairs", changed by `values`; `heading_search` is "heading-search"."""
    post = QueryDict(mutable=True)
    post.setlist("section", ["search", "repairs"])
    whole = {
        "base": str(entry.head_id), "week": "w/c 30 July 2018", "title": "Six kitchens", "summary": "Wet.",
        "heading-search": "Search", "topics-search": "winter, user research", "audience-search": "everyone",
        "body-search": "- one", "heading-repairs": "Repairs", "topics-repairs": "", "audience-repairs": "members",
        "body-repairs": "Evenings.",
    }  # fmt: skip
    for name, value in (whole | {name.replace("_", "-"): value for name, value in values.items()}).items():
        if value is None:
            post.pop(name, None)
        elif isinstance(value, list):
            post.setlist(name, value)
        else:
            post[name] = value
    return EntryForm.sent(entry, post)


def keys(form: EntryForm) -> list[str]:
    return [section.key for section in form.sections if not section.is_removed]


def test_what_was_typed_becomes_content(draft):
    form = sent(draft)
    assert form.is_ready()
    assert form.content == EntryContent(
        "Six kitchens",
        "Wet.",
        (
            SectionContent("search", "Search", "- one", ("winter", "user research"), "everyone"),
            SectionContent("repairs", "Repairs", "Evenings.", (), "members"),
        ),
    )


def test_topics_are_parted_by_commas_alone(draft):
    form = sent(draft, topics_search="digital inclusion,  #AI , C++, Digital-Inclusion,,")
    assert form.is_ready()
    assert form.content.sections[0].topics == ("digital inclusion", "AI", "C++")


def test_a_new_draft_has_a_title_suggested_and_a_section_to_begin_in(alice):
    from notes import publishing
    from tests.conftest import WEEK

    form = EntryForm.of(publishing.start_entry(alice.journal, WEEK, by=alice.user))
    assert form.title == "Weeknotes w/c 30 July 2018"
    assert [section.body for section in form.sections] == [""]


def test_a_suggested_title_follows_the_week_and_one_of_ones_own_stays(draft):
    form = sent(draft, title=suggested_title(draft.week), week="2018-W32")
    assert form.is_ready()
    assert form.content.title == "Weeknotes w/c 6 August 2018"
    form = sent(draft, week="2018-W32")
    assert form.is_ready()
    assert form.content.title == "Six kitchens"


@pytest.mark.parametrize(
    ("act", "order"),
    [
        ("up:repairs", ["repairs", "search"]),
        ("down:search", ["repairs", "search"]),
        ("up:search", ["search", "repairs"]),
        ("down:repairs", ["search", "repairs"]),
        ("remove:search", ["repairs"]),
        ("up:nobody", ["search", "repairs"]),
        ("remove:", ["search", "repairs"]),
    ],
)
def test_buttons_rearrange_the_sections(draft, act, order):
    form = sent(draft)
    assert form.rearrange(act)
    assert keys(form) == order


def test_a_section_is_added_below_another_or_at_the_end(draft):
    form = sent(draft)
    form.rearrange("add:search")
    form.rearrange("add")
    assert [key in ("search", "repairs") for key in keys(form)] == [True, False, True, False]
    assert [section.number for section in form.sections] == [1, 2, 3, 4]


def test_a_removed_section_keeps_its_words_and_its_place_until_it_is_undone(draft):
    form = sent(draft, removed_search="1")
    assert form.is_ready()
    assert [section.key for section in form.content.sections] == ["repairs"]
    form.rearrange("undo:search")
    assert keys(form) == ["search", "repairs"]
    assert form.sections[0].body == "- one"


def test_moving_passes_over_sections_that_are_taken_out(draft):
    form = sent(draft, section=["search", "winter", "repairs"], removed_winter="1")
    form.rearrange("up:repairs")
    assert keys(form) == ["repairs", "search"]


def test_what_is_no_rearranging_is_left_to_the_desk(draft):
    assert not sent(draft).rearrange("save")
    assert not sent(draft).rearrange("constructor")


def test_the_button_that_was_pressed_has_the_focus_or_its_neighbour_at_an_end(draft):
    form = sent(draft, section=["search", "winter", "repairs"])
    form.rearrange("up:repairs")
    assert form.sections[1].focus == "up"
    form = sent(draft)
    form.rearrange("up:repairs")
    assert form.sections[0].focus == "down"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "x" * (MAX_TITLE + 1)}, "title"),
        ({"summary": "x" * 501}, "summary"),
        ({"week": "the week of the boiler"}, "week"),
        ({"week": ""}, "week"),
        ({"week": "2019-W53"}, "week"),
        ({"week": "9998-01-01"}, "week"),
        ({"week": "x" * 5000}, "week"),
        ({"heading_search": "x" * 201}, "search-heading"),
        ({"topics_search": ",".join(f"t{n}" for n in range(13))}, "search-topics"),
        ({"topics_search": "x" * 61}, "search-topics"),
        ({"body_search": "x" * (MAX_BODY + 1)}, "search-body"),
        ({"audience_search": "the whole world"}, "search-audience"),
        ({"audience_search": None}, "search-audience"),
    ],
)
def test_what_cannot_be_kept_is_named_and_everything_typed_stays(draft, values, field):
    form = sent(draft, **values)
    assert not form.is_ready()
    assert [name for name, _ in form.problems] == [field]
    typed = {**{"title": form.title, "summary": form.summary, "week": form.week},
             "heading_search": form.sections[0].heading, "topics_search": form.sections[0].topics,
             "body_search": form.sections[0].body}  # fmt: skip
    assert all(typed[name] == value for name, value in values.items() if name != "audience_search")


def test_all_that_is_wrong_is_said_at_once(draft):
    form = sent(draft, title="x" * 201, summary="x" * 501, heading_search="x" * 201, body_repairs="x" * 50_001)
    assert not form.is_ready()
    assert [name for name, _ in form.problems] == ["title", "summary", "search-heading", "repairs-body"]


def test_one_section_too_many_is_refused_with_a_sentence(draft):
    names = [f"key{letter}{other}" for letter in "abcdefgh" for other in "abcdefgh"][: MAX_SECTIONS + 1]
    form = sent(draft, section=names, **{f"audience_{name}": "everyone" for name in names})
    assert not form.is_ready()
    assert form.problems == [("sections", "61 sections are too many: 60 at most.")]
    assert form.count == MAX_SECTIONS + 1
    form.rearrange("add")
    assert form.count == MAX_SECTIONS + 1


@pytest.mark.parametrize("key", ["", "../x", "search-3", "SEARCH", "x" * 200, "\0", "a1", "’"])
def test_a_section_with_a_forged_key_keeps_its_words_under_a_new_one(draft, key):
    form = sent(draft, section=["search", key], **{f"body_{key}": "Words.", f"audience_{key}": "everyone"})
    assert form.is_ready()
    assert form.content.sections[1].body == "Words."
    assert form.content.sections[1].key != key


def test_a_key_that_is_sent_twice_is_one_section(draft):
    form = sent(draft, section=["search", "search"])
    assert form.is_ready()
    assert len(form.content.sections) == 1


def test_control_characters_do_not_reach_the_content(draft):
    form = sent(draft, title="Six\0 kitchens", body_search="a\0b\vc", topics_search="win\x07ter", week="30 July\0 2018")
    assert form.is_ready()
    assert form.content.title == "Six kitchens"
    assert form.content.sections[0].body == "ab\nc"
    assert form.content.sections[0].topics == ("winter",)


@pytest.mark.parametrize("base", ["", "0", "-1", "9" * 17, "9" * 40, "one", "²", "1; drop"])
def test_an_unknown_base_is_the_oldest_revision_so_that_nothing_is_overwritten(draft, base):
    assert sent(draft, base=base).base == draft.revisions.order_by("pk").first()


def test_another_entrys_revision_is_no_base(draft, bob):
    other = draft_of(bob)
    assert sent(draft, base=str(other.head_id)).base == draft.revisions.order_by("pk").first()


def test_an_empty_form_is_read_without_an_error(draft):
    form = EntryForm.sent(draft, QueryDict())
    assert form.is_ready()
    assert form.content == EntryContent()


@pytest.mark.parametrize("text", ["2018-07-30", "30 July 2018", "w/c 30 July 2018", "2018-W31", " 30\u00a0July 2018 "])
def test_a_week_may_be_said_in_any_way(text):
    assert read_week(text).key == "2018-07-30"


@pytest.mark.parametrize("text", ["0001-01-01", "9998-12-20", "1899-01-01"])
def test_a_week_that_can_have_no_address_is_refused(text):
    with pytest.raises(ValueError, match="beyond"):
        read_week(text)


@needs_shared
def test_hostile_text_in_every_field_becomes_content_or_a_sentence(draft):
    found = [record for name in ("blns", "unicode", "template_injection") for record in records(name)]
    texts = {value for record in found for value in record.values() if isinstance(value, str)}
    assert len(texts) > 300
    for text in texts:
        form = sent(
            draft, title=text, summary=text, heading_search=text, topics_search=text, body_search=text, week=text
        )
        assert form.is_ready() or all(sentence for _, sentence in form.problems)


# Conflicts

BASE = content(section("search", body="one"), section("repairs", "Repairs", "two"))


def chosen(mine: EntryContent, theirs: EntryContent, sent_choice: dict[str, str]) -> EntryContent:
    return resolve(merge(BASE, mine, theirs), mine, sent_choice)


MINE = content(section("search", body="one\nmine", topics=("a",)), section("repairs", "Repairs", "two"))
THEIRS = content(
    section("search", "Searching", body="one\ntheirs", topics=("b",), audience="members"),
    section("repairs", "Repairs", "two, too"),
)


def test_both_keeps_every_line_once_and_the_narrower_audience():
    both = chosen(MINE, THEIRS, {"keep": "both"}).section("search")
    assert both is not None
    assert both.body == "one\nmine\n\nSearching\n\ntheirs"
    assert both.topics == ("a", "b")
    assert both.audience == "members"


def test_both_headings_stay_when_only_the_headings_clash():
    mine = content(section("search", "Finding", body="one"), section("repairs", "Repairs", "two"))
    theirs = content(section("search", "Searching", body="one"), section("repairs", "Repairs", "two"))
    both = chosen(mine, theirs, {}).section("search")
    assert (both.heading, both.body) == ("Finding", "Searching\n\none")


def test_both_keeps_paragraphs_apart():
    mine = content(section("search", body="one\n\nmine"), section("repairs", "Repairs", "two"))
    theirs = content(section("search", body="one\n\ntheirs\n\nand more"), section("repairs", "Repairs", "two"))
    assert chosen(mine, theirs, {}).section("search").body == "one\n\nmine\n\ntheirs\n\nand more"


def test_what_merged_by_itself_comes_in_whatever_is_chosen():
    for choice in ("both", "mine", "theirs", "nonsense"):
        assert chosen(MINE, THEIRS, {"keep": choice}).section("repairs").body == "two, too"


def test_one_side_can_be_kept():
    assert chosen(MINE, THEIRS, {"keep": "mine"}).section("search") == MINE.section("search")
    assert chosen(MINE, THEIRS, {"keep": "theirs"}).section("search") == THEIRS.section("search")


def test_each_clash_can_be_chosen_for_itself():
    mine = content(section("search", body="mine"), section("repairs", "Repairs", "mine"), title="Mine")
    theirs = content(section("search", body="theirs"), section("repairs", "Repairs", "theirs"), title="Theirs")
    got = chosen(mine, theirs, {"keep-search": "mine", "keep-repairs": "theirs", "keep-title": "both"})
    assert (got.section("search").body, got.section("repairs").body, got.title) == ("mine", "theirs", "Mine / Theirs")


def test_both_is_safe_to_repeat():
    once = chosen(MINE, THEIRS, {"keep": "both"})
    assert chosen(MINE, once, {"keep": "both"}).section("search").body == once.section("search").body


def test_a_section_that_they_removed_comes_back_in_its_place_when_mine_is_kept():
    mine = content(section("search", body="one, changed"), section("repairs", "Repairs", "two"))
    theirs = content(section("repairs", "Repairs", "two"))
    assert [s.key for s in chosen(mine, theirs, {"keep": "both"}).sections] == ["search", "repairs"]
    assert [s.key for s in chosen(mine, theirs, {"keep": "theirs"}).sections] == ["repairs"]


def test_a_section_that_i_removed_and_they_changed_can_go_or_stay():
    mine = content(section("repairs", "Repairs", "two"))
    theirs = content(section("search", body="one, changed"), section("repairs", "Repairs", "two"))
    assert [s.key for s in chosen(mine, theirs, {"keep": "mine"}).sections] == ["repairs"]
    assert chosen(mine, theirs, {"keep": "both"}).section("search").body == "one, changed"
