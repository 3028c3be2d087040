"""Hostile notes. What comes out of the door is judged by its grammar, and by a real browser."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
import tracemalloc
from html.parser import HTMLParser

import pytest

from notes.content import MAX_BODY, clean
from notes.markup import policy, render
from tests.shared import ATTACKS, corpus, needs_shared

CLASSES = [
    "xss_html",
    "xss_markdown",
    "markdown_options",
    "html_tree",
    "commonmark",
    "blns",
    "unicode",
    "template_injection",
    "documents",
]
JUDGED = [kind for kind in CLASSES if kind != "unicode"]
ALL = os.environ.get("WEEKNOTES_ALL_ATTACKS") == "1"
SAMPLE = 150

pytestmark = needs_shared


def hostile(kind: str) -> list[tuple[str, str]]:
    """Names and texts, cut and cleaned as a form does."""
    if kind == "documents":
        paths = sorted((ATTACKS / "dev" / "files" / "documents").glob("*.md"))
        return [(path.name, clean(path.read_bytes().decode("utf-8", "replace")[:MAX_BODY])) for path in paths]
    found = []
    for record in corpus().load("dev", kind):
        data = record.get("data", "")
        text = data.decode("utf-8", "replace") if isinstance(data, bytes) else str(data)
        found.append((record["id"], clean(text[:MAX_BODY])))
    assert found
    return found


class Grammar(HTMLParser):
    """Lists whatever is not in the policy."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in policy.TAGS:
            self.faults.append(f"<{tag}>")
        self.faults += [f"{tag} {n}={v}" for n, v in attrs if not policy.allows(tag, n, v or "")]

    def handle_comment(self, data: str) -> None:
        self.faults.append(f"<!--{data}-->")

    def handle_decl(self, decl: str) -> None:
        self.faults.append(f"<!{decl}>")


@pytest.mark.parametrize("kind", CLASSES)
def test_nothing_outside_the_policy_comes_through_the_door(kind):
    for name, text in hostile(kind):
        grammar = Grammar()
        grammar.feed(render(text, key="k").html)
        assert not grammar.faults, (name, grammar.faults)


def test_every_pathological_text_answers_within_a_second():
    for name, text in hostile("pathological_markdown"):
        began = time.thread_time()  # the processor's time: this machine may be busy with something else
        render(text, key="k")
        assert time.thread_time() - began < 1.5, name


def test_no_pathological_text_needs_100_megabytes():
    texts = [text for _, text in hostile("pathological_markdown")]
    hungriest = sorted(texts, key=len)[-12:] + random.Random(1).sample(texts, 12)
    for text in hungriest:
        tracemalloc.start()
        try:
            render(text, key="k")
            assert tracemalloc.get_traced_memory()[1] < 100_000_000, text[:80]
        finally:
            tracemalloc.stop()


@pytest.mark.browser
def test_a_browser_finds_nothing_that_runs_phones_or_breaks_out(tmp_path):
    """The judge of the corpus, in Chromium: a sample in each run, all of them by `make attacks`."""
    texts = [pair for kind in JUDGED for pair in hostile(kind)]
    if not ALL:
        texts = random.Random(20180730).sample(texts, SAMPLE)
    fragments, verdicts = tmp_path / "rendered.jsonl", tmp_path / "verdicts.jsonl"
    fragments.write_text("".join(json.dumps({"id": n, "html": render(t, key="k").html}) + "\n" for n, t in texts))
    judge = [sys.executable, str(ATTACKS / "xss_oracle.py"), "--jsonl", str(fragments), "--out", str(verdicts)]
    ran = subprocess.run(
        [*judge, "--full"] if ALL else judge, capture_output=True, text=True, timeout=3000, check=False
    )
    assert verdicts.exists(), ran.stdout + ran.stderr
    judged = [json.loads(line) for line in verdicts.read_text().splitlines()]
    assert len(judged) == len(texts)
    bad = [v for v in judged if v["verdict"] == "BAD"]
    assert not bad, bad[:5]
