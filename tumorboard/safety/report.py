"""Everything known of one set of drugs, put together as the document ``tumorboard.safety/1``."""

from collections.abc import Collection, Iterable

from tumorboard.domain import safety_report as doc
from tumorboard.domain.case import Case
from tumorboard.domain.drug import EstablishedRegimen
from tumorboard.domain.limits import Limits
from tumorboard.domain.recommendation import KnowledgeStamp
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.safety_tables import safety_tables
from tumorboard.safety.availability import access, contraindicated, unavailable
from tumorboard.safety.coverage import interaction_gaps
from tumorboard.safety.dosing import propose
from tumorboard.safety.evidence import CombinationEvidence
from tumorboard.safety.genotypes import GenotypeCheck, check_genotypes
from tumorboard.safety.interactions import pair_findings
from tumorboard.safety.medications import check_medications, ruled_out
from tumorboard.safety.organs import OrganCheck, check_organs
from tumorboard.safety.proposals import caps, held, plan
from tumorboard.safety.shares import organ_views, over_limits, rates, toxicity_shares
from tumorboard.safety.tightening import tightened
from tumorboard.safety.toxicity import any_toxicity
from tumorboard.safety.warnings import warnings

_SHOWN = 20


def safety_report(
    kb: KnowledgeBase,
    evidence: CombinationEvidence,
    drugs: Iterable[str],
    limits: Limits,
    case: Case | None = None,
    without: Collection[str] = (),
    id: str | int = "",
    messages: tuple[str, ...] = (),
) -> doc.SafetyReport:
    """Say everything that is known of a set of drugs.

    Parameters
    ----------
    kb : KnowledgeBase
        What is known of the drugs.
    evidence : CombinationEvidence
        Phase I trials.
    drugs : iterable of str
        Generic names.
    limits : Limits
        Against which toxicity, pairs and availability are judged.
    case : Case, optional
        The patient: tumour type, laboratory values, other medicines, germline genotypes.
    without : collection of str
        PMIDs of trials that are left out.
    """
    names = tuple(sorted(set(drugs)))
    force = tightened(kb, case, limits)
    limits = force.limits
    pairs = pair_findings(kb, names, limits)
    organs = check_organs(kb, names, case, limits.tightening) if case else None
    medicines = check_medications(kb, names, case.medications if case else ())
    genotypes = check_genotypes(kb, case, names) if case else None
    proposed = propose(kb, names, evidence, without, case.diagnosis.oncotree if case else None)
    doses = held(proposed, caps(names, organs, medicines, genotypes, pairs, proposed))
    toxicity = organ_views(kb, names, limits)
    anything = any_toxicity(kb, names, limits)
    shares = [dose.percent_of_label for dose in doses]
    return doc.SafetyReport(
        id=id,
        knowledge=KnowledgeStamp(version=kb.version, sha256=kb.sha256),
        drugs=names,
        case_id=case.case_id if case else None,
        needs_sign_off=len(names) >= 4,
        toxicity=toxicity,
        rates=rates(toxicity_shares(kb, names, limits)),
        any_toxicity=anything,
        over_limit=over_limits(toxicity, anything, limits),
        tightened=force.tightened,
        warnings=warnings(kb, evidence, names, without),
        interactions=tuple(
            doc.PairView(
                a=p.a, b=p.b, severity=p.severity, mechanism=p.mechanism, sources=p.sources, forbidden=p.forbids
            )
            for p in pairs
        ),
        medications=tuple(
            doc.MedicationView(
                drug=m.drug, medication=m.medication, severity=m.severity, mechanism=m.mechanism, sources=m.sources
            )
            for m in medicines.findings
        ),
        combination=_combination(kb, evidence, names, without),
        doses=doses,
        additive_percent=round(sum(s for s in shares if s is not None), 1) if None not in shares else None,
        plan=plan(doses, len(names), pairs),
        organ_function=tuple(
            doc.OrganFindingView(
                drug=f.drug, parameter=f.parameter, value=f.value, action=f.action, words=f.words, sources=f.sources
            )
            for f in (organs.findings if organs else ())
        ),
        labs=tuple(
            doc.LabView(
                test=v.name,
                value=v.value,
                unit=v.unit,
                grade=v.grade,
                term=v.term,
                letter=v.letter,
                how=v.how,
                grade_v6=v.grade_v6,
                term_v6=v.term_v6,
            )
            for v in (organs.labs.values if organs else ())
        ),
        pharmacogenomics=_pgx(genotypes),
        availability=_availability(kb, limits, case, names),
        not_checked=_not_checked(names, kb, organs, medicines.unchecked, genotypes),
        without_pmid=tuple(sorted(without)),
        messages=messages,
    )


