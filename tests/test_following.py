"""What I follow: searches, topics and journals under names of one's own, and what is new in each."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from notes import following as follows
from notes import publishing, tidying
from notes.content import COLLEAGUES, EVERYONE, MEMBERS
from notes.models import Entry, Following, Section, Topic, User
from tests.conftest import WEEK, Person, content, draft_of, published, section
from tests.forms_on_page import dangling, read

pytestmark = pytest.mark.django_db

PAGE = reverse("following")


def follow(person: Person, name: str = "", **asked: str) -> Following:
    answer = person.post(reverse("follow"), asked | {"name": name})
    assert (answer.status_code, answer.url) == (302, PAGE)
    return Following.objects.of(person.user).get(asked=urlencode({"q": ""} | asked))


def was_here_yesterday(person: Person) -> None:
    User.objects.filter(pk=person.user.pk).update(last_visit_at=timezone.now() - timedelta(days=1))
    Section.objects.update(published_at=timezone.now() - timedelta(days=2))


def news(person: Person, span: str = "") -> dict[str, list[str]]:
    """The headings of what is new, by the name of what is followed."""
    page = person.get(PAGE, {"since": span} if span else {})
    assert page.status_code == 200
    assert not dangling(page)
    return {each.following.name: [section.heading for section in each.sections] for each in page.context["followed"]}


@pytest.fixture
def old(alice) -> Entry:
    return published(
        alice, section("damp", "Damp", "Damp and mould.", topics=("Housing",)), section("talk", "Talks", "A talk.")
    )


# It works


def test_a_search_a_topic_and_a_journal_say_what_is_new_since_the_last_visit(alice, bob, old):
    for asked in ({"q": "damp"}, {"topic": "Housing"}, {"journal": "alice"}):
        follow(bob, **asked)
    was_here_yesterday(bob)
    assert set(map(tuple, news(bob).values())) == {()}
    published(
        alice,
        section("mould", "More damp", "It is damp.", topics=("Housing",)),
        section("other", "Other", "Else."),
        week=WEEK + 1,
    )
    assert news(bob) == {"damp": ["More damp"], "Housing": ["More damp"], "Alice Archer": ["More damp", "Other"]}
    page = bob.get(PAGE).content.decode()
    assert "2 new sections" in page  # each once, in however many it is found
    assert "your last visit" in page
    address = f"/{(WEEK + 1).key}/alice/"
    assert page.count(f'href="{address}?marked=damp#mould"') == 1, "a search's words are marked where it leads"
    assert page.count(f'href="{address}#mould"') == 2


def test_what_is_followed_leads_to_its_page(bob, old):
    follow(bob, q="damp", journal="alice")
    follow(bob, topic="Housing")
    follow(bob, journal="alice")
    page = bob.get(PAGE).content.decode()
    assert 'href="/search/?q=damp&amp;journal=alice"' in page
    assert 'href="/topics/housing/"' in page
    assert 'href="/journals/alice/"' in page


@pytest.mark.parametrize(
    "address", ["/search/?q=damp&topic=Housing&order=newest", "/topics/housing/", "/journals/alice/"]
)
def test_the_page_of_each_has_a_button_that_follows_it(bob, visitor, old, address):
    before = read(bob.get(address))
    (sent,) = [fields for action, fields in before.forms if action == reverse("follow")]
    assert bob.post(reverse("follow"), sent).status_code == 302
    if not address.startswith("/search/"):
        after = bob.get(address).content.decode()
        assert "You follow this" in after
        assert reverse("follow") not in after
    assert reverse("follow") not in visitor.get(address).content.decode()
    assert Following.objects.count() == 1


def test_a_name_is_given_and_changed(bob, old):
    kept = follow(bob, "Wet walls", q="damp")
    assert kept.name == "Wet walls"
    bob.post(reverse("rename-following", args=[kept.pk]), {"name": "  Walls,\n wet "})
    kept.refresh_from_db()
    assert kept.name == "Walls, wet"


@pytest.mark.parametrize(
    ("address", "usual"),
    [("/search/?q=damp+-paint", "damp, without paint"), ("/topics/housing/", "Housing"),
     ("/journals/alice/", "Alice Archer")],
)  # fmt: skip
def test_the_form_that_follows_has_a_name_to_change(bob, old, address, usual):
    (sent,) = [fields for action, fields in read(bob.get(address)).forms if action == reverse("follow")]
    assert sent["name"] == [usual]
    bob.post(reverse("follow"), sent)
    assert Following.objects.get().name == usual
    bob.post(reverse("follow"), sent | {"name": "Mine"})
    assert Following.objects.get().name == "Mine"
    bob.post(reverse("follow"), sent)
    assert Following.objects.get().name == "Mine", "who presses it again, and gives no name, keeps theirs"


def test_two_that_would_be_called_the_same_are_told_apart(alice, bob, old):
    published(alice, section(topics=("Alice Archer", "Damp")), week=WEEK + 1)
    asked = ({"journal": "alice"}, {"topic": "Alice Archer"}, {"topic": "Damp"}, {"q": "damp"})
    names = [follow(bob, **each).name for each in asked]
    assert names == ["Alice Archer", "Alice Archer (topic)", "Damp", "damp (search)"]
    assert follow(alice, topic="Alice Archer").name == "Alice Archer"
    longest = follow(bob, q="x" * 150).name, follow(bob, q="x" * 151).name, follow(bob, q="x" * 152).name
    assert longest == ("x" * 100, f"{'x' * 91} (search)", f"{'x' * 89} (search 2)")


def test_a_name_that_one_uses_already_is_refused_with_what_was_typed(bob, alice, old):
    follow(bob, "Walls", q="damp")
    page = bob.post(reverse("follow"), {"q": "mould", "topic": "Housing", "name": "WALLS"})
    assert not dangling(page)
    said = page.content.decode()
    assert "You follow something else as “WALLS” already" in said
    assert 'value="WALLS"' in said
    assert Following.objects.count() == 1
    (sent,) = [fields for action, fields in read(page).forms if action == reverse("follow")]
    assert bob.post(reverse("follow"), sent | {"name": "Mould"}).url == PAGE
    kept = Following.objects.get(name="Mould")
    assert kept.asked == "q=mould&topic=Housing"
    page = bob.post(reverse("rename-following", args=[kept.pk]), {"name": "walls"}).content.decode()
    assert "You follow something else as “walls” already" in page
    assert 'value="walls"' in page
    bob.post(reverse("rename-following", args=[kept.pk]), {"name": "MOULD"})
    assert Following.objects.get(pk=kept.pk).name == "MOULD"
    follow(alice, "Walls", q="damp")


def test_beside_a_name_of_ones_own_stands_what_is_asked(bob, old):
    for name, asked in (("Wet", {"q": "damp -paint"}), ("Homes", {"topic": "housing"}), ("Hers", {"journal": "alice"})):
        follow(bob, name, **asked)
    follow(bob, q="talk")
    assert {each.following.name: each.question for each in bob.get(PAGE).context["followed"]} == {
        "Wet": "damp, without paint", "Homes": "Housing", "Hers": "Alice Archer", "talk": "",
    }  # fmt: skip
    page = bob.get(PAGE).content.decode()
    assert "Search: damp, without paint" in page
    assert "Topic: Housing" in page


def test_a_name_of_ones_own_tells_nothing_that_one_may_no_longer_see(alice, bob, old):
    follow(bob, "Mine", topic="Housing")
    publishing.unpublish(old, by=alice.user)
    Topic.objects.update(name="Secret homes")
    assert "Secret homes" not in bob.get(PAGE).content.decode()
    assert "on Housing" in bob.get(PAGE).content.decode()


def test_what_is_asked_goes_by_its_own_words_until_it_is_named(bob, old):
    assert follow(bob, q='damp -paint "mould on walls"').name == "damp, without paint, “mould on walls”"
    assert follow(bob, topic="housing").name == "Housing"
    assert follow(bob, journal="alice").name == "Alice Archer"


def test_following_twice_is_following_once(bob, old):
    first, second = follow(bob, q="damp"), follow(bob, q="damp", name="Walls")
    assert first == second
    assert bob.get(PAGE).content.decode().count("Stop following it") == 1


def test_one_stops_following(bob, old):
    kept = follow(bob, q="damp")
    assert bob.post(reverse("stop-following", args=[kept.pk])).url == PAGE
    assert not Following.objects.exists()
    assert "You follow nothing yet" in bob.get(PAGE).content.decode()


def test_all_can_be_marked_as_seen(alice, bob, old):
    follow(bob, q="damp")
    was_here_yesterday(bob)
    published(alice, section(heading="News", body="damp"), week=WEEK + 1)
    assert news(bob) == {"damp": ["News"]}
    bob.post(reverse("mark-seen"))
    assert news(bob) == {"damp": []}
    assert news(bob, "week") == {"damp": ["News", "Damp"]}  # for whoever wants to look back all the same


def test_five_are_shown_and_the_rest_is_counted(alice, bob, old):
    follow(bob, journal="alice")
    was_here_yesterday(bob)
    published(alice, *(section(f"part{c}", f"Part {c}") for c in "abcdefg"), week=WEEK + 1)
    (followed,) = bob.get(PAGE).context["followed"]
    assert (followed.count, len(followed.sections), followed.more) == (7, 5, 2)


def test_a_section_that_is_added_or_opened_to_more_readers_is_new_and_a_mended_word_is_not(alice, bob, old):
    follow(bob, journal="alice")
    hidden = section("plans", "Plans", audience=MEMBERS)
    both = (section("damp", "Damp"), section("talk", "Talks"))
    publishing.save_draft(old, content(*both, hidden), by=alice.user)
    publishing.publish(old, by=alice.user)
    was_here_yesterday(bob)
    publishing.save_draft(old, content(section("damp", "Damp!"), both[1], hidden), by=alice.user)
    publishing.publish(old, by=alice.user)
    assert news(bob) == {"Alice Archer": []}
    opened = section("plans", "Plans", audience=COLLEAGUES)
    publishing.save_draft(old, content(section("damp", "Damp!"), opened, section("added", "Added")), by=alice.user)
    publishing.publish(old, by=alice.user)
    assert sorted(news(bob)["Alice Archer"]) == ["Added", "Plans"]
    publishing.rebuild(Entry.objects.get(pk=old.pk))
    assert sorted(news(bob)["Alice Archer"]) == ["Added", "Plans"]


def test_a_topic_is_followed_under_its_next_name_too(alice, bob, old):
    kept = follow(bob, topic="Housing")
    was_here_yesterday(bob)
    topic = Topic.objects.get(slug="housing")
    topic.name, topic.key = "Homes", "homes"
    topic.save()
    Section.objects.update(published_at=timezone.now())
    assert news(bob)[kept.name] == ["Damp"]


@pytest.mark.parametrize("audience", [EVERYONE, COLLEAGUES])
def test_a_topic_that_was_merged_is_followed_as_what_it_became_and_back_again(alice, bob, owner, audience):
    published(alice, section("damp", "Damp", topics=("Housing",), audience=audience))
    published(alice, section("roof", "Roofs", topics=("Homes",)), week=WEEK - 1)
    kept = follow(bob, topic="Housing")
    was_here_yesterday(bob)
    act = tidying.merge(Topic.objects.get(key="housing"), Topic.objects.get(key="homes"), by=owner.user)
    published(alice, section("walls", "Walls", topics=("Homes",)), week=WEEK + 1)
    assert news(bob) == {"Housing": ["Walls"]}
    assert 'href="/topics/homes/"' in bob.get(PAGE).content.decode()
    assert "You follow this" in bob.get("/topics/homes/").content.decode()
    assert {one.heading for one in follows.sections_followed(bob.user)} == {"Damp", "Roofs", "Walls"}
    assert follow(bob, "Old name", topic="housing").topic == kept.topic
    tidying.undo(act, by=owner.user)
    assert news(bob, "week")["Housing"] == ["Damp"]
    assert 'href="/topics/housing/"' in bob.get(PAGE).content.decode()
    assert "You follow this" not in bob.get("/topics/homes/").content.decode()


def test_a_name_that_its_follower_may_not_know_any_more_leads_nowhere_when_it_is_merged(alice, bob, owner):
    published(alice, section("plots", "Plots", topics=("Plots",), audience=MEMBERS))
    published(alice, section("roof", "Roofs", topics=("Homes",)), week=WEEK - 1)
    alice.journal.members.add(bob.user)
    follow(bob, topic="Plots")
    was_here_yesterday(bob)
    alice.journal.members.remove(bob.user)
    tidying.merge(Topic.objects.get(key="plots"), Topic.objects.get(key="homes"), by=owner.user)
    published(alice, section("walls", "Walls", topics=("Homes",)), week=WEEK + 1)
    assert news(bob) == {"Plots": []}
    assert "/topics/" not in bob.get(PAGE).content.decode().split("<main")[1].split("</main")[0]
    assert "You follow this" not in bob.get("/topics/homes/").content.decode()


# To whom


def test_visitors_are_asked_to_sign_in(visitor, old):
    answer = visitor.get(PAGE)
    assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next=/following/")
    visitor.post(reverse("follow"), {"q": "damp"})
    assert not Following.objects.exists()
    assert "/following/" not in visitor.get("/").content.decode()
    assert "/following/" not in visitor.get("/search/?q=damp").content.decode()


@pytest.mark.parametrize("address", ["/search/?q=damp&topic=Housing", "/topics/housing/", "/journals/alice/"])
def test_who_follows_after_their_session_ended_is_told_so_and_led_back(bob, visitor, old, address):
    (sent,) = [fields for action, fields in read(bob.get(address)).forms if action == reverse("follow")]
    answer = visitor.post(reverse("follow"), sent)
    assert answer.status_code == 403
    said = answer.content.decode()
    assert "So it is not followed yet" in said
    assert "typed" not in said.split("<main")[1].split("</main")[0]
    assert f'href="{reverse("account_login")}?next={quote(address, safe="")}"' in said
    assert "My damp" in visitor.post(reverse("follow"), sent | {"name": "My damp"}).content.decode()
    assert not Following.objects.exists()


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_who_signs_in_is_led_to_no_other_site(visitor, back):
    said = visitor.post(reverse("follow"), {"q": "damp", "next": back}).content.decode()
    assert "evil" not in said
    assert "alert" not in said
    assert "?next=%2Ffollowing%2F" in said


@pytest.mark.parametrize("act", ["rename-following", "stop-following"])
def test_what_somebody_follows_does_not_exist_for_others(alice, bob, old, act):
    kept = follow(alice, "Mine", q="damp")
    assert bob.post(reverse(act, args=[kept.pk]), {"name": "Ours"}).status_code == 404
    kept.refresh_from_db()
    assert kept.name == "Mine"
    assert "Mine" not in bob.get(PAGE).content.decode()
    follow(alice, topic="Housing")
    assert bob.get("/topics/housing/").context["offer"].followed_as is None


def test_marking_as_seen_marks_ones_own(alice, bob, old):
    kept = follow(alice, q="damp")
    bob.post(reverse("mark-seen"))
    kept.refresh_from_db()
    assert kept.seen_at is None


def test_nothing_new_is_ever_more_than_one_may_see(alice, bob, old):
    for person in (alice, bob):
        follow(person, q="secret", name="s")
        was_here_yesterday(person)
    published(
        alice,
        section("a", "Open", "secret", audience=EVERYONE),
        section("b", "Inside", "secret", audience=COLLEAGUES),
        section("c", "Closed", "secret", audience=MEMBERS),
        week=WEEK + 1,
    )
    draft_of(alice, section(heading="Draft", body="secret"), week=WEEK + 2)
    assert sorted(news(bob)["s"]) == ["Inside", "Open"]
    assert sorted(news(alice)["s"]) == ["Closed", "Inside", "Open"]
    assert "2 new sections" in bob.get(PAGE).content.decode()


def test_a_topic_that_one_may_not_see_is_followed_as_words_alone(alice, bob):
    published(alice, section(topics=("Plots",), audience=MEMBERS))
    kept = follow(bob, topic="plots")
    assert (kept.topic, kept.name) == (None, "on plots")
    assert "/topics/" not in bob.get(PAGE).content.decode().split("<main")[1].split("</main")[0]


def test_a_topic_that_was_taken_back_leads_to_no_missing_page(alice, bob, old):
    follow(bob, topic="Housing")
    publishing.unpublish(old, by=alice.user)
    assert 'href="/search/?q=&amp;topic=Housing"' in bob.get(PAGE).content.decode()


# Bad input says why


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({}, "nothing in that to follow"),
        ({"q": "?!"}, "nothing in that to follow"),
        ({"q": "damp", "topic": ["ü" * 100] + [f"{n}{'ü' * 50}" for n in range(9)]}, "too long"),
    ],
)
def test_what_cannot_be_followed_says_why(bob, old, asked, why):
    page = bob.post(reverse("follow"), asked, follow=True)
    assert why in page.content.decode()
    assert not Following.objects.exists()


def test_there_is_an_end_to_what_one_person_follows(bob, old, monkeypatch):
    monkeypatch.setattr(follows, "MOST", 2)
    for word in ("one", "two"):
        follow(bob, q=word)
    page = bob.post(reverse("follow"), {"q": "three"}, follow=True).content.decode()
    assert "You follow 2 things already" in page
    follow(bob, q="two", name="Again")


@pytest.mark.parametrize(("name", "why"), [(" ", "Give it a name."), ("x" * 101, "at most 100 characters")])
def test_a_name_that_will_not_do_is_shown_with_what_was_typed(bob, old, name, why):
    kept = follow(bob, q="damp")
    page = bob.post(reverse("rename-following", args=[kept.pk]), {"name": name})
    assert not dangling(page)
    words = page.content.decode()
    assert why in words
    assert f'value="{name}"' in words
    assert 'aria-invalid="true"' in words


@pytest.mark.parametrize("address", ["follow", "mark-seen"])
def test_looking_changes_nothing(bob, address):
    assert bob.get(reverse(address)).url == "/following/"
    assert bob.get("/following/?since=ever").status_code == 200
    assert not Following.objects.exists()


def test_the_page_costs_the_same_whatever_is_followed(alice, bob, old):
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert bob.get(PAGE).status_code == 200
        return len(asked)

    follow(bob, q="damp")
    was_here_yesterday(bob)
    published(alice, section(body="damp", topics=("Housing",)), week=WEEK + 1)
    before = cost()
    for asked in ({"q": "talk"}, {"topic": "Housing"}, {"journal": "alice"}, {"q": "mould OR damp"}):
        follow(bob, **asked)
    for weeks in range(2, 5):
        published(alice, section(body="damp talk", topics=("Housing",)), week=WEEK + weeks)
    assert cost() == before <= 7


def test_hostile_names_and_questions_are_words(bob, old):
    nasty = "<script>alert(1)</script>\"'{{7*7}}"
    kept = follow(bob, nasty, q=nasty)
    page = bob.get(PAGE).content.decode()
    assert "<script>alert" not in page
    assert "{{7*7}}" in page
    assert kept.name == nasty
