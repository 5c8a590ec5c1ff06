"""The 25 I-PREDICT patients of ``../shared/data/ipredict_dev`` as cases, with what their board gave and targeted.

Source: supplement of Sicklick 2019 (PMID:31011206), as extracted by the MOAlmanac authors. The published table lists
characterised alterations only, so that each is taken as likely pathogenic.
"""

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "data" / "ipredict_dev"
CONSEQUENCES = {
    "Missense": "missense", "Frameshift": "frameshift", "Nonsense": "nonsense", "Splice Site": "splice",
    "Promoter": "promoter", "Deletion": "inframe_deletion", "Insertion": "inframe_insertion",
}  # fmt: skip
TMB = {"TMB-High": "high", "TMB-Int": "intermediate", "TMB-Low": "low"}


@dataclass(frozen=True)
class Patient:
    """One patient: the case document, the drugs given (with the study's word on matched), the features targeted."""

    body: dict[str, Any]
    given: tuple[tuple[str, bool], ...]
    targeted: frozenset[str]

    @property
    def name(self) -> str:
        """The case id."""
        return str(self.body["case_id"])


def patients(folder: Path = FOLDER) -> list[Patient]:
    """Read the patients."""
    features = _by_patient(folder / "features.tsv", "patient_id")
    therapies = _by_patient(folder / "therapies_given.tsv", "patient_id")
    read = []
    for row in _rows(folder / "diagnoses.tsv"):
        number = row["Study ID"]
        read.append(
            Patient(
                _body(row, features[number]),
                tuple((t["therapy"], t["study-gave-as-matched-therapy"] == "1") for t in therapies[number]),
                frozenset(_gene(f) for f in features[number] if f["ipredict_targeted"] == "1"),
            )
        )
    return read


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


def _by_patient(path: Path, column: str) -> dict[str, list[dict[str, str]]]:
    grouped: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in _rows(path):
        grouped[row[column]].append(row)
    return grouped


def _gene(feature: dict[str, str]) -> str:
    """Return the gene or marker of a feature as our documents name it."""
    name = feature["feature"].rstrip("+ ").strip()
    if feature["feature_type"] == "Mutational Burden":
        return "TMB"
    return {"ER": "HR", "PR": "HR", "EGFRvIII": "EGFR"}.get(name, name)


def _body(row: dict[str, str], features: list[dict[str, str]]) -> dict[str, Any]:
    age, sex = row["Age/Sex"].split("/")
    diagnosis = {"description": row["Diagnosis"]}
    if row["code"]:
        diagnosis["oncotree"] = row["code"]
    body: dict[str, Any] = {
        "case_id": f"IP-{row['Study ID']}",
        "patient": {"age": int(age), "sex": {"F": "female", "M": "male"}[sex]},
        "diagnosis": diagnosis,
        "alterations": [],
        "signatures": {},
        "protein_markers": [],
    }
    for feature in features:
        match feature["feature_type"]:
            case "IHC":
                marker = feature["feature"].rstrip("+ ").strip()
                body["protein_markers"].append({"marker": marker, "result": "positive"})
            case "Mutational Burden":
                body["signatures"]["tmb"] = {"level": TMB[feature["feature"]]}
            case _:
                body["alterations"].append(_alteration(feature))
    return body


def _alteration(feature: dict[str, str]) -> dict[str, Any]:
    gene, kind, what = feature["feature"], feature["alteration_type"], feature["alteration"]
    body: dict[str, Any] = {"gene": gene, "pathogenicity": "likely_pathogenic"}
    if feature["feature_type"] == "Copy Number":
        return body | {"kind": kind.lower()}
    if feature["feature_type"] == "Rearrangement":
        partners = [name for name in what.split("-") if name and name != gene]
        return body | {"kind": "fusion"} | ({"partner": partners[0]} if partners else {})
    body["kind"] = "small_variant"
    if what:
        body["protein_change"] = what
    if kind in CONSEQUENCES:
        body["consequence"] = CONSEQUENCES[kind]
    return body
