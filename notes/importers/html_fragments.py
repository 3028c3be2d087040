"""HTML → Markdown, for the words that stand in it: links, images, lists, quotes, headings, code. Scripts are dropped,
what cannot be shown becomes a link, and what has no meaning in Markdown leaves its words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from notes.importers.escaping import link, typed
from notes.importers.html_tags import BLOCKS, CLOSES, DROPPED, FRAMES, HOLDERS, MARKS, VOID

_DEEPEST = 40
BREAK = "\ue000"  # stands for <br> until the paragraph is whole; a private character that notes do not hold


@dataclass
class Node:
    """An element, or (without a tag) a text. A verbatim text is Markdown already."""

    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node] = field(default_factory=list)
    text: str = ""
    verbatim: bool = False

    def every(self) -> Iterator[Node]:
        """Itself and all that it holds, in order."""
        left = [self]
        while left:
            here = left.pop()
            yield here
            left += reversed(here.children)


def to_markdown(html: str) -> str:
    """The Markdown of a piece of HTML, block after block. Linear, and safe with what is not closed."""
    return "\n\n".join(blocks(parse(html).children))


def parse(html: str) -> Node:
    parser = _TreeParser()
    parser.feed(html)
    parser.close()
    return parser.root


class _TreeParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("root")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        closes = CLOSES.get(tag, {"p"} if tag in BLOCKS else set())
        while len(self.open) > 1 and self.open[-1].tag in closes and self.open[-1].tag not in HOLDERS:
            self.open.pop()
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in VOID and len(self.open) < _DEEPEST:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, text: str) -> None:
        self.open[-1].children.append(Node(text=text))

    def handle_comment(self, text: str) -> None:
        if re.match(r"\s*(topics|audience|key)\s*:", text):
            self.open[-1].children.append(Node("comment", text=text))

    def unknown_decl(self, text: str) -> None:
        self.handle_data(text.removeprefix("CDATA["))


def blocks(nodes: Iterable[Node]) -> list[str]:
    """Blocks of Markdown, to be joined by an empty line."""
    found: list[str] = []
    run: list[Node] = []
    for node in nodes:
        if node.tag in BLOCKS or node.tag == "comment" or (node.tag in {"a", "span", "center"} and _holds_blocks(node)):
            found += _paragraph(run)
            run = []
            found += _block(node)
        else:
            run.append(node)
    return [block for block in found + _paragraph(run) if block.strip()]


def _block(node: Node) -> list[str]:
    tag = node.tag
    if tag == "comment":
        return [f"<!--{node.text}-->"]
    if re.fullmatch(r"h[1-6]", tag):
        words = _one_line(inline(node.children))
        return [f"{'#' * int(tag[1])} {words}"] if words else []
    if tag in {"ul", "ol", "menu", "dir"}:
        return _list(node)
    if tag == "blockquote":
        inside = "\n\n".join(blocks(node.children))
        return ["\n".join(f"> {line}".rstrip() for line in inside.split("\n"))] if inside else []
    if tag == "pre":
        return _fenced(node)
    if tag == "hr":
        return ["---"]
    if tag == "table":
        return _table(node)
    if tag in FRAMES:
        return [*_frame(node), *blocks(child for child in node.children if child.tag != "source")]
    if tag == "dt":
        return [f"**{words}**"] if (words := _one_line(inline(node.children))) else []
    return blocks(node.children)


def _paragraph(nodes: list[Node]) -> list[str]:
    words = inline(nodes, at_start=True)
    lines = [re.sub(r"[ \t]+", " ", line).strip(" \t") for line in words.split("\n")]
    text = "\n".join(lines) if any(node.verbatim for node in nodes) else " ".join(line for line in lines if line)
    pieces = [piece.strip(" \t") for piece in text.strip(f"{BREAK} \t\n").split(BREAK)]
    paragraphs, block = [], ""
    for piece in pieces:  # two breaks in a row were meant as a new paragraph
        if piece:
            block += f"  \n{piece}" if block else piece
        elif block:
            paragraphs.append(block)
            block = ""
    return [*paragraphs, block] if block else paragraphs


def inline(nodes: Iterable[Node], *, at_start: bool = False) -> str:
    written = ""
    for node in nodes:
        if not node.tag:
            text = node.text if node.verbatim else re.sub(r"[ \t\n\r\f]+", " ", node.text)
            starts = at_start and not written.strip()
            written += text if node.verbatim else typed(text.lstrip(" ") if starts else text, at_start=starts)
        elif node.tag not in DROPPED:
            written += _element(node)
    return written


def _element(node: Node) -> str:
    tag, attributes = node.tag, node.attributes
    if tag == "br":
        return BREAK
    if tag == "img":
        return _image(attributes)
    if tag == "a":
        return _anchor(node)
    if tag in {"code", "kbd", "samp", "tt"}:
        return _code(words_of(node))
    if tag in FRAMES:
        return "".join(_frame(node)) + inline(node.children)
    inside = inline(node.children)
    if tag == "q":
        return f"“{inside}”"
    mark = MARKS.get(tag)
    if mark and inside.strip(f" \n{BREAK}"):
        core = inside.strip(f" \n{BREAK}")
        before, _, after = inside.partition(core)
        return f"{before}{mark}{core.replace(BREAK, ' ')}{mark}{after}" if mark not in core else inside
    return f" {inside} " if tag in BLOCKS else inside


def _anchor(node: Node) -> str:
    inside = inline(node.children)
    url = _safe_address(node.attributes.get("href", ""))
    words = _one_line(inside)
    if not url or (not words and url.startswith("#")):
        return inside
    before, after = " " * inside.startswith(" "), " " * inside.endswith(" ")
    if not words:
        title = node.attributes.get("title") or node.attributes.get("aria-label") or ""
        return link(typed(_one_line(title), at_start=False), url) if title.strip() else ""
    if words == url and re.match(r"https?://\S+$", url) and not re.search(r"[()<>]|[.,;:!?]$", url):
        return f"{before}<{url}>{after}"
    if re.search(r"(?<!!)\[[^\]]*\]\(", words) and "![" not in words:  # a link within a link
        return inside
    return f"{before}{link(words, url, node.attributes.get('title', ''))}{after}"


def _image(attributes: dict[str, str]) -> str:
    alt = re.sub(r"(?<!\\)[\[\]]", r"\\\g<0>", typed(_one_line(attributes.get("alt", "")), at_start=False))
    url = _safe_address(attributes.get("src") or attributes.get("data-src") or "")
    if not url:
        return alt
    return f"!{link(alt, url, attributes.get('title', ''))}"


def _frame(node: Node) -> list[str]:
    sources = [node.attributes, *(child.attributes for child in node.children if child.tag == "source")]
    address = next((a.get("src") or a.get("data") for a in sources if a.get("src") or a.get("data")), "") or ""
    if address.startswith("//"):
        address = f"https:{address}"
    if not (url := _safe_address(address)):
        return []
    title = _one_line(node.attributes.get("title", ""))
    return [
        link(typed(title, at_start=False), url) if title else f"<{url}>" if url.startswith("http") else link(url, url)
    ]


def _list(node: Node) -> list[str]:
    written, number = (
        [],
        int(start) if (start := node.attributes.get("start", "1")).isdecimal() and len(start) < 8 else 1,
    )
    loose = False
    for child in node.children:
        if not child.tag and not child.text.strip():
            continue
        inside = blocks(child.children if child.tag == "li" else [child])
        if not inside:
            continue
        mark = f"{number}. " if node.tag == "ol" else "- "
        number += 1
        body = inside[0]
        for block in inside[1:]:
            is_list = re.match(r"(- |\d+\. )", block) is not None
            loose = loose or not is_list
            body += ("\n" if is_list else "\n\n") + block
        lines = body.split("\n")
        written.append("\n".join([f"{mark}{lines[0]}", *(f"    {line}" if line else "" for line in lines[1:])]))
    return [("\n\n" if loose else "\n").join(written)] if written else []


def _table(node: Node) -> list[str]:
    rows = [
        [_one_line(inline(cell.children)).replace("|", "\\|") for cell in row.children if cell.tag in {"td", "th"}]
        for row in _inside(node, "tr")
    ]
    rows = [row for row in rows if any(row)]
    captions = [block for caption in _inside(node, "caption") for block in blocks(caption.children)]
    if not rows:
        return [*captions, *blocks(child for child in node.children if child.tag != "caption")]
    width = max(len(row) for row in rows)
    if width == 1:  # laid out, not tabulated
        return [*captions, *(block for cell in _inside(node, "td") for block in blocks(cell.children))]
    lines = [f"| {' | '.join(row + [''] * (width - len(row)))} |" for row in rows]
    return [*captions, "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])]


def _fenced(node: Node) -> list[str]:
    code = words_of(node).strip("\n")
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    return [f"{fence}\n{code}\n{fence}"] if code.strip() else []


def _code(words: str) -> str:
    words = _one_line(words)
    if not words:
        return ""
    fence = "`" * (max((len(run) for run in re.findall(r"`+", words)), default=0) + 1)
    edge = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{edge}{words}{edge}{fence}"


def _inside(node: Node, tag: str) -> list[Node]:
    """Descendants with a tag; not those within one of them."""
    found = []
    for child in node.children:
        found += [child] if child.tag == tag else _inside(child, tag) if child.tag and child.tag != "table" else []
    return found


def words_of(node: Node) -> str:
    return node.text + "".join("\n" if child.tag == "br" else words_of(child) for child in node.children)


def _holds_blocks(node: Node) -> bool:
    return any(child.tag in BLOCKS or _holds_blocks(child) for child in node.children if child.tag)


def _safe_address(url: str) -> str:
    """Empty for schemes that run code or hold the file itself, and for Windows' shares; its words stay."""
    url = re.sub(r"[\x00-\x20\x7f]+", lambda found: "%20" if found[0].strip("\t\n\r") else "", url.strip())
    scheme = re.match(r"([a-z][a-z0-9+.-]*):", url, re.I)
    return "" if "\\" in url or (scheme and scheme[1].lower() not in {"http", "https", "mailto", "tel"}) else url


def _one_line(text: str) -> str:
    return (
        " ".join(text.replace(BREAK, " ").split(" ")).replace("\n", " ").strip()
        if BREAK in text
        else " ".join(text.split())
    )
