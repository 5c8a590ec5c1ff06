"""Who may do what does not depend on what an older program let somebody hold."""

import pytest

from tumorboard.domain.access import Action, Role, allowed, demand_separate
from tumorboard.errors import InputError


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("other", [role for role in Role if role is not Role.AUDITOR])
def test_an_auditor_has_the_rights_of_an_auditor_alone(action: Action, other: Role) -> None:
    alone = allowed([Role.AUDITOR], action, on_team=True)
    assert allowed([Role.AUDITOR, other], action, on_team=True) is alone
    assert alone is (action in (Action.READ_AUDIT, Action.READ_KNOWLEDGE))


def test_other_roles_go_together() -> None:
    several = {Role.BOARD_MEMBER, Role.ONCOLOGIST, Role.RESEARCHER, Role.ADMINISTRATOR}
    assert demand_separate(several) == several
    assert demand_separate([]) == frozenset()
    with pytest.raises(InputError, match="no other role"):
        demand_separate([*several, Role.AUDITOR])
