"""Medicine and DNA: each pharmacogene tested or not, and which medicines of the patient it matters for."""

from collections.abc import Iterable

from tumorboard.domain.case import Case, Genotype
from tumorboard.domain.returned import PharmacogeneView
from tumorboard.domain.safety_report import PgxView
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.genotypes import check_genotypes
from tumorboard.safety.pgx import PgxAdvice, PgxResult, read_diplotype
from tumorboard.safety.thiopurines import GENES as THIOPURINE_GENES

GENES = ("CYP2C19", "CYP2D6", "DPYD", "G6PD", "NUDT15", "SLCO1B1", "TPMT", "UGT1A1")
"""The genes that are always listed, tested or not; a gene beyond them is listed where the case has its genotype."""
AS_USUAL = ("label_dose", "no_recommendation")


def pharmacogenes(kb: KnowledgeBase, case: Case, drugs: Iterable[str]) -> tuple[PharmacogeneView, ...]:
    """List the pharmacogenes of a case, those that matter for its drugs first.

    Parameters
    ----------
    kb : KnowledgeBase
        Holds alleles and rules.
    case : Case
        Its genotypes; a germline result stands before one of the tumour.
    drugs : iterable of str
        Names of the drugs and medicines of the case, as the tables have them.
    """
    rules = safety_tables(kb).pgx_rules
    here = set(drugs)
    named = {gene: {rule.drug for rule in rules.get(gene, ())} for gene in rules}
    everything = set().union(*named.values()) | here
    check = check_genotypes(kb, case, everything)
    given: dict[str, Genotype] = {}
    for one in sorted(case.pharmacogenomics, key=lambda one: one.origin != "germline"):
        given.setdefault(one.gene.strip().upper(), one)
    views = []
    for gene in sorted({*GENES, *given}):
        concerned = named.get(gene, set()) & here
        genotype = given.get(gene)
        if genotype is None:
            views.append(_untested(gene, concerned, ""))
            continue
        try:
            result = read_diplotype(kb, gene, genotype.diplotype)
        except InputError as problem:
            told = f"{genotype.diplotype}: {problem.message}. {problem.remedy}".strip()
            views.append(_untested(gene, concerned, told))
            continue
        sure = genotype.origin == "germline"
        rows = [row for row in (check.advice if sure else check.unconfirmed) if _about(row, gene, named)]
        views.append(_tested(genotype, result, rows, concerned, here, sure))
    return tuple(sorted(views, key=lambda one: (not one.results, not one.concerned, not one.tested, one.gene)))


def _about(row: tuple[PgxResult, PgxAdvice], gene: str, named: dict[str, set[str]]) -> bool:
    """Say whether advice is on a gene; that on a thiopurine is on both of its genes, whichever decided."""
    result, advice = row
    both = gene in THIOPURINE_GENES and result.gene in THIOPURINE_GENES
    return result.gene == gene or (both and advice.drug in named[gene])


def _untested(gene: str, concerned: set[str], unread: str) -> PharmacogeneView:
    return PharmacogeneView(
        gene=gene, tested=False, diplotype="", phenotype="", confirmed=False, unread=unread, results=(),
        concerned=tuple(sorted(concerned)), others=(), sources=(),
    )  # fmt: skip


def _tested(
    genotype: Genotype, result: PgxResult, rows: list[tuple[PgxResult, PgxAdvice]], concerned: set[str],
    here: set[str], sure: bool,
) -> PharmacogeneView:  # fmt: skip
    views = [
        PgxView(
            gene=advice.gene, diplotype=judged.diplotype, phenotype=judged.phenotype, score=judged.score,
            drug=advice.drug, action=advice.action, percent=advice.percent, words=advice.words,
            sources=advice.sources, confirmed=sure,
        )
        for judged, advice in rows
    ]  # fmt: skip
    return PharmacogeneView(
        gene=result.gene,
        tested=True,
        diplotype=genotype.diplotype,
        phenotype=result.phenotype,
        confirmed=sure,
        unread="",
        results=tuple(one for one in views if one.drug in here),
        concerned=tuple(sorted(concerned)),
        others=tuple(one for one in views if one.drug not in here and one.action not in AS_USUAL),
        sources=result.sources,
    )
