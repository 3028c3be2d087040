"""A storm over the desk: somebody types in a real browser while the server is killed, the line drops, the session
ends, the tab is closed or crashes and a second one opens, on a draft or on an entry that readers see already.
`python -m tests.storm 50` runs it as often; then come a seed and the number of words. Five seconds of typing may go
with a crash, and nothing else; what is not on the server must have been said aloud within ten seconds.
"""

from __future__ import annotations

import contextlib
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, ROOT, free_port, wait_for

FORGIVEN = 5  # seconds of typing, after a crash
A_LONG_TIME = 11_000  # milliseconds: by then a page must have said that nothing is saved
PATIENCE = 60_000  # milliseconds, until all is saved again


class Server:
    """A server of its own, which can be killed as a machine kills it."""

    def __init__(self, folder: Path) -> None:
        self.folder, port = folder, free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "DATA_DIR": str(folder),
            "SECRET_KEY": "a secret of storms alone, " * 3,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": self.url,
            "LOG_LEVEL": "CRITICAL",
            "CHORES": "0",
        }
        for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--noinput", "--verbosity", "0"]):
            self.manage(*command)
        self.manage("load_samples")
        serve = ["granian", "--interface", "wsgi", "weeknotes.wsgi:application", "--host", "127.0.0.1"]
        self.command = [sys.executable, "-m", *serve, "--port", str(port), "--workers", "1", "--log-level", "critical"]
        lines = (folder / "sample-passwords").read_text(encoding="utf-8").splitlines()
        self.password = dict(line.split() for line in lines)["priya"]
        self.start()
        wait_for(self.url + "/readyz")

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        self.process = subprocess.Popen(self.command, cwd=ROOT, env=self.environment, start_new_session=True)

    def kill(self) -> None:
        """With its worker: both are of the session that we began."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=20)

    def end_sessions(self) -> None:
        with sqlite3.connect(self.folder / "weeknotes.sqlite3", timeout=20) as database:
            database.execute("DELETE FROM django_session")


class Storm:
    """One run: an entry, somebody who types, and what happens to them."""

    def __init__(self, browser: Browser, server: Server, chance: random.Random, number: int) -> None:
        self.browser, self.server, self.chance, self.number = browser, server, chance, number
        self.typed: dict[str, float] = {}  # each word, and when
        self.forgiven: dict[str, float] = {}  # words that a crash may take, and how long before it they were typed
        self.troubles: list[str] = []
        self.silent: list[str] = []  # troubles of which the page said nothing
        self.is_published = number % 2 == 1
        self.context = browser.new_context(reduced_motion="reduce")
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.page.goto(server.url + "/write/?journal=priya-anand")
        self.sign_in(self.page)
        self.page.get_by_text("Another week", exact=True).click()
        self.page.get_by_label("Which week?").fill(f"week {number % 50 + 1}, {2010 + number // 50}")
        self.page.get_by_role("button", name="Open that week").click()
        self.page.wait_for_url(re.compile(r"/write/\d+/$"))
        self.address = self.page.url
        if self.is_published:
            self.publish()

    def publish(self) -> None:
        """Readers see the entry already; what is typed from here on are changes that they do not."""
        self.to_the_end()
        self.page.keyboard.type("For readers. ")
        self.page.get_by_role("button", name="Check and publish").click()
        self.page.get_by_role("button", name="Publish now").click()
        self.page.wait_for_url(re.compile(r"/\d{4}-\d\d-\d\d/"))
        self.page.goto(self.address)

    def sign_in(self, page: Page) -> None:
        page.get_by_label("Username or work email").fill("priya")
        page.get_by_label("Password", exact=True).fill(self.server.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/write/**")

    def run(self, words: int) -> set[str]:
        """The words that are gone and should not be."""
        events = [self.kill_server, self.cut_line, self.end_session, self.crash, self.close_tab, self.second_tab]
        moments = {self.chance.randrange(3, words): event for event in self.chance.sample(events, 3)}
        self.to_the_end()
        for number in range(words):
            word = f"word{self.number}x{number}"
            self.page.keyboard.type(word + " ", delay=self.chance.uniform(5, 40))
            self.typed[word] = time.monotonic()
            if number in moments:
                self.troubles.append(moments[number].__name__.replace("_", " "))
                moments[number]()
        self.settle()
        there = self.words_on_server()
        gone = {word for word in self.typed if word not in there}
        self.taken = {word: before for word, before in self.forgiven.items() if word in gone}
        if gone - self.taken.keys() and not self.says_aloud():
            self.silent.append("words that are gone")
        self.context.close()
        return gone - self.taken.keys()

    def says_aloud(self) -> bool:
        return bool(self.page.locator("[data-not-saved]").inner_text() or self.page.locator(".kept").is_visible())

    def wait_out(self) -> None:
        """A moment, or now and then long enough for the page to have said what is wrong."""
        if self.chance.random() < 0.75:
            self.page.wait_for_timeout(self.chance.uniform(0, 3000))
            return
        self.page.wait_for_timeout(A_LONG_TIME)
        if not self.says_aloud():
            self.silent.append(self.troubles[-1])

    def to_the_end(self) -> None:
        self.page.locator("[contenteditable=true]").first.click()
        self.page.keyboard.press("Control+End")

    def kill_server(self) -> None:
        self.server.kill()
        self.page.keyboard.type(" ", delay=20)
        self.wait_out()
        self.server.start()

    def cut_line(self) -> None:
        self.context.set_offline(True)
        self.page.keyboard.type(" ", delay=20)
        self.wait_out()
        self.context.set_offline(False)

    def end_session(self) -> None:
        wait_for(self.server.url + "/readyz")
        self.server.end_sessions()

    def second_tab(self) -> None:
        wait_for(self.server.url + "/readyz")
        other = self.context.new_page()
        other.goto(self.address)
        other.wait_for_timeout(300)
        other.close()
        self.page.bring_to_front()

    def crash(self) -> None:
        now = time.monotonic()
        with contextlib.suppress(Error):
            self.page.goto("chrome://crash", timeout=3000)
        self.page.close()
        self.forgiven |= {word: now - at for word, at in self.typed.items() if now - at < FORGIVEN}
        self.come_back()

    def close_tab(self) -> None:
        """As a person does, who says yes when asked whether to leave."""
        self.page.on("dialog", lambda dialog: dialog.accept())
        with self.page.expect_event("close"):
            self.page.close(run_before_unload=True)
        self.come_back()

    def come_back(self) -> None:
        """Open the entry again, and take what this browser kept."""
        wait_for(self.server.url + "/readyz")
        self.page = self.context.new_page()
        self.page.goto(self.address)
        if "/login/" in self.page.url:
            self.sign_in(self.page)
        self.page.wait_for_timeout(7500)  # what another tab might still be saving is offered after a moment
        self.page.locator("[data-kept]").evaluate(
            "part => part.querySelectorAll('[data-use=mine]').forEach(b => b.click())"
        )
        self.to_the_end()

    def settle(self) -> None:
        """Wait until the page says that all is saved, signing in again where it asks to."""
        wait_for(self.server.url + "/readyz")
        until = time.monotonic() + PATIENCE / 1000
        while time.monotonic() < until:
            again = self.page.get_by_role("button", name="Sign in again")
            if again.is_visible():
                again.click()
                dialog = self.page.get_by_role("dialog")
                dialog.get_by_label("Password").fill(self.server.password)
                dialog.get_by_role("button", name="Sign in", exact=True).click()
                dialog.wait_for(state="hidden")
            self.page.wait_for_timeout(2500)
            if self.page.locator("[data-saved][data-state=saved]").count() and self.is_on_server():
                return

    def is_on_server(self) -> bool:
        return self.typed.keys() - self.forgiven.keys() <= self.words_on_server()

    def words_on_server(self) -> set[str]:
        with sqlite3.connect(self.server.folder / "weeknotes.sqlite3", timeout=20) as database:
            entry = int(re.search(r"/write/(\d+)/", self.address)[1])
            asked = "SELECT r.content FROM notes_entry e JOIN notes_revision r ON r.id = e.head_id WHERE e.id = ?"
            return set(re.findall(r"word\d+x\d+", database.execute(asked, [entry]).fetchone()[0]))


@dataclass
class Report:
    """What became of all runs. A run that lost more than is forgiven, or lost it silently, is a line of `failures`."""

    seed: int
    runs: int = 0
    typed: int = 0
    published: int = 0
    troubles: Counter[str] = field(default_factory=Counter)
    most_words: int = 0  # that a crash took, of what is forgiven
    most_seconds: float = 0
    failures: list[str] = field(default_factory=list)

    def add(self, storm: Storm, gone: set[str]) -> None:
        self.runs += 1
        self.typed += len(storm.typed)
        self.published += storm.is_published
        self.troubles.update(storm.troubles)
        self.most_words = max(self.most_words, len(storm.taken))
        self.most_seconds = max([self.most_seconds, *storm.taken.values()])
        told = f"run {storm.number} of seed {self.seed} ({', '.join(storm.troubles)})"
        if gone:
            self.failures.append(f"{told}: {len(gone)} words are gone: {sorted(gone)[:5]}")
        self.failures += [f"{told}: nothing was said of {trouble}" for trouble in storm.silent]

    def table(self) -> str:
        rows = [
            ("runs", f"{self.runs} (seed {self.seed})"),
            ("of them on a published entry", f"{self.published}"),
            ("words typed", f"{self.typed:,}"),
            *((trouble, f"{count}") for trouble, count in sorted(self.troubles.items())),
            ("most lost to a crash", f"{self.most_words} words, {self.most_seconds:.1f} seconds of typing"),
            ("runs that lost more, or lost it silently", f"{len(self.failures)}"),
        ]
        return "\n".join(f"{name:<42}{value}" for name, value in rows)


def storms(browser: Browser, folder: Path, runs: int, words: int, seed: int) -> Report:
    report = Report(seed)
    server = Server(folder)
    try:
        for number in range(runs):
            storm = Storm(browser, server, random.Random(f"{seed} {number}"), number)
            report.add(storm, storm.run(words))
            told = ", ".join(storm.troubles)
            sys.stderr.write(f"run {number + 1} of {runs} ({told}): {len(report.failures)} faults so far\n")
    finally:
        server.kill()
    return report


def main() -> None:
    runs, seed, words = (
        int(argument) if argument else default
        for argument, default in zip(
            [*sys.argv[1:], "", "", ""], (50, random.SystemRandom().randrange(10**6), 300), strict=False
        )
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        report = storms(browser, Path(folder), runs, words, seed)
        browser.close()
    sys.stdout.write("\n".join([report.table(), *report.failures]) + "\n")
    sys.exit(bool(report.failures))


if __name__ == "__main__":
    main()
