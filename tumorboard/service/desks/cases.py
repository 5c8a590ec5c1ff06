"""Cases at the desk: worklist, file, documents, state and team."""

import re
from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from tumorboard.domain.access import Action, Person, Role
from tumorboard.domain.board import CaseState, Profile, Specimen, WorkItem
from tumorboard.domain.case import Case
from tumorboard.domain.clinical_dates import check_age, check_day, check_order
from tumorboard.domain.record import Record
from tumorboard.errors import Conflict, InputError
from tumorboard.intake.normalise import normalise
from tumorboard.records.store import Reading, Writing
from tumorboard.service.desks.base import Base, body_of, kept, sound
from tumorboard.service.desks.case_file import CaseFile, Kept
from tumorboard.service.desks.casework import age_told, case_body, file_of, head_words
from tumorboard.service.desks.history import lines
from tumorboard.service.desks.imports import check_due
from tumorboard.service.desks.steps import check_step
from tumorboard.service.desks.values import HistoryLine

Noun = TypeVar("Noun", bound=Record)
CLINICAL = frozenset({Role.BOARD_MEMBER, Role.ONCOLOGIST})
"""Who can be on the team of a case."""


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
            Words of pseudonym, diagnosis or headline.
        mine : bool
            Kept for the screens: a person never sees cases of other teams, whatever is asked.
        limit, offset : int
            Which part of the list.
        """
        with self._reading(Action.SEE_WORKLIST) as read:
            return read.worklist(states, self.person.id, text, limit=limit, offset=offset)

    def counts(self) -> dict[CaseState, int]:
        """Count the cases of the person's teams by state; every state is there."""
        with self._reading(Action.SEE_WORKLIST, do="counts") as read:
            return read.counts(self.person.id)

    def file(self, case_id: str) -> CaseFile:
        """Return everything that the records hold of a case."""
        with self._reading(Action.READ_CASE, case_id) as read:
            return file_of(read, case_id, self.kb)

    def history(self, case_id: str) -> list[HistoryLine]:
        """List every change of a case, the newest first."""
        with self._reading(Action.READ_CASE, case_id, do="history") as read:
            return lines(read.changes(case_id))

    def amend_case(self, case_id: str, case: Case, expected: int, reason: str) -> Kept[Case]:
        """Write a new version of the case document, with its reason.

        Raises
        ------
        InputError
            If it cannot be read, has another id, or no reason is given.
        Conflict
            If somebody changed it in the meantime.
        """
        if case.case_id != case_id:
            raise InputError("a case keeps its id", field="case_id", remedy=f"Write {case_id}")
        read = normalise(sound(case), self.kb)
        with self._writing(Action.CHANGE_CASE, case_id, do="amend_case") as change:
            entry = change.append(case_id, "case", "", case_body(read), expected, reason)
            change.describe(case_id, **head_words(read.case, change, self.kb))
        return Kept("", entry.version, entry.author, entry.at, entry.reason, read.case)

    def save_profile(self, case_id: str, profile: Profile, expected: int, reason: str = "") -> Kept[Profile]:
        """Write what is known of the patient beside the report; dates are checked against all others of the case.

        Raises
        ------
        InputError
            For days that cannot be, a birth that contradicts the age of the case document by more than a year, and a
            topography that is no code of ICD-O-3.
        """
        profile = _coded(sound(profile))
        for name in ("diagnosed", "consent_date"):
            check_day(getattr(profile, name), name, today=self.today, birth=profile.birth)
        if profile.birth and profile.birth > self.today.isoformat()[:7]:
            raise InputError(f"{profile.birth} is in the future", field="birth", remedy="Check the year")
        with self._writing(Action.CHANGE_CASE, case_id, do="save_profile") as change:
            file = file_of(change, case_id, self.kb)
            first = min(days_of(file), default=None)
            check_day(first, "birth", today=self.today, birth=profile.birth)
            check_age(*age_told(change.history(case_id, "case")), profile.birth)
            treated = first_treatment(file)
            check_order(profile.diagnosed, treated, "diagnosed", "the first treatment was before the first diagnosis")
            check_order(profile.diagnosed, death_of(file), "diagnosed", "the patient died before it")
            return kept(change.append(case_id, "profile", "", body_of(profile), expected, reason), Profile)

    def save_specimen(
        self, case_id: str, key: str, specimen: Specimen, expected: int, reason: str = ""
    ) -> Kept[Specimen]:
        """Write a specimen and its report; key ``""`` makes a new one."""
        specimen = sound(specimen)
        with self._writing(Action.CHANGE_CASE, case_id, do="save_specimen") as change:
            file = file_of(change, case_id, self.kb)
            for name in ("collected", "reported"):
                check_day(getattr(specimen, name), name, today=self.today, birth=file.profile.value.birth)
            check_order(specimen.collected, death_of(file), "collected", "the patient died before it")
            what = "the report is before the specimen was taken"
            check_order(specimen.collected, specimen.reported, "reported", what)
            return write(change, case_id, "report", key, specimen, expected, reason)

    def set_state(
        self, case_id: str, state: CaseState, expected: int, due: date | None = None, reason: str = ""
    ) -> int:
        """Move a case on its way and set its due date; ``expected`` is the version of the case. Return the new one.

        The state may stay as it is, to change the due date alone; without ``due`` the case has none.

        A decided case has a signed decision, a treated one a course that was given, and so has one in follow-up; one
        that is not treated has a course that was not done, a decision without a target, or a reason. Closing, opening
        again and moving back need a reason.

        Raises
        ------
        InputError
            If the state may not follow the present one, what it stands for is not recorded, a reason is missing, or a
            due date is set that has passed. One that has passed since may stay.
        Conflict
            If anything of the case changed in the meantime.
        """
        state = CaseState(state)
        with self._writing(Action.CHANGE_CASE, case_id, do="set_state", state=str(state)) as change:
            file = file_of(change, case_id, self.kb)
            item = file.item
            if item.version != expected:
                yours = {"state": str(state), "due": str(due or "none")}
                theirs = {"state": str(item.state), "due": str(item.due or "none")}
                raise Conflict(
                    f"{item.changed_by} changed the case at {item.changed_at:%Y-%m-%d %H:%M} UTC",
                    field="state", remedy="Look at the case, then set the state again",
                    fields=[(name, yours[name], theirs[name]) for name in yours],
                    by=item.changed_by, at=item.changed_at,
                )  # fmt: skip
            if due != item.due:
                check_due(due, self.today)
            check_step(file, state, reason)
            move(change, case_id, state, due, reason)
            return change.case_version(case_id)

    def set_team(self, case_id: str, person_ids: Iterable[str], expected: int, reason: str = "") -> int:
        """Say who may open a case; ``expected`` is the version of the team. Return the new one.

        Somebody who can open the case must stay. Whoever is on the team and may not be put on one any more, because
        the account is disabled or has another role, can stay on it.

        Raises
        ------
        InputError
            If nobody could open the case, somebody cannot be on a team, or a later version has no reason.
        Conflict
            If somebody changed the team in the meantime.
        """
        wanted = list(dict.fromkeys(person_ids))
        with self._writing(Action.SET_TEAM, case_id) as change:
            able = {person.id: person for person in _clinical(change)}
            known = able | {person.id: person for person in change.team(case_id)}
            names = sorted(known[one].display for one in wanted if one in known)
            present = change.latest(case_id, "team")
            if present and present.version != expected:
                # Before the names are looked at: somebody who has left meanwhile is a conflict, and no error.
                change.append(case_id, "team", "", {"people": names}, expected, reason)
            if not able.keys() & set(wanted) or not set(wanted) <= known.keys():
                raise InputError(
                    "a team needs at least one board member or oncologist, and nobody else", field="team",
                    remedy="Choose from the list of people",
                )  # fmt: skip
            made = change.append(case_id, "team", "", {"people": names}, expected, reason)
            change.set_team(case_id, wanted)
            return made.version

    def people_for_team(self) -> list[Person]:
        """List the people who can be on a team: active board members and oncologists."""
        with self._reading(Action.SEE_WORKLIST, do="people_for_team") as read:
            return _clinical(read)


