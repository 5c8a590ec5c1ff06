"""What goes into the store and comes out of it: who acts, and one version of one thing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tumorboard.domain.access import Role
from tumorboard.errors import InputError

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts; stands in every row of the audit trail.

    Parameters
    ----------
    person_id : str
        Id of the account; empty where nobody is signed in.
    name : str
        As others read it.
    roles : frozenset of Role
        What the person holds.
    session : str
        Id of the session (never its token); empty on the command line.
    demo : bool
        Whether this is the demonstration, where nobody proves who he is.
    """

    person_id: str
    name: str
    roles: frozenset[Role] = frozenset()
    session: str = ""
    demo: bool = False


NOBODY = Actor("", "nobody signed in")
"""Who acts before a sign-in."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One version of one thing: a case, a decision, a course of treatment, an assessment, ...

    Parameters
    ----------
    case_id, kind, key : str
        What it is; ``key`` tells several of a kind apart and is empty where there is one.
    version : int
        1 and up, without gaps.
    body : dict
        The document.
    author, author_id : str
        Who wrote this version: the name at that time, and the account.
    at : datetime
        When, UTC.
    reason : str
        Why it was changed; empty for the first version.
    """

    case_id: str
    kind: str
    key: str
    version: int
    body: dict[str, Any]
    author: str
    author_id: str
    at: datetime
    reason: str


def canonical(body: Mapping[str, Any]) -> str:
    """Return a document as text that is the same for the same content.

    ASCII only, so that no database refuses or alters a character of it.
    """
    return json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def stamp(at: datetime) -> str:
    """Return a moment as text whose order is the order of time: UTC, microseconds."""
    if at.tzinfo is None:
        raise ValueError("a moment without its time zone")
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    """Return the moment behind a :func:`stamp`."""
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def now() -> datetime:
    """Return the clock's time, UTC: the default wherever a clock is an argument."""
    return datetime.now(UTC)


def name_of(text: str, field: str) -> str:
    """Return an identifier that can be kept, shown and typed.

    Raises
    ------
    InputError
        If it is empty, longer than 120 characters, or has characters that cannot be seen.
    """
    if not text or len(text) > _LONGEST or not text.isprintable() or text != text.strip():
        raise InputError(
            "cannot be used as a name in the records",
            field=field,
            remedy=f"Write 1-{_LONGEST} visible characters, without blanks at the ends",
        )
    return text
