"""What I follow: searches, topics and journals, each private to its user."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notes import feed_keys
from notes import following as follows
from notes.models import Following
from notes.search import Asked
from notes.views.answers import sent_from
from notes.views.signing_in import SignedIn, signed_in


@signed_in
@require_safe
def following(request: SignedIn) -> HttpResponse:
    page = follows.following_page(request.user, request.GET.get("since", ""))
    return render(request, "notes/following.html", page)


@never_cache
@sent_from("following")
def follow(request: HttpRequest) -> HttpResponse:
    return _follow(request) if request.user.is_authenticated else _signed_out(request)


@signed_in
def _follow(request: SignedIn) -> HttpResponse:
    asked, name = Asked.read(request.POST), request.POST.get("name", "")
    try:
        kept = follows.follow(request.user, asked, name=name)
    except follows.NameTaken as problem:
        page = {"fields": follows.fields_of(asked), "typed": name, "problem": str(problem)}
        return render(request, "notes/follow.html", page | {"longest": follows.LONGEST_NAME})
    except follows.NotFollowed as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"You follow “{kept.name}” from now on. What is new in it will stand here.")
    return redirect("following")


def _signed_out(request: HttpRequest) -> HttpResponse:
    """Nothing is lost but a name, where one was typed; so they are led back to where they pressed the button."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("following")
    name = request.POST.get("name", "")
    typed = [name] if name.strip() and name != request.POST.get("was-name") else []
    return render(request, "notes/follow_signed_out.html", {"next": back, "typed": typed}, status=403)


@signed_in
@sent_from("following")
def rename(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Following.objects.of(request.user), pk=pk)
    try:
        follows.rename(found, request.POST.get("name", ""))
    except follows.NotFollowed as problem:
        wrong = {"wrong": found.pk, "problem": str(problem), "typed": request.POST.get("name", "")}
        return render(request, "notes/following.html", follows.following_page(request.user) | wrong)
    messages.success(request, f"It is called “{found.name}” now.")
    return redirect("following")


@signed_in
@sent_from("following")
def stop(request: SignedIn, pk: int) -> HttpResponse:
    found = get_object_or_404(Following.objects.of(request.user), pk=pk)
    found.delete()
    messages.success(request, f"You no longer follow “{found.name}”.")
    return redirect("following")


@signed_in
@sent_from("following")
def seen(request: SignedIn) -> HttpResponse:
    follows.mark_seen(request.user)
    messages.success(request, "All of it counts as seen. What comes from now on is new.")
    return redirect("following")


@signed_in
@sent_from("following")
def renew_feeds(request: SignedIn) -> HttpResponse:
    had_some = feed_keys.key_of(request.user)
    feed_keys.renew(request.user)
    earlier = " Earlier ones lead nowhere from now on." if had_some else ""
    messages.success(request, f"Here are your own feed addresses.{earlier}")
    return redirect(f"{reverse('following')}#own-feeds")


@signed_in
@sent_from("following")
def end_feeds(request: SignedIn) -> HttpResponse:
    feed_keys.end(request.user)
    messages.success(request, "Your own feed addresses lead nowhere from now on.")
    return redirect("following")
