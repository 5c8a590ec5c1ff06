"""Molecular Oncology Almanac: statements from labels (``referenced/*.json``) and literature assertions (one file).

Either form is read, or both together. The referenced form parts a statement into proposition, biomarkers, therapies,
tumour type, document; the older form carries all in one record (`moalmanac_literature`).
"""

import json
from collections.abc import Iterable
from typing import Any

from tumorboard.domain.evidence import Assertion, Citation
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources.adapter import Adapter, Files, Get
from tumorboard.knowledge.sources.claims import Said, Shown, spell_out
from tumorboard.knowledge.sources.components import Component
from tumorboard.knowledge.sources.moalmanac_biomarkers import read_biomarker
from tumorboard.knowledge.sources.moalmanac_literature import read_literature
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import ImportedRow, Problem, Reading
from tumorboard.knowledge.sources.therapies import Joined

ADDRESS = "https://raw.githubusercontent.com/vanallenlab/moalmanac-db/main/"
LITERATURE = "molecular-oncology-almanac.json"
TABLES = (
    "about", "biomarkers", "diseases", "documents", "genes", "propositions", "statements", "therapies",
    "therapy_groups",
)  # fmt: skip
_AGENCIES = {"fda": "FDA", "ema": "EMA", "hse": "HSE", "hc": "HC", "hpra": "HPRA"}
_APPROVALS = {"fda": "fda", "ema": "ema"}
_PLACES = {"hse": "Ireland (HSE)", "hc": "Canada (HC)", "hpra": "Ireland (HPRA)"}


def _download(get: Get, _: Names) -> Files:
    files = {f"referenced/{name}.json": get(f"{ADDRESS}referenced/{name}.json") for name in TABLES}
    return files | {LITERATURE: get(f"{ADDRESS}{LITERATURE}")}


def read(files: Files, names: Names) -> Reading:
    """Read label statements and literature assertions, whichever the files hold."""
    by_name = {name.rpartition("/")[2]: data for name, data in files.items()}
    rows: list[ImportedRow] = []
    citations: list[Citation] = []
    dates: list[str] = []
    if "statements.json" in by_name:
        missing = sorted(f"{name}.json" for name in TABLES if f"{name}.json" not in by_name)
        if missing:
            raise KnowledgeError(f"the folder referenced/ lacks {', '.join(missing)}", file="moalmanac")
        tables = {name: _json(by_name[f"{name}.json"], f"{name}.json") for name in TABLES}
        statements = _Statements(tables, names)
        rows += statements.rows()
        citations += statements.citations.values()
        dates.append(str(tables["about"].get("last_updated", "")))
    old = next((data for name, data in sorted(by_name.items()) if _is_literature(name, data)), None)
    if old is not None:
        found = read_literature(_json(old, LITERATURE), names)
        rows += found.rows
        citations += found.citations
        dates.append(found.date)
    if not rows:
        raise KnowledgeError(
            "holds neither statements.json nor the one-file almanac", file="moalmanac",
            remedy="Give the folder referenced/, molecular-oncology-almanac.json, or a folder with both",
        )  # fmt: skip
    return Reading(tuple(rows), tuple({c.id: c for c in citations}.values()), max(dates))


def _is_literature(name: str, data: bytes) -> bool:
    return name.endswith(".json") and name[:-5] not in TABLES and b'"assertion_id"' in data[:4000]


def _json(data: bytes, name: str) -> Any:
    try:
        return json.loads(data)
    except ValueError as problem:
        raise KnowledgeError(f"is not JSON ({problem})", file=name, remedy="Download it again") from None


