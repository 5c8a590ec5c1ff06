"""Words for the codes of treatment and follow-up, in the order in which they are offered."""

COURSE_STATES = {
    "on-going": "▶ on-going", "completed": "■ completed", "stopped": "✕ stopped", "not-done": "⊘ not done",
    "unknown": "? unknown",
}  # fmt: skip
REASONS = {
    "payment-refused": "payment refused", "payment-pending": "payment pending", "payment-ended": "payment ended",
    "no-indication": "no indication any more", "medical-reasons": "medical reasons",
    "patient-refusal": "refused by the patient", "patient-wish": "wish of the patient",
    "patient-death": "death of the patient", "lost-to-fu": "lost to follow-up",
    "chronic-remission": "lasting remission", "progression": "progression", "toxicity": "toxicity",
    "other-therapy-chosen": "other therapy chosen", "deterioration": "deterioration",
    "best-supportive-care": "best supportive care", "regular-completion": "completed as planned",
    "regular-completion-with-dosage-reduction": "completed with dose reduction",
    "regular-completion-with-substance-change": "completed with a change of drug", "other": "other",
}  # fmt: skip
DEPARTURES = {
    "insurance": "insurance", "cost": "cost", "availability": "availability", "distance": "distance",
    "organ-function": "organ function", "preference": "preference of the patient",
    "physician-choice": "choice of the physician", "still-responding": "still responding to the treatment before",
    "interaction": "interaction with other medication", "other": "other",
}  # fmt: skip
FULFILMENTS = {
    "complete": "✔ completely", "partial": "◐ in part", "none": "✕ not at all", "no-decision": "– no decision",
}  # fmt: skip
DOSE_REASONS = {
    "toxicity": "toxicity", "organ-function": "organ function", "interaction": "interaction with other medication",
    "deterioration": "deterioration", "patient-wish": "wish of the patient", "planned": "a step of the schedule",
    "tolerated": "raised, borne well", "supply": "not to be had", "other": "other",
}  # fmt: skip
INTENTS = {"curative": "curative", "palliative": "palliative", "other": "other", "unknown": "not said"}
STAGES = {
    "initial-claim": "first claim", "follow-up-claim": "follow-up claim", "revocation": "objection",
    "unknown": "not said",
}  # fmt: skip
ANSWERS = {"accepted": "✔ accepted", "rejected": "✕ rejected", "unknown": "? unknown"}
ANSWER_REASONS = {
    "insufficient-evidence": "not enough evidence", "standard-therapy-not-exhausted": "standard therapy not exhausted",
    "formal-reasons": "formal reasons", "other-therapy-recommended": "other therapy recommended",
    "inclusion-in-study": "inclusion in a study", "approval-revocation": "approval revoked", "other": "other",
    "unknown": "not said",
}  # fmt: skip
RESPONSES = {
    "CR": "CR: complete response", "PR": "PR: partial response", "SD": "SD: stable disease",
    "PD": "PD: progressive disease", "NE": "NE: not evaluable",
}  # fmt: skip
CRITERIA = ("RECIST1.1", "iRECIST", "RANO", "clinical")
NON_TARGET = {
    "CR": "gone (CR)", "non-CR/non-PD": "still there (non-CR/non-PD)", "PD": "clearly worse (PD)",
    "NE": "not evaluable",
}  # fmt: skip
ATTRIBUTIONS = ("unrelated", "unlikely", "possible", "probable", "definite")
ACTIONS = {
    "none": "none", "dose-reduced": "dose reduced", "interrupted": "interrupted", "stopped": "stopped",
    "other": "other",
}  # fmt: skip
DEATHS = {"tumour": "the tumour", "treatment": "the treatment", "other": "another cause", "unknown": "not known"}
TERMS = (
    "Alanine aminotransferase increased", "Alopecia", "Anemia", "Anorexia", "Arthralgia",
    "Aspartate aminotransferase increased", "Blood bilirubin increased", "Colitis", "Constipation", "CPK increased",
    "Creatinine increased", "Diarrhea", "Dyspnea", "Edema limbs", "Ejection fraction decreased",
    "Electrocardiogram QT corrected interval prolonged", "Fatigue", "Febrile neutropenia", "Fever", "Headache",
    "Hyperglycemia", "Hypertension", "Hyperthyroidism", "Hypokalemia", "Hypothyroidism", "Infusion related reaction",
    "Lipase increased", "Mucositis oral", "Myalgia", "Myocarditis", "Nausea", "Neutrophil count decreased",
    "Palmar-plantar erythrodysesthesia syndrome", "Peripheral sensory neuropathy", "Platelet count decreased",
    "Pneumonitis", "Proteinuria", "Pruritus", "Rash acneiform", "Rash maculo-papular", "Retinopathy", "Sepsis",
    "Thromboembolic event", "Vomiting", "Weight loss", "White blood cell decreased",
)  # fmt: skip
"""Frequent CTCAE terms; any other term can be typed."""
