"""Studies as cBioPortal keeps them: a case for every patient, and what happened to them.

Formats: docs.cbioportal.org, "File Formats". Every line is accounted for: used, ignored for a reason, or bad.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from tumorboard.domain.alteration import Alteration, AlterationKind, Consequence, ProteinMarker, Signatures
from tumorboard.domain.alteration import TumorMutationalBurden as Burden
from tumorboard.domain.case import Case, Diagnosis, Patient
from tumorboard.domain.cohort import Cohort, CohortRow, ReportedEndpoint
from tumorboard.intake.cbioportal_files import Problem, Tally, find_files, table_rows
from tumorboard.intake.contradictions import contradicted

DAYS_PER_MONTH = 365.25 / 12
CONSEQUENCES = {
    "Missense_Mutation": Consequence.MISSENSE, "Nonsense_Mutation": Consequence.NONSENSE,
    "Frame_Shift_Del": Consequence.FRAMESHIFT, "Frame_Shift_Ins": Consequence.FRAMESHIFT,
    "In_Frame_Del": Consequence.INFRAME_DELETION, "In_Frame_Ins": Consequence.INFRAME_INSERTION,
    "Splice_Site": Consequence.SPLICE, "Translation_Start_Site": Consequence.START_LOST,
    "Nonstop_Mutation": Consequence.STOP_LOST, "5'Flank": Consequence.PROMOTER,
}  # fmt: skip
SILENT = frozenset({
    "Silent", "Intron", "3'UTR", "5'UTR", "3'Flank", "5'Flank", "IGR", "RNA", "lincRNA", "Splice_Region",
    "Targeted_Region",
})  # fmt: skip
COPY_NUMBERS = {"2": AlterationKind.AMPLIFICATION, "-2": AlterationKind.DELETION}
LOW_LEVEL = frozenset({"1", "-1", "-1.5"})
NOT_SAMPLES = frozenset({"Hugo_Symbol", "Entrez_Gene_Id", "Cytoband"})
EVENTS = {
    "1": True, "DECEASED": True, "DEAD": True, "PROGRESSED": True, "PROGRESSION": True, "RECURRED/PROGRESSED": True,
    "0": False, "LIVING": False, "ALIVE": False, "CENSORED": False, "NOT PROGRESSED": False, "DISEASEFREE": False,
}  # fmt: skip
BENEFIT = {"YES": True, "NO": False}
IsGene = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Study:
    """A study as read.

    ``tallies`` account for every line of every file; ``problems`` are the bad ones. The rows carry no score: which
    drugs were given is not in a study's tables.
    """

    id: str
    name: str
    cases: tuple[Case, ...]
    rows: tuple[CohortRow, ...]
    tallies: tuple[Tally, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The lines, and single cells of lines, that could not be used."""
        return tuple(problem for tally in self.tallies for problem in (*tally.problems, *tally.notes))

    def cohort(self, policy: str, rows: tuple[CohortRow, ...] | None = None) -> Cohort:
        """Return the rows (with scores, where they were added) as a cohort document."""
        source = f"cBioPortal study {self.id}" if self.id else "cBioPortal study"
        return Cohort(name=self.name or source, source=source, policy=policy, rows=self.rows if rows is None else rows)


@dataclass
class _Sample:
    """A tumour sample while it is being read."""

    patient: str
    clinical: dict[str, str]
    alterations: list[Alteration] = field(default_factory=list)


