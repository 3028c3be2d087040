"""A pytest plugin for where nothing may be left out: a skipped test fails the run. Loaded by .ci/checks."""

from __future__ import annotations

import pytest


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line("Tests were skipped, and here none may be.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
