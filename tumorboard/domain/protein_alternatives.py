"""Alternatives as assays and trials write them: ``V600E/K``, ``D816V/H/Y``, ``F691(I/L)``, ``G12/G13``."""

import re
from functools import lru_cache

from tumorboard.domain.protein import ProteinChange, read_protein_change

_ALLELES = re.compile(r"(?P<codon>[A-Z][a-z]{0,2}\d+)\(?(?P<alts>[A-Z*](?:[a-z]{2})?(?:[/|][A-Z*](?:[a-z]{2})?)+)\)?")
_CHANGES = re.compile(r"[A-Z][a-z]{0,2}\d+[A-Za-z*]*(?:\s*[/|+&]\s*(?:p\.)?[A-Z][a-z]{0,2}\d+[A-Za-z*]*)+")


@lru_cache(maxsize=4096)
def read_alternatives(text: str) -> tuple[ProteinChange, ...]:
    """Return the changes of which a text names any one; empty where it names none or only one."""
    body = re.sub(r"^\(?p\.\(?|\s", "", text)
    alleles = _ALLELES.fullmatch(body)
    if alleles is not None:
        texts = [alleles["codon"] + alt for alt in re.split(r"[/|]", alleles["alts"])]
    elif _CHANGES.fullmatch(body) and "+" not in body and "&" not in body:
        texts = re.split(r"[/|]", body)
    else:
        return ()
    changes = [read_protein_change(text) for text in texts]
    return tuple(change for change in changes if change is not None) if all(changes) else ()
