"""Word documents as tests need them: made here, so that the tests stand alone."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_STYLES = {
    "Title": "Title",
    "Subtitle": "Subtitle",
    "Heading1": "heading 1",
    "Heading2": "heading 2",
    "Quote": "Quote",
    "ListBullet2": "List Bullet 2",
}


def run(words: str, *, bold: bool = False, italic: bool = False, more: str = "") -> str:
    marks = "<w:b/>" * bold + "<w:i/>" * italic + more
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(*runs: str, style: str = "", level: int | None = None, numbered: bool = False) -> str:
    said = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        said += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{2 if numbered else 1}"/></w:numPr>'
    inside = "".join(one if one.startswith("<") else run(one) for one in runs)
    return f"<w:p><w:pPr>{said}</w:pPr>{inside}</w:p>"


def link(words: str, number: int = 1) -> str:
    return f'<w:hyperlink r:id="link{number}">{run(words)}</w:hyperlink>'


def footnote_mark(number: int = 2) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def picture(alt: str = "A map of the wards") -> str:
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing">'
        f'<wp:docPr id="1" name="" descr="{alt}"/>'
        f'<a:graphic xmlns:a="{_DRAWING}/main"><a:graphicData><pic:pic xmlns:pic="{_DRAWING}/picture"><pic:blipFill>'
        '<a:blip r:embed="picture1"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def red_square() -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), "#a22").save(out, "PNG")
    return out.getvalue()


def docx(
    *body: str,
    links: tuple[str, ...] = (),
    footnotes: tuple[str, ...] = (),
    pictures: tuple[bytes, ...] = (),
    more: dict[str, str | bytes] | None = None,
    heading: str = "",
) -> bytes:
    """The bytes of a document with these paragraphs. `heading` is what stands above the document's XML."""
    ties = [
        f'<Relationship Id="link{n}" Type="{R}/hyperlink" Target="{url}" TargetMode="External"/>'
        for n, url in enumerate(links, 1)
    ]
    ties += [
        f'<Relationship Id="picture{n}" Type="{R}/image" Target="media/image{n}.png"/>'
        for n in range(1, len(pictures) + 1)
    ]
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": _ties([f'<Relationship Id="r1" Type="{R}/officeDocument" Target="word/document.xml"/>']),
        "word/document.xml": f'{heading}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>'
        + "".join(body)
        + "</w:body></w:document>",
        "word/_rels/document.xml.rels": _ties(ties),
        "word/styles.xml": f'<w:styles xmlns:w="{W}">'
        + "".join(
            f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
            for key, name in _STYLES.items()
        )
        + "</w:styles>",
        "word/numbering.xml": f'<w:numbering xmlns:w="{W}">{_numbering(1, "bullet")}{_numbering(2, "decimal")}'
        + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (1, 2))
        + "</w:numbering>",
    }
    if footnotes:
        notes = "".join(f'<w:footnote w:id="{n}">{paragraph(note)}</w:footnote>' for n, note in enumerate(footnotes, 2))
        parts["word/footnotes.xml"] = f'<w:footnotes xmlns:w="{W}" xmlns:r="{R}">{notes}</w:footnotes>'
    parts |= {f"word/media/image{n}.png": sent for n, sent in enumerate(pictures, 1)}
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as bundle:
        for name, part in (parts | (more or {})).items():
            bundle.writestr(name, part)
    return out.getvalue()


def _ties(ties: list[str]) -> str:
    inside = "".join(ties)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def _numbering(number: int, kind: str) -> str:
    levels = "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{kind}"/></w:lvl>' for level in range(4))
    return f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
