"""The regimen given: what the patient really got, whether it follows the decision, and what the payer said."""

from collections.abc import Iterable
from datetime import date

import streamlit as st

from tumorboard.domain.access import Action
from tumorboard.domain.board import BoardDecision
from tumorboard.domain.followup import (
    DEPARTURE_REASONS,
    STATUS_REASONS,
    GivenDrug,
    TreatmentCourse,
    fulfilments,
)
from tumorboard.errors import TumorboardError
from tumorboard.service import CaseFile, Desk, Kept
from ui.parts.case_head import show_case_head, show_steps
from ui.parts.claims import claim_form, show_claims
from ui.parts.codes import (
    COURSE_STATES,
    DEPARTURES,
    FULFILMENTS,
    INTENTS,
    REASONS,
)  # fmt: skip
from ui.parts.decision_shown import decision_words
from ui.parts.desk import opened
from ui.parts.drug_fields import one_drug
from ui.parts.fields import Fields
from ui.parts.forms import Form, built, open_form
from ui.parts.regimens import course_names, dose_words, doses_of, drugs_of
from ui.parts.spoken import day, entered
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
    show_claims(file)
    claim_form(desk, file)


def _show_courses(file: CaseFile) -> None:
    st.subheader("Recorded", anchor="recorded")
    if not file.courses:
        st.markdown("No treatment is recorded yet.")
    table([_row(kept, file) for kept in file.courses], "Regimens given", hide_silent=True)


def _row(kept: Kept[TreatmentCourse], file: CaseFile) -> dict[str, str]:
    course = kept.value
    reason = f" ({REASONS[course.status_reason]})" if course.status_reason else ""
    departs = f" ({DEPARTURES[course.departure]})" if course.departure else ""
    return {
        "Drugs": plain(drugs_of(course)) or "–",
        "From": day(course.start),
        "To": day(course.end),
        "Later doses": plain(
            "; ".join(f"{day(one.value.when)} {dose_words(file, one.value)}" for one in doses_of(file, kept.key))
        )
        or "–",
        "Status": plain(COURSE_STATES[course.status] + reason),
        "Follows the decision": plain(FULFILMENTS[course.fulfilment] + departs),
        "Administered score": plain(score_of(course)),
        "Entered": entered(kept),
        "Amended because": plain(kept.reason) if kept.reason else "–",
    }


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
    names = course_names(file.courses)
    chosen = st.selectbox(
        "Which one", ["", *names], format_func=lambda key: names.get(key, NEW), key=f"course:which:{file.item.case_id}"
    )
    kept = next((one for one in file.courses if one.key == chosen), None)
    start = kept.value.model_dump(exclude={"scores", "score_changes"}) if kept else {}
    name = f"course:{kept.key if kept else 'new'}"
    with open_form(
        desk, file.item.case_id, name, start, kept.version if kept else 0, latest=kept
    ) as form:  # fmt: skip
        signed = {one.key: one for one in file.decisions if one.value.signature}
        decision = form.choose(
            "decision", "Which decision it follows", list(signed),
            lambda key: decision_words(signed[key]) if key in signed else key,
            placeholder="No decision of this board",
            help="Signed decisions. Leave empty for a treatment that no board decided.",
        )  # fmt: skip
        _take_over(form, file, decision)
        st.markdown("**Drugs as given** (the starting dose; later doses are recorded under Follow-up)")
        drugs = [_drug(row, desk) for row in form.rows("drugs", "drug", most=8)]
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
        names_given = [str(one["drug"]) for one in drugs if one["drug"]]
        follows, departure, words = _follows(form, signed.get(decision or ""), names_given, status, begun)
        note = form.text("note", "Note")
        _live_score(desk, file, names_given)
        why = form.line("reason", "Why this is amended") if kept else ""

        def save(seen: int) -> Kept[TreatmentCourse]:
            given = [built(GivenDrug, f"drugs[{place}]", **one) for place, one in enumerate(drugs)]
            course = built(
                TreatmentCourse, drugs=given, start=begun, end=ended, status=status, status_reason=reason,
                decision=decision or "", fulfilment=follows, departure=departure, departure_words=words,
                intent=intent or "unknown", line=line, note=note,
            )  # fmt: skip
            return desk.save_course(file.item.case_id, kept.key if kept else "", course, seen, why)

        form.submit("Save the amendment" if kept else "Record this regimen", save, "The regimen is recorded.")


def _follows(
    form: Form, decision: Kept[BoardDecision] | None, drugs: list[str], status: str, begun: date | None
) -> tuple[str | None, str | None, str]:
    """Ask whether the treatment follows the decision, offering only what these drugs can; why, where it departs."""
    if decision is None:
        return "no-decision", None, ""
    done = status != "not-done"
    chosen = [one.drugs for one in decision.value.chosen]
    if done and not drugs:
        st.caption("Whether it follows the decision is asked once the drugs are chosen.")
        return "none", None, ""  # refused for want of drugs
    can = fulfilments(drugs, chosen, done=done)
    if begun and begun < decision.value.met:
        st.warning(
            f"Day 1 is before the meeting of {day(decision.value.met)}: this treatment cannot follow that decision.",
            icon=":material/event_busy:",
        )
    if done and "complete" not in can:
        st.info(
            "These drugs differ from every regimen that the board chose"
            + (f" ({plain('; '.join(' + '.join(one) for one in chosen))})" if chosen else " (none)")
            + ": say why.",
            icon=":material/alt_route:",
        )
    follows = form.pick("fulfilment", "Does it follow the decision?", can, FULFILMENTS.__getitem__)
    if follows not in ("partial", "none") and "complete" in can:
        return follows, None, ""
    departure = form.choose("departure", "Why it departs", DEPARTURE_REASONS, DEPARTURES.__getitem__)
    return follows, departure, form.line("departure_words", "In your words")


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


def _drug(row: Fields, desk: Desk) -> dict[str, object]:
    columns = st.columns([4, 2, 4, 3, 3])
    with columns[0]:
        drug = one_drug(row, "drug", "Drug", desk.kb)
    with columns[1]:
        share = row.number("percent_of_label", "% of label dose", help="Above 0, at most 200; empty where not known.")
    with columns[2]:
        schedule = row.line("schedule", "Dose and schedule", placeholder="2 mg once a day")
    with columns[3]:
        begun = row.day("start", "From, if added later")
    with columns[4]:
        ended = row.day("end", "To, if stopped earlier")
    return {"drug": drug, "percent_of_label": share, "schedule": schedule, "start": begun, "end": ended}


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
