"""Standard of care in the appendix: each therapy with its toxicity against the limits, doses and availability."""

from collections.abc import Iterator

from tumorboard.domain.recommendation import Recommendation, StandardView
from tumorboard.domain.telling import dose, percent, words
from tumorboard.report.blocks import Block, Bullets, Heading, Paragraph
from tumorboard.report.rows import table
from tumorboard.report.wording import LEVEL_FROM, source


def standard(found: Recommendation) -> Iterator[Block]:
    """Yield the label and guideline therapies with what they mean for this patient, and the limits in force."""
    labels = {view.id: view.label for view in found.alterations}
    rows = [
        (
            " + ".join(one.drugs),
            ", ".join(labels.get(name, name) for name in one.alterations),
            LEVEL_FROM[one.basis],
            one.line or "–",
            "; ".join(one.warnings) or "–",
            "; ".join(map(source, one.sources)),
        )
        for one in found.standard_of_care
    ]
    if rows:
        yield Heading("Standard of care")
    head = ("Therapy", "Because of", "Holds for", "When", "Against it", "Source")
    yield from table(head, rows, (4, 3, 2, 4, 3, 4), "Label and guideline therapies")
    given = [
        (
            " + ".join(one.drugs),
            percent(one.any_toxicity),
            _worst(one),
            "; ".join(map(dose, one.doses)) or "–",
            _access(one),
        )
        for one in found.standard_of_care
    ]
    yield from table(
        ("Therapy", "Grade 3+", "Nearest to its limit", "Starting doses (advisory)", "Availability"),
        given,
        (4, 2, 4, 6, 6),
        "Label and guideline therapies for this patient: toxicity at label dose, doses, availability",
    )
    if found.tightened:
        yield Heading("Limits that are tighter for this patient")
        told = tuple(f"{words(one.organ)}: {one.words}" for one in found.tightened)
        yield Paragraph("By organ function and performance status: a rule of our own, advisory.")
        yield Bullets(told)


def _worst(standard: StandardView) -> str:
    worst = next(organ for organ in standard.toxicity if organ.organ == standard.worst_organ)
    limit = "no limit" if worst.limit is None else f"limit {percent(worst.limit)}"
    over = f"; over the limit: {', '.join(map(words, standard.over_limit))}" if standard.over_limit else ""
    return f"{words(worst.organ)} {percent(worst.probability)} ({limit}){over}"


def _access(standard: StandardView) -> str:
    return "; ".join(
        f"{one.drug}: {one.use}" + (f", but {', '.join(one.against)}" if one.against else "") for one in standard.access
    )
