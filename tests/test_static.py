"""Static files as they are served: under names that change with their content, the parts of a script as well."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.test_desk_weight import MOST, scripts_of
from tests.test_house import ROOT

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("static")
    backend = {"staticfiles": {"BACKEND": "weeknotes.static_files.StaticFiles"}}
    with override_settings(STATIC_ROOT=folder, STORAGES=backend):
        call_command("collectstatic", interactive=False, verbosity=0)
    return folder


def test_the_project_is_served_with_this_storage():
    import weeknotes.settings

    assert weeknotes.settings.STORAGES["staticfiles"]["BACKEND"] == "weeknotes.static_files.StaticFiles"


def test_a_script_asks_for_its_parts_by_names_that_change_with_them(collected):
    names = json.loads((collected / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    scripts = [name for name in names.values() if name.startswith("js/")]
    assert scripts
    for name in scripts:
        script = (collected / name).read_text(encoding="utf-8")
        for part in re.findall(r"""^(?:import|\} from|export).*?["'](\.{1,2}/[^"']+)["']""", script, re.MULTILINE):
            assert re.search(r"\.[0-9a-f]{12}\.js$", part), f"{name} asks for {part}"
            assert (collected / name).parent.joinpath(part).resolve().is_file()


@pytest.mark.django_db
def test_the_scripts_of_the_desk_are_small_under_those_names_too(collected, alice, draft):
    names = json.loads((collected / "staticfiles.json").read_text(encoding="utf-8"))["paths"]
    scripts = scripts_of(alice.get(draft.get_write_url()).content.decode())
    sent = [collected / names[path.relative_to(ROOT / "static").as_posix()] for path in scripts]
    assert sum(len(gzip.compress(path.read_bytes(), 6)) for path in sent) <= MOST
