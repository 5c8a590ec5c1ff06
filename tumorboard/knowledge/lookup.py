"""What the knowledge holds: counts, validation, and everything known of one gene or drug."""

from typing import Any

from tumorboard.domain.criterion import read_criterion
from tumorboard.domain.drug import Drug
from tumorboard.domain.evidence import Assertion
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.genes import GeneName

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
    }


def problems(kb: KnowledgeBase) -> list[str]:
    """Return every reference that does not resolve and every text that cannot be read."""
    found = list(kb.problems)
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
        return _drug(kb, found.drug)
    gene = kb.genes.resolve(name)
    if gene.symbol is None:
        near = ", ".join(dict.fromkeys((*gene.suggestions, *found.suggestions)))
        raise InputError(f"{name!r} is neither a gene nor a drug", remedy=f"Did you mean {near}?" if near else "")
    return _gene(kb, gene.symbol)


def _drug(kb: KnowledgeBase, drug: Drug) -> dict[str, Any]:
    claims = {a.id: a for rows in kb.assertions.values() for a in rows if drug.name in a.therapy}
    return {
        "drug": drug.name,
        "class": drug.drug_class.label,
        "approval": drug.approval,
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
    }  # fmt: skip


def _gene(kb: KnowledgeBase, symbol: str) -> dict[str, Any]:
    gene = kb.genes.genes.get(symbol)
    claims = {a.id: a for a in kb.assertions.get(symbol, ())}
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
    }  # fmt: skip


def _claim(claim: Assertion) -> dict[str, Any]:
    needs = "; ".join(f"{'not ' if r.absent else ''}{r.biomarker} {r.criterion}" for r in claim.requirements)
    return {
        "id": claim.id, "finding": f"{claim.biomarker} {claim.criterion}", "also": needs,
        "therapy": " + ".join(claim.therapy), "disease": claim.disease, "effect": claim.effect, "level": claim.level,
        "citation": ", ".join(claim.citations), "note": claim.note,
    }  # fmt: skip
