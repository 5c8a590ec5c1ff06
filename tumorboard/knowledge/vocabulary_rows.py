"""Rows of citations, tumour types, genes, drugs, targets and known variants to records."""

from dataclasses import replace
from typing import get_args

from tumorboard.domain import drug as pharma
from tumorboard.domain import evidence as ev
from tumorboard.knowledge.diseases import TumorType
from tumorboard.knowledge.genes import Gene, Role
from tumorboard.knowledge.table_records import KnownVariant, Tables, cited, known_disease, known_drugs
from tumorboard.knowledge.tables import Row


def take_citation(tables: Tables, row: Row) -> None:
    """Take a reference."""
    name = row.required("id")
    if name in tables.citations:
        tables.problem(row, f"repeats {name}")
    tables.citations[name] = ev.Citation(name, row.text("date"), row.required("title"), row.list("confirmed_in"))


def take_tumor_type(tables: Tables, row: Row) -> None:
    """Take a tumour type and its older codes."""
    code = row.required("code")
    tables.types[code] = TumorType(
        code, row.required("name"), row.text("main_type"), row.text("tissue"), row.text("parent")
    )
    tables.former_codes.update(dict.fromkeys(row.list("former"), code))


def take_tumor_name(tables: Tables, row: Row) -> None:
    """Take another name of a tumour type."""
    if known_disease(tables, row, row.required("code")):
        tables.tumor_names[row.required("name")] = row.text("code")


def take_gene(tables: Tables, row: Row) -> None:
    """Take a gene."""
    symbol = row.required("gene")
    if symbol in tables.genes:
        tables.problem(row, f"repeats {symbol}")
    tables.genes[symbol] = Gene(
        symbol, row.text("hgnc"), row.choice("role", get_args(Role)), row.text("band"), row.text("amplicon"),
        row.text("domain_of_action"), cited(tables, row), row.text("note"),
    )  # fmt: skip


def take_alias(tables: Tables, row: Row) -> None:
    """Take another name of a gene."""
    alias = row.required("alias")
    if alias in tables.genes or tables.aliases.get(alias, row.text("gene")) != row.text("gene"):
        tables.problem(row, f"{alias} is an official symbol or means two genes")
        return
    tables.aliases[alias] = row.required("gene")


def take_drug_class(tables: Tables, row: Row) -> None:
    """Take a class of drugs."""
    name = row.required("class")
    checkpoint = row.choice("checkpoint", ("yes", "no")) == "yes"
    tables.classes[name] = pharma.DrugClass(name, row.required("label"), row.text("group"), checkpoint)


def take_drug(tables: Tables, row: Row) -> None:
    """Take a drug."""
    name = row.required("drug")
    if name in tables.drugs:
        tables.problem(row, f"repeats {name}")
    if row.text("class") not in tables.classes:
        tables.problem(row, f"names the class {row.text('class')!r}, which drug_classes.csv does not hold")
        return
    tables.drugs[name] = pharma.Drug(
        name,
        tables.classes[row.text("class")],
        row.choice("modality", get_args(pharma.Modality)),
        row.choice("category", get_args(pharma.Category)),
        row.text("route"),
        _approvals(tables, row),
        row.list("brands"),
        row.list("codes"),
        row.text("ncit"),
        row.text("rxnorm"),
        cited(tables, row),
        row.text("note"),
    )


def _approvals(tables: Tables, row: Row) -> tuple[pharma.Approval, ...]:
    """Return where a drug is approved; only the two agencies may stand together."""
    given = row.choices("approval", get_args(pharma.Approval))
    if len(given) > 1 and not set(given) <= set(pharma.AGENCIES):
        tables.problem(row, f"approval joins {' and '.join(given)}; only {' and '.join(pharma.AGENCIES)} may be joined")
    return given


def take_target(tables: Tables, row: Row) -> None:
    """Take a target of a drug."""
    name = row.required("drug")
    sources = cited(tables, row)
    if not known_drugs(tables, row, (name,)):
        return
    primary = row.choice("rank", ("primary", "secondary")) == "primary"
    target = pharma.Target(
        name, row.required("gene"), row.choice("action", get_args(pharma.Action)), primary, row.text("criterion"),
        sources, row.text("note"),
    )  # fmt: skip
    known = tables.drugs[name]
    tables.drugs[name] = replace(known, targets=(*known.targets, target))


def take_variant(tables: Tables, row: Row) -> None:
    """Take the known effect of a variant."""
    effects = ("gain_of_function", "loss_of_function", "switch_of_function", "neutral")
    classes = ("oncogenic", "likely_oncogenic", "likely_benign", "benign")
    tables.variants.append(
        KnownVariant(
            row.required("gene"),
            row.required("criterion"),
            row.choice("effect", effects),
            row.choice("oncogenicity", classes),
            cited(tables, row),
            row.text("note"),
        )
    )
