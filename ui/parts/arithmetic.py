"""The score's arithmetic step by step, and the same regimen under every policy."""

from fractions import Fraction

import streamlit as st

from tumorboard.domain.recommendation import PolicyScore, Recommendation, ScoreDocument
from ui.parts.matrix import items_of
from ui.parts.tables import table
from ui.parts.words import amount, counted, high, listed, matched, plain

LONG = 20
RULES = {">1/2": "more than 1/2", ">=1/2": "1/2 or more", ">=3/5": "3/5 or more"}


def show_arithmetic(scored: ScoreDocument, recommendation: Recommendation) -> None:
    """Show how the score of a regimen comes about."""
    first = scored.policies[0]
    st.markdown("\n".join(f"{n}. {step}" for n, step in enumerate(_steps(first, recommendation), start=1)))
    rows = [_policy_row(policy) for policy in scored.policies]
    table(rows, "The same drugs under every policy")
    st.caption(
        "The score weighs every item alike, a driver and a bystander. Tumours with fewer alterations reach a high "
        "score more easily, and may do better for that reason alone. Dose is not in the score."
    )


def _steps(policy: PolicyScore, recommendation: Recommendation) -> list[str]:
    findings = recommendation.alterations
    labels = {a.id: a.label for a in findings}
    counting = sum(a.counted for a in findings)
    left_out = len(policy.excluded)
    steps = [
        f"The case has {counted(len(findings), 'finding')}: {counting} {'counts' if counting == 1 else 'count'}, "
        f"{left_out} {'does' if left_out == 1 else 'do'} not (see Findings)."
    ]
    united = [members for members in items_of(recommendation).values() if len(members) > 1]
    together = "; ".join(plain(listed(labels[name] for name in members)) + " are one item" for members in united)
    steps.append(f"They make **{counted(policy.den, 'item')}**" + (f": {together}." if together else ", one each."))
    if not policy.den:
        return [*steps, "Without an item the score is **not computable**, which is not zero."]
    by_rule: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for item in policy.matched:
        if item.rule:
            by_rule.setdefault((item.rule, item.drugs), []).append(item.label)
        elif len(steps) < LONG:
            steps.append(
                f"{plain(item.label)}: matched by {plain(listed(item.drugs))} ({item.kind}), "
                f"counts **{amount(item.weight)}**."
            )
    for (rule, drugs), names in by_rule.items():
        steps.append(
            f"{plain(listed(names))}: counted by the rule {plain(rule)}, since {plain(listed(drugs))} meets a tumour "
            f"with many mutations or MSI; {len(names)} × **1**."
        )
    if policy.unmatched:
        missed = plain(listed(item.label for item in policy.unmatched))
        steps.append(
            f"{missed}: matched by none of the drugs, {'count' if len(policy.unmatched) > 1 else 'counts'} **0**."
        )
    steps.append(_sum(policy))
    return steps


def _sum(policy: PolicyScore) -> str:
    exact = Fraction(policy.num).limit_denominator(2) / policy.den
    weights = [amount(item.weight) for item in policy.matched] + ["0"] * len(policy.unmatched)
    parts = f"{' + '.join(weights)} = {amount(policy.num)}" if len(weights) <= LONG else amount(policy.num)
    reduced = f" = {exact}" if exact.denominator not in (1, policy.den) or exact.denominator == 1 else ""
    shown = f"{amount(policy.num)}/{policy.den}{reduced}"
    return (
        f"{parts}: **{matched(policy.num, policy.den)}.** "
        f"Under {plain(policy.policy)} high is {RULES[policy.high_rule]}; {shown} is **{high(policy.high)}**."
    )


def _policy_row(policy: PolicyScore) -> dict[str, str]:
    return {
        "Policy": plain(policy.policy),
        "Items matched": matched(policy.num, policy.den),
        "High is": RULES.get(policy.high_rule, plain(policy.high_rule)),
        "Score": high(policy.high),
        "Items": plain(listed(item.label for item in (*policy.matched, *policy.unmatched))),
    }
