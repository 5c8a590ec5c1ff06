"""What can be asked of the store within one moment: every answer of a :class:`Reading` belongs to the same state."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Result, RowMapping, Select, and_, bindparam, func, select

from tumorboard.domain.access import Person, Role
from tumorboard.domain.board import CaseState, WorkItem
from tumorboard.records import audit
from tumorboard.records.drafts import Draft, draft_of, drafts_of
from tumorboard.records.model import Actor, Entry, moment
from tumorboard.records.tables import case_file, entry, person, team


class Reading:
    """A view of the records at one moment; made by :meth:`Store.reading`."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime) -> None:
        self.connection = connection
        self.actor = actor
        self.now = now

    def worklist(
        self,
        states: Iterable[CaseState | str] = (),
        person_id: str | None = None,
        text: str = "",
        limit: int = 500,
        offset: int = 0,
    ) -> list[WorkItem]:
        """Return the cases, those that are due first in front.

        Parameters
        ----------
        states : iterable of CaseState
            Only these; all where empty.
        person_id : str, optional
            Only the cases on whose team this person is now.
        text : str
            Only cases whose id, diagnosis or headline has all of these words.
        limit, offset : int
            A page of the list.
        """
        wanted = self._cases(select(*_WORK_ITEM), states, person_id, text)
        order = (case_file.c.due.is_(None), case_file.c.due, case_file.c.case_id)
        return _work_items(self.connection.execute(wanted.order_by(*order).limit(limit).offset(offset)))

    def count(self, states: Iterable[CaseState | str] = (), person_id: str | None = None, text: str = "") -> int:
        """Return how many cases a worklist with these filters has."""
        wanted = self._cases(select(func.count()).select_from(case_file), states, person_id, text)
        return int(self.connection.execute(wanted).scalar_one())

    def counts(self, person_id: str | None = None) -> dict[CaseState, int]:
        """Return how many cases stand in each state; of a person's teams, where one is named."""
        wanted = select(case_file.c.state, func.count()).group_by(case_file.c.state)
        found = {CaseState(state): n for state, n in self.connection.execute(self._cases(wanted, (), person_id, ""))}
        return {state: found.get(state, 0) for state in CaseState}

    def _cases(
        self, wanted: Select[Any], states: Iterable[CaseState | str], person_id: str | None, text: str
    ) -> Select[Any]:
        if chosen := [str(state) for state in states]:
            wanted = wanted.where(case_file.c.state.in_(chosen))
        if person_id is not None:
            own = select(team.c.case_id).where(team.c.person_id == person_id, team.c.until.is_(None))
            wanted = wanted.where(case_file.c.case_id.in_(own))
        for word in text.casefold().split():
            wanted = wanted.where(case_file.c.search.contains(word, autoescape=True))
        return wanted

    def case(self, case_id: str) -> WorkItem | None:
        """Return the case's row of the worklist."""
        found = _work_items(self.connection.execute(select(*_WORK_ITEM).where(case_file.c.case_id == case_id)))
        return found[0] if found else None

    def case_version(self, case_id: str) -> int:
        """Return how many changes the case has seen; 0 where there is no such case."""
        found = self.connection.execute(select(case_file.c.version).where(case_file.c.case_id == case_id)).scalar()
        return int(found or 0)

    def latest(self, case_id: str, kind: str, key: str = "") -> Entry | None:
        """Return the version that holds now."""
        which = {"case": case_id, "kind": kind, "key": key}
        row = self.connection.execute(_NEWEST, which).mappings().first()
        return _entry(row) if row else None

    def all(self, case_id: str, kind: str) -> list[Entry]:
        """Return the version that holds now of each key, in the order in which they were first written."""
        return list(self._newest(entry.c.case_id == case_id, entry.c.kind == kind))

    def everything(self, case_id: str) -> list[Entry]:
        """Return the version that holds now of everything about a case."""
        return list(self._newest(entry.c.case_id == case_id))

    def history(self, case_id: str, kind: str, key: str = "") -> list[Entry]:
        """Return all versions, oldest first."""
        found = self.connection.execute(_of(case_id, kind, key).order_by(entry.c.version)).mappings()
        return [_entry(row) for row in found]

    def changes(self, case_id: str) -> list[Entry]:
        """Return every version of everything about a case, in the order in which it was written."""
        wanted = select(entry).where(entry.c.case_id == case_id).order_by(entry.c.id)
        return [_entry(row) for row in self.connection.execute(wanted).mappings()]

    def every(self, kind: str) -> Iterator[Entry]:
        """Yield the version that holds now of everything of a kind, by case."""
        return self._newest(entry.c.kind == kind)

    def versions(self, kind: str) -> list[Entry]:
        """Return every version of everything of a kind, by case and in the order in which it was written."""
        wanted = select(entry).where(entry.c.kind == kind).order_by(entry.c.case_id, entry.c.id)
        return [_entry(row) for row in self.connection.execute(wanted).mappings()]

    def opened(self) -> dict[str, datetime]:
        """Return when each case came into the records, UTC."""
        found = self.connection.execute(select(case_file.c.case_id, case_file.c.opened_at))
        return {case_id: moment(at) for case_id, at in found}

    def _newest(self, *where: Any) -> Iterator[Entry]:
        later = entry.alias()
        same = [later.c[name] == entry.c[name] for name in ("case_id", "kind", "key")]
        no_later = ~select(later.c.id).where(and_(*same, later.c.version == entry.c.version + 1)).exists()
        first = entry.alias()
        begun = (
            select(first.c.id)
            .where(and_(*(first.c[name] == entry.c[name] for name in ("case_id", "kind", "key")), first.c.version == 1))
            .scalar_subquery()
        )
        wanted = select(entry).where(*where, no_later).order_by(entry.c.case_id, begun)
        # All at once: a cursor that somebody stops reading half-way would stay open in the database.
        return map(_entry, self.connection.execute(wanted).mappings().all())

    def team(self, case_id: str) -> list[Person]:
        """Return who is on the team of a case now."""
        wanted = (
            select(person)
            .join(team, team.c.person_id == person.c.id)
            .where(team.c.case_id == case_id, team.c.until.is_(None))
            .order_by(person.c.name)
        )
        return [person_from(dict(row)) for row in self.connection.execute(wanted).mappings()]

    def on_team(self, case_id: str, person_id: str) -> bool:
        """Say whether a person is on the team of a case now."""
        wanted = select(team.c.since).where(
            team.c.case_id == case_id, team.c.person_id == person_id, team.c.until.is_(None)
        )
        return self.connection.execute(wanted).first() is not None

    def people(self) -> list[Person]:
        """Return all accounts."""
        found = self.connection.execute(select(person).order_by(person.c.name)).mappings()
        return [person_from(dict(row)) for row in found]

    def person(self, *, id: str = "", name: str = "") -> Person | None:
        """Return one account, by its id or by the name typed at sign-in."""
        which = person.c.id == id if id else person.c.name == name.strip().casefold()
        row = self.connection.execute(select(person).where(which)).mappings().first()
        return person_from(dict(row)) if row else None

    def draft(self, case_id: str, form: str) -> Draft | None:
        """Return what the actor has typed into a form and not saved."""
        return draft_of(self.connection, self.actor.person_id, case_id, form)

    def drafts(self) -> list[Draft]:
        """Return all that the actor has typed and not saved, newest first."""
        return drafts_of(self.connection, self.actor.person_id)

    def audit_count(self, asked: audit.Asked | None = None) -> int:
        """Return how many rows of the audit trail there are of those that are asked for."""
        return audit.count(self.connection, asked)

    def audit(
        self, asked: audit.Asked | None = None, *, limit: int = 100, offset: int = 0, before: int | None = None,
        case_id: str = "", person_id: str = "",
    ) -> list[audit.AuditRow]:  # fmt: skip
        """Return rows of the audit trail, newest first: those that are asked for."""
        asked = asked or audit.Asked(case_id=case_id, person_id=person_id, before=before)
        return audit.page(self.connection, asked, limit=limit, offset=offset)


