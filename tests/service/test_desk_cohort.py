"""Our own records as a cohort: who is in it, what a row tells, and what leaves the house."""

import csv
import io
import json
import re
from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.conftest import case_body
from tests.service.conftest import NOW, PASSWORD, Clinic
from tumorboard import service
from tumorboard.domain.board import BoardDecision, CaseState, Chosen, Profile
from tumorboard.domain.cohort import CohortRow, Score
from tumorboard.domain.followup import AdverseEvent, GivenDrug, ResponseAssessment, Status, TreatmentCourse
from tumorboard.domain.policy import read_policy
from tumorboard.domain.telling import harmless
from tumorboard.errors import InputError, Refused
from tumorboard.outcomes.demo import simulate
from tumorboard.outcomes.endpoints import progression_free, timeline, to_next_treatment
from tumorboard.service.desks.base import body_of
from tumorboard.service.desks.casework import case_body as stored
from tumorboard.service.desks.exports import groups_csv
from tumorboard.service.desks.research import operator_cohort
from tumorboard.service.research import analyse_cohort

DAY1 = date(2025, 6, 2)


def patient(clinic: Clinic, consent: str = "given", birth: str | None = "1961-04", **more: Any) -> str:
    case_id = clinic.shared("KRAS p.G12C", "TP53 p.R175H", **more)
    profile = service.checked(Profile, {"birth": birth, "consent": consent})
    clinic.desk("oncologist").save_profile(case_id, profile, 0)
    return case_id


def decide(clinic: Clinic, case_id: str, *drugs: str) -> str:
    told = {"chosen": (Chosen(drugs=drugs, priority=1),)} if drugs else {"no_target": "none"}
    decision = BoardDecision.model_validate({"met": DAY1, "attendees": ("Dr. Board",), **told})
    draft = clinic.desk("board").save_decision(case_id, "", decision, 0)
    return clinic.desk("board").sign_decision(case_id, draft.key, PASSWORD, 1).key


def treat(clinic: Clinic, case_id: str, start: date = DAY1, **more: Any) -> str:
    body = {"drugs": [{"drug": "sotorasib"}], "start": start, **more}
    return clinic.desk("oncologist").save_course(case_id, "", TreatmentCourse.model_validate(body), 0).key


def see(clinic: Clinic, case_id: str, course: str, *visits: tuple[int, float | None, str | None]) -> None:
    for day, total, response in visits:
        body = {"course": course, "when": DAY1 + timedelta(days=day), "target_sum": total, "response": response}
        clinic.desk("oncologist").save_assessment(case_id, "", ResponseAssessment.model_validate(body), 0)


def only_row(clinic: Clinic) -> CohortRow:
    (row,) = clinic.desk("researcher").cohort().rows
    return row


def test_the_flow_says_who_is_not_in_it_and_why(clinic: Clinic) -> None:
    for consent in ("refused", "withdrawn", "not_asked"):
        treat(clinic, patient(clinic, consent))
    clinic.shared()
    patient(clinic)
    decide(clinic, patient(clinic))
    decide(clinic, patient(clinic), "sotorasib")
    undone = patient(clinic)
    decide(clinic, undone, "sotorasib")
    treat(clinic, undone, start=None, drugs=[], status="not-done", status_reason="payment-refused")
    treat(clinic, patient(clinic))
    treat(clinic, patient(clinic, sample=True))
    cohort = clinic.desk("researcher").cohort()
    assert [(one.left_at, one.because, one.count) for one in cohort.not_treated] == [
        ("consented", "consent to research refused", 1),
        ("consented", "consent to research withdrawn", 1),
        ("consented", "not asked for consent to research", 2),
        ("evaluable", "no decision of the board yet", 1),
        ("treated", "no treatment recorded yet", 1),
        ("treated", "not treated: payment refused", 1),
        ("treated", "the board found no regimen", 1),
    ]
    assert (len(cohort.rows), cohort.simulated) == (1, False)


