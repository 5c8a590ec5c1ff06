"""What the team writes on the overview: how far the case is, the patient, the specimens, the team."""

from typing import get_args

import streamlit as st

from tumorboard.domain.access import Action
from tumorboard.domain.board import NEXT_STATES, CaseState, Profile, Specimen
from tumorboard.service import CaseFile, Desk
from ui.parts.case_document import document_form
from ui.parts.forms import built, open_form, unsaved_since
from ui.parts.spoken import STATES, roles_of

CONSENTS = {
    "not_asked": "not asked", "given": "✔ given", "refused": "✕ refused", "withdrawn": "✕ withdrawn",
}  # fmt: skip
SPECIMENS = get_args(Specimen.model_fields["specimen"].annotation)
SITES = get_args(Specimen.model_fields["localization"].annotation)
GENOMES = get_args(Specimen.model_fields["genome"].annotation)
SELF_REPORTED = {
    "ancestry": "Ancestry, in the patient's own words", "gender": "Gender, in the patient's own words",
    "rurality": "Where the patient lives (town, country)",
}  # fmt: skip
ANSWERED = {"not_asked": "not asked", "prefer_not_to_say": "prefers not to say", "said": "said:"}
NEW = "a new specimen"


def show_case_forms(desk: Desk, file: CaseFile) -> None:
    """Show the forms, closed; nothing where the person may not change the case."""
    case_id = file.item.case_id
    st.subheader("Change the case", anchor="change")

    def open_(name: str) -> bool:
        return unsaved_since(desk, case_id, name) is not None

    if desk.may(Action.CHANGE_CASE, case_id):
        with st.expander("Move the case, or set its due date", icon=":material/move_up:", expanded=open_("state")):
            _state_form(desk, file)
        with st.expander(
            "The patient: birth, first diagnosis, consent", icon=":material/person:", expanded=open_("profile")
        ):
            _profile_form(desk, file)
        with st.expander(
            "The case document: earlier lines, laboratory values, medicines, ECOG", icon=":material/clinical_notes:",
            expanded=open_("document"),
        ):  # fmt: skip
            document_form(desk, file)
        with st.expander("Add or correct a specimen and its report", icon=":material/biotech:"):
            _specimen_form(desk, file)
    if desk.may(Action.SET_TEAM, case_id):
        with st.expander("Who may open this case", icon=":material/group:", expanded=open_("team")):
            _team_form(desk, file)


def _state_form(desk: Desk, file: CaseFile) -> None:
    item = file.item
    # A decision is signed and a treatment recorded on pages of their own, which move the case themselves; by hand it
    # moves only to where the desk finds what the state stands for.
    options = [item.state, *NEXT_STATES[item.state]]
    with open_form(desk, item.case_id, "state", {"due": item.due}, seen=file.version) as form:
        left, right = st.columns([3, 1], gap="medium")
        with left:
            state = form.one_of("state", "The case is", options, lambda name: STATES[CaseState(name)])
        with right:
            due = form.day("due", "Due on")
        reason = form.line("reason", "Reason (where it goes back, is closed or opened again)")
        form.submit(
            "Save state and due date",
            lambda seen: desk.set_state(item.case_id, CaseState(state), seen, due, reason),
            "State and due date are saved.",
        )


