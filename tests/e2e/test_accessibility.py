"""axe finds nothing serious on our pages beyond what it finds on a bare Streamlit page with the same widgets."""

import re
from collections.abc import Callable, Iterator
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from tests.e2e.conftest import ROOT, serve, settled

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
AXE = (resources.files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
SERIOUS = """async () => {
  const found = await axe.run();
  return found.violations.filter(one => ['serious', 'critical'].includes(one.impact)).flatMap(one => one.nodes.map(
    node => [one.id, (node.html.match(/data-testid="([^"]+)"/) || [])[1]
      || document.querySelector(node.target[0])?.closest('[data-testid]')?.dataset.testid || '',
      node.html.slice(0, 200)]
  ));
}"""
CASE = "SAMPLE-7"
PAGES = {
    "Dr. Bea Sample": ["Worklist", "Import cases", "Overview", "Findings", "Recommendation", "Compare", "Decision"],
    "Dr. Olga Sample": ["Regimen given", "Follow-up"],
    "Dr. Rita Sample": ["Cohort", "Score against PFS", "Knowledge", "About"],
    "Alex Sample": ["Accounts"],
    "Aude Sample": ["Audit trail"],
}


def serious(page: "Page") -> set[tuple[str, str, str]]:
    page.evaluate(AXE)
    return {tuple(found) for found in page.evaluate(SERIOUS)}


@pytest.fixture(scope="module")
def bare(browser: "Browser", tmp_path_factory: pytest.TempPathFactory) -> Iterator[set[tuple[str, str]]]:
    """What axe finds on a page of Streamlit alone: rule and part of Streamlit."""
    folder: Path = tmp_path_factory.mktemp("bare")
    with serve(ROOT / "tests" / "e2e" / "bare_page.py", folder) as where:
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.goto(where)
        page.get_by_role("heading", name="Header").wait_for()
        settled(page)
        yield {(rule, part) for rule, part, _ in serious(page)}
        page.close()


@pytest.mark.parametrize("person", PAGES)
def test_nothing_serious_beyond_a_bare_page(
    person: str, bare: set[tuple[str, str]], sit_down: Callable[[str], "Page"]
) -> None:
    page = sit_down(person)
    if page.get_by_role("link", name="Worklist", exact=True).count():
        page.get_by_role("button", name=re.compile(rf"^{CASE}")).click()
        page.get_by_role("heading", name=f"Case: {CASE}").wait_for()
    for name in PAGES[person]:
        page.get_by_role("link", name=name, exact=True).first.click()
        settled(page)
        ours = {found for found in serious(page) if found[:2] not in bare}
        assert not ours, f"{name}: {sorted(ours)}"
