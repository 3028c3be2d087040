"""The rules of the house, held by reading the code. When a rule stops serving, change the rule here and say why."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[1]
NOTES, PROJECT = ROOT / "notes", ROOT / "weeknotes"

pytestmark = pytest.mark.once

# From the ground upwards. A module may import from its own floor's line and from every floor below.
FLOORS = [
    {"weeks", "content", "addresses", "picture_addresses"},
    {"merging", "markup", "ribbon"},
    {"querysets"},
    {"models"},
    {"search"},
    {"deriving"},
    {"publishing"},
    {"forms"},
    {"views"},
    {"urls"},
]
FLOOR = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}
# Beside the stairs: what a room may know, at most. Files of other people become content, never rows.
BESIDE = {"importers": {"weeks", "content", "addresses"}, "exporters": {"weeks", "content", "addresses", "models"}}
# Modules of these rooms may know everything below the named floor
STANDS_UNDER = {
    "feeds": "views",
    "sitemaps": "views",
    "api": "views",
    "templatetags": "views",
    "admin": "views",
    "management": "urls",
    "converters": "merging",
    "apps": "models",
    "migrations": "models",
}


def modules(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts]


def room_of(path: Path) -> str:
    """The room that a module of the app belongs to: "search" for notes/search/query.py."""
    part = path.relative_to(NOTES).parts[0]
    return part.removesuffix(".py")


def imports_of(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """The dotted names that a module imports when it is loaded. Imports for types alone do not count,
    nor do those inside functions: they are written where two rooms know each other by necessity, and are few.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(child)
        for node in ast.walk(tree)
        if (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
        or isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path}: say the whole name of what is imported"
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


@cache
def rooms_imported(path: Path) -> set[str]:
    names = (name.split(".") for name, _ in imports_of(path))
    return {parts[1] for parts in names if parts[0] == "notes" and len(parts) > 1} - {room_of(path)}


@cache
def level(room: str) -> int:
    """A room without a floor of its own stands just above the highest that it imports."""
    if room in FLOOR:
        return FLOOR[room]
    if room in STANDS_UNDER:
        return FLOOR[STANDS_UNDER[room]]
    known = {other for path in modules(NOTES) if room_of(path) == room for other in rooms_imported(path)}
    return max((level(other) for other in known if other != room), default=0)


@pytest.mark.parametrize("path", modules(NOTES), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_to_a_lower_floor(path):
    room = room_of(path)
    if room == "__init__":
        return
    known = rooms_imported(path)
    if room in BESIDE:
        assert known <= BESIDE[room], f"{path.name} may not know {known - BESIDE[room]}"
        return
    above = {other for other in known if other not in BESIDE and level(other) > level(room)}
    assert not above, f"{room} imports from the floors above it: {', '.join(sorted(above))}"
    if room in FLOOR and FLOOR[room] < FLOOR["forms"]:
        assert not known & set(BESIDE), f"{room} may not know importers or exporters"


def test_the_readme_says_what_every_room_is():
    table = (ROOT / "README.md").read_text(encoding="utf-8").partition("| floor |")[2].partition("###")[0]
    named = set(re.findall(r"`(\w+)/?`", table))
    rooms = {room_of(path) for path in modules(NOTES)} - {"__init__"}
    assert not rooms - named, f"say in README's table of floors what these are: {', '.join(sorted(rooms - named))}"
    assert not named - rooms, f"README names rooms that are gone: {', '.join(sorted(named - rooms))}"


def test_no_two_rooms_import_each_other():
    known: dict[str, set[str]] = {}
    for path in modules(NOTES):
        known.setdefault(room_of(path), set()).update(rooms_imported(path))
    circles = {tuple(sorted((a, b))) for a, others in known.items() for b in others if a in known.get(b, set())}
    assert not circles


def test_the_project_knows_no_weeknote():
    for path in modules(PROJECT):
        named = {name for name, _ in imports_of(path)}
        assert not {name for name in named if name.split(".")[0] == "notes"}, path.name


def test_only_markup_makes_html_safe():
    for path in modules(NOTES, PROJECT):
        named = {name.split(".")[0] for name, _ in imports_of(path)}
        if named & {"bleach", "nh3", "markdown", "pymdownx"}:
            assert room_of(path) == "markup", f"{path} imports what only the door may"


def test_only_search_knows_which_database_it_is_on():
    for path in modules(NOTES):
        if room_of(path) not in {"search", "migrations"}:
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"connection\.vendor|contrib\.postgres|\.raw\(|cursor\(", text), path


