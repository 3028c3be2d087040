"""Markdown without HTML → its title and sections. Each section is rendered alone, so the definitions of links and
footnotes go with the sections that use them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from notes.content import AUDIENCES, one_line, topic_key
from notes.importers.reading import Part, Unreadable

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))??(?:[ \t]+#+)?[ \t]*$")
_ATX_TIGHT = re.compile(r"(#{2,6})([^#\s].*?)#*\s*$")  # "##Heading", as people write it
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_NOT_A_PARAGRAPH = re.compile(r"\s*([-+*•>#|]|\d+[.)]\s|`{3}|\{%|\[[^\]]+\]:)|\s{4}")
_REFERENCE = re.compile(
    r" {0,3}\[(?!\^)([^\[\]]{1,300})\]:[ \t]*(<[^<>]*>|\S+)(?:[ \t]+(?:\"[^\"]*\"|'[^']*'|\([^()]*\)))?[ \t]*$"
)
_FOOTNOTE = re.compile(r" {0,3}\[\^([^\]\s]{1,100})\]:[ \t]?(.*)$")
_OWN_LINE = re.compile(r"<!--\s*((?:topics|audience|key)\s*:.*?)-->", re.I)
_LINK = re.compile(
    r"(?<![!\\])\[((?:[^\[\]\\]|\\.|!\[[^\]]*\]\([^()]*\)|\[[^\[\]]*\])*)\](\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])"
)
_IMAGE = re.compile(r"!\[((?:[^\[\]\\]|\\.)*)\](?:\((?:[^()]|\([^()]*\))*\)|\[[^\[\]]*\])")
_MARK = re.compile(r"\[\^[^\]\s]+\]")
_AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
_LONGEST_LINE = 1_500


@dataclass
class Outline:
    title: str = ""
    parts: list[Part] = field(default_factory=list)


def outlined(markdown: str, *, title: str, warnings: list[str]) -> Outline:
    """Split into sections at the shallowest level of heading that is used more than once, and at those above it.

    `title` is the one that is known already; without one, a heading that stands first may be it.
    """
    definitions, lines = without_definitions(markdown.split("\n"))
    parts = _cut_at_headings(lines)
    found = _title_of(parts, title)
    level = _level([part for part in parts if part.level])
    merged: list[Part] = []
    for part in parts:
        if part.level and merged and part.level > level:
            merged[-1].body += f"\n\n{'#' * max(3, part.level)} {part.heading}\n\n{part.body}"
        else:
            merged.append(part)
    for part in merged:
        _take_own_line(part)
        plain_heading(part)
    merged = [part for part in merged if not part.is_empty]
    definitions.given_to(merged)
    for part in merged:
        part.body = (
            re.sub(r"\n{3,}", "\n\n", part.body) if "```" not in part.body and "~~~" not in part.body else part.body
        )
    return Outline(title or plain_words(found), merged)


def plain_words(markdown: str) -> str:
    """One line of Markdown as a reader sees it."""
    if len(markdown) > _LONGEST_LINE:  # no heading that a person wrote
        return one_line(markdown)
    text = _MARK.sub("", markdown)
    for _ in range(2):  # an image may stand in a link
        text = _IMAGE.sub(r"\1", text)
        text = _LINK.sub(r"\1", text)
    text = _AUTOLINK.sub(r"\1", text)
    text = re.sub(r"\s*\{[:#.][^{}]*\}\s*$", "", text)
    text = re.sub(r"(?<!\\)(`+)(.+?)\1", r"\2", text)
    for mark in (r"\*\*\*", r"\*\*", r"\*", "~~"):
        text = re.sub(rf"(?<!\\){mark}(?=\S)(.+?)(?<=[^\s\\]){mark}", r"\1", text)
    text = re.sub(r"(?<![\w\\])(_{1,3})(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)", r"\2", text)
    text = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)
    return one_line(text)


def _lines_in_context(lines: list[str]) -> Iterator[tuple[int, str, bool]]:
    """Each line, and whether it is code."""
    fence = ""
    for number, line in enumerate(lines):
        mark = _FENCE.match(line)
        if fence:
            yield number, line, True
            if mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif mark:
            fence = mark[1]
            yield number, line, True
        else:
            yield number, line, False


def _cut_at_headings(lines: list[str]) -> list[Part]:
    """One part for each heading of any level, and one (of level 0) for the words before the first."""
    parts = [Part(level=0)]
    bodies: list[list[str]] = [[]]
    in_context = list(_lines_in_context(lines))
    skip = -1
    for number, line, is_code in in_context:
        if number == skip:
            continue
        heading = None if is_code else _heading(lines, number)
        if heading is None or (number + 1 < len(lines) and heading[2] and in_context[number + 1][2]):
            bodies[-1].append(line)
            continue
        level, words, underlined = heading
        skip = number + 1 if underlined else -1
        parts.append(Part(heading=words, level=level))
        bodies.append([])
    for part, body in zip(parts, bodies, strict=True):
        part.body = "\n".join(body).strip("\n")
    return parts if parts[0].body.strip() else parts[1:]


def _heading(lines: list[str], number: int) -> tuple[int, str, bool] | None:
    line = lines[number]
    if found := _ATX.match(line) or _ATX_TIGHT.match(line):
        return len(found[1]), (found[2] or "").strip(), False
    following = lines[number + 1] if number + 1 < len(lines) else ""
    if (
        (underline := _SETEXT.match(following))
        and line.strip()
        and not _NOT_A_PARAGRAPH.match(line)
        and (number == 0 or not lines[number - 1].strip())
    ):
        return (1 if underline[1][0] == "=" else 2), line.strip(), True
    return None


def _title_of(parts: list[Part], title: str) -> str:
    """Take the title out of the parts where a heading is it."""
    headed = [part for part in parts if part.level]
    if not headed:
        return ""
    first, others = headed[0], headed[1:]
    is_first = parts[0] is first
    if title:
        if is_first and topic_key(plain_words(first.heading)) == topic_key(title):
            first.level, first.heading = 0, ""
        return ""
    tops = [part for part in headed if part.level == 1]
    chosen = None
    if is_first and (first.level == 1 or not others or first.level < min(part.level for part in others)):
        chosen = first
    elif len(tops) == 1:
        chosen = tops[0]
    elif is_first and (not first.body.strip() or re.search(r"week|notes?\b|\d{4}|sprint", first.heading, re.I)):
        chosen = first
    if chosen is None:
        return ""
    found, chosen.heading, chosen.level = chosen.heading, "", 0
    links = carried(found)
    chosen.body = "\n\n".join([*links, chosen.body]) if links else chosen.body
    return found


def _level(headed: list[Part]) -> int:
    counts = Counter(part.level for part in headed)
    repeated = [level for level, times in counts.items() if times > 1]
    return min(repeated or counts or [6])


def plain_heading(part: Part) -> None:
    part.lead += carried(part.heading)
    part.heading = plain_words(part.heading)


def carried(heading: str) -> list[str]:
    """What a heading cannot hold: its links, images and footnote marks, to stand below it."""
    if len(heading) > _LONGEST_LINE:
        return []
    carried = [
        found[0]
        for found in _LINK.finditer(heading)
        if not found[2].startswith(("(#", "[#")) and found[2] not in {"()", "[]"}
    ]
    carried += [found[0] for found in _IMAGE.finditer(_LINK.sub("", heading))]
    carried += [found[0] for found in _MARK.finditer(_LINK.sub("", heading))]
    return [*carried, *(found[0] for found in _AUTOLINK.finditer(heading))]


def _take_own_line(part: Part) -> None:
    """Our own form: "<!-- topics: a, b; audience: colleagues; key: abc -->" in a section is about the section.

    Several are read together, and the narrowest audience counts. Raise Unreadable for an unknown audience.
    """
    kept = []
    for _, line, is_code in _lines_in_context(part.body.split("\n")):
        for said in [] if is_code else _OWN_LINE.findall(line):
            _take_said(part, said)
        without = line if is_code else _OWN_LINE.sub("", line)
        if without.strip() or without == line:
            kept.append(without)
    part.body = "\n".join(kept).strip("\n")


def _take_said(part: Part, said: str) -> None:
    for piece in said.split(";"):
        name, _, value = (word.strip() for word in piece.partition(":"))
        if name.lower() == "topics":
            part.topics += tuple(value.split(","))
        elif name.lower() == "audience":
            part.audience = max(part.audience, audience(value), key=AUDIENCES.index)
        elif name.lower() == "key" and value:
            part.key = value


def audience(name: str) -> str:
    """Raise Unreadable for an unknown one: words must not be shown to more people than was meant."""
    said = " ".join(name.casefold().split())
    if said not in AUDIENCES:
        raise Unreadable(f"“{name[:40]}” is no audience: choose {', '.join(AUDIENCES)}.")
    return said


@dataclass
class Definitions:
    """Of links ("[label]: address") and of footnotes ("[^label]: words"), by what refers to them."""

    links: dict[str, str] = field(default_factory=dict)
    footnotes: dict[str, str] = field(default_factory=dict)

    def given_to(self, parts: list[Part]) -> None:
        unused = set(self.footnotes)
        for part in parts:
            text = "\n".join([*part.lead, part.body])
            notes = self._notes_of(text)
            unused -= set(notes)
            text += "\n".join(self.footnotes[label] for label in notes)
            labels = dict.fromkeys(_folded(label) for label in re.findall(r"\[([^\[\]]{1,300})\]", text))
            links = [self.links[label] for label in labels if label in self.links]
            tail = [self.footnotes[label] for label in notes] + (["\n".join(links)] if links else [])
            part.body = "\n\n".join([part.body.rstrip("\n"), *tail]).strip("\n") if tail else part.body
        if unused and parts:  # nothing refers to them, and still they are words
            left = [note.partition("]:")[2].strip() for label, note in self.footnotes.items() if label in unused]
            narrowest = max(reversed(parts), key=lambda part: AUDIENCES.index(part.audience))
            narrowest.body = "\n\n".join([narrowest.body, *left]).strip("\n")

    def _notes_of(self, text: str) -> list[str]:
        """A footnote may refer to another."""
        wanted = [label for label in re.findall(r"\[\^([^\]\s]+)\]", text) if label in self.footnotes]
        found = list(dict.fromkeys(wanted))
        for label in found:  # grows as it goes
            found += [
                other
                for other in dict.fromkeys(re.findall(r"\[\^([^\]\s]+)\]", self.footnotes[label]))
                if other in self.footnotes and other not in found
            ]
        return found


def without_definitions(lines: list[str]) -> tuple[Definitions, list[str]]:
    definitions, kept = Definitions(), []
    in_context = iter(list(_lines_in_context(lines)))
    for number, line, is_code in in_context:
        if is_code:
            kept.append(line)
        elif note := _FOOTNOTE.match(line):
            last = _footnote_end(lines, number)
            if note[1] in definitions.footnotes:
                kept += lines[number:last]
            else:
                definitions.footnotes[note[1]] = "\n".join(lines[number:last]).rstrip()
            for _ in range(number + 1, last):
                next(in_context)
        elif (reference := _REFERENCE.match(line)) and not line.lstrip().startswith(("[x]", "[ ]")):
            definitions.links.setdefault(_folded(reference[1]), line.strip())
        else:
            kept.append(line)
    return definitions, kept


def _footnote_end(lines: list[str], start: int) -> int:
    """Up to the next block that is not indented."""
    end = last = start + 1
    while end < len(lines):
        line = lines[end]
        if not line.strip():
            end += 1
            continue
        after_blank = not lines[end - 1].strip()
        if (after_blank and not line.startswith(("    ", "\t"))) or _FOOTNOTE.match(line) or _REFERENCE.match(line):
            break
        if not line.startswith(" ") and (_ATX.match(line) or _FENCE.match(line)):
            break
        end += 1
        last = end
    return last


def _folded(label: str) -> str:
    return " ".join(label.casefold().split())
