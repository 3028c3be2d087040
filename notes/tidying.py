"""The owner's verbs for topics: rename, merge, split off, keep apart, and undo each. Revisions keep what was written; a
name that is no topic of its own any more stands for another, and its address leads there.

Each act is one transaction and is safe to repeat. Search learns of it afterwards, a batch of sections at a time
(`teach_search`), so that on SQLite writers wait for a moment and not for minutes.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from notes import search
from notes.content import AUDIENCES, MAX_TOPIC, MEMBERS, topic_key, topic_name
from notes.filing import move, take_out
from notes.models import Press, Section, Tidying, Topic, User

RENAMED, MERGED, SPLIT, APART = Tidying.Kind
AT_ONCE = 2_000  # sections, a few seconds


class NotTidy(Exception):
    """It cannot be done; the sentence says why."""


def rename(topic: Topic, name: str, *, by: User | None) -> Tidying | None:
    """Give a topic another name. The old one stays a name of it. None where it is called so already."""
    name = topic_name(name)
    key = topic_key(name)
    if not key:
        raise NotTidy("Type the new name.")
    if not any(map(str.isalnum, key)):
        raise NotTidy("A topic’s name needs a letter or a digit, so that one can type it and search for it.")
    if len(name) > MAX_TOPIC:
        raise NotTidy(f"The name is {len(name):,} characters long: {MAX_TOPIC} at most.")
    if "," in name:
        raise NotTidy("A topic’s name holds no comma: writers put commas between topics.")
    with transaction.atomic():
        topic = _held(topic)[0]
        if topic.stands_for_id:
            raise NotTidy(f"“{topic.name}” is another name of a topic now. Split it off first.")
        was = topic.name
        if was == name:
            return None
        _take_name(topic, name, key)
        return Tidying.objects.create(kind=RENAMED, topic=topic, was=was, became=name, author=by)


def merge(topic: Topic, into: Topic, *, by: User | None) -> Tidying | None:
    """File under `into` what is filed under `topic`, now and from now on. None where it is so already."""
    with transaction.atomic():
        topic, into = _held(topic, into)
        if topic.pk == into.pk or into.pk == topic.stands_for_id:
            return None
        if topic.pk == into.stands_for_id:
            raise NotTidy(f"{_one_by_now(into, topic)} Rename “{topic}” if it should be called so.")
        for name in (topic, into):
            if name.stands_for:
                raise NotTidy(f"{_one_by_now(name, name.stands_for)} Look again.")
        names = [topic, *topic.synonyms.all()]
        _stand_for(names, into)
        move(topic, into)
        return Tidying.objects.create(
            kind=MERGED, topic=topic, other=into, was=topic.name, became=into.name, author=by,
            keys=[name.key for name in names],
        )  # fmt: skip


def split(name: Topic, *, by: User | None) -> Tidying | None:
    """Make a further name a topic of its own again, with the sections whose authors wrote it."""
    with transaction.atomic():
        name = _held(name)[0]
        topic = name.stands_for
        if topic is None:
            return None
        _split([name], name, topic)
        return Tidying.objects.create(
            kind=SPLIT, topic=name, other=topic, was=name.name, became=topic.name, author=by, keys=[name.key]
        )


def keep_apart(one: Topic, other: Topic, *, by: User | None) -> Tidying | None:
    """Two topics whose names are alike are not to be proposed for merging again. None where it is so already."""
    with transaction.atomic():
        one, other = _held(one, other)
        if one.pk == other.pk:
            raise NotTidy(f"That is one topic, “{one}”. Choose two.")
        for name, topic in ((one, other), (other, one)):
            if name.stands_for:
                now = _one_by_now(name, topic if name.stands_for_id == topic.pk else name.stands_for)
                raise NotTidy(f"{now} Split it off first, and they are two.")
        if Tidying.objects.keeping_apart().between(one, other).exists():
            return None
        names = {"was": one.name, "became": other.name}
        return Tidying.objects.create(kind=APART, topic=one, other=other, author=by, is_indexed=True, **names)


def undo(act: Tidying, *, by: User | None) -> bool:
    """Whether it has been undone: an act that is undone stays undone. Raise NotTidy where what came after stands in
    the way.
    """
    with transaction.atomic():
        Press.objects.hold()
        act = Tidying.objects.get(pk=act.pk)
        if act.undone_at:
            return False
        if act.kind != APART:
            {RENAMED: _undo_rename, MERGED: _undo_merge, SPLIT: _undo_split}[Tidying.Kind(act.kind)](act)
        act.undone_at, act.undone_by, act.is_indexed = timezone.now(), by, act.kind == APART
        act.save()
        return True


def teach_soon(act: Tidying) -> None:
    """Let search know at once where that is quick; a long act is left to the chores."""
    if len(touched(act)) <= AT_ONCE:
        teach_search(act)


def teach_all() -> str:
    """Let search know of all that it has not learnt. Returns what was done, in words; empty where nothing was."""
    count = sum(map(teach_search, Tidying.objects.untaught()))
    return f"{count:,} sections" if count else ""


def is_untaught() -> bool:
    return Tidying.objects.untaught().exists()


def teach_search(act: Tidying) -> int:
    """Index the sections that an act touched under their names of today. Returns how many there were."""
    count = search.renew(touched(act))
    # not where it was undone in the meantime: that has to be learnt as well
    Tidying.objects.filter(pk=act.pk, undone_at=act.undone_at).update(is_indexed=True)
    return count


def touched(act: Tidying) -> list[int]:
    """The numbers of the sections that are filed otherwise since."""
    if act.kind == APART:
        return []
    topics = [topic.stands_for or topic for topic in (act.topic, act.other) if topic]
    found = [
        Section.objects.written_under(topic, act.keys) if act.keys else Section.objects.on_topic(topic)
        for topic in topics
    ]
    return sorted({pk for sections in found for pk in sections.values_list("pk", flat=True)})


def _held(*topics: Topic) -> list[Topic]:
    """As they are now; what is being filed is waited for, and waits."""
    Press.objects.hold()
    by_pk = Topic.objects.in_bulk([topic.pk for topic in topics])
    return [by_pk[topic.pk] for topic in topics]


def _one_by_now(name: Topic, topic: Topic) -> str:
    return f"“{name}” is a name of “{topic}” now."


def _take_name(topic: Topic, name: str, key: str) -> None:
    """The topic's name goes to the row that held the new one, or to a new row; either stands for the topic."""
    old = Topic(name=topic.name, key=topic.key, slug=topic.slug, stands_for=topic, audience=_widest(topic))
    slug = topic.slug
    if key != topic.key:
        holder = Topic.objects.filter(key=key).first()
        if holder and holder.stands_for_id != topic.pk:
            taken = holder.stands_for.name if holder.stands_for else holder.name
            raise NotTidy(f"There is a topic “{taken}” of that name already. Merge the two instead.")
        slug = holder.slug if holder else _free_slug(topic, name)
        if holder:
            holder.name, holder.key, holder.slug = f"\n{holder.pk}", f"\n{holder.pk}", f"-{holder.pk}"
            holder.save()
            old.pk, old._state.adding = holder.pk, False
    topic.name, topic.slug = name, slug
    if key != topic.key:
        topic.key = key
        topic.save()
        old.save()
    else:
        topic.save()


