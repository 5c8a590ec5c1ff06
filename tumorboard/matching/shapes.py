"""What a small variant does, compared with the shape that a range or an exon asks for."""

from tumorboard.domain.alteration import Consequence
from tumorboard.domain.wording import Category, Shape
from tumorboard.matching.observed import Observed

_INDELS = (Consequence.INFRAME_DELETION, Consequence.INFRAME_INSERTION, Consequence.INFRAME_INDEL)
_SILENT = (Consequence.SYNONYMOUS, Consequence.INTRONIC, Consequence.PROMOTER)
_SENSES = {consequence: consequence.value.replace("_", " ") for consequence in Consequence}


def has_shape(observed: Observed, shape: Shape) -> bool:
    """Say whether a small variant has the shape.

    A duplication is an insertion. A deletion-insertion is a deletion where the protein gets shorter and an insertion
    where it gets longer (EGFR L747_P753delinsS is an exon 19 deletion, EGFR D770delinsGY an exon 20 insertion); one
    whose new residues are not said counts as a deletion if it removes two residues or more. A truncation counts as
    ``any`` change only where it is known what it does: in an oncogene it is not what a claim about an exon means.
    """
    consequence = observed.consequence
    if consequence is None:
        # "KIT exon 11": the report says which exon is mutated, not how.
        return shape is Shape.ANY and observed.said in (Category.EXON, Category.MUTATION)
    if consequence in _SILENT:
        return False
    if shape is Shape.ANY:
        return not observed.truncating or observed.effect not in ("unknown", "neutral")
    if shape is Shape.NOT_TRUNCATING:
        return not observed.truncating
    if shape in (Shape.SPLICE, Shape.SKIPPING):
        return consequence is Consequence.SPLICE
    if shape is Shape.MISSENSE:
        return consequence is Consequence.MISSENSE
    if shape is Shape.FRAMESHIFT:
        return consequence is Consequence.FRAMESHIFT
    if shape is Shape.TRUNCATING:
        return observed.truncating
    return _has_indel_shape(observed, consequence, shape)


def _has_indel_shape(observed: Observed, consequence: Consequence, shape: Shape) -> bool:
    if shape is Shape.INDEL:
        return consequence in _INDELS
    if shape is Shape.DUPLICATION:
        return observed.protein is not None and observed.protein.kind == "duplication"
    wanted = Consequence.INFRAME_INSERTION if shape is Shape.INSERTION else Consequence.INFRAME_DELETION
    if consequence is not Consequence.INFRAME_INDEL:
        return consequence is wanted
    change = observed.protein
    if change is None:
        # Nearly every deletion-insertion of EGFR exon 19 shortens the protein, and is meant where one is only named.
        return shape is Shape.DELETION and (observed.gene, observed.exon) == ("EGFR", 19)
    net = change.net_length
    if net is None:
        return shape is Shape.DELETION and change.end > change.start
    return net > 0 if shape is Shape.INSERTION else net < 0


def sense(observed: Observed, shape: Shape) -> str:
    """Name what was counted, for the reason."""
    consequence = observed.consequence
    if consequence is Consequence.INFRAME_INDEL and shape in (Shape.INSERTION, Shape.DELETION):
        return f"deletion-insertion, counted as {shape.value} by its net length,"
    if observed.protein is not None and observed.protein.kind == "duplication":
        return "duplication (an insertion)"
    return _SENSES[consequence] if consequence is not None else "change"
