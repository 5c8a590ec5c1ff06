"""The audit trail: who read, wrote, exported or was refused what, and whether the trail is whole."""

import csv
import io
from datetime import date, datetime, time, timedelta
from typing import Any

import streamlit as st

from tumorboard.domain.telling import harmless
from tumorboard.service import AuditRow, Desk
from ui.parts.desk import later
from ui.parts.spoken import moment
from ui.parts.tables import table
from ui.parts.trail import ACTIONS, OUTCOMES, action_words, detail_words
from ui.parts.words import SPACE, counted, plain

PAGE = 25
DOWNLOAD = 5000
"""Rows that a download may hold."""
ANY = "any"
NO_DAYS: Any = ()


def show(desk: Desk) -> None:
    """Show the view."""
    st.header("Audit trail")
    asked = _asked()
    number = int(st.session_state.get("audit:page") or 1)
    rows, total = desk.audit_page(PAGE, (number - 1) * PAGE, **asked)
    last = max(1, -(-total // PAGE))
    if number > last:
        # Another filter may have fewer pages than the one that was left.
        st.session_state["audit:page"] = number = last
        rows, total = desk.audit_page(PAGE, (number - 1) * PAGE, **asked)
    if last > 1:
        st.pagination(last, key="audit:page")
    if not rows:
        st.markdown("No row fits.")
    shown = [_row(row) for row in rows]
    table([{name: plain(cell) for name, cell in row.items()} for row in shown], "Audit trail, the newest first")
    first = (number - 1) * PAGE
    st.caption(
        f"{counted(total, 'row')}" + (f", {first + 1}–{first + len(rows)} shown, the newest first." if rows else ".")
    )
    if rows:
        st.download_button(
            f"Download the rows that fit (CSV, at most {DOWNLOAD})",
            later(desk, lambda own: _csv([_row(row) for row in own.audit_page(DOWNLOAD, 0, **asked)[0]]).encode()),
            file_name="audit.csv", mime="text/csv", on_click="ignore",
        )  # fmt: skip
    st.subheader("Is the trail whole?", anchor="verify")
    if st.button("Verify the whole trail", key="audit:verify"):
        with st.spinner("Verifying every row ..."):
            found = desk.verify_audit()
        if found:
            st.error("The trail is NOT whole.", icon=":material/gpp_bad:")
            st.markdown("\n".join(f"- {plain(one)}" for one in found[:50]))
        else:
            st.success("The trail is whole: nothing was edited, deleted, inserted, reordered or cut.")


def _asked() -> dict[str, Any]:
    """Let the rows be asked for: who, which case, what, and when."""
    one, two, three, four, five = st.columns([3, 3, 3, 2, 3])
    with one:
        person = st.text_input("Who (name, or part of it)", key="audit:person").strip()
    with two:
        case = st.text_input("Case", key="audit:case").strip()
    with three:
        action = st.selectbox("What", [ANY, *ACTIONS], format_func=lambda one: ACTIONS.get(one, one), key="audit:what")
    with four:
        outcome = st.selectbox(
            "Outcome", [ANY, *OUTCOMES], format_func=lambda one: OUTCOMES.get(one, one), key="audit:outcome"
        )
    with five:
        days = st.date_input("Days, from and to", value=NO_DAYS, format="YYYY-MM-DD", key="audit:days")
    between = days if isinstance(days, tuple) else (days,)
    return {
        "person": person, "case_id": case, "action": "" if action == ANY else action,
        "outcome": "" if outcome == ANY else outcome,
        "since": _midnight(between[0]) if between else None,
        "until": _midnight(between[-1] + timedelta(days=1)) if between else None,
    }  # fmt: skip


def _midnight(of: date) -> datetime:
    """Return the beginning of a day in the clinic's own time."""
    return datetime.combine(of, time()).astimezone()


def _row(row: AuditRow) -> dict[str, str]:
    return {
        "No.": str(row.seq),
        "When": moment(row.at).replace(" ", SPACE),
        "Who": row.name,
        "What": action_words(row.action),
        "Case": row.case_id or "–",
        "Outcome": OUTCOMES.get(row.outcome, row.outcome),
        "More": detail_words(row.detail) or "–",
    }


def _csv(rows: list[dict[str, str]]) -> str:
    """Return the rows as CSV; a cell that a spreadsheet would run is made text."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if rows:
        writer.writerow(rows[0])
    for row in rows:
        writer.writerow([harmless(cell) for cell in row.values()])
    return out.getvalue()
