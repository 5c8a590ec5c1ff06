"""Who may do what: roles, actions and one table. What the table does not grant is refused."""

from collections.abc import Iterable
from enum import StrEnum

from tumorboard.domain.record import Record
from tumorboard.errors import InputError


class Role(StrEnum):
    """The five roles. A person may hold several; an auditor holds no other, for he watches what the others write."""

    BOARD_MEMBER = "board_member"
    ONCOLOGIST = "oncologist"
    RESEARCHER = "researcher"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Action(StrEnum):
    """What a person can ask of the records."""

    SEE_WORKLIST = "see_worklist"
    READ_CASE = "read_case"
    IMPORT_CASE = "import_case"
    CHANGE_CASE = "change_case"
    CHOOSE_FINDING = "choose_finding"
    FREEZE_RECOMMENDATION = "freeze_recommendation"
    WRITE_DECISION = "write_decision"
    SIGN_DECISION = "sign_decision"
    RECORD_TREATMENT = "record_treatment"
    RECORD_FOLLOW_UP = "record_follow_up"
    EXPORT_CASE = "export_case"
    SEE_COHORT = "see_cohort"
    EXPORT_COHORT = "export_cohort"
    SET_TEAM = "set_team"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_STORE = "manage_store"
    READ_AUDIT = "read_audit"
    READ_KNOWLEDGE = "read_knowledge"


_CLINICAL = frozenset({Role.BOARD_MEMBER, Role.ONCOLOGIST})
_ALL = frozenset(Role)

MATRIX: dict[Action, tuple[frozenset[Role], bool]] = {
    Action.SEE_WORKLIST: (_CLINICAL, False),
    Action.READ_CASE: (_CLINICAL, True),
    Action.IMPORT_CASE: (_CLINICAL, False),
    Action.CHANGE_CASE: (_CLINICAL, True),
    Action.CHOOSE_FINDING: (frozenset({Role.BOARD_MEMBER}), True),
    Action.FREEZE_RECOMMENDATION: (_CLINICAL, True),
    Action.WRITE_DECISION: (frozenset({Role.BOARD_MEMBER}), True),
    Action.SIGN_DECISION: (frozenset({Role.BOARD_MEMBER}), True),
    Action.RECORD_TREATMENT: (frozenset({Role.ONCOLOGIST}), True),
    Action.RECORD_FOLLOW_UP: (frozenset({Role.ONCOLOGIST}), True),
    Action.EXPORT_CASE: (_CLINICAL, True),
    Action.SEE_COHORT: (_CLINICAL | {Role.RESEARCHER}, False),
    Action.EXPORT_COHORT: (frozenset({Role.RESEARCHER}), False),
    Action.SET_TEAM: (_CLINICAL, True),
    Action.MANAGE_PEOPLE: (frozenset({Role.ADMINISTRATOR}), False),
    Action.MANAGE_STORE: (frozenset({Role.ADMINISTRATOR}), False),
    Action.READ_AUDIT: (frozenset({Role.AUDITOR}), False),
    Action.READ_KNOWLEDGE: (_ALL, False),
}
"""Action -> the roles that may, and whether the person must also be on the team of the case.

The worklist shows a person the cases of his teams only. A researcher never sees a case, only the pseudonymised cohort;
an administrator manages people and the store without reading patients; an auditor reads the trail and nothing else.
"""


def allowed(roles: Iterable[Role], action: Action, *, on_team: bool = False) -> bool:
    """Say whether somebody with these roles may do this.

    Parameters
    ----------
    roles : iterable of Role
        What the person holds; nobody holds a role by default.
    action : Action
        What is asked.
    on_team : bool
        Whether the person is on the team of the case that it is about.

    An auditor has the rights of an auditor alone, whatever else stands beside it.
    """
    granted, of_the_team = MATRIX.get(action, (frozenset[Role](), True))
    held = set(roles)
    if Role.AUDITOR in held:
        # Of an account that an older program, or somebody behind it, gave other roles as well.
        held = {Role.AUDITOR}
    return bool(granted & held) and (on_team or not of_the_team)


def demand_separate(roles: Iterable[Role | str]) -> frozenset[Role]:
    """Return roles that one person can hold.

    Raises
    ------
    InputError
        If an auditor would hold another role.
    """
    chosen = frozenset(Role(role) for role in roles)
    if Role.AUDITOR in chosen and len(chosen) > 1:
        raise InputError(
            "who watches the audit trail must not write in it: an auditor holds no other role", field="roles",
            remedy="Choose auditor alone, or other roles without it",
        )  # fmt: skip
    return chosen


class Person(Record):
    """Somebody with an account. ``name`` is what is typed at sign-in, ``display`` what others read."""

    id: str
    name: str
    display: str
    roles: frozenset[Role] = frozenset()
    active: bool = True
