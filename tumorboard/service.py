"""The use cases, one facade: the command line and the screens call only this."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tumorboard.domain.case import Case
from tumorboard.domain.cohort import Cohort
from tumorboard.domain.limits import Limits
from tumorboard.domain.policy import BUILT_IN, DEFAULT, Policy, read_policy
from tumorboard.domain.recommendation import MatchDocument, Recommendation, ScoreDocument
from tumorboard.domain.tradeoffs import FrontDocument, RobustnessDocument, WhyNotDocument
from tumorboard.errors import InputError
from tumorboard.intake.documents import Written, cases_in, decoded, read_case, read_limits, written_cases
from tumorboard.intake.normalise import ReadCase, normalise
from tumorboard.knowledge import difference, lookup, versions
from tumorboard.knowledge.base import KnowledgeBase, data_folder, load
from tumorboard.matching import compare, engine
from tumorboard.matching.oncogenicity import judge
from tumorboard.matching.variant_tools import parse_rows, relation_rows

if TYPE_CHECKING:
    from tumorboard.domain.combination import ImportReport
    from tumorboard.domain.safety_report import PgxReport, SafetyReport
    from tumorboard.outcomes.study import Imported

__all__ = [
    "BUILT_IN", "DEFAULT", "BadCase", "Cohort", "FrontDocument", "InputError", "KnowledgeBase", "Limits", "Policy",
    "ReadCase", "RobustnessDocument", "WhyNotDocument", "analyse_cohort", "cohort_text", "compare_knowledge",
    "compare_recommendations", "curve_figure", "demo_cohort", "frontier", "import_cbioportal", "import_trials",
    "knowledge_about", "knowledge_info", "knowledge_notice", "knowledge_problems", "knowledge_versions", "match",
    "open_case", "open_cases", "open_cohort", "open_cohort_upload", "open_knowledge", "open_limits", "open_upload",
    "outcome_figures", "pharmacogenomics", "policy_ratios", "published_beside_ours", "read_body", "read_policy",
    "recommend", "recruiting_trials", "rendered", "robustness", "safety", "sample_cases", "score", "score_ratios",
    "update_knowledge",
    "use_knowledge", "why_not", "with_formulary", "with_payer",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class BadCase:
    """A case of a batch that could not be read; the others go on."""

    error: InputError


def open_knowledge(version: str = "") -> KnowledgeBase:
    """Load a version of the knowledge, once a process; the one in use where none is named."""
    return versions.opened(version) if version else load()


def open_cases(paths: Iterable[Path], kb: KnowledgeBase) -> Iterator[ReadCase | BadCase]:
    """Read every case of some files; a bad one is reported in its place."""
    for path in paths:
        try:
            for written in written_cases(path):
                yield _open(written, kb)
        except InputError as problem:
            yield BadCase(problem)


def open_upload(name: str, data: bytes, kb: KnowledgeBase) -> Iterator[ReadCase | BadCase]:
    """Read every case of a file that was uploaded; it is never written to a disk."""
    try:
        for written in cases_in(decoded(data, name), name):
            yield _open(written, kb)
    except InputError as problem:
        yield BadCase(problem)


def open_case(path: Path, kb: KnowledgeBase) -> ReadCase:
    """Read a file that holds one case.

    Raises
    ------
    InputError
        If it cannot be read, or holds more or fewer cases than one.
    """
    found = list(open_cases([path], kb))
    if len(found) != 1:
        raise InputError(f"holds {len(found)} cases", file=path.name, remedy="Give a file with one case")
    if isinstance(found[0], BadCase):
        raise found[0].error
    return found[0]


def read_body(body: object, name: str, kb: KnowledgeBase) -> ReadCase:
    """Read one case from parsed JSON, as a screen or a test has it."""
    opened = _open(Written(name, "", body), kb)
    if isinstance(opened, BadCase):
        raise opened.error
    return opened


def _open(written: Written | InputError, kb: KnowledgeBase) -> ReadCase | BadCase:
    if isinstance(written, InputError):
        return BadCase(written)
    try:
        case: Case = read_case(written)
        return normalise(case, kb)
    except InputError as problem:
        who = written.body.get("case_id") if isinstance(written.body, dict) else None
        field = ": ".join(part for part in (written.place, problem.field) if part)
        if who and str(who) not in problem.message:
            problem = InputError(
                f"{problem.message} (case {who!r})", file=problem.file, field=field, remedy=problem.remedy
            )
        return BadCase(InputError(problem.message, file=written.file, field=problem.field, remedy=problem.remedy))


def open_limits(path: Path) -> Limits:
    """Read a limits file."""
    return read_limits(path)


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


def knowledge_info(kb: KnowledgeBase) -> dict[str, Any]:
    """Return version, hash, counts and kinds of sources of the knowledge."""
    return lookup.info(kb)


def knowledge_problems(kb: KnowledgeBase) -> list[str]:
    """Return what is wrong with the tables; empty where they agree."""
    return lookup.problems(kb)


def knowledge_about(kb: KnowledgeBase, name: str) -> dict[str, Any]:
    """Return what is known of one gene or drug."""
    return lookup.about(kb, name)


def parse_variants(kb: KnowledgeBase, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Read alterations as people write them; see `tumorboard.matching.variant_tools.parse_rows`."""
    return parse_rows(rows, is_gene=kb.genes.is_gene, official=_official(kb), check=kb.residues.contradiction)


