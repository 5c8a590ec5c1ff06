"""The app in a real browser: open a case, see options, veto a drug, see them change; a bad file is told in words."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.conftest import settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

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


@pytest.fixture
def page(sit_down: Callable[[str], "Page"]) -> "Page":
    page = sit_down("Dr. Bea Sample")
    page.get_by_role("link", name="Try a file").click()
    page.get_by_role("heading", name="Take it along").wait_for()
    return page


def upload(page: "Page", name: str, body: object) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    file: Any = {"name": name, "mimeType": "application/json", "buffer": content}
    page.get_by_test_id("stMainBlockContainer").locator("input[type=file]").set_input_files(file)


def option_drugs(page: "Page") -> list[str]:
    """The cells of the ranked options that name the drugs."""
    ranked = page.get_by_role("table", name="Ranked options")
    return ranked.locator("tbody tr td:nth-of-type(2)").all_inner_texts()


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
