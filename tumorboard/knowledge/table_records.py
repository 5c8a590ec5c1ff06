"""All curated rows as records, and what the readers of the rows share."""

from dataclasses import dataclass, field

from tumorboard.domain import drug as pharma
from tumorboard.domain import evidence as ev
from tumorboard.knowledge.diseases import PSEUDO_DISEASES, TumorType
from tumorboard.knowledge.genes import Gene
from tumorboard.knowledge.tables import Row


@dataclass(frozen=True, slots=True)
class KnownVariant:
    """The known effect of a variant, or of a group of variants, of one gene."""

    gene: str
    criterion: str
    effect: str
    oncogenicity: str
    citations: tuple[str, ...]
    note: str = ""


@dataclass
class Tables:
    """All curated rows as records, and what was wrong with some of them."""

    citations: dict[str, ev.Citation] = field(default_factory=dict)
    types: dict[str, TumorType] = field(default_factory=dict)
    former_codes: dict[str, str] = field(default_factory=dict)
    tumor_names: dict[str, str] = field(default_factory=dict)
    genes: dict[str, Gene] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    classes: dict[str, pharma.DrugClass] = field(default_factory=dict)
    drugs: dict[str, pharma.Drug] = field(default_factory=dict)
    variants: list[KnownVariant] = field(default_factory=list)
    assertions: list[ev.Assertion] = field(default_factory=list)
    edges: list[ev.Edge] = field(default_factory=list)
    regimens: list[pharma.EstablishedRegimen] = field(default_factory=list)
    partners: list[pharma.PartnerRule] = field(default_factory=list)
    toxicity: list[pharma.ToxicityRate] = field(default_factory=list)
    pairs: list[pharma.PairRule] = field(default_factory=list)
    doses: list[pharma.LabelDose] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def problem(self, row: Row, what: str) -> None:
        """Note a reference that does not resolve."""
        self.problems.append(f"{row.table}: row {row.number}: {what}")


def cited(tables: Tables, row: Row) -> tuple[str, ...]:
    """Return the citations of a row; each must stand in ``citations.csv``, at least one must be there."""
    cited = row.list("citation")
    if not cited:
        tables.problem(row, "has no citation")
    for citation in cited:
        if citation.partition("#")[0] not in tables.citations:
            tables.problem(row, f"cites {citation}, which citations.csv does not hold")
    return cited


def known_drugs(tables: Tables, row: Row, names: tuple[str, ...]) -> bool:
    """Say whether every drug is in the tables; note those that are not."""
    unknown = [name for name in names if name not in tables.drugs]
    for name in unknown:
        tables.problem(row, f"names the drug {name!r}, which drugs.csv does not hold")
    return not unknown


def known_disease(tables: Tables, row: Row, code: str) -> bool:
    """Say whether a tumour type is in the tables, or one of ours (SOLID, HEME, ANY); note it where it is not."""
    if code in tables.types or code in PSEUDO_DISEASES:
        return True
    tables.problem(row, f"names the tumour type {code!r}, which oncotree.csv does not hold")
    return False
