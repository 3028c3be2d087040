"""Pages for what went wrong before a view could answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form came from a page that is too old, or from another site. What was typed is shown back, to copy."""
    typed = [value for key, value in request.POST.items() if key != "csrfmiddlewaretoken" and value.strip()]
    return render(request, "403_csrf.html", {"typed": typed}, status=403)
