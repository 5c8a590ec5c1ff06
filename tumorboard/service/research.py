"""Cohorts and the analysis of the score against outcome. Heavy libraries are brought only when they are used."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tumorboard.domain.cohort import Cohort
from tumorboard.domain.policy import DEFAULT, Policy
from tumorboard.intake.documents import decoded
from tumorboard.knowledge.base import KnowledgeBase

if TYPE_CHECKING:
    from tumorboard.outcomes.study import Imported


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


def too_few(cohort: Cohort) -> str:
    """Say why nothing of the cohort of the records may leave the house; empty where it may."""
    from tumorboard.service.desks.exports import too_few as words

    return words(cohort)


def groups_csv(report: dict[str, Any]) -> bytes:
    """Return the groups of a report as a table; see `tumorboard.outcomes.groups`."""
    from tumorboard.service.desks.exports import groups_csv as written

    return written(report)


def outcome_figures(report: dict[str, Any], cohort: Cohort) -> dict[str, Any]:
    """Return file name -> altair chart; single patients only where small counts are shown."""
    from tumorboard.outcomes.report_figures import figures

    return figures(report, cohort)


def score_ratios(report: dict[str, Any], endpoint: str) -> list[dict[str, Any]]:
    """Return the hazard ratios of the score under each question, as the forest plot has them."""
    from tumorboard.outcomes.forest import forest_rows

    return forest_rows(report, endpoint)


def policy_ratios(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the hazard ratio of every policy with every cut."""
    from tumorboard.outcomes.forest import specification_rows

    return specification_rows(report)


def published_beside_ours(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the published results, each with our figure for the same measure and cut where there is one."""
    from tumorboard.outcomes.published import beside_ours

    return beside_ours(report)


def has_curve(report: dict[str, Any], endpoint: str, cut: str) -> bool:
    """Say whether the curves of an endpoint by a cut have anything to draw."""
    from tumorboard.outcomes.figures import has_curve as has

    return has(report, endpoint, cut)


def curve_figure(report: dict[str, Any], endpoint: str, cut: str, width: int = 560) -> Any:
    """Return the Kaplan-Meier curves of one endpoint by one published cut."""
    from tumorboard.outcomes.figures import kaplan_meier_figure

    return kaplan_meier_figure(report, endpoint, cut, width=width)


def rendered(figure: Any, kind: str) -> bytes:
    """Return a chart as ``png`` or ``svg``."""
    from tumorboard.outcomes.figures import render

    return render(figure, kind)


def course_figures(cohort: Cohort) -> dict[str, Any]:
    """Return the swimmer plot of some courses, and the spider plot where target sums are known."""
    from tumorboard.outcomes.patient_figures import spider_figure, swimmer_figure

    found = {"swimmer": swimmer_figure(cohort)}
    if any(one.target_sum for row in cohort.rows for one in row.assessments):
        found["spider"] = spider_figure(cohort)
    return found


def waterfall(cohort: Cohort) -> Any:
    """Return the plot of the best change of the target lesions; None where no sums are known."""
    from tumorboard.outcomes.patient_figures import waterfall_figure

    return waterfall_figure(cohort) if waterfall_rows(cohort) else None


def waterfall_rows(cohort: Cohort) -> list[dict[str, Any]]:
    """Return the rows of the waterfall plot: place, patient, change in per cent."""
    from tumorboard.outcomes.patient_figures import waterfall_rows as rows

    return rows(cohort)


def waterfall_bands(report: dict[str, Any]) -> Any:
    """Return the plot of the best change in bands of 21 patients and more; None where there is no band."""
    from tumorboard.outcomes.patient_figures import waterfall_bands_figure

    shown = any(band["n"] is not None for band in report["best_change"]["bands"])
    return waterfall_bands_figure(report) if shown else None


def odds_ratios(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the odds ratios of disease control and of severe adverse events."""
    from tumorboard.outcomes.forest import odds_rows

    return odds_rows(report)
