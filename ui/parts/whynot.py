"""Why not this drug: the reason, where it stands, or what it would cost to insist on it."""

from collections.abc import Callable

import streamlit as st

from tumorboard.domain.recommendation import OptionView, Recommendation
from tumorboard.service import InputError, KnowledgeBase, Limits
from ui.parts.options import names
from ui.parts.words import amount, listed, matched, percent, plain

Ask = Callable[[Limits], Recommendation]


def show_why_not(recommendation: Recommendation, limits: Limits, kb: KnowledgeBase, ask: Ask) -> None:
    """Let a drug be named and say what became of it.

    Parameters
    ----------
    ask : callable
        Recommends for the same case and policy under other limits.
    """
    st.subheader("Why not another drug?", anchor="why-not")
    drug = st.selectbox("Drug", list(kb.drugs), index=None, placeholder="Choose or type a drug", key="why-not")
    if drug is not None:
        st.markdown("\n".join(f"- {line}" for line in why_not(drug, recommendation, limits, ask)))


def why_not(drug: str, recommendation: Recommendation, limits: Limits, ask: Ask) -> list[str]:
    """Return in Markdown what became of a drug."""
    name = f"**{plain(drug)}**"
    for excluded in recommendation.excluded_drugs:
        if excluded.drug == drug:
            return [f"{name} matches, but may not be proposed: {plain(excluded.reason)}."]
    if drug in limits.veto:
        return [f"{name} is vetoed by the board."]
    inside = [str(o.rank) for o in recommendation.options if drug in {view.drug for view in o.drugs}]
    instead = [
        str(o.rank) for o in recommendation.options if drug in {a for view in o.drugs for a in view.alternatives}
    ]
    told = []
    if inside:
        told.append(f"{name} is part of option {listed(inside)}.")
    if instead:
        told.append(f"{name} is an equal alternative in option {listed(instead)}.")
    candidate = next((c for c in recommendation.candidates if c.drug == drug), None)
    if candidate is None and not told:
        told.append(f"{name} matches no finding of this case.")
    elif candidate is not None and all(m.kind == "resistance" for m in candidate.matches):
        told.append(f"{name} is listed for resistance only.")
    return told if inside else [*told, *_insisted(drug, recommendation, limits, ask)]


def _insisted(drug: str, recommendation: Recommendation, limits: Limits, ask: Ask) -> list[str]:
    try:
        pinned = ask(Limits.model_validate({**limits.model_dump(by_alias=True), "pin": (*limits.pin, drug)}))
    except InputError as problem:
        return [f"It cannot be pinned: {plain(problem)}"]
    if not pinned.options:
        ways = "; ".join(obstacle.words for obstacle in pinned.infeasible)
        return [f"With **{plain(drug)}** pinned there is no option: {plain(ways)}."]
    best = pinned.options[0]
    lines = [
        f"With **{plain(drug)}** pinned the best option is {names(best.drugs)}: "
        f"{matched(best.matched, best.total)}, grade 3+ {percent(best.any_toxicity)}."
    ]
    if recommendation.options:
        lines.append(f"Against option 1: {_compared(best, recommendation.options[0])}.")
    return lines


def _compared(insisted: OptionView, first: OptionView) -> str:
    """Say how much worse an option is than the first, in the order of ranking."""
    told = []
    if gap := first.matched - insisted.matched:
        told.append(f"{amount(gap)} item{'s' if gap > 1 else ''} fewer matched")
        lost = [name for name in first.matched_alterations if name not in insisted.matched_alterations]
        told.append(f"not matched: {plain(listed(lost))}")
    else:
        told.append("as many items matched")
    weaker = first.evidence.points - insisted.evidence.points
    told.append("weaker evidence" if weaker > 0 else "stronger evidence" if weaker < 0 else "equal evidence")
    more = insisted.any_toxicity - first.any_toxicity
    told.append(
        f"grade 3+ {percent(insisted.any_toxicity)} against {percent(first.any_toxicity)}" if more else "equal toxicity"
    )
    if extra := len(insisted.drugs) - len(first.drugs):
        told.append(f"{abs(extra)} drug{'s' if abs(extra) > 1 else ''} {'more' if extra > 0 else 'fewer'}")
    return "; ".join(told)