def test_importers_never_make_rows():
    for path in modules(NOTES / "importers"):
        assert "django" not in {name.split(".")[0] for name, _ in imports_of(path)}, path.name


def test_views_ask_in_the_words_of_the_querysets():
    for path in modules(NOTES / "views"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in {"filter", "exclude", "raw", "extra"}, f"{path.name}:{node.lineno}"


SAFE = re.compile(r"\|\s*safe(seq)?\b|mark_safe|SafeString|SafeText|autoescape\s+off|format_html_join")


def test_html_is_never_declared_safe_outside_its_one_tag():
    allowed = set((NOTES / "templatetags").glob("*.py"))
    found = [
        path.relative_to(ROOT)
        for path in [*modules(NOTES, PROJECT), *(ROOT / "templates").rglob("*.html")]
        if SAFE.search(path.read_text(encoding="utf-8")) and path not in allowed
    ]
    assert not found
    declaring = [path.name for path in allowed if SAFE.search(path.read_text(encoding="utf-8"))]
    assert len(declaring) <= 1, declaring


@pytest.mark.parametrize("path", modules(NOTES, PROJECT), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_has_at_most_300_lines(path):
    if "migrations" not in path.parts:
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "process", "data", "info", "item"}


def test_modules_functions_and_classes_have_names_of_the_field():
    found = []
    for path in modules(NOTES, PROJECT):
        if "migrations" in path.parts:
            continue
        names = [path.stem] + [
            node.name.strip("_")
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        found += [f"{path.name}: {name}" for name in names if name.lower() in FORBIDDEN]
        found += [f"{path.name}: {name}" for name in names if re.search(r"(Manager|Helper|Utils|Info|Data)$", name)]
    assert not found


def test_there_are_no_signals_and_no_logic_in_save():
    for path in modules(NOTES, PROJECT):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and "models" in path.parts:
                assert node.name != "save", path
        assert "signals" not in {part for name, _ in imports_of(path) for part in name.split(".")}, path


def test_migrations_match_the_models(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_nothing_is_left_in_the_code():
    left = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|\bbreakpoint\(|\bpdb\b")
    for path in modules(NOTES, PROJECT):
        text = path.read_text(encoding="utf-8")
        assert not left.search(text), path
        assert not re.search(r"\bprint\(", text) or "management" in path.parts, path


def test_browser_tests_wait_from_outside():
    """A page's policy forbids `eval`, by which Playwright asks again from inside: that fails now and then."""
    for path in (ROOT / "tests" / "browser").rglob("*.py"):
        assert ".wait_for_function(" not in path.read_text(encoding="utf-8"), path


# Templates, styles and scripts


def texts(*endings: str) -> list[Path]:
    found = [path for folder in ("templates", "static") for path in sorted((ROOT / folder).rglob("*"))]
    return [path for path in found if path.suffix in endings and "vendor" not in path.parts]


def in_template(text: str) -> str:
    """Without comments, whose words harm nobody."""
    return re.sub(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", "", text, flags=re.DOTALL)


@pytest.mark.parametrize("path", texts(".html"), ids=lambda path: path.name)
def test_a_template_holds_nothing_inline(path):
    text = in_template(path.read_text(encoding="utf-8"))
    assert not re.search(r"<[^>]*\sstyle\s*=", text), "a style attribute"
    assert "<style" not in text
    assert not re.search(r"<[a-z][^<>]*\son[a-z]+\s*=", text, re.IGNORECASE), "an event attribute"
    assert "javascript:" not in text.lower()
    for attributes in re.findall(r"<script([^>]*)>", text):
        # Search engines read JSON-LD from the page itself; a browser never runs it
        assert "src=" in attributes or "application/ld+json" in attributes, "an inline script"


def test_a_part_that_posts_is_handed_its_token():
    """`only` keeps the token from a part; its form is then refused in a browser, never by the test client."""
    posting = {
        str(path.relative_to(ROOT / "templates"))
        for path in texts(".html")
        if "{% csrf_token %}" in path.read_text(encoding="utf-8")
    }
    for path in texts(".html"):
        for name, given in re.findall(r'{% include "([^"]+)"([^%]*)%}', path.read_text(encoding="utf-8")):
            if name in posting and given.split()[-1:] == ["only"]:
                assert "csrf_token=csrf_token" in given, f"{path.name} includes {name}"


# Names of vocabularies, which nobody fetches
NAMES = (
    "http://www.w3.org/",
    "https://schema.org",
    "https://jsonfeed.org/version/",
    "http://www.sitemaps.org/schemas/",
)


@pytest.mark.parametrize("path", texts(".html", ".css", ".js", ".svg", ".txt", ".xml"), ids=lambda path: path.name)
def test_nothing_of_ours_names_another_host(path):
    text = in_template(path.read_text(encoding="utf-8"))
    if path.suffix in {".css", ".js"}:
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    addresses = re.findall(r"""(?:https?:)?//[\w-]+\.[\w./-]+""", text)
    assert not [
        address
        for address in addresses
        if not address.startswith(NAMES) and not re.match(r"(https?:)?//[\w.-]*example(\.\w+)?\b", address)
    ]


@pytest.mark.parametrize("path", texts(".css"), ids=lambda path: path.name)
def test_styles_know_no_ids_and_no_importance(path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "!important" not in text
    selectors = re.findall(r"([^{}]+){", text)
    assert not [selector.strip() for selector in selectors if re.search(r"#[a-zA-Z_-]", selector)]
    # A colour gets a name before it is used: in tokens.css, or where a medium gives the names other values
    used = re.sub(r"--[\w-]+\s*:[^;}]*", "", text)
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", used), "a colour without a name"


# What is published


def tracked() -> list[Path]:
    """What git would publish; without git, all but what it would ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        paths = [path for path in ROOT.rglob("*") if not {".venv", "var", ".git"} & set(path.parts)]
    return [path for path in paths if path.is_file() and "vendor" not in path.parts]


def test_nothing_names_a_machine_or_a_registry():
    places = "|".join(("wor" + "k", "ro" + "ot", "far" + "m", "home" + r"/\w+", "Users" + r"/\w+"))
    machine = re.compile(rf"(?<![\w.>*-])/(?:{places})/")
    registry = re.compile("index-" + r"url|pypi\.|npm" + r"js\.org|files\.python" + "hosted", re.IGNORECASE)
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if machine.search(text) or registry.search(text):
            found.append(str(path.relative_to(ROOT)))
    assert not found


TOP = {"manage.py", "weeknotes", "notes", "templates", "static", "tests", "pyproject.toml", "README.md", "Makefile",
       "CHANGELOG.md", "LICENSE"}  # fmt: skip


def test_the_top_level_holds_what_a_stranger_expects():
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert not {name for name in names - TOP if not name.startswith((".", "requirements"))}


def test_pinned_packages_carry_hashes():
    for path in ROOT.glob("requirements*.txt"):
        text = path.read_text(encoding="utf-8")
        pins = re.findall(r"^[\w.\[\]-]+==", text, re.MULTILINE)
        blocks = re.split(r"^(?=[\w.\[\]-]+==)", text, flags=re.MULTILINE)[1:]
        assert pins
        assert all("--hash=sha256:" in block for block in blocks)


def test_every_vendored_package_says_its_version_and_licence():
    for vendor in [ROOT / "static" / "vendor", ROOT / "tests" / "browser" / "vendor"]:
        for package in (path for path in vendor.glob("*") if path.is_dir()):
            told = {path.name.lower(): path.read_text(encoding="utf-8")[:4000] for path in package.rglob("*.*")}
            assert any("licen" in name for name in told), f"{package.name} has no licence"
            assert any(re.search(r"\b\d+\.\d+\.\d+\b", text) for text in told.values()), package.name
