"""The first screen: what was found, what is recommended, how sure, how toxic, and what stays uncovered."""

import streamlit as st

from tumorboard.domain.recommendation import MatchDocument, OptionView, Recommendation
from ui.parts.findings import OPEN
from ui.parts.options import evidence, names
from ui.parts.words import SPACE, counted, high, listed, matched, percent, plain, words

FEW_THERAPIES, FEW_ORGANS, FEW_WARNINGS = 5, 3, 2
FEW_FINDINGS = 10


def show_summary(known: MatchDocument, found: Recommendation) -> None:
    """Show the answers to the questions that a board asks first."""
    rows = [("Standard of care", _standard(found)), ("Found", _findings(known))]
    if found.options:
        rows += _option(found.options[0], found)
    else:
        why = "; ".join(plain(one.words) for one in found.infeasible) or "no finding counts"
        rows.append(("Recommended", f"**no option**: {why}"))
    with st.container(border=True):
        st.markdown("\n".join(f"- **{question}:** {answer}" for question, answer in rows))


def _standard(found: Recommendation) -> str:
    if not found.standard_of_care:
        return "no label or guideline therapy of the tables fits; see below what they do not hold"
    labels = {a.id: a.label for a in found.alterations}
    told = dict.fromkeys(" + ".join(one.drugs) for one in found.standard_of_care)
    because = dict.fromkeys(labels.get(name, name) for one in found.standard_of_care for name in one.alterations)
    return f"{plain(listed(told, most=FEW_THERAPIES))}; because of {plain(listed(because))}"


def _findings(known: MatchDocument) -> str:
    counting = [a.label for a in known.alterations if a.counted]
    items = {a.item for a in known.alterations if a.item}
    unsettled = sum(not a.counted and a.classification in OPEN for a in known.alterations)
    told = [
        f"**{counted(len(items), 'item counts', 'items count')} in the score**: "
        f"{plain(listed(counting, most=FEW_FINDINGS))}",
        f"{counted(unsettled, 'finding')} uncertain or not classified",
        f"{len(known.alterations)} in all",
        counted(len(known.candidates), "candidate drug"),
    ]
    return "; ".join(told)


def _option(option: OptionView, found: Recommendation) -> list[tuple[str, str]]:
    labels = {a.id: a.label for a in found.alterations}
    left = listed((labels.get(name, name) for name in option.unmatched_alterations), none="nothing")
    proof = "proved the best within the limits" if option.solver.status == "optimal" else "**not proved** the best"
    worst = sorted(option.toxicity, key=lambda organ: -organ.probability)[:FEW_ORGANS]
    organs = ", ".join(f"{words(organ.organ)} {percent(organ.probability)}" for organ in worst)
    guessed = sorted({drug for organ in option.toxicity for drug in organ.assumed_for})
    unknown = f"; **no rate is known of {plain(listed(guessed))}**" if guessed else ""
    notes = [f"⚠ {counted(len(option.warnings), 'warning')}"] if option.warnings else []
    notes += ["needs an explicit sign-off of toxicity"] if option.needs_sign_off else []
    uses = [f"{plain(view.drug)} {view.use}" for view in option.drugs]
    return [
        ("Recommended", f"option 1 of {len(found.options)}: {names(option.drugs, bold=True)}"),
        (
            "Matched",
            f"{matched(option.matched, option.total)}, {high(option.high)}; leaves uncovered: **{plain(left)}**",
        ),
        ("How sure", f"{plain(evidence(option))}; phase I: {plain(option.phase1)}; {proof}"),
        ("How toxic", f"grade{SPACE}3+ {percent(option.any_toxicity)}; most: {organs}{unknown}"),
        ("To note", "; ".join([*notes, *uses])),
    ]
