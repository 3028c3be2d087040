"""Word documents (.docx), as Word, Google Docs, LibreOffice and Pages write them."""

from __future__ import annotations

import re
from datetime import date

import mammoth

from notes.importers import web_page, word_package
from notes.importers.html_fragments import Node, parse
from notes.importers.pictures_in_file import Collected
from notes.importers.reading import Reading, Unreadable
from notes.importers.sniffing import DAMAGED

MAX_HTML = 4_000_000
_STYLES = """
p[style-name='Title'] => h1.note-title:fresh
p[style-name='Subtitle'] => p.note-summary:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='Block Text'] => blockquote > p:fresh
p[style-name='Block Quotation'] => blockquote > p:fresh
p[style-name='Source Code'] => pre:separator('\\n')
p[style-name='Preformatted Text'] => pre:separator('\\n')
p[style-name='HTML Preformatted'] => pre:separator('\\n')
r[style-name='Emphasis'] => em
r[style-name='Verbatim Char'] => code
r[style-name='HTML Code'] => code
r[style-name='Source Text'] => code
p[style-name='List Bullet 2'] => ul > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul > li > ul > li > ul > li:fresh
p[style-name='List Number 2'] => ol > li > ol > li:fresh
p[style-name='heading 7'] => h6:fresh
p[style-name='heading 8'] => h6:fresh
p[style-name='heading 9'] => h6:fresh
"""


def read(raw: bytes, *, name: str, today: date, warnings: list[str]) -> Reading:
    package = word_package.bare(raw)
    warnings += package.warnings
    collected = Collected()

    @mammoth.images.img_element
    def convert_image(image: object) -> dict[str, str]:
        with image.open() as opened:  # type: ignore[attr-defined]
            sent = opened.read()
        return {"src": collected.add(sent, alt=getattr(image, "alt_text", "") or "")}

    try:
        html = mammoth.convert_to_html(
            package.docx,
            style_map=_STYLES,
            convert_image=convert_image,
            include_embedded_style_map=False,
            external_file_access=False,
        ).value
    except RecursionError:
        raise
    except Exception as problem:  # the library raises what it likes on files that Word would refuse
        raise Unreadable(DAMAGED) from problem
    if len(html) > MAX_HTML:
        raise Unreadable("The Word file is much longer than a week’s note. Bring it in parts, or copy and paste.")
    root = parse(html)
    _mend_links(root)
    return web_page.finished(root, title="", collected=collected, name=name, today=today, warnings=warnings)


def _mend_links(root: Node) -> None:
    """A field HYPERLINK "address" \\l "place" \\o "hint" arrives as one address (ECMA-376-1, 17.16.5.25)."""
    for node in root.every():
        address, *switches = re.split(r'"\s+\\(?=[lonmt]\b)', node.attributes.get("href", ""))
        if switches:
            places = [switch[1:].strip(' "') for switch in switches if switch.startswith("l")]
            node.attributes["href"] = "#".join([address, *places[:1]])
