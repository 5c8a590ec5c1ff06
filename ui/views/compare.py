"""Two to four regimens side by side: score under each policy, toxicity per organ, interactions, doses."""

import streamlit as st

from tumorboard import service
from tumorboard.errors import InputError
from tumorboard.service import CaseFile, Desk, Limits, RegimenView
from ui.parts.case_head import show_case_head, show_steps
from ui.parts.desk import opened
from ui.parts.forms import show_error
from ui.parts.side_by_side import show_doses, show_policies, show_summary, show_toxicity
from ui.parts.side_harm import show_interactions
from ui.parts.spoken import moment
from ui.parts.words import plain

GO_TO = (
    "Go to [at a glance](#glance) · [score](#score) · [toxicity](#toxicity) · [interactions](#interactions) · "
    "[doses](#doses)"
)
LEAST, MOST, MOST_DRUGS = 2, 4, 5
REMEMBERED = "compare:answer"
Drugs = tuple[str, ...]


def show(desk: Desk) -> None:
    """Show the view."""
    file = opened(desk)
    if file is None:
        return
    show_case_head(file, desk.kb, "Compare")
    show_steps("compare")
    limits, words = _limits(file)
    regimens = _choose(desk, file, limits, words)
    if len(regimens) < LEAST:
        st.info(f"Choose {LEAST} to {MOST} regimens, or put one together yourself.", icon=":material/compare:")
        return
    if len(regimens) > MOST:
        st.warning(f"{len(regimens)} regimens are chosen; the first {MOST} are shown.")
    try:
        views = _views(desk, file, regimens[:MOST], limits)
    except InputError as problem:
        show_error(problem)
        return
    policy = service.DEFAULT.name
    st.subheader("At a glance", anchor="glance")
    show_summary(views, policy, desk.kb)
    st.subheader("Score and findings", anchor="score")
    show_policies(views)
    st.subheader("Toxicity: chance of a grade 3 or worse event", anchor="toxicity")
    show_toxicity(views)
    st.subheader("Interactions and the patient", anchor="interactions")
    show_interactions(views, file.read.case, desk.kb)
    st.subheader("Doses and approval", anchor="doses")
    show_doses(views)
    st.caption(f"Limits: {plain(words)}. Knowledge {plain(desk.kb.version)}. Options, not orders.")


def _limits(file: CaseFile) -> tuple[Limits, str]:
    """Return the limits to compare under, and in words which: those that the board froze come first."""
    known = {"the defaults": Limits()}
    for kept in file.recommendations:
        frozen = Limits.model_validate(kept.value.limits)
        words = f"of the recommendation frozen {moment(kept.at)}"
        known = {words: frozen} | {name: limits for name, limits in known.items() if name != words}
    words = st.selectbox(
        "Limits", list(known), key=f"compare:limits:{file.item.case_id}", persist_state="session", width=420
    )
    return known[words], words


def _choose(desk: Desk, file: CaseFile, limits: Limits, words: str) -> list[Drugs]:
    case_id = file.item.case_id
    offered = _offered(desk, file, limits)
    names = list(offered)
    first = names[:LEAST]
    chosen = st.multiselect(
        "Regimens of this case", names, default=first, key=f"compare:chosen:{case_id}:{words}", persist_state="session",
        placeholder="Choose regimens", help="What the board decided, ranked options, and standard of care.",
    )  # fmt: skip
    own: list[Drugs] = []
    for place, column in enumerate(st.columns(2, gap="medium"), start=1):
        drugs = column.multiselect(
            f"Regimen of your own {place}", list(desk.kb.drugs), key=f"compare:own{place}:{case_id}",
            max_selections=MOST_DRUGS, placeholder="Type the name of a drug", persist_state="session",
        )  # fmt: skip
        if drugs:
            own.append(tuple(sorted(drugs)))
    return list(dict.fromkeys([*(offered[name] for name in chosen), *own]))


def _offered(desk: Desk, file: CaseFile, limits: Limits) -> dict[str, Drugs]:
    """Return the regimens that this case knows of, by their words."""
    found: dict[str, Drugs] = {}

    def add(words: str, drugs: Drugs) -> None:
        if drugs and tuple(sorted(drugs)) not in {tuple(sorted(known)) for known in found.values()}:
            found[f"{words}: {' + '.join(drugs)}"] = drugs

    for kept in file.decisions:
        for one in kept.value.chosen:
            add(f"decided, priority {one.priority}", one.drugs)
    asked = (file.item.case_id, file.version, desk.kb.sha256, limits)
    held = st.session_state.get("compare:options")
    if held is None or held[0] != asked:
        held = st.session_state["compare:options"] = (asked, service.recommend(file.read, desk.kb, limits))
    for option in held[1].options:
        add(f"option {option.rank}", tuple(view.drug for view in option.drugs))
    for standard in held[1].standard_of_care:
        add("standard of care", tuple(standard.drugs))
    return found


def _views(desk: Desk, file: CaseFile, regimens: list[Drugs], limits: Limits) -> list[RegimenView]:
    asked = (file.item.case_id, file.version, desk.kb.sha256, limits, tuple(regimens))
    held: tuple[object, list[RegimenView]] | None = st.session_state.get(REMEMBERED)
    if held is None or held[0] != asked:
        held = st.session_state[REMEMBERED] = (asked, desk.compare(file.item.case_id, regimens, limits))
    return held[1]
