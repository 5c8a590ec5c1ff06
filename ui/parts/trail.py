"""Rows of the audit trail in words."""

from collections.abc import Mapping
from typing import Any

from ui.parts.spoken import STATES

ACTIONS = {
    "see_worklist": "looked at the worklist", "read_case": "read a case", "import_case": "imported cases",
    "change_case": "changed a case", "choose_finding": "overruled a finding",
    "freeze_recommendation": "froze a recommendation", "write_decision": "wrote a decision",
    "sign_decision": "signed a decision", "record_treatment": "recorded treatment",
    "record_follow_up": "recorded follow-up", "export_case": "took a case along", "see_cohort": "looked at the cohort",
    "export_cohort": "exported the cohort", "set_team": "changed the team of a case",
    "manage_people": "managed accounts", "manage_store": "managed the records", "read_audit": "read the audit trail",
    "read_knowledge": "looked things up", "sign_in": "signed in", "sign_out": "signed out",
    "see_demo_people": "opened the sign-in of the demonstration", "seed": "made the demonstration",
    "add_person": "made an account", "set_roles": "changed roles", "set_active": "disabled or enabled an account",
    "set_password": "set a password", "change_password": "changed a password",
    "confirm_password": "entered the password again", "revoke_sessions": "ended sessions",
    "read_person": "looked up an account", "list_people": "listed accounts", "backup": "copied the records",
    "restore": "brought the records back", "check_records": "checked the records",
    "make_records": "made the records", "upgrade": "upgraded the records", "verify_audit": "verified the trail",
}  # fmt: skip
OUTCOMES = {"done": "✔ done", "refused": "✕ refused", "conflict": "△ conflict"}
DOINGS = {
    "preview": "looked at a file before the import", "decision_versions": "versions of a decision",
    "draft": "opened a draft", "save_draft": "kept a draft", "drop_draft": "dropped a draft",
    "save_course": "regimen given", "save_claim": "claim", "save_assessment": "tumour assessment",
    "save_event": "adverse event", "save_dose_change": "change of dose", "save_status": "status of the patient",
    "save_profile": "what is known of the patient", "save_specimen": "specimen", "set_state": "state and due date",
    "amend_case": "case document", "administered_score": "administered score", "counts": "how many in each state",
    "people": "list of accounts", "people_for_team": "who can be on a team", "sessions": "open sessions",
    "verify": "verified it", "history": "history", "recist": "assessments judged by their sums",
}  # fmt: skip
FORMS = {
    "decision": "decision", "amend": "amendment of a decision", "course": "regimen given", "claim": "claim",
    "assessment": "tumour assessment", "event": "adverse event", "dose": "change of dose", "status": "status",
    "profile": "the patient", "document": "case document", "specimen": "specimen", "state": "state and due date",
    "finding": "finding",
}  # fmt: skip
HIDDEN = ("demo", "wrote")


def action_words(action: str) -> str:
    """Return an action in words."""
    return ACTIONS.get(action, action.replace("_", " "))


def detail_words(detail: Mapping[str, Any]) -> str:
    """Return what the trail says beside an action, in words; the seals of what was written stay in the trail."""
    told = []
    for name, value in detail.items():
        if name in HIDDEN or value in ("", None, []):
            continue
        if name == "do":
            told.append(DOINGS.get(str(value), str(value).replace("_", " ")))
        elif name == "form":
            told.append(f"form: {FORMS.get(str(value).split(':')[0], value)}")
        elif name == "state":
            told.append(f"to {next((words[2:] for state, words in STATES.items() if state == value), value)}")
        elif name == "why":
            told.append(f"because: {value}")
        else:
            told.append(f"{name.replace('_', ' ')} {_told(value)}")
    wrote = detail.get("wrote")
    if isinstance(wrote, list) and wrote:
        told.append("1 entry written" if len(wrote) == 1 else f"{len(wrote)} entries written")
    return "; ".join(told)


def _told(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
