"""Starting doses held by what is known of this patient: organ function, other medicines, germline genotype, pairs."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from tumorboard.domain.dose_view import CapView, DoseView
from tumorboard.safety.genotypes import GenotypeCheck
from tumorboard.safety.interactions import PairFinding
from tumorboard.safety.medications import MedicationCheck, MedicationFinding
from tumorboard.safety.organs import OrganCheck
from tumorboard.safety.proposed import ProposedDose, capped, exact, scaled

Of = Literal["label", "proposal"]
"""What a share is a share of."""

# Only where the drug's own source names no number: half is what most labels name beside a strong inhibitor.
_BESIDE_STRONG_INHIBITOR = 50.0
# The tables write thirds to one decimal; held at 33.3 % exactly, 450 mg would be shown as 140 mg.
_THIRDS = {33.3: Fraction(1, 3), 66.7: Fraction(2, 3)}
_GERMLINE = "germline "
OF_DAILY = {"three times a week": Fraction(3, 7)}
"""Part of a daily dose that is left where a genotype asks for fewer days."""
# The labels of thiopurines ask for a quarter to a third beside an inhibitor of xanthine oxidase; the lower one stands.
_BESIDE_XANTHINE_OXIDASE_INHIBITOR = 25.0


def caps(
    drugs: Collection[str],
    organs: OrganCheck | None,
    medications: MedicationCheck | None,
    genotypes: GenotypeCheck | None,
    pairs: Iterable[PairFinding],
    proposed: Iterable[ProposedDose] = (),
) -> dict[str, tuple[CapView, ...]]:
    """Return why each drug's dose is to be held, the lowest share first; 0 means that none is proposed.

    An inhibitor raises what the body sees of a drug, whatever the dose: the share of it that the drug's own label names
    beside such an inhibitor is left, also where the proposal is already a part of the label dose; where no number is
    known, half beside a strong one, a rule of thumb. Where the inhibitor is one of the drugs and the doses are ones at
    which these drugs were given together, it had its effect there: then that share of the label dose is the most.
    The dose of a label's or guideline's regimen is held by no rule of thumb: it was chosen beside that inhibitor.

    Of what is contraindicated together nothing is proposed; where only a common class or target speaks against two
    drugs and a regimen or trial found doses of these very drugs tolerable, those stay, with the finding beside them.

    A genotype lowers what is proposed, too: whoever cannot break a drug down sees more of any dose.
    """
    together = {dose.drug for dose in proposed if dose.together}
    proven = {dose.drug: dose.proven for dose in proposed}
    found: dict[str, list[CapView]] = defaultdict(list)
    for organ in organs.findings if organs else ():
        if organ.action in ("avoid", "contraindicated"):
            found[organ.drug].append(CapView(percent=0, reason=organ.words, sources=organ.sources))
        elif organ.percent is not None:
            found[organ.drug].append(CapView(percent=organ.percent, reason=organ.words, sources=organ.sources))
    for result, advice in genotypes.advice if genotypes else ():
        words = f"{_GERMLINE}{result.gene} {result.diplotype} ({result.phenotype}): {advice.words}"
        if advice.action in ("avoid", "contraindicated"):
            found[advice.drug].append(CapView(percent=0, reason=words, sources=advice.sources))
        elif advice.action == "reduce" and advice.percent is not None:
            hold = CapView(percent=advice.percent, of="proposal", reason=words, sources=advice.sources)
            found[advice.drug].append(hold.model_copy(update={"schedule": advice.schedule}))
    for pair in pairs:
        if pair.severity == "contraindicated":
            words = f"contraindicated together: {pair.a} + {pair.b}: {pair.mechanism}"
            for drug in (pair.a, pair.b):
                if drug not in drugs or (proven.get(drug) and not pair.sources):
                    continue
                found[drug].append(CapView(percent=0, reason=words, sources=pair.sources))
        elif pair.raises in drugs:
            of: Of = "label" if pair.raises in together else "proposal"
            if pair.answer is not None or proven.get(pair.raises) != "regimen":
                found[pair.raises] += _beside_inhibitor(pair, of)
    for each in medications.findings if medications else ():
        if each.severity == "contraindicated" and each.about == "interaction" and each.drug in drugs:
            words = f"contraindicated beside {each.medication}: {each.mechanism}"
            found[each.drug].append(CapView(percent=0, reason=words, sources=each.sources))
        if each.raises not in drugs or each.severity == "contraindicated":
            continue
        if each.severity == "major" and each.system == "xanthine_oxidase":
            words = f"a quarter beside an inhibitor of xanthine oxidase: {each.mechanism}"
            share = _BESIDE_XANTHINE_OXIDASE_INHIBITOR
            found[each.raises].append(CapView(percent=share, reason=words, sources=each.sources))
        else:
            found[each.raises] += _beside_inhibitor(each, "proposal")
    return {drug: tuple(sorted(rows, key=_gravity)) for drug, rows in found.items() if rows}


def _beside_inhibitor(finding: PairFinding | MedicationFinding, of: Of) -> Iterator[CapView]:
    answer = finding.answer
    if answer is not None:
        kind = f"beside a {answer.grade} inhibitor ({', '.join(answer.sources)}: {answer.note}): {finding.mechanism}"
        words = f"the label's own reduction to {answer.percent:g} % {kind}" if answer.percent else (
            f"the label's own words are to avoid it {kind}"
        )  # fmt: skip
        cited = tuple(dict.fromkeys((*finding.sources, *answer.sources)))
        yield CapView(percent=answer.percent, of=of if answer.percent else "label", reason=words, sources=cited)
    elif finding.severity == "major":
        words = f"rule of thumb, half beside a strong inhibitor: {finding.mechanism}"
        yield CapView(percent=_BESIDE_STRONG_INHIBITOR, of=of, reason=words, sources=finding.sources)


def _gravity(cap: CapView) -> tuple[float, bool, str]:
    return (cap.percent, not cap.reason.startswith("contraindicated"), cap.reason)


def held(proposed: Iterable[ProposedDose], by_drug: dict[str, tuple[CapView, ...]]) -> tuple[DoseView, ...]:
    """Return the proposals with their caps applied."""
    return tuple(_held(dose, by_drug.get(dose.drug, ())) for dose in proposed)


def _held(dose: ProposedDose, own: tuple[CapView, ...]) -> DoseView:
    if own and own[0].percent == 0:
        words = f"none proposed: {own[0].reason}"
        return DoseView(
            drug=dose.drug, percent_of_label=None, dose=None, unit=dose.unit, schedule=dose.schedule, basis=words,
            sources=tuple(dict.fromkeys((*own[0].sources, *dose.sources))), caps=own,
        )  # fmt: skip
    of_label = next((cap for cap in own if cap.of == "label"), None)
    if of_label is not None and dose.share is not None:
        dose = capped(dose, of_label.percent, of_label.reason)
    elif of_label is not None and dose.amount is not None:
        words = f"to be held at {of_label.percent:g} % of the label dose, which is not known here"
        dose = replace(dose, basis=f"{dose.basis}; {words}")
    if dose.share is None and dose.amount is None:
        return _view(dose, own)
    # Several inhibitors of one drug lower it once: what is blocked cannot be blocked again.
    part = next((cap for cap in own if cap.of == "proposal" and not cap.reason.startswith(_GERMLINE)), None)
    if part is not None:
        left = _THIRDS.get(part.percent, exact(part.percent) / 100)
        how = "halved" if part.percent == _BESIDE_STRONG_INHIBITOR else f"lowered to {part.percent:g} %"
        dose = scaled(dose, left, f"{how}: {part.reason}")
    germline = next((cap for cap in own if cap.of == "proposal" and cap.reason.startswith(_GERMLINE)), None)
    if germline is not None:
        dose = scaled(dose, exact(germline.percent) / 100, f"{germline.percent:g} % of it: {germline.reason}")
        dose = _less_often(dose, germline.schedule)
    return _view(dose, own)


def _less_often(dose: ProposedDose, schedule: str) -> ProposedDose:
    """Return a daily dose given as a genotype asks; what is not given daily is left, its reason says how often."""
    if not schedule or not dose.schedule.startswith("once daily"):
        return dose
    share = None if dose.share is None else dose.share * OF_DAILY[schedule]
    return replace(dose, share=share, schedule=schedule)


def _view(dose: ProposedDose, own: tuple[CapView, ...]) -> DoseView:
    return DoseView(
        drug=dose.drug, percent_of_label=dose.percent_of_label, dose=dose.dose, unit=dose.unit, schedule=dose.schedule,
        basis=dose.basis, sources=tuple(dict.fromkeys((*dose.sources, *(s for cap in own for s in cap.sources)))),
        caps=own,
    )  # fmt: skip


def plan(doses: Collection[DoseView], count: int, pairs: Iterable[PairFinding] = ()) -> tuple[str, ...]:
    """Return the escalation and stopping plan in words, with the pairs of major interactions. Advisory."""
    reduced = [dose for dose in doses if dose.percent_of_label is not None and dose.percent_of_label < 100]
    said = ["Advisory, by rules of thumb: the physician decides on dose, monitoring, escalation and stopping."]
    if count < 2:
        return tuple(said)
    if all(dose.dose is None and dose.percent_of_label is None for dose in doses):
        said.append("No starting dose is proposed for any of the drugs, so that there is no step to go on from.")
        return tuple(said)
    said.append("Before the start and weekly in the first cycle: blood count, liver and kidney values, blood pressure.")
    if any(dose.dose is not None and dose.unit == "mg" for dose in reduced):
        said.append("Amounts in mg are rounded down, not to tablets: round down to an available strength.")
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
