"""Where the notes of other people and the hostile input lie: beside the project, never in it."""

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SHARED = Path(os.environ.get("WEEKNOTES_SHARED") or Path(__file__).resolve().parents[2] / "shared")
REAL = SHARED / "real"
ATTACKS = SHARED / "attacks"


def records(name: str) -> list[dict[str, Any]]:
    """Of one class of hostile input; none where the folder is not there."""
    path = ATTACKS / "dev" / f"{name}.jsonl"
    return list(map(json.loads, path.read_text(encoding="utf-8").splitlines())) if path.is_file() else []


def corpus() -> ModuleType:
    """What makes hostile input of which only the recipe is kept."""
    spec = importlib.util.spec_from_file_location("attack_corpus", ATTACKS / "corpus.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


needs_shared = pytest.mark.skipif(
    not SHARED.is_dir() and os.environ.get("WEEKNOTES_CI") != "1",
    reason="the shared folder is not beside this checkout",
)
