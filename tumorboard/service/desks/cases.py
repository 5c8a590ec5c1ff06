"""Cases at the desk: worklist, import, overview, findings, recommendation."""

from collections.abc import Iterable
from datetime import date

from tumorboard.domain.access import Person
from tumorboard.domain.board import CaseState, FindingChoice, FrozenRecommendation, Profile, Specimen, WorkItem
from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import DEFAULT, Policy
from tumorboard.domain.recommendation import Recommendation
from tumorboard.intake.normalise import ReadCase
from tumorboard.service.cases import BadCase
from tumorboard.service.desks.base import Base
from tumorboard.service.desks.case_file import CaseFile, Kept
from tumorboard.service.desks.values import HistoryLine, Preview, RegimenView, Rerun


class Cases(Base):
    """The cases of the person's teams. Everything here raises `Refused` for a case of another team."""

    def worklist(
        self, states: Iterable[CaseState] = (), text: str = "", mine: bool = True, limit: int = 200, offset: int = 0
    ) -> list[WorkItem]:
        """List cases of the person's teams, the most urgent first.

        Parameters
        ----------
        states : iterable of CaseState
            Only these; all where empty.
        text : str
            Part of pseudonym, diagnosis or headline.
        mine : bool
            Kept for the screens: a person never sees cases of other teams, whatever is asked.
        limit, offset : int
            Which part of the list.
        """
        raise NotImplementedError

    def counts(self) -> dict[CaseState, int]:
        """Count the cases of the person's teams by state; every state is there."""
        raise NotImplementedError

    def file(self, case_id: str) -> CaseFile:
        """Return everything that the records hold of a case."""
        raise NotImplementedError

    def history(self, case_id: str) -> list[HistoryLine]:
        """List every change of a case, the newest first."""
        raise NotImplementedError

    def preview(self, reads: Iterable[ReadCase | BadCase]) -> list[Preview]:
        """Say what an import would do, case by case. Nothing is saved."""
        raise NotImplementedError

    def import_cases(self, previews: Iterable[Preview], due: date | None = None) -> list[str]:
        """Take in the cases of some previews and return their ids; the person becomes the first of their team.

        A case that exists gets a new version of its document.

        Raises
        ------
        Conflict
            If a case changed after its preview was made.
        InputError
            For a preview that cannot be imported, or a due date before today.
        """
        raise NotImplementedError

    def amend_case(self, case_id: str, case: Case, expected: int, reason: str) -> Kept[Case]:
        """Write a new version of the case document, with its reason.

        Raises
        ------
        InputError
            If it cannot be read, has another id, or no reason is given.
        Conflict
            If somebody changed it in the meantime.
        """
        raise NotImplementedError

    def save_profile(self, case_id: str, profile: Profile, expected: int, reason: str = "") -> Kept[Profile]:
        """Write what is known of the patient beside the report; dates are checked."""
        raise NotImplementedError

    def save_specimen(
        self, case_id: str, key: str, specimen: Specimen, expected: int, reason: str = ""
    ) -> Kept[Specimen]:
        """Write a specimen and its report; key ``""`` makes a new one."""
        raise NotImplementedError

    def set_state(
        self, case_id: str, state: CaseState, expected: int, due: date | None = None, reason: str = ""
    ) -> int:
        """Move a case on its way and set its due date; ``expected`` is the version of the case. Return the new one.

        Raises
        ------
        InputError
            If the state may not follow the present one, or the due date has passed.
        """
        raise NotImplementedError

    def set_team(self, case_id: str, person_ids: Iterable[str]) -> None:
        """Say who may open a case. Somebody who can open it must stay."""
        raise NotImplementedError

    def people_for_team(self) -> list[Person]:
        """List the people who can be on a team: active board members and oncologists."""
        raise NotImplementedError

    def choose_finding(self, case_id: str, alteration_id: str, choice: FindingChoice | None, expected: int) -> int:
        """Overrule whether a finding counts, or withdraw that (None). Return the new version of the choice.

        ``expected`` is ``file.choice_versions[alteration_id]``, 0 where there is none.

        Raises
        ------
        InputError
            If the case has no such alteration.
        """
        raise NotImplementedError

    def recommend(
        self, case_id: str, limits: Limits | None = None, policy: Policy = DEFAULT, top: int = 10
    ) -> Recommendation:
        """Recommend for a case with the board's choices; nothing is kept."""
        raise NotImplementedError

    def freeze(
        self, case_id: str, limits: Limits | None = None, policy: Policy = DEFAULT
    ) -> Kept[FrozenRecommendation]:
        """Recommend and keep the answer as it is, with its inputs, the knowledge version and the hash of both."""
        raise NotImplementedError

    def rerun(self, case_id: str, key: str) -> Rerun:
        """Compute a frozen recommendation again from its kept inputs and say whether it is the same."""
        raise NotImplementedError

    def compare(
        self,
        case_id: str,
        regimens: list[tuple[str, ...]],
        limits: Limits | None = None,
        policy: Policy = DEFAULT,
    ) -> list[RegimenView]:
        """Put 2-4 regimens side by side, their drugs by any name.

        Raises
        ------
        InputError
            For another number of regimens, an empty one, more than five drugs, or a drug that is unknown.
        """
        raise NotImplementedError
