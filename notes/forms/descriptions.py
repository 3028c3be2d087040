"""What pictures show, said on the page before a draft goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.http import QueryDict

from notes.content import one_line
from notes.models import Picture
from notes.models.pictures import MAX_ALT

_NAME = re.compile(r"(?:alt|decorative)-([a-z2-7]{26})")


@dataclass
class Description:
    """The fields of one picture. `may_be_decoration`: nobody has described it elsewhere."""

    token: str
    words: str = ""
    is_decorative: bool = False
    may_be_decoration: bool = True
    error: str = ""


@dataclass
class DescriptionsForm:
    typed: dict[str, Description] = field(default_factory=dict)

    @classmethod
    def sent(cls, post: QueryDict) -> DescriptionsForm:
        form = cls()
        for token in dict.fromkeys(found[1] for name in post if (found := _NAME.fullmatch(name))):
            words = one_line(post.get(f"alt-{token}", ""))
            one = form.typed[token] = Description(token, words, bool(post.get(f"decorative-{token}")))
            if len(words) > MAX_ALT:
                one.error = f"This is {len(words):,} characters long: {MAX_ALT} at most. Long ones belong in the words."
        return form

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [(f"alt-{one.token}", one.error) for one in self.typed.values() if one.error]

    @property
    def words(self) -> dict[str, str]:
        return {one.token: one.words for one in self.typed.values() if one.words}

    @property
    def decorative(self) -> set[str]:
        return {one.token for one in self.typed.values() if one.is_decorative and not one.words}

    @property
    def is_filled(self) -> bool:
        return bool(self.words or self.decorative)

    def of(self, pictures: Iterable[Picture]) -> dict[str, Description]:
        """The fields of these pictures, by token, with what was typed or is known of them already."""
        return {
            picture.token: self.typed.get(picture.token)
            or Description(picture.token, words=picture.alt, may_be_decoration=not picture.alt)
            for picture in pictures
        }
