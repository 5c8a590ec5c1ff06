"""Starting-dose proposals for drugs given together. Advisory: the physician decides.

In this order: the label doses of an established regimen; one level below the maximum tolerated dose of a phase I trial
of exactly these drugs (of several the lowest for each drug); the published floors of additive dose for the kinds of
drugs (Liu 2016, Oncotarget 7:11310; Nikanjam 2016, Int J Cancer 139:2135; Nikanjam 2017, Oncologist 22:576); else 1/n
of the label dose for each of the n drugs that are not given in full, at most half, with antibodies full, a rule of
thumb. What other combinations tolerated of a drug may lower a proposal, never raise it. Never above the label dose.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from statistics import fmean

from tumorboard.domain.combination import CombinationTrial, Dose
from tumorboard.domain.drug import Drug, LabelDose
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.evidence import CombinationEvidence
from tumorboard.safety.schedule import doses_per_day

FULL_KINDS = frozenset({"antibody", "bispecific", "fusion_protein"})
RULE_OF_THUMB = "rule of thumb"
ESTABLISHED = "established regimen"
LIU = "Liu 2016 (Oncotarget 7:11310)"
NIKANJAM_2016 = "Nikanjam 2016 (Int J Cancer 139:2135)"
NIKANJAM_2017 = "Nikanjam 2017 (Oncologist 22:576)"
# A fifth of the published combinations tolerated no more of the drug than this; fewer than three say too little.
_LOWER_FIFTH = 0.2
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class ProposedDose:
    """One drug's starting dose.

    Parameters
    ----------
    percent_of_label : float or None
        Share of the label's dose per unit of time, 0-100; None where no label dose is known.
    dose : float or None
        Single dose in ``unit``; None where neither a label dose nor a trial's dose is known.
    basis : str
        What the number rests on; ``sources`` cite it.
    """

    drug: str
    percent_of_label: float | None
    dose: float | None
    unit: str
    schedule: str
    basis: str
    sources: tuple[str, ...]


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
        Drugs that are given with it; the id of a regimen for the dose in that regimen.
    """

    def rank(row: LabelDose) -> tuple[bool, int, bool]:
        named = sum(partner in row.context for partner in partners)
        return (row.unit != unit, -named, row.context != "mono")

    rows = sorted(kb.doses.get(drug, ()), key=rank)
    return rows[0] if rows else None


def propose(
    kb: KnowledgeBase,
    drugs: Iterable[str],
    trials: CombinationEvidence | Iterable[CombinationTrial] = (),
    without: Collection[str] = (),
) -> tuple[ProposedDose, ...]:
    """Propose a starting dose for each drug of a set.

    Parameters
    ----------
    kb : KnowledgeBase
        Label doses and established regimens.
    drugs : iterable of str
        Generic names.
    trials : CombinationEvidence or iterable of CombinationTrial
        Phase I evidence that may be used.
    without : collection of str
        PMIDs of trials to be left out, to test the proposal against them.
    """
    evidence = trials if isinstance(trials, CombinationEvidence) else CombinationEvidence(trials)
    names = tuple(sorted(set(drugs)))
    regimen = next((r for r in kb.regimens if r.drugs == names and len(names) > 1), None)
    if regimen is not None:
        basis = f"{ESTABLISHED} {regimen.id}: label dose"
        return tuple(_of_label(kb, name, 100.0, basis, regimen.citations, (*names, regimen.id)) for name in names)
    if len(names) == 1:
        return (_of_label(kb, names[0], 100.0, "single drug: label dose", ()),)
    tested = [_below_mtd(kb, trial) for trial in evidence.exact(names, without) if trial.mtd]
    usable = [doses for doses in tested if doses is not None]
    proposed = _lowest(usable) if usable else tuple(_by_kind(kb, names))
    return tuple(_lowered(kb, dose, evidence, without) for dose in proposed)


