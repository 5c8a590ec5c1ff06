"""One regimen in a real browser: tabs, chart and table, a point selected on the chart, all of it by keyboard too."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import keep, settled

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def page(sit_down: Callable[[str], "Page"]) -> "Page":
    page = sit_down("Dr. Bea Sample")
    page.get_by_role("link", name="Try a file").click()
    page.get_by_role("heading", name="Take it along").wait_for()
    settled(page)
    return page


def points(page: "Page") -> "Locator":
    """The points of the front on its chart, in the order of the table."""
    chart = page.get_by_label("Items matched against the chance of a grade 3 or worse event")
    chart.first.wait_for()
    return page.locator('[data-testid="stVegaLiteChart"]').last.locator('path[aria-label*="number: "]')


def test_a_point_selected_on_the_chart_is_shown_as_a_regimen(page: "Page") -> None:
    front = page.get_by_role("table", name="Regimens that no other one beats")
    drugs = front.locator("tbody tr").nth(1).locator("td").nth(4).inner_text().split("; or")[0]
    points(page).nth(1).click(force=True)
    page.get_by_text(f"Point 2: {drugs}").wait_for()
    settled(page)
    shown = page.get_by_role("table", name="Drugs of the option").last.locator("tbody td:first-of-type")
    assert " + ".join(one.strip() for one in shown.all_inner_texts()) == drugs
    page.get_by_role("combobox", name="Show the regimen of a point").click()
    page.get_by_role("option", name="1: ").first.click()
    page.get_by_text("Point 1: ").wait_for()
    settled(page)
    points(page).nth(1).click(force=True)
    page.get_by_text("Point 2: ").wait_for()


def test_the_tabs_are_walked_by_keyboard_and_the_chart_has_its_table(page: "Page") -> None:
    page.get_by_role("tab", name="Overview").focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    settled(page)
    assert page.get_by_role("tab", name="Toxicity").get_attribute("aria-selected") == "true"
    table = page.get_by_role("table", name="Chance of a grade 3 or worse event by organ")
    table.wait_for()
    organs = [one.strip() for one in table.locator("tbody tr td:first-of-type").all_inner_texts()]
    page.locator('[data-testid="stVegaLiteChart"] svg').first.wait_for()
    drawn = page.locator('[data-testid="stVegaLiteChart"]').first.inner_text()
    assert len(organs) == 13
    assert all(organ in drawn for organ in organs)
    keep(page, "toxicity")
