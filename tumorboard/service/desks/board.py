"""The board's decision: draft, signature, lock, amendment; and what a person has typed and not saved."""

from typing import Any

from tumorboard.domain.access import Action
from tumorboard.domain.board import BoardDecision, CaseState, Signature
from tumorboard.domain.clinical_dates import check_day, check_order
from tumorboard.errors import Conflict, InputError
from tumorboard.records.store import Entry, Reading, Writing
from tumorboard.service.desks.base import Base, body_of, kept, sound
from tumorboard.service.desks.case_file import Kept
from tumorboard.service.desks.cases import birth_of, death_in, move, write
from tumorboard.service.desks.drugs import named
from tumorboard.service.desks.history import SIGNED

KIND = "decision"


class Board(Base):
    """Decisions and drafts."""

    def save_decision(
        self, case_id: str, key: str, decision: BoardDecision, expected: int, reason: str = ""
    ) -> Kept[BoardDecision]:
        """Write a decision that is not signed; key ``""`` makes a new one.

        Raises
        ------
        InputError
            If the day of the meeting cannot be, a drug is unknown, or the decision is signed: then it is locked.
        Conflict
            If somebody changed it in the meantime, or has begun one that is not signed yet or of the same meeting.
        """
        decision = self._settled(decision)
        with self._writing(Action.WRITE_DECISION, case_id) as change:
            self._check(change, case_id, decision)
            _check_alive(change, case_id, key, decision)
            if not key:
                _refuse_second(change, case_id, decision)
            if key and _present(change, case_id, key, expected, decision).value.signature:
                raise InputError("the decision is signed and locked", field="signature", remedy="Amend it instead")
            return write(change, case_id, KIND, key, decision, expected, reason or "draft")

    def sign_decision(
        self, case_id: str, key: str, password: str, expected: int, meaning: str = ""
    ) -> Kept[BoardDecision]:
        """Sign a decision with the password entered again; it is locked from then on, and the case is decided.

        In the demonstration there is no password, and any word is taken. An empty ``meaning`` takes the usual one.

        Raises
        ------
        InputError
            If it is signed already, or the person is not among the attendees.
        SignInError
            If the password is wrong.
        Conflict
            If somebody changed it after the person read it.
        """
        self._prove(Action.SIGN_DECISION, case_id, password)
        with self._writing(Action.SIGN_DECISION, case_id) as change:
            present = _present(change, case_id, key, expected, None)
            if present.value.signature:
                raise InputError(f"{present.value.signature.by} has signed it already", field="signature")
            self._check(change, case_id, present.value)
            signed = self._signed(present.value, meaning)
            made = write(change, case_id, KIND, key, signed, expected, SIGNED)
            item = change.case(case_id)
            if item and item.state in (CaseState.NEW, CaseState.PREPARED, CaseState.ON_BOARD):
                move(change, case_id, CaseState.DECIDED, None, "decision signed")
            return made

    def amend_decision(
        self, case_id: str, key: str, decision: BoardDecision, password: str, expected: int, reason: str
    ) -> Kept[BoardDecision]:
        """Write a new, signed version of a signed decision, with its reason; the old version stays.

        Raises
        ------
        InputError
            If no reason is given, or the decision is not signed.
        SignInError
            If the password is wrong.
        Conflict
            If somebody amended it in the meantime.
        """
        decision = self._settled(decision)
        if not reason.strip() or reason.strip() == SIGNED:
            raise InputError("an amendment needs its reason", field="reason", remedy="Say why it is changed")
        self._prove(Action.SIGN_DECISION, case_id, password)
        with self._writing(Action.SIGN_DECISION, case_id, do="amend") as change:
            if not _present(change, case_id, key, expected, decision).value.signature:
                raise InputError("the decision is not signed", field="signature", remedy="Save and sign it")
            self._check(change, case_id, decision)
            _check_alive(change, case_id, key, decision)
            return write(change, case_id, KIND, key, self._signed(decision, ""), expected, reason)

    def decision_versions(self, case_id: str, key: str) -> list[Kept[BoardDecision]]:
        """List all versions of a decision, the oldest first."""
        with self._reading(Action.READ_CASE, case_id, do="decision_versions") as read:
            return [kept(entry, BoardDecision) for entry in read.history(case_id, KIND, key)]

    def _settled(self, decision: BoardDecision) -> BoardDecision:
        """Return a decision with generic names and without a signature: that is given here and nowhere else."""
        body = sound(decision).model_dump(by_alias=True)
        for place, one in enumerate(body["chosen"]):
            one["drugs"] = named(self.kb, one["drugs"], f"chosen[{place}].drugs")
        chosen = [frozenset(one["drugs"]) for one in body["chosen"]]
        if len(set(chosen)) != len(chosen):
            raise InputError("a regimen is chosen twice", field="chosen", remedy="Keep it once")
        return BoardDecision.model_validate({**body, "signature": None})

    def _check(self, read: Reading, case_id: str, decision: BoardDecision) -> None:
        check_day(decision.met, "met", today=self.today, birth=birth_of(read, case_id))
        if decision.recommendation and not read.latest(case_id, "recommendation", decision.recommendation):
            raise InputError(
                f"there is no recommendation {decision.recommendation!r}", field="recommendation",
                remedy="Freeze the recommendation that was seen, or leave it empty",
            )  # fmt: skip

    def _signed(self, decision: BoardDecision, meaning: str) -> BoardDecision:
        names = {name.casefold() for name in decision.attendees}
        if not names & {self.person.display.casefold(), self.person.name.casefold()}:
            raise InputError(
                f"{self.person.display} is not among the attendees", field="attendees",
                remedy="Only who took part can sign: add the name, or let an attendee sign",
            )  # fmt: skip
        told = {"by": self.person.display, "person_id": self.person.id, "at": self.records.store.clock()}
        signature = Signature.model_validate({**told, "meaning": meaning} if meaning.strip() else told)
        return decision.model_copy(update={"signature": signature})

    def _prove(self, action: Action, case_id: str, password: str) -> None:
        """Let the person enter the password again; whoever may not sign is not asked for it."""
        if not self.may(action, case_id):
            self._refuse(action, case_id)
        if self.records.demo:
            return
        from tumorboard.records import accounts

        accounts.confirm(self.records.store, self.actor, password, self.records.store.clock())

    def draft(self, case_id: str, form: str) -> dict[str, Any] | None:
        """Return what the person had typed in a form and not saved; None where there is nothing.

        Forms that belong to no case have the case id ``""``.
        """
        with self._reading(_draft_action(case_id), case_id, do="draft", form=form) as read:
            found = read.draft(case_id, form)
        return found.body if found else None

    def save_draft(self, case_id: str, form: str, body: dict[str, Any]) -> None:
        """Keep what the person has typed so far; only that person can read it."""
        with self._writing(_draft_action(case_id), case_id, do="save_draft", form=form) as change:
            change.save_draft(case_id, form, body)

    def drop_draft(self, case_id: str, form: str) -> None:
        """Forget a draft, after it was saved or thrown away."""
        with self._writing(_draft_action(case_id), case_id, do="drop_draft", form=form) as change:
            change.discard_draft(case_id, form)


