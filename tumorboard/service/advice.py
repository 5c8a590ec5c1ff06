"""What a board asks of one case: recommendation, score, trade-offs and safety."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import DEFAULT, Policy
from tumorboard.domain.recommendation import MatchDocument, Recommendation, ScoreDocument
from tumorboard.domain.tradeoffs import FrontDocument, RobustnessDocument, WhyNotDocument
from tumorboard.errors import InputError
from tumorboard.intake.normalise import ReadCase
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching import engine

if TYPE_CHECKING:
    from tumorboard.domain.combination import ImportReport
    from tumorboard.domain.returned import Returned
    from tumorboard.domain.safety_report import PgxReport, SafetyReport, ToxicityShare


def recommend(
    read: ReadCase, kb: KnowledgeBase, limits: Limits | None = None, policy: Policy = DEFAULT, top: int = 10
) -> Recommendation:
    """Recommend regimens for a case."""
    return engine.recommend(read.case, kb, limits or Limits(), policy, top, read.messages)


def match(read: ReadCase, kb: KnowledgeBase, policy: Policy = DEFAULT) -> MatchDocument:
    """Return the candidates of a case and their evidence."""
    return engine.match(read.case, kb, policy, read.messages)


def score(read: ReadCase, kb: KnowledgeBase, drugs: Iterable[str], policy: Policy = DEFAULT) -> ScoreDocument:
    """Score a regimen, its drugs by generic, brand or code name.

    Raises
    ------
    InputError
        If a drug is unknown; the message names those that are near.
    """
    names = dict.fromkeys(kb.require_drug(drug, "--drugs").name for drug in drugs)
    return engine.score(read.case, kb, tuple(names), policy, read.messages)


def frontier(
    read: ReadCase, kb: KnowledgeBase, limits: Limits | None = None, policy: Policy = DEFAULT
) -> FrontDocument:
    """Return the Pareto front of items matched, toxicity and number of drugs."""
    from tumorboard.matching.tradeoffs import frontier_document

    return frontier_document(read.case, kb, limits or Limits(), policy, read.messages)


def why_not(
    read: ReadCase, kb: KnowledgeBase, drugs: Iterable[str], limits: Limits | None = None, policy: Policy = DEFAULT
) -> WhyNotDocument:
    """Say why some drugs, by any name, are not in the best option; without drugs, why there is no option.

    Raises
    ------
    InputError
        If a drug is unknown; the message names those that are near.
    """
    from tumorboard.matching.whynot_document import why_not_document

    names = dict.fromkeys(kb.require_drug(drug, "--drugs").name for drug in drugs)
    return why_not_document(read.case, kb, names, limits or Limits(), policy, read.messages)


def robustness(
    read: ReadCase, kb: KnowledgeBase, limits: Limits | None = None, policy: Policy = DEFAULT, top: int = 5
) -> RobustnessDocument:
    """Say what the best option becomes if a finding falls away, a drug is not granted or a limit moves by a step."""
    from tumorboard.matching.tradeoffs import robustness_document

    return robustness_document(read.case, kb, limits or Limits(), policy, top, read.messages)


def safety(
    drugs: Iterable[str],
    kb: KnowledgeBase,
    limits: Limits | None = None,
    read: ReadCase | None = None,
    without: Iterable[str] = (),
    id: str | int = "",
) -> "SafetyReport":
    """Say everything that is known of a set of drugs, by generic, brand or code name.

    Raises
    ------
    InputError
        If no drug is named or one is unknown; the message names those that are near.
    """
    from tumorboard.safety.report import safety_report
    from tumorboard.safety.store import evidence

    given = list(dict.fromkeys(name.strip() for name in drugs if name.strip()))
    if not given:
        raise InputError("no drug is named", field="drugs", remedy="Name one or more drugs")
    names = tuple(sorted({kb.require_drug(name, "drugs").name for name in given}))
    case, messages = (read.case, read.messages) if read else (None, ())
    return safety_report(kb, evidence(kb), names, limits or Limits(), case, frozenset(without), id, messages)


def toxicity_shares(
    drugs: Iterable[str], kb: KnowledgeBase, limits: Limits | None = None
) -> "tuple[ToxicityShare, ...]":
    """Return what each drug of a regimen, by generic name, brings to the toxicity of each organ."""
    from tumorboard.safety.shares import toxicity_shares as shares

    return shares(kb, drugs, limits or Limits())


def medication_named(name: str, kb: KnowledgeBase) -> str | None:
    """Return the generic name of a medicine as a case writes it; None where the tables do not know it."""
    from tumorboard.safety.medications import read_medication

    return read_medication(name, kb)


def without_interaction_data(drugs: Iterable[str], kb: KnowledgeBase) -> tuple[str, ...]:
    """Return the drugs, by generic name, of whose enzymes and transporters the tables say nothing.

    Where no interaction of these is found, that is not known rather than none. Antibodies and the like are not among
    them, since no enzyme or transporter of the tables handles them.
    """
    from tumorboard.safety.coverage import interaction_gaps

    return tuple(drug for drug, _ in interaction_gaps(kb, drugs))


def pharmacogenomics(kb: KnowledgeBase, gene: str, diplotype: str, drug: str = "") -> "PgxReport":
    """Read a germline diplotype and say what guidelines and labels say of one drug, or of every drug of the tables.

    Raises
    ------
    InputError
        If gene, allele or drug is unknown; the message names the nearest.
    """
    from tumorboard.safety.pgx_report import pgx_report

    return pgx_report(kb, gene, diplotype, drug)


def returned(
    read: ReadCase,
    kb: KnowledgeBase,
    found: Recommendation | None = None,
    drugs: Iterable[str] = (),
    age_at_diagnosis: int | None = None,
) -> "Returned":
    """Tell what goes back to the patient's team: hereditary risk, and medicine and DNA.

    Parameters
    ----------
    read : ReadCase
        The case.
    kb : KnowledgeBase
        What is known.
    found : Recommendation, optional
        Whose options and standard of care are among the drugs of the case.
    drugs : iterable of str
        Further drugs of the case, by generic name: chosen by the board, or given.
    age_at_diagnosis : int, optional
        Years; the age of the case where it is not known.
    """
    from tumorboard.matching.returned import returned as tell

    named = set(drugs)
    if found is not None:
        named |= {view.drug for option in found.options for view in option.drugs}
        named |= {drug for one in found.standard_of_care for drug in one.drugs}
    return tell(read.case, kb, named, age_at_diagnosis, read.messages)


def import_trials(kb: KnowledgeBase, collection: Path) -> tuple["ImportReport", Path]:
    """Read published phase I combination trials into the user's store."""
    from tumorboard.safety.store import import_trials as keep

    return keep(collection, kb)
