"""The board's decision: written, signed with the password entered again, then locked; later changes are amendments."""

from datetime import datetime

import streamlit as st

from tumorboard.domain.access import Action
from tumorboard.domain.board import BoardDecision
from tumorboard.errors import Conflict, InputError, SignInError
from tumorboard.service import CaseFile, Desk, Kept
from ui.parts.case_head import show_case_head, show_steps
from ui.parts.decision_form import decision_of, draw_decision, start_of
from ui.parts.decision_shown import decision_words, show_decision, show_versions
from ui.parts.desk import go, opened
from ui.parts.forms import News, open_form, show_error, unsaved_since
from ui.parts.spoken import moment
from ui.parts.words import plain

NEW = ""
WRITING, AMENDING = "decision:", "amend:"
"""Begin the names of the two forms, which hold the same fields: what was written in one can go on in the other."""
MEANING = "I took part in this decision and confirm that it is recorded as it was made."


def show(desk: Desk) -> None:
    """Show the view."""
    file = opened(desk)
    if file is None:
        return
    show_case_head(file, desk.kb, "Decision")
    show_steps("decision")
    may = desk.may(Action.WRITE_DECISION, file.item.case_id)
    begun = unsaved_since(desk, file.item.case_id, WRITING + NEW) if may else None
    kept = _choose(file, may, begun is not None)
    if kept is not None:
        show_decision(file, kept)
        if may:
            _act(desk, file, kept)
        if st.toggle("Show every version", key=f"versions:{kept.key}"):
            show_versions(desk, file, kept.key)
    elif may:
        st.subheader("A new decision", anchor="write")
        _write(desk, file, None, _quicker(desk, file, begun))
    if not may:
        st.info("Only a board member of the team writes and signs. You can read.", icon=":material/lock:")


def _choose(file: CaseFile, may: bool, writing: bool) -> Kept[BoardDecision] | None:
    """Let one of the decisions be chosen, the newest first, or a new one be begun; one that is being written stays."""
    by_key = {one.key: one for one in reversed(file.decisions)}
    if not by_key:
        return None
    if len(by_key) == 1 and not may:
        return next(iter(by_key.values()))
    keys = [*by_key, *([NEW] if may else [])]
    place = _chosen_place(file)
    first = NEW if writing and may else keys[0]
    chosen = st.session_state.get(place, first)
    # The browser keeps the words of what is chosen; a signed decision must not go on being called "not signed".
    widget = f"{place}:{'.'.join(str(one.version) for one in file.decisions)}:{writing}"
    if widget not in st.session_state:
        st.session_state[widget] = chosen if chosen in keys else first
    names = {key: decision_words(one) for key, one in by_key.items()}
    new = "a new decision (not saved yet)" if writing else "a new decision"
    chosen = st.selectbox(
        "Decision", keys, format_func=lambda key: names.get(key, new), key=widget,
        on_change=lambda: st.session_state.update({place: st.session_state[widget]}),
    )  # fmt: skip
    return by_key.get(chosen)


def _chosen_place(file: CaseFile) -> str:
    return f"decision:chosen:{file.item.case_id}"


def _quicker(desk: Desk, file: CaseFile, begun: datetime | None) -> News | None:
    """Tell the newest decision that somebody saved after this person began to write one."""
    later = [one for one in file.decisions if begun is not None and one.at > begun]
    if not later:
        return None
    newest = max(later, key=lambda one: one.at)
    did = "signed" if newest.value.signature else "saved"
    told = f"{newest.author} {did} a decision on this case at {moment(newest.at)}, while you were writing: "
    return told + f"{decision_words(newest)}.", start_of(newest.value, file, desk)


def _act(desk: Desk, file: CaseFile, kept: Kept[BoardDecision]) -> None:
    writing = unsaved_since(desk, file.item.case_id, WRITING + kept.key) is not None
    if kept.value.signature:
        if writing:
            st.subheader("Your unsaved change", anchor="write")
            signed = kept.value.signature
            told = f"{signed.by} signed this decision at {moment(signed.at)}, while you were writing. It is locked: "
            start = start_of(kept.value, file, desk)
            _write(desk, file, kept, (f"{told}yours can become an amendment of it.", start))
        amending = unsaved_since(desk, file.item.case_id, AMENDING + kept.key) is not None
        with st.expander("Amend this decision", icon=":material/edit_note:", expanded=amending):
            st.markdown("The signed version stays. Your amendment becomes a new signed version with its reason.")
            _amend(desk, file, kept)
        return
    st.subheader("Sign", anchor="sign")
    if desk.may(Action.SIGN_DECISION, file.item.case_id):
        _sign(desk, file, kept)
    with st.expander("Change it before it is signed", icon=":material/edit:", expanded=writing):
        _write(desk, file, kept)


def _write(desk: Desk, file: CaseFile, kept: Kept[BoardDecision] | None, news: News | None = None) -> None:
    case_id, key = file.item.case_id, kept.key if kept else NEW
    start = start_of(kept.value if kept else None, file, desk)
    place = _chosen_place(file)
    with open_form(
        desk, case_id, WRITING + key, start, seen=kept.version if kept else 0, latest=kept, news=news,
        theirs=lambda: st.session_state.update({place: key}) if key else st.session_state.pop(place, None),
    ) as form:  # fmt: skip
        fields = draw_decision(form, file, desk)

        def save(seen: int) -> Kept[BoardDecision]:
            saved = desk.save_decision(case_id, key, decision_of(fields), seen)
            st.session_state[place] = saved.key
            return saved

        def go_on(problem: Conflict) -> tuple[str, int]:
            """Go on in the other person's decision: as its next version, or as an amendment where it is signed."""
            theirs = problem.entry
            st.session_state[place] = theirs.key
            return f"{AMENDING if theirs.body.get('signature') else WRITING}{theirs.key}", theirs.version

        form.submit(
            "Save the decision (not signed yet)", save, "The decision is saved. Read it, then sign it.", go_on=go_on
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
    with open_form(desk, case_id, AMENDING + kept.key, start, seen=kept.version, latest=kept) as form:
        fields = draw_decision(form, file, desk)
        reason = form.line("reason", "Reason of the amendment", max_chars=200)
        word = _password(desk, f"{form.stem}word")

        def save(seen: int) -> Kept[BoardDecision]:
            if not word:
                raise InputError("nothing was entered", field="password", remedy="Enter it to sign")
            return desk.amend_decision(case_id, kept.key, decision_of(fields), word, seen, reason)

        form.submit("Amend and sign", save, "The amendment is signed. The version before it is kept.")
