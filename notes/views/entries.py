"""Reading one entry."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from notes import reading, search
from notes.models import Entry
from notes.views.answers import for_readers, moved
from notes.weeks import Week


@for_readers
def entry(request: HttpRequest, week: Week, journal: str, number: int = 1) -> HttpResponse:
    address = reverse("entry", args=[week, journal] if number == 1 else [week, journal, number])
    if request.path != address:  # another day of the week, or the first entry by its number
        return moved(request, address)
    visible = Entry.objects.visible_to(request.user).in_week(week).with_sections(request.user)
    visible = visible.with_relations(request.user).marking_own(request.user).with_changed(request.user)
    found = get_object_or_404(visible, journal__slug=journal, number=number)
    marked = search.mark(found, request.GET.getlist("marked"))
    return render(request, "notes/entry.html", {**reading.entry_page(request.user, found), "marked": marked})