def test_a_row_tells_the_course_as_the_endpoints_need_it(clinic: Clinic) -> None:
    prior = {"drugs": ["docetaxel"], "start": "2025-01-01", "end": "2025-04-11", "reason_ended": "progression"}
    more = {"patient": {"sex": "female", "ecog": 2}, "signatures": {"tmb": {"value": 11.6}, "msi": "MSI-H"}}
    case_id = patient(clinic, code="LUAD", prior_therapies=[prior], **more)
    key = treat(clinic, case_id)
    see(clinic, case_id, key, (-4, 100, None), (63, 60, "PR"), (120, 90, "PD"), (180, 120, "PD"))
    desk = clinic.desk("oncologist")
    desk.save_status(case_id, "", Status(when=DAY1, ecog=1), 0)
    desk.save_status(case_id, "", Status(when=date(2025, 10, 10), next_treatment="docetaxel"), 0)
    desk.save_status(case_id, "", Status(when=date(2025, 12, 24), alive=False), 0)
    event = AdverseEvent(course=key, term="Rash", grade=3, onset=date(2025, 7, 1))
    desk.save_event(case_id, "", event, 0)
    row = only_row(clinic)
    line = timeline(row)
    pfs, ttnt = progression_free(row, line), to_next_treatment(row, line)
    assert pfs is not None and ttnt is not None
    assert (pfs.days, pfs.event, ttnt.days, row.death) == (120, True, 130, 205)
    assert (row.age, row.sex, row.ecog, row.prior_lines, row.prior_pfs_days) == (64, "female", 1, 1, 100)
    assert (row.tmb, row.msi_high, row.checkpoint, row.drugs, row.worst_grade) == (12, True, False, 1, 3)
    # Intermediate TMB is an item of ipredict2019 and of no other policy.
    assert (row.scores["kato2020"], row.alterations) == (Score(numerator="1", denominator=3), 4)
    assert (row.day1, row.last_contact) == (None, None)


def test_a_course_stopped_for_progression_without_an_assessment_ends_in_clinical_progression(clinic: Clinic) -> None:
    case_id = patient(clinic)
    last = DAY1 + timedelta(days=77)
    key = treat(clinic, case_id, end=last, status="stopped", status_reason="progression")
    see(clinic, case_id, key, (42, None, "SD"))
    row = only_row(clinic)
    pfs = progression_free(row, timeline(row))
    assert pfs is not None
    assert (pfs.days, pfs.event) == (77, True)
    assert row.assessments[-1].criteria == "clinical"


def test_the_category_of_the_sums_holds_where_the_reader_gave_none(clinic: Clinic) -> None:
    case_id = patient(clinic)
    key = treat(clinic, case_id)
    see(clinic, case_id, key, (-4, 100, None), (63, 60, None), (120, 90, None))
    assert [one.response for one in only_row(clinic).assessments] == [None, "PR", "PD"]


def test_a_patient_is_analysed_by_the_first_course_that_follows_a_decision(clinic: Clinic) -> None:
    case_id = patient(clinic)
    treat(clinic, case_id, start=DAY1 - timedelta(days=200), drugs=[{"drug": "docetaxel"}])
    decision = decide(clinic, case_id, "sotorasib")
    key = treat(clinic, case_id, decision=decision, fulfilment="complete")
    treat(clinic, case_id, start=DAY1 + timedelta(days=90), drugs=[{"drug": "adagrasib"}])
    see(clinic, case_id, key, (60, None, "SD"))
    row = only_row(clinic)
    assert (row.next_treatment, row.drugs, row.scores["kato2020"].numerator) == (90, 1, "1")
    assert [one.when for one in row.assessments] == [60]


def test_a_treatment_that_was_not_done_is_no_next_treatment(clinic: Clinic) -> None:
    case_id = patient(clinic)
    see(clinic, case_id, treat(clinic, case_id), (60, None, "SD"))
    treat(clinic, case_id, DAY1 + timedelta(days=30), status="not-done", status_reason="payment-refused")
    row = only_row(clinic)
    ttnt = to_next_treatment(row, timeline(row))
    assert row.next_treatment is None and ttnt is not None and not ttnt.event


