"""Words for what the records hold: states, roles, votes and codes, moments and values."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from tumorboard.domain.access import Role
from tumorboard.domain.board import CaseState
from ui.parts.words import SPACE, plain

STATES: dict[CaseState, str] = {
    CaseState.NEW: f"○{SPACE}new", CaseState.PREPARED: f"◔{SPACE}prepared", CaseState.ON_BOARD: f"◑{SPACE}on the board",
    CaseState.DECIDED: f"◕{SPACE}decided", CaseState.TREATED: f"●{SPACE}treated",
    CaseState.NOT_TREATED: f"⊘{SPACE}not treated", CaseState.FOLLOW_UP: f"◎{SPACE}in follow-up",
    CaseState.CLOSED: f"■{SPACE}closed",
}  # fmt: skip
"""A state by shape and word."""

ROLES: dict[Role, str] = {
    Role.BOARD_MEMBER: "board member", Role.ONCOLOGIST: "oncologist", Role.RESEARCHER: "researcher",
    Role.ADMINISTRATOR: "administrator", Role.AUDITOR: "auditor",
}  # fmt: skip
VOTES = {"for": "✔ for", "against": "✕ against", "abstained": "– abstained"}
USES = {
    "in-label": "in label", "off-label": "off label", "compassionate": "compassionate use", "trial": "within a trial",
    "unknown": "not said",
}  # fmt: skip
REQUESTS = {
    "re-biopsy": "re-biopsy", "re-sequencing": "re-sequencing", "trial": "inclusion in a trial",
    "germline-counselling": "germline confirmation and counselling", "immunohistochemistry": "immunohistochemistry",
    "other": "other",
}  # fmt: skip


def moment(at: datetime | None) -> str:
    """Return a moment in the clinic's own time: ``2026-03-31 14:05``."""
    return "–" if at is None else at.astimezone().strftime("%Y-%m-%d %H:%M")


def day(when: date | None, none: str = "–") -> str:
    """Return a day: ``2026-03-31``."""
    return none if when is None else when.isoformat()


class Entered(Protocol):
    """What the records hold: who wrote it, which version it is, and when it was written."""

    @property
    def author(self) -> str:
        """Who wrote it."""

    @property
    def version(self) -> int:
        """Its version, 1 first."""

    @property
    def at(self) -> datetime:
        """When."""


def entered(kept: Entered) -> str:
    """Return who entered something and when, as Markdown; that it was amended, where it was."""
    again = f", amended (version {kept.version})" if kept.version > 1 else ""
    return plain(f"{kept.author}, {moment(kept.at)}{again}")


def roles_of(roles: frozenset[Role]) -> str:
    """Return roles in words, in the order of the list of roles."""
    return ", ".join(ROLES[role] for role in Role if role in roles) or "no role"


def told(value: Any) -> str:
    """Return any value of a record in words, short enough for a cell."""
    if value is None or value == "" or value == () or value == [] or value == {}:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, Mapping):
        return "; ".join(f"{name} {told(one)}" for name, one in value.items() if told(one) != "–") or "–"
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(told(one) for one in value)
    text = str(value)
    return text if len(text) <= 300 else f"{text[:299]}…"
