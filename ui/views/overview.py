"""The overview of a case: who, how far, what was done before, what was tested, who may see it, what was changed."""

import streamlit as st

from tumorboard.domain.access import Action
from tumorboard.domain.case import Case, LabResult
from tumorboard.service import CaseFile, Desk
from ui.parts.case_forms import CONSENTS, show_case_forms
from ui.parts.case_head import show_case_head, show_steps
from ui.parts.desk import later, opened
from ui.parts.returned import show_returned
from ui.parts.spoken import day, moment, roles_of
from ui.parts.tables import table
from ui.parts.tested import show_specimens
from ui.parts.timeline import show_timeline
from ui.parts.words import SPACE, counted, plain

GO_TO = (
    "Go to [timeline](#timeline) · [earlier lines](#earlier) · [specimens](#tested) · [patient](#patient) · "
    "[returned](#returned) · [team](#team) · [change](#change) · [take along](#download) · [history](#history)"
)
MOST_LINES = 200


def show(desk: Desk) -> None:
    """Show the view."""
    file = opened(desk)
    if file is None:
        return
    show_case_head(file, desk.kb, "Case")
    _show_facts(file)
    show_steps("overview")
    show_timeline(file, desk.today)
    _show_earlier(file.case.value)
    show_specimens(file, desk.kb)
    _show_patient(file.case.value)
    show_returned(desk, file)
    st.subheader("Team", anchor="team")
    table(
        [{"Name": plain(one.display), "Role": roles_of(one.roles)} for one in file.team],
        "People who may open this case",
    )
    show_case_forms(desk, file)
    _show_downloads(desk, file)
    _show_history(desk, file)


def _show_facts(file: CaseFile) -> None:
    case, profile = file.case.value, file.profile.value
    patient = case.patient
    facts = [
        case.diagnosis.description,
        f"{patient.age} years" if patient.age is not None else None,
        f"born {profile.birth}" if profile.birth else None,
        patient.sex if patient.sex and patient.sex != "unknown" else None,
        f"ECOG {patient.ecog}" if patient.ecog is not None else None,
        f"ICD-10 {case.diagnosis.icd10}" if case.diagnosis.icd10 else None,
        f"topography {profile.topography}" if profile.topography else None,
        f"diagnosed {profile.diagnosed}" if profile.diagnosed else None,
    ]
    st.markdown(
        " · ".join([*(plain(fact) for fact in facts if fact), f"consent to research: {CONSENTS[profile.consent]}"])
    )
    found = [
        f"found: **{plain(file.item.headline or 'nothing')}**",
        f"{counted(len(file.recommendations), 'recommendation')} frozen",
        counted(len(file.decisions), "decision"),
        f"{counted(len(file.courses), 'regimen')} given",
        counted(len(file.assessments), "assessment"),
        counted(len(file.events), "adverse event"),
    ]
    st.markdown(" · ".join(found))
    if profile.note:
        st.markdown(f"Note: {plain(profile.note)}")


def _show_earlier(case: Case) -> None:
    st.subheader("Earlier lines", anchor="earlier")
    if not case.prior_therapies:
        st.markdown("No earlier treatment is given in the case document.")
    rows = [
        {
            "Line": "–" if one.line is None else str(one.line),
            "Drugs": f"**{plain(' + '.join(one.drugs))}**",
            "From": day(one.start),
            "Until": day(one.end),
            "Best response": one.best_response or "–",
            "Ended because of": plain(one.reason_ended or "–"),
            "Duration": f"{(one.end - one.start).days}{SPACE}days" if one.start and one.end else "–",
            "PFS": f"{one.pfs_days}{SPACE}days" if one.pfs_days is not None else "–",
        }
        for one in case.prior_therapies
    ]
    table(rows, "Earlier lines of treatment")


def _normal(lab: LabResult) -> str:
    """Return the limits of normal: ``150 to 400``, ``up to 1.2``."""
    if lab.lower_normal is None:
        return "–" if lab.upper_normal is None else f"up to {lab.upper_normal:g}"
    return (
        f"{lab.lower_normal:g} to {lab.upper_normal:g}"
        if lab.upper_normal is not None
        else f"from {lab.lower_normal:g}"
    )


def _show_patient(case: Case) -> None:
    st.subheader("Organ function, medicines, genotypes", anchor="patient")
    if not (case.labs or case.medications or case.pharmacogenomics):
        st.markdown("None is given in the case document. Doses and interactions can then not be checked against them.")
    labs = [
        {
            "Test": plain(one.test),
            "Value": f"{one.value:g}{SPACE}{plain(one.unit or 'unit not given')}",
            "Normal": _normal(one),
            "LOINC": plain(one.loinc or "–"),
            "Day": day(one.date),
        }
        for one in case.labs
    ]
    table(labs, "Laboratory values", hide_silent=True)
    table(
        [{"Medicine": plain(one.name), "Dose": plain(one.dose or "–")} for one in case.medications],
        "Other medicines of the patient",
    )
    table(
        [
            {"Gene": plain(one.gene), "Genotype": plain(one.diplotype), "Origin": one.origin}
            for one in case.pharmacogenomics
        ],
        "Genotypes that decide on doses",
    )


def _show_downloads(desk: Desk, file: CaseFile) -> None:
    if not desk.may(Action.EXPORT_CASE, file.item.case_id):
        return
    st.subheader("Take it along", anchor="download")
    case_id = file.item.case_id
    name = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in case_id)
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    with st.container(horizontal=True):
        for label, made, ending, mime in (
            ("Report (PDF)", later(desk, lambda own: own.report(case_id, "pdf")), "pdf", "application/pdf"),
            ("Report (DOCX)", later(desk, lambda own: own.report(case_id, "docx")), "docx", word),
            (
                "Case with its history (JSON)",
                later(desk, lambda own: own.export_case(case_id)),
                "json",
                "application/json",
            ),
        ):
            st.download_button(
                label, made, file_name=f"{name}.{ending}", mime=mime, on_click="ignore", key=f"take:{ending}"
            )
    st.caption("One page and its appendix. Every copy is in the audit trail with your name.")


def _show_history(desk: Desk, file: CaseFile) -> None:
    st.subheader("History", anchor="history")
    if not st.toggle("Show who changed what", key="overview:history", persist_state="session"):
        return
    lines = desk.history(file.item.case_id)
    rows = [
        {
            "When": moment(one.at),
            "Who": plain(one.by),
            "What": plain(f"{one.words}{f' (version {one.version})' if one.version > 1 else ''}"),
            "Reason": plain(one.reason or "–"),
        }
        for one in lines[:MOST_LINES]
    ]
    table(rows, "History of the case")
    if len(lines) > MOST_LINES:
        st.caption(f"The newest {MOST_LINES} of {len(lines)} changes; the export (JSON) has all.")
