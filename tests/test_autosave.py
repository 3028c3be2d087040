"""Saving while one types: views.autosaving, publishing.autosave, and how such revisions fold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notes import folding, publishing
from notes.models import Entry, Revision
from notes.publishing import Sender
from tests.conftest import Person, content, draft_of, section
from tests.forms_on_page import fields
from tests.test_writing import desk, newest


class Tab:
    """The desk, open in a browser whose script saves."""

    def __init__(self, person: Person, entry: Entry, name: str = "tabone") -> None:
        self.person, self.entry, self.name, self.turn = person, entry, name, 0
        self.form = fields(person.get(entry.get_write_url()), entry.get_write_url())

    def type(self, **changed: str):
        """Change fields and save. `body_search` is the field "body-search"."""
        self.form |= {name.replace("_", "-"): [value] for name, value in changed.items()}
        self.turn += 1
        self.form |= {"tab": [self.name], "turn": [str(self.turn)]}
        return self.send(self.form)

    def send(self, form):
        return self.person.post(address(self.entry), form)

    def hears(self, answer):
        """The answer arrives, and the page goes on from it."""
        assert answer.status_code == 200, answer.content
        self.form["base"] = [str(answer.json()["base"])]
        return answer.json()


def address(entry: Entry) -> str:
    return reverse("autosave", args=[entry.pk])


def listed(entry: Entry) -> list[str]:
    """The words of the first section in each revision that the history lists, the newest first."""
    return [revision.read().sections[0].body for revision in entry.revisions.in_history() if revision.read().sections]


def earlier(entry: Entry, **ago: int) -> None:
    """As if all that is saved had been saved some time ago."""
    for revision in entry.revisions.all():
        Revision.objects.of(revision.pk).update(created_at=revision.created_at - timedelta(**ago))


@pytest.fixture
def shared(alice, bob):
    alice.journal.members.add(bob.user)
    return draft_of(alice, section("search", "Search", "one"), section("repairs", "Repairs", "two"))


# What is saved


def test_what_is_typed_is_saved_and_the_answer_says_where_to_go_on(alice, draft):
    answer = Tab(alice, draft).type(body_search="Half a sentence")
    assert newest(draft).section("search").body == "Half a sentence"
    told = answer.json()
    assert (told["revision"], told["base"]) == (draft.head_id, draft.head_id)
    assert (told["merged"], told["sections"]) == (False, [])
    assert told["saved_at"] == timezone.localtime(draft.head.created_at).isoformat()


def test_a_published_entry_keeps_what_readers_see(alice, visitor, entry):
    Tab(alice, entry).type(body_search="Not for readers yet")
    assert newest(entry).section("search").body == "Not for readers yet"
    assert "Not for readers yet" not in visitor.get(entry.get_absolute_url()).content.decode()


def test_saving_the_same_again_makes_no_revision(alice, draft):
    tab = Tab(alice, draft)
    tab.hears(tab.type(body_search="Once"))
    count = draft.revisions.count()
    tab.hears(tab.type())
    assert draft.revisions.count() == count


def test_what_is_too_long_is_named_and_all_else_is_saved(alice, draft):
    tab = Tab(alice, draft)
    told = tab.hears(tab.type(title="T" * 201, summary="In short", body_search="Saved all the same"))
    assert told["left"] == [{"name": "the title", "why": "The title is too long"}]
    kept = newest(draft)
    assert (kept.title, kept.summary, kept.section("search").body) == ("Weeknotes", "In short", "Saved all the same")
    assert tab.hears(tab.type(title="Short again"))["left"] == []
    assert newest(draft).title == "Short again"


def test_a_page_that_comes_back_with_errors_does_not_clash_with_what_it_saved_itself(alice, draft):
    tab = Tab(alice, draft)
    tab.type(title="T" * 201, body_search="Half a")
    tab.form |= {"body-search": ["Half a sentence"], "act": ["save"]}
    page = alice.post(draft.get_write_url(), tab.form)
    assert "201 characters" in page.content.decode()
    again = Tab(alice, draft, "tabtwo")
    again.form = fields(page, draft.get_write_url())
    again.hears(again.type(title="Short"))
    assert newest(draft).section("search").body == "Half a sentence"


@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("summary", "S" * 501, "the summary"),
        ("heading_search", "H" * 201, "the heading of section 1"),
        ("topics_search", "t" * 61, "the topics of ‘Search’"),
        ("topics_search", ", ".join("abcdefghijklm"), "the topics of ‘Search’"),
        ("body_search", "b" * 50_001, "the text of ‘Search’"),
        ("audience_search", "", "who may read ‘Search’"),
    ],
)
def test_each_limit_of_a_field_lets_the_rest_be_saved(alice, draft, field, value, name):
    tab = Tab(alice, draft)
    before = newest(draft)
    told = tab.hears(tab.type(title="Another", **{field: value}))
    assert [one["name"] for one in told["left"]] == [name]
    assert newest(draft).title == "Another"
    assert newest(draft).sections == before.sections
    assert newest(draft).summary == before.summary


def test_what_makes_an_entry_too_long_waits_and_the_rest_is_saved(alice, draft):
    tab = Tab(alice, draft)
    for letter in "abcdef":
        tab.form |= {f"heading-long{letter}": [letter.upper()], f"audience-long{letter}": ["colleagues"]}
        tab.form |= {f"body-long{letter}": [letter * 49_990], f"topics-long{letter}": [""]}
    tab.form["section"] = [*tab.form["section"], *(f"long{letter}" for letter in "abcde")]
    told = tab.hears(tab.type(body_search="x" * 60))
    assert [one["why"] for one in told["left"]] == ["With the text of ‘A’ the entry is too long"]
    assert [len(one.body) for one in newest(draft).sections] == [60, 0, *[49_990] * 4]
    assert newest(draft).section("longa").audience == "colleagues"


def test_a_section_too_many_waits_and_the_rest_is_saved(alice, draft):
    tab = Tab(alice, draft)
    keys = [f"more{a}{b}" for a in "abcdefghij" for b in "abcdef"]
    for key in keys:
        tab.form |= {
            f"heading-{key}": [key],
            f"audience-{key}": ["everyone"],
            f"body-{key}": [""],
            f"topics-{key}": [""],
        }
    tab.form["section"] = [*tab.form["section"], *keys]
    told = tab.hears(tab.type(title="Sixty"))
    assert [one["name"] for one in told["left"]] == ["‘morejf’"]
    assert (newest(draft).title, len(newest(draft).sections)) == ("Sixty", 60)


def test_what_two_wrote_is_too_much_together_and_says_so(alice, bob, shared):
    mine, theirs = Tab(alice, shared), Tab(bob, shared, "tabtwo")
    for tab, letter in ((mine, "a"), (theirs, "b")):
        for key in "xyz":
            name = f"of{letter}{key}"
            tab.form |= {f"heading-{name}": [name], f"audience-{name}": ["everyone"], f"topics-{name}": [""]}
            tab.form |= {f"body-{name}": [letter * 49_000]}
            tab.form["section"] = [*tab.form["section"], name]
    theirs.hears(theirs.type())
    answer = mine.type(title="Mine")
    assert answer.status_code == 422
    assert "250,000 at most" in answer.json()["problems"][0]
    page = alice.post(shared.get_write_url(), mine.form | {"act": ["save"], "tab": [""], "turn": [""]})
    assert "250,000 at most" in page.content.decode()
    assert "a" * 49_000 in page.content.decode(), "what was typed is all there"


def test_an_entry_that_was_given_a_time_meanwhile_says_when_it_goes_out(alice, draft):
    tab = Tab(alice, draft)
    assert tab.hears(tab.type(body_search="Before"))["goes_out"] == ""
    alice.post(f"/write/{draft.pk}/schedule/", {"day": "tomorrow", "time": "15:00"})
    told = tab.hears(tab.type(body_search="After"))
    draft.refresh_from_db()
    assert told["goes_out"] == draft.scheduled_for
    assert told["goes_out"].endswith("at 15:00")


def test_the_week_moves_only_when_somebody_presses_save(alice, draft):
    before = draft.week_start
    for week in ("last week", "no week at all"):
        assert Tab(alice, draft).type(week=week, body_search=f"Typed with {week}").status_code == 200
        draft.refresh_from_db()
        assert draft.week_start == before
        assert newest(draft).section("search").body == f"Typed with {week}"


def test_a_page_that_does_not_say_which_it_is_saves_nothing(alice, draft):
    tab = Tab(alice, draft)
    for name, turn in (("", "1"), ("x", ""), ("a b", "1"), ("x" * 33, "1"), ("x", "9" * 20)):
        assert tab.send(tab.form | {"tab": [name], "turn": [turn], "body-search": ["?"]}).status_code == 422
    assert newest(draft).section("search").body != "?"


# Who may


def test_a_session_that_ended_is_told_so_and_gets_a_token(alice, draft, visitor):
    tab = Tab(alice, draft)
    tab.person = visitor
    answer = tab.type(body_search="While signed out")
    assert answer.status_code == 401
    assert answer.json()["token"]
    assert newest(draft).section("search").body != "While signed out"
    assert visitor.get(reverse("autosave", args=[10**9])).status_code == 401, "no number is told from another"


def test_another_journals_entry_does_not_exist(alice, bob, owner, draft):
    tab = Tab(alice, draft)
    for person in (bob, owner):
        tab.person = person
        tab.form["writer"] = [str(person.user.pk)]
        assert tab.type(body_search="Not theirs").status_code == 404
        assert person.get(address(draft)).status_code == 404


def test_words_are_not_saved_under_another_name(alice, bob, shared):
    tab = Tab(alice, shared)
    tab.person = bob
    answer = tab.type(body_search="Alice typed this")
    assert answer.status_code == 403
    assert answer.json()["name"] == "Bob Baker"
    assert newest(shared).section("search").body == "one"


def test_who_signs_in_on_anothers_page_hears_so_whatever_they_may_write(alice, bob, draft):
    tab = Tab(alice, draft)
    for pk in (draft.pk, 10**9):
        address = reverse("autosave", args=[pk])
        for answer in (bob.post(address, tab.form), bob.get(address, {"writer": alice.user.pk})):
            assert answer.status_code == 403
            assert (answer.json()["name"], set(answer.json())) == ("Bob Baker", {"name", "token"})
    assert bob.get(reverse("autosave", args=[draft.pk])).status_code == 404


def test_signing_in_again_is_answered_without_leaving_the_page(alice, draft, visitor):
    def sign_in(password: str):
        return visitor.post(
            reverse("account_login"),
            {"login": "alice", "password": password},
            headers={"X-Requested-With": "XMLHttpRequest", "Accept": "application/json"},
        )

    refused = sign_in("wrong")
    assert refused.status_code == 400
    assert refused.json()["form"]["errors"]
    assert sign_in("a good password").status_code == 200
    told = visitor.get(address(draft)).json()
    assert (told["writer"], told["revision"]) == (str(alice.user.pk), draft.head_id)
    assert told["token"]


# Answers that get lost, requests that come late


def test_a_lost_answer_does_not_make_a_page_clash_with_itself(alice, draft):
    tab = Tab(alice, draft)
    for words in ("One", "One two", "One two three"):
        assert tab.type(body_search=words).status_code == 200  # and nobody hears it
    assert newest(draft).section("search").body == "One two three"
    assert alice.get(address(draft), {"tab": tab.name}).json()["turn"] == 3


def test_a_lost_answer_and_then_the_save_button(alice, draft):
    tab = Tab(alice, draft)
    tab.type(body_search="One")
    tab.turn += 1
    sent = tab.form | {"body-search": ["One two"], "turn": [str(tab.turn)], "act": ["save"]}
    assert alice.post(draft.get_write_url(), sent).url == draft.get_write_url()
    assert newest(draft).section("search").body == "One two"


def test_a_late_request_puts_nothing_older_over_what_is_newer(alice, draft):
    tab = Tab(alice, draft)
    tab.type(body_search="One")
    late = dict(tab.form)
    tab.type(body_search="One two")
    assert tab.send(late).status_code == 200
    assert newest(draft).section("search").body == "One two"


def test_two_tabs_of_one_person_are_two(alice, draft):
    one, other = Tab(alice, draft, "one"), Tab(alice, draft, "other")
    one.type(body_search="From the one")
    answer = other.type(body_search="From the other")
    assert answer.status_code == 409
    assert answer.json()["by"] == "You, in another tab,"


# Two people


def test_what_somebody_else_wrote_is_merged_named_and_never_undone(alice, bob, shared):
    mine, theirs = Tab(alice, shared, "mine"), Tab(bob, shared, "theirs")
    theirs.hears(theirs.type(body_repairs="Bob’s"))
    told = mine.hears(mine.type(body_search="Alice’s"))
    assert told["merged"]
    assert (told["by"], told["sections"]) == ("Bob Baker", ["‘Repairs’"])
    mine.hears(mine.type(body_search="Alice’s, and more"))
    theirs.hears(theirs.type(body_repairs="Bob’s, and more"))
    mine.hears(mine.type(body_search="Alice’s, and yet more"))
    now = newest(shared)
    assert now.section("search").body == "Alice’s, and yet more"
    assert now.section("repairs").body == "Bob’s, and more"


def test_lost_answers_and_somebody_else_at_once(alice, bob, shared):
    mine, theirs = Tab(alice, shared, "mine"), Tab(bob, shared, "theirs")
    theirs.type(body_repairs="Bob’s")
    for words in ("A", "Al", "Ali"):
        assert mine.type(body_search=words).status_code == 200
    now = newest(shared)
    assert (now.section("search").body, now.section("repairs").body) == ("Ali", "Bob’s")


def test_the_same_words_changed_twice_are_kept_beside_and_lead_to_the_choice(alice, bob, shared):
    mine, theirs = Tab(alice, shared, "mine"), Tab(bob, shared, "theirs")
    theirs.type(body_search="Finches")
    answer = mine.type(body_search="Sparrows")
    assert answer.status_code == 409
    told = answer.json()
    assert (told["by"], told["sections"]) == ("Bob Baker", ["‘Search’"])
    assert "Sparrows" in alice.get(told["conflict"]).content.decode()
    assert newest(shared).section("search").body == "Finches"
    count = shared.revisions.count()
    assert mine.type().json()["conflict"] == told["conflict"]
    assert shared.revisions.count() == count, "what clashes is kept once"
    assert "Sparrows" in listed(shared)


# History


def test_a_sitting_is_one_line_of_the_history(alice, draft):
    before = listed(draft)
    tab = Tab(alice, draft)
    for number in range(30):
        tab.hears(tab.type(body_search=f"{number} words"))
    assert listed(draft) == ["29 words", *before]
    page = alice.get(reverse("history", args=[draft.pk])).content.decode()
    assert page.count('<td class="name">') == len(draft.revisions.in_history()) == len(before) + 2  # the empty one


def test_a_week_of_typing_is_about_ten_lines(alice, bob, shared):
    for _ in range(5):
        tab = Tab(alice, shared)
        for number in range(20):
            tab.hears(tab.type(body_search=f"{tab.turn} and {number}"))
        earlier(shared, hours=3)
    theirs = Tab(bob, shared, "theirs")
    theirs.hears(theirs.type(body_repairs="Bob’s"))
    assert shared.revisions.count() > 50
    assert len(listed(shared)) <= 10


def test_a_pause_of_an_hour_another_author_and_a_save_set_down_what_was_there(alice, bob, shared):
    tab = Tab(alice, shared)
    tab.hears(tab.type(body_search="Before the pause"))
    earlier(shared, minutes=61)
    tab.hears(tab.type(body_search="After the pause"))
    assert listed(shared)[:2] == ["After the pause", "Before the pause"]
    theirs = Tab(bob, shared, "theirs")
    theirs.hears(theirs.type(body_search="Bob’s"))
    assert listed(shared)[:3] == ["Bob’s", "After the pause", "Before the pause"]
    desk(bob, shared)
    theirs.hears(theirs.type(body_search="Bob’s, and on"))
    assert listed(shared)[:2] == ["Bob’s, and on", "Bob’s"]


def test_what_is_published_restored_over_or_put_away_stands_in_the_history(alice, entry):
    tab = Tab(alice, entry)
    tab.hears(tab.type(body_search="Published"))
    publishing.publish(entry, by=alice.user)
    tab.hears(tab.type(body_search="Put away"))
    publishing.discard(entry, by=alice.user)
    assert {"Published", "Put away"} <= set(listed(entry))
    tab = Tab(alice, entry, "later")
    tab.hears(tab.type(body_search="Restored over"))
    entry.refresh_from_db()
    publishing.restore(entry, entry.revisions.order_by("pk")[1], by=alice.user)
    assert "Restored over" in listed(entry)


def test_the_sweep_removes_only_what_is_folded_and_a_week_old(alice, bob, shared):
    tab, theirs = Tab(alice, shared), Tab(bob, shared, "theirs")
    for number in range(5):
        tab.hears(tab.type(body_search=f"{number}"))
    clash = theirs.type(body_search="Bob’s clash").json()["conflict"]
    earlier(shared, hours=2)
    tab.hears(tab.type(body_search="Later"))
    before, count = listed(shared), shared.revisions.count()
    assert folding.sweep() == 0
    earlier(shared, days=8)
    tab.hears(tab.type(body_search="Today"))
    before = listed(shared)
    call_command("sweep_autosaves", verbosity=0)
    assert listed(shared) == before
    assert shared.revisions.count() < count
    assert (
        "put away"
        not in alice.get(reverse("history", args=[shared.pk]))
        .content.decode()
        .replace("Bob", "", 1)
        .split("The draft as it stands")[1]
        .split("</tr>")[0]
    ), "the draft still grew from what is left"
    assert "Bob’s clash" in alice.get(clash).content.decode()
    assert folding.sweep() == 0


def test_what_a_clash_grew_from_outlives_the_sweep(alice, bob, shared):
    tab = Tab(alice, shared)
    tab.hears(tab.type(body_search="Seen by Bob"))
    theirs = Tab(bob, shared, "theirs")
    tab.hears(tab.type(body_search="Alice went on"))
    assert theirs.type(body_search="So did Bob").status_code == 409
    earlier(shared, days=8)
    tab.hears(tab.type(body_search="And on"))
    folding.sweep()
    mine = shared.revisions.beside(shared.revisions.get(pk=int(theirs.form["base"][0])), bob.user.pk).first()
    assert mine.base.read().section("search").body == "Seen by Bob"


# Figures


@pytest.mark.parametrize("number", [1, 60])
@pytest.mark.parametrize("is_stale", [False, True])
def test_an_autosave_asks_ten_questions_whatever_the_size(alice, bob, shared, number, is_stale):
    many = [section(f"part{chr(97 + n // 26)}{chr(97 + n % 26)}", f"Part {n}") for n in range(number - 1)]
    publishing.save_draft(shared, content(section("search"), *many), by=alice.user)
    mine, theirs = Tab(alice, shared, "mine"), Tab(bob, shared, "theirs")
    for turn in range(number):
        mine.hears(mine.type(body_search=f"{turn}"))
    if is_stale:
        theirs.hears(theirs.type(title="Bob’s title"))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert mine.type(body_search="The last").status_code == 200
    questions = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(questions) <= 10, "\n".join(questions)


def test_a_sender_is_told_from_another_persons(alice, bob, shared):
    """Two browsers that say the same name of a tab are still two people."""
    base = shared.head
    publishing.autosave(shared, content(section("search", body="A")), by=alice.user, base=base, sender=Sender("t", 1))
    with pytest.raises(publishing.Conflict):
        publishing.autosave(shared, content(section("search", body="B")), by=bob.user, base=base, sender=Sender("t", 2))


def test_an_autosave_asks_ten_questions_whatever_the_history(alice, bob, shared):
    """Sixty sections, five hundred revisions, and a page that is behind and whose answers got lost."""
    many = [section(f"part{chr(97 + n // 26)}{chr(97 + n % 26)}", f"Part {n}") for n in range(59)]
    publishing.save_draft(shared, content(section("search"), *many), by=alice.user)
    mine, theirs = Tab(alice, shared, "mine"), Tab(bob, shared, "theirs")
    mine.type(body_search="Nobody hears the answer")
    base = shared.revisions.first()
    Revision.objects.bulk_create(
        [Revision(entry=shared, content=base.content, base=base, author=bob.user, tab="t", turn=n) for n in range(500)]
    )
    theirs.hears(theirs.type(title="Bob’s title"))
    for words in ("The last but one", "The last"):
        with CaptureQueriesContext(connection) as asked:
            assert mine.type(body_search=words).status_code == 200
        questions = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
        assert len(questions) <= 10, "\n".join(questions)
        # of revisions: a journal's prompts, a page at most, have a content, too
        words = [question.replace('"notes_prompts"."content"', "") for question in questions]
        assert max(question.count('"content"') for question in words) <= 2


# A database that keeps people waiting


@pytest.fixture
def locked(monkeypatch):
    def keep(*_, **__):
        raise OperationalError("database is locked")

    monkeypatch.setattr(publishing, "_keep", keep)


def test_a_locked_database_asks_the_script_to_try_again(alice, draft, locked):
    answer = Tab(alice, draft).type(body_search="Wait for me")
    assert answer.status_code == 503
    assert answer["Retry-After"]


def test_a_locked_database_gives_the_words_back_and_sends_them_again(alice, draft, monkeypatch):
    form = fields(alice.get(draft.get_write_url()), draft.get_write_url()) | {"body-search": ["Two\r\nlines <b>"]}
    with monkeypatch.context() as busy:
        busy.setattr(publishing, "_keep", lambda *_, **__: (_ for _ in ()).throw(OperationalError("locked")))
        answer = alice.post(draft.get_write_url(), form | {"act": ["save"]})
    assert answer.status_code == 503
    assert "Two\nlines &lt;b&gt;" in answer.content.decode().replace("\r\n", "\n")
    again = fields(answer, draft.get_write_url())
    assert alice.post(draft.get_write_url(), again).status_code == 302
    assert newest(draft).section("search").body == "Two\nlines <b>"


# What happens elsewhere while a page is open


def test_a_draft_that_is_put_away_meanwhile_takes_no_words_and_has_them_when_it_is_back(alice, draft):
    tab = Tab(alice, draft)
    publishing.discard(draft, by=alice.user)
    assert tab.type(body_search="Typed on").status_code == 404
    publishing.bring_back(draft, by=alice.user)
    tab.hears(tab.type())
    assert newest(draft).section("search").body == "Typed on"


def test_a_week_that_was_begun_again_on_a_draft_put_away_loses_neither(alice, draft):
    tab = Tab(alice, draft)
    publishing.discard(draft, by=alice.user)
    again = publishing.start_entry(draft.journal, draft.week, by=alice.user)
    assert again.pk == draft.pk
    answer = tab.type(body_search="Typed on the old page")
    assert answer.status_code == 409
    assert "Typed on the old page" in alice.get(answer.json()["conflict"]).content.decode()


def test_what_is_typed_after_somebody_published_waits_for_the_next_time(alice, bob, visitor, shared):
    tab = Tab(alice, shared)
    assert tab.hears(tab.type(body_search="Before"))["published"] is False
    publishing.publish(shared, by=bob.user)
    assert tab.hears(tab.type(body_search="After"))["published"] is True
    page = visitor.get(shared.get_absolute_url()).content.decode()
    assert "Before" in page
    assert "After" not in page
    publishing.unpublish(shared, by=bob.user)
    assert tab.hears(tab.type(body_search="Later still"))["published"] is False


def test_who_is_no_member_any_more_saves_nothing_and_hears_no_names(alice, bob, shared):
    tab = Tab(bob, shared)
    alice.journal.members.remove(bob.user)
    answer = tab.type(body_search="Bob’s")
    assert answer.status_code == 404
    assert "Alice" not in answer.content.decode()
    assert newest(shared).section("search").body == "one"


def test_sixty_full_sections_are_saved(alice, draft):
    many = [section(f"part{chr(97 + n // 26)}{chr(97 + n % 26)}", f"Part {n}", "é" * 4_000) for n in range(60)]
    publishing.save_draft(draft, content(*many), by=alice.user)
    assert Tab(alice, draft).type(body_partaa="é" * 5_000).status_code == 200
    assert len(newest(draft).section("partaa").body) == 5_000
