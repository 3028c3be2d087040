"""Raw HTML within Markdown → Markdown. Code, template calls and what is no tag stay as they are typed."""

from __future__ import annotations

import html
import re

from notes.importers.html_fragments import BREAK, Node, blocks, inline, to_markdown
from notes.importers.html_tags import BLOCKS, DROPPED, HOLDS_MARKDOWN, KNOWN, VOID

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BLOCK = re.compile(r" {0,3}<(/?)([a-z][a-z0-9]*)(?=[\s/>]|$)", re.I)
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-z][a-z0-9-]*)"
    r"(?P<attributes>(?:\s+[^\s\"'=<>`/]{1,100}(?:\s*=\s*(?:\"[^\"]{0,4000}\"|'[^']{0,4000}'|[^\s\"'=<>`]{1,4000}))?){0,40})"
    r"\s*(?P<empty>/?)>",
    re.I,
)
_ATTRIBUTE = re.compile(r"([^\s\"'=<>`/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_OWN_COMMENT = re.compile(r"<!--\s*(?:topics|audience|key)\s*:", re.I)
_START = re.compile(r"\\.|`+|<!--|<(?=[a-z/])|&(?=[#a-z])|\{[{%]", re.I)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.I)
_DATA_ADDRESS = re.compile(r"(?<=[\"'(=])data:[a-z]+/[a-z0-9.+-]+;base64,[a-z0-9+/=\s]*", re.I)
_SELF_CONTAINED = frozenset({"pre", "script", "style", "textarea"})
_DEEPEST = 8


def converted(markdown: str, warnings: list[str], depth: int = 0) -> str:
    """The same Markdown without HTML. Comments are dropped (they were hidden from readers) but for our own."""
    if "<" not in markdown and "&" not in markdown:
        return markdown
    markdown = _DATA_ADDRESS.sub("data:", markdown)
    lines = markdown.split("\n")
    out: list[str] = []
    at, listed = 0, False
    while at < len(lines):
        line = lines[at]
        if not line.strip():
            out.append(line)
            at += 1
            continue
        listed = _is_bullet(line) or (listed and line[:1].isspace())
        if fence := _FENCE.match(line):
            end = _fence_end(lines, at, fence[1])
            out += lines[at:end]
        elif line.startswith(("    ", "\t")) and not listed and (not out or not out[-1].strip()):
            end = at + 1
            out.append(line)
        elif _begins_html(line, listed):
            end = _html_end(lines, at)
            out += ["", *_html_block("\n".join(lines[at:end]), warnings, depth).split("\n"), ""]
        else:
            end = _text_end(lines, at, listed)
            out += _text("\n".join(lines[at:end]), warnings, listed=listed).split("\n")
        at = max(end, at + 1)
    return "\n".join(out)


def _is_bullet(line: str) -> bool:
    return re.match(r"\s*([-+*•]|\d+[.)])\s", line) is not None


def _begins_html(line: str, listed: bool) -> bool:
    """Within a bullet it does not: its tags are read with the words around them."""
    found = _BLOCK.match(line)
    return found is not None and not (listed and line[:1].isspace()) and found[2].lower() in (BLOCKS | DROPPED)


def _text_end(lines: list[str], at: int, listed: bool) -> int:
    """Up to an empty line, unless a comment or a tag is still open there; a line of HTML or code ends it too."""
    end = at + 1
    while (
        end < len(lines)
        and lines[end].strip()
        and not _begins_html(lines[end], listed)
        and not _FENCE.match(lines[end])
    ):
        end += 1
    text = "\n".join(lines[at:end])
    if text.rfind("<!--") > text.rfind("-->"):
        for later in range(end, min(len(lines), end + 200)):
            if "-->" in lines[later]:
                return later + 1
    return end


def _fence_end(lines: list[str], at: int, mark: str) -> int:
    for end in range(at + 1, len(lines)):
        closing = lines[end].strip()
        if closing.startswith(mark) and not closing.strip(mark[0]):
            return end + 1
    return len(lines)


def _html_end(lines: list[str], at: int) -> int:
    """To the empty line (CommonMark), or to the end of the element that the first tag opened."""
    found = _BLOCK.match(lines[at])
    name = found[2].lower() if found else ""
    if name in _SELF_CONTAINED:
        for end in range(at, len(lines)):
            if f"</{name}" in lines[end].lower():
                return end + 1
    end = at + 1
    while end < len(lines) and lines[end].strip():
        end += 1
    if found and not found[1] and name not in {"p", "hr", "li", "dd", "dt", "td", "th", "tr", "option"}:
        tags = re.compile(rf"<(/?){name}(?=[\s/>]|$)", re.I)
        depth = 0
        for last in range(at, len(lines)):
            depth += sum(-1 if tag[1] else 1 for tag in tags.finditer(lines[last]))
            if depth <= 0:
                return max(end, last + 1) if last < end else _to_blank(lines, last + 1)
    return end


