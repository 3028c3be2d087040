"""Pictures: sent from the desk, described there, and shown to whoever may see a section that holds them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from notes import depicting
from notes.models import Entry, Picture
from notes.picture_addresses import PictureAddress
from notes.pictures import MAX_BYTES, NotShown, too_many_bytes
from notes.views.answers import sent_from
from notes.views.bearing import of_bearable_size
from notes.views.signing_in import SignedIn, signed_in

STANDS_STILL = "This picture moves. Readers will see how it begins, as a still picture."


@require_safe
def picture(request: HttpRequest, address: PictureAddress) -> HttpResponse:
    """One size of a picture. Who may see no section that shows it gets what anybody gets for an address that is none.

    A picture never changes, but who may see it does: browsers ask each time, and are told in a few bytes.
    """
    shown = get_object_or_404(Picture.objects.visible_to(request.user), token=address.token)
    if address not in shown.address.sizes:
        raise Http404
    response = get_conditional_response(request, etag=f'"{address.token}-{address.width}"') or file_of(address)
    patch_cache_control(
        response, no_cache=True, **({"private": True} if request.user.is_authenticated else {"public": True})
    )
    return shut_in(response)


def shut_in(response: HttpResponse) -> HttpResponse:
    """Opened by itself, a picture can do nothing; the style is what browsers put around it."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def file_of(address: PictureAddress) -> HttpResponse:
    try:
        with default_storage.open(address.name) as stored:
            response = HttpResponse(stored.read(), content_type="image/webp")
    except FileNotFoundError:
        raise Http404 from None
    response["Content-Disposition"] = "inline"
    response["ETag"] = f'"{address.token}-{address.width}"'
    return response


def too_large(request: HttpRequest, size: int) -> HttpResponse:
    return refused(request, too_many_bytes(size), status=413)


@of_bearable_size(MAX_BYTES, refuse=too_large)
@signed_in
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def pictures(request: SignedIn, pk: int) -> HttpResponse:
    """Send a picture to an entry. With JavaScript the desk does it; this page does it without."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).select_related("journal"), pk=pk)
    if request.method != "POST":
        return pictures_page(request, entry)
    try:
        sent = file_sent(request)
        kept = depicting.keep(entry, sent, by=request.user, alt=alt_sent(request), decorative=decorative_sent(request))
    except NotShown as problem:
        return refused(request, str(problem), entry=entry)
    if wants_json(request):
        return JsonResponse(as_json(kept), status=201)
    messages.success(request, "The picture is here. Copy its line into the words, where it should stand.")
    if kept.moved:
        messages.info(request, STANDS_STILL)
    return redirect("pictures", entry.pk)


@signed_in
@sent_from("pictures", "pk")
def describe(request: SignedIn, pk: int, token: str) -> HttpResponse:
    """Say what a picture shows, or that it is decoration."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).select_related("journal"), pk=pk)
    shown = get_object_or_404(Picture.objects.of_entry(entry), token=token)
    try:
        depicting.describe(shown, alt=alt_sent(request), decorative=decorative_sent(request))
    except NotShown as problem:
        return refused(request, str(problem), entry=entry)
    if wants_json(request):
        return JsonResponse(as_json(shown))
    messages.success(request, "Kept. Where the picture stands in the words already, change its description there too.")
    return redirect("pictures", entry.pk)


def refused(request: HttpRequest, sentence: str, *, entry: Entry | None = None, status: int = 400) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"error": sentence}, status=status)
    if entry is None:  # nothing of what was sent has been read
        return HttpResponse(sentence, content_type="text/plain; charset=utf-8", status=status)
    return pictures_page(request, entry, error=sentence, status=status)


def pictures_page(request: HttpRequest, entry: Entry, *, error: str = "", status: int = 200) -> HttpResponse:
    return render(
        request,
        "notes/desk/pictures.html",
        {
            "place": "desk",
            "entry": entry,
            "week": entry.week,
            "pictures": Picture.objects.of_entry(entry).newest_first(),
            "error": error,
            "alt": request.POST.get("alt", "") if error else "",
        },
        status=status,
    )


def file_sent(request: HttpRequest) -> bytes:
    """Its name and its claimed type are not looked at."""
    sent = request.FILES.get("picture")
    if sent is None:
        raise NotShown("Choose a picture first.")
    if (size := sent.size or 0) > MAX_BYTES:
        raise NotShown(too_many_bytes(size))
    return sent.read()


def alt_sent(request: HttpRequest) -> str:
    return request.POST.get("alt", "")


def decorative_sent(request: HttpRequest) -> bool:
    return request.POST.get("decorative", "") in ("1", "on", "true")


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def as_json(shown: Picture) -> dict[str, Any]:
    return {
        "url": str(shown.address),
        "width": shown.width,
        "height": shown.height,
        "alt": shown.alt,
        "decorative": shown.decorative,
        "markdown": shown.markdown,
        "token": shown.token,
        "note": STANDS_STILL if shown.moved else "",
    }
