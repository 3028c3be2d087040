"""What was written before: the revisions of an entry, and two that clash."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from notes import folding, publishing, revisiting
from notes.content import BadContent
from notes.forms import base_of, resolve
from notes.models import Entry, Revision
from notes.views.answers import sent_from
from notes.views.signing_in import SignedIn, signed_in
from notes.views.writing import said_of


@signed_in
@require_safe
def history(request: SignedIn, pk: int) -> HttpResponse:
    """After changes were put away it offers to bring them back."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    put_away = revision_asked(entry, request.GET.get("put-away", ""))
    if put_away and put_away.pk in (entry.head_id, entry.live_id):
        put_away = None
    return render(request, "notes/desk/history.html", revisiting.history_page(entry, request.GET.get("page"), put_away))


@signed_in
@require_safe
def compare(request: SignedIn, pk: int) -> HttpResponse:
    """Any two revisions, read from the earlier to the later."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    two = [revision_asked(entry, request.GET.get(name, "")) for name in ("from", "to")]
    if two[0] is None or two[1] is None:
        messages.info(request, "Choose two revisions to compare.")
        return redirect("history", entry.pk)
    before, after = sorted(filter(None, two), key=lambda revision: revision.pk)
    authors = revisiting.authors_between(entry, before, after)
    return render(
        request, "notes/desk/compare.html", revisiting.comparison(entry, before, after) | {"authors": authors}
    )


@signed_in
@require_safe
def revision(request: SignedIn, pk: int, revision: int) -> HttpResponse:
    """An earlier revision, read against the draft as it stands."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    earlier = get_object_or_404(entry.revisions.select_related("author"), pk=revision)
    return render(request, "notes/desk/revision.html", revisiting.revision_page(entry, earlier))


@signed_in
@sent_from("revision", "pk", "revision")
def name(request: SignedIn, pk: int, revision: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    named = get_object_or_404(entry.revisions.select_related("author"), pk=revision)
    typed = request.POST.get("name", "")
    try:
        folding.name(named, typed)
    except folding.TooLong as problem:
        page = revisiting.revision_page(entry, named) | {"typed": typed, "error": str(problem)}
        return render(request, "notes/desk/revision.html", page)
    messages.success(request, f"Named “{named.name}”." if named.name else "It has no name any more.")
    return redirect("history", entry.pk)


@signed_in
@sent_from("revision", "pk", "revision")
def restore(request: SignedIn, pk: int, revision: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.writable_by(request.user), pk=pk)
    earlier = get_object_or_404(entry.revisions, pk=revision)
    publishing.restore(entry, earlier, by=request.user)
    messages.success(request, "Brought back, as the newest draft. What you had before is in the history.")
    return redirect(entry.get_write_url())


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def conflict(request: SignedIn, pk: int, revision: int) -> HttpResponse:
    """Two people changed the same words. Both texts stand side by side; the choice is a save like any other, so
    that it can meet somebody else's again.
    """
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    mine = get_object_or_404(entry.revisions.select_related("author", "base"), pk=revision)
    if request.method != "POST":
        return render(request, "notes/desk/conflict.html", revisiting.conflict_page(entry, mine, entry.head))
    theirs = base_of(entry, request.POST.get("base", ""))
    try:
        chosen = resolve(revisiting.meeting(mine, theirs), mine.read(), request.POST)
        saved = publishing.save_draft(entry, chosen, by=request.user, base=theirs)
    except BadContent as problem:
        page = revisiting.conflict_page(entry, mine, theirs) | {"error": f"{problem} Keep one of the two."}
        return render(request, "notes/desk/conflict.html", page)
    except publishing.Conflict as again:
        return redirect("conflict", entry.pk, again.mine.pk)
    messages.success(request, said_of(saved, theirs.pk))
    return redirect(entry.get_write_url())


def revision_asked(entry: Entry, number: str) -> Revision | None:
    """The entry's revision with that number, where it is one."""
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    return entry.revisions.of(int(number)).select_related("author").first()
