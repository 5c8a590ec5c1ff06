"""What goes back to the patient's team: a card for hereditary risk and one for medicine and DNA."""

import streamlit as st

from tumorboard import service
from tumorboard.domain.returned import HereditaryView, Returned
from tumorboard.service import CaseFile, Desk
from ui.parts.forms import Form
from ui.parts.tables import table
from ui.parts.words import SPACE, linked, listed, plain, sources

SIGNS = {
    "counselling": f"●{SPACE}", "confirm": f"◆{SPACE}", "consider": f"?{SPACE}", "none": f"–{SPACE}",
}  # fmt: skip
KIND = "germline-counselling"


def show_returned(desk: Desk, file: CaseFile) -> None:
    """Show both cards."""
    found = service.returned_of(file, desk.kb)
    st.subheader("Returned to the patient's team", anchor="returned")
    with st.container(border=True):
        _hereditary(found)
    with st.container(border=True):
        _medicines(found)


def _hereditary(found: Returned) -> None:
    st.markdown("**Hereditary risk**")
    if found.counselling:
        names = listed(f"**{plain(one.label)}**" for one in found.counselling)
        st.warning(f"Germline confirmation and counselling: {names}.", icon=":material/family_history:")
    elif not found.follow_up:
        st.markdown("No finding of this report calls for it by the rules of the tables.")
    table([_finding(one) for one in found.hereditary], "Hereditary risk: findings and what to do")
    st.markdown(f"{plain(found.caution)} What a report did not cover was not tested.")


def _finding(one: HereditaryView) -> dict[str, str]:
    return {
        "Finding": f"**{plain(one.label)}**",
        "What to do": SIGNS[one.action] + plain(one.words),
        "Why": plain(one.why),
        "Source": sources(one.sources),
    }


def _medicines(found: Returned) -> None:
    st.markdown("**Medicine and DNA**")
    about = listed((plain(name) for name in found.drugs), most=20)
    st.markdown(
        f"Drugs of this case (frozen options, chosen, given, and the patient's medicines): {about}. *Not tested* is "
        "not the same as normal."
    )
    rows = [
        {
            "Gene": f"**{plain(one.gene)}**",
            "Result": plain(one.result),
            "For the drugs and medicines of this case": "; ".join(linked(text) for text in one.meanings) or "–",
            "Source": sources(dict.fromkeys([*one.sources, *(s for each in one.results for s in each.sources)])),
        }
        for one in found.medicines
    ]
    table(rows, "Medicine and DNA: pharmacogenes")


def offer_counselling(form: Form, file: CaseFile, desk: Desk) -> None:
    """Offer to add germline confirmation and counselling to what the board asks for, where a finding calls for it."""
    asked = [form.get(f"requests.{number}.kind") for number in form.get("requests") or []]
    if form.locked or KIND in asked:
        return
    names = [one.label for one in service.returned_of(file, desk.kb).counselling]
    if not names:
        return
    text = listed(names)
    st.button(
        f"Ask for germline confirmation and counselling: {plain(text)}", key=f"{form.stem}germline",
        icon=":material/family_history:", on_click=form.add, args=("requests", {"kind": KIND, "text": text}),
    )  # fmt: skip
