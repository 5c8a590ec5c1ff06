"""The curated tables of ``data/``: every row to a record.

A cell that cannot be read stops the loading; a reference to something that does not exist is collected as a problem,
its row is left out, and ``tumorboard kb check`` lists it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from pathlib import Path
from typing import get_args

from tumorboard.domain import drug as pharma
from tumorboard.domain import evidence as ev
from tumorboard.knowledge.diseases import PSEUDO_DISEASES, TumorType
from tumorboard.knowledge.genes import Gene, Role
from tumorboard.knowledge.tables import Row, read_table

DRUG_COLUMNS = (
    "drug", "class", "modality", "category", "route", "approval", "brands", "codes", "ncit", "rxnorm", "citation",
    "note",
)  # fmt: skip
ASSERTION_COLUMNS = (
    "id", "biomarker", "criterion", "also_required", "therapy", "disease", "effect", "level", "approval", "line",
    "citation", "note",
)  # fmt: skip
REGIMEN_COLUMNS = (
    "id", "drugs", "disease", "biomarker", "criterion", "kind", "line", "doses", "citation", "note",
)  # fmt: skip
DOSE_COLUMNS = (
    "drug", "dose", "unit", "schedule", "per", "route", "context", "setting", "fixed_daily_mg", "citation", "note",
)  # fmt: skip
TOXICITY_COLUMNS = ("drug", "organ", "percent", "event", "n", "setting", "citation", "note")


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


def read_tables(folder: Path) -> Tables:
    """Read every curated table.

    Parameters
    ----------
    folder : Path
        The folder ``data/``.

    Raises
    ------
    KnowledgeError
        If a table is missing or a cell cannot be read.
    """
    tables = Tables()

    def each(name: str, columns: tuple[str, ...], take: Callable[[Tables, Row], None]) -> None:
        rows = 0
        for path in sorted((folder / name).glob("*.csv")) if (folder / name).is_dir() else [folder / f"{name}.csv"]:
            for row in read_table(path, columns):
                take(tables, row)
                rows += 1
        tables.counts[name] = rows

    each("citations", ("id", "date", "title", "confirmed_in"), _citation)
    each("oncotree", ("code", "name", "main_type", "tissue", "parent", "former"), _tumor_type)
    each("tumor_names", ("name", "code", "note"), _tumor_name)
    each("genes", ("gene", "hgnc", "role", "band", "amplicon", "domain_of_action", "citation", "note"), _gene)
    each("gene_aliases", ("alias", "gene", "note"), _alias)
    each("drug_classes", ("class", "label", "group", "checkpoint"), _drug_class)
    each("drugs", DRUG_COLUMNS, _drug)
    each("drug_targets", ("drug", "gene", "action", "rank", "criterion", "citation", "note"), _target)
    each("variants", ("gene", "criterion", "effect", "oncogenicity", "citation", "note"), _variant)
    each("assertions", ASSERTION_COLUMNS, _assertion)
    each("edges", ("source", "target", "sign", "kind", "reach", "citation", "note"), _edge)
    each("regimens", REGIMEN_COLUMNS, _regimen)
    each("partners", ("drug", "disease", "requires", "citation", "note"), _partner)
    each("toxicity", TOXICITY_COLUMNS, _toxicity)
    each("doses", DOSE_COLUMNS, _dose)
    each("pairs", ("a", "b", "severity", "mechanism", "citation", "note"), _pair)
    return tables


def _cited(tables: Tables, row: Row) -> tuple[str, ...]:
    """Return the citations of a row; each must stand in ``citations.csv``, at least one must be there."""
    cited = row.list("citation")
    if not cited:
        tables.problem(row, "has no citation")
    for citation in cited:
        if citation.partition("#")[0] not in tables.citations:
            tables.problem(row, f"cites {citation}, which citations.csv does not hold")
    return cited


def _known_drugs(tables: Tables, row: Row, names: tuple[str, ...]) -> bool:
    unknown = [name for name in names if name not in tables.drugs]
    for name in unknown:
        tables.problem(row, f"names the drug {name!r}, which drugs.csv does not hold")
    return not unknown


def _known_disease(tables: Tables, row: Row, code: str) -> bool:
    if code in tables.types or code in PSEUDO_DISEASES:
        return True
    tables.problem(row, f"names the tumour type {code!r}, which oncotree.csv does not hold")
    return False


def _citation(tables: Tables, row: Row) -> None:
    name = row.required("id")
    if name in tables.citations:
        tables.problem(row, f"repeats {name}")
    tables.citations[name] = ev.Citation(name, row.text("date"), row.required("title"), row.list("confirmed_in"))


def _tumor_type(tables: Tables, row: Row) -> None:
    code = row.required("code")
    tables.types[code] = TumorType(
        code, row.required("name"), row.text("main_type"), row.text("tissue"), row.text("parent")
    )
    tables.former_codes.update(dict.fromkeys(row.list("former"), code))


def _tumor_name(tables: Tables, row: Row) -> None:
    if _known_disease(tables, row, row.required("code")):
        tables.tumor_names[row.required("name")] = row.text("code")


def _gene(tables: Tables, row: Row) -> None:
    symbol = row.required("gene")
    if symbol in tables.genes:
        tables.problem(row, f"repeats {symbol}")
    tables.genes[symbol] = Gene(
        symbol, row.text("hgnc"), row.choice("role", get_args(Role)), row.text("band"), row.text("amplicon"),
        row.text("domain_of_action"), _cited(tables, row), row.text("note"),
    )  # fmt: skip


def _alias(tables: Tables, row: Row) -> None:
    alias = row.required("alias")
    if alias in tables.genes or tables.aliases.get(alias, row.text("gene")) != row.text("gene"):
        tables.problem(row, f"{alias} is an official symbol or means two genes")
        return
    tables.aliases[alias] = row.required("gene")


def _drug_class(tables: Tables, row: Row) -> None:
    name = row.required("class")
    checkpoint = row.choice("checkpoint", ("yes", "no")) == "yes"
    tables.classes[name] = pharma.DrugClass(name, row.required("label"), row.text("group"), checkpoint)


def _drug(tables: Tables, row: Row) -> None:
    name = row.required("drug")
    if name in tables.drugs:
        tables.problem(row, f"repeats {name}")
    if row.text("class") not in tables.classes:
        tables.problem(row, f"names the class {row.text('class')!r}, which drug_classes.csv does not hold")
        return
    tables.drugs[name] = pharma.Drug(
        name,
        tables.classes[row.text("class")],
        row.choice("modality", get_args(pharma.Modality)),
        row.choice("category", get_args(pharma.Category)),
        row.text("route"),
        row.choice("approval", get_args(pharma.Approval)),
        row.list("brands"),
        row.list("codes"),
        row.text("ncit"),
        row.text("rxnorm"),
        _cited(tables, row),
        row.text("note"),
    )


def _target(tables: Tables, row: Row) -> None:
    name = row.required("drug")
    cited = _cited(tables, row)
    if not _known_drugs(tables, row, (name,)):
        return
    primary = row.choice("rank", ("primary", "secondary")) == "primary"
    target = pharma.Target(
        name, row.required("gene"), row.choice("action", get_args(pharma.Action)), primary, row.text("criterion"),
        cited, row.text("note"),
    )  # fmt: skip
    known = tables.drugs[name]
    tables.drugs[name] = replace(known, targets=(*known.targets, target))


def _variant(tables: Tables, row: Row) -> None:
    effects = ("gain_of_function", "loss_of_function", "switch_of_function", "neutral")
    classes = ("oncogenic", "likely_oncogenic", "likely_benign", "benign")
    tables.variants.append(
        KnownVariant(
            row.required("gene"),
            row.required("criterion"),
            row.choice("effect", effects),
            row.choice("oncogenicity", classes),
            _cited(tables, row),
            row.text("note"),
        )
    )


def _therapies(tables: Tables, row: Row) -> Iterator[tuple[str, ...]]:
    """Yield the drugs of a therapy cell; a class yields one therapy for each of its drugs."""
    choices: list[list[str]] = []
    for part in row.required("therapy").split(" + "):
        if not part.startswith("class:"):
            choices.append([part.strip()])
            continue
        group = part.removeprefix("class:").strip()
        members = [name for name, known in sorted(tables.drugs.items()) if known.drug_class.name == group]
        if not members:
            tables.problem(row, f"names the class {group!r}, to which no drug belongs")
        choices.append(members)
    yield from product(*choices)


def read_requirement(text: str) -> ev.Requirement:
    """Read a further condition: ``HER2 Positive``; ``!KRAS Mutation`` must be absent."""
    absent = text.startswith("!")
    biomarker, _, criterion = text.lstrip("!").strip().partition(" ")
    return ev.Requirement(biomarker, criterion.strip() or "Positive", absent)


def _assertion(tables: Tables, row: Row) -> None:
    cited = _cited(tables, row)
    if not _known_disease(tables, row, row.required("disease")):
        return
    for therapy in _therapies(tables, row):
        if not _known_drugs(tables, row, therapy):
            continue
        tables.assertions.append(
            ev.Assertion(
                row.required("id"),
                row.required("biomarker"),
                row.required("criterion"),
                tuple(read_requirement(text) for text in row.list("also_required")),
                tuple(sorted(therapy)),
                row.text("disease"),
                row.choice("effect", get_args(ev.Effect)),
                row.choice("level", ("A", "B", "C", "D")),
                row.text("approval"),
                row.text("line"),
                cited,
                row.text("note"),
            )
        )


def _edge(tables: Tables, row: Row) -> None:
    sign = row.choice("sign", ("activates", "inhibits"))
    start_only = row.choice("reach", ("chain", "start")) == "start"
    tables.edges.append(
        ev.Edge(
            row.required("source"),
            row.required("target"),
            1 if sign == "activates" else -1,
            row.choice("kind", get_args(ev.EdgeKind)),
            start_only,
            _cited(tables, row),
            row.text("note"),
        )
    )


def _split_drugs(text: str) -> tuple[str, ...]:
    return tuple(sorted(part.strip() for part in text.split(" + ")))


def _regimen(tables: Tables, row: Row) -> None:
    members = _split_drugs(row.required("drugs"))
    cited = _cited(tables, row)
    diseases = tuple(code for code in row.list("disease") if _known_disease(tables, row, code))
    if _known_drugs(tables, row, members):
        tables.regimens.append(
            pharma.EstablishedRegimen(
                row.required("id"),
                members,
                diseases,
                row.text("biomarker"),
                row.text("criterion"),
                row.choice("kind", ("label", "guideline")),
                row.text("line"),
                row.text("doses"),
                cited,
                row.text("note"),
            )
        )


def _partner(tables: Tables, row: Row) -> None:
    rule = pharma.PartnerRule(
        row.required("drug"), row.required("disease"), row.list("requires"), _cited(tables, row), row.text("note")
    )
    if _known_drugs(tables, row, (rule.drug, *rule.requires)) and _known_disease(tables, row, rule.disease):
        tables.partners.append(rule)


def _toxicity(tables: Tables, row: Row) -> None:
    patients = int(row.number_in("n", 1, 1e6)) if row.text("n") else None
    rate = pharma.ToxicityRate(
        row.required("drug"), row.choice("organ", pharma.ORGANS), row.number_in("percent", 0, 100) / 100,
        row.text("event"), patients, row.text("setting"), _cited(tables, row), row.text("note"),
    )  # fmt: skip
    if _known_drugs(tables, row, (rate.drug,)):
        tables.toxicity.append(rate)


def _dose(tables: Tables, row: Row) -> None:
    dose = pharma.LabelDose(
        row.required("drug"), row.number_in("dose", 0, 1e6), row.required("unit"), row.required("schedule"),
        int(row.number_in("per", 1, 8)) if row.text("per") else None, row.text("context"), row.text("setting"),
        _cited(tables, row), row.text("note"),
    )  # fmt: skip
    if _known_drugs(tables, row, (dose.drug,)):
        tables.doses.append(dose)


def _pair(tables: Tables, row: Row) -> None:
    a, b = row.required("a"), row.required("b")
    for name in (a, b):
        known = name.removeprefix("class:") in (tables.classes if name.startswith("class:") else tables.drugs)
        if not known:
            tables.problem(row, f"names {name!r}, which is neither a known drug nor a known class")
            return
    tables.pairs.append(
        pharma.PairRule(
            a,
            b,
            row.choice("severity", ("contraindicated", "major", "moderate")),
            row.required("mechanism"),
            _cited(tables, row),
            row.text("note"),
        )
    )
