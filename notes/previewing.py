"""What readers would see of a draft, without keeping anything. The same door makes the HTML, and the same parts of
templates print it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from notes import markup
from notes.content import AUDIENCES, EntryContent, SectionContent, topic_key
from notes.models import WORDS_PER_MINUTE, Entry, Section, Topic


class SeenSection(NamedTuple):
    section: Section
    topics: list[Topic]


@dataclass(frozen=True)
class Preview:
    """A draft as one audience would have it."""

    entry: Entry
    title: str
    summary: str
    audience: str
    sections: list[SeenSection]

    @property
    def reading_minutes(self) -> int:
        return max(1, round(sum(seen.section.word_count for seen in self.sections) / WORDS_PER_MINUTE))


def preview(entry: Entry, content: EntryContent, audience: str, *, pictures_at: str = "") -> Preview:
    """Raise ValueError for an audience that is none. With `pictures_at`, it is for somebody without an account: the
    pictures come from there, and topics are only named, for their pages may not be that reader's to open.
    """
    shown = shown_to(audience, content)
    wanted = set() if pictures_at else {topic_key(name) for section in shown for name in section.topics}
    known = Topic.objects.by_key(wanted) if wanted else {}
    sections = []
    for section in shown:
        rendered = markup.render(section.body, key=section.key)
        unsaved = Section(
            entry=entry,
            key=section.key,
            heading=section.heading,
            audience=section.audience,
            html=markup.with_pictures_at(rendered.html, pictures_at) if pictures_at else rendered.html,
            text=rendered.text,
            word_count=rendered.words,
        )
        # A topic that nobody has published on yet has no address to link to.
        topics = [known.get(topic_key(name)) or Topic(name=name) for name in section.topics]
        once = {topic.pk or topic.name: topic for topic in topics}  # two names may be one topic by now
        sections.append(SeenSection(unsaved, list(once.values())))
    return Preview(entry, content.title, content.summary, audience, sections)


def shown_to(audience: str, content: EntryContent) -> list[SectionContent]:
    """The sections of a draft that one audience would have."""
    return [s for s in content.without_empty_sections().sections if sees(audience, s.audience)]


def sees(reader: str, audience: str) -> bool:
    """Whether somebody of one audience may see what is meant for another: members see all, everyone the least."""
    return AUDIENCES.index(reader) >= AUDIENCES.index(audience)
