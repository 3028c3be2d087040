"""Links for people without an account: made and withdrawn at the desk, opened by whoever holds one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from notes import drafting, sharing
from notes.forms import PreviewLinkForm
from notes.models import Entry, PreviewLink
from notes.picture_addresses import PictureAddress
from notes.views.answers import sent_from
from notes.views.pictures import file_of, shut_in
from notes.views.signing_in import SignedIn, signed_in

View = Callable[..., HttpResponse]


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def links(request: SignedIn, pk: int) -> HttpResponse:
    """The links to a draft. A new one is shown in the answer to the form, once: no redirect could carry it safely."""
    entry = get_object_or_404(Entry.objects.writable_by(request.user).for_desk(), pk=pk)
    form = PreviewLinkForm(request.POST or None)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            link, token = sharing.make_link(entry, **form.cleaned_data, by=request.user)
        except sharing.TooMany as problem:
            form.add_error(None, str(problem))
        else:
            made = (link, request.build_absolute_uri(reverse("shared-preview", args=[token])))
            form = PreviewLinkForm()
    page = drafting.links_page(entry, form=form, made=made)
    return render(request, "notes/desk/links.html", page, status=400 if form.errors else 200)


@signed_in
@sent_from("links", "pk")
def withdraw(request: SignedIn, pk: int, link: int) -> HttpResponse:
    entry = get_object_or_404(Entry.objects.writable_by(request.user), pk=pk)
    sharing.withdraw(get_object_or_404(PreviewLink.objects.of_entry(entry), pk=link))
    messages.success(request, "Withdrawn. Whoever opens that link now finds nothing.")
    return redirect("links", entry.pk)


def for_holders(view: View) -> View:
    """Kept by nobody, found by no search engine, told to no other site. All links that do not work look the same."""

    @require_safe
    @wraps(view)
    def page(request: HttpRequest, token: str, **address: object) -> HttpResponse:
        link = sharing.opened_by(token)
        try:
            answer = view(request, link, token, **address) if link else no_longer(request)
        except Http404:
            answer = no_longer(request)
        answer["Cache-Control"] = "private, no-store"
        answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        answer["Referrer-Policy"] = "no-referrer"
        return answer

    return page


@for_holders
def shared_preview(request: HttpRequest, link: PreviewLink, token: str) -> HttpResponse:
    seen = sharing.seen_through(link, pictures_at=f"{reverse('shared-preview', args=[token])}media/")
    return render(request, "notes/shared_preview.html", {"link": link, "preview": seen, "week": link.entry.week})


@for_holders
def shared_picture(request: HttpRequest, link: PreviewLink, token: str, address: PictureAddress) -> HttpResponse:
    if not sharing.shows(link, address):
        raise Http404
    return shut_in(file_of(address))


def no_longer(request: HttpRequest) -> HttpResponse:
    return render(request, "notes/shared_nothing.html", status=404)
