"""Lists that are none in the HTML: Word writes paragraphs that say "mso-list: l0 level2", Google Docs a list for each
level side by side, and a class that says how deep it is.
"""

from __future__ import annotations

import re

from notes.importers.html_fragments import Node, words_of

_LEVEL = re.compile(r"mso-list\s*:[^;]*\blevel(\d)", re.I)
_GOOGLE = re.compile(r"\blst-kix_\w+-(\d)\b")
_NUMBER = re.compile(r"\(?(?:\d+|[a-hj-z]|[ivxlc]{1,6})[.)]", re.I)


def made_lists(root: Node) -> None:
    for parent in list(root.every()):
        if any(_level(child) for child in parent.children):
            parent.children = _nested(parent.children)
        if any(_depth(child) is not None for child in parent.children):
            parent.children = _gathered(parent.children)


def _level(node: Node) -> int:
    found = _LEVEL.search(node.attributes.get("style", "")) if node.tag in {"p", "div"} else None
    return int(found[1]) if found else 0


def _nested(children: list[Node]) -> list[Node]:
    kept: list[Node] = []
    open_lists: list[Node] = []
    for child in children:
        level = _level(child)
        if not level:
            if child.tag or child.text.strip():
                open_lists = []
            kept.append(child)
            continue
        mark = _take_mark(child)
        del open_lists[level:]
        while len(open_lists) < level:
            deeper = Node("ol" if _NUMBER.fullmatch(mark) else "ul")
            if not open_lists:
                kept.append(deeper)
            else:
                outer = open_lists[-1]
                if not outer.children:
                    outer.children.append(Node("li"))
                outer.children[-1].children.append(deeper)
            open_lists.append(deeper)
        open_lists[-1].children.append(Node("li", {}, child.children))
    return kept


def _take_mark(paragraph: Node) -> str:
    """Word writes the bullet itself into the words, in a part that says "mso-list: Ignore"."""
    for parent in paragraph.every():
        for child in parent.children:
            if re.search(r"mso-list\s*:\s*ignore", child.attributes.get("style", ""), re.I):
                parent.children = [one for one in parent.children if one is not child]
                return "".join(words_of(child).split())
    return ""


def _depth(node: Node) -> int | None:
    found = _GOOGLE.search(node.attributes.get("class", "")) if node.tag in {"ul", "ol"} else None
    return int(found[1]) if found else None


def _gathered(children: list[Node]) -> list[Node]:
    """Each deeper list goes into the last point of the one before it."""
    kept: list[Node] = []
    path: list[Node] = []
    for child in children:
        depth = _depth(child)
        if depth is None:
            if child.tag or child.text.strip():
                path = []
            kept.append(child)
            continue
        del path[depth + 1 :]
        if len(path) == depth + 1 and path[-1].tag == child.tag and "start" not in child.attributes.get("class", ""):
            path[-1].children += child.children
            continue
        del path[depth:]
        if path and path[-1].children:
            path[-1].children[-1].children.append(child)
        else:
            path = []
            kept.append(child)
        path.append(child)
    return kept
