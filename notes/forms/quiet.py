"""Nothing this week: which week, for how many, and why, if one likes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from notes.content import one_line
from notes.forms.week import read_week
from notes.models import QuietWeek
from notes.models.quiet import MAX_WORDS
from notes.weeks import Week

MOST_WEEKS = 13


@dataclass
class QuietForm:
    week: str = "this week"
    how_many: str = "1"
    reason: str = ""
    words: str = ""
    audience: str = QuietWeek.Audience.COLLEAGUES.value  # a reason tells of a person: everyone is for them to choose
    errors: dict[str, str] = field(default_factory=dict)
    weeks: list[Week] = field(default_factory=list)

    reasons = QuietWeek.Reason.choices
    audiences = QuietWeek.Audience.choices

    @classmethod
    def sent(cls, fields: Mapping[str, str]) -> QuietForm:
        form = cls(
            week=one_line(fields.get("week", "")),
            how_many=one_line(fields.get("how-many", "1")) or "1",
            reason=fields.get("reason", ""),
            words=one_line(fields.get("words", "")),
            audience=fields.get("audience", ""),
        )
        try:
            first = read_week(form.week)
            form.weeks = [first + n for n in range(form._count())]
        except ValueError as problem:
            form.errors["week"] = str(problem)
        if form.reason not in QuietWeek.Reason.values:
            form.reason = ""
        if form.audience not in QuietWeek.Audience.values:
            form.audience = QuietWeek.Audience.COLLEAGUES.value
        if len(form.words) > MAX_WORDS:
            form.errors["words"] = f"That is {len(form.words)} characters long: {MAX_WORDS} at most."
        return form

    def _count(self) -> int:
        if self.how_many.isascii() and self.how_many.isdigit() and 1 <= int(self.how_many[:4]) <= MOST_WEEKS:
            return int(self.how_many)
        self.errors["how_many"] = f"Say a number from 1 to {MOST_WEEKS}."
        return 0
