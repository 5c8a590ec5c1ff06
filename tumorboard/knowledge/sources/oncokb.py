"""OncoKB, API v1: therapies by alteration, with the user's own token from ``ONCOKB_TOKEN``.

OncoKB is asked about the alterations of the curated tables, in batches; every answer names the alterations, tumour
types and drugs of its own claims, and those are read. A saved answer (a list, or one object) can be read from a file.
OncoKB's terms bind the owner of the token; nothing of it is part of this project.
"""

import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

from tumorboard.domain.criterion import CriterionKind, read_criterion
from tumorboard.domain.evidence import Assertion, Citation, Effect, Level
from tumorboard.domain.wording import Category
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.sources.adapter import Adapter, Files, Get
from tumorboard.knowledge.sources.claims import Said, Shown, spell_out
from tumorboard.knowledge.sources.components import Component, fusion_component, gene_component
from tumorboard.knowledge.sources.names import Names
from tumorboard.knowledge.sources.rows import ImportedRow, Problem, Reading

ADDRESS = "https://www.oncokb.org/api/v1/"
TOKEN = "ONCOKB_TOKEN"
SOURCE = "DB:OncoKB"
_BATCH = 100
_LEVELS: dict[str, tuple[Effect, Level]] = {
    "LEVEL_1": ("sensitivity", "A"), "LEVEL_2": ("sensitivity", "A"), "LEVEL_3A": ("sensitivity", "B"),
    "LEVEL_3B": ("sensitivity", "B"), "LEVEL_4": ("sensitivity", "D"), "LEVEL_R1": ("resistance", "A"),
    "LEVEL_R2": ("resistance", "B"),
}  # fmt: skip
_MARKERS = {"Microsatellite Instability-High": ("MSI", "MSI-H"), "Tumor Mutational Burden-High": ("TMB", "High")}


def _download(get: Get, names: Names) -> Files:
    token = os.environ.get(TOKEN, "").strip()
    if not token:
        raise KnowledgeError(
            "OncoKB is asked with a token of your own, and none is set", field=TOKEN,
            remedy=f"Register at www.oncokb.org and set {TOKEN} in the environment",
        )  # fmt: skip
    files = {}
    for path, queries in _queries(names).items():
        for number, batch in enumerate(_batches(queries)):
            files[f"{path.replace('/', '_')}_{number:03}.json"] = get(
                f"{ADDRESS}annotate/{path}", body=batch, token=token
            )
    return files


