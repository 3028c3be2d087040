"""What follows from a live revision: sections, their bullets, their topics, and what they cite."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from notes.content import topic_key
from notes.models.entries import Audience, Entry
from notes.models.people import Journal
from notes.querysets import CitationQuerySet, FilingQuerySet, ResourceQuerySet, SectionQuerySet, TopicQuerySet
from notes.weeks import Week

if TYPE_CHECKING:
    from notes.models.relations import Relation


class Topic(TagBase):
    """What a section is about. Its name is unique whatever its case, spacing or hyphens: `key` is what they share.

    One that stands for another is only a further name of it: its address leads there, and no section is filed under
    it. Names are merged, split and changed by `tidying`.
    """

    key = models.CharField(max_length=100, unique=True, editable=False)
    stands_for = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, related_name="synonyms", editable=False
    )
    audience = models.CharField(
        max_length=10,
        choices=Audience,
        default=Audience.MEMBERS,
        editable=False,
        help_text="Of a name that stands for another: who could see it when it was a topic of its own.",
    )

    objects = TopicQuerySet.as_manager()
    marked_name: Sequence[tuple[str, bool]] = ()  # in pieces, set by search.mark

    class Meta:
        ordering = ["name"]

    def clean(self) -> None:
        self.key = topic_key(self.name)
        super().clean()

    def slugify(self, tag: str, i: int | None = None) -> str:
        """ASCII, as addresses are typed: "Siân" is "sian", and a name without Latin letters "topic"."""
        slug = slugify(tag) or "topic"
        return slug if i is None else f"{slug}-{i + 1}"

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])


class Filing(ItemBase):
    """A section is filed under a topic. What stands beside repeats the section's: a topic is counted and leafed through
    by one index, without a look at thousands of sections.

    `written` are the keys of the names that the author wrote, a line each, with a line end before and after: a name
    that was merged can be split off again.
    """

    content_object = models.ForeignKey("Section", on_delete=models.CASCADE, related_name="filings")
    tag = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="filings", db_index=False)
    week_start = models.DateField()
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+", db_index=False)
    order = models.PositiveSmallIntegerField()
    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="+", db_index=False)
    audience = models.CharField(max_length=10, choices=Audience)
    written = models.TextField(editable=False)

    objects = FilingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="filing_is_unique"),
            models.CheckConstraint(condition=models.Q(audience__in=Audience.values), name="filing_audience_is_known"),
        ]
        indexes = [
            models.Index(
                fields=["tag", "-week_start", "-entry", "order", "content_object", "journal", "audience"],
                name="filing_newest_first",
            ),
            models.Index(fields=["tag", "journal", "audience"], name="filing_of_journal"),
        ]

    @classmethod
    def of(cls, section: Section, topic: Topic, keys: Iterable[str]) -> Filing:
        return cls(
            content_object=section,
            tag=topic,
            written=lines(keys),
            week_start=section.week_start,
            entry_id=section.entry_id,
            order=section.order,
            journal_id=section.journal_id,
            audience=section.audience,
        )

    @property
    def keys(self) -> list[str]:
        return self.written.split("\n")[1:-1]


def lines(keys: Iterable[str]) -> str:
    return "\n".join(["", *keys, ""])


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
    published_at = models.DateTimeField(
        default=timezone.now, help_text="When it was first shown to all who may see it: later than its entry, if added."
    )
    changed_at = models.DateTimeField(
        null=True, help_text="When what it shows last changed; none, where that is only known of its entry."
    )
    sign = models.BigIntegerField(null=True, editable=False, help_text="Of what it shows, to tell whether it changed.")
    topics = TaggableManager(through=Filing, blank=True)

    objects = SectionQuerySet.as_manager()
    seen_relations: list[Relation]  # set by EntryQuerySet.with_relations
    marked_heading: Sequence[tuple[str, bool]] = ()  # in pieces, set by search.mark

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
            models.Index(fields=["-published_at", "-entry", "order", "week_start"], name="section_last_published"),
            models.Index(fields=["heading", "-week_start", "audience", "journal"], name="section_of_heading"),
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
    folded = models.TextField(
        blank=True, editable=False, help_text="The address to search in, without case and accents."
    )

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
    written = models.TextField(  # noqa: DJ001
        null=True, editable=False, help_text="The address as it is written here; none, where as the resource has it."
    )
    words = models.TextField(blank=True)
    folded = models.TextField(blank=True, editable=False, help_text="The words to search in, without case and accents.")

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["section", "order"]
        constraints = [models.UniqueConstraint(fields=["section", "order"], name="citation_order_is_unique")]
        indexes = [
            models.Index(fields=["section", "resource"], name="citation_of_section"),
            models.Index(
                fields=["resource"], condition=models.Q(written__isnull=False), name="citation_written_otherwise"
            ),
        ]

    @property
    def url(self) -> str:
        return self.section.get_absolute_url() + (f"-{self.activity.number}" if self.activity else "")
