"""What the knowledge holds: counts, validation, and everything known of one gene or drug."""

import re
from collections.abc import Mapping
from typing import Any

from tumorboard.domain.criterion import read_criterion
from tumorboard.domain.drug import Drug
from tumorboard.domain.evidence import Assertion
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.combination_table import shipped_trials
from tumorboard.knowledge.genes import GeneName
from tumorboard.knowledge.germline_table import germline_rules
from tumorboard.knowledge.icd import icd_table
from tumorboard.knowledge.merge import contradictions
from tumorboard.knowledge.regimen_dose_table import regimen_doses
from tumorboard.knowledge.safety_tables import safety_tables

MARKERS = frozenset(
    ("TMB", "MSI", "HRD", "PD-L1", "HR", "ER", "PR", "HER2", "CLDN18", "FOLR1", "SSTR", "PSMA", "TROP2", "NECTIN4")
)


def info(kb: KnowledgeBase) -> dict[str, Any]:
    """Return version, hash, counts and kinds of sources."""
    kinds: dict[str, int] = {}
    for name in kb.citations:
        kind = name.partition(":")[0] if ":" in name else "NCT"
        kinds[kind] = kinds.get(kind, 0) + 1
    effects: dict[str, int] = {}
    seen: set[str] = set()
    for assertion in (a for rows in kb.assertions.values() for a in rows):
        if assertion.id not in seen:
            seen.add(assertion.id)
            effects[assertion.effect] = effects.get(assertion.effect, 0) + 1
    return {
        "version": kb.version,
        "sha256": kb.sha256,
        "tables": kb.counts,
        "network": kb.network.shape(),
        "assertions": dict(sorted(effects.items())),
        "citations": dict(sorted(kinds.items())),
        "attribution": "Tumour types: OncoTree 2025-10-03, Memorial Sloan Kettering, CC BY 4.0",
        **(_imported(kb) if kb.imports.sources else {}),
    }


def _imported(kb: KnowledgeBase) -> dict[str, Any]:
    """Return the imported sources with their licences, and where sources contradict each other."""
    return {
        "imported": [
            {"source": s.title, "date": s.date, "licence": s.licence, "attribution": s.attribution, "from": s.address,
             "rows": s.counts["total"], "matched": s.counts["matched"]}
            for s in kb.imports.sources
        ],
        "contradictions": [
            {"finding": f"{c.favour[0].biomarker} {c.favour[0].criterion}", "disease": c.favour[0].disease,
             "therapy": " + ".join(c.favour[0].therapy), "for": _named(c.favour), "against": _named(c.against)}
            for c in contradictions([*kb.claims(), *kb.imports.aside])
        ],
    }  # fmt: skip


def _named(claims: tuple[Assertion, ...]) -> str:
    return ", ".join(f"{claim.id} ({claim.level}, {claim.effect})" for claim in claims)


def problems(kb: KnowledgeBase) -> list[str]:
    """Return every reference that does not resolve and every text that cannot be read."""
    tables = (safety_tables(kb), shipped_trials(kb), regimen_doses(kb), germline_rules(kb))
    found = [*kb.problems, *(problem for each in tables for problem in each.problems)]
    assertions = {a.id: a for rows in kb.assertions.values() for a in rows}
    for assertion in assertions.values():
        known_gene = assertion.biomarker not in MARKERS
        if known_gene and not _official(kb, assertion.biomarker):
            found.append(f"assertions: {assertion.id}: {assertion.biomarker!r} is neither a gene symbol nor a marker")
        if known_gene and read_criterion(assertion.criterion) is None:
            found.append(f"assertions: {assertion.id}: criterion {assertion.criterion!r} cannot be read")
    for row in (row for rows in kb.variants.values() for row in rows):
        if read_criterion(row.criterion) is None:
            found.append(f"variants: {row.gene}: criterion {row.criterion!r} cannot be read")
        if row.gene not in kb.genes:
            found.append(f"variants: {row.gene} is not in genes.csv")
    found += [
        f"icd_codes: {mapped.given}: there is no tumour type {mapped.code}"
        for mapped in icd_table().values()
        if mapped.code not in kb.diseases.types
    ]
    found += kb.network.problems()
    ends = {gene for edge in kb.network.edges for gene in (edge.source, edge.target)}
    found += [f"edges: {gene} is no official gene symbol" for gene in sorted(ends) if not _official(kb, gene)]
    unknown = [gene for gene in sorted(kb.targets) if not _official(kb, gene)]
    found += [f"drug_targets: {gene} is no official gene symbol" for gene in unknown]
    return found


