"""Rows of toxicity rates, label doses and pairs to records."""

from tumorboard.domain import drug as pharma
from tumorboard.knowledge.table_records import Tables, cited, known_drugs
from tumorboard.knowledge.tables import Row


def take_toxicity(tables: Tables, row: Row) -> None:
    """Take the rate of one organ system."""
    patients = int(row.number_in("n", 1, 1e6)) if row.text("n") else None
    rate = pharma.ToxicityRate(
        row.required("drug"), row.choice("organ", pharma.ORGANS), row.number_in("percent", 0, 100) / 100,
        row.text("event"), patients, row.text("setting"), cited(tables, row), row.text("note"),
    )  # fmt: skip
    if known_drugs(tables, row, (rate.drug,)):
        tables.toxicity.append(rate)


def take_dose(tables: Tables, row: Row) -> None:
    """Take a starting dose."""
    dose = pharma.LabelDose(
        row.required("drug"), row.number_in("dose", 0, 1e6), row.required("unit"), row.required("schedule"),
        int(row.number_in("per", 1, 8)) if row.text("per") else None, row.text("context"), row.text("setting"),
        cited(tables, row), row.text("note"),
    )  # fmt: skip
    if known_drugs(tables, row, (dose.drug,)):
        tables.doses.append(dose)


def take_pair(tables: Tables, row: Row) -> None:
    """Take two drugs or classes that should not simply be combined."""
    a, b = row.required("a"), row.required("b")
    for name in (a, b):
        known = name.removeprefix("class:") in (tables.classes if name.startswith("class:") else tables.drugs)
        if not known:
            tables.problem(row, f"names {name!r}, which is neither a known drug nor a known class")
            return
    tables.pairs.append(
        pharma.PairRule(
            a,
            b,
            row.choice("severity", ("contraindicated", "major", "moderate")),
            row.required("mechanism"),
            cited(tables, row),
            row.text("note"),
        )
    )
