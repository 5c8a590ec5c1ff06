"""The names that sources give to genes and tumour types, as our tables name them."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tumorboard.domain.evidence import Requirement
from tumorboard.domain.loci import RECEPTOR_LOCI
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.curated import read_requirement
from tumorboard.knowledge.diseases import MODEL, PSEUDO_DISEASES
from tumorboard.knowledge.sources.rows import Problem
from tumorboard.knowledge.sources.therapies import TherapyNames, read_therapy_names
from tumorboard.knowledge.tables import read_table

# Receptor loci are partners of fusions and no genes of their own.
_PRECLINICAL = frozenset({"D", "E"})


@dataclass(frozen=True, slots=True)
class DiseaseNamed:
    """A tumour type of a claim: its code, and what the name says beyond it (``HER2-positive breast cancer``)."""

    code: str
    requirements: tuple[Requirement, ...] = ()


class Names:
    """Finds genes, tumour types and therapies by the names that sources use.

    Parameters
    ----------
    kb : KnowledgeBase
        The curated knowledge.
    folder : Path
        The folder with ``disease_map.csv`` and ``therapy_names.csv``.
    """

    def __init__(self, kb: KnowledgeBase, folder: Path) -> None:
        self.kb = kb
        self.therapies = TherapyNames(kb, read_therapy_names(folder))
        self._map = {
            row.required("name").casefold(): tuple(
                DiseaseNamed(code, tuple(read_requirement(text) for text in row.list("also_required")))
                for code in row.list("code")
            )
            for row in read_table(folder / "disease_map.csv", ("name", "code", "also_required", "note"))
        }
        self.gene = cache(self._gene)
        self._named = cache(self._disease_named)

    def _gene(self, text: str) -> str | None:
        """Return the official symbol of a gene; None where the name is unknown or means several genes."""
        symbol = text.strip().upper()
        return symbol if symbol in RECEPTOR_LOCI else self.kb.genes.symbol(text)

    def is_target(self, gene: str, drugs: tuple[str, ...]) -> bool:
        """Say whether a gene's protein is a target of one of some drugs."""
        return any(target.drug in drugs for target in self.kb.targets.get(gene, ()))

    def driver(self, sides: tuple[str, ...]) -> str:
        """Choose the partner of a fusion under which evidence is filed: a drug target, an oncogene, the 3' partner."""
        targets = [gene for gene in sides if gene in self.kb.targets]
        oncogenes = [gene for gene in sides if self.kb.genes.role(gene) == "oncogene"]
        return (targets or oncogenes or list(sides))[-1]

    def diseases(self, name: str, code: str = "", level: str = "A") -> tuple[DiseaseNamed, ...] | Problem:
        """Find the tumour types that a name and, where the source gives one, an OncoTree code mean.

        Parameters
        ----------
        name, code : str
            As the source writes them; one of both may be empty.
        level : str
            Level of the claim. "Cancer" means every tumour where a label says so; below that it means that no type was
            named, and the claim counts as one from elsewhere. So does a preclinical claim on solid tumours.
        """
        found = self._named(name.strip()) if name.strip() else ()
        coded = self.kb.diseases.resolve(code).type if code else None
        if code and coded is None:
            found = found or self._map.get(code.casefold(), ())
        if coded is not None:
            tissues = {kind.tissue for each in found if (kind := self.kb.diseases.types.get(each.code)) is not None}
            if tissues and coded.tissue not in tissues:
                return Problem("unknown_disease", f"the name {name!r} and the code {code!r} contradict each other")
            listed = name.strip().casefold() in self._map
            found = found if listed or any(each.requirements for each in found) else (DiseaseNamed(coded.code),)
        if not found:
            return Problem("unknown_disease", f"tumour type {name or code!r}")
        return tuple(DiseaseNamed(_reach(each.code, level), each.requirements) for each in found)

    def _disease_named(self, name: str) -> tuple[DiseaseNamed, ...]:
        if listed := self._map.get(name.casefold()):
            return listed
        kind = self.kb.diseases.by_name(name)
        return (DiseaseNamed(kind.code),) if kind is not None else ()


def _reach(code: str, level: str) -> str:
    unnamed = (code == "ANY" and level != "A") or (code in PSEUDO_DISEASES and level in _PRECLINICAL)
    return MODEL if unnamed else code
