"""What one line of a report, one marker or one signature says that cannot be true at once.

Only what no laboratory could mean is refused: cut-offs differ, so that a value between the cut-offs in use is left to
the criteria that compare it.
"""

from tumorboard.domain.alteration import Alteration, AlterationKind, Consequence, ProteinMarker, TumorMutationalBurden
from tumorboard.domain.protein import read_protein_change
from tumorboard.errors import InputError

REMEDY = "Keep what the laboratory confirms"
# PD-L1 is called negative below 1 to 50 % of tumour cells, depending on drug and laboratory, never above.
PDL1_NEVER_NEGATIVE = 50.0
# ASCO/CAP calls 1-10 % of stained cells low positive; older reports call less than 10 % negative.
RECEPTOR_NEVER_NEGATIVE = 10.0
# No laboratory calls TMB high below the least cut-off in use, or low from the greatest on (mut/Mb).
TMB_NEVER_HIGH, TMB_NEVER_LOW = 6.0, 20.0
HER2_SCORES = {"positive": ("0",), "low": ("0", "3+"), "ultralow": ("1+", "2+", "3+"), "negative": ("3+",)}
SIGNATURES = {
    "TMB": "tmb", "MSI": "msi", "MSI-H": "msi", "MSS": "msi", "MMR": "msi", "DMMR": "msi", "PMMR": "msi", "HRD": "hrd",
}  # fmt: skip
_CUT_SHORT = frozenset({Consequence.NONSENSE, Consequence.FRAMESHIFT})
_EXCHANGED = frozenset({Consequence.MISSENSE, Consequence.SYNONYMOUS})
_PLAIN = frozenset({"missense", "synonymous", "nonsense", "frameshift"})


def refuse_marker(marker: ProteinMarker, field: str) -> None:
    """Refuse a marker whose result and scores contradict each other, or that is a signature.

    Parameters
    ----------
    marker : ProteinMarker
        With our name of the marker.
    field : str
        Where it stands in the case.

    Raises
    ------
    InputError
        If it cannot be true.
    """
    signature = SIGNATURES.get(marker.marker.upper().replace(" ", ""))
    if signature:
        raise InputError(
            f"{marker.marker} is no protein marker",
            field=f"{field}.marker",
            remedy=f"Give it as signatures.{signature}",
        )
    scores = {name: getattr(marker, name) for name in ("tps", "cps", "ic", "percent")}
    given = {name: score for name, score in scores.items() if score is not None}
    said = ", ".join(f"{name} {score:g}" for name, score in given.items())
    if marker.result in ("not_tested", "unknown") and given:
        word = marker.result.replace("_", " ")
        remedy = "Give the result that the scores bear out"
        raise InputError(f"{marker.marker} is {word} with {said}", field=f"{field}.result", remedy=remedy)
    if marker.result in ("positive", "low", "ultralow") and given and not any(given.values()):
        raise InputError(f"{marker.marker} is {marker.result} with {said}", field=f"{field}.result", remedy=REMEDY)
    ceiling = {"PD-L1": PDL1_NEVER_NEGATIVE, "AR": PDL1_NEVER_NEGATIVE}.get(marker.marker)
    ceiling = RECEPTOR_NEVER_NEGATIVE if marker.marker in ("ER", "PR", "HR") else ceiling
    if marker.result == "negative" and ceiling is not None and any(score >= ceiling for score in given.values()):
        raise InputError(f"{marker.marker} is negative with {said}", field=f"{field}.result", remedy=REMEDY)
    written = (marker.score or "").replace(" ", "").upper().removeprefix("IHC")
    if marker.marker == "HER2" and written in HER2_SCORES.get(marker.result, ()):
        raise InputError(
            f"HER2 is {marker.result} with an IHC score of {marker.score}", field=f"{field}.result", remedy=REMEDY
        )


def refuse_burden(tmb: TumorMutationalBurden) -> None:
    """Refuse a mutational burden whose value and level contradict each other under every cut-off in use.

    Raises
    ------
    InputError
        If the level is high below 6 mut/Mb, or low from 20 mut/Mb on.
    """
    if tmb.value is None:
        return
    wrong = (tmb.level == "high" and tmb.value < TMB_NEVER_HIGH) or (tmb.level == "low" and tmb.value >= TMB_NEVER_LOW)
    if wrong:
        words = f"TMB is called {tmb.level} with {tmb.value:g} mut/Mb"
        raise InputError(words, field="signatures.tmb.level", remedy=REMEDY)


def refuse_line(alteration: Alteration, field: str) -> None:
    """Refuse a line of a report whose parts contradict each other.

    Raises
    ------
    InputError
        If the copies do not fit the kind of alteration, or the consequence does not fit the protein change.
    """
    copies = alteration.copies
    if copies is not None:
        raised = alteration.kind in (AlterationKind.AMPLIFICATION, AlterationKind.GAIN) and copies <= 2
        lowered = alteration.kind is AlterationKind.DELETION and copies >= 2
        if raised or lowered:
            words = f"{alteration.gene}: {alteration.kind.value} with {copies:g} copies"
            raise InputError(words, field=f"{field}.copies", remedy=REMEDY)
    told = contradicted(alteration)
    if told is not None:
        words = f"{alteration.gene}: {alteration.protein_change} is {told.value}, not {alteration.consequence}"
        raise InputError(words.replace("_", " "), field=f"{field}.consequence", remedy=REMEDY)


def contradicted(alteration: Alteration) -> Consequence | None:
    """Return what the protein change is, where the consequence given cannot be meant for it; None where it fits.

    Callers of variants differ in the words for neighbouring changes (an exchange of two residues is missense to some),
    so that only an exchange of residues and a protein cut short are set against each other.
    """
    if alteration.kind is not AlterationKind.SMALL_VARIANT or alteration.consequence is None:
        return None
    change = read_protein_change(alteration.protein_change or "")
    if change is None or change.kind not in _PLAIN:
        return None
    for one, other in ((_CUT_SHORT, _EXCHANGED), (_EXCHANGED, _CUT_SHORT)):
        if alteration.consequence in one and change.consequence in other:
            return change.consequence
    return None
