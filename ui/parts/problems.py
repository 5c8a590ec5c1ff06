"""What went wrong, and what was done, in words; records whose refusals are told in words."""

from typing import Any, TypeVar

import streamlit as st
from pydantic import BaseModel, ValidationError

from tumorboard.domain.refusal import refusal
from tumorboard.errors import InputError, TumorboardError
from ui.parts.words import plain

M = TypeVar("M", bound=BaseModel)
SAID = "forms:said"


def built(model: type[M], at: str = "", /, **values: Any) -> M:
    """Return a record; what it refuses becomes an error with field and remedy.

    Parameters
    ----------
    model : type
        Type of the record.
    at : str
        Where it stands in the form, if it is a row of one: ``drugs[0]``. A form tells it by its own words.
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
        field, words = refusal(problem, model)
        raise InputError(words, field=".".join(filter(None, [at, field])), remedy="Correct it and save again") from None


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
