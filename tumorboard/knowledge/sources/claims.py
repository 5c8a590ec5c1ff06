"""From the parts of a row to claims as our tables hold them, and what may be claimed at all.

Rules
-----
- A claim on findings that occur together is filed under one of them, the others are conditions: for a response the
  target of the drug, for resistance the finding that is not itself a reason to give the drug.
- What is claimed of a class of drugs is shown and not matched: it was seen with some of them, and in this very tumour
  type it would outrank what is known of a single drug. Resistance to a class would take away the drugs that were made
  to overcome it.
- Resistance of a group of small variants of the drug's own target is a warning (level C at best); only exact variants
  take a drug away.
- What is inferred (level E), what was given one drug after the other, and what names a compound without a record is
  shown and not matched.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tumorboard.domain.criterion import CriterionKind, read_criterion
from tumorboard.domain.evidence import Assertion, Effect, Level, Requirement, VariantOrigin
from tumorboard.domain.wording import Category
from tumorboard.knowledge.criterion_key import criterion_key
from tumorboard.knowledge.sources.components import Component, Conjunction
from tumorboard.knowledge.sources.names import DiseaseNamed, Names
from tumorboard.knowledge.sources.rows import Problem
from tumorboard.knowledge.sources.therapies import Joined, Therapy

_FUSIONS = (Category.FUSION, Category.REARRANGEMENT)
_NO_SMALL_VARIANT = frozenset(
    {
        *_FUSIONS, Category.AMPLIFICATION, Category.GAIN, Category.DELETION, Category.LOSS, Category.COPY_LOSS,
        Category.COPY_NUMBER, Category.NOT_AMPLIFIED, Category.OVEREXPRESSION, Category.UNDEREXPRESSION,
        Category.EXPRESSION, Category.WILD_TYPE, Category.METHYLATION, Category.DEMETHYLATION,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shown:
    """A claim that is understood and shown, but never matched, with the reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one row claims, before it is spelled out."""

    id: str
    findings: tuple[Conjunction, ...]
    therapy: Therapy
    joined: Joined
    diseases: tuple[DiseaseNamed, ...]
    effect: Effect
    level: Level
    citations: tuple[str, ...]
    approval: str = "none"
    note: str = ""
    origin: VariantOrigin = "any"


def spell_out(said: Said, names: Names) -> tuple[Assertion, ...] | Shown | Problem:
    """Return the claims of a row, one for each alternative finding, therapy and tumour type."""
    therapy = said.therapy
    if therapy.unknown and (said.joined != "substitutes" or not therapy.sets):
        return Problem("unknown_drug", f"therapy {', '.join(therapy.unknown)}")
    if said.level == "E":
        return Shown("inferred only (level E)")
    if said.joined == "sequential":
        return Shown("drugs given one after the other")
    if not therapy.sets:
        if therapy.unlisted:
            return Shown("a compound or group without a record among the drugs")
        return Shown("no drug: chemotherapy, radiation or another background") if therapy.background else Problem(
            "unknown_drug", "no therapy is named"
        )  # fmt: skip
    if therapy.wide:
        return Shown("of a class of drugs: not passed on to each of them")
    notes = [said.note]
    if therapy.background:
        notes.append(f"with {', '.join(therapy.background)}")
    if therapy.unlisted or therapy.unknown:
        notes.append(f"also named: {', '.join((*therapy.unlisted, *therapy.unknown))}")
    made: list[Assertion] = []
    for findings in said.findings:
        for drugs in therapy.sets:
            main = _main(findings, said.effect, drugs, names)
            if main is None:
                return Shown("a condition only: says what must be absent")
            others = tuple(Requirement(c.biomarker, c.criterion, c.absent) for c in findings if c is not main)
            level, noted = said.level, notes
            if said.effect == "resistance" and level in ("A", "B") and _group_of_target(main, drugs, names):
                level, noted = "C", [*notes, f"of a group of alterations: a warning, source level {said.level}"]
            for disease in said.diseases:
                needed = tuple(dict.fromkeys((*others, *_beyond(disease.requirements, main))))
                made.append(
                    Assertion(
                        said.id, main.biomarker, main.criterion, needed, drugs, disease.code, said.effect, level,
                        said.approval, "", said.citations, "; ".join(filter(None, noted)), said.origin,
                    )
                )  # fmt: skip
    return tuple(dict.fromkeys(made))


def _group_of_target(main: Component, drugs: tuple[str, ...], names: Names) -> bool:
    """Say whether a finding is a range, an exon or a category of small variants of a drug's own target.

    Such a group mixes what the drug was made for with what resists it (``ALK oncogenic mutation`` and crizotinib), and
    evidence of level A or B on the drug's own target would take the drug away.
    """
    read = read_criterion(main.criterion)
    if read is None or not names.is_target(main.biomarker, drugs):
        return False
    if read.kind in (CriterionKind.RANGE, CriterionKind.EXON):
        return True
    return read.kind is CriterionKind.CATEGORY and read.category not in _NO_SMALL_VARIANT


def _beyond(requirements: Iterable[Requirement], main: Component) -> list[Requirement]:
    """Return the conditions that a tumour type's name adds, without what the claim itself is about."""
    return [r for r in requirements if (r.biomarker, r.criterion) != (main.biomarker, main.criterion)]


def _main(findings: Conjunction, effect: Effect, drugs: tuple[str, ...], names: Names) -> Component | None:
    """Choose the finding under which a claim is filed; None where all must be absent."""
    present = [each for each in findings if not each.absent]
    if len(present) < 2:
        return present[0] if present else None
    altered = [each for each in present if not _wild_type(each)] or present
    if effect == "sensitivity":
        return next((each for each in altered if names.is_target(each.biomarker, drugs)), altered[0])

    def rank(each: Component) -> tuple[bool, bool, bool]:
        return (
            _fusion(each),
            _reason_to_give(each, drugs, names),
            names.is_target(each.biomarker, drugs) and any(c.biomarker != each.biomarker for c in altered),
        )

    return min(reversed(altered), key=rank)


def _wild_type(component: Component) -> bool:
    read = read_criterion(component.criterion)
    return read is not None and read.category is Category.WILD_TYPE


def _fusion(component: Component) -> bool:
    read = read_criterion(component.criterion)
    return read is not None and (read.kind is CriterionKind.FUSION or read.category in _FUSIONS)


def _reason_to_give(component: Component, drugs: tuple[str, ...], names: Names) -> bool:
    """Say whether the curated tables hold the finding as a reason to give one of the drugs."""
    key = criterion_key(component.criterion)
    return any(
        claim.effect == "sensitivity" and set(drugs) & set(claim.therapy) and criterion_key(claim.criterion) == key
        for claim in names.kb.assertions.get(component.biomarker, ())
    )
