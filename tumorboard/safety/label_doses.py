"""What labels give of a drug, and any dose as a share of it."""

from collections.abc import Collection
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from tumorboard.domain.combination import Dose
from tumorboard.domain.drug import LabelDose, RegimenDose
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.proposed import FULL, ProposedDose, exact, swallowed
from tumorboard.safety.schedule import doses_per_day

# More than twice as many doses a day is another kind of schedule: an infusion over weeks against a bolus.
_LIKE = 2


def label_dose(kb: KnowledgeBase, drug: str, unit: str = "", partners: Collection[str] = ()) -> LabelDose | None:
    """Return a drug's label dose: for the partners given where one is named, else alone before in combination.

    Parameters
    ----------
    kb : KnowledgeBase
        Label doses.
    drug : str
        Generic name.
    unit : str
        The unit asked for, where there is a dose in it.
    partners : collection of str
        Drugs that are given with it.
    """

    def rank(row: LabelDose) -> tuple[bool, int, bool]:
        named = sum(partner in row.context for partner in partners)
        return (row.unit != unit, -named, row.context != "mono")

    rows = sorted(kb.doses.get(drug, ()), key=rank)
    return rows[0] if rows else None


def alone(kb: KnowledgeBase, drug: str) -> LabelDose | None:
    """Return the dose that a label names for a drug given alone, without a condition on the patient or the disease."""
    rows = [row for row in kb.doses.get(drug, ()) if row.context == "mono" or row.context.startswith("mono or ")]
    return min(rows, key=lambda row: row.context != "mono", default=None)


def often(dose: Dose | LabelDose | RegimenDose | ProposedDose) -> Fraction | None:
    """Return how many doses a day a schedule gives on average; None where its words do not say it."""
    return _rate(dose.schedule, dose.per_day)


@lru_cache(maxsize=20000)
def _rate(schedule: str, per_day: int | None) -> Fraction | None:
    rate = doses_per_day(schedule, per_day)
    # Cycles are whole days, so that the fraction behind the floating number has a small denominator.
    return None if rate is None else Fraction(rate).limit_denominator(5000)


def alike(one: Fraction | None, other: Fraction | None) -> bool:
    """Say whether two numbers of doses a day are of one kind of schedule, or one of them is not told."""
    return not one or not other or Fraction(1, _LIKE) <= one / other <= _LIKE


def share_of_label(kb: KnowledgeBase, dose: Dose | RegimenDose | LabelDose) -> Fraction | None:
    """Return a dose as a share of the label's dose per unit of time; None where they cannot be compared.

    Where a schedule is not told, the single doses are compared.
    """
    label = label_dose(kb, dose.drug, dose.unit)
    if label is None or dose.amount is None or label.unit != dose.unit or not label.amount:
        return None
    return share(dose, label)


def share(one: Dose | RegimenDose | LabelDose, other: LabelDose) -> Fraction:
    """Return one dose as a share of another in the same unit, per unit of time where both schedules say it."""
    given, said = often(one), often(other)
    return exact(one.amount or 0) * (given / said if given and said else FULL) / exact(other.amount)


def percent_of_label(kb: KnowledgeBase, dose: Dose) -> float | None:
    """Return a trial's dose in percent of the label's dose per unit of time; None where they cannot be compared."""
    found = share_of_label(kb, dose)
    return None if found is None else 100 * float(found)


def of_label(
    kb: KnowledgeBase,
    name: str,
    part: Fraction,
    basis: str,
    sources: tuple[str, ...],
    partners: Collection[str] = (),
) -> ProposedDose:
    """Return a part of the label dose, at most what a label names for the drug with one of its partners."""
    label = label_dose(kb, name)
    if label is None:
        words = f"{basis}; its label dose is not in the tables"
        return ProposedDose(name, part, None, "", "", words, sources)
    together = label_dose(kb, name, label.unit, [partner for partner in partners if partner != name])
    if together is not None and together is not label and together.unit == label.unit:
        lower = share(together, label)
        if lower < part:
            told = _part(kb, together, FULL, f"{basis} ({together.context})", sources)
            return replace(told, share=lower)
    return _part(kb, label, part, basis, sources)


def _part(kb: KnowledgeBase, label: LabelDose, part: Fraction, basis: str, sources: tuple[str, ...]) -> ProposedDose:
    cited = tuple(dict.fromkeys((*sources, *label.citations)))
    return ProposedDose(
        label.drug, part, exact(label.amount) * part, label.unit, label.schedule, basis, cited,
        per_day=label.per_day, given=part == 1, oral=swallowed(kb.drugs[label.drug]),
    )  # fmt: skip


def held_to_label(kb: KnowledgeBase, dose: ProposedDose) -> ProposedDose:
    """Hold a single dose at the highest single dose of the label in its unit.

    A trial may have used another form of a drug (olaparib capsules of 400 mg, where the label's tablets are 300 mg),
    and nothing in the label speaks for such a single dose; so whatever is swallowed is held. A dose that is infused or
    injected less often than the label gives the drug may be larger (every three weeks instead of weekly): there only
    the dose per unit of time is held.
    """
    rows = [row for row in kb.doses.get(dose.drug, ()) if row.unit == dose.unit]
    label = max(rows, key=lambda row: row.amount, default=None)
    if label is None or dose.amount is None or dose.amount <= exact(label.amount):
        return dose
    given, said = often(dose), often(label)
    oral = swallowed(kb.drugs[dose.drug])
    if not oral and given is not None and said is not None and given < said:
        return dose
    most = exact(label.amount)
    return replace(
        dose,
        share=None if dose.share is None else dose.share * most / dose.amount,
        amount=most,
        basis=f"{dose.basis}; single dose held at the label's",
        sources=tuple(dict.fromkeys((*dose.sources, *label.citations))),
        oral=oral,
    )
