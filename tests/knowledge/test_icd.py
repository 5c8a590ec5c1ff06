"""ICD codes lead to a type of the tree where the map has a row, and nowhere else."""

import csv
from pathlib import Path

import pytest

from tumorboard.domain.case import Case, Diagnosis
from tumorboard.errors import KnowledgeError
from tumorboard.intake.diagnosis import read_diagnosis
from tumorboard.knowledge.base import KnowledgeBase, data_folder
from tumorboard.knowledge.icd import COLUMNS, icd_table, of_icd10, of_icdo


def code(found: object) -> str | None:
    return getattr(found, "code", None)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("C34.1", "LUNG"), ("c34", "LUNG"), ("C341", "LUNG"), ("C34.1 G", "LUNG"), ("C22.0", "HCC"), ("C22.1", "IHCH"),
        ("C22.9", "LIVER"), ("C80.0", "CUP"), ("C80.9", "CUP"), ("C43.5", "SKCM"), ("C45.0", "PLMESO"),
        ("C92.0", "AML"), ("D47.3", "ET"), ("C78.0", None), ("C79.5", None), ("D05.1", None), ("E11.9", None),
        ("", None), ("C3", None), ("XC34", None),
    ],
)  # fmt: skip
def test_an_icd10_code_leads_to_its_branch(given: str, expected: str | None) -> None:
    assert code(of_icd10(given)) == expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("8140/3 C34.1", "LUAD"), ("C34.1 8140/3", "LUAD"), ("C34.1, M-8070/3", "LUSC"), ("8041/3 C34.9", "SCLC"),
        ("8500/3 C50.4", "IDC"), ("8140/3 C25.0", "PAAD"), ("8720/3 C44.5", "SKCM"), ("9440/3 C71.1", "GB"),
        ("9680/3 C77.0", "DLBCLNOS"), ("8936/3 C16.2", "GIST"), ("8936/1", "GIST"), ("8010/3 C34.1", "LUNG"),
        ("8140/6 C34.1", None), ("8010/2 C50.1", None), ("8999/3 C44.1", None), ("8999/3 C77.0", None),
        ("C61.9", "PROSTATE"), ("8140/3", None), ("", None),
    ],
)  # fmt: skip
def test_an_icdo_code_leads_to_its_type(given: str, expected: str | None) -> None:
    """A metastasis (``/6``) and a node or marrow name no primary site."""
    assert code(of_icdo(given)) == expected


def test_every_code_of_the_map_is_a_type_and_every_citation_is_registered(kb: KnowledgeBase) -> None:
    with (data_folder() / "citations.csv").open(newline="", encoding="utf-8") as handle:
        registered = {row["id"] for row in csv.DictReader(handle)}
    assert len(icd_table()) >= 300
    for mapped in icd_table().values():
        assert mapped.code in kb.diseases.types, mapped
        assert mapped.citations and registered.issuperset(mapped.citations), mapped


def test_a_diagnosis_without_a_code_is_read_from_icdo_then_words_then_icd10(kb: KnowledgeBase) -> None:
    def read(**given: str) -> tuple[str | None, list[str]]:
        said: list[str] = []
        return read_diagnosis(Diagnosis(**given), kb.diseases, said).oncotree, said

    assert read(icdo="8140/3 C34.1", description="Small Cell Lung Cancer", icd10="C50.9")[0] == "LUAD"
    assert read(description="Small Cell Lung Cancer", icd10="C34.1")[0] == "SCLC"
    found, said = read(icd10="C34.1")
    assert found == "LUNG"
    assert "ICD-10 C34.1" in said[0] and "histology" in said[0]
    assert read(icd10="C80.0")[0] == "CUP"
    found, said = read(icd10="C78.7")
    assert found is None
    assert "leads to no tumour type" in said[0]


def test_codes_that_name_another_organ_are_told_and_the_oncotree_code_stays(kb: KnowledgeBase) -> None:
    said: list[str] = []
    assert read_diagnosis(Diagnosis(oncotree="LUAD", icd10="C50.9"), kb.diseases, said).oncotree == "LUAD"
    assert said == ["diagnosis.icd10: C50.9 names Breast, but LUAD lies in Lung"]
    said.clear()
    read_diagnosis(Diagnosis(oncotree="GIST", icd10="C16.2"), kb.diseases, said)
    read_diagnosis(Diagnosis(oncotree="LUAD", icd10="C34.1", icdo="8140/3 C34.1"), kb.diseases, said)
    assert said == []


def test_evidence_for_a_type_reaches_a_tumour_known_by_its_icd10_code_only(kb: KnowledgeBase) -> None:
    """Unknown primary is a type: evidence for it is this type's, evidence for lung another's."""
    unknown = of_icd10("C80.0")
    assert unknown is not None
    assert kb.diseases.reach(unknown.code, "CUP") == "this_type"
    assert kb.diseases.reach(unknown.code, "LUAD") == "other_type"


def test_a_case_document_takes_both_codes() -> None:
    case = Case.model_validate(
        {"case_id": "X", "diagnosis": {"icd10": "C34.1", "icdo": "8140/3 C34.1"}, "alterations": []}
    )
    assert case.diagnosis.icdo == "8140/3 C34.1"


@pytest.mark.parametrize(
    "row", ["ICD-10,34,,LUNG,DB:ICD-10,", "ICD-10,C34,8140/3,LUNG,DB:ICD-10,", "ICD-O-3,,,LUNG,DB:ICD-10,"]
)
def test_a_row_that_is_no_code_is_refused(tmp_path: Path, row: str) -> None:
    table = tmp_path / "icd_codes.csv"
    table.write_text(",".join(COLUMNS) + f"\n{row}\n", "utf-8")
    with pytest.raises(KnowledgeError):
        icd_table(table)
