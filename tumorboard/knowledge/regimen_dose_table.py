"""The doses of established regimens, ``data/regimen_doses.csv``."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tumorboard.domain.drug import RegimenDose
from tumorboard.knowledge.base import KnowledgeBase, table_of
from tumorboard.knowledge.tables import Row, read_table

_COLUMNS = ("regimen", "drug", "dose", "unit", "schedule", "per", "citation", "note")


@dataclass(frozen=True, slots=True)
class RegimenDoses:
    """The rows by regimen and drug, and the references in them that do not resolve."""

    rows: dict[str, dict[str, RegimenDose]]
    problems: tuple[str, ...]

    def of(self, regimen: str) -> dict[str, RegimenDose]:
        """Return the doses of a regimen by drug; a drug whose dose is not told is not among them."""
        return self.rows.get(regimen, {})


@lru_cache(maxsize=4)
def regimen_doses(kb: KnowledgeBase, folder: Path | None = None) -> RegimenDoses:
    """Read the table, once for a knowledge base.

    Parameters
    ----------
    kb : KnowledgeBase
        Knows the regimens, drugs and citations to which the rows refer.
    folder : Path, optional
        Where the table is; that of the knowledge base where left out.

    Raises
    ------
    KnowledgeError
        If it is missing or a cell cannot be read.
    """
    members = {regimen.id: frozenset(regimen.drugs) for regimen in kb.regimens}
    rows: dict[str, dict[str, RegimenDose]] = defaultdict(dict)
    problems: list[str] = []
    for row in read_table(table_of(kb, "regimen_doses.csv", folder), _COLUMNS):
        dose = _dose(row)
        wrong = [f"cites {name}, which citations.csv does not hold" for name in dose.citations
                 if name.partition("#")[0] not in kb.citations]  # fmt: skip
        if dose.drug not in members.get(dose.regimen, ()):
            wrong.append(f"names {dose.drug!r}, which is not in a regimen {dose.regimen!r} of regimens.csv")
        elif dose.drug in rows[dose.regimen]:
            wrong.append(f"tells the dose of {dose.drug} in {dose.regimen} a second time")
        else:
            rows[dose.regimen][dose.drug] = dose
        problems += [f"{row.table}: row {row.number}: {what}" for what in wrong]
    return RegimenDoses(dict(rows), tuple(problems))


def _dose(row: Row) -> RegimenDose:
    row.required("citation")
    return RegimenDose(
        row.required("regimen"), row.required("drug"), row.number_in("dose", 0, 1e6), row.required("unit"),
        row.required("schedule"), int(row.number_in("per", 1, 8)) if row.text("per") else None, row.list("citation"),
        row.text("note"),
    )  # fmt: skip
