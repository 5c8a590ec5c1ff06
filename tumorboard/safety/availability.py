"""Whether the patient can get the drug, and whether it is on label here."""

from typing import Literal

from tumorboard.domain.drug import Drug
from tumorboard.domain.limits import Limits

Use = Literal["on label", "off label", "trial only", "withdrawn"]


def use_type(drug: Drug, on_label: bool) -> Use:
    """Return how the drug would be used.

    Parameters
    ----------
    drug : Drug
        The drug.
    on_label : bool
        Whether an approved claim covers this tumour type and finding.
    """
    if drug.approval == "withdrawn":
        return "withdrawn"
    if drug.approval == "investigational":
        return "trial only"
    return "on label" if on_label else "off label"


def unavailable(drug: Drug, limits: Limits) -> str:
    """Return why the limits exclude a drug for its approval, or nothing."""
    if drug.approval in limits.availability:
        return ""
    words = {"investigational": "only in trials", "withdrawn": "withdrawn", "other": "approved elsewhere only"}
    state = words.get(drug.approval, f"approved by {drug.approval.upper()} only")
    return f"availability: {state}; the limits allow {', '.join(limits.availability) or 'nothing'}"
