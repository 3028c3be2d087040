from django.http import Http404, HttpRequest, HttpResponse


def sitemap(request: HttpRequest, **address: object) -> HttpResponse:
    raise Http404


def robots(request: HttpRequest, **address: object) -> HttpResponse:
    raise Http404
