"""The board's decision: written, signed with the password entered again, then locked; later changes are amendments."""

import streamlit as st

from tumorboard.domain.access import Action
from tumorboard.domain.board import BoardDecision
from tumorboard.errors import Conflict, InputError, SignInError
from tumorboard.service import CaseFile, Desk, Kept
from ui.parts.case_head import show_case_head, show_steps
from ui.parts.decision_form import decision_of, draw_decision, start_of
from ui.parts.decision_shown import show_decision, show_versions
from ui.parts.desk import go, opened
from ui.parts.forms import open_form, show_error
from ui.parts.words import plain

NEW = ""
MEANING = "I took part in this decision and confirm that it is recorded as it was made."


def show(desk: Desk) -> None:
    """Show the view."""
    file = opened(desk)
    if file is None:
        return
    show_case_head(file, desk.kb, "Decision")
    show_steps("decision")
    may = desk.may(Action.WRITE_DECISION, file.item.case_id)
    kept = _choose(file, may)
    if kept is not None:
        show_decision(file, kept)
        if may:
            _act(desk, file, kept)
        if st.toggle("Show every version", key=f"versions:{kept.key}"):
            show_versions(desk, file, kept.key)
    elif may:
        st.subheader("A new decision", anchor="write")
        _write(desk, file, None)
    if not may:
        st.info("Only a board member of the team writes and signs. You can read.", icon=":material/lock:")


def _choose(file: CaseFile, may: bool) -> Kept[BoardDecision] | None:
    """Let one of the decisions be chosen, the newest first, or a new one be begun."""
    by_key = {one.key: one for one in reversed(file.decisions)}
    if not by_key:
        return None
    names = {
        key: f"{one.value.met}: {'signed' if one.value.signature else 'not signed'}, version {one.version}"
        for key, one in by_key.items()
    }
    if len(by_key) == 1 and not may:
        return next(iter(by_key.values()))
    # The browser keeps the words of what is chosen; a signed decision must not go on being called "not signed".
    versions = ".".join(str(one.version) for one in file.decisions)
    chosen = st.selectbox(
        "Decision", [*by_key, *([NEW] if may else [])], format_func=lambda key: names.get(key, "a new decision"),
        key=f"decision:{file.item.case_id}:{versions}",
    )  # fmt: skip
    return by_key.get(chosen)


def _act(desk: Desk, file: CaseFile, kept: Kept[BoardDecision]) -> None:
    if kept.value.signature:
        with st.expander("Amend this decision", icon=":material/edit_note:"):
            st.markdown("The signed version stays. Your amendment becomes a new signed version with its reason.")
            _amend(desk, file, kept)
        return
    st.subheader("Sign", anchor="sign")
    if desk.may(Action.SIGN_DECISION, file.item.case_id):
        _sign(desk, file, kept)
    with st.expander("Change it before it is signed", icon=":material/edit:"):
        _write(desk, file, kept)


def _write(desk: Desk, file: CaseFile, kept: Kept[BoardDecision] | None) -> None:
    case_id, key = file.item.case_id, kept.key if kept else NEW
    start = start_of(kept.value if kept else None, file, desk)
    with open_form(desk, case_id, f"decision:{key}", start, seen=kept.version if kept else 0) as form:
        fields = draw_decision(form, file, desk)
        form.submit(
            "Save the decision (not signed yet)",
            lambda seen: desk.save_decision(case_id, key, decision_of(fields), seen),
            "The decision is saved. Read it, then sign it.",
        )


def _password(desk: Desk, key: str) -> str:
    demo = desk.records.demo
    return st.text_input(
        "Demo signature: any word" if demo else "Your password again", type="default" if demo else "password", key=key,
        autocomplete="off" if demo else "current-password",
        help="There are no passwords in the demonstration." if demo else "The signature is yours alone.",
    ).strip()  # fmt: skip


def _sign(desk: Desk, file: CaseFile, kept: Kept[BoardDecision]) -> None:
    case_id = file.item.case_id
    with st.form(f"sign:{case_id}:{kept.key}:{kept.version}"):
        meaning = st.text_input("What your signature means", MEANING, max_chars=200)
        word = _password(desk, f"sign:word:{kept.key}:{kept.version}")
        sent = st.form_submit_button("Sign and lock", type="primary", icon=":material/signature:")
    if not sent:
        return
    try:
        if not word:
            raise InputError("nothing was entered", field="password", remedy="Enter it to sign")
        desk.sign_decision(case_id, kept.key, word, kept.version, meaning)
    except (InputError, SignInError) as problem:
        show_error(problem)
    except Conflict as problem:
        st.warning(
            f"**{plain(problem.by or 'Somebody else')} changed the decision after you opened it.** Nothing was signed. "
            "Read it again.",
            icon=":material/group:",
        )
        st.button("Show the decision as it is now")
    else:
        go("decision", case_id, "The decision is signed and locked.")


def _amend(desk: Desk, file: CaseFile, kept: Kept[BoardDecision]) -> None:
    case_id = file.item.case_id
    start = start_of(kept.value, file, desk)
    with open_form(desk, case_id, f"amend:{kept.key}", start, seen=kept.version) as form:
        fields = draw_decision(form, file, desk)
        reason = form.line("reason", "Reason of the amendment", max_chars=200)
        word = _password(desk, f"{form.stem}word")

        def save(seen: int) -> Kept[BoardDecision]:
            if not word:
                raise InputError("nothing was entered", field="password", remedy="Enter it to sign")
            return desk.amend_decision(case_id, kept.key, decision_of(fields), word, seen, reason)

        form.submit("Amend and sign", save, "The amendment is signed. The version before it is kept.")