def test_later_scores_and_policies_with_switches_are_told(clinic: Clinic) -> None:
    case_id = clinic.shared("KRAS p.G12C", "CDKN2A del")
    clinic.desk("oncologist").save_profile(case_id, Profile(consent="given"), 0)
    drugs = [{"drug": "sotorasib"}, {"drug": "palbociclib", "start": DAY1 + timedelta(days=30)}]
    treat(clinic, case_id, drugs=drugs)
    row = only_row(clinic)
    assert [(one.when, one.score.numerator) for one in row.score_changes] == [(30, "2")]
    policy = read_policy("kato2020:pathway_weight=1/2")
    (row,) = clinic.desk("researcher").cohort(policy).rows
    assert row.scores[policy.name].value == row.scores["kato2020"].value


@pytest.mark.parametrize(("birth", "age"), [("1936-06", 88), ("1935-06", 89), ("1934-06", 90), ("1925-01", 90)])
def test_ages_above_89_are_one_group(clinic: Clinic, birth: str, age: int) -> None:
    treat(clinic, patient(clinic, birth=birth), start=date(2025, 5, 1))
    assert only_row(clinic).age == age


@pytest.mark.parametrize(
    ("imported", "consented", "entry"),
    [
        (-30, -10, 0),  # both before day 1
        (-30, 12, 12),  # agreed after day 1
        (20, 12, 20),  # came into the records later still
        (20, -300, 20),
        (-30, None, 40),  # consent without a day: that of the profile that said so
        (50, None, 50),
    ],
)
def test_a_patient_counts_from_consent_or_import_whichever_is_later(
    clinic: Clinic, imported: int, consented: int | None, entry: int
) -> None:
    clinic.clock.now = datetime.combine(DAY1 + timedelta(days=imported), NOW.timetz())
    case_id = clinic.shared("KRAS p.G12C")
    clinic.clock.now = datetime.combine(DAY1 + timedelta(days=max(40, imported)), NOW.timetz())
    day = None if consented is None else DAY1 + timedelta(days=consented)
    desk = clinic.desk("oncologist")
    desk.save_profile(case_id, Profile(consent="given", consent_date=day), 0)
    clinic.clock.now = NOW
    desk.save_profile(case_id, Profile(consent="given", consent_date=day, note="seen again"), 1, "note")
    see(clinic, case_id, treat(clinic, case_id), (63, None, "SD"))
    row = only_row(clinic)
    assert (row.entry, timeline(row).entry) == (entry, entry)


def test_consent_that_was_withdrawn_and_given_again_counts_from_then(clinic: Clinic) -> None:
    clinic.clock.now = datetime.combine(DAY1 - timedelta(days=5), NOW.timetz())
    case_id, desk = clinic.shared("KRAS p.G12C"), clinic.desk("oncologist")
    desk.save_profile(case_id, Profile(consent="given"), 0)
    desk.save_profile(case_id, Profile(consent="withdrawn"), 1, "withdrawn")
    clinic.clock.now = datetime.combine(DAY1 + timedelta(days=33), NOW.timetz())
    desk.save_profile(case_id, Profile(consent="given"), 2, "given again")
    clinic.clock.now = NOW
    treat(clinic, case_id)
    assert only_row(clinic).entry == 33


def test_consent_given_again_counts_from_then_though_its_day_is_still_the_first_one(clinic: Clinic) -> None:
    clinic.clock.now = datetime.combine(DAY1 - timedelta(days=5), NOW.timetz())
    case_id, desk = clinic.shared("KRAS p.G12C"), clinic.desk("oncologist")
    first = DAY1 - timedelta(days=9)
    for version, (consent, day) in enumerate((("given", -5), ("withdrawn", 10), ("given", 33))):
        clinic.clock.now = datetime.combine(DAY1 + timedelta(days=day), NOW.timetz())
        desk.save_profile(case_id, Profile(consent=consent, consent_date=first), version, "said so")  # type: ignore[arg-type]
    clinic.clock.now = NOW
    treat(clinic, case_id)
    assert only_row(clinic).entry == 33


def test_a_case_whose_dates_contradict_each_other_stops_no_other(clinic: Clinic) -> None:
    case_id = patient(clinic)
    key = treat(clinic, case_id)
    see(clinic, case_id, key, (120, None, "PR"))
    death = Status(when=DAY1 + timedelta(days=100), alive=False)
    with clinic.records.store.writing(clinic.desk("oncologist").actor, "test", case_id) as change:
        change.append(case_id, "status", "status-1", body_of(death), 0)
    treat(clinic, patient(clinic))
    cohort = clinic.desk("researcher").cohort()
    assert len(cohort.rows) == 1
    assert [(one.left_at, one.because, one.count) for one in cohort.not_treated] == [
        ("treated", "dates contradict each other", 1)
    ]
    assert clinic.desk("researcher").cohort_counts().steps


