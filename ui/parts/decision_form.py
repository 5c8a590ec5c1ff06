"""The form of a decision: who met, what is chosen and in which order, who votes how, what else is asked for."""

from collections.abc import Mapping
from typing import Any, get_args

import streamlit as st

from tumorboard.domain.board import BoardDecision, Chosen, FurtherRequest, Vote
from tumorboard.service import CaseFile, Desk
from ui.parts.decision_shown import frozen_words, options_of, rank_of
from ui.parts.drug_fields import several_drugs
from ui.parts.fields import Fields
from ui.parts.forms import Form, built
from ui.parts.returned import offer_counselling
from ui.parts.spoken import REQUESTS, USES, VOTES
from ui.parts.words import SPACE, plain

LEVELS = (
    "m1A", "m1B", "m1C", "m2A", "m2B", "m2C", "m3", "m4", "ESCAT I-A", "ESCAT I-B", "ESCAT I-C", "ESCAT II-A",
    "ESCAT II-B", "ESCAT III-A", "ESCAT III-B", "ESCAT IV-A", "ESCAT IV-B", "ESCAT V", "ESCAT X",
)  # fmt: skip
NOT_VOTED = "not voted"
# The first alternative is the one that nobody chose: it must claim nothing.
UNSAID = "unknown"
MOST = 12
KINDS = get_args(FurtherRequest.model_fields["kind"].annotation)


def start_of(decision: BoardDecision | None, file: CaseFile, desk: Desk) -> dict[str, Any]:
    """Return what a form begins with: a decision, or the team of today and the newest frozen recommendation."""
    if decision is None:
        newest = file.recommendations[-1].key if file.recommendations else ""
        return {"met": desk.today, "attendees": [person.display for person in file.team], "recommendation": newest}
    body = decision.model_dump(exclude={"votes", "signature"})
    body |= {f"vote:{name}": NOT_VOTED for name in decision.attendees}
    for vote in decision.votes:
        body |= {f"vote:{vote.member}": vote.vote, f"dissent:{vote.member}": vote.dissent}
    return body


def draw_decision(form: Form, file: CaseFile, desk: Desk) -> dict[str, Any]:
    """Draw the fields and return what stands in them, for `decision_of`."""
    left, right = st.columns([1, 3], gap="medium")
    with left:
        met = form.day("met", "Day of the meeting")
    with right:
        attendees = form.several(
            "attendees", "Attendees (choose, or type a name and press Enter)", [person.display for person in file.team],
            accept_new_options=True,
        )  # fmt: skip
    frozen = {one.key: one for one in file.recommendations}
    seen = form.choose(
        "recommendation", "Frozen recommendation that the board saw", list(reversed(frozen)),
        lambda key: frozen_words(frozen[key]) if key in frozen else key,
        placeholder="None is frozen yet: freeze one on the page Recommendation" if not frozen else "Choose",
    )  # fmt: skip
    options = options_of(frozen.get(seen or ""))
    st.markdown("**Regimens that the board recommends**")
    _take_over(form, options)
    chosen = [_chosen(row, desk, options) for row in form.rows("chosen", "regimen", most=MOST)]
    no_target = form.text("no_target", "If none: why there is no target to treat", height=70, max_chars=4000)
    st.markdown("**What else the board asks for**")
    offer_counselling(form, file, desk)
    requests = [_request(row) for row in form.rows("requests", "request", most=MOST)]
    votes = _votes(form, attendees)
    summary = form.text("summary", "Summary (needed for four or five drugs: why they are justified)", max_chars=4000)
    return {
        "met": met, "attendees": attendees, "recommendation": seen or "", "chosen": chosen, "no_target": no_target,
        "requests": requests, "votes": votes, "summary": summary,
    }  # fmt: skip


def decision_of(fields: Mapping[str, Any]) -> BoardDecision:
    """Return the decision of the fields.

    Raises
    ------
    InputError
        With the field that is missing or cannot be.
    """
    parts = {
        "chosen": tuple(built(Chosen, f"chosen[{place}]", **one) for place, one in enumerate(fields["chosen"])),
        "requests": tuple(built(FurtherRequest, f"requests[{n}]", **one) for n, one in enumerate(fields["requests"])),
        "votes": tuple(built(Vote, f"vote:{one['member']}", **one) for one in fields["votes"]),
    }
    return built(BoardDecision, **{**fields, **parts})


def _take_over(form: Form, options: Mapping[int, tuple[str, ...]]) -> None:
    """Let an option of the frozen recommendation be taken over."""
    if not options or form.locked:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        rank = st.selectbox(
            "Option of the frozen recommendation", list(options), key=f"{form.stem}option",
            format_func=lambda rank: f"{rank}: {' + '.join(options[rank])}",
        )  # fmt: skip
        st.button(
            "Take it over", key=f"{form.stem}take", icon=":material/add:", on_click=_add, args=(form, options[rank])
        )


def _add(form: Form, drugs: tuple[str, ...]) -> None:
    used = [form.get(f"chosen.{number}.priority") for number in form.get("chosen") or []]
    priority = max((one for one in used if isinstance(one, int)), default=0) + 1
    form.add("chosen", {"drugs": list(drugs), "priority": priority})


def _chosen(row: Fields, desk: Desk, options: Mapping[int, tuple[str, ...]]) -> dict[str, Any]:
    first, second, third = st.columns([1, 4, 1.2], gap="small", vertical_alignment="bottom")
    with first:
        priority = row.whole("priority", "Priority (1 first)")
    with second:
        drugs = several_drugs(row, "drugs", "Drugs", desk.kb, max_selections=5)
    rank = rank_of(drugs, options)
    third.markdown(f"✔{SPACE}rank {rank}" if rank else f"–{SPACE}none of the options" if drugs else "")
    one, two, three = st.columns([2.6, 1.2, 1.2], gap="small")
    with one:
        use = row.one_of("use", "Use", [UNSAID, *(use for use in USES if use != UNSAID)], USES.__getitem__)
    with two:
        level = row.choose("level", "Level of evidence", LEVELS)
    with three:
        trial = row.line("trial", "Trial (NCT number)", max_chars=40)
    rationale = row.line("rationale", "Why", max_chars=4000)
    return {
        "drugs": tuple(drugs), "priority": priority, "rank": rank, "use": use, "level": level or "", "trial": trial,
        "rationale": rationale,
    }  # fmt: skip


def _request(row: Fields) -> dict[str, Any]:
    left, right = st.columns([1, 3], gap="small")
    with left:
        kind = row.choose("kind", "Asked for", KINDS, REQUESTS.__getitem__)
    with right:
        text = row.line("text", "In words", max_chars=4000)
    return {"kind": kind, "text": text}


def _votes(form: Form, attendees: list[str]) -> list[dict[str, Any]]:
    votes = []
    st.markdown("**Votes**")
    for name in attendees:
        who, left, right = st.columns([1.4, 3.2, 2.4], gap="small", vertical_alignment="center")
        who.markdown(plain(name))
        with left:
            vote = form.one_of(
                f"vote:{name}", f"Vote of {plain(name)}", [NOT_VOTED, *VOTES], lambda one: VOTES.get(one, f"· {one}"),
                label_visibility="collapsed",
            )  # fmt: skip
        dissent = ""
        if vote == "against":
            with right:
                dissent = form.line(f"dissent:{name}", f"Dissent of {plain(name)}, in words", max_chars=4000)
        if vote != NOT_VOTED:
            votes.append({"member": name, "vote": vote, "dissent": dissent})
    return votes
