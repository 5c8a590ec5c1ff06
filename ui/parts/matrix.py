"""Which drug meets which finding, and what each drug adds."""

import streamlit as st

from tumorboard.domain.recommendation import MatchView, OptionView, PolicyScore, Recommendation
from ui.parts.tables import table
from ui.parts.words import KINDS, SPACE, level, listed, matched, percent, plain


def items_of(recommendation: Recommendation) -> dict[str, list[str]]:
    """Return the items of the score with the findings that each stands for, in the order of the report's table."""
    items: dict[str, list[str]] = {}
    for finding in recommendation.alterations:
        if finding.item:
            items.setdefault(finding.item, []).append(finding.id)
    return items


def show_matrix(option: OptionView, recommendation: Recommendation, counted_by: PolicyScore) -> None:
    """Show items against drugs: how each drug meets each item, at which level of evidence."""
    st.markdown("**Which drug meets which finding**")
    labels = {a.id: a.label for a in recommendation.alterations}
    chosen = {view.drug for view in option.drugs}
    by_drug = {c.drug: c.matches for c in recommendation.candidates}
    whole = {item.id: item.drugs for item in counted_by.matched if item.rule}
    covered = set(option.matched_alterations)
    rows = []
    for item, members in items_of(recommendation).items():
        row = {"Finding": f"**{plain(', '.join(labels[name] for name in members))}**"}
        for drug in sorted(chosen):
            held = [m for m in by_drug.get(drug, ()) if m.alteration in members and chosen.issuperset(m.with_drugs)]
            row[plain(drug)] = _cell(held, drug in whole.get(item, ()))
        row["Matched"] = f"✔{SPACE}yes" if item in covered else f"✕{SPACE}no"
        rows.append(row)
    rows.sort(key=lambda row: row["Matched"].endswith("no"))
    table(rows, "Findings against drugs")
    st.caption(
        "● the drug's target is altered · ◐ by a signalling pathway · ◆ by a biomarker claim · ✕ evidence of "
        "resistance or no benefit · ○ the policy counts every finding · – no match. "
        "The letter is the level of evidence, then where it comes from."
    )


def _cell(matches: list[MatchView], by_rule: bool) -> str:
    """Return how one drug meets one item; what speaks against it stands beside what speaks for it."""
    best = next((m for m in matches if m.kind != "resistance"), None)
    against = next((m for m in matches if m.kind == "resistance"), None)
    told = [f"{KINDS[m.kind]}, {level(m.level, m.level_from)}" for m in (best, against) if m]
    if by_rule and best is None:
        told.insert(0, "○ counted by the rule for TMB and MSI")
    return "; ".join(told) or "–"


def show_marginal(option: OptionView, recommendation: Recommendation) -> None:
    """Show what each further drug adds, and at what price in toxicity."""
    st.markdown("**What each drug adds**")
    labels = {a.id: a.label for a in recommendation.alterations}
    rows, total = [], 0.0
    for number, step in enumerate(option.marginal, start=1):
        total += step.matched
        adds = plain(listed((labels.get(name, name) for name in step.adds), none="nothing"))
        rows.append(
            {
                "Step": f"{number}",
                "Drug added": f"**{plain(step.drug)}**",
                "Gains": adds if step.matched else f"no item (stronger evidence for {adds})",
                "Items matched so far": matched(total, option.total),
                "Grade 3+ before": percent(step.toxicity_before),
                "Grade 3+ after": percent(step.toxicity_after),
            }
        )
    table(rows, "What each drug adds")
