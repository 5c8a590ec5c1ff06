"""The words of a form: from the path of a field (``drugs[0].start``) to what stands beside it on the page."""

import re
from collections.abc import Mapping
from typing import Any

PART = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
ROWS = "[]"
"""Ends the path of a list of rows, under which the noun of one row is kept."""


def field_words(path: str, words: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """Return the words for a field.

    Parameters
    ----------
    path : str
        As a record or the service tells it (``drugs[0].start``, places from 0), or as the form keeps it
        (``drugs.3.start``, numbers of rows).
    words : mapping
        Path in the form -> label; ``drugs[]`` -> noun of a row.
    values : mapping
        What stands in the form.

    Returns
    -------
    str
        ``drug 1 (trametinib), % of label dose``; the path itself in words where the form does not know it.
    """
    parts: list[int | str] = [int(place) if place else name for name, place in PART.findall(path)]
    if not parts:
        return ""
    head = str(parts[0])
    noun = words.get(head + ROWS)
    if noun and len(parts) > 1:
        numbers = list(values.get(head) or ())
        place, number = _row(parts[1], numbers)
        title = f"{noun} {place}" + _called(head, number, words, values)
        rest = ".".join(str(part) for part in parts[2:] if isinstance(part, str))
        label = _label(f"{head}.{number}.{rest}", words) if rest else ""
        return ", ".join(filter(None, [title, label or rest.replace("_", " ")]))
    whole = ".".join(str(part) for part in parts if isinstance(part, str))
    return words.get(path) or words.get(whole) or words.get(head) or whole.replace("_", " ")


def _row(part: int | str, numbers: list[int]) -> tuple[int, int]:
    """Return the place of a row, from 1, and its number in the form."""
    if isinstance(part, int):
        return part + 1, numbers[part] if part < len(numbers) else part + 1
    number = int(part) if part.isdigit() else 1
    return numbers.index(number) + 1 if number in numbers else number, number


def _called(head: str, number: int, words: Mapping[str, str], values: Mapping[str, Any]) -> str:
    """Return what names a row, in brackets: the first text that stands in it."""
    stem = f"{head}.{number}."
    for path in words:
        held = values.get(path) if path.startswith(stem) else None
        if isinstance(held, list) and held:
            held = " + ".join(str(one) for one in held)
        if isinstance(held, str) and held and not held[:4].isdigit():
            return f" ({held[:60]})"
    return ""


def _label(path: str, words: Mapping[str, str]) -> str:
    """Return the label of a field of a row, or that of the same field in another row."""
    if path in words:
        return words[path]
    head, _, rest = path.split(".", 2)
    return next((label for own, label in words.items() if own.startswith(f"{head}.") and own.endswith(f".{rest}")), "")
