"""ICD-10 and ICD-O-3 codes of tumours as OncoTree codes, where a map exists.

An ICD-10 code names a site and seldom a histology, so that it leads to a branch of the tree (C34: lung) more often
than to a type. An ICD-O-3 code adds the morphology. A code without a row, or a metastasis, leads nowhere: no type is
guessed.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tumorboard.errors import KnowledgeError
from tumorboard.knowledge.base import data_folder
from tumorboard.knowledge.tables import read_table

COLUMNS = ("system", "site", "morphology", "code", "citation", "note")
SYSTEMS = ("ICD-10", "ICD-O-3")
_SITE = re.compile(r"(?<![A-Z0-9])(?P<block>[CD]\d{2})(?:\.?(?P<part>\d))?", re.I)
_MORPHOLOGY = re.compile(r"(?<!\d)(?:M-?)?(?P<histology>\d{4})\s*/\s*(?P<behaviour>[0-369])", re.I)


@dataclass(frozen=True, slots=True)
class MappedCode:
    """What a code leads to: the code as it is usually written, an OncoTree code, what limits the map, its citations."""

    given: str
    code: str
    note: str
    citations: tuple[str, ...]


Key = tuple[str, str, str]


@lru_cache(maxsize=4)
def icd_table(file: Path | None = None) -> dict[Key, MappedCode]:
    """Return system, site and morphology -> OncoTree code.

    Raises
    ------
    KnowledgeError
        A code is no site or morphology of its system, or stands twice.
    """
    file = file or data_folder() / "icd_codes.csv"
    table: dict[Key, MappedCode] = {}
    for row in read_table(file, COLUMNS):
        system, site, morphology = row.choice("system", SYSTEMS), row.text("site"), row.text("morphology")
        key = (system, site, morphology)
        well = (not site or written_site(site) == site) and (not morphology or _written_morphology(morphology))
        if not well or key in table or not (site or morphology) or (system == "ICD-10") != (not morphology):
            raise KnowledgeError("no such code, or it stands twice", file=file.name, field=f"row {row.number}")
        given = " ".join(part for part in (morphology, site) if part)
        table[key] = MappedCode(given, row.required("code"), row.text("note"), tuple(row.text("citation").split("|")))
    return table


def written_site(text: str) -> str | None:
    """Return the site of a text as ``C34`` or ``C34.1``; None where it names none."""
    found = _SITE.search(text)
    if found is None:
        return None
    return found["block"].upper() + (f".{found['part']}" if found["part"] else "")


def _written_morphology(text: str) -> str | None:
    found = _MORPHOLOGY.search(text)
    return f"{found['histology']}/{found['behaviour']}" if found else None


def of_icd10(text: str) -> MappedCode | None:
    """Return what an ICD-10 code leads to; ``C34.1`` falls back on ``C34``. None where the map has no row."""
    return _of_site(text, "ICD-10", "")


def of_icdo(text: str) -> MappedCode | None:
    """Return what an ICD-O-3 code leads to: morphology and site in any order (``C34.1 8140/3``).

    A morphology that has no row for this site falls back on the site alone only where it is a primary malignant tumour
    (behaviour 3); a code without a morphology is read as its site.
    """
    morphology = _written_morphology(text)
    if morphology is None:
        return of_icd10(text)
    found = _of_site(text, "ICD-O-3", morphology) or icd_table().get(("ICD-O-3", "", morphology))
    if found is not None or not morphology.endswith("/3"):
        return found
    # The topography of ICD-O-3 follows the sites of ICD-10, save those of melanoma, blood and lymph nodes.
    site = written_site(_MORPHOLOGY.sub(" ", text)) or ""
    return None if site.startswith(("C42", "C44", "C77", "D")) else of_icd10(site)


def _of_site(text: str, system: str, morphology: str) -> MappedCode | None:
    site = written_site(_MORPHOLOGY.sub(" ", text))
    table = icd_table()
    for each in dict.fromkeys((site, site[:3])) if site else ():
        found = table.get((system, each, morphology))
        if found is not None:
            return found
    return None
