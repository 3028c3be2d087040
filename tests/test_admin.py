"""The owner's pages: notes.admin."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from notes.models import ChoreTurn, Journal, User
from tests.conftest import published, section
from tests.forms_on_page import fields

MODELS = sorted(model._meta.model_name for model in admin.site._registry if model._meta.app_label == "notes")
TO_LOOK_AT = ["choreturn", "entry", "resource", "revision", "topic"]


def test_the_admin_knows_people_journals_and_what_may_be_looked_at():
    assert [*TO_LOOK_AT, "journal", "user"] == [*TO_LOOK_AT, *(name for name in MODELS if name not in TO_LOOK_AT)]
    assert not any(model._meta.app_label == "taggit" for model in admin.site._registry)


@pytest.fixture(autouse=True)
def a_chore(db):
    return ChoreTurn.objects.create(name="sweep", due_at=timezone.now())


@pytest.mark.parametrize("model", MODELS)
def test_every_list_and_every_page_opens(owner, alice, model):
    published(alice, section("search", body="A [link](https://example.org/a)", topics=("winter",)))
    page = owner.get(reverse(f"admin:notes_{model}_changelist") + "?q=a")
    assert page.status_code == 200
    one = admin.site._registry[
        next(m for m in admin.site._registry if m._meta.model_name == model)
    ].model.objects.first()
    assert owner.get(reverse(f"admin:notes_{model}_change", args=[one.pk])).status_code == 200


@pytest.mark.parametrize("model", TO_LOOK_AT)
def test_what_authors_wrote_and_what_follows_from_it_cannot_be_changed_here(owner, alice, model):
    published(alice, section("search", body="A [link](https://example.org/a)", topics=("winter",)))
    one = admin.site._registry[
        next(m for m in admin.site._registry if m._meta.model_name == model)
    ].model.objects.first()
    assert owner.get(reverse(f"admin:notes_{model}_add")).status_code == 403
    assert owner.post(reverse(f"admin:notes_{model}_change", args=[one.pk]), {}).status_code == 403
    assert owner.post(reverse(f"admin:notes_{model}_delete", args=[one.pk]), {"post": "yes"}).status_code == 403


def test_the_words_of_a_draft_are_not_the_owners_to_read(owner, alice):
    from tests.conftest import draft_of

    draft = draft_of(alice, section("search", "A private heading", "Private words"), title="A private title")
    for address in (
        reverse("admin:notes_entry_change", args=[draft.pk]),
        reverse("admin:notes_revision_change", args=[draft.head_id]),
        reverse("admin:notes_entry_changelist"),
    ):
        assert "rivate" not in owner.get(address).content.decode()


def test_an_owner_makes_a_person_without_an_email_and_a_journal_with_members(owner, alice):
    add = reverse("admin:notes_user_add")
    form = {
        "username": "nasreen",
        "usable_password": "true",
        "password1": "three odd words",
        "password2": "three odd words",
    }
    assert owner.post(add, form).status_code == 302
    nasreen = User.objects.get(username="nasreen")
    address = reverse("admin:notes_journal_add")
    owner.post(
        address, {"name": "Legal", "slug": "legal", "kind": "team", "about": "", "members": [nasreen.pk, alice.user.pk]}
    )
    assert set(Journal.objects.get(slug="legal").members.all()) == {nasreen, alice.user}


def test_a_person_is_changed_without_losing_the_journals(owner, alice):
    address = reverse("admin:notes_user_change", args=[alice.user.pk])
    page = owner.get(address)
    form = next(f for a, f in __import__("tests.forms_on_page", fromlist=["read"]).read(page).forms if "username" in f)
    assert owner.post(address, form | {"first_name": ["Alicia"]}).status_code == 302
    alice.user.refresh_from_db()
    assert alice.user.name == "Alicia Archer"
    assert alice.user.journals.get() == alice.journal


def test_a_journal_with_entries_and_an_account_cannot_be_deleted(owner, alice, bob):
    published(alice)
    assert (
        owner.post(reverse("admin:notes_journal_delete", args=[alice.journal.pk]), {"post": "yes"}).status_code == 403
    )
    assert owner.post(reverse("admin:notes_user_delete", args=[bob.user.pk]), {"post": "yes"}).status_code == 403
    assert owner.post(reverse("admin:notes_journal_delete", args=[bob.journal.pk]), {"post": "yes"}).status_code == 302


def test_visitors_sign_in_where_failures_are_counted(visitor):
    answer = visitor.get("/admin/")
    assert answer.status_code == 302
    sign_in = visitor.get(answer.url)
    assert sign_in.url.startswith(reverse("account_login"))
    assert "next=%2Fadmin%2F" in sign_in.url or "next=/admin/" in sign_in.url
    assert fields(visitor.get(sign_in.url), reverse("account_login"))["next"] == ["/admin/"]


def test_a_colleague_is_no_owner(alice):
    answer = alice.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "Not for this account" in answer.content.decode()


def test_the_admin_keeps_the_policy_without_inline_scripts_or_styles(owner, alice):
    page = owner.get(reverse("admin:notes_journal_change", args=[alice.journal.pk]))
    assert "script-src 'self'" in page["Content-Security-Policy"]
    html = page.content.decode()
    assert " style=" not in html
    assert " onclick=" not in html


def test_lists_cost_a_constant_number_of_queries(owner, alice, bob, django_assert_max_num_queries):
    for person in (alice, bob):
        published(person)
    for model in MODELS:
        with django_assert_max_num_queries(11):
            owner.get(reverse(f"admin:notes_{model}_changelist"))
