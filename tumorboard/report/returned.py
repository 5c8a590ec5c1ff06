"""Returned to the patient's team: hereditary risk, and medicine and DNA, on paper."""

from collections.abc import Iterator

from tumorboard.report.blocks import Block, Bullets, Heading, Paragraph
from tumorboard.report.material import Material
from tumorboard.report.rows import table
from tumorboard.report.wording import few, short, source

MOST_GENES = 4


def on_first_page(material: Material, line: int) -> tuple[Block, ...]:
    """Return both cards in two lines of at most some characters each."""
    found = material.returned
    if found is None:
        return ()
    asked = [f"{one.label}: {one.words}" for one in found.follow_up]
    genes = [f"{one.gene} {one.result} ({few(one.concerned, 3)})" for one in found.medicines if one.concerned]
    risk = short(few(asked, 4, "nothing to follow up by the rules"), line - len(found.caution))
    lines = (
        f"Hereditary risk: {risk}. {found.caution}",
        short(f"Medicine and DNA: {few(genes, MOST_GENES, 'no gene of the rules concerns these drugs')}.", line),
    )
    return Heading("Returned to the patient's team"), Bullets(lines)


def returned(material: Material) -> Iterator[Block]:
    """Yield both cards with their reasons and sources."""
    found = material.returned
    if found is None:
        return
    yield Heading("Returned to the patient's team: hereditary risk")
    rows = [
        (one.label, one.words, one.why, "; ".join(map(source, one.sources)) or "–") for one in found.hereditary
    ]  # fmt: skip
    yield from table(("Finding", "What to do", "Why", "Source"), rows, (3, 4, 7, 5), "Findings of hereditary risk")
    if not rows:
        yield Paragraph("No pathogenic finding in a gene of hereditary risk.")
    yield Paragraph(f"{found.caution} What was not covered was not tested.", strong=True)
    yield Heading("Returned to the patient's team: medicine and DNA")
    yield Paragraph(f"Drugs and medicines of this case: {', '.join(found.drugs) or 'none'}.")
    genes = [
        (
            one.gene, one.result, "; ".join(one.meanings) or "–",
            "; ".join(source(name) for name in dict.fromkeys(s for each in one.results for s in each.sources)) or "–",
        )
        for one in found.medicines
    ]  # fmt: skip
    head = ("Gene", "Result", "For the drugs and medicines of this case", "Source")
    yield from table(head, genes, (2, 5, 9, 3), "Pharmacogenes; not tested is not the same as normal")
