import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from wellread.config import demo
from wellread.config.supervisor import Supervisor

CHROMIUM = shutil.which("chromium")
HOW_TO_MEND = "apt-get install chromium default-jre-headless"


def pytest_collection_modifyitems(config, items):
    if CHROMIUM:
        return
    if os.environ.get("CI") == "true":
        pytest.exit(f"The journeys need a browser: {HOW_TO_MEND}", returncode=1)
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.skip(reason=f"no Chromium: {HOW_TO_MEND}"))


class Site(NamedTuple):
    """A running site: its addresses, its folder and the processes that run it."""

    url: str
    sandbox: str
    folder: Path
    settings: dict[str, str]
    supervisor: Supervisor

    def advance(self, days):
        """Let time pass in the sandbox, and wait until the site has heard of it."""
        return self.ask_sandbox("clock", f'{{"advance_days": {days}}}')

    def ask_sandbox(self, path, body):
        request = urllib.request.Request(
            f"{self.sandbox}/_sandbox/{path}",
            data=body.encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read()

    def manage(self, *words):
        return subprocess.run(
            [sys.executable, "-m", "wellread.cli", *words],
            env=self.settings,
            capture_output=True,
            text=True,
            check=False,
        )

    def code_for(self, address):
        """Return the newest sign-in code that was sent to an address."""
        found = ""
        for file in sorted((self.folder / "mail").glob("*.log"), key=lambda f: f.stat().st_mtime):
            for text in file.read_text().split("-" * 79):
                if f"To: {address}" in text and (code := re.search(r"Your code: (\S+)", text)):
                    found = code.group(1)
        return found

    def letters_to(self, address):
        texts = [
            text
            for file in sorted((self.folder / "mail").glob("*.log"))
            for text in file.read_text().split("-" * 79)
        ]
        return [text for text in texts if f"To: {address}" in text]


def free_pair():
    """Return a port that is free and whose successor is too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


@contextmanager
def running(folder, port):
    settings = demo.demo_settings(port, folder)
    supervisor = Supervisor(demo.programs(port, folder), settings)
    supervisor.start()
    try:
        assert demo.wait_until_ready(f"http://127.0.0.1:{port}/readyz"), (
            folder / "log" / "web.log"
        ).read_text()
        yield Site(
            f"http://localhost:{port}", f"http://127.0.0.1:{port + 1}", folder, settings, supervisor
        )
    finally:
        supervisor.end()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """A demo, filled once: its folder and the port its links carry."""
    folder, port = tmp_path_factory.mktemp("demo"), free_pair()
    demo.prepare(folder, port, demo.demo_settings(port, folder))
    return folder, port


@pytest.fixture(scope="session")
def site(prepared):
    with running(*prepared) as site:
        yield site


@pytest.fixture(scope="session")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def reader(chromium):
    """A fresh browser, as a new reader's."""
    with fresh_browser(chromium) as context:
        yield context.new_page()


@contextmanager
def fresh_browser(chromium, **options):
    context = chromium.new_context(**{"viewport": {"width": 1280, "height": 900}} | options)
    context.set_default_timeout(15_000)
    try:
        yield context
    finally:
        context.close()


def read(page, url):
    """Read an article as somebody does who scrolls; return when the view was recorded."""
    page.goto(url)
    page.mouse.wheel(0, 1_500)
    article = urllib.parse.urlsplit(url).path
    page.wait_for_function(
        """() => {
            const facts = JSON.parse(document.getElementById("page-facts").textContent)
            const kept = JSON.parse(localStorage.getItem("wellread.history") ?? "[]")
            return kept.some((view) => view.article === facts.article)
        }"""
    )
    return article
