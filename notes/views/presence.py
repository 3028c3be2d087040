"""Who else is here: a page of the desk says so from time to time while it is open. Asked by a script, in JSON."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from notes import presence as here
from notes.forms import base_of
from notes.models import Entry, User
from notes.views.autosaving import author_of, elsewhere, section_of, sender_of


@never_cache
@require_POST
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what stands on the server, too: others may have saved while this page was only read."""
    user, sender = request.user, sender_of(request.POST)
    if not isinstance(user, User):
        return JsonResponse({}, status=401)
    entry = get_object_or_404(Entry.objects.writable_by(user).for_desk(), pk=pk)
    if sender is None or request.POST.get("writer") != str(user.pk):
        return JsonResponse({}, status=422)
    if request.POST.get("leaves"):
        here.leave(entry, user, tab=sender.tab)
        return JsonResponse({})
    here.come(entry, user, tab=sender.tab, section=section_of(request.POST))
    company = here.company(entry, entry.draft, user, tab=sender.tab).told()
    known = base_of(entry, request.POST.get("known", ""))
    news = elsewhere(known.read(), entry.draft) if known.pk != entry.head_id else []
    return JsonResponse(
        {"company": company, "revision": entry.head_id, "sections": news, "by": author_of(entry.newest, user)}
    )
