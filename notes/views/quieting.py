"""Nothing this week."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from notes import drafting, publishing, quieting
from notes.content import clean
from notes.forms import QuietForm
from notes.models import Journal, QuietWeek
from notes.views.answers import sent_from
from notes.views.signing_in import SignedIn, signed_in
from notes.weeks import Week


@signed_in
@sent_from("desk")
def nothing(request: SignedIn) -> HttpResponse:
    journal = get_object_or_404(Journal.objects.writable_by(request.user), slug=clean(request.POST.get("journal", "")))
    form = QuietForm.sent(request.POST)
    try:
        if not form.errors:
            said = {"reason": form.reason, "words": form.words, "audience": form.audience}
            weeks = quieting.say_nothing(journal, form.weeks, by=request.user, **said)
            messages.success(request, f"Nothing for {said_of(weeks)}, and that is fine.")
            return redirect(f"{reverse('desk')}?journal={journal.slug}")
    except publishing.NotReady as problem:
        form.errors["week"] = str(problem)
    page = drafting.weeks_page(request.user, slug=journal.slug) | {"quiet_form": form}
    return render(request, "notes/desk/weeks.html", page)


@signed_in
@sent_from("desk")
def not_quiet(request: SignedIn, pk: int) -> HttpResponse:
    """A second press finds nothing to take back, and says the same."""
    quiet = QuietWeek.objects.writable_by(request.user).select_related("journal").of(pk).first()
    if quiet is None:
        return redirect("desk")
    quieting.take_back(quiet, by=request.user)
    messages.success(request, f"{quiet.week} is a blank week again.")
    return redirect(f"{reverse('desk')}?journal={quiet.journal.slug}")


def said_of(weeks: list[Week]) -> str:
    return weeks[0].name if len(weeks) == 1 else f"{len(weeks)} weeks from {weeks[0]}"