_WORK_ITEM = [case_file.c[name] for name in WorkItem.model_fields]
_WORK_ITEMS = TypeAdapter(list[WorkItem])
# Made once: to put a statement together takes longer than to run it.
_NEWEST = (
    select(entry)
    .where(entry.c.case_id == bindparam("case"), entry.c.kind == bindparam("kind"), entry.c.key == bindparam("key"))
    .order_by(entry.c.version.desc())
    .limit(1)
)


def _work_items(found: Result[Any]) -> list[WorkItem]:
    names = tuple(WorkItem.model_fields)
    return _WORK_ITEMS.validate_python([dict(zip(names, row, strict=True)) for row in found])


def _of(case_id: str, kind: str, key: str) -> Select[Any]:
    return select(entry).where(entry.c.case_id == case_id, entry.c.kind == kind, entry.c.key == key)


def _entry(row: RowMapping) -> Entry:
    words = {name: row[name] for name in ("case_id", "kind", "key", "version", "author", "author_id", "reason")}
    return Entry(body=json.loads(row["body"]), at=moment(row["at"]), **words)


def person_from(row: Mapping[str, Any]) -> Person:
    """Return an account as the rest of the program knows it, without what proves it."""
    roles = frozenset(Role(name) for name in row["roles"].split(",") if name)
    return Person(id=row["id"], name=row["name"], display=row["display"], roles=roles, active=row["active"])
