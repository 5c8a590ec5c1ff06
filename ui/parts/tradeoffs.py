"""What can be traded, as a chart with points to select and as the same table; and what small changes would do."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from tumorboard.domain.tradeoffs import FrontDocument, FrontPointView, RobustOption, Scenario
from ui.parts.ask import Question
from ui.parts.detail import show_detail
from ui.parts.tables import table
from ui.parts.toxicity import INK
from ui.parts.whynot import compared, regimen
from ui.parts.words import SPACE, listed, matched, percent, plain

BECOMES = {
    "same": "stays", "fewer": "stays, with fewer drugs", "equal": "an interchangeable drug takes a place",
    "other": "changes", "none": "nothing is feasible",
}  # fmt: skip
CHANGES = {"alteration": "A finding falls away", "drug": "A drug is not granted", "limit": "A limit moves"}
SHOWN = 3


def show_front(front: FrontDocument, question: Question) -> None:
    """Show the Pareto front, and in detail the regimen of the point that is chosen on the chart or by its number."""
    st.subheader("What can be traded", anchor="front")
    points = front.points
    if not points:
        st.markdown("Nothing is feasible, so that nothing can be traded.")
        return
    st.markdown(
        "No other regimen beats these in items matched, chance of a grade 3 or worse event and number of drugs at "
        "once. **Strength of evidence is not traded here:** look at it before a less toxic regimen is preferred."
    )
    case = front.input_sha256[:12]
    choice, drawn = f"point:{case}", f"front:drawn:{case}"
    chart = f"front:{case}:{st.session_state.setdefault(drawn, 0)}"
    if st.session_state.get(choice) not in range(1, len(points) + 1):
        st.session_state[choice] = None
    left, right = st.columns([4, 6], gap="medium")
    with left:
        st.altair_chart(
            _chart(points, st.session_state[choice]),
            width="stretch",
            on_select=partial(_take_point, chart, choice),
            selection_mode="point",
            key=chart,
            alt="Items matched against the chance of a grade 3 or worse event, by number of drugs",
        )
    with right:
        table([_row(number, point) for number, point in enumerate(points, start=1)], "Regimens that no other one beats")
        if not front.complete:
            st.caption("There may be further points.")
    number = st.selectbox(
        "Show the regimen of a point (choose here, or select the point on the chart)",
        range(1, len(points) + 1),
        index=None,
        format_func=lambda n: _title(n, points[n - 1]),
        placeholder="No point is chosen",
        key=choice,
        on_change=_draw_anew,
        args=(drawn,),
    )
    if number is not None:
        _show_point(number, points[number - 1], question)


def _take_point(chart: str, choice: str) -> None:
    """Carry a selection on the chart over to the choice below it."""
    picked = st.session_state[chart]["selection"].get("point", [])
    if picked:
        st.session_state[choice] = int(picked[0]["number"])


def _draw_anew(drawn: str) -> None:
    """Forget what was selected on the chart, so that the same point can be selected again."""
    st.session_state[drawn] += 1


def _title(number: int, point: FrontPointView) -> str:
    drugs = " + ".join(point.regimens[0].drugs)
    return f"{number}: {drugs}; {matched(point.matched, point.total)}, grade 3+ {percent(point.any_toxicity)}"


def _show_point(number: int, point: FrontPointView, question: Question) -> None:
    with st.container(border=True):
        view = point.regimens[0]
        labels = {a.id: a.label for a in question.recommended().alterations}
        left = listed((labels.get(name, name) for name in view.unmatched_alterations), none="nothing")
        st.markdown(f"**Point {number}: {regimen(view)}.** Leaves uncovered: {plain(left)}.")
        if others := point.regimens[1:]:
            st.markdown(f"Equal in these three counts: {'; '.join(regimen(other) for other in others)}.")
        option = question.exactly(view.drugs)
        if option is None:
            st.markdown("Its details cannot be worked out under these limits.")
        else:
            show_detail(option, question, key="point")


def _row(number: int, point: FrontPointView) -> dict[str, str]:
    drugs = "; or ".join(" + ".join(plain(drug) for drug in view.drugs) for view in point.regimens[:SHOWN])
    more = "; or others" if point.more or len(point.regimens) > SHOWN else ""
    return {
        "Point": str(number),
        "Items matched": matched(point.matched, point.total),
        "Grade 3+": percent(point.any_toxicity),
        "Drugs": str(point.drug_count),
        "Regimen": drugs + more,
        "Evidence points": str(point.regimens[0].points),
        "Unbeaten": f"✔{SPACE}proved" if point.proved else f"✕{SPACE}not proved",
    }


def _chart(points: tuple[FrontPointView, ...], chosen: int | None) -> Any:
    """Draw the points; a ring marks the one that is chosen, on the chart or below it."""
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
        x=alt.X(
            "toxicity:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", title="chance of grade 3+", **INK)
        ),
        y=alt.Y(
            "matched:Q", scale=alt.Scale(domain=[0, top]), axis=alt.Axis(tickMinStep=1, title="items matched", **INK)
        ),
    )
    marks = base.mark_point(size=140, filled=True, color="#1f5582").encode(
        shape=alt.Shape("drugs:N", legend=alt.Legend(orient="top", title="number of drugs", **INK)),
        tooltip=["number:Q", "regimen:N", "matched:Q", alt.Tooltip("toxicity:Q", format=".0%"), "drugs:N"],
    )
    labels = base.mark_text(dx=12, dy=-8).encode(text="number:Q")
    # Decoration for the eye: the table says the same, and a screen reader would meet an empty mark.
    ring = base.transform_filter(f"datum.number == {chosen or 0}").mark_point(
        size=420, filled=False, strokeWidth=2.5, color="black", aria=False
    )
    return alt.layer(ring, marks.add_params(picked), labels).properties(height=280)


def show_what_if(question: Question) -> None:
    """Show what small changes would do; as every change is solved anew this is done only when asked for."""
    st.subheader("What if?", anchor="what-if")
    if not st.toggle("Try small changes: drop a finding, refuse a drug, move a limit", key="what-if"):
        return
    with st.spinner("Solving again for each change ..."):
        told = question.robustness()
    if told.best is None:
        st.markdown("Nothing is feasible.")
        return
    word = "is stable: no finding and no limit brings another drug" if told.stable else "is not stable"
    st.markdown(f"The best option **{word}**. It is {regimen(told.best)}.")
    kinds = [kind for kind in CHANGES if any(one.kind == kind for one in told.scenarios)]
    kind = st.segmented_control(
        "Kind of change", kinds, format_func=lambda kind: CHANGES[kind], default=kinds[0], key="what-if:kind"
    )
    asked = [one for one in told.scenarios if one.kind == (kind or kinds[0])]
    by_words = {one.words: one for one in asked}
    name = st.pills("What if ...", list(by_words), key=f"what-if:{kind or kinds[0]}")
    if name in by_words:
        with st.container(border=True):
            st.markdown("\n".join(f"- {line}" for line in _told(by_words[name])))
    moved = [one for one in told.scenarios if one.outcome != "same"]
    with st.expander(f"All {len(told.scenarios)} changes: {len(moved)} change the best option, the others leave it"):
        table([_becomes(one) for one in moved], "What the best option becomes")
    changes = sum(one.kind != "drug" for one in told.scenarios)
    with st.expander(f"How each option stands the {changes} changes of a finding or a limit that were tried"):
        table([_stands(one, changes) for one in told.options], "How stable each option is")


def _stands(one: RobustOption, changes: int) -> dict[str, str]:
    return {
        "Rank": str(one.rank),
        "Regimen": plain(" + ".join(one.drugs)),
        "Best in, or no other drug needed": f"{one.best_in} of {changes} tried",
        "Stable": f"✔{SPACE}stable" if one.stable else f"–{SPACE}not stable",
    }


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
