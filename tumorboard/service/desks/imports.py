"""What an import of cases would do, and doing it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Literal

from tumorboard.domain.access import Action
from tumorboard.domain.board import CaseState
from tumorboard.domain.case import Case
from tumorboard.domain.clinical_dates import contradiction
from tumorboard.errors import InputError, Refused
from tumorboard.intake.normalise import ReadCase
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.overrule import alteration_ids
from tumorboard.records.store import Entry, Reading, Writing
from tumorboard.service.cases import BadCase
from tumorboard.service.desks.base import Base
from tumorboard.service.desks.casework import case_body, case_of, diagnosis_words, head_words
from tumorboard.service.desks.values import Preview

# No word of whose the id is, or whether the case still exists.
_TAKEN = "the case cannot be imported under this id"
_REMEDY = "Choose another pseudonym; nothing was imported"


class Imports(Base):
    """Import with preview: nothing is saved until it is confirmed, and then all of it or nothing."""

    def preview(self, reads: Iterable[ReadCase | BadCase]) -> list[Preview]:
        """Say what an import would do, case by case. Nothing is saved; the trail tells which ids were refused."""
        with self._reading(Action.IMPORT_CASE, do="preview") as read:
            seen: set[str] = set()
            found = []
            for one in reads:
                told = self._previewed(one, read)
                if told.can_import and told.case_id in seen:
                    told = Preview("bad", told.case_id, error=InputError(f"case {told.case_id} stands here twice"))
                seen.add(told.case_id)
                found.append(told)
        if taken := [one.case_id for one in found if one.status == "taken"]:
            store = self.records.store
            with store.changing() as connection:
                for case_id in taken:
                    told_why = {"do": "preview", "why": _TAKEN}
                    store.note(connection, self.actor, str(Action.IMPORT_CASE), case_id, "refused", told_why)
        return found

    def import_cases(self, previews: Iterable[Preview], due: date | None = None, reason: str = "") -> list[str]:
        """Take in the cases of some previews and return their ids; the person becomes the first of their team.

        A case that exists gets a new version of its document, with the reason. Where one case cannot be taken in, none
        is.

        Raises
        ------
        Conflict
            If a case changed after its preview was made.
        InputError
            For a preview that cannot be imported, or a due date before today.
        Refused
            For an id under which another team has a case.
        """
        check_due(due, self.today)
        chosen = list(previews)
        with self._writing(Action.IMPORT_CASE, cases=len(chosen)) as change:
            for one in chosen:
                self._take_in(one, change, due, reason.strip() or "imported again")
        return [one.case_id for one in chosen]

    def _previewed(self, one: ReadCase | BadCase, read: Reading) -> Preview:
        if isinstance(one, BadCase):
            return Preview("bad", error=one.error)
        case = one.case
        head = (case.case_id, diagnosis_words(case, self.kb), len(case.alterations), one.messages)
        present = read.latest(case.case_id, "case")
        if present is None:
            return Preview("new", *head, read=one)
        if not read.on_team(case.case_id, self.person.id):
            return Preview("taken", *head, error=InputError(_TAKEN, field="case_id", remedy=_REMEDY))
        profile = read.latest(case.case_id, "profile")
        birth = profile.body["birth"] if profile else None
        if words := contradiction(case.patient.age, self.today, birth):
            head = (*head[:-1], (*one.messages, f"patient.age: {words}"))
        changes = differences(one, present, self.kb)
        status: Literal["changed", "same"] = "changed" if changes else "same"
        return Preview(status, *head, changes=changes, expected=present.version, read=one)

    def _take_in(self, one: Preview, change: Writing, due: date | None, reason: str) -> None:
        if one.status == "taken":
            raise _refused(one.case_id)
        if one.read is None or not one.can_import:
            raise one.error or InputError(f"case {one.case_id} cannot be imported", remedy="Leave it out")
        case, body = one.read.case, case_body(one.read)
        words = head_words(case, change, self.kb)
        there = change.case_version(case.case_id) > 0
        if there and not change.on_team(case.case_id, self.person.id):
            # Also where another team was quicker: a conflict would tell what its case holds.
            raise _refused(case.case_id)
        if one.status == "new":
            change.open_case(case.case_id, body, state=CaseState.NEW, due=due, sample=case.sample, **words)
            change.set_team(case.case_id, [self.person.id])
            return
        change.append(case.case_id, "case", "", body, one.expected, reason)
        change.describe(case.case_id, **words)


def _refused(case_id: str) -> Refused:
    return Refused(_TAKEN, field="case_id", remedy=_REMEDY, case_id=case_id)


def check_due(due: date | None, today: date) -> None:
    """Refuse a due date that has passed."""
    if due is not None and due < today:
        raise InputError(f"{due} has passed (today is {today})", field="due", remedy="Choose a day to come")


def differences(read: ReadCase, present: Entry, kb: KnowledgeBase) -> tuple[tuple[str, str, str], ...]:
    """List the fields by which a case document differs from the one that is kept: field, given, kept."""
    old, new = case_of(present.body), read.case
    given, held = _lines(new, kb), _lines(old, kb)
    rows = [
        (f"alterations: {name}", given.get(name, "not there"), held.get(name, "not there"))
        for name in sorted(given.keys() | held.keys())
        if given.get(name) != held.get(name)
    ]
    ours, theirs = _fields(case_body(read)["case"]), _fields(present.body["case"])
    rows += [
        (name, _shown(ours.get(name)), _shown(theirs.get(name)))
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name)
    ]
    return tuple(rows)


def _lines(case: Case, kb: KnowledgeBase) -> dict[str, str]:
    """Return the alterations of a case in words, by their ids."""
    named = zip(alteration_ids(case, kb), case.alterations, strict=True)
    told = ((name, alteration.model_dump(mode="json", exclude_none=True)) for name, alteration in named)
    return {name: ", ".join(f"{field} {value}" for field, value in fields.items()) for name, fields in told}


def _fields(document: Mapping[str, Any], path: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in document.items():
        if name == "alterations" and not path:
            continue
        flat |= _fields(value, f"{path}{name}.") if isinstance(value, Mapping) else {f"{path}{name}": value}
    return flat


def _shown(value: Any) -> str:
    return "not given" if value is None else str(value)