def test_more_lines_before_than_a_row_can_hold_are_told_as_the_most(clinic: Clinic) -> None:
    treat(clinic, patient(clinic, prior_therapies=[{"drugs": ["osimertinib"]}] * 40))
    assert only_row(clinic).prior_lines == 30


def test_courses_recorded_here_before_the_analysed_one_are_lines_before_it(clinic: Clinic) -> None:
    prior = [
        {"drugs": ["carboplatin"], "start": "2024-01-01", "end": "2024-03-01", "reason_ended": "toxicity"},
        # The same line stands in the document and in the records: it counts once.
        {"drugs": ["docetaxel"], "start": (DAY1 - timedelta(days=200)).isoformat()},
    ]
    case_id = patient(clinic, prior_therapies=prior)
    ended = {"status": "stopped", "status_reason": "progression", "end": DAY1 - timedelta(days=100)}
    treat(clinic, case_id, DAY1 - timedelta(days=200), drugs=[{"drug": "docetaxel"}], **ended)
    treat(clinic, case_id, DAY1 - timedelta(days=50), status="not-done", status_reason="payment-refused")
    treat(clinic, case_id, decision=decide(clinic, case_id, "sotorasib"), fulfilment="complete")
    row = only_row(clinic)
    assert (row.prior_lines, row.prior_pfs_days, row.prior_pfs_event) == (2, 100, True)


@pytest.mark.parametrize(
    ("why", "event"),
    [
        ("progression", True),
        ("Progressive disease", True),
        ("not tolerated, progression", True),
        ("toxicity without progression", False),
        ("no signs of progression", False),
        ("non-progressive; toxicity", False),
        ("toxicity", False),
    ],
)
def test_a_line_that_ended_without_progression_is_no_progression(clinic: Clinic, why: str, event: bool) -> None:
    line = {"drugs": ["docetaxel"], "start": "2024-01-10", "end": "2024-03-01", "reason_ended": why}
    treat(clinic, patient(clinic, prior_therapies=[line]))
    assert only_row(clinic).prior_pfs_event is event


def test_who_died_before_he_was_in_the_records_is_in_no_survival_analysis(clinic: Clinic) -> None:
    case_id = patient(clinic)
    treat(clinic, case_id)
    clinic.desk("oncologist").save_status(case_id, "", Status(when=DAY1 + timedelta(days=90), alive=False), 0)
    row = only_row(clinic)
    assert (row.entry, row.death) == (90, 90)
    report = analyse_cohort(clinic.desk("researcher").cohort(), shuffles=0, hide_small=False)
    (lost,) = report["flow"][-1]["lost"]
    assert (lost["because"], lost["count"]) == ("came under observation only after it ended", 1)


def test_nothing_in_a_cohort_leads_back_to_a_patient(clinic: Clinic) -> None:
    case_id = patient(clinic)
    key = treat(clinic, case_id, note="Mr Miller")
    see(clinic, case_id, key, (63, 60, "PR"))
    clinic.desk("oncologist").save_status(case_id, "", Status(when=date(2025, 12, 24), alive=False), 0)
    text = service.cohort_text(clinic.desk("researcher").cohort())
    assert not re.search(r"\d{4}-\d{2}", text)
    assert case_id not in text and "Miller" not in text and "Dr." not in text
    assert json.loads(text)["rows"][0]["patient_id"] == only_row(clinic).patient_id


def test_fewer_than_21_patients_are_not_exported(clinic: Clinic) -> None:
    treat(clinic, patient(clinic))
    for kind in ("json", "csv"):
        with pytest.raises(InputError, match="fewer than 21"):
            clinic.desk("researcher").export_cohort(kind)  # type: ignore[arg-type]


