"""The knowledge base: the indexes that everything else asks. Read-only after loading."""

import gc
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from tumorboard.domain.drug import Drug, EstablishedRegimen, LabelDose, PairRule, PartnerRule, Target, ToxicityRate
from tumorboard.domain.evidence import Assertion, Citation
from tumorboard.errors import InputError, KnowledgeError
from tumorboard.knowledge import snapshot
from tumorboard.knowledge.curated import KnownVariant, Tables, read_tables
from tumorboard.knowledge.diseases import OncoTree
from tumorboard.knowledge.genes import GeneCatalogue
from tumorboard.knowledge.imported import Imports, read_imports
from tumorboard.knowledge.network import SignallingNetwork
from tumorboard.knowledge.proteins import protein_lengths
from tumorboard.knowledge.reference_residues import ReferenceResidues


@dataclass(frozen=True, slots=True)
class DrugName:
    """The answer to "which drug is this?"; ``drug`` is None where the name is unknown."""

    given: str
    drug: Drug | None
    suggestions: tuple[str, ...] = ()


class KnowledgeBase:
    """Everything that is known, indexed.

    Parameters
    ----------
    tables : Tables
        The rows.
    version : str
        The name of this state of the tables.
    sha256 : str
        Hash over the names and bytes of all tables.
    imports : Imports, optional
        What a version holds beside the curated tables.
    folder : Path, optional
        Where its curated tables are; the tables of safety are read from there when they are asked for.
    """

    def __init__(
        self,
        tables: Tables,
        version: str,
        sha256: str,
        imports: Imports | None = None,
        folder: Path | None = None,
    ) -> None:
        self.folder = folder
        self.version = version
        self.sha256 = sha256
        self.imports = imports or Imports()
        self.counts = dict(tables.counts)
        self.problems = tuple(tables.problems)
        self.citations: dict[str, Citation] = {**tables.citations, **self.imports.citations}
        self.genes = GeneCatalogue(tables.genes, tables.aliases)
        self.diseases = OncoTree(tables.types, tables.former_codes, tables.tumor_names)
        self.network = SignallingNetwork(tables.edges)
        self.drugs: dict[str, Drug] = dict(sorted(tables.drugs.items()))
        self.assertions: dict[str, list[Assertion]] = defaultdict(list)
        for assertion in self.imports.claims or tables.assertions:
            self.assertions[assertion.biomarker].append(assertion)
        self.variants: dict[str, list[KnownVariant]] = defaultdict(list)
        for variant in tables.variants:
            self.variants[variant.gene].append(variant)
        self.targets: dict[str, list[Target]] = defaultdict(list)
        for drug in self.drugs.values():
            for target in drug.targets:
                self.targets[target.gene].append(target)
        self.regimens: tuple[EstablishedRegimen, ...] = tuple(tables.regimens)
        self.partners: tuple[PartnerRule, ...] = tuple(tables.partners)
        self.pairs: tuple[PairRule, ...] = tuple(tables.pairs)
        self.doses: dict[str, list[LabelDose]] = defaultdict(list)
        for dose in tables.doses:
            self.doses[dose.drug].append(dose)
        self.toxicity: dict[str, dict[str, ToxicityRate]] = defaultdict(dict)
        for rate in tables.toxicity:
            self.toxicity[rate.drug][rate.organ] = rate
        self._names: dict[str, str] = {}
        for drug in self.drugs.values():
            for name in (drug.name, *drug.brands, *drug.codes):
                self._names.setdefault(_name_key(name), drug.name)
        for name in self.drugs:
            self._names[_name_key(name)] = name

    def claims(self) -> list[Assertion]:
        """Return all assertions, gene by gene."""
        return [claim for rows in self.assertions.values() for claim in rows]

    def drug_named(self, text: str) -> Drug | None:
        """Find a drug by any of its names; None, without suggestions, where there is none."""
        name = self._names.get(_name_key(text))
        return self.drugs[name] if name else None

    @cached_property
    def residues(self) -> ReferenceResidues:
        """The reference residues that the tables name, and the ends of the proteins."""
        named = [(row.gene, row.criterion) for rows in self.variants.values() for row in rows]
        named += [(row.biomarker, row.criterion) for rows in self.assertions.values() for row in rows]
        return ReferenceResidues.from_criteria(named, protein_lengths(table_of(self, "proteins.csv")))

    def find_drug(self, text: str) -> DrugName:
        """Find a drug by generic, brand or code name, whatever the case, hyphens and spaces."""
        given = text.strip()
        if name := self._names.get(_name_key(given)):
            return DrugName(given, self.drugs[name])
        from rapidfuzz import process  # slow to import, needed for misspelt names only
        from rapidfuzz.distance import DamerauLevenshtein

        key = _name_key(given)
        # Half of a short name exchanged is another name.
        letters = min(3, len(key) // 2)
        near = process.extract(
            key, sorted(self._names), scorer=DamerauLevenshtein.distance, limit=3, score_cutoff=letters
        )
        return DrugName(given, None, tuple(dict.fromkeys(self._names[name] for name, _, _ in near)))

    def nearest_drug(self, text: str, letters: int) -> Drug | None:
        """Return the one drug whose name differs by at most so many letters, or None if there are none or several."""
        from rapidfuzz import process
        from rapidfuzz.distance import DamerauLevenshtein

        key = _name_key(text)
        names = sorted(name for name in self._names if abs(len(name) - len(key)) <= letters)
        near = process.extract(key, names, scorer=DamerauLevenshtein.distance, limit=5, score_cutoff=letters)
        found = {self._names[name] for name, _, _ in near}
        return self.drugs[found.pop()] if len(found) == 1 else None

    def require_drug(self, text: str, field: str) -> Drug:
        """Find a drug, or say which names are near.

        Raises
        ------
        InputError
            If no drug has that name.
        """
        found = self.find_drug(text)
        if found.drug is None:
            near = f"Did you mean {', '.join(found.suggestions)}?" if found.suggestions else ""
            raise InputError(
                f"unknown drug {text.strip()!r}", field=field, remedy=near or "See `tumorboard kb show DRUG`"
            )
        return found.drug


def _name_key(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def data_folder() -> Path:
    """Return the folder of the curated tables: beside the code in a checkout, inside the package when installed."""
    inside = Path(__file__).resolve().parents[1] / "_data"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "data"


def table_of(kb: KnowledgeBase, name: str, folder: Path | None = None) -> Path:
    """Return the file of a table that is read only when it is asked for.

    It is the knowledge base's own, so that an old version gives its old answer; the shipped one where the version was
    made before there was such a table.
    """
    own = (folder or kb.folder or data_folder()) / name
    return own if folder is not None or own.is_file() else data_folder() / name


def curated_digest(folder: Path) -> str:
    """Return a hash over the names and bytes of all curated tables."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.csv")):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(path.read_bytes())
        digest.update(b"\0")
    return digest.hexdigest()


def curated_version(folder: Path) -> str:
    """Return the name of the state of the curated tables.

    Raises
    ------
    KnowledgeError
        If it is missing.
    """
    try:
        return (folder / "VERSION").read_text(encoding="utf-8").strip()
    except OSError:
        raise KnowledgeError("is missing", file="VERSION", remedy="Reinstall, or restore the folder data/") from None


@cache
def load_curated(folder: Path) -> KnowledgeBase:
    """Load the curated tables of a folder alone, once a process."""
    with _uncollected():
        return KnowledgeBase(read_tables(folder), curated_version(folder), curated_digest(folder), folder=folder)


@cache
def load_version(folder: Path, address: str) -> KnowledgeBase:
    """Load a version of the user's data folder, once a process; every file is verified first.

    Raises
    ------
    KnowledgeError
        If it is not there or damaged.
    """
    version, files = snapshot.opened(folder, address)
    stamp = str(version.manifest.get("stamp") or address)
    with _uncollected():
        imports = read_imports(files["merged.json"])
        curated = version.folder / "curated"
        return KnowledgeBase(read_tables(curated), version.name, stamp, imports, curated)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector away from records that live as long as the process."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


@cache
def load(folder: Path | None = None) -> KnowledgeBase:
    """Load the knowledge in use, once a process.

    Parameters
    ----------
    folder : Path, optional
        A folder with curated tables, which are then loaded alone. Without it: the version that the user chose, or the
        curated tables of this installation where there is none.

    Raises
    ------
    KnowledgeError
        If a table is missing or damaged.
    """
    if folder is not None:
        return load_curated(folder)
    place = snapshot.user_folder()
    address = snapshot.current(place)
    return load_version(place, address) if address else load_curated(data_folder())
