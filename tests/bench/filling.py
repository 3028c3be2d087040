"""Fills a database with weeknotes at once, without the road that authors take: 100,000 in minutes, not in hours.

The words are invented, as often as words are said (Zipf's law); the sizes are those of real notes: 570 words in the
median, four sections, five bullets, ten links.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time
from itertools import accumulate
from typing import Any

from django.db import connection, transaction

from notes import addresses
from notes.models import Journal, Resource, Site, Topic
from notes.models.catalogue import card_number
from notes.search import analysis
from notes.search.documents import Document
from notes.search.index import engine
from notes.search.places import link_word, site_words
from notes.weeks import Week
from tests.bench.writing import MEDIAN_WORDS, SPREAD, Author

A_BATCH = 1_000  # notes
AUDIENCES = ("everyone",) * 17 + ("colleagues",) * 2 + ("members",)

ENTRY = (
    "id journal_id week_start number source created_at published_at updated_at title summary audience live_id head_id"
)
REVISION = "id entry_id content created_at is_checkpoint tab turn"
SECTION = 'id entry_id journal_id week_start key "order" heading audience html text word_count markup_version'
ACTIVITY = "id section_id number text"
FILING = 'id content_object_id tag_id week_start entry_id "order" journal_id audience'
CARD = "number id entry_id journal_id week_start audience topics authors sites"
CITATION = 'id section_id activity_id resource_id "order" words'


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
        self.last_section = self.last_activity = self.last_filing = self.last_citation = 0

    def fill(self) -> None:
        people = [Journal(slug=f"journal-{n}", name=f"Journal {n}") for n in range(self.journals)]
        self.people = Journal.objects.bulk_create(people)
        self.topics = Topic.objects.bulk_create(
            [Topic(name=name, key=name, slug=name.replace(" ", "-")) for name in self.author.topics]
        )
        self.topic_stems = [tuple(analysis.stems(topic.name)) for topic in self.topics]
        self.resources = Resource.objects.bulk_create(
            [
                Resource(url=url, fingerprint=addresses.fingerprint(url), site=addresses.site_of(url))
                for url in self.author.links
            ]
        )
        names = sorted({resource.site for resource in self.resources})
        sites = {site.name: site.pk for site in Site.objects.bulk_create([Site(name=name) for name in names])}
        self.sites = [sites[resource.site] for resource in self.resources]
        self.place_words = [(link_word(r.fingerprint), *site_words(r.site)) for r in self.resources]
        for first in range(0, self.notes, A_BATCH):
            with transaction.atomic():
                self._write(range(first, min(first + A_BATCH, self.notes)))
            print(f"{min(first + A_BATCH, self.notes):,} of {self.notes:,} filled in", file=sys.stderr, flush=True)

    def _write(self, numbers: range) -> None:
        rows: dict[str, list[Any]] = {
            name: [] for name in ("entry", "revision", "section", "activity", "filing", "citation", "card")
        }
        documents: list[Document] = []
        for number in numbers:
            self._note(number, rows, documents)
        with connection.cursor() as cursor:
            live = [(row[-1], row[0]) for row in rows["entry"]]
            _insert(cursor, "entry", ENTRY, [(*row[:-2], None, None) for row in rows["entry"]])
            _insert(cursor, "revision", REVISION, rows["revision"])
            cursor.executemany("UPDATE notes_entry SET live_id = %s WHERE id = %s", live)
            cursor.execute("UPDATE notes_entry SET head_id = live_id WHERE head_id IS NULL")
            _insert(cursor, "section", SECTION, rows["section"])
            _insert(cursor, "activity", ACTIVITY, rows["activity"])
            _insert(cursor, "filing", FILING, rows["filing"])
            _insert(cursor, "citation", CITATION, rows["citation"])
            _insert(cursor, "card", CARD, rows["card"])
        engine().write(sorted(documents, key=lambda document: document.number))

    def _note(self, number: int, rows: dict[str, list[Any]], documents: list[Document]) -> None:
        chance, week = self.chance, Week.parse("2014-01-06") + number // self.journals
        journal, entry = self.people[number % self.journals], number + 1
        now = datetime.combine(week.sunday, time(12), UTC)
        title, title_stems = self._said(6)
        summary, summary_stems = self._said(14)
        rows["revision"].append((entry, entry, "{}", now, True, "", 0))
        length = int(chance.lognormvariate(math.log(MEDIAN_WORDS), SPREAD))
        sections, bullets = chance.choice((3, 4, 4, 5)), chance.choice((4, 5, 5, 6))
        audiences = [chance.choice(AUDIENCES) for _ in range(sections)]
        widest = min(audiences, key=("everyone", "colleagues", "members").index)
        rows["entry"].append(
            (entry, journal.pk, week.monday, 1, "", now, now, now, title, summary, widest, entry, entry)
        )
        shared = (*title_stems, analysis.BREAK, *analysis.stems(journal.name), analysis.BREAK, *summary_stems)
        for order in range(1, sections + 1):
            mine = bullets // sections + (order <= bullets % sections)
            self._section(rows, documents, (entry, journal.pk, week, order, audiences[order - 1]),
                          max(20, length // sections - 12 * mine), mine, shared)  # fmt: skip

    def _section(self, rows, documents, place, length: int, bullets: int, shared: tuple[str, ...]) -> None:
        chance, (entry, journal, week, order, audience) = self.chance, place
        self.last_section += 1
        section = self.last_section
        heading, heading_stems = self._said(4)
        html, text, body, points = [], [], [], []
        for number, size in enumerate(self._sizes(length)):
            said, stems = self._said(size)
            html.append(f"<p>{said}.</p>\n")
            text.append(said + ".")
            body += [analysis.BREAK] * (number > 0) + list(stems)
        html += ["<ul>\n"] * (bullets > 0)
        for number in range(1, bullets + 1):
            said, stems = self._said(12)
            self.last_activity += 1
            rows["activity"].append((self.last_activity, section, number, said))
            html.append(f'<li id="s{order}-{number}">{said}</li>\n')
            text.append(said)
            points += [analysis.BREAK] * (number > 1) + list(stems)
        html += ["</ul>\n"] * (bullets > 0)
        topics = set(
            chance.choices(range(len(self.topics)), cum_weights=self.topic_sums, k=chance.choice((1, 1, 2, 3)))
        )
        filed: list[str] = []
        for topic in topics:
            self.last_filing += 1
            rows["filing"].append(
                (self.last_filing, section, self.topics[topic].pk, week.monday, entry, order, journal, audience)
            )
            filed += [analysis.BREAK] * bool(filed) + list(self.topic_stems[topic])
        cited = {analysis.ALL}
        sites: set[int] = set()
        for number in range(1, chance.choice((0, 1, 2, 3, 4, 5)) + 1):
            resource = min(chance.randrange(len(self.resources)), chance.randrange(len(self.resources)))
            self.last_citation += 1
            rows["citation"].append((self.last_citation, section, None, self.resources[resource].pk, number, "link"))
            cited.update(self.place_words[resource])
            sites.add(self.sites[resource])
        rows["section"].append((section, entry, journal, week.monday, f"s{order}", order, heading, audience,
                                "".join(html), "\n".join(text), length + 12 * bullets, 1))  # fmt: skip
        number = card_number(week.monday, section)
        on = " ".join(str(self.topics[topic].pk) for topic in topics)
        rows["card"].append((number, section, entry, journal, week.monday, audience, on, "", " ".join(map(str, sites))))
        documents.append(Document(number, heading_stems, tuple(filed), tuple(points), tuple(body),
                                  (*shared, *sorted(cited))))  # fmt: skip

    def _sizes(self, length: int) -> Iterator[int]:
        while length > 0:
            size = min(length, self.chance.randint(20, 90))
            yield size
            length -= size

    def _said(self, length: int) -> tuple[str, tuple[str, ...]]:
        chosen = self.chance.choices(range(len(self.words)), cum_weights=self.sums, k=length)
        return " ".join([self.words[n] for n in chosen]).capitalize(), tuple([self.stems[n] for n in chosen])


def _insert(cursor, table: str, columns: str, rows: list[tuple]) -> None:
    names = columns.split()
    places = ", ".join(["%s"] * len(names))
    cursor.executemany(f"INSERT INTO notes_{table} ({', '.join(names)}) VALUES ({places})", rows)
