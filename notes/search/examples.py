"""Ways to ask, shown on what this viewer can find: made from their newest section, so that each example finds it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from notes.models import Citation, Journal, Section
from notes.querysets import Viewer
from notes.search.analysis import beginning_of, is_common, stem_of, words
from notes.search.asking import Asked
from notes.search.parsing import as_value
from notes.search.query import AUTHOR, JOURNAL, TOPIC, YEAR
from notes.search.sharing import telling_words

LOOKED_AT = 12  # newest sections, of which the one with the most to show is taken
SHORTEST, LONGEST = 4, 20  # letters of a word
_SIDE_BY_SIDE = re.compile(r"(?<!\S)[^\W\d_]{3,20} [^\W\d_]{3,20}(?!\w)")
NEUTRAL = {
    "words": "housing repairs", "phrase": '"data sharing"', "either": "damp OR mould", "beginning": "librar*",
    "topic": "topic:governance year:2018", "who": "author:alice", "week": "w/c 30 July 2018",
    "time": "damp last month", "site": "gov.uk",
}  # fmt: skip
MEANS = {
    "words": "sections with both words, in any form: “repair” also finds “repairing” and “repaired”",
    "phrase": "these words side by side",
    "either": "either of two; a hyphen before a word leaves out what has it",
    "beginning": "words that begin so",
    "topic": "also week:, from:, to:, before:, after: and site:, has:image and has:link, is:everyone and is:colleagues",
    "who": "what somebody wrote (author:) or what stands in a journal (journal:); a part of the name will do",
    "week": "a week, by any of its names",
    "time": "a time beside words: last month, since March 2025, last spring; in quotation marks it stays words",
    "site": "a site or a whole web address: who cited it",
}


@dataclass(frozen=True)
class Example:
    kind: str
    says: str
    means: str
    url: str = ""  # empty for one that may find nothing


def examples(viewer: Viewer) -> list[Example]:
    """Three queries, whatever there is: the newest sections, their topics, what they cite."""
    newest = list(Section.objects.visible_to(viewer).newest_first().with_entry().defer("html")[:LOOKED_AT])
    section = max(newest, key=lambda each: (len(each.topics.all()) > 0, len(_words_of(each))), default=None)
    shown = dict(_of(section)) if section else {}
    cited = Citation.objects.filter(section__in=newest).exclude(resource__site="").order_by("order")
    if site := cited.values_list("resource__site", flat=True).first():
        shown["site"] = site
    return [
        Example(kind, shown.get(kind, says), MEANS[kind], Asked(shown[kind]).url() if kind in shown else "")
        for kind, says in NEUTRAL.items()
    ]


def _of(section: Section) -> Iterator[tuple[str, str]]:
    found = _words_of(section)
    if len(found) > 1:
        yield "words", " ".join(found[:2])
        yield "either", " OR ".join(found[:2])
    if found:
        yield "time", f"{found[0]} in {section.week.year}"
        longest = max(found, key=len)
        beginning = stem_of(longest)[:-1]
        if len(beginning) > 1 and beginning_of(longest).startswith(beginning):
            yield "beginning", f"{beginning}*"
    if phrase := next(_side_by_side(section), ""):
        yield "phrase", f'"{phrase}"'
    if topic := next((t.name for t in section.topics.all() if '"' not in t.name), ""):
        yield "topic", f"{TOPIC}:{as_value(topic)} {YEAR}:{section.week.year}"
    journal = section.entry.journal
    if '"' not in journal.name:
        yield "who", f"{AUTHOR if journal.kind == Journal.Kind.PERSON else JOURNAL}:{as_value(journal.name)}"
    yield "week", section.week.name


def _words_of(section: Section) -> list[str]:
    found = telling_words(section.heading, section.text, frozenset()).values()
    return [word.lower() for word in found if SHORTEST <= len(word) <= LONGEST and word.isalpha()]


def _side_by_side(section: Section) -> Iterator[str]:
    for line in (section.heading, *section.text.splitlines()):
        for match in _SIDE_BY_SIDE.finditer(line):
            if not any(is_common(word.stem) for word in words(match[0])):
                yield match[0]
