"""The findings of a case: actionable, uncertain, not assessed; the board includes or leaves out with a reason."""

from collections.abc import Callable

import streamlit as st

from tumorboard import service
from tumorboard.domain.access import Action
from tumorboard.domain.board import FindingChoice
from tumorboard.domain.recommendation import AlterationView, MatchDocument
from tumorboard.service import CaseFile, Desk
from ui.parts.case_head import show_case_head, show_steps
from ui.parts.desk import opened
from ui.parts.forms import built, open_form
from ui.parts.spoken import moment
from ui.parts.tables import table
from ui.parts.tested import show_specimens
from ui.parts.words import LEVELS, counted, linked, listed, plain, words

MEASURED = ("signature", "protein_marker")
OWN_TYPE = ("this_type", "parent_type")
MOST_DRUGS = 6
GROUPS: tuple[tuple[str, str, Callable[[AlterationView, set[str]], bool]], ...] = (
    ("Actionable", "count in the score, and a drug matches them", lambda a, met: a.counted and a.id in met),
    ("No drug matches", "count in the score and stay uncovered whatever is given", lambda a, met: a.counted),
    (
        "Uncertain significance (VUS)", "do not count; the board may have to decide",
        lambda a, met: a.classification == "uncertain",
    ),
    (
        "Not assessed", "neither the report nor the tables class them; do not count",
        lambda a, met: a.classification == "unclassified",
    ),
    ("Do not count", "benign, negative, or left out by the board", lambda a, met: True),
)  # fmt: skip
INCLUDE, EXCLUDE, WITHDRAW = "include", "exclude", "withdraw"
VERDICTS = {INCLUDE: "✔ count it", EXCLUDE: "✕ leave it out", WITHDRAW: "↺ follow the classification again"}


def show(desk: Desk) -> None:
    """Show the view."""
    file = opened(desk)
    if file is None:
        return
    show_case_head(file, desk.kb, "Findings")
    show_steps("findings")
    known = service.match(file.read, desk.kb)
    grouped = _grouped(known)
    st.markdown(
        " · ".join(f"{name} **{len(found)}**" for name, _, found in grouped)
        + f". Overruled by the board: **{len(file.choices)}**."
    )
    drugs = _drugs(known)
    for name, meaning, found in grouped:
        if found:
            st.subheader(name, anchor=name.split()[0].lower())
            st.caption(f"{counted(len(found), 'finding')}: {meaning}.")
            table([_row(one, file, drugs.get(one.id, [])) for one in found], name, hide_silent=True)
    if drugs:
        levels = "; ".join(f"{letter} {meaning}" for letter, meaning in LEVELS.items())
        st.caption(f"Levels: {levels}; \\* not of this tumour type or its parent.")
    if not known.alterations:
        st.info("The report lists no findings. A score is then not computable, which is not zero.")
    if file.read.messages:
        with st.expander(f"{counted(len(file.read.messages), 'remark')} on reading the report"):
            st.markdown("\n".join(f"- {linked(message)}" for message in file.read.messages))
    _choose(desk, file, known)
    show_specimens(file, desk.kb)


def _grouped(known: MatchDocument) -> list[tuple[str, str, list[AlterationView]]]:
    """Put every finding into the first group that takes it."""
    met = {m.alteration for c in known.candidates for m in c.matches if m.kind != "resistance"}
    groups: list[tuple[str, str, list[AlterationView]]] = [(name, meaning, []) for name, meaning, _ in GROUPS]
    for finding in known.alterations:
        place = next(i for i, (_, _, takes) in enumerate(GROUPS) if takes(finding, met))
        groups[place][2].append(finding)
    return groups


def _drugs(known: MatchDocument) -> dict[str, list[str]]:
    """Return the drugs that match each finding: those with evidence in this tumour type first, then by level."""
    best: dict[str, dict[str, tuple[bool, str]]] = {}
    for candidate in known.candidates:
        for match in candidate.matches:
            if match.kind != "resistance":
                held = best.setdefault(match.alteration, {})
                found = (match.level_from not in OWN_TYPE, match.level)
                held[candidate.drug] = min(held.get(candidate.drug, found), found)
    return {
        name: [f"{drug} ({level}{'*' if elsewhere else ''})" for (elsewhere, level), drug in _ranked(levels)]
        for name, levels in best.items()
    }


def _ranked(levels: dict[str, tuple[bool, str]]) -> list[tuple[tuple[bool, str], str]]:
    return sorted((level, drug) for drug, level in levels.items())


def _row(finding: AlterationView, file: CaseFile, drugs: list[str]) -> dict[str, str]:
    choice = file.choices.get(finding.id)
    overruled = "–"
    if choice is not None:
        verdict = VERDICTS[INCLUDE if choice.value.include else EXCLUDE]
        overruled = f"**{verdict}**: {plain(choice.value.reason)} ({plain(choice.author)}, {moment(choice.at)})"
    return {
        "Finding": f"**{plain(finding.label)}**" + (" (germline)" if finding.germline else ""),
        "Class": plain(words(finding.classification)),
        "Effect": plain(words(finding.effect)),
        "Drugs that match (level)": plain(listed(drugs, none="–", most=MOST_DRUGS)),
        "Overruled by the board": overruled,
        "Why": linked(finding.reason) or "–",
    }


def _choose(desk: Desk, file: CaseFile, known: MatchDocument) -> None:
    case_id = file.item.case_id
    st.subheader("Include or leave out a finding", anchor="choose")
    if not desk.may(Action.CHOOSE_FINDING, case_id):
        st.info("Only a board member of the team overrules findings. You can read them.", icon=":material/lock:")
        return
    labels = {
        one.id: f"{one.label} ({words(one.classification)})" for one in known.alterations if one.kind not in MEASURED
    }
    if not labels:
        st.markdown("There is no alteration to choose. Signatures and protein markers follow their values.")
        return
    chosen = st.selectbox(
        "Finding", list(labels), index=None, format_func=lambda name: labels[name], key=f"finding:{case_id}",
        placeholder="Choose the finding to overrule",
    )  # fmt: skip
    if chosen is None:
        return
    held = file.choices.get(chosen)
    verdicts = [INCLUDE, EXCLUDE, *([WITHDRAW] if held else [])]
    start = {
        "verdict": (INCLUDE if held.value.include else EXCLUDE) if held else INCLUDE,
        "reason": held.value.reason if held else "",
    }
    with open_form(desk, case_id, f"finding:{chosen}", start, seen=file.choice_versions[chosen]) as form:
        verdict = form.one_of("verdict", "The board says", verdicts, VERDICTS.__getitem__)
        reason = (
            form.line("reason", "Reason (stands beside the finding everywhere)", max_chars=200)
            if verdict != WITHDRAW
            else ""
        )

        def save(seen: int) -> int:
            choice = None if verdict == WITHDRAW else built(FindingChoice, include=verdict == INCLUDE, reason=reason)
            return desk.choose_finding(case_id, chosen, choice, seen)

        form.submit(
            "Save the board's word", save, "The finding is overruled; scores and options follow it from now on."
        )
