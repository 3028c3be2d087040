"""Where the notes of other people and the hostile input lie: beside the project, never in it."""

import os
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("WEEKNOTES_SHARED") or Path(__file__).resolve().parents[2] / "shared")
REAL = SHARED / "real"
ATTACKS = SHARED / "attacks"

needs_shared = pytest.mark.skipif(
    not SHARED.is_dir() and os.environ.get("WEEKNOTES_CI") != "1",
    reason="the shared folder is not beside this checkout",
)
