"""Browsing: journals, topics, and what we cite."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from notes import browsing, following, resource_shelf, topic_changes, topic_history, topics_compared
from notes.content import one_line
from notes.models import Journal, Resource, Topic
from notes.paging import page_number
from notes.topic_history import NEWEST, OLDEST
from notes.views.answers import for_readers, moved


@for_readers
def journals(request: HttpRequest) -> HttpResponse:
    return render(request, "notes/journals.html", browsing.journals_page(request.user))


@for_readers
def journal(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_object_or_404(Journal.objects.visible_to(request.user).followed_by(request.user), slug=slug)
    page = browsing.journal_page(request.user, found, page_number(request.GET))
    name = getattr(found, "followed_as", None)
    page["offer"] = following.offer(request.user, following.by_journal(found), about=found, name=name)
    return render(request, "notes/journal.html", page)


@for_readers
def topics(request: HttpRequest) -> HttpResponse:
    return render(request, "notes/topics.html", browsing.topics_page(request.user))


@for_readers
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Topic.objects.visible_to(request.user).followed_by(request.user)
    # Nearly always it is its own name. To ask for both at once takes as long as all that stands on the page
    found = visible.addressed(slug).first() or get_object_or_404(visible.at(slug, request.user))
    if found.slug != slug:  # a name that it had
        return moved(request, found.get_absolute_url())
    order = OLDEST if request.GET.get("order") == OLDEST else NEWEST
    page = topic_history.topic_page(
        request.user, found, page_number(request.GET), order, all_years=request.GET.get("years") == "all"
    )
    name = following.name_of(request.user, found)
    page["offer"] = following.offer(request.user, following.on_topic(found), about=found, name=name)
    changed = topic_changes.asked_for(request.user, found, request.GET.get("since", ""))
    return render(request, "notes/topic.html", page | changed)


@for_readers
def compare_with(request: HttpRequest, slug: str) -> HttpResponse:
    visible = Topic.objects.visible_to(request.user)
    found = get_object_or_404(visible.at(slug, request.user))
    typed = one_line(request.GET.get("other", "")[: topics_compared.LONGEST])
    other = visible.called(typed, request.user).other_than(found).first()
    if other:
        return redirect("compare-topics", found.slug, other.slug)
    page = topics_compared.choosing_page(request.user, found, typed, is_asked="other" in request.GET)
    return render(request, "notes/topics_to_compare.html", page)


@for_readers
def compare_topics(request: HttpRequest, slug: str, other: str) -> HttpResponse:
    visible = Topic.objects.visible_to(request.user)
    left, right = (get_object_or_404(visible.at(name, request.user)) for name in (slug, other))
    if left == right:
        return redirect(left)
    if (left.slug, right.slug) != (slug, other):
        return moved(request, reverse("compare-topics", args=[left.slug, right.slug]))
    page = topics_compared.compare_page(request.user, left, right, page_number(request.GET))
    return render(request, "notes/topics_compared.html", page)


@for_readers
def resources(request: HttpRequest) -> HttpResponse:
    shelf, number = resource_shelf.shelf_asked(request.GET), page_number(request.GET)
    return render(request, "notes/resources.html", resource_shelf.resources_page(request.user, shelf, number))


@for_readers
def resource(request: HttpRequest, pk: int) -> HttpResponse:
    cited = Resource.objects.cited_for(request.user).with_words(request.user)
    found = get_object_or_404(cited, pk=pk)
    page = browsing.resource_page(request.user, found, page_number(request.GET))
    return render(request, "notes/resource.html", page | resource_shelf.who_cites(request.user, found))
