"""Interactions, organ function, other medicines, availability: what is told, and what is never silently ignored."""

import csv
from pathlib import Path
from typing import Any

import pytest

from tumorboard import service
from tumorboard.domain.case import Case, LabResult, Medication
from tumorboard.domain.limits import Limits
from tumorboard.errors import InputError
from tumorboard.safety.availability import access, contraindicated
from tumorboard.safety.interactions import pair_findings
from tumorboard.safety.labs import check_labs
from tumorboard.safety.medications import check_medications
from tumorboard.safety.organs import check_organs


def case(**fields: Any) -> Case:
    return Case.model_validate({"case_id": "T", "diagnosis": {"oncotree": "COADREAD"}, "alterations": [], **fields})


@pytest.mark.parametrize(
    "pair",
    [
        ("bevacizumab", "sorafenib"), ("pazopanib", "temsirolimus"), ("bevacizumab", "everolimus"),
        ("bevacizumab", "temsirolimus"),
    ],
)  # fmt: skip
def test_pairs_without_a_safe_dose_are_flagged(pair: tuple[str, str]) -> None:
    found = pair_findings(service.open_knowledge(), pair, Limits())
    assert any(each.severity in ("major", "contraindicated") and each.sources for each in found)


def test_roles_make_interactions_of_pairs_that_no_rule_names() -> None:
    kb = service.open_knowledge()
    (found,) = (p for p in pair_findings(kb, ["everolimus", "idelalisib"], Limits()) if "CYP3A4" in p.mechanism)
    assert found.severity == "major"
    assert found.sources
    assert not found.forbids
    strict = pair_findings(kb, ["everolimus", "idelalisib"], Limits(interaction="major"))
    assert any(each.forbids for each in strict)
    free = pair_findings(kb, ["everolimus", "idelalisib"], Limits(interaction="none"))
    assert not any(each.forbids for each in free)


def test_medicines_are_checked_or_listed() -> None:
    kb = service.open_knowledge()
    written = [Medication(name=name) for name in ("Omeprazole 20 mg", "BCG vaccine", "wonderdrug")]
    told = check_medications(kb, ["dasatinib", "capecitabine"], written)
    assert {(f.drug, f.medication) for f in told.findings} >= {
        ("dasatinib", "omeprazole"),
        ("capecitabine", "BCG vaccine"),
    }
    assert [name for name, _ in told.unchecked] == ["wonderdrug"]


@pytest.mark.parametrize(
    ("test", "value", "unit", "canonical"),
    [
        ("bilirubin", 60, "umol/L", 3.5088), ("Hb", 90, "g/L", 9), ("platelet count", 45000, "/uL", 45),
        ("QTcF", 0.49, "s", 490), ("creatinine", 100, "µmol/L", 1.131),
    ],
)  # fmt: skip
def test_units_are_converted(test: str, value: float, unit: str, canonical: float) -> None:
    told = check_labs(service.open_knowledge(), [LabResult(test=test, value=value, unit=unit)])
    assert told.values[0].value == pytest.approx(canonical)
    assert not told.refused


@pytest.mark.parametrize(
    ("test", "value", "unit"),
    [
        ("Hb", 9, None),
        ("LVEF", 140, "%"),
        ("bilirubin", 2, "furlong"),
        ("platelets", -4, "10^9/L"),
        ("moonshine", 1, "g"),
    ],
)
def test_values_that_cannot_be_used_are_refused_with_a_reason(test: str, value: float, unit: str | None) -> None:
    told = check_labs(service.open_knowledge(), [LabResult(test=test, value=value, unit=unit)])
    assert not told.values
    assert told.refused[0][1]


@pytest.mark.parametrize(
    ("test", "value", "unit", "upper", "grade"),
    [
        ("ALT", 300, "U/L", 40, 3), ("ALT", 39, "U/L", 40, 0), ("ALT", 300, "U/L", None, None),
        ("bilirubin", 4, "xULN", None, 3), ("platelets", 45, "10^9/L", None, 3),
        ("neutrophils", 0.4, "10^9/L", None, 4),
        ("LVEF", 45, "%", None, 2),
    ],
)  # fmt: skip
def test_grades_follow_ctcae(test: str, value: float, unit: str, upper: float | None, grade: int | None) -> None:
    lab = LabResult(test=test, value=value, unit=unit, upper_normal=upper)
    assert check_labs(service.open_knowledge(), [lab]).values[0].grade == grade


