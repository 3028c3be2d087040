"""The last touches, in the tree: headings below their section's, pictures, footnotes, the sites that links lead to,
and an address for each activity. After this only bleach and nh3 see the HTML.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from notes.addresses import is_web, site_of
from notes.markup.limits import refuse_too_much
from notes.markup.links import link
from notes.markup.policy import may_link_to, may_show
from notes.picture_addresses import SIZES, PictureAddress

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
HIGHEST, LOWEST = 3, 6  # the page's title is h1, the section's heading h2
BLOCKS = frozenset({"blockquote", "div", "hr", "ol", "p", "pre", "table", "ul", *HEADINGS})


class Finishing(Treeprocessor):
    def __init__(self, md: Markdown, key: str) -> None:
        super().__init__(md)
        self.key = key

    def run(self, root: Element) -> None:
        refuse_too_much(root)
        parents = {child: parent for parent in root.iter() for child in parent}
        lower_headings(root)
        for image in list(root.iter("img")):
            replace_foreign(image, parents)
        self.number_notes(root)
        for anchor in list(root.iter("a")):
            name_site(anchor, parents)
        for table in list(root.iter("table")):
            wrap_table(table, parents)
        self.address_points(root)
        for element in root.iter():
            if element.tag in BLOCKS or element.tag in {"li", "tr"}:
                element.tail = f"{element.tail or ''}\n"

    def number_notes(self, root: Element) -> None:
        """Number footnotes as they are first mentioned, and link both ways."""
        notes = root.find("div[@class='notes']/ol")
        if notes is None:
            return
        numbers: dict[str, int] = {}
        mentions: dict[str, int] = {}
        for reference in [a for a in root.iter("a") if "note" in a.attrib]:
            label = reference.attrib.pop("note")
            number = numbers.setdefault(label, len(numbers) + 1)
            mentions[label] = mentions.get(label, 0) + 1
            again = f"-{mentions[label]}" if mentions[label] > 1 else ""
            reference.set("id", f"ref-{self.key}-{number}{again}")
            reference.set("href", f"#fn-{self.key}-{number}")
            reference.set("aria-label", f"Footnote {number}")
            reference.text = str(number)
        items = {item.attrib.pop("note"): item for item in list(notes)}
        for label in items:
            numbers.setdefault(label, len(numbers) + 1)
        notes[:] = [items[label] for label in sorted(items, key=lambda label: numbers[label])]
        for label, item in items.items():
            number = numbers[label]
            item.set("id", f"fn-{self.key}-{number}")
            if label in mentions:
                add_way_back(item, f"#ref-{self.key}-{number}", number)

    def address_points(self, root: Element) -> None:
        number = 0
        for bullets in root:
            if bullets.tag not in {"ol", "ul"}:
                continue
            for item in bullets:
                number += 1
                item.set("id", f"{self.key}-{number}")
                add_anchor(item, f"#{self.key}-{number}")


def lower_headings(root: Element) -> None:
    """Rank headings below the section's own and leave no rank out, whatever marks they were typed with."""
    ranks: list[int] = []
    for heading in [element for element in root.iter() if element.tag in HEADINGS]:
        typed = int(heading.tag[1])
        while ranks and ranks[-1] >= typed:
            ranks.pop()
        ranks.append(typed)
        heading.tag = f"h{min(HIGHEST + len(ranks) - 1, LOWEST)}"


def replace_foreign(image: Element, parents: dict[Element, Element]) -> None:
    """Link to a picture that is not ours: showing it would tell another host who reads here."""
    address, words = image.get("src", ""), image.get("alt", "")
    if may_show(address):
        say_size(image, address)
        return
    parent = parents[image]
    ancestor: Element | None = parent
    while ancestor is not None and ancestor.tag != "a":
        ancestor = parents.get(ancestor)
    shown = words or ("" if address.startswith("data:") else address)
    if ancestor is not None or not may_link_to(address):  # no link inside a link
        replacement = Element("span", {} if ancestor is not None else {"data-dropped": address})
        replacement.text = shown
    else:
        replacement = link(address, shown, image.get("title", ""))
        replacement.set("class", "picture")
    replacement.tail = image.tail
    parent[list(parent).index(image)] = replacement
    parents[replacement] = parent


def say_size(image: Element, address: str) -> None:
    """What a browser needs to keep the place of a picture free, and to fetch no more of it than it shows."""
    image.set("loading", "lazy")
    picture = PictureAddress.parse(address)
    if picture is None:
        return
    image.set("width", str(picture.width))
    image.set("height", str(picture.height))
    if picture.srcset:
        image.set("srcset", picture.srcset)
        image.set("sizes", SIZES)


def name_site(anchor: Element, parents: dict[Element, Element]) -> None:
    """Say after a link where it leads, unless its words do."""
    address = anchor.get("href", "")
    words = "".join(anchor.itertext())
    if not words.strip() and not any(image.get("alt") for image in anchor.iter("img")):
        anchor.text = address
        return
    site = site_of(address)
    if not is_web(address) or site.casefold() in words.casefold():
        return
    span = Element(
        "span", {"class": "site", "data-address": address.split("//", 1)[1].removeprefix("www.").rstrip("/")}
    )
    span.text = site
    span.tail, anchor.tail = anchor.tail, " "
    parent = parents[anchor]
    parent.insert(list(parent).index(anchor) + 1, span)


def wrap_table(table: Element, parents: dict[Element, Element]) -> None:
    for cell in table.iter("th"):
        if not len(cell) and not (cell.text or "").strip():
            cell.tag = "td"  # an empty heading would be announced as one
    parent = parents[table]
    # a wide table scrolls by itself; who has no mouse has to be able to get there
    frame = Element("div", {"class": "table", "role": "group", "aria-label": "Table", "tabindex": "0"})
    frame.tail, table.tail = table.tail, None
    parent[list(parent).index(table)] = frame
    frame.append(table)


def add_anchor(item: Element, address: str) -> None:
    """At the end of the bullet's own words, before the lists inside it."""
    anchor = Element("a", {"class": "anchor", "href": address, "aria-label": "Link to this point"})
    anchor.text = "#"
    first_block = next((place for place, child in enumerate(item) if child.tag in BLOCKS), len(item))
    if first_block == 0 and len(item) and item[0].tag == "p" and not (item.text or "").strip():
        item = item[0]
        first_block = len(item)
    if first_block:
        last = item[first_block - 1]
        last.tail = f"{(last.tail or '').rstrip()} "
    else:
        item.text = f"{(item.text or '').rstrip()} "
    item.insert(first_block, anchor)


def add_way_back(note: Element, address: str, number: int) -> None:
    place = note[-1] if len(note) and note[-1].tag == "p" else SubElement(note, "p")
    if len(place):
        place[-1].tail = f"{place[-1].tail or ''} "
    else:
        place.text = f"{place.text or ''} "
    SubElement(
        place, "a", {"class": "note-back", "href": address, "aria-label": f"Back from footnote {number}"}
    ).text = "↩\ufe0e"  # the sign, not the emoji
