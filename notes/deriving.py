"""What follows from a live revision: sections, activities, citations, HTML and the index. All of it can be
thrown away and made again from the revision. Called inside the transaction of the verb that needs it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q

from notes import addresses, dating, kinship, markup, search, tallying
from notes.content import AUDIENCES, EntryContent, SectionContent, topic_key
from notes.crediting import credit
from notes.depicting import depict
from notes.filing import file_under_topics
from notes.models import Activity, Citation, Entry, Press, Resource, Section
from notes.search.analysis import folded


class Prepared(NamedTuple):
    html: markup.Rendered
    kin: kinship.Scores


Ready = dict[SectionContent, Prepared]


def render_all(content: EntryContent) -> Ready:
    """Ahead of the transaction: on SQLite it would keep every other writer waiting. And what speaks of the same."""
    rendered = [markup.render(section.body, key=section.key) for section in content.sections]
    kin = kinship.likeness([traits_of(*pair) for pair in zip(content.sections, rendered, strict=True)])
    return dict(zip(content.sections, map(Prepared, rendered, kin), strict=True))


def traits_of(section: SectionContent, html: markup.Rendered) -> kinship.Traits:
    topics = tuple(map(topic_key, section.topics))
    return kinship.Traits(
        section.heading, html.text, topics, tuple({addresses.fingerprint(link.url) for link in html.citations})
    )


def derive(entry: Entry, content: EntryContent, ready: Ready, *, anew: bool = False) -> None:
    """Replace everything that is derived for an entry. Its own fields are set, not saved. What `ready` does not
    hold, because somebody saved in between, is rendered now. Made `anew`, it does not go by what was derived before.
    """
    before = shown_before(entry)
    shown = date(entry, content, before, anew=anew)
    forget(entry)
    entry.title = content.title
    entry.summary = content.summary
    entry.audience = widest(section.audience for section in content.sections)
    ready |= render_all(EntryContent(sections=tuple(s for s in content.sections if s not in ready)))
    rendered = [(section, ready[section].html) for section in content.sections]
    sections = Section.objects.bulk_create(
        [
            Section(
                entry=entry,
                journal_id=entry.journal_id,
                week_start=entry.week_start,
                key=section.key,
                order=order,
                heading=section.heading,
                audience=section.audience,
                html=html.html,
                text=html.text,
                word_count=html.words,
                markup_version=markup.POLICY_VERSION,
                published_at=since_when(section, entry, before),
                changed_at=part.changed_at,
                sign=part.sign,
            )
            for order, ((section, html), part) in enumerate(zip(rendered, shown.parts, strict=True), 1)
        ]
    )
    file_under_topics(sections, content.sections)
    tallying.recount(tallying.touched_by(entry))
    activities = Activity.objects.bulk_create(
        [
            Activity(section=section, number=point.number, text=point.text)
            for section, (_, html) in zip(sections, rendered, strict=True)
            for point in html.activities
        ]
    )
    cite(sections, [html for _, html in rendered], activities)
    depict(sections)
    credit(entry, sections)
    search.refresh(entry)
    kinship.relate(sections, [ready[section].kin for section in content.sections])
    search.learn(entry, sections, (section.topics for section in content.sections))


def forget(entry: Entry) -> None:
    """Remove everything that is derived for an entry. From here on nobody else changes what is derived."""
    Press.objects.hold()
    search.forget(entry)
    touched = tallying.touched_by(entry)
    Section.objects.filter(entry=entry).delete()
    tallying.recount(touched)


def shown_before(entry: Entry) -> dict[str, Section]:
    """Its sections by their keys, in order."""
    kept = ("key", "order", "audience", "published_at", "changed_at", "sign")
    return {section.key: section for section in Section.objects.filter(entry=entry).only(*kept).in_order()}


def date(entry: Entry, content: EntryContent, before: dict[str, Section], *, anew: bool) -> dating.Shown:
    """When each section, and what each audience sees, last changed. The entry still has its earlier title."""
    now = entry.updated_at
    assert now
    known = [
        dating.Part(s.key, s.audience, s.sign, s.changed_at)
        for s in before.values()
        if s.sign is not None and s.changed_at
    ]
    if anew or len(known) < len(before):
        shown = told_by_publications(entry)
    else:
        times: dict[str, datetime] = {a: getattr(entry, f"changed_for_{a}_at") or now for a in AUDIENCES}
        shown = dating.Shown(entry.title, entry.summary, tuple(known), times) if known else None
    shown = dating.published(content, now, shown)
    for audience, time in shown.changed.items():
        setattr(entry, f"changed_for_{audience}_at", time)
    return shown


def told_by_publications(entry: Entry) -> dating.Shown | None:
    """What is shown since when, as far as it is known what was published before."""
    shown, last = None, entry.updated_at
    assert last
    for publication in entry.publications.in_order().with_revisions():
        words = publication.revision
        shown = dating.published(words.read(), min(publication.at, last), shown) if words else None
    return shown


def since_when(section: SectionContent, entry: Entry, before: dict[str, Section]) -> Any:
    """When a section was first shown to all who may see it now. With what it was before, since then; what was added
    to an entry, or given to more readers, is new.
    """
    known = before.get(section.key)
    if known and AUDIENCES.index(section.audience) >= AUDIENCES.index(known.audience):
        return known.published_at
    return entry.updated_at if before else entry.published_at


def widest(audiences: Iterable[str]) -> str:
    return min(audiences, key=AUDIENCES.index)


def cite(sections: list[Section], rendered: list[markup.Rendered], activities: list[Activity]) -> None:
    by_number = {(activity.section_id, activity.number): activity for activity in activities}
    cited = [(section, order, link) for section, html in zip(sections, rendered, strict=True)
             for order, link in enumerate(html.citations, 1)]  # fmt: skip
    resources = resources_at({addresses.fingerprint(link.url): (link.url, link.words) for _, _, link in cited})
    Citation.objects.bulk_create(
        [
            Citation(
                section=section,
                activity=by_number.get((section.pk, link.activity or 0)),
                resource=resources[addresses.fingerprint(link.url)],
                order=order,
                written=written_otherwise(link.url, resources[addresses.fingerprint(link.url)]),
                words=link.words,
                folded=folded(link.words),
            )
            for section, order, link in cited
        ]
    )


def written_otherwise(url: str, resource: Resource) -> str | None:
    """Kept beside the resource's own, which may have been written where not everyone reads."""
    bare = addresses.without_place(url)
    return None if bare == resource.url else bare


