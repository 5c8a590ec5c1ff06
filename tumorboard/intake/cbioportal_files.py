"""The files of a cBioPortal study: which they are, and their rows with an account of each."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tumorboard.errors import InputError

LARGEST_FILE = 500 * 1024 * 1024
KINDS = {
    ("CLINICAL", "PATIENT_ATTRIBUTES"): "patients",
    ("CLINICAL", "SAMPLE_ATTRIBUTES"): "samples",
    ("MUTATION_EXTENDED", "MAF"): "mutations",
    ("COPY_NUMBER_ALTERATION", "DISCRETE"): "cna",
    ("COPY_NUMBER_ALTERATION", "DISCRETE_LONG"): "cna",
    ("STRUCTURAL_VARIANT", "SV"): "sv",
}
USUAL = {
    "patients": ("data_clinical_patient.txt", "data_clinical_patients.txt"),
    "samples": ("data_clinical_sample.txt", "data_clinical_samples.txt"),
    "mutations": ("data_mutations.txt", "data_mutations_extended.txt", "data_mutations_extended.maf"),
    "cna": ("data_cna.txt", "data_CNA.txt"),
    "sv": ("data_sv.txt", "data_structural_variants.txt"),
}
"""File names to look for where there is no ``meta_`` file."""
EMPTY = frozenset({"", "na", "n/a", "nan", "[not available]", "not available", "unknown", "[unknown]", ".", "null"})


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that could not be used."""

    file: str
    line: int
    message: str


@dataclass
class Tally:
    """What became of the entries of one file: ``read == used + sum(ignored) + bad``.

    ``notes`` tell of single cells of a used line that could not be read.
    """

    file: str
    read: int = 0
    used: int = 0
    ignored: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """Entries that could not be used."""
        return len(self.problems)

    def refuse(self, line: int, message: str) -> None:
        """Note a line that cannot be used."""
        self.problems.append(Problem(self.file, line, message))


@dataclass(frozen=True, slots=True)
class StudyFiles:
    """The folder of a study: its own words about itself, and where each table is."""

    meta: dict[str, str]
    tables: dict[str, Path]


def find_files(folder: Path) -> StudyFiles:
    """Find the tables of a study by their ``meta_`` files, or by their usual names.

    Raises
    ------
    InputError
        If the folder holds no clinical sample table.
    """
    if not folder.is_dir():
        raise InputError("there is no such folder", file=folder.name, remedy="Give the folder of a cBioPortal study")
    study: dict[str, str] = {}
    tables: dict[str, Path] = {}
    for path in sorted(folder.glob("meta_*.txt")):
        meta = _meta(path)
        if path.name == "meta_study.txt":
            study = meta
        kind = KINDS.get((meta.get("genetic_alteration_type", ""), meta.get("datatype", "")))
        name = meta.get("data_filename", "")
        # A file name that leads out of the folder is no file of the study.
        if kind and name and Path(name).name == name and (folder / name).is_file():
            tables.setdefault(kind, folder / name)
    for kind, names in USUAL.items():
        usual = next((folder / name for name in names if (folder / name).is_file()), None)
        if usual is not None:
            tables.setdefault(kind, usual)
    if "samples" not in tables:
        raise InputError(
            "the clinical sample table is missing", file=folder.name, remedy="Add data_clinical_sample.txt"
        )
    return StudyFiles(study, tables)


def _meta(path: Path) -> dict[str, str]:
    lines = (line.partition(":") for line in _text(path).splitlines())
    return {key.strip(): value.strip() for key, colon, value in lines if colon}


def _text(path: Path) -> str:
    if path.stat().st_size > LARGEST_FILE:
        raise InputError("the file is larger than 500 MB", file=path.name)
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def table_rows(
    path: Path, tally: Tally, required: tuple[str, ...], *, empty: bool = False
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line numbers and rows of a tab-separated table; empty cells are left out, or ``""`` where asked for.

    Lines that begin with ``#`` are comments. A row with more cells than the header is refused; one with fewer lost its
    empty cells at the end.

    Raises
    ------
    InputError
        If a required column is missing.
    """
    header: list[str] | None = None
    reader = csv.reader(_text(path).splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    for line, cells in enumerate(reader, start=1):
        if not cells or (cells[0].startswith("#")) or not any(cell.strip() for cell in cells):
            continue
        if header is None:
            header = [cell.strip() for cell in cells]
            missing = [name for name in required if name not in header]
            if missing:
                raise InputError(
                    f"the column {missing[0]} is missing", file=path.name, remedy=f"The header is line {line}"
                )
            continue
        tally.read += 1
        if len(cells) > len(header):
            tally.refuse(line, f"{len(cells)} cells under {len(header)} columns")
            continue
        filled = [cell.strip() for cell in cells] + [""] * (len(header) - len(cells))
        pairs = zip(header, ("" if cell.lower() in EMPTY else cell for cell in filled), strict=True)
        yield line, {name: cell for name, cell in pairs if cell or empty}
    if header is None:
        raise InputError("the table is empty", file=path.name, remedy="A table begins with its column names")
