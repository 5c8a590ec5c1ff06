"""What goes back to the patient's team: the document ``tumorboard.returned/1``, and the rules behind it."""

from dataclasses import dataclass
from typing import Literal

from pydantic import Field

from tumorboard.domain.document import NOTICE, KnowledgeStamp
from tumorboard.domain.record import Record
from tumorboard.domain.safety_report import PgxView

Actionability = Literal["most", "high", "standard"]
FollowUp = Literal["counselling", "confirm", "consider", "none"]
MOST_OTHERS = 6
"""Drugs outside of the case that are named beside a gene."""
NEVER_EXCLUDES = "A negative tumour test never excludes a germline variant."


@dataclass(frozen=True, slots=True)
class GermlineRule:
    """When a pathogenic variant that was found in a tumour calls for a look at the germline.

    Parameters
    ----------
    gene : str
        Official symbol.
    actionability : str
        Class of the guideline: ``most`` whatever the tumour, ``high`` and ``standard`` for the gene's own tumours.
    tumours : tuple of str
        OncoTree codes of the gene's tumours; ``any`` for all; empty where the tables name none.
    age_below : int, optional
        Only where the tumour was diagnosed below this age, in years.
    substitution, indel : float
        Allele fraction (0-1) above which a substitution, or a small insertion or deletion, is followed up.
    citations : tuple of str
        Where the rule was found.
    """

    gene: str
    actionability: Actionability
    tumours: tuple[str, ...]
    age_below: int | None
    substitution: float
    indel: float
    citations: tuple[str, ...]
    note: str = ""


class HereditaryView(Record):
    """A pathogenic finding of the report in a gene of hereditary risk, and what is to be done about its germline.

    Parameters
    ----------
    finding : str
        Id of the finding.
    action : str
        ``counselling`` for a variant known as germline, ``confirm`` for one that may be, ``consider`` where the gene is
        on the guideline's list and whether the tumour belongs to it is for genetics to judge, ``none`` with the reason.
    words : str
        The action in words.
    why : str
        The reason.
    """

    finding: str
    label: str
    gene: str
    origin: Literal["somatic", "germline", "unknown"]
    allele_fraction: float | None
    action: FollowUp
    words: str
    why: str
    sources: tuple[str, ...]


class PharmacogeneView(Record):
    """One pharmacogene: tested or not, and which medicines it matters for.

    Parameters
    ----------
    tested : bool
        Whether the case holds a genotype that can be read. *Not tested* is never normal.
    results : tuple of PgxView
        What the genotype means for the drugs and medicines of this case.
    concerned : tuple of str
        Drugs and medicines of this case for which a rule of the tables asks for this gene.
    others : tuple of PgxView
        What else the genotype changes: drugs outside of this case that are not to be given as usual.
    """

    gene: str
    tested: bool
    diplotype: str
    phenotype: str
    confirmed: bool
    unread: str
    results: tuple[PgxView, ...]
    concerned: tuple[str, ...]
    others: tuple[PgxView, ...]
    sources: tuple[str, ...]

    @property
    def result(self) -> str:
        """What was found, in words; what was not tested is never called normal."""
        if not self.tested:
            return f"cannot be read: {self.unread}" if self.unread else "not tested"
        mark = "" if self.confirmed else " (not a germline result: confirm it)"
        return f"{self.diplotype}: {self.phenotype}{mark}"

    @property
    def meanings(self) -> tuple[str, ...]:
        """What it means, the drugs and medicines of the case first."""
        told = [f"{one.drug}: {one.words}" for one in self.results]
        if self.concerned and not self.tested:
            told.append(f"matters for {', '.join(self.concerned)}")
        if self.others:
            names = [f"{one.drug} ({one.action.replace('_', ' ')})" for one in self.others]
            more = f" and {len(names) - MOST_OTHERS} more" if len(names) > MOST_OTHERS else ""
            told.append(f"beyond this case: {', '.join(names[:MOST_OTHERS])}{more}")
        return tuple(told)


class Returned(Record):
    """What goes back to the patient's team: hereditary risk, and medicine and DNA. It never enters the score."""

    schema_: Literal["tumorboard.returned/1"] = Field("tumorboard.returned/1", alias="schema")
    case_id: str
    sample: bool
    notice: str = NOTICE
    knowledge: KnowledgeStamp
    caution: str = NEVER_EXCLUDES
    hereditary: tuple[HereditaryView, ...]
    drugs: tuple[str, ...]
    medicines: tuple[PharmacogeneView, ...]
    messages: tuple[str, ...] = ()

    @property
    def follow_up(self) -> tuple[HereditaryView, ...]:
        """The findings that call for something, what is sure first."""
        order = ("counselling", "confirm", "consider")
        asked = [one for one in self.hereditary if one.action != "none"]
        return tuple(sorted(asked, key=lambda one: (order.index(one.action), one.finding)))

    @property
    def counselling(self) -> tuple[HereditaryView, ...]:
        """The findings for which the board should ask for germline confirmation and counselling."""
        return tuple(one for one in self.follow_up if one.action != "consider")
