"""Questions about topics, resources and where they are cited."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from django.db import models
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, Sum, Value
from django.db.models.functions import Concat

from notes.addresses import preferred
from notes.content import COLLEAGUES, EVERYONE, topic_key
from notes.querysets.seeing import Viewer, changed_for, seen_by
from notes.weeks import Week, weeks_of

if TYPE_CHECKING:
    from notes.models import Topic
    from notes.querysets.sections import SectionQuerySet


class TopicQuerySet(models.QuerySet):
    def in_use(self) -> TopicQuerySet:
        """Without names that stand for another topic."""
        return self.filter(stands_for__isnull=True)

    def merged(self) -> TopicQuerySet:
        """Names that stand for another topic, alone."""
        return self.filter(stands_for__isnull=False)

    def with_filings(self) -> TopicQuerySet:
        """Adds `filing_count`, of all sections, whoever may see them."""
        return self.annotate(filing_count=Count("filings")).filter(filing_count__gt=0)

    def containing(self, letters: str) -> TopicQuerySet:
        """By its name or by a further one."""
        from notes.models import Topic

        names = Topic.objects.filter(key__contains=letters)
        return self.filter(Q(pk__in=names.values("pk")) | Q(pk__in=names.merged().values("stands_for")))

    def numbered(self, numbers: Iterable[int]) -> TopicQuerySet:
        return self.filter(pk__in=list(numbers))

    def by_name(self) -> TopicQuerySet:
        return self.order_by("key")

    def addressed(self, slug: str) -> TopicQuerySet:
        """The topic whose own address this is."""
        return self.filter(slug=slug)

    def at(self, slug: str, user: Viewer) -> TopicQuerySet:
        """The topic at an address, or the one that its name stands for now, as far as this user could know the name."""
        from notes.models import Topic

        names = Topic.objects.filter(slug=slug).merged().known_to(user)
        return self.filter(Q(slug=slug) | Q(pk__in=names.values("stands_for")))

    def called(self, name: str, user: Viewer) -> TopicQuerySet:
        """As `at`, by its name or its address, as one types it."""
        from notes.models import Topic

        typed = Q(key=topic_key(name)) | Q(slug=name.lower())
        names = Topic.objects.filter(typed).merged().known_to(user)
        return self.filter(typed | Q(pk__in=names.values("stands_for")))

    def known_to(self, user: Viewer) -> TopicQuerySet:
        """Names for another topic that this user may have read: when they were topics, or in a section's words now."""
        from notes.models import Filing, Section

        heard = (EVERYONE, COLLEAGUES) if user.is_authenticated else (EVERYONE,)
        seen = Section.objects.visible_to(user).filter(pk=OuterRef("content_object_id"))
        line = Concat(Value("\n"), OuterRef("key"), Value("\n"))
        wrote = Filing.objects.filter(Exists(seen), tag=OuterRef("stands_for"), written__contains=line)
        return self.filter(Q(audience__in=heard) | Exists(wrote))

    def once_called(self, user: Viewer) -> TopicQuerySet:
        """Names for other topics with those topics, as far as this user may know the one and see the other."""
        from notes.models import Topic

        seen = Topic.objects.visible_to(user)
        return self.merged().known_to(user).filter(stands_for__in=seen).select_related("stands_for")

    def standing_for(self, numbers: Iterable[int]) -> TopicQuerySet:
        """Names for these topics."""
        return self.filter(stands_for__in=list(numbers))

    def by_key(self, keys: Iterable[str]) -> dict[str, Topic]:
        """The topics that these names are filed under today."""
        from notes.models import Topic

        found = Topic.objects.filter(key__in=keys).select_related("stands_for")
        return {topic.key: topic.stands_for or topic for topic in found}

    def visible_to(self, user: Viewer) -> TopicQuerySet:
        from notes.models import Filing

        return self.filter(Exists(Filing.objects.visible_to(user).filter(tag=OuterRef("pk"))))

    def counted_for(self, user: Viewer, *, since: Week | None = None) -> TopicQuerySet:
        """Adds `section_count`, `first_week_start` and `last_week_start` over the sections that this user may see, or
        over those of some weeks; the other topics go.
        """
        mine = seen_by(user, audience="weeks__audience", journal="weeks__journal")
        weeks = Q(weeks__week_start__gte=since.monday) if since else Q()
        return self.filter(mine & weeks).annotate(
            section_count=Sum("weeks__sections"),
            first_week_start=Min("weeks__week_start"),
            last_week_start=Max("weeks__week_start"),
        )

    def busiest_first(self) -> TopicQuerySet:
        return self.order_by("-section_count", "name")

    def followed_by(self, user: Viewer) -> TopicQuerySet:
        """For who is signed in: adds `following`, the key of one of theirs that may be a following of it."""
        from notes.models import Following

        if not user.is_authenticated:
            return self
        own = Following.objects.filter(Q(topic=OuterRef("pk")) | Q(topic__stands_for=OuterRef("pk")), user=user.pk)
        return self.annotate(following=own.order_by().values("pk")[:1])

    def named(self, name: str) -> TopicQuerySet:
        """However it is spelt."""
        return self.filter(key=topic_key(name))

    def other_than(self, topic: Topic) -> TopicQuerySet:
        return self.exclude(pk=topic.pk)

    def with_changed(self, user: Viewer) -> TopicQuerySet:
        """Adds `changed_at`, when what this user sees last changed of the entries that have a section there."""
        from notes.models import Filing

        seen = Filing.objects.visible_to(user).filter(tag=OuterRef("pk")).order_by().values("tag")
        return self.annotate(changed_at=seen.annotate(last=Max(changed_for(user, entry="entry__"))).values("last"))


