"""The cards that go back to the patient's team, and the board's request for germline counselling."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.ui.board import BOARD, buttons, columns, desk, opened, press, taken_in, text
from tumorboard.domain.board import Profile
from tumorboard.service import Records

ASK = "Ask for germline confirmation and counselling"


@pytest.fixture
def risky(demo: Records, body: Callable[..., dict[str, Any]], request: pytest.FixtureRequest) -> str:
    name = f"RISK-{request.node.name}"[:60]
    more = {
        "case_id": name, "pharmacogenomics": [{"gene": "DPYD", "diplotype": "*1/*2A"}],
        "medications": [{"name": "capecitabine"}, {"name": "clopidogrel"}],
    }  # fmt: skip
    taken_in(demo, body("BRCA1 p.E23fs", "KRAS p.G12D", code="COAD") | more)
    return name


def test_the_overview_has_both_cards(demo: Records, risky: str) -> None:
    app = opened(demo, BOARD, "overview", risky)
    told = text(app)
    assert "BRCA1 E23fs" in told and "germline confirmation and counselling" in told.lower()
    assert "A negative tumour test never excludes a germline variant." in told
    (genes,) = columns(app, "For the drugs and medicines of this case")
    results = dict(zip(genes["Gene"].str.strip("*"), genes["Result"], strict=True))
    assert "intermediate" in results["DPYD"] and results["UGT1A1"] == "not tested"


def test_the_board_adds_the_request_with_one_click_and_once(demo: Records, risky: str) -> None:
    app = press(opened(demo, BOARD, "decision", risky), ASK)
    assert not [label for label in buttons(app) if label.startswith(ASK)]
    press(app, "Save the decision")
    (kept,) = desk(demo, BOARD).file(risky).decisions
    assert [(one.kind, one.text) for one in kept.value.requests] == [("germline-counselling", "BRCA1 E23fs")]


def test_nothing_is_offered_where_no_finding_calls_for_it(demo: Records, case: str) -> None:
    app = opened(demo, BOARD, "decision", case)
    assert not [label for label in buttons(app) if label.startswith(ASK)]


def test_the_age_at_diagnosis_of_the_profile_is_used(
    demo: Records, body: Callable[..., dict[str, Any]]
) -> None:  # fmt: skip
    more = {"case_id": "YOUNG-1", "patient": {"age": 41}}
    taken_in(demo, body("TP53 p.R248Q", code="IDC") | more)
    own = desk(demo, BOARD)
    assert "only below 30" in text(opened(demo, BOARD, "overview", "YOUNG-1"))
    own.save_profile("YOUNG-1", Profile.model_validate({"birth": "1985-03", "diagnosed": "2014-06-01"}), 0)
    assert "29 years at diagnosis" in text(opened(demo, BOARD, "overview", "YOUNG-1"))


def test_what_a_report_says_is_escaped(demo: Records, body: Callable[..., dict[str, Any]]) -> None:
    hostile = "*1/[x](http://y)"
    more = {"case_id": "HOSTILE-R", "pharmacogenomics": [{"gene": "DPYD", "diplotype": hostile}]}
    taken_in(demo, body("BRCA1 p.E23fs") | more)
    app = opened(demo, BOARD, "overview", "HOSTILE-R")
    cells = [cell for one in app.table if "Result" in one.value.columns for cell in one.value["Result"]]
    assert any("\\[x\\]" in cell for cell in cells) and not any("](http" in cell for cell in cells)
