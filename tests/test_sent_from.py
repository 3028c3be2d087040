"""Addresses that forms are sent to: whoever opens one by itself comes to the page where its form stands."""

from __future__ import annotations

import pytest
from django.urls import NoReverseMatch, reverse

from notes import urls
from notes.models import Entry, Following, QuietWeek, Revision, Tidying, Topic
from tests.conftest import Person, published, section

pytestmark = pytest.mark.django_db

FOR_PROGRAMS = {"preview-body", "topics-for", "presence"}  # which are told 405

FORMS = {  # by the page that one comes to
    "/write/": ["start", "carry-forward", "from-prompts", "nothing", "not-quiet", "bring-back"],
    "/write/{pk}/": ["undo-bringing"],
    "/write/{pk}/check/": ["publish", "schedule", "unschedule", "describe-here"],
    "/write/{pk}/links/": ["withdraw-link"],
    "/write/{pk}/history/{revision}/": ["name-revision", "restore"],
    "/following/": ["follow", "mark-seen", "renew-feeds", "end-feeds", "rename-following", "stop-following"],
}
SENT = [(name, page) for page, names in FORMS.items() for name in names]
OF_OWNERS = [
    ("tidy-undo", "/write/tidy/"),
    ("tidy-apart", "/write/tidy/"),
    ("tidy-merge", "/write/tidy/"),
    ("tidy-rename", "/write/tidy/{topic}/"),
    ("tidy-split", "/write/tidy/{topic}/"),
]


def address(name: str, entry: Entry) -> str:
    """With whatever it takes."""
    parts = {"pk": entry.pk, "revision": entry.head_id, "link": 1, "slug": "alice", "token": "a" * 26}
    if name.startswith("tidy-"):
        parts["pk"] = Topic.objects.get().pk
    for taken in ((), ("pk",), ("pk", "revision"), ("pk", "link"), ("pk", "token"), ("slug",)):
        try:
            return reverse(name, kwargs={part: parts[part] for part in taken})
        except NoReverseMatch:
            continue
    return ""


@pytest.fixture
def entry(alice) -> Entry:
    return published(alice, section("aaa", topics=("Search",)))


def comes_to(person: Person, at: str) -> tuple[str, int]:
    answer = person.get(at, follow=True)
    return answer.redirect_chain[-1][0] if answer.redirect_chain else "", answer.status_code


@pytest.mark.parametrize(("name", "page"), SENT)
def test_who_opens_where_a_form_is_sent_comes_to_the_form_and_writes_nothing(alice, bob, visitor, entry, name, page):
    at, page = address(name, entry), page.format(pk=entry.pk, revision=entry.head_id)
    kept = (Revision.objects.count(), Entry.objects.get().updated_at)
    assert comes_to(alice, at) == (page, 200)
    assert comes_to(bob, at) == (page, 404 if str(entry.pk) in page else 200)
    signs_in = reverse("account_login")
    assert comes_to(visitor, at) in [(f"{signs_in}?next={back}", 200) for back in (at, page)]
    assert alice.head(at).status_code == 302
    assert alice.put(at).status_code == 405
    assert (Revision.objects.count(), Entry.objects.get().updated_at) == kept
    assert not QuietWeek.objects.exists()
    assert not Following.objects.exists()


@pytest.mark.parametrize(("name", "page"), OF_OWNERS)
def test_what_is_the_owners_does_not_exist_for_others(alice, owner, visitor, entry, name, page):
    at = address(name, entry)
    assert comes_to(owner, at) == (page.format(topic=Topic.objects.get().pk), 200)
    assert alice.get(at).status_code == 404
    assert visitor.get(at).url == f"{reverse('account_login')}?next={at}"
    assert not Tidying.objects.exists()


def test_no_address_of_the_site_is_an_empty_page(owner, alice, entry):
    names = {pattern.name for pattern in urls.urlpatterns if getattr(pattern, "name", "")}
    asked = {name: at for name in names - FOR_PROGRAMS if (at := address(name, entry))}
    assert len(asked) > 50
    for person in (owner, alice):
        answers = {name: person.get(at).status_code for name, at in asked.items()}
        assert not [name for name, status in answers.items() if status == 405]
    assert {person.get(address(name, entry)).status_code for name in FOR_PROGRAMS} == {405}
