"""Saving while somebody types. Asked by a script of the desk, and answered in JSON."""

from __future__ import annotations

import logging

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from notes import presence, publishing
from notes.content import BadContent, EntryContent, SectionContent
from notes.forms import EntryForm, is_key, kept_of
from notes.merging import Clash
from notes.models import Entry, Revision, User
from notes.publishing import Sender

log = logging.getLogger(__name__)


@never_cache
@require_http_methods(["GET", "POST"])
def autosave(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: how things stand, and a fresh token. POST: the desk's own fields.

    401 asks to sign in again, without leaving the page; it says the same of every number. 403: the page is another
    person's than who is signed in now. 409: the same words were changed by somebody else. 422: what to put right.
    503: try again. What is too long does not stop the rest: `left` names it.
    """
    user = request.user
    if not isinstance(user, User):
        return JsonResponse({"token": get_token(request)}, status=401)
    is_asked = request.method == "GET"
    writer = request.GET.get("writer", str(user.pk)) if is_asked else request.POST.get("writer")
    if writer != str(user.pk):  # before anything is said of the entry, which may be none of theirs
        return JsonResponse({"name": user.name, "token": get_token(request)}, status=403)
    entry = get_object_or_404(Entry.objects.writable_by(user).for_desk(), pk=pk)
    if is_asked:
        return _standing(request, entry, user)
    try:
        return _save(request.POST, entry, user)
    except OperationalError:  # the database is locked, or breaks off: the page tries again
        log.warning("The database did not answer in time.")
        return JsonResponse({}, status=503, headers={"Retry-After": "2"})


def _standing(request: HttpRequest, entry: Entry, user: User) -> HttpResponse:
    """`turn` is the last that arrived from the tab that is asked about."""
    last = entry.revisions.sent_by(tab, user.pk).first() if (tab := request.GET.get("tab", "")) else None
    return JsonResponse(
        {
            "token": get_token(request),
            "writer": str(user.pk),
            "name": user.name,
            "revision": entry.head_id,
            "turn": last.turn if last else 0,
            **({"fields": as_fields(entry.draft)} if request.GET.get("words") else {}),
        }
    )


def _save(sent: QueryDict, entry: Entry, user: User) -> HttpResponse:
    sender = sender_of(sent)
    if sender is None:
        return JsonResponse({"problems": ["The page does not say which one it is. Load it again."]}, status=422)
    post = sent.copy()
    post.pop("week", None)  # the entry moves to another week when somebody presses Save
    form = EntryForm.sent(entry, post)
    content, left = kept_of(form)
    before = entry.newest
    try:
        saved = publishing.autosave(entry, content, by=user, base=form.base, sender=sender)
    except publishing.Conflict as conflict:
        entry.refresh_from_db(fields=["head"])
        return JsonResponse(
            {
                "conflict": reverse("conflict", args=[entry.pk, conflict.mine.pk]),
                "by": author_of(entry.newest, user),
                "sections": [_clash_name(clash) for clash in conflict.clashes],
            },
            status=409,
        )
    except BadContent as problem:  # with what somebody else wrote meanwhile it is too much
        return JsonResponse({"problems": [str(problem)]}, status=422)
    there = saved.revision.read()
    return JsonResponse(
        {
            "revision": saved.revision.pk,
            "base": saved.base.pk,
            "saved_at": timezone.localtime(saved.revision.created_at).isoformat(),
            "published": entry.has_unpublished_changes,
            "goes_out": entry.scheduled_for if entry.is_scheduled else "",
            "left": [{"name": name, "why": why} for name, why in left],
            "merged": saved.merged,
            "by": author_of(before, user) if saved.merged else "",
            "sections": elsewhere(content, there) if saved.merged else [],
            "company": _company(entry, there, user, sender.tab, section_of(sent))
            if form.base.pk == before.pk
            else None,
        }
    )


def _company(entry: Entry, content: EntryContent, user: User, tab: str, section: str) -> dict[str, object]:
    """Asked only where the saving itself was plain, for an autosave has ten questions; else the page asks by itself."""
    presence.come(entry, user, tab=tab, section=section)
    return presence.company(entry, content, user, tab=tab).told()


def sender_of(sent: QueryDict) -> Sender | None:
    """None where no script filled the fields in, or filled in what is none."""
    tab, turn = sent.get("tab", ""), sent.get("turn", "")
    if not (tab.isascii() and tab.isalnum() and len(tab) <= 32 and turn.isascii() and turn.isdigit()):
        return None
    return Sender(tab, int(turn)) if len(turn) < 16 else None


def section_of(sent: QueryDict) -> str:
    """The key of the section that has the focus."""
    return here if is_key(here := sent.get("here", "")) else ""


def as_fields(content: EntryContent) -> dict[str, object]:
    """As a page's script reads its own fields."""
    sections = [{**section.to_json(), "topics": ", ".join(section.topics)} for section in content.sections]
    return {"title": content.title, "summary": content.summary, "sections": sections}


def elsewhere(here: EntryContent, there: EntryContent) -> list[str]:
    """Names of what differs in what is saved, because somebody else wrote it."""
    names = [name for name in ("title", "summary") if getattr(here, name) != getattr(there, name)]
    keys = dict.fromkeys(section.key for content in (there, here) for section in content.sections)
    changed = [key for key in keys if here.section(key) != there.section(key)]
    return names + [_name(there.section(key) or here.section(key)) for key in changed]


def _clash_name(clash: Clash) -> str:
    if clash.field != "section":
        return clash.field
    here = clash.mine or clash.theirs
    return _name(here if isinstance(here, SectionContent) else None)


def _name(section: SectionContent | None) -> str:
    return f"‘{section.heading}’" if section and section.heading else "a section without a heading"


def author_of(revision: Revision, user: User) -> str:
    """Who wrote it, said to this user. One can meet oneself, in another tab."""
    if revision.author_id == user.pk:
        return "You, in another tab,"
    return revision.author.name if revision.author else "Somebody"
