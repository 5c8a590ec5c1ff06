"""How the instrument agrees with I-PREDICT's board on the 25 patients at hand."""

from dataclasses import dataclass, field

from benchmarks.ipredict import Patient
from tumorboard import service
from tumorboard.knowledge.base import KnowledgeBase

MARKERS = frozenset({"PD-L1", "TMB", "MSI", "HR", "AR", "HER2"})


@dataclass
class Agreement:
    """Counts over all patients; the lists name what disagrees."""

    drugs_given: int = 0
    drugs_found: int = 0
    features_targeted: int = 0
    features_matched: int = 0
    features_matched_only_by_us: int = 0
    patients: int = 0
    best_at_least_given: int = 0
    missed_drugs: list[str] = field(default_factory=list)
    missed_features: list[str] = field(default_factory=list)
    worse: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)


def agreement(patients: list[Patient], kb: KnowledgeBase) -> Agreement:
    """Compare every patient.

    A drug given as matched is *found* if it is among our candidates for that patient. A feature that the board targeted
    is *matched* if the drugs given match it under the default policy. ``forbidden`` names administered regimens of
    matched drugs that the default limits do not allow.
    """
    told = Agreement()
    for patient in patients:
        read = service.read_body(patient.body, patient.name, kb)
        recommended = service.recommend(read, kb)
        known = [kb.find_drug(name).drug for name, _ in patient.given]
        given = [drug.name for drug in known if drug is not None]
        _drugs(patient, {candidate.drug for candidate in recommended.candidates}, kb, told)
        scored = service.score(read, kb, given).policies[0]
        ours = {gene for item in scored.matched for gene in item.gene.split("/")}
        theirs = {name if name in MARKERS else kb.genes.resolve(name).symbol or name for name in patient.targeted}
        told.features_targeted += len(theirs)
        told.features_matched += len(theirs & ours)
        told.features_matched_only_by_us += len(ours - theirs)
        told.missed_features += [f"{patient.name}: {name}" for name in sorted(theirs - ours)]
        best = recommended.options[0].matched if recommended.options else 0
        told.patients += 1
        if best >= scored.num:
            told.best_at_least_given += 1
        else:
            told.worse.append(f"{patient.name}: given {scored.num}, best {best} of {scored.den}")
        told.forbidden += _forbidden(patient, read, kb)
    return told


def _drugs(patient: Patient, candidates: set[str], kb: KnowledgeBase, told: Agreement) -> None:
    for name, matched in patient.given:
        if not matched:
            continue
        drug = kb.find_drug(name).drug
        told.drugs_given += 1
        if drug is not None and drug.name in candidates:
            told.drugs_found += 1
        else:
            told.missed_drugs.append(f"{patient.name}: {name}")


def _forbidden(patient: Patient, read: service.ReadCase, kb: KnowledgeBase) -> list[str]:
    """Say whether the default limits forbid giving the matched drugs of a patient together, and why."""
    matched = [drug.name for name, m in patient.given if m and (drug := kb.find_drug(name).drug) is not None]
    if not 2 <= len(matched) <= 5:
        return []
    pinned = service.recommend(read, kb, service.Limits(pin=tuple(matched)), top=1)
    if pinned.options:
        return []
    return [f"{patient.name}: {' + '.join(matched)}: {'; '.join(o.words for o in pinned.infeasible)}"]
