"""The appendix: everything behind the first page, with its sources."""

from collections.abc import Iterator

from tumorboard.domain.recommendation import OptionView, Recommendation
from tumorboard.domain.telling import percent, words
from tumorboard.report.blocks import Block, Bullets, Heading, Paragraph
from tumorboard.report.decisions import decisions
from tumorboard.report.material import Material
from tumorboard.report.returned import returned
from tumorboard.report.rows import MOST_ROWS, table
from tumorboard.report.standard import standard
from tumorboard.report.treatment import treatment
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
        *returned(material),
        *decisions(material),
        *treatment(material),
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
    if material.returned:
        used |= {name for finding in material.returned.follow_up for name in finding.sources}
        used |= {name for gene in material.returned.medicines for one in gene.results for name in one.sources}
    names = sorted({name.partition("#")[0] for name in used})
    if names:
        yield Heading("Sources")
    rows = [(source(name), *material.citations.get(name, ("", ""))) for name in names]
    yield from table(("Reference", "Title", "Date"), rows, (3, 9, 2), "Every source that is cited above")
