"""Insurance claims for a regimen, and their answers."""

import streamlit as st

from tumorboard.domain.followup import Claim
from tumorboard.service import CaseFile, Desk, Kept
from ui.parts.codes import ANSWER_REASONS, ANSWERS, STAGES
from ui.parts.drug_fields import several_drugs
from ui.parts.forms import built, open_form
from ui.parts.regimens import course_names
from ui.parts.spoken import day
from ui.parts.tables import table
from ui.parts.words import plain

NEW = "a new one"


def show_claims(file: CaseFile) -> None:
    """Show the claims of a case and what the payer said."""
    st.subheader("Insurance claims", anchor="claims")
    if not file.claims:
        st.markdown("No claim is recorded.")
    courses = course_names(file.courses)
    rows = [
        {
            "Drugs": plain(" + ".join(kept.value.drugs) or courses.get(kept.value.course, "–")),
            "For the regimen": plain(courses.get(kept.value.course, "–")),
            "Stage": STAGES[kept.value.stage],
            "Filed": day(kept.value.filed),
            "Answer": ANSWERS[kept.value.answer] if kept.value.answer else "? open",
            "Answered": day(kept.value.answered),
            "Reason": ANSWER_REASONS[kept.value.answer_reason] if kept.value.answer_reason else "–",
        }
        for kept in file.claims
    ]
    table(rows, "Insurance claims")


def _claim_words(claim: Claim) -> str:
    return f"{' + '.join(claim.drugs) or 'no drug named'}, filed {day(claim.filed)}: {STAGES[claim.stage]}"


def claim_form(desk: Desk, file: CaseFile) -> None:
    """Let a claim or its answer be recorded or amended."""
    with st.expander("Record a claim or its answer"):
        names = {kept.key: _claim_words(kept.value) for kept in file.claims}
        chosen = st.selectbox(
            "Which claim", ["", *names], format_func=lambda key: names.get(key, NEW),
            key=f"claim:which:{file.item.case_id}",
        )  # fmt: skip
        kept = next((one for one in file.claims if one.key == chosen), None)
        start = kept.value.model_dump() if kept else {}
        name = f"claim:{kept.key if kept else 'new'}"
        with open_form(desk, file.item.case_id, name, start, kept.version if kept else 0, latest=kept) as form:
            left, right = st.columns(2)
            with left:
                courses = course_names(file.courses)
                course = form.choose("course", "For the regimen", list(courses), lambda key: courses.get(key, key))
                drugs = several_drugs(form, "drugs", "Drugs claimed", desk.kb)
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
