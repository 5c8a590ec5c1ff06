"""Drafts and one saved thing in memory, as the records would hold them; a script and its test share ``KEEPER``."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tumorboard.domain.access import Person
from tumorboard.errors import Conflict


@dataclass
class Keeper:
    """Drafts and one claim in memory, as the records would hold them."""

    person: Person = field(default_factory=lambda: Person(id="p1", name="ada", display="Ada"))
    drafts: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    writes: int = 0
    version: int = 0
    saved: list[dict[str, Any]] = field(default_factory=list)
    fault: Exception | None = None

    def draft(self, case_id: str, form: str) -> dict[str, Any] | None:
        return self.drafts.get((case_id, form))

    def save_draft(self, case_id: str, form: str, body: dict[str, Any]) -> None:
        self.writes += 1
        self.drafts[case_id, form] = body

    def drop_draft(self, case_id: str, form: str) -> None:
        self.drafts.pop((case_id, form), None)

    def save(self, seen: int, body: dict[str, Any]) -> None:
        if self.fault:
            raise self.fault
        if seen != self.version:
            at = datetime(2026, 3, 31, 12, 5, tzinfo=UTC)
            entry = type("Entry", (), {"version": self.version})()
            fields = (("note", body["note"], "*theirs*"),)
            raise Conflict("changed meanwhile", entry=entry, fields=fields, by="Dr. [Bo](x)", at=at)
        self.version += 1
        self.saved.append(body)


KEEPER = Keeper()
