"""The audit trail: who read, wrote, exported or was refused what, and whether the trail is whole."""

import csv
import io
import json

import streamlit as st

from tumorboard.domain.telling import harmless
from tumorboard.service import Desk
from ui.parts.spoken import moment
from ui.parts.tables import table
from ui.parts.words import plain

PAGE = 100
OUTCOMES = {"done": "✔ done", "refused": "✕ refused", "conflict": "△ conflict"}


def show(desk: Desk) -> None:
    """Show the view."""
    st.header("Audit trail")
    left, middle, right = st.columns(3)
    with left:
        case = st.text_input("Only this case", key="audit:case").strip()
    with middle:
        person = st.text_input("Only this account (id)", key="audit:person").strip()
    with right:
        page = int(st.number_input("Page", 1, 100_000, 1, key="audit:page"))
    rows = desk.audit(PAGE, (page - 1) * PAGE, case, person)
    if not rows:
        st.markdown("No rows.")
    shown = [
        {
            "No.": str(row.seq),
            "When": moment(row.at),
            "Who": plain(row.name),
            "Account": plain(row.person_id) or "–",
            "What": plain(row.action),
            "Case": plain(row.case_id) or "–",
            "Outcome": OUTCOMES.get(row.outcome, plain(row.outcome)),
            "Detail": plain(_detail(row.detail)) or "–",
        }
        for row in rows
    ]
    table(shown, "Audit trail, the newest first")
    st.download_button(
        "Download this page (CSV)", _csv(shown), file_name="audit.csv", mime="text/csv", on_click="ignore"
    )
    st.subheader("Is the trail whole?", anchor="verify")
    if st.button("Verify the whole trail", key="audit:verify"):
        with st.spinner("Verifying every row ..."):
            found = desk.verify_audit()
        if found:
            st.error("The trail is NOT whole.", icon=":material/gpp_bad:")
            st.markdown("\n".join(f"- {plain(one)}" for one in found[:50]))
        else:
            st.success("The trail is whole: nothing was edited, deleted, inserted, reordered or cut.")


def _detail(detail: dict[str, object]) -> str:
    told = json.dumps(detail, ensure_ascii=False, sort_keys=True) if detail else ""
    return told if len(told) <= 160 else f"{told[:159]}…"


def _csv(rows: list[dict[str, str]]) -> str:
    """Return the rows as CSV; a cell that a spreadsheet would run is made text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row.values()])
    return out.getvalue()
