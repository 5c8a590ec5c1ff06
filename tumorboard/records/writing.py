"""What can be changed within one transaction: as a whole, or not at all."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from tumorboard.domain.board import CaseState
from tumorboard.errors import Conflict, InputError
from tumorboard.records.drafts import discard_draft, save_draft
from tumorboard.records.model import Actor, Entry, canonical, name_of, stamp
from tumorboard.records.reading import Reading
from tumorboard.records.seals import Touched
from tumorboard.records.secret import Secret
from tumorboard.records.tables import case_file, entry, team

KINDS = frozenset(
    {
        "case", "profile", "report", "finding", "recommendation", "decision", "course", "assessment", "adverse_event",
        "dose_change", "status", "claim", "state", "team",
    }
)  # fmt: skip
"""What an entry can be about."""


class Writing(Reading):
    """Changes of one transaction; made by :meth:`Store.writing`. It also reads, and sees its own changes."""

    def __init__(self, connection: Connection, actor: Actor, now: datetime, secret: Secret) -> None:
        super().__init__(connection, actor, now)
        self._secret = secret
        self.wrote: list[list[Any]] = []
        self.touched = Touched()

    def open_case(
        self,
        case_id: str,
        body: Mapping[str, Any],
        *,
        state: CaseState = CaseState.NEW,
        due: date | None = None,
        diagnosis: str = "",
        headline: str = "",
        score: str = "",
        sample: bool = False,
    ) -> Entry:
        """Begin a case.

        Raises
        ------
        InputError
            If the id cannot be used.
        Conflict
            If there is such a case already.
        """
        name_of(case_id, "case_id")
        present = self.latest(case_id, "case")
        if present is not None:
            raise _conflict(present, body, None)
        moment = stamp(self.now)
        self.connection.execute(
            case_file.insert().values(
                case_id=case_id,
                state=str(state),
                due=due.isoformat() if due else None,
                diagnosis=diagnosis,
                headline=headline,
                score=score,
                sample=sample,
                version=0,
                opened_at=moment,
                changed_at=moment,
                changed_by=self.actor.name,
                search=_search(case_id, diagnosis, headline),
            )
        )
        return self.append(case_id, "case", "", body, expected=0)

    def append(
        self, case_id: str, kind: str, key: str, body: Mapping[str, Any], expected: int, reason: str = ""
    ) -> Entry:
        """Add a version.

        Parameters
        ----------
        case_id, kind, key : str
            What it is; ``kind`` is one of :data:`KINDS`.
        body : mapping
            The document, of values that JSON knows.
        expected : int
            The version that the writer saw; 0 for something new.
        reason : str
            Why; demanded from the second version on.

        Raises
        ------
        Conflict
            If another version holds by now.
        InputError
            If there is no such case, or an amendment has no reason.
        """
        if kind not in KINDS:
            raise ValueError(f"{kind} is not a kind of entry")
        if key:
            name_of(key, "key")
        present = self.latest(case_id, kind, key)
        if (present.version if present else 0) != expected:
            if present is None:
                raise InputError("there is no such version to amend", field=kind, remedy="Reload the case")
            seen = next((old for old in self.history(case_id, kind, key) if old.version == expected), None)
            raise _conflict(present, body, seen)
        if expected and not reason.strip():
            raise InputError("an amendment needs a reason", field="reason", remedy="Say why it is changed")
        self._touch(case_id)
        number = self.connection.execute(_LAST).scalar_one() + 1
        text = canonical(body)
        words: dict[str, Any] = {
            "case_id": case_id,
            "kind": kind,
            "key": key,
            "version": expected + 1,
            "author": self.actor.name,
            "author_id": self.actor.person_id,
            "reason": reason.strip(),
        }
        row = {**words, "id": number, "body": text, "at": stamp(self.now)}
        self.connection.execute(_ADD, row)
        self.wrote.append([number, entry_seal(self._secret, row)])
        return Entry(body=dict(body), at=self.now, **words)

    def set_state(self, case_id: str, state: CaseState | str, due: date | None = None) -> None:
        """Move a case on; ``due`` is the day of the next step, none where left out."""
        self._touch(case_id, state=str(CaseState(state)), due=due.isoformat() if due else None)

    def describe(
        self, case_id: str, *, diagnosis: str | None = None, headline: str | None = None, score: str | None = None
    ) -> None:
        """Change what the worklist tells about a case; what is left out stays."""
        present = self.case(case_id)
        if present is None:
            raise _unknown()
        told = {
            "diagnosis": present.diagnosis if diagnosis is None else diagnosis,
            "headline": present.headline if headline is None else headline,
            "score": present.score if score is None else score,
        }
        self._touch(case_id, **told, search=_search(case_id, told["diagnosis"], told["headline"]))

    def set_team(self, case_id: str, people: Iterable[str]) -> None:
        """Make these accounts (ids) the team of a case; who leaves stays in the history of the team."""
        wanted = set(people)
        for one in sorted(wanted):
            if self.person(id=one) is None:
                raise InputError("there is no such account", field="team", remedy="Choose from the list of people")
        self._touch(case_id)
        self.touched.add("team", case_id)
        now = stamp(self.now)
        present = {member.id for member in self.team(case_id)}
        gone = present - wanted
        if gone:
            leaving = team.c.case_id == case_id, team.c.person_id.in_(gone), team.c.until.is_(None)
            self.connection.execute(update(team).where(*leaving).values(until=now))
        rows = [{"case_id": case_id, "person_id": one, "since": now} for one in sorted(wanted - present)]
        if rows:
            self.connection.execute(team.insert(), rows)

    def save_draft(self, case_id: str, form: str, body: Mapping[str, Any]) -> None:
        """Keep what the actor has typed into a form; ``case_id`` may be empty, or that of a case still to come."""
        save_draft(self.connection, self.actor.person_id, case_id, form, body, self.now)

    def discard_draft(self, case_id: str, form: str) -> None:
        """Forget what the actor has typed into a form."""
        discard_draft(self.connection, self.actor.person_id, case_id, form)

    def _touch(self, case_id: str, **changed: Any) -> None:
        who = {"which": case_id, "now": stamp(self.now), "who": self.actor.name}
        done = self.connection.execute(_COUNTED.values(changed) if changed else _COUNTED, who)
        if not done.rowcount:
            raise _unknown()
        self.touched.add("case", case_id)


# Made once: to put a statement together takes longer than to run it.
_ADD = entry.insert()
_LAST = select(func.coalesce(func.max(entry.c.id), 0))
_COUNTED = (
    update(case_file)
    .where(case_file.c.case_id == bindparam("which"))
    .values(version=case_file.c.version + 1, changed_at=bindparam("now"), changed_by=bindparam("who"))
)


def entry_seal(secret: Secret, row: Mapping[str, Any]) -> str:
    """Return the keyed hash by which the audit trail knows an entry."""
    names = ("id", "case_id", "kind", "key", "version", "body", "author", "author_id", "at", "reason")
    return secret.seal("entry", canonical({name: row[name] for name in names}))


def _unknown() -> InputError:
    return InputError("there is no such case", field="case_id", remedy="Look it up in the worklist")


def _search(*parts: str) -> str:
    return " ".join(parts).casefold()


def _conflict(present: Entry, yours: Mapping[str, Any], seen: Entry | None) -> Conflict:
    mine, theirs = _flat(yours), _flat(present.body)
    before = _flat(seen.body) if seen else mine
    changed = [
        (name, mine.get(name), theirs.get(name))
        for name in sorted(before.keys() | theirs.keys())
        if before.get(name) != theirs.get(name)
    ]
    return Conflict(
        f"{present.author} saved version {present.version} at {present.at:%Y-%m-%d %H:%M} UTC, yours was not saved",
        field=present.kind,
        remedy="Look at what changed, then save again on top of it",
        entry=present,
        fields=changed,
        by=present.author,
        at=present.at,
    )


def _flat(body: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    """Return the fields of a document by their paths; lists stay whole."""
    flat: dict[str, Any] = {}
    for name, value in body.items():
        if isinstance(value, Mapping) and value:
            flat |= _flat(value, f"{path}{name}.")
        else:
            flat[f"{path}{name}"] = value
    return flat
