"""The settings, as an installation meets them: safe by default, and clear where something is missing."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

ROOT = Path(__file__).resolve().parents[1]
PRODUCTION = {
    "SECRET_KEY": "x8Vq2nR7tK4mW9pZ3sB6yH1dF5gJ0cL8aQ7eU2iO4rT6wY9kE3vN",
    "ALLOWED_HOSTS": "notes.example.org",
    "SITE_URL": "https://notes.example.org",
    "PATH": os.environ["PATH"],
}


@pytest.fixture
def manage(tmp_path):
    """Runs manage.py as an installation would, with an environment of its own."""

    def run(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = PRODUCTION | {"DATA_DIR": str(tmp_path / "var")} | more
        environment = {name: value for name, value in environment.items() if value}
        command = [sys.executable, "-W", "error::DeprecationWarning:notes", str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=120)

    return run


pytestmark = pytest.mark.filterwarnings("default")


@pytest.mark.once
def test_django_finds_nothing_to_say_about_production(manage):
    checked = manage("check", "--deploy", "--fail-level", "WARNING")
    assert checked.returncode == 0, checked.stderr
    assert "no issues" in checked.stdout


@pytest.mark.once
def test_every_template_compiles_and_every_static_file_is_collected(manage, tmp_path):
    collected = manage("collectstatic", "--noinput", "--verbosity", "0")
    assert collected.returncode == 0, collected.stderr
    manifest = json.loads((tmp_path / "var" / "static" / "staticfiles.json").read_text())["paths"]
    assert "css/tokens.css" in manifest
    for path in templates():
        for name in re.findall(r"""{%-?\s*static\s+["']([^"']+)["']""", path.read_text(encoding="utf-8")):
            assert name in manifest, f"{path.name} asks for {name}"


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.*"))


@pytest.mark.once
@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_a_template_compiles(path):
    from django.template import engines

    engines["django"].get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.once
def test_nothing_is_written_outside_the_data_folder(manage, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"], ["check"]):
        done = manage(*command, HOME=str(home))
        assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"var", "home"}
    assert not list(home.iterdir())
    assert (tmp_path / "var" / "weeknotes.sqlite3").exists()


@pytest.mark.once
@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too short"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({"ALLOWED_HOSTS": "https://x.example"}, "ALLOWED_HOSTS holds"),
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL begins with 'mysql'"),
        ({"CACHE_URL": "memory"}, "CACHE_URL begins with 'memory'"),
        ({"MEDIA_STORAGE_URL": "gs://x"}, "MEDIA_STORAGE_URL begins with 'gs'"),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL cannot be read"),
        ({"SITE_URL": "notes"}, "SITE_URL is 'notes'"),
        ({"TIME_ZONE": "London"}, "TIME_ZONE is 'London'"),
        ({"DEBUG": "maybe"}, "DEBUG is 'maybe'"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL is 'LOUD'"),
        ({"CSRF_TRUSTED_ORIGINS": "x"}, "CSRF_TRUSTED_ORIGINS holds 'x'"),
        ({"TRUSTED_PROXY_COUNT": "one"}, "TRUSTED_PROXY_COUNT is 'one'"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_nonsense_stops_the_start_with_one_sentence(manage, change, says):
    stopped = manage("check", **change)
    assert stopped.returncode == 1
    assert says in stopped.stderr
    assert "Traceback" not in stopped.stderr
    assert len(stopped.stderr.strip().splitlines()) == 1


def test_every_setting_stands_in_the_readme():
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "weeknotes" / "settings.py").read_text()))
    assert len(read) > 10
    table = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not sorted(name for name in read if f"`{name}`" not in table)


def test_sqlite_is_recent_and_keeps_what_it_was_given(tmp_path, django_db_blocker):
    if connection.vendor != "sqlite":
        return
    import sqlite3

    assert sqlite3.sqlite_version_info >= (3, 51, 3)
    from django.db.backends.sqlite3.base import DatabaseWrapper

    stored = connection.settings_dict | {"NAME": str(tmp_path / "x.sqlite3"), "OPTIONS": settings_options()}
    other = DatabaseWrapper(stored, alias="other")
    with django_db_blocker.unblock(), other.cursor() as cursor:
        found = {}
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            cursor.execute(f"PRAGMA {pragma}")
            found[pragma] = cursor.fetchone()[0]
    other.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 20_000}


def settings_options() -> dict:
    from weeknotes import env

    return env.database("NO_SUCH_NAME", "sqlite:///x.sqlite3")["OPTIONS"]


PAGES = ["/", "/accounts/login/", "/admin/login/", "/no-such-page/", "/healthz", "/accounts/password/reset/"]


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_carries_the_strict_policy_and_headers(db, client, address):
    answer = client.get(address)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_the_admin_carries_the_policy_when_signed_in(owner):
    for address in ("/admin/", "/admin/notes/journal/add/", "/admin/notes/user/"):
        answer = owner.get(address)
        assert answer.status_code == 200, address
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.once
def test_cookies_and_redirects_are_safe_behind_https(manage):
    script = (
        "from django.conf import settings as s;"
        "print([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0,"
        " s.SESSION_COOKIE_HTTPONLY, s.DEBUG])"
    )
    assert manage("shell", "-v", "0", "-c", script).stdout.strip() == "[True, True, True, True, True, False]"
    plain = manage("shell", "-v", "0", "-c", script, SITE_URL="http://127.0.0.1:8000")
    assert plain.stdout.strip() == "[False, False, False, False, True, False]"


def test_a_proxy_is_believed_only_where_one_is_declared(manage):
    script = "from django.conf import settings as s; print(s.SECURE_PROXY_SSL_HEADER, s.ALLAUTH_TRUSTED_PROXY_COUNT)"
    assert manage("shell", "-v", "0", "-c", script).stdout.strip() == "None 0"
    declared = manage("shell", "-v", "0", "-c", script, TRUSTED_PROXY_COUNT="1").stdout
    assert declared.strip() == "('HTTP_X_FORWARDED_PROTO', 'https') 1"


def test_nobody_signs_up_by_themselves(db, client):
    from notes.models import User

    client.post(
        "/accounts/signup/",
        {"username": "eve", "email": "eve@example.org", "password1": "a good password", "password2": "a good password"},
    )
    assert not User.objects.exists()


def test_failed_sign_ins_are_counted_and_then_refused(alice, visitor):
    attempt = {"login": "alice", "password": "wrong"}
    answers = [visitor.post("/accounts/login/", attempt, REMOTE_ADDR="192.0.2.7") for _ in range(8)]
    assert answers[0].status_code == 200
    assert b"tried too often" not in answers[3].content
    assert b"tried too often" in answers[-1].content
    right = visitor.post("/accounts/login/", attempt | {"password": "a good password"}, REMOTE_ADDR="192.0.2.7")
    assert right.status_code != 302


def test_the_admin_has_no_sign_in_of_its_own(db, client):
    answer = client.get("/admin/login/")
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_a_form_from_elsewhere_is_refused_with_what_was_typed(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice.user)
    answer = browser.post("/accounts/logout/", {"body": "<b>Three hours of writing</b>"})
    assert answer.status_code == 403
    assert b"&lt;b&gt;Three hours of writing" in answer.content


def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get("/healthz", HTTP_HOST="evil.example").status_code == 400
    assert settings.ALLOWED_HOSTS


def test_a_large_upload_waits_inside_the_data_folder(rf):
    large = SimpleUploadedFile("photo.jpg", b"x" * (settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1))
    waiting = Path(rf.post("/", {"picture": large}).FILES["picture"].temporary_file_path())
    assert waiting.is_relative_to(settings.DATA_DIR)
