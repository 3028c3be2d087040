"""Paste a whole week, or open a file: it is read, shown as it was read, put right, and kept."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from notes import bringing, bringing_page, importers, publishing
from notes.bringing import Sent
from notes.content import BadContent
from notes.forms import BringingForm, read_week
from notes.forms.bringing import REPLACE
from notes.importers import Unreadable
from notes.models import Entry
from notes.views.answers import sent_from
from notes.views.bearing import of_bearable_size
from notes.views.signing_in import SignedIn, signed_in

MOST_MEGABYTES = importers.MAX_BYTES // 1_000_000


def too_large(request: HttpRequest, size: int) -> HttpResponse:
    """Nothing of what was sent has been read, so this is no page for anybody in particular."""
    sentence = f"The file has {size / 1e6:.0f} MB: {MOST_MEGABYTES} at most. Go back, and bring a smaller one."
    return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=413)


@of_bearable_size(importers.MAX_BYTES, refuse=too_large)
@signed_in
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: SignedIn, pk: int) -> HttpResponse:
    """Ask for the words, and show how they were read. Nothing is saved yet."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    if request.method != "POST":
        return _ask(request, entry)
    sent = sent_in(request)
    try:
        reading = bringing.read(entry, sent, by=request.user)
    except Unreadable as problem:
        return _ask(request, entry, error=str(problem), sent=sent)
    form = BringingForm.of(entry, reading, name=sent.name)
    form.was = bringing_page.stood(form.galley.lines, sent.source)
    return _show(request, form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def bring_reading(request: SignedIn, pk: int) -> HttpResponse:
    """The reading comes back with each click: a line turned, the last click undone, or all of it kept."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    if request.method != "POST":  # the address of a page that was put together from what was sent
        return redirect("bring-in", entry.pk)
    form = BringingForm.sent(entry, request.POST)
    act = request.POST.get("act", "")
    week = form.chosen_week() if act == "keep" else None
    if week is None:
        form.do(act)
        return _show(request, form)
    before, was = entry.head_id, entry.week
    try:
        bringing.keep(entry, form.galley, by=request.user, base=form.base, week=week, replacing=form.how == REPLACE)
    except (Unreadable, BadContent, publishing.NotReady) as problem:
        form.errors["words"] = str(problem)
        return _show(request, form)
    except publishing.Conflict as conflict:
        return redirect("conflict", entry.pk, conflict.mine.pk)
    return redirect(f"{entry.get_write_url()}?brought={before}&week={was.key}")


@signed_in
@sent_from("write", "pk")
def undo_bringing(request: SignedIn, pk: int, revision: int) -> HttpResponse:
    """As it was before something was brought in."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    before = get_object_or_404(entry.revisions, pk=revision)
    try:
        week = read_week(request.POST.get("week", entry.week.key))
    except ValueError:
        week = entry.week
    bringing.undo(entry, before, week=week, by=request.user)
    return redirect(f"{entry.get_write_url()}?undone=1")


def sent_in(request: HttpRequest) -> Sent:
    """A file goes before words: it was chosen for this."""
    if file := request.FILES.get("file"):
        return Sent(file=file.read(importers.MAX_BYTES + 1), name=str(file.name or "file"))
    return Sent(words=request.POST.get("words", ""), html=request.POST.get("html", ""))


def _ask(request: SignedIn, entry: Entry, *, error: str = "", sent: Sent | None = None) -> HttpResponse:
    page: dict[str, Any] = {
        "place": "desk",
        "entry": entry,
        "week": entry.week,
        "error": error,
        "sent": sent,
        "endings": ",".join(importers.FORMATS),
        "most": MOST_MEGABYTES,
        "has_words": bringing.has_words(entry),
    }
    return render(request, "notes/desk/bring.html", page)


def _show(request: SignedIn, form: BringingForm) -> HttpResponse:
    return render(request, "notes/desk/bring_reading.html", bringing_page.page(form))