def read_study(folder: Path, *, checkpoint: bool | None = None, is_gene: IsGene | None = None) -> Study:
    """Read a study.

    Parameters
    ----------
    folder : Path
        With ``meta_*.txt`` and ``data_*.txt`` files; only the clinical sample table is needed.
    checkpoint : bool, optional
        Whether all patients were given a checkpoint inhibitor, where the study is known for that.
    is_gene : callable, optional
        Says whether a symbol is that of a gene; lines with others are reported.

    Raises
    ------
    InputError
        If a table cannot be read at all. A bad line is a :class:`Problem`, not an error.
    """
    found = find_files(folder)
    tallies: list[Tally] = []

    def tally(kind: str) -> Tally:
        tallies.append(Tally(found.tables[kind].name))
        return tallies[-1]

    samples = _samples(found.tables["samples"], tally("samples"))
    people = _patients(found.tables["patients"], tally("patients")) if "patients" in found.tables else {}
    for kind, read in (("mutations", _mutations), ("cna", _copy_numbers), ("sv", _rearrangements)):
        if kind in found.tables:
            read(found.tables[kind], tally(kind), samples, is_gene)
    by_patient: dict[str, list[_Sample]] = {}
    for sample in samples.values():
        by_patient.setdefault(sample.patient, []).append(sample)
    for account in tallies[1:2] if people else []:
        without = len(people.keys() - by_patient.keys())
        account.used -= without
        account.ignored["no tumour sample"] += without
    cases, rows = [], []
    for patient in sorted(by_patient):
        facts = people.get(patient, {})
        case = _case(patient, facts, by_patient[patient])
        cases.append(case)
        rows.append(_row(case, facts, checkpoint, tallies))
    return Study(
        found.meta.get("cancer_study_identifier", ""), found.meta.get("name", ""), tuple(cases), tuple(rows),
        tuple(tallies),
    )  # fmt: skip


def _samples(path: Path, tally: Tally) -> dict[str, _Sample]:
    samples: dict[str, _Sample] = {}
    for line, row in table_rows(path, tally, ("SAMPLE_ID", "PATIENT_ID")):
        sample, patient = row.get("SAMPLE_ID"), row.get("PATIENT_ID")
        if sample is None or patient is None:
            tally.refuse(line, "SAMPLE_ID or PATIENT_ID is empty")
        elif sample in samples:
            tally.refuse(line, f"sample {sample} is listed twice")
        elif "normal" in (row.get("SAMPLE_TYPE", "").lower(), row.get("CANCER_TYPE", "").lower()):
            tally.ignored["normal tissue"] += 1
        else:
            samples[sample] = _Sample(patient, row)
            tally.used += 1
    return samples


def _patients(path: Path, tally: Tally) -> dict[str, dict[str, str]]:
    people: dict[str, dict[str, str]] = {}
    for line, row in table_rows(path, tally, ("PATIENT_ID",)):
        patient = row.get("PATIENT_ID")
        if patient is None or patient in people:
            tally.refuse(line, "PATIENT_ID is empty" if patient is None else f"patient {patient} is listed twice")
            continue
        people[patient] = {**row, " file": path.name, " line": str(line)}
        tally.used += 1
    return people


def _add(sample: _Sample, tally: Tally, line: int, **fields: Any) -> None:
    """Add an alteration, or say what is wrong with it."""
    try:
        alteration = Alteration(**fields)
        if contradicted(alteration):
            # Two columns of one table disagree in a few lines of most studies: the protein change says more.
            alteration = alteration.model_copy(update={"consequence": None})
        sample.alterations.append(alteration)
        tally.used += 1
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        tally.refuse(line, f"{first['loc'][0] if first['loc'] else 'line'}: {first['msg']}")


