"""Settings come from the environment, and nonsense in one of them is refused with a sentence that names it."""

from __future__ import annotations

import sqlite3
import sys

import pytest

from weeknotes import env


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch):
    for name in ("THING", "THING_FILE"):
        monkeypatch.delenv(name, raising=False)


def test_a_value_is_stripped_and_the_default_stands_in_for_an_empty_one(monkeypatch):
    monkeypatch.setenv("THING", "  words \n")
    assert env.text("THING") == "words"
    monkeypatch.setenv("THING", "   ")
    assert env.text("THING", "default") == "default"


def test_a_value_may_hold_dollars_and_hashes(monkeypatch):
    monkeypatch.setenv("THING", "$HOME#not a comment")
    assert env.text("THING") == "$HOME#not a comment"


def test_a_value_without_default_is_asked_for_by_name():
    with pytest.raises(env.BadSetting, match="THING is not set"):
        env.text("THING")


def test_a_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    (tmp_path / "secret").write_text("from the file\n")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "secret"))
    assert env.text("THING") == "from the file"
    monkeypatch.setenv("THING", "from the environment")
    assert env.text("THING") == "from the environment"


def test_a_secret_file_that_cannot_be_read_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("THING_FILE", str(tmp_path / "nowhere"))
    with pytest.raises(env.BadSetting, match=r"THING_FILE names .*nowhere"):
        env.text("THING")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("THING_FILE", str(tmp_path / "bytes"))
    with pytest.raises(env.BadSetting, match="cannot be read"):
        env.text("THING")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("1", True), ("true", True), ("YES", True), ("on", True), ("0", False), ("False", False), ("no", False)],
)
def test_a_switch_is_read_as_people_write_it(monkeypatch, typed, meant):
    monkeypatch.setenv("THING", typed)
    assert env.boolean("THING", not meant) is meant


def test_a_list_is_separated_by_commas_and_stripped(monkeypatch):
    monkeypatch.setenv("THING", " a.example , b.example,, ")
    assert env.words("THING") == ["a.example", "b.example"]


def test_the_site_has_an_address_without_a_last_slash(monkeypatch):
    monkeypatch.setenv("THING", "https://notes.example.org/")
    assert env.site_url("THING", "") == "https://notes.example.org"


def test_sqlite_gets_the_settings_that_keep_it_whole(monkeypatch):
    monkeypatch.setenv("THING", "sqlite:////var/lib/notes/a%20b.sqlite3")
    database = env.database("THING", "")
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == "/var/lib/notes/a b.sqlite3"
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in database["OPTIONS"]["init_command"]
    assert database["CONN_MAX_AGE"]  # the file is not opened anew for each request


def test_the_default_database_may_lie_in_a_folder_with_spaces(tmp_path):
    place = tmp_path / "my notes" / "50% done?.sqlite3"
    assert env.sqlite_at(place)
    assert env.database("THING", env.sqlite_at(place))["NAME"] == str(place)


def test_a_password_may_hold_what_addresses_escape(monkeypatch):
    monkeypatch.setenv("THING", "postgres://notes:p%40ss%2Fw%23rd@db.example:5433/weeknotes")
    database = env.database("THING", "")
    assert (database["USER"], database["PASSWORD"]) == ("notes", "p@ss/w#rd")
    assert (database["HOST"], str(database["PORT"]), database["NAME"]) == ("db.example", "5433", "weeknotes")
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert database["CONN_HEALTH_CHECKS"]


def test_connections_may_be_pooled(monkeypatch):
    monkeypatch.setenv("THING", "postgres://notes@db.example/weeknotes?pool=true")
    database = env.database("THING", "")
    assert database["OPTIONS"]["pool"] is True
    assert "CONN_MAX_AGE" not in database  # Django refuses both


def test_an_old_sqlite_is_refused(monkeypatch):
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.40.1")
    with pytest.raises(env.BadSetting, match=r"3\.40\.1.*pysqlite3"):
        env.database("THING", "sqlite:///x.sqlite3")


