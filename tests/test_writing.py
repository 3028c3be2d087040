"""The writing desk: views.writing, views.releasing and views.history, as their people use them."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from notes import publishing, tidying
from notes.content import topic_key
from notes.models import Entry, Revision, Section, Topic
from notes.weeks import Week
from tests.conftest import WEEK, Person, content, draft_of, published, section
from tests.forms_on_page import dangling, fields, read


def this_week() -> Week:
    return Week.of(timezone.localdate())


def desk(person: Person, entry: Entry, act: str = "save", **changed):
    """Open the desk, change some fields, press a button. `heading_search` is the field "heading-search"."""
    address = entry.get_write_url()
    form = fields(person.get(address), address)
    form |= {name.replace("_", "-"): value if isinstance(value, list) else [value] for name, value in changed.items()}
    return person.post(address, form | {"act": [act]})


def start(person: Person, week: str, **more):
    return person.post(reverse("start"), {"journal": person.journal.slug, "week": week} | more)


def newest(entry: Entry):
    entry.refresh_from_db()
    return entry.draft


# Who may come


ADDRESSES = ["write", "preview", "check", "discard", "history"]


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_visitor_is_sent_to_sign_in_and_comes_back(visitor, draft, name):
    address = reverse(name, args=[draft.pk])
    answer = visitor.get(address)
    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={address}"


@pytest.mark.parametrize("name", [*ADDRESSES, "publish", "unpublish", "bring-back"])
def test_another_journals_entry_does_not_exist_for_a_colleague_or_the_owner(bob, owner, entry, name):
    address = reverse(name, args=[entry.pk])
    for person in (bob, owner):
        answer = person.get(address, follow=True)  # to their own weeks at most
        assert answer.status_code == 404 or (
            name == "bring-back" and f"/write/{entry.pk}/" not in answer.content.decode()
        )
        assert person.post(address).status_code in (404, 405)
    entry.refresh_from_db()
    assert (entry.is_published, entry.discarded_at, entry.revisions.count()) == (True, None, 2)


@pytest.mark.parametrize("name", ["revision", "restore", "conflict"])
def test_another_journals_revision_does_not_exist_for_a_colleague(bob, draft, name):
    address = reverse(name, args=[draft.pk, draft.head_id])
    assert bob.post(address).status_code in (404, 405)
    assert bob.get(address, follow=True).status_code == 404


@pytest.mark.parametrize("name", ["revision", "restore", "conflict"])
def test_a_revision_of_another_entry_does_not_exist_under_this_one(alice, draft, name):
    other = draft_of(alice, week=WEEK.next)
    address = reverse(name, args=[draft.pk, other.head_id])
    answer = alice.post(address) if name == "restore" else alice.get(address)
    assert answer.status_code == 404


def test_numbers_beyond_the_database_are_no_entries(alice):
    assert alice.get(f"/write/{10**30}/").status_code == 404
    assert alice.get(f"/write/{2**63}/history/{2**63}/").status_code == 404


def test_the_desk_is_kept_by_no_browser_or_proxy(alice, draft):
    assert "no-store" in alice.get(draft.get_write_url())["Cache-Control"]


def test_looking_writes_nothing(alice, entry, django_assert_num_queries):
    draft_of(alice, week=WEEK.next)
    before = (Revision.objects.count(), Entry.objects.count(), list(Entry.objects.values()))
    for name in [*ADDRESSES, "unpublish"]:
        assert alice.get(reverse(name, args=[entry.pk])).status_code == 200
    assert alice.get(reverse("desk")).status_code == 200
    for name in ("revision", "conflict"):
        assert alice.get(reverse(name, args=[entry.pk, entry.head_id])).status_code == 200
    assert (Revision.objects.count(), Entry.objects.count(), list(Entry.objects.values())) == before


@pytest.mark.parametrize(("name", "page"), [("publish", "check"), ("bring-back", "desk")])
def test_acts_are_posts(alice, entry, name, page):
    address = reverse(page, args=[entry.pk] if page == "check" else [])
    assert alice.get(reverse(name, args=[entry.pk])).url == address


def test_words_that_come_after_the_time_ran_out_are_shown_back_to_copy(visitor, draft):
    answer = visitor.post(
        draft.get_write_url(), {"section": ["search"], "body-search": "A week of <b>words</b>", "title": "T"}
    )
    assert answer.status_code == 403
    assert "A week of &lt;b&gt;words&lt;/b&gt;" in answer.content.decode()
    assert f"{reverse('account_login')}?next={draft.get_write_url()}" in answer.content.decode()


# Your weeks


def test_who_writes_in_no_journal_is_told_whom_to_ask(owner):
    page = owner.get(reverse("desk"))
    assert page.status_code == 200
    assert "Ask the owner" in page.content.decode()


def test_the_current_week_is_ready_to_start(alice):
    page = alice.get(reverse("desk"))
    form = fields(page, reverse("start"))
    answer = alice.post(reverse("start"), form)
    entry = Entry.objects.get()
    assert answer.url == entry.get_write_url()
    assert entry.week == this_week()
    assert "Weeknotes " + this_week().name in alice.get(answer.url).content.decode()


def test_a_week_that_has_a_draft_opens_it(alice, draft):
    assert start(alice, "30 July 2018").url == draft.get_write_url()
    assert Entry.objects.count() == 1


def test_a_week_that_is_published_opens_too_and_says_so(alice, entry):
    answer = start(alice, "2018-W31")
    assert answer.url == entry.get_write_url()
    assert "published already" in alice.get(answer.url).content.decode()


def test_a_second_entry_for_a_week_is_a_choice(alice, entry):
    answer = start(alice, "2018-W31", another="1")
    second = Entry.objects.get(number=2)
    assert answer.url == second.get_write_url()
    assert start(alice, "2018-W31").url == second.get_write_url()  # the draft, before the published one


@pytest.mark.parametrize("text", ["", "the week of the boiler", "2019-W53", "x" * 3000, "\0", "9999-12-31"])
def test_a_week_that_nobody_knows_is_kept_as_typed_with_a_sentence(alice, text):
    answer = start(alice, text, another="1")
    assert answer.status_code == 200
    form = [form for action, form in read(answer).forms if action == reverse("start")][-1]
    assert form["week"] == [text.replace("\0", "\0")]
    assert "another" in form
    assert 'aria-describedby="another-week-error"' in answer.content.decode()
    assert not Entry.objects.exists()


def test_nobody_starts_a_week_in_anothers_journal(alice, bob, visitor):
    slug = alice.journal.slug
    assert bob.post(reverse("start"), {"journal": slug, "week": "this week"}).status_code == 404
    assert bob.post(reverse("start"), {}).status_code == 404
    assert bob.post(reverse("start"), {"journal": "\0", "week": "this week"}).status_code == 404
    assert visitor.post(reverse("start"), {"journal": slug, "week": "this week"}).status_code in (302, 403)
    assert not Entry.objects.exists()


def test_a_draft_that_was_put_away_gives_its_week_up_and_keeps_its_words(alice, draft):
    publishing.discard(draft, by=alice.user)
    start(alice, "30 July 2018")
    draft.refresh_from_db()
    assert (Entry.objects.count(), draft.number, draft.discarded_at, draft.draft.sections) == (1, 1, None, ())
    assert any(revision.read().sections for revision in draft.revisions.all())


def test_your_weeks_lists_drafts_published_changed_and_put_away(alice):
    draft_of(alice, week=WEEK, title="A draft")
    published(alice, week=WEEK.next, title="Out")
    changed = published(alice, week=WEEK.next.next, title="Out, then changed")
    publishing.save_draft(changed, content(title="Later title"), by=alice.user)
    away = draft_of(alice, week=WEEK - 1, title="Put off")
    publishing.discard(away, by=alice.user)
    page = alice.get(reverse("desk")).content.decode()
    for words in (
        "A draft",
        "Out",
        "Out, then changed",
        "Later title",
        "has unpublished changes",
        "Put off",
        "Bring back",
    ):
        assert words in page


def test_your_weeks_shows_nothing_of_other_journals(alice, bob):
    draft_of(alice, title="Nobody else’s")
    away = draft_of(alice, title="Away", week=WEEK.next)
    publishing.discard(away, by=alice.user)
    page = bob.get(reverse("desk")).content.decode()
    assert "Nobody else" not in page
    assert "Away" not in page
    assert alice.journal.name not in bob.get(reverse("desk") + "?journal=alice").content.decode()


def test_each_of_ones_journals_can_be_chosen(alice, bob):
    bob.journal.members.add(alice.user)
    published(bob, title="A team’s note")
    assert "A team’s note" not in alice.get(reverse("desk")).content.decode()
    assert "A team’s note" in alice.get(reverse("desk") + "?journal=bob").content.decode()


# The desk


def test_what_is_typed_is_saved_as_a_revision(alice, draft):
    answer = desk(
        alice, draft, title="Six kitchens", summary="Wet.", heading_search="Damp", body_search="- one",
        topics_search="winter, user research", audience_search="colleagues",
    )  # fmt: skip
    assert answer.url == draft.get_write_url()
    saved = newest(draft)
    assert (saved.title, saved.summary) == ("Six kitchens", "Wet.")
    assert saved.sections == (
        section("search", "Damp", "- one", topics=("winter", "user research"), audience="colleagues"),
    )
    assert draft.head.author == alice.user
    assert re.search(r"Draft saved at \d\d:\d\d\.", alice.get(answer.url).content.decode())


def test_saving_without_a_change_makes_no_revision(alice, draft):
    before = draft.revisions.count()
    desk(alice, draft)
    assert draft.revisions.count() == before


@pytest.mark.parametrize("act", ["add", "add:search", "up:repairs", "down:search", "remove:search"])
def test_rearranging_saves_nothing_and_keeps_everything_typed(alice, act):
    entry = draft_of(alice, section("search"), section("repairs", "Repairs"))
    before = entry.revisions.count()
    body = "\nA first line left empty,\n  indents & <b>brackets</b>\t\n"
    typed = {"title": "Typed “title”", "body_search": body, "topics_search": "a, b", "audience_search": "members"}
    answer = desk(alice, entry, act, week="said my way", **typed)
    form = fields(answer, entry.get_write_url())
    assert form["title"] == ["Typed “title”"]
    assert form["body-search"] == [body]
    assert form["topics-search"] == ["a, b"]
    assert form["audience-search"] == ["members"]
    assert form["week"] == ["said my way"]
    assert entry.revisions.count() == before
    assert "Not saved yet" in answer.content.decode()


def test_sections_are_added_moved_and_removed_and_brought_back_without_a_script(alice):
    entry = draft_of(alice, section("search"), section("repairs", "Repairs"))
    address = entry.get_write_url()

    def press(answer, act):
        return alice.post(address, fields(answer, address) | {"act": [act]})

    answer = press(alice.get(address), "down:search")
    assert fields(answer, address)["section"] == ["repairs", "search"]
    answer = press(answer, "remove:search")
    assert "is taken out" in answer.content.decode()
    answer = press(answer, "undo:search")
    answer = press(press(answer, "add"), "remove:repairs")
    press(answer, "save")
    assert newest(entry).sections[0].key == "search"
    assert len(newest(entry).sections) == 2


def test_the_focus_goes_where_one_expects_it(alice):
    entry = draft_of(alice, section("search"), section("repairs", "Repairs"), section("winter", "Winter"))
    added = desk(alice, entry, "add:search")
    key = fields(added, entry.get_write_url())["section"][1]
    assert read(added).autofocused == [f"{key}-heading"]
    assert read(desk(alice, entry, "up:winter")).autofocused == ["up:winter"]
    assert read(desk(alice, entry, "remove:search")).autofocused == ["undo:search"]
    assert read(desk(alice, entry, title="x" * 300)).autofocused == ["error-summary"]


def test_a_form_that_fails_sums_up_and_ties_each_error_to_its_field(alice, draft):
    before = draft.revisions.count()
    answer = desk(
        alice, draft, title="x" * 300, week="nonsense", heading_search="y" * 300, topics_search="z" * 100,
        body_search="w" * 50_001, audience_search="the world",
    )  # fmt: skip
    page = read(answer)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert draft.revisions.count() == before
    assert "6 things to put right" in html
    for target in re.findall(r'<li><a href="#([^"]+)">', html.split('class="error-summary"')[1].split("</ul>")[0]):
        assert target in page.ids
    assert not dangling(answer)
    for name in ("title-error", "week-error", "search-heading-error", "search-topics-error", "search-body-error"):
        assert name in page.references
    form = fields(answer, draft.get_write_url())
    assert (form["title"], form["heading-search"], form["topics-search"]) == (["x" * 300], ["y" * 300], ["z" * 100])
    assert form["audience-search"] == ["members"]  # the safe one


def test_labels_and_descriptions_name_what_is_on_the_page(alice, draft):
    for address in (draft.get_write_url(), reverse("desk"), reverse("check", args=[draft.pk])):
        answer = alice.get(address)
        assert not dangling(answer)
        ids = read(answer).ids
        assert len(ids) == len(set(ids))


def test_a_forged_form_is_no_error(alice, draft):
    address = draft.get_write_url()
    for post in ({}, {"section": ["\0"]}, {"act": "up:"}, {"act": "\0"}, {"base": "x"}, {"section": ["a"] * 200},
                 {"section": [f"k{n}" for n in range(300)]}, {"act": "save", "section": ["__proto__"]}):  # fmt: skip
        assert alice.post(address, post).status_code in (200, 302)


def test_the_return_key_saves(alice, draft):
    assert read(alice.get(draft.get_write_url())).buttons[0] == ("act", "save")


def test_a_draft_moves_to_another_week_and_its_suggested_title_with_it(alice):
    start(alice, "30 July 2018")
    entry = Entry.objects.get()
    desk(alice, entry, week="w/c 6 August 2018")
    assert newest(entry).title == "Weeknotes w/c 6 August 2018"
    assert entry.week == WEEK.next


def test_a_published_entry_stays_in_its_week(alice, entry):
    page = alice.get(entry.get_write_url())
    assert "week" not in fields(page, entry.get_write_url())
    assert "part of its address" in page.content.decode()
    answer = desk(alice, entry, week="2020-W01")
    assert answer.status_code == 200
    entry.refresh_from_db()
    assert entry.week == WEEK


def test_someone_elses_section_comes_in_and_the_page_says_so(alice, bob, draft):
    alice.journal.members.add(bob.user)
    address = draft.get_write_url()
    stale = fields(alice.get(address), address)
    desk(bob, draft, title="Bob’s title")
    answer = alice.post(address, stale | {"body-search": ["Alice’s words"], "act": ["save"]})
    saved = newest(draft)
    assert (saved.title, saved.sections[0].body) == ("Bob’s title", "Alice’s words")
    assert "somebody else wrote" in alice.get(answer.url).content.decode()


@pytest.mark.parametrize("act", ["preview", "check"])
def test_preview_and_check_save_first(alice, draft, act):
    answer = desk(alice, draft, act, title="Typed a moment ago")
    assert answer.url == reverse(act, args=[draft.pk])
    assert "Typed a moment ago" in alice.get(answer.url).content.decode()


# Preview

SECTIONS = (
    section("search", "For all", "Words for **everyone**", topics=("winter",)),
    section("repairs", "Inside", "Words for colleagues", audience="colleagues"),
    section("team", "Ours", "Words for members", audience="members"),
)


@pytest.mark.parametrize(("audience", "seen"), [("everyone", 1), ("colleagues", 2), ("members", 3), ("nonsense", 1)])
def test_the_preview_shows_what_each_audience_will_see(alice, audience, seen):
    entry = draft_of(alice, *SECTIONS)
    for name in ("preview", "check"):
        page = alice.get(reverse(name, args=[entry.pk]) + f"?as={audience}").content.decode()
        article = page.split("<article")[1].split("</article>")[0]
        assert [words in article for words in ("For all", "Inside", "Ours")] == [n < seen for n in range(3)]
        assert "<strong>everyone</strong>" in article
    assert not Section.objects.exists()


def test_the_preview_prints_a_section_as_the_public_page_will(alice, visitor):
    entry = draft_of(alice, *SECTIONS)
    before = alice.get(reverse("preview", args=[entry.pk])).content.decode()
    publishing.publish(entry, by=alice.user)
    after = visitor.get(entry.get_absolute_url()).content.decode()
    pattern = re.compile(r'<section class="section spread.*?</section>', re.S)
    unlinked = re.compile(r"<a href=\"/topics/[^\"]*\">([^<]*)</a>")
    assert pattern.findall(unlinked.sub(r"\1", before)) == pattern.findall(unlinked.sub(r"\1", after))


def test_words_are_previewed_while_they_are_written(alice):
    answer = alice.post(reverse("preview-body"), {"body": "- **one** <script>alert(1)</script>", "key": "search"})
    assert "<strong>one</strong>" in answer.json()["html"]
    assert "<script" not in answer.json()["html"]


def test_only_writers_preview_and_not_without_end(alice, owner, visitor):
    assert owner.post(reverse("preview-body"), {"body": "x"}).status_code == 404
    assert visitor.post(reverse("preview-body"), {"body": "x"}).status_code == 403
    assert alice.post(reverse("preview-body"), {"body": "x" * 50_001}).status_code == 413
    assert alice.post(reverse("preview-body"), {"body": "[" * 40_000, "key": "\0"}).status_code == 200
    assert alice.get(reverse("preview-body")).status_code == 405


def test_a_live_preview_needs_the_forms_own_token(alice):
    strict = Person(enforce_csrf_checks=True)
    strict.force_login(alice.user)
    assert strict.post(reverse("preview-body"), {"body": "x"}).status_code == 403


def test_topics_are_suggested_from_what_one_may_see(alice, bob):
    published(alice, section(topics=("winter",)), section("ours", topics=("secret plan",), audience="members"))
    draft_of(alice, section(topics=("unpublished",)), week=WEEK.next)
    assert alice.get(reverse("suggest-topics")).json()["topics"] == [
        {"name": "secret plan", "count": 1, "once": []},
        {"name": "winter", "count": 1, "once": []},
    ]
    assert [topic["name"] for topic in bob.get(reverse("suggest-topics")).json()["topics"]] == ["winter"]


def test_topics_are_suggested_by_names_that_stand_for_them_to_those_who_may_know_these(alice, bob, owner):
    published(
        alice,
        section("aaa", topics=("email", "e-mail", "Mailing")),
        section("bbb", topics=("redundancies", "Staffing"), audience="members"),
        section("ccc", topics=("Staffing", "plans", "Closed"), audience="colleagues"),
    )
    for name, into in (
        ("e-mail", "email"), ("mailing", "email"), ("redundancies", "staffing"), ("plans", "staffing"),
    ):  # fmt: skip
        one, other = (Topic.objects.get(key=topic_key(each)) for each in (name, into))
        tidying.merge(one, other, by=owner.user)

    def once(person: Person) -> dict[str, list[str]]:
        return {topic["name"]: topic["once"] for topic in person.get(reverse("suggest-topics")).json()["topics"]}

    assert once(alice) == {"email": ["e-mail", "Mailing"], "Staffing": ["plans", "redundancies"], "Closed": []}
    assert once(bob) == {"email": ["e-mail", "Mailing"], "Staffing": ["plans"], "Closed": []}


# Check, publish and back


def check_and_publish(person: Person, entry: Entry):
    page = person.get(reverse("check", args=[entry.pk]))
    return person.post(reverse("publish", args=[entry.pk]), fields(page, reverse("publish", args=[entry.pk])))


def test_the_button_says_what_it_will_do(alice):
    entry = draft_of(alice, section("one"), section("two"), *SECTIONS[1:])
    page = alice.get(reverse("check", args=[entry.pk])).content.decode()
    assert "2 to everyone, 1 to colleagues, 1 to members" in page
    assert "Publish now" in page


def test_publishing_shows_it_to_readers(alice, visitor, draft):
    assert visitor.get(draft.get_absolute_url()).status_code == 404
    answer = check_and_publish(alice, draft)
    assert answer.url == draft.get_absolute_url()
    assert "We changed how search works." in visitor.get(answer.url).content.decode()


def test_readers_do_not_see_the_draft_of_a_published_entry_until_it_is_published_again(alice, visitor, entry):
    desk(alice, entry, body_search="Later words")
    assert "Later words" not in visitor.get(entry.get_absolute_url()).content.decode()
    assert "Publish the changes" in alice.get(reverse("check", args=[entry.pk])).content.decode()
    check_and_publish(alice, entry)
    assert "Later words" in visitor.get(entry.get_absolute_url()).content.decode()


def test_what_came_in_after_the_check_is_shown_before_it_goes_out(alice, bob, draft):
    alice.journal.members.add(bob.user)
    address = reverse("publish", args=[draft.pk])
    form = fields(alice.get(reverse("check", args=[draft.pk])), address)
    desk(bob, draft, body_search="Not checked by Alice")
    answer = alice.post(address, form)
    assert answer.url == reverse("check", args=[draft.pk])
    draft.refresh_from_db()
    assert not draft.is_published


def test_an_empty_draft_says_what_is_missing(alice):
    start(alice, "30 July 2018")
    entry = Entry.objects.get()
    page = alice.get(reverse("check", args=[entry.pk]))
    assert "Write at least one section." in page.content.decode()
    answer = check_and_publish(alice, entry)
    assert answer.url == reverse("check", args=[entry.pk])
    assert "Write at least one section before you publish." in alice.get(answer.url).content.decode()


def test_unpublishing_asks_first_and_keeps_the_words(alice, visitor, entry):
    address = reverse("unpublish", args=[entry.pk])
    assert "Take it back" in alice.get(address).content.decode()
    assert visitor.get(entry.get_absolute_url()).status_code == 200
    alice.post(address)
    assert visitor.get(entry.get_absolute_url()).status_code == 404
    assert newest(entry).sections
    assert alice.get(address).url == entry.get_write_url()
    check_and_publish(alice, entry)
    assert visitor.get(entry.get_absolute_url()).status_code == 200


def test_a_draft_is_put_away_and_brought_back(alice, draft):
    assert alice.post(reverse("discard", args=[draft.pk])).url == reverse("desk")
    assert alice.get(draft.get_write_url()).status_code == 404
    answer = alice.post(reverse("bring-back", args=[draft.pk]))
    assert answer.url == draft.get_write_url()
    assert "We changed how search works." in alice.get(answer.url).content.decode()
    assert alice.post(reverse("bring-back", args=[draft.pk])).url == draft.get_write_url()


def test_changes_to_a_published_entry_are_put_away_and_can_be_restored(alice, visitor, entry):
    desk(alice, entry, body_search="Put away words")
    put_away = newest(entry) and entry.head_id
    answer = alice.post(reverse("discard", args=[entry.pk]))
    assert answer.url == f"{reverse('history', args=[entry.pk])}?put-away={put_away}"
    assert newest(entry).sections[0].body == "We changed how search works."
    assert visitor.get(entry.get_absolute_url()).status_code == 200
    alice.post(reverse("restore", args=[entry.pk, put_away]))
    assert newest(entry).sections[0].body == "Put away words"


# History


def test_the_history_lists_every_revision_and_each_can_be_read_and_restored(alice, draft):
    first = draft.head_id
    desk(alice, draft, body_search="Second thoughts")
    count = draft.revisions.count()
    page = alice.get(reverse("history", args=[draft.pk])).content.decode()
    assert page.count(f"/write/{draft.pk}/history/") >= count
    earlier = alice.get(reverse("revision", args=[draft.pk, first])).content.decode()
    assert "<del>" in earlier
    assert "<ins>" in earlier
    answer = alice.post(reverse("restore", args=[draft.pk, first]))
    assert answer.url == draft.get_write_url()
    assert newest(draft).sections[0].body == "We changed how search works."
    assert draft.revisions.count() == count + 1


# Figures


def grown(person: Person, number: int) -> Entry:
    """A desk with a history: the last of `number` entries, with as many sections and revisions."""
    for n in range(number):
        sections = [section(f"key{'abcdefghij'[k]}", f"H{k}", "- a\n- b", topics=(f"t{k}",)) for k in range(number)]
        entry = published(person, *sections, week=this_week() - n, title=f"N{n}")
        if n % 2:
            publishing.save_draft(entry, content(*sections, title="Changed"), by=person.user)
        publishing.discard(draft_of(person, week=WEEK - n), by=person.user)
    return entry


@pytest.mark.parametrize(
    ("name", "most"), [("desk", 9), ("write", 6), ("preview", 6), ("check", 6), ("history", 8), ("discard", 5)]
)
def test_pages_cost_a_constant_number_of_queries(alice, bob, django_assert_max_num_queries, name, most):
    for person, number in ((alice, 2), (bob, 9)):
        entry = grown(person, number)
        with django_assert_max_num_queries(most):
            assert person.get(reverse(name, args=[] if name == "desk" else [entry.pk])).status_code == 200


def test_an_old_tab_does_not_move_a_draft_back_to_its_old_week(alice, draft):
    page = fields(alice.get(draft.get_write_url()), draft.get_write_url())
    publishing.move_to_week(draft, WEEK.next, by=alice.user)
    alice.post(draft.get_write_url(), page | {"act": "save", "summary": "Written in the old tab."})
    draft.refresh_from_db()
    assert draft.week == WEEK.next
    assert draft.draft.summary == "Written in the old tab."
