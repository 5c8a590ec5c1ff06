"""Amino acids as reports write them: one letter, three letters or spelled out.

Letters and three-letter codes follow the IUPAC-IUB nomenclature that HGVS uses; ``*`` stands for a stop, ``X`` for any
residue.
"""

import re

THREE_TO_ONE = {
    "ALA": "A", "ARG": "R", "ASN": "N", "ASP": "D", "CYS": "C", "GLN": "Q", "GLU": "E", "GLY": "G", "HIS": "H",
    "ILE": "I", "LEU": "L", "LYS": "K", "MET": "M", "PHE": "F", "PRO": "P", "SER": "S", "THR": "T", "TRP": "W",
    "TYR": "Y", "VAL": "V", "SEC": "U", "TER": "*", "XAA": "X",
}  # fmt: skip
ONE_TO_THREE = {one: three.capitalize() for three, one in THREE_TO_ONE.items()}
AMINO_ACIDS = frozenset("ACDEFGHIKLMNPQRSTVWYU")

_SPELLED = {
    "alanine": "A", "arginine": "R", "asparagine": "N", "aspartic acid": "D", "aspartate": "D", "cysteine": "C",
    "glutamine": "Q", "glutamic acid": "E", "glutamate": "E", "glycine": "G", "histidine": "H", "isoleucine": "I",
    "leucine": "L", "lysine": "K", "methionine": "M", "phenylalanine": "F", "proline": "P", "serine": "S",
    "threonine": "T", "tryptophan": "W", "tyrosine": "Y", "valine": "V", "selenocysteine": "U",
    "stop codon": "*", "termination": "*", "stop": "*",
}  # fmt: skip
_SPELLED_PATTERN = re.compile("|".join(sorted((name.replace(" ", r"\s*") for name in _SPELLED), key=len)[::-1]), re.I)
_SPELLED_KEYS = {name.replace(" ", ""): one for name, one in _SPELLED.items()}

# Residues of which some codon is one base away from a stop codon (standard genetic code).
NEAR_STOP = frozenset("CEGKLQRSWY")


def shorten_names(text: str) -> str:
    """Replace spelled-out residues (``Valine``, ``glutamic acid``, ``STOP``) by their letters."""
    return _SPELLED_PATTERN.sub(lambda found: _SPELLED_KEYS[re.sub(r"\s+", "", found.group()).lower()], text)


def one_letter(token: str) -> str | None:
    """Return the letter of one residue in one- or three-letter code in any case; None where it is none."""
    upper = token.upper()
    if len(upper) == 1:
        return upper if upper in AMINO_ACIDS or upper in "*X" else None
    return THREE_TO_ONE.get(upper)


def read_sequence(text: str, *, three: bool) -> str | None:
    """Return a run of residues in one-letter code; None where a letter is no amino acid.

    Parameters
    ----------
    text : str
        ``FQEA``, ``PheGlnGluAla`` or either in another case.
    three : bool
        Whether the same change writes its other residues with three letters: decides texts such as ``ALA`` that can be
        read both ways. Mixed case always means three letters.
    """
    if re.fullmatch(r"(?:[A-Z][a-z]{2}|\*)+" if not three else r"(?:[A-Za-z]{3}|\*)+", text):
        letters = [THREE_TO_ONE.get(part.upper(), part) for part in re.findall(r"\*|[A-Za-z]{3}", text)]
        if all(len(letter) == 1 for letter in letters):
            return "".join(letters)
    upper = re.sub("TER$", "*", text.upper())
    return upper if upper and all(letter in AMINO_ACIDS or letter in "*X" for letter in upper) else None
