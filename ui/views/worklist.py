"""The worklist: whose case is where, until when, and the way in."""

from datetime import date

import streamlit as st

from tumorboard.domain.board import CaseState, WorkItem
from tumorboard.service import Desk
from ui.parts.desk import go, link
from ui.parts.spoken import STATES, moment
from ui.parts.words import counted, plain

PAGE, MOST_FOUND = 20, 400
WIDTHS = (1.1, 2.6, 3.2, 1.1, 1.4, 1.1, 2)
HEADS = ("Case", "Diagnosis", "What was found", "Best score", "State", "Due", "Last change")
OPEN = (CaseState.NEW, CaseState.PREPARED, CaseState.ON_BOARD)
"""States in which the due date of the board still counts."""


def show(desk: Desk) -> None:
    """Show the view."""
    st.header("Worklist", anchor="worklist")
    counts = desk.counts()
    left, right = st.columns([4.4, 1], gap="small", vertical_alignment="bottom")
    with left:
        states = st.pills(
            "State (none chosen: all)", list(CaseState), selection_mode="multi", key="worklist:states",
            format_func=lambda state: f"{STATES[state]} {counts.get(state, 0)}", persist_state="session",
        )  # fmt: skip
    with right:
        text = st.text_input(
            "Search",
            key="worklist:text",
            placeholder="Pseudonym, diagnosis, finding",
            persist_state="session",
        ).strip()
    if text:
        found = desk.worklist(states, text, limit=MOST_FOUND + 1)
        total = len(found)
        part = f"The first {MOST_FOUND} found; search for more letters" if total > MOST_FOUND else ""
        total = min(total, MOST_FOUND)
    else:
        found, part = [], ""
        total = sum(counts.get(state, 0) for state in states or CaseState)
    if not total:
        _show_none(bool(text or states))
        return
    number = _page(total)
    start = (number - 1) * PAGE
    rows = found[start : start + PAGE] if text else desk.worklist(states, limit=PAGE, offset=start)
    _show_rows(rows)
    st.caption(
        f"{counted(total, 'case')}, {start + 1}–{start + len(rows)} shown, the most urgent first"
        + (f". {part}." if part else ".")
    )


def _page(total: int) -> int:
    """Let a page be chosen above the rows, where there is more than one."""
    last = -(-total // PAGE)
    if last == 1:
        return 1
    # Another filter may have fewer pages than the one that was left.
    if st.session_state.get("worklist:page", 1) > last:
        st.session_state["worklist:page"] = last
    return st.pagination(last, key="worklist:page")


def _show_rows(rows: list[WorkItem]) -> None:
    today = date.today()
    with st.container(gap=None):
        with st.container(key="row-head"):
            for column, head in zip(st.columns(WIDTHS), HEADS, strict=True):
                column.markdown(f"**{head}**")
        for place, item in enumerate(rows):
            with st.container(key=f"row-{place}"):
                _show_row(item, today)


def _show_row(item: WorkItem, today: date) -> None:
    cells = st.columns(WIDTHS, vertical_alignment="center")
    if cells[0].button(plain(item.case_id), key=f"open:{item.case_id}", type="tertiary"):
        go("overview", item.case_id)
    invented = " *(invented)*" if item.sample else ""
    told = (
        f"{plain(item.diagnosis or 'not given')}{invented}", plain(item.headline or "–"), plain(item.score or "–"),
        STATES[item.state], _due(item, today), f"{moment(item.changed_at)}  \n{plain(item.changed_by)}",
    )  # fmt: skip
    for cell, words in zip(cells[1:], told, strict=True):
        cell.markdown(words)


def _due(item: WorkItem, today: date) -> str:
    if item.due is None:
        return "–"
    if item.state in OPEN and item.due < today:
        return f"{item.due.isoformat()}  \n**⚠ overdue**"
    return f"{item.due.isoformat()}  \n*today*" if item.state in OPEN and item.due == today else item.due.isoformat()


def _show_none(filtered: bool) -> None:
    if filtered:
        st.info("No case of your teams fits this search.", icon=":material/search_off:")
        return
    st.info("No case of your teams is here yet.", icon=":material/inbox:")
    link("import", "Import cases")
