"""The table of ``data/germline_rules.csv``: which genes of a tumour's report call for a look at the germline, and when.

The genes, their class and the age are box 1 of the ESMO Precision Medicine Working Group (Kuzbari 2023, Ann Oncol
34:215), the allele fractions its first recommendation (Mandelker 2019, Ann Oncol 30:1221).
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import get_args

from tumorboard.domain.returned import Actionability, GermlineRule
from tumorboard.knowledge.base import KnowledgeBase, table_of
from tumorboard.knowledge.tables import Row, read_table

ANY = "any"
_COLUMNS = (
    "gene", "actionability", "tumours", "age_below", "vaf_substitution", "vaf_indel", "citation", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class GermlineRules:
    """The rules by gene, and what does not resolve in them."""

    rules: dict[str, GermlineRule]
    problems: tuple[str, ...]


@lru_cache(maxsize=4)
def germline_rules(kb: KnowledgeBase, folder: Path | None = None) -> GermlineRules:
    """Read the table, once for a knowledge base.

    Raises
    ------
    KnowledgeError
        If it is missing or a cell cannot be read.
    """
    problems: list[str] = []
    rows = read_table(table_of(kb, "germline_rules.csv", folder), _COLUMNS)
    rules = {row.required("gene"): _rule(row, kb, problems) for row in rows}
    return GermlineRules(rules, tuple(problems))


def _rule(row: Row, kb: KnowledgeBase, problems: list[str]) -> GermlineRule:
    where = f"{row.table}: row {row.number}"
    if not kb.genes.is_gene(row.text("gene")):
        problems.append(f"{where}: {row.text('gene')!r} is no official gene symbol")
    problems += [
        f"{where}: there is no tumour type {code}"
        for code in row.list("tumours")
        if code != ANY and code not in kb.diseases.types
    ]
    problems += [
        f"{where}: cites {citation}, which citations.csv does not hold"
        for citation in row.list("citation")
        if citation not in kb.citations
    ]
    return GermlineRule(
        gene=row.text("gene"),
        actionability=row.choice("actionability", get_args(Actionability)),
        tumours=row.list("tumours"),
        age_below=int(row.number_in("age_below", 1, 120)) if row.text("age_below") else None,
        substitution=row.number_in("vaf_substitution", 0, 1),
        indel=row.number_in("vaf_indel", 0, 1),
        citations=row.list("citation"),
        note=row.text("note"),
    )
