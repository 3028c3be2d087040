"""Pages for what went wrong before a view could answer."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

# What forms send of their own accord, and what must never be shown again.
NOT_TYPED = re.compile(r"csrfmiddlewaretoken|next|act|base|section|keep|.*password.*|(?:audience|removed|keep)-.*")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came from a page that is too old, or from another site. What was typed is shown back, to copy."""
    return render(request, "403_csrf.html", {"typed": typed_in(request)}, status=403)


def typed_in(request: HttpRequest) -> list[str]:
    """The texts that a person typed into the form that was sent."""
    return [str(value) for key, value in request.POST.items() if str(value).strip() and not NOT_TYPED.fullmatch(key)]
