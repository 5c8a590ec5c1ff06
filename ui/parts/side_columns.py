"""The columns of a comparison: one a regimen, headed by a letter and the drugs."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from tumorboard.service import RegimenView
from ui.parts.words import plain

LETTERS = "ABCD"
Lines: TypeAlias = list[tuple[str, Callable[[RegimenView], str]]]
"""Name of a row, and what it says of a regimen."""


def heads(views: Sequence[RegimenView]) -> list[str]:
    """Return the heads of the columns: a letter, and the drugs."""
    return [f"{LETTERS[place]}: {plain(' + '.join(view.drugs))}" for place, view in enumerate(views)]


def rows_of(views: Sequence[RegimenView], name: str, lines: Lines) -> list[dict[str, str]]:
    """Return one row a line, with one cell a regimen."""
    return [{name: f"**{label}**", **dict(zip(heads(views), map(tell, views), strict=True))} for label, tell in lines]
