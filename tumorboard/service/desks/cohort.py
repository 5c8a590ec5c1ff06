"""Our own records as a cohort: who is in it, and one pseudonymised row a treated patient.

In no row stands a date, a name or the id of a case: days are counted from day 1 of the regimen, the patient's number is
a keyed hash, ages above 89 are one group, rare tumour types are told by a wider name.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from tumorboard.domain.board import BoardDecision, FindingChoice, Profile
from tumorboard.domain.case import Case
from tumorboard.domain.clinical_dates import age_on
from tumorboard.domain.cohort import Assessment, Cohort, CohortRow, NotTreated, Score, ScoreChange
from tumorboard.domain.followup import AdverseEvent, ResponseAssessment, Status, TreatmentCourse
from tumorboard.domain.policy import Policy
from tumorboard.domain.record import Record
from tumorboard.errors import InputError
from tumorboard.intake.normalise import ReadCase
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.overrule import overruled
from tumorboard.outcomes.endpoints import timeline
from tumorboard.outcomes.recist import judge
from tumorboard.records.store import Entry, Reading
from tumorboard.service import advice
from tumorboard.service.desks.casework import case_of
from tumorboard.service.desks.drugs import known

OLDEST = 89
MOST_LINES = 30
CONTRADICTED = "dates contradict each other"
NO_PROGRESSION = re.compile(r"\b(?:no|non|not|without)\b[^.,;]*?progress\w*")
RARE = 21
"""Patients below which a tumour type is told by a wider name."""
NOT_GIVEN = {
    "refused": "consent to research refused", "withdrawn": "consent to research withdrawn",
    "not_asked": "not asked for consent to research",
}  # fmt: skip
Noun = TypeVar("Noun", bound=Record)


@dataclass
class _Chart:
    """What the cohort asks of one case; ``imported`` and ``agreed`` are days by the clock of the records (UTC).

    ``again`` says that ``agreed`` is the day on which consent was given again after it had been taken back.
    """

    case: Case
    imported: date
    profile: Profile = field(default_factory=Profile)
    agreed: date | None = None
    again: bool = False
    courses: list[tuple[str, TreatmentCourse]] = field(default_factory=list)
    decisions: list[BoardDecision] = field(default_factory=list)
    assessments: list[ResponseAssessment] = field(default_factory=list)
    events: list[AdverseEvent] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    choices: dict[str, FindingChoice] = field(default_factory=dict)


def cohort_of(
    read: Reading, kb: KnowledgeBase, policy: Policy, pseudonym: Callable[[str], str], *, demo: bool
) -> Cohort:
    """Build the cohort of all records.

    Parameters
    ----------
    read : Reading
        One moment of the records.
    kb : KnowledgeBase
        Knows tumour types and checkpoint inhibitors, and scores under a policy that was not frozen.
    policy : Policy
        Whose score is analysed first.
    pseudonym : callable
        From the id of a case to the patient's number.
    demo : bool
        Whether the patients are invented; then the cohort says so. Elsewhere sample cases are left out.
    """
    lost: Counter[tuple[str, str]] = Counter()
    rows = []
    for case_id, chart in sorted(_charts(read).items()):
        if chart.case.sample and not demo:
            continue
        left = _left(chart)
        if left:
            lost[left] += 1
            continue
        row = _row(chart, kb, policy, pseudonym(case_id), demo=demo)
        try:
            timeline(row)
        except InputError:
            # One case that cannot be counted must not keep all others from being counted.
            lost["treated", CONTRADICTED] += 1
        else:
            rows.append(row)
    order: Any = lost.items()
    return Cohort(
        name="Our own records (invented sample cases)" if demo else "Our own records",
        simulated=demo,
        simulation={"what": "sample cases of the demonstration"} if demo else None,
        source="board decisions, treatments and follow-up of these records; the patients who agreed to research",
        policy=policy.name,
        not_treated=tuple(NotTreated(left_at=step, because=why, count=n) for (step, why), n in sorted(order)),
        rows=tuple(sorted(_generalised(rows, kb), key=lambda row: row.patient_id)),
    )


def _charts(read: Reading) -> dict[str, _Chart]:
    opened = read.opened()
    charts = {e.case_id: _Chart(case_of(e.body), opened[e.case_id].date()) for e in read.every("case")}

    def of(kind: str, noun: type[Noun]) -> Iterable[tuple[_Chart, Entry, Noun]]:
        return ((charts[e.case_id], e, noun.model_validate(e.body)) for e in read.every(kind) if e.body)

    for chart, _, profile in of("profile", Profile):
        chart.profile = profile
    for entry in read.versions("profile"):
        chart = charts[entry.case_id]
        if entry.body["consent"] != "given":
            chart.again = chart.again or chart.agreed is not None or entry.body["consent"] == "withdrawn"
            chart.agreed = None
        elif chart.agreed is None:
            chart.agreed = entry.at.date()
    for chart, entry, choice in of("finding", FindingChoice):
        chart.choices[entry.key] = choice
    for chart, entry, course in of("course", TreatmentCourse):
        chart.courses.append((entry.key, course))
    for chart, _, decision in of("decision", BoardDecision):
        chart.decisions.append(decision)
    for chart, _, seen in of("assessment", ResponseAssessment):
        chart.assessments.append(seen)
    for chart, _, event in of("adverse_event", AdverseEvent):
        chart.events.append(event)
    for chart, _, status in of("status", Status):
        chart.statuses.append(status)
    return charts


def _left(chart: _Chart) -> tuple[str, str] | None:
    """Return the step of the flow that a patient did not reach, and why; None for who is in the analysis."""
    case = chart.case
    if chart.profile.consent != "given":
        return "consented", NOT_GIVEN[chart.profile.consent]
    signatures = case.signatures.model_dump(exclude_none=True)
    if not case.alterations and not signatures and not case.protein_markers:
        return "profiled", "no molecular report"
    if _course(chart):
        return None
    if not any(decision.signature for decision in chart.decisions):
        return "evaluable", "no decision of the board yet"
    undone = [course.status_reason for _, course in chart.courses if course.status == "not-done"]
    if undone:
        return "treated", f"not treated: {str(undone[-1]).replace('-', ' ')}"
    if not any(decision.chosen for decision in chart.decisions):
        return "treated", "the board found no regimen"
    return "treated", "no treatment recorded yet"


def _course(chart: _Chart) -> tuple[str, TreatmentCourse, date] | None:
    """Return the course that is analysed: the first one that follows a decision, else the first."""
    given = [
        (key, course, course.start)
        for key, course in chart.courses
        if course.status != "not-done" and course.start is not None
    ]
    return min(given, key=lambda one: (not one[1].decision, one[2], one[0]), default=None)


def _observed(chart: _Chart, *, demo: bool) -> date:
    """Return the day from which on a patient is under observation: consent or import, whichever is later.

    A patient who had not lived to see both would not be in the records: the time before is immortal. Consent without a
    day counts from the version of the profile since which it is `given`, and so does consent that was taken back and
    given again, unless its day is later still. The cases of the demonstration are written all
    at once on the first start; the day of that says nothing of them.
    """
    agreed = chart.profile.consent_date or chart.agreed or chart.imported
    if chart.again and chart.agreed is not None:
        agreed = max(agreed, chart.agreed)
    return agreed if demo else max(agreed, chart.imported)


def _entry_day(chart: _Chart, day1: date, death: date | None, *, demo: bool) -> int:
    """Return the day of late entry, 0 where observation began by day 1.

    Who died before it was never under observation; an entry on the day of death leaves that patient out of survival.
    """
    begin = _observed(chart, demo=demo)
    return max(0, ((begin if death is None else min(begin, death)) - day1).days)


def _row(chart: _Chart, kb: KnowledgeBase, policy: Policy, number: str, *, demo: bool) -> CohortRow:
    found = _course(chart)
    assert found is not None
    key, course, day1 = found
    scores = _scores(chart, course, policy, kb)
    names = known(given.drug for given in course.drugs)
    death = next((one.when for one in chart.statuses if not one.alive), None)
    seen = [one.when for one in chart.statuses if one.alive] + [one.when for one in chart.assessments]
    alive = [day for day in (*seen, day1, course.end) if day is not None and day >= day1]
    visits = _assessments(chart, key, course, day1)
    others = [c for other, c in chart.courses if other != key and c.status != "not-done"]
    later = [c.start for c in others if c.start and c.start > day1]
    later += [one.when for one in chart.statuses if one.next_treatment and one.when >= day1]
    earlier = sorted(
        ((c.start, other, c) for other, c in chart.courses if c.status != "not-done" and c.start and c.start < day1),
        key=lambda one: one[:2],
    )
    begun = {start for start, _, _ in earlier}
    lines = [line for line in chart.case.prior_therapies if line.start is None or line.start not in begun]
    prior, event = _line_before(chart, *earlier[-1]) if earlier else _prior(chart.case)
    case, signatures = chart.case, chart.case.signatures
    followed = any(day > day1 for day in seen)
    grades = [one.grade for one in chart.events if one.course == key]
    return CohortRow(
        patient_id=number,
        entry=_entry_day(chart, day1, death, demo=demo),
        assessments=visits,
        death=None if death is None else (death - day1).days,
        last_contact=None if death is not None else (max(alive) - day1).days,
        next_treatment=(min(later) - day1).days if later else None,
        prior_pfs_days=prior,
        prior_pfs_event=event,
        scores=scores,
        score_changes=tuple(
            ScoreChange(when=(step.when - day1).days, score=Score(**step.scores[policy.name]))
            for step in course.score_changes
            if policy.name in step.scores
        ),
        alterations=scores[policy.name].denominator if policy.name in scores else None,
        drugs=len(course.drugs),
        checkpoint=any(kb.drugs[name].drug_class.checkpoint for name in names if name in kb.drugs),
        age=_age(chart, day1),
        sex=case.patient.sex,
        ecog=_ecog(chart, day1),
        prior_lines=min(len(lines) + len(earlier), MOST_LINES),
        tumor_type=case.diagnosis.oncotree,
        tmb=None if signatures.tmb is None or signatures.tmb.value is None else float(round(signatures.tmb.value)),
        msi_high=None if signatures.msi in (None, "unknown") else signatures.msi in ("MSI-H", "dMMR"),
        worst_grade=max(grades) if grades else (0 if followed else None),
        self_reported=chart.profile.self_reported,
    )


def _scores(chart: _Chart, course: TreatmentCourse, policy: Policy, kb: KnowledgeBase) -> dict[str, Score]:
    """Return the frozen scores; a policy with switches of its own is scored now, with the drugs of day 1."""
    frozen: Mapping[str, Mapping[str, Any]] = course.scores
    scores = {name: Score(**told) for name, told in frozen.items()}
    if policy.name not in scores:
        read = ReadCase(overruled(chart.case, kb, chart.choices), ())
        first = [g.drug for g in course.drugs if g.start is None or course.start is None or g.start <= course.start]
        told = advice.score(read, kb, known(first), policy).policies[0]
        scores[policy.name] = Score(numerator=f"{round(told.num * 2)}/2", denominator=told.den)
    return scores


def _assessments(chart: _Chart, key: str, course: TreatmentCourse, day1: date) -> tuple[Assessment, ...]:
    """Return the assessments of a course; where the reader gave no category, the one of the sums holds.

    A course that was stopped for progression without an assessment that says so ends in clinical progression.
    """
    own = sorted((one for one in chart.assessments if one.course == key), key=lambda one: one.when)
    visits = [
        Assessment(
            when=(one.when - day1).days, criteria=one.criteria, target_sum=one.target_sum,
            response=one.response or (said.category if one.when > day1 else None),
        )
        for one, said in zip(own, judge(own, day1), strict=True)
    ]  # fmt: skip
    progressed = any(visit.response == "PD" for visit in visits)
    if course.status == "stopped" and course.status_reason == "progression" and course.end and not progressed:
        visits.append(Assessment(when=(course.end - day1).days, response="PD", criteria="clinical"))
    return tuple(visits)


def _prior(case: Case) -> tuple[float | None, bool]:
    """Return PFS on the last line before, where it is known, and whether it ended in progression.

    Where only the days of treatment are given, they stand for it if the line ended because of progression.
    """
    if not case.prior_therapies:
        return None, True
    last = case.prior_therapies[-1]
    if last.pfs_days is not None:
        return float(last.pfs_days), True
    days = (last.end - last.start).days if last.start and last.end else 0
    ended = "progress" in NO_PROGRESSION.sub("", (last.reason_ended or "").casefold())
    return (float(days), ended) if days > 0 else (None, True)


def _line_before(chart: _Chart, start: date, key: str, course: TreatmentCourse) -> tuple[float | None, bool]:
    """Return the same of a course that was recorded here, before the one that is analysed."""
    ended = [visit.when for visit in _assessments(chart, key, course, start) if visit.response == "PD"]
    days = min((when for when in ended if isinstance(when, int)), default=0)
    if days > 0:
        return float(days), True
    days = (course.end - start).days if course.end else 0
    return (float(days), False) if days > 0 else (None, True)


def _age(chart: _Chart, day1: date) -> float | None:
    birth = chart.profile.birth
    age = chart.case.patient.age if birth is None else age_on(day1, birth)
    return None if age is None else float(min(age, OLDEST + 1))


def _ecog(chart: _Chart, day1: date) -> int | None:
    """Return the ECOG status known last before treatment, or that of the case document."""
    latest = day1 + timedelta(days=7)
    known_then = [one for one in chart.statuses if one.ecog is not None and one.when <= latest]
    ecog = max(known_then, key=lambda one: one.when).ecog if known_then else chart.case.patient.ecog
    return ecog if ecog is None or ecog <= 4 else None


def _generalised(rows: list[CohortRow], kb: KnowledgeBase) -> list[CohortRow]:
    """Tell a tumour type by the organ where fewer than 21 have it, and not at all where that is rare, too."""
    types = kb.diseases.types

    def organ(code: str) -> str:
        return types[code].tissue if code in types else "other"

    def other(_: str) -> str:
        return "other"

    for wider in (organ, other):
        count = Counter(row.tumor_type for row in rows)
        rows = [
            row.model_copy(update={"tumor_type": wider(row.tumor_type)})
            if row.tumor_type is not None and count[row.tumor_type] < RARE
            else row
            for row in rows
        ]
    return rows
