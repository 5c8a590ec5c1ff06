"""Interactions: drug against drug, drug against the patient's medicines; severity by sign and word."""

import streamlit as st

from tumorboard import service
from tumorboard.domain.safety_report import MedicationView, PairView, SafetyReport
from tumorboard.service import KnowledgeBase
from ui.parts.evidence import show_sources
from ui.parts.tables import table
from ui.parts.words import HARM, SPACE, linked, plain, sources

NONE, SILENT = f"–{SPACE}none known", f"?{SPACE}not known"
ORDER = tuple(HARM)


def show_interactions(safety: SafetyReport, kb: KnowledgeBase, medications: tuple[str, ...]) -> None:
    """Show what is known against the drugs together, and against each with the patient's medicines.

    Parameters
    ----------
    medications : tuple of str
        The patient's medicines as the case names them.
    """
    drugs = safety.drugs
    silent = service.without_interaction_data(drugs, kb)
    if len(drugs) > 1:
        st.markdown("**Drug against drug**")
        table([_pairs(drug, safety, silent) for drug in drugs], "Interactions, drug against drug")
    if medications:
        st.markdown("**Drug against the patient's medicines**")
        table(_medicines(safety, medications, kb, silent), "Interactions, drug against the patient's medicines")
    else:
        st.markdown("The case names no other medicines of the patient: **nothing was checked against them.**")
    st.caption(
        "✕ contraindicated · ▲ major · △ moderate · – none known, which is not the same as none · ? not known: the "
        "tables say nothing of the enzymes and transporters of one of the two, or do not know the medicine. "
        f"Which severity forbids a pair is set in the limits; {_forbidden(safety)}."
    )
    found = sorted(
        [_told(one.a, one.b, one) for one in safety.interactions]
        + [_told(one.drug, f"{one.medication} (medicine)", one) for one in safety.medications],
        key=lambda row: ([HARM[name] for name in ORDER].index(row["Severity"]), row["Between"]),
    )
    table(found, "What each interaction is, and its source")
    named = [name for pair in safety.interactions for name in pair.sources]
    named += [name for medicine in safety.medications for name in medicine.sources]
    show_sources(kb, named, "the interactions")


def _forbidden(safety: SafetyReport) -> str:
    pairs = [f"{plain(one.a)} + {plain(one.b)}" for one in safety.interactions if one.forbidden]
    return f"forbidden now: {', '.join(pairs)}" if pairs else "no pair here is forbidden by them"


def _worst(found: list[PairView] | list[MedicationView], silent: bool) -> str:
    return HARM[min((one.severity for one in found), key=ORDER.index)] if found else SILENT if silent else NONE


def _pairs(drug: str, safety: SafetyReport, silent: tuple[str, ...]) -> dict[str, str]:
    row = {"Drug": f"**{plain(drug)}**"}
    for other in safety.drugs:
        held = [one for one in safety.interactions if {one.a, one.b} == {drug, other}]
        row[plain(other)] = "·" if other == drug else _worst(held, drug in silent or other in silent)
    return row


def _medicines(
    safety: SafetyReport, medications: tuple[str, ...], kb: KnowledgeBase, silent: tuple[str, ...]
) -> list[dict[str, str]]:
    unread = {one.what.removeprefix("medication ") for one in safety.not_checked}
    rows = []
    for written in medications:
        name = service.medication_named(written, kb)
        same = name is None or name.lower() == written.lower()
        row = {"Medicine": f"**{plain(written)}**" + ("" if same else f" ({plain(name)})")}
        for drug in safety.drugs:
            held = [one for one in safety.medications if (one.drug, one.medication) == (drug, name)]
            row[plain(drug)] = _worst(held, written in unread or drug in silent)
        rows.append(row)
    return rows


def _told(one: str, other: str, finding: PairView | MedicationView) -> dict[str, str]:
    return {
        "Between": f"**{plain(one)}** + **{plain(other)}**",
        "Severity": HARM[finding.severity],
        "Why": linked(finding.mechanism),
        "Source": sources(finding.sources),
    }
