"""The hospital's own sign-in (OIDC) from end to end, against a provider that the test starts itself."""

import json
import re
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.e2e.conftest import PATIENCE, ROOT, environment, free_port, keep, running, serve, settled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
MEMBER = {"sub": "auth|1", "name": "Dr. Hos Pital", "tumorboard_roles": ["board_member"]}
STRANGER = {"sub": "stranger", "name": "Some Body", "tumorboard_roles": ["janitor"]}
WELCOME = "Sign in with the hospital's account"


class Hospital(NamedTuple):
    """Where the provider, the app and its records are."""

    provider: str
    app: str
    folder: Path


@pytest.fixture(scope="module")
def hospital(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hospital]:
    """A provider with two people, and a real start of the app that trusts it."""
    folder = tmp_path_factory.mktemp("hospital")
    our_own(folder, "db", "init")
    our_own(folder, "user", "add", "root", "--role", "administrator", "--password-stdin", said="a long test password\n")
    provider_port, port = free_port(), free_port()
    provider = f"http://127.0.0.1:{provider_port}"
    discovery = f"{provider}/.well-known/openid-configuration"
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "only for this test"\n'
        f'client_id = "tumorboard"\nclient_secret = "any"\nserver_metadata_url = "{discovery}"\n',
        encoding="utf-8",
    )
    people = [part for one in (MEMBER, STRANGER) for part in ("--user-claims", json.dumps(one))]
    command = [str(Path(sys.executable).with_name("oidc-provider-mock")), f"--port={provider_port}", *people]
    options = (f"--secrets.files={secrets}",)
    with (
        running(command, folder / "provider.log", discovery),
        serve(ROOT / "ui/streamlit_app.py", folder, *options, port=port, TUMORBOARD_DATA_DIR=str(folder)) as app,
    ):
        yield Hospital(provider, app, folder)


def our_own(folder: Path, *words: str, said: str = "") -> str:
    """Run a command of ours on the records of the test and return what it prints."""
    command = [str(Path(sys.executable).with_name("tumorboard")), *words]
    return subprocess.run(
        command, input=said, check=True, capture_output=True, text=True, cwd=ROOT,
        env=environment(TUMORBOARD_DATA_DIR=str(folder)),
    ).stdout  # fmt: skip


@contextmanager
def sign_in_page(browser: "Browser", hospital: Hospital) -> Iterator["Page"]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})  # with cookies of its own
    page.set_default_timeout(PATIENCE)
    try:
        page.goto(hospital.app)
        page.get_by_role("button", name=WELCOME).wait_for()
        yield page
    finally:
        page.close()


def vouch(page: "Page", subject: str) -> None:
    """Go to the hospital's page, prove who one is, and come back."""
    page.get_by_role("button", name=WELCOME).click()
    page.get_by_role("button", name=subject, exact=True).click()
    page.wait_for_url(re.compile(r"^http://127\.0\.0\.1:\d+/(?!oauth2)"))
    settled(page)


def test_a_member_comes_in_and_is_out_after_signing_out(browser: "Browser", hospital: Hospital) -> None:
    with sign_in_page(browser, hospital) as page:
        vouch(page, str(MEMBER["sub"]))
        page.get_by_text("Dr. Hos Pital").wait_for()
        page.get_by_role("link", name="Worklist", exact=True).wait_for()
        assert page.get_by_role("link", name="Audit trail").count() == 0
        keep(page, "hospital-sign-in")
        page.get_by_role("button", name="Sign out").click()
        page.get_by_role("button", name=WELCOME).wait_for()
        page.reload()
        page.get_by_role("button", name=WELCOME).wait_for()
        settled(page)
        assert page.get_by_text("Dr. Hos Pital").count() == 0, "the cookie of Streamlit alone opens nothing"
    assert "all as they were written" in our_own(hospital.folder, "audit", "verify")


def test_somebody_without_a_role_of_ours_stays_outside(browser: "Browser", hospital: Hospital) -> None:
    with sign_in_page(browser, hospital) as page:
        vouch(page, str(STRANGER["sub"]))
        page.get_by_text("your sign-in has no role here").wait_for()
        assert page.get_by_role("link", name="Worklist", exact=True).count() == 0


def test_a_role_taken_away_at_the_hospital_is_gone_at_the_next_sign_in(browser: "Browser", hospital: Hospital) -> None:
    whose = f"{hospital.provider}/users/{urllib.parse.quote(str(MEMBER['sub']), safe='')}"
    claims = json.dumps({**MEMBER, "tumorboard_roles": ["auditor"]}).encode()
    change = urllib.request.Request(whose, claims, {"Content-Type": "application/json"}, method="PUT")
    urllib.request.urlopen(change, timeout=10).close()
    with sign_in_page(browser, hospital) as page:
        vouch(page, str(MEMBER["sub"]))
        page.get_by_role("link", name="Audit trail").wait_for()
        assert page.get_by_role("link", name="Worklist", exact=True).count() == 0
