"""Drugs as people write them at the desk."""

from collections.abc import Iterable

from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase

OTHER = "other: "
"""Begins the name of a drug that the tables do not have: it is kept as written and matches nothing."""


def named(kb: KnowledgeBase, names: Iterable[str], field: str) -> tuple[str, ...]:
    """Return generic names; a drug of another name must say so, so that no slip is taken for a new drug.

    Raises
    ------
    InputError
        If a drug is unknown, or stands there twice under two names.
    """
    found = tuple(_name(kb, text, f"{field}[{place}]") for place, text in enumerate(names))
    if twice := sorted({name for name in found if found.count(name) > 1}):
        raise InputError(f"{twice[0]} is listed twice", field=field, remedy="Keep it once")
    return found


def known(names: Iterable[str]) -> tuple[str, ...]:
    """Return the drugs that the tables have."""
    return tuple(name for name in names if not name.startswith(OTHER))


def _name(kb: KnowledgeBase, text: str, field: str) -> str:
    word = " ".join(text.split())
    if word.lower().startswith(OTHER.strip()):
        rest = word[len(OTHER.strip()) :].strip()
        if not rest:
            raise InputError("has no name", field=field, remedy="Write 'other: NAME'")
        # A drug that we do have is scored, however it was written.
        listed = kb.find_drug(rest).drug
        return listed.name if listed else OTHER + rest
    try:
        return kb.require_drug(word, field).name
    except InputError as problem:
        hint = "a drug that the tables do not have is written 'other: NAME'"
        raise InputError(problem.message, field=field, remedy=f"{problem.remedy} Or: {hint}") from None
