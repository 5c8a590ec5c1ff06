"""Rows of claims, signalling edges, established regimens and partners to records."""

from collections.abc import Iterator
from itertools import product
from typing import get_args

from tumorboard.domain import drug as pharma
from tumorboard.domain import evidence as ev
from tumorboard.knowledge.table_records import Tables, cited, known_disease, known_drugs
from tumorboard.knowledge.tables import Row


def _therapies(tables: Tables, row: Row) -> Iterator[tuple[str, ...]]:
    """Yield the drugs of a therapy cell; a class yields one therapy for each of its drugs."""
    choices: list[list[str]] = []
    for part in row.required("therapy").split(" + "):
        if not part.startswith("class:"):
            choices.append([part.strip()])
            continue
        group = part.removeprefix("class:").strip()
        members = [name for name, known in sorted(tables.drugs.items()) if known.drug_class.name == group]
        if not members:
            tables.problem(row, f"names the class {group!r}, to which no drug belongs")
        choices.append(members)
    yield from product(*choices)


def read_requirement(text: str) -> ev.Requirement:
    """Read a further condition: ``HER2 Positive``; ``!KRAS Mutation`` must be absent."""
    absent = text.startswith("!")
    biomarker, _, criterion = text.lstrip("!").strip().partition(" ")
    return ev.Requirement(biomarker, criterion.strip() or "Positive", absent)


def take_assertion(tables: Tables, row: Row) -> None:
    """Take a claim; one on a class of drugs becomes one for each of its drugs."""
    sources = cited(tables, row)
    if not known_disease(tables, row, row.required("disease")):
        return
    for therapy in _therapies(tables, row):
        if not known_drugs(tables, row, therapy):
            continue
        tables.assertions.append(
            ev.Assertion(
                row.required("id"),
                row.required("biomarker"),
                row.required("criterion"),
                tuple(read_requirement(text) for text in row.list("also_required")),
                tuple(sorted(therapy)),
                row.text("disease"),
                row.choice("effect", get_args(ev.Effect)),
                row.choice("level", ("A", "B", "C", "D")),
                row.text("approval"),
                row.text("line"),
                sources,
                row.text("note"),
                row.choice("origin", get_args(ev.VariantOrigin)) if row.text("origin") else "any",
            )
        )


def take_edge(tables: Tables, row: Row) -> None:
    """Take a signed step of the signalling graph."""
    sign = row.choice("sign", ("activates", "inhibits"))
    start_only = row.choice("reach", ("chain", "start")) == "start"
    tables.edges.append(
        ev.Edge(
            row.required("source"),
            row.required("target"),
            1 if sign == "activates" else -1,
            row.choice("kind", get_args(ev.EdgeKind)),
            start_only,
            cited(tables, row),
            row.text("note"),
        )
    )


def _split_drugs(text: str) -> tuple[str, ...]:
    return tuple(sorted(part.strip() for part in text.split(" + ")))


def take_regimen(tables: Tables, row: Row) -> None:
    """Take an established combination."""
    members = _split_drugs(row.required("drugs"))
    sources = cited(tables, row)
    diseases = tuple(code for code in row.list("disease") if known_disease(tables, row, code))
    if known_drugs(tables, row, members):
        tables.regimens.append(
            pharma.EstablishedRegimen(
                row.required("id"),
                members,
                diseases,
                row.text("biomarker"),
                row.text("criterion"),
                row.choice("kind", ("label", "guideline")),
                row.text("line"),
                row.text("doses"),
                sources,
                row.text("note"),
            )
        )


def take_partner(tables: Tables, row: Row) -> None:
    """Take a drug that needs a partner."""
    rule = pharma.PartnerRule(
        row.required("drug"), row.required("disease"), row.list("requires"), cited(tables, row), row.text("note")
    )
    if known_drugs(tables, row, (rule.drug, *rule.requires)) and known_disease(tables, row, rule.disease):
        tables.partners.append(rule)
