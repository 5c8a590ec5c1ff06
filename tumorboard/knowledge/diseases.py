"""Tumour types: OncoTree codes, their ancestors, and how far evidence from one type reaches another.

OncoTree 2025-10-03 (Memorial Sloan Kettering, CC BY 4.0).
"""

from dataclasses import dataclass
from difflib import get_close_matches

from tumorboard.domain.evidence import LevelFrom

HAEMATOLOGICAL = frozenset({"Lymphoid", "Myeloid"})
PSEUDO_DISEASES = frozenset({"SOLID", "HEME", "ANY"})
# A claim that names no tumour type (a cell line, "cancer"): evidence from elsewhere, whatever the patient has.
MODEL = "MODEL"


@dataclass(frozen=True, slots=True)
class TumorType:
    """One OncoTree node."""

    code: str
    name: str
    main_type: str
    tissue: str
    parent: str


@dataclass(frozen=True, slots=True)
class DiseaseName:
    """The answer to "which tumour type is this?"; ``type`` is None where it is unknown."""

    given: str
    type: TumorType | None
    how: str = ""
    suggestions: tuple[str, ...] = ()


class OncoTree:
    """The tree of tumour types.

    Parameters
    ----------
    types : mapping of str to TumorType
        Code -> type.
    former : mapping of str to str
        Older code -> the code that means it now.
    synonyms : mapping of str to str
        Other names and abbreviations -> code.
    """

    def __init__(self, types: dict[str, TumorType], former: dict[str, str], synonyms: dict[str, str]) -> None:
        self.types = types
        self._codes = {code.upper(): code for code in types}
        self._former = {old.upper(): new for old, new in former.items()}
        self._names = {name.lower(): code for name, code in synonyms.items()}
        self._names |= {kind.name.lower(): code for code, kind in types.items()}
        self._lineage = {code: self._climb(code) for code in types}

    def _climb(self, code: str) -> tuple[str, ...]:
        lineage = [code]
        while (parent := self.types[lineage[-1]].parent) in self.types and parent not in lineage:
            lineage.append(parent)
        return tuple(lineage)

    def resolve(self, text: str) -> DiseaseName:
        """Find a tumour type by code, older code or name."""
        given = text.strip()
        if code := self._codes.get(given.upper()):
            return DiseaseName(given, self.types[code], "code")
        if code := self._former.get(given.upper()):
            return DiseaseName(given, self.types[code], "former code")
        if code := self._names.get(given.lower()):
            return DiseaseName(given, self.types[code], "name")
        near_codes = get_close_matches(given.upper(), self._codes, n=3, cutoff=0.6)
        near_names = get_close_matches(given.lower(), self._names, n=3, cutoff=0.75)
        near = dict.fromkeys([*(self._codes[code] for code in near_codes), *(self._names[name] for name in near_names)])
        return DiseaseName(given, None, suggestions=tuple(f"{code} ({self.types[code].name})" for code in near))

    def title(self, code: str | None) -> str:
        """Return the name of a type with its code, as people read it; where there is none, that it was not given."""
        known = self.types.get(code) if code else None
        return f"{known.name} ({code})" if known else "tumour type not given"

    def by_name(self, name: str) -> TumorType | None:
        """Find a tumour type by its name alone, without suggestions."""
        code = self._names.get(name.strip().lower())
        return self.types[code] if code else None

    def lineage(self, code: str) -> tuple[str, ...]:
        """Return a type and its ancestors, the nearest first."""
        return self._lineage.get(code, ())

    def sibling(self, tumor: str | None, evidence: str) -> bool:
        """Say whether two types share their main type only: neither is an ancestor of the other."""
        return evidence not in self.lineage(tumor or "") and (tumor or "") not in self.lineage(evidence)

    def is_haematological(self, code: str) -> bool:
        """Say whether a type is a leukaemia, lymphoma or another disease of blood."""
        kind = self.types.get(code)
        return kind is not None and kind.tissue in HAEMATOLOGICAL

    def reach(self, tumor: str | None, evidence: str) -> LevelFrom | None:
        """Say how evidence from one type reaches a tumour of another.

        Parameters
        ----------
        tumor : str or None
            OncoTree code of the patient's tumour; None where it is not known (then it is a solid tumour of no type).
        evidence : str
            OncoTree code of the evidence, or ``SOLID``, ``HEME``, ``ANY``, ``MODEL``.

        Returns
        -------
        LevelFrom or None
            None where evidence from blood is asked for a solid tumour or the other way round.
        """
        if evidence == MODEL:
            return "other_type"
        blood = tumor is not None and self.is_haematological(tumor)
        if evidence in PSEUDO_DISEASES:
            if evidence == "HEME":
                return "any_haematological" if blood else None
            if evidence == "SOLID":
                return None if blood else "any_solid"
            return "any_haematological" if blood else "any_solid"
        if tumor is not None:
            if tumor == evidence:
                return "this_type"
            main = self.types[tumor].main_type
            if evidence in self._lineage[tumor] or (main and main == self.types[evidence].main_type):
                return "parent_type"
        return "other_type" if self.is_haematological(evidence) == blood else None

    def covers(self, tumor: str | None, disease: str) -> bool:
        """Say whether a disease of the tables includes the patient's tumour."""
        if disease in PSEUDO_DISEASES:
            return self.reach(tumor, disease) is not None
        return tumor is not None and disease in self.lineage(tumor)