def _of_label(
    kb: KnowledgeBase, name: str, percent: float, basis: str, sources: tuple[str, ...], partners: Collection[str] = ()
) -> ProposedDose:
    """Return a share of the label dose, at most what a label names for the drug with one of its partners."""
    label = label_dose(kb, name)
    if label is None:
        return ProposedDose(name, percent, None, "", "", f"{basis}; its label dose is not in the tables", sources)
    together = label_dose(kb, name, label.unit, [partner for partner in partners if partner != name])
    if together is not None and together is not label and together.unit == label.unit:
        share = _share(together, label)
        # A regimen is given as its label says it; elsewhere a dose for one of the partners may only lower.
        if basis.startswith(ESTABLISHED) or share < percent:
            told = _share_of(together, 100.0, f"{basis} ({together.context})", sources)
            return replace(told, percent_of_label=round(min(share, 100.0), 1))
    return _share_of(label, percent, basis, sources)


def _share_of(label: LabelDose, percent: float, basis: str, sources: tuple[str, ...]) -> ProposedDose:
    dose = _rounded(label.amount * percent / 100)
    cited = tuple(dict.fromkeys((*sources, *label.citations)))
    return ProposedDose(label.drug, percent, dose, label.unit, label.schedule, basis, cited)


def _share(one: LabelDose, other: LabelDose) -> float:
    """Return one label dose in percent of another, per unit of time where both schedules say it."""
    often, said = doses_per_day(one.schedule, one.per_day), doses_per_day(other.schedule, other.per_day)
    return 100 * one.amount * (often / said if often and said else 1.0) / other.amount


def _lowered(
    kb: KnowledgeBase, dose: ProposedDose, evidence: CombinationEvidence, without: Collection[str]
) -> ProposedDose:
    """Hold a dose at the lower fifth of the single doses that other combinations of the drug tolerated.

    Antibodies, which are given in full, are not held: their single doses differ by schedule, not by tolerance.
    """
    if dose.dose is None or (dose.drug in kb.drugs and _is_full(kb.drugs[dose.drug])):
        return dose
    known = evidence.tolerated(dose.drug, dose.unit, without)
    if len(known) < _FEWEST:
        return dose
    fifth = known[int(_LOWER_FIFTH * (len(known) - 1))]
    if fifth.amount >= dose.dose:
        return dose
    percent = dose.percent_of_label
    held = None if percent is None else round(percent * fifth.amount / dose.dose, 1)
    words = (
        f"{dose.basis}; held at the lower fifth of the single doses that {len(known)} published combinations of the"
        f" drug tolerated (PMID:{fifth.pmid})"
    )
    cited = tuple(dict.fromkeys((*dose.sources, f"PMID:{fifth.pmid}")))
    return replace(dose, percent_of_label=held, dose=fifth.amount, basis=words, sources=cited)


def _rounded(amount: float) -> float:
    """Round down to three digits, so that a proposal never exceeds what it is a share of."""
    digits = 0 if amount >= 100 else 1 if amount >= 10 else 2 if amount >= 1 else 3
    scale = int(10**digits)
    return int(amount * scale + 1e-9) / scale


def _lowest(tested: list[tuple[ProposedDose, ...]]) -> tuple[ProposedDose, ...]:
    """Return of each drug the lowest share of several trials, beginning with the trial that gave least of all."""
    first = min(tested, key=lambda doses: (_mean(doses), doses[0].sources))
    told = []
    for place, own in enumerate(first):
        others = [doses[place] for doses in tested if doses[place].percent_of_label is not None]
        lowest = min(others, key=lambda dose: (dose.percent_of_label or 0.0, dose.sources), default=own)
        told.append(own if own.percent_of_label is None else lowest)
    return tuple(told)


def _mean(doses: tuple[ProposedDose, ...]) -> float:
    known = [dose.percent_of_label for dose in doses if dose.percent_of_label is not None]
    return fmean(known) if known else 100.0


def percent_of_label(kb: KnowledgeBase, dose: Dose) -> float | None:
    """Return a trial's dose in percent of the label's dose per unit of time; None where they cannot be compared.

    Where a schedule is not told, the single doses are compared.
    """
    label = label_dose(kb, dose.drug, dose.unit)
    if label is None or dose.amount is None or label.unit != dose.unit or not label.amount:
        return None
    given, said = doses_per_day(dose.schedule, dose.per_day), doses_per_day(label.schedule, label.per_day)
    often = given / said if given and said else 1.0
    return 100 * dose.amount * often / label.amount