def _profile_form(desk: Desk, file: CaseFile) -> None:
    held = file.profile.value
    start = {
        **held.model_dump(exclude={"self_reported"}),
        **{f"{name}:kind": _kind(held, name) for name in SELF_REPORTED},
        **{
            f"{name}:words": held.self_reported.get(name, "") if _kind(held, name) == "said" else ""
            for name in SELF_REPORTED
        },
    }
    case_id = file.item.case_id
    with open_form(desk, case_id, "profile", start, seen=file.profile.version, latest=file.profile) as form:
        one, two, three = st.columns(3, gap="medium")
        with one:
            birth = form.line("birth", "Month of birth (1961-04)", help="Year and month; the day is not kept.")
            consent = form.choose("consent", "Consent to research", list(CONSENTS), CONSENTS.__getitem__)
        with two:
            diagnosed = form.day("diagnosed", "First diagnosis on")
            consented = form.day("consent_date", "Consent given or refused on")
        with three:
            topography = form.line("topography", "Topography (ICD-O-3, C34.1)")
        reported: dict[str, str] = {}
        st.caption("Only if the patient wants to say it. It never enters a score or a recommendation.")
        for name, label in SELF_REPORTED.items():
            left, right = st.columns([2, 2], gap="medium", vertical_alignment="bottom")
            with left:
                kind = form.one_of(f"{name}:kind", label, list(ANSWERED), ANSWERED.__getitem__)
            with right:
                words = (
                    form.line(f"{name}:words", f"{name} as said", label_visibility="collapsed", max_chars=200)
                    if kind == "said"
                    else ""
                )
            if kind == "prefer_not_to_say" or words:
                reported[name] = words or kind
        note = form.text("note", "Note", max_chars=4000)
        reason = form.line("reason", "Reason of the correction") if file.profile.version else ""

        def save(seen: int) -> object:
            profile = built(
                Profile, birth=birth or None, diagnosed=diagnosed, topography=topography or None,
                consent=consent or "not_asked", consent_date=consented, self_reported=reported, note=note,
            )  # fmt: skip
            return desk.save_profile(case_id, profile, seen, reason)

        form.submit("Save what is known of the patient", save, "What is known of the patient is saved.")


def _kind(held: Profile, name: str) -> str:
    said = held.self_reported.get(name, "not_asked")
    return said if said in ANSWERED else "said"


def _specimen_form(desk: Desk, file: CaseFile) -> None:
    by_key = {one.key: one for one in file.specimens}
    names = {
        key: f"{one.value.specimen}, {one.value.collected or 'day not given'}, {one.value.assay or 'assay not given'}"
        for key, one in by_key.items()
    }
    key = ""
    if by_key:
        key = st.selectbox(
            "Specimen",
            ["", *by_key],
            format_func=lambda name: names.get(name, NEW),
            key=f"specimen:{file.item.case_id}",
        )
    kept = by_key.get(key)
    start = {**kept.value.model_dump(exclude={"genes"}), "genes": ", ".join(kept.value.genes)} if kept else {}
    with open_form(
        desk, file.item.case_id, f"specimen:{key}", start, seen=kept.version if kept else 0, latest=kept
    ) as form:
        one, two, three = st.columns(3, gap="medium")
        with one:
            kind = form.choose("specimen", "Kind of specimen", SPECIMENS)
            content = form.number("tumour_content", "Tumour cells, %")
        with two:
            where = form.choose("localization", "From", SITES)
            collected = form.day("collected", "Taken on")
            genome = form.choose("genome", "Genome of the report", GENOMES)
        with three:
            site = form.line("site", "Site (liver)", max_chars=120)
            reported = form.day("reported", "Reported on")
        assay = form.line("assay", "Assay (name of the panel)", max_chars=200)
        genes = form.text(
            "genes", "Genes covered, apart by commas or blanks", help="What is not listed was not tested."
        )
        reason = form.line("reason", "Reason of the correction") if kept else ""

        def save(seen: int) -> object:
            specimen = built(
                Specimen, specimen=kind or "unknown", localization=where or "unknown", site=site, collected=collected,
                tumour_content=content, assay=assay, genome=genome or "unknown", reported=reported,
                genes=tuple(dict.fromkeys(genes.replace(",", " ").replace(";", " ").split())),
            )  # fmt: skip
            return desk.save_specimen(file.item.case_id, key, specimen, seen, reason)

        form.submit("Save the specimen", save, "The specimen is saved.")


def _team_form(desk: Desk, file: CaseFile) -> None:
    # By the names of sign-in, which are unique and which a draft, or a list of what differs, can show.
    can = {person.name: person for person in desk.people_for_team()}
    people = can | {person.name: person for person in file.team}

    def shown(name: str) -> str:
        person = people.get(name)
        if person is None:
            return f"{name} (cannot be on a team any more)"
        told = f"{person.display} ({roles_of(person.roles)})"
        return told if name in can else f"{told}: the account opens no case any more"

    start = {"people": [person.name for person in file.team]}
    with open_form(desk, file.item.case_id, "team", start, seen=file.team_version) as form:
        chosen = form.several("people", "Team of this case", list(people), shown)
        reason = form.line("reason", "Reason of the change") if file.team_version else ""

        def save(seen: int) -> object:
            ids = [people[name].id if name in people else name for name in chosen]
            return desk.set_team(file.item.case_id, ids, seen, reason)

        form.submit("Save the team", save, "The team is saved.")
