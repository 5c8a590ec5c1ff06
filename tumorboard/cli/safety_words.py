"""Safety documents in plain words for the terminal."""

from collections.abc import Iterator
from functools import singledispatch

from tumorboard.domain import safety_report as doc
from tumorboard.domain.combination import CombinationTrial, Dose
from tumorboard.domain.recommendation import OrganView
from tumorboard.domain.record import Record

OVERALL = "overall"
_KINDS = {"boxed": "boxed warning", "dose_limiting": "dose-limiting", "monitoring": "watch"}


@singledispatch
def lines(document: Record) -> Iterator[str]:
    """Return a document as lines."""
    raise TypeError(type(document).__name__)


def _assumed(organ: OrganView) -> str:
    """Say for which drugs the rate of an organ was assumed, and why."""
    told = f"; assumed for {', '.join(organ.assumed_for)}, of which no rate is known" if organ.assumed_for else ""
    if organ.unlisted_for:
        told += f"; assumed for {', '.join(organ.unlisted_for)}, whose rates do not mention it"
    return told


def _cited(sources: tuple[str, ...]) -> str:
    return f" [{', '.join(sources)}]" if sources else ""


@lines.register
def _pgx(document: doc.PgxReport) -> Iterator[str]:
    score = "" if document.score is None else f", activity score {document.score:g}"
    alleles = " / ".join(f"{a} ({f})" for a, f in zip(document.alleles, document.functions, strict=True))
    yield f"{document.gene} {document.diplotype}: {document.phenotype}{score}{_cited(document.sources)}"
    yield f"alleles: {alleles}"
    for advice in document.advice:
        share = "" if advice.percent is None else f", at most {advice.percent:g} % of the label dose"
        yield f"- {advice.drug}: {advice.action.replace('_', ' ')}{share}: {advice.words}{_cited(advice.sources)}"
    yield "Germline results only. " + document.notice