def _below_mtd(kb: KnowledgeBase, trial: CombinationTrial) -> tuple[ProposedDose, ...] | None:
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
    source = f"PMID:{trial.pmid}"
    if lower:
        start = max(lower, key=lambda level: sum(_ratio(level[drug], tolerated[drug]) for drug in trial.drugs))
        words = f"phase I: one level below the maximum tolerated dose of this combination (PMID:{trial.pmid})"
    else:
        start = tolerated
        words = f"phase I: the maximum tolerated dose was the lowest level tested (PMID:{trial.pmid})"
    return tuple(_of_trial(kb, start[drug], words, source) for drug in trial.drugs)


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


def _of_trial(kb: KnowledgeBase, dose: Dose, words: str, source: str) -> ProposedDose:
    percent = percent_of_label(kb, dose)
    if percent is not None and percent > 100:
        return _of_label(kb, dose.drug, 100.0, f"{words}; held at the label dose", (source,))
    rounded = None if percent is None else round(percent, 1)
    return ProposedDose(dose.drug, rounded, dose.amount, dose.unit, dose.schedule, words, (source,))


def _by_kind(kb: KnowledgeBase, names: tuple[str, ...]) -> Iterable[ProposedDose]:
    """Yield doses by the published floors for the kinds of drugs, or by the rule of thumb."""
    drugs = [kb.drugs[name] for name in names]
    held = [drug for drug in drugs if _is_full(drug)]
    reduced = [drug for drug in drugs if not _is_full(drug)]
    percent, basis = _reduced_percent(reduced, bool([d for d in held if d.modality in FULL_KINDS]), len(drugs))
    for drug in drugs:
        if drug in held:
            yield _of_label(kb, drug.name, 100.0, f"{RULE_OF_THUMB}: antibodies and hormones at full dose", (), names)
        else:
            yield _of_label(kb, drug.name, percent, basis, (), names)


def _is_full(drug: Drug) -> bool:
    return drug.modality in FULL_KINDS or drug.category in ("hormone", "supportive")


def _reduced_percent(drugs: list[Drug], antibody: bool, count: int) -> tuple[float, str]:
    """Return the share of label dose for each drug that is not given in full, and what it rests on."""
    cytotoxic = [d for d in drugs if d.category == "chemotherapy" or d.modality == "adc"]
    targeted = [d for d in drugs if d not in cytotoxic]
    match len(targeted), len(cytotoxic):
        case 1, 0 if antibody and count == 2:
            return 50.0, f"published floor 150 % for a small molecule with an antibody: {LIU}"
        case 2, 0 if count == 2:
            one, other = targeted
            if {t.gene for t in one.targets} & {t.gene for t in other.targets}:
                return 30.0, f"published floor 60 % for two targeted drugs with overlapping targets: {LIU}"
            if one.drug_class.name == other.drug_class.name:
                return 45.0, f"published floor 90 % for two targeted drugs of one class: {LIU}"
        case 1, 1 if count == 2:
            return 41.0, f"published floor 82 % for a targeted and a cytotoxic drug, neither full: {NIKANJAM_2016}"
        case 1, 1 if antibody and count == 3:
            return 44.0, f"published floor 133 % for two targeted and one cytotoxic drug: {NIKANJAM_2017}"
        case 2, 1 if count == 3:
            return 44.0, f"published floor 133 % for two targeted and one cytotoxic drug: {NIKANJAM_2017}"
        case 1, 2 if count == 3:
            return 45.0, f"published floor 137 % for one targeted and two cytotoxic drugs: {NIKANJAM_2017}"
        case 0, 1 if antibody and count == 3:
            return 50.0, f"published floor 250 % with two antibodies and a cytotoxic drug: {NIKANJAM_2017}"
    # One drug beside those given in full is halved as well: no rule of thumb starts anything but those in full.
    share = max(len(drugs), 2)
    return _rounded(100 / share), f"{RULE_OF_THUMB}: 1/{share} of the label dose each, antibodies full"


def capped(dose: ProposedDose, percent: float, reason: str) -> ProposedDose:
    """Return a dose held at or below a share of the label dose, with the reason."""
    if dose.percent_of_label is None or dose.percent_of_label <= percent:
        return dose
    amount = None if dose.dose is None else _rounded(dose.dose * percent / dose.percent_of_label)
    return replace(dose, percent_of_label=percent, dose=amount, basis=f"{dose.basis}; held at {percent:g} %: {reason}")
