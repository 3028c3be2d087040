"""The XML of a Word document: read without entities and within limits, and freed of what nobody was to see."""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.etree import ElementTree

from notes.importers.reading import Unreadable
from notes.importers.sniffing import DAMAGED

MOST_ELEMENTS, DEEPEST = 60_000, 90
_WORDS = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_REFERENCES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_NEVER_NEEDED = {
    *("proofErr", "lastRenderedPageBreak", "sectPr", "bookmarkEnd", "rFonts", "lang", "sz", "szCs", "bCs", "iCs"),
    *("color", "spacing", "kern", "tblPr", "tblGrid", "tblPrEx", "trHeight", "tcW", "tcBorders", "shd", "noProof"),
    *(
        "commentRangeStart",
        "commentRangeEnd",
        "commentReference",
        "tabs",
        "jc",
        "rPrChange",
        "pPrChange",
        "widowControl",
    ),
    *("latentStyles", "docDefaults"),
}


@dataclass
class Found:
    """What was met on the way."""

    elements: int = 0
    hidden: bool = False
    changed: bool = False
    elsewhere: bool = False
    hidden_styles: set[str] = field(default_factory=set)


def read_tree(xml: bytes, found: Found) -> ElementTree.Element:
    parser = ElementTree.XMLParser(target=_Builder(found))  # noqa: S314 - the builder refuses document types
    try:
        parser.feed(xml)
        tree: ElementTree.Element = parser.close()
    except (ElementTree.ParseError, UnicodeError, AssertionError, LookupError) as problem:
        raise Unreadable(DAMAGED) from problem
    return tree


class _Builder(ElementTree.TreeBuilder):
    """Keeps what we need and counts it, before a tree of more than that stands in memory."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self.found = found
        self.depth = self.skipped = 0

    def doctype(self, name: str, pubid: str | None, system: str | None) -> None:
        raise Unreadable("The Word file holds instructions for other programs (a document type), so it is not read.")

    def start(self, tag: str, attributes: dict[str, str]) -> ElementTree.Element:  # type: ignore[override]
        self.depth += 1
        if self.skipped or _local(tag) in _NEVER_NEEDED:
            self.skipped += 1
            return ElementTree.Element(tag)
        if self.depth > DEEPEST:
            raise Unreadable("The Word file is nested too deeply to be read.")
        self.found.elements += 1
        if self.found.elements > MOST_ELEMENTS:
            raise Unreadable("The Word file is much longer than a week’s note. Bring it in parts, or copy and paste.")
        return super().start(tag, {name: value for name, value in attributes.items() if "rsid" not in name})

    def end(self, tag: str) -> ElementTree.Element:
        self.depth -= 1
        if self.skipped:
            self.skipped -= 1
            return ElementTree.Element(tag)
        return super().end(tag)

    def _add_text(self, text: str) -> None:
        if not self.skipped:
            super().data(text)

    data = _add_text  # type: ignore[assignment]  # the parser's word for it


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _word(element: ElementTree.Element, *path: str) -> ElementTree.Element | None:
    """A descendant by its path, in either of the two namespaces that Word writes."""
    here: ElementTree.Element | None = element
    for name in path:
        here = next((child for child in here if _local(child.tag) == name), None) if here is not None else None
    return here


def _value(element: ElementTree.Element | None) -> str:
    if element is None:
        return ""
    return next((element.get(f"{{{words}}}val", "") for words in _WORDS if f"{{{words}}}val" in element.attrib), "")


def _is_hidden(properties: ElementTree.Element | None) -> bool:
    vanish = _word(properties, "vanish") if properties is not None else None
    return vanish is not None and _value(vanish) not in {"0", "false", "off"}


def hidden_styles(styles: ElementTree.Element) -> set[str]:
    return {
        style.get(f"{{{words}}}styleId", "") for style in styles for words in _WORDS if _is_hidden(_word(style, "rPr"))
    } - {""}


def prune(tree: ElementTree.Element, ties: set[str], found: Found) -> None:
    """Take hidden runs and other files' parts out, and references to what the file does not hold."""
    left = [(tree, False)]
    while left:
        parent, hidden_here = left.pop()
        for child in list(parent):
            name = _local(child.tag)
            hidden = hidden_here or (name == "p" and _value(_word(child, "pPr", "pStyle")) in found.hidden_styles)
            style = _value(_word(child, "rPr", "rStyle"))
            if name == "r" and (hidden or _is_hidden(_word(child, "rPr")) or style in found.hidden_styles):
                found.hidden = found.hidden or any(_local(one.tag) == "t" for one in child)
                parent.remove(child)
                continue
            if name in {"altChunk", "subDoc"}:
                found.elsewhere = True
                parent.remove(child)
                continue
            found.changed = found.changed or name in {"ins", "del", "moveFrom", "moveTo"}
            for reference in ("id", "embed", "link"):
                for space in _REFERENCES:
                    if child.get(f"{{{space}}}{reference}", "") not in {"", *ties}:
                        del child.attrib[f"{{{space}}}{reference}"]
            left.append((child, hidden))
