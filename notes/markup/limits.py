"""What is not read as Markdown: nobody writes it, and the libraries would take too long over it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor

MOST = {"[": 3000, "<": 3000, ">": 4000, "\\": 4000, "`": 3000, "*": 6000, "_": 6000, "~": 4000, "|": 8000, "&": 4000}
MOST_ELEMENTS = 2500  # bleach takes a quarter of a millisecond for each; the longest real note has some 400


class TooIntricate(ValueError):
    """Never leaves this package: rendering.py catches it."""


def is_too_intricate(body: str) -> bool:
    return any(body.count(mark) > most for mark, most in MOST.items())


def refuse_too_much(root: Element) -> None:
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise TooIntricate


class Limits(Treeprocessor):
    """Before the inline patterns run, which would take longest of all."""

    def run(self, root: Element) -> None:
        refuse_too_much(root)
