"""Footnotes in HTML: two places that link to each other, one a short mark in the words and the other the words of the
note. So write Word, Google Docs, LibreOffice, mammoth and all that make HTML from Markdown, each with names of its own.
"""

from __future__ import annotations

import re

from notes.importers.html_fragments import Node, blocks, words_of

_HOLDERS = frozenset({"li", "div", "p", "dd", "aside"})
_LISTS = frozenset({"ol", "ul", "dl", "section", "div", "aside", "footer"})
_MARK = re.compile(r"\[?\s*(?:\d{1,3}|[ivxlc]{1,6}|[a-z]|\*{1,3}|[†‡§])\s*\]?", re.I)


def tied(root: Node) -> list[str]:
    """Take the notes out of the tree, leaving "[^1]" where they are referred to; return their Markdown."""
    parents = {id(child): parent for parent in root.every() for child in parent.children}
    named: dict[str, Node] = {}
    for node in root.every():
        for name in (node.attributes.get("id"), node.attributes.get("name")):
            if name:
                named.setdefault(name, node)
    notes: list[str] = []
    taken: dict[int, int] = {}
    for mark in [node for node in root.every() if node.tag == "a"]:
        target = named.get(mark.attributes.get("href", "").removeprefix("#"))
        if target is None or not mark.attributes.get("href", "").startswith("#") or not _MARK.fullmatch(words_of(mark)):
            continue
        note = _holder(target, parents)
        backs = _links_back(note, _names(mark, parents)) if note is not None else []
        if note is None or not backs or _is_within(mark, note, parents):
            continue
        if id(note) not in taken:
            for back in backs:
                _remove(back, parents)
            words = "\n\n".join(blocks(note.children))
            taken[id(note)] = len(taken) + 1
            notes.append(f"[^{len(taken)}]: " + words.replace("\n", "\n    ").replace("\n    \n", "\n\n"))
            _remove(note, parents, with_list=True)
        around = parents[id(mark)]
        place = around if around.tag == "sup" and words_of(around).strip() == words_of(mark).strip() else mark
        holder = parents[id(place)]
        at = next(n for n, child in enumerate(holder.children) if child is place)
        holder.children[at] = Node(text=f"[^{taken[id(note)]}]", verbatim=True)
    return notes


def _names(mark: Node, parents: dict[int, Node]) -> set[str]:
    """By which the note may link back: the mark's own, and those of what stands around or in it."""
    around = [mark, *(child for child in mark.every()), parents.get(id(mark), mark)]
    around.append(parents.get(id(around[-1]), mark))
    return {node.attributes[key] for node in around for key in ("id", "name") if node.attributes.get(key)}


def _holder(target: Node, parents: dict[int, Node]) -> Node | None:
    here: Node | None = target
    while here is not None and here.tag not in _HOLDERS:
        here = parents.get(id(here))
    if here is not None and here.tag == "p":
        around = parents.get(id(here))
        if around is not None and around.tag in {"li", "div"} and _is_only_note(around):
            return around
    return here


def _is_only_note(around: Node) -> bool:
    """Word and Google Docs put each note into a box of its own."""
    return sum(child.tag == "p" for child in around.children) == 1 and all(
        child.tag == "p" or (not child.tag and not child.text.strip()) for child in around.children
    )


def _links_back(note: Node, names: set[str]) -> list[Node]:
    return [one for one in note.every() if one.tag == "a" and one.attributes.get("href", "").removeprefix("#") in names]


def _is_within(node: Node, other: Node, parents: dict[int, Node]) -> bool:
    here: Node | None = node
    while here is not None:
        if here is other:
            return True
        here = parents.get(id(here))
    return False


def _remove(node: Node, parents: dict[int, Node], *, with_list: bool = False) -> None:
    parent = parents[id(node)]
    parent.children = [child for child in parent.children if child is not node]
    if not with_list:
        if parent.tag == "sup" and not words_of(parent).strip():
            _remove(parent, parents)
        return
    is_empty = all(child.tag == "hr" or not words_of(child).strip() for child in parent.children)
    if is_empty and parent.tag in _LISTS and id(parent) in parents:
        _remove(parent, parents, with_list=True)
