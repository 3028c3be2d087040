"""Weeks of which a journal says that there is nothing. A gap is only a gap; this is one that somebody spoke of."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from notes.content import COLLEAGUES, EVERYONE
from notes.models.people import Journal, User
from notes.querysets import Viewer, seen_by
from notes.weeks import Week

MAX_WORDS = 100


class QuietWeekQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> QuietWeekQuerySet:
        """Those that this user may know of, of journals that they may know of."""
        return self.filter(seen_by(user), journal__in=Journal.objects.visible_to(user))

    def writable_by(self, user: Viewer) -> QuietWeekQuerySet:
        return self.filter(journal__in=Journal.objects.writable_by(user))

    def of(self, pk: int) -> QuietWeekQuerySet:
        return self.filter(pk=pk)

    def by_journal(self, journal: Journal) -> QuietWeekQuerySet:
        return self.filter(journal=journal)

    def in_weeks(self, *weeks: Week) -> QuietWeekQuerySet:
        return self.filter(week_start__in=[week.monday for week in weeks])

    def newest_first(self) -> QuietWeekQuerySet:
        return self.order_by("-week_start", "journal__name")

    def leave_of(self, user: User) -> QuietWeekQuerySet:
        """Weeks that this person said they were on leave, in any journal, the newest first."""
        return self.filter(by=user, reason=QuietWeek.Reason.LEAVE).order_by("-week_start")

    def last_leave_of(self, user: User, *, until: Week) -> tuple[Week, Week] | None:
        """The first and the last week of this person's newest leave that had begun by then."""
        mondays = self.leave_of(user).filter(week_start__lte=until.monday).values_list("week_start", flat=True)
        weeks = [Week(monday) for monday in dict.fromkeys(mondays)]
        if not weeks:
            return None
        first = weeks[0]
        for week in weeks[1:]:
            if week != first.previous:
                break
            first = week
        return first, weeks[0]


class QuietWeek(models.Model):
    """Nothing this week, with a reason if somebody liked to give one. Gone once an entry is begun for it."""

    class Reason(models.TextChoices):
        NONE = "", "no reason given"
        LEAVE = "leave", "on leave"
        ELECTION = "election", "pre-election period"
        QUIET = "quiet", "a quiet week"

    class Audience(models.TextChoices):
        COLLEAGUES = COLLEAGUES, "Colleagues"
        EVERYONE = EVERYONE, "Everyone"

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="quiet_weeks")
    week_start = models.DateField(help_text="The Monday.")
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    words = models.CharField(max_length=MAX_WORDS, blank=True, help_text="The reason in somebody’s own words.")
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.COLLEAGUES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = QuietWeekQuerySet.as_manager()

    class Meta:
        ordering = ["-week_start", "journal"]
        constraints = [
            models.UniqueConstraint(fields=["journal", "week_start"], name="quiet_week_is_said_once"),
            models.CheckConstraint(condition=models.Q(week_start__iso_week_day=1), name="quiet_week_starts_on_monday"),
        ]
        indexes = [models.Index(fields=["week_start"], name="quiet_by_week")]

    def __str__(self) -> str:
        return f"{self.journal}, {self.week}: {self.said or 'nothing'}"

    @property
    def week(self) -> Week:
        return Week(self.week_start)

    @property
    def said(self) -> str:
        """ "on leave", "pre-election period: back in May"; empty where no reason was given."""
        return ": ".join(filter(None, [self.get_reason_display() if self.reason else "", self.words]))
