"""Numbers and terms of a printed page, in words."""

from collections.abc import Iterable

from tumorboard.domain.recommendation import DrugView, OptionView
from tumorboard.domain.telling import SOURCE_KINDS, amount, percent

LEVEL_FROM = {
    "this_type": "this type", "parent_type": "parent type", "any_solid": "any solid tumour",
    "any_haematological": "any blood cancer", "other_type": "other type", "target": "target only",
    "pathway": "pathway only",
}  # fmt: skip


def short(text: str, most: int) -> str:
    """Return a text cut to a number of characters; where it is cut, it says so by an ellipsis."""
    told = " ".join(text.split())
    return told if len(told) <= most else told[: most - 1].rstrip() + "…"


def few(texts: Iterable[str], most: int, none: str = "none") -> str:
    """Return the first texts of a list and how many more there are."""
    parts = list(texts)
    more = len(parts) - most
    told = ", ".join(parts[:most]) if more > 0 else ", ".join(parts)
    return f"{told} and {more} more" if more > 0 else told or none


def score(option: OptionView) -> str:
    """Return ``3 of 5 (60 %), high``; without items the score is not computable, which is not zero."""
    if option.score is None:
        return "not computable"
    return f"{amount(option.matched)} of {option.total} ({percent(option.score)})" + (", high" if option.high else "")


def drugs(views: Iterable[DrugView], most: int = 2) -> str:
    """Return the drugs of an option, each with a few that may take its place."""
    return " + ".join(
        f"{view.drug} (or {few(view.alternatives, most)})" if view.alternatives else view.drug for view in views
    )


def source(reference: str) -> str:
    """Return a reference in words (``US label Mektovi, section 1``)."""
    identifier, _, section = reference.partition("#")
    kind, _, name = identifier.partition(":")
    kinds = {**SOURCE_KINDS, "PMID": "PMID"}
    told = f"{kinds[kind]} {name}" if kind in kinds and name else identifier
    return f"{told}, section {section}" if section else told