@pytest.mark.parametrize(
    ("test", "value", "unit", "v5", "v6"),
    [
        ("neutrophils", 1.2, "10^9/L", 2, 1), ("neutrophils", 0.4, "10^9/L", 4, 3),
        ("neutrophils", 0.05, "10^9/L", 4, 4),
        ("platelets", 20, "10^9/L", 4, 3), ("platelets", 9, "10^9/L", 4, 4), ("platelets", 60, "10^9/L", 2, 2),
        ("lipase", 2.5, "xULN", 3, 2), ("alkaline phosphatase", 6, "xULN", 3, 1), ("glucose", 300, "mg/dL", None, 3),
        ("haemoglobin", 7, "g/dL", 3, 3), ("LVEF", 45, "%", 2, None),
    ],
)  # fmt: skip
def test_version_6_grades_otherwise_where_it_differs(
    test: str, value: float, unit: str, v5: int | None, v6: int | None
) -> None:
    (read,) = check_labs(service.open_knowledge(), [LabResult(test=test, value=value, unit=unit)]).values
    assert (read.grade, read.grade_v6) == (v5, v6)


def test_the_strictest_rule_of_organ_function_counts() -> None:
    kb = service.open_knowledge()

    def of(clearance: float) -> list[tuple[str, float | None]]:
        lab = {"test": "creatinine clearance", "value": clearance, "unit": "mL/min"}
        found = check_organs(kb, ["capecitabine"], case(labs=[lab])).findings
        return [(f.action, f.percent) for f in found]

    assert of(25)[0][0] == "contraindicated"
    assert of(45) == [("reduce", 75)]
    assert of(90) == []
    assert check_organs(kb, ["capecitabine"], case()).open


@pytest.mark.parametrize(
    ("patient", "creatinine", "unit", "clearance"),
    [
        ({"age": 60, "sex": "male", "weight_kg": 72}, 1.0, "mg/dL", 80.0),
        ({"age": 60, "sex": "female", "weight_kg": 72}, 1.0, "mg/dL", 68.0),
        ({"age": 80, "sex": "male", "weight_kg": 72}, 200, "umol/L", 26.5),
        ({"age": 60, "sex": "male"}, 1.0, "mg/dL", None),
        ({"sex": "male", "weight_kg": 72}, 1.0, "mg/dL", None),
        ({"age": 60, "weight_kg": 72}, 1.0, "mg/dL", None),
        ({"age": 12, "sex": "male", "weight_kg": 40}, 1.0, "mg/dL", None),
        ({"age": 60, "sex": "male", "weight_kg": 72}, 1.0, None, None),
        ({"age": 60, "sex": "male", "weight_kg": 72}, 2.0, "xULN", None),
    ],
)
def test_creatinine_clearance_follows_cockcroft_and_gault(
    patient: dict[str, Any], creatinine: float, unit: str | None, clearance: float | None
) -> None:
    lab = {"test": "creatinine", "value": creatinine, "unit": unit}
    values = check_organs(service.open_knowledge(), (), case(labs=[lab], patient=patient)).labs.values
    found = [value.value for value in values if value.name == "creatinine_clearance"]
    assert found == ([] if clearance is None else [pytest.approx(clearance, abs=0.1)])


def test_rules_use_the_clearance_that_was_worked_out_and_say_so() -> None:
    kb = service.open_knowledge()
    old = {"age": 80, "sex": "male", "weight_kg": 72}
    lab = {"test": "creatinine", "value": 200, "unit": "umol/L"}
    (found,) = (f for f in check_organs(kb, ["capecitabine"], case(labs=[lab], patient=old)).findings)
    assert found.action == "contraindicated"
    assert "Cockcroft" in found.value
    assert "GL:Cockcroft-Gault-1976" in found.sources
    measured = {"test": "creatinine clearance", "value": 90, "unit": "mL/min"}
    assert not check_organs(kb, ["capecitabine"], case(labs=[lab, measured], patient=old)).findings


def test_a_medicine_that_two_tables_know_is_told_once() -> None:
    kb = service.open_knowledge()
    told = check_medications(kb, ["dasatinib"], [Medication(name="ketoconazole")]).findings
    assert [f.severity for f in told if "CYP3A4" in f.mechanism] == ["major"]


def test_the_patient_decides_on_exclusions() -> None:
    kb = service.open_knowledge()
    poor = case(pharmacogenomics=[{"gene": "DPYD", "diplotype": "*2A/*2A"}])
    assert "DPYD" in contraindicated(kb, poor, ("capecitabine",), Limits())["capecitabine"]
    tumour = case(pharmacogenomics=[{"gene": "DPYD", "diplotype": "*2A/*2A", "origin": "tumour"}])
    assert not contraindicated(kb, tumour, ("capecitabine",), Limits())


def test_refusals_payer_and_formulary_have_reasons() -> None:
    kb = service.open_knowledge()
    limits = Limits.model_validate(
        {
            "refused": ["Mekinist"],
            "payer": {"sotorasib": {"decision": "refused", "reason": "off label"}, "olaparib": {"decision": "pending"}},
            "formulary": {"abemaciclib": "not_listed", "palbociclib": "restricted"},
        }
    )
    told = access(kb, limits)
    assert told.excluded("trametinib", limits) == "refused by the patient"
    assert told.excluded("sotorasib", limits) == "refused by the payer: off label"
    assert told.excluded("abemaciclib", limits) == "not on the formulary"
    assert not told.excluded("palbociclib", limits) and "restricted" in told.warning("palbociclib")
    assert not told.excluded("olaparib", limits) and "not decided" in told.warning("olaparib")
    strict = limits.model_copy(update={"formulary_unnamed": "exclude", "payer_pending": "exclude"})
    assert access(kb, strict).excluded("lapatinib", strict)
    assert access(kb, strict).excluded("olaparib", strict)


