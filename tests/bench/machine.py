"""What it was measured on, in a sentence."""

from __future__ import annotations

import os
import platform
import sqlite3
from pathlib import Path

from django.db import connection


def said() -> str:
    cores, memory = os.cpu_count() or 1, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    python = f"Python {platform.python_version()}"
    return f"{_processor()}, {cores} cores, {memory:.0f} GB; {python}, {_database()}; busy with other work: {_load()}"


def _processor() -> str:
    try:
        known = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.partition(":")[2].strip() for line in known if line.startswith("model name")), "unknown")


def _database() -> str:
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def _load() -> str:
    """How many processes wanted to run, of late."""
    return f"load {os.getloadavg()[1]:.1f}"
