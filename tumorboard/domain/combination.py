"""What phase I trials found out about giving drugs together."""

from dataclasses import dataclass

from pydantic import Field

from tumorboard.domain.record import Record


class Dose(Record):
    """One drug at one dose, as the trial gave it.

    Parameters
    ----------
    drug : str
        Generic name.
    amount : float, optional
        In ``unit``; None where the trial does not say it.
    unit : str
        ``mg``, ``mg/m2``, ``mg/kg``, ``AUC``, ...
    per_day : int, optional
        Doses on a day of treatment.
    schedule : str
        As written.
    """

    drug: str
    amount: float | None = Field(None, ge=0)
    unit: str = ""
    per_day: int | None = Field(None, ge=1, le=8)
    schedule: str = ""


class Toxic(Record):
    """A dose-limiting toxicity: ``patients`` of ``treated`` at one level; None where the trial does not say."""

    level: str
    event: str
    grade: str
    patients: int | None = None
    treated: int | None = None


class DoseLevel(Record):
    """One level of the escalation."""

    level: str
    doses: tuple[Dose, ...]


class CombinationTrial(Record):
    """One combination that one published trial escalated.

    Parameters
    ----------
    id : str
        ``PMID`` and the number of the combination in it.
    drugs : tuple of str
        Generic names, sorted, without repetition; those that are no drug of ours as written.
    known : bool
        Whether every drug is one of ours.
    other_treatment : tuple of str
        Radiotherapy, growth factors and other parts that are not counted as drugs.
    mtd : tuple of Dose
        Maximum tolerated (or recommended) dose; empty where none was named.
    """

    id: str
    pmid: str
    nct: str
    drugs: tuple[str, ...]
    known: bool
    other_treatment: tuple[str, ...]
    levels: tuple[DoseLevel, ...]
    toxicities: tuple[Toxic, ...]
    mtd: tuple[Dose, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What reading the trials gave: counts, and the names that could not be read."""

    combinations: int
    combinations_known: int
    drug_rows: int
    drug_rows_known: int
    unread: tuple[tuple[str, int], ...]
