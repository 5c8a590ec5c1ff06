"""What every part of the desk needs: who sits there, and the one door through which each request passes."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, NoReturn, TypeVar

from pydantic import ValidationError

from tumorboard.domain.access import Action, Person, allowed
from tumorboard.domain.record import Record
from tumorboard.domain.refusal import refusal
from tumorboard.errors import InputError, Refused
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.records.model import Actor, Entry
from tumorboard.records.store import Reading, Writing
from tumorboard.service.desks.case_file import Kept
from tumorboard.service.desks.people import Records

Noun = TypeVar("Noun", bound=Record)


class Base:
    """One signed-in person at the records.

    Parameters
    ----------
    records : Records
        The opened records.
    person : Person
        Who is signed in.
    kb : KnowledgeBase
        The knowledge in use; a session stays on the version it started with.
    session : str
        Id of the session, for the audit trail.
    """

    def __init__(self, records: Records, person: Person, kb: KnowledgeBase, session: str = "") -> None:
        self.records = records
        self.person = person
        self.kb = kb
        self.session = session
        self.actor = Actor(person.id, person.display, person.roles, session, records.demo)

    @property
    def today(self) -> date:
        """The day by the clock of the records, UTC."""
        return self.records.store.clock().date()

    def may(self, action: Action, case_id: str = "") -> bool:
        """Say whether the person may do this, for what a screen offers; every request is checked again."""
        on_team = bool(case_id) and self.records.store.on_team(case_id, self.person.id)
        return allowed(self.person.roles, action, on_team=on_team)

    @contextmanager
    def _reading(self, action: Action, case_id: str = "", **detail: Any) -> Iterator[Reading]:
        """Read, if the person may; the trail says so either way."""
        if not self.may(action, case_id):
            self._refuse(action, case_id)
        with self.records.store.reading(self.actor, str(action), case_id, detail) as read:
            yield read

    @contextmanager
    def _writing(self, action: Action, case_id: str = "", **detail: Any) -> Iterator[Writing]:
        """Write, if the person may; the trail says so either way.

        It is decided within the transaction, so that nobody writes who has just left the team.
        """
        try:
            with self.records.store.writing(self.actor, str(action), case_id, detail) as change:
                on_team = bool(case_id) and change.on_team(case_id, self.person.id)
                if not allowed(self.person.roles, action, on_team=on_team):
                    raise _refusal()
                yield change
        except Refused as problem:
            self.records.store.refused(self.actor, str(action), case_id or problem.case_id, problem.message, detail)
            raise

    def _refuse(self, action: Action, case_id: str) -> NoReturn:
        self.records.store.refused(self.actor, str(action), case_id, "not granted")
        raise _refusal()


def _refusal() -> Refused:
    # The same words for a case that does not exist, so that nobody can find out which cases there are.
    return Refused(
        "you may not do this, or there is no such case", remedy="Ask the team of the case, or an administrator"
    )


def kept(entry: Entry, noun: type[Noun]) -> Kept[Noun]:
    """Return an entry of the store as its noun."""
    return Kept(entry.key, entry.version, entry.author, entry.at, entry.reason, noun.model_validate(entry.body))


def body_of(record: Record) -> dict[str, Any]:
    """Return a record as the store keeps it."""
    return record.model_dump(mode="json", by_alias=True)


def sound(record: Noun) -> Noun:
    """Check a record once more; one that was made by copying may hold what its type forbids.

    Raises
    ------
    InputError
        With field and words.
    """
    return checked(type(record), record.model_dump(by_alias=True))


def checked(noun: type[Noun], body: Mapping[str, Any]) -> Noun:
    """Make a record of what somebody typed.

    Raises
    ------
    InputError
        With the first field that is wrong, in plain words; the message counts the others.
    """
    try:
        return noun.model_validate(dict(body))
    except ValidationError as problem:
        field, words = refusal(problem, noun)
        others = problem.error_count() - 1
        more = f" ({others} more after this one)" if others else ""
        raise InputError(f"{words}{more}", field=field, remedy="Correct it; nothing was saved") from None