class Sought(NamedTuple):
    """One word that is looked for on the shelf: the folded parts, any of which an address may hold, the first as it
    was typed; and the fingerprint that it has, where it is an address itself.
    """

    parts: tuple[str, ...]
    fingerprint: str = ""


class ResourceQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> ResourceQuerySet:
        from notes.models import Section

        return self.in_any_of(Section.objects.visible_to(user))

    def in_any_of(self, sections: SectionQuerySet) -> ResourceQuerySet:
        """Those that one of these sections cites."""
        from notes.models import Citation

        citing = sections.filter(pk=OuterRef("section_id"))
        return self.filter(Exists(Citation.objects.filter(Exists(citing), resource=OuterRef("pk"))))

    def cited_for(self, user: Viewer, *, year: int | None = None) -> ResourceQuerySet:
        """Adds `section_count`, `first_week_start` and `last_week_start` over the sections that this user may see, or
        over those of one year; the others go.
        """
        mine = seen_by(user, audience="citations__section__audience", journal="citations__section__journal")
        if year:
            first, *_, last = weeks_of(year)
            mine &= Q(citations__section__week_start__range=(first.monday, last.monday))
        return self.filter(mine).annotate(
            section_count=Count("citations__section", distinct=True),
            first_week_start=Min("citations__section__week_start"),
            last_week_start=Max("citations__section__week_start"),
        )

    def with_words(self, user: Viewer) -> ResourceQuerySet:
        """Adds `words`, by which it was last linked in what this user may see; `title` may come from elsewhere."""
        from notes.models import Citation

        said = Citation.objects.visible_to(user).filter(resource=OuterRef("pk")).exclude(words="")
        return self.annotate(words=said.order_by("-section__week_start", "-pk").values("words")[:1])

    def speaking_of(self, sought: Iterable[Sought], user: Viewer) -> ResourceQuerySet:
        """Those with each of these in their address or in what this user may see them linked by."""
        from notes.models import Citation

        said = Citation.objects.visible_to(user).filter(resource=OuterRef("pk"))
        found = self
        for each in sought:
            parts = reduce(or_, (Q(folded__contains=part) for part in each.parts))
            same = Q(fingerprint=each.fingerprint) if each.fingerprint else Q(pk__in=())
            found = found.filter(same | parts | Exists(said.filter(folded__contains=each.parts[0])))
        return found

    def on_site(self, site: str) -> ResourceQuerySet:
        return self.filter(site=site)

    def count_by_site(self) -> dict[str, int]:
        """The most cited first."""
        return dict(self.values_list("site").annotate(count=Count("pk")).order_by("-count", "site"))

    def newest_first(self) -> ResourceQuerySet:
        return self.order_by(F("last_week_start").desc(), "-pk")

    def most_cited_first(self) -> ResourceQuerySet:
        """After `cited_for`, by as many of those sections as cite it."""
        return self.order_by("-section_count", "-last_week_start", "-pk")


