"""How strong a match is, as one number that the optimiser can add up.

Evidence that covers this tumour (its own type, a parent type, or any solid tumour) outranks stronger evidence from
another type; within each group the level decides, then how close the type is. A drug whose only basis is its target
comes after all clinical evidence, a match by pathway last.
"""

from tumorboard.domain.evidence import Level, LevelFrom

_COVERING: tuple[tuple[LevelFrom, ...], ...] = (
    ("this_type",),
    ("parent_type",),
    ("any_solid", "any_haematological"),
)


def _table() -> dict[tuple[LevelFrom, Level], int]:
    order: list[tuple[tuple[LevelFrom, ...], Level]] = [(("pathway",), "E"), (("target",), "D")]
    levels: tuple[Level, ...] = ("D", "C", "B", "A")
    order += [(("other_type",), level) for level in levels]
    order += [(reach, level) for level in levels for reach in reversed(_COVERING)]
    return {(origin, level): points for points, (origins, level) in enumerate(order, start=1) for origin in origins}


POINTS = _table()
COVERING = frozenset(origin for group in _COVERING for origin in group)
LEVELS: tuple[Level, ...] = ("A", "B", "C", "D", "E")


def points(level: Level, origin: LevelFrom) -> int:
    """Return the strength of evidence.

    Parameters
    ----------
    level : {"A", "B", "C", "D", "E"}
        Level within the disease of the evidence; ``E`` is inferred from a pathway.
    origin : LevelFrom
        Where the level comes from.

    Returns
    -------
    int
        1 (pathway only) to 18 (label or guideline in this tumour type).
    """
    return POINTS[origin, level]


def reaches_floor(level: Level, floor: Level) -> bool:
    """Say whether a level is at least as strong as a floor."""
    return LEVELS.index(level) <= LEVELS.index(floor)
