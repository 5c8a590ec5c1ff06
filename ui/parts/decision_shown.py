"""A decision to be read: what was chosen, how the board voted, what it asks for, who signed, and every version."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from tumorboard.domain.board import BoardDecision, FrozenRecommendation
from tumorboard.service import CaseFile, Desk, Kept
from ui.parts.spoken import REQUESTS, USES, VOTES, moment, told
from ui.parts.tables import table
from ui.parts.words import counted, plain

NONE = "–"


def options_of(frozen: Kept[FrozenRecommendation] | None) -> dict[int, tuple[str, ...]]:
    """Return the options of a frozen recommendation: rank -> drugs."""
    if frozen is None:
        return {}
    listed = frozen.value.document.get("options", ())
    return {int(one["rank"]): tuple(str(view["drug"]) for view in one["drugs"]) for one in listed}


def rank_of(drugs: Sequence[str], options: Mapping[int, Sequence[str]]) -> int | None:
    """Return the rank that exactly these drugs had; None where they were no option."""
    return next((rank for rank, of_option in options.items() if set(of_option) == set(drugs)), None)


def decision_words(kept: Kept[BoardDecision]) -> str:
    """Return a decision in a line, as plain text: the day, the regimens, how far it is."""
    decision = kept.value
    chosen = "; ".join(" + ".join(one.drugs) for one in sorted(decision.chosen, key=lambda one: one.priority))
    how = "signed" if decision.signature else "not signed"
    return f"{decision.met.isoformat()}: {chosen or 'no regimen'} ({how}, version {kept.version})"


def frozen_words(kept: Kept[FrozenRecommendation]) -> str:
    """Return a frozen recommendation in a line, as plain text."""
    many = len(kept.value.document.get("options", ()))
    return (
        f"{moment(kept.at)} by {kept.author}: {counted(many, 'option')}, policy {kept.value.policy}, "
        f"knowledge {kept.value.knowledge}"
    )


def show_decision(file: CaseFile, kept: Kept[BoardDecision]) -> None:
    """Show one decision in its newest version."""
    decision = kept.value
    if decision.signature:
        signed = decision.signature
        st.markdown(
            f"**🔒 Signed** by **{plain(signed.by)}** at {moment(signed.at)}: “{plain(signed.meaning)}” "
            f"(version {kept.version}{f'; amended: {plain(kept.reason)}' if kept.version > 2 else ''})"
        )
    else:
        st.markdown(
            f"**✎ Not signed yet.** Version {kept.version}, saved by {plain(kept.author)} at {moment(kept.at)}."
        )
    st.markdown(f"Meeting of **{decision.met.isoformat()}** with {plain(told(decision.attendees))}")
    if decision.chosen:
        table(_chosen(decision), "Regimens that the board recommends", hide_silent=True)
    if decision.no_target:
        st.markdown(f"**No target to treat:** {plain(decision.no_target)}")
    if decision.requests:
        rows = [{"Asked for": REQUESTS[one.kind], "In words": plain(one.text or NONE)} for one in decision.requests]
        table(rows, "What the board asks for", hide_silent=True)
    if decision.votes:
        rows = [
            {"Member": plain(one.member), "Vote": VOTES[one.vote], "Dissent": plain(one.dissent or NONE)}
            for one in decision.votes
        ]
        table(rows, "Votes", hide_silent=True)
    if decision.summary:
        st.markdown(f"**Summary:** {plain(decision.summary)}")
    seen = next((one for one in file.recommendations if one.key == decision.recommendation), None)
    st.caption(
        f"Recommendation that was seen: {plain(frozen_words(seen))}" if seen else "No frozen recommendation was seen."
    )


def _chosen(decision: BoardDecision) -> list[dict[str, str]]:
    return [
        {
            "Priority": str(one.priority),
            "Drugs": f"**{plain(' + '.join(one.drugs))}**",
            "Rank it had": "none of the options" if one.rank is None else str(one.rank),
            "Use": USES[one.use],
            "Level": plain(one.level or NONE),
            "Trial": plain(one.trial or NONE),
            "Why": plain(one.rationale or NONE),
        }
        for one in sorted(decision.chosen, key=lambda one: one.priority)
    ]


def show_versions(desk: Desk, file: CaseFile, key: str) -> None:
    """Show every version of a decision and what it changed; nothing is ever overwritten."""
    versions = desk.decision_versions(file.item.case_id, key)
    rows, before = [], dict[str, Any]()
    for kept in versions:
        body = kept.value.model_dump(mode="json")
        changed = [
            f"**{plain(name)}**: {plain(told(before.get(name)))} → {plain(told(body[name]))}"
            for name in body
            if before and body[name] != before.get(name)
        ]
        rows.append(
            {
                "Version": str(kept.version),
                "When": moment(kept.at),
                "By": plain(kept.author),
                "Why": plain(kept.reason or NONE),
                "What changed": "; ".join(changed) or NONE,
            }
        )
        before = body
    table(rows, "Versions of the decision")
