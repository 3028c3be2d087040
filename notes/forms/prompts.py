"""The page on which members change their journal's prompts. A row is a section's fields; its words are the sentence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict

from notes.content import BadContent, EntryContent, SectionContent, new_key, one_line
from notes.forms.entry import SectionFields
from notes.forms.week import number_sent

MOST = 20
MAX_SENTENCE = 300


@dataclass
class PromptsForm:
    version: int
    rows: list[SectionFields]
    errors: dict[str, str] = field(default_factory=dict)
    sections: tuple[SectionContent, ...] = ()  # set by is_ready

    @classmethod
    def of(cls, version: int, sections: Iterable[SectionContent]) -> PromptsForm:
        rows = [SectionFields.of(section) for section in sections] or [SectionFields(new_key()) for _ in range(3)]
        return cls(version, rows).numbered()

    @classmethod
    def sent(cls, post: QueryDict) -> PromptsForm:
        rows = [SectionFields.sent(key, post) for key in list(dict.fromkeys(post.getlist("section")))[: MOST * 2]]
        for row in rows:
            row.body = one_line(row.body)
        return cls(number_sent(post, "version"), rows).numbered()

    def numbered(self) -> PromptsForm:
        for number, row in enumerate(self.rows, 1):
            row.number, row.is_last = number, number == len(self.rows)
        return self

    def rearrange(self, act: str) -> bool:
        """ "add", "up:<key>", "remove:<key>". False where something else is asked."""
        verb, _, key = act.partition(":")
        here = next((n for n, row in enumerate(self.rows) if row.key == key), None)
        if verb == "add" and len(self.rows) < MOST:
            self.rows.append(SectionFields(new_key(), focus="heading"))
        elif verb == "up" and here:
            self.rows.insert(here - 1, self.rows.pop(here))
            self.rows[here - 1].focus = "heading"
        elif verb == "remove" and here is not None:
            self.rows.pop(here)
            if self.rows:
                self.rows[max(0, here - 1)].focus = "heading"
        elif verb not in ("add", "up", "remove"):
            return False
        self.numbered()
        return True

    @property
    def problems(self) -> list[tuple[str, str]]:
        rows = [(f"{row.key}-{name}", sentence) for row in self.rows for name, sentence in row.errors.items()]
        return list(self.errors.items()) + rows

    def is_ready(self) -> bool:
        """A row without a heading and a sentence is none."""
        written = [row for row in self.rows if row.has_words]
        sections = [row.read() for row in written]
        for row in written:
            if len(row.body) > MAX_SENTENCE:
                row.errors["body"] = f"The sentence is {len(row.body):,} characters long: {MAX_SENTENCE} at most."
        if len(written) > MOST:
            self.errors["rows"] = f"{len(written)} headings are too many: {MOST} at most."
        try:
            self.sections = EntryContent(sections=tuple(sections)).sections
        except BadContent as problem:
            self.errors["rows"] = str(problem)
        return not self.problems