def _mutations(path: Path, tally: Tally, samples: dict[str, _Sample], is_gene: IsGene | None) -> None:
    for line, row in table_rows(path, tally, ("Hugo_Symbol", "Tumor_Sample_Barcode", "Variant_Classification")):
        sample, gene = samples.get(row.get("Tumor_Sample_Barcode", "")), row.get("Hugo_Symbol", "")
        kind, status = row.get("Variant_Classification", ""), row.get("Mutation_Status", "").upper()
        if status in ("WILDTYPE", "LOH", "NONE"):
            tally.ignored[f"mutation status {status.lower()}"] += 1
        elif kind in SILENT and not (kind == "5'Flank" and gene == "TERT"):
            tally.ignored[f"does not change the protein ({kind})"] += 1
        elif kind not in CONSEQUENCES:
            tally.refuse(line, f"{kind!r} is no Variant_Classification: are the columns where the header says?")
        elif sample is None:
            tally.refuse(line, f"sample {row.get('Tumor_Sample_Barcode')} is not in the clinical sample table")
        elif not gene or (is_gene is not None and not is_gene(gene)):
            tally.refuse(line, f"there is no gene {gene!r}")
        else:
            protein = row.get("HGVSp_Short") or row.get("Amino_Acid_Change") or row.get("HGVSp")
            transcript, _, coding = row.get("HGVSc", "").rpartition(":")
            _add(
                sample, tally, line, gene=gene, kind=AlterationKind.SMALL_VARIANT, protein_change=protein,
                cdna_change=coding or None, transcript=transcript or row.get("Transcript_ID"),
                consequence=CONSEQUENCES[kind], origin=_origin(status), vaf=_fraction(row),
            )  # fmt: skip


def _origin(status: str) -> Literal["somatic", "germline", "unknown"]:
    return "germline" if status == "GERMLINE" else "somatic" if status == "SOMATIC" else "unknown"


def _fraction(row: dict[str, str]) -> float | None:
    alt, ref = _number(row.get("t_alt_count")), _number(row.get("t_ref_count"))
    return None if alt is None or ref is None or alt + ref <= 0 or alt < 0 or ref < 0 else alt / (alt + ref)


def _copy_numbers(path: Path, tally: Tally, samples: dict[str, _Sample], is_gene: IsGene | None) -> None:
    for line, gene, name, call in _calls(path, tally):
        value = call.removesuffix(".0")
        if value in ("", "0"):
            tally.ignored["no change" if value else "not profiled"] += 1
        elif value in LOW_LEVEL:
            tally.ignored["low-level change"] += 1
        elif name not in samples:
            tally.refuse(line, f"sample {name} is not in the clinical sample table")
        elif value not in COPY_NUMBERS:
            tally.refuse(line, f"{gene}: {call!r} is no copy-number call (-2, -1.5, -1, 0, 1, 2)")
        elif not gene or (is_gene is not None and not is_gene(gene)):
            tally.refuse(line, f"there is no gene {gene!r}")
        else:
            _add(samples[name], tally, line, gene=gene, kind=COPY_NUMBERS[value])


def _calls(path: Path, tally: Tally) -> Iterator[tuple[int, str, str, str]]:
    """Yield line, gene, sample and call, from a matrix (one column a sample) or a long table (one call a line)."""
    for line, row in table_rows(path, tally, ("Hugo_Symbol",), empty=True):
        gene = row["Hugo_Symbol"]
        if "Sample_Id" in row and "Value" in row:
            yield line, gene, row["Sample_Id"], row["Value"]
            continue
        calls = {name: call for name, call in row.items() if name not in NOT_SAMPLES}
        # Of a matrix the calls are counted, not the lines.
        tally.read += len(calls) - 1
        for name, call in calls.items():
            yield line, gene, name, call


def _rearrangements(path: Path, tally: Tally, samples: dict[str, _Sample], is_gene: IsGene | None) -> None:
    for line, row in table_rows(path, tally, ("Sample_Id",)):
        sample = samples.get(row.get("Sample_Id", ""))
        genes = [row[name] for name in ("Site1_Hugo_Symbol", "Site2_Hugo_Symbol") if name in row]
        known = [gene for gene in dict.fromkeys(genes) if is_gene is None or is_gene(gene)]
        words = row.get("Event_Info") or row.get("Annotation") or row.get("Class") or "rearrangement"
        if sample is None:
            tally.refuse(line, f"sample {row.get('Sample_Id')} is not in the clinical sample table")
        elif not known:
            tally.refuse(line, f"there is no gene {' or '.join(repr(gene) for gene in genes) or 'named'}")
        else:
            within = len(genes) == 2 and genes[0] == genes[1]
            partner = known[1] if len(known) > 1 else None
            fused = not within and (partner is not None or "fusion" in words.lower())
            _add(
                sample, tally, line, gene=known[0], partner=partner, description=words[:500],
                kind=AlterationKind.FUSION if fused else AlterationKind.REARRANGEMENT,
                origin=_origin(row.get("SV_Status", "").upper()),
            )  # fmt: skip


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text is not None else None
    except ValueError:
        return None
    return value if value is not None and abs(value) < 1e9 else None


