"""The regimen given: what the patient really got, whether it follows the decision, and what the payer said."""

from collections.abc import Iterable

import streamlit as st

from tumorboard.domain.access import Action
from tumorboard.domain.followup import DEPARTURE_REASONS, STATUS_REASONS, Claim, GivenDrug, TreatmentCourse
from tumorboard.errors import TumorboardError
from tumorboard.service import CaseFile, Desk, Kept
from ui.parts.case_head import show_case_head, show_steps
from ui.parts.codes import (
    ANSWER_REASONS,
    ANSWERS,
    COURSE_STATES,
    DEPARTURES,
    FULFILMENTS,
    INTENTS,
    REASONS,
    STAGES,
)  # fmt: skip
from ui.parts.desk import opened
from ui.parts.fields import Fields
from ui.parts.forms import Form, built, open_form
from ui.parts.spoken import day, moment
from ui.parts.tables import table
from ui.parts.words import high, matched, plain

NEW = "a new one"


def show(desk: Desk) -> None:
    """Show the view."""
    file = opened(desk)
    if file is None:
        return
    show_case_head(file, desk.kb, "Regimen given")
    show_steps("course")
    _show_courses(file)
    case_id = file.item.case_id
    if not desk.may(Action.RECORD_TREATMENT, case_id):
        st.info("Only an oncologist of the team records treatment. You can read it.", icon=":material/lock:")
        return
    _course_form(desk, file)
    _show_claims(file)
    _claim_form(desk, file)


def _show_courses(file: CaseFile) -> None:
    st.subheader("Recorded", anchor="recorded")
    if not file.courses:
        st.markdown("No treatment is recorded yet.")
    table([_row(kept) for kept in file.courses], "Regimens given")


def _row(kept: Kept[TreatmentCourse]) -> dict[str, str]:
    course = kept.value
    reason = f" ({REASONS[course.status_reason]})" if course.status_reason else ""
    departs = f" ({DEPARTURES[course.departure]})" if course.departure else ""
    return {
        "Course": plain(kept.key),
        "From": day(course.start),
        "To": day(course.end),
        "Drugs": plain(drugs_of(course)) or "–",
        "Status": plain(COURSE_STATES[course.status] + reason),
        "Follows the decision": plain(FULFILMENTS[course.fulfilment] + departs),
        "Administered score": plain(score_of(course)),
        "Version": f"{kept.version}, {plain(kept.author)}, {moment(kept.at)}",
        "Amended because": plain(kept.reason) if kept.reason else "–",
    }


def drugs_of(course: TreatmentCourse) -> str:
    """Return the drugs of a course with their share of the label dose."""
    return " + ".join(
        f"{one.drug} {one.percent_of_label:g} %" if one.percent_of_label is not None else one.drug
        for one in course.drugs
    )


def score_of(course: TreatmentCourse) -> str:
    """Return the frozen score of a course under the first policy, in words."""
    if not course.scores:
        return "–"
    policy, score = next(iter(course.scores.items()))
    if not score.get("denominator"):
        return f"not computable ({policy})"
    whole = ", counts as the whole score" if score.get("set_100") else ""
    return f"{score['numerator']} of {score['denominator']} ({policy}{whole})"


def _course_form(desk: Desk, file: CaseFile) -> None:
    st.subheader("Record or amend a regimen", anchor="record")
    keys = [NEW, *(kept.key for kept in file.courses)]
    chosen = st.selectbox("Which one", keys, key=f"course:which:{file.item.case_id}")
    kept = next((one for one in file.courses if one.key == chosen), None)
    start = kept.value.model_dump(exclude={"scores"}) if kept else {}
    name = f"course:{kept.key if kept else 'new'}"
    with open_form(desk, file.item.case_id, name, start, kept.version if kept else 0) as form:
        decision = form.choose(
            "decision", "Which decision it follows", [one.key for one in file.decisions],
            placeholder="No decision of this board", help="Leave empty for a treatment that no board decided.",
        )  # fmt: skip
        _take_over(form, file, decision)
        st.markdown("**Drugs as given**")
        drugs = _drugs(form, desk)
        left, right, third = st.columns(3)
        with left:
            begun = form.day("start", "Day 1 of the regimen")
            ended = form.day("end", "Last day, where it ended")
        with right:
            status = form.one_of("status", "Status", list(COURSE_STATES), COURSE_STATES.__getitem__, horizontal=False)
        with third:
            reason = form.choose("status_reason", "Reason for the status", STATUS_REASONS, REASONS.__getitem__)
            line = form.whole("line", "Line of treatment", help="0-30; 1 is the first line.")
            intent = form.choose("intent", "Intent", list(INTENTS), INTENTS.__getitem__)
        follows = form.one_of(
            "fulfilment", "Does it follow the decision?", _fulfilments(decision), FULFILMENTS.__getitem__
        )
        departure, words = None, ""
        if follows in ("partial", "none"):
            departure = form.choose("departure", "Why it departs", DEPARTURE_REASONS, DEPARTURES.__getitem__)
            words = form.line("departure_words", "In your words")
        note = form.text("note", "Note")
        _live_score(desk, file, [one.get("drug") for one in drugs])
        why = form.line("reason", "Why this is amended") if kept else ""

        def save(seen: int) -> Kept[TreatmentCourse]:
            course = built(
                TreatmentCourse, drugs=[built(GivenDrug, **one) for one in drugs], start=begun, end=ended,
                status=status, status_reason=reason, decision=decision or "", fulfilment=follows, departure=departure,
                departure_words=words, intent=intent or "unknown", line=line, note=note,
            )  # fmt: skip
            return desk.save_course(file.item.case_id, kept.key if kept else "", course, seen, why)

        form.submit("Save the amendment" if kept else "Record this regimen", save, "The regimen is recorded.")


