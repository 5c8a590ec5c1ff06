"""What a regimen means for one patient: doses, and warnings from organs, other medicines and genotypes."""

from collections.abc import Collection
from dataclasses import dataclass

from tumorboard.domain.case import Case
from tumorboard.domain.dose_view import DoseView
from tumorboard.domain.limits import Limits, Tightening
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.safety.availability import Access
from tumorboard.safety.coverage import in_short
from tumorboard.safety.dosing import propose
from tumorboard.safety.genotypes import check_genotypes
from tumorboard.safety.interactions import pair_findings
from tumorboard.safety.medications import check_medications
from tumorboard.safety.organs import ASSUMED, OrganCheck, check_organs
from tumorboard.safety.proposals import caps, held
from tumorboard.safety.store import evidence
from tumorboard.safety.warnings import boxed

_EVIDENCE = {
    "exact": "phase I trials of exactly these drugs", "superset": "phase I trials of these drugs with others",
    "subset": "phase I trials of a part of these drugs", "same_classes": "phase I trials of the same classes only",
    "none": "not known",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PatientView:
    """Starting doses, warnings and the phase I evidence of one regimen for one patient."""

    doses: tuple[DoseView, ...]
    warnings: tuple[str, ...]
    phase1: str


def for_patient(
    kb: KnowledgeBase, case: Case, drugs: Collection[str], limits: Limits, decisions: Access
) -> PatientView:
    """Judge a regimen for one patient.

    Parameters
    ----------
    kb : KnowledgeBase
        What is known.
    case : Case
        Tumour type, laboratory values, other medicines, germline genotypes.
    drugs : collection of str
        Generic names.
    limits : Limits
        For the pairs.
    decisions : Access
        Of payer and formulary.
    """
    trials = evidence(kb)
    organs = check_organs(kb, drugs, case, limits.tightening)
    medicines = check_medications(kb, drugs, case.medications)
    genotypes = check_genotypes(kb, case, drugs)
    proposed = propose(kb, drugs, trials, tumor=case.diagnosis.oncotree)
    holds = caps(drugs, organs, medicines, genotypes, pair_findings(kb, drugs, limits), proposed)
    said = [f"{f.drug}: {f.words}; {f.value} ({', '.join(f.sources)})" for f in organs.findings]
    for m in medicines.findings:
        cited = f" ({', '.join(m.sources)})" if m.sources else ""
        said.append(f"{m.drug} + {m.medication}: {m.severity}: {m.mechanism}{cited}")
    if (len(drugs) > 1 or case.medications) and (unknown := in_short(kb, drugs)):
        said.append(unknown)
    for result, advice in genotypes.advice:
        if advice.action != "label_dose":
            said.append(f"{advice.drug}: germline {result.gene} {result.diplotype}: {advice.words}")
    said += [
        f"{advice.drug}: {result.gene} {result.diplotype} is no germline result: confirm it"
        for result, advice in genotypes.unconfirmed
        if advice.action != "label_dose"
    ]
    said += boxed(kb, drugs)
    said += [f"{drug}: {words}" for drug in sorted(drugs) if (words := decisions.warning(drug))]
    level = "single drug" if len(drugs) == 1 else _EVIDENCE[trials.find(kb, drugs).level]
    return PatientView(held(proposed, holds), tuple(said), level)


def not_checked(
    kb: KnowledgeBase, case: Case, drugs: Collection[str] = (), assumed: Tightening = ASSUMED
) -> tuple[str, ...]:
    """Say of a case what could not be checked: medicines, laboratory values, genotypes, rules of organ function.

    Parameters
    ----------
    drugs : collection of str
        Generic names of the drugs that are proposed; of these the rules that could not be applied are told.
    assumed : Tightening
        The upper limits of normal where the case names none.
    """
    medicines = check_medications(kb, (), case.medications)
    organs = check_organs(kb, drugs, case, assumed)
    genotypes = check_genotypes(kb, case, ())
    rows = [(f"medication {name}", why) for name, why in medicines.unchecked]
    rows += [(f"laboratory value {name}", why) for name, why in organs.labs.refused]
    rows += [(f"genotype {name}", why) for name, why in genotypes.unread]
    rows += organs.assumed
    rows += [(f"organ function of {', '.join(names)}", why) for names, why in organs.without_rule]
    return (*(f"{what}: {why}" for what, why in rows), *_not_applied(organs, case))


def _not_applied(organs: OrganCheck, case: Case) -> tuple[str, ...]:
    """Say once a parameter which drugs' rules could not be applied; once in all where no value can be used."""
    if not organs.open:
        return ()
    if not organs.labs.values:
        names = ", ".join(sorted({drug for drug, _ in organs.open}))
        lacking = ", ".join(sorted({why.partition(" is not known")[0] for _, why in organs.open}))
        what = "can be used" if case.labs else "is given"
        return (f"no laboratory value {what}: rules on {lacking} of {names} were not applied",)
    of_value: dict[str, list[str]] = {}
    for drug, why in organs.open:
        of_value.setdefault(why, []).append(drug)
    return tuple(f"{why}: rules of {', '.join(drugs)} were not applied" for why, drugs in sorted(of_value.items()))