def _case(patient: str, facts: dict[str, str], samples: list[_Sample]) -> Case:
    """Unite the samples of a patient: an alteration found in any of them counts, once."""
    clinical: dict[str, str] = {}
    for sample in samples:
        clinical = {**sample.clinical, **clinical}
    seen = dict.fromkeys(alteration for sample in samples for alteration in sample.alterations)
    age, sex = _number(facts.get("AGE")), facts.get("SEX", "").lower()
    burden, msi = _number(clinical.get("TMB_NONSYNONYMOUS")), clinical.get("MSI_TYPE", "").lower()
    pd_l1 = _number(clinical.get("PDL1_SCORE"))
    return Case(
        case_id=patient,
        patient=Patient(
            age=int(age) if age is not None and 0 <= age <= 120 else None,
            sex="female" if sex in ("female", "f") else "male" if sex in ("male", "m") else None,
        ),
        diagnosis=Diagnosis(
            oncotree=clinical.get("ONCOTREE_CODE"),
            description=clinical.get("CANCER_TYPE_DETAILED") or clinical.get("CANCER_TYPE"),
        ),
        alterations=tuple(seen),
        signatures=Signatures(
            tmb=Burden(value=burden) if burden is not None and 0 <= burden <= 2000 else None,
            msi="MSI-H" if msi in ("instable", "msi-h", "msi") else "MSS" if msi in ("stable", "mss") else None,
        ),
        protein_markers=()
        if pd_l1 is None or not 0 <= pd_l1 <= 100
        else (ProteinMarker(marker="PD-L1", result="positive" if pd_l1 >= 1 else "negative", tps=pd_l1),),
    )


def _row(case: Case, facts: dict[str, str], checkpoint: bool | None, tallies: list[Tally]) -> CohortRow:
    lines = _number(facts.get("LINES_OF_TX"))
    burden = case.signatures.tmb
    return CohortRow(
        patient_id=case.case_id,
        pfs=_endpoint(facts, "PFS", tallies),
        os=_endpoint(facts, "OS", tallies),
        disease_control=BENEFIT.get(facts.get("DURABLE_CLINICAL_BENEFIT", "").upper()),
        age=case.patient.age,
        sex=case.patient.sex,
        # The study counts the line under analysis as well.
        prior_lines=int(lines) - 1 if lines is not None and 1 <= lines <= 31 else None,
        tumor_type=case.diagnosis.oncotree,
        tmb=burden.value if burden else None,
        msi_high=None if case.signatures.msi is None else case.signatures.msi == "MSI-H",
        checkpoint=checkpoint,
    )


def _endpoint(facts: dict[str, str], name: str, tallies: list[Tally]) -> ReportedEndpoint | None:
    """Read ``PFS_MONTHS`` and ``PFS_STATUS`` (``1:Progressed``); half an endpoint or a wrong one is reported."""
    months, status = facts.get(f"{name}_MONTHS"), facts.get(f"{name}_STATUS")
    if months is None and status is None:
        return None
    value = _number(months)
    event = EVENTS.get((status or "").partition(":")[0].strip().upper())
    if value is None or event is None or not 0 <= value <= 1200:
        tally = next(tally for tally in tallies if tally.file == facts[" file"])
        told = f"{name}_MONTHS {months!r} with {name}_STATUS {status!r} is no endpoint"
        tally.notes.append(Problem(tally.file, int(facts[" line"]), told))
        return None
    return ReportedEndpoint(days=value * DAYS_PER_MONTH, event=event)
