"""Why a record refuses a value, in words for whoever typed it: bounds with what was given, no terms of a library."""

import types
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Union, get_args, get_origin

import annotated_types
from pydantic import BaseModel, ValidationError

BOUNDS = ("greater_than", "greater_than_equal", "less_than", "less_than_equal")
NO_NUMBER = ("float_parsing", "float_type", "finite_number", "int_type", "int_parsing")
NO_DAY = (
    "date_parsing", "date_type", "date_from_datetime_parsing", "date_from_datetime_inexact", "datetime_parsing",
)  # fmt: skip


def refusal(problem: ValidationError, model: type[BaseModel]) -> tuple[str, str]:
    """Return the first field that a record refuses (``drugs[0].percent_of_label``) and why, in words.

    Parameters
    ----------
    problem : ValidationError
        What the record raised.
    model : type
        Type of the record, for the bounds of its numbers.
    """
    first = problem.errors(include_url=False)[0]
    return path_of(first["loc"]), _words(first, model)


def path_of(parts: Sequence[int | str]) -> str:
    """Return the place of a value: ``("drugs", 0, "start")`` as ``drugs[0].start``."""
    told = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in parts)
    return told.removeprefix(".")


def _words(error: Mapping[str, Any], model: type[BaseModel]) -> str:
    kind, given, bounds = str(error["type"]), error.get("input"), error.get("ctx", {})
    if kind == "value_error":
        return str(error["msg"]).removeprefix("Value error, ")
    if kind == "missing" or given is None or (isinstance(given, str) and not given.strip()):
        return "it is missing"
    shown = f" (it is {_given(given)})" if isinstance(given, str | int | float) else ""
    if kind in BOUNDS:
        return f"it must be {_bounds(model, error['loc'])}{shown}"
    if kind in NO_NUMBER:
        return f"it is not a number{shown}"
    if kind == "int_from_float":
        return f"it must be a whole number{shown}"
    if kind in NO_DAY:
        return f"it is not a day that exists, written as 2026-03-31{shown}"
    if kind == "literal_error":
        return f"it must be {bounds.get('expected')}{shown}"
    if kind == "string_too_long":
        return f"it is longer than {bounds.get('max_length')} characters"
    if kind == "string_pattern_mismatch":
        return f"it is not written as it must be{shown}"
    if kind == "too_short":
        return f"there must be at least {bounds.get('min_length')}"
    if kind == "too_long":
        return f"there are more than {bounds.get('max_length')}"
    if kind == "extra_forbidden":
        return "there is no such field"
    return f"{error['msg']}{shown}"


def _bounds(model: type[BaseModel], place: Sequence[int | str]) -> str:
    """Return between which bounds a number must lie: ``above 0 and at most 200``, ``from 1 to 5``."""
    held = {type(one): one for one in _metadata(model, place)}
    low, high = held.get(annotated_types.Ge), held.get(annotated_types.Le)
    if isinstance(low, annotated_types.Ge) and isinstance(high, annotated_types.Le):
        return f"from {low.ge:g} to {high.le:g}"
    words = {"Gt": "above", "Ge": "at least", "Lt": "below", "Le": "at most"}
    told = [f"{words[kind.__name__]} {_bound(one):g}" for kind, one in held.items() if kind.__name__ in words]
    return " and ".join(told) or "within its bounds"


def _bound(one: Any) -> float:
    return float(next(getattr(one, name) for name in ("gt", "ge", "lt", "le") if hasattr(one, name)))


def _metadata(model: type[BaseModel], place: Sequence[int | str]) -> list[Any]:
    """Return what the model says of the field at a place, through lists and records within it."""
    here: type[BaseModel] | None = model
    found: list[Any] = []
    for part in place:
        if isinstance(part, int) or here is None or part not in here.model_fields:
            continue
        field = here.model_fields[part]
        found, here = list(field.metadata), _record(field.annotation)
    return found


def _record(kind: Any) -> type[BaseModel] | None:
    """Return the record within a type (``tuple[GivenDrug, ...]``); None where there is none."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    if get_origin(kind) in (tuple, list, Union, types.UnionType) and get_origin(kind) is not Literal:
        return next((found for one in get_args(kind) if (found := _record(one))), None)
    return None


def _given(value: str | int | float) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)[:60]