def fill(clinic: Clinic, patients: int) -> None:
    """Write many patients, who agreed and came into the records before day 1, and what became of them."""
    random = Random(3)
    clinic.clock.move(days=(DAY1 - clinic.clock.now.date()).days - 1)
    actor = clinic.desk("oncologist").actor
    scores = {"ipredict2019": {"numerator": "1", "denominator": 2, "set_100": False}}
    with clinic.records.store.writing(actor, "test") as change:
        for number in range(patients):
            rare = number % 20 == 0
            body = {**case_body("KRAS p.G12C", code="THYM" if rare else "LUAD"), "case_id": f"N{number}"}
            body["patient"] = {"sex": random.choice(["female", "male"]), "ecog": random.choice([0, 1, 1, 3])}
            change.open_case(f"N{number}", stored(service.read_body(body, "test", clinic.kb)), state=CaseState.TREATED)
            profile = Profile(birth=f"{random.randint(1930, 1990)}-05", consent="given")
            course = TreatmentCourse.model_validate(
                {"drugs": (GivenDrug(drug="sotorasib"),), "start": DAY1, "scores": scores}
            )
            change.append(f"N{number}", "profile", "", body_of(profile), 0)
            change.append(f"N{number}", "course", "course-1", body_of(course), 0)
            for place, response in enumerate(random.choice([("PR", "PD"), ("SD", "SD"), ("PD",)])):
                when = DAY1 + timedelta(days=50 * (place + 1) + random.randint(0, 20))
                seen = ResponseAssessment.model_validate({"course": "course-1", "when": when, "response": response})
                change.append(f"N{number}", "assessment", f"assessment-{place + 1}", body_of(seen), 0)
    clinic.clock.now = NOW


def test_our_own_records_can_be_analysed_counted_and_exported(clinic: Clinic) -> None:
    fill(clinic, 60)
    desk = clinic.desk("researcher")
    cohort = desk.cohort()
    assert Counter(row.tumor_type for row in cohort.rows) == {"LUAD": 57, "other": 3}
    counts = desk.cohort_counts()
    assert counts.steps[-1] == ("analysed", 60)
    told = [n for part in (counts.steps, counts.tumors, counts.responses, counts.scores) for _, n in part]
    assert not [n for n in told if n is not None and 0 < n < 21]
    assert dict(counts.tumors) == {"LUAD": None, "other": None}
    exported = json.loads(desk.export_cohort("json"))
    assert exported["small_cells"] == "hidden"
    lines = list(csv.DictReader(io.StringIO(desk.export_cohort("csv").decode("utf-8-sig"))))
    # All have one of two alterations matched: nothing parts them.
    assert [line["score_percent_median"] for line in lines] == ["50.0"]
    rows = [(row.outcome, row.detail["format"]) for row in clinic.trail(4) if row.action == "export_cohort"]
    assert rows == [("done", "csv"), ("done", "json")]
    assert clinic.desk("oncologist").cohort() == cohort


def test_no_row_of_a_patient_leaves_the_house(clinic: Clinic) -> None:
    fill(clinic, 60)
    desk = clinic.desk("researcher")
    text = desk.export_cohort("json").decode() + desk.export_cohort("csv").decode("utf-8-sig")
    for row in desk.cohort().rows:
        assert row.patient_id not in text
    told = json.loads(desk.export_cohort("json"))
    assert "rows" not in told
    assert not [n for n in counts_of(told) if 0 < n < 21]


def counts_of(told: Any) -> list[int]:
    """Every count of patients in a report."""
    if isinstance(told, list):
        return [n for item in told for n in counts_of(item)]
    if not isinstance(told, dict):
        return []
    own = [told[name] for name in ("n", "events", "count") if isinstance(told.get(name), int)]
    return own + [n for name, item in told.items() if name != "published" for n in counts_of(item)]


def test_taking_a_figure_along_is_an_export(clinic: Clinic) -> None:
    fill(clinic, 21)
    assert clinic.desk("researcher").take_along("km.png", b"picture") == b"picture"
    (row,) = clinic.trail(1)
    assert (row.action, row.outcome, row.detail["file"]) == ("export_cohort", "done", "km.png")
    with pytest.raises(Refused):
        clinic.desk("board").take_along("km.png", b"picture")


