"""Of two values of one test that may both be the newest, the graver one is used and the other one is named."""

from itertools import permutations
from typing import Any

import pytest

from tests.conftest import case_body
from tumorboard import service
from tumorboard.domain.case import LabResult
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.labs import check_labs


def lab(test: str, value: float, unit: str, **more: Any) -> LabResult:
    return LabResult.model_validate({"test": test, "value": value, "unit": unit, **more})


@pytest.mark.parametrize(
    ("grave", "mild"),
    [
        (lab("creatinine", 3.0, "mg/dL", upper_normal=1.1), lab("creatinine", 0.8, "mg/dL", upper_normal=1.1)),
        (lab("QTc", 520, "ms"), lab("QTcF", 420, "ms")),
        (lab("bilirubin", 60, "umol/L", upper_normal=20), lab("bilirubin", 1, "mg/dL", upper_normal=1.2)),
        (lab("bilirubin", 60, "umol/L"), lab("bilirubin", 1, "mg/dL", upper_normal=1.2)),
        (lab("bilirubin", 60, "umol/L"), lab("bilirubin", 2, "xULN")),
        (lab("bilirubin", 4, "xULN"), lab("bilirubin", 60, "umol/L")),
        (lab("ALT", 300, "U/L"), lab("ALT", 50, "U/L", upper_normal=45)),
        (lab("platelets", 20_000, "/uL"), lab("platelets", 200, "10^9/L")),
        (lab("neutrophils", 0.3, "10^9/L"), lab("neutrophils", 900, "/uL")),
        (lab("creatinine clearance", 18, "mL/min"), lab("eGFR", 90, "mL/min")),
        (lab("LVEF", 35, "%"), lab("LVEF", 0.6, "fraction")),
        (lab("potassium", 2.4, "mmol/L"), lab("potassium", 5.8, "mmol/L")),
        (lab("potassium", 6.5, "mmol/L"), lab("potassium", 4.0, "mmol/L")),
        (lab("glucose", 300, "mg/dL"), lab("glucose", 6, "mmol/L")),
        (lab("phosphate", 11, "mg/dL"), lab("phosphate", 1, "mmol/L")),
        (lab("Child-Pugh class", 12, "points"), lab("Child-Pugh class", 1, "class")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("dates", [(None, None), ("2026-03-01", "2026-03-01"), (None, "2026-03-01")])
def test_the_graver_value_is_used_and_the_other_is_named(
    kb: KnowledgeBase, grave: LabResult, mild: LabResult, dates: tuple[str | None, str | None]
) -> None:
    one, two = (
        LabResult.model_validate(each.model_dump() | {"date": date})
        for each, date in zip((grave, mild), dates, strict=True)
    )
    for given in ([one, two], [two, one]):
        found = check_labs(kb, given)
        (used,) = found.values
        assert used == check_labs(kb, [grave]).values[0]
        ((told, why),) = found.refused
        assert told.startswith(f"{mild.test} {mild.value:g}")
        assert f"another value, {grave.test} {grave.value:g} {grave.unit}; the graver one is used" in why


def test_a_dated_graver_value_stands_against_one_without_a_date(kb: KnowledgeBase) -> None:
    found = check_labs(kb, [lab("QTc", 520, "ms", date="2026-03-01"), lab("QTc", 420, "ms")])
    assert [value.value for value in found.values] == [520]
    assert len(found.refused) == 1


def test_the_latest_day_counts_even_where_it_is_milder(kb: KnowledgeBase) -> None:
    old, new = lab("QTc", 520, "ms", date="2026-03-01"), lab("QTc", 420, "ms", date="2026-03-02")
    found = check_labs(kb, [old, new])
    assert [value.value for value in found.values] == [420]
    assert found.refused == ()


def test_one_value_written_twice_is_one_value(kb: KnowledgeBase) -> None:
    twice = [lab("creatinine", 1.0, "mg/dL"), lab("serum creatinine", 1.0, "mg/dL", upper_normal=1.1)]
    for given in permutations(twice):
        found = check_labs(kb, given)
        assert found.refused == ()
        assert found.values[0].upper == 1.1


def test_no_dose_rests_on_the_milder_of_two_values(kb: KnowledgeBase) -> None:
    labs = [{"test": "creatinine", "value": value, "unit": "mg/dL", "upper_normal": 1.1} for value in (0.8, 3.0)]
    patient = {"age": 60, "sex": "female", "weight_kg": 60}
    read = service.read_body(case_body("BRCA1 p.C61G", code="OVT", labs=labs, patient=patient), "case", kb)
    report = service.safety(["cisplatin"], kb, read=read)
    assert [dose.dose for dose in report.doses] == [None]
    assert any("creatinine 0.8 mg/dL" in gap.what and "graver" in gap.reason for gap in report.not_checked)
    assert any("graver one is used" in message for message in service.recommend(read, kb, top=1).messages)
