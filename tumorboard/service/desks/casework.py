"""From the entries of one case to its file, and what the worklist tells of a case."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from tumorboard.domain.board import BoardDecision, FindingChoice, FrozenRecommendation, Profile, Specimen, WorkItem
from tumorboard.domain.case import Case
from tumorboard.domain.clinical_dates import contradiction
from tumorboard.domain.followup import AdverseEvent, Claim, DoseChange, ResponseAssessment, Status, TreatmentCourse
from tumorboard.domain.policy import DEFAULT
from tumorboard.domain.recommendation import Recommendation
from tumorboard.domain.record import Record
from tumorboard.errors import Refused
from tumorboard.intake.normalise import ReadCase
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.findings import find
from tumorboard.matching.overrule import overruled
from tumorboard.records.store import Entry, Reading
from tumorboard.service.desks.base import kept
from tumorboard.service.desks.case_file import CaseFile, Kept

Noun = TypeVar("Noun", bound=Record)
SHOWN = 3
"""Findings that a row of the worklist names."""


def file_of(read: Reading, case_id: str, kb: KnowledgeBase) -> CaseFile:
    """Put the file of a case together from one moment of the records.

    Raises
    ------
    Refused
        If there is no such case.
    """
    item = read.case(case_id)
    if item is None:
        raise Refused("there is no such case")
    return assembled(item, read.everything(case_id), read, kb)


def assembled(item: WorkItem, entries: Iterable[Entry], read: Reading, kb: KnowledgeBase) -> CaseFile:
    """Put a file together from a case's row and the newest version of everything about it."""
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)

    def all_of(kind: str, noun: type[Noun]) -> tuple[Kept[Noun], ...]:
        return tuple(kept(entry, noun) for entry in by_kind.get(kind, ()))

    (document,) = by_kind["case"]
    profiles = all_of("profile", Profile)
    findings = by_kind.get("finding", [])
    choices = {entry.key: kept(entry, FindingChoice) for entry in findings if entry.body}
    case = case_of(document.body)
    told = Kept("", document.version, document.author, document.at, document.reason, case)
    words = {name: choice.value for name, choice in choices.items()}
    birth = profiles[0].value.birth if profiles else None
    remarks = (*messages_of(document.body), *age_remarks(document, birth, read))
    return CaseFile(
        item=item,
        read=ReadCase(overruled(case, kb, words), remarks),
        case=told,
        profile=profiles[0] if profiles else Kept("", 0, "", item.changed_at, "", Profile()),
        specimens=all_of("report", Specimen),
        choices=choices,
        choice_versions=_Versions((entry.key, entry.version) for entry in findings),
        recommendations=all_of("recommendation", FrozenRecommendation),
        decisions=all_of("decision", BoardDecision),
        courses=all_of("course", TreatmentCourse),
        doses=tuple(sorted(all_of("dose_change", DoseChange), key=lambda one: one.value.when)),
        assessments=tuple(sorted(all_of("assessment", ResponseAssessment), key=lambda one: one.value.when)),
        events=all_of("adverse_event", AdverseEvent),
        statuses=tuple(sorted(all_of("status", Status), key=lambda one: one.value.when)),
        claims=all_of("claim", Claim),
        team=tuple(read.team(item.case_id)),
        team_version=max((entry.version for entry in by_kind.get("team", ())), default=0),
        version=item.version,
    )


class _Versions(dict[str, int]):
    """Versions by id; 0 where there is none."""

    def __missing__(self, _: str) -> int:
        return 0


def case_body(read: ReadCase) -> dict[str, Any]:
    """Return a case document, and what reading it left to say, as the store keeps them."""
    document = read.case.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {"case": document, "messages": list(read.messages)}


def case_of(body: Mapping[str, Any]) -> Case:
    """Return the case document of an entry."""
    return Case.model_validate(body["case"])


def messages_of(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what reading the case document left to say."""
    return tuple(body["messages"])


def age_told(versions: Sequence[Entry]) -> tuple[float | None, date]:
    """Return the age that the case document gives, and the day since which it does; versions are the oldest first."""
    age, since = _age(versions[-1]), versions[-1].at.date()
    for entry in reversed(versions):
        if _age(entry) != age:
            break
        since = entry.at.date()
    return age, since


def age_remarks(document: Entry, birth: str | None, read: Reading) -> tuple[str, ...]:
    """Return what is told where the document's age and the birth of the profile contradict each other."""
    if not contradiction(_age(document), document.at.date(), birth):
        return ()
    words = contradiction(*age_told(read.history(document.case_id, "case")), birth)
    return (f"patient.age: {words}",) if words else ()


def _age(document: Entry) -> float | None:
    age: float | None = document.body["case"].get("patient", {}).get("age")
    return age


def diagnosis_words(case: Case, kb: KnowledgeBase) -> str:
    """Return the tumour type for a table."""
    known = kb.diseases.types.get(case.diagnosis.oncotree or "")
    return f"{known.name} ({known.code})" if known else case.diagnosis.description or "tumour type not given"


def headline(case: Case, kb: KnowledgeBase) -> str:
    """Return the findings that count in a few words, for a table."""
    labels = [evidence.finding.label for evidence in find(case, kb, DEFAULT) if evidence.finding.counted]
    if not labels:
        return "no finding that counts"
    more = f" +{len(labels) - SHOWN}" if len(labels) > SHOWN else ""
    return ", ".join(labels[:SHOWN]) + more


def head_words(case: Case, read: Reading, kb: KnowledgeBase) -> dict[str, str]:
    """Return what the worklist tells of a new case document, with the choices of findings that the board made."""
    kept_of = read.all(case.case_id, "finding")
    choices = {entry.key: FindingChoice.model_validate(entry.body) for entry in kept_of if entry.body}
    return {"diagnosis": diagnosis_words(case, kb), "headline": headline(overruled(case, kb, choices), kb)}


def score_words(found: Recommendation) -> str:
    """Return the first option's score in a few words, for a table."""
    if not found.options:
        return "no regimen" if found.infeasible or found.candidates else "no match"
    best = found.options[0]
    share = "" if best.score is None else f" ({best.score:.0%})"
    return f"{best.matched:g}/{best.total}{share}"
