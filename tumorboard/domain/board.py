"""What the board decides: the state of a case, the findings it overrules, votes, recommendation and signature.

Names and codes follow the model of the German network for personalised medicine (DNPM:DIP MTB) where it has them.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from tumorboard.domain.record import Record

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000)]


class CaseState(StrEnum):
    """The way of a case, in its order. ``not_treated`` stands beside ``treated``."""

    NEW = "new"
    PREPARED = "prepared"
    ON_BOARD = "on_board"
    DECIDED = "decided"
    TREATED = "treated"
    NOT_TREATED = "not_treated"
    FOLLOW_UP = "follow_up"
    CLOSED = "closed"


NEXT_STATES: dict[CaseState, tuple[CaseState, ...]] = {
    CaseState.NEW: (CaseState.PREPARED, CaseState.CLOSED),
    CaseState.PREPARED: (CaseState.ON_BOARD, CaseState.NEW, CaseState.CLOSED),
    CaseState.ON_BOARD: (CaseState.DECIDED, CaseState.PREPARED, CaseState.CLOSED),
    CaseState.DECIDED: (CaseState.TREATED, CaseState.NOT_TREATED, CaseState.ON_BOARD, CaseState.CLOSED),
    CaseState.TREATED: (CaseState.FOLLOW_UP, CaseState.ON_BOARD, CaseState.CLOSED),
    CaseState.NOT_TREATED: (CaseState.TREATED, CaseState.ON_BOARD, CaseState.CLOSED),
    CaseState.FOLLOW_UP: (CaseState.ON_BOARD, CaseState.TREATED, CaseState.CLOSED),
    CaseState.CLOSED: (CaseState.ON_BOARD, CaseState.FOLLOW_UP),
}
"""Which state may follow which. A new line of treatment brings a case back to the board."""
_WAY: dict[CaseState, int] = {
    CaseState.NEW: 0, CaseState.PREPARED: 1, CaseState.ON_BOARD: 2, CaseState.DECIDED: 3, CaseState.TREATED: 4,
    CaseState.NOT_TREATED: 4, CaseState.FOLLOW_UP: 5, CaseState.CLOSED: 6,
}  # fmt: skip


def needs_reason(before: CaseState, after: CaseState) -> str:
    """Return what a step is that needs a reason: ``closed``, ``opened again`` or ``moved back``; empty for others."""
    if before is after:
        return ""
    if after is CaseState.CLOSED:
        return "closed"
    if before is CaseState.CLOSED:
        return "opened again"
    return "moved back" if _WAY[after] < _WAY[before] else ""


class WorkItem(Record):
    """One row of the worklist."""

    case_id: str
    diagnosis: str
    headline: str
    state: CaseState
    due: date | None
    score: str
    sample: bool
    version: int
    changed_at: datetime
    changed_by: str


class Profile(Record):
    """What is known of the patient beside the tumour's report.

    Parameters
    ----------
    birth : str, optional
        Year and month, ``1961-04``; the day is not kept.
    diagnosed : date, optional
        Day of the first diagnosis.
    topography : str, optional
        ICD-O-3 topography (``C34.1``).
    consent : str
        Whether the patient agrees that the pseudonymised record is used for research; only ``given`` enters a cohort.
    self_reported : dict
        Optional self-reported categories; never an input of the score. ``not_asked`` stands apart from
        ``prefer_not_to_say``.
    """

    birth: str | None = Field(None, pattern=r"^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$")
    diagnosed: date | None = None
    topography: str | None = Field(None, max_length=10)
    consent: Literal["given", "refused", "withdrawn", "not_asked"] = "not_asked"
    consent_date: date | None = None
    self_reported: dict[Line, Line] = Field(default_factory=dict)
    note: Text = ""


class Specimen(Record):
    """A specimen and the molecular report made of it.

    ``genes`` lists what was covered: what stands outside of it was *not* tested, which is not the same as negative.
    """

    specimen: Literal["fresh-tissue", "cryo-frozen", "liquid-biopsy", "FFPE", "unknown"] = "unknown"
    localization: Literal[
        "primary-tumor", "metastasis", "local-recurrence", "regional-lymph-nodes", "cellfree-dna", "unknown"
    ] = "unknown"
    site: str = Field("", max_length=120)
    collected: date | None = None
    tumour_content: float | None = Field(None, ge=0, le=100, description="share of tumour cells in per cent")
    assay: str = Field("", max_length=200)
    genes: tuple[Line, ...] = Field((), max_length=30000)
    genome: Literal["GRCh37", "GRCh38", "unknown"] = "unknown"
    reported: date | None = None


class FindingChoice(Record):
    """The board overrules whether a finding counts. The reason stands beside it wherever it is shown."""

    include: bool
    reason: Line


class FrozenRecommendation(Record):
    """A recommendation as the board saw it, never computed again.

    ``document`` is the whole ``tumorboard.recommendation/1``; ``limits``, ``case`` (with the board's choices of
    findings), ``messages`` (what reading the case left to say) and ``top`` are the inputs that made it, so that the
    same knowledge gives the same bytes. ``input_sha256`` seals them with policy and knowledge.
    """

    document: dict[str, Any]
    limits: dict[str, Any]
    case: dict[str, Any]
    messages: tuple[str, ...] = ()
    top: int = Field(10, ge=1, le=50)
    policy: str
    knowledge: str
    input_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Vote(Record):
    """How one member of the board voted."""

    member: Line
    vote: Literal["for", "against", "abstained"]
    dissent: Text = ""


class Chosen(Record):
    """A regimen that the board recommends.

    Parameters
    ----------
    drugs : tuple of str
        Generic names.
    priority : int
        1-12, 1 first.
    rank : int, optional
        The rank it had among the options; missing where it was none of them.
    use : str
        Use type after DNPM, and ``trial`` for treatment within one.
    level : str
        Level of evidence as the board grades it (NCT/DKTK ``m1A`` ... ``m4``, or ESCAT ``I-A`` ...).
    """

    drugs: tuple[Line, ...] = Field(min_length=1, max_length=5)
    priority: int = Field(ge=1, le=12)
    rank: int | None = Field(None, ge=1, le=100)
    use: Literal["in-label", "off-label", "compassionate", "trial", "unknown"] = "unknown"
    level: str = Field("", max_length=20)
    trial: str = Field("", max_length=40)
    rationale: Text = ""


class FurtherRequest(Record):
    """What the board asks for beside a treatment."""

    kind: Literal["re-biopsy", "re-sequencing", "trial", "germline-counselling", "immunohistochemistry", "other"]
    text: Text = ""


class Signature(Record):
    """Who signed, when, and what the signature means. The password was entered again.

    Parameters
    ----------
    by : str
        The name that others read.
    person_id : str
        The account, whatever its name becomes; empty in signatures of an older program.
    """

    by: Line
    person_id: str = Field("", max_length=80)
    at: datetime
    meaning: Line = "I took part in this decision and confirm that it is recorded as it was made."


class BoardDecision(Record):
    """One meeting's decision on one case.

    A decision either recommends at least one regimen or says why there is none (``no_target``). A signed decision is
    locked: what changes later is an amendment, a new version with its reason.
    """

    met: date
    attendees: tuple[Line, ...] = Field(min_length=1, max_length=60)
    votes: tuple[Vote, ...] = Field((), max_length=60)
    chosen: tuple[Chosen, ...] = Field((), max_length=12)
    no_target: Text = ""
    requests: tuple[FurtherRequest, ...] = Field((), max_length=20)
    recommendation: str = Field("", max_length=80, description="key of the frozen recommendation that was seen")
    summary: Text = ""
    signature: Signature | None = None

    @model_validator(mode="after")
    def _whole(self) -> "BoardDecision":
        if not self.chosen and not self.no_target and not self.requests:
            raise ValueError("nothing is decided: choose a regimen, ask for something, or say why there is no target")
        priorities = [one.priority for one in self.chosen]
        if len(set(priorities)) != len(priorities):
            raise ValueError("two regimens have the same priority")
        for given, what in ((self.attendees, "is listed twice"), ([v.member for v in self.votes], "votes twice")):
            if twice := sorted({name for name in given if list(given).count(name) > 1}):
                raise ValueError(f"{twice[0]} {what}")
        if absent := sorted({v.member for v in self.votes} - set(self.attendees)):
            raise ValueError(f"{absent[0]} votes but is not among the attendees")
        if unsaid := [v.member for v in self.votes if v.vote == "against" and not v.dissent]:
            raise ValueError(f"{unsaid[0]} votes against without a dissent in words")
        if any(len(one.drugs) > 3 for one in self.chosen) and not self.summary:
            raise ValueError("four or five drugs need a sign-off: say in the summary why they are justified")
        return self
