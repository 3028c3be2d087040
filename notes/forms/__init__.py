"""What the browser sent, as content values. Doors: EntryForm (the desk), resolve (a conflict), read_week (any week)."""

from notes.forms.conflict import BOTH, CHOICES, resolve
from notes.forms.entry import EntryForm, SectionFields, base_of, is_key
from notes.forms.moment import MomentForm
from notes.forms.week import read_week

__all__ = ["BOTH", "CHOICES", "EntryForm", "MomentForm", "SectionFields", "base_of", "is_key", "read_week", "resolve"]