def _check_alive(read: Reading, case_id: str, key: str, decision: BoardDecision) -> None:
    """Refuse a meeting after death; one that stands already was held before the death was known."""
    held = read.latest(case_id, KIND, key) if key else None
    if held is None or held.body["met"] != decision.met.isoformat():
        check_order(decision.met, death_in(read, case_id), "met", "the patient died before the meeting")


def _refuse_second(change: Writing, case_id: str, decision: BoardDecision) -> None:
    """Refuse a second decision where there should be one: two people began it at the same time."""
    for entry in change.all(case_id, KIND):
        if entry.body["signature"] is None or entry.body["met"] == decision.met.isoformat():
            raise _conflict(entry, {}, body_of(decision), "has begun a decision on this case")


def _conflict(entry: Entry, seen: dict[str, Any], mine: dict[str, Any], what: str) -> Conflict:
    fields = [
        (name, mine.get(name), entry.body[name])
        for name in sorted(entry.body)
        if (seen or mine).get(name) != entry.body[name]
    ]
    return Conflict(
        f"{entry.author} {what} at {entry.at:%Y-%m-%d %H:%M} UTC, yours was not saved", field=KIND,
        remedy="Look at what changed, then sign or save on top of it", entry=entry, fields=fields, by=entry.author,
        at=entry.at,
    )  # fmt: skip


def _draft_action(case_id: str) -> Action:
    return Action.READ_CASE if case_id else Action.READ_KNOWLEDGE


def _present(
    change: Writing, case_id: str, key: str, expected: int, yours: BoardDecision | None
) -> Kept[BoardDecision]:
    """Return the version of a decision that holds now, if it is the one that was read.

    Raises
    ------
    InputError
        If there is none.
    Conflict
        If it is another one.
    """
    entry = change.latest(case_id, KIND, key)
    if entry is None:
        raise InputError(f"there is no decision {key!r}", field="key", remedy="Reload the case")
    if entry.version != expected:
        seen = next((old.body for old in change.history(case_id, KIND, key) if old.version == expected), {})
        mine = body_of(yours) if yours else seen
        raise _conflict(entry, seen, mine, f"saved version {entry.version}")
    return kept(entry, BoardDecision)
