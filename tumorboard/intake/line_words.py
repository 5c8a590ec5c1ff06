"""What the words of a small variant say where no protein change is given: ``exon 19 deletion``, a coding change.

Only what is left open is filled in, and only with what the words themselves say.
"""

import re

from tumorboard.domain.alteration import Alteration
from tumorboard.domain.protein import read_protein_change
from tumorboard.domain.wording import read_wording
from tumorboard.errors import InputError
from tumorboard.intake.alteration_text import read_alteration

NUCLEOTIDES = re.compile(r"(?:[pc]\.)?[-*]?\d+(?:[-+]\d+)?[ACGT]>[ACGT]")
# Positions of the promoter are written like exchanges of residues (C228T).
PROMOTER_GENES = frozenset({"TERT"})


def with_words(alteration: Alteration, field: str, messages: list[str]) -> Alteration:
    """Return a small variant with what its words say, and tell what cannot be read.

    Parameters
    ----------
    alteration : Alteration
        A small variant with an official gene symbol.
    field : str
        Where it stands in the case.
    messages : list of str
        What was assumed or could not be read is told here.

    Raises
    ------
    InputError
        If the words in the place of the protein change name another kind of alteration.
    """
    change = (alteration.protein_change or "").strip()
    if NUCLEOTIDES.fullmatch(change):
        # Promoter and splice variants are often written in the column of protein changes.
        coding = alteration.cdna_change or change.removeprefix("p.")
        alteration, change = alteration.model_copy(update={"protein_change": None, "cdna_change": coding}), ""
    if change and alteration.gene not in PROMOTER_GENES and read_protein_change(change) is not None:
        return alteration
    for text in (change, alteration.description or "", alteration.cdna_change or ""):
        alteration = _filled(alteration, text.strip(), field if text and text.strip() == change else "", messages)
    change = (alteration.protein_change or "").strip()
    if change and read_protein_change(change) is None and alteration.consequence is None:
        read = read_alteration(change, alteration.gene)
        why = f" ({read.message})" if read.status in ("several", "contradiction") else ""
        messages.append(
            f"{alteration.gene}: the protein change {change!r} cannot be read{why}; correct it or give a consequence"
        )
    said = alteration.description and read_wording(alteration.description)
    if not (change or alteration.consequence or said):
        words = "neither protein change nor consequence is given; it cannot be classified"
        messages.append(f"{alteration.gene}: {words}")
    return alteration


def _filled(alteration: Alteration, text: str, field: str, messages: list[str]) -> Alteration:
    """Fill in what a text says; ``field`` is given where the text stands in the place of the protein change."""
    if not text:
        return alteration
    read = read_alteration(text, alteration.gene)
    found = read.alteration
    if found is None:
        return alteration
    if found.kind is not alteration.kind:
        if field:
            said = found.kind.value.replace("_", " ")
            words = f"{alteration.gene}: {text!r} is no protein change, but {said}"
            raise InputError(words, field=f"{field}.protein_change", remedy=f"Give the kind {found.kind.value!r}")
        return alteration
    filled = {
        name: getattr(found, name)
        for name in ("consequence", "exon", "cdna_change", "description")
        if getattr(alteration, name) is None and getattr(found, name) is not None
    }
    if field:
        filled["protein_change"] = found.protein_change
        if found.protein_change is None:
            filled["description"] = alteration.description or text
    if read.message and filled.get("consequence"):
        messages.append(f"{alteration.gene} {text}: {read.message}")
    return alteration.model_copy(update=filled)
