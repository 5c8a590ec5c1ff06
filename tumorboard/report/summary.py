"""The first page: what was found, recommended, decided and given. Everything is cut so that it stays one page."""

from tumorboard.domain.recommendation import OptionView
from tumorboard.domain.telling import percent
from tumorboard.report import codes
from tumorboard.report.blocks import Block, Bullets, Heading, Paragraph, Table
from tumorboard.report.material import Material
from tumorboard.report.returned import on_first_page
from tumorboard.report.wording import LEVEL_FROM, drugs, few, score, short

FINDINGS, STANDARDS, OPTIONS, WARNINGS, REQUESTS = 8, 5, 4, 6, 3
LINE, CELL = 220, 110
"""Most characters of a line and of a cell on the first page."""


def summary(material: Material) -> tuple[Block, ...]:
    """Return the blocks of the first page."""
    return (
        Paragraph(short(_patient(material), 2 * LINE)),
        *_findings(material),
        *_standard(material),
        *_options(material),
        *on_first_page(material, LINE),
        *_decision(material),
        *_given(material),
    )


def _patient(material: Material) -> str:
    case, patient = material.case, material.case.patient
    earlier = [f"{' + '.join(p.drugs)} ({p.best_response or 'response not given'})" for p in case.prior_therapies]
    parts = [
        material.tumour,
        case.diagnosis.description,
        f"stage {case.diagnosis.stage}" if case.diagnosis.stage else None,
        f"{patient.age} years" if patient.age is not None else None,
        patient.sex if patient.sex not in (None, "unknown") else None,
        f"ECOG {patient.ecog}" if patient.ecog is not None else None,
        f"before: {few(earlier, 3)}" if earlier else "no earlier lines recorded",
        f"takes {few((m.name for m in case.medications), 6)}" if case.medications else None,
    ]
    return "; ".join(part for part in parts if part)


def _findings(material: Material) -> tuple[Block, ...]:
    views = material.recommendation.alterations
    counting = [view.label + (" (germline)" if view.germline else "") for view in views if view.counted]
    unsettled = [v.label for v in views if not v.counted and v.classification in ("uncertain", "unclassified")]
    items = {view.item for view in views if view.item}
    lines = [
        f"{len(items)} item{'s' if len(items) != 1 else ''} in the score: {short(few(counting, FINDINGS), LINE)}.",
        f"Uncertain or not classified, not in the score: {short(few(unsettled, 5), LINE)}.",
    ]
    if material.choices:
        said = [f"{name} {'included' if one.include else 'left out'}" for name, one in sorted(material.choices.items())]
        lines.append(f"Changed by the board: {short(few(said, 4), LINE)}.")
    return Heading("What was found"), Bullets(tuple(lines))


def _standard(material: Material) -> tuple[Block, ...]:
    labels = {view.id: view.label for view in material.recommendation.alterations}
    given = material.recommendation.standard_of_care
    lines = [
        short(
            f"{' + '.join(one.drugs)}: {', '.join(labels.get(name, name) for name in one.alterations)}; "
            f"{LEVEL_FROM[one.basis]}" + (f"; {one.line}" if one.line else "")
            + (f"; {len(one.warnings)} warning{'s' if len(one.warnings) > 1 else ''}" if one.warnings else ""),
            CELL + 30,
        )
        for one in given[:STANDARDS]
    ]  # fmt: skip
    if len(given) > STANDARDS:
        lines.append(f"{len(given) - STANDARDS} more in the appendix.")
    return (
        Heading("Standard of care first"),
        Bullets(tuple(lines) or ("No label or guideline therapy in the tables fits this type and a finding.",)),
    )


def _options(material: Material) -> tuple[Block, ...]:
    found = material.recommendation
    head = Heading(f"Options by the matching score ({short(found.policy, 40)}; {short(material.basis, 80)})")
    if not found.options:
        ways = few((obstacle.words for obstacle in found.infeasible), 3, "no drug of the tables matches a finding")
        return head, Paragraph(short(f"No option within the limits: {ways}.", LINE))
    labels = {view.id: view.label for view in found.alterations}
    rows = tuple(_option(option, labels) for option in found.options[:OPTIONS])
    columns = ("#", "Drugs", "Matched", "Not covered", "Evidence", "Grade 3+", "Warnings")
    first = found.options[0]
    return (
        head,
        Table(columns, rows, (1, 9, 5, 7, 6, 3, 3)),
        Paragraph(short(f"Option 1 together: {first.evidence.combination}.", LINE)),
        *_warned(first),
    )


