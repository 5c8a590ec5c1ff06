"""Whether a signature or protein marker meets a criterion of the tables."""

import re

from tumorboard.matching.findings import MarkerState

_SCORE = re.compile(r"(TPS|CPS|IC|TMB|PERCENT)\s*(>=|>|<=|<)\s*(\d+(?:\.\d+)?)", re.IGNORECASE)
# TMB "high" without a value was called at 20 mut/Mb or more by the laboratories of the time.
_HIGH_WITHOUT_VALUE = 20.0


def meets(state: MarkerState, criterion: str) -> bool:
    """Say whether a marker meets a criterion such as ``Positive``, ``MSI-H`` or ``TPS>=50``.

    A positive marker without a score meets a criterion of at least 1, and no higher one.
    """
    text = criterion.strip()
    if text.upper() in {word.upper() for word in state.words}:
        return True
    found = _SCORE.fullmatch(text.replace("%", ""))
    if found is None:
        return False
    name, sign, cut = found[1].upper(), found[2], float(found[3])
    value = dict(state.numbers).get(name)
    if value is None:
        least = _least(state, name)
        return least is not None and ((sign == ">=" and least >= cut) or (sign == ">" and least > cut))
    return {">=": value >= cut, ">": value > cut, "<=": value <= cut, "<": value < cut}[sign]


def _least(state: MarkerState, score: str) -> float | None:
    """Return the least value that a marker without a score must have."""
    if score == "TMB":
        return _HIGH_WITHOUT_VALUE if "High" in state.words else None
    return 1.0 if "Positive" in state.words else None
