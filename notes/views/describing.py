"""Descriptions of pictures that come with the buttons of the page before a draft goes out."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render

from notes import describing, drafting
from notes.content import EVERYONE, BadContent
from notes.forms import DescriptionsForm, MomentForm
from notes.models import Entry
from notes.views.signing_in import SignedIn


def keep_descriptions(request: SignedIn, entry: Entry, moment: MomentForm | None = None) -> HttpResponse | None:
    """Keep what was typed. The page again, with all of it, where something has to be put right."""
    form = DescriptionsForm.sent(request.POST)
    if not form.is_filled:
        return None
    if form.problems:
        return _again(request, entry, form, moment)
    try:
        kept = describing.describe_in(entry, words=form.words, decorative=form.decorative, by=request.user)
    except BadContent as problem:
        messages.error(request, f"Not kept yet: {problem}")
        return _again(request, entry, form, moment)
    if kept < len(form.words) + len(form.decorative):
        messages.info(request, "A picture was described by somebody else meanwhile. Their words stay.")
    if kept:
        messages.success(request, "The description is kept." if kept == 1 else f"{kept} descriptions are kept.")
    return None


def _again(request: SignedIn, entry: Entry, form: DescriptionsForm, moment: MomentForm | None) -> HttpResponse:
    page = drafting.check_page(entry, EVERYONE, form) | {"moment": moment or MomentForm.of(entry.scheduled_at)}
    return render(request, "notes/desk/check.html", page)
