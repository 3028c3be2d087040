"""The beginning of what somebody wrote, for lists. Imports nothing of ours."""

from __future__ import annotations

import re

MOST = 240  # letters
_SENTENCE_END = re.compile(r"[.!?…][\"'”’)\]]*(?=\s)")


def first_sentences(text: str, most: int = MOST) -> str:
    """As many whole sentences as fit; where not even the first does, its first words and "…"."""
    said = " ".join(text[: most * 4].split())
    if len(said) <= most:
        return said
    ends = [match.end() for match in _SENTENCE_END.finditer(said, 0, most + 1)]
    if ends and ends[-1] >= most // 3:
        return said[: ends[-1]]
    space = said.rfind(" ", 0, most)
    return f"{said[: space if space > most // 2 else most].rstrip(' ,;:–-')} …"