def test_the_cache_is_the_database_or_redis(monkeypatch):
    default = env.cache("THING", "dbcache://cache")
    assert (default["BACKEND"], default["LOCATION"]) == ("django.core.cache.backends.db.DatabaseCache", "cache")
    monkeypatch.setenv("THING", "redis://localhost:6379/0")
    assert env.cache("THING", "")["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert env.cache("THING", "")["LOCATION"] == "redis://localhost:6379/0"


def test_mail_goes_by_its_address(monkeypatch):
    monkeypatch.setenv("THING", "smtp+tls://me%40example.org:pa%2Fss@mail.example:587")
    mail = env.email("THING", "consolemail://")
    assert mail["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (mail["EMAIL_HOST_USER"], mail["EMAIL_HOST_PASSWORD"]) == ("me@example.org", "pa/ss")
    assert (mail["EMAIL_HOST"], mail["EMAIL_PORT"], mail["EMAIL_USE_TLS"]) == ("mail.example", 587, True)


def test_pictures_lie_in_a_folder_or_in_a_bucket(monkeypatch):
    assert env.storage("THING") == {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    monkeypatch.setenv(
        "THING", "s3://AKIA:a%2Fb%2B@notes.example/pictures/?region=eu-west-2&endpoint=https://s3.example:9000"
    )
    made = env.storage("THING")
    assert made["BACKEND"] == "storages.backends.s3.S3Storage"
    options = made["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("notes.example", "pictures")
    assert options["region_name"] == "eu-west-2"
    assert (options["access_key"], options["secret_key"]) == ("AKIA", "a/b+")
    assert (options["endpoint_url"], options["default_acl"]) == ("https://s3.example:9000", None)


def test_a_bucket_without_the_packages_for_it_says_what_to_install(monkeypatch):
    monkeypatch.setenv("THING", "s3://bucket")
    monkeypatch.setitem(sys.modules, "storages", None)
    with pytest.raises(env.BadSetting, match=r"^THING .*requirements-s3\.txt"):
        env.storage("THING")


NONSENSE = [
    (env.boolean, (True,), ["maybe", "2", "truthy", "-1"]),
    (env.whole_number, (1,), ["-1", "1.5", "many", "١", "1e3", "0x10", "9" * 30]),
    (env.hosts, ("x",), ["https://notes.example.org", "a.example/b", "a b", ","]),
    (env.origins, (), ["notes.example.org", "ftp://x.example", "https://", "https://a.example/path", "http://[::1"]),
    (env.site_url, ("x",), ["notes.example.org", "https://", "https://a.example/notes", "ftp://a.example",
                            "https://a.example/?x", "https://a.example:99999", "http://[::1"]),
    (env.time_zone, ("x",), ["London", "UTC+1", "../etc/passwd", "/etc/localtime", "Europe/"]),
    (env.database, ("x",), ["mysql://a/b", "sqlite", "postgres://", "postgres://h:port/x", "/tmp/x.sqlite3",
                            "postgres://u:p@h/", "sqlite://", "postgres://[::1/x"]),
    (env.cache, ("x",), ["memory", "filecache", "pymemcache://x", "redis", "dbcache://"]),
    (env.email, ("x",), ["mail.example.org", "pop3://x", "smtp", "smtp://h:port"]),
    (env.storage, (), ["/srv/media", "gs://bucket", "s3://", "s3://Bucket_", "s3://bucket?endpoint=minio:9000",
                       "s3://bucket?endpoint=ftp://x.example", "s3://bucket?acl=public-read", "s3://bucket?region=",
                       "s3://key@bucket", "s3://bucket#x", "s3://[::1", "s3://bucket/../x", "s3://bucket:99999"]),
    (env.log_level, ("x",), ["LOUD", "7.5", "warn ing"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("read", "more", "value"), [(read, more, value) for read, more, values in NONSENSE for value in values]
)
def test_nonsense_is_refused_with_a_sentence_that_names_the_setting(monkeypatch, read, more, value):
    monkeypatch.setenv("THING", value)
    with pytest.raises(env.BadSetting, match=r"^THING .*\.$"):
        read("THING", *more)


@pytest.mark.parametrize("value", ["short", "a" * 31])
def test_a_short_secret_key_is_refused_without_being_shown(monkeypatch, value):
    monkeypatch.setenv("THING", value)
    with pytest.raises(env.BadSetting, match=r"^THING .*short") as refused:
        env.secret_key("THING", debug=False)
    assert f"{value!r}" not in str(refused.value)


def test_a_password_is_never_repeated_in_a_refusal(monkeypatch):
    for read, value in (
        (lambda name: env.database(name, "x"), "postgres://me:hunter2@host:port/x"),
        (lambda name: env.email(name, "x"), "smtp://me:hunter2@host:port"),
        (env.storage, "s3://me:hunter2@Bucket_"),
        (env.storage, "s3://me:hunter2@bucket?acl=public"),
    ):
        monkeypatch.setenv("THING", value)
        with pytest.raises(env.BadSetting) as refused:
            read("THING")
        assert "hunter2" not in str(refused.value)


def test_without_a_secret_key_only_debugging_starts():
    with pytest.raises(env.BadSetting, match="THING is not set"):
        env.secret_key("THING", debug=False)
    assert env.secret_key("THING", debug=True)


def test_a_folder_is_made(monkeypatch, tmp_path):
    monkeypatch.setenv("THING", str(tmp_path / "a" / "b"))
    assert env.folder("THING", tmp_path).is_dir()


def test_a_folder_that_cannot_be_made_is_named(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("THING", str(tmp_path / "file" / "below"))
    with pytest.raises(env.BadSetting, match=r"THING is .*file/below"):
        env.folder("THING", tmp_path)
