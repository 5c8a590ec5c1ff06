"""Fields of a form: widgets whose values are kept apart from the widgets, as plain JSON, so that a draft can hold them.

Streamlit forgets a widget that one run did not draw. What a person has written must outlive that, a change of the
page, and the browser; so each field is filled from the form's values and written back to them.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from datetime import date
from typing import Any, cast

import streamlit as st

from ui.parts.labels import ROWS

ISO = "YYYY-MM-DD"
JOIN = "."
SAME: Callable[[str], str] = str


def flat(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return a form's first values as flat JSON.

    A list of mappings becomes rows: their numbers under the list's name, their fields as ``votes.1.member``. Dates
    become ISO text, other lists and tuples stay lists.
    """
    told: dict[str, Any] = {}
    for name, value in values.items():
        path = prefix + name
        if isinstance(value, Mapping):
            told |= flat(value, path + JOIN)
        elif isinstance(value, list | tuple) and any(isinstance(one, Mapping) for one in value):
            told[path] = list(range(1, len(value) + 1))
            for number, row in enumerate(value, start=1):
                told |= flat(row, f"{path}{JOIN}{number}{JOIN}")
        elif isinstance(value, list | tuple):
            told[path] = list(value)
        else:
            told[path] = value.isoformat() if isinstance(value, date) else value
    return told


