"""The patient's other medicines: what they do to a drug, what leaves it out, what is told as unknown."""

from typing import Any

import pytest

from tumorboard import service
from tumorboard.cli.safety_words import lines
from tumorboard.domain.case import Case, Medication
from tumorboard.domain.limits import Limits
from tumorboard.intake.normalise import ReadCase
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.medications import MedicationFinding, check_medications, read_medication, ruled_out
from tumorboard.safety.vaccines import suppresses


def taking(*names: str, **more: Any) -> Case:
    body = {"case_id": "T", "diagnosis": {"oncotree": "BRCA"}, "alterations": [], **more}
    return Case.model_validate(body | {"medications": [{"name": name} for name in names]})


def found(kb: KnowledgeBase, drug: str, medicine: str) -> list[MedicationFinding]:
    return list(check_medications(kb, [drug], [Medication(name=medicine)]).findings)


def safety(kb: KnowledgeBase, drugs: tuple[str, ...], *names: str) -> Any:
    return service.safety(drugs, kb, read=ReadCase(taking(*names), ()))


@pytest.mark.parametrize(
    ("drug", "medicine", "severity", "words"),
    [
        ("tamoxifen", "paroxetine", "major", "lowers the active metabolite of tamoxifen"),
        ("acalabrutinib", "itraconazole", "major", "raises acalabrutinib"),
        ("acalabrutinib", "omeprazole", "moderate", "lowers the absorption of acalabrutinib"),
        ("mercaptopurine", "allopurinol", "major", "raises mercaptopurine"),
        ("mercaptopurine", "febuxostat", "major", "raises mercaptopurine"),
        ("methotrexate", "ibuprofen", "major", "raises methotrexate"),
        ("methotrexate", "pantoprazole", "moderate", "raises methotrexate"),
        ("methotrexate", "co-trimoxazole", "major", "folate"),
        ("capecitabine", "brivudine", "contraindicated", "raises capecitabine"),
        ("fluorouracil", "sorivudine", "contraindicated", "raises fluorouracil"),
        ("irinotecan", "atazanavir", "moderate", "UGT1A1 inhibitor) raises irinotecan"),
        ("sacituzumab govitecan", "atazanavir", "moderate", "raises sacituzumab govitecan"),
        ("paclitaxel", "gemfibrozil", "major", "CYP2C8 inhibitor) raises paclitaxel"),
        ("bendamustine", "fluvoxamine", "moderate", "CYP1A2 inhibitor) raises bendamustine"),
        ("ribociclib", "azithromycin", "major", "QT"),
        ("ramucirumab", "apixaban", "major", "bleeding"),
        ("sotorasib", "pantoprazole", "major", "absorption of sotorasib"),
        ("tovorafenib", "clopidogrel", "major", "raises tovorafenib"),
    ],
)
def test_a_medicine_is_told_with_its_direction_and_gravity(
    kb: KnowledgeBase, drug: str, medicine: str, severity: str, words: str
) -> None:
    assert [one for one in found(kb, drug, medicine) if one.severity == severity and words in one.mechanism]


def test_a_strong_inhibitor_never_lowers_the_dose_of_a_drug_that_the_enzyme_activates(kb: KnowledgeBase) -> None:
    (dose,) = safety(kb, ("tamoxifen",), "paroxetine").doses
    assert dose.percent_of_label == 100
    assert dose.caps == ()


@pytest.mark.parametrize(
    ("drug", "medicine", "percent"),
    [("mercaptopurine", "allopurinol", 25), ("everolimus", "itraconazole", 50), ("capecitabine", "brivudine", 0)],
)
def test_what_raises_a_drug_holds_its_dose(kb: KnowledgeBase, drug: str, medicine: str, percent: float) -> None:
    (dose,) = safety(kb, (drug,), medicine).doses
    assert dose.caps[0].percent == percent


def test_what_the_tables_do_not_know_is_never_told_as_none_known(kb: KnowledgeBase) -> None:
    document = safety(kb, ("alvocidib", "fulvestrant"), "gabapentin")
    gaps = {gap.what: gap.reason for gap in document.not_checked}
    assert {"interactions of alvocidib", "interactions of fulvestrant", "medication gabapentin"} <= set(gaps)
    text = "\n".join(lines(document))
    assert "none known" not in text
    assert "Interactions: none in the tables, but not fully checked: alvocidib, fulvestrant, gabapentin" in text


