"""Which HTML tags there are, and what each is to a reader (HTML Living Standard, sections 4 and 13)."""

from __future__ import annotations


def _named(names: str) -> frozenset[str]:
    return frozenset(names.split())


BLOCKS = _named(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 header hr html iframe legend li main menu nav ol optgroup option p pre section summary "
    "table tbody td tfoot th thead tr ul video audio object"
)
INLINE = _named(
    "a abbr acronym b bdi bdo big br cite code data del dfn em embed font i img input ins kbd label mark picture q rp "
    "rt ruby s samp small source span strike strong sub sup time tt u var wbr button svg"
)
DROPPED = _named("script style template noscript head title meta link base svg math select textarea")
KNOWN = BLOCKS | INLINE | DROPPED
VOID = _named("area base br col embed hr img input link meta source track wbr")
FRAMES = _named("iframe embed video audio object")
MARKS = {"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**", "del": "~~", "s": "~~", "strike": "~~"}
CLOSES = {  # what an opening tag ends when its author did not
    "li": {"li", "p"},
    "dt": {"dt", "dd", "p"},
    "dd": {"dt", "dd", "p"},
    "tr": {"tr", "td", "th", "p"},
    "td": {"td", "th", "p"},
    "th": {"td", "th", "p"},
    "option": {"option"},
}
HOLDERS = _named("ul ol dl table blockquote div section article figure")
HOLDS_MARKDOWN = _named("div section article aside main center details figure header footer blockquote")
