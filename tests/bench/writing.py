"""Invents weeknotes of the sizes that real ones have: 570 words in the median and 1,860 at p95, 3 sections, 5 bullets
and 10 links in the median.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from notes.weeks import Week

MEDIAN_WORDS, SPREAD = 570, math.log(1860 / 570) / 1.645
SYLLABLES = """ba den col fer gan hol is jor ke lim mar nes or pel qui rad sen tor ul ver win yar zed ash bro ith
tam sul wen hob gri fen lod pra cus mel sto bri""".split()
SUBJECTS = (
    "housing repairs search governance content design budget accessibility forms bins data planning libraries "
    "recruitment licences parking research hosting procurement social care schools tax benefits records maps"
).split()


class Author:
    """Writes the same notes again for the same seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        invented = {"".join(self.chance.choices(SYLLABLES, k=self.chance.choice([1, 2, 3, 3]))) for _ in range(16_000)}
        self.words = SUBJECTS + sorted(invented)
        self.chance.shuffle(self.words)
        # Words of a language follow Zipf's law: the n-th is said 1/n as often as the first
        self.weights = [1 / (rank + 3) for rank in range(len(self.words))]
        self.links = [f"https://site{n % 400}.example/{self.words[n % 900]}/{n}" for n in range(6000)]
        self.topics = [f"{a} {b}" for a in SUBJECTS[:12] for b in SUBJECTS[12:22]]
        self.topic_weights = [1 / (rank + 2) for rank in range(len(self.topics))]

    def notes(self, count: int, journals: int, *, after: int = 0) -> Iterator[tuple[str, Week, bytes]]:
        """A journal's slug, the week and the file, week by week; without those that come first."""
        first = Week.parse("2014-01-06")
        for number in range(after, count):
            week = first + number // journals
            yield f"journal-{number % journals}", week, self.note(week).encode()

    def note(self, week: Week) -> str:
        chance = self.chance
        length = int(chance.lognormvariate(math.log(MEDIAN_WORDS), SPREAD))
        sections = max(1, round(chance.lognormvariate(math.log(3), 0.5)))
        bullets = max(0, round(chance.lognormvariate(math.log(5), 0.8)))
        links = max(0, round(chance.lognormvariate(math.log(10), 0.7)))
        parts = [f"---\nweek: {week.key}\ntitle: {self.sentence(6)}\nsummary: {self.sentence(14)}\n---\n"]
        for section in range(sections):
            share = length // sections
            topics = ", ".join(chance.choices(self.topics, self.topic_weights, k=chance.randint(1, 3)))
            parts.append(f"## {self.sentence(4)}\n<!-- topics: {topics} -->\n")
            lines = []
            mine = bullets // sections + (section < bullets % sections)
            while share > 0:
                size = min(share, chance.randint(20, 90))
                cited = min(links, chance.randint(0, 3))
                links -= cited
                lines.append(self.paragraph(size, cited))
                share -= size
            lines += [f"- {self.paragraph(12, int(links > 0))}" for _ in range(mine)]
            links -= min(links, mine)
            parts.append("\n\n".join(lines) + "\n")
        return "\n".join(parts)

    def sentence(self, length: int) -> str:
        return " ".join(self.chance.choices(self.words, self.weights, k=length)).capitalize()

    def paragraph(self, length: int, cited: int) -> str:
        said = self.chance.choices(self.words, self.weights, k=length)
        for _ in range(cited):
            said[self.chance.randrange(length)] = f"[{self.sentence(3)}]({self.chance.choice(self.links)})"
        return " ".join(said).capitalize() + "."
