"""What happens to each sample case of the demonstration. All of it is invented.

A story yields how many days ago its next step happens, and takes the step when it is asked to go on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tumorboard.domain.board import (
    BoardDecision,
    CaseState,
    Chosen,
    FindingChoice,
    FurtherRequest,
    Profile,
    Specimen,
    Vote,
)
from tumorboard.domain.followup import (
    AdverseEvent,
    Claim,
    DoseChange,
    GivenDrug,
    ResponseAssessment,
    Status,
    TreatmentCourse,
)
from tumorboard.service.desks.seat import Desk

CLINIC = ("board", "second.board", "oncologist")
WHOLE_DOSE = ("antibody", "bispecific", "fusion_protein")
"""Antibodies and their like are combined at the whole dose; other drugs begin at half of it here."""
PANEL = (
    "AKT1", "ALK", "APC", "ARID1A", "ATM", "BRAF", "BRCA1", "BRCA2", "CCND1", "CCNE1", "CDK4", "CDKN2A", "CDKN2B",
    "CTNNB1", "EGFR", "ERBB2", "ESR1", "FGF19", "FGFR1", "FGFR2", "FGFR3", "HRAS", "IDH1", "IDH2", "KIT", "KRAS",
    "MAP2K1", "MDM2", "MET", "MLH1", "MSH2", "MSH6", "MYC", "NF1", "NRAS", "NTRK1", "PALB2", "PDGFRA", "PIK3CA", "PMS2",
    "POLE", "PTEN", "RB1", "RET", "ROS1", "SMAD4", "STK11", "TERT", "TP53", "TSC1", "TSC2", "VHL",
)  # fmt: skip
"""Genes of the invented panel, beside those in which the report found something."""
Story = Iterator[int]


@dataclass(frozen=True)
class Scene:
    """Who plays, and what day it is."""

    board: Desk
    second: Desk
    oncologist: Desk
    today: date

    def ago(self, days: int) -> date:
        """Return a day so many days before today."""
        return self.today - timedelta(days=days)


def left_as_imported(scene: Scene, case_id: str, days: int) -> Story:
    """Leave the case as it was imported."""
    yield from ()


def _prepared(scene: Scene, case_id: str, days: int) -> Story:
    _patient(scene, case_id, days, 5)
    yield days - 3
    scene.board.freeze(case_id)


def _on_board(scene: Scene, case_id: str, days: int) -> Story:
    _patient(scene, case_id, days, 11)
    yield 2
    alteration = next(iter(sorted(_counted(scene.board, case_id))))
    choice = FindingChoice(include=False, reason="Sample: subclonal, seen in one of two biopsies")
    scene.second.choose_finding(case_id, alteration, choice, 0)
    key = scene.board.freeze(case_id).key
    yield 1
    version = scene.board.file(case_id).version
    scene.board.set_state(case_id, CaseState.ON_BOARD, version, scene.ago(-1), "presented")
    yield 0
    scene.board.save_decision(case_id, "", _decision(scene, case_id, key, scene.today), 0)


def _decided(scene: Scene, case_id: str, days: int, met: int = 3, month: int = 2) -> Story:
    _patient(scene, case_id, days, month)
    yield min(days - 1, met + 4)
    key = scene.board.freeze(case_id).key
    yield met
    scene.board.set_state(case_id, CaseState.ON_BOARD, scene.board.file(case_id).version, None, "presented")
    made = scene.board.save_decision(case_id, "", _decision(scene, case_id, key, scene.ago(met)), 0)
    scene.board.sign_decision(case_id, made.key, "", made.version)


def _waiting(scene: Scene, case_id: str, days: int) -> Story:
    """Decide; what was given is not recorded yet."""
    yield from _decided(scene, case_id, days, 45)


def _treated(scene: Scene, case_id: str, days: int) -> Story:
    yield from _decided(scene, case_id, days, 40, 8)
    yield from _course(scene, case_id, 20)


def _responding(scene: Scene, case_id: str, days: int) -> Story:
    yield from _decided(scene, case_id, days, 250, 9)
    yield from _course(scene, case_id, 240)
    yield from _visits(scene, case_id, (247, 84, None), on=240)
    yield 200
    drug = _chosen(scene, case_id)[0]
    event = AdverseEvent(
        course="course-1", term="Fatigue", grade=2, onset=scene.ago(204), attribution={drug: "probable"},
        note="Invented.",
    )  # fmt: skip
    key = scene.oncologist.save_event(case_id, "", event, 0).key
    yield from _visits(scene, case_id, (184, 61, "SD"))
    yield 150
    over = event.model_copy(update={"resolved": scene.ago(152)})
    scene.oncologist.save_event(case_id, key, over, 1, "it is resolved")
    yield from _visits(scene, case_id, (128, 40, "PR"), (60, 38, "PR"))
    scene.oncologist.save_status(case_id, "", Status(when=scene.ago(60), ecog=1), 0)


def _other_regimen(scene: Scene, case_id: str, days: int) -> Story:
    """Give one drug of the two: the claim for the other was rejected."""
    yield from _decided(scene, case_id, days, 210, 3)
    drug, *rest = _chosen(scene, case_id)
    yield 205
    claim = Claim(drugs=tuple(rest), filed=scene.ago(205))
    key = scene.oncologist.save_claim(case_id, "", claim, 0).key
    yield 192
    answer = {"answer": "rejected", "answered": scene.ago(192), "answer_reason": "insufficient-evidence"}
    claim = Claim.model_validate({**claim.model_dump(), **answer})
    scene.oncologist.save_claim(case_id, key, claim, 1, "answered")
    yield 190
    course = TreatmentCourse(
        drugs=(GivenDrug(drug=drug, percent_of_label=75),), start=scene.ago(190), decision="decision-1",
        fulfilment="partial", departure="insurance", intent="palliative", line=2,
        departure_words="Sample: the claim for the other drug was rejected.",
    )  # fmt: skip
    made = scene.oncologist.save_course(case_id, "", course, 0)
    yield from _visits(scene, case_id, (195, 52, None), on=190)
    yield from _visits(scene, case_id, (130, 50, "SD"))
    yield 111
    event = AdverseEvent(
        course=made.key, term="Diarrhea", grade=3, onset=scene.ago(120), resolved=scene.ago(112), serious=True,
        dose_limiting=True, attribution={drug: "possible"}, action="dose-reduced", note="Invented.",
    )  # fmt: skip
    scene.oncologist.save_event(case_id, "", event, 0)
    for when, percent, note in ((119, 0, "paused until the diarrhoea was over"), (111, 50, "")):
        dose = DoseChange(
            course=made.key, drug=drug, when=scene.ago(when), percent_of_label=percent, because="toxicity", note=note
        )
        scene.oncologist.save_dose_change(case_id, "", dose, 0)
    yield from _visits(scene, case_id, (70, 66, "PD"))
    ended = {"status": "stopped", "status_reason": "progression", "end": scene.ago(70)}
    course = TreatmentCourse.model_validate({**course.model_dump(), **ended})
    scene.oncologist.save_course(case_id, made.key, course, 1, "stopped for progression")
    yield 50
    status = Status(when=scene.ago(50), ecog=2, next_treatment="sample therapy")
    scene.oncologist.save_status(case_id, "", status, 0)


def _not_treated(scene: Scene, case_id: str, days: int) -> Story:
    yield from _decided(scene, case_id, days, 30, 1)
    yield 28
    nothing = not scene.board.file(case_id).decisions[0].value.chosen
    course = TreatmentCourse.model_validate(
        {
            "status": "not-done", "status_reason": "no-indication", "decision": "decision-1",
            "fulfilment": "complete" if nothing else "none", "departure": None if nothing else "other",
            "note": "Sample: no drug matches.",
        }
    )  # fmt: skip
    scene.oncologist.save_course(case_id, "", course, 0)


def _closed(scene: Scene, case_id: str, days: int) -> Story:
    yield from _decided(scene, case_id, days, 330, 12)
    yield from _course(scene, case_id, 300)
    yield from _visits(scene, case_id, (305, 110, None), on=300)
    yield from _visits(scene, case_id, (240, 104, "SD"), (180, 131, "PD"))
    course = scene.oncologist.file(case_id).courses[0]
    ended = {"status": "stopped", "status_reason": "progression", "end": scene.ago(180)}
    stopped = TreatmentCourse.model_validate({**course.value.model_dump(), **ended})
    scene.oncologist.save_course(case_id, course.key, stopped, 1, "stopped for progression")
    scene.oncologist.save_status(case_id, "", Status(when=scene.ago(180), ecog=3), 0)
    yield 118
    death = Status(when=scene.ago(120), alive=False, cause_of_death="tumour")
    scene.oncologist.save_status(case_id, "", death, 0)
    version = scene.oncologist.file(case_id).version
    scene.oncologist.set_state(case_id, CaseState.CLOSED, version, None, "the patient has died")


def _patient(scene: Scene, case_id: str, days: int, month: int) -> None:
    """Write what the clinic knows beside the report: patient, days of the earlier lines, specimen."""
    desk, file = scene.oncologist, scene.oncologist.file(case_id)
    case, came = file.case.value, scene.ago(days)
    birth = None
    if case.patient.age is not None:
        # Born so that the age of the document is the age on the day of the import.
        birth = f"{came.year - case.patient.age - (came.month < month)}-{month:02d}"
    first = scene.ago(days + 60 + 200 * len(case.prior_therapies))
    profile = Profile(birth=birth, diagnosed=first, consent="given", consent_date=came, note="Invented sample patient.")
    desk.save_profile(case_id, profile, 0)
    if case.prior_therapies or case.labs:
        many = len(case.prior_therapies)
        lines = [
            one.model_copy(
                update={
                    "start": scene.ago(days + 200 * (many - place) + 10),
                    "end": scene.ago(days + 200 * (many - place) + 10 - (one.pfs_days or 160)),
                }
            )
            for place, one in enumerate(case.prior_therapies)
        ]
        labs = [one.model_copy(update={"date": scene.ago(days + 1)}) for one in case.labs]
        told = case.model_copy(update={"prior_therapies": tuple(lines), "labs": tuple(labs)})
        desk.amend_case(case_id, told, file.case.version, "days added from the referring clinic's letter (sample)")
    genes = sorted({*PANEL, *(gene for one in case.alterations if (gene := getattr(one, "gene", None)))})
    specimen = Specimen(
        specimen="FFPE", localization="metastasis", site="sample site", collected=scene.ago(days + 20),
        tumour_content=40, assay=f"Sample panel, {len(genes)} genes (invented)", genome="GRCh38",
        reported=scene.ago(days + 4), genes=tuple(genes),
    )  # fmt: skip
    desk.save_specimen(case_id, "", specimen, 0)


def _counted(desk: Desk, case_id: str) -> list[str]:
    views = desk.recommend(case_id, top=1).alterations
    return [view.id for view in views if view.counted and view.kind not in ("signature", "protein_marker")]


def _decision(scene: Scene, case_id: str, key: str, met: date, size: int = 2) -> BoardDecision:
    """Choose the first drugs of the first option, with a vote against."""
    frozen = next(one.value for one in scene.board.file(case_id).recommendations if one.key == key)
    options = frozen.document["options"]
    attendees = tuple(desk.person.display for desk in (scene.board, scene.second, scene.oncologist))
    votes = (
        Vote(member=attendees[0], vote="for"),
        Vote(member=attendees[1], vote="against", dissent="Sample: would begin with one drug."),
        Vote(member=attendees[2], vote="for"),
    )
    if not options:
        return BoardDecision(
            met=met, attendees=attendees, votes=votes[:1], recommendation=key, no_target="Sample: no drug matches."
        )
    drugs = tuple(view["drug"] for view in options[0]["drugs"])[:size]
    rank = 1 if len(drugs) == len(options[0]["drugs"]) else None
    chosen = Chosen(drugs=drugs, priority=1, rank=rank, use="off-label", level="m2B", rationale="Sample rationale.")
    return BoardDecision(
        met=met, attendees=attendees, votes=votes, recommendation=key, chosen=(chosen,),
        requests=(FurtherRequest(kind="germline-counselling", text="Sample request."),),
        summary="Invented sample decision.",
    )  # fmt: skip


def _chosen(scene: Scene, case_id: str) -> tuple[str, ...]:
    chosen = scene.board.file(case_id).decisions[0].value.chosen
    return chosen[0].drugs if chosen else ()


def _course(scene: Scene, case_id: str, days: int) -> Story:
    """Claim what the board chose, and give it once the claim is accepted."""
    drugs = _chosen(scene, case_id)
    yield days + 4
    claim = Claim(drugs=drugs, filed=scene.ago(days + 4))
    key = scene.oncologist.save_claim(case_id, "", claim, 0).key
    yield days
    kinds: dict[str, Any] = {name: scene.board.kb.drugs[name].modality for name in drugs}
    given = tuple(
        GivenDrug(drug=name, percent_of_label=100 if len(drugs) == 1 or kinds[name] in WHOLE_DOSE else 50)
        for name in drugs
    )
    course = TreatmentCourse(
        drugs=given, start=scene.ago(days), decision="decision-1", fulfilment="complete", intent="palliative",
        line=len(scene.board.file(case_id).case.value.prior_therapies) + 1, note="Invented sample course.",
    )  # fmt: skip
    made = scene.oncologist.save_course(case_id, "", course, 0).key
    answer = {"course": made, "answer": "accepted", "answered": scene.ago(days)}
    claim = Claim.model_validate({**claim.model_dump(), **answer})
    scene.oncologist.save_claim(case_id, key, claim, 1, "answered")


def _visits(scene: Scene, case_id: str, *visits: tuple[int, float, str | None], on: int | None = None) -> Story:
    """Assess the tumour; write it down on the day of the visit, or on another one: a baseline waits for its course."""
    for days, total, response in visits:
        yield days if on is None else on
        body = {"course": "course-1", "when": scene.ago(days), "target_sum": total, "response": response}
        scene.oncologist.save_assessment(case_id, "", ResponseAssessment.model_validate(body), 0)


STORIES: dict[str, tuple[int, int, Callable[[Scene, str, int], Story]]] = {
    "SAMPLE-1": (2, -4, left_as_imported),
    "SAMPLE-2": (5, -2, _prepared),
    "SAMPLE-3": (9, -1, _on_board),
    "SAMPLE-4": (60, 45, _waiting),
    "SAMPLE-5": (50, 40, _treated),
    "SAMPLE-6": (265, 250, _responding),
    "SAMPLE-7": (225, 210, _other_regimen),
    "SAMPLE-8": (45, 30, _not_treated),
    "SAMPLE-9": (345, 330, _closed),
}
"""How many days ago each case was imported, and was to be met about, and its story."""
