"""What is known of an alteration and a therapy, and where it was found."""

from dataclasses import dataclass
from typing import Literal

Effect = Literal["sensitivity", "resistance", "no_benefit"]
Level = Literal["A", "B", "C", "D", "E"]
EdgeKind = Literal["signal", "transcription", "synthetic_lethal", "complex"]
# ``other_origin``: the claim covers this tumour, but asks for a germline (or a somatic) variant, and this one is not.
LevelFrom = Literal[
    "this_type", "parent_type", "any_solid", "any_haematological", "other_type", "other_origin", "target", "pathway"
]
VariantOrigin = Literal["any", "germline", "somatic"]


@dataclass(frozen=True, slots=True)
class Citation:
    """A reference that was found, with the place where it was found."""

    id: str
    date: str
    title: str
    confirmed_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A further condition of an assertion; ``absent`` means that the finding must not be there."""

    biomarker: str
    criterion: str
    absent: bool


@dataclass(frozen=True, slots=True)
class Assertion:
    """One claim: this finding predicts this response to this therapy in this tumour.

    ``level`` holds within ``disease``: A label or guideline, B clinical study, C case reports or small series,
    D preclinical. ``therapy`` holds the drugs of a combination that was studied as such; a class is spelled out to its
    drugs on loading, one assertion each. ``origin`` is the origin of the variant that the claim asks for.
    """

    id: str
    biomarker: str
    criterion: str
    requirements: tuple[Requirement, ...]
    therapy: tuple[str, ...]
    disease: str
    effect: Effect
    level: Level
    approval: str
    line: str
    citations: tuple[str, ...]
    note: str = ""
    origin: VariantOrigin = "any"


@dataclass(frozen=True, slots=True)
class Edge:
    """A signed step of the signalling graph."""

    source: str
    target: str
    sign: Literal[1, -1]
    kind: EdgeKind
    start_only: bool
    citations: tuple[str, ...]
    note: str = ""
