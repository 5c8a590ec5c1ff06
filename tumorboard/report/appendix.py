"""The appendix: everything behind the first page, with its sources."""

from collections.abc import Iterator

from tumorboard.domain.recommendation import OptionView, Recommendation
from tumorboard.domain.telling import percent, words
from tumorboard.report.blocks import MOST_ROWS, Block, Bullets, Heading, Paragraph, table
from tumorboard.report.material import Material
from tumorboard.report.standard import standard
from tumorboard.report.wording import LEVEL_FROM, drugs, score, source


def appendix(material: Material) -> tuple[Block, ...]:
    """Return the blocks of the appendix."""
    found = material.recommendation
    return (
        Heading("Appendix", 1),
        *_findings(material),
        *standard(found),
        *(block for option in found.options for block in _option(option, found)),
        *_excluded(found),
        *_decisions(material),
        *_treatment(material),
        *_messages(found),
        *_references(material),
    )


def _findings(material: Material) -> Iterator[Block]:
    yield Heading("Findings")
    rows = [
        (
            view.label + (" (germline)" if view.germline else ""),
            "counts" if view.counted else "no",
            words(view.classification),
            view.reason,
            material.choices[view.id].reason if view.id in material.choices else "–",
        )
        for view in material.recommendation.alterations
    ]
    head = ("Finding", "In the score", "Class", "Why", "Word of the board")
    yield from table(head, rows, (4, 2, 3, 7, 3), "All findings")
    if not rows:
        yield Paragraph("The report lists no findings. The score is not computable, which is not zero.")
    for one in material.specimens:
        tested = f"{len(one.genes)} genes covered" if one.genes else "genes covered: not recorded"
        yield Paragraph(
            f"Specimen {one.specimen}, {one.localization}{', ' + one.site if one.site else ''}, "
            f"collected {one.collected or 'on an unknown day'}; {one.assay or 'assay not recorded'}; {tested}. "
            "What was not covered was not tested."
        )


def _option(option: OptionView, found: Recommendation) -> Iterator[Block]:
    labels = {view.id: view.label for view in found.alterations}
    yield Heading(f"Option {option.rank}: {drugs(option.drugs, 6)}")
    proof = "proved best" if option.solver.status == "optimal" else "not proved best"
    sign = " Four or five drugs: needs a sign-off." if option.needs_sign_off else ""
    yield Paragraph(
        f"Matched {score(option)}; {proof}. Together: {option.evidence.combination}. "
        f"Any grade 3 or worse event: {percent(option.any_toxicity)}.{sign}"
    )
    yield from table(
        ("Finding", "Drugs", "How", "Level", "Source"),
        [
            (
                labels.get(item.alteration, item.alteration),
                ", ".join(item.drugs),
                item.path or item.kind,
                f"{item.level}, {LEVEL_FROM[item.level_from]}",
                "; ".join(map(source, item.sources)),
            )
            for item in option.evidence.items
        ],
        (3, 4, 4, 3, 6),
        f"Option {option.rank}: evidence",
    )
    yield from table(
        ("Organ", "Grade 3+", "Limit", "Assumed for"),
        [
            (words(one.organ), percent(one.probability), "none" if one.limit is None else percent(one.limit),
             ", ".join((*one.assumed_for, *one.unlisted_for)) or "–")
            for one in option.toxicity
        ],
        (3, 2, 2, 5),
        f"Option {option.rank}: toxicity at label dose, organs and drugs taken as independent",
    )  # fmt: skip
    yield from table(
        ("Drug", "Of label dose", "Dose", "Schedule", "Basis", "Source"),
        [
            (
                one.drug,
                "not known" if one.percent_of_label is None else f"{one.percent_of_label:g} %",
                "–" if one.dose is None else f"{one.dose:g} {one.unit}",
                one.schedule or "–",
                one.basis,
                "; ".join(map(source, one.sources)) or "–",
            )
            for one in option.doses
        ],
        (3, 2, 2, 3, 5, 4),
        f"Option {option.rank}: proposed starting doses, advisory",
    )
    if option.warnings:
        yield Bullets(option.warnings)


