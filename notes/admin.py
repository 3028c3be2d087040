"""The owner's pages: people, journals and their members. Everything else is here to be looked at: what authors
wrote changes at the desk, and what is derived from it changes with it.
"""

from __future__ import annotations

from typing import Any

import taggit.admin  # noqa: F401  # registers its own tags, which we do not use, before we take them away
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from taggit.models import Tag

from notes.models import ChoreTurn, Entry, Journal, Resource, Revision, Topic, User

admin.site.unregister(Tag)
admin.site.unregister(Group)
admin.site.site_header = "Weeknotes: people and journals"
admin.site.site_title = "Weeknotes"
admin.site.index_title = "What an owner looks after"


class ToLookAt(admin.ModelAdmin):
    """Nothing is added, changed or deleted here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class PersonAdmin(UserAdmin):
    list_display = ("username", "name", "email", "is_active", "is_staff", "last_login")
    list_filter = ("is_active", "is_staff", "journals")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Who it is", {"fields": ("first_name", "last_name", "email")}),
        (
            "What they may do",
            {
                "fields": ("is_active", "is_staff", "is_superuser"),
                "description": "Owners are both staff and superuser. To leave somebody’s words but end their access, "
                "untick “active”.",
            },
        ),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # an account that wrote something is put to sleep, so that its words keep their author


@admin.register(Journal)
class JournalAdmin(admin.ModelAdmin):
    list_display = ("name", "kind", "about", "member_count", "entry_count")
    list_filter = ("kind",)
    search_fields = ("name", "slug", "about", "members__username", "members__last_name")
    prepopulated_fields = {"slug": ("name",)}
    filter_horizontal = ("members",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Journal]:
        return (
            super()
            .get_queryset(request)
            .annotate(members_in_all=Count("members", distinct=True), entries_in_all=Count("entries", distinct=True))
        )

    @admin.display(description="members", ordering="members_in_all")
    def member_count(self, journal: Any) -> int:
        return journal.members_in_all

    @admin.display(description="entries", ordering="entries_in_all")
    def entry_count(self, journal: Any) -> int:
        return journal.entries_in_all

    def has_delete_permission(self, request: HttpRequest, obj: Journal | None = None) -> bool:
        """A journal that holds entries is the only home of their words."""
        return super().has_delete_permission(request, obj) and obj is not None and not obj.entries.exists()


@admin.register(Topic)
class TopicAdmin(ToLookAt):
    list_display = ("name", "slug", "section_count")
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Topic]:
        return super().get_queryset(request).annotate(sections_in_all=Count("filings"))

    @admin.display(description="sections", ordering="sections_in_all")
    def section_count(self, topic: Any) -> int:
        return topic.sections_in_all


@admin.register(Entry)
class EntryAdmin(ToLookAt):
    """Who wrote in which week, and whether it is out. A draft's words are its journal's, and are not shown."""

    list_display = ("__str__", "title", "is_out", "published_at", "updated_at")
    list_filter = ("journal", "audience")
    list_select_related = ("journal",)
    search_fields = ("title", "summary", "journal__name")
    date_hierarchy = "week_start"
    fields = ("journal", "week_start", "number", "title", "summary", "audience", "source", "created_at",
              "scheduled_at", "held_back", "delayed_by", "published_at", "updated_at", "discarded_at")  # fmt: skip

    @admin.display(boolean=True, description="published")
    def is_out(self, entry: Entry) -> bool:
        return entry.is_published


@admin.register(Revision)
class RevisionAdmin(ToLookAt):
    """That somebody saved, and when. The words are for the members of the journal."""

    list_display = ("__str__", "entry", "author", "created_at")
    list_select_related = ("entry__journal", "author")
    search_fields = ("entry__journal__name", "author__username")
    fields = ("entry", "author", "created_at")


@admin.register(Resource)
class ResourceAdmin(ToLookAt):
    list_display = ("title", "site", "url")
    search_fields = ("title", "url")
    list_filter = ()


@admin.register(ChoreTurn)
class ChoreAdmin(ToLookAt):
    """Whether what has to be done from time to time is done."""

    list_display = ("name", "tried_at", "problem", "due_at")
