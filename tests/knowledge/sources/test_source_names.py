"""Names of sources: genes, tumour types and therapies are found, and what is not is told, never guessed."""

import pytest

from tumorboard.knowledge.base import KnowledgeBase, data_folder
from tumorboard.knowledge.diseases import MODEL
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import Problem
from tumorboard.knowledge.sources.therapies import read_therapy_names


def codes(names: Names, *given: str) -> list[str]:
    found = names.diseases(*given)
    return [] if isinstance(found, Problem) else [each.code for each in found]


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("Lung Non-small Cell Carcinoma", "", ["NSCLC"]),
        ("lung non-small cell carcinoma", "", ["NSCLC"]),
        ("Chronic Myeloid Leukemia", "", ["CML"]),
        ("Acute Lymphoblastic Leukemia", "", ["BLL", "TLL"]),
        ("Melanoma", "MEL", ["MEL"]),
        ("Invasive Breast Carcinoma", "BRCA", ["BRCA"]),
        ("Testicular Germ Cell Tumors", "", ["TESTIS"]),
        ("Cancer", "", ["ANY"]),
        ("Solid Tumor", "", ["SOLID"]),
        ("", "GBM", ["GB"]),
    ],
)
def test_tumour_types_are_found(names: Names, name: str, code: str, expected: list[str]) -> None:
    assert codes(names, name, code) == expected


@pytest.mark.parametrize(("name", "code"), [("Lung Cancer", "LEUK"), ("Peutz-Jeghers Syndrome", ""), ("", "NOSUCH")])
def test_what_is_unknown_or_contradicts_itself_is_told(names: Names, name: str, code: str) -> None:
    found = names.diseases(name, code)
    assert isinstance(found, Problem)
    assert found.status == "unknown_disease"


def test_a_name_may_carry_a_condition(names: Names) -> None:
    found = names.diseases("Her2-receptor Positive Breast Cancer")
    assert not isinstance(found, Problem)
    assert [(r.biomarker, r.criterion, r.absent) for r in found[0].requirements] == [("HER2", "Positive", False)]


def test_an_unnamed_tumour_type_is_evidence_from_elsewhere(names: Names, kb: KnowledgeBase) -> None:
    assert codes(names, "Cancer", "", "B") == [MODEL]
    assert codes(names, "Solid Tumor", "", "D") == [MODEL]
    assert codes(names, "Solid Tumor", "", "B") == ["SOLID"]
    assert {kb.diseases.reach(tumor, MODEL) for tumor in ("LUAD", "AML", None)} == {"other_type"}
    assert not kb.diseases.covers("LUAD", MODEL)


@pytest.mark.parametrize(
    ("given", "joined", "expected"),
    [
        (["Imatinib Mesylate"], "one", (("imatinib",),)),
        (["Regorafenib Anhydrous"], "one", (("regorafenib",),)),
        (["Zenocutuzumab-zbco"], "one", (("zenocutuzumab",),)),
        (["Akt Inhibitor MK2206"], "one", (("mk-2206",),)),
        (["Trametinib", "Dabrafenib"], "combination", (("dabrafenib", "trametinib"),)),
        (["Trametinib", "Dabrafenib"], "substitutes", (("trametinib",), ("dabrafenib",))),
        (["Ipilimumab/Nivolumab Regimen"], "one", (("ipilimumab", "nivolumab"),)),
        (["EGFR inhibitor 1st gen"], "one", (("erlotinib",), ("gefitinib",))),
        (["Trastuzumab", "Chemotherapy"], "combination", (("trastuzumab",),)),
        (["PD173074"], "one", ()),
        (["Vemurafenib", "PI-103"], "combination", ()),
        (["Vemurafenib", "PI-103"], "substitutes", (("vemurafenib",),)),
        (["Nosuchdrugatall"], "one", ()),
    ],
)
def test_therapies_are_read(names: Names, given: list[str], joined: str, expected: tuple) -> None:
    assert names.therapies.read(given, joined).sets == expected  # type: ignore[arg-type]


def test_classes_compounds_and_unknown_names_are_told_apart(names: Names) -> None:
    read = names.therapies.read
    assert read(["MEK inhibitors"]).wide
    assert read(["PD173074"]).unlisted == ("PD173074",)
    assert read(["Radiation Therapy"]).background == ("Radiation Therapy",)
    assert read(["Nosuchdrugatall"]).unknown == ("Nosuchdrugatall",)


def test_the_tables_of_names_agree_with_the_knowledge(kb: KnowledgeBase) -> None:
    classes = {drug.drug_class.name for drug in kb.drugs.values()}
    for row in read_therapy_names(data_folder()):
        known = classes if row.kind == "class" else set(kb.drugs)
        assert set(row.means) <= known, row
        assert bool(row.means) == (row.kind in ("drug", "combination", "any_of", "class")), row
        assert kb.drug_named(row.name) is None, f"{row.name} needs no row"
    Names(kb, data_folder())