class Fields:
    """Fields under one prefix of a form's values; every method draws one and returns what stands in it.

    Parameters
    ----------
    values : mapping
        Flat JSON, changed in place.
    stem : str
        Begins the key of every widget; another stem makes other widgets.
    prefix : str
        Begins every name within ``values``.
    locked : bool
        Whether nothing can be changed.
    words : mapping, optional
        Gathers the label of every field by its path, and the noun of every list of rows; see `ui.parts.labels`.
    """

    def __init__(
        self, values: MutableMapping[str, Any], stem: str, prefix: str = "", locked: bool = False,
        words: MutableMapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.values = values
        self.stem = stem
        self.prefix = prefix
        self.locked = locked
        self.words = {} if words is None else words

    def line(self, name: str, label: str, **more: Any) -> str:
        """Draw one line of text."""
        key = self._seed(name, label, lambda held: str(held or ""))
        return cast(str, self._take(name, st.text_input(label, key=key, disabled=self.locked, **more).strip()))

    def text(self, name: str, label: str, height: int = 90, **more: Any) -> str:
        """Draw several lines of text."""
        key = self._seed(name, label, lambda held: str(held or ""))
        said = st.text_area(label, key=key, height=height, disabled=self.locked, **more)
        return cast(str, self._take(name, said.strip()))

    def day(self, name: str, label: str, **more: Any) -> date | None:
        """Draw a day, written as 2026-03-31; it may be left empty."""
        key = self._seed(name, label, lambda held: date.fromisoformat(held) if held else None)
        # Any day can be typed: what cannot be is told in words when the form is saved, not silently moved.
        day = st.date_input(
            label, value=None, key=key, format=ISO, disabled=self.locked, min_value=date(1900, 1, 1),
            max_value=date(2199, 12, 31), **more,
        )  # fmt: skip
        self._take(name, day.isoformat() if isinstance(day, date) else None)
        return day if isinstance(day, date) else None

    def number(self, name: str, label: str, **more: Any) -> float | None:
        """Draw a number; it may be left empty. Bounds belong to the record, which tells them in words."""
        key = self._seed(name, label, lambda held: None if held is None else float(held))
        return cast(
            "float | None",
            self._take(name, st.number_input(label, value=None, key=key, disabled=self.locked, format="%g", **more)),
        )

    def whole(self, name: str, label: str, **more: Any) -> int | None:
        """Draw a whole number; it may be left empty."""
        key = self._seed(name, label, lambda held: None if held is None else int(held))
        return cast(
            "int | None",
            self._take(name, st.number_input(label, value=None, key=key, step=1, disabled=self.locked, **more)),
        )

    def choose(
        self, name: str, label: str, options: Sequence[str], show: Callable[[str], str] = SAME, **more: Any
    ) -> str | None:
        """Draw a list of which one is chosen, or none."""
        known = self._with_held(name, options)
        key = self._seed(name, label, lambda held: held or None)
        more = {"placeholder": "Choose", **more}
        chosen = st.selectbox(label, known, index=None, format_func=show, key=key, disabled=self.locked, **more)
        return cast("str | None", self._take(name, chosen))

    def one_of(
        self, name: str, label: str, options: Sequence[str], show: Callable[[str], str] = SAME, **more: Any
    ) -> str:
        """Draw a few alternatives side by side of which one holds; the first where nothing was chosen yet.

        What is held and is none of them any more is dropped: it would contradict what the alternatives follow from.
        """
        return self._radio(name, label, options, show, options[0], **more) or options[0]

    def pick(
        self, name: str, label: str, options: Sequence[str], show: Callable[[str], str] = SAME, **more: Any
    ) -> str | None:
        """Draw a few alternatives as `one_of`; none holds until one is chosen, unless there is only one."""
        if len(options) > 1:
            return self._radio(name, label, options, show, None, **more)
        # What nobody chose is not kept: with other alternatives it would look like a choice.
        self.put(name, None)
        self.words[self.prefix + name] = label
        more = {"horizontal": True, **more}
        st.radio(label, options, format_func=show, key=f"{self._key(name)}:{options[0]}", disabled=self.locked, **more)
        return options[0]

    def _radio(
        self, name: str, label: str, options: Sequence[str], show: Callable[[str], str], first: str | None, **more: Any
    ) -> str | None:
        key = self._key(name)
        for held in (st.session_state.get(key), self.get(name)):
            if held is not None and held not in options:
                self.put(name, first)
        key = self._seed(name, label, lambda held: held or first)
        more = {"horizontal": True, **more}
        chosen = st.radio(label, options, index=None, format_func=show, key=key, disabled=self.locked, **more)
        return cast("str | None", self._take(name, chosen or first))

    def several(
        self, name: str, label: str, options: Sequence[str], show: Callable[[str], str] = SAME, **more: Any
    ) -> list[str]:
        """Draw a list of which any number is chosen."""
        known = self._with_held(name, options)
        key = self._seed(name, label, lambda held: list(held or ()))
        more = {"placeholder": "Choose", **more}
        chosen = st.multiselect(label, known, format_func=show, key=key, disabled=self.locked, **more)
        return cast("list[str]", self._take(name, list(chosen)))

    def tick(self, name: str, label: str, **more: Any) -> bool:
        """Draw a box to tick."""
        key = self._seed(name, label, bool)
        return cast(bool, self._take(name, st.checkbox(label, key=key, disabled=self.locked, **more)))

    def rows(self, name: str, noun: str, least: int = 0, most: int = 12) -> Iterator["Fields"]:
        """Draw rows that can be added and taken away, each in a box of its own; yield the fields of each.

        Parameters
        ----------
        name : str
            Name of the list; its rows are ``name.1``, ``name.2``, ...
        noun : str
            What one row is, for the buttons.
        least, most : int
            How many there may be.
        """
        path = self.prefix + name
        numbers = list(self.values.setdefault(path, []))
        while len(numbers) < least:
            numbers.append(max(numbers, default=0) + 1)
        self.values[path] = numbers
        self.words[path + ROWS] = noun
        for place, number in enumerate(numbers, start=1):
            with st.container(border=True):
                yield Fields(self.values, self.stem, f"{path}{JOIN}{number}{JOIN}", self.locked, self.words)
                if not self.locked and len(numbers) > least:
                    st.button(
                        f"Remove {noun} {place}", key=f"{self.stem}{path}:remove:{number}", type="tertiary",
                        icon=":material/close:", on_click=self._remove, args=(path, number),
                    )  # fmt: skip
        if not self.locked and len(numbers) < most:
            st.button(
                f"Add {'another' if numbers else 'a'} {noun}", key=f"{self.stem}{path}:add", icon=":material/add:",
                on_click=self._add, args=(path,),
            )  # fmt: skip

    def add(self, name: str, row: Mapping[str, Any]) -> None:
        """Add a row with these values; to be called from a callback, before the rows are drawn."""
        path = self.prefix + name
        self.values.setdefault(path, [])
        self._add(path)
        self.values.update(flat(row, f"{path}{JOIN}{self.values[path][-1]}{JOIN}"))

    def put(self, name: str, value: Any) -> None:
        """Set a field before it is drawn in this run, as when it follows from another one."""
        self.values[self.prefix + name] = value
        st.session_state.pop(self._key(name), None)

    def get(self, name: str) -> Any:
        """Return what a field holds, as JSON, also where it is not drawn."""
        return self.values.get(self.prefix + name)

    def _key(self, name: str) -> str:
        return f"{self.stem}{self.prefix}{name}"

    def _seed(self, name: str, label: str, read: Callable[[Any], Any]) -> str:
        key = self._key(name)
        self.words[self.prefix + name] = label.replace("\\", "")
        # A run that is cut short can lose what its widgets were filled with; until a whole run has shown a widget, an
        # empty one is filled again rather than taken for what a person emptied.
        unseen = key not in st.session_state.get(f"{self.stem}shown", ())
        if key not in st.session_state or (unseen and not st.session_state[key] and self.get(name)):
            st.session_state[key] = read(self.get(name))
            st.session_state.get(f"{self.stem}shown", set()).discard(key)
        st.session_state.setdefault(f"{self.stem}drawn", set()).add(key)
        return key

    def typed(self) -> bool:
        """Say whether the browser sent something in this run that is not among the values yet."""
        known = set(st.session_state.get(f"{self.stem}shown", ()))
        return any(
            _as_kept(st.session_state[key]) != _as_kept(self.values.get(key.removeprefix(self.stem)))
            for key in known
            if key in st.session_state
        )

    def shown(self) -> None:
        """Note that a run drew all fields to its end."""
        st.session_state[f"{self.stem}shown"] = st.session_state.pop(f"{self.stem}drawn", set())

    def _take(self, name: str, value: Any) -> Any:
        self.values[self.prefix + name] = value
        return value

    def _with_held(self, name: str, options: Sequence[str]) -> list[str]:
        """Return the options, and what is held or was typed that is none of them, so that it is not lost."""
        kept: list[Any] = []
        for held in (self.get(name), st.session_state.get(self._key(name))):
            kept += held if isinstance(held, list) else [held] if held else []
        return [*options, *dict.fromkeys(one for one in kept if one not in options)]

    def _remove(self, path: str, number: int) -> None:
        self.values[path] = [one for one in self.values[path] if one != number]
        for name in [name for name in self.values if name.startswith(f"{path}{JOIN}{number}{JOIN}")]:
            del self.values[name]

    def _add(self, path: str) -> None:
        numbers = self.values[path]
        # A number is not used again: the widgets of a removed row would come back with it.
        self.values[path] = [*numbers, max([*numbers, self.values.get(f"{path}:last", 0)], default=0) + 1]
        self.values[f"{path}:last"] = self.values[path][-1]


def _as_kept(value: Any) -> Any:
    """Return what a widget holds as the values of a form hold it; everything empty is the same."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list | tuple):
        return list(value) or None
    return None if value is False else value
