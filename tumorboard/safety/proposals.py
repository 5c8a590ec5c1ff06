"""Starting doses held by what is known of this patient: organ function, other medicines, germline genotype, pairs."""

from collections import defaultdict
from collections.abc import Collection, Iterable

from tumorboard.domain.dose_view import CapView, DoseView
from tumorboard.safety.dosing import ProposedDose, capped
from tumorboard.safety.genotypes import GenotypeCheck
from tumorboard.safety.interactions import PairFinding
from tumorboard.safety.medications import MedicationCheck
from tumorboard.safety.organs import OrganCheck

# No label gives one number for all drugs; half is what most labels name beside a strong inhibitor.
_BESIDE_STRONG_INHIBITOR = 50.0


def caps(
    drugs: Collection[str],
    organs: OrganCheck | None,
    medications: MedicationCheck | None,
    genotypes: GenotypeCheck | None,
    pairs: Iterable[PairFinding],
) -> dict[str, tuple[CapView, ...]]:
    """Return why each drug's dose is to be held, the lowest share first; 0 means that none is proposed."""
    found: dict[str, list[CapView]] = defaultdict(list)
    for organ in organs.findings if organs else ():
        if organ.action in ("avoid", "contraindicated"):
            found[organ.drug].append(CapView(percent=0, reason=organ.words, sources=organ.sources))
        elif organ.percent is not None:
            found[organ.drug].append(CapView(percent=organ.percent, reason=organ.words, sources=organ.sources))
    for result, advice in genotypes.advice if genotypes else ():
        words = f"germline {result.gene} {result.diplotype} ({result.phenotype}): {advice.words}"
        if advice.action in ("avoid", "contraindicated"):
            found[advice.drug].append(CapView(percent=0, reason=words, sources=advice.sources))
        elif advice.action == "reduce" and advice.percent is not None:
            found[advice.drug].append(CapView(percent=advice.percent, reason=words, sources=advice.sources))
    raised = [(pair.mechanism, pair.severity, pair.sources) for pair in pairs]
    raised += [(each.mechanism, each.severity, each.sources) for each in (medications.findings if medications else ())]
    for mechanism, severity, sources in raised:
        for drug in drugs:
            if severity == "major" and mechanism.endswith(f" raises {drug}"):
                words = f"rule of thumb, half beside a strong inhibitor: {mechanism}"
                found[drug].append(CapView(percent=_BESIDE_STRONG_INHIBITOR, reason=words, sources=sources))
    return {drug: tuple(sorted(rows, key=_gravity)) for drug, rows in found.items()}


def _gravity(cap: CapView) -> tuple[float, bool, str]:
    return (cap.percent, not cap.reason.startswith("contraindicated"), cap.reason)


def held(proposed: Iterable[ProposedDose], by_drug: dict[str, tuple[CapView, ...]]) -> tuple[DoseView, ...]:
    """Return the proposals with their caps applied."""
    return tuple(_held(dose, by_drug.get(dose.drug, ())) for dose in proposed)


def _held(dose: ProposedDose, own: tuple[CapView, ...]) -> DoseView:
    if own:
        lowest = own[0]
        if lowest.percent == 0:
            words = f"none proposed: {lowest.reason}"
            return DoseView(
                drug=dose.drug, percent_of_label=None, dose=None, unit=dose.unit, schedule=dose.schedule, basis=words,
                sources=tuple(dict.fromkeys((*lowest.sources, *dose.sources))), caps=own,
            )  # fmt: skip
        if dose.percent_of_label is None:
            words = f"{dose.basis}; to be held at {lowest.percent:g} % of the label dose, which is not known here"
            return _view(dose, own, None, words)
        dose = capped(dose, lowest.percent, lowest.reason)
    return _view(dose, own, dose.dose, dose.basis)


def _view(dose: ProposedDose, own: tuple[CapView, ...], amount: float | None, basis: str) -> DoseView:
    return DoseView(
        drug=dose.drug, percent_of_label=dose.percent_of_label, dose=amount, unit=dose.unit, schedule=dose.schedule,
        basis=basis, sources=tuple(dict.fromkeys((*dose.sources, *(s for cap in own for s in cap.sources)))), caps=own,
    )  # fmt: skip


def plan(doses: Collection[DoseView], count: int, pairs: Iterable[PairFinding] = ()) -> tuple[str, ...]:
    """Return the escalation and stopping plan in words, with the pairs of major interactions. Advisory."""
    reduced = [dose for dose in doses if dose.percent_of_label is not None and dose.percent_of_label < 100]
    said = ["Advisory, by rules of thumb: the physician decides on dose, monitoring, escalation and stopping."]
    if count < 2:
        return tuple(said)
    said.append("Before the start and weekly in the first cycle: blood count, liver and kidney values, blood pressure.")
    if reduced:
        order = ", then ".join(dose.drug for dose in sorted(reduced, key=lambda d: (d.percent_of_label or 0, d.drug)))
        said.append(
            f"After a cycle without an event of grade 2 or higher that the drugs may have caused: raise one drug at a"
            f" time ({order}), by at most a quarter of its label dose, never above the label dose."
        )
    said.append("Grade 2 that lasts: stay at the dose. Grade 3: stop all until grade 1, then go on one step lower.")
    said.append("Grade 4, or grade 3 again after a step down: stop the drug that is the likely cause for good.")
    said += [
        f"{pair.a} + {pair.b} ({pair.severity}): {pair.mechanism}: look for it before each step up."
        for pair in pairs
        if pair.severity != "moderate" and pair.sources
    ]
    if count >= 4:
        said.append(f"{count} drugs: an explicit sign-off of toxicity is needed before the start.")
    return tuple(said)
