"""Web pages (.html), and what else becomes HTML on its way here: the column with the note, its title and its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from notes.content import one_line
from notes.importers import html_footnotes, html_lists, markdown, outline, plain_text
from notes.importers.html_fragments import Node, blocks, parse, words_of
from notes.importers.pictures_in_file import Collected, is_data_address
from notes.importers.reading import Reading

MAX_CHARACTERS = 5_000_000
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.I)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NEVER_WORDS = frozenset({"nav", "form", "button", "script", "style", "template", "noscript", "dialog"})
_COLUMNS = frozenset(
    "e-content entry-content post-content article-content article-body post-body markdown-body".split()
)
_PROGRAMS = re.compile(r"word|libreoffice|openoffice|google|outlook|pages", re.I)
_STRUCTURE = frozenset("a ul ol table img strong b em i pre blockquote dl h1 h2 h3 h4 h5 h6 sup code".split())
_LONGEST_HEADING = 110


def charset(raw: bytes) -> str:
    """What the page says its letters are (HTML Living Standard, 13.2.3.2: in its first 1,024 bytes)."""
    found = _CHARSET.search(raw[:1_024])
    return found[1].decode("ascii", "replace") if found else ""


def read(text: str, *, name: str, today: date, warnings: list[str]) -> Reading:
    page = parse(text)
    fields = _fields(page)
    title = _title_of_page(page)
    column = _column(page)
    html_lists.made_lists(column)
    return finished(
        column, title=title, collected=Collected(), name=name, today=today, warnings=warnings, fields=fields
    )


def finished(
    root: Node,
    *,
    title: str,
    collected: Collected,
    name: str,
    today: date,
    warnings: list[str],
    fields: dict[str, Any] | None = None,
) -> Reading:
    """A reading of a tree in which nothing stands but the note. `title` is one that stands outside of it."""
    fields = dict(fields or {})
    notes = html_footnotes.tied(root)
    _take_pictures(root, collected)
    if summary := _taken(root, "note-summary"):
        fields["summary"] = summary
    if not notes and not title and not (set(_tags(root)) & _STRUCTURE) and not summary:
        text = "\n\n".join(blocks_as_text(root))
        return plain_text.read(text, name=name, today=today, warnings=warnings)
    if not _has_headings(root):
        _bold_as_headings(root)
    _lower_headings_without_title(root)
    words = "\n\n".join([*_without_rules_around(blocks(root.children)), *notes])
    found = outline.outlined(words, title=title, warnings=warnings)
    if collected.left_out:
        warnings.append(f"{collected.left_out} pictures could not be taken out of the file.")
    return markdown.finished(
        found.title,
        found.parts,
        fields=fields,
        name=name,
        today=today,
        warnings=warnings,
        pictures=collected.found,
    )


def _without_rules_around(found: list[str]) -> list[str]:
    while found and found[0] == "---":
        found = found[1:]
    while found and found[-1] == "---":
        found = found[:-1]
    return found


def _tags(root: Node) -> Iterator[str]:
    return (node.tag for node in root.every() if node.tag)


def _column(page: Node) -> Node:
    """Where the note stands: the page's main part, without menus, forms and what is hidden."""
    nodes = list(page.every())

    def only(found: list[Node]) -> Node | None:
        return found[0] if len(found) == 1 else None

    mains = [n for n in nodes if n.tag == "main" or n.attributes.get("role") == "main"][:1]
    articles = [n for n in nodes if n.tag == "article"]
    column = only(mains) or only(articles) or only([n for n in nodes if n.tag == "body"]) or page
    within = list(column.every())
    if column.tag == "main" and (article := only([n for n in within if n.tag == "article"])):
        column = article
    marked = [n for n in column.every() if _COLUMNS & set(n.attributes.get("class", "").split())]
    if len(marked) == 1 and any(n.tag == "h1" for n in within):
        column = marked[0]
    _drop(column, is_site=column.tag in {"body", "root"})
    return column


def _drop(node: Node, *, is_site: bool) -> None:
    """A header or footer of the site is none of the note's; one within an article is."""
    kept = []
    for child in node.children:
        hidden = "hidden" in child.attributes or child.attributes.get("aria-hidden") == "true"
        hidden = hidden or re.search(r"display\s*:\s*none", child.attributes.get("style", ""), re.I) is not None
        role = child.attributes.get("role", "")
        of_site = is_site and (child.tag in {"header", "footer"} or role in {"banner", "contentinfo"})
        is_menu = child.tag in _NEVER_WORDS or role in {"navigation", "search", "dialog", "alert"} or of_site
        if not (child.tag and (hidden or is_menu)):
            _drop(child, is_site=is_site and child.tag not in {"article", "main"})
            kept.append(child)
    node.children = kept


