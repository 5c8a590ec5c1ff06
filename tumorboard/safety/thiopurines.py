"""Thiopurines need TPMT and NUDT15 judged together: one recommendation where both genotypes are known.

After CPIC (Relling 2018, PMID 30447069): a poor metabolizer of TPMT decides first, then one of NUDT15, then an
intermediate of either, then normal; a gene without a phenotype leaves the decision to the other.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from tumorboard.safety.pgx import INDETERMINATE, PgxAdvice, PgxResult

Judged = tuple[PgxResult, PgxAdvice]
GENES = ("TPMT", "NUDT15")


def joined(found: Iterable[Judged]) -> list[Judged]:
    """Return advice with that on a thiopurine from two genes made into one; all other advice as it is.

    Parameters
    ----------
    found : iterable of (PgxResult, PgxAdvice)
        What the genotypes say, gene by gene.
    """
    told = list(found)
    by_drug: dict[str, list[Judged]] = defaultdict(list)
    for result, advice in told:
        if result.gene in GENES:
            by_drug[advice.drug].append((result, advice))
    one: dict[str, Judged] = {
        drug: _decided(rows) for drug, rows in by_drug.items() if {result.gene for result, _ in rows} == set(GENES)
    }
    kept = [row for row in told if row[0].gene not in GENES or row[1].drug not in one]
    return [*kept, *(one[drug] for drug in sorted(one))]


def _decided(rows: list[Judged]) -> Judged:
    first, *others = sorted(rows, key=_order)
    result, advice = first
    rest = ", ".join(f"{other.gene} {other.diplotype} is {other.phenotype}" for other, _ in others)
    words = f"{advice.words} Decided by {result.gene}; {rest}."
    if any(other.phenotype == INDETERMINATE for other, _ in others):
        words += " Watch blood counts closely: the other gene may call for less."
    sources = tuple(dict.fromkeys(source for _, each in (first, *others) for source in each.sources))
    return result, replace(advice, words=words, sources=sources)


def _order(row: Judged) -> tuple[int, int]:
    result, _ = row
    gene = GENES.index(result.gene)
    if result.phenotype == INDETERMINATE:
        return 4, gene
    if result.phenotype.startswith("poor"):
        return gene, gene
    return (2 if "intermediate" in result.phenotype else 3), gene
