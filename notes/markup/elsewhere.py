"""Stored HTML, for a reader who is not on our pages: in a feed. What our pages add to an author's words (the # beside a
bullet, the name of a site) stays at home, and every address is a whole one. nh3 has the last word here too.
"""

from __future__ import annotations

from html.parser import HTMLParser

import nh3

from notes.markup.policy import PROTOCOLS, TAGS

ADDED = {"anchor", "site", "note-back"}
MARKS = {"note-ref"}  # raised by our style sheet at home, by a tag elsewhere
VOID = {"br", "hr", "img"}
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "td": {"align"},
    "th": {"align"},
}


def for_elsewhere(stored: str, *, base: str) -> str:
    """A section's HTML with addresses that hold away from `base`, the whole address of its entry."""
    return nh3.clean(
        trimmed(stored),
        tags=set(TAGS) | {"sup"},
        attributes=ATTRIBUTES,
        url_schemes=set(PROTOCOLS),
        url_relative=("rewrite_with_base", base),
        link_rel=None,
    )


def trimmed(stored: str) -> str:
    """Stored HTML without what our pages added. It only leaves out and raises; the result has yet to be made safe."""
    trimming = _Trimming()
    trimming.feed(stored)
    trimming.close()
    return "".join(trimming.kept)


class _Trimming(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)  # everything else goes through as it is written
        self.kept: list[str] = []
        self._depth = 0  # of open elements, from the one that is left out
        self._in_mark = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        classes = set((dict(attributes).get("class") or "").split())
        if self._depth or ADDED & classes:
            self._depth += tag not in VOID
            return
        if MARKS & classes:
            self.kept.append("<sup>")
            self._in_mark = True
        self.kept.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self._depth:
            self._depth -= 1
            return
        self.kept.append(f"</{tag}>")
        if self._in_mark and tag == "a":
            self.kept.append("</sup>")
            self._in_mark = False

    def handle_data(self, words: str) -> None:
        self._keep(words)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, written: str) -> None:
        if not self._depth:
            self.kept.append(written)
