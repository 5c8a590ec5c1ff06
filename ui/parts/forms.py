"""Forms that lose nothing: a draft kept on every change, conflicts and errors told, what was saved confirmed.

Use::

    with open_form(desk, case_id, "claim", start={...}, seen=3) as form:
        filed = form.day("filed", "Filed on")
        form.submit("Save the claim", lambda seen: desk.save_claim(case_id, key, built(Claim, filed=filed), seen))
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import streamlit as st

from tumorboard.errors import StoreError
from ui.parts.fields import Fields, flat
from ui.parts.form import Form as Form  # what views need of a form stands here, too
from ui.parts.form import Keeper, has_changed, stem_of
from ui.parts.problems import built as built
from ui.parts.problems import say as say
from ui.parts.problems import show_error as show_error
from ui.parts.problems import show_said as show_said
from ui.parts.spoken import Entered, moment

ROUND = "forms:round"
News = tuple[str, Mapping[str, Any]]


def open_form(
    keeper: Keeper, case_id: str, name: str, start: Mapping[str, Any] | None = None, seen: int = 0,
    locked: bool = False, latest: Entered | None = None, news: News | None = None,
    theirs: Callable[[], None] | None = None,
) -> Form:  # fmt: skip
    """Open a form with what was written in it last: in this session, in a draft, or else what the records hold.

    While something in it is not saved it stays as it is, whatever others save meanwhile; that is told at its head.

    Parameters
    ----------
    keeper : Desk
        Whose form it is.
    case_id : str
        Empty for a form that belongs to no case.
    name : str
        Names the form within the case (``decision:D1``).
    start : mapping, optional
        What the records hold: values, dates, lists, and lists of mappings for rows.
    seen : int
        Version that it was taken from; 0 for something new.
    locked : bool
        Whether it is only shown.
    latest : Kept, optional
        What the records hold, for who wrote it and when.
    news : (str, mapping), optional
        What else somebody did that the writer must know, in a sentence, and the values that they saved.
    theirs : callable, optional
        Called in the click by which the writer gives up what is not saved.
    """
    state = _state_of(keeper, case_id, name, locked)
    if state is not None and state["move"]:
        _move(keeper, case_id, name, state)
    held = flat(start or {})
    if state is not None and not state["done"] and (state["seen"] == seen or _unsaved(state, case_id, name)):
        form = Form(keeper, case_id, name, state, locked, theirs)
        if not locked and (news or state["seen"] < seen):
            form.news = (news[0], flat(news[1])) if news else (_saved(latest), held)
        return form
    draft = None if locked else _draft(keeper, case_id, name)
    st.session_state.pop(f"{_place(keeper, case_id, name)}:draft", None)
    values = held if draft is None else draft["values"]
    st.session_state[ROUND] = number = st.session_state.get(ROUND, 0) + 1
    st.session_state[_place(keeper, case_id, name)] = state = {
        "values": dict(values), "start": None, "kept": None if draft is None else dict(values), "round": number,
        "seen": seen if draft is None else draft["seen"], "restored": "" if draft is None else str(draft.get("at")),
        "begun": (draft or {}).get("begun") or datetime.now(UTC).isoformat(), "words": {},
        "problem": None, "done": False, "discard": False, "move": None,
    }  # fmt: skip
    form = Form(keeper, case_id, name, state, locked, theirs)
    if draft is not None and (news or state["seen"] < seen):
        form.news = (news[0], flat(news[1])) if news else (_saved(latest), held)
    return form


def unsaved_since(keeper: Keeper, case_id: str, name: str) -> datetime | None:
    """Return since when a form, drawn or not, has held something that is not saved; None where it does not."""
    state = _state_of(keeper, case_id, name)
    if state is not None and not state["done"]:
        return datetime.fromisoformat(state["begun"]) if _unsaved(state, case_id, name) else None
    draft = _draft(keeper, case_id, name)
    if draft is None:
        return None
    return datetime.fromisoformat(draft.get("begun") or datetime.now(UTC).isoformat())


def _state_of(keeper: Keeper, case_id: str, name: str, locked: bool = False) -> dict[str, Any] | None:
    """Return what this session holds of a form; what was asked to be discarded is discarded first."""
    state: dict[str, Any] | None = st.session_state.get(_place(keeper, case_id, name))
    if state is not None and state["discard"]:
        state["discard"] = False
        Form(keeper, case_id, name, state, locked).discard()
    return state


def _move(keeper: Keeper, case_id: str, name: str, state: dict[str, Any]) -> None:
    """Let what was written in a form go on in another one, as its draft."""
    other, seen = state["move"]
    state["move"] = None
    if unsaved_since(keeper, case_id, other) is not None:
        st.warning("Something else that you wrote is not saved there yet: save or discard it first.")
        return
    at = moment(datetime.now().astimezone())
    body = {"values": dict(state["values"]), "seen": seen, "at": at, "begun": datetime.now(UTC).isoformat()}
    keeper.save_draft(case_id, other, body)
    for place in (_place(keeper, case_id, other), f"{_place(keeper, case_id, other)}:draft"):
        st.session_state.pop(place, None)
    Form(keeper, case_id, name, state, False).discard()
    st.rerun()


def _saved(latest: Entered | None) -> str:
    if latest is None:
        return "Somebody else saved a newer version while you were writing."
    return f"{latest.author} saved version {latest.version} at {moment(latest.at)}, while you were writing."


def _unsaved(state: dict[str, Any], case_id: str, name: str) -> bool:
    """Say whether something is not saved, also what the browser sent just now and no field has read yet."""
    return has_changed(state) or Fields(state["values"], stem_of(case_id, name, state)).typed()


def _draft(keeper: Keeper, case_id: str, name: str) -> dict[str, Any] | None:
    """Return the draft; it is asked for once until the form is opened, since every reading is in the trail."""
    place = f"{_place(keeper, case_id, name)}:draft"
    if place not in st.session_state:
        try:
            draft = keeper.draft(case_id, name)
        except StoreError:
            return None
        whole = draft is not None and isinstance(draft.get("values"), dict) and isinstance(draft.get("seen"), int)
        st.session_state[place] = draft if whole else None
    held: dict[str, Any] | None = st.session_state[place]
    return held


def _place(keeper: Keeper, case_id: str, name: str) -> str:
    return f"form:{keeper.person.id}:{case_id}:{name}"
