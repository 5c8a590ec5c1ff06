"""The limits document ``tumorboard.limits/1``: what the patient can tolerate and get, and what the board wants."""

from difflib import get_close_matches
from typing import Literal, get_args

from pydantic import Field, model_validator

from tumorboard.domain.drug import ORGANS, Approval
from tumorboard.domain.record import Record

Severity = Literal["contraindicated", "major", "moderate"]
SEVERITIES: tuple[Severity, ...] = ("moderate", "major", "contraindicated")
FormularyStatus = Literal["listed", "restricted", "not_listed"]
DEFAULT_ORGAN_LIMITS: dict[str, float] = {
    "haematological": 0.90, "hepatic": 0.50, "cardiac": 0.40, "vascular": 0.60, "pulmonary": 0.35, "renal": 0.40,
    "gastrointestinal": 0.60, "skin": 0.50, "neurological": 0.40, "endocrine_metabolic": 0.60, "immune": 0.50,
    "general": 0.60,
}  # fmt: skip


class PayerDecision(Record):
    """What the payer decided of one drug, and why."""

    decision: Literal["approved", "refused", "pending"]
    reason: str = Field("", max_length=300)


class Tightening(Record):
    """By how much organ function tightens the limits: a stated assumption of this project, advisory, not published.

    Parameters
    ----------
    grade_1, grade_2, grade_3 : float
        By what (above 0, at most 1) the limit of an organ is multiplied where a value of it is of CTCAE v5 grade 1, of
        grade 2, or of grade 3 or more; not rising.
    ecog_2, ecog_3 : float
        Greatest overall limit (0-1) of a patient with ECOG 2, and with ECOG 3 or 4; not rising.
    bilirubin_upper : float
        Upper limit of normal in mg/dL against which bilirubin is graded, and held by the rules of organ function, where
        the case names none.
    transaminase_upper : float
        The same of ALT and AST in U/L, for the rules of organ function.
    """

    grade_1: float = Field(0.75, gt=0, le=1)
    grade_2: float = Field(0.5, gt=0, le=1)
    grade_3: float = Field(0.25, gt=0, le=1)
    ecog_2: float = Field(0.70, ge=0, le=1)
    ecog_3: float = Field(0.50, ge=0, le=1)
    bilirubin_upper: float = Field(1.2, ge=0.2, le=3)
    transaminase_upper: float = Field(40, ge=10, le=100)

    @model_validator(mode="after")
    def _falling(self) -> "Tightening":
        if not self.grade_1 >= self.grade_2 >= self.grade_3:
            raise ValueError("a graver grade must not tighten less: grade_1 >= grade_2 >= grade_3")
        if self.ecog_2 < self.ecog_3:
            raise ValueError("a worse performance status must not tighten less: ecog_2 >= ecog_3")
        return self

    def upper_of(self, test: str) -> float | None:
        """Return the upper limit of normal that is assumed of a test in its usual unit; None where none is."""
        return {
            "bilirubin": self.bilirubin_upper, "alt": self.transaminase_upper, "ast": self.transaminase_upper,
        }.get(test)  # fmt: skip


class TightenedLimit(Record):
    """A limit that organ function or performance status has tightened.

    ``organ`` is an organ system or ``overall``; ``before`` the limit as it was set (0-1, null where there was none),
    ``after`` the limit in force, ``because`` the value that tightens it.
    """

    organ: str
    before: float | None
    after: float
    because: str

    @property
    def words(self) -> str:
        """The change in one phrase: ``tightened from 50 % to 12.5 % by bilirubin 4 mg/dL (CTCAE grade 3)``."""
        before = "no limit" if self.before is None else f"{100 * self.before:.4g} %"
        return f"tightened from {before} to {100 * self.after:.4g} % by {self.because}"


