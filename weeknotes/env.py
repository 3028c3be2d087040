"""Reads settings from the environment and refuses nonsense with a sentence that names the variable."""

from __future__ import annotations

import os
import sqlite3
import zoneinfo
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, quote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

SAFE_SQLITE = (3, 51, 3)
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")
CACHE_SCHEMES = ("dbcache", "locmemcache", "redis", "rediscache")
MOST_CACHED = 20_000  # rows

LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class BadSetting(ImproperlyConfigured):
    """A setting that the environment holds and that cannot be meant."""


def text(name: str, default: str | None = None) -> str:
    """The value of NAME, or the contents of the file that NAME_FILE names, or the default.

    Raise BadSetting where there is neither value nor default.
    """
    value = os.environ.get(name, "").strip()
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not value and path:
        try:
            value = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            raise BadSetting(f"{name}_FILE names {path}, which cannot be read: {problem}.") from problem
    if value:
        return value
    if default is None:
        raise BadSetting(f"{name} is not set. Set it in the environment, or DEBUG=1 to try things out.")
    return default


def boolean(name: str, default: bool) -> bool:
    value = text(name, "yes" if default else "no").lower()
    if value in {"1", "true", "yes", "on"}:
        return True
    if value in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(f"{name} is {value!r}. It must be 1 or 0.")


def whole_number(name: str, default: int) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise BadSetting(f"{name} is {value!r}. It must be a whole number, 0 or more.")
    return int(value)


def words(name: str, default: str = "") -> list[str]:
    """A list whose parts are separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def hosts(name: str, default: str) -> list[str]:
    names = words(name, default)
    if not names:
        raise BadSetting(f"{name} is not set. Name the host that readers will type, such as notes.example.org.")
    for host in names:
        if "/" in host or " " in host:
            raise BadSetting(f"{name} holds {host!r}. Give host names alone, without https:// and separated by commas.")
    return names


def origins(name: str) -> list[str]:
    found = [origin.rstrip("/") for origin in words(name)]
    for origin in found:
        parts = web_address(origin)
        if parts is None or parts.path or parts.query or parts.fragment:
            raise BadSetting(f"{name} holds {origin!r}. Each must be like https://notes.example.org.")
    return found


def site_url(name: str, default: str) -> str:
    """The address of the site, with its scheme and without a last slash."""
    value = text(name, default)
    parts = web_address(value)
    if parts is None or parts.query or parts.fragment:
        raise BadSetting(f"{name} is {value!r}. It must be like https://notes.example.org.")
    if parts.path.rstrip("/"):
        raise BadSetting(f"{name} is {value!r}. Weeknotes needs a host of its own, without a path.")
    return value.rstrip("/")


def web_address(value: str) -> SplitResult | None:
    """The parts of an address that begins with http:// or https:// and names a host; otherwise None."""
    try:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
            return None
    except ValueError:  # a port past 65535, half an IPv6 address
        return None
    return None if parts.username or " " in value else parts


def secret_key(name: str, *, debug: bool) -> str:
    value = text(name, "only-for-debugging-" * 4 if debug else None)
    if len(value) < 32:
        raise BadSetting(f"{name} is too short: {len(value)} characters. Use 50 random ones.")
    return value


def former_keys(name: str) -> list[str]:
    """Secret keys that still open what they signed, so no weaker than the one in use."""
    keys = words(name)
    if any(len(key) < 32 for key in keys):
        raise BadSetting(f"{name} holds a key that is too short: 32 characters at least.")
    return keys


def time_zone(name: str, default: str) -> str:
    value = text(name, default)
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as problem:  # OSError: "Europe/" is a folder
        raise BadSetting(f"{name} is {value!r}, which is no time zone. Use one like Europe/London.") from problem
    return value


def folder(name: str, default: Path) -> Path:
    return writable(Path(text(name, str(default))).expanduser().resolve(), named=name)


