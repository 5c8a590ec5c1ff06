"""CIViC: accepted clinical evidence, the tab-separated summaries of civicdb.org (new schema, compound profiles)."""

import re
from datetime import datetime

from tumorboard.domain.evidence import Assertion, Citation, Effect, Level
from tumorboard.knowledge.sources.adapter import Adapter, Files, Get, table_rows
from tumorboard.knowledge.sources.claims import Said, Shown, spell_out
from tumorboard.knowledge.sources.components import read_expression
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import ImportedRow, Problem, Reading
from tumorboard.knowledge.sources.therapies import Joined

ADDRESS = "https://civicdb.org/downloads/nightly/nightly-ClinicalEvidenceSummaries.tsv"
FILE = "ClinicalEvidenceSummaries.tsv"
COLUMNS = (
    "molecular_profile", "disease", "therapies", "therapy_interaction_type", "evidence_type", "evidence_direction",
    "evidence_level", "significance", "citation_id", "source_type", "asco_abstract_id", "citation", "evidence_status",
    "evidence_id", "last_review_date", "is_flagged", "rating", "variant_origin",
)  # fmt: skip
_JOINED: dict[str, Joined] = {
    "": "one", "Combination": "combination", "Substitutes": "substitutes", "Sequential": "sequential",
}  # fmt: skip
_LEVELS: dict[str, Level] = {"A": "A", "B": "B", "C": "C", "D": "D", "E": "E"}
_BODIES = {"PubMed": "PMID", "ASCO": "ASCO", "ASH": "ASH"}
# CIViC's own trust in an item, 1-5: 1 is not well supported, 2 little; what is rated 2 counts as case reports do.
_WORTHLESS, _WEAK = "1", "2"
_NAME_TAIL = re.compile(r"^\d{1,3}(?:-|$)")


def _download(get: Get, _: Names) -> Files:
    return {FILE: get(ADDRESS)}


def read(files: Files, names: Names) -> Reading:
    """Read the evidence items."""
    rows = table_rows(
        files, COLUMNS, "CIViC's table of clinical evidence",
        "Take ClinicalEvidenceSummaries.tsv of 2023 or later from https://civicdb.org/releases",
    )  # fmt: skip
    citations = {cited.id: cited for row in rows if (cited := _citation(row))}
    newest = max((row["last_review_date"][:10] for row in rows), default="")
    return Reading(tuple(_row(row, names) for row in rows), tuple(citations.values()), newest)


def _citation(row: dict[str, str]) -> Citation | None:
    body = _BODIES.get(row["source_type"])
    number = (row["asco_abstract_id"] if body == "ASCO" else "") or row["citation_id"]
    if body is None or not number:
        return None
    year = re.search(r"\b(?:19|20)\d\d\b", row["citation"])
    return Citation(f"{body}:{number}", year[0] if year else "", row["citation"] or body, ("civic",))


def _row(row: dict[str, str], names: Names) -> ImportedRow:
    name = f"CIViC:EID{row['evidence_id']}"
    said = {
        "finding": row["molecular_profile"], "disease": row["disease"], "therapy": row["therapies"],
        "joined": row["therapy_interaction_type"], "type": row["evidence_type"], "level": row["evidence_level"],
        "direction": row["evidence_direction"], "effect": row["significance"],
        "citation": cited.id if (cited := _citation(row)) else "",
    }  # fmt: skip
    said = {key: value for key, value in said.items() if value}
    if row["evidence_type"] != "Predictive":
        return ImportedRow(name, "not_predictive", row["evidence_type"].lower(), said)
    found = _claims(name, row, names)
    if isinstance(found, Problem):
        return ImportedRow(name, found.status, found.reason, said)
    if isinstance(found, Shown):
        return ImportedRow(name, "usable", found.reason, said)
    return ImportedRow(name, "usable", "", said, found)


def _effect(row: dict[str, str]) -> tuple[Effect, str] | Shown | Problem:
    """Return the effect and what limits it."""
    supports = row["evidence_direction"] == "Supports"
    match row["significance"]:
        case "Sensitivity/Response":
            return ("sensitivity", "") if supports else ("no_benefit", "sensitivity is not supported")
        case "Resistance" if supports:
            return "resistance", ""
        case "Reduced Sensitivity" if supports:
            return "resistance", "reduced sensitivity"
        case "Resistance" | "Reduced Sensitivity":
            return Shown("resistance is not supported")
        case other:
            return Problem("other_effect", other or "no effect is given")


def _claims(name: str, row: dict[str, str], names: Names) -> tuple[Assertion, ...] | Shown | Problem:
    effect = _effect(row)
    if isinstance(effect, Problem):
        return effect
    level = _LEVELS.get(row["evidence_level"])
    if level is None:
        return Problem("other_effect", f"level {row['evidence_level']!r}")
    findings = read_expression(row["molecular_profile"], names)
    if isinstance(findings, Problem):
        return findings
    diseases = names.diseases(row["disease"], level=level)
    if isinstance(diseases, Problem):
        return diseases
    joined = _JOINED.get(row["therapy_interaction_type"], "combination")
    therapy = names.therapies.read(_therapies(row["therapies"]), joined)
    if isinstance(effect, Shown):
        return Problem("unknown_drug", f"therapy {', '.join(therapy.unknown)}") if therapy.unknown else effect
    which, limit = effect
    cited = _citation(row)
    flagged = "flagged for review in CIViC" if row["is_flagged"] == "true" else ""
    rated = row["rating"]
    if rated == _WORTHLESS:
        return Shown("rated 1 of 5 in CIViC")
    if level in ("A", "B") and (rated == _WEAK or limit == "reduced sensitivity"):
        limit = ", ".join(filter(None, (limit, f"source level {level}", f"rated {rated or '-'} of 5")))
        level = "C"
    return spell_out(
        Said(
            id=name, findings=findings, therapy=therapy, joined=joined, diseases=diseases, effect=which, level=level,
            citations=(cited.id if cited else name,), note="; ".join(filter(None, (limit, flagged))),
            # "Somatic" is what CIViC says of most tumours, and no condition.
            origin="germline" if row["variant_origin"] in ("Rare Germline", "Common Germline") else "any",
        ),
        names,
    )  # fmt: skip


def _therapies(text: str) -> list[str]:
    """Part the list of therapies; a comma inside a name (``CP-724,714``) is none."""
    parts: list[str] = []
    for part in text.split(","):
        if parts and _NAME_TAIL.match(part):
            parts[-1] += f",{part}"
        else:
            parts.append(part.strip())
    return parts


def file_date(name: str) -> str:
    """Return the date that the name of a release carries (``01-Feb-2025-...``, ``..._2026-05-29.tsv``), or nothing."""
    iso = re.search(r"20\d\d-\d\d-\d\d", name)
    if iso is not None:
        return iso[0]
    worded = re.search(r"\d\d-[A-Z][a-z]{2}-20\d\d", name)
    return datetime.strptime(worded[0], "%d-%b-%Y").date().isoformat() if worded else ""


ADAPTER = Adapter(
    name="civic", title="CIViC, accepted clinical evidence", licence="CC0 1.0", address=ADDRESS,
    attribution="Griffith 2017, CIViC (civicdb.org), McDonnell Genome Institute",
    hosts=("civicdb.org",), download=_download, read=read, file_date=file_date,
)  # fmt: skip
