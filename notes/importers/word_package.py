"""A .docx file → a bare copy of it: the parts with words and pictures alone, each of a size that we can bear, its XML
without entities and hidden words (ECMA-376: parts 1, WordprocessingML, and 2, packages).
"""

from __future__ import annotations

import posixpath
import re
import zlib
from dataclasses import dataclass
from io import BytesIO
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from notes.importers.reading import Unreadable
from notes.importers.sniffing import DAMAGED
from notes.importers.word_xml import Found, hidden_styles, prune, read_tree

MAX_XML = 20_000_000  # bytes of one part
MAX_PICTURE, MAX_PICTURES, MOST_PICTURES = 15_000_000, 60_000_000, 40
_TIES = "http://schemas.openxmlformats.org/package/2006/relationships"
_PARTS = ("styles", "numbering", "footnotes", "endnotes")


@dataclass
class Package:
    docx: BytesIO
    pictures: dict[str, bytes]  # by the name of their part
    warnings: list[str]


def bare(raw: bytes) -> Package:
    """Raise Unreadable for what no program wrote for people to read."""
    try:
        with ZipFile(BytesIO(raw)) as bundle:
            return _copied(bundle)
    except Unreadable:
        raise
    except (
        BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        KeyError,
    ) as problem:
        raise Unreadable(DAMAGED) from problem


def _copied(bundle: ZipFile) -> Package:
    found, warnings = Found(), list[str]()
    main = _main_part(bundle)
    ties = _ties_of(bundle, main)
    parts = {name: _path_of(bundle, ties, name, main) for name in _PARTS}
    trees = {"document": _tree(bundle, main, found)}
    trees |= {name: _tree(bundle, path, found) for name, path in parts.items() if path}
    if "styles" in trees:
        found.hidden_styles = hidden_styles(trees["styles"])
    pictures: dict[str, bytes] = {}
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as copy:
        for name, tree in trees.items():
            path = main if name == "document" else parts[name]
            if name in {"document", "footnotes", "endnotes"}:
                kept = _kept_ties(bundle, path, pictures, warnings)
                prune(tree, {tie.get("Id", "") for tie in kept}, found)
                copy.writestr(f"word/_rels/{name}.xml.rels", ElementTree.tostring(kept))
            copy.writestr(f"word/{name}.xml", ElementTree.tostring(tree))
        for name, sent in pictures.items():
            copy.writestr(name, sent)
    packed.seek(0)
    return Package(packed, pictures, warnings + _told(found, bundle, ties, main))


def _told(found: Found, bundle: ZipFile, ties: ElementTree.Element, main: str) -> list[str]:
    told = []
    if found.hidden:
        told.append("Hidden text was left out.")
    if found.changed:
        told.append("The document keeps track of changes: it was read as if all of them were accepted.")
    if found.elsewhere:
        told.append("A part of the document lies in another file, and was left out.")
    if (comments := _path_of(bundle, ties, "comments", main)) and b":comment " in _bytes_of(bundle, comments, MAX_XML):
        told.append("Comments in the margin were left out.")
    return told


def _main_part(bundle: ZipFile) -> str:
    ties = _ties_at(bundle, "_rels/.rels")
    named = [tie.get("Target", "").lstrip("/") for tie in ties if tie.get("Type", "").endswith("/officeDocument")]
    for path in [*named, "word/document.xml"]:
        if path in bundle.NameToInfo:
            return path
    raise Unreadable(DAMAGED)


def _ties_of(bundle: ZipFile, path: str) -> ElementTree.Element:
    folder, name = posixpath.split(path)
    return _ties_at(bundle, posixpath.join(folder, "_rels", f"{name}.rels"))


def _ties_at(bundle: ZipFile, path: str) -> ElementTree.Element:
    """Relationships: which part or address an id stands for."""
    if path not in bundle.NameToInfo:
        return ElementTree.Element(f"{{{_TIES}}}Relationships")
    return _tree(bundle, path, Found())


def _path_of(bundle: ZipFile, ties: ElementTree.Element, kind: str, main: str) -> str:
    folder = posixpath.dirname(main)
    for tie in ties:
        if tie.get("Type", "").endswith(f"/{kind}") and tie.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join(folder, tie.get("Target", ""))).lstrip("/")
            if path in bundle.NameToInfo:
                return path
    usual = posixpath.join(folder, f"{kind}.xml")
    return usual if usual in bundle.NameToInfo else ""


def _kept_ties(bundle: ZipFile, path: str, pictures: dict[str, bytes], warnings: list[str]) -> ElementTree.Element:
    """Links, which nobody follows here, and pictures that lie in the file itself."""
    kept = ElementTree.Element(f"{{{_TIES}}}Relationships")
    for tie in _ties_of(bundle, path):
        kind, target = tie.get("Type", "").rpartition("/")[2], tie.get("Target", "")
        is_outside = tie.get("TargetMode") == "External"
        if kind == "hyperlink":
            kept.append(tie)
        elif kind == "image" and is_outside:
            _once(warnings, "A picture lies outside the file, and was left out.")
        elif kind == "image":
            inside = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(target))).lstrip("/")
            if name := _picture(bundle, inside, pictures, warnings):
                kept.append(ElementTree.Element(tie.tag, tie.attrib | {"Target": name.removeprefix("word/")}))
    return kept


def _picture(bundle: ZipFile, path: str, pictures: dict[str, bytes], warnings: list[str]) -> str:
    """The name that it has in the copy; empty where it stays behind."""
    name = f"word/media/{sum(map(ord, path))}-{posixpath.basename(path)}"
    if name in pictures:
        return name
    if path not in bundle.NameToInfo or not re.fullmatch(r"[\w. -]{1,100}", posixpath.basename(path)):
        _once(warnings, "A picture is missing in the file.")
        return ""
    try:
        sent = _bytes_of(bundle, path, MAX_PICTURE)
    except Unreadable:
        _once(warnings, "A picture was too large, and was left out.")
        return ""
    if len(pictures) >= MOST_PICTURES or sum(map(len, pictures.values())) + len(sent) > MAX_PICTURES:
        _once(warnings, f"Pictures after the {len(pictures)}th were left out.")
        return ""
    pictures[name] = sent
    return name


def _once(warnings: list[str], sentence: str) -> None:
    if sentence not in warnings:
        warnings.append(sentence)


def _bytes_of(bundle: ZipFile, path: str, most: int) -> bytes:
    """What a file says about the sizes of its parts may be a lie: no more than `most` is ever made of one."""
    part: ZipInfo = bundle.NameToInfo[path]
    if part.file_size > most:
        raise Unreadable("A part of the Word file is larger than any note. Bring a shorter document.")
    with bundle.open(part) as opened:
        return opened.read(most)


def _tree(bundle: ZipFile, path: str, found: Found) -> ElementTree.Element:
    return read_tree(_bytes_of(bundle, path, MAX_XML), found)