def _warned(option: OptionView) -> tuple[Block, ...]:
    if not option.warnings:
        return ()
    lines = [short(warning, CELL + 40) for warning in option.warnings[:WARNINGS]]
    if len(option.warnings) > WARNINGS:
        lines.append(f"{len(option.warnings) - WARNINGS} more in the appendix.")
    return Paragraph("To be weighed with option 1:", strong=True), Bullets(tuple(lines))


def _option(option: OptionView, labels: dict[str, str]) -> tuple[str, ...]:
    levels = sorted({f"{item.level} {LEVEL_FROM[item.level_from]}" for item in option.evidence.items})
    return (
        str(option.rank),
        short(drugs(option.drugs, 1), CELL),
        score(option),
        short(few((labels.get(name, name) for name in option.unmatched_alterations), 3), 60),
        short(few(levels, 2), 60),
        percent(option.any_toxicity),
        str(len(option.warnings)) if option.warnings else "none",
    )


def _decision(material: Material) -> tuple[Block, ...]:
    head = Heading("Decision of the board")
    if not material.decisions:
        return head, Paragraph("None is recorded.")
    last = material.decisions[-1]
    decision = last.decision
    chosen = [
        short(f"{one.priority}. {' + '.join(one.drugs)} ({codes.word(one.use, codes.WORDS)}"
              f"{', ' + one.level if one.level else ''}"
              f"{', rank ' + str(one.rank) if one.rank else ', not among the options'})", CELL)
        for one in sorted(decision.chosen, key=lambda one: one.priority)
    ]  # fmt: skip
    lines = chosen[:3] or [short(f"No target: {decision.no_target}", LINE)]
    if len(chosen) > 3:
        lines.append(f"{len(chosen) - 3} more in the appendix.")
    for request in decision.requests[:REQUESTS]:
        lines.append(
            short(
                f"Asked for: {codes.word(request.kind, codes.REQUESTS)}{': ' + request.text if request.text else ''}",
                CELL,
            )
        )
    votes = [sum(vote.vote == how for vote in decision.votes) for how in ("for", "against", "abstained")]
    tally = f"{votes[0]} for, {votes[1]} against, {votes[2]} abstained" if decision.votes else "no votes recorded"
    signed = decision.signature
    seal = f"signed by {signed.by} on {signed.at:%Y-%m-%d %H:%M} UTC" if signed else "NOT SIGNED: a draft"
    lines.append(short(f"Met {decision.met}; {tally}; version {last.version}; {seal}.", LINE))
    return head, Bullets(tuple(lines))


def _given(material: Material) -> tuple[Block, ...]:
    head = Heading("Given, and what followed")
    if not material.courses:
        return head, Paragraph("Nothing is recorded.")
    last = material.courses[-1]
    given = " + ".join(
        one.drug + (f" {one.percent_of_label:g} % of label dose" if one.percent_of_label else "") for one in last.drugs
    )
    reason = f" ({codes.word(last.status_reason, codes.REASONS)})" if last.status_reason else ""
    lines = [
        short(
            f"{given or 'no drug'}, from {last.start or 'no date'}: {codes.word(last.status, codes.STATES)}{reason}.",
            LINE,
        )
    ]
    seen = [f"{one.when} {one.response}" for one in material.assessments if one.response]
    worst = max((event.grade for event in material.events), default=None)
    death = next((status.when for status in material.statuses if not status.alive), None)
    lines.append(
        short(
            f"Responses: {few(seen[-4:], 4)}. Worst adverse event: {f'grade {worst}' if worst else 'none recorded'}."
            + (f" Died {death}." if death else ""),
            LINE,
        )
    )
    return head, Bullets(tuple(lines))
