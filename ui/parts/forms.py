"""Forms that lose nothing: a draft kept on every change, conflicts and errors told, what was saved confirmed.

Use::

    with open_form(desk, case_id, "claim", start={...}, seen=3) as form:
        filed = form.day("filed", "Filed on")
        form.submit("Save the claim", lambda seen: desk.save_claim(case_id, key, built(Claim, filed=filed), seen))
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, TypeVar

import streamlit as st
from pydantic import BaseModel, ValidationError

from tumorboard.domain.access import Person
from tumorboard.errors import Conflict, InputError, Refused, SignInError, StoreError, TumorboardError
from ui.parts.fields import Fields, flat
from ui.parts.spoken import moment, told
from ui.parts.tables import table
from ui.parts.words import plain

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)
SAID = "forms:said"
ROUND = "forms:round"


class Keeper(Protocol):
    """The part of a desk that a form needs: whose it is, and the drafts."""

    @property
    def person(self) -> Person:
        """Who is signed in."""

    def draft(self, case_id: str, form: str) -> dict[str, Any] | None:
        """Return the draft kept, None where there is none."""

    def save_draft(self, case_id: str, form: str, body: dict[str, Any]) -> None:
        """Keep a draft."""

    def drop_draft(self, case_id: str, form: str) -> None:
        """Forget a draft."""


class Form(Fields):
    """One form of one person on one case; see `open_form`."""

    def __init__(self, keeper: Keeper, case_id: str, name: str, state: dict[str, Any], locked: bool) -> None:
        super().__init__(state["values"], f"form:{name}:{case_id}:{state['round']}:", locked=locked)
        self.keeper, self.case_id, self.name, self.state = keeper, case_id, name, state

    def __enter__(self) -> "Form":
        """Tell that a draft was brought back."""
        if self.state["restored"] and not self.locked:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.info(f"Your unsaved entry of {plain(self.state['restored'])} is back.", icon=":material/history:")
                st.button("Discard it", key=f"{self.stem}discard", on_click=self._ask_discard)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Keep what was written, also when the run is cut short."""
        if kind is None:
            self.shown()
        if self.locked or self.state["done"]:
            return
        if self.state["start"] is None and not self.state["restored"]:
            # What the fields of an untouched form hold is what a change is measured against.
            if kind is None:
                self.state["start"] = self.state["kept"] = dict(self.values)
            return
        self.keep()

    @property
    def changed(self) -> bool:
        """Whether anything was written that is not saved."""
        return _changed(self.state)

    def keep(self) -> None:
        """Keep the draft where something changed since it was kept last."""
        now = dict(self.values)
        if now == self.state["kept"]:
            return
        try:
            if self.changed:
                at = moment(datetime.now().astimezone())
                body = {"values": now, "seen": self.state["seen"], "at": at}
                self.keeper.save_draft(self.case_id, self.name, body)
            else:
                self.keeper.drop_draft(self.case_id, self.name)
            self.state["kept"] = now
        except StoreError as problem:
            st.warning(f"Your entry is not kept as a draft just now: {plain(problem)}", icon=":material/cloud_off:")

    def discard(self) -> None:
        """Forget what was written and begin again from what the records hold."""
        self.state["done"] = True
        try:
            self.keeper.drop_draft(self.case_id, self.name)
        except StoreError as problem:
            st.warning(f"The draft could not be removed: {plain(problem)}", icon=":material/cloud_off:")

    def submit(
        self, label: str, save: Callable[[int], T], said: str = "Saved.", key: str = "submit", **more: Any
    ) -> T | None:
        """Draw the button that saves; return what was saved in the run in which it was.

        Parameters
        ----------
        label : str
            Words of the button.
        save : callable
            Gets the version that the writer saw, saves and returns what was saved. An error keeps all input and is
            told below the button.
        said : str
            Told at the head of the next page once it is saved.
        """
        if st.button(label, key=f"{self.stem}{key}", disabled=self.locked, **{"type": "primary", **more}):
            self.state["problem"] = None
            try:
                saved = save(self.state["seen"])
            except (InputError, Conflict, Refused, SignInError, StoreError) as problem:
                self.state["problem"] = (key, problem)
            else:
                self.discard()
                say(said)
                st.rerun()
                return saved
        at, failed = self.state["problem"] or ("", None)
        if at == key and isinstance(failed, TumorboardError):
            self._show(failed)
        return None

    def _show(self, problem: TumorboardError) -> None:
        if not isinstance(problem, Conflict):
            show_error(problem)
            if isinstance(problem, StoreError):
                st.caption("Nothing was saved, not even in part. Your entry is kept: try again.")
            return
        when = f" at {moment(problem.at)}" if problem.at else ""
        st.warning(
            f"**{plain(problem.by or 'Somebody else')} changed this{plain(when)}, after you opened it.** Nothing was "
            "saved and your entry is kept. Compare, then decide.",
            icon=":material/group:",
        )
        rows = [
            {"Field": plain(field), "Yours": plain(told(yours)), "In the records": plain(told(theirs))}
            for field, yours, theirs in problem.fields
        ]
        table(rows, "What the other person changed")
        with st.container(horizontal=True):
            st.button("Go on with mine", key=f"{self.stem}mine", on_click=self._go_on, args=(problem,))
            st.button("Discard mine and show theirs", key=f"{self.stem}theirs", on_click=self._ask_discard)

    def _go_on(self, problem: Conflict) -> None:
        """Take the newer version as seen: the next save becomes the version after it, and both stay in the history."""
        self.state["seen"] = getattr(problem.entry, "version", self.state["seen"])
        self.state["kept"], self.state["problem"] = None, None

    def _ask_discard(self) -> None:
        # A click is heard before the session is checked: what touches the records waits for `open_form`.
        self.state["discard"] = True


