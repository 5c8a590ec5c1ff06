"""Regimens side by side: every table has one column a regimen, every cell says it in figures and words."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from tumorboard.domain.recommendation import PolicyScore
from tumorboard.service import KnowledgeBase, RegimenView
from ui.parts.side_columns import LETTERS, Lines, heads, rows_of
from ui.parts.side_harm import worst
from ui.parts.tables import table
from ui.parts.words import SPACE, approved_in, high, listed, matched, percent, plain, sources, words

SHAPES = ("circle", "square", "triangle-up", "diamond")


def show_summary(views: Sequence[RegimenView], policy: str, kb: KnowledgeBase) -> None:
    """Show what decides at a glance."""
    lines: Lines = [
        (f"Score, policy {plain(policy)}", lambda view: _score(_under(view, policy))),
        (
            "Leaves uncovered",
            lambda view: plain(listed((one.label for one in _under(view, policy).unmatched), none="nothing")),
        ),
        ("Known together", lambda view: _known(view)),
        ("Any grade 3+ event", lambda view: percent(view.safety.any_toxicity)),
        ("Over an organ limit", lambda view: _over(view)),
        ("Worst interaction", lambda view: worst(view, kb)),
        (
            "Sum of label doses",
            lambda view: (
                f"{view.safety.additive_percent:g}{SPACE}%" if view.safety.additive_percent is not None else "not known"
            ),
        ),
        (
            "Sign-off",
            lambda view: (
                f"▲{SPACE}needed (more than three drugs)" if view.safety.needs_sign_off else f"–{SPACE}not needed"
            ),
        ),
        ("Left out by the limits", lambda view: _excluded(view)),
    ]
    table(rows_of(views, "At a glance", lines), "Regimens at a glance")


def _under(view: RegimenView, policy: str) -> PolicyScore:
    return next((one for one in view.score.policies if one.policy == policy), view.score.policies[0])


def _score(one: PolicyScore) -> str:
    return f"{matched(one.num, one.den)}, {high(one.high)}"


def _known(view: RegimenView) -> str:
    if len(view.drugs) == 1:
        return "one drug"
    return plain(view.safety.combination.words)


def _over(view: RegimenView) -> str:
    over = view.safety.over_limit
    return f"✕{SPACE}{plain(listed(words(one) for one in over))}" if over else f"✔{SPACE}none"


def _excluded(view: RegimenView) -> str:
    out = [f"{one.drug}: {one.excluded}" for one in view.safety.availability if one.excluded]
    return f"✕{SPACE}{plain('; '.join(out))}" if out else f"✔{SPACE}none"


def show_policies(views: Sequence[RegimenView]) -> None:
    """Show the score under each policy, and which finding is matched by which drug."""
    lines: Lines = [
        (plain(name), lambda view, name=name: _score(_under(view, name)))  # type: ignore[misc]
        for name in [one.policy for one in views[0].score.policies]
    ]
    table(rows_of(views, "Policy", lines), "Score under each policy")
    first = views[0].score.policies[0]
    items = {
        one.id: one.label
        for view in views
        for one in (*_under(view, first.policy).matched, *_under(view, first.policy).unmatched)
    }
    rows = []
    for item, label in items.items():
        row = {"Finding": f"**{plain(label)}**"}
        for head, view in zip(heads(views), views, strict=True):
            by = next((one for one in _under(view, first.policy).matched if one.id == item), None)
            row[head] = f"✕{SPACE}no" if by is None else f"✔{SPACE}{plain(' + '.join(by.drugs) or by.rule or 'yes')}"
        rows.append(row)
    rows.sort(key=lambda row: sum(cell.startswith("✕") for cell in row.values()))
    table(rows, "Which finding is matched by which drug")


def show_toxicity(views: Sequence[RegimenView]) -> None:
    """Show the chance of a grade 3 or worse event by organ: a chart by shape, and the exact figures."""
    organs = [one.organ for one in views[0].safety.toxicity]
    highest = {o: max(t.probability for v in views for t in v.safety.toxicity if t.organ == o) for o in organs}
    organs.sort(key=lambda organ: -highest[organ])
    st.altair_chart(
        _chart(views, organs), width="stretch", alt="Chance of a grade 3 or worse event by organ and regimen"
    )
    lines: Lines = [
        (plain(words(organ).capitalize()), lambda view, organ=organ: _organ(view, organ))  # type: ignore[misc]
        for organ in organs
    ]
    lines.insert(0, ("Any organ", lambda view: f"**{percent(view.safety.any_toxicity)}**"))
    table(rows_of(views, "Organ", lines), "Chance of a grade 3 or worse event by organ")
    st.caption(
        "At full label dose, drugs and organs taken as independent. ✔ within the limit · ✕ over it · ~ a rate is "
        "assumed for at least one drug, never zero."
    )


def _organ(view: RegimenView, organ: str) -> str:
    one = next(one for one in view.safety.toxicity if one.organ == organ)
    within = one.limit is None or one.probability <= one.limit
    limit = "no limit" if one.limit is None else f"limit {percent(one.limit)}"
    mild = "~" if one.assumed_for or one.unlisted_for else ""
    return f"{'✔' if within else '✕'}{SPACE}{mild}{percent(one.probability)} ({limit})"


def show_doses(views: Sequence[RegimenView]) -> None:
    """Show the proposed starting doses, and what is established."""
    lines: Lines = [
        ("Starting doses (advisory)", _doses),
        ("Label and guideline", _established),
        (
            "Approval",
            lambda view: plain(
                "; ".join(f"{one.drug}: {approved_in(one.approval)}" for one in view.safety.availability)
            ),
        ),
    ]
    table(rows_of(views, "To give", lines), "Starting doses and approval")


def _doses(view: RegimenView) -> str:
    told = []
    for one in view.safety.doses:
        if one.percent_of_label is None and one.dose is None:
            told.append(plain(f"{one.drug} none proposed"))
            continue
        share = f"{one.percent_of_label:g}{SPACE}%" if one.percent_of_label is not None else "share not known"
        amount = f", {one.dose:g} {one.unit}" if one.dose is not None else ""
        told.append(plain(f"{one.drug} {share}{amount} {one.schedule or ''}".strip()))
    return "; ".join(told) or "none proposed"


def _established(view: RegimenView) -> str:
    known = view.safety.combination.regimens
    named = sources(dict.fromkeys(name for one in known for name in one.sources))
    return f"✔{SPACE}named by {named}" if known else f"✕{SPACE}not named together"


def _chart(views: Sequence[RegimenView], organs: Sequence[str]) -> Any:
    import altair as alt  # takes a second, so that the tables above are shown first

    names = [f"{LETTERS[place]}: {' + '.join(view.drugs)}" for place, view in enumerate(views)]
    frame = pd.DataFrame(
        [
            {"organ": words(o).capitalize(), "regimen": name, "chance": t.probability, "shown": percent(t.probability)}
            for name, view in zip(names, views, strict=True)
            for o in organs
            for t in view.safety.toxicity
            if t.organ == o
        ]
    )
    order = [words(organ).capitalize() for organ in organs]
    scale = alt.Scale(domain=names, range=["#0b5394", "#b45f06", "#38761d", "#674ea7"][: len(names)])
    shape = alt.Scale(domain=names, range=list(SHAPES[: len(names)]))
    legend = alt.Legend(orient="top", title=None, labelLimit=900, columns=1)
    axis = alt.Axis(format="%", title="chance of a grade 3 or worse event", tickCount=10)
    base = alt.Chart(frame).encode(
        y=alt.Y("organ:N", sort=order, title=None, axis=alt.Axis(labelLimit=200, grid=True)),
        yOffset=alt.YOffset("regimen:N", sort=names),
        x=alt.X("chance:Q", scale=alt.Scale(domain=[0, 1]), axis=axis),
    )
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        color=alt.Color("regimen:N", scale=scale, legend=legend),
        shape=alt.Shape("regimen:N", scale=shape, legend=legend),
    )
    text = base.mark_text(align="left", dx=8, fontSize=11).encode(text="shown:N")
    return (points + text).properties(height=(12 * len(views) + 10) * len(organs) + 60)
