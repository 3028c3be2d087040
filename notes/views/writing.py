"""Writing: one's weeks, starting one, and the desk itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notes import bringing, drafting, folding, importers, markup, presence, prompting, publishing, suggesting
from notes.content import MAX_BODY, BadContent, clean, topic_key
from notes.forms import EntryForm, SectionFields, is_key, read_week
from notes.models import Entry, Journal
from notes.publishing import Saved
from notes.views.answers import sent_from
from notes.views.autosaving import sender_of
from notes.views.signing_in import SignedIn, signed_in


@signed_in
@require_safe
def desk(request: SignedIn) -> HttpResponse:
    return render(
        request, "notes/desk/weeks.html", drafting.weeks_page(request.user, slug=request.GET.get("journal", ""))
    )


@signed_in
@sent_from("desk")
def start(request: SignedIn) -> HttpResponse:
    """Open the draft of a week, or begin one. A second entry for a week is begun only when asked for."""
    journal = get_object_or_404(Journal.objects.writable_by(request.user), slug=clean(request.POST.get("journal", "")))
    try:
        week = read_week(request.POST.get("week", ""))
    except ValueError as problem:
        page = drafting.weeks_page(request.user, slug=journal.slug)
        return render(request, "notes/desk/weeks.html", page | {"typed": request.POST, "week_error": str(problem)})
    entry = Entry.objects.writable_by(request.user).by_journal(journal).in_week(week).unfinished_first().first()
    if entry is None or request.POST.get("another"):
        entry = publishing.start_entry(journal, week, by=request.user, another=bool(request.POST.get("another")))
    elif entry.is_published:
        messages.info(request, f"{week} is published already. Here it is; readers see changes when you publish again.")
    return redirect("bring-in" if request.POST.get("bring") else "write", entry.pk)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: SignedIn, pk: int) -> HttpResponse:
    """The desk. Its buttons either rearrange the sections, which saves nothing and keeps all that was typed (a
    half-made change is no revision, and must be possible while something else has to be put right), or save.
    """
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    if request.method != "POST":
        return _desk(request, EntryForm.of(entry))
    form = EntryForm.sent(entry, request.POST)
    act = request.POST.get("act", "save")
    if form.rearrange(act) or not form.is_ready():
        _go_on_from_own(form, request)
        return _desk(request, form)
    try:
        publishing.move_to_week(entry, form.chosen_week or entry.week, by=request.user)
        saved = publishing.save_draft(
            entry, form.content, by=request.user, base=form.base, sender=sender_of(request.POST)
        )
    except publishing.NotReady as problem:
        form.errors["week"] = str(problem)
        return _desk(request, form)
    except BadContent as problem:  # with what somebody else wrote meanwhile it is too much
        form.errors["sections"] = str(problem)
        return _desk(request, form)
    except publishing.Conflict as conflict:
        return redirect("conflict", entry.pk, conflict.mine.pk)
    if not _named(request, saved):
        return redirect("revision", entry.pk, saved.revision.pk)
    if not sender_of(request.POST):  # a page without scripts says that it is there when it saves
        presence.come(entry, request.user)
    messages.success(request, said_of(saved, form.base.pk))
    return redirect(act if act in ("check", "preview") else "write", entry.pk)


def _go_on_from_own(form: EntryForm, request: SignedIn) -> None:
    """What this page’s script saved meanwhile is nobody else’s: the page that comes back grew from it."""
    if sender := sender_of(request.POST):
        sent = form.entry.revisions.sent_by(sender.tab, request.user.pk).since(form.base).first()
        form.base = sent or form.base


def _desk(request: SignedIn, form: EntryForm) -> HttpResponse:
    company = presence.company(form.entry, form.entry.draft, request.user)
    prompts = prompting.sentences(form.entry.journal)
    for section in form.sections:
        if section.heading or section.number == 1:  # of those without a heading, only the first is the opening
            section.prompt = prompts.get(topic_key(section.heading), "")
        section.there = company.sections.get(section.key, "")
        if section.asks:
            section.offered = _suggested(request, form.entry, section)
            section.focus = "offered" if section.offered else "topics"
    return render(
        request,
        "notes/desk/write.html",
        {
            "place": "desk",
            "form": form,
            "entry": form.entry,
            "week": form.entry.week,
            "writer": request.user,
            "company": company,
            "by": drafting.names_of(form.entry.journal.members.all()),
            "to_whom": drafting.to_whom(s.audience for s in form.sections if not s.is_removed and s.has_words),
            "is_blank": not form.is_unsaved and not bringing.has_words(form.entry),
            "bring_most": importers.MAX_BYTES // 1_000_000,
            "brought": bringing.before(form.entry, request.GET.get("brought", ""), request.GET.get("week", "")),
        },
    )


def _named(request: SignedIn, saved: Saved) -> bool:
    """Whether the draft has the name that was typed beside the button, if one was."""
    name = request.POST.get("version-name", "")
    try:
        if clean(name).strip():
            folding.name(saved.revision, name)
    except folding.TooLong as problem:
        messages.error(request, f"The draft is saved, and has no name yet. {problem}")
        return False
    return True


def said_of(saved: Saved, base: int) -> str:
    time = timezone.localtime(saved.revision.created_at).strftime("%H:%M")
    if saved.revision.pk == base:
        return f"Nothing has changed since the draft was saved at {time}."
    if saved.merged:
        return f"Draft saved at {time}. What somebody else wrote in the meantime is in it too."
    return f"Draft saved at {time}."


@signed_in
@require_POST
def preview_body(request: SignedIn) -> JsonResponse:
    """One section's words as readers would see them, while they are written."""
    if not Journal.objects.writable_by(request.user).exists():
        raise Http404
    body = request.POST.get("body", "")
    if len(body) > MAX_BODY:
        return JsonResponse(
            {"error": f"These words are too long to show: {MAX_BODY:,} characters at most."}, status=413
        )
    key = request.POST.get("key", "")  # so that footnotes of two sections do not meet on the desk
    return JsonResponse({"html": markup.render(body, key=key if is_key(key) else "preview").html})


@signed_in
@require_safe
def suggest_topics(request: SignedIn) -> JsonResponse:
    if not Journal.objects.writable_by(request.user).exists():
        raise Http404
    return JsonResponse({"topics": drafting.suggested_topics(request.user)})


@signed_in
@require_POST
def topics_for(request: SignedIn, pk: int) -> JsonResponse:
    """Topics that a section, as it stands on the desk, may be filed under."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).select_related("head"), pk=pk)
    section = SectionFields.sent(request.POST.get("section", ""), request.POST)
    return JsonResponse({"topics": _suggested(request, entry, section)})


def _suggested(request: SignedIn, entry: Entry, section: SectionFields) -> list[str]:
    words = {"key": section.key, "heading": section.heading, "body": section.body}
    return suggesting.topics_for(request.user, entry, **words, topics=section.topic_names)
