"""Starting doses from phase I trials of exactly these drugs: a level below the tolerated dose, never a toxic level."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from fractions import Fraction

from tumorboard.domain.combination import CombinationTrial, Dose
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.evidence import CombinationEvidence
from tumorboard.safety.label_doses import alike, held_to_label, of_label, often, share_of_label
from tumorboard.safety.proposed import FULL, ProposedDose, exact, scaled, swallowed

_TIMES = {2: "twice", 3: "three times", 4: "four times"}


def below_mtd(
    kb: KnowledgeBase, evidence: CombinationEvidence, names: tuple[str, ...], without: Collection[str]
) -> tuple[ProposedDose, ...] | None:
    """Return of each drug the lowest proposal of the trials of exactly these drugs that named a tolerated dose.

    Parameters
    ----------
    kb : KnowledgeBase
        Label doses.
    evidence : CombinationEvidence
        The trials.
    names : tuple of str
        Generic names, sorted.
    without : collection of str
        PMIDs of trials to be left out.

    Returns
    -------
    tuple of ProposedDose or None
        None where no such trial tells the dose of each drug.
    """
    tested = [_below(kb, trial) for trial in evidence.exact(names, without) if trial.mtd]
    usable = [doses for doses in tested if doses is not None]
    return _lowest(usable) if usable else None


def _lowest(tested: list[tuple[ProposedDose, ...]]) -> tuple[ProposedDose, ...]:
    """Return of each drug the lowest share of several trials, beginning with the trial that gave least of all."""
    first = min(tested, key=lambda doses: (_mean(doses), doses[0].sources))
    told = []
    for place, own in enumerate(first):
        others = [doses[place] for doses in tested if doses[place].share is not None]
        lowest = min(others, key=lambda dose: (dose.share or 0, dose.sources), default=own)
        told.append(own if own.share is None else lowest)
    return tuple(told)


def _mean(doses: tuple[ProposedDose, ...]) -> Fraction:
    known = [dose.share for dose in doses if dose.share is not None]
    return sum(known, Fraction(0)) / len(known) if known else FULL


def _below(kb: KnowledgeBase, trial: CombinationTrial) -> tuple[ProposedDose, ...] | None:
    """Return one level below the maximum tolerated dose of a trial; None where its doses are not told."""
    tolerated = _one_each(trial.mtd)
    levels = [_one_each(level.doses) for level in trial.levels]
    for level in levels:
        for drug, dose in level.items():
            # What a trial held constant it often leaves out of the maximum tolerated dose.
            tolerated.setdefault(drug, dose)
    if set(tolerated) != set(trial.drugs):
        return None
    lower = [level for level in levels if set(level) == set(trial.drugs) and _is_below(level, tolerated)]
    if lower:
        start = max(lower, key=lambda level: sum(_ratio(level[drug], tolerated[drug]) for drug in trial.drugs))
        words = f"phase I: one level below the maximum tolerated dose of this combination (PMID:{trial.pmid})"
    else:
        start = tolerated
        words = f"phase I: the maximum tolerated dose was the lowest level tested (PMID:{trial.pmid})"
    return tuple(
        replace(of_trial(kb, start[drug], words, trial.pmid), together=True, proven="trial") for drug in trial.drugs
    )


def _one_each(doses: Iterable[Dose]) -> dict[str, Dose]:
    """Return one dose of each drug, the lowest: a loading dose stands beside the one that is repeated."""
    lowest: dict[str, Dose] = {}
    for dose in doses:
        before = lowest.get(dose.drug)
        if dose.amount and (before is None or dose.amount < (before.amount or 0)):
            lowest[dose.drug] = dose
    return lowest


def _ratio(one: Dose, other: Dose) -> float:
    return (one.amount or 0) / other.amount if other.amount and one.unit == other.unit else 1.0


def _is_below(level: dict[str, Dose], tolerated: dict[str, Dose]) -> bool:
    ratios = [_ratio(level[drug], tolerated[drug]) for drug in tolerated]
    return all(ratio <= 1 for ratio in ratios) and any(ratio < 1 for ratio in ratios)


def of_trial(kb: KnowledgeBase, dose: Dose, words: str, pmid: str) -> ProposedDose:
    """Return a trial's dose as a proposal, at most the label's dose per unit of time and its single dose."""
    part, source = share_of_label(kb, dose), f"PMID:{pmid}"
    if part is not None and part > 1:
        return of_label(kb, dose.drug, FULL, f"{words}; held at the label dose", (source,))
    amount = None if dose.amount is None else exact(dose.amount)
    told = ProposedDose(
        dose.drug, part, amount, dose.unit, schedule_of(dose), words, (source,), per_day=dose.per_day,
        oral=dose.drug in kb.drugs and swallowed(kb.drugs[dose.drug]),
    )  # fmt: skip
    return held_to_label(kb, told)


def schedule_of(dose: Dose) -> str:
    """Return a trial's schedule in words, with the doses on one day, where the trial tells them apart."""
    times = _TIMES.get(dose.per_day or 1, "")
    if not times or times in dose.schedule or "bid" in dose.schedule.lower():
        return dose.schedule
    return f"{times} daily" if dose.schedule in ("", "daily") else f"{times} a day, {dose.schedule}"


