"""A cBioPortal study as a cohort: outcomes as the study tells them, scores of the drugs that somebody names.

A study's tables rarely name the drugs behind its PFS. They come from the person who imports it; who has none has no
score, and that is told.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from tumorboard.domain.cohort import Cohort, CohortRow, Score
from tumorboard.domain.policy import Policy
from tumorboard.domain.recommendation import PolicyScore
from tumorboard.errors import InputError
from tumorboard.intake.cbioportal import Study, read_study
from tumorboard.intake.normalise import normalise
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching import engine

MOST_TOLD = 5
COLUMNS = ("PATIENT_ID", "DRUGS")
UNUSABLE = "the alterations cannot be used: "


@dataclass(frozen=True, slots=True)
class Imported:
    """A cohort and, line by line, what was read, what was left out, and what is not known."""

    cohort: Cohort
    told: tuple[str, ...]


def read_drugs(path: Path) -> dict[str, tuple[str, ...]]:
    """Read who was given what: a TSV table with the columns PATIENT_ID and DRUGS (names parted by commas).

    Raises
    ------
    InputError
        For a file that is no such table, or names a patient twice.
    """
    given: dict[str, tuple[str, ...]] = {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            reader = csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE)
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise InputError(
                    f"has no column {' and no column '.join(missing)}", file=path.name, remedy="Name it in the header"
                )
            for row in reader:
                patient = (row["PATIENT_ID"] or "").strip()
                if patient in given:
                    raise InputError(
                        f"patient {patient} stands here twice", file=path.name, field=f"line {reader.line_num}",
                        remedy="One line a patient; keep the regimen to be analysed",
                    )  # fmt: skip
                given[patient] = named(row["DRUGS"] or "")
    except OSError as problem:
        raise InputError(f"cannot be read ({problem.strerror})", file=path.name) from None
    except (UnicodeDecodeError, csv.Error) as problem:
        raise InputError(f"is not a TSV table in UTF-8 ({problem})", file=path.name) from None
    return given


def named(text: str) -> tuple[str, ...]:
    """Return the drugs of a list parted by commas."""
    return tuple(name for name in (part.strip() for part in text.split(",")) if name)


def import_study(
    folder: Path,
    kb: KnowledgeBase,
    policy: Policy,
    *,
    everybody: Sequence[str] = (),
    by_patient: Mapping[str, Sequence[str]] | None = None,
) -> Imported:
    """Read a study and score the regimens that are known.

    Parameters
    ----------
    folder : Path
        The study.
    everybody : sequence of str
        Drugs given to all patients for whom ``by_patient`` says nothing; generic, brand or code names.
    by_patient : mapping, optional
        Patient -> drugs given.

    Raises
    ------
    InputError
        For a study that cannot be read, a drug or a patient that is not known.
    """
    study = read_study(folder, is_gene=kb.genes.is_gene)
    own = by_patient or {}
    strangers = sorted(set(own) - {row.patient_id for row in study.rows})
    if strangers:
        raise InputError(
            f"the study has no patient {', '.join(strangers[:MOST_TOLD])}", field="PATIENT_ID",
            remedy="Write the names of the study's clinical tables",
        )  # fmt: skip
    rows, lost = [], Counter[str]()
    for row, case in zip(study.rows, study.cases, strict=True):
        given = own.get(row.patient_id, everybody)
        drugs = tuple(dict.fromkeys(kb.require_drug(name, "drugs").name for name in given))
        try:
            read = normalise(case, kb)
        except InputError as problem:
            lost[UNUSABLE + problem.message] += 1
            rows.append(row)
            continue
        found = engine.score(read.case, kb, drugs, policy, read.messages)
        rows.append(_scored(row, found.policies, drugs, kb))
        if not drugs:
            lost["no drug is named: no score"] += 1
        elif not found.policies[0].den:
            lost["no alteration counts: the score is not computable"] += 1
    cohort = study.cohort(policy.name, tuple(rows))
    source = [cohort.source]
    if everybody:
        source.append(f"drugs of all patients without their own as named on import: {', '.join(everybody)}")
    if own:
        source.append(f"drugs of {len(own)} patients from a table given on import")
    return Imported(cohort.model_copy(update={"source": "; ".join(source)[:500]}), tuple(_told(study, cohort, lost)))


def _scored(row: CohortRow, found: Sequence[PolicyScore], drugs: tuple[str, ...], kb: KnowledgeBase) -> CohortRow:
    """Add what is known of a regimen to a row; the number of alterations is known without it."""
    told: dict[str, object] = {"alterations": found[0].den}
    if drugs:
        told["scores"] = {
            each.policy: Score(numerator=str(Fraction(each.num).limit_denominator(1000)), denominator=each.den)
            for each in found
        }
        told["drugs"] = len(drugs)
        told["checkpoint"] = any(kb.drugs[drug].drug_class.checkpoint for drug in drugs)
    return row.model_copy(update=told)


def _told(study: Study, cohort: Cohort, lost: Counter[str]) -> list[str]:
    """Say what became of every line of the study and of every patient."""
    lines = []
    for tally in study.tallies:
        ignored = ", ".join(f"{count} ignored ({why})" for why, count in tally.ignored.most_common() if count)
        parts = [f"{tally.read} entries", f"{tally.used} used", *([ignored] if ignored else []), f"{tally.bad} bad"]
        lines.append(f"{tally.file}: {', '.join(parts)}")
    lines += [f"{p.file}: line {p.line}: {p.message}" for p in study.problems[:MOST_TOLD]]
    if len(study.problems) > MOST_TOLD:
        lines.append(f"... and {len(study.problems) - MOST_TOLD} more lines or cells that could not be used")
    rows = cohort.rows
    scored = sum(any(score.denominator for score in row.scores.values()) for row in rows)
    lines.append(f"{len(rows)} patients, {scored} with a score")
    lines += [f"{count} of {len(rows)} patients: {why}" for why, count in sorted(lost.items())]
    unknown = {
        "PFS": sum(row.pfs is None for row in rows), "OS": sum(row.os is None for row in rows),
        "age": sum(row.age is None for row in rows), "prior lines": sum(row.prior_lines is None for row in rows),
        "ECOG": sum(row.ecog is None for row in rows), "TMB": sum(row.tmb is None for row in rows),
    }  # fmt: skip
    missing = ", ".join(f"{name} of {count}" for name, count in unknown.items() if count)
    lines.append(f"not known: {missing or 'nothing'}")
    return lines
