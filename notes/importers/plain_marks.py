"""Marks within plain text that stand for something elsewhere: a footnote typed as "*", a numbered list of addresses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from notes.importers.escaping import link, typed
from notes.importers.plain_blocks import UNDERLINE

_REFERENCES = re.compile(r"^\s*(?:References|Visible links:?|Links:?)\s*$")
_REFERENCE = re.compile(r"^\s*(\d{1,4})\.\s+(\S+)\s*$")
_SUBHEADING = re.compile(r"^\s*(?:Visible links|Hidden links):?\s*$")
_NOTE = re.compile(r"^(?P<mark>\*{1,3}|[†‡§]|[¹²³⁴⁵⁶⁷⁸⁹]|\[\d{1,2}\])(?P<colon>:?\s*)(?P<words>\S.*)$")
_STAND_IN = "\ue001{}\ue002"
_TOKEN = re.compile(r"\ue001(\d+)\ue002|\[(\d{1,4})\](\[[^\[\]]*\]|https?://\S+|[^\s\[\]]*[^\s\[\].,;:!?)\]”’])?")


@dataclass
class Marks:
    """What the marks of one text stand for."""

    addresses: dict[str, str] = field(default_factory=dict)  # by number: a dumped page's links
    notes: dict[str, str] = field(default_factory=dict)  # by label: a footnote's words

    def shown(self, text: str, *, at_start: bool = True) -> str:
        """Words as Markdown, their marks tied."""
        written, at = "", 0
        for found in _TOKEN.finditer(text):
            if not found[1] and found[2] not in self.addresses:
                continue
            written += typed(text[at : found.start()], at_start=at_start and not written)
            at = found.end()
            if found[1]:
                written = written.rstrip() + f"[^{found[1]}]"
                continue
            url, words = self.addresses[found[2]], found[3] or found[2]
            if re.match(r"https?://", words) and words.rstrip("/.,") == url.rstrip("/.,"):
                written += words
            else:
                written += link(
                    typed(words, at_start=False).replace("[", "\\[").replace("]", "\\]").replace("\\\\", "\\"), url
                )
        return written + typed(text[at:], at_start=at_start and not written)

    def linked_heading(self, text: str) -> tuple[str, str]:
        """A heading's words, and the address that the whole of it is a link to."""
        if (found := re.match(r"\[(\d{1,4})\]\s*(\S.*)$", text)) and found[1] in self.addresses:
            return found[2], self.addresses[found[1]]
        if found := re.match(r"(\S.*?)\s+\((https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)$", text):
            return found[1], found[2]
        return text, ""


def take_references(lines: list[str]) -> tuple[list[str], dict[str, str]]:
    """The lines without the list of addresses that lynx writes at the end, and the addresses by their numbers."""
    start = next((n for n in range(len(lines) - 1, -1, -1) if _REFERENCES.match(lines[n])), None)
    if start is None:
        return lines, {}
    found: dict[str, str] = {}
    for line in lines[start + 1 :]:
        if reference := _REFERENCE.match(line):
            found[reference[1]] = reference[2]
        elif line.strip() and not _SUBHEADING.match(line):
            return lines, {}
    marked = "\n".join(lines[:start])
    if not found or not any(f"[{number}]" in marked for number in found):
        return lines, {}
    unmarked = [f"{number}. {url}" for number, url in found.items() if f"[{number}]" not in marked]
    return [*lines[:start], *unmarked], found


def tie_footnotes(lines: list[str], marks: Marks) -> list[str]:
    """Take footnotes out of the lines, where a mark before them stands at the end of a word or a sentence.

    Returns lines in which the mark is a stand-in that `Marks.shown` writes as "[^1]".
    """
    lines = _numbered_notes(lines)
    kept: list[str] = []
    number = 0
    while number < len(lines):
        line = lines[number]
        found = _NOTE.match(line.strip())
        starts = not kept or not kept[-1].strip() or (number and _NOTE.match(lines[number - 1].strip()))
        place = _place_of(found["mark"], kept) if found and starts else None
        if found and place and _is_note(found, lines, number):
            label = str(len(marks.notes) + 1)
            at, begin, end = place
            kept[at] = kept[at][:begin] + _STAND_IN.format(label) + kept[at][end:]
            words = [found["words"]]
            number += 1
            while number < len(lines) and lines[number].strip() and not _NOTE.match(lines[number].strip()):
                words.append(lines[number].strip())
                number += 1
            marks.notes[label] = " ".join(words)
            continue
        kept.append(line)
        number += 1
    return kept


def _numbered_notes(lines: list[str]) -> list[str]:
    """Notes numbered "1." below a rule at the very end, whose marks are "[1]", as the "[1] …" that people type."""
    rule = next((n for n in range(len(lines) - 1, -1, -1) if UNDERLINE.match(lines[n])), None)
    if rule is None:
        return lines
    words = "\n".join(lines[:rule])
    below = [line for line in lines[rule + 1 :] if line.strip()]
    numbers = [found[1] for line in below if (found := re.match(r"\s*(\d{1,2})\.\s", line))]
    begins = bool(below) and re.match(r"\s*1\.\s", below[0]) is not None
    if not begins or any(words.count(f"[{number}]") != 1 for number in numbers):
        return lines
    return [*lines[:rule], *(re.sub(r"^\s*(\d{1,2})\.\s+", r"[\1] ", line) for line in lines[rule + 1 :])]


def _is_note(found: re.Match[str], lines: list[str], number: int) -> bool:
    """A "*" may begin a list: a footnote stands alone, or among others with marks of their own."""
    if found["mark"].startswith("*"):
        around = [*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2]]
        same = [line for line in around if re.match(rf"\s*{re.escape(found['mark'])}\s", line)]
        return not same
    return True


def _place_of(mark: str, lines: list[str]) -> tuple[int, int, int] | None:
    """The last line with this mark, and where in it the mark stands: after a word, and the only one there."""
    sign = re.escape(mark)
    if mark.startswith("*"):
        pattern = re.compile(rf"(?<=[^\s*])(?:(?<!\*){sign}(?!\*)(?=\s|$|[.,;:)!?])| {sign}$)")
    else:
        pattern = re.compile(rf"(?<=\S)\s?\^?{sign}")
    for at in range(len(lines) - 1, -1, -1):
        words = re.sub(r"^\s*[*•◦▪+-]\s+", lambda bullet: " " * len(bullet[0]), lines[at])
        found = list(pattern.finditer(words))
        if len(found) == 1 and (not mark.startswith("*") or len(re.findall(r"\*+", words)) == 1):
            return at, found[0].start(), found[0].end()
    return None