def within_tested(
    kb: KnowledgeBase,
    dose: ProposedDose,
    evidence: CombinationEvidence,
    names: tuple[str, ...],
    without: Collection[str],
) -> ProposedDose:
    """Hold a dose within what the trials of exactly these drugs tested, where they named no tolerated dose.

    Where the lowest level was toxic it is the most; else the highest dose of the drug that any level had: nobody knows
    what more does in this company.
    """
    for trial in evidence.exact(names, without):
        levels = [] if trial.mtd else _complete(trial)
        if not levels:
            continue
        if (toxic := _toxic_lowest(trial, levels)) is not None:
            words = "the lowest level of a phase I trial of this combination, where toxicity limited the dose"
            dose = _at_most(kb, dose, toxic[dose.drug], f"{words} (PMID:{trial.pmid})", trial.pmid)
        else:
            words = "the highest dose that a phase I trial of this combination, which named no tolerated one, tested"
            dose = _at_most(kb, dose, _most(levels, dose.drug), f"{words} (PMID:{trial.pmid})", trial.pmid)
    return dose


Levels = list[tuple[str, dict[str, Dose]]]


def _complete(trial: CombinationTrial) -> Levels:
    """Return the levels of a trial that tell the dose of each drug."""
    told = [(level.level, _one_each(level.doses)) for level in trial.levels]
    return [(name, doses) for name, doses in told if set(doses) == set(trial.drugs)]


def _most(levels: Levels, drug: str) -> Dose:
    return max((doses[drug] for _, doses in levels), key=lambda dose: dose.amount or 0)


def _toxic_lowest(trial: CombinationTrial, levels: Levels) -> dict[str, Dose] | None:
    """Return the lowest level of a trial, if dose-limiting toxicities occurred there."""
    most = {drug: _most(levels, drug) for drug in trial.drugs}
    name, lowest = min(levels, key=lambda pair: sum(_ratio(pair[1][drug], most[drug]) for drug in trial.drugs))
    return lowest if any(toxic.level == name and toxic.patients != 0 for toxic in trial.toxicities) else None


def _at_most(kb: KnowledgeBase, dose: ProposedDose, level: Dose, where: str, pmid: str) -> ProposedDose:
    """Hold a dose at that of a level, per unit of time and, on a like schedule, as a single dose.

    Where units differ, nothing is held and the level is told.
    """
    if dose.amount is None or not level.amount:
        return dose
    cited = tuple(dict.fromkeys((*dose.sources, f"PMID:{pmid}")))
    if dose.unit != level.unit:
        words = f"{dose.basis}; not to be compared with {level.amount:g} {level.unit}, {where}"
        return replace(dose, basis=words, sources=cited)
    ours, theirs, most = often(dose), often(level), exact(level.amount)
    told = f"held at {where}"
    if ours and theirs and most * theirs < dose.amount * ours:
        held = of_trial(kb, level, f"{dose.basis}; {told}", pmid)
        if held.amount is not None and held.amount > dose.amount:
            held = scaled(held, dose.amount / held.amount, "as a single dose")
        return replace(held, sources=tuple(dict.fromkeys((*cited, *held.sources))), together=True)
    if most < dose.amount and alike(ours, theirs):
        return replace(scaled(dose, most / dose.amount, told), sources=cited, given=True, together=True)
    return dose