def _clinical(read: Reading) -> list[Person]:
    return [person for person in read.people() if person.active and person.roles & CLINICAL]


def write(
    change: Writing, case_id: str, kind: str, key: str, record: Noun, expected: int, reason: str = ""
) -> Kept[Noun]:
    """Write one of several things of a kind; key ``""`` makes a new one.

    Raises
    ------
    InputError
        If a key is named that does not exist, or a new one is expected to have a version.
    """
    if not key:
        if expected:
            raise InputError("what is new has no version yet", field="expected", remedy="Reload the case")
        key = f"{kind}-{len(change.all(case_id, kind)) + 1}"
    elif not change.latest(case_id, kind, key):
        raise InputError(f"there is no {kind.replace('_', ' ')} {key!r}", field="key", remedy="Reload the case")
    return kept(change.append(case_id, kind, key, body_of(record), expected, reason), type(record))


def move(change: Writing, case_id: str, state: CaseState, due: date | None = None, reason: str = "") -> None:
    """Set state and due date, and keep it in the history of the case."""
    present = change.latest(case_id, "state")
    body = {"state": str(state), "due": due.isoformat() if due else None}
    change.set_state(case_id, state, due)
    change.append(case_id, "state", "", body, present.version if present else 0, reason or "moved on")


def birth_of(read: Reading, case_id: str) -> str | None:
    """Return year and month of birth, where they are known."""
    entry = read.latest(case_id, "profile")
    return entry.body.get("birth") if entry else None


