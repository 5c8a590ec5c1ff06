"""The app in a real browser: open a case, see options, veto a drug, see them change; a bad file is told in words."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path(shutil.which("chromium") or "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
PATIENCE = 90_000  # milliseconds; a cold start on a busy machine takes some ten seconds
CASE = {
    "schema": "tumorboard.case/1",
    "case_id": "E2E-1",
    "sample": True,
    "diagnosis": {"oncotree": "PAAD", "description": "<img src=x onerror=alert(1)> **invented**"},
    "alterations": [
        {"gene": "KRAS", "kind": "small_variant", "protein_change": "p.G12D"},
        {"gene": "TP53", "kind": "small_variant", "protein_change": "p.R248Q"},
        {"gene": "CDKN2A", "kind": "deletion"},
        {"gene": "SMAD4", "kind": "deletion"},
    ],
}


@pytest.fixture(scope="module")
def chromium() -> Path:
    if CHROMIUM.is_file():
        return CHROMIUM
    reason = f"no browser at {CHROMIUM}: install Debian's chromium"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def address(chromium: Path) -> Iterator[str]:
    """A server of our own on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "ui" / "streamlit_app.py"), f"--server.port={port}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            where = f"http://127.0.0.1:{port}"
            _wait_until_healthy(f"{where}/_stcore/health", server)
            yield where
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()


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


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator["Browser"]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: "Browser", address: str) -> Iterator["Page"]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    page.set_default_timeout(PATIENCE)
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url) if _is_outside(request.url, address) else None)
    page.goto(address)
    page.get_by_role("heading", name="Take it along").wait_for()
    yield page
    page.close()
    assert not outside, "the page asks only this machine"


def _is_outside(url: str, address: str) -> bool:
    inside = (address, address.replace("http", "ws"), "data:", "blob:")
    return not url.startswith(inside)


def upload(page: "Page", name: str, body: object) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    file: Any = {"name": name, "mimeType": "application/json", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)


def option_drugs(page: "Page") -> list[str]:
    """The cells of the ranked options that name the drugs."""
    ranked = page.get_by_role("table", name="Ranked options")
    return ranked.locator("tbody tr td:nth-of-type(2)").all_inner_texts()


def settled(page: "Page") -> None:
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def test_upload_veto_and_see_the_options_change(page: "Page") -> None:
    upload(page, "case.json", CASE)
    page.get_by_role("heading", name="E2E-1: Pancreatic Adenocarcinoma").wait_for()
    settled(page)
    before = option_drugs(page)
    assert before
    drug = page.get_by_role("table", name="Drugs of the option").locator("tbody td").first.inner_text().strip()
    assert drug in before[0]

    box = page.get_by_role("combobox", name="Veto")
    box.click()
    box.fill(drug)
    page.get_by_role("option", name=drug, exact=True).click()
    page.keyboard.press("Escape")
    page.wait_for_function(
        """([name, before]) => {
            const table = document.querySelector(`table[aria-label="${name}"], [aria-label="${name}"] table`);
            return table && !table.querySelector("tbody tr").innerText.includes(before);
        }""",
        arg=["Ranked options", before[0]],
    )
    settled(page)
    after = option_drugs(page)
    assert after
    assert after != before
    assert not any(drug in cell.split(" (or ")[0] for cell in after)


def test_a_report_is_text_and_the_notice_stays_in_sight(page: "Page") -> None:
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    upload(page, "case.json", CASE)
    page.get_by_text("<img src=x onerror=alert(1)> **invented**").first.wait_for()
    settled(page)
    page.get_by_role("heading", name="Take it along").scroll_into_view_if_needed()
    notice = page.get_by_text("Research use only: options, not orders")
    box = notice.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 768
    assert not asked


def test_bad_file_gives_a_message_and_no_traceback(page: "Page") -> None:
    upload(page, "broken.json", b'{"case_id": "X", ')
    problem = page.get_by_role("alert").filter(has_text="is not JSON")
    problem.wait_for()
    assert "broken.json" in problem.inner_text()
    settled(page)
    said = page.locator("body").inner_text()
    assert "Traceback" not in said
    assert "Ranked options" not in said


def test_why_not_by_keyboard_alone(page: "Page") -> None:
    box = page.get_by_role("combobox", name="Drug", exact=True)
    box.focus()
    page.keyboard.type("zoledronic")
    page.get_by_role("option", name="zoledronic acid").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("matches no finding of this case").wait_for()
