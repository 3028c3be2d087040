"""Reading by week: the newest week, a year, a week."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from notes import reading
from notes.views.answers import for_readers, moved
from notes.weeks import Week


@for_readers
def home(request: HttpRequest) -> HttpResponse:
    return render(request, "notes/home.html", reading.home_page(request.user))


@for_readers
def year(request: HttpRequest, year: int) -> HttpResponse:
    return render(request, "notes/year.html", reading.year_page(request.user, year))


@for_readers
def week(request: HttpRequest, week: Week) -> HttpResponse:
    address = reverse("week", args=[week])
    if request.path != address:  # another day of the week, or its ISO name
        return moved(request, address)
    return render(request, "notes/week.html", reading.week_page(request.user, week))