def _combination(
    kb: KnowledgeBase, evidence: CombinationEvidence, names: tuple[str, ...], without: Collection[str]
) -> doc.CombinationView:
    found = evidence.find(kb, names, without)
    regimens = [regimen for regimen in kb.regimens if regimen.drugs == names and len(names) > 1]
    parts = [r for r in kb.regimens if len(r.drugs) > 1 and set(r.drugs) < set(names)]
    wholes = [r for r in kb.regimens if len(names) > 1 and set(r.drugs) > set(names)]
    level = "established" if regimens else found.level if len(names) > 1 else "none"
    words = {
        "established": "a label or guideline names this combination",
        "exact": "phase I trials of exactly these drugs",
        "superset": "phase I trials of these drugs with others; none of exactly these",
        "subset": "phase I trials of a part of these drugs; none of all of them together",
        "same_classes": "phase I trials of other drugs of the same classes only",
        "none": "not known: no label, guideline or phase I trial of the tables has these drugs together",
    }
    if wholes:
        words["none"] = "not known by themselves: no label, guideline or phase I trial of the tables has just these"
    kinds = {
        "exact": found.exact, "superset": found.superset, "subset": found.subset, "same_classes": found.same_classes,
    }  # fmt: skip
    return doc.CombinationView.model_validate(
        {
            "level": level,
            "words": "single drug" if len(names) == 1 else words[level] + _part(parts) + _whole(wholes, names),
            "regimens": [_regimen(regimen) for regimen in regimens],
            "parts": [_regimen(regimen) for regimen in parts],
            "wholes": [_regimen(regimen) for regimen in wholes],
            **{name: trials[:_SHOWN] for name, trials in kinds.items()},
            "counts": {name: len(trials) for name, trials in kinds.items()},
        }
    )


def _part(parts: list[EstablishedRegimen]) -> str:
    """Name the largest part that is established."""
    if not parts:
        return ""
    largest = min(parts, key=lambda regimen: (-len(regimen.drugs), regimen.drugs, regimen.id))
    return f"; a label or guideline names the part {' + '.join(largest.drugs)} ({largest.id})"


def _whole(wholes: list[EstablishedRegimen], names: tuple[str, ...]) -> str:
    """Name the smallest regimen that is established and has all the drugs, with what comes to them."""
    if not wholes:
        return ""
    smallest = min(wholes, key=lambda regimen: (len(regimen.drugs), regimen.drugs, regimen.id))
    more = " and ".join(name for name in smallest.drugs if name not in names)
    return f"; a label or guideline names them with {more} ({smallest.id})"


def _regimen(regimen: EstablishedRegimen) -> doc.EstablishedView:
    return doc.EstablishedView(
        id=regimen.id, drugs=regimen.drugs, diseases=regimen.diseases, kind=regimen.kind, line=regimen.line,
        sources=regimen.citations,
    )  # fmt: skip


def _pgx(check: GenotypeCheck | None) -> tuple[doc.PgxView, ...]:
    if check is None:
        return ()
    rows = [(row, True) for row in check.advice] + [(row, False) for row in check.unconfirmed]
    return tuple(
        doc.PgxView(
            gene=result.gene, diplotype=result.diplotype, phenotype=result.phenotype, score=result.score,
            drug=advice.drug, action=advice.action, percent=advice.percent, words=advice.words, sources=advice.sources,
            confirmed=confirmed,
        )
        for (result, advice), confirmed in rows
    )  # fmt: skip


def _availability(
    kb: KnowledgeBase, limits: Limits, case: Case | None, names: tuple[str, ...]
) -> tuple[doc.AvailabilityView, ...]:
    decisions = access(kb, limits)
    forbidden = ruled_out(kb, case, names, limits) | contraindicated(kb, case, names, limits) if case else {}
    return tuple(
        doc.AvailabilityView(
            drug=name,
            approval=kb.drugs[name].approvals,
            excluded=forbidden.get(name) or unavailable(kb.drugs[name], limits) or decisions.excluded(name, limits),
        )
        for name in names
    )


def _not_checked(
    names: tuple[str, ...],
    kb: KnowledgeBase,
    organs: OrganCheck | None,
    medicines: tuple[tuple[str, str], ...],
    genotypes: GenotypeCheck | None,
) -> tuple[doc.NotChecked, ...]:
    rows = [(name, "no rate of toxicity is known; the limits say what is assumed") for name in names
            if name not in kb.toxicity]  # fmt: skip
    warned = safety_tables(kb).warnings
    rows += [(name, "boxed warnings and monitoring are not in the tables") for name in names if name not in warned]
    rows += [(f"interactions of {name}", reason) for name, reason in interaction_gaps(kb, names)]
    rows += [(f"medication {name}", reason) for name, reason in medicines]
    if organs is not None:
        rows += [(f"laboratory value {name}", reason) for name, reason in organs.labs.refused]
        rows += [(f"organ function rule of {name}", reason) for name, reason in organs.open]
        rows += organs.assumed
        rows += [(f"organ function of {', '.join(drugs)}", reason) for drugs, reason in organs.without_rule]
    else:
        rows.append(("organ function, other medicines, germline genotypes", "no case is given"))
    rows += [(f"genotype {name}", reason) for name, reason in (genotypes.unread if genotypes else ())]
    return tuple(doc.NotChecked(what=what, reason=reason) for what, reason in rows)
