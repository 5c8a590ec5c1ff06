"""How values are told wherever they are shown: on a screen, on paper, in a spreadsheet."""

from fractions import Fraction

from tumorboard.domain.dose_view import DoseView

SOURCE_KINDS = {"FDA": "US label", "EMA": "EU label", "GL": "guideline", "DB": "database"}
"""First part of a reference -> its words."""
_FORMULA = frozenset("=+-@|\t\r\n\uff1d\uff0b\uff0d\uff20")


def percent(share: float, space: str = " ") -> str:
    """Return a share (0-1) as a whole percentage; what is not zero is never shown as zero."""
    whole = f"{share * 100:.0f}"
    return f"<{space}1{space}%" if whole == "0" and share else f"{whole}{space}%"


def amount(number: float) -> str:
    """Return a number of items; a half is written as a fraction."""
    whole, half = divmod(Fraction(number).limit_denominator(2), 1)
    return f"{whole or ''}½" if half else str(whole)


def dose(view: DoseView, space: str = " ") -> str:
    """Return a proposed starting dose in a few words: ``binimetinib 22.5 mg twice daily (50 %)``."""
    amount = "no dose" if view.dose is None else f"{view.dose:g}{space}{view.unit} {view.schedule}".strip()
    share = view.percent_of_label
    told = "share of label dose not known" if share is None else f"{share:g}{space}%"
    return f"{view.drug} {amount} ({told})"


def words(term: str) -> str:
    """Return a term of the documents (``likely_pathogenic``) in words."""
    return term.replace("_", " ")


def harmless(cell: object) -> object:
    """Return what a spreadsheet shows as it is written: a text that it would compute gets an apostrophe in front.

    A program takes a cell for a formula that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line break, also after
    blanks or in full-width signs.
    """
    if not isinstance(cell, str):
        return cell
    begin = cell.lstrip(" \u00a0\u3000\ufeff")
    return f"'{cell}" if begin[:1] in _FORMULA or cell[:1] in _FORMULA else cell
