"""Three stories from start to end: the board signs, the oncologist records and follows, the researcher exports."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import keep, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
Desk = Callable[[str], "Page"]
TODAY = date.today()


def open_case(page: "Page", case: str, screen: str) -> None:
    page.get_by_role("link", name="Worklist", exact=True).click()
    page.get_by_role("button", name=re.compile(rf"^{case}")).click()
    page.get_by_role("heading", name=f"Case: {case}").wait_for()
    page.get_by_role("link", name=screen, exact=True).first.click()
    page.get_by_role("heading", name=f"{screen}: {case}").wait_for()
    settled(page)


def pick(page: "Page", label: str, option: str) -> None:
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(option)
    page.get_by_role("option", name=option).first.click()
    settled(page)


def write(page: "Page", label: str, text: str) -> None:
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Enter")
    settled(page)


def write_day(page: "Page", label: str, when: date) -> None:
    """Type a day into its three parts; what the server draws in between can swallow keys."""
    group = page.get_by_role("group", name=label)
    for _ in range(4):
        group.get_by_role("spinbutton").first.click()
        page.keyboard.type(when.strftime("%Y%m%d"), delay=60)  # the parts hand the keys on one by one
        page.keyboard.press("Tab")
        settled(page)
        if "".join(group.inner_text().split()) == when.isoformat():
            return
    pytest.fail(f"{label} reads {group.inner_text()!r} and not {when}")


def press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name).first.click()
    settled(page)


def test_the_board_reviews_decides_and_signs(sit_down: Desk) -> None:
    page = sit_down("Dr. Bea Sample")
    keep(page, "board-1-worklist")
    open_case(page, "SAMPLE-2", "Decision")
    press(page, "Take it over")
    page.get_by_label("Summary").fill("Sample: discussed at length, started low.")
    page.get_by_label("Summary").press("Control+Enter")
    settled(page)
    keep(page, "board-2-decision")
    page.reload()  # a lost connection loses nothing
    sit_again(page, "Dr. Bea Sample")
    open_case(page, "SAMPLE-2", "Decision")
    page.get_by_text("Your unsaved entry of").wait_for()
    assert page.get_by_label("Summary").input_value() == "Sample: discussed at length, started low."
    press(page, "Save the decision")
    page.get_by_text("The decision is saved.").wait_for()
    page.get_by_role("textbox", name="Demo signature: any word").fill("signed")
    press(page, "Sign and lock")
    page.get_by_text("The decision is signed and locked.").wait_for()
    keep(page, "board-3-signed")
    assert page.get_by_role("button", name="Sign and lock").count() == 0
    page.get_by_role("link", name="Worklist", exact=True).click()
    settled(page)
    assert "decided" in page.locator('[class*="st-key-row-"]').filter(has_text="SAMPLE-2").inner_text()


def sit_again(page: "Page", person: str) -> None:
    page.get_by_role("button", name=person).click()
    page.get_by_text("Change person").wait_for()
    settled(page)


def test_the_oncologist_records_another_regimen_and_three_follow_ups(sit_down: Desk) -> None:
    page = sit_down("Dr. Olga Sample")
    open_case(page, "SAMPLE-4", "Regimen given")
    pick(page, "Which decision it follows", "signed")
    press(page, "Take these drugs over")
    begun = TODAY - timedelta(days=42)
    write_day(page, "Day 1 of the regimen", begun)
    page.get_by_role("radiogroup", name="Does it follow the decision?").get_by_text("in part").click()
    settled(page)
    pick(page, "Why it departs", "insurance")
    write(page, "In your words", "Sample: only one drug was paid for.")
    page.get_by_role("button", name="Remove drug 2").click()
    settled(page)
    page.get_by_text("Administered score").first.wait_for()
    keep(page, "oncologist-1-regimen")
    press(page, "Record this regimen")
    page.get_by_text("The regimen is recorded.").wait_for()

    page.get_by_role("link", name="Follow-up", exact=True).first.click()
    page.get_by_role("heading", name="Follow-up: SAMPLE-4").wait_for()
    settled(page)
    for days, total, response in ((-5, "60", ""), (20, "40", "PR"), (40, "50", "PD")):
        write_day(page, "Day of the assessment", begun + timedelta(days=days))
        write(page, "Sum of the target lesions in mm", total)
        if response:
            pick(page, "The reader's own category", response)
        press(page, "Save the assessment")
        page.get_by_text("The assessment is recorded.").wait_for()
        settled(page)
    judged = page.get_by_role("table", name=re.compile("Tumour assessments")).locator("tbody tr")
    assert judged.count() == 3
    assert "PR" in judged.nth(1).inner_text() and "yes" in judged.nth(1).inner_text()
    assert "PD" in judged.nth(2).inner_text()
    keep(page, "oncologist-2-follow-up")
    page.get_by_role("tab", name="Plots").click()
    page.locator("[data-testid=stVegaLiteChart]").first.wait_for()
    keep(page, "oncologist-3-plots")


def test_the_researcher_reads_the_curve_and_exports(sit_down: Desk) -> None:
    page = sit_down("Dr. Rita Sample")
    assert page.get_by_role("link", name="Worklist", exact=True).count() == 0
    page.get_by_text("Best change of the target lesions").first.wait_for()
    assert page.get_by_text("This app has encountered an error").count() == 0
    page.get_by_role("link", name="Score against PFS", exact=True).click()
    page.get_by_text("Read this before the curves").wait_for()
    page.get_by_role("heading", name="Take it along").wait_for()
    settled(page)
    keep(page, "researcher-1-page")
    page.locator("#curves").scroll_into_view_if_needed()
    page.locator("[data-testid=stVegaLiteChart]").first.wait_for()
    keep(page, "researcher-2-curves")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the report (JSON)").click()
    report = json.loads(waiting.value.path().read_text(encoding="utf-8"))
    assert report["simulated"] is True and report["endpoints"]["pfs"]["models"]["adjusted"]
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download the figure (PNG)").click()
    assert waiting.value.path().read_bytes().startswith(b"\x89PNG")
