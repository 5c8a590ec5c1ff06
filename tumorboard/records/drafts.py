"""What somebody has typed and not saved: kept on every change, so that a lost connection loses nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select, update

from tumorboard.records.model import canonical, moment, stamp
from tumorboard.records.tables import draft


@dataclass(frozen=True, slots=True)
class Draft:
    """One form as one person left it; ``at`` says when."""

    case_id: str
    form: str
    body: dict[str, Any]
    at: datetime


def draft_of(connection: Connection, person_id: str, case_id: str, form: str) -> Draft | None:
    """Return a person's draft of a form."""
    row = connection.execute(select(draft).where(*_which(person_id, case_id, form))).first()
    return Draft(row.case_id, row.form, json.loads(row.body), moment(row.at)) if row else None


def drafts_of(connection: Connection, person_id: str) -> list[Draft]:
    """Return all drafts of a person, newest first."""
    wanted = select(draft).where(draft.c.person_id == person_id).order_by(draft.c.at.desc(), draft.c.form)
    found = connection.execute(wanted)
    return [Draft(row.case_id, row.form, json.loads(row.body), moment(row.at)) for row in found]


def save_draft(
    connection: Connection, person_id: str, case_id: str, form: str, body: Mapping[str, Any], at: datetime
) -> None:
    """Keep a draft in place of the one before."""
    values = {"body": canonical(body), "at": stamp(at)}
    changed = connection.execute(update(draft).where(*_which(person_id, case_id, form)).values(values))
    if not changed.rowcount:
        key = {"person_id": person_id, "case_id": case_id, "form": form}
        connection.execute(draft.insert().values(**key, **values))


def discard_draft(connection: Connection, person_id: str, case_id: str, form: str) -> None:
    """Forget a draft; nothing happens where there is none."""
    connection.execute(delete(draft).where(*_which(person_id, case_id, form)))


def _which(person_id: str, case_id: str, form: str) -> tuple[ColumnElement[bool], ...]:
    return draft.c.person_id == person_id, draft.c.case_id == case_id, draft.c.form == form
