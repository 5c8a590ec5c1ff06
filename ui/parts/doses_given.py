"""Doses within a regimen: on day 1 as the regimen has them, and every dated change after it."""

import streamlit as st

from tumorboard.domain.followup import DoseChange
from tumorboard.service import CaseFile, Desk, Kept
from ui.parts.codes import DOSE_REASONS
from ui.parts.forms import built, open_form
from ui.parts.regimens import dose_before, dose_words, doses_of, share
from ui.parts.spoken import day, entered
from ui.parts.tables import table
from ui.parts.words import plain

NEW = "a new one"


def show_doses(file: CaseFile, course: str) -> None:
    """Show the doses of a regimen in the order of their days."""
    given = next(one.value for one in file.courses if one.key == course)
    first = [
        {
            "From": day(one.start or given.start),
            "Drug": plain(one.drug),
            "Share of the label dose": plain(share(one.percent_of_label)),
            "Before": "– first dose",
            "Schedule": plain(one.schedule or "–"),
            "Reason": "–",
            "Entered": "with the regimen",
        }
        for one in given.drugs
    ]
    later = [
        {
            "From": day(kept.value.when),
            "Drug": plain(kept.value.drug),
            "Share of the label dose": f"**{plain(share(kept.value.percent_of_label))}**",
            "Before": plain(dose_before(file, kept.value)),
            "Schedule": plain(kept.value.schedule or "–"),
            "Reason": plain(DOSE_REASONS[kept.value.because] + (f": {kept.value.note}" if kept.value.note else "")),
            "Entered": entered(kept),
        }
        for kept in doses_of(file, course)
    ]
    table([*first, *later], "Doses of the regimen by day")


def dose_form(desk: Desk, file: CaseFile, course: str) -> None:
    """Let a change of dose be recorded or amended."""
    st.subheader("Record or amend a change of dose", anchor="dose")
    given = next(one.value for one in file.courses if one.key == course)
    mine = doses_of(file, course)
    names = {kept.key: f"{day(kept.value.when)}: {dose_words(file, kept.value)}" for kept in mine}
    chosen = st.selectbox(
        "Which change", ["", *names], format_func=lambda key: names.get(key, NEW), key=f"dose:which:{course}"
    )
    kept = next((one for one in mine if one.key == chosen), None)
    start = kept.value.model_dump() if kept else {}
    name = f"dose:{kept.key if kept else f'{course}:new'}"
    with open_form(desk, file.item.case_id, name, start, kept.version if kept else 0, latest=kept) as form:
        left, middle, right = st.columns(3)
        with left:
            drug = form.choose("drug", "Drug whose dose changed", [one.drug for one in given.drugs])
            when = form.day("when", "First day of the new dose")
        with middle:
            percent = form.number(
                "percent_of_label", "New dose, % of label dose",
                help="0 while the drug is paused; at most 200. A drug stopped for good gets its last day under "
                "Regimen given.",
            )  # fmt: skip
            because = form.choose("because", "Reason of the change", list(DOSE_REASONS), DOSE_REASONS.__getitem__)
        with right:
            schedule = form.line("schedule", "Dose and schedule", placeholder="1 mg once a day", max_chars=200)
        note = form.text("note", "Note", height=70)
        why = form.line("reason", "Why this is amended") if kept else ""

        def save(seen: int) -> Kept[DoseChange]:
            dose = built(
                DoseChange, course=course, drug=drug or "", when=when, percent_of_label=percent, schedule=schedule,
                because=because, note=note,
            )  # fmt: skip
            return desk.save_dose_change(file.item.case_id, kept.key if kept else "", dose, seen, why)

        form.submit("Save the change of dose", save, "The change of dose is recorded.")
