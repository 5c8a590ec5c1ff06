"""The board's decision: draft, signature, lock, amendment; and what a person has typed and not saved."""

from typing import Any

from tumorboard.domain.board import BoardDecision
from tumorboard.service.desks.base import Base
from tumorboard.service.desks.case_file import Kept


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
            If somebody changed it in the meantime.
        """
        raise NotImplementedError

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
        raise NotImplementedError

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
        """
        raise NotImplementedError

    def decision_versions(self, case_id: str, key: str) -> list[Kept[BoardDecision]]:
        """List all versions of a decision, the oldest first."""
        raise NotImplementedError

    def draft(self, case_id: str, form: str) -> dict[str, Any] | None:
        """Return what the person had typed in a form and not saved; None where there is nothing."""
        raise NotImplementedError

    def save_draft(self, case_id: str, form: str, body: dict[str, Any]) -> None:
        """Keep what the person has typed so far; only that person can read it."""
        raise NotImplementedError

    def drop_draft(self, case_id: str, form: str) -> None:
        """Forget a draft, after it was saved or thrown away."""
        raise NotImplementedError
