"""The safety tables of ``data/``: roles, medications, organ rules, laboratory grades, pharmacogenomics."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import get_args

from tumorboard.domain import safety as facts
from tumorboard.domain.drug import ORGANS
from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.base import KnowledgeBase, table_of
from tumorboard.knowledge.tables import Row, read_table

_ROLE = ("system", "role", "strength", "citation", "note")
_ANSWER = ("strong_percent", "moderate_percent", "absolute")
_ORGAN = ("drug", "parameter", "operator", "value", "unit", "action", "reduce_to", "percent", "citation", "note")
_GRADES = tuple(f"{side}_{name}" for side in ("low", "high") for name in ("term", "g1", "g2", "g3", "g4"))
_LAB = ("lab", "names", "loinc", "unit", "units", *_GRADES, "citation", "note")
_LAB_V6 = ("lab", *_GRADES, "citation", "note")
_PHENOTYPE = ("gene", "functions", "score_min", "score_max", "phenotype", "citation", "note")
_RULE = (
    "gene", "phenotype", "score_min", "score_max", "diplotypes", "drug", "action", "dose_percent", "dose_percent_low",
    "schedule", "recommendation", "citation", "note",
)  # fmt: skip


@dataclass
class SafetyTables:
    """All safety rows as records, indexed; ``problems`` names references that do not resolve."""

    drug_roles: dict[str, list[facts.InteractionRole]] = field(default_factory=lambda: defaultdict(list))
    medications: dict[str, facts.KnownMedication] = field(default_factory=dict)
    medication_roles: dict[str, list[facts.InteractionRole]] = field(default_factory=lambda: defaultdict(list))
    organ_rules: dict[str, list[facts.OrganRule]] = field(default_factory=lambda: defaultdict(list))
    warnings: dict[str, list[facts.DrugWarning]] = field(default_factory=lambda: defaultdict(list))
    labs: dict[str, facts.LabRule] = field(default_factory=dict)
    alleles: dict[str, dict[str, facts.PgxAllele]] = field(default_factory=lambda: defaultdict(dict))
    phenotypes: dict[str, list[facts.PgxPhenotype]] = field(default_factory=lambda: defaultdict(list))
    pgx_rules: dict[str, list[facts.PgxRule]] = field(default_factory=lambda: defaultdict(list))
    problems: list[str] = field(default_factory=list)


@lru_cache(maxsize=4)
def safety_tables(kb: KnowledgeBase, folder: Path | None = None) -> SafetyTables:
    """Read the safety tables, once for a knowledge base.

    Parameters
    ----------
    kb : KnowledgeBase
        Knows the drugs and citations to which the rows refer.
    folder : Path, optional
        Where the tables are; those of the knowledge base where left out.

    Raises
    ------
    KnowledgeError
        If a table is missing or a cell cannot be read.
    """
    tables = SafetyTables()

    def each(name: str, columns: tuple[str, ...], take: Callable[[Row, tuple[str, ...]], None]) -> None:
        for row in read_table(table_of(kb, f"{name}.csv", folder), columns):
            take(row, tuple(_cited(row, kb, tables)))

    def role(kind: str, into: dict[str, list[facts.InteractionRole]]) -> Callable[[Row, tuple[str, ...]], None]:
        def take(row: Row, cited: tuple[str, ...]) -> None:
            name = row.required(kind)
            if kind == "medication" and name not in tables.medications:
                tables.problems.append(f"{row.table}: row {row.number}: names {name!r}, which medications.csv lacks")
                return
            if kind == "drug" and not _known(row, kb, tables):
                return
            into[name].append(
                facts.InteractionRole(
                    name, row.required("system"), row.choice("role", get_args(facts.Role)), row.required("strength"),
                    cited, row.text("note"), *(_answer(row) if kind == "drug" else ()),
                )
            )  # fmt: skip

        return take

    def medication(row: Row, cited: tuple[str, ...]) -> None:
        name = row.required("medication")
        tables.medications[name] = facts.KnownMedication(name, row.list("names"), row.text("class"), cited)

    def organ(row: Row, cited: tuple[str, ...]) -> None:
        if _known(row, kb, tables):
            tables.organ_rules[row.text("drug")].append(
                facts.OrganRule(
                    row.text("drug"), row.required("parameter"), row.choice("operator", ("<", "<=", ">", ">=", "=")),
                    row.required("value"), row.text("unit"), row.choice("action", get_args(facts.OrganAction)),
                    row.text("reduce_to"), _number(row, "percent", 100), cited, row.text("note"),
                )
            )  # fmt: skip

    def warning(row: Row, cited: tuple[str, ...]) -> None:
        if _known(row, kb, tables):
            tables.warnings[row.text("drug")].append(
                facts.DrugWarning(
                    row.text("drug"), row.choice("kind", get_args(facts.WarningKind)), row.choice("organ", ORGANS),
                    row.required("words"), cited, row.text("note"),
                )
            )  # fmt: skip

    def lab(row: Row, cited: tuple[str, ...]) -> None:
        factors = tuple(
            (unit, float(factor)) for unit, _, factor in (part.partition("=") for part in row.list("units"))
        )
        grades = _grades(row)
        tables.labs[row.required("lab")] = facts.LabRule(
            row.text("lab"), row.list("names"), row.text("loinc"), row.required("unit"), factors, grades, grades, cited
        )

    def lab_v6(row: Row, cited: tuple[str, ...]) -> None:
        name = row.required("lab")
        if name not in tables.labs:
            tables.problems.append(f"{row.table}: row {row.number}: names {name!r}, which labs.csv lacks")
            return
        known = tables.labs[name]
        tables.labs[name] = replace(known, v6=_grades(row), citations=(*known.citations, *cited))

    def allele(row: Row, cited: tuple[str, ...]) -> None:
        tables.alleles[row.required("gene")][row.required("allele")] = facts.PgxAllele(
            row.text("gene"), row.text("allele"), row.list("names"), row.required("function"),
            _number(row, "activity", 10), cited,
        )  # fmt: skip

    def phenotype(row: Row, cited: tuple[str, ...]) -> None:
        tables.phenotypes[row.required("gene")].append(
            facts.PgxPhenotype(
                row.text("gene"), row.text("functions"), _number(row, "score_min", 10), _number(row, "score_max", 10),
                row.required("phenotype"), cited,
            )
        )  # fmt: skip

    def rule(row: Row, cited: tuple[str, ...]) -> None:
        tables.pgx_rules[row.required("gene")].append(
            facts.PgxRule(
                row.text("gene"), row.required("phenotype"), _number(row, "score_min", 10),
                _number(row, "score_max", 10), row.list("diplotypes"), row.required("drug"),
                row.choice("action", get_args(facts.PgxAction)), _number(row, "dose_percent", 400),
                _number(row, "dose_percent_low", 400), row.text("recommendation"), cited, row.text("note"),
                row.text("schedule"),
            )
        )  # fmt: skip

    each("drug_roles", ("drug", *_ROLE[:3], *_ANSWER, *_ROLE[3:]), role("drug", tables.drug_roles))
    each("medications", ("medication", "names", "class", "rxnorm", "atc", "citation"), medication)
    each("medication_roles", ("medication", *_ROLE), role("medication", tables.medication_roles))
    each("organ_rules", _ORGAN, organ)
    each("drug_warnings", ("drug", "kind", "organ", "words", "citation", "note"), warning)
    each("labs", _LAB, lab)
    each("labs_v6", _LAB_V6, lab_v6)
    each("pgx_alleles", ("gene", "allele", "names", "function", "activity", "citation", "note"), allele)
    each("pgx_phenotypes", _PHENOTYPE, phenotype)
    each("pgx_recommendations", _RULE, rule)
    return tables


def _cited(row: Row, kb: KnowledgeBase, tables: SafetyTables) -> Iterator[str]:
    for citation in row.list("citation"):
        if citation.partition("#")[0] not in kb.citations:
            tables.problems.append(
                f"{row.table}: row {row.number}: cites {citation}, which citations.csv does not hold"
            )
        yield citation


def _grades(row: Row) -> facts.LabGrades:
    low, high = ((row.text(f"{side}_g1"), row.text(f"{side}_g2"), row.text(f"{side}_g3"), row.text(f"{side}_g4"))
                 for side in ("low", "high"))  # fmt: skip
    return facts.LabGrades(row.text("low_term"), low, row.text("high_term"), high)


def _known(row: Row, kb: KnowledgeBase, tables: SafetyTables) -> bool:
    if row.required("drug") in kb.drugs:
        return True
    tables.problems.append(
        f"{row.table}: row {row.number}: names the drug {row.text('drug')!r}, which drugs.csv does not hold"
    )
    return False


def _answer(row: Row) -> tuple[float | None, float | None, tuple[facts.Forbidden, ...]]:
    """Return what the source of a drug's role answers to inhibitors and inducers; only where it is cleared."""
    cleared = row.text("role") in ("substrate", "activated", "induced")
    answered = [column for column in _ANSWER if row.text(column)]
    if (answered and not cleared) or (row.text("role") != "substrate" and set(answered) - {"absolute"}):
        raise KnowledgeError(
            f"{', '.join(answered)} of a {row.text('role')}", file=row.table, field=f"row {row.number}"
        )
    forbidden = {name: name for name in get_args(facts.Forbidden)}
    for name in row.list("absolute"):
        if name not in forbidden:
            words = f"absolute {name!r} is none of {', '.join(forbidden)}"
            raise KnowledgeError(words, file=row.table, field=f"row {row.number}")
    absolute = tuple(forbidden[name] for name in row.list("absolute"))
    return _number(row, "strong_percent", 100), _number(row, "moderate_percent", 100), absolute


def _number(row: Row, column: str, high: float) -> float | None:
    return row.number_in(column, 0, high) if row.text(column) else None
