"""Two people wrote on from the same revision: what both meant, and nothing lost."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from notes.content import EntryContent, SectionContent
from notes.merging import Clash, merge


def part(key: str, body: str = "as it was", **more) -> SectionContent:
    return SectionContent(key=key, heading=key.title(), body=body, **more)


def of(*sections: SectionContent, title: str = "Weeknotes", summary: str = "") -> EntryContent:
    return EntryContent(title=title, summary=summary, sections=sections)


BASE = of(part("a"), part("b"), part("c"))


def keys(content: EntryContent) -> str:
    return "".join(section.key for section in content.sections)


def test_changes_to_different_sections_both_stand():
    mine = of(part("a", "mine"), part("b"), part("c"))
    theirs = of(part("a"), part("b"), part("c", "theirs"))
    merged = merge(BASE, mine, theirs)
    assert not merged.clashes
    assert [section.body for section in merged.content.sections] == ["mine", "as it was", "theirs"]


def test_the_same_change_by_both_is_one_change():
    both = of(part("a", "ours"), part("b"), part("c"))
    assert merge(BASE, both, both) == merge(BASE, BASE, both)
    assert merge(BASE, both, both).content == both


def test_two_changes_to_the_same_words_clash_and_keep_both():
    mine, theirs = part("b", "mine"), part("b", "theirs")
    merged = merge(BASE, of(part("a"), mine, part("c")), of(part("a"), theirs, part("c")))
    assert merged.clashes == (Clash("b", "section", mine, theirs),)
    assert merged.content.section("b") == theirs


def test_words_by_one_and_topics_by_the_other_both_stand():
    mine = of(part("a", "mine"), part("b"), part("c"))
    theirs = of(part("a", topics=("Search",), audience="members"), part("b"), part("c"))
    merged = merge(BASE, mine, theirs)
    assert not merged.clashes
    assert merged.content.section("a") == part("a", "mine", topics=("Search",), audience="members")


def test_a_section_removed_by_one_and_untouched_by_the_other_goes():
    without = of(part("a"), part("c"))
    assert keys(merge(BASE, without, BASE).content) == keys(merge(BASE, BASE, without).content) == "ac"


@pytest.mark.parametrize("remover", ["mine", "theirs"])
def test_a_section_removed_by_one_and_changed_by_the_other_clashes(remover):
    without, changed = of(part("a"), part("c")), of(part("a"), part("b", "changed"), part("c"))
    mine, theirs = (without, changed) if remover == "mine" else (changed, without)
    merged = merge(BASE, mine, theirs)
    assert merged.clashes == (Clash("b", "section", mine.section("b"), theirs.section("b")),)


def test_a_new_section_of_each_stands_after_its_neighbour():
    mine = of(part("a"), part("mine"), part("b"), part("c"))
    theirs = of(part("a"), part("b"), part("c"), part("theirs"))
    merged = merge(BASE, mine, theirs)
    assert not merged.clashes
    assert [section.key for section in merged.content.sections] == ["a", "mine", "b", "c", "theirs"]


def test_a_new_section_on_top_stays_on_top():
    mine = of(part("new"), part("a"), part("b"), part("c"))
    theirs = of(part("a"), part("b", "changed"), part("c"))
    assert keys(merge(BASE, mine, theirs).content) == "newabc"


@pytest.mark.parametrize("mover", ["mine", "theirs"])
def test_an_order_that_one_changed_stands(mover):
    moved, changed = of(part("c"), part("a"), part("b")), of(part("a", "changed"), part("b"), part("c"))
    mine, theirs = (moved, changed) if mover == "mine" else (changed, moved)
    merged = merge(BASE, mine, theirs)
    assert keys(merged.content) == "cab"
    assert merged.content.section("a") == part("a", "changed")


def test_titles_and_summaries_merge_too():
    mine, theirs = replace(BASE, title="Mine"), replace(BASE, summary="Theirs")
    merged = merge(BASE, mine, theirs)
    assert (merged.content.title, merged.content.summary, merged.clashes) == ("Mine", "Theirs", ())
    clashing = merge(BASE, mine, replace(BASE, title="Theirs"))
    assert clashing.clashes == (Clash("", "title", "Mine", "Theirs"),)
    assert clashing.content.title == "Theirs"


def random_edit(chance: random.Random, content: EntryContent, who: str) -> EntryContent:
    sections = list(content.sections)
    for turn in range(chance.randrange(5)):
        act = chance.choice(["change", "remove", "add", "move", "file"])
        place = chance.randrange(len(sections)) if sections else 0
        if act == "add" or not sections:
            sections.insert(place, part(f"{who}{'abcdefgh'[turn]}", f"new by {who}"))
        elif act == "change":
            sections[place] = replace(sections[place], body=f"changed by {who} {turn}")
        elif act == "file":
            sections[place] = replace(sections[place], topics=(f"topic of {who}",))
        elif act == "remove":
            sections.pop(place)
        else:
            sections.insert(place, sections.pop(chance.randrange(len(sections))))
    return replace(content, sections=tuple(sections), title=chance.choice(["Weeknotes", f"By {who}"]))


def test_no_random_merge_loses_a_word():
    chance = random.Random(7)
    for _ in range(5000):
        base = of(*(part(key) for key in "abcdef"[: chance.randrange(7)]))
        mine, theirs = random_edit(chance, base, "me"), random_edit(chance, base, "they")
        merged = merge(base, mine, theirs)
        clashing = {clash.key for clash in merged.clashes if clash.field == "section"}
        for name, here, there in (("mine", mine, theirs), ("theirs", theirs, mine)):
            for section in here.sections:
                if section == base.section(section.key):
                    continue  # untouched here: the other decides
                kept = merged.content.section(section.key)
                assert kept is not None or section.key in clashing, (name, base, mine, theirs)
                if section.key in clashing:
                    clash = next(c for c in merged.clashes if c.key == section.key)
                    assert section in (clash.mine, clash.theirs)
                elif section.body != (base.section(section.key) or part("x")).body:
                    assert kept.body == section.body, (name, base, mine, theirs)
            for section in base.sections:
                if section == here.section(section.key) == there.section(section.key):
                    assert merged.content.section(section.key) == section
        assert {s.key for s in merged.content.sections} <= {s.key for s in (*mine.sections, *theirs.sections)}


def test_merging_is_safe_to_repeat():
    chance = random.Random(8)
    for _ in range(2000):
        base = of(*(part(key) for key in "abcd"))
        mine, theirs = random_edit(chance, base, "me"), random_edit(chance, base, "they")
        first = merge(base, mine, theirs)
        if not first.clashes:
            again = merge(base, mine, first.content)
            assert not again.clashes
            assert again.content == first.content
        assert merge(base, base, theirs).content == theirs
        assert merge(base, mine, base).content == mine
