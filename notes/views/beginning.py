"""Beginning a week from something: the one before, or the journal's own prompts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from notes import carrying
from notes.carrying import Carryable
from notes.forms import number_sent, read_week
from notes.models import Entry
from notes.views.signing_in import SignedIn, signed_in
from notes.weeks import Week


@signed_in
@require_POST
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
    entry, came_in = carrying.begin(earlier.journal, week, content, by=request.user)
    say_of(request, week, came_in)
    return redirect(entry.get_write_url())


def say_of(request: SignedIn, week: Week, came_in: bool) -> None:
    if not came_in:
        messages.info(request, f"There is a note for {week} already. Here it is, as it was left.")
