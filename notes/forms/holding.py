"""What a script may keep of a form while something in it has to be put right: all but that."""

from __future__ import annotations

from dataclasses import replace

from notes.content import MAX_BODIES, MAX_SECTIONS, MEMBERS, EntryContent, SectionContent
from notes.forms.entry import EntryForm, SectionFields

SAID = {
    "heading": ("the heading of {}", "The heading of {} is too long"),
    "topics": ("the topics of {}", "The topics of {} are too many or too long"),
    "audience": ("who may read {}", "It is not chosen who may read {}"),
    "body": ("the text of {}", "The text of {} is too long"),
}
Left = list[tuple[str, str]]  # what is not kept as it was typed: its name, and why


def kept_of(form: EntryForm) -> tuple[EntryContent, Left]:
    """The content with what cannot be kept left as it was in the revision that the page started from."""
    if form.is_ready():
        return form.content, []
    left: Left = []
    was = form.base.read()
    title, summary = form.title, form.summary
    if "title" in form.errors:
        title = was.title
        left.append(("the title", "The title is too long"))
    if "summary" in form.errors:
        summary = was.summary
        left.append(("the summary", "The one-line summary is too long"))
    shown = [section for section in form.sections if not section.is_removed]
    sections = [_kept(section, was, left) for section in shown]
    sections = _so_many(sections, shown, was, left)
    sections = _so_long(sections, was, left)
    return EntryContent(title=title, summary=summary, sections=tuple(sections)), left


def _kept(fields: SectionFields, was: EntryContent, left: Left) -> SectionContent:
    errors = list(fields.errors)
    section = fields.read()  # with what is refused left blank
    before = was.section(section.key) or SectionContent(section.key, audience=MEMBERS)
    for name in errors:
        place = f"section {fields.number}" if name == "heading" else _name(section, fields.number)
        left.append((SAID[name][0].format(place), SAID[name][1].format(place)))
    return replace(section, **{name: getattr(before, name) for name in errors})


def _so_many(
    sections: list[SectionContent], shown: list[SectionFields], was: EntryContent, left: Left
) -> list[SectionContent]:
    """The new ones wait, the last first."""
    for fields in reversed(shown):
        if len(sections) > MAX_SECTIONS and was.section(fields.key) is None:
            section = next(one for one in sections if one.key == fields.key)
            sections = [one for one in sections if one is not section]
            name = _name(section, fields.number)
            left.append(
                (name, f"{name[:1].upper()}{name[1:]} is one too many, for an entry has {MAX_SECTIONS} at most")
            )
    return sections


def _so_long(sections: list[SectionContent], was: EntryContent, left: Left) -> list[SectionContent]:
    """What has grown most waits."""
    bodies = {section.key: section.body for section in was.sections}

    def growth(section: SectionContent) -> int:
        return len(section.body) - len(bodies.get(section.key, ""))

    while sum(len(section.body) for section in sections) > MAX_BODIES:
        place, most = max(enumerate(sections), key=lambda pair: growth(pair[1]))
        name = f"the text of {_name(most, place + 1)}"
        left.append((name, f"With {name} the entry is too long"))
        sections = [*sections[:place], replace(most, body=bodies.get(most.key, "")), *sections[place + 1 :]]
    return sections


def _name(section: SectionContent, number: int) -> str:
    return f"‘{section.heading}’" if section.heading else f"section {number}"
