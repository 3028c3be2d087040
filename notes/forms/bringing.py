"""The form of a reading: the lines as they were read, what the writer turned, and how they are to be kept. All of it
is in the page and comes back with each click, so that nothing depends on a session.

Line n is in the fields "kind-n", "words-n", "was-n", "topics-n", "audience-n" and "key-n"; "turns" holds the clicks so
far, like "7:paragraph 9:title".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.http import QueryDict

from notes.content import AUDIENCES, MEMBERS, clean
from notes.forms.entry import base_of, is_key
from notes.forms.week import read_week
from notes.galley import TURNS, Galley, Line, Turn
from notes.importers import Reading
from notes.models import Entry, Revision
from notes.weeks import Week

MOST_LINES = 400
KINDS = {*TURNS, "start", "links", "code", "table", "rule", "picture", "several"}
BEHIND, REPLACE = "behind", "replace"


@dataclass
class BringingForm:
    entry: Entry
    base: Revision
    galley: Galley
    was: list[str]  # how each line stood in the source, where that differs
    week: str
    week_said: str = ""  # where the words say it
    name: str = ""  # of the file
    how: str = BEHIND
    warnings: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    turned: int | None = None  # the line that was turned last

    @classmethod
    def of(cls, entry: Entry, reading: Reading, *, name: str) -> BringingForm:
        week = entry.week if entry.published_at or not reading.week else reading.week
        return cls(
            entry=entry,
            base=entry.newest,
            galley=Galley.of(reading),
            was=[],
            week=week.name,
            week_said=reading.week_basis if reading.week else "",
            name=name,
            warnings=list(reading.warnings),
        )

    @classmethod
    def sent(cls, entry: Entry, post: QueryDict) -> BringingForm:
        count = min(int(lines), MOST_LINES) if (lines := post.get("lines", "")).isdecimal() and len(lines) < 5 else 0
        lines_sent = tuple(_line(number, post) for number in range(count))
        turns = [
            Turn(int(number), kind)
            for number, kind in re.findall(r"(?<!\S)(\d{1,3}):([a-z]{1,12})(?!\S)", post.get("turns", "")[:20_000])
        ]
        galley = Galley(lines_sent)
        for turn in turns:
            galley = galley.turned(turn.number, turn.kind)
        return cls(
            entry=entry,
            base=base_of(entry, post.get("base", "")),
            galley=galley,
            was=[clean(post.get(f"was-{number}", ""))[:200] for number in range(count)],
            week=clean(post.get("week", entry.week.name)),
            week_said=clean(post.get("week-said", ""))[:200],
            name=clean(post.get("file-name", ""))[:200],
            how=REPLACE if post.get("how") == REPLACE else BEHIND,
            warnings=[clean(warning)[:500] for warning in post.getlist("warning")[:50]],
        )

    @property
    def turns(self) -> str:
        return " ".join(f"{turn.number}:{turn.kind}" for turn in self.galley.turns)

    def do(self, act: str) -> None:
        """ "turn:7:paragraph" or "undo"; anything else leaves all as it is."""
        verb, _, rest = act.partition(":")
        number, _, kind = rest.partition(":")
        if verb == "turn" and number.isdecimal() and len(number) < 4:
            self.galley = self.galley.turned(int(number), kind)
            self.turned = int(number)
        elif verb == "undo" and self.galley.turns:
            self.turned = self.galley.turns[-1].number
            self.galley = self.galley.undone()

    def chosen_week(self) -> Week | None:
        """None, and an error, where it is no week. A published entry keeps the one in its address."""
        if self.entry.published_at:
            return self.entry.week
        try:
            return read_week(self.week)
        except ValueError as problem:
            self.errors["week"] = str(problem)
            return None


def _line(number: int, post: QueryDict) -> Line:
    """Nobody is shown more than was meant: an audience that is none is the narrowest."""
    kind, audience = post.get(f"kind-{number}", ""), post.get(f"audience-{number}", AUDIENCES[0])
    key = post.get(f"key-{number}", "")
    return Line(
        kind=kind if kind in KINDS else "paragraph",
        words=clean(post.get(f"words-{number}", "")),
        topics=tuple(topic for topic in clean(post.get(f"topics-{number}", "")).split(",") if topic.strip()),
        audience=audience if audience in AUDIENCES else MEMBERS,
        key=key if is_key(key) else "",
    )
