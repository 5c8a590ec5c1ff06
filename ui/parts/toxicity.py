"""Toxicity per organ against its limit: a stacked chart, the same numbers as a table, and the rates behind them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from tumorboard import service
from tumorboard.domain.limits import TightenedLimit
from tumorboard.domain.recommendation import OptionView
from tumorboard.domain.safety_report import SafetyReport, ToxicityShare, WarningView
from tumorboard.service import KnowledgeBase, Limits
from ui.parts.evidence import show_sources
from ui.parts.label_warnings import show_warnings
from ui.parts.tables import table
from ui.parts.words import SPACE, percent, plain, sources, words

ANY = "any"
# Light fills under dark numbers; the number on the bar and in the legend says the same as the colour.
FILLS = ("#9ecae1", "#fdd49e", "#c7e9c0", "#dadaeb", "#d9d9d9")
TOO_NARROW = 0.03
# Streamlit's own grey is too light to read.
INK: dict[str, Any] = {"labelColor": "#31333f", "titleColor": "#31333f"}


def show_toxicity(option: OptionView, safety: SafetyReport, kb: KnowledgeBase, limits: Limits) -> None:
    """Show the chance of a grade 3 or worse event, organ by organ, what each drug brings to it, and label warnings.

    Parameters
    ----------
    safety : SafetyReport
        Of the same drugs and case: label warnings, and which limits were tightened for the patient.
    limits : Limits
        As the board set them.
    """
    warnings = safety.warnings
    by = {one.organ if one.organ != "overall" else ANY: one for one in safety.tightened}
    drugs = [view.drug for view in option.drugs]
    shares = service.toxicity_shares(drugs, kb, limits)
    chance = {organ.organ: organ.probability for organ in option.toxicity} | {ANY: option.any_toxicity}
    limit = {organ.organ: organ.limit for organ in option.toxicity} | {
        ANY: by[ANY].after if ANY in by else limits.overall_limit
    }
    organs = [ANY, *sorted((o.organ for o in option.toxicity), key=lambda organ: -chance[organ])]
    st.markdown("**Chance of a grade 3 or worse event at full label dose**, by organ; part of each drug in the bar.")
    st.altair_chart(
        _chart(organs, drugs, shares, limit),
        width="stretch",
        alt="Stacked bars: chance of a grade 3 or worse event by organ, part of each drug, and the limit of each organ",
    )
    table(
        [_row(organ, drugs, shares, chance, limit, by) for organ in organs],
        "Chance of a grade 3 or worse event by organ",
    )
    st.caption(
        "Parts of the drugs add up to the chance of all together, drugs and organs taken as independent. "
        "~ the tables have no rate of this drug and organ: one is assumed, never zero "
        f"({percent(limits.unlisted_probability)} where four or more other organs are known, "
        f"{percent(limits.unknown_probability)} where fewer are; both can be moved in the limits)."
    )
    unknown = [name for name in drugs if name not in kb.toxicity]
    if unknown:
        st.markdown(f"⚠ **No rate at all is known of {plain(', '.join(unknown))}.** The true chance may be far higher.")
    show_warnings(drugs, warnings)
    _show_rates(shares, kb, warnings)


def _row(
    organ: str,
    drugs: list[str],
    shares: Sequence[ToxicityShare],
    chance: dict[str, float],
    limit: dict[str, float | None],
    by: dict[str, TightenedLimit],
) -> dict[str, str]:
    bound = limit[organ]
    parts = {one.drug: one for one in shares if one.organ == organ}
    return {
        "Organ": _name(organ),
        **{
            f"{number} {plain(drug)}": f"{'~' if parts[drug].assumed else ''}{percent(parts[drug].share)}"
            for number, drug in enumerate(drugs, start=1)
        },
        "Together": f"**{percent(chance[organ])}**",
        "Limit": percent(bound) if bound is not None else "no limit",
        **({"Limit is": plain(by[organ].words) if organ in by else "as set"} if by else {}),
        "Within limit": f"✔{SPACE}yes" if bound is None or chance[organ] <= bound else f"✕{SPACE}no",
    }


def _show_rates(shares: Sequence[ToxicityShare], kb: KnowledgeBase, warnings: tuple[WarningView, ...]) -> None:
    """Show the rate of each drug alone with the event counted, the trial and the source."""
    known = [one for one in shares if one.sources]
    with st.expander(f"The {len(known)} rates behind these numbers: event, trial and source of each drug alone"):
        table(
            [
                {
                    "Drug": plain(one.drug),
                    "Organ": _name(one.organ),
                    "Alone": percent(one.rate),
                    "Event counted": plain(one.event) or "–",
                    "Patients": str(one.patients) if one.patients else "–",
                    "Trial": plain(one.setting) or "–",
                    "Note": plain(one.note) or "–",
                    "Source": sources(one.sources),
                }
                for one in sorted(known, key=lambda one: (one.drug, -one.rate, one.organ))
            ],
            "Rates of each drug alone",
            hide_silent=True,
        )
    named = [name for one in known for name in one.sources]
    show_sources(kb, [*named, *(name for warning in warnings for name in warning.sources)], "the toxicity")


def _name(organ: str) -> str:
    return "**Any organ**" if organ == ANY else plain(words(organ).capitalize())


def _chart(organs: list[str], drugs: list[str], shares: Sequence[ToxicityShare], limit: dict[str, float | None]) -> Any:
    import altair as alt  # takes a second, so that the findings above are shown first

    names = {organ: "Any organ" if organ == ANY else words(organ).capitalize() for organ in organs}
    told = {drug: f"{number} {drug}" for number, drug in enumerate(drugs, start=1)}
    rows = []
    for organ in organs:
        start = 0.0
        for number, drug in enumerate(drugs, start=1):
            share = next(one.share for one in shares if one.organ == organ and one.drug == drug)
            middle = start + share / 2
            rows.append(
                {
                    "organ": names[organ], "drug": told[drug], "start": start, "end": start + share, "middle": middle,
                    "part": percent(share), "number": str(number) if share > TOO_NARROW else "",
                }
            )  # fmt: skip
            start += share
    bounds = pd.DataFrame([{"organ": names[o], "limit": limit[o]} for o in organs if limit[o] is not None])
    y = alt.Y(
        "organ:N", sort=list(names.values()), title=None, axis=alt.Axis(labelLimit=200, labelOverlap=False, **INK)
    )
    axis = alt.Axis(
        format="%", title="chance of grade 3 or worse (black line: limit of the organ)", tickCount=10, **INK
    )
    base = alt.Chart(pd.DataFrame(rows)).encode(y=y)
    bars = base.mark_bar(height=15, stroke="#333333", strokeWidth=0.6).encode(
        x=alt.X("start:Q", scale=alt.Scale(domain=[0, 1]), axis=axis),
        x2="end:Q",
        color=alt.Color(
            "drug:N",
            sort=None,
            scale=alt.Scale(domain=list(told.values()), range=list(FILLS[: len(drugs)])),
            legend=alt.Legend(
                orient="top", title=None, labelLimit=260, symbolStrokeWidth=0.6, labelColor=INK["labelColor"]
            ),
        ),
        tooltip=[alt.Tooltip("organ:N"), alt.Tooltip("drug:N"), alt.Tooltip("part:N", title="part of the chance")],
    )
    text = base.mark_text(baseline="middle", color="#111111", fontSize=11).encode(x="middle:Q", text="number:N")
    layers = [bars, text]
    if len(bounds):
        mark = alt.Chart(bounds).encode(y=y, x="limit:Q", tooltip=["organ:N", alt.Tooltip("limit:Q", format=".0%")])
        layers.append(mark.mark_tick(color="black", thickness=3, size=22))
    return alt.layer(*layers).properties(height=alt.Step(25))
