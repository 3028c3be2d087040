"""Advice before a draft goes out: who is named, which links will not work, what readers will miss. Never a wall."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from notes import advising, markup, publishing
from notes.content import COLLEAGUES, EVERYONE, MEMBERS, SectionContent
from notes.models import Entry, Journal, User
from tests.conftest import WEEK, content, draft_of, make_person, published, section


@pytest.fixture
def dele(db):
    return make_person("dele", "Dele Ogunbanjo")


def said(person, *sections, **more) -> list[str]:
    """The sentences of advice on what this person would publish."""
    entry = publishing.start_entry(person.journal, WEEK, by=person.user)
    return [advice.sentence for advice in advising.advise(entry, content(*sections, **more))]


def about(body: str, person, **more) -> list[str]:
    return said(person, section(body=body, **more))


def test_the_page_says_it_with_the_words_and_the_way_there(alice, dele):
    entry = draft_of(alice, section("thanks", "Thanks", "Thanks to Dele Ogunbanjo, who carried the boxes."))
    page = alice.get(reverse("check", args=[entry.pk])).content.decode()
    assert "You name Dele Ogunbanjo where everyone can read it" in page
    assert '<mark class="plain">Dele Ogunbanjo</mark>, who carried the boxes.' in page
    assert f'<a href="{entry.get_write_url()}#section-thanks">Go to ‘Thanks’</a>' in page
    assert 'id="section-thanks"' in alice.get(entry.get_write_url()).content.decode()
    assert "You can publish as it is." in page
    base = {"base": entry.head_id}
    assert alice.post(reverse("publish", args=[entry.pk]), base).url == entry.get_absolute_url()


def test_a_draft_that_needs_none_gets_no_advice(alice):
    body = "We moved [the form](https://example.org/a_(b)?c=1#d) and `[x](y z)`.\n\n- One\n- Two [^1]\n\n[^1]: A note."
    assert about(body, alice) == []
    assert "You might look at" not in alice.get(reverse("check", args=[draft_of(alice).pk])).content.decode()


# People


@pytest.mark.parametrize(
    "words",
    ["Dele Ogunbanjo helped.", "DELE OGUNBANJO", "with dele\nogunbanjo", "Dele B. Ogunbanjo", "Ogunbanjo, Dele",
     "Dele Ogunbanjo’s van", "**Dele** Ogunbanjo", "(Dele Ogunbanjo)", "Délé Ogunbanjo", "- Dele   Ogunbanjo"],
)  # fmt: skip
def test_a_colleague_is_known_however_the_name_is_written(alice, dele, words):
    assert about(words, alice) == ["You name Dele Ogunbanjo where everyone can read it"]


@pytest.mark.parametrize("words", ["Dele helped.", "Dele and Tunde Ogunbanjo", "Adele Ogunbanjo", "Dele Ogunbanjos",
                                   "Dele Ogunbanjo-Smith", "Ogunbanjo", "DeleOgunbanjo"])  # fmt: skip
def test_part_of_a_name_is_nobody(alice, dele, words):
    assert about(words, alice) == []


@pytest.mark.parametrize(
    "name", ["Siân Llŷr", "Søren Ørsted", "Łukasz Wałęsa", "Mary-Jane O’Brien", "李 小龍", "Ana de la Cruz"]
)
def test_names_of_everywhere_are_known(alice, name):
    first, _, last = name.partition(" ")
    User.objects.create_user("x", first_name=first, last_name=last)
    assert len(about(f"Thanks to {name.upper()}!", alice)) == 1


def test_accents_may_be_left_out_on_either_side(alice):
    User.objects.create_user("sian", first_name="Siân", last_name="Llŷr")
    assert about("Thanks, Sian Llyr and Siân Llŷr.", alice) == ["You name Siân Llŷr where everyone can read it"]


def test_members_of_the_journal_and_people_who_have_left_are_not_said(alice, dele):
    alice.journal.members.add(dele.user)
    User.objects.create_user("gone", first_name="Gwen", last_name="Gone", is_active=False)
    User.objects.create_user("half", first_name="Cher")
    assert about("Alice Archer, Dele Ogunbanjo, Gwen Gone and Cher met.", alice) == []


@pytest.mark.parametrize(("audience", "count"), [(EVERYONE, 3), (COLLEAGUES, 0), (MEMBERS, 0)])
def test_people_are_said_where_everyone_reads_and_nowhere_else(alice, dele, audience, count):
    body = "Dele Ogunbanjo, dele@example.org, 020 7946 0018"
    assert len(said(alice, section(body=body, audience=audience), section("open"))) == count


def test_titles_summaries_headings_and_descriptions_are_read_too(alice, dele):
    for more in ({"title": "Dele Ogunbanjo leaves"}, {"summary": "Dele Ogunbanjo leaves"}):
        assert len(said(alice, section(), **more)) == 1
        assert said(alice, section(audience=COLLEAGUES), **more) == []
    assert len(said(alice, section(heading="With Dele Ogunbanjo"))) == 1
    entry = draft_of(alice, title="Dele Ogunbanjo leaves")
    assert f'href="{entry.get_write_url()}#desk-title"' in alice.get(reverse("check", args=[entry.pk])).content.decode()


@pytest.mark.parametrize(
    "words", ["dele@example.org", "Write to d.o+notes@mail.example.co.uk.", "[us](mailto:dele@example.org)"]
)
def test_an_email_address_is_said(alice, words):
    (sentence,) = about(words, alice)
    assert "email address" in sentence


@pytest.mark.parametrize(
    "words", ["020 7946 0018", "(020) 7946-0018", "+44 20 7946 0018", "07700 900123", "Ring 01632960001."]
)
def test_a_telephone_number_is_said(alice, words):
    (sentence,) = about(words, alice)
    assert "telephone number" in sentence


@pytest.mark.parametrize(
    "words",
    ["2018-07-30", "£1,000,000,000", "0.123456789012", "1632960001", "https://example.org/01632960001", "00-1",
     "30/07/2018 09:30", "`020` of 7946", "AB01632960001"],
)  # fmt: skip
def test_other_numbers_are_no_telephones(alice, words):
    assert about(words, alice) == []


# Links


@pytest.mark.parametrize(
    ("words", "why"),
    [("[Plan](htp:/example.org)", "perhaps https:// is meant"),
     ("[Plan](example.org/plan)", "begins with https://"),
     ("[Plan](//example.org/plan)", "begins with https://"),
     ("[Plan](https://example.org/my plan)", "has a space in it"),
     ("[Plan](https://example.org/plan", "lacks its closing bracket"),
     ("[Plan(https://example.org/plan)", "lacks its closing square bracket"),
     ("[Plan] (https://example.org/plan)", "a space between its words and its address"),
     ("[Plan]()", "has no address"),
     ("[Plan][nowhere]", "no line says where that is"),
     ("[Plan](javascript:alert(1))", "begins with javascript:"),
     ("[Plan](tel:0123)", "begins with tel:"),
     ("[Plan](mailto:nobody)", "no email address"),
     ("[Plan](https://me:secret@example.org)", "before the @"),
     ("[Plan](https://)", "no whole address"),
     ("[Plan](file:///S:/plan.docx)", "a file server or a disk"),
     (r"[Plan](\\server\share)", "a file server or a disk"),
     (r"![Plan](C:\plan.png)", "a file server or a disk"),
     (r"It is in \\server\share\plan.docx", "on a file server or a disk"),
     ("It is in file:///S:/plan.docx", "on a file server or a disk"),
     ("[Plan](http://intranet/plan)", "only your own network"),
     ("[Plan](http://10.0.0.1/plan)", "only your own network"),
     ("[Plan](https://wiki.corp.local/plan)", "only your own network")],
)  # fmt: skip
def test_a_link_that_readers_cannot_follow_is_said_with_its_trouble(alice, words, why):
    assert [why in sentence for sentence in about(words, alice)] == [True], about(words, alice)


@pytest.mark.parametrize(
    "words",
    ["[Plan](www.example.org)", "[Plan](<https://example.org/my plan>)", "www.example.org", "`[Plan](htp:/x)`",
     "    [Plan](htp:/x)", "a list[1] (of one)", "[ ] to do", "[x](https://example.org/a_(b))", "I said [sic] (twice)",
     "```\n[Plan](htp:/x\n```", "See [the plan][1].\n\n[1]: https://example.org", "AC\\DC", "[Plan](/journals/)"],
)  # fmt: skip
def test_what_works_or_is_no_link_is_left_alone(alice, words):
    assert about(words, alice) == []


def test_colleagues_can_open_what_is_on_the_network(alice):
    assert about("[Plan](http://intranet/plan)", alice, audience=COLLEAGUES) == []


def test_what_was_meant_as_a_link_is_noted_for_the_writer_alone():
    body = "[Plan](javascript:alert(1)) ![x](data:text/html,x)"
    assert [address for address, _ in markup.proof(body).dropped] == ["javascript:alert(1)", "data:text/html,x"]
    assert "dropped" not in markup.render(body, key="k").html


def test_a_link_to_what_not_everyone_can_open_is_said(alice, bob, visitor):
    open_one = published(bob, section("open"), section("inner", audience=COLLEAGUES))
    hidden = draft_of(bob, week=WEEK.next)
    url = open_one.get_absolute_url()
    for address, count in [(url, 0), (f"{url}#open", 0), (f"{url}#open-2", 0), (f"http://testserver{url}#inner", 1),
                           (f"{url}#inner", 1), (hidden.get_absolute_url(), 1), ("/2018-02-31/bob/", 0),
                           ("/journals/", 0), ("/2001-01-01/nobody/", 1)]:  # fmt: skip
        assert len(about(f"[There]({address})", alice)) == count, address
        assert about(f"[There]({address})", alice, audience=COLLEAGUES) == []


def test_a_link_to_a_narrower_section_of_the_same_draft_is_said(alice):
    inner = section("inner", "Budget", audience=MEMBERS)
    assert said(alice, section(body="[below](#inner)"), inner) == [
        "The link on ‘below’ leads to a section that not everyone can open"
    ]
    assert said(alice, section(body="[below](#inner-1)"), section("inner")) == []


# What readers will miss


def test_a_bullet_of_more_than_sixty_words_is_said_with_its_number(alice):
    assert about("- " + "word " * 60, alice) == []
    assert about("- " + "word " * 61, alice) == ["One bullet has 61 words"]
    assert about("- " + "word " * 40 + "\n  - " + "word " * 40, alice) == []
    assert about("word " * 100, alice) == []


def test_a_heading_without_words_and_a_note_for_members_alone_are_said(alice):
    empty = SectionContent("one", "Alone", " ")
    assert said(alice, section(), empty) == ["‘Alone’ has a heading and no words yet"]
    found = advising.advise(draft_of(alice), content(section(audience=MEMBERS)))
    assert [advice.sentence for advice in found] == ["Only members of the journal will be able to read any of it"]


# Whatever is written


def test_sixty_of_a_kind_are_counted_not_listed(alice):
    found = advising.advise(draft_of(alice), content(section(body="[a](htp:/x) " * 60)))
    assert (len(found), found[-1].more) == (6, 54)
    entry = draft_of(alice, section(body="[a](htp:/x) " * 60))
    assert "There are 54 more like this." in alice.get(reverse("check", args=[entry.pk])).content.decode()


def test_hostile_words_are_quoted_and_run_nothing(alice):
    body = "[<script>alert(1)</script>](javascript:alert(1)) [a](htp:/\"'><img/src=x>)"
    entry = draft_of(alice, section(heading="<b>x</b>", body=body))
    page = alice.get(reverse("check", args=[entry.pk])).content.decode()
    assert "<script>alert" not in page
    assert "<img/src" not in page
    assert "<b>x" not in page


def test_five_thousand_accounts_cost_the_same_number_of_questions(alice, dele):
    body = "Dele Ogunbanjo and [there](/2001-01-01/nobody/) ![](/media/p/" + "a" * 26 + "/40x30.webp)"
    draft_of(alice, *(section(f"s{letter}", body=body) for letter in "abcdefgh"))
    entry = Entry.objects.for_desk().get()

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            advising.advise(entry, entry.draft)
        return len(asked)

    before = questions()
    User.objects.bulk_create(User(username=f"u{n}", first_name=f"First{n}", last_name="Dele") for n in range(5000))
    Journal.objects.create(name="More", slug="more").members.set(User.objects.all())
    assert questions() == before <= 6
