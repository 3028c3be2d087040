"""The Markdown of weeknotes: the library, with our blocks, our inline patterns and our last touches."""

from __future__ import annotations

from xml.etree import ElementTree

import markdown
from markdown.extensions import Extension
from markdown.extensions.tables import TableExtension
from markdown.treeprocessors import InlineProcessor

from notes.markup.blocks import Blocks
from notes.markup.emphasis import Emphasis
from notes.markup.finishing import Finishing
from notes.markup.inlines import Breaks, Literals, Mail, NoteRefs, PointedAddress, WebAddress
from notes.markup.limits import Limits
from notes.markup.links import Images, Links
from notes.markup.typography import Typography


def to_html(body: str, key: str) -> str:
    """HTML that is not yet safe. Time and memory are bounded by limits.is_too_intricate, not here."""
    reader = markdown.Markdown(extensions=[Weeknotes(key), TableExtension(use_align_attribute=True)])
    reader.serializer = serialize  # here, because the library sets its own after the extensions
    return reader.convert(body)


class Weeknotes(Extension):
    """Replaces what the library does to blocks (its lists lose what people write) and to inline markup (its
    patterns are quadratic). Raw HTML is never passed on: none of its processors for that is left.
    """

    def __init__(self, key: str) -> None:
        super().__init__()
        self.key = key

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        paragraph = md.parser.blockprocessors["paragraph"]
        blocks = Blocks(md)
        paragraph.parser = blocks
        blocks.blockprocessors.register(paragraph, "paragraph", 10)
        md.parser = blocks
        md.preprocessors = markdown.util.Registry()
        md.postprocessors = markdown.util.Registry()
        md.inlinePatterns = markdown.util.Registry()
        inline, unescape = InlineProcessor(md), md.treeprocessors["unescape"]
        for priority, (name, pattern) in enumerate(reversed(PATTERNS.items())):
            md.inlinePatterns.register(pattern(md), name, priority)
        md.treeprocessors = markdown.util.Registry()
        md.treeprocessors.register(Limits(md), "limits", 50)
        md.treeprocessors.register(inline, "inline", 40)
        md.treeprocessors.register(Typography(md), "typography", 30)
        md.treeprocessors.register(unescape, "unescape", 20)
        md.treeprocessors.register(Finishing(md, self.key), "finishing", 10)


PATTERNS = {  # in the order they are tried
    "literals": Literals,
    "breaks": Breaks,
    "images": Images,
    "note_refs": NoteRefs,
    "links": Links,
    "pointed_address": PointedAddress,
    "web_address": WebAddress,
    "mail": Mail,
    "emphasis": Emphasis,  # last: it leaves no mark of its own behind, so nothing is read twice
}


def serialize(root: ElementTree.Element) -> str:
    # the library's own serializer lets through what looks like an entity; ours have all been read by now
    return ElementTree.tostring(root, encoding="unicode", method="html")
