"""From the engine's own records to the documents: plain data, in a fixed order."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from tumorboard.domain import recommendation as doc
from tumorboard.domain.finding import Finding
from tumorboard.domain.limits import TightenedLimit
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.items import Item
from tumorboard.matching.levels import scales
from tumorboard.matching.offer import Match, MatchTable, Offer, Resistance
from tumorboard.matching.score import ItemMatch, Score
from tumorboard.matching.workup import Workup
from tumorboard.safety.availability import use_type

if TYPE_CHECKING:
    from tumorboard.matching.obstacles import Obstacle

IN_TYPE = ("this_type", "parent_type", "any_solid", "any_haematological")


def alterations(workup: Workup) -> tuple[doc.AlterationView, ...]:
    """Show the findings."""
    return tuple(_alteration(evidence.finding) for evidence in workup.found)


def _alteration(finding: Finding) -> doc.AlterationView:
    return doc.AlterationView(
        id=finding.id,
        gene=finding.gene,
        label=finding.label,
        kind=finding.kind,
        counted=finding.counted,
        reason=finding.reason,
        item=finding.item or None,
        classification=finding.classification,
        classification_from=finding.classified_by,
        effect=finding.effect,
        germline=finding.germline,
    )


def candidates(workup: Workup, kb: KnowledgeBase) -> tuple[doc.CandidateView, ...]:
    """Show every drug that matches something, the best supported first, and what resistance says of it."""
    of_drug: dict[str, list[Match]] = defaultdict(list)
    for match in workup.table.matches:
        for drug in match.drugs:
            of_drug[drug].append(match)
    against: dict[str, list[Resistance]] = defaultdict(list)
    for resistance in workup.table.resistances:
        against[resistance.drug].append(resistance)
    approved = on_label(workup.table)
    shown = []
    for name, matches in of_drug.items():
        known = kb.drugs[name]
        if len(matches) > 1:
            matches.sort(key=lambda match: (-match.points, match.finding, match.drugs))
        views = [_match(match.finding, match.drugs, match.offers, name) for match in matches]
        views += [_resistance(resistance) for resistance in against[name]]
        view = doc.CandidateView(
            drug=name, **{"class": known.drug_class.name}, approval=known.approvals,
            use=use_type(known, name in approved), matches=tuple(views),
        )  # fmt: skip
        shown.append((-matches[0].points, name, view))
    return tuple(view for *_, view in sorted(shown, key=lambda entry: entry[:2]))


def on_label(table: MatchTable) -> frozenset[str]:
    """Return the drugs of which an approval, alone or combined, covers this tumour type and a finding of this case."""
    approved: set[str] = set()
    for match in table.matches:
        for offer in match.offers:
            if offer.approval in ("fda", "ema") and offer.level_from in IN_TYPE:
                approved.update(match.drugs)
                break
    return frozenset(approved)


@lru_cache(maxsize=20_000)
def _match(finding: str, drugs: tuple[str, ...], offers: tuple[Offer, ...], drug: str) -> doc.MatchView:
    best = offers[0]
    notes = tuple(dict.fromkeys(offer.note for offer in offers if offer.note))
    return doc.MatchView(
        alteration=finding,
        kind=best.kind,
        level=best.level,
        level_from=best.level_from,
        **_scales(best),
        sources=tuple(dict.fromkeys(source for offer in offers for source in offer.sources)),
        path=next((offer.path for offer in offers if offer.path), None),
        **{"with": tuple(name for name in drugs if name != drug)},
        studied_with=tuple(dict.fromkeys(name for offer in offers for name in offer.with_others)),
        rules=tuple(dict.fromkeys(offer.rule for offer in offers)),
        note="; ".join(notes) or None,
    )


def _scales(offer: Offer) -> dict[str, str]:
    graded = scales(offer.level, offer.level_from, offer.effect)
    return {"amp": graded.amp, "escat": graded.escat, "nct": graded.nct, "level_rule": graded.rule}


@lru_cache(maxsize=5_000)
def _resistance(resistance: Resistance) -> doc.MatchView:
    offer = resistance.offer
    word = "removes the match" if resistance.removes else "warning"
    return doc.MatchView(
        alteration=resistance.finding, kind="resistance", level=offer.level, level_from=offer.level_from,
        **_scales(offer), sources=offer.sources, path=None, rules=(offer.rule,),
        note="; ".join(filter(None, (word, offer.note))),
    )  # fmt: skip


def answered(resistance: Resistance, drugs: frozenset[str], workup: Workup) -> bool:
    """Say whether a combination among the drugs, known for this very finding, answers a claim against one drug alone.

    Encorafenib and cetuximab act together on *BRAF* V600E in colorectal cancer; neither acts alone.
    """
    if len(resistance.of) > 1:
        # A claim against a combination says nothing of one of its drugs in another.
        return not drugs.issuperset(resistance.of)
    return any(
        len(match.drugs) > 1 and resistance.drug in match.drugs and drugs.issuperset(match.drugs)
        and match.finding == resistance.finding and not match.contested
        and match.best.level <= resistance.offer.level and match.best.level_from in IN_TYPE
        for match in workup.table.matches
    )  # fmt: skip


def obstacle(o: "Obstacle", tightened: Iterable[TightenedLimit] = (), asked: tuple[str, ...] = ()) -> doc.Obstacle:
    """Show a rule in the way: a limit with what tightened it, a pinned drug that was asked for as such."""
    words = f"{o.subject} is asked for" if o.kind == "pin" and o.subject in asked else o.words
    by = next((one for one in tightened if o.kind == "limit" and o.parts == (one.organ,)), None)
    return doc.Obstacle(kind=o.kind, subject=o.subject, words=f"{words}, {by.words}" if by else words)


def policy_score(score: Score, workup: Workup) -> doc.PolicyScore:
    """Show a score, with the items on both sides and what is left out."""
    value = score.score
    return doc.PolicyScore(
        policy=score.policy.name,
        num=number(score.num),
        den=score.den,
        score=None if value is None else float(value),
        high=score.high,
        high_rule=score.policy.high,
        matched=tuple(_matched(match) for match in score.matched),
        unmatched=tuple(_item(item) for item in score.unmatched),
        excluded=tuple(
            doc.ExcludedFinding(id=f.id, gene=f.gene, label=f.label, reason=f.reason)
            for f in (evidence.finding for evidence in workup.found)
            if not f.counted
        ),
    )


def _matched(match: ItemMatch) -> doc.ScoredItem:
    return doc.ScoredItem(
        id=match.item.id, gene=match.item.gene, label=match.item.label, drugs=match.drugs, kind=match.kind,
        weight=number(match.weight), rule=match.rule or None,
    )  # fmt: skip


def _item(item: Item) -> doc.ScoredItem:
    return doc.ScoredItem(id=item.id, gene=item.gene, label=item.label)


def number(value: Fraction) -> int | float:
    """Return a fraction as the number of a document: whole where it is whole."""
    return int(value) if value.denominator == 1 else float(value)
