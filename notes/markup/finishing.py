"""The last look at the tree: addresses for bullets and footnotes, links that say where they go, no foreign images."""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator
from typing import TYPE_CHECKING

from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from notes import addresses
from notes.markup import policy

if TYPE_CHECKING:
    from markdown import Markdown

FIRST_LEVEL = 3  # a section's own heading is an h2
LISTS = {"ul", "ol"}
BLOCKS = LISTS | {"p", "blockquote", "pre", "table", "div", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
TICKS = {"[ ]": "☐", "[x]": "☑", "[X]": "☑"}


class Finishing(Treeprocessor):
    def __init__(self, md: Markdown, *, key: str) -> None:
        super().__init__(md)
        self.key = key

    def run(self, root: etree.Element) -> None:
        self._footnotes(root)
        self._headings(root)
        self._tables(root)
        self._images(root)
        self._links(root)
        self._ticks(root)
        self._points(root)

    def _footnotes(self, root: etree.Element) -> None:
        """Ids that never meet on a page with many sections, whatever the author called the notes."""
        numbers: dict[str, int] = {}
        times: dict[int, int] = {}
        for mark in [e for e in root.iter("sup") if (e.get("id") or "").startswith("fnref")]:
            link = mark.find("a")
            if link is None:
                continue
            number = numbers.setdefault(link.get("href", ""), len(numbers) + 1)
            times[number] = times.get(number, 0) + 1
            again = f"-again-{times[number]}" if times[number] > 1 else ""
            link.attrib.clear()
            link.attrib |= {
                "class": "note-ref",
                "id": f"ref-{self.key}-{number}{again}",
                "href": f"#note-{self.key}-{number}",
                "aria-label": f"Footnote {number}",
            }
            link.text = str(number)
            mark.attrib.clear()
        for place in [e for e in root.iter("div") if e.get("class") == "footnote"]:
            place.attrib = {"class": "notes"}
            for rule in place.findall("hr"):
                place.remove(rule)
            for note in place.iter("li"):
                number = numbers.get("#" + (note.get("id") or ""), 0)
                note.attrib = {"id": f"note-{self.key}-{number}"} if number else {}
                for link in [e for e in note.iter("a") if e.get("class") == "footnote-backref"]:
                    link.attrib = {
                        "class": "note-back",
                        "href": f"#ref-{self.key}-{number}",
                        "aria-label": f"Back to footnote {number} in the words",
                    }
                    link.text = "↩"

    def _headings(self, root: etree.Element) -> None:
        headings = [e for e in root.iter() if re.fullmatch(r"h[1-6]", e.tag)]
        levels = [int(e.tag[1]) for e in headings]
        shift = max(0, FIRST_LEVEL - min(levels, default=FIRST_LEVEL))
        reached = FIRST_LEVEL - 1
        for heading, level in zip(headings, levels, strict=True):
            reached = min(level + shift, reached + 1, 6)  # no level is skipped on the way down
            heading.tag = f"h{reached}"
            heading.attrib.clear()

    def _tables(self, root: etree.Element) -> None:
        """A wide table scrolls by itself, also by keyboard."""
        for parent in list(root.iter()):
            for place, table in enumerate(list(parent)):
                if table.tag == "table" and parent.tag != "div":
                    frame = etree.Element(
                        "div", {"class": "table", "role": "region", "tabindex": "0", "aria-label": "Table"}
                    )
                    frame.tail, table.tail = table.tail, None
                    parent.remove(table)
                    frame.append(table)
                    parent.insert(place, frame)

    def _images(self, root: etree.Element) -> None:
        """Our own stay; one on another host would tell it who reads, so it becomes a link by its alternative text."""
        within_links = {id(image) for link in root.iter("a") for image in link.iter("img")}
        for image in [e for e in root.iter("img")]:
            source, alt = image.get("src", ""), (image.get("alt") or "").strip()
            if policy.ATTRIBUTES["img"]["src"].fullmatch(source):
                image.set("loading", "lazy")
                continue
            words = alt or source.rsplit("/", 1)[-1] or "image"
            if id(image) in within_links:
                image.tag = "span"
                image.attrib.clear()
            else:
                image.tag = "a"
                title = image.get("title")
                image.attrib.clear()
                image.set("href", source)
                if title:
                    image.set("title", title)
            image.text = AtomicString(words)

    def _links(self, root: etree.Element) -> None:
        in_headings = {id(a) for e in root.iter() if re.fullmatch(r"h[1-6]", e.tag) for a in e.iter("a")}
        for parent in list(root.iter()):
            for place, link in reversed(list(enumerate(parent))):
                if link.tag != "a" or link.get("class"):
                    continue
                href = addresses.tidy(link.get("href", ""))
                link.set("href", href)
                if not addresses.is_web(href):
                    continue
                link.set("rel", "nofollow noopener")
                site, words = addresses.site_of(href), "".join(link.itertext())
                if id(link) not in in_headings and site.lower() not in words.lower():
                    shown = etree.Element("span", {"class": "site", "data-address": addresses.bare(href)})
                    shown.text = AtomicString(site)
                    shown.tail, link.tail = link.tail, " "
                    parent.insert(place + 1, shown)

    def _ticks(self, root: etree.Element) -> None:
        for point in root.iter("li"):
            words = point[0] if len(point) and point[0].tag == "p" and not (point.text or "").strip() else point
            text = words.text or ""
            if tick := TICKS.get(text.lstrip()[:3]):
                if text.lstrip()[3:4] in {" ", "\n"}:
                    words.text = tick + text.lstrip()[3:]

    def _points(self, root: etree.Element) -> None:
        for number, point in enumerate(self._top_level_points(root), 1):
            point.set("id", f"{self.key}-{number}")
            anchor = etree.Element("a", {"class": "anchor", "href": f"#{self.key}-{number}"})
            anchor.set("aria-label", "Link to this point")
            anchor.text = "#"
            _end_of_words(point, anchor)

    def _top_level_points(self, root: etree.Element) -> Iterator[etree.Element]:
        for block in root:
            if block.tag in LISTS:
                yield from block.findall("li")


def _end_of_words(point: etree.Element, anchor: etree.Element) -> None:
    """Put the anchor behind a point's words, before what is nested in it."""
    if len(point) and point[0].tag == "p" and not (point.text or "").strip():
        point = point[0]
    place = next((n for n, child in enumerate(point) if child.tag in BLOCKS), len(point))
    if place:
        before = point[place - 1]
        anchor.tail = None
        before.tail = (before.tail or "").rstrip() + " "
    else:
        point.text = (point.text or "").rstrip() + " "
    point.insert(place, anchor)
