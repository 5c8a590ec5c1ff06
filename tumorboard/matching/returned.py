"""What goes back to the patient's team, as a pure function of the case and the knowledge."""

from collections.abc import Iterable

from tumorboard.domain.case import Case
from tumorboard.domain.document import KnowledgeStamp
from tumorboard.domain.returned import HereditaryView, Returned
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.findings import of_alteration
from tumorboard.safety.germline import Person, follow_up
from tumorboard.safety.medications import read_medication
from tumorboard.safety.pharmacogenes import pharmacogenes

PATHOGENIC = ("pathogenic", "likely_pathogenic")


def returned(
    case: Case,
    kb: KnowledgeBase,
    drugs: Iterable[str] = (),
    age_at_diagnosis: int | None = None,
    messages: tuple[str, ...] = (),
) -> Returned:
    """Tell hereditary risk, and what is known of the genes that decide on medicines.

    Parameters
    ----------
    case : Case
        After `tumorboard.intake.normalise`; whether the board counts a finding makes no difference here.
    kb : KnowledgeBase
        Classifies findings and holds the rules.
    drugs : iterable of str
        Generic names of drugs that are recommended, chosen or given; the case's own medicines are added.
    age_at_diagnosis : int, optional
        Years; the patient's age today where it is not known.
    messages : tuple of str
        What reading the case left to say.
    """
    person = Person(
        tumour=case.diagnosis.oncotree,
        age=case.patient.age if age_at_diagnosis is None else age_at_diagnosis,
        at_diagnosis=age_at_diagnosis is not None,
        unstable=case.signatures.msi in ("MSI-H", "dMMR"),
    )
    medicines = {read_medication(one.name, kb) for one in case.medications} - {None}
    here = tuple(sorted({*drugs, *(name for name in medicines if name)}))
    return Returned(
        case_id=case.case_id,
        sample=case.sample,
        knowledge=KnowledgeStamp(version=kb.version, sha256=kb.sha256),
        hereditary=_hereditary(case, kb, person),
        drugs=here,
        medicines=pharmacogenes(kb, case, here),
        messages=messages,
    )


def _hereditary(case: Case, kb: KnowledgeBase, person: Person) -> tuple[HereditaryView, ...]:
    found = []
    for alteration in case.alterations:
        evidence = of_alteration(alteration, kb)
        if evidence.finding.classification in PATHOGENIC:
            consequence = evidence.observed.consequence if evidence.observed else None
            told = follow_up(kb, person, alteration, consequence, evidence.finding.id, evidence.finding.label)
            if told is not None:
                found.append(told)
    return tuple(sorted(found, key=lambda one: (one.finding, one.label)))
