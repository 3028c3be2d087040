"""A briefing in Markdown. What people wrote stays words: nothing in it becomes a link, a heading or a list."""

from __future__ import annotations

import re
from urllib.parse import quote

from django.utils.formats import date_format

from notes.briefing.page import Briefing, Passage

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~$]|&(?=[#\w])|:(?=//)|(?<=www)\.|^[-+=](?=\s|$)|(?<=^\d)[.)]|(?<=^\d\d)[.)])")

_CLOSING = re.compile(r"[<>\s]")


def as_markdown(briefing: Briefing, *, site: str) -> str:
    lines = [f"# {words(briefing.title)}", ""]
    lines += [f"{words(facts(briefing))}", ""]
    if briefing.writers:
        who = ", ".join(f"{writer.name} {writer.count:,}" for writer in briefing.writers)
        more = f" and {briefing.more_writers} more" if briefing.more_writers else ""
        lines += [f"Written by: {words(who + more)}", ""]
    for period in briefing.periods:
        lines += [f"## {words(period.name)}", ""]
        lines += [_passage(passage) for passage in period.passages]
        if period.more:
            lines.append(f"- {period.more:,} more: {pointed(period.url)}")
        lines.append("")
    if briefing.cited:
        lines += ["## What it cites", ""]
        lines += [
            f"- {words(cited.name)}, in {sections(cited.count)}"
            + (f": {pointed(cited.address)}" if cited.address else "")
            for cited in briefing.cited
        ]
        lines.append("")
    if briefing.left_out:
        lines += [f"Not shown: {sections(briefing.left_out, 'more section')}, {pointed(briefing.url)}", ""]
    lines.append(f"{words(site)}, {date_format(briefing.made_on, 'j F Y')}: {pointed(briefing.url)}")
    return "\n".join(lines) + "\n"


def facts(briefing: Briefing) -> str:
    return f"{sections(briefing.count)}, {briefing.span}." if briefing.count else "Nothing that you may read."


def sections(count: int, noun: str = "section") -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _passage(passage: Passage) -> str:
    who = f"{passage.week.name}, {passage.journal}" + {"everyone": ""}.get(passage.audience, f" ({passage.audience})")
    return f"- **{words(passage.heading)}** ({words(who)}): {words(passage.text)} {pointed(passage.url)}"


def words(text: str) -> str:
    """On one line, every sign that could mean something with a backslash before it."""
    return _SIGNS.sub(r"\\\1", " ".join(text.split()))


def pointed(address: str) -> str:
    """Between pointed brackets nothing may stand that closes them."""
    return "<" + _CLOSING.sub(lambda sign: quote(sign[0]), address) + ">"