def days_of(file: CaseFile) -> list[date]:
    """Return every day on which something is known to have happened to the patient alive."""
    days = [day for one in file.courses for day in (one.value.start, one.value.end)]
    days += [day for one in file.courses for drug in one.value.drugs for day in (drug.start, drug.end)]
    days += [one.value.when for one in file.assessments]
    days += [one.value.when for one in file.doses]
    days += [day for one in file.events for day in (one.value.onset, one.value.resolved)]
    days += [one.value.when for one in file.statuses]
    days += [one.value.collected for one in file.specimens]
    return [day for day in days if day is not None]


def first_treatment(file: CaseFile) -> date | None:
    """Return the first day of the first treatment that is known, here or before."""
    days = [one.value.start for one in file.courses if one.value.status != "not-done"]
    days += [line.start for line in file.case.value.prior_therapies]
    return min((day for day in days if day is not None), default=None)


def death_of(file: CaseFile) -> date | None:
    """Return the day of death, where it is recorded."""
    return next((one.value.when for one in file.statuses if not one.value.alive), None)


def death_in(read: Reading, case_id: str) -> date | None:
    """Return the day of death, where it is recorded, without the rest of the file."""
    days = (entry.body["when"] for entry in read.all(case_id, "status") if not entry.body["alive"])
    return next((date.fromisoformat(day) for day in days), None)


def _coded(profile: Profile) -> Profile:
    """Return a profile with its topography as ICD-O-3 writes it: C00-C80, with a digit behind the point or without."""
    if profile.topography is None:
        return profile
    code = profile.topography.strip().upper()
    if not re.fullmatch(r"C([0-7][0-9]|80)(\.[0-9])?", code):
        raise InputError(
            f"{profile.topography!r} is no topography of ICD-O-3", field="topography",
            remedy="Write C00 to C80, with the digit of the subsite behind a point where it is known (C34.1)",
        )  # fmt: skip
    return profile.model_copy(update={"topography": code})
