"""What is kept. Revisions hold what authors wrote, and are the only truth; sections, activities, resources,
citations and HTML are derived from the live revision by `publishing`, and can be rebuilt from it.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.urls import reverse
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from notes.content import COLLEAGUES, EVERYONE, MEMBERS, EntryContent, topic_key
from notes.querysets import (
    CitationQuerySet,
    EntryQuerySet,
    JournalQuerySet,
    ResourceQuerySet,
    SectionQuerySet,
    TopicQuerySet,
)
from notes.weeks import Week

WORDS_PER_MINUTE = 200


class Audience(models.TextChoices):
    EVERYONE = EVERYONE, "Everyone"
    COLLEAGUES = COLLEAGUES, "Colleagues"
    MEMBERS = MEMBERS, "Only members"


class User(AbstractUser):
    """A member of staff with an account: a colleague."""

    @property
    def name(self) -> str:
        return self.get_full_name() or self.username


class Journal(models.Model):
    """A person's or a team's run of weeknotes."""

    class Kind(models.TextChoices):
        PERSON = "person", "A person"
        TEAM = "team", "A team"

    name = models.CharField(max_length=100)
    slug = models.SlugField(
        max_length=60, unique=True, help_text="Its address: /journals/<slug>/. It should not change."
    )
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PERSON)
    about = models.CharField(max_length=200, blank=True, help_text="What the person or team does, in a few words.")
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="journals", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = JournalQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("journal", args=[self.slug])


class Entry(models.Model):
    """One weeknote: the words of one journal for one week.

    `head` is the newest revision, which its writers see; `live` the one that readers see. The fields below
    them are derived from `live`.
    """

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

    title = models.CharField(max_length=200, blank=True, editable=False)
    summary = models.CharField(max_length=500, blank=True, editable=False)
    audience = models.CharField(
        max_length=10,
        choices=Audience,
        default=Audience.MEMBERS,
        editable=False,
        help_text="The widest of its sections.",
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        ordering = ["-week_start", "journal", "number"]
        constraints = [
            models.UniqueConstraint(fields=["journal", "week_start", "number"], name="entry_address_is_unique"),
            models.CheckConstraint(
                condition=models.Q(week_start__iso_week_day=1),
                name="entry_week_starts_on_monday",
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="entry_number_is_positive"),
            models.CheckConstraint(
                condition=models.Q(live__isnull=True) | models.Q(published_at__isnull=False),
                name="entry_published_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["-week_start", "-published_at"], name="entry_newest_first"),
            models.Index(fields=["journal", "-week_start"], name="entry_of_journal"),
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
    def draft(self) -> EntryContent:
        """What its writers see: the newest revision."""
        return self.head.read() if self.head else EntryContent()

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


class Revision(models.Model):
    """An immutable saved state of what the author wrote."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="revisions")
    content = models.JSONField()
    base = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Revision {self.pk} of {self.entry_id}"

    def read(self) -> EntryContent:
        return EntryContent.from_json(self.content)


class Topic(TagBase):
    """What a section is about. Its name is unique whatever its case, spacing or hyphens: `key` is what they share."""

    key = models.CharField(max_length=100, unique=True, editable=False)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def clean(self) -> None:
        self.key = topic_key(self.name)
        super().clean()

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])


class Filing(ItemBase):
    """A section is filed under a topic."""

    content_object = models.ForeignKey("Section", on_delete=models.CASCADE, related_name="filings")
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="filings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["content_object", "tag"], name="filing_is_unique")]


class Section(models.Model):
    """A themed part of a published entry. `week_start` and `journal` repeat the entry's, for search to sort by."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="sections")
    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="sections")
    week_start = models.DateField()
    key = models.CharField(max_length=24)
    order = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=200, blank=True)
    audience = models.CharField(max_length=10, choices=Audience)
    html = models.TextField(blank=True)
    text = models.TextField(blank=True)
    word_count = models.PositiveIntegerField(default=0)
    markup_version = models.PositiveSmallIntegerField(help_text="Of the policy that made the HTML.")
    topics = TaggableManager(through=Filing, blank=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["entry", "order"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "key"], name="section_key_is_unique"),
            models.UniqueConstraint(fields=["entry", "order"], name="section_order_is_unique"),
            models.CheckConstraint(condition=models.Q(audience__in=Audience.values), name="section_audience_is_known"),
        ]
        indexes = [
            models.Index(fields=["-week_start", "-entry", "order"], name="section_newest_first"),
            models.Index(fields=["journal", "-week_start"], name="section_of_journal"),
        ]

    def __str__(self) -> str:
        return self.heading or self.key

    @property
    def week(self) -> Week:
        return Week(self.week_start)

    def get_absolute_url(self) -> str:
        return f"{self.entry.get_absolute_url()}#{self.key}"


class Activity(models.Model):
    """A top-level bullet of a section."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="activities")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Meta:
        verbose_name_plural = "activities"
        ordering = ["section", "number"]
        constraints = [models.UniqueConstraint(fields=["section", "number"], name="activity_number_is_unique")]

    @property
    def anchor(self) -> str:
        return f"{self.section.key}-{self.number}"

    def get_absolute_url(self) -> str:
        return f"{self.section.entry.get_absolute_url()}#{self.anchor}"


class Resource(models.Model):
    """A web address that entries cite. One row, however often it is cited and however it is spelt."""

    url = models.TextField(help_text="As it was first written.")
    fingerprint = models.CharField(max_length=64, unique=True, editable=False)
    site = models.CharField(max_length=255, db_index=True)
    title = models.CharField(max_length=300, blank=True, help_text="The words by which it was last linked.")

    objects = ResourceQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title or self.url

    def get_absolute_url(self) -> str:
        return reverse("resource", args=[self.pk])


class Citation(models.Model):
    """One place where a section, or one of its activities, cites a resource, with the words it was linked by."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="citations")
    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, null=True, related_name="citations")
    resource = models.ForeignKey(Resource, on_delete=models.CASCADE, related_name="citations")
    order = models.PositiveSmallIntegerField()
    words = models.TextField(blank=True)

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["section", "order"]
        constraints = [models.UniqueConstraint(fields=["section", "order"], name="citation_order_is_unique")]

    @property
    def url(self) -> str:
        return (self.activity or self.section).get_absolute_url()