def relate_variants(kb: KnowledgeBase, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Relate alterations to criteria; oncogenicity and effect come from the knowledge base."""
    return relation_rows(
        rows,
        judge=lambda alteration: judge(alteration, kb).observed,
        is_gene=kb.genes.is_gene,
        official=_official(kb),
        check=kb.residues.contradiction,
    )


def _official(kb: KnowledgeBase) -> Callable[[str], str]:
    def official(text: str) -> str:
        return kb.genes.resolve(text).symbol or text

    return official


def sample_cases() -> Path:
    """Return the folder of the sample cases (invented, and marked so)."""
    return data_folder() / "cases"


def demo_cohort(patients: int = 300, seed: int = 1, effect: float = 0.6) -> Cohort:
    """Invent a cohort with a known effect; see `tumorboard.outcomes.demo.simulate`."""
    from tumorboard.outcomes.demo import simulate  # brings numpy, which a recommendation does without

    return simulate(patients, seed=seed, effect=effect)


def open_cohort(path: Path) -> Cohort:
    """Read a cohort document."""
    from tumorboard.outcomes.document import read_cohort

    return read_cohort(path)


def open_cohort_upload(name: str, data: bytes) -> Cohort:
    """Read a cohort document that was uploaded; it is never written to a disk."""
    from tumorboard.outcomes.document import parse_cohort

    return parse_cohort(decoded(data, name), file=name)


def cohort_text(cohort: Cohort, *, lines: bool = False) -> str:
    """Write a cohort as JSON or JSON lines."""
    from tumorboard.outcomes.document import dump_cohort

    return dump_cohort(cohort, lines=lines)


def import_cbioportal(
    folder: Path, kb: KnowledgeBase, policy: Policy = DEFAULT, everybody: Iterable[str] = (), table: Path | None = None
) -> "Imported":
    """Read a cBioPortal study as a cohort; see `tumorboard.outcomes.study.import_study`."""
    from tumorboard.outcomes.study import import_study, read_drugs

    by_patient = read_drugs(table) if table else None
    return import_study(folder, kb, policy, everybody=tuple(everybody), by_patient=by_patient)


def analyse_cohort(
    cohort: Cohort, *, hide_small: bool | None = None, shuffles: int = 500, seed: int = 1
) -> dict[str, Any]:
    """Analyse the score against outcome as of today; see `tumorboard.outcomes.analyse.analyse`."""
    from tumorboard.outcomes.analyse import analyse

    return analyse(cohort, today=date.today(), hide_small=hide_small, shuffles=shuffles, seed=seed)


def outcome_figures(report: dict[str, Any], cohort: Cohort) -> dict[str, Any]:
    """Return file name -> altair chart; single patients only where small counts are shown."""
    from tumorboard.outcomes.report_figures import figures

    return figures(report, cohort)


def score_ratios(report: dict[str, Any], endpoint: str) -> list[dict[str, Any]]:
    """Return the hazard ratios of the score under each question, as the forest plot has them."""
    from tumorboard.outcomes.figures import forest_rows

    return forest_rows(report, endpoint)


def policy_ratios(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the hazard ratio of every policy with every cut."""
    from tumorboard.outcomes.figures import specification_rows

    return specification_rows(report)


def published_beside_ours(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the published results, each with our figure for the same measure and cut where there is one."""
    from tumorboard.outcomes.published import beside_ours

    return beside_ours(report)


def curve_figure(report: dict[str, Any], endpoint: str, cut: str, width: int = 560) -> Any:
    """Return the Kaplan-Meier curves of one endpoint by one published cut."""
    from tumorboard.outcomes.figures import kaplan_meier_figure

    return kaplan_meier_figure(report, endpoint, cut, width=width)


def rendered(figure: Any, kind: str) -> bytes:
    """Return a chart as ``png`` or ``svg``."""
    from tumorboard.outcomes.figures import render

    return render(figure, kind)


def recruiting_trials(kb: KnowledgeBase, drug: str = "", gene: str = "", tumor: str = "") -> list[dict[str, Any]]:
    """Return the recruiting trials of an imported registry; see `tumorboard.knowledge.lookup.trials`."""
    return lookup.trials(kb, drug, gene, tumor)


def update_knowledge(source: str, given: Path | None = None, sha256: str = "") -> Iterator[dict[str, Any]]:
    """Take in a source, ``curated`` or ``all``; see `tumorboard.knowledge.update.update_sources`."""
    from tumorboard.knowledge.update import update_sources  # brings requests

    return update_sources(source, given, sha256)


def knowledge_versions() -> list[dict[str, Any]]:
    """Return every version that can be chosen, with its sources and their licences."""
    return versions.listed()


def use_knowledge(version: str) -> dict[str, Any]:
    """Use a version from now on."""
    return versions.choose(version)


def knowledge_notice(kb: KnowledgeBase) -> str:
    """Say where the curated tables of the version in use are older than those of this installation."""
    return versions.notice(kb)


def compare_knowledge(before: KnowledgeBase, after: KnowledgeBase) -> list[difference.Change]:
    """List the claims by which two versions differ."""
    return difference.compare(before, after)


def compare_recommendations(
    paths: Iterable[Path], before: KnowledgeBase, after: KnowledgeBase
) -> Iterator[compare.CaseChange | BadCase]:
    """Recommend for every case under two versions, and tell what changed and why."""
    for read in open_cases(paths, after):
        if isinstance(read, BadCase):
            yield read
            continue
        yield compare.compare(recommend(read, before, top=1), recommend(read, after, top=1))


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


def pharmacogenomics(kb: KnowledgeBase, gene: str, diplotype: str, drug: str = "") -> "PgxReport":
    """Read a germline diplotype and say what guidelines and labels say of one drug, or of every drug of the tables.

    Raises
    ------
    InputError
        If gene, allele or drug is unknown; the message names the nearest.
    """
    from tumorboard.safety.pgx_report import pgx_report

    return pgx_report(kb, gene, diplotype, drug)


def import_trials(kb: KnowledgeBase, collection: Path) -> tuple["ImportReport", Path]:
    """Read published phase I combination trials into the user's store."""
    from tumorboard.safety.store import import_trials as keep

    return keep(collection, kb)


def with_formulary(limits: Limits, path: Path, kb: KnowledgeBase) -> Limits:
    """Return the limits with the places of a formulary file."""
    from tumorboard.intake.access_files import with_formulary as read

    return read(limits, path, kb)


def with_payer(limits: Limits, path: Path, kb: KnowledgeBase) -> Limits:
    """Return the limits with the decisions of a payer file."""
    from tumorboard.intake.access_files import with_payer as read

    return read(limits, path, kb)
