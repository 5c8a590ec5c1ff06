"""Every version of the board's decisions, in the order in which they were written."""

from collections.abc import Iterator

from tumorboard.domain.board import BoardDecision
from tumorboard.report.blocks import Block, Bullets, Heading, Paragraph
from tumorboard.report.codes import REQUESTS, WORDS, word
from tumorboard.report.material import Decided, Material


def decisions(material: Material) -> Iterator[Block]:
    """Yield the decisions with their votes, requests, signatures and amendments."""
    if not material.decisions:
        return
    yield Heading("The board")
    before: Decided | None = None
    for one in material.decisions:
        yield Paragraph(
            f"Version {one.version}, {_came(one, before)} by {one.author}, {one.at:%Y-%m-%d %H:%M} UTC"
            + (f", because: {one.reason}" if _amended(one, before) and one.reason else ""),
            strong=True,
        )
        yield Bullets(tuple(_lines(one.decision)))
        before = one


def _amended(one: Decided, before: Decided | None) -> bool:
    """Say whether a version changes what was signed; the first of a decision has none before it."""
    return one.version > 1 and before is not None and before.decision.signature is not None


def _came(one: Decided, before: Decided | None) -> str:
    if one.version == 1 or before is None:
        return "written"
    if _amended(one, before):
        return "amended and signed" if one.decision.signature else "amended"
    return "signed" if one.decision.signature else "changed before it was signed"


def _lines(decision: BoardDecision) -> Iterator[str]:
    yield f"Met {decision.met}. Present: {', '.join(decision.attendees)}."
    for chosen in sorted(decision.chosen, key=lambda one: one.priority):
        rank = f"rank {chosen.rank} of the options" if chosen.rank else "none of the options"
        parts = [
            f"Priority {chosen.priority}: {' + '.join(chosen.drugs)} ({rank})", f"use: {word(chosen.use, WORDS)}",
            f"level {chosen.level or 'not graded'}", f"trial {chosen.trial}" if chosen.trial else "", chosen.rationale,
        ]  # fmt: skip
        yield "; ".join(part for part in parts if part)
    for vote in decision.votes:
        yield f"{vote.member}: {vote.vote}" + (f"; {vote.dissent}" if vote.dissent else "")
    for request in decision.requests:
        yield f"Asked for: {word(request.kind, REQUESTS)}{': ' + request.text if request.text else ''}"
    if decision.no_target:
        yield f"No target to treat: {decision.no_target}"
    if decision.summary:
        yield decision.summary
    if signed := decision.signature:
        yield f"Signed by {signed.by}, {signed.at:%Y-%m-%d %H:%M} UTC: {signed.meaning}"
    else:
        yield "Not signed."
