"""Beginning a week from something: the one before, or the journal's own prompts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from notes import carrying, drafting, prompting
from notes.carrying import Carryable
from notes.content import clean
from notes.forms import PromptsForm, number_sent, read_week
from notes.forms.prompts import MOST
from notes.models import Entry, Journal, Prompts
from notes.views.answers import sent_from
from notes.views.signing_in import SignedIn, signed_in
from notes.weeks import Week


@signed_in
@require_safe
def begin(request: SignedIn, pk: int) -> HttpResponse:
    """What a blank entry of any week may begin from."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    return render(request, "notes/desk/begin.html", drafting.begin_page(request.user, entry))


def blank_of(request: SignedIn) -> Entry | None:
    """The entry that is to be filled, where the page says which."""
    if not request.POST.get("entry"):
        return None
    return get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=number_sent(request.POST, "entry"))


@signed_in
@sent_from("desk")
def carry_forward(request: SignedIn) -> HttpResponse:
    earlier = get_object_or_404(
        Entry.objects.writable_by(request.user).for_desk(), pk=number_sent(request.POST, "from")
    )
    try:
        week = read_week(request.POST.get("week", ""))
    except ValueError as problem:  # the page itself says which week
        messages.error(request, str(problem))
        return redirect("desk")
    keep, carry = set(request.POST.getlist("keep")), set(request.POST.getlist("carry"))
    content = Carryable.of(earlier).taken(keep, carry, title="")
    entry, came_in = carrying.begin(earlier.journal, week, content, by=request.user, entry=blank_of(request))
    say_of(request, week, came_in)
    return redirect(entry.get_write_url())


def say_of(request: SignedIn, week: Week, came_in: bool) -> None:
    if not came_in:
        messages.info(request, f"There is a note for {week} already. Here it is, as it was left.")


@signed_in
@sent_from("desk")
def from_prompts(request: SignedIn) -> HttpResponse:
    journal = get_object_or_404(Journal.objects.writable_by(request.user), slug=clean(request.POST.get("journal", "")))
    try:
        week = read_week(request.POST.get("week", ""))
    except ValueError as problem:
        messages.error(request, str(problem))
        return redirect("desk")
    content = prompting.begun_from(prompting.prompts_of(journal))
    entry, came_in = carrying.begin(journal, week, content, by=request.user, entry=blank_of(request))
    say_of(request, week, came_in)
    return redirect(entry.get_write_url())


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def prompts(request: SignedIn, slug: str) -> HttpResponse:
    """What members change together. Where another was quicker, theirs is shown beside what was typed."""
    journal = get_object_or_404(Journal.objects.writable_by(request.user), slug=slug)
    kept = prompting.prompts_of(journal)
    if request.method != "POST":
        form = PromptsForm.of(kept.version if kept else 0, kept.sections if kept else ())
        return prompts_page(request, journal, form)
    form = PromptsForm.sent(request.POST)
    if form.rearrange(request.POST.get("act", "save")) or not form.is_ready():
        return prompts_page(request, journal, form)
    try:
        prompting.keep(journal, form.sections, version=form.version, by=request.user)
    except prompting.ChangedMeanwhile as clash:
        form.version = clash.theirs.version
        return prompts_page(request, journal, form, theirs=clash.theirs)
    messages.success(request, "The prompts are kept, for every member of the journal.")
    return redirect("prompts", journal.slug)


def prompts_page(
    request: SignedIn, journal: Journal, form: PromptsForm, *, theirs: Prompts | None = None
) -> HttpResponse:
    page = {"place": "desk", "journal": journal, "form": form, "theirs": theirs, "is_full": len(form.rows) >= MOST}
    return render(request, "notes/desk/prompts.html", page)
