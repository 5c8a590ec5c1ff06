"""The germline genotypes of a case, and what they mean for drugs; other results are listed as unconfirmed."""

from collections.abc import Iterable
from dataclasses import dataclass

from tumorboard.domain.case import Case
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.pgx import PgxAdvice, PgxResult, advise, read_diplotype
from tumorboard.safety.thiopurines import joined


@dataclass(frozen=True, slots=True)
class GenotypeCheck:
    """Advice that rests on germline results, advice that would if it were confirmed, and what cannot be read."""

    advice: tuple[tuple[PgxResult, PgxAdvice], ...]
    unconfirmed: tuple[tuple[PgxResult, PgxAdvice], ...]
    unread: tuple[tuple[str, str], ...]


def check_genotypes(kb: KnowledgeBase, case: Case, drugs: Iterable[str]) -> GenotypeCheck:
    """Read the genotypes of a case and look up some drugs; a genotype that does not exist is listed, with the nearest.

    Parameters
    ----------
    kb : KnowledgeBase
        Holds the tables.
    case : Case
        Its ``pharmacogenomics``.
    drugs : iterable of str
        Generic names.
    """
    names = sorted(set(drugs))
    sure: list[tuple[PgxResult, PgxAdvice]] = []
    doubtful: list[tuple[PgxResult, PgxAdvice]] = []
    unread: list[tuple[str, str]] = []
    for genotype in case.pharmacogenomics:
        try:
            result = read_diplotype(kb, genotype.gene, genotype.diplotype)
        except InputError as problem:
            unread.append((f"{genotype.gene} {genotype.diplotype}", f"{problem.message}. {problem.remedy}".strip()))
            continue
        into = sure if genotype.origin == "germline" else doubtful
        into += [(result, advice) for advice in advise(kb, [result], names)]
    return GenotypeCheck(tuple(joined(sure)), tuple(joined(doubtful)), tuple(unread))
