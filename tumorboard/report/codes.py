"""Words for the codes of the records, as they are printed."""

WORDS = {
    "in-label": "in label", "off-label": "off label", "compassionate": "compassionate use", "trial": "within a trial",
    "unknown": "not said",
}  # fmt: skip
REQUESTS = {
    "re-biopsy": "re-biopsy", "re-sequencing": "re-sequencing", "trial": "inclusion in a trial",
    "germline-counselling": "germline confirmation and counselling",
}  # fmt: skip
STATES = {"on-going": "on-going", "not-done": "not done"}
REASONS = {
    "no-indication": "no indication any more", "patient-refusal": "refused by the patient",
    "patient-wish": "wish of the patient", "patient-death": "death of the patient", "lost-to-fu": "lost to follow-up",
    "chronic-remission": "lasting remission", "regular-completion": "completed as planned",
    "regular-completion-with-dosage-reduction": "completed with dose reduction",
    "regular-completion-with-substance-change": "completed with a change of drug",
}  # fmt: skip
FULFILMENTS = {
    "complete": "completely", "partial": "in part", "none": "not at all", "no-decision": "there was no decision",
}  # fmt: skip
DEPARTURES = {
    "preference": "preference of the patient", "physician-choice": "choice of the physician",
    "still-responding": "still responding to the treatment before", "interaction": "interaction with other medication",
}  # fmt: skip
DOSES = {
    "interaction": "interaction with other medication", "patient-wish": "wish of the patient",
    "planned": "a step of the schedule", "tolerated": "raised, borne well", "supply": "not to be had",
}  # fmt: skip
CLAIMS = {
    "initial-claim": "first claim", "follow-up-claim": "follow-up claim", "revocation": "objection",
    "insufficient-evidence": "not enough evidence", "approval-revocation": "approval revoked", "unknown": "not known",
}  # fmt: skip
DEATHS = {"tumour": "the tumour", "treatment": "the treatment", "other": "another cause", "unknown": "not known"}
NON_TARGET = {"non-CR/non-PD": "still there (non-CR/non-PD)", "NE": "not evaluable"}


def word(code: str | None, words: dict[str, str] | None = None, none: str = "–") -> str:
    """Return a code in words; one without words of its own is read with blanks for its hyphens.

    Examples
    --------
    >>> word("payment-refused", REASONS)
    'payment refused'
    """
    if not code:
        return none
    return (words or {}).get(code, code.replace("-", " "))
