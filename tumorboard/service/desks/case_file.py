"""A case as the records hold it, read at one moment: screens and reports take it from here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from tumorboard.domain.access import Person
from tumorboard.domain.board import BoardDecision, FindingChoice, FrozenRecommendation, Profile, Specimen, WorkItem
from tumorboard.domain.case import Case
from tumorboard.domain.followup import AdverseEvent, Claim, DoseChange, ResponseAssessment, Status, TreatmentCourse
from tumorboard.intake.normalise import ReadCase

Value = TypeVar("Value", covariant=True)


@dataclass(frozen=True, slots=True)
class Kept(Generic[Value]):
    """Something that the records hold, in its newest version.

    Parameters
    ----------
    key : str
        Names it within the case.
    version : int
        1 for the first; what is written next must name it as the version that was seen.
    author : str
        Who wrote this version, as others read the name.
    at : datetime
        When, in UTC.
    reason : str
        Why it was amended; empty for a first version.
    """

    key: str
    version: int
    author: str
    at: datetime
    reason: str
    value: Value


@dataclass(frozen=True, slots=True)
class CaseFile:
    """Everything that the records hold of one case.

    Parameters
    ----------
    item : WorkItem
        Its row of the worklist.
    read : ReadCase
        The newest case document with the board's choices of findings applied: what is scored and recommended for.
    case : Kept of Case
        The newest case document as it was handed in.
    profile : Kept of Profile
        Version 0 and an empty profile where none was written.
    specimens : tuple of Kept of Specimen
    choices : mapping of str to Kept of FindingChoice
        Alteration id -> the choice in force.
    choice_versions : mapping of str to int
        Alteration id -> newest version of its choice, also where it was withdrawn; 0 where there was never one.
    recommendations, decisions, courses, doses, assessments, events, statuses, claims : tuple of Kept
        In the order in which they were first written; doses, assessments and statuses in the order of their days.
        ``doses`` are changes of the dose within a course.
    team : tuple of Person
        Who may open it.
    team_version : int
        Counts the changes of the team; 0 while it is the one that the import made.
    version : int
        Counts every change of the case.
    """

    item: WorkItem
    read: ReadCase
    case: Kept[Case]
    profile: Kept[Profile]
    specimens: tuple[Kept[Specimen], ...]
    choices: Mapping[str, Kept[FindingChoice]]
    choice_versions: Mapping[str, int]
    recommendations: tuple[Kept[FrozenRecommendation], ...]
    decisions: tuple[Kept[BoardDecision], ...]
    courses: tuple[Kept[TreatmentCourse], ...]
    doses: tuple[Kept[DoseChange], ...]
    assessments: tuple[Kept[ResponseAssessment], ...]
    events: tuple[Kept[AdverseEvent], ...]
    statuses: tuple[Kept[Status], ...]
    claims: tuple[Kept[Claim], ...]
    team: tuple[Person, ...]
    team_version: int
    version: int
