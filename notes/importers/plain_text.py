"""Plain text as people write notes in it: a title, headings that nothing marks, "•" bullets, bare addresses, and a
footnote typed as "*". Also pages that a text browser dumped.
"""

from __future__ import annotations

import re
from datetime import date

from notes.importers import front_matter, markdown, outline
from notes.importers.escaping import URL, link, typed
from notes.importers.plain_blocks import UNDERLINE, Block, Bullet, Layout, blocks
from notes.importers.plain_marks import Marks, take_references, tie_footnotes
from notes.importers.reading import Part, Reading

_LONGEST_HEADING, _MOST_WORDS, _LONGEST_TITLE = 110, 18, 150
_QUOTES = "\"'”’»)]"
_LEADS_IN = re.compile(
    r"\b(?:i|we|i'?ve|we'?ve|to|the|a|an|and|or|with|was|were|is|are|have|has|been|of|for|in|on|at|by|that|include[sd]?"
    r"|including|about|from|as|my|our)$",
    re.I,
)


def read(text: str, *, name: str, today: date, warnings: list[str]) -> Reading:
    fields, body = front_matter.split(text, warnings)
    lines, addresses = take_references([line.rstrip() for line in body.expandtabs(4).strip("\n").split("\n")])
    marks = Marks(addresses)
    title, lines = _title(lines)
    lines = tie_footnotes(lines, marks)
    layout = Layout.of(lines)
    parts = [Part(level=0)]
    found = blocks(lines, layout)
    written: list[list[str]] = [[]]
    if found and lines and lines[0].strip():
        found[0].alone = False  # a line directly below the title says more about it
    headings = _headings(found, layout, marks)
    for number, block in enumerate(found):
        if number in headings:
            words, address = marks.linked_heading(re.sub(r"^#{1,6}\s+|\s+#+$", "", " ".join(block.lines)))
            part = Part(heading=_plain(words, marks))
            part.lead = [link(typed(words, at_start=False), address)] if address else []
            part.lead += re.findall(r"\[\^\d+\]", marks.shown(words))
            parts.append(part)
            written.append([])
        else:
            written[-1].append(_markdown(block, marks))
    for part, bodies in zip(parts, written, strict=True):
        part.body = "\n\n".join(bodies)
    parts = [part for part in parts if not part.is_empty]
    notes = {label: f"[^{label}]: {marks.shown(words, at_start=False)}" for label, words in marks.notes.items()}
    outline.Definitions(footnotes=notes).given_to(parts)
    said = fields.get("title")
    known = said if isinstance(said, str) and said else _plain(title, marks)
    return markdown.finished(known, parts, fields=fields, name=name, today=today, warnings=warnings)


def looks_like_markdown(text: str) -> bool:
    """Whether a text was written as Markdown, whatever its file is called."""
    if re.match(r"\s*(?:---|\+\+\+)[ \t]*\n", text):
        return True
    headings = len(re.findall(r"(?m)^#{1,6} \S", text))
    links = len(re.findall(r"\[[^\[\]\n]{1,200}\]\((?:https?://|/|mailto:)[^\s()]+\)", text))
    return headings + links >= 2 or (headings == 1 and bool(re.search(r"\*\*\S[^*\n]*\*\*", text)))


def _title(lines: list[str]) -> tuple[str, list[str]]:
    """The first line, and the rest. A first line that is a long sentence is no title."""
    start = next((number for number, line in enumerate(lines) if line.strip()), 0)
    first = lines[start].strip() if lines else ""
    end = start + 1
    following = lines[end].strip() if end < len(lines) else ""
    if (
        lines and lines[start].startswith("      ") and following and lines[end].startswith("      ")
    ):  # centred, in two lines
        first, end = f"{first} {following}", end + 1
        following = lines[end].strip() if end < len(lines) else ""
    if (
        re.match(r"[•*+-]\s", first)
        or len(first) > _LONGEST_TITLE
        or (len(first) > 70 and re.search(r"[.:,;]$", first))
    ):
        return "", lines
    if following and len(first) > 55 and len(following) > 55 and re.search(r"\w$|,$", first):
        return "", lines  # the first of a paragraph's wrapped lines
    if following and UNDERLINE.match(following):
        end += 1
    return re.sub(r"^#{1,6}\s+|\s+#+$", "", first), lines[end:]


