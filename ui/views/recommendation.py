"""The recommendation for a case of the worklist, and what was frozen of it: never computed again, only checked."""

import streamlit as st

from tumorboard.domain.access import Action
from tumorboard.errors import Conflict, InputError, StoreError
from tumorboard.service import CaseFile, Desk
from ui.parts.ask import Question
from ui.parts.case_head import show_case_head, show_steps
from ui.parts.decision_shown import options_of
from ui.parts.desk import go, opened
from ui.parts.forms import show_error
from ui.parts.spoken import moment
from ui.parts.tables import table
from ui.parts.words import SPACE, plain
from ui.views.recommend import show_read

MOST_OPTIONS = 3


def show(desk: Desk) -> None:
    """Show the view."""
    file = opened(desk)
    if file is None:
        return
    show_case_head(file, desk.kb, "Recommendation")
    show_steps("recommendation")
    above = st.container()
    asked = show_read(file.read, desk.kb)
    with above:
        if asked is not None and desk.may(Action.FREEZE_RECOMMENDATION, file.item.case_id):
            _freeze(desk, file, asked)
        _show_frozen(desk, file)


def _freeze(desk: Desk, file: CaseFile, asked: Question) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        clicked = st.button("Freeze this recommendation for the board", icon=":material/ac_unit:", key="freeze")
        st.caption(
            f"Keeps it as it is: policy {plain(asked.policy.name)}, the limits, pins and vetoes of the sidebar, "
            f"knowledge {plain(desk.kb.version)}."
        )
    if not clicked:
        return
    try:
        made = desk.freeze(file.item.case_id, asked.limits, asked.policy)
    except (InputError, Conflict, StoreError) as problem:
        show_error(problem)
    else:
        go("recommendation", file.item.case_id, f"The recommendation is frozen ({moment(made.at)}).")


def _show_frozen(desk: Desk, file: CaseFile) -> None:
    if not file.recommendations:
        return
    with st.expander(f"Frozen recommendations ({len(file.recommendations)})", icon=":material/ac_unit:"):
        rows = []
        for kept in reversed(file.recommendations):
            options = options_of(kept)
            first = [f"{rank}: {' + '.join(drugs)}" for rank, drugs in list(options.items())[:MOST_OPTIONS]]
            rows.append(
                {
                    "Frozen": moment(kept.at),
                    "By": plain(kept.author),
                    "Policy": plain(kept.value.policy),
                    "Knowledge": plain(kept.value.knowledge),
                    "First options": plain("; ".join(first) or "no option"),
                    "Options": str(len(options)),
                    "Sealed by": plain(kept.value.input_sha256[:12]),
                }
            )
        table(rows, "Frozen recommendations")
        if st.button("Compute the newest again and compare", key="rerun"):
            again = desk.rerun(file.item.case_id, file.recommendations[-1].key)
            st.markdown(f"{'✔' if again.same else '✕'}{SPACE}**{plain(again.words)}**")
