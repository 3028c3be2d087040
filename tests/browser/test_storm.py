"""A short storm; `make storm` runs the whole one."""

from __future__ import annotations

import random

from tests.storm import storms


def test_a_storm_takes_at_most_five_seconds_of_typing(chromium, tmp_path):
    seed = random.SystemRandom().randrange(10**6)
    report = storms(chromium, tmp_path, runs=2, words=60, seed=seed)
    assert not report.failures, report.table()