@lines.register
def _safety(document: doc.SafetyReport) -> Iterator[str]:
    yield f"{' + '.join(document.drugs)}" + (f" for case {document.case_id}" if document.case_id else "")
    for message in document.messages:
        yield f"- {message}"
    if document.needs_sign_off:
        yield f"{len(document.drugs)} drugs: needs an explicit sign-off of toxicity"
    yield f"\nTogether: {document.combination.level.replace('_', ' ')}: {document.combination.words}"
    for regimen in document.combination.regimens:
        line = f", {regimen.line}" if regimen.line else ""
        yield f"- {regimen.id} ({regimen.kind}{line}; {', '.join(regimen.diseases)}){_cited(regimen.sources)}"
    for regimen in document.combination.wholes[:5]:
        named = f"{' + '.join(regimen.drugs)}: {regimen.id} ({regimen.kind}; {', '.join(regimen.diseases)})"
        yield f"- with others: {named}{_cited(regimen.sources)}"
    for name in ("exact", "superset", "subset", "same_classes"):
        trials: tuple[CombinationTrial, ...] = getattr(document.combination, name)
        count = document.combination.counts[name]
        if count:
            yield f"phase I, {name.replace('_', ' ')}: {count}"
        for trial in trials[:5]:
            yield f"- {' + '.join(trial.drugs)}: {_tolerated(trial)} [PMID:{trial.pmid}]"
    yield "\nStarting doses (advisory)"
    for dose in document.doses:
        share = "share of label dose not known" if dose.percent_of_label is None else f"{dose.percent_of_label:g} %"
        amount = "no dose" if dose.dose is None else f"{dose.dose:g} {dose.unit} {dose.schedule}".strip()
        yield f"- {dose.drug}: {amount} ({share}): {dose.basis}{_cited(dose.sources)}"
    yield from (f"  {step}" for step in document.plan)
    yield f"\nGrade 3 or higher: any organ {document.any_toxicity:.0%}"
    by = {one.organ: one for one in document.tightened}
    if OVERALL in by:
        yield f"- overall limit {by[OVERALL].words}"
    for organ in document.toxicity:
        limit = "no limit" if organ.limit is None else f"limit {organ.limit:.0%}"
        mark = " OVER THE LIMIT" if organ.organ in document.over_limit else ""
        limit += f", {by[organ.organ].words}" if organ.organ in by else ""
        mild = "~" if organ.assumed_for or organ.unlisted_for else ""
        yield f"- {organ.organ.replace('_', ' ')}: {mild}{organ.probability:.0%} ({limit}{_assumed(organ)}){mark}"
    if any(organ.assumed_for or organ.unlisted_for for organ in document.toxicity):
        yield "  ~ a part of it is assumed, not known: no rate of the drug at all, or none of this organ"
    if known := [rate for rate in document.rates if not rate.assumed]:
        yield "\nRates of each drug alone at label dose"
    for rate in known:
        counted = ", ".join(filter(None, (rate.event, f"n={rate.n}" if rate.n else "", rate.setting)))
        organ_name = rate.organ.replace("_", " ")
        yield f"- {rate.drug}, {organ_name}: {rate.percent:.3g} % ({counted or 'not told'}){_cited(rate.sources)}"
    if document.warnings:
        yield "\nWarnings"
    for warning in document.warnings:
        yield f"- {warning.drug}: {_KINDS[warning.kind]}: {warning.words}{_cited(warning.sources)}"
    yield f"\nInteractions{_silence(document)}"
    for pair in document.interactions:
        mark = " (forbidden)" if pair.forbidden else ""
        yield f"- {pair.a} + {pair.b}: {pair.severity}{mark}: {pair.mechanism}{_cited(pair.sources)}"
    for found in document.medications:
        yield f"- {found.drug} + {found.medication}: {found.severity}: {found.mechanism}{_cited(found.sources)}"
    for organ_finding in document.organ_function:
        yield f"- {organ_finding.drug}: {organ_finding.words}; {organ_finding.value}{_cited(organ_finding.sources)}"
    for lab in document.labs:
        grade = f"class {lab.letter}" if lab.letter else f"CTCAE v5 {_grade(lab.grade, lab.term)}"
        if not lab.letter and (lab.grade_v6, lab.term_v6) != (lab.grade, lab.term):
            grade += f", v6 {_grade(lab.grade_v6, lab.term_v6)}"
        how = f" ({lab.how})" if lab.how else ""
        yield f"- {lab.test.replace('_', ' ')} {lab.value:g} {lab.unit}{how}: {grade}"
    for genotype in document.pharmacogenomics:
        mark = "" if genotype.confirmed else " (unconfirmed: not a germline result)"
        yield (
            f"- {genotype.drug}: {genotype.gene} {genotype.diplotype} ({genotype.phenotype}): {genotype.words}{mark}"
            f"{_cited(genotype.sources)}"
        )
    for drug in document.availability:
        if drug.excluded:
            yield f"- {drug.drug}: {drug.excluded}"
    if document.not_checked:
        yield "\nNot known or not checked"
    yield from (f"- {gap.what}: {gap.reason}" for gap in document.not_checked)
    yield ""
    yield document.notice


def _silence(document: doc.SafetyReport) -> str:
    """Say that the tables have no interaction, and of which drugs and medicines they do not know enough to tell."""
    prefixes = ("interactions of ", "medication ")
    silent = [gap.what.removeprefix(p) for gap in document.not_checked for p in prefixes if gap.what.startswith(p)]
    unknown = f"not fully checked: {', '.join(silent)}" if silent else ""
    if document.interactions or document.medications:
        return f" ({unknown})" if unknown else ""
    return f": none in the tables, but {unknown}" if unknown else ": none in the tables"


def _tolerated(trial: CombinationTrial) -> str:
    toxic = "; ".join(
        f"{t.event}{f' grade {t.grade}' if t.grade else ''} {t.patients}/{t.treated} at level {t.level}"
        for t in trial.toxicities[:4]
        if t.patients is not None
    )
    mtd = " + ".join(_dose(dose) for dose in trial.mtd) or "no maximum tolerated dose named"
    return f"{mtd}; dose-limiting: {toxic or 'none listed'}"


def _dose(dose: Dose) -> str:
    amount = "?" if dose.amount is None else f"{dose.amount:g}"
    return f"{dose.drug} {amount} {dose.unit} {dose.schedule}".strip()


def _grade(grade: int | None, term: str) -> str:
    return "not graded" if grade is None else f"grade {grade} {term}".strip()