def test_no_finding_is_told_as_none_in_the_tables_which_is_all_that_is_known(kb: KnowledgeBase) -> None:
    text = "\n".join(lines(safety(kb, ("exemestane",))))
    assert "Interactions: none in the tables\n" in text
    assert "none known" not in text


def test_a_medicine_known_in_part_is_told_so(kb: KnowledgeBase) -> None:
    told = check_medications(kb, ["olaparib"], [Medication(name="moxifloxacin")])
    assert told.unchecked == (
        ("moxifloxacin", "its enzymes and transporters are not in the tables: known in part only"),
    )


def test_service_screen_and_document_name_the_same_gaps(kb: KnowledgeBase) -> None:
    drugs = ("alvocidib", "encorafenib", "eribulin", "pembrolizumab")
    told = [gap.what for gap in safety(kb, drugs).not_checked if gap.what.startswith("interactions of ")]
    assert told == ["interactions of alvocidib", "interactions of eribulin"]
    assert service.without_interaction_data(drugs, kb) == ("alvocidib", "eribulin")


@pytest.mark.parametrize(
    "written",
    [
        "MMR vaccine", "MMR", "M-M-R II", "MMR vaccination", "ProQuad", "yellow fever vaccination",
        "oral polio vaccine", "varicella vaccine", "chickenpox vaccine", "Zostavax", "FluMist", "BCG vaccination",
        "Vivotif", "Vaxchora", "dengue vaccine",
    ],
)  # fmt: skip
def test_usual_names_of_live_vaccines_are_read(kb: KnowledgeBase, written: str) -> None:
    name = read_medication(written, kb)
    assert name is not None
    assert [row.system for row in safety_tables(kb).medication_roles[name]] == ["live_vaccine"]


@pytest.mark.parametrize("written", ["influenza vaccine", "pneumococcal vaccine", "Shingrix"])
def test_a_vaccine_that_is_not_live_is_not_taken_for_one(kb: KnowledgeBase, written: str) -> None:
    assert read_medication(written, kb) is None


@pytest.mark.parametrize(
    ("drug", "severity"),
    [
        ("capecitabine", "contraindicated"), ("trastuzumab deruxtecan", "contraindicated"),
        ("palbociclib", "contraindicated"), ("olaparib", "contraindicated"), ("everolimus", "contraindicated"),
        ("ibrutinib", "contraindicated"), ("venetoclax", "contraindicated"), ("rituximab", "contraindicated"),
        ("daratumumab", "contraindicated"), ("blinatumomab", "contraindicated"),
        ("tisagenlecleucel", "contraindicated"), ("prednisone", "contraindicated"), ("ruxolitinib", "contraindicated"),
        ("pembrolizumab", "moderate"), ("osimertinib", "moderate"), ("letrozole", None), ("zoledronic acid", None),
    ],
)  # fmt: skip
def test_a_live_vaccine_follows_from_the_kind_of_drug(kb: KnowledgeBase, drug: str, severity: str | None) -> None:
    told = [one for one in found(kb, drug, "MMR vaccine") if one.about == "vaccine"]
    assert [one.severity for one in told] == ([severity] if severity else [])
    assert all(one.sources for one in told)


def test_every_class_of_chemotherapy_suppresses_and_no_hormone_does(kb: KnowledgeBase) -> None:
    kinds: dict[str, set[bool]] = {drug.category: set() for drug in kb.drugs.values()}
    for drug in kb.drugs.values():
        if drug.modality != "radioligand":
            kinds[drug.category].add(suppresses(drug, safety_tables(kb).drug_roles.get(drug.name, ())))
    assert kinds["chemotherapy"] == {True}
    assert kinds["hormone"] == {False}


