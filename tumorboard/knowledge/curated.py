"""The curated tables of ``data/``: every row to a record.

A cell that cannot be read stops the loading; a reference to something that does not exist is collected as a problem,
its row is left out, and ``tumorboard kb check`` lists it.
"""

from collections.abc import Callable
from pathlib import Path

from tumorboard.knowledge import claim_rows, toxicity_rows, vocabulary_rows
from tumorboard.knowledge.claim_rows import read_requirement
from tumorboard.knowledge.table_records import KnownVariant, Tables
from tumorboard.knowledge.tables import Row, read_table

__all__ = ["KnownVariant", "Tables", "read_requirement", "read_tables"]

DRUG_COLUMNS = (
    "drug", "class", "modality", "category", "route", "approval", "brands", "codes", "ncit", "rxnorm", "citation",
    "note",
)  # fmt: skip
ASSERTION_COLUMNS = (
    "id", "biomarker", "criterion", "origin", "also_required", "therapy", "disease", "effect", "level",
    "approval", "line", "citation", "note",
)  # fmt: skip
GENE_COLUMNS = ("gene", "hgnc", "role", "band", "amplicon", "domain_of_action", "citation", "note")
TARGET_COLUMNS = ("drug", "gene", "action", "rank", "criterion", "citation", "note")
REGIMEN_COLUMNS = (
    "id", "drugs", "disease", "biomarker", "criterion", "kind", "line", "doses", "citation", "note",
)  # fmt: skip
DOSE_COLUMNS = (
    "drug", "dose", "unit", "schedule", "per", "route", "context", "setting", "fixed_daily_mg", "citation", "note",
)  # fmt: skip
TOXICITY_COLUMNS = ("drug", "organ", "percent", "event", "n", "setting", "citation", "note")


def read_tables(folder: Path) -> Tables:
    """Read every curated table.

    Parameters
    ----------
    folder : Path
        The folder ``data/``.

    Raises
    ------
    KnowledgeError
        If a table is missing or a cell cannot be read.
    """
    tables = Tables()

    def each(name: str, columns: tuple[str, ...], take: Callable[[Tables, Row], None]) -> None:
        rows = 0
        for path in sorted((folder / name).glob("*.csv")) if (folder / name).is_dir() else [folder / f"{name}.csv"]:
            for row in read_table(path, columns):
                take(tables, row)
                rows += 1
        tables.counts[name] = rows

    each("citations", ("id", "date", "title", "confirmed_in"), vocabulary_rows.take_citation)
    each("oncotree", ("code", "name", "main_type", "tissue", "parent", "former"), vocabulary_rows.take_tumor_type)
    each("tumor_names", ("name", "code", "note"), vocabulary_rows.take_tumor_name)
    each("genes", GENE_COLUMNS, vocabulary_rows.take_gene)
    each("gene_aliases", ("alias", "gene", "note"), vocabulary_rows.take_alias)
    each("drug_classes", ("class", "label", "group", "checkpoint"), vocabulary_rows.take_drug_class)
    each("drugs", DRUG_COLUMNS, vocabulary_rows.take_drug)
    each("drug_targets", TARGET_COLUMNS, vocabulary_rows.take_target)
    each("variants", ("gene", "criterion", "effect", "oncogenicity", "citation", "note"), vocabulary_rows.take_variant)
    each("assertions", ASSERTION_COLUMNS, claim_rows.take_assertion)
    each("edges", ("source", "target", "sign", "kind", "reach", "citation", "note"), claim_rows.take_edge)
    each("regimens", REGIMEN_COLUMNS, claim_rows.take_regimen)
    each("partners", ("drug", "disease", "requires", "citation", "note"), claim_rows.take_partner)
    each("toxicity", TOXICITY_COLUMNS, toxicity_rows.take_toxicity)
    each("doses", DOSE_COLUMNS, toxicity_rows.take_dose)
    each("pairs", ("a", "b", "severity", "mechanism", "citation", "note"), toxicity_rows.take_pair)
    return tables
