"""CPIC: gene-drug pairs with their levels and guidelines (API v1, or the tables of a local copy).

Read are the pairs that concern a drug of ours; what to do for which phenotype stays with the guideline, which each pair
names. Sentences of recommendations are not kept.
"""

import csv
import io
import json
import re
from collections.abc import Iterable
from typing import Any

from tumorboard.domain.evidence import Citation
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources.adapter import Adapter, Files, Get
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import ImportedRow, Reading

ADDRESS = "https://api.cpicpgx.org/v1/"
_PAIRS = ("Gene", "Drug", "Guideline", "CPICLevel", "PMID")
_RECOMMENDED = ("Drug", "Gene1", "Phenotype1", "Gene2", "Phenotype2", "Recommendation")


def _download(get: Get, _: Names) -> Files:
    return {
        "pair_view.json": get(f"{ADDRESS}pair_view", params={"select": "*", "order": "pairid.asc"}),
        "recommendation_view.json": get(
            f"{ADDRESS}recommendation_view", params={"select": "*", "order": "recommendationid.asc"}
        ),
    }


def read(files: Files, names: Names) -> Reading:
    """Read pairs and recommendations, whichever the files hold; other tables of a copy are passed over."""
    rows: dict[str, ImportedRow] = {}
    citations: dict[str, Citation] = {}
    known = 0
    for name, data in sorted(files.items()):
        entries = _entries(name, data)
        known += entries is not None
        for entry in entries or ():
            row = _row(entry, names)
            rows.setdefault(row.id, row)
            citations |= {n: Citation(n, "", f"CPIC guideline: {n}", ("cpic",)) for n in row.facts.get("pmids", ())}
    if not known:
        raise KnowledgeError(
            "holds neither pairs nor recommendations of CPIC", file="cpic",
            remedy="Give cpic-table.csv, recommendation-table.csv, or answers of pair_view and recommendation_view",
        )  # fmt: skip
    return Reading(tuple(row for _, row in sorted(rows.items())), tuple(citations.values()), "")


def _entries(name: str, data: bytes) -> Iterable[dict[str, Any]] | None:
    """Return the entries of one file in the fields of the API; None where it holds something else."""
    if not name.endswith(".json"):
        return _table(data)
    try:
        found = json.loads(data)
    except ValueError as problem:
        raise KnowledgeError(f"is not JSON ({problem})", file=name) from None
    whole = isinstance(found, list) and all(isinstance(each, dict) for each in found)
    return [each for each in found if "drugname" in each] if whole else None


def _table(data: bytes) -> list[dict[str, Any]] | None:
    """Return the entries of a CSV copy."""
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig", errors="replace"))))
    columns = set(rows[0]) if rows else set()
    if columns >= set(_PAIRS):
        return [
            {"drugname": row["Drug"], "genesymbol": row["Gene"], "cpiclevel": row["CPICLevel"],
             "guidelineurl": row["Guideline"], "pmids": re.findall(r"\d{4,9}", row["PMID"] or "")}
            for row in rows
        ]  # fmt: skip
    if columns >= set(_RECOMMENDED):
        return [
            {"drugname": row["Drug"], "drugrecommendation": True,
             "phenotypes": {row[f"Gene{n}"]: row[f"Phenotype{n}"] for n in (1, 2) if row[f"Gene{n}"] != "None"}}
            for row in rows
        ]  # fmt: skip
    return None


def _row(entry: dict[str, Any], names: Names) -> ImportedRow:
    drug = str(entry["drugname"])
    known = names.kb.drug_named(drug)
    if "drugrecommendation" in entry:
        phenotypes = {str(gene): str(kind) for gene, kind in (entry.get("phenotypes") or {}).items()}
        said = {"therapy": drug, "finding": ", ".join(f"{g} {p}" for g, p in sorted(phenotypes.items()))}
        number = f"{entry.get('recommendationid', '')}:{drug}:{said['finding']}"
        facts: dict[str, Any] = {"kind": "recommendation", "phenotypes": phenotypes}
    else:
        gene = str(entry["genesymbol"])
        said = {"therapy": drug, "finding": gene, "level": str(entry.get("cpiclevel") or "")}
        number = f"{gene}:{drug}"
        facts = {
            "kind": "pair", "gene": gene, "level": said["level"], "guideline": str(entry.get("guidelineurl") or ""),
            "pmids": [f"PMID:{number}" for number in entry.get("pmids") or ()],
        }  # fmt: skip
    if known is None:
        return ImportedRow(f"CPIC:{number}", "other_drug", drug, said)
    return ImportedRow(f"CPIC:{number}", "usable", "", said, facts=facts | {"drugs": [known.name]})


ADAPTER = Adapter(
    name="cpic", title="CPIC, gene-drug pairs", licence="CC0 1.0", address=ADDRESS,
    attribution="Relling 2011, Clinical Pharmacogenetics Implementation Consortium (cpicpgx.org)",
    hosts=("api.cpicpgx.org",), download=_download, read=read,
)  # fmt: skip
