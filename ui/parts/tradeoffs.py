"""What can be traded, as a chart with points to select and as the same table; and what small changes would do."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from tumorboard.domain.tradeoffs import FrontDocument, FrontPointView, RobustnessDocument, Scenario
from ui.parts.tables import table
from ui.parts.whynot import compared, regimen
from ui.parts.words import SPACE, matched, percent, plain

BECOMES = {
    "same": "stays", "fewer": "stays, with fewer drugs", "equal": "an interchangeable drug takes a place",
    "other": "changes", "none": "nothing is feasible",
}  # fmt: skip
SHOWN = 3


def show_front(front: FrontDocument) -> None:
    """Show the Pareto front."""
    st.subheader("What can be traded", anchor="front")
    points = front.points
    if not points:
        st.markdown("Nothing is feasible, so that nothing can be traded.")
        return
    st.markdown(
        "No other regimen beats these in items matched, chance of a grade 3 or worse event and number of drugs at "
        "once. Strength of evidence is not traded here: look at it before a less toxic regimen is preferred."
    )
    chosen = st.altair_chart(
        _chart(points),
        width="stretch",
        on_select="rerun",
        selection_mode="point",
        key=f"front:{front.input_sha256[:12]}",
        alt="Items matched against the chance of a grade 3 or worse event, by number of drugs",
    )
    table([_row(number, point) for number, point in enumerate(points, start=1)], "Regimens that no other one beats")
    if not front.complete:
        st.caption("There may be further points.")
    for picked in chosen["selection"].get("point", []):
        point = points[int(picked["number"]) - 1]
        st.markdown("\n".join([f"**Point {picked['number']}**", "", *(f"- {regimen(v)}" for v in point.regimens)]))


def _row(number: int, point: FrontPointView) -> dict[str, str]:
    drugs = "; or ".join(" + ".join(plain(drug) for drug in view.drugs) for view in point.regimens[:SHOWN])
    more = "; or others" if point.more or len(point.regimens) > SHOWN else ""
    return {
        "Point": str(number),
        "Items matched": matched(point.matched, point.total),
        "Grade 3+": percent(point.any_toxicity),
        "Number of drugs": str(point.drug_count),
        "Regimen": drugs + more,
        "Points of evidence": str(point.regimens[0].points),
        "Unbeaten": f"✔{SPACE}proved" if point.proved else f"✕{SPACE}not proved",
    }


def _chart(points: tuple[FrontPointView, ...]) -> Any:
    import altair as alt  # takes a second, so that what stands above is shown first

    frame = pd.DataFrame(
        {
            "number": range(1, len(points) + 1),
            "toxicity": [point.any_toxicity for point in points],
            "matched": [point.matched for point in points],
            "drugs": [str(point.drug_count) for point in points],
            "regimen": [" + ".join(point.regimens[0].drugs) for point in points],
        }
    )
    picked = alt.selection_point(name="point", fields=["number"])
    top = max(point.total for point in points)
    base = alt.Chart(frame).encode(
        x=alt.X("toxicity:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title="chance of grade 3+")),
        y=alt.Y("matched:Q", scale=alt.Scale(domain=[0, top]), axis=alt.Axis(tickMinStep=1, title="items matched")),
    )
    marks = base.mark_point(size=140, filled=True, color="#1f5582").encode(
        shape=alt.Shape("drugs:N", title="drugs"),
        opacity=alt.condition(picked, alt.value(1), alt.value(0.4)),
        tooltip=["number:Q", "regimen:N", "matched:Q", alt.Tooltip("toxicity:Q", format=".0%"), "drugs:N"],
    )
    labels = base.mark_text(dx=12, dy=-8).encode(text="number:Q")
    return alt.layer(marks.add_params(picked), labels).properties(height=280)


def show_what_if(ask: Callable[[], RobustnessDocument]) -> None:
    """Show what small changes would do; as every change is solved anew this is done only when asked for."""
    st.subheader("What if?", anchor="what-if")
    if not st.toggle("Try small changes: drop a finding, refuse a drug, move a limit", key="what-if"):
        return
    with st.spinner("Solving again for each change ..."):
        told = ask()
    if told.best is None:
        st.markdown("Nothing is feasible.")
        return
    word = "is stable: no finding and no limit brings another drug" if told.stable else "is not stable"
    st.markdown(f"The best option {word}. It is {regimen(told.best)}.")
    by_words = {one.words: one for one in told.scenarios}
    name = st.selectbox("What if", by_words, index=None, placeholder="Choose a change", key="what-if:change")
    if name in by_words:
        st.markdown("\n".join(f"- {line}" for line in _told(by_words[name])))
    moved = [one for one in told.scenarios if one.outcome != "same"]
    table([_becomes(one) for one in moved], "What the best option becomes")
    if quiet := len(told.scenarios) - len(moved):
        st.caption(f"{quiet} other changes leave it as it is.")


def _told(one: Scenario) -> list[str]:
    lines = [f"The best option {BECOMES[one.outcome]}."]
    if one.best and one.outcome != "same":
        lines.append(f"It is then {regimen(one.best)}.")
        if one.loss:
            lines.append(f"Against the best option now: {compared(one.loss)}.")
    return lines


def _becomes(one: Scenario) -> dict[str, str]:
    return {
        "If": plain(one.words),
        "The best option": BECOMES[one.outcome],
        "Regimen": " + ".join(plain(drug) for drug in one.best.drugs) if one.best else "–",
        "Items matched": matched(one.best.matched, one.best.total) if one.best else "–",
        "Grade 3+": percent(one.best.any_toxicity) if one.best else "–",
    }
