"""One form of one person: its draft, its button, what went wrong, and what others saved meanwhile.

Made by `ui.parts.forms.open_form`.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any, Protocol, TypeVar

import streamlit as st

from tumorboard.domain.access import Person
from tumorboard.errors import Conflict, InputError, Refused, SignInError, StoreError, TumorboardError
from ui.parts.fields import Fields
from ui.parts.labels import ROWS, field_words
from ui.parts.problems import say, show_error
from ui.parts.spoken import moment, told
from ui.parts.tables import table
from ui.parts.words import plain

T = TypeVar("T")


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

    def __init__(
        self, keeper: Keeper, case_id: str, name: str, state: dict[str, Any], locked: bool,
        theirs: Callable[[], None] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(state["values"], stem_of(case_id, name, state), locked=locked, words=state["words"])
        self.keeper, self.case_id, self.name, self.state, self.theirs = keeper, case_id, name, state, theirs
        self.news: tuple[str, Mapping[str, Any]] | None = None

    def __enter__(self) -> "Form":
        """Tell that a draft was brought back, and leave room to tell what others saved meanwhile."""
        self.head = st.container()
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
            self._show_news()
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
        return has_changed(self.state)

    def keep(self) -> None:
        """Keep the draft where something changed since it was kept last."""
        now = dict(self.values)
        if now == self.state["kept"]:
            return
        try:
            if self.changed:
                at = moment(datetime.now().astimezone())
                body = {"values": now, "seen": self.state["seen"], "at": at, "begun": self.state["begun"]}
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
        self, label: str, save: Callable[[int], T], said: str = "Saved.", key: str = "submit",
        go_on: Callable[[Conflict], tuple[str, int]] | None = None, **more: Any,
    ) -> T | None:  # fmt: skip
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
        go_on : callable, optional
            Where one's own words go on after a conflict: name of another form, and the version that it follows. In the
            same form, after the version that stands in the records, where left out.
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
            self._show(failed, go_on)
        return None

    def told(self, field: str) -> str:
        """Return a field as the form calls it."""
        return field_words(field, self.words, self.values)

    def _show_news(self) -> None:
        """Tell at the head of the form what somebody else saved while this was being written, and what differs."""
        if self.news is None or not self.changed or isinstance(self.state["problem"], tuple):
            return
        words, theirs = self.news
        rows = [
            {
                "Field": plain(self.told(path)),
                "Yours": plain(told(self.get(path))),
                "In the records": plain(told(theirs.get(path))),
            }
            for path in dict.fromkeys([*self.words, *theirs])
            if not _rows_of(theirs, self.values, path) and told(self.get(path)) != told(theirs.get(path))
        ]
        with self.head:
            st.warning(
                f"**{plain(words)}** Nothing of yours is lost. Go on writing: when you save, both are shown and you "
                "decide.",
                icon=":material/group:",
            )
            if rows and theirs:
                with st.expander("What differs now"):
                    table(rows, "Yours beside what stands in the records")
            st.button("Discard mine and show theirs", key=f"{self.stem}news", on_click=self._ask_discard)

    def _show(self, problem: TumorboardError, go_on: Callable[[Conflict], tuple[str, int]] | None) -> None:
        if not isinstance(problem, Conflict):
            show_error(type(problem)(problem.message, field=self.told(problem.field), remedy=problem.remedy))
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
            {"Field": plain(self.told(field)), "Yours": plain(told(yours)), "In the records": plain(told(theirs))}
            for field, yours, theirs in problem.fields
        ]
        table(rows, "What the other person changed")
        with st.container(horizontal=True):
            st.button("Go on with mine", key=f"{self.stem}mine", on_click=self._go_on, args=(problem, go_on))
            st.button("Discard mine and show theirs", key=f"{self.stem}theirs", on_click=self._ask_discard)

    def _go_on(self, problem: Conflict, go_on: Callable[[Conflict], tuple[str, int]] | None) -> None:
        """Take the newer version as seen: the next save becomes the version after it, and both stay in the history."""
        if go_on is not None:
            name, seen = go_on(problem)
            if name != self.name:
                self.state["move"] = (name, seen)
                return
        self.state["seen"] = getattr(problem.entry, "version", self.state["seen"])
        self.state["kept"], self.state["problem"] = None, None

    def _ask_discard(self) -> None:
        # A click is heard before the session is checked: what touches the records waits for `open_form`.
        self.state["discard"] = True
        if self.theirs is not None:
            self.theirs()


def _rows_of(theirs: Mapping[str, Any], mine: Mapping[str, Any], path: str) -> bool:
    """Say whether a path names no field but the numbers of rows, or the fields of a row that was taken away."""
    if path.endswith((ROWS, ":last")):
        return True
    parts = path.split(".")
    numbers = [mine.get(parts[0]), theirs.get(parts[0])]
    if len(parts) > 2 and parts[1].isdigit():
        return not any(isinstance(held, list) and int(parts[1]) in held for held in numbers)
    return any(isinstance(held, list) and held and isinstance(held[0], int) for held in numbers)


def stem_of(case_id: str, name: str, state: Mapping[str, Any]) -> str:
    """Return what begins the keys of a form's widgets."""
    return f"form:{name}:{case_id}:{state['round']}:"


def has_changed(state: Mapping[str, Any]) -> bool:
    """Say whether a form holds something that is not saved."""
    return bool(state["restored"]) or (state["start"] is not None and state["values"] != state["start"])
