"""What a word for a small variant says of its consequence; for reading reports and for comparing with criteria."""

from tumorboard.domain.alteration import Consequence
from tumorboard.domain.wording import Category

CONSEQUENCE_OF: dict[Category, Consequence] = {
    Category.FRAMESHIFT: Consequence.FRAMESHIFT, Category.NONSENSE: Consequence.NONSENSE,
    Category.MISSENSE: Consequence.MISSENSE, Category.SPLICE: Consequence.SPLICE,
    Category.INFRAME_INSERTION: Consequence.INFRAME_INSERTION, Category.INFRAME_DELETION: Consequence.INFRAME_DELETION,
    Category.INFRAME_INDEL: Consequence.INFRAME_INDEL, Category.PROMOTER: Consequence.PROMOTER,
    Category.INTRONIC: Consequence.INTRONIC, Category.SYNONYMOUS: Consequence.SYNONYMOUS,
    Category.START_LOST: Consequence.START_LOST, Category.STOP_LOST: Consequence.STOP_LOST,
}  # fmt: skip
