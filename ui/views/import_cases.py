"""Import: read a file, see what would be new, changed or refused, and only then take it in."""

from collections import Counter
from datetime import date

import streamlit as st

from tumorboard import service
from tumorboard.errors import Conflict, InputError, Refused, StoreError
from tumorboard.service import Desk, Preview
from ui.parts.desk import go
from ui.parts.fields import ISO
from ui.parts.forms import show_error
from ui.parts.spoken import told
from ui.parts.tables import table
from ui.parts.words import counted, listed, plain

MOST_BAD, MOST_CHANGED, MOST_MESSAGES = 20, 10, 6
STATUS = {
    "new": "● new", "changed": "◐ changed", "same": "= nothing new", "taken": "⊘ cannot be imported under this id",
    "bad": "✕ cannot be read",
}  # fmt: skip
READ, ROUND = "import:read", "import:round"


def show(desk: Desk) -> None:
    """Show the view."""
    st.header("Import cases", anchor="import")
    st.markdown("Nothing is saved until you confirm at the end of this page.")
    upload = st.file_uploader(
        "File of cases (JSON; one case, a list, or one case a line; up to 20 MB)", type=["json", "jsonl"],
        key=f"import:file:{st.session_state.get(ROUND, 0)}",
        help="Only pseudonyms belong in it: no name, no day of birth, no number of a hospital.",
    )  # fmt: skip
    if upload is None:
        st.session_state.pop(READ, None)
        return
    previews = _previews(desk, upload.file_id, upload.name, upload.getvalue())
    if not previews:
        st.error("The file holds no case. Give a JSON case, a list of cases, or one case a line.")
        return
    counts = Counter(str(one.status) for one in previews)
    st.markdown(
        f"**{plain(upload.name)}**: "
        + " · ".join(f"{STATUS[name]} **{counts[name]}**" for name in STATUS if counts[name])
    )
    _show_bad([one for one in previews if one.error])
    _show_readable(previews)
    _show_changes([one for one in previews if one.status == "changed"])
    _confirm(desk, [one for one in previews if one.can_import])


def _previews(desk: Desk, file_id: str, name: str, data: bytes) -> list[Preview]:
    """Read the file once; what it holds stays in this session until it is taken in or removed."""
    held: tuple[str, list[Preview]] | None = st.session_state.get(READ)
    if held is None or held[0] != file_id:
        held = st.session_state[READ] = (file_id, desk.preview(service.open_upload(name, data, desk.kb)))
    return held[1]


def _show_bad(bad: list[Preview]) -> None:
    if not bad:
        return
    st.subheader("Cannot be read", anchor="bad")
    st.markdown("These are left out. Correct the file and import it again; the others can be taken in now.")
    for one in bad[:MOST_BAD]:
        if one.error:
            show_error(one.error)
    if len(bad) > MOST_BAD:
        st.warning(f"... and {len(bad) - MOST_BAD} more.")


def _show_readable(previews: list[Preview]) -> None:
    rows = [
        {
            "What": STATUS[one.status],
            "Case": plain(one.case_id),
            "Diagnosis": plain(one.diagnosis or "–"),
            "Alterations": str(one.alterations),
            "Told on reading": plain(listed(one.messages, none="–", most=MOST_MESSAGES)),
        }
        for one in previews
        if not one.error
    ]
    if rows:
        st.subheader("Can be read", anchor="readable")
        table(rows, "Cases of the file that can be read")


def _show_changes(changed: list[Preview]) -> None:
    if not changed:
        return
    st.subheader("What would change", anchor="changes")
    for one in changed[:MOST_CHANGED]:
        rows = [
            {"Field": plain(field), "In the file": plain(told(new)), "In the records": plain(told(old))}
            for field, new, old in one.changes
        ]
        st.markdown(f"**{plain(one.case_id)}**")
        table(rows, f"What would change of {one.case_id}")
    if len(changed) > MOST_CHANGED:
        st.caption(f"... and {len(changed) - MOST_CHANGED} more cases that would change.")


def _confirm(desk: Desk, ready: list[Preview]) -> None:
    st.subheader("Confirm", anchor="confirm")
    if not ready:
        st.info("There is nothing to take in.", icon=":material/inbox:")
        return
    by_id = {one.case_id: one for one in ready}
    left, right = st.columns([3, 1], gap="medium")
    chosen = left.multiselect("Leave out", list(by_id), key="import:without", placeholder="All of them are taken in")
    due = right.date_input("Due at the board", value=None, key="import:due", format=ISO, min_value=date(1900, 1, 1))
    taken = [one for name, one in by_id.items() if name not in chosen]
    news = sum(one.status == "new" for one in taken)
    words = f"{counted(news, 'new case')}" + (
        f" and {counted(len(taken) - news, 'changed case')}" if news < len(taken) else ""
    )
    reason = ""
    if news < len(taken):
        reason = st.text_input(
            "Reason of the change", key="import:reason", placeholder="imported again", max_chars=200,
            help="It stands in the history of each case that changes.",
        )  # fmt: skip
    if not st.button(f"Take in {words}", type="primary", disabled=not taken, key="import:confirm"):
        return
    try:
        with st.spinner(f"Taking in {words} ..."):
            names = desk.import_cases(taken, due if isinstance(due, date) else None, reason)
    except (InputError, Conflict, Refused, StoreError) as problem:
        show_error(problem)
        st.caption("Nothing was taken in. The file is still here: try again.")
        if isinstance(problem, Conflict):
            st.session_state.pop(READ, None)
        return
    st.session_state.pop(READ, None)
    st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1
    go("worklist", said=f"{counted(len(names), 'case')} taken in: {listed(names)}. You are on the team.")
