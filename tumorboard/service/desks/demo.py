"""The demonstration: invented people, one a role, and the sample cases, each at another place of its way.

Everything is written by the sample people through their own desks, so that history and audit trail look as they would.
Seeding twice changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tumorboard.domain.access import Role
from tumorboard.domain.board import BoardDecision, CaseState, Chosen, FindingChoice, FurtherRequest, Profile, Vote
from tumorboard.domain.followup import (
    AdverseEvent,
    Claim,
    GivenDrug,
    ResponseAssessment,
    Status,
    TreatmentCourse,
)
from tumorboard.errors import Conflict
from tumorboard.records import accounts
from tumorboard.records.model import Actor
from tumorboard.service.cases import open_cases, sample_cases
from tumorboard.service.desks.people import Records
from tumorboard.service.desks.seat import Desk
from tumorboard.service.knowledge import open_knowledge

PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("board", "Dr. Bea Sample (board)", Role.BOARD_MEMBER),
    ("second.board", "Dr. Ben Sample (board)", Role.BOARD_MEMBER),
    ("oncologist", "Dr. Olga Sample (oncologist)", Role.ONCOLOGIST),
    ("researcher", "Dr. Rita Sample (researcher)", Role.RESEARCHER),
    ("administrator", "Alex Sample (administrator)", Role.ADMINISTRATOR),
    ("auditor", "Aude Sample (auditor)", Role.AUDITOR),
)
"""Sign-in, name on the screens, role. Invented."""
SEEDER = Actor("", "demonstration", demo=True)
CLINIC = ("board", "second.board", "oncologist")


@dataclass(frozen=True)
class _Scene:
    """Who plays, and when."""

    board: Desk
    second: Desk
    oncologist: Desk
    today: date

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)


def seed(records: Records) -> None:
    """Make the sample people and cases where they are not there yet."""
    store = records.store
    with store.reading(SEEDER, "seed") as read:
        there = {person.name: person for person in read.people()}
        cases = {item.case_id for item in read.worklist(limit=1000)}
    for name, display, role in PEOPLE:
        if name not in there:
            there[name] = accounts.add(store, SEEDER, name, display, [role])
    kb = open_knowledge()

    def desk(name: str) -> Desk:
        return Desk(records, there[name], kb)

    board, second, oncologist = (desk(name) for name in CLINIC)
    scene = _Scene(board, second, oncologist, store.clock().date())
    paths = sorted(sample_cases().glob("*.json"))
    for one in scene.board.preview(open_cases(paths, kb)):
        if one.status != "new" or one.case_id in cases:
            continue
        try:
            scene.board.import_cases([one], scene.today + timedelta(days=2 + len(cases) % 5))
        except Conflict:  # another process of the demonstration was quicker
            continue
        cases.add(one.case_id)
        scene.board.set_team(one.case_id, [there[name].id for name in CLINIC])
        _STORIES.get(one.case_id, _new)(scene, one.case_id)


def _profile(scene: _Scene, case_id: str, birth: str) -> None:
    profile = Profile(
        birth=birth, diagnosed=scene.ago(420), consent="given", consent_date=scene.ago(300),
        note="Invented sample patient.",
    )  # fmt: skip
    scene.oncologist.save_profile(case_id, profile, 0)


def _new(scene: _Scene, case_id: str) -> None:
    """Leave the case as it was imported."""


def _prepared(scene: _Scene, case_id: str) -> None:
    _profile(scene, case_id, "1968-05")
    scene.board.freeze(case_id)


def _on_board(scene: _Scene, case_id: str) -> None:
    _profile(scene, case_id, "1959-11")
    alteration = next(iter(sorted(_counted(scene.board, case_id))))
    choice = FindingChoice(include=False, reason="Sample: subclonal, seen in one of two biopsies")
    scene.board.choose_finding(case_id, alteration, choice, 0)
    key = scene.board.freeze(case_id).key
    due = scene.today + timedelta(days=1)
    scene.board.set_state(case_id, CaseState.ON_BOARD, scene.board.file(case_id).version, due, "presented today")
    scene.board.save_decision(case_id, "", _decision(scene, case_id, key, met=scene.today), 0)


def _counted(desk: Desk, case_id: str) -> list[str]:
    views = desk.recommend(case_id, top=1).alterations
    return [view.id for view in views if view.counted and view.kind not in ("signature", "protein_marker")]


def _decision(scene: _Scene, case_id: str, key: str, met: date, size: int = 2) -> BoardDecision:
    """Choose the first drugs of the first option, with a vote against."""
    frozen = next(one.value for one in scene.board.file(case_id).recommendations if one.key == key)
    options = frozen.document["options"]
    attendees = [desk.person.display for desk in (scene.board, scene.second, scene.oncologist)]
    votes = (
        Vote(member=attendees[0], vote="for"),
        Vote(member=attendees[1], vote="against", dissent="Sample: would begin with one drug."),
        Vote(member=attendees[2], vote="for"),
    )
    if not options:
        return BoardDecision(met=met, attendees=attendees, votes=votes[:1], no_target="Sample: no drug matches.")
    drugs = tuple(view["drug"] for view in options[0]["drugs"])[:size]
    rank = 1 if len(drugs) == len(options[0]["drugs"]) else None
    chosen = Chosen(drugs=drugs, priority=1, rank=rank, use="off-label", level="m2B", rationale="Sample rationale.")
    return BoardDecision(
        met=met, attendees=attendees, votes=votes, recommendation=key, chosen=(chosen,),
        requests=(FurtherRequest(kind="germline-counselling", text="Sample request."),),
        summary="Invented sample decision.",
    )  # fmt: skip


def _decided(scene: _Scene, case_id: str, days: int = 3, birth: str = "1962-02") -> str:
    _profile(scene, case_id, birth)
    key = scene.board.freeze(case_id).key
    scene.board.set_state(case_id, CaseState.ON_BOARD, scene.board.file(case_id).version, None, "presented")
    made = scene.board.save_decision(case_id, "", _decision(scene, case_id, key, met=scene.ago(days)), 0)
    return scene.board.sign_decision(case_id, made.key, "", made.version).key


def _chosen(scene: _Scene, case_id: str) -> tuple[str, ...]:
    chosen = scene.board.file(case_id).decisions[0].value.chosen
    return chosen[0].drugs if chosen else ()


def _course(scene: _Scene, case_id: str, decision: str, days: int) -> str:
    given = tuple(GivenDrug(drug=name, percent_of_label=50, schedule="sample") for name in _chosen(scene, case_id))
    course = TreatmentCourse(
        drugs=given, start=scene.ago(days), decision=decision, fulfilment="complete", intent="palliative",
        note="Invented sample course.",
    )  # fmt: skip
    key = scene.oncologist.save_course(case_id, "", course, 0).key
    claim = Claim(
        course=key, drugs=_chosen(scene, case_id), filed=scene.ago(days + 4), answer="accepted",
        answered=scene.ago(days),
    )  # fmt: skip
    scene.oncologist.save_claim(case_id, "", claim, 0)
    return key


def _treated(scene: _Scene, case_id: str) -> None:
    _course(scene, case_id, _decided(scene, case_id, 40, "1955-08"), 20)


def _visits(scene: _Scene, case_id: str, course: str, *visits: tuple[int, float, str | None]) -> None:
    for days, total, response in visits:
        body = {"course": course, "when": scene.ago(days), "target_sum": total, "response": response}
        scene.oncologist.save_assessment(case_id, "", ResponseAssessment.model_validate(body), 0)


def _responding(scene: _Scene, case_id: str) -> None:
    course = _course(scene, case_id, _decided(scene, case_id, 250, "1961-09"), 240)
    _visits(scene, case_id, course, (247, 84, None), (184, 61, "SD"), (128, 40, "PR"), (60, 38, "PR"))
    drug = _chosen(scene, case_id)[0]
    event = AdverseEvent(
        course=course, term="Fatigue", grade=2, onset=scene.ago(200), resolved=scene.ago(150),
        attribution={drug: "probable"}, note="Invented.",
    )  # fmt: skip
    scene.oncologist.save_event(case_id, "", event, 0)
    scene.oncologist.save_status(case_id, "", Status(when=scene.ago(60), ecog=1), 0)


def _other_regimen(scene: _Scene, case_id: str) -> None:
    """Give one drug of the two: the claim for the other was rejected."""
    decision = _decided(scene, case_id, 210, "1976-03")
    drug, *rest = _chosen(scene, case_id)
    course = TreatmentCourse(
        drugs=(GivenDrug(drug=drug, percent_of_label=75),), start=scene.ago(190), end=scene.ago(70),
        status="stopped", status_reason="progression", decision=decision, fulfilment="partial",
        departure="insurance", departure_words="Sample: the claim for the other drug was rejected.",
    )  # fmt: skip
    key = scene.oncologist.save_course(case_id, "", course, 0).key
    claim = Claim(
        course=key, drugs=tuple(rest), filed=scene.ago(205), answer="rejected", answered=scene.ago(192),
        answer_reason="insufficient-evidence",
    )  # fmt: skip
    scene.oncologist.save_claim(case_id, "", claim, 0)
    _visits(scene, case_id, key, (195, 52, None), (130, 50, "SD"), (70, 66, "PD"))
    event = AdverseEvent(
        course=key, term="Diarrhea", grade=3, onset=scene.ago(120), resolved=scene.ago(112), serious=True,
        dose_limiting=True, attribution={drug: "possible"}, action="interrupted", note="Invented.",
    )  # fmt: skip
    scene.oncologist.save_event(case_id, "", event, 0)
    scene.oncologist.save_status(case_id, "", Status(when=scene.ago(50), ecog=2, next_treatment="sample therapy"), 0)


def _not_treated(scene: _Scene, case_id: str) -> None:
    decision = _decided(scene, case_id, 30, "1991-01")
    course = TreatmentCourse(
        status="not-done", status_reason="no-indication", decision=decision, fulfilment="complete",
        note="Sample: no drug matches.",
    )  # fmt: skip
    scene.oncologist.save_course(case_id, "", course, 0)


def _closed(scene: _Scene, case_id: str) -> None:
    course = _course(scene, case_id, _decided(scene, case_id, 330, "1967-12"), 300)
    _visits(scene, case_id, course, (305, 110, None), (240, 104, "SD"), (180, 131, "PD"))
    scene.oncologist.save_status(case_id, "", Status(when=scene.ago(180), ecog=3), 0)
    death = Status(when=scene.ago(120), alive=False, cause_of_death="tumour")
    scene.oncologist.save_status(case_id, "", death, 0)
    version = scene.oncologist.file(case_id).version
    scene.oncologist.set_state(case_id, CaseState.CLOSED, version, None, "the patient has died")


_STORIES: dict[str, Callable[[_Scene, str], object]] = {
    "SAMPLE-2": _prepared,
    "SAMPLE-3": _on_board,
    "SAMPLE-4": _decided,
    "SAMPLE-5": _treated,
    "SAMPLE-6": _responding,
    "SAMPLE-7": _other_regimen,
    "SAMPLE-8": _not_treated,
    "SAMPLE-9": _closed,
}
