"""A draft shown to somebody without an account: by a link that ends and shows no more than it may."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notes import publishing, sharing
from notes.content import COLLEAGUES, EVERYONE, MEMBERS
from notes.models import Picture, PreviewLink, Topic
from tests.conftest import Person, content, draft_of, published, section
from tests.test_pictures import own_storage, sent_to  # noqa: F401


@pytest.fixture
def mixed(alice):
    """A draft with a section for each audience."""
    return draft_of(
        alice,
        section("open", "Openly", "Said to everyone.", topics=("Plain",)),
        section("inner", "Among us", "Said to colleagues.", audience=COLLEAGUES, topics=("Staff",)),
        section("closed", "Kept", "Said to members.", audience=MEMBERS, topics=("Secret",)),
        title="Three rooms",
    )


def make(person, entry, audience=EVERYONE, days=7, note="") -> str:
    """The path of a new link, as the page tells it once."""
    page = person.post(reverse("links", args=[entry.pk]), {"audience": audience, "days": days, "note": note})
    assert page.status_code == 200, page.content.decode()
    return re.search(r'value="http://testserver(/preview/[\w-]+/)"', page.content.decode())[1]


def test_a_link_shows_the_draft_to_whoever_holds_it(alice, visitor, mixed):
    path = make(alice, mixed)
    page = visitor.get(path)
    assert page.status_code == 200
    assert "Said to everyone." in page.content.decode()
    assert "Three rooms" in page.content.decode()
    assert "This is a draft" in page.content.decode()
    assert visitor.get(mixed.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    ("audience", "seen"),
    [(EVERYONE, ["open"]), (COLLEAGUES, ["open", "inner"]), (MEMBERS, ["open", "inner", "closed"])],
)
def test_a_link_shows_what_its_audience_may_see_whoever_opens_it(alice, bob, visitor, owner, mixed, audience, seen):
    path = make(alice, mixed, audience)
    words = {"open": ["Said to everyone", "Openly", "Plain"], "inner": ["Said to colleagues", "Among us", "Staff"],
             "closed": ["Said to members", "Kept", "Secret"]}  # fmt: skip
    for person in (alice, bob, visitor, owner):
        page = person.get(path).content.decode()
        for key, said in words.items():
            assert [word in page for word in said] == [key in seen] * 3, (person, key)


def test_where_the_audience_may_see_nothing_not_even_the_title_shows(alice, visitor):
    entry = draft_of(alice, section(body="Kept.", audience=MEMBERS), title="A quiet title", summary="And a summary")
    page = visitor.get(make(alice, entry)).content.decode()
    assert "Nothing to read yet" in page
    for word in ("A quiet title", "And a summary", "Kept.", "Alice Archer"):
        assert word not in page


def test_it_shows_the_draft_as_it_stands_also_once_it_is_published(alice, visitor, mixed):
    path = make(alice, mixed)
    publishing.publish(mixed, by=alice.user)
    publishing.save_draft(mixed, content(section(body="Changed since then.")), by=alice.user)
    assert "Changed since then." in visitor.get(path).content.decode()
    assert "Changed since then." not in visitor.get(mixed.get_absolute_url()).content.decode()


def test_topics_are_named_without_a_way_to_pages_that_may_be_hidden(alice, bob, visitor, mixed):
    published(bob, section(audience=MEMBERS, topics=("Plain",)))
    assert Topic.objects.get(name="Plain").slug
    page = visitor.get(make(alice, mixed)).content.decode()
    assert "/topics/plain/" not in page


def test_nobody_keeps_it_finds_it_or_is_told_of_it(alice, visitor, mixed):
    path = make(alice, mixed)
    for address in (path, "/preview/nothing-like-this/"):
        page = visitor.get(address)
        assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))
        assert "noindex" in page["X-Robots-Tag"]
        assert page["Referrer-Policy"] == "no-referrer"
        assert b'name="robots" content="noindex' in page.content
    for place in ("/robots.txt", "/sitemap.xml", "/feed.atom", "/"):
        assert "preview/" not in visitor.get(place).content.decode()


def test_a_token_is_long_and_never_kept(alice, mixed):
    path = make(alice, mixed)
    token = path.split("/")[2]
    assert len(token) == 32  # 192 bits
    kept = str(PreviewLink.objects.values().get()) + str(alice.session.items())
    assert token not in kept
    assert token not in alice.get(reverse("links", args=[mixed.pk])).content.decode()
    assert sharing.opened_by(PreviewLink.objects.get().token_hash) is None


# When it ends


@pytest.fixture
def gone(alice, visitor, mixed):
    """Asks a link in vain, and sees that its answer tells no more than that of any other."""

    def check(path: str) -> None:
        page = visitor.get(path)
        assert page.status_code == 404
        said = page.content.decode()
        assert "Ask whoever sent it" in said
        assert said == visitor.get("/preview/nothing-like-this/").content.decode()

    return check


def test_it_ends_after_its_days(alice, visitor, mixed, gone):
    for days in (1, 7, 30):
        path = make(alice, mixed, days=days)
        link = PreviewLink.objects.latest("pk")
        assert timedelta(days=days) - timedelta(minutes=1) < link.expires_at - timezone.now() < timedelta(days=days)
        PreviewLink.objects.filter(pk=link.pk).update(
            created_at=timezone.now() - timedelta(days=days), expires_at=timezone.now() - timedelta(seconds=1)
        )
        gone(path)


def test_it_is_withdrawn_at_once_and_for_good(alice, visitor, mixed, gone):
    path = make(alice, mixed, note="Nan")
    page = alice.get(reverse("links", args=[mixed.pk])).content.decode()
    assert "For Nan" in page
    address = re.search(r'action="(/write/\d+/links/\d+/withdraw/)"', page)[1]
    assert alice.get(address).url == reverse("links", args=[mixed.pk])
    assert visitor.get(path).status_code == 200
    for _ in range(2):  # a second press
        assert alice.post(address).status_code == 302
        gone(path)
    assert "For Nan" not in alice.get(reverse("links", args=[mixed.pk])).content.decode()


def test_it_ends_when_its_maker_leaves_the_journal_or_the_house(alice, bob, mixed, gone):
    mixed.journal.members.add(bob.user)
    his = make(bob, mixed)
    hers = make(alice, mixed)
    mixed.journal.members.remove(bob.user)
    gone(his)
    mixed.journal.members.add(bob.user)
    bob.user.is_active = False
    bob.user.save()
    gone(his)
    bob.user.delete()
    gone(his)
    assert Person().get(hers).status_code == 200


def test_it_rests_while_the_draft_is_put_away_and_ends_with_the_entry(alice, visitor, mixed, gone):
    path = make(alice, mixed)
    publishing.discard(mixed, by=alice.user)
    gone(path)
    publishing.bring_back(mixed, by=alice.user)
    assert visitor.get(path).status_code == 200
    type(mixed).objects.filter(pk=mixed.pk).update(head=None)
    mixed.delete()
    gone(path)
    assert not PreviewLink.objects.exists()


def test_what_can_never_work_again_is_swept_away(alice, mixed):
    for _ in range(3):
        make(alice, mixed)
    ended, withdrawn, working = PreviewLink.objects.all()
    PreviewLink.objects.filter(pk=ended.pk).update(
        created_at=timezone.now() - timedelta(days=8), expires_at=timezone.now() - timedelta(days=1)
    )
    sharing.withdraw(withdrawn)
    assert (sharing.sweep(), sharing.sweep()) == (2, 0)
    assert list(PreviewLink.objects.all()) == [working]


# Who makes one


def test_members_alone_make_see_and_withdraw_links(alice, bob, visitor, owner, mixed):
    make(alice, mixed, note="Nan")
    link = PreviewLink.objects.get()
    address = reverse("links", args=[mixed.pk])
    withdraw = reverse("withdraw-link", args=[mixed.pk, link.pk])
    for other in (bob, owner):
        assert other.get(address).status_code == 404
        assert other.post(address, {"audience": EVERYONE, "days": 7}).status_code == 404
        assert other.post(withdraw).status_code == 404
    assert visitor.get(address).status_code == 302
    assert visitor.post(address, {"audience": EVERYONE, "days": 7}).status_code in (302, 403)
    assert visitor.post(withdraw).status_code == 302
    own = draft_of(bob)
    assert bob.post(reverse("withdraw-link", args=[own.pk, link.pk])).status_code == 404
    assert PreviewLink.objects.working().get() == link


@pytest.mark.parametrize(
    ("sent", "told"),
    [({"audience": "nobody"}, "Choose as whom"), ({"days": "8"}, "Choose 1, 7 or 30 days"),
     ({"days": "x"}, "Choose 1, 7"), ({"days": ""}, "Choose 1, 7"),
     ({"note": "n" * 101}, "100 characters"), ({"note": "a\0b"}, "Null characters")],
)  # fmt: skip
def test_what_cannot_be_meant_is_said_and_what_was_typed_stays(alice, mixed, sent, told):
    page = alice.post(reverse("links", args=[mixed.pk]), {"audience": MEMBERS, "days": "30", "note": "Nan"} | sent)
    said = page.content.decode()
    assert page.status_code == 400
    assert told in said
    if "note" not in sent:
        assert 'value="Nan"' in said
    assert not PreviewLink.objects.exists()


def test_looking_makes_no_link_and_a_form_from_elsewhere_neither(alice, mixed):
    alice.get(reverse("links", args=[mixed.pk]))
    strict = Person(enforce_csrf_checks=True)
    strict.force_login(alice.user)
    assert strict.post(reverse("links", args=[mixed.pk]), {"audience": EVERYONE, "days": 7}).status_code == 403
    assert not PreviewLink.objects.exists()


def test_twenty_links_are_the_most(alice, mixed):
    for _ in range(20):
        make(alice, mixed)
    page = alice.post(reverse("links", args=[mixed.pk]), {"audience": EVERYONE, "days": 7})
    assert "Withdraw one" in page.content.decode()
    assert PreviewLink.objects.count() == 20


def test_the_check_page_offers_a_link_as_everyone_for_seven_days(alice, mixed):
    page = alice.get(reverse("check", args=[mixed.pk])).content.decode()
    assert f'action="/write/{mixed.pk}/links/"' in page
    assert '<input type="hidden" name="audience" value="everyone"><input type="hidden" name="days" value="7">' in page


# Pictures


@pytest.fixture
def pictured(alice, draft):
    """A draft whose three sections show a picture each."""
    shown = {
        audience: sent_to(alice, draft, big(), alt=f"For {audience}") for audience in (EVERYONE, COLLEAGUES, MEMBERS)
    }
    publishing.save_draft(
        draft,
        content(
            *(
                section(f"s{audience[0]}", body=picture.markdown, audience=audience)
                for audience, picture in shown.items()
            )
        ),
        by=alice.user,
    )
    return draft, shown


def big() -> bytes:
    from tests.test_pictures import file

    return file("JPEG", (1000, 500))


def test_the_pictures_of_a_draft_show_through_its_link(alice, visitor, pictured):
    draft, shown = pictured
    path = make(alice, draft)
    page = visitor.get(path).content.decode()
    (image,) = re.findall(r"<img [^>]*>", page)
    addresses = re.findall(r"/[\w/-]*media/p/[\w/]+\.webp", image)
    assert len(addresses) == 4  # one, and three to choose from
    for address in addresses:
        assert address.startswith(f"{path}media/p/{shown[EVERYONE].token}/")
        picture = visitor.get(address)
        assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
        assert "no-store" in picture["Cache-Control"]
        assert "sandbox" in picture["Content-Security-Policy"]
        assert "noindex" in picture["X-Robots-Tag"]
        assert visitor.get(address.removeprefix(path[:-1])).status_code == 404
    assert 'width="1000"' in image
    assert 'loading="lazy"' in image


@pytest.mark.parametrize(("audience", "count"), [(EVERYONE, 1), (COLLEAGUES, 2), (MEMBERS, 3)])
def test_pictures_of_narrower_sections_do_not_show(alice, visitor, pictured, audience, count):
    draft, shown = pictured
    path = make(alice, draft, audience)
    found = [visitor.get(f"{path}{str(picture.address)[1:]}").status_code for picture in shown.values()]
    assert found == [200] * count + [404] * (3 - count)


def test_pictures_end_with_the_link_and_with_their_place_in_the_draft(alice, visitor, pictured):
    draft, shown = pictured
    path = make(alice, draft)
    address = f"{path}{str(shown[EVERYONE].address)[1:]}"
    assert visitor.get(f"{path}media/p/{shown[EVERYONE].token}/1x1.webp").status_code == 404
    assert visitor.get(f"/preview/nothing/{str(shown[EVERYONE].address)[1:]}").status_code == 404
    publishing.save_draft(draft, content(section(body="Without it.")), by=alice.user)
    assert visitor.get(address).status_code == 404
    publishing.save_draft(draft, content(section(body=shown[EVERYONE].markdown)), by=alice.user)
    assert visitor.get(address).status_code == 200
    sharing.withdraw(PreviewLink.objects.get())
    assert visitor.get(address).status_code == 404


def test_a_link_opens_no_picture_of_another_journal(alice, bob, visitor, pictured):
    _, shown = pictured
    picture = shown[MEMBERS]
    theirs = draft_of(bob, section(body=picture.markdown))
    path = make(bob, theirs)
    assert visitor.get(f"{path}{str(picture.address)[1:]}").status_code == 404
    assert Picture.objects.count() == 3


def test_words_that_look_like_a_picture_stay_words(alice, visitor):
    typed = f'&lt;img src="/media/p/{"a" * 26}/40x30.webp"&gt;'
    entry = draft_of(alice, section(body=f'The address "/media/p/{"a" * 26}/40x30.webp" and {typed}'))
    page = visitor.get(make(alice, entry)).content.decode()
    assert f"The address “/media/p/{'a' * 26}/40x30.webp”" in page or f'"/media/p/{"a" * 26}/40x30.webp"' in page
    assert page.count("/preview/") == 0


def test_a_preview_costs_the_same_whatever_the_draft(alice, visitor, draft, django_assert_num_queries):
    path = make(alice, draft, MEMBERS)
    with django_assert_num_queries(1):
        visitor.get(path)
    many = (section(f"s{letter}", f"H{letter}", "- a\n- b", topics=(f"T{letter}",)) for letter in "abcdefghij")
    publishing.save_draft(draft, content(*many), by=alice.user)
    with django_assert_num_queries(1):
        visitor.get(path)
