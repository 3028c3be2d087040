"""A link that shows a draft, as somebody asks for it."""

from __future__ import annotations

from django import forms

from notes.content import EVERYONE, one_line
from notes.models import Audience
from notes.models.preview_links import MAX_NOTE
from notes.sharing import DAYS, USUAL_DAYS


class PreviewLinkForm(forms.Form):
    audience = forms.ChoiceField(
        choices=Audience, initial=EVERYONE, error_messages={"invalid_choice": "Choose as whom they should see it."}
    )
    days = forms.TypedChoiceField(
        choices=[(str(days), days) for days in DAYS],
        initial=str(USUAL_DAYS),
        coerce=int,
        error_messages={"invalid_choice": "Choose 1, 7 or 30 days.", "required": "Choose 1, 7 or 30 days."},
    )
    note = forms.CharField(
        required=False,
        max_length=MAX_NOTE,
        error_messages={"max_length": f"The note is too long: {MAX_NOTE} characters at most."},
    )

    def clean_note(self) -> str:
        return one_line(self.cleaned_data["note"])