def test_sample_files_are_read_and_bad_rows_named(tmp_path: Path) -> None:
    kb = service.open_knowledge()
    samples = service.sample_cases().parent / "samples"
    limits = service.with_payer(
        service.with_formulary(Limits(), samples / "formulary.csv", kb), samples / "payer.csv", kb
    )
    assert limits.formulary["palbociclib"] == "restricted"
    assert limits.payer["sotorasib"].decision == "refused"
    for rows, words in (
        ([("trametinib", "listed"), ("Mekinist", "listed")], "rows 2 and 3"),
        ([("trametinip", "listed")], "trametinib"),
        ([("trametinib", "perhaps")], "no status"),
        ([("foo", "listed"), ("trametinib", "listed"), ("bar", "listed")], "rows 4 as well"),
        ([("trametinib", "listed", "often")], "more cells"),
    ):
        path = tmp_path / "formulary.csv"
        with path.open("w", newline="", encoding="utf-8") as handle:
            csv.writer(handle).writerows([("drug", "status"), *rows])
        with pytest.raises(InputError, match=words):
            service.with_formulary(Limits(), path, kb)


def test_limits_name_the_nearest_organ_and_findings_that_are_not_there(tmp_path: Path) -> None:
    kb = service.open_knowledge()
    path = tmp_path / "limits.json"
    path.write_text('{"organ_limits": {"cardic": 0.1}}', encoding="utf-8")
    with pytest.raises(InputError, match="Did you mean cardiac"):
        service.open_limits(path, kb)
    read = service.open_case(next(iter(sorted(service.sample_cases().glob("*.json")))), kb)
    told = service.recommend(read, kb, Limits(veto_markers=("XYZ1",)), top=1)
    assert any("XYZ1" in message for message in told.messages)


def test_a_refused_drug_is_in_no_option() -> None:
    kb = service.open_knowledge()
    read = service.open_case(next(iter(sorted(service.sample_cases().glob("*.json")))), kb)
    before = service.recommend(read, kb)
    drug = before.options[0].drugs[0].drug
    after = service.recommend(read, kb, Limits(refused=(drug,)))
    assert all(drug not in {view.drug for view in option.drugs} for option in after.options)
    assert next(each.reason for each in after.excluded_drugs if each.drug == drug) == "refused by the patient"


@pytest.mark.parametrize(
    ("lab", "words"),
    [
        (LabResult(test="AST", value=90_000, unit="U/L"), "not possible"),
        (LabResult(test="glucose", value=6, unit="mg/dL"), "6 mmol/L would be"),
        (LabResult.model_validate({"test": "platelets", "value": 200, "unit": "10^9/L", "date": "2099-01-01"}), "year"),
        (LabResult.model_validate({"test": "platelets", "value": 200, "unit": "10^9/L", "date": "1026-01-01"}), "year"),
        (LabResult(test="bilirubin", value=9_000, unit="xULN"), "not possible"),
    ],
)
def test_a_value_that_no_living_patient_has_is_not_used_and_says_why(lab: LabResult, words: str) -> None:
    told = check_labs(service.open_knowledge(), [lab])
    assert told.values == ()
    assert words in told.refused[0][1]
    assert "not used" in told.refused[0][1]


def test_a_result_of_an_impossible_day_does_not_displace_a_possible_one() -> None:
    body = {"test": "platelets", "unit": "10^9/L"}
    labs = [
        LabResult.model_validate(body | {"value": 45, "date": "2026-03-01"}),
        LabResult.model_validate(body | {"value": 250, "date": "2099-01-01"}),
    ]
    assert [value.value for value in check_labs(service.open_knowledge(), labs).values] == [45]


def test_rules_that_could_not_be_applied_are_told_once_a_parameter() -> None:
    kb = service.open_knowledge()
    sample = sorted(service.sample_cases().glob("*.json"))[4]
    bare = service.open_case(sample, kb)
    told = [m for m in service.recommend(bare, kb).messages if "were not applied" in m]
    assert len(told) == 1
    assert told[0].startswith("no laboratory value is given: rules on ")
    labs = (LabResult(test="platelets", value=250, unit="10^9/L"),)
    some = service.recommend(
        type(bare)(bare.case.model_copy(update={"labs": labs}), bare.messages), kb, Limits(pin=("capecitabine",))
    )
    (clearance,) = (m for m in some.messages if m.startswith("creatinine clearance is not known"))
    assert "capecitabine" in clearance
    assert clearance.endswith("were not applied")
