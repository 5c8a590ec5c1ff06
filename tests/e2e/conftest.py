"""A browser and a server of our own, shared by all browser tests: the demonstration in a folder of its own."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path(shutil.which("chromium") or "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 60_000  # milliseconds; a cold start on a busy machine takes some ten seconds
SHOTS = Path(os.environ.get("TUMORBOARD_SCREENSHOTS", ROOT / "build" / "screenshots"))
"""Where the stories leave their pictures, for whoever looks at a run."""


@pytest.fixture(scope="session")
def chromium() -> Path:
    if CHROMIUM.is_file():
        return CHROMIUM
    reason = f"no browser at {CHROMIUM}: install Debian's chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """Return a port of this machine that nobody uses at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def environment(**around: str) -> dict[str, str]:
    """Return an environment in which nothing of the caller's own records is in reach."""
    return {name: value for name, value in os.environ.items() if not name.startswith("TUMORBOARD_")} | around


@contextmanager
def running(command: list[str], log: Path, healthy: str, **around: str) -> Iterator[None]:
    """Run a server until the block ends; the block begins when its address answers."""
    with log.open("w") as written:
        server = subprocess.Popen(
            command, cwd=ROOT, env=environment(**around), stdout=written, stderr=subprocess.STDOUT
        )
        try:
            _wait_until_healthy(healthy, server)
            yield
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


@contextmanager
def serve(script: Path, folder: Path, *options: str, port: int = 0, **around: str) -> Iterator[str]:
    """Serve a script of Streamlit, on a free port where none is given."""
    where = f"http://127.0.0.1:{port or free_port()}"
    command = [sys.executable, "-m", "streamlit", "run", str(script), f"--server.port={where.rpartition(':')[2]}"]
    with running([*command, *options], folder / "server.log", f"{where}/_stcore/health", **around):
        yield where


@pytest.fixture(scope="session")
def address(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demonstration, its records in a folder that nobody else has."""
    folder = tmp_path_factory.mktemp("demonstration")
    around = {"TUMORBOARD_DEMO": "1", "TUMORBOARD_DATA_DIR": str(folder)}
    with serve(ROOT / "ui" / "streamlit_app.py", folder, **around) as where:
        yield where


def _wait_until_healthy(url: str, server: "subprocess.Popen[bytes]") -> None:
    give_up = time.monotonic() + PATIENCE / 1000
    while time.monotonic() < give_up:
        assert server.poll() is None, f"the server ended with {server.returncode}"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    pytest.fail("the server did not answer in time")


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def sit_down(browser: "Browser", address: str, request: pytest.FixtureRequest) -> Iterator[Callable[[str], "Page"]]:
    """Return a way to open the demonstration at somebody's desk; no page may ask another machine."""
    pages: list[Page] = []
    outside: list[str] = []

    def open_at(person: str) -> "Page":
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: outside.append(request.url) if _is_outside(request.url, address) else None)
        pages.append(page)
        page.goto(address)
        page.get_by_role("button", name=person).click()
        page.get_by_text("Change person").wait_for()
        settled(page)
        return page

    yield open_at
    for number, page in enumerate(pages, start=1):
        keep(page, f"{request.node.name}-last-{number}")
        page.close()
    assert not outside, "the pages ask only this machine"


def _is_outside(url: str, address: str) -> bool:
    inside = (address, address.replace("http", "ws"), "data:", "blob:")
    return not url.startswith(inside)


def settled(page: "Page") -> None:
    """Wait until the server has drawn the page."""
    quiet = page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
    for _ in range(2):  # what was clicked must reach the server, and what it answers can ask for another run
        page.wait_for_timeout(300)
        quiet.wait_for()


def keep(page: "Page", name: str) -> None:
    """Keep a picture of the page."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
