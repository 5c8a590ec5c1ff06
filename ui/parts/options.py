"""The ranked options side by side, or what stands in the way of any."""

from collections import Counter

import streamlit as st

from tumorboard.domain.limits import TightenedLimit
from tumorboard.domain.recommendation import DrugView, OptionView, Recommendation
from ui.parts.tables import table
from ui.parts.words import LEVELS, SPACE, counted, high, listed, matched, percent, plain, words

FEW, FEW_LEFT = 2, 6


def show_options(recommendation: Recommendation) -> OptionView | None:
    """Show the ranked options and return the one whose detail is asked for; None where there is no option."""
    st.subheader("Ranked options", anchor="options")
    options = recommendation.options
    show_tightened(recommendation.tightened)
    if not options:
        _show_obstacles(recommendation)
        return None
    labels = {a.id: a.label for a in recommendation.alterations}
    table([_row(option, labels) for option in options], "Ranked options")
    st.caption(
        f"Counted under policy {plain(recommendation.policy)}. Ranked by: most items matched, then strongest "
        "evidence, then least toxicity, then fewest drugs. "
        "Grade 3+ is the chance of any grade 3 or worse event, drugs and organs taken as independent. "
        f"Levels: {'; '.join(f'{letter} {told}' for letter, told in LEVELS.items())}; "
        "\\* not of this tumour type or its parent."
    )
    by_rank = {option.rank: option for option in options}
    key = f"rank:{recommendation.input_sha256[:12]}"
    if st.session_state.get(key) not in by_rank:
        st.session_state[key] = options[0].rank
    rank = st.segmented_control("Show option in detail", list(by_rank), key=key, format_func=str, required=True)
    return by_rank.get(rank or options[0].rank)


def show_tightened(limits: tuple[TightenedLimit, ...]) -> None:
    """Show which limits organ function has tightened for this patient; nothing where there is none."""
    if not limits:
        return
    told = [f"- {plain(words(one.organ).capitalize())}: {plain(one.words)}" for one in limits]
    head = "**Limits are tighter for this patient** (our own rule, advisory; see the limits in the sidebar):"
    st.info("\n".join([head, "", *told]), icon=":material/compress:")


def names(drugs: tuple[DrugView, ...], bold: bool = False) -> str:
    """Return the drugs of an option in Markdown, with few of the drugs that may take their place."""
    told = []
    for view in drugs:
        name = f"**{plain(view.drug)}**" if bold else plain(view.drug)
        others = view.alternatives
        if others and len(others) <= FEW:
            name += f" (or {plain(' or '.join(others))})"
        elif others:
            name += f" (or {plain(others[0])} or {len(others) - 1} others)"
        told.append(name)
    return " + ".join(told)


def evidence(option: OptionView) -> str:
    """Return the evidence of an option in a few words: how many items at which level, and whether studied together."""
    here = Counter(
        (item.level, "" if item.level_from in ("this_type", "parent_type") else "*") for item in option.evidence.items
    )
    levels = ", ".join(f"{number}{SPACE}×{SPACE}{letter}{where}" for (letter, where), number in sorted(here.items()))
    return f"{levels or 'rule of the policy'}; {together(option.evidence.combination)}"


def together(combination: str) -> str:
    """Say in two or three words what is known of the drugs together."""
    if not combination.startswith("co-targeting"):
        return combination.partition(": RG")[0]
    return "only a part is established" if " is established" in combination else "not studied together"


def _row(option: OptionView, labels: dict[str, str]) -> dict[str, str]:
    left = listed((labels.get(name, name) for name in option.unmatched_alterations), none="nothing", most=FEW_LEFT)
    notes = [counted(len(option.warnings), "warning")]
    if option.needs_sign_off:
        notes.append("needs sign-off")
    if option.single_drug:
        notes.append("one drug: no pair reaches more")
    return {
        "Rank": str(option.rank),
        "Drugs": names(option.drugs, bold=True),
        "Items matched": matched(option.matched, option.total),
        "Score": high(option.high),
        "Leaves uncovered": plain(left),
        "Evidence": plain(evidence(option)),
        "Grade 3+": percent(option.any_toxicity),
        "To note": "; ".join(notes),
        "Best of rank": f"✔{SPACE}proved" if option.solver.status == "optimal" else f"✕{SPACE}not proved",
    }


def _show_obstacles(recommendation: Recommendation) -> None:
    if not any(a.counted for a in recommendation.alterations):
        st.warning(
            "No finding counts: there is nothing to match, and the score is not computable (not zero).",
            icon=":material/warning:",
        )
        return
    lines = [f"- {plain(obstacle.words)}" for obstacle in recommendation.infeasible]
    if any(obstacle.kind == "match" for obstacle in recommendation.infeasible):
        told = "**No option: nothing in the tables can be proposed for these findings.**"
    else:
        told = "**No regimen keeps all limits.** In the way (relaxing any one of these lets a regimen through):"
    st.warning("\n".join([told, "", *lines]), icon=":material/warning:")