def resources_at(cited: dict[str, tuple[str, str]]) -> dict[str, Resource]:
    """Resources by fingerprint, for addresses and the words that they were linked by."""
    known = {r.fingerprint: r for r in Resource.objects.filter(fingerprint__in=cited)}
    new = [
        Resource(
            url=addresses.without_place(url),
            fingerprint=mark,
            site=addresses.site_of(url)[:255],
            title=title_of(url, words),
            folded=to_search_in(url),
        )
        for mark, (url, words) in sorted(cited.items())  # in one order, or two entries may wait for each other
        if mark not in known
    ]
    Resource.objects.bulk_create(new, ignore_conflicts=True)  # another entry may cite it at the same moment
    bring_up_to_date(known, cited)
    if new:
        known |= {r.fingerprint: r for r in Resource.objects.filter(Q(fingerprint__in=[r.fingerprint for r in new]))}
    return known


def bring_up_to_date(known: dict[str, Resource], cited: dict[str, tuple[str, str]]) -> None:
    """Those that have no title yet, and those that were folded in another way or not at all."""
    changed = []
    for mark, resource in known.items():
        before = resource.title, resource.folded
        resource.title = resource.title or title_of(resource.url, cited[mark][1])
        resource.folded = to_search_in(resource.url)
        if (resource.title, resource.folded) != before:
            changed.append(resource)
    Resource.objects.bulk_update(changed, ["title", "folded"])


def to_search_in(url: str) -> str:
    """An address as it is asked for and as it is read; the same, whoever wrote it and however."""
    shared = f"https://{addresses.canonical(url)}"
    return " ".join(dict.fromkeys((folded(shared), folded(addresses.as_read(shared)))))


def title_of(url: str, words: str) -> str:
    """The words of a link, where they say more than its address."""
    words = " ".join(words.split())
    bare = addresses.canonical(words) if addresses.is_web(words) else words
    return "" if bare in {url, addresses.canonical(url), addresses.site_of(url)} or "://" in words else words[:300]
