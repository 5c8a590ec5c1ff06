"""A finding: one line of the report, read, classified and ready to be matched."""

from dataclasses import dataclass
from typing import Literal

FunctionalEffect = Literal["gain_of_function", "loss_of_function", "switch_of_function", "neutral", "unknown"]
Classification = Literal[
    "pathogenic", "likely_pathogenic", "uncertain", "likely_benign", "benign", "unclassified", "positive", "negative"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One alteration, signature or protein marker of a case.

    Parameters
    ----------
    id : str
        Made of the finding itself (``TP53:p.R248Q``), so that it does not depend on the order of the report.
    gene : str
        Gene symbol, or the marker's name.
    label : str
        For a screen.
    kind : str
        An alteration kind, ``signature`` or ``protein_marker``.
    classification : Classification
        Pathogenic ... benign, ``unclassified`` (asked about), or positive/negative for markers.
    classified_by : str
        ``report``, ``board``, or the rule of the knowledge base that gave it.
    effect : FunctionalEffect
        What the alteration does to the protein.
    counted : bool
        Whether it is part of the score's denominator, for the reason given.
    reason : str
        Why it is counted or not.
    origin : {"somatic", "germline", "unknown"}
        Where the variant comes from, as far as the report says it.
    item : str
        Id of the item under which the policy counts it; empty where it is not counted.
    """

    id: str
    gene: str
    label: str
    kind: str
    classification: Classification
    classified_by: str
    effect: FunctionalEffect
    counted: bool
    reason: str
    origin: Literal["somatic", "germline", "unknown"] = "unknown"
    item: str = ""

    @property
    def germline(self) -> bool:
        """Whether the report calls it a germline finding."""
        return self.origin == "germline"
