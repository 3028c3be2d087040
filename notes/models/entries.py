"""What authors wrote: entries, and the revisions that hold their words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from notes.content import COLLEAGUES, EVERYONE, MEMBERS, EntryContent
from notes.models.people import Journal
from notes.querysets import EntryQuerySet
from notes.revision_queries import RevisionQuerySet
from notes.weeks import MONTHS, Week

if TYPE_CHECKING:
    from notes.models.derived import Section, Topic


WORDS_PER_MINUTE = 200
MAX_REVISION_NAME = 80


class Audience(models.TextChoices):
    EVERYONE = EVERYONE, "Everyone"
    COLLEAGUES = COLLEAGUES, "Colleagues"
    MEMBERS = MEMBERS, "Only members"


class Entry(models.Model):
    """One weeknote: the words of one journal for one week. Writers see `head`, readers `live`."""

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="entries")
    week_start = models.DateField(help_text="The Monday.")
    number = models.PositiveSmallIntegerField(default=1, help_text="2 for a journal's second entry in one week.")
    head = models.OneToOneField("Revision", on_delete=models.PROTECT, null=True, related_name="head_of", editable=False)
    live = models.OneToOneField(
        "Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="live_of", editable=False
    )
    source = models.CharField(max_length=255, blank=True, editable=False, help_text="The file it was imported from.")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When first published.")
    updated_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When last published.")
    discarded_at = models.DateTimeField(null=True, blank=True, editable=False)

    scheduled_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When it goes out by itself.")
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    scheduled_as = models.ForeignKey(
        "Revision", on_delete=models.SET_NULL, null=True, related_name="+", editable=False
    )  # what it said when the time was chosen
    held_back = models.CharField(max_length=200, blank=True, editable=False, help_text="Why it did not go out then.")
    failures = models.PositiveSmallIntegerField(default=0, editable=False, help_text="Attempts to send it out.")
    try_again_at = models.DateTimeField(null=True, blank=True, editable=False)
    delayed_by = models.CharField(max_length=200, blank=True, editable=False, help_text="Why it is late.")

    # Derived from `live`; the audience is the widest of its sections
    title = models.CharField(max_length=200, blank=True, editable=False)
    summary = models.CharField(max_length=500, blank=True, editable=False)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.MEMBERS, editable=False)

    # When what each audience sees last changed: derived from what was published. None: when last published
    changed_for_everyone_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_for_colleagues_at = models.DateTimeField(null=True, blank=True, editable=False)
    changed_for_members_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-week_start", "journal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["journal", "week_start", "number"], name="entry_address_is_unique"),
            models.CheckConstraint(condition=models.Q(week_start__iso_week_day=1), name="entry_week_starts_on_monday"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="entry_number_is_positive"),
            models.CheckConstraint(
                condition=models.Q(live__isnull=True) | models.Q(published_at__isnull=False),
                name="entry_published_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["-week_start", "-published_at"], name="entry_newest_first"),
            models.Index(fields=["journal", "-week_start"], name="entry_of_journal"),
            models.Index(
                fields=["scheduled_at"], condition=models.Q(scheduled_at__isnull=False), name="entry_scheduled"
            ),
            models.Index(fields=["updated_at"], name="entry_last_published"),
        ]

    def __str__(self) -> str:
        return f"{self.journal}, {self.week}"

    @property
    def week(self) -> Week:
        return Week(self.week_start)

    @property
    def is_published(self) -> bool:
        return self.live_id is not None

    @property
    def has_unpublished_changes(self) -> bool:
        return self.is_published and self.head_id != self.live_id

    @property
    def is_scheduled(self) -> bool:
        return self.scheduled_at is not None and not self.held_back

    @property
    def scheduled_for(self) -> str:
        """ "Friday 4 December at 15:00", in the zone of the site; empty where no time was chosen."""
        return said(self.scheduled_at) if self.scheduled_at else ""

    @property
    def delay(self) -> str:
        """Why it is not out yet, though its time has come, and when it is tried again; empty where it is not late."""
        if not self.is_scheduled or self.try_again_at is None:
            return ""
        again = timezone.localtime(self.try_again_at)
        return f"It could not be published yet. {self.delayed_by} It is tried again by itself at {again:%H:%M}."

    def clear_schedule(self) -> None:
        """Not saved: it is a part of other acts."""
        self.scheduled_at = self.scheduled_by = self.scheduled_as = None
        self.held_back = self.delayed_by = ""
        self.failures, self.try_again_at = 0, None

    @property
    def newest(self) -> Revision:
        assert self.head is not None, "publishing.start_entry gives every entry a head"
        return self.head

    @property
    def draft(self) -> EntryContent:
        """The newest revision's words, which its writers see."""
        return self.newest.read()

    def get_absolute_url(self) -> str:
        week, slug = self.week, self.journal.slug
        if self.number == 1:
            return reverse("entry", args=[week, slug])
        return reverse("entry", args=[week, slug, self.number])

    def get_write_url(self) -> str:
        return reverse("write", args=[self.pk])

    @property
    def reading_minutes(self) -> int:
        """Of the sections that the viewer may see: needs with_sections or with_outline."""
        return max(1, round(sum(section.word_count for section in self.seen_sections) / WORDS_PER_MINUTE))

    @property
    def topics(self) -> list[Topic]:
        """Those of the sections that the viewer may see, each once, in order: needs with_sections or with_outline."""
        return list({topic.pk: topic for section in self.seen_sections for topic in section.topics.all()}.values())

    seen_sections: list[Section]  # set by the queryset's with_sections and with_outline
    changed_at: datetime  # for the viewer: set by the queryset's with_changed


def said(moment: datetime) -> str:
    """As people say it: "Friday 4 December at 15:00", with the year where it is not this one."""
    here = timezone.localtime(moment)
    year = "" if here.year == timezone.localdate().year else f" {here.year}"
    return f"{here:%A} {here.day} {MONTHS[here.month - 1]}{year} at {here:%H:%M}"


class Revision(models.Model):
    """An immutable saved state of what the author wrote."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="revisions")
    content = models.JSONField()
    base = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    is_checkpoint = models.BooleanField(default=True, help_text="Stands in the history; what is folded does not.")
    name = models.CharField(max_length=MAX_REVISION_NAME, blank=True, help_text="Given by hand, to find it again.")

    # Of a revision that holds exactly what one open page sent, so that it never clashes with its own words
    tab = models.CharField(max_length=32, blank=True, editable=False)
    turn = models.PositiveBigIntegerField(default=0, editable=False)

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Revision {self.pk} of {self.entry_id}"

    def read(self) -> EntryContent:
        return EntryContent.from_json(self.content)
