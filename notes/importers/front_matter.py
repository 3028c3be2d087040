"""What a file says about itself before its words: YAML, TOML, JSON, an EDN map or "Title: …" lines, all as strings."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

import yaml

from notes.importers.edn import read_map
from notes.importers.reading import Unreadable

LARGEST, DEEPEST, MOST = 300_000, 30, 20_000  # characters, levels, nodes
_HEADER = re.compile(r"([A-Za-z][A-Za-z_ -]{0,30}):[ \t]*(.*)$")
_HEADER_NAMES = {
    *("title", "subtitle", "slug", "author", "authors", "status", "lang", "journal", "draft"),
    *("date", "modified", "week", "week_ending"),
    *("tags", "topics", "category", "categories", "summary", "description"),
}
_FENCES = {"---": re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.M), "+++": re.compile(r"^\+\+\+[ \t]*$", re.M)}
_SIMPLE = re.compile(r"([A-Za-z][\w-]*)[ \t]*:[ \t]*(.*)$")


def split(text: str, warnings: list[str]) -> tuple[dict[str, Any], str]:
    """The fields (their names in small letters, with underscores) and the words after them.

    Every scalar is the string that was typed: "no" is no truth value. Raise Unreadable for what is no front
    matter that a person wrote: too large, too deep, or one that refers to itself.
    """
    body = text.lstrip("\n")
    opening = body.split("\n", 1)[0].rstrip()
    if opening in _FENCES and (end := _FENCES[opening].search(body, len(opening) + 1)):
        written = body[len(opening) : end.start()].strip("\n")
        if len(written) > LARGEST:
            raise Unreadable(f"The front matter is {len(written):,} characters long: {LARGEST:,} at most.")
        fields = _toml(written, warnings) if opening == "+++" else _yaml(written, warnings)
        if fields is None:  # two rules with words between them
            return {}, text
        return _named(fields), body[end.end() :]
    if body.lstrip().startswith("{") and not re.match(r"\s*\{[{%]", body):
        return _map(body, text)
    if _HEADER.match(opening) and (found := _HEADER.match(opening)) and _name(found[1]) in _HEADER_NAMES:
        return _headers(body)
    return {}, text


class _Loader(yaml.BaseLoader):
    """Makes strings, lists and maps alone, and no more of them than a note needs."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.depth = self.nodes = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise Unreadable("The front matter refers to itself (“*name”): write the words out.")
        self.depth += 1
        self.nodes += 1
        if self.depth > DEEPEST or self.nodes > MOST:
            raise Unreadable("The front matter is nested too deeply or holds too much.")
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _yaml(written: str, warnings: list[str]) -> dict[str, Any] | None:
    if re.search(r"[\[{]{200}", written):
        raise Unreadable("The front matter is nested too deeply or holds too much.")
    try:
        fields = yaml.load(written, Loader=_Loader)  # noqa: S506 - a BaseLoader makes strings, lists and maps alone
    except (yaml.YAMLError, RecursionError, ValueError) as problem:
        if isinstance(problem, Unreadable):
            raise
        fields = _line_by_line(written)
        if not fields:
            raise Unreadable(f"The front matter is no YAML{_place(problem)}.") from problem
        warnings.append(f"The front matter is no YAML{_place(problem)}: it was read line by line.")
    if fields in ("", None):
        return {}
    return fields if isinstance(fields, dict) else None


def _place(problem: Exception) -> str:
    mark = getattr(problem, "problem_mark", None)
    return f" (line {mark.line + 2})" if mark else ""


def _line_by_line(written: str) -> dict[str, Any]:
    """ "title: Weeknotes: the return" is no YAML, and still clear."""
    fields: dict[str, Any] = {}
    name = ""
    for line in written.split("\n"):
        if found := _SIMPLE.match(line.strip() if not fields else line):
            name = found[1]
            fields.setdefault(name, found[2].strip().strip("\"'"))
        elif name and (found := re.match(r"\s*-\s+(.*)", line)):
            fields[name] = [*(fields[name] if isinstance(fields[name], list) else []), found[1].strip().strip("\"'")]
    return fields


def _toml(written: str, warnings: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(written)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        fields = {found[1]: found[2].strip("\"'") for found in re.finditer(r"(?m)^(\w+)\s*=\s*(.+)$", written)}
        if not fields:
            raise Unreadable(f"The front matter is no TOML: {str(problem)[:100]}.") from problem
        warnings.append("The front matter is no TOML: it was read line by line.")
        return fields


def _map(body: str, text: str) -> tuple[dict[str, Any], str]:
    start = len(body) - len(body.lstrip())
    try:
        fields, end = json.JSONDecoder().raw_decode(body[start : start + LARGEST])
    except (ValueError, RecursionError):
        try:
            fields, end = read_map(body[start:])
        except ValueError:
            return {}, text
    return (_named(fields), body[start + end :]) if isinstance(fields, dict) else ({}, text)


def _headers(body: str) -> tuple[dict[str, Any], str]:
    """Pelican's and MultiMarkdown's: "Title: …" lines up to the first empty one."""
    fields: dict[str, Any] = {}
    lines, name = body.split("\n"), ""
    for number, line in enumerate(lines):
        if found := _HEADER.match(line):
            name = _name(found[1])
            fields.setdefault(name, found[2].strip())
        elif line[:1].isspace() and line.strip() and name:
            fields[name] += f" {line.strip()}"
        else:
            if line.strip() or not fields.keys() & {"title", "date"}:
                return {}, body
            return fields, "\n".join(lines[number:])
    return fields, ""


def _name(name: str) -> str:
    return re.sub(r"[\s-]+", "_", name.strip().lower().lstrip(":"))


def _named(fields: dict[Any, Any]) -> dict[str, Any]:
    return {_name(str(name)): value for name, value in fields.items()}
