"""Hazard ratios on the page: the model, the score under other questions, published results beside ours."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from tumorboard import service
from ui.parts.cohorts import Analysed
from ui.parts.tables import table
from ui.parts.words import plain, source

Block = dict[str, Any]
HIDDEN = "not shown"


def count(number: int | None) -> str:
    """Return a number of patients; None is one that must not be shown."""
    return HIDDEN if number is None else str(number)


def ratio(row: Block, name: str = "hazard_ratio") -> str:
    """Return a ratio with its 95 % interval, ``–`` where there is none."""
    if row.get(name) is None or row["lower"] is None or row["upper"] is None:
        return "–"
    return f"{row[name]:.2f} ({row['lower']:.2f}-{row['upper']:.2f})"


def p_value(value: float | None) -> str:
    """Return a p value in words."""
    return "–" if value is None else "below 0.001" if value < 0.001 else f"{value:.3f}"


def chart(analysed: Analysed, name: str, words: str) -> None:
    """Show a figure of the report, where there is one."""
    if name in analysed.figures:
        st.altair_chart(analysed.figures[name], width="stretch", alt=analysed.mark + words, theme=None)


def show_model(analysed: Analysed, block: Block) -> None:
    """Show the Cox model: the continuous score first, the number of alterations always in it."""
    label = block["label"]
    st.markdown(f"#### Cox model of {plain(label.lower())}")
    model = block["models"]["adjusted"]
    if not model["terms"]:
        st.info(plain(model["words"] or "no model can be fitted"))
        return
    table([_term(term) for term in model["terms"]], f"{analysed.mark}Cox model of {label.lower()}")
    said = [f"Patients: {count(model['n'])}; events: {count(model['events'])}; stratified by tumour type."]
    said += [f"{plain(out['covariate'])}: not in the model, {plain(out['because'])}." for out in model["left_out"]]
    hazards = block["proportional_hazards"]
    if hazards is not None:
        p = p_value(hazards["by_covariate"].get("score"))
        changes = hazards["score_changes_with_time"]
        said.append(
            f"Proportional hazards: p of the score {p}; "
            + ("**its effect changes with time, one ratio does not tell it.**" if changes else "nothing against it.")
        )
    st.markdown("\n".join(f"- {line}" for line in (*said, *([plain(model["words"])] if model["words"] else []))))


def _term(term: Block) -> dict[str, str]:
    told = term.get("per_50_points", term)
    label = "Matching score, per 50 points" if told is not term else term["label"]
    first = term["name"] in ("score", "alterations", "numerator", "denominator")
    name = f"**{plain(label)}**" if first else plain(label)
    return {"Covariate": name, "Hazard ratio (95 %)": ratio(told), "p": p_value(term["p"])}


def show_forest(analysed: Analysed, endpoint: str, block: Block) -> None:
    """Show the hazard ratio of the score under each question, drawn and as a table."""
    st.markdown("#### The same question asked in other ways")
    st.markdown("A ratio below 1 means a lower hazard with a higher score. Look for whether the rows agree.")
    chart(analysed, f"{endpoint}-hazard-ratios", f"hazard ratios of the score for {block['label'].lower()}")
    rows = service.score_ratios(analysed.report, endpoint)
    table([_question(row) for row in rows], f"{analysed.mark}Hazard ratios of the score under each question")


def _question(row: Block) -> dict[str, str]:
    told = ratio(row)
    return {
        "Question": plain(f"{row['kind']}: {row['name']}"),
        "Unit": plain(row["unit"]) if told != "–" else "–",
        "Hazard ratio (95 %)": told if told != "–" else plain(row["words"]),
        "Patients": count(row["n"]),
    }


def show_changing(analysed: Analysed, block: Block) -> None:
    """Show the model of the score as it was at each moment, for drugs that were added later."""
    model = block["time_dependent"]
    st.markdown("#### The score as it was at each moment")
    if not model["terms"]:
        st.markdown(f"{plain(model['words'] or 'no model can be fitted')}.".capitalize())
        return
    st.markdown(
        "Drugs that were added or stopped after day 1 change the score from then on; a patient counts with the score "
        "of the moment. Counting a later drug from day 1 would credit it with time that had to be survived to get it."
    )
    table([_term(term) for term in model["terms"]], f"{analysed.mark}{block['label']}: the score at each moment")


def show_parts(analysed: Analysed) -> None:
    """Show numerator and denominator of the score as covariates of their own."""
    model = analysed.report["sensitivity"].get("numerator_and_denominator")
    if model is None:
        return
    st.markdown("#### More matched, or merely fewer to match?")
    st.markdown(
        "The score's numerator and denominator, each as a covariate of its own in the model of PFS. Were it only the "
        "number of alterations, the denominator would carry the effect and the numerator none."
    )
    if not model["terms"]:
        st.info(plain(model["words"] or "no model can be fitted"))
        return
    chart(analysed, "numerator-and-denominator", "hazard ratios of PFS of numerator and denominator")
    table([_term(term) for term in model["terms"]], f"{analysed.mark}Numerator and denominator apart, PFS")


def show_policies(analysed: Analysed) -> None:
    """Show every policy with every cut, and how often chance alone gives as much."""
    sensitivity = analysed.report["sensitivity"]
    if not sensitivity.get("specification_curve"):
        return
    st.markdown("#### Does the scoring policy matter?")
    chart(analysed, "every-policy-and-cut", "hazard ratios of PFS under every policy and cut")
    rows: Sequence[Block] = service.policy_ratios(analysed.report)
    cells = [
        {
            "Policy": plain(row["kind"]),
            "Score": plain(row["name"]),
            "Hazard ratio of PFS (95 %)": ratio(row) if ratio(row) != "–" else plain(row["words"]),
        }
        for row in rows
    ]
    table(cells, f"{analysed.mark}Hazard ratio of PFS under every policy and cut")
    chance = sensitivity["permutation"]
    if chance["p"] is not None:
        st.markdown(
            f"With the scores shuffled {chance['shuffles']} times among patients with equally many alterations, "
            f"as strong an association came up by chance with p {p_value(chance['p'])}."
        )


def show_published(analysed: Analysed) -> None:
    """Show the published results beside ours; they are never merged."""
    st.subheader("Published results beside ours", anchor="published")
    chart(analysed, "published", "published ratios, each with that of this cohort below it")
    rows = [
        {
            "Study": f"{plain(row['study'])}, {source(row['citation'])}",
            "Patients": plain(row["patients"]),
            "Measure": plain(row["measure"]),
            "Score": plain(row["cut"]) or "–",
            "Published": ratio(row, "estimate").replace("–", "") or plain(row["words"]),
            "Read in": plain(row["checked"]),
            f"{analysed.mark}this cohort": plain(row["ours"]) or "–",
        }
        for row in service.published_beside_ours(analysed.report)
    ]
    table(rows, f"{analysed.mark}published results beside this cohort")
    st.caption(
        "Ratios of a high against a low score, with 95 % intervals; high against low for shares. An odds ratio of "
        "disease control above 1 and a hazard ratio below 1 both favour a high score. Other patients, other drugs, "
        "other counting: the columns are shown together and never pooled."
    )
