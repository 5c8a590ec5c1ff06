"""Toxicity per organ against its limit: a chart and the same figures as a table."""

from typing import Any

import pandas as pd
import streamlit as st

from tumorboard.domain.recommendation import OptionView, OrganView
from ui.parts.tables import table
from ui.parts.words import SPACE, percent, plain, words


def show_toxicity(option: OptionView) -> None:
    """Show the chance of a grade 3 or worse event, organ by organ."""
    st.markdown("#### Toxicity: chance of a grade 3 or worse event")
    organs = sorted(option.toxicity, key=lambda organ: -organ.probability)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        st.altair_chart(_chart(organs), width="stretch", alt="Chance of a grade 3 or worse event by organ, with limits")
    with right:
        table([_row(organ) for organ in organs], "Chance of a grade 3 or worse event by organ")
    assumed = sorted({drug for organ in organs for drug in organ.assumed_for})
    if assumed:
        st.caption(f"Where the tables have no rate one is assumed, never zero; here for {plain(', '.join(assumed))}.")


def _row(organ: OrganView) -> dict[str, str]:
    return {
        "Organ": plain(words(organ.organ).capitalize()),
        "Chance": percent(organ.probability),
        "Limit": percent(organ.limit) if organ.limit is not None else "no limit",
        "Within limit": f"✔{SPACE}yes" if organ.limit is None or organ.probability <= organ.limit else f"✕{SPACE}no",
        "Rate assumed for": plain(", ".join(organ.assumed_for)) or "–",
    }


def _chart(organs: list[OrganView]) -> Any:
    import altair as alt  # takes a second, so that the findings above are shown first

    frame = pd.DataFrame(
        {
            "organ": [words(o.organ).capitalize() for o in organs],
            "chance": [o.probability for o in organs],
            "limit": [o.limit for o in organs],
            "shown": [percent(o.probability) for o in organs],
        }
    )
    order = list(frame["organ"])
    axis = alt.Axis(format="%", title="chance (bar) and limit (black mark)", tickCount=5)
    y = alt.Y("organ:N", sort=order, title=None, axis=alt.Axis(labelLimit=200))
    base = alt.Chart(frame).encode(y=y)
    bars = base.mark_bar(color="#5b8db8", height=12).encode(
        x=alt.X("chance:Q", scale=alt.Scale(domain=[0, 1]), axis=axis)
    )
    marks = base.mark_tick(color="black", thickness=3, size=18).encode(x="limit:Q")
    text = base.mark_text(align="left", dx=4, baseline="middle").encode(x="chance:Q", text="shown:N")
    return (bars + text + marks).properties(height=30 * len(organs) + 40)
