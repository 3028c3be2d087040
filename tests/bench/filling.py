"""Fills a database with weeknotes at once, without the road that authors take: 100,000 in minutes, not in hours.

The words are invented, and as frequent as words are (Zipf's law); the sizes are those of real notes: 570 words in the
median, four sections, five bullets, ten links. Of twenty sections three are for colleagues or members.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import accumulate

from django.core.management.color import no_style
from django.db import connection, models, transaction

from notes import addresses
from notes.models import (
    Activity,
    Authorship,
    Card,
    Citation,
    Entry,
    Filing,
    Journal,
    Relation,
    Resource,
    Revision,
    Section,
    Site,
    Topic,
    User,
    Word,
)  # fmt: skip
from notes.models.catalogue import card_number
from notes.search import analysis
from notes.search.documents import Document
from notes.search.index import engine
from notes.search.places import link_word, site_words
from notes.weeks import Week
from tests.bench.writing import MEDIAN_WORDS, SPREAD, Author

FIRST_WEEK = Week.parse("2014-01-06")
A_BATCH = 1_000  # notes
AUDIENCES = ("everyone",) * 17 + ("colleagues",) * 2 + ("members",)
RELATED = 3  # sections of each

COLUMNS = {
    Entry: "id journal_id week_start created_at published_at updated_at title summary audience",
    Revision: "id entry_id content created_at",
    Section: "id entry_id journal_id week_start key order heading audience html text word_count markup_version "
    "published_at",
    Activity: "id section_id number text",
    Filing: "id content_object_id tag_id week_start entry_id order journal_id audience written",
    Card: "number id entry_id journal_id week_start audience topics authors sites",
    Citation: "id section_id activity_id resource_id order words",
    Authorship: "id entry_id section_id user_id order",
    Relation: "id section_id other_id score",
}
Said = tuple[str, tuple[str, ...]]  # as it is written, and its stems
Rows = dict[type[models.Model], list[tuple]]


class Filler:
    """Writes the same archive again for the same seed."""

    def __init__(self, notes: int, journals: int, seed: int = 2018) -> None:
        self.notes, self.journals = notes, journals
        self.author = Author(seed)
        self.chance = random.Random(seed)
        self.words = self.author.words
        self.stems = [analysis.stem_of(word) for word in self.words]
        self.sums = list(accumulate(self.author.weights))
        self.topic_sums = list(accumulate(self.author.topic_weights))
        self.last: dict[type[models.Model], int] = dict.fromkeys(COLUMNS, 0)

    def fill(self) -> None:
        with transaction.atomic():
            self._write_what_is_shared()
        for first in range(0, self.notes, A_BATCH):
            with transaction.atomic():
                self._write(range(first, min(first + A_BATCH, self.notes)))
            if not first % (5 * A_BATCH):
                print(f"{first:,} of {self.notes:,} filled in", file=sys.stderr, flush=True)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), list(COLUMNS)):
                cursor.execute(statement)

    def _write_what_is_shared(self) -> None:
        numbers = range(self.journals)
        self.people = Journal.objects.bulk_create(Journal(slug=f"journal-{n}", name=f"Journal {n}") for n in numbers)
        self.users = User.objects.bulk_create(
            User(username=f"person-{n}", email=f"person-{n}@example.org") for n in numbers
        )
        pairs = zip(self.people, self.users, strict=True)
        Journal.members.through.objects.bulk_create(
            Journal.members.through(journal=journal, user=user) for journal, user in pairs
        )
        self.topics = Topic.objects.bulk_create(
            Topic(name=name, key=name, slug=name.replace(" ", "-")) for name in self.author.topics
        )
        self.topic_stems = [tuple(analysis.stems(topic.name)) for topic in self.topics]
        self.resources = Resource.objects.bulk_create(
            Resource(url=url, fingerprint=addresses.fingerprint(url), site=addresses.site_of(url))
            for url in self.author.links
        )
        names = sorted({resource.site for resource in self.resources})
        sites = {site.name: site.pk for site in Site.objects.bulk_create(Site(name=name) for name in names)}
        self.sites = [sites[resource.site] for resource in self.resources]
        self.place_words = [(link_word(r.fingerprint), *site_words(r.site)) for r in self.resources]
        folded = sorted({word for word in map(analysis.beginning_of, self.words) if len(word) > 2})
        Word.objects.bulk_create(Word(folded=word, backwards=word[::-1], widest=0) for word in folded)

    def _write(self, numbers: range) -> None:
        rows: Rows = {model: [] for model in COLUMNS}
        documents: list[Document] = []
        for number in numbers:
            self._note(number, rows, documents)
        for model, found in rows.items():
            _insert(model, COLUMNS[model].split(), found)
        ids = [row[0] for row in rows[Entry]]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE notes_entry SET live_id = id, head_id = id WHERE id BETWEEN %s AND %s", [ids[0], ids[-1]]
            )
        engine().write(sorted(documents, key=lambda document: document.number))

    def _next(self, model: type[models.Model]) -> int:
        self.last[model] += 1
        return self.last[model]

    def _note(self, number: int, rows: Rows, documents: list[Document]) -> None:
        chance, week, entry = self.chance, FIRST_WEEK + number // self.journals, self._next(Entry)
        who = number % self.journals
        journal = self.people[who]
        now = datetime.combine(week.sunday, time(12), UTC)
        title, summary = self._said(6), self._said(14)
        rows[Revision].append((entry, entry, {}, now))
        length = int(chance.lognormvariate(math.log(MEDIAN_WORDS), SPREAD))
        sections, bullets = chance.choice((3, 4, 4, 5)), chance.choice((4, 5, 5, 6))
        audiences = [chance.choice(AUDIENCES) for _ in range(sections)]
        widest = min(audiences, key=("everyone", "colleagues", "members").index)
        rows[Entry].append((entry, journal.pk, week.monday, now, now, now, title[0], summary[0], widest))
        shared = [*title[1], analysis.BREAK, *analysis.stems(journal.name), analysis.BREAK, *summary[1]]
        for order, audience in enumerate(audiences, 1):
            mine = bullets // sections + (order <= bullets % sections)
            section = Section(
                pk=self._next(Section), entry_id=entry, journal_id=journal.pk, week_start=week.monday,
                order=order, audience=audience, published_at=now,
            )  # fmt: skip
            document = self._section(rows, section, max(20, length // sections - 12 * mine), mine, who)
            documents.append(document(shared))

    def _section(self, rows: Rows, section: Section, length: int, bullets: int, who: int):
        pk, entry, order = section.pk, section.entry_id, section.order
        place = (entry, section.journal_id, section.week_start)
        heading = self._said(4)
        paragraphs = [self._said(size) for size in self._sizes(length)]
        points = [self._said(12) for _ in range(bullets)]
        key = f"s{order}"
        html = "".join(f"<p>{said}.</p>\n" for said, _ in paragraphs) + _list(key, points)
        text = "\n".join([f"{said}." for said, _ in paragraphs] + [said for said, _ in points])
        rows[Section].append((pk, *place, key, order, heading[0], section.audience, html, text,
                              length + 12 * bullets, 1, section.published_at))  # fmt: skip
        rows[Activity] += [(self._next(Activity), pk, n, said) for n, (said, _) in enumerate(points, 1)]
        topics, cited = self._topics(), self._cited()
        rows[Filing] += [
            (self._next(Filing), pk, self.topics[n].pk, section.week_start, entry, order, section.journal_id,
             section.audience, f"\n{self.topics[n].key}\n")
            for n in topics
        ]  # fmt: skip
        rows[Citation] += [
            (self._next(Citation), pk, None, self.resources[n].pk, at, "link") for at, n in enumerate(cited, 1)
        ]
        rows[Authorship].append((self._next(Authorship), entry, pk, self.users[who].pk, 0))
        rows[Relation] += [(self._next(Relation), pk, other, 1.5) for other in self._related(pk)]
        number = card_number(section.week_start, pk)
        on = " ".join(str(self.topics[n].pk) for n in topics)
        sites = " ".join(map(str, dict.fromkeys(self.sites[n] for n in cited)))
        rows[Card].append((number, pk, *place, section.audience, on, str(self.users[who].pk), sites))
        special = {analysis.ALL, *(word for n in cited for word in self.place_words[n])}
        return lambda shared: Document(
            number,
            heading[1],
            _apart(self.topic_stems[n] for n in topics),
            _apart(stems for _, stems in points),
            _apart(stems for _, stems in paragraphs),
            (*shared, *sorted(special)),
        )

    def _topics(self) -> list[int]:
        many = self.chance.choice((1, 1, 2, 3))
        return list(dict.fromkeys(self.chance.choices(range(len(self.topics)), cum_weights=self.topic_sums, k=many)))

    def _cited(self) -> list[int]:
        """Some are cited more often than others."""
        chance, all_of_them = self.chance, len(self.resources)
        return [min(chance.randrange(all_of_them), chance.randrange(all_of_them)) for _ in range(chance.randint(0, 5))]

    def _related(self, section: int) -> list[int]:
        return self.chance.sample(range(1, section), RELATED) if section > RELATED else []

    def _sizes(self, length: int) -> Iterator[int]:
        while length > 0:
            size = min(length, self.chance.randint(20, 90))
            yield size
            length -= size

    def _said(self, length: int) -> Said:
        chosen = self.chance.choices(range(len(self.words)), cum_weights=self.sums, k=length)
        return " ".join([self.words[n] for n in chosen]).capitalize(), tuple([self.stems[n] for n in chosen])


def _list(key: str, points: list[Said]) -> str:
    items = "".join(f'<li id="{key}-{n}">{said}</li>\n' for n, (said, _) in enumerate(points, 1))
    return f"<ul>\n{items}</ul>\n" if items else ""


def _apart(texts: Iterator[tuple[str, ...]]) -> tuple[str, ...]:
    found: list[str] = []
    for stems in texts:
        found += [analysis.BREAK] * bool(found) + list(stems)
    return tuple(found)


def _insert(model: type[models.Model], given: list[str], rows: list[tuple]) -> None:
    """Rows of these columns; what is not given is as the model has it."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    others = [field for name, field in fields.items() if name not in given and not field.primary_key]
    usual = tuple(field.get_db_prep_save(field.get_default(), connection) for field in others)
    own = [fields[name] for name in given]
    names = ", ".join(connection.ops.quote_name(field.column) for field in (*own, *others))
    places = ", ".join(["%s"] * (len(own) + len(others)))
    prepared = [
        (*(field.get_db_prep_save(value, connection) for field, value in zip(own, row, strict=True)), *usual)
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({places})", prepared)
