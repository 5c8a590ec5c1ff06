"""What this is for, what it is not for, and what it does not know."""

import streamlit as st

from tumorboard.domain.recommendation import NOTICE
from tumorboard.service import Desk
from ui.parts.words import plain

INTENDED = """
**For whom.** Members of a molecular tumour board, oncologists who record what was given, researchers who ask whether
matching mattered.

**What it does.** It reads a tumour's molecular report, matches each alteration to targeted drugs, checkpoint inhibitors
and hormone therapies, and lists the regimens of two to five drugs that cover most of the tumour's pathogenic
alterations within limits of toxicity and availability. Every option shows its basis, so that a physician can review it
independently. It keeps what the board decided, what the patient got, and what happened.

**What it is not.** It is no medical device and gives no orders. It is for research use only. It replaces neither the
guideline of the tumour type nor the judgement of the board; standard of care stands before every option.
"""
LIMITS = """
- The matching score is a number of the literature (I-PREDICT), shown to go along with outcome in cohorts that were not
  randomised. A higher score is no promise for one patient.
- Fewer alterations make a higher score. The page *Score against PFS* explains what follows from that.
- Toxicity is added up as if drugs and organs were independent, at label doses. Most combinations of three and more
  drugs were never given together. What is not known is said to be not known and is never counted as zero.
- Starting doses are proposals with their basis, never above the label dose; rules of thumb are named as such.
- The tables are read from labels, guidelines and papers up to the date of the knowledge version. What is newer, or was
  overlooked, is missing. A finding without a match is not a finding without a treatment.
- A negative tumour test never excludes a germline variant.
- What a report did not cover was not tested, which is not the same as negative.
"""


def show(desk: Desk) -> None:
    """Show the view."""
    kb = desk.kb
    st.header("About")
    st.warning(f"**{NOTICE}**", icon=":material/info:")
    st.subheader("Intended use", anchor="use")
    st.markdown(INTENDED)
    st.subheader("Limits", anchor="limits")
    st.markdown(LIMITS)
    st.subheader("Versions", anchor="versions")
    st.markdown(f"Knowledge {plain(kb.version)}, sha256 `{kb.sha256}`. Licence of the program: Apache 2.0.")
