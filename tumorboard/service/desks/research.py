"""The researcher's side: our own records as a cohort, exports, and what new knowledge would change."""

import dataclasses
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, TypeVar

from tumorboard.domain.access import Action
from tumorboard.domain.board import BoardDecision, CaseState, FrozenRecommendation
from tumorboard.domain.cohort import Cohort
from tumorboard.domain.followup import DoseChange
from tumorboard.domain.policy import DEFAULT, Policy
from tumorboard.domain.recommendation import Recommendation
from tumorboard.domain.record import Record
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.matching.compare import CaseChange, compare
from tumorboard.records.model import Actor, stamp
from tumorboard.records.store import Store
from tumorboard.service import advice
from tumorboard.service.desks.base import Base
from tumorboard.service.desks.case_file import CaseFile, Kept
from tumorboard.service.desks.casework import file_of
from tumorboard.service.desks.cohort import cohort_of
from tumorboard.service.desks.exports import enough, groups_csv, report_json
from tumorboard.service.desks.findings import again, document_of
from tumorboard.service.desks.returned import returned_of
from tumorboard.service.desks.values import CohortCounts

MOST_CASES = 1_000_000
Noun = TypeVar("Noun", bound=Record)


class Research(Base):
    """Cohort, exports and affected cases."""

    def cohort(self, policy: Policy = DEFAULT) -> Cohort:
        """Return the treated and consented patients of all records, pseudonymised, ready for `analyse_cohort`.

        Days are counted from day 1, ages above 89 are grouped, rare tumour types generalised. Who has not consented is
        in no row; the flow says how many left at which step, and why.
        """
        with self._reading(Action.SEE_COHORT, policy=policy.name) as read:
            return cohort_of(read, self.kb, policy, pseudonyms(self.records.store), demo=self.records.demo)

    def cohort_counts(self, policy: Policy = DEFAULT) -> CohortCounts:
        """Count the records for a page; counts of 1-20 are hidden and do not follow from the others.

        They are those of `analyse_cohort`, so that nothing follows from both pages together, either.
        """
        cohort = self.cohort(policy)
        if not cohort.rows:
            return CohortCounts((), (), (), (), "No patient who agreed to research has been treated yet.")
        from tumorboard.outcomes.analyse import analyse

        report = analyse(cohort, today=self.today, shuffles=0)
        bands = report["score"]["histogram"]
        hidden = report["small_cells"] == "hidden"
        return CohortCounts(
            steps=tuple((step["step"], step["count"]) for step in report["flow"]),
            tumors=tuple((one["tumor_type"], one["count"]) for one in report["tumor_types"]),
            responses=tuple((one["response"], one["count"]) for one in report["response"]["best_response"]),
            scores=tuple((_band(one["above"], one["to"]), one["count"]) for one in bands),
            lost=tuple(tuple((one["because"], one["count"]) for one in step["lost"]) for step in report["flow"]),
            best_change=report["best_change"],
            notice="Counts of 1 to 20 patients, and those from which they would follow, are not shown."
            if hidden
            else "Invented sample cases: every count is shown.",
        )

    def export_cohort(self, format: Literal["json", "csv"] = "json", policy: Policy = DEFAULT) -> bytes:
        """Write the report of the cohort (json) or its groups of 21 patients or more (csv); the trail tells of it.

        Raises
        ------
        InputError
            For fewer than 21 treated patients: nothing can be told without telling of single ones.
        """
        writers = {"json": report_json, "csv": groups_csv}
        if format not in writers:
            raise InputError(f"{format!r} is no format", field="format", remedy="Choose json or csv")
        cohort = self._leaving(policy, format=format, policy=policy.name)
        from tumorboard.outcomes.analyse import analyse

        return writers[format](analyse(cohort, today=self.today))

    def take_along(self, name: str, content: bytes) -> bytes:
        """Return a file made of the records' analysis, if the person may export it; the trail names the file.

        Raises
        ------
        InputError
            For fewer than 21 treated patients, as for `export_cohort`.
        """
        self._leaving(DEFAULT, file=name)
        return content

    def _leaving(self, policy: Policy, /, **detail: str) -> Cohort:
        """Return the cohort of which something is about to leave; the trail tells whether it did or was refused."""
        if not self.may(Action.EXPORT_COHORT):
            self._refuse(Action.EXPORT_COHORT, "")
        cohort = self.cohort(policy)
        try:
            enough(cohort)
        except InputError as problem:
            self.records.store.refused(self.actor, str(Action.EXPORT_COHORT), "", problem.message, detail)
            raise
        with self._reading(Action.EXPORT_COHORT, **detail):
            return cohort

    def export_case(self, case_id: str) -> bytes:
        """Write one case with its whole history as JSON, for the patient's own record."""
        with self._reading(Action.EXPORT_CASE, case_id, format="json") as read:
            file = file_of(read, case_id, self.kb)
            entries = [
                {
                    "kind": entry.kind, "key": entry.key, "version": entry.version, "author": entry.author,
                    "at": stamp(entry.at), "reason": entry.reason, "body": entry.body,
                }
                for entry in read.changes(case_id)
            ]  # fmt: skip
        body = {
            "schema": "tumorboard.case-history/1",
            "case_id": case_id,
            "sample": file.case.value.sample,
            "state": str(file.item.state),
            "team": [person.display for person in file.team],
            "entries": entries,
        }
        return (json.dumps(body, indent=1, ensure_ascii=False) + "\n").encode()

    def report(self, case_id: str, kind: Literal["pdf", "docx"] = "pdf") -> bytes:
        """Print a case: one page and its appendix, with the recommendation that was frozen last."""
        from tumorboard.report.material import Decided, Material
        from tumorboard.service import printing

        if kind not in ("pdf", "docx"):
            raise InputError(f"{kind!r} is no format", field="kind", remedy="Choose pdf or docx")
        with self._reading(Action.EXPORT_CASE, case_id, format=kind) as read:
            file = file_of(read, case_id, self.kb)
            versions = [
                Decided(BoardDecision.model_validate(entry.body), entry.version, entry.author, entry.at, entry.reason)
                for one in file.decisions
                for entry in read.history(case_id, "decision", one.key)
            ]
        found, basis = _shown(file, self.kb)
        material = Material(
            case=file.read.case,
            tumour=self.kb.diseases.title(file.read.case.diagnosis.oncotree),
            recommendation=found,
            printed=self.records.store.clock(),
            basis=basis,
            printed_by=self.person.display,
            citations=printing.citations(self.kb),
            profile=file.profile.value if file.profile.version else None,
            specimens=_values(file.specimens),
            choices={name: choice.value for name, choice in file.choices.items()},
            decisions=tuple(versions),
            courses=_values(file.courses),
            doses=_doses(file),
            claims=_values(file.claims),
            assessments=_values(file.assessments),
            events=_values(file.events),
            statuses=_values(file.statuses),
            returned=returned_of(file, self.kb),
        )
        return printing.printed(material, kind)

    def affected_cases(self, other: KnowledgeBase) -> list[CaseChange]:
        """List the open cases of the person's teams whose frozen recommendation another version would change."""
        with self._reading(Action.SEE_WORKLIST, do="affected_cases") as read:
            still = [state for state in CaseState if state is not CaseState.CLOSED]
            items = read.worklist(still, self.person.id, limit=MOST_CASES)
            latest = {item.case_id: read.all(item.case_id, "recommendation")[-1:] for item in items}
        changes = []
        for case_id, entries in latest.items():
            for entry in entries:
                frozen = FrozenRecommendation.model_validate(entry.body)
                # What another version of the program made cannot be compared; it is made anew with today's knowledge.
                change = compare(document_of(frozen) or again(frozen, self.kb), again(frozen, other))
                if change.changed:
                    changes.append(dataclasses.replace(change, case_id=case_id))
        return changes


