"""What became of the Markdown, for whoever looks it over before it goes out: which words, bullets and links readers
will have, and what was meant as a link and will be none. Nothing of this is shown as HTML.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote

from notes.content import MAX_BODY, clean
from notes.markup.dialect import to_html
from notes.markup.limits import is_too_intricate
from notes.markup.outline import BLOCKS, CELLS, OURS, VOID, lines_of, one_line

CODE = frozenset({"code", "pre"})


@dataclass(frozen=True)
class Proof:
    lines: tuple[str, ...]  # all that readers read
    prose: tuple[str, ...]  # the same without code
    bullets: tuple[str, ...] = ()  # each by itself, without those below it
    links: tuple[tuple[str, str], ...] = ()  # where they lead, and the words that they stand on
    dropped: tuple[tuple[str, str], ...] = ()  # where they were meant to lead; readers see the words alone


def proof(body: str) -> Proof:
    """Never raises: what is not read as Markdown is words."""
    body = clean(body)
    try:
        if len(body) > MAX_BODY or is_too_intricate(body):
            raise ValueError("shown as typed")
        html = to_html(body, "proof")
    except Exception:  # as in rendering.py, which shows such words as they were typed
        words = tuple(lines_of(body).split("\n"))
        return Proof(lines=words, prose=words)
    reader = _Proofreader()
    reader.feed(html)
    reader.close()
    return reader.proof


class _Proofreader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str, int]] = []  # tag, where a link leads, and where its words begin
        self.said: list[str] = []
        self.prose: list[str] = []
        self.bullets: list[list[str]] = []
        self.finished: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.dropped: list[tuple[str, str]] = []
        self.unsaid = self.in_code = 0

    @property
    def proof(self) -> Proof:
        lines, prose = (tuple(lines_of("".join(said)).split("\n")) for said in (self.said, self.prose))
        return Proof(lines, prose, tuple(self.finished), tuple(self.links), tuple(self.dropped))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.break_at(tag)
        if tag == "img":
            self.handle_data(given.get("alt", ""))
        if tag in VOID:
            return
        meant = given.get("data-dropped")
        leads = f"dropped {meant}" if meant is not None else f"link {given['href']}" if given.get("href") else ""
        if self.unsaid or given.get("class") in OURS:
            self.unsaid += 1
            leads = ""
        self.open.append((tag, leads, len(self.said)))
        self.in_code += tag in CODE
        if tag == "li":
            self.bullets.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID or not self.open:
            return
        _, leads, start = self.open.pop()
        self.unsaid -= bool(self.unsaid)
        self.in_code -= tag in CODE
        if leads:
            kind, _, address = leads.partition(" ")
            words = one_line("".join(self.said[start:]))
            (self.links if kind == "link" else self.dropped).append((unquote(address), words))
        if tag == "li" and self.bullets:
            self.finished.append(one_line("".join(self.bullets.pop())))
        self.break_at(tag)

    def break_at(self, tag: str) -> None:
        if tag in BLOCKS or tag in CELLS:
            self.said.append("\n")
            self.prose.append("\n")
            for bullet in self.bullets[-1:]:
                bullet.append(" ")

    def handle_data(self, data: str) -> None:
        if self.unsaid:
            return
        data = data if self.in_code else data.replace("\n", " ")
        self.said.append(data)
        # Something must stand where code stood, or its neighbours would look like one word
        self.prose.append("\ufffc" if self.in_code else data)
        for bullet in self.bullets[-1:]:
            bullet.append(data)
