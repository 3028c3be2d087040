"""Signing in and out, passwords, and the pages for what went wrong."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache, caches
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client, override_settings
from django.urls import reverse

from notes.models import User
from tests.forms_on_page import dangling, fields

LOGIN = "/accounts/login/"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def sign_in(person: Client, login: str, password: str, **more):
    return person.post(LOGIN, {"login": login, "password": password} | more)


@pytest.mark.parametrize("login", ["alice", "alice@example.org"])
def test_people_sign_in_by_username_or_email_and_land_on_their_weeks(alice, visitor, login):
    assert sign_in(visitor, login, "a good password").url == reverse("desk")
    assert visitor.get(reverse("desk")).status_code == 200


def test_who_has_no_email_signs_in_too(visitor):
    User.objects.create_user("nasreen", "", "a good password")
    assert sign_in(visitor, "nasreen", "a good password").url == reverse("desk")


def test_one_comes_back_to_where_one_was_going(alice, visitor, draft):
    page = visitor.get(visitor.get(draft.get_write_url()).url)
    form = fields(page, LOGIN) | {"login": ["alice"], "password": ["a good password"]}
    assert visitor.post(LOGIN, form).url == draft.get_write_url()


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "https:evil.example", "javascript:alert(1)",
     "http:///evil.example", "\thttps://evil.example", "/\t/evil.example", "https://testserver@evil.example/"],
)  # fmt: skip
def test_nobody_is_sent_to_another_host(alice, visitor, elsewhere):
    answer = sign_in(visitor, "alice", "a good password", next=elsewhere)
    assert answer.url == reverse("desk")


def test_a_wrong_password_says_so_keeps_the_name_and_not_the_password(alice, visitor):
    answer = sign_in(visitor, "alice", "a wrong password")
    assert answer.status_code == 200
    assert fields(answer, LOGIN)["login"] == ["alice"]
    assert "a wrong password" not in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert not dangling(answer)


def test_an_empty_form_names_its_fields(visitor, db):
    answer = sign_in(visitor, "", "")
    assert "Type your username or work email" in answer.content.decode()
    assert not dangling(answer)


def test_a_name_that_exists_and_one_that_does_not_get_the_same_answer(alice, visitor):
    def words(answer):
        return re.sub(r'csrfmiddlewaretoken" value="[^"]*"|value="[^"]*"', "", answer.content.decode())

    assert words(sign_in(visitor, "alice", "wrong")) == words(sign_in(visitor, "nobody", "wrong"))


def test_signing_out_is_a_post(alice):
    assert alice.get("/accounts/logout/").status_code == 200
    assert alice.get(reverse("desk")).status_code == 200
    assert alice.post("/accounts/logout/").url == reverse("home")
    assert alice.get(reverse("desk")).status_code == 302


def test_staying_signed_in_is_a_choice(alice):
    short, long = Client(), Client()
    sign_in(short, "alice", "a good password")
    sign_in(long, "alice", "a good password", remember="on")
    assert short.session.get_expire_at_browser_close()
    assert not long.session.get_expire_at_browser_close()


def test_nobody_makes_an_account_by_themselves(visitor, db):
    page = visitor.get("/accounts/signup/")
    assert "Accounts are made for you" in page.content.decode()
    visitor.post(
        "/accounts/signup/", {"username": "me", "password1": "three odd words", "password2": "three odd words"}
    )
    assert not User.objects.exists()


# Limits

DATABASE = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}


def test_guessing_is_slowed_down_whatever_the_browser(alice):
    for _ in range(5):
        sign_in(Client(), "alice", "a guess")
    answer = sign_in(Client(), "alice", "a good password")
    assert "tried too often" in answer.content.decode()
    assert not answer.wsgi_request.user.is_authenticated


@override_settings(CACHES=DATABASE)
def test_failures_are_counted_where_all_processes_see_them(alice):
    call_command("createcachetable")
    for _ in range(5):
        caches["default"].close()
        sign_in(Client(), "alice", "a guess")
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cache")
        assert cursor.fetchone()[0] > 0
    assert sign_in(Client(), "alice", "a good password").status_code != 302


def test_the_database_is_where_they_are_counted_unless_the_owner_says_otherwise(monkeypatch):
    from weeknotes import env

    monkeypatch.delenv("CACHE_URL", raising=False)
    assert env.cache("CACHE_URL", "dbcache://cache")["BACKEND"] == DATABASE["default"]["BACKEND"]


def test_too_many_requests_get_a_page_in_our_words(db):
    for _ in range(31):
        answer = sign_in(Client(), "nobody", "a guess")
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()


# Passwords


def test_a_new_password_comes_by_email(alice, visitor):
    visitor.post("/accounts/password/reset/", {"email": "alice@example.org"})
    (message,) = mail.outbox
    assert message.to == ["alice@example.org"]
    assert message.subject.endswith("A new password for Weeknotes")
    link = re.search(r"http://testserver(/\S+)", message.body)[1]
    page = visitor.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    answer = visitor.post(address, {"password1": "three odd words", "password2": "three odd words"})
    assert answer.status_code == 302
    assert "You have a new password" in visitor.get(answer.url).content.decode()
    assert sign_in(Client(), "alice", "three odd words").status_code == 302
    assert "The link is used up" in Client().get(link, follow=True).content.decode()


def test_a_stranger_learns_nothing_and_nobody_gets_mail(alice, visitor):
    known = visitor.post("/accounts/password/reset/", {"email": "alice@example.org"})
    unknown = visitor.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert known.url == unknown.url
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]


def test_a_weak_new_password_is_refused_at_its_field(alice):
    answer = alice.post(
        "/accounts/password/change/", {"oldpassword": "a good password", "password1": "1234", "password2": "1234"}
    )
    assert answer.status_code == 200
    assert "too short" in answer.content.decode()
    assert not dangling(answer)


@pytest.mark.parametrize(
    "address",
    ["login/", "logout/", "signup/", "inactive/", "password/reset/", "password/reset/done/", "password/reset/key/done/",
     "password/reset/key/1-x/", "password/change/", "password/set/", "reauthenticate/", "email/", "confirm-email/",
     "confirm-email/x/", "login/code/confirm/"],
)  # fmt: skip
def test_every_page_about_accounts_is_in_our_dress_and_keeps_the_policy(alice, visitor, address):
    for person in (alice, visitor):
        answer = person.get(f"/accounts/{address}", follow=True)
        html = answer.content.decode()
        assert answer.status_code in (200, 404)
        assert 'class="site-name"' in html
        assert len(re.findall(r"<h1[ >]", html)) == 1
        assert " style=" not in html
        assert not re.search(r"<script(?![^>]*(?:src=|type=.application/json))", html)


# What went wrong


def test_a_page_that_is_not_there_says_what_to_do_next(visitor, db):
    answer = visitor.get("/nothing/here/")
    assert answer.status_code == 404
    assert reverse("search") in answer.content.decode()


def test_a_form_that_is_too_old_shows_what_was_typed_and_no_secret(alice, draft):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(alice.user)
    answer = strict.post(
        draft.get_write_url(),
        {
            "title": "My <title>",
            "body-search": "Long words",
            "section": "search",
            "password": "hidden one",
            "base": "1234567",
        },
    )
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "My &lt;title&gt;" in html
    assert "Long words" in html
    assert "hidden one" not in html
    assert "1234567" not in html


def test_the_page_for_our_mistakes_needs_no_database_and_no_context(django_assert_num_queries):
    for name in ("500.html", "400.html"):
        html = get_template(name).render()
        assert "<h1" in html
        assert "go back" in html


def test_a_crash_is_answered_by_that_page(visitor, db, monkeypatch):
    from notes.views import archive

    def crash(*_: object, **__: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(archive.reading, "home_page", crash)
    visitor.raise_request_exception = False
    answer = visitor.get("/")
    assert answer.status_code == 500
    assert "our mistake" in answer.content.decode()


def test_too_much_at_once_is_answered_in_words(alice, draft):
    answer = alice.post(draft.get_write_url(), {"section": ["x"] * 2500})
    assert answer.status_code == 400
    assert "That made no sense to us" in answer.content.decode()
