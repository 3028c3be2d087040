from django.http import Http404, HttpRequest, HttpResponse


def site(request: HttpRequest, **address: object) -> HttpResponse:
    raise Http404


def journal(request: HttpRequest, **address: object) -> HttpResponse:
    raise Http404


def topic(request: HttpRequest, **address: object) -> HttpResponse:
    raise Http404