def open_form(
    keeper: Keeper, case_id: str, name: str, start: Mapping[str, Any] | None = None, seen: int = 0,
    locked: bool = False,
) -> Form:  # fmt: skip
    """Open a form with what was written in it last: in this session, in a draft, or else what the records hold.

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
    """
    place = _place(keeper, case_id, name)
    held: dict[str, Any] | None = st.session_state.get(place)
    if held is not None and held["discard"]:
        Form(keeper, case_id, name, held, locked).discard()
    if held is not None and not held["done"] and (held["seen"] == seen or _changed(held)):
        return Form(keeper, case_id, name, held, locked)
    draft = None if locked else _draft(keeper, case_id, name)
    values = flat(start or {}) if draft is None else draft["values"]
    st.session_state[ROUND] = number = st.session_state.get(ROUND, 0) + 1
    st.session_state[place] = state = {
        "values": dict(values), "start": None, "kept": None if draft is None else dict(values), "round": number,
        "seen": seen if draft is None else draft["seen"], "restored": "" if draft is None else str(draft.get("at")),
        "problem": None, "done": False, "discard": False,
    }  # fmt: skip
    return Form(keeper, case_id, name, state, locked)


def _changed(state: Mapping[str, Any]) -> bool:
    return bool(state["restored"]) or (state["start"] is not None and state["values"] != state["start"])


def _draft(keeper: Keeper, case_id: str, name: str) -> dict[str, Any] | None:
    try:
        draft = keeper.draft(case_id, name)
    except StoreError:
        return None
    whole = draft is not None and isinstance(draft.get("values"), dict) and isinstance(draft.get("seen"), int)
    return draft if whole else None


def _place(keeper: Keeper, case_id: str, name: str) -> str:
    return f"form:{keeper.person.id}:{case_id}:{name}"


def built(model: type[M], of: str = "", /, **values: Any) -> M:
    """Return a record; what it refuses becomes an error with field and remedy.

    Parameters
    ----------
    model : type
        Type of the record.
    of : str
        Which of several it is (``regimen 2``), for the message.
    **values : Any
        Its fields.

    Raises
    ------
    InputError
        If a value is missing or cannot be.
    """
    try:
        return model(**values)
    except ValidationError as problem:
        first = problem.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        message = first["msg"].removeprefix("Value error, ")
        shown = first.get("input")
        if field and shown is None:
            message = "it is missing"
        elif field and isinstance(shown, str | int | float) and not isinstance(shown, bool):
            message = f"{message} (it is {str(shown)[:60]})"
        place = ", ".join(filter(None, [of, field]))
        raise InputError(message, field=place, remedy="Correct it and save again") from None


def show_error(problem: TumorboardError) -> None:
    """Show what is wrong, where, and what to do about it."""
    lines = [f"**{plain(problem.message)}**"]
    named = (("File", problem.file), ("Field", problem.field), ("What to do", problem.remedy))
    lines += [f"{name}: {plain(words)}" for name, words in named if words]
    st.error("  \n".join(lines), icon=":material/error:")


def say(words: str) -> None:
    """Have something told at the head of the next page that is drawn: what was saved, or done."""
    st.session_state.setdefault(SAID, []).append(words)


def show_said() -> None:
    """Tell what was saved."""
    for words in st.session_state.pop(SAID, ()):
        st.success(plain(words), icon=":material/check_circle:")
