"""The questions we ask of revisions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from notes.models import Revision


class RevisionQuerySet(models.QuerySet):
    def in_history(self) -> RevisionQuerySet:
        """The checkpoints, the draft as it stands and what readers see. What was only typed on the way is folded."""
        return self.filter(Q(is_checkpoint=True) | Q(pk=F("entry__head")) | Q(pk=F("entry__live")))

    def with_author(self) -> RevisionQuerySet:
        """Without its words, which are long."""
        return self.select_related("author").defer("content")

    def sent_by(self, tab: str, author: int | None) -> RevisionQuerySet:
        """What one open page of one person sent, the newest first."""
        return self.filter(tab=tab, author=author).order_by("-pk")

    def since(self, revision: Revision) -> RevisionQuerySet:
        return self.filter(pk__gt=revision.pk)

    def of(self, *numbers: int) -> RevisionQuerySet:
        return self.filter(pk__in=numbers)

    def beside(self, base: Revision, author: int | None) -> RevisionQuerySet:
        """What one person wrote on from this one, the newest first."""
        return self.filter(base=base, author=author).order_by("-pk")

    def folded_before(self, time: datetime) -> RevisionQuerySet:
        """Typed on the way, and saved before that time."""
        return self.filter(is_checkpoint=False, created_at__lt=time, head_of=None, live_of=None)

    def steps(self, live: int | None) -> Iterator[tuple[int, int | None, dict[str, Any]]]:
        """Number, author and words, from the oldest to the live one, without what is folded."""
        shown = self.filter(Q(is_checkpoint=True, pk__lt=live) | Q(pk=live)).order_by("pk")
        return shown.values_list("pk", "author", "content").iterator(chunk_size=50)