class _Statements:
    """Puts statements together from their tables."""

    def __init__(self, tables: dict[str, Any], names: Names) -> None:
        self.names = names
        self.citations: dict[str, Citation] = {}
        try:
            self.tables = {
                name: {entry["id"]: entry for entry in table} for name, table in tables.items() if name != "about"
            }
            self.genes = {number: str(entry["name"]) for number, entry in self.tables["genes"].items()}
        except (TypeError, KeyError) as problem:
            raise KnowledgeError(f"has an unknown shape ({problem})", file="moalmanac") from None

    def rows(self) -> Iterable[ImportedRow]:
        try:
            return [self._row(statement) for statement in self.tables["statements"].values()]
        except (KeyError, TypeError, IndexError) as problem:
            raise KnowledgeError(f"names what it does not hold ({problem})", file="statements.json") from None

    def _row(self, statement: dict[str, Any]) -> ImportedRow:
        name = f"MOA:S{statement['id']}"
        proposition = self.tables["propositions"][statement["proposition_id"]]
        document = self.tables["documents"][statement["reportedIn"][0]]
        markers = [self.tables["biomarkers"][number] for number in proposition["biomarkers"]]
        disease = self.tables["diseases"][proposition["conditionQualifier_id"]]
        therapies, joined = self._therapies(proposition)
        said = {
            "finding": " + ".join(f"{'' if _present(m) else 'not '}{m['name']}" for m in markers),
            "disease": disease["name"], "therapy": " + ".join(therapies), "effect": proposition["predicate"],
            "direction": statement["direction"], "citation": self._cite(document),
        }  # fmt: skip
        found = self._claims(name, statement, proposition, markers, disease, therapies, joined, document)
        if isinstance(found, Problem):
            return ImportedRow(name, found.status, found.reason, said)
        if isinstance(found, Shown):
            return ImportedRow(name, "usable", found.reason, said)
        return ImportedRow(name, "usable", "", said, found)

    def _therapies(self, proposition: dict[str, Any]) -> tuple[list[str], Joined]:
        group = self.tables["therapy_groups"].get(proposition["therapy_group_id"])
        if group is None:
            return [str(self.tables["therapies"][proposition["therapy_id"]]["name"])], "one"
        members = [str(self.tables["therapies"][number]["name"]) for number in group["therapies"]]
        return members, "combination" if group["membershipOperator"] == "AND" else "substitutes"

    def _cite(self, document: dict[str, Any]) -> str:
        body = _AGENCIES.get(document["agent_id"], str(document["agent_id"]).upper())
        brand, generic = document["drug_name_brand"] or "", document["drug_name_generic"] or ""
        name = f"{body}:{brand or generic or document['id']}"
        title = f"{brand} ({generic}), label of the {body}" if brand else f"{generic}, {body}"
        self.citations.setdefault(name, Citation(name, document["publication_date"] or "", title, ("moalmanac",)))
        return name

    def _claims(
        self, name: str, statement: dict[str, Any], proposition: dict[str, Any], markers: list[dict[str, Any]],
        disease: dict[str, Any], therapies: list[str], joined: Joined, document: dict[str, Any],
    ) -> tuple[Assertion, ...] | Shown | Problem:  # fmt: skip
        if proposition["predicate"] != "predictSensitivityTo" or statement["direction"] != "supports":
            return Problem("other_effect", f"{statement['direction']} {proposition['predicate']}")
        if document["status"] != "Active":
            return Shown("the document is no longer in force")
        findings: list[Component] = []
        for marker in markers:
            component = read_biomarker(marker, self.genes, self.names)
            if isinstance(component, Problem):
                return component
            findings += component
        coding = str(disease["primary_coding_id"] or "")
        code = coding.removeprefix("oncotree:") if coding.startswith("oncotree:") else ""
        diseases = self.names.diseases(disease["name"], code)
        if isinstance(diseases, Problem):
            return diseases
        agency = str(document["agent_id"])
        place = _PLACES.get(agency)
        return spell_out(
            Said(
                id=name, findings=(tuple(dict.fromkeys(findings)),), joined=joined, diseases=diseases,
                therapy=self.names.therapies.read(therapies, joined), effect="sensitivity", level="A",
                citations=(self._cite(document),), approval=_APPROVALS.get(agency, "none"),
                note=f"approved in {place}" if place else "",
            ),
            self.names,
        )  # fmt: skip


def _present(marker: dict[str, Any]) -> bool:
    return all(entry["value"] for entry in marker["extensions"] if entry["name"] == "_present")


ADAPTER = Adapter(
    name="moalmanac", title="Molecular Oncology Almanac, label statements and literature", licence="GPL-2.0",
    address=ADDRESS, attribution="Reardon 2021, Molecular Oncology Almanac (moalmanac.org), Van Allen laboratory",
    hosts=("raw.githubusercontent.com",), download=_download, read=read,
)  # fmt: skip