class Limits(Record):
    """What a regimen must keep.

    The default organ limits are deliberately wide: they are set so that regimens which I-PREDICT's physicians really
    gave (with close watching and reduced starting doses) stay possible, and are a board's starting point, not a rule.

    Parameters
    ----------
    organ_limits : mapping of str to float
        Organ system -> greatest probability (0-1) of a grade >= 3 event under the regimen, events taken as independent.
        An organ that is left out keeps its default; null lifts the limit.
    overall_limit : float, optional
        Greatest probability (0-1) of any grade >= 3 event. None: no overall limit.
    unknown_probability : float
        What is assumed for every organ that is not told of a drug of which the rates of fewer than four organs are
        known (0-1); never zero by silence.
    unlisted_probability : float
        What is assumed for an organ that the rates of a drug do not mention (0-1), where those of four or more are
        known.
    availability : tuple of str
        Approval states that may be proposed.
    interaction : {"moderate", "major", "contraindicated", "none"}
        The mildest severity that forbids a pair, or that leaves a drug out for a medicine of the patient; milder ones
        are warnings. ``none``: nothing forbids.
    evidence_floor : {"A", "B", "C", "D", "E"}
        The weakest level that counts as a match for the optimiser.
    min_drugs, max_drugs : int
        Size of a regimen, 1-5.
    pin, veto : tuple of str
        Drugs that must be, or must not be, in every option; any name.
    veto_markers : tuple of str
        Ids or genes of alterations that the board does not want to treat.
    same_target : bool
        Whether two drugs of one class, or with a common primary target, may be combined although no label or guideline
        names them together.
    refused : tuple of str
        Drugs that the patient does not want; any name.
    payer : mapping of str to PayerDecision
        Drug, by any name -> the payer's decision and its reason. A refused drug is left out.
    payer_pending : {"allow", "exclude"}
        What becomes of a drug on which the payer has not decided; allowed ones carry a warning.
    formulary : mapping of str to {"listed", "restricted", "not_listed"}
        Drug, by any name -> its place on the institution's formulary. A drug that is not listed is left out, a
        restricted one carries a warning.
    formulary_unnamed : {"allow", "exclude"}
        What becomes of a drug that the formulary does not name; nothing where there is no formulary.
    organ_function : {"tighten", "warn"}
        Whether bilirubin, creatinine clearance, LVEF, QTc, platelets and ECOG of the patient tighten the limits, those
        that were set here as well, or only warn.
    organ_avoid : {"exclude", "warn"}
        What becomes of a drug that a rule of organ function or performance status says to avoid now: it is left out of
        every option, as a contraindicated one, or carries a warning and no dose.
    tightening : Tightening
        By how much, and the upper limits of normal that are assumed where the case names none.
    """

    schema_: Literal["tumorboard.limits/1"] = Field("tumorboard.limits/1", alias="schema")
    organ_limits: dict[str, float | None] = Field(default_factory=dict)
    overall_limit: float | None = Field(None, ge=0, le=1)
    unknown_probability: float = Field(0.05, ge=0, lt=1)
    unlisted_probability: float = Field(0.01, ge=0, lt=1)
    availability: tuple[Approval, ...] = ("fda", "ema", "other", "investigational")
    interaction: Literal["contraindicated", "major", "moderate", "none"] = "contraindicated"
    evidence_floor: Literal["A", "B", "C", "D", "E"] = "E"
    min_drugs: int = Field(2, ge=1, le=5)
    max_drugs: int = Field(5, ge=1, le=5)
    pin: tuple[str, ...] = ()
    veto: tuple[str, ...] = ()
    veto_markers: tuple[str, ...] = ()
    same_target: bool = False
    refused: tuple[str, ...] = ()
    payer: dict[str, PayerDecision] = Field(default_factory=dict)
    payer_pending: Literal["allow", "exclude"] = "allow"
    formulary: dict[str, FormularyStatus] = Field(default_factory=dict)
    formulary_unnamed: Literal["allow", "exclude"] = "allow"
    organ_function: Literal["tighten", "warn"] = "tighten"
    organ_avoid: Literal["exclude", "warn"] = "exclude"
    tightening: Tightening = Tightening()

    @model_validator(mode="after")
    def _consistent(self) -> "Limits":
        if self.min_drugs > self.max_drugs:
            raise ValueError(f"min_drugs {self.min_drugs} is greater than max_drugs {self.max_drugs}")
        for organ, limit in self.organ_limits.items():
            if organ not in ORGANS:
                near = get_close_matches(organ.lower(), ORGANS, n=1, cutoff=0.4)
                hint = f"Did you mean {near[0]}? " if near else ""
                raise ValueError(f"organ_limits names {organ!r}. {hint}The organs are {', '.join(ORGANS)}")
            if limit is not None and not 0 <= limit <= 1:
                raise ValueError(f"organ_limits.{organ} is {limit}, a probability lies between 0 and 1")
        both = sorted(set(self.pin) & set(self.veto))
        if both:
            raise ValueError(f"{', '.join(both)} is pinned and vetoed at once")
        unwanted = sorted(set(self.pin) & set(self.refused))
        if unwanted:
            raise ValueError(f"{', '.join(unwanted)} is pinned, but refused by the patient")
        return self

    def organ_limit(self, organ: str) -> float | None:
        """Return the limit of an organ system; None where there is none."""
        return self.organ_limits.get(organ, DEFAULT_ORGAN_LIMITS[organ])

    @classmethod
    def none(cls) -> "Limits":
        """Return limits that forbid nothing but the size of the regimen."""
        return cls(
            organ_limits=dict.fromkeys(ORGANS),
            availability=get_args(Approval),
            interaction="none",
            same_target=True,
            organ_function="warn",
            organ_avoid="warn",
        )