def pseudonyms(store: Store) -> Callable[[str], str]:
    """Return what makes a patient's number of the id of a case; without the secret nobody can go back."""
    return lambda case_id: f"P{store.secret.seal('pseudonym', case_id)[:12]}"


def operator_cohort(
    store: Store,
    kb: KnowledgeBase,
    policy: Policy,
    who: str,
    *,
    demo: bool = False,
    show_small: bool = False,
    detail: Mapping[str, Any] | None = None,
) -> Cohort:
    """Return the cohort to somebody who runs the server; the trail tells the export and names the account.

    Parameters
    ----------
    store, kb, policy : Store, KnowledgeBase, Policy
        As for `Research.cohort`.
    who : str
        Name of the account of the operating system.
    show_small : bool
        Whether the treating centre asked for every count, and so for a cohort of any size.
    detail : mapping, optional
        What becomes of it, for the trail: format and figures.

    Raises
    ------
    InputError
        For fewer than 21 treated patients, unless ``show_small``.
    """
    actor = Actor("", f"command line ({who})", demo=demo)
    with store.reading(actor, str(Action.SEE_COHORT), detail={"policy": policy.name}) as read:
        cohort = cohort_of(read, kb, policy, pseudonyms(store), demo=demo)
    told = {"policy": policy.name, **(detail or {}), "show_small": show_small}
    try:
        if not show_small:
            enough(cohort)
    except InputError as problem:
        store.refused(actor, str(Action.EXPORT_COHORT), "", problem.message, told)
        raise
    # What the command prints or writes is out of the records' reach.
    with store.reading(actor, str(Action.EXPORT_COHORT), detail=told):
        return cohort


def _values(items: Iterable[Kept[Noun]]) -> tuple[Noun, ...]:
    return tuple(one.value for one in items)


def _doses(file: CaseFile) -> tuple[tuple[int, DoseChange], ...]:
    places = {course.key: place for place, course in enumerate(file.courses, 1)}
    doses = [(places[one.value.course], one.value) for one in file.doses]
    return tuple(sorted(doses, key=lambda dose: (dose[0], dose[1].when)))


def _shown(file: CaseFile, kb: KnowledgeBase) -> tuple[Recommendation, str]:
    """Return the recommendation that was frozen last, or one for today, and in words which it is."""
    if not file.recommendations:
        return advice.recommend(file.read, kb), "computed for this report"
    last = file.recommendations[-1]
    words = f"{last.key}, frozen by {last.author} at {last.at:%Y-%m-%d %H:%M} UTC"
    found = document_of(last.value)
    if found is None:
        return again(last.value, kb), f"computed again from the inputs of {words}, by another version of the program"
    return found, words


def _band(above: int, to: int) -> str:
    return "0 %" if to == 0 else f"{above}-{to} %"