def test_below_21_patients_nothing_leaves_and_the_trail_tells_the_refusal(clinic: Clinic) -> None:
    fill(clinic, 20)
    desk = clinic.desk("researcher")
    for leave in (desk.export_cohort, lambda: desk.take_along("outcomes.json", b"{}")):
        with pytest.raises(InputError, match="fewer than 21"):
            leave()
        assert [row.outcome for row in clinic.trail(1)] == ["refused"]
    assert {row.outcome for row in clinic.trail() if row.action == "export_cohort"} == {"refused"}
    assert "fewer than 21" in service.too_few(desk.cohort())
    assert not service.too_few(simulate(5, seed=1))


def test_the_command_line_needs_21_patients_too_unless_it_shows_small_counts(clinic: Clinic) -> None:
    fill(clinic, 20)
    store, policy = clinic.records.store, read_policy("ipredict2019")
    with pytest.raises(InputError, match="fewer than 21"):
        operator_cohort(store, clinic.kb, policy, "root")
    assert [(row.action, row.outcome) for row in clinic.trail(1)] == [("export_cohort", "refused")]
    more = {"format": "json", "figures": True}
    assert len(operator_cohort(store, clinic.kb, policy, "root", show_small=True, detail=more).rows) == 20
    (row,) = clinic.trail(1)
    assert (row.action, row.outcome) == ("export_cohort", "done")
    assert {name: row.detail[name] for name in ("format", "figures", "show_small")} == {**more, "show_small": True}


def test_the_groups_are_a_table_in_which_nothing_is_computed() -> None:
    report = analyse_cohort(simulate(300, seed=2).model_copy(update={"name": "=1+1"}), shuffles=0)
    lines = list(csv.DictReader(io.StringIO(groups_csv(report).decode("utf-8-sig"))))
    assert {line["cohort"] for line in lines} == {"'=1+1"}
    assert sum(int(line["n"]) for line in lines) == report["endpoints"]["pfs"]["n"]
    assert all(int(line["events"]) <= int(line["n"]) for line in lines)
    with pytest.raises(InputError, match="fewer than 21"):
        groups_csv(analyse_cohort(simulate(15, seed=2), shuffles=0))


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "|cmd", "＝1+1", "\ufeff=1", "=cmd|' /C calc'!A0"],
)
def test_a_spreadsheet_computes_nothing_of_an_export(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["LUAD", "1", "", "a=b", 7, -3, None])
def test_plain_cells_stay_as_they_are(value: object) -> None:
    assert harmless(value) == value


def test_pfs_of_the_line_before_is_taken_before_the_days_of_its_treatment(clinic: Clinic) -> None:
    line = {"drugs": ["docetaxel"], "line": 1, "start": "2024-01-10", "end": "2024-03-01", "pfs_days": 90}
    case_id = clinic.shared("KRAS p.G12C", prior_therapies=[line])
    clinic.desk("oncologist").save_profile(case_id, Profile(consent="given"), 0)
    treat(clinic, case_id)
    row = only_row(clinic)
    assert (row.prior_pfs_days, row.prior_pfs_event) == (90, True)


def test_real_records_have_a_waterfall_in_bands_and_no_bar_is_a_patient(clinic: Clinic, monkeypatch: Any) -> None:
    monkeypatch.setattr("tumorboard.service.desks.research.cohort_of", lambda *_, **__: real(simulate(120, seed=3)))
    counts = clinic.desk("researcher").cohort_counts()
    assert counts.best_change["bands"]
    assert all(band["n"] is None or band["n"] >= 21 for band in counts.best_change["bands"])
    assert any(reasons for reasons in counts.lost)
    assert service.waterfall_bands({"best_change": counts.best_change, "title": "x"}) is not None


def real(cohort: Any) -> Any:
    return cohort.model_copy(update={"simulated": False, "simulation": None})


def test_what_a_patient_said_reaches_the_row_and_not_the_score(clinic: Clinic) -> None:
    case_id = clinic.shared("KRAS p.G12C", "TP53 p.R175H")
    said = {"consent": "given", "self_reported": {"ancestry": "prefer_not_to_say"}}
    clinic.desk("oncologist").save_profile(case_id, service.checked(Profile, said), 0)
    treat(clinic, case_id)
    row = only_row(clinic)
    assert row.self_reported == {"ancestry": "prefer_not_to_say"}
    other = patient(clinic)
    treat(clinic, other)
    scores = [one.scores for one in clinic.desk("researcher").cohort().rows]
    assert scores[0] == scores[1]
