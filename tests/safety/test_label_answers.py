"""The label's own answer to an inhibitor or inducer: its share of the dose, avoid, or contraindicated."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from tumorboard import service
from tumorboard.domain.case import Case, Medication
from tumorboard.domain.dose_view import DoseView
from tumorboard.domain.drug import PairRule
from tumorboard.domain.limits import Limits
from tumorboard.domain.safety import InteractionRole
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.interactions import pair_findings, raised_by
from tumorboard.safety.medications import check_medications, ruled_out
from tumorboard.safety.roles import Derived, derive


def taking(*names: str) -> Case:
    body = {"case_id": "T", "diagnosis": {"oncotree": "OVT"}, "alterations": []}
    return Case.model_validate(body | {"medications": [{"name": name} for name in names]})


def doses(kb: KnowledgeBase, drugs: tuple[str, ...], *names: str) -> dict[str, DoseView]:
    report = service.safety(drugs, kb, read=service.ReadCase(taking(*names), ()))
    return {dose.drug: dose for dose in report.doses}


@pytest.mark.parametrize(
    ("drug", "medicine", "dose", "percent"),
    [
        ("olaparib", "itraconazole", 100, 33.3), ("olaparib", "fluconazole", 150, 50),
        ("zanubrutinib", "itraconazole", 40, 25), ("zanubrutinib", "fluconazole", 80, 50),
        ("encorafenib", "itraconazole", 150, 33.3), ("encorafenib", "fluconazole", 225, 50),
        ("venetoclax", "fluconazole", 200, 50), ("lorlatinib", "itraconazole", 75, 75),
        ("ponatinib", "itraconazole", 30, 66.7), ("ceritinib", "itraconazole", 300, 66.7),
        ("ivosidenib", "fluconazole", 250, 50), ("acalabrutinib", "fluconazole", 50, 50),
        ("enzalutamide", "gemfibrozil", 80, 50), ("pazopanib", "itraconazole", 400, 50),
    ],
)  # fmt: skip
def test_the_labels_own_number_holds_the_dose(
    kb: KnowledgeBase, drug: str, medicine: str, dose: float, percent: float
) -> None:
    held = doses(kb, (drug,), medicine)[drug]
    assert (held.dose, held.percent_of_label) == (dose, percent)
    assert "the label's own reduction" in held.basis and "rule of thumb" not in held.basis
    (row,) = [
        row for row in safety_tables(kb).drug_roles[drug] if row.strong_percent is not None and row.system[:3] == "CYP"
    ]
    assert set(row.citations) <= set(held.sources)
    assert row.citations[0] in held.basis


def test_a_share_is_of_the_lowest_label_dose_where_the_label_names_milligrams(kb: KnowledgeBase) -> None:
    """Lapatinib 500 mg and cabozantinib 20 mg less: no regimen of the tables is left above that."""
    assert (doses(kb, ("lapatinib",), "itraconazole")["lapatinib"].dose or 0) <= 500
    assert (doses(kb, ("cabozantinib", "nivolumab"), "itraconazole")["cabozantinib"].dose or 0) <= 20


@pytest.mark.parametrize(
    ("drug", "medicine"),
    [
        ("acalabrutinib", "itraconazole"), ("cobimetinib", "itraconazole"), ("cobimetinib", "fluconazole"),
        ("trastuzumab emtansine", "itraconazole"), ("avapritinib", "fluconazole"), ("selumetinib", "fluconazole"),
        ("tovorafenib", "clopidogrel"), ("sacituzumab govitecan", "atazanavir"),
    ],
)  # fmt: skip
def test_what_the_label_avoids_gets_no_dose(kb: KnowledgeBase, drug: str, medicine: str) -> None:
    held = doses(kb, (drug,), medicine)[drug]
    assert held.dose is None and held.percent_of_label is None
    assert held.basis.startswith("none proposed: the label's own words are to avoid it beside a ")


def test_half_stays_where_no_number_is_known_and_a_moderate_inhibitor_then_holds_nothing(kb: KnowledgeBase) -> None:
    strong = doses(kb, ("everolimus",), "itraconazole")["everolimus"]
    assert strong.percent_of_label == 50 and "rule of thumb, half" in strong.basis
    assert doses(kb, ("everolimus",), "fluconazole")["everolimus"].percent_of_label == 100


def test_of_several_inhibitors_the_lowest_share_stands_and_acts_once(kb: KnowledgeBase) -> None:
    held = doses(kb, ("olaparib",), "fluconazole", "itraconazole")["olaparib"]
    assert [cap.percent for cap in held.caps] == [33.3, 50]
    assert held.dose == 100


def test_a_share_comes_on_top_of_what_a_combination_already_lowered(kb: KnowledgeBase) -> None:
    free, held = (doses(kb, ("olaparib", "palbociclib"), *names)["olaparib"] for names in ((), ("itraconazole",)))
    assert (free.dose, held.dose) == (150, 50)


@pytest.mark.parametrize(
    ("drug", "medicine", "words"),
    [
        ("lorlatinib", "rifampicin", "lowers lorlatinib: contraindicated with a strong inducer"),
        ("pacritinib", "itraconazole", "raises pacritinib: contraindicated with a strong inhibitor"),
        ("pacritinib", "rifampicin", "lowers pacritinib: contraindicated with a strong inducer"),
        ("venetoclax", "itraconazole", "raises venetoclax: contraindicated with a strong inhibitor"),
    ],
)
def test_what_the_label_forbids_is_contraindicated_and_gets_no_dose(
    kb: KnowledgeBase, drug: str, medicine: str, words: str
) -> None:
    told = check_medications(kb, [drug], [Medication(name=medicine)]).findings
    assert [one for one in told if one.severity == "contraindicated" and one.mechanism.endswith(words)]
    assert drug in ruled_out(kb, taking(medicine), [drug], Limits())
    held = doses(kb, (drug,), medicine)[drug]
    assert held.dose is None and held.percent_of_label is None
    assert held.basis.startswith("none proposed: contraindicated beside ")


def test_only_strong_ones_are_forbidden_where_the_label_says_strong(kb: KnowledgeBase) -> None:
    told = check_medications(kb, ["lorlatinib", "venetoclax"], [Medication(name="fluconazole")]).findings
    assert told and {one.severity for one in told} == {"moderate"}


def test_a_live_vaccine_takes_no_dose_away(kb: KnowledgeBase) -> None:
    assert doses(kb, ("capecitabine",), "MMR vaccine")["capecitabine"].percent_of_label == 100


@pytest.mark.parametrize(
    "drugs",
    [
        ("docetaxel", "vincristine"), ("trastuzumab", "trastuzumab emtansine"), ("tucatinib", "venetoclax"),
        ("lorlatinib", "apalutamide"), ("lorlatinib", "mitotane"), ("bleomycin", "brentuximab vedotin"),
    ],
)  # fmt: skip
def test_a_contraindicated_pair_gets_no_dose(kb: KnowledgeBase, drugs: tuple[str, str]) -> None:
    report = service.safety(drugs, kb)
    assert len(report.doses) == 2
    for dose in report.doses:
        assert dose.dose is None and dose.percent_of_label is None
        assert dose.basis.startswith("none proposed: contraindicated together: ")
    assert not any("raise one drug" in step for step in report.plan)


def test_the_doses_of_no_established_regimen_are_taken_away(kb: KnowledgeBase) -> None:
    """A label names ribociclib, a strong inhibitor, with anastrozole: its dose is not halved by a rule of thumb."""
    for regimen in kb.regimens:
        if len(regimen.drugs) > 1:
            for dose in service.safety(regimen.drugs, kb).doses:
                assert not dose.caps, (regimen.id, dose)


def test_a_trial_that_tolerated_two_drugs_of_a_class_stands_beside_the_finding(kb: KnowledgeBase) -> None:
    report = service.safety(("docetaxel", "vinorelbine"), kb)
    assert any(pair.severity == "contraindicated" and pair.forbidden for pair in report.interactions)
    assert all(dose.dose is not None and dose.basis.startswith("phase I") for dose in report.doses)


@pytest.mark.parametrize(
    ("mechanism", "drugs", "raised"),
    [
        ("strong CYP3A inhibition raises axitinib: halve the dose", ("axitinib", "tucatinib"), "axitinib"),
        ("strong CYP3A4 inhibition raises everolimus", ("adagrasib", "everolimus"), "everolimus"),
        ("x raises trastuzumab emtansine much", ("trastuzumab", "trastuzumab emtansine"), "trastuzumab emtansine"),
        ("x raises paclitaxel-like toxins", ("paclitaxel", "x"), ""),
        ("strong CYP3A induction lowers olaparib", ("apalutamide", "olaparib"), ""),
    ],
)
def test_a_named_rule_says_what_it_raises_whatever_follows(mechanism: str, drugs: tuple[str, str], raised: str) -> None:
    assert raised_by(PairRule(*drugs, "major", mechanism, ("DB:CPIC",)), drugs) == raised


@pytest.mark.parametrize("partner", ["ceritinib", "ribociclib", "tucatinib"])
def test_a_milder_named_rule_hides_no_graver_derived_finding(kb: KnowledgeBase, partner: str) -> None:
    told = [one for one in pair_findings(kb, ["axitinib", partner], Limits()) if one.raises == "axitinib"]
    assert {one.severity for one in told} == {"moderate", "major"}
    among_medicines = check_medications(kb, ["axitinib"], [Medication(name=partner)]).findings
    assert {one.severity for one in among_medicines if one.raises == "axitinib"} == {"moderate", "major"}
    assert doses(kb, ("axitinib",), partner)["axitinib"].percent_of_label == 50


def test_a_rule_as_grave_tells_the_finding_once_and_brings_the_labels_number(kb: KnowledgeBase) -> None:
    (told,) = [one for one in pair_findings(kb, ["adagrasib", "everolimus"], Limits()) if "CYP3A" in one.mechanism]
    assert told.severity == "major" and told.answer is None
    (venetoclax,) = [
        one for one in pair_findings(kb, ["tucatinib", "venetoclax"], Limits()) if "CYP3A" in one.mechanism
    ]
    assert venetoclax.answer is not None and venetoclax.answer.percent == 25


def test_ribociclib_is_a_strong_inhibitor_as_its_label_says(kb: KnowledgeBase) -> None:
    (row,) = [row for row in safety_tables(kb).drug_roles["ribociclib"] if row.role == "inhibitor"]
    assert row.strength == "strong" and "FDA:Kisqali" in row.citations and "moderate" in row.note


def test_an_ungraded_inhibitor_counts_as_a_moderate_one() -> None:
    victim = InteractionRole("b", "P-gp", "substrate", "known", ("DB:CPIC",), "n", 25, 50)
    found: dict[str, Derived] = {}
    for strength in ("strong", "moderate", "known"):
        (found[strength],) = derive([InteractionRole("a", "P-gp", "inhibitor", strength, ("DB:CPIC",))], [victim])
    percents = {strength: one.answer.percent for strength, one in found.items() if one.answer}
    assert percents == {"strong": 25, "moderate": 50, "known": 50}


def test_every_answer_of_the_tables_stands_in_a_note_with_a_source(kb: KnowledgeBase) -> None:
    rows = [row for own in safety_tables(kb).drug_roles.values() for row in own]
    answered = [row for row in rows if row.absolute or not row.strong_percent is row.moderate_percent is None]
    assert len(answered) == 32
    for row in answered:
        assert row.role == "substrate" and row.note and row.citations, row
        if 0 in (row.strong_percent, row.moderate_percent):
            assert any(word in row.note for word in ("avoid", "not together", "contraindicated")), row
        assert not row.absolute or "contraindicated" in row.note, row


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda row: row.replace(",strong,,,,", ",strong,50,,,", 1), "strong_percent of a inhibitor"),
        (lambda row: row.replace(",strong,,,,", ",strong,,,strong_inducer,", 1), "absolute of a inhibitor"),
    ],
)
def test_an_answer_stands_only_where_the_enzyme_clears_the_drug(
    kb: KnowledgeBase, tmp_path: Path, change: Callable[[str], str], words: str
) -> None:
    folder = copytree(Path(__file__).parents[2] / "data", tmp_path / "data")
    table = folder / "drug_roles.csv"
    table.write_text(change(table.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=words):
        safety_tables(kb, folder)
    table.write_text(table.read_text(encoding="utf-8").replace("strong_percent,", "strong,", 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match="columns do not agree"):
        safety_tables(kb, folder)