def test_a_second_drug_of_a_class_that_the_patient_takes_is_told(kb: KnowledgeBase) -> None:
    told = [one for one in found(kb, "palbociclib", "ribociclib") if one.about == "same_target"]
    assert [(one.severity, one.mechanism) for one in told] == [
        ("major", "both are CDK4/6 inhibitors, and no label or guideline names them together")
    ]
    assert not [one for one in found(kb, "pertuzumab", "trastuzumab") if one.about == "same_target"]


def test_rules_for_classes_hold_for_a_cancer_drug_among_the_medicines(kb: KnowledgeBase) -> None:
    assert [one for one in found(kb, "osimertinib", "nivolumab") if "pneumonitis" in one.mechanism]


@pytest.mark.parametrize(
    ("severity", "left_out"),
    [
        ("none", set()),
        ("contraindicated", {"capecitabine"}),
        ("major", {"capecitabine", "acalabrutinib", "olaparib", "palbociclib"}),
        ("moderate", {"capecitabine", "acalabrutinib", "olaparib", "palbociclib", "bendamustine"}),
    ],
)
def test_the_limits_say_which_severity_leaves_a_drug_out(kb: KnowledgeBase, severity: str, left_out: set[str]) -> None:
    drugs = ("acalabrutinib", "bendamustine", "capecitabine", "leuprorelin", "olaparib", "palbociclib", "dinutuximab")
    case = taking("itraconazole", "brivudine", "ribociclib", "fluvoxamine")
    reasons = ruled_out(kb, case, drugs, Limits.model_validate({"interaction": severity}))
    assert set(reasons) == left_out
    assert all(reason.startswith("the patient takes ") for reason in reasons.values())


def test_a_live_vaccine_and_an_allowed_second_drug_of_a_class_leave_nothing_out(kb: KnowledgeBase) -> None:
    strict = Limits(interaction="major")
    assert ruled_out(kb, taking("MMR vaccine"), ("capecitabine",), strict) == {}
    assert set(ruled_out(kb, taking("trastuzumab"), ("margetuximab",), strict)) == {"margetuximab"}
    assert (
        ruled_out(kb, taking("trastuzumab"), ("margetuximab",), strict.model_copy(update={"same_target": True})) == {}
    )


def test_a_pin_overrules_a_medicine_with_a_loud_warning(kb: KnowledgeBase) -> None:
    body = {
        "alterations": [
            {"gene": "CCND1", "kind": "amplification"},
            {"gene": "PIK3CA", "kind": "small_variant", "protein_change": "H1047R"},
        ]
    }
    case = ReadCase(taking("ketoconazole", **body), ())
    strict = service.recommend(case, kb, Limits(interaction="major"), top=2)
    reasons = {out.drug: out.reason for out in strict.excluded_drugs}
    assert reasons["palbociclib"].startswith("the patient takes ketoconazole: major: ")
    assert not any(drug.drug == "palbociclib" for option in strict.options for drug in option.drugs)
    pinned = service.recommend(case, kb, Limits(interaction="major", pin=("palbociclib",)), top=1)
    assert any("AGAINST THIS REASON" in text and "ketoconazole" in text for text in pinned.options[0].warnings)


def test_an_option_says_in_one_line_which_interactions_are_not_known(kb: KnowledgeBase) -> None:
    body = {
        "alterations": [
            {"gene": "CCND1", "kind": "amplification"},
            {"gene": "PIK3CA", "kind": "small_variant", "protein_change": "H1047R"},
        ]
    }
    for option in service.recommend(ReadCase(taking(**body), ()), kb, top=5).options:
        silent = service.without_interaction_data([drug.drug for drug in option.drugs], kb)
        told = [text for text in option.warnings if text.startswith("interactions not fully checked: ")]
        assert len(told) == (1 if silent and len(option.drugs) > 1 else 0)
        assert all(name in told[0] for name in silent if told)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("warfarin sodium", "warfarin"),
        ("Metoprolol succ. 47.5 mg", "metoprolol"),
        ("metoprolol tartrate", "metoprolol"),
        ("Marcumar", "phenprocoumon"),
        ("Paxlovid", "nirmatrelvir/ritonavir"),
        ("sodium chloride", None),
    ],
)
def test_the_salt_of_a_medicine_and_its_brand_are_read(kb: KnowledgeBase, written: str, name: str | None) -> None:
    assert read_medication(written, kb) == name
