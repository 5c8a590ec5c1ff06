"""The shipped table of phase I combination trials, ``data/combinations.csv``."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tumorboard.domain.combination import CombinationTrial, Dose, DoseLevel, Toxic
from tumorboard.knowledge.base import KnowledgeBase, table_of
from tumorboard.knowledge.tables import Row, read_table

_COLUMNS = ("id", "drugs", "dose_levels", "dlt", "mtd", "citation", "note")
_DOSE = re.compile(
    r"(?P<drug>.+?) (?P<amount>[\d.]+) (?P<unit>[A-Za-z]+(?:/[a-z0-9]+)?)(?: x(?P<times>\d))?(?: (?P<schedule>.+))?"
)
_LEVEL = re.compile(r"level (?P<level>\S+): (?P<words>.+)")
_GRADE = r"[<>=≥1-5]+(?: ?(?:or|and|/|-|–|,) ?[1-5])*"
_TOXIC = re.compile(rf"(?P<event>.+?)(?: grade (?P<grade>{_GRADE}))? (?P<patients>\d+)/(?P<treated>\d+)")


@dataclass(frozen=True, slots=True)
class ShippedTrials:
    """The rows as trials, and what cannot be read in them."""

    trials: tuple[CombinationTrial, ...]
    problems: tuple[str, ...]


@lru_cache(maxsize=4)
def shipped_trials(kb: KnowledgeBase, folder: Path | None = None) -> ShippedTrials:
    """Read the table, once for a knowledge base.

    Raises
    ------
    KnowledgeError
        If it is missing or damaged.
    """
    problems: list[str] = []
    path = table_of(kb, "combinations.csv", folder)
    trials = tuple(_trial(row, kb, problems) for row in read_table(path, _COLUMNS))
    return ShippedTrials(trials, tuple(problems))


def _trial(row: Row, kb: KnowledgeBase, problems: list[str]) -> CombinationTrial:
    """Read a row of the shipped phase I table; a dose that cannot be read is a problem of the table."""
    drugs = tuple(sorted(row.required("drugs").split(" + ")))
    cited = row.required("citation")
    if cited not in kb.citations:
        problems.append(f"{row.table}: row {row.number}: cites {cited}, which citations.csv does not hold")
    where = f"{row.table}: row {row.number}"
    problems += [f"{where}: names the drug {name!r}, which drugs.csv lacks" for name in drugs if name not in kb.drugs]

    def doses(words: str) -> tuple[Dose, ...]:
        found = []
        for part in words.split(" + ") if words else ():
            read = _DOSE.fullmatch(part)
            if read is None or read["drug"] not in drugs:
                problems.append(f"{row.table}: row {row.number}: the dose {part!r} cannot be read")
                continue
            found.append(
                Dose(
                    drug=read["drug"], amount=float(read["amount"]), unit=read["unit"],
                    per_day=int(read["times"] or 1), schedule=read["schedule"] or "",
                )
            )  # fmt: skip
        return tuple(found)

    levels = [_LEVEL.fullmatch(part) for part in row.text("dose_levels").split("; ")]
    toxic = []
    for part in row.text("dlt").split("; ") if row.text("dlt") else ():
        at = _LEVEL.fullmatch(part)
        event = _TOXIC.fullmatch(at["words"]) if at else None
        if at is None or event is None:
            problems.append(f"{row.table}: row {row.number}: the toxicity {part!r} cannot be read")
            continue
        toxic.append(
            Toxic(
                level=at["level"], event=event["event"], grade=event["grade"] or "",
                patients=int(event["patients"]), treated=int(event["treated"]),
            )
        )  # fmt: skip
    return CombinationTrial(
        id=row.required("id"),
        pmid=cited.removeprefix("PMID:"),
        nct="",
        drugs=drugs,
        known=all(name in kb.drugs for name in drugs),
        other_treatment=(),
        levels=tuple(DoseLevel(level=at["level"], doses=doses(at["words"])) for at in levels if at),
        toxicities=tuple(toxic),
        mtd=doses(row.text("mtd")),
    )