class CitationQuerySet(models.QuerySet):
    def visible_to(self, user: Viewer) -> CitationQuerySet:
        return self.filter(seen_by(user, audience="section__audience", journal="section__journal"))

    def of(self, sections: models.QuerySet) -> CitationQuerySet:
        return self.filter(section__in=sections)

    def of_resources_in(self, others: CitationQuerySet) -> CitationQuerySet:
        """Of what those others cite, too."""
        # A sum has no index: else SQLite begins with all that has ever cited those, and not with these few
        return self.alias(cited=F("resource") + 0).filter(cited__in=others.order_by().values("resource"))

    def most_cited(self, most: int) -> list[tuple[int, str, str, int]]:
        """Resources by key, address, words by which it is linked, and in how many sections; the most cited first."""

        resources = self.order_by().values_list("resource")
        counted = resources.annotate(said=Max("words"), count=Count("section", distinct=True))
        found = list(counted.order_by("-count", "-resource")[:most])
        # Their addresses are asked for afterwards: thousands are counted, and a few are shown
        cited = self.filter(resource__in=[row[0] for row in found]).order_by()
        written = cited.values_list("resource", "written", "resource__url").distinct()
        urls = _preferred((resource, url or own, url is None) for resource, url, own in written)
        return [(resource, urls[resource], words, count) for resource, words, count in found if resource in urls]

    def spellings(self, resources: Iterable[int]) -> dict[int, str]:
        """The address of each of these resources, as one of these citations writes it."""
        from notes.models import Resource

        keys = list(resources)
        # Most are written as the resource has them, thousands of times: one such is enough, and the others are few
        as_it_is = self.filter(resource=OuterRef("pk"), written__isnull=True)
        own = Resource.objects.filter(Exists(as_it_is), pk__in=keys).order_by().values_list("pk", "url", Value(True))
        others = self.filter(resource__in=keys, written__isnull=False).order_by()
        return _preferred(own.union(others.values_list("resource", "written", Value(False))))

    def journals_by_resource(self, resources: Iterable[int]) -> list[tuple[int, str, str]]:
        """Resource, name and slug of each journal that cites one of these; of each the one that does so most first."""
        rows = (
            self.filter(resource__in=list(resources))
            .order_by()
            .values_list("resource", "section__journal__name", "section__journal__slug")
        )
        counted = rows.annotate(count=Count("section", distinct=True)).order_by(
            "resource", "-count", "section__journal__name"
        )
        return [row[:3] for row in counted]

    def in_year(self, year: int) -> CitationQuerySet:
        first, *_, last = weeks_of(year)
        return self.filter(section__week_start__range=(first.monday, last.monday))

    def last_cited(self, most: int) -> list[int]:
        """So many resources, or all: those that are cited in the newest weeks. Read on until there are enough, so that
        the first pages of a long shelf cost no more than those of a short one.
        """
        rows = self.order_by("-section__week_start").values_list("resource", "section__week_start")
        read = 20 * most
        while True:
            found = list(rows[:read])
            # the last of these weeks may cite more
            whole = [row for row in found if row[1] > found[-1][1]] if len(found) == read else found
            weeks = dict(reversed(whole))
            if len(found) < read or len(weeks) >= most:
                return sorted(weeks, key=lambda resource: (weeks[resource], resource), reverse=True)[:most]
            read *= 4

    def at(self, fingerprint: str) -> CitationQuerySet:
        return self.filter(resource__fingerprint=fingerprint)

    def newest_first(self) -> CitationQuerySet:
        return self.select_related("section__entry__journal", "section__journal", "activity").order_by(
            "-section__week_start", "section_id", "order"
        )


def _preferred(rows: Iterable[tuple[int, str, bool]]) -> dict[int, str]:
    """For rows of (resource, address, whether the resource has it so)."""
    spelt: dict[int, list[tuple[bool, str]]] = defaultdict(list)
    for resource, url, is_own in rows:
        spelt[resource].append((not is_own, url))
    return {resource: preferred(url for _, url in sorted(urls)) for resource, urls in spelt.items()}