def _free_slug(topic: Topic, name: str) -> str:
    first = topic.slugify(name)
    taken = set(Topic.objects.filter(slug__startswith=first).values_list("slug", flat=True))
    return next(slug for n in range(len(taken) + 1) if (slug := topic.slugify(name, n or None)) not in taken)


def _stand_for(names: list[Topic], topic: Topic) -> None:
    for name in names:
        name.audience = min(name.audience, _widest(name), key=AUDIENCES.index)
        name.stands_for = topic
        name.save(update_fields=["audience", "stands_for"])


def _widest(topic: Topic) -> str:
    """Who of all could read the name of a topic."""
    audiences = Section.objects.on_topic(topic).order_by().values_list("audience", flat=True).distinct()
    return min({MEMBERS, *audiences}, key=AUDIENCES.index)


def _split(names: list[Topic], topic: Topic, source: Topic) -> None:
    """`topic` and its other names leave the one that they stood for."""
    for name in names:
        name.stands_for = None if name == topic else topic
        name.save(update_fields=["stands_for"])
    take_out(source, [name.key for name in names], topic)


def _undo_rename(act: Tidying) -> None:
    topic = _held(act.topic)[0]
    if topic.stands_for_id or topic.name != act.became:
        raise NotTidy(f"“{act.became}” has changed since. Undo what came after it first.")
    _take_name(topic, act.was, topic_key(act.was))


def _undo_merge(act: Tidying) -> None:
    """From whatever it stands for by now: what it was merged into may have been merged, too."""
    topic = Topic.objects.select_related("stands_for").get(pk=act.topic_id)
    if topic.stands_for is None:
        return
    names = list(topic.stands_for.synonyms.filter(Q(pk=topic.pk) | Q(key__in=act.keys)))
    _has_moved(act, names)
    _split(names, topic, topic.stands_for)


def _undo_split(act: Tidying) -> None:
    assert act.other
    topic, into = _held(act.topic, act.other.stands_for or act.other)
    if topic.stands_for_id or topic == into:
        return
    names = [topic, *topic.synonyms.all()]
    _has_moved(act, names)
    _stand_for(names, into)
    move(topic, into)


def _has_moved(act: Tidying, names: list[Topic]) -> None:
    """What is undone may move other names than were moved: they were renamed, or merged, since."""
    act.keys = sorted({*act.keys, *(name.key for name in names)})