def _batches(queries: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for start in range(0, len(queries), _BATCH):
        yield queries[start : start + _BATCH]


def _queries(names: Names) -> dict[str, list[dict[str, Any]]]:
    """Return what is asked: every variant, copy-number change and fusion that the curated tables name."""
    mutations: set[tuple[str, str]] = set()
    copies: set[tuple[str, str]] = set()
    fusions: set[str] = set()
    known = [(gene, claim.criterion) for gene, rows in names.kb.assertions.items() for claim in rows]
    known += [(gene, row.criterion) for gene, rows in names.kb.variants.items() for row in rows]
    for gene, text in known:
        criterion = read_criterion(text)
        if criterion is None or gene not in names.kb.genes:
            continue
        if criterion.kind is CriterionKind.PROTEIN:
            mutations.add((gene, text))
        elif criterion.category in (Category.AMPLIFICATION, Category.DELETION):
            copies.add((gene, criterion.category.name))
        elif criterion.category in (Category.FUSION, Category.REARRANGEMENT):
            fusions.add(gene)
        else:
            mutations.add((gene, "Oncogenic Mutations"))
    return {
        "mutations/byProteinChange": [{"gene": {"hugoSymbol": g}, "alteration": a} for g, a in sorted(mutations)],
        "copyNumberAlterations": [
            {"gene": {"hugoSymbol": g}, "copyNameAlterationType": kind} for g, kind in sorted(copies)
        ],
        "structuralVariants": [
            {"geneA": {"hugoSymbol": g}, "geneB": {"hugoSymbol": ""}, "structuralVariantType": "FUSION",
             "functionalFusion": True} for g in sorted(fusions)
        ],
    }  # fmt: skip


def read(files: Files, names: Names) -> Reading:
    """Read the therapies of every answer; the same claim in several answers is one row."""
    rows: dict[str, ImportedRow] = {}
    citations = {SOURCE: Citation(SOURCE, "", "Chakravarty 2017, OncoKB", ("oncokb",))}
    versions: set[str] = set()
    for name, data in sorted(files.items()):
        try:
            answers = json.loads(data)
            for answer in answers if isinstance(answers, list) else [answers]:
                versions.add(str(answer.get("lastUpdate") or ""))
                for treatment in answer.get("treatments") or ():
                    row = _row(str(answer["query"]["hugoSymbol"]), treatment, names)
                    rows.setdefault(row.id, row)
                    citations |= {c.id: c for c in _cited(treatment)}
        except (ValueError, KeyError, TypeError, AttributeError) as problem:
            raise KnowledgeError(f"is no answer of OncoKB's API v1 ({type(problem).__name__})", file=name) from None
    return Reading(tuple(row for _, row in sorted(rows.items())), tuple(citations.values()), _newest(versions))


def _newest(dates: Iterable[str]) -> str:
    """Return the newest of the dates (``MM/DD/YYYY``) as ISO text."""
    parts = [date.split("/") for date in dates if date.count("/") == 2]
    return max((f"{year}-{month:0>2}-{day:0>2}" for month, day, year in parts), default="")


def _cited(treatment: dict[str, Any]) -> list[Citation]:
    return [Citation(f"PMID:{n}", "", f"cited by OncoKB: PMID {n}", ("oncokb",)) for n in treatment.get("pmids") or ()]


def _row(gene: str, treatment: dict[str, Any], names: Names) -> ImportedRow:
    alterations = sorted(str(text) for text in treatment["alterations"])
    drugs = sorted(str(drug["drugName"]) for drug in treatment["drugs"])
    tumor = treatment.get("levelAssociatedCancerType") or {}
    tumor_name = str(tumor.get("name") or (tumor.get("mainType") or {}).get("name") or "")
    code, level = str(tumor.get("code") or ""), str(treatment["level"])
    name = ":".join(("OncoKB", gene, "+".join(alterations), "+".join(drugs), code or tumor_name, level))
    citations = tuple(cited.id for cited in _cited(treatment))
    said = {
        "finding": f"{gene} {', '.join(alterations)}", "therapy": " + ".join(drugs), "disease": tumor_name,
        "level": level, "citation": ", ".join(citations) or SOURCE,
    }  # fmt: skip
    found = _claims(name, gene, alterations, drugs, tumor_name, code, level, (*citations, SOURCE), names)
    if isinstance(found, Problem):
        return ImportedRow(name, found.status, found.reason, said)
    if isinstance(found, Shown):
        return ImportedRow(name, "usable", found.reason, said)
    return ImportedRow(name, "usable", "", said, found)


def _claims(
    name: str, gene: str, alterations: list[str], drugs: list[str], tumor: str, code: str, level: str,
    citations: tuple[str, ...], names: Names,
) -> tuple[Assertion, ...] | Shown | Problem:  # fmt: skip
    graded = _LEVELS.get(level)
    if graded is None:
        return Problem("other_effect", f"level {level!r}")
    diseases = names.diseases(tumor, code, graded[1])
    if isinstance(diseases, Problem):
        return diseases
    findings = []
    for text in alterations:
        component = _finding(gene, text, names)
        if isinstance(component, Problem):
            return component
        findings.append((component,))
    joined = "combination" if len(drugs) > 1 else "one"
    return spell_out(
        Said(
            id=name, findings=tuple(findings), therapy=names.therapies.read(drugs, "combination"), diseases=diseases,
            joined="combination" if joined == "combination" else "one", effect=graded[0], level=graded[1],
            citations=citations, note=level.replace("LEVEL_", "OncoKB level "),
        ),
        names,
    )  # fmt: skip


def _finding(gene: str, text: str, names: Names) -> Component | Problem:
    if text in _MARKERS:
        return Component(*_MARKERS[text])
    if text.endswith(" Fusion") and ("::" in text or "-" in text):
        sides = text.removesuffix(" Fusion").split("::")
        return fusion_component(sides, names) if len(sides) == 2 else gene_component(gene, text, names)
    return gene_component(gene, text, names)


ADAPTER = Adapter(
    name="oncokb", title="OncoKB, therapies by alteration", licence="OncoKB terms of use (your own token)",
    address=ADDRESS, attribution="Chakravarty 2017, OncoKB (oncokb.org), Memorial Sloan Kettering",
    hosts=("www.oncokb.org",), download=_download, read=read,
)  # fmt: skip