def writable(path: Path, *, named: str) -> Path:
    """The folder, made if it is not there. Raise BadSetting, naming the setting, where it cannot be written to."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise BadSetting(f"{named} is {path}, which cannot be made: {problem.strerror}.") from problem
    if not os.access(path, os.W_OK | os.X_OK):
        raise BadSetting(f"{named} is {path}, which this user may not write to.")
    return path


def sqlite_at(path: Path) -> str:
    """The address of an SQLite database at any path, with what addresses would misread escaped."""
    return f"sqlite:///{quote(str(path))}"


def database(name: str, default: str) -> dict[str, Any]:
    """Django's settings for one database address: sqlite:///path or postgres://user:password@host/name."""
    value = text(name, default)
    scheme = value.partition(":")[0].lower()
    if scheme not in DATABASE_SCHEMES or "://" not in value:
        raise BadSetting(f"{name} begins with {scheme!r}. Weeknotes runs on sqlite:///… or postgres://….")
    try:
        settings = dict(environ.Env.db_url_config(value))
    except (ValueError, KeyError):  # whose own words may repeat the password
        raise BadSetting(f"{name} cannot be read. Write it like postgres://user:password@host:5432/name.") from None
    if settings.get("NAME") in {None, "", ":memory:"}:
        raise BadSetting(f"{name} names no database. It must end in one, such as /weeknotes.")
    if scheme == "sqlite":
        check_sqlite(name)
        settings["OPTIONS"] = {
            # A read that turns into a write fails at once under SQLite's deferred transactions.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL: a save that was acknowledged survives a power cut.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        }
        # To open the file, read its schema and fill the cache anew costs each request milliseconds.
        settings["CONN_MAX_AGE"] = 60
    elif str(settings.get("OPTIONS", {}).get("pool", "no")).lower() in {"true", "1", "yes", "on"}:
        settings["OPTIONS"]["pool"] = True  # the address gives words, and Django wants True; a pool keeps its own time
    else:
        settings["CONN_MAX_AGE"] = 60
        settings["CONN_HEALTH_CHECKS"] = True
    return settings


def check_sqlite(name: str) -> None:
    if sqlite3.sqlite_version_info < SAFE_SQLITE:
        raise BadSetting(
            f"{name} asks for SQLite, but this machine has {sqlite3.sqlite_version}, which can damage a database "
            "that two processes write to. Install the package pysqlite3, or SQLite 3.51.3 or later, or use PostgreSQL."
        )


def cache(name: str, default: str) -> dict[str, Any]:
    value = text(name, default)
    scheme = value.partition(":")[0].lower()
    if scheme not in CACHE_SCHEMES or "://" not in value or (scheme != "locmemcache" and value.endswith("://")):
        raise BadSetting(f"{name} begins with {scheme!r}. Use dbcache://cache or redis://host:6379/0.")
    try:
        settings = {key: part for key, part in environ.Env.cache_url_config(value).items() if part}
    except ValueError:  # half an IPv6 address; its own words may repeat a password
        raise BadSetting(f"{name} cannot be read. Use dbcache://cache or redis://host:6379/0.") from None
    if scheme in {"redis", "rediscache"}:  # Django's own, not the package that django-environ assumes
        settings = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": value}
    else:
        # Django keeps 300 rows and then drops some: a stranger could push out the count of their own failures.
        settings["OPTIONS"] = {"MAX_ENTRIES": MOST_CACHED} | settings.get("OPTIONS", {})
    return settings


def email(name: str, default: str) -> dict[str, Any]:
    """Django's settings for one mail address: smtp+tls://user:password@host:587, or consolemail://."""
    value = text(name, default)
    try:
        if "://" not in value:
            raise ValueError("no scheme")
        settings = environ.Env.email_url_config(value)
    except (KeyError, ValueError, ImproperlyConfigured):  # whose own words may repeat the password
        raise BadSetting(f"{name} cannot be read. Use smtp+tls://user:password@host:587 or consolemail://.") from None
    return {key: part for key, part in settings.items() if key.startswith("EMAIL_")}


def log_level(name: str, default: str) -> str:
    value = text(name, default).upper()
    if value not in LOG_LEVELS:
        raise BadSetting(f"{name} is {value!r}. It must be one of {', '.join(LOG_LEVELS)}.")
    return value


def storage(name: str) -> dict[str, Any]:
    """Django's settings for where uploaded files lie: its own folder, or s3://key:secret@bucket/folder?region=…"""
    value = text(name, "")
    if not value:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    scheme = value.partition(":")[0].lower()
    if scheme != "s3" or "://" not in value:
        raise BadSetting(f"{name} begins with {scheme!r}. Leave it empty, or use s3://key:secret@bucket.")
    from weeknotes import buckets  # only where one is asked for: the packages for it may not be here

    return buckets.storage(name, value)
