"""What the browser sent, as values. Doors: EntryForm (the desk), kept_of (what a script may keep of it meanwhile),
resolve (a conflict), PreviewLinkForm, read_week.
"""

from notes.forms.bringing import BringingForm
from notes.forms.conflict import BOTH, CHOICES, resolve
from notes.forms.descriptions import DescriptionsForm
from notes.forms.entry import EntryForm, SectionFields, base_of, is_key
from notes.forms.holding import kept_of
from notes.forms.moment import MomentForm
from notes.forms.preview_link import PreviewLinkForm
from notes.forms.prompts import PromptsForm
from notes.forms.quiet import QuietForm
from notes.forms.week import number_sent, read_week

__all__ = [
    "BOTH",
    "CHOICES",
    "BringingForm",
    "DescriptionsForm",
    "EntryForm",
    "MomentForm",
    "PreviewLinkForm",
    "PromptsForm",
    "QuietForm",
    "SectionFields",
    "base_of",
    "is_key",
    "kept_of",
    "number_sent",
    "read_week",
    "resolve",
]