def _title_of_page(page: Node) -> str:
    """Where the note has no heading of the first level: its title as the page tells it to search engines."""
    nodes = list(page.every())
    if any(n.tag == "h1" and words_of(n).strip() for n in nodes if n.tag == "h1") and not _outside(page):
        return ""
    said = {
        n.attributes.get("property") or n.attributes.get("name", ""): n.attributes for n in nodes if n.tag == "meta"
    }
    if _outside(page):
        return _outside(page)
    if _PROGRAMS.search(said.get("generator", {}).get("content", "") + said.get("Generator", {}).get("content", "")):
        return ""
    if told := one_line(said.get("og:title", {}).get("content", "")):
        return told
    title = next((one_line(words_of(n)) for n in nodes if n.tag == "title"), "")
    return (
        re.split(r"\s+[|·–—-]\s+", title)[0] if not any("Mso" in n.attributes.get("class", "") for n in nodes) else ""
    )


def _outside(page: Node) -> str:
    """A single h1 that stands beside the column, in the header of its article."""
    tops = [n for n in page.every() if n.tag == "h1" and words_of(n).strip()]
    if len(tops) != 1:
        return ""
    marked = [n for n in page.every() if _COLUMNS & set(n.attributes.get("class", "").split())]
    if len(marked) != 1 or any(n is tops[0] for n in marked[0].every()):
        return ""
    return one_line(words_of(tops[0]))


def _fields(page: Node) -> dict[str, Any]:
    """When the page says that it was published."""
    for node in page.every():
        if node.tag == "meta" and node.attributes.get("property") == "article:published_time":
            return {"date": node.attributes.get("content", "")}
    times = [n.attributes["datetime"] for n in page.every() if n.tag == "time" and n.attributes.get("datetime")]
    return {"date": times[0]} if times and re.match(r"(19|20)\d\d-\d\d-\d\d", times[0]) else {}


def _take_pictures(root: Node, collected: Collected) -> None:
    for node in root.every():
        if node.tag == "img" and is_data_address(node.attributes.get("src", "")):
            node.attributes["src"] = collected.add_data_address(
                node.attributes["src"], alt=node.attributes.get("alt", "")
            )


def _taken(root: Node, name: str) -> str:
    """The words of a paragraph that was marked on its way here, if words are all that it holds; it is taken out."""
    for parent in root.every():
        for child in parent.children:
            if child.attributes.get("class") == name and not (set(_tags(child)) & {"a", "img"}):
                parent.children = [one for one in parent.children if one is not child]
                return one_line(words_of(child))
    return ""


def blocks_as_text(root: Node) -> list[str]:
    """Paragraphs as they would stand in a text file."""
    found, run = [], ""
    for child in root.children:
        if child.tag in {"p", "div", "section", "article"}:
            found += [
                run,
                *(blocks_as_text(child) if any(c.tag in {"p", "div"} for c in child.children) else [words_of(child)]),
            ]
            run = ""
        else:
            run += child.text if not child.tag else words_of(child)
    return [text.strip("\n") for text in [*found, run] if text.strip()]


def _has_headings(root: Node) -> bool:
    return any(node.tag in _HEADINGS and node.attributes.get("class") != "note-title" for node in root.every())


def _bold_as_headings(root: Node) -> None:
    """Where nothing is marked as a heading, people make them bold: a short paragraph, all of it, with words below."""
    paragraphs = [node for node in root.every() if node.tag == "p" and words_of(node).strip()]
    for paragraph, below in zip(paragraphs[1:], [*paragraphs[2:], None], strict=False):
        if _is_bold(paragraph) and (below is None or not _is_bold(below)):
            paragraph.tag = "h2"
            paragraph.children = [
                child for one in paragraph.children for child in (one.children if one.tag in {"strong", "b"} else [one])
            ]


def _is_bold(paragraph: Node) -> bool:
    words = one_line(words_of(paragraph))
    inside = [child for child in paragraph.children if child.tag or child.text.strip()]
    is_whole = bool(inside) and all(child.tag in {"strong", "b"} for child in inside)
    return is_whole and len(words) <= _LONGEST_HEADING and not re.search(r"[.,;…]$", words)


def _lower_headings_without_title(root: Node) -> None:
    """Several headings of the first level, the first of them no title: all are those of sections."""
    tops = [node for node in root.every() if node.tag == "h1" and words_of(node).strip()]
    if len(tops) < 2 or any(node.attributes.get("class") == "note-title" for node in tops):
        return
    if re.search(r"week|notes?\b|\d{4}|sprint", words_of(tops[0]), re.I):
        return
    for node in root.every():
        if node.tag in _HEADINGS:
            node.tag = f"h{min(6, int(node.tag[1]) + 1)}"
