"""One diplotype as the document ``tumorboard.pgx/1``."""

from tumorboard.domain.recommendation import KnowledgeStamp
from tumorboard.domain.safety_report import PgxReport, PgxView
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.medications import read_medication
from tumorboard.safety.pgx import advise, read_diplotype


def pgx_report(kb: KnowledgeBase, gene: str, diplotype: str, drug: str = "") -> PgxReport:
    """Read a diplotype and look up one drug, or every drug of the tables.

    Parameters
    ----------
    kb : KnowledgeBase
        Holds the tables.
    gene, diplotype : str
        ``DPYD``, ``*1/*2A``.
    drug : str
        By any name; also one of the patient's other medicines.

    Raises
    ------
    InputError
        If gene, allele or drug is unknown; the message names the nearest.
    """
    result = read_diplotype(kb, gene, diplotype)
    names = None
    if drug.strip():
        name = read_medication(drug, kb)
        if name is None:
            near = kb.find_drug(drug).suggestions
            remedy = f"Did you mean {', '.join(near)}?" if near else "See `tumorboard kb show DRUG`"
            raise InputError(f"unknown drug {drug.strip()!r}", field="--drug", remedy=remedy)
        names = [name]
    views = [
        PgxView(
            gene=a.gene, diplotype=diplotype, phenotype=a.phenotype, score=result.score, drug=a.drug, action=a.action,
            percent=a.percent, words=a.words, sources=a.sources,
        )
        for a in advise(kb, [result], names)
    ]  # fmt: skip
    if names and not views:
        words = f"not known: no rule for {names[0]} with {result.gene}"
        views = [
            PgxView(
                gene=result.gene, diplotype=diplotype, phenotype=result.phenotype, score=result.score, drug=names[0],
                action="no_recommendation", percent=None, words=words, sources=(),
            )
        ]  # fmt: skip
    return PgxReport(
        knowledge=KnowledgeStamp(version=kb.version, sha256=kb.sha256), gene=result.gene, diplotype=diplotype,
        alleles=result.alleles, functions=result.functions, score=result.score, phenotype=result.phenotype,
        sources=result.sources, advice=tuple(views),
    )  # fmt: skip
