"""From the desk to the readers, and back: preview, check, publish, unpublish, discard, bring back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from notes import drafting, publishing
from notes.forms import MomentForm
from notes.models import Entry
from notes.views.answers import sent_from
from notes.views.describing import keep_descriptions
from notes.views.signing_in import SignedIn, signed_in


@signed_in
@require_safe
def preview(request: SignedIn, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    audience = drafting.audience_asked(request.GET.get("as", ""))
    return render(request, "notes/desk/preview.html", drafting.preview_page(entry, audience))


@signed_in
@require_safe
def check(request: SignedIn, pk: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    audience = drafting.audience_asked(request.GET.get("as", ""))
    page = drafting.check_page(entry, audience) | {"moment": MomentForm.of(entry.scheduled_at)}
    return render(request, "notes/desk/check.html", page)


@signed_in
@sent_from("check", "pk")
def publish(request: SignedIn, pk: int) -> HttpResponse:
    """What goes out is what was checked: words that came in since then are shown first."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user), pk=pk)
    is_stale = request.POST.get("base") != str(entry.head_id)
    if page := keep_descriptions(request, entry):
        return page
    if is_stale:
        messages.warning(request, "The draft has changed since you checked it. Look again, then publish.")
        return redirect("check", entry.pk)
    try:
        publishing.publish(entry, by=request.user)
    except publishing.NotReady as problem:
        messages.error(request, str(problem))
        return redirect("check", entry.pk)
    messages.success(request, f"Published. {entry.week} is where its readers find it.")
    return redirect(entry)


@signed_in
@sent_from("check", "pk")
def describe_here(request: SignedIn, pk: int) -> HttpResponse:
    """What pictures show, or that they are decoration, said while one checks."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    return keep_descriptions(request, entry) or redirect("check", entry.pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def unpublish(request: SignedIn, pk: int) -> HttpResponse:
    """GET asks whether that is meant."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    if not entry.is_published:  # a second press of the button, or somebody was quicker
        messages.info(request, "Readers do not see this entry.")
        return redirect(entry.get_write_url())
    if request.method != "POST":
        return render(request, "notes/desk/unpublish.html", {"place": "desk", "entry": entry, "week": entry.week})
    publishing.unpublish(entry, by=request.user)
    messages.success(request, "Taken back. Readers see it no more, and its words are a draft again.")
    return redirect(entry.get_write_url())


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: SignedIn, pk: int) -> HttpResponse:
    """GET asks whether that is meant."""
    mine = Entry.objects.writable_by(request.user) | Entry.objects.put_away_by(request.user)
    entry = get_object_or_404(mine.for_desk(), pk=pk)
    if entry.discarded_at:  # a second press of the button, or somebody was quicker
        messages.info(request, "This draft is put away. You can bring it back from this page.")
        return redirect("desk")
    if request.method != "POST":
        return render(request, "notes/desk/discard.html", {"place": "desk", "entry": entry, "week": entry.week})
    put_away = publishing.discard(entry, by=request.user)
    if entry.is_published:
        return redirect(f"{reverse('history', args=[entry.pk])}?put-away={put_away.pk}")
    messages.success(request, f"The draft of {entry.week} is put away. You can bring it back from this page.")
    return redirect("desk")


@signed_in
@sent_from("desk")
def bring_back(request: SignedIn, pk: int) -> HttpResponse:
    mine = Entry.objects.writable_by(request.user) | Entry.objects.put_away_by(request.user)
    entry = get_object_or_404(mine, pk=pk)
    if entry.discarded_at:
        publishing.bring_back(entry, by=request.user)
        messages.success(request, "Here it is again, as you left it.")
    return redirect(entry.get_write_url())