def _official(kb: KnowledgeBase, gene: str) -> bool:
    return kb.genes.resolve(gene) == GeneName(gene, gene)


def about(kb: KnowledgeBase, name: str) -> dict[str, Any]:
    """Return what is known of one gene or drug.

    Raises
    ------
    InputError
        If the name is neither.
    """
    found = kb.find_drug(name)
    if found.drug is not None:
        named = found.given.casefold() == found.drug.name
        return _taken("" if named else f"{found.given} is another name of {found.drug.name}") | _drug(kb, found.drug)
    gene = kb.genes.resolve(name)
    if gene.symbol is None:
        near = ", ".join(dict.fromkeys((*gene.suggestions, *found.suggestions)))
        raise InputError(f"{name!r} is neither a gene nor a drug", remedy=f"Did you mean {near}?" if near else "")
    alias = f"{gene.given} is an alias and is read as {gene.symbol}" if gene.alias else ""
    return _taken(alias) | _gene(kb, gene.symbol)


def _taken(words: str) -> dict[str, Any]:
    """Say which other name was taken; empty where the name is the official one."""
    return {"read as": words} if words else {}


def _drug(kb: KnowledgeBase, drug: Drug) -> dict[str, Any]:
    claims = {_place(a): a for rows in kb.assertions.values() for a in rows if drug.name in a.therapy}
    return {
        "drug": drug.name,
        "class": drug.drug_class.label,
        "approval": ", ".join(drug.approvals),
        "brands": ", ".join(drug.brands),
        "codes": ", ".join(drug.codes),
        "citations": ", ".join(drug.citations),
        "targets": [
            {"gene": t.gene, "action": t.action, "rank": "primary" if t.primary else "secondary",
             "criterion": t.criterion, "citation": ", ".join(t.citations), "note": t.note}
            for t in drug.targets
        ],
        "assertions": [_claim(claim) for _, claim in sorted(claims.items())],
        "regimens": [
            {"drugs": " + ".join(r.drugs), "kind": r.kind, "disease": ", ".join(r.diseases),
             "citation": ", ".join(r.citations)}
            for r in kb.regimens if drug.name in r.drugs
        ],
        "toxicity": [
            {"organ": rate.organ, "grade >= 3": f"{rate.probability:.1%}", "event": rate.event, "setting": rate.setting,
             "citation": ", ".join(rate.citations)}
            for _, rate in sorted(kb.toxicity.get(drug.name, {}).items())
        ],
        "pairs": [
            {"with": rule.b if rule.a in (drug.name, f"class:{drug.drug_class.name}") else rule.a,
             "severity": rule.severity, "mechanism": rule.mechanism, "citation": ", ".join(rule.citations)}
            for rule in kb.pairs
            if {rule.a, rule.b} & {drug.name, f"class:{drug.drug_class.name}"}
        ],
        **_beside(kb, {drug.name}),
    }  # fmt: skip