def _headings(found: list[Block], layout: Layout, marks: Marks) -> set[int]:
    """Which blocks are headings: short, alone between empty lines, no sentence, and with words of their own below."""
    headings: set[int] = set()
    outdented = layout.margin >= 2 and any(block.kind == "text" and block.indent < layout.margin for block in found)
    for number in range(len(found) - 2, -1, -1):
        block, below = found[number], found[number + 1]
        if block.kind not in {"text", "quote"} or len(block.lines) != 1:
            continue
        if block.underlined or re.match(r"#{1,6}\s+\S", block.lines[0]):
            headings.add(number)
        elif outdented:
            is_short = len(block.lines[0]) <= 2 * _LONGEST_HEADING
            if (
                is_short
                and block.indent < layout.margin
                and block.kind == "text"
                and (below.indent >= layout.margin or number + 1 in headings)
            ):
                headings.add(number)
        elif block.kind == "text" and _is_heading(block, below, marks, below_is_heading=number + 1 in headings):
            headings.add(number)
    return headings


def _is_heading(block: Block, below: Block, marks: Marks, *, below_is_heading: bool) -> bool:
    words, address = marks.linked_heading(block.lines[0])
    bare = re.sub(r"\ue001\d+\ue002", "", words).rstrip(_QUOTES + " \u00a0\u200d\ufe0f")
    if (
        not block.alone
        or not re.search(r"\w", bare)
        or len(words) > _LONGEST_HEADING
        or len(words.split()) > _MOST_WORDS
    ):
        return False
    if re.search(r"[.,;:…]$|[!?][!?]$", bare) or re.match(r"[—–\-\[(<>|“\"«{%]|https?://|www\.", words):
        return False
    if bare[-1] in "!?" and (below_is_heading or len(words.split()) < 2):
        return False
    if re.search(URL, words) and not address:
        return False
    if re.search(r"[.!?]\s+[A-Z].*\s", words) and len(words.split()) > 10:  # two sentences
        return False
    first = next((letter for letter in words if letter.isalpha()), "A")
    if first.islower() or below_is_heading:
        return False
    if not block.apart:  # directly above its words
        below_is_long = below.kind == "list" or len(" ".join(below.lines)) > 100
        return below_is_long and len(words.split()) <= 8 and len(words) <= 60 and not _LEADS_IN.search(words)
    return not (below.kind == "list" and (_LEADS_IN.search(words) or len(words.split()) > 9)) and below.kind != "rule"


def _plain(words: str, marks: Marks) -> str:
    words = re.sub(r"\s*\ue001\d+\ue002", "", words)
    return re.sub(r"\[(\d{1,4})\]", lambda found: "" if found[1] in marks.addresses else found[0], words)


def _markdown(block: Block, marks: Marks) -> str:
    if block.kind == "rule":
        return "---"
    if block.kind == "list":
        return _list(block.items, marks)
    quoted = block.kind == "quote" or all(line.startswith(">") for line in block.lines)
    lines = (
        [re.sub(r"^>+ ?", "", line) for line in block.lines]
        if block.lines[0].startswith(">") and quoted
        else block.lines
    )
    text = "  \n".join(marks.shown(line) for line in lines)
    return "\n".join(f"> {line}" for line in text.split("\n")) if quoted else text


def _list(items: list[Bullet], marks: Marks) -> str:
    written = []
    for item in items:
        mark = f"{item.number}. " if item.number else "- "
        paragraphs = ["  \n".join(marks.shown(line) for line in words.split("\n")) for words in item.paragraphs]
        lines = "\n\n".join(paragraphs).split("\n")
        inner = [f"    {line}" if line else "" for line in lines[1:]]
        margin = "    " * item.depth
        written += [f"{margin}{line}" if line else "" for line in [f"{mark}{lines[0]}", *inner]]
    return "\n".join(written)
