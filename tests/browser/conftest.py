"""A real server with the sample weeknotes, and a real Chromium. A page that breaks a promise fails its test:
an error on the console, a violation of the Content-Security-Policy, a request to another host, an answer of 5xx.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).resolve().parents[2]
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHROMIUM = os.environ.get("WEEKNOTES_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


HERE = Path(__file__).parent


def pytest_collection_modifyitems(items) -> None:
    for item in items:
        if HERE in Path(item.path).parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Site:
    url: str
    passwords: dict[str, str]
    folder: Path

    def at(self, path: str) -> str:
        return self.url + path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory) -> Iterator[Site]:
    """The product as `make run` serves it, on a port and in a folder of its own."""
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(folder),
        "SECRET_KEY": "a secret of browser tests alone, " * 2,
        "ALLOWED_HOSTS": "127.0.0.1",
        "SITE_URL": url,
        "SITE_NAME": "Harrowmere Weeknotes",
        "LOG_LEVEL": "WARNING",
        "CHORES": "0",
    }

    def manage(*arguments: str) -> None:
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)

    manage("migrate", "--verbosity", "0")
    manage("collectstatic", "--noinput", "--verbosity", "0")
    manage("load_samples")
    serve = ["granian", "--interface", "wsgi", "weeknotes.wsgi:application", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, "-m", *serve, "--workers", "1", "--blocking-threads", "4", "--log-level", "warning"],
        cwd=ROOT,
        env=environment,
    )
    try:
        wait_for(url + "/readyz")
        lines = (folder / "sample-passwords").read_text(encoding="utf-8").splitlines()
        yield Site(url, dict(line.split() for line in lines), folder)
    finally:
        server.terminate()
        server.wait(timeout=20)


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            urllib.request.urlopen(url, timeout=2)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"{url} does not answer")


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def signed_in(chromium, site) -> Callable[[str], dict]:
    """The cookies of a sample account that has signed in by the form, once."""
    known: dict[str, dict] = {}

    def cookies_of(username: str) -> dict:
        if username not in known:
            context = chromium.new_context()
            page = context.new_page()
            page.goto(site.at("/accounts/login/"))
            page.get_by_label("Username or work email").fill(username)
            page.get_by_label("Password", exact=True).fill(site.passwords[username])
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url("**/write/")
            known[username] = context.storage_state()
            context.close()
        return known[username]

    return cookies_of


@pytest.fixture
def page_at(chromium, site, signed_in):
    """Opens a page: `page_at("/", width=360, scheme="dark", javascript=False, by="priya")`."""
    contexts, broken = [], []

    def watch(page, expect: int) -> None:
        def on_response(response) -> None:
            if response.status >= 500 or (response.status >= 400 and response.status != expect):
                broken.append(f"{response.status} {response.url}")

        def on_console(message) -> None:
            expected = f"status of {expect}" in message.text and message.text.startswith("Failed to load resource")
            if message.type in {"error", "warning"} and not expected:
                broken.append(f"{page.url}: {message.text}")

        def on_request(request) -> None:
            host = urlsplit(request.url).netloc
            if request.url.startswith("http") and host != urlsplit(site.url).netloc:
                broken.append(f"{page.url} asks {host}")

        page.on("response", on_response)
        page.on("console", on_console)
        page.on("request", on_request)
        page.on("pageerror", lambda error: broken.append(f"{page.url}: {error}"))

    def open_page(
        path: str, *, width=1280, height=800, scheme="light", javascript=True, by=None, expect=200, media=None
    ):
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=javascript,
            reduced_motion="reduce",
            storage_state=signed_in(by) if by else None,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        watch(page, expect)
        if media:
            page.emulate_media(media=media)
        answer = page.goto(site.at(path))
        assert answer.status == expect, f"{path} answers {answer.status}"
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not broken, broken


def until(page, script: str, timeout: float = 10_000) -> None:
    """Waits until a script says yes, `timeout` milliseconds at most. Playwright's own `wait_for_function` asks
    from inside the page after its first question, and there the policy forbids it.
    """
    from playwright.sync_api import Error

    end = time.monotonic() + timeout / 1000
    while True:
        with contextlib.suppress(Error):  # between two pages there is nobody to ask
            if page.evaluate(script):
                return
        assert time.monotonic() < end, f"still not so after {timeout / 1000:g} seconds: {script}"
        page.wait_for_timeout(50)


def faults(page, *rules: str) -> list[str]:
    """What axe finds on a page, a line each; by all the rules of the standard or by those that are named."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # evaluated from outside, where no policy forbids it
    found = page.evaluate(
        # A writer's table may leave a header empty, as tables of people do
        """only => axe.run(document, {
            runOnly: only, resultTypes: ['violations'], rules: {'empty-table-header': {enabled: false}},
        }).then(r => r.violations)""",
        {"type": "rule", "values": rules} if rules else STANDARD,
    )
    return [
        f"{fault['id']} ({fault['help']}): {node['target'][0]} {node['failureSummary'].splitlines()[-1].strip()}"
        for fault in found
        for node in fault["nodes"][:3]
    ]