def _to_blank(lines: list[str], end: int) -> int:
    while end < len(lines) and lines[end].strip():
        end += 1
    return end


def _html_block(text: str, warnings: list[str], depth: int) -> str:
    opening = _TAG.match(text.lstrip(" "))
    name = opening["name"].lower() if opening else ""
    marked = opening is not None and "markdown" in dict(_attributes(opening["attributes"]))
    holds = name in HOLDS_MARKDOWN and opening is not None and not opening["end"]
    if opening and holds and depth < _DEEPEST and (marked or re.search(r"\n[ \t]*\n", text.strip())):
        inside = text.lstrip(" ")[opening.end() :]
        last = inside.lower().rfind(f"</{name}")
        tail = ""
        if last >= 0:
            inside, tail = inside[:last], inside[last:].partition(">")[2]
        words = converted(
            "\n".join(line.lstrip(" ") if marked else line for line in inside.split("\n")), warnings, depth + 1
        )
        words = words.strip("\n")
        if name == "blockquote":
            words = "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
        return f"{words}\n\n{converted(tail.strip(), warnings, depth + 1)}" if tail.strip() else words
    return to_markdown(text)


def _text(text: str, warnings: list[str], *, listed: bool) -> str:
    """A paragraph, a list, a heading: tags within it become Markdown, all else stays."""
    root = Node("root")
    open_nodes = [root]
    at = written = 0
    closers: dict[str, bool] = {}

    def say(words: str) -> None:
        if words:
            open_nodes[-1].children.append(Node(text=words, verbatim=True))

    while start := _START.search(text, at):
        mark, begin = start[0], start.start()
        at = start.end()
        if mark.startswith("`"):
            if closers.get(mark, True):
                closing = re.compile(rf"(?<!`){mark}(?!`)").search(text, at)
                closers[mark] = closing is not None
                at = closing.end() if closing else at
        elif mark.startswith("{"):
            end = text.find("}}" if mark == "{{" else "%}", at)
            at = end + 2 if end >= 0 else at
        elif mark == "<!--":
            if closers.get(mark, True) and (end := text.find("-->", at)) >= 0:
                comment = text[begin : end + 3]
                at = end + 3
                if not _OWN_COMMENT.match(comment):
                    say(text[written:begin])
                    written = at
                    _tell_of(comment, warnings)
            else:
                closers[mark] = False
        elif mark == "&":
            if entity := _ENTITY.match(text, begin):
                say(text[written:begin] + _decoded(entity[0], text[entity.end() : entity.end() + 40]))
                at = written = entity.end()
        elif mark == "<" and (tag := _TAG.match(text, begin)) and tag["name"].lower() in KNOWN:
            say(text[written:begin])
            at = written = _take(tag, text, open_nodes)
    say(text[written:])
    if len(root.children) == 1 and not root.children[0].tag:
        return root.children[0].text
    if not listed and any(node.tag in BLOCKS for node in root.children):
        return "\n\n".join(blocks(root.children))
    return (
        inline(root.children)
        .replace(f"{BREAK}\n", BREAK)
        .replace(f" {BREAK}", BREAK)
        .rstrip(BREAK)
        .replace(BREAK, "  \n")
    )


def _take(tag: re.Match[str], text: str, open_nodes: list[Node]) -> int:
    """Put a tag into the tree; return where the text goes on."""
    name = tag["name"].lower()
    if tag["end"]:
        for depth in range(len(open_nodes) - 1, 0, -1):
            if open_nodes[depth].tag == name:
                del open_nodes[depth:]
                break
        return tag.end()
    if name in {"script", "style"}:
        end = text.lower().find(f"</{name}", tag.end())
        return tag.end() if end < 0 else (text.find(">", end) + 1 or len(text))
    node = Node(name, dict(_attributes(tag["attributes"])))
    open_nodes[-1].children.append(node)
    if name not in VOID and not tag["empty"] and len(open_nodes) < 40:
        open_nodes.append(node)
    return tag.end()


def _attributes(text: str) -> list[tuple[str, str]]:
    return [
        (found[1].lower(), html.unescape(next((value for value in found.groups()[1:] if value is not None), "")))
        for found in _ATTRIBUTE.finditer(text)
    ]


def _decoded(entity: str, after: str) -> str:
    """The letter an entity means, escaped where Markdown would read it as a mark."""
    letters = html.unescape(entity)
    if letters == "&" and _ENTITY.match(f"&{after}"):  # "&amp;lt;" was meant to show "&lt;"
        return entity
    return "".join(f"\\{letter}" if letter in "<>*_`[]#\\" else letter for letter in letters)


def _tell_of(comment: str, warnings: list[str]) -> None:
    words = " ".join(re.sub(r"<[^>]*>", " ", comment[4:-3]).split())
    if len(words.split()) > 2 and not words.startswith(("wp:", "/wp:", "more", "excerpt")):
        warnings.append(f"A hidden comment was left out: “{words[:60]}”.")