def _fulfilments(decision: str | None) -> list[str]:
    return ["complete", "partial", "none"] if decision else ["no-decision"]


def _take_over(form: Form, file: CaseFile, key: str | None) -> None:
    """Offer to fill in the drugs that the board chose first."""
    found = next((one.value for one in file.decisions if one.key == key), None)
    if found is None or not found.chosen:
        return
    first = min(found.chosen, key=lambda one: one.priority)
    st.caption(f"The board's first choice: {plain(' + '.join(first.drugs))}.")
    if st.button("Take these drugs over", key=f"{form.stem}take", icon=":material/content_copy:"):
        form.put("drugs", list(range(1, len(first.drugs) + 1)))
        for number, drug in enumerate(first.drugs, start=1):
            form.put(f"drugs.{number}.drug", drug)
        st.rerun()


def _drugs(form: Form, desk: Desk) -> list[dict[str, object]]:
    names = sorted(desk.kb.drugs)
    return [_drug(row, names) for row in form.rows("drugs", "drug", most=8)]


def _drug(row: Fields, names: list[str]) -> dict[str, object]:
    columns = st.columns([4, 2, 4, 3, 3])
    with columns[0]:
        drug = row.choose("drug", "Drug", names)
    with columns[1]:
        share = row.number("percent_of_label", "% of label dose", help="Above 0, at most 200; empty where not known.")
    with columns[2]:
        schedule = row.line("schedule", "Dose and schedule", placeholder="2 mg once a day")
    with columns[3]:
        begun = row.day("start", "From, if added later")
    with columns[4]:
        ended = row.day("end", "To, if stopped earlier")
    return {"drug": drug or "", "percent_of_label": share, "schedule": schedule, "start": begun, "end": ended}


def _live_score(desk: Desk, file: CaseFile, drugs: Iterable[object]) -> None:
    """Show the administered score of what stands in the form, under every policy; it is frozen on saving."""
    names = [str(one) for one in drugs if one]
    if not names:
        return
    try:
        found = desk.administered_score(file.item.case_id, names)
    except TumorboardError as problem:
        st.caption(f"The score cannot be computed yet: {plain(problem)}")
        return
    st.markdown("**Administered score** (computed now; frozen with the knowledge version when you save)")
    rows = [
        {
            "Policy": plain(one.policy),
            "Matched": matched(one.num, one.den),
            "High": high(one.high),
            "Matched by": plain(", ".join(item.label for item in one.matched)) or "–",
            "Not matched": plain(", ".join(item.label for item in one.unmatched)) or "–",
        }
        for one in found.policies
    ]
    table(rows, "Administered score under each policy")


def _show_claims(file: CaseFile) -> None:
    st.subheader("Insurance claims", anchor="claims")
    if not file.claims:
        st.markdown("No claim is recorded.")
    rows = [
        {
            "Claim": plain(kept.key),
            "For": plain(" + ".join(kept.value.drugs) or kept.value.course or "–"),
            "Stage": STAGES[kept.value.stage],
            "Filed": day(kept.value.filed),
            "Answer": ANSWERS[kept.value.answer] if kept.value.answer else "? open",
            "Answered": day(kept.value.answered),
            "Reason": ANSWER_REASONS[kept.value.answer_reason] if kept.value.answer_reason else "–",
        }
        for kept in file.claims
    ]
    table(rows, "Insurance claims")


def _claim_form(desk: Desk, file: CaseFile) -> None:
    with st.expander("Record a claim or its answer"):
        keys = [NEW, *(kept.key for kept in file.claims)]
        chosen = st.selectbox("Which claim", keys, key=f"claim:which:{file.item.case_id}")
        kept = next((one for one in file.claims if one.key == chosen), None)
        start = kept.value.model_dump() if kept else {}
        name = f"claim:{kept.key if kept else 'new'}"
        with open_form(desk, file.item.case_id, name, start, kept.version if kept else 0) as form:
            left, right = st.columns(2)
            with left:
                course = form.choose("course", "For the regimen", [one.key for one in file.courses])
                drugs = form.several("drugs", "Drugs claimed", sorted(desk.kb.drugs))
                stage = form.one_of("stage", "Stage", list(STAGES), STAGES.__getitem__)
                filed = form.day("filed", "Filed on")
            with right:
                answer = form.choose("answer", "Answer", list(ANSWERS), ANSWERS.__getitem__)
                answered = form.day("answered", "Answered on")
                because = form.choose("answer_reason", "Reason given", list(ANSWER_REASONS), ANSWER_REASONS.__getitem__)
            why = form.line("reason", "Why this is amended") if kept else ""

            def save(seen: int) -> Kept[Claim]:
                claim = built(
                    Claim, course=course or "", drugs=drugs, stage=stage, filed=filed, answer=answer,
                    answered=answered, answer_reason=because,
                )  # fmt: skip
                return desk.save_claim(file.item.case_id, kept.key if kept else "", claim, seen, why)

            form.submit("Save the claim", save, "The claim is recorded.")