def _excluded(found: Recommendation) -> Iterator[Block]:
    rows = [(one.drug, one.reason) for one in found.excluded_drugs]
    if rows:
        yield Heading("Drugs that are left out")
    yield from table(("Drug", "Reason"), rows, (2, 8), "Excluded drugs")


def _decisions(material: Material) -> Iterator[Block]:
    if not material.decisions:
        return
    yield Heading("The board")
    for one in material.decisions:
        decision = one.decision
        yield Paragraph(
            f"Version {one.version} by {one.author}, {one.at:%Y-%m-%d %H:%M} UTC"
            + (f", amended because: {one.reason}" if one.reason else ""),
            strong=True,
        )
        lines = [f"Met {decision.met}. Present: {', '.join(decision.attendees)}."]
        lines += [
            f"Priority {c.priority}: {' + '.join(c.drugs)}; {c.use}; level {c.level or 'not graded'}"
            + (f"; {c.rationale}" if c.rationale else "")
            for c in decision.chosen
        ]
        lines += [f"{v.member}: {v.vote}" + (f"; {v.dissent}" if v.dissent else "") for v in decision.votes]
        lines += [f"Asked for: {r.kind}{': ' + r.text if r.text else ''}" for r in decision.requests]
        lines += [text for text in (decision.no_target, decision.summary) if text]
        if decision.signature:
            s = decision.signature
            lines.append(f"Signed by {s.by}, {s.at:%Y-%m-%d %H:%M} UTC: {s.meaning}")
        yield Bullets(tuple(lines))


def _treatment(material: Material) -> Iterator[Block]:
    if material.courses or material.assessments or material.events:
        yield Heading("Treatment and follow-up")
    courses = [
        (
            str(c.start or "–"),
            str(c.end or "–"),
            ", ".join(d.drug + (f" {d.percent_of_label:g} %" if d.percent_of_label else "") for d in c.drugs) or "–",
            f"{c.status}{' (' + c.status_reason + ')' if c.status_reason else ''}",
            f"{c.fulfilment}{' (' + c.departure + ')' if c.departure else ''}",
        )
        for c in material.courses
    ]
    yield from table(
        ("Start", "End", "Drugs", "Status", "Follows the decision"), courses, (2, 2, 5, 3, 3), "Regimens given"
    )
    seen = [
        (str(a.when), a.criteria, "–" if a.target_sum is None else f"{a.target_sum:g} mm", a.response or "baseline")
        for a in material.assessments
    ]
    yield from table(("Day", "Criteria", "Target sum", "Response"), seen, (2, 2, 2, 2), "Tumour assessments")
    events = [
        (str(e.onset), e.term, f"{e.grade} (CTCAE v{e.version})", "yes" if e.serious else "no",
         ", ".join(f"{drug} {how}" for drug, how in e.attribution.items()) or "–", e.action)
        for e in material.events
    ]  # fmt: skip
    yield from table(
        ("Onset", "Term", "Grade", "Serious", "Cause", "Action"), events, (2, 4, 3, 2, 4, 2), "Adverse events"
    )


def _messages(found: Recommendation) -> Iterator[Block]:
    if found.messages:
        yield Heading("On reading and matching")
        yield Bullets(found.messages[:MOST_ROWS])


def _references(material: Material) -> Iterator[Block]:
    found = material.recommendation
    used = {name for one in found.standard_of_care for name in one.sources}
    for option in found.options:
        used |= {name for item in option.evidence.items for name in item.sources}
        used |= {name for dose in option.doses for name in dose.sources}
        used |= set(option.evidence.combination_sources)
    names = sorted({name.partition("#")[0] for name in used})
    if names:
        yield Heading("Sources")
    rows = [(source(name), *material.citations.get(name, ("", ""))) for name in names]
    yield from table(("Reference", "Title", "Date"), rows, (3, 9, 2), "Every source that is cited above")
