"""Whether a case may take a step on its way: what each state stands for must be recorded."""

from tumorboard.domain.board import NEXT_STATES, CaseState, needs_reason
from tumorboard.errors import InputError
from tumorboard.service.desks.case_file import CaseFile


def check_step(file: CaseFile, state: CaseState, reason: str) -> None:
    """Refuse a state that may not follow the present one, or for which nothing stands in the records.

    Raises
    ------
    InputError
        With what is missing and where it is recorded.
    """
    here = file.item.state
    if state is here:
        return
    if state not in NEXT_STATES[here]:
        can = ", ".join(NEXT_STATES[here])
        raise InputError(f"a case cannot go from {here} to {state}", field="state", remedy=f"Choose {can}")
    if step := needs_reason(here, state):
        _demand_reason(f"a case is {step} with a reason", reason)
    if state is CaseState.DECIDED and not any(one.value.signature for one in file.decisions):
        raise InputError(
            "a decided case has a signed decision", field="state",
            remedy="Sign the decision: that moves the case by itself",
        )  # fmt: skip
    if state in (CaseState.TREATED, CaseState.FOLLOW_UP) and not was_treated(file):
        raise InputError(
            f"a case {'in follow-up' if state is CaseState.FOLLOW_UP else 'that is treated'} has a course of treatment",
            field="state", remedy="Record the regimen that was given: that moves the case by itself",
        )  # fmt: skip
    if state is CaseState.NOT_TREATED and not _says_why_not(file):
        _demand_reason("a case that is not treated needs its reason", reason)


def was_treated(file: CaseFile) -> bool:
    """Say whether a course was given."""
    return any(one.value.status != "not-done" for one in file.courses)


def _says_why_not(file: CaseFile) -> bool:
    undone = any(one.value.status == "not-done" for one in file.courses)
    return undone or any(one.value.signature and one.value.no_target for one in file.decisions)


def _demand_reason(what: str, reason: str) -> None:
    if not reason.strip():
        raise InputError(what, field="reason", remedy="Say why")
