"""When an entry goes out by itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from notes import drafting, publishing, scheduling
from notes.content import EVERYONE
from notes.forms import DescriptionsForm, MomentForm
from notes.models import Entry
from notes.views.answers import sent_from
from notes.views.describing import keep_descriptions
from notes.views.signing_in import SignedIn, signed_in


@signed_in
@sent_from("check", "pk")
def schedule(request: SignedIn, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    moment = MomentForm.sent(request.POST)
    if moment.at is None:
        page = drafting.check_page(entry, EVERYONE, DescriptionsForm.sent(request.POST))
        return render(request, "notes/desk/check.html", page | {"moment": moment})
    if answer := keep_descriptions(request, entry, moment):
        return answer
    try:
        scheduling.schedule(entry, at=moment.at, by=request.user)
    except publishing.NotReady as problem:
        messages.error(request, str(problem))
        return redirect("check", entry.pk)
    messages.success(request, f"It goes out on {entry.scheduled_for}, as it stands then.")
    return redirect("check", entry.pk)


@signed_in
@sent_from("check", "pk")
def unschedule(request: SignedIn, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.writable_by(request.user), pk=pk)
    scheduling.unschedule(entry, by=request.user)
    messages.success(request, "It does not go out by itself any more. It waits until somebody publishes it.")
    return redirect("desk") if request.POST.get("from") == "weeks" else redirect("check", entry.pk)
