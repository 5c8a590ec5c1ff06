"""The screens of the app: name, group, title, address, and the action without which a person is not offered it."""

from collections.abc import Callable
from dataclasses import dataclass

from tumorboard.domain.access import Action, Person, allowed
from tumorboard.service import Desk
from ui.views import (
    about,
    admin,
    audit,
    cohort,
    compare,
    course,
    decision,
    findings,
    follow_up,
    import_cases,
    knowledge,
    outcomes,
    overview,
    recommend,
    recommendation,
    worklist,
)  # fmt: skip

BOARD, CASE, RESEARCH, MORE = "Board", "Open case", "Research", "More"


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen.

    Parameters
    ----------
    name : str
        As other screens call it, and its address.
    group, title, icon : str
        Where and how it stands in the list.
    show : callable
        Draws it for a desk.
    action : Action
        Who may not do this is not offered the screen. What it then asks of the records is checked there again.
    go_to : str
        Links to its parts.
    """

    name: str
    group: str
    title: str
    icon: str
    show: Callable[[Desk], None]
    action: Action
    go_to: str = ""


SCREENS = (
    Screen("worklist", BOARD, "Worklist", "view_list", worklist.show, Action.SEE_WORKLIST),
    Screen("import", BOARD, "Import cases", "upload_file", import_cases.show, Action.IMPORT_CASE),
    Screen("overview", CASE, "Overview", "clinical_notes", overview.show, Action.READ_CASE, overview.GO_TO),
    Screen("findings", CASE, "Findings", "genetics", findings.show, Action.READ_CASE),
    Screen(
        "recommendation", CASE, "Recommendation", "recommend", recommendation.show, Action.READ_CASE, recommend.GO_TO
    ),
    Screen("compare", CASE, "Compare", "compare", compare.show, Action.READ_CASE, compare.GO_TO),
    Screen("decision", CASE, "Decision", "how_to_vote", decision.show, Action.READ_CASE),
    Screen("course", CASE, "Regimen given", "medication", course.show, Action.READ_CASE),
    Screen("follow_up", CASE, "Follow-up", "timeline", follow_up.show, Action.READ_CASE),
    Screen("cohort", RESEARCH, "Cohort", "groups", cohort.show, Action.SEE_COHORT),
    Screen(
        "outcomes", RESEARCH, "Score against PFS", "monitoring", outcomes.show, Action.SEE_COHORT,
        "Go to [who is analysed](#flow) · [curves](#curves) · [disease control](#response) · "
        "[scores](#scores) · [who is reached](#reached) · [published](#published) · [download](#download)",
    ),
    Screen("admin", MORE, "Accounts", "manage_accounts", admin.show, Action.MANAGE_PEOPLE),
    Screen("audit", MORE, "Audit trail", "history_edu", audit.show, Action.READ_AUDIT),
    Screen(
        "try", MORE, "Try a file", "science", lambda desk: recommend.show(desk.kb), Action.READ_KNOWLEDGE,
        recommend.GO_TO,
    ),
    Screen("knowledge", MORE, "Knowledge", "menu_book", knowledge.show, Action.READ_KNOWLEDGE),
    Screen("about", MORE, "About", "info", about.show, Action.READ_KNOWLEDGE),
)  # fmt: skip


def offered(person: Person | None) -> list[Screen]:
    """Return the screens for a person; before the sign-in all, so that an address is found again after it."""
    if person is None:
        return list(SCREENS)
    return [screen for screen in SCREENS if allowed(person.roles, screen.action, on_team=True)]
