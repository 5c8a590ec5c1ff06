"""Alternatives as assays and trials write them: ``V600E/K``, ``D816V/H/Y``, ``F691(I/L)``, ``G12/G13``."""

import re
from functools import lru_cache

from tumorboard.domain.protein import ProteinChange, read_protein_change

_ALLELES = re.compile(r"(?P<codon>[A-Z][a-z]{0,2}\d+)\(?(?P<alts>[A-Z*](?:[a-z]{2})?(?:[/|][A-Z*](?:[a-z]{2})?)+)\)?")
_CHANGES = re.compile(r"[A-Z][a-z]{0,2}\d+[A-Za-z*]*(?:\s*[/|]\s*(?:p\.)?[A-Z][a-z]{0,2}\d+[A-Za-z*]*)+")


@lru_cache(maxsize=4096)
def read_alternatives(text: str) -> tuple[ProteinChange, ...]:
    """Return the changes of which a text names any one; empty where it names none, or several that go together.

    Whole changes of different codons (``L858R/T790M``) go together: a tumour has both.
    """
    body = re.sub(r"^\(?p\.\(?|\s", "", text)
    alleles = _ALLELES.fullmatch(body)
    if alleles is not None:
        texts = [alleles["codon"] + alt for alt in re.split(r"[/|]", alleles["alts"])]
    elif _CHANGES.fullmatch(body):
        texts = re.split(r"[/|]", body)
    else:
        return ()
    changes = [change for change in map(read_protein_change, texts) if change is not None]
    one_of = len({change.start for change in changes}) == 1 or all(change.kind == "codon" for change in changes)
    return tuple(changes) if len(changes) == len(texts) and one_of else ()
