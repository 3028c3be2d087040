"""A storm over the desk: somebody types in a real browser while the server is killed, the line drops, the session
ends, the tab crashes and a second one opens. `python -m tests.storm 50` runs it as often; the last argument is a seed.
Five seconds of typing may be gone after a crash, and nothing else.
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
from pathlib import Path

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.browser.conftest import ARGUMENTS, CHROMIUM, ROOT, free_port, wait_for

FORGIVEN = 5  # seconds of typing
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
        self.forgiven: set[str] = set()
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

    def sign_in(self, page: Page) -> None:
        page.get_by_label("Username or work email").fill("priya")
        page.get_by_label("Password", exact=True).fill(self.server.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url("**/write/**")

    def run(self, words: int) -> set[str]:
        """The words that are gone and should not be."""
        events = [self.kill_server, self.cut_line, self.end_session, self.crash, self.second_tab]
        moments = {self.chance.randrange(3, words): event for event in self.chance.sample(events, 3)}
        self.to_the_end()
        for number in range(words):
            word = f"word{self.number}x{number}"
            self.page.keyboard.type(word + " ", delay=self.chance.uniform(5, 40))
            self.typed[word] = time.monotonic()
            if number in moments:
                moments[number]()
        self.settle()
        there = self.words_on_server()
        self.context.close()
        return {word for word in self.typed if word not in there and word not in self.forgiven}

    def to_the_end(self) -> None:
        self.page.locator("[contenteditable=true]").first.click()
        self.page.keyboard.press("Control+End")

    def kill_server(self) -> None:
        self.server.kill()
        self.page.keyboard.type(" ", delay=20)
        self.page.wait_for_timeout(self.chance.uniform(0, 3000))
        self.server.start()

    def cut_line(self) -> None:
        self.context.set_offline(True)
        self.page.wait_for_timeout(self.chance.uniform(0, 3000))
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
        self.forgiven |= {word for word, at in self.typed.items() if now - at < FORGIVEN}
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
        return set(self.typed) - self.forgiven <= self.words_on_server()

    def words_on_server(self) -> set[str]:
        with sqlite3.connect(self.server.folder / "weeknotes.sqlite3", timeout=20) as database:
            entry = int(re.search(r"/write/(\d+)/", self.address)[1])
            asked = "SELECT r.content FROM notes_entry e JOIN notes_revision r ON r.id = e.head_id WHERE e.id = ?"
            return set(re.findall(r"word\d+x\d+", database.execute(asked, [entry]).fetchone()[0]))


def storms(browser: Browser, folder: Path, runs: int, words: int, seed: int) -> list[str]:
    """What was lost, a line for each run that lost something."""
    lost = []
    server = Server(folder)
    try:
        for number in range(runs):
            storm = Storm(browser, server, random.Random(f"{seed} {number}"), number)
            if gone := storm.run(words):
                lost.append(f"run {number} of seed {seed}: {len(gone)} of {words} words: {sorted(gone)[:5]}")
    finally:
        server.kill()
    return lost


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = storms(browser, Path(folder), runs, 300, seed)
        browser.close()
    sys.stdout.write("\n".join([*found, f"{runs - len(found)} of {runs} runs lost nothing (seed {seed})."]) + "\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
