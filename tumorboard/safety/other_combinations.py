"""What other combinations tolerated of a drug: it may lower a starting dose, never raise it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from fractions import Fraction

from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.evidence import CombinationEvidence, Tolerated
from tumorboard.safety.floors import in_full
from tumorboard.safety.label_doses import alike, often
from tumorboard.safety.phase_one import schedule_of
from tumorboard.safety.proposed import FULL, ProposedDose, exact, swallowed

# A quarter of the published combinations tolerated no more of the drug than this; fewer than three say too little.
_LOWER_QUARTER = 0.25
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class _Held:
    """A tolerated dose, and the single dose of ours at which it would hold."""

    at: Fraction
    amount: Fraction
    rate: Fraction | None
    tolerated: Tolerated


def lowered(
    kb: KnowledgeBase, dose: ProposedDose, evidence: CombinationEvidence, without: Collection[str]
) -> ProposedDose:
    """Hold a dose at the lower quarter of the doses that at least three other combinations of the drug tolerated.

    Only doses of a like schedule are compared: at most twice, at least half as many doses a day; where one of the
    schedules is not told, single doses are compared. A dose is held as a single dose and per unit of time. A tolerated
    dose that is more than ours in neither way is taken with its own schedule, as that combination had it; else our
    schedule stays and the single dose is less. Antibodies, which are given in full, are not held: their single doses
    differ by schedule, not by tolerance.

    Parameters
    ----------
    kb : KnowledgeBase
        Knows what is given in full, and what is swallowed.
    dose : ProposedDose
        The proposal so far.
    evidence : CombinationEvidence
        The trials.
    without : collection of str
        PMIDs of trials to be left out.
    """
    drug = kb.drugs.get(dose.drug)
    if dose.amount is None or drug is None or in_full(drug):
        return dose
    rate = often(dose)
    known = sorted(
        (held for other in evidence.tolerated(dose.drug, dose.unit, without)
         if (held := _held(rate, other)) is not None),
        key=lambda held: (held.at, held.amount, held.tolerated.pmid),
    )  # fmt: skip
    if len(known) < _FEWEST:
        return dose
    quarter = known[int(_LOWER_QUARTER * (len(known) - 1))]
    if not quarter.rate:
        # Of like doses one with a schedule, which can be given.
        quarter = next((held for held in known if held.amount == quarter.amount and held.rate), quarter)
    if quarter.at >= dose.amount:
        return dose
    cited = f"PMID:{quarter.tolerated.pmid}"
    words = (
        f"{dose.basis}; held at the lower quarter of the doses that {len(known)} published combinations of the drug"
        f" tolerated on a like schedule ({cited})"
    )
    told = replace(dose, basis=words, sources=tuple(dict.fromkeys((*dose.sources, cited))))
    if rate and quarter.rate and quarter.amount <= dose.amount and quarter.amount * quarter.rate <= dose.amount * rate:
        given = quarter.tolerated.dose
        return replace(
            told, share=_times(dose, quarter.amount * quarter.rate / (dose.amount * rate)), amount=quarter.amount,
            schedule=schedule_of(given), per_day=given.per_day, given=True,
        )  # fmt: skip
    told = replace(
        told, share=_times(dose, quarter.at / dose.amount), amount=quarter.at, given=quarter.at == quarter.amount
    )
    if quarter.rate or swallowed(drug):
        return told
    # Beside our schedule this dose would be one that nobody gave.
    return replace(told, schedule="", per_day=None, basis=f"{words}; that trial's schedule is not told")


def _held(rate: Fraction | None, other: Tolerated) -> _Held | None:
    """Return where a tolerated dose would hold ours; None where their schedules are not alike."""
    amount, theirs = exact(other.amount), often(other.dose)
    if not alike(rate, theirs):
        return None
    per_time = theirs / rate if rate and theirs else FULL
    return _Held(amount * min(FULL, per_time), amount, theirs, other)


def _times(dose: ProposedDose, part: Fraction) -> Fraction | None:
    return None if dose.share is None else dose.share * part
