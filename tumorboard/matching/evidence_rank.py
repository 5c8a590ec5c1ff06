"""How strong a match is, as one number that the optimiser can add up.

Evidence that covers this tumour (its own type, a parent type, or any solid tumour) outranks stronger evidence from
another type, or for another origin of the variant; within each group the level decides, then how close the type is. A
drug whose only basis is its target or a pathway comes after all clinical evidence, and there a drug that is approved
for something comes before one that is still in trials.
"""

from tumorboard.domain.drug import Approval
from tumorboard.domain.evidence import Level, LevelFrom

_COVERING: tuple[tuple[LevelFrom, ...], ...] = (
    ("this_type",),
    ("parent_type",),
    ("any_solid", "any_haematological"),
)
# Basis and standing of a drug without clinical evidence for the finding, the weakest first.
_MECHANISM: dict[tuple[LevelFrom, str], int] = {
    ("pathway", "trials"): 1,
    ("pathway", "elsewhere"): 2,
    ("target", "trials"): 3,
    ("pathway", "approved"): 4,
    ("target", "elsewhere"): 5,
    ("target", "approved"): 6,
}
_STANDING: dict[Approval, str] = {
    "fda": "approved", "ema": "approved", "other": "elsewhere", "investigational": "trials", "withdrawn": "trials",
}  # fmt: skip


def _table() -> dict[tuple[LevelFrom, Level], int]:
    levels: tuple[Level, ...] = ("D", "C", "B", "A")
    order: list[tuple[tuple[LevelFrom, ...], Level]] = [(("other_type", "other_origin"), level) for level in levels]
    order += [(reach, level) for level in levels for reach in reversed(_COVERING)]
    first = max(_MECHANISM.values()) + 1
    return {(origin, level): points for points, (origins, level) in enumerate(order, first) for origin in origins}


POINTS = _table()
STRONGEST = max(POINTS.values())
COVERING = frozenset(origin for group in _COVERING for origin in group)
LEVELS: tuple[Level, ...] = ("A", "B", "C", "D", "E")


def points(level: Level, origin: LevelFrom, approval: Approval) -> int:
    """Return the strength of evidence.

    Parameters
    ----------
    level : {"A", "B", "C", "D", "E"}
        Level within the disease of the evidence; ``E`` is inferred from a pathway.
    origin : LevelFrom
        Where the level comes from.
    approval : Approval
        Standing of the drug; used only where the level comes from its target or a pathway.

    Returns
    -------
    int
        1 (pathway, drug in trials) to 22 (label or guideline in this tumour type).
    """
    if origin in ("target", "pathway"):
        return _MECHANISM[origin, _STANDING[approval]]
    return POINTS[origin, level]


def reaches_floor(level: Level, floor: Level) -> bool:
    """Say whether a level is at least as strong as a floor."""
    return LEVELS.index(level) <= LEVELS.index(floor)
