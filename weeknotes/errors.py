"""Pages for what went wrong before a view could answer."""

import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.defaults import page_not_found

# What forms send of their own accord, and what must never be shown again.
NOT_TYPED = re.compile(
    r"csrfmiddlewaretoken|next|act|base|opened-week|tab|turn|writer|section|keep|.*password.*"
    r"|lines|turns|how|html|warning|week-said|file-name|(?:audience|removed|keep|kind|was|key)-.*"
)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent cannot be read. Django's own answer looks for a token in it, so reads it again, and where that
    fails again (a form in a charset that is not ours) there would be no page at all.
    """
    return HttpResponseBadRequest(render_to_string("400.html"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Kept by nobody: what is not here may be published in a minute, and the page says who is signed in."""
    answer = page_not_found(request, exception)
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def closed(request: HttpRequest, **address: object) -> HttpResponse:
    """An address of somebody else's app that we do not want."""
    raise Http404("There is no such page here.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came from a page that is too old, or from another site. What was typed is shown back, to copy."""
    return render(request, "403_csrf.html", {"typed": typed_in(request)}, status=403)


def typed_in(request: HttpRequest) -> list[str]:
    """The texts that a person typed into the form that was sent."""
    return [str(value) for key, value in request.POST.items() if str(value).strip() and not NOT_TYPED.fullmatch(key)]