def _gene(kb: KnowledgeBase, symbol: str) -> dict[str, Any]:
    gene = kb.genes.genes.get(symbol)
    claims = {_place(a): a for a in kb.assertions.get(symbol, ())}
    return {
        "gene": symbol,
        "hgnc": gene.hgnc if gene else "",
        "role": gene.role if gene else "not among the curated cancer genes",
        "citations": ", ".join(gene.citations) if gene else "",
        "drugs": [
            {"drug": t.drug, "action": t.action, "rank": "primary" if t.primary else "secondary",
             "criterion": t.criterion, "citation": ", ".join(t.citations)}
            for t in kb.targets.get(symbol, ())
        ],
        "assertions": [_claim(claim) for _, claim in sorted(claims.items())],
        "known variants": [
            {"criterion": v.criterion, "effect": v.effect, "oncogenicity": v.oncogenicity,
             "citation": ", ".join(v.citations)}
            for v in kb.variants.get(symbol, ())
        ],
        "edges": [
            {"edge": f"{e.source} {'->' if e.sign > 0 else '-|'} {e.target}", "kind": e.kind,
             "citation": ", ".join(e.citations)}
            for e in kb.network.edges if symbol in (e.source, e.target)
        ],
        **_beside(kb, {symbol}),
    }  # fmt: skip


def _place(claim: Assertion) -> tuple[str, ...]:
    """Return what orders claims; a claim on a class is shown once, an imported one for each drug that it names."""
    return (claim.id, claim.disease, *claim.citations) if claim.id[:1] in "LSR" else (claim.id, *claim.therapy)


def trials(kb: KnowledgeBase, drug: str = "", gene: str = "", tumor: str = "") -> list[dict[str, Any]]:
    """Return the recruiting trials of an imported registry that fit everything that is asked.

    Parameters
    ----------
    drug : str
        Generic, brand or code name; empty for any.
    gene : str
        Symbol or alias that the title or the key words name; empty for any.
    tumor : str
        OncoTree code or name: trials for this type, a type above it, or any solid or haematological disease.
    """
    name = kb.require_drug(drug, "--drug").name if drug else ""
    symbol = kb.genes.symbol(gene) or gene if gene else ""
    kind = kb.diseases.resolve(tumor).type if tumor else None
    if tumor and kind is None:
        raise InputError(f"unknown tumour type {tumor!r}", field="--tumor")

    def fits(row: Mapping[str, Any]) -> bool:
        right = (not name or name in row["drugs"]) and (not symbol or symbol in row["genes"])
        return right and (kind is None or any(kb.diseases.covers(kind.code, code) for code in row["diseases"]))

    return [dict(row) for row in kb.imports.facts if "nct" in row and fits(row)]


def _beside(kb: KnowledgeBase, names: set[str]) -> dict[str, Any]:
    """Return what imports say of a gene or drug without being matched."""
    wanted = {name.casefold() for name in names}
    aside = [_claim(c) for c in kb.imports.aside if wanted & {c.biomarker.casefold(), *c.therapy}]
    shown = [
        dict(row)
        for row in kb.imports.shown
        if wanted & set(_words(row.get("finding", ""))) or wanted & set(_words(row.get("therapy", "")))
    ]
    facts = [
        {key: ", ".join(map(str, value)) if isinstance(value, list) else value for key, value in row.items()}
        for row in kb.imports.facts
        if wanted
        & {str(name).casefold() for name in (*row.get("drugs", ()), *row.get("genes", ()), row.get("gene", ""))}
    ]
    found = {
        "contradicting claims, not matched": aside,
        "imported, shown only": shown,
        "trials, labels, guidelines": facts,
    }
    return {name: rows for name, rows in found.items() if rows}


def _words(text: str) -> list[str]:
    return re.split(r"[\s:,;+()]+", text.casefold())


def _claim(claim: Assertion) -> dict[str, Any]:
    needs = "; ".join(f"{'not ' if r.absent else ''}{r.biomarker} {r.criterion}" for r in claim.requirements)
    return {
        "id": claim.id, "finding": f"{claim.biomarker} {claim.criterion}", "also": needs,
        "therapy": " + ".join(claim.therapy), "disease": claim.disease, "effect": claim.effect, "level": claim.level,
        "citation": ", ".join(claim.citations), "note": claim.note,
    }  # fmt: skip
