"""Why not these drugs: the reason, where they stand, what it would cost to insist, and which limit is in the way."""

from collections.abc import Callable, Iterator

import streamlit as st

from tumorboard.domain.recommendation import Recommendation
from tumorboard.domain.tradeoffs import Loss, RegimenView, Standing, WhyNotDocument
from tumorboard.service import InputError, KnowledgeBase
from ui.parts.words import amount, counted, listed, matched, percent, plain

Explain = Callable[[tuple[str, ...]], WhyNotDocument]


def show_why_not(recommendation: Recommendation, kb: KnowledgeBase, explain: Explain) -> None:
    """Let drugs be named and say what became of them.

    Parameters
    ----------
    explain : callable
        Says for the same case, policy and limits why some drugs are not in the best option.
    """
    st.subheader("Why not another drug?", anchor="why-not")
    drug = st.selectbox("Drug", list(kb.drugs), index=None, placeholder="Choose or type a drug", key="why-not")
    if drug is None:
        return
    more = st.multiselect("together with", [d for d in kb.drugs if d != drug], key="why-not:more", max_selections=4)
    try:
        told = explain((drug, *more))
    except InputError as problem:
        st.markdown(f"- {plain(problem)}")
        return
    st.markdown("\n".join(f"- {line}" for line in why_not(recommendation, told)))


def why_not(recommendation: Recommendation, told: WhyNotDocument) -> list[str]:
    """Return in Markdown what became of some drugs."""
    lines = [line for standing in told.standing for line in _standing(standing, recommendation)]
    asked = " + ".join(f"**{plain(drug)}**" for drug in told.asked)
    if told.verdict == "best":
        lines.append(f"{asked}: part of the best option, or of one equal to it in every count.")
    elif told.with_them:
        lines.append(f"With {asked} pinned the best option is {regimen(told.with_them)}.")
        if told.loss:
            lines.append(f"Against option 1: {compared(told.loss)}.")
    else:
        rules = "; ".join(plain(rule.words) for rule in told.conflicts)
        lines.append(f"With {asked} pinned there is no option: {rules or 'the search was cut short'}.")
    lines += [f"To {plain(way.change)} buys {regimen(way.regimen)}." for way in told.relaxations]
    if len(told.asked) > 1 and told.broken:
        lines.append(f"Exactly these drugs and no others: {plain('; '.join(told.broken))}.")
    return lines


def _standing(standing: Standing, recommendation: Recommendation) -> Iterator[str]:
    drug, name = standing.drug, f"**{plain(standing.drug)}**"
    for reason in standing.against:
        yield f"{name}: {plain(reason)}."
    if standing.reason and standing.reason not in standing.against:
        matches = "matches, but may not be proposed: " if standing.alterations else ""
        yield f"{name}: {matches}{plain(standing.reason)}."
    options = recommendation.options
    inside = [str(o.rank) for o in options if drug in {view.drug for view in o.drugs}]
    instead = [str(o.rank) for o in options if drug in {other for view in o.drugs for other in view.alternatives}]
    if inside:
        yield f"{name} is part of option {listed(inside)}."
    if instead:
        yield f"{name} is an equal alternative in option {listed(instead)}."


def regimen(view: RegimenView) -> str:
    """Return a regimen with its score and toxicity in a few words."""
    drugs = " + ".join(plain(drug) for drug in view.drugs)
    return f"{drugs}: {matched(view.matched, view.total)}, grade 3+ {percent(view.any_toxicity)}"


def compared(loss: Loss) -> str:
    """Say how much worse a regimen is than the best one, in the order of ranking."""
    gap = abs(loss.matched)
    items = f"{amount(gap)} item{'s' if gap > 1 else ''} {'fewer' if loss.matched > 0 else 'more'} matched"
    told = [items if gap else "as many items matched"]
    if loss.lost_alterations:
        told.append(f"not matched: {plain(listed(loss.lost_alterations))}")
    told.append("weaker evidence" if loss.points > 0 else "stronger evidence" if loss.points < 0 else "equal evidence")
    more = loss.any_toxicity
    word = "higher" if more > 0 else "lower"
    told.append(f"chance of grade 3+ {word} by {percent(abs(more))}" if more else "equal toxicity")
    if loss.drugs:
        told.append(f"{counted(abs(loss.drugs), 'drug')} {'more' if loss.drugs > 0 else 'fewer'}")
    return "; ".join(told)
