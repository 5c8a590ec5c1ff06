"""Reading published phase I combination trials: the five tables of the public ``drugcombo-data`` collection.

Wang 2022, Cancer Res Commun 2:929; https://github.com/langli-lab/drugcombo-data (MIT). Names are messy: arms are
written as "cisplatin or carboplatin", drugs are misspelt. What can be read is normalised, the rest is kept and counted.
"""

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import product
from pathlib import Path

from tumorboard.domain.combination import CombinationTrial, Dose, DoseLevel, ImportReport, Toxic
from tumorboard.errors import InputError
from tumorboard.knowledge.base import KnowledgeBase

TABLES = {
    "drug": ("PMID", "NCTID", "CombnID", "Drug_Name"),
    "dose_level": ("PMID", "CombnID", "Drug_Name", "Dose_Level", "Dose_Value", "Dose_Unit", "Frequency", "Schedule"),
    "observed_dlt": ("PMID", "CombnID", "DLT", "Grade", "At_Level", "Observed_Frequency", "Total"),
    "mtd": ("PMID", "CombnID", "Drug_Name", "MTD_Value", "MTD_Unit", "Frequency", "Schedule"),
}
_NOT_DRUGS = re.compile(
    r"radi(?:o|ation|um)|irradiat|\bimrt\b|\bsbrt\b|chemoradi|csf\b|filgra?stim|colony|mesna|leucovorin|folinate|folinic|"
    r"prednis|dexamethasone|ondansetron|granisetron|tropisetron|diphenhydramine|ranitidine|cimetidine|amifostine|"
    r"dexrazoxane|transplant|surgery|vitamin|placebo|g-?csf|antihistamine|stem cell|hyperthermia|valspodar|uridine$|"
    r"\b(?:rt|crt|rtrt|xrt|ahf-xrt|wbrt|ccrt|scrt|sirt)\b|3-?d[- ]crt|external beam|proton beam|nbtxr3|"
    r"progenitor|\bpbpc\b|setron\b|filgrastim|filgastrim|lenograstim|palifermin|romiplostim|plerixafor|"
    r"hydrocortisone|methylpre|prochlorperazine|5-ht3|famotidine|minocycline|sodium thiosulfate|folate$|^dt$",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"\((?:[^()]*)\)|\b(?:hydrochloride|hcl|disodium|sodium|mesylate|tosylate|maleate|citrate|acetate|phosphate|calcium|"
    r"tartrate|ditosylate|dihydrochloride|monohydrate|i\.?v\.?|oral|ip|weekly|intravenous|fdr|l-|low.dose)\b",
    re.IGNORECASE,
)
# What the initials of a regimen stand for; folinic acid and prednisone are no drugs against the tumour here.
_REGIMENS = {
    "folfox": ("fluorouracil", "oxaliplatin"), "folfiri": ("fluorouracil", "irinotecan"),
    "folfoxiri": ("fluorouracil", "irinotecan", "oxaliplatin"),
    "folfirinox": ("fluorouracil", "irinotecan", "oxaliplatin"),
    "chop": ("cyclophosphamide", "doxorubicin", "vincristine"),
    "r-chop": ("cyclophosphamide", "doxorubicin", "rituximab", "vincristine"),
    "g-chop": ("cyclophosphamide", "doxorubicin", "obinutuzumab", "vincristine"),
}  # fmt: skip
_REGIMEN = re.compile(r"(?:m|modified )?(?P<name>[rg]-chop|[a-z]+)[- ]?\d{0,2}(?: (?:regimen|therapy))?", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+|\s*/\s*(?=[a-z]{4})", re.IGNORECASE)
_AND = re.compile(r"\s*\+\s*|\s+plus\s+|\s+and\s+", re.IGNORECASE)
# Misspelt by a letter or two: nearer than that another drug may be meant.
_NEAR = 1
_SHORTEST_TO_MEND = 7


class NameReader:
    """Reads drug names as trials write them."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._read: dict[str, tuple[tuple[str, ...], ...]] = {}

    def read(self, text: str) -> tuple[tuple[str, ...], ...]:
        """Return the alternatives that a name means, each a tuple of generic names; empty where it cannot be read.

        "cisplatin or carboplatin" are two alternatives of one drug, "dabrafenib + trametinib" one of two.
        """
        if text not in self._read:
            self._read[text] = self._alternatives(text)
        return self._read[text]

    def _alternatives(self, text: str) -> tuple[tuple[str, ...], ...]:
        whole = self._one(text)
        if whole:
            return ((whole,),)
        initials = _REGIMEN.fullmatch(text.strip())
        if initials and (meant := _REGIMENS.get(initials["name"].lower())):
            return (meant,)
        found = []
        for part in _OR.split(" ".join(text.split())):
            names = [self._one(name) for name in _AND.split(part)]
            if all(names):
                found.append(tuple(name for name in names if name))
        return tuple(found)

    def _one(self, text: str) -> str:
        plain = " ".join(text.replace("‑", "-").replace("–", "-").replace("®", "").split()).strip(" .,;")
        # A word that ran into the drug: "cisplatinand", "vinorelbine35".
        plain = re.sub(r"(?<=[a-z]{6})(?:and|\d{2})$", "", plain, flags=re.IGNORECASE)
        for name in (plain, " ".join(_FILLER.sub(" ", plain).split()).strip(" -.,;")):
            found = self._kb.find_drug(name) if name else None
            if found is not None and found.drug is not None:
                return found.drug.name
            if found is not None and len(name) >= _SHORTEST_TO_MEND:
                mended = self._kb.nearest_drug(name, _NEAR)
                if mended is not None:
                    return mended.name
        return ""


def read_phase1(folder: Path, kb: KnowledgeBase) -> tuple[tuple[CombinationTrial, ...], ImportReport]:
    """Read the collection.

    Parameters
    ----------
    folder : Path
        Holds ``drug.csv``, ``dose_level.csv``, ``observed_dlt.csv`` and ``mtd.csv``.
    kb : KnowledgeBase
        Knows the drugs.

    Raises
    ------
    InputError
        If a table is missing or lacks a column.
    """
    rows = {name: _table(folder / f"{name}.csv", columns) for name, columns in TABLES.items()}
    names = NameReader(kb)
    arms = _grouped(rows["drug"])
    levels, toxic, mtd = (_grouped(rows[name]) for name in ("dose_level", "observed_dlt", "mtd"))
    trials: list[CombinationTrial] = []
    unread: Counter[str] = Counter()
    for key, members in arms.items():
        parts, others = _parts(members, names, unread)
        for number, choice in enumerate(product(*parts)):
            drugs = tuple(sorted({name for part in choice for name in part}))
            if len(drugs) < 2:
                continue
            suffix = f".{number + 1}" if number else ""
            chosen = {member["Drug_Name"]: part for member, part in zip(_drug_rows(members), choice, strict=True)}
            trials.append(
                CombinationTrial(
                    id=f"{key[0]}/{key[1]}{suffix}",
                    pmid=key[0],
                    nct=members[0]["NCTID"] if members[0]["NCTID"] != "NA" else "",
                    drugs=drugs,
                    known=all(name in kb.drugs for name in drugs),
                    other_treatment=tuple(dict.fromkeys(others)),
                    levels=_levels(levels.get(key, []), chosen),
                    toxicities=tuple(_toxic(row) for row in toxic.get(key, [])),
                    mtd=_doses(mtd.get(key, []), chosen, "MTD_Value", "MTD_Unit"),
                )
            )
    drug_rows = [row for row in rows["drug"] if not _NOT_DRUGS.search(row["Drug_Name"])]
    known = sum(bool(names.read(row["Drug_Name"])) for row in drug_rows)
    trials.sort(key=lambda trial: (trial.drugs, trial.id))
    report = ImportReport(
        len(trials), sum(trial.known for trial in trials), len(drug_rows), known, tuple(unread.most_common())
    )
    return tuple(trials), report


def _table(path: Path, columns: Iterable[str]) -> list[dict[str, str]]:
    csv.field_size_limit(10_000_000)
    try:
        with path.open(newline="", encoding="utf-8-sig") as handle:
            reader = csv.DictReader(handle)
            missing = sorted(set(columns) - set(reader.fieldnames or ()))
            if missing:
                raise InputError(f"has no column {', '.join(missing)}", file=path.name)
            return [{name: (value or "").strip() for name, value in row.items() if name} for row in reader]
    except OSError as problem:
        remedy = "Give the folder of the drugcombo-data collection"
        raise InputError(f"cannot be read ({problem.strerror})", file=path.name, remedy=remedy) from None
    except (UnicodeDecodeError, csv.Error) as problem:
        raise InputError(f"is not a CSV table in UTF-8 ({problem})", file=path.name) from None


def _grouped(rows: Iterable[dict[str, str]]) -> dict[tuple[str, str], list[dict[str, str]]]:
    grouped: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        grouped[row["PMID"], row["CombnID"]].append(row)
    return dict(grouped)


def _drug_rows(members: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows that name a drug, each name once."""
    by_name = {row["Drug_Name"]: row for row in members if not _NOT_DRUGS.search(row["Drug_Name"])}
    return list(by_name.values())


def _parts(
    members: list[dict[str, str]], names: NameReader, unread: Counter[str]
) -> tuple[list[tuple[tuple[str, ...], ...]], list[str]]:
    """Return the alternatives of every drug of an arm, and its other treatment."""
    parts = []
    for row in _drug_rows(members):
        written = row["Drug_Name"]
        alternatives = names.read(written)
        if not alternatives:
            unread[written] += 1
            alternatives = ((" ".join(written.split()).lower(),),)
        parts.append(alternatives)
    return parts, [row["Drug_Name"] for row in members if _NOT_DRUGS.search(row["Drug_Name"])]


def _number(text: str) -> float | None:
    try:
        number = float(text.replace(",", ""))
    except ValueError:
        return None
    return number if number >= 0 else None


def _doses(
    rows: Iterable[dict[str, str]], chosen: dict[str, tuple[str, ...]], value: str, unit: str
) -> tuple[Dose, ...]:
    doses = []
    for row in rows:
        for drug in chosen.get(row["Drug_Name"], ()):
            times = _number(row["Frequency"])
            doses.append(
                Dose(
                    drug=drug,
                    amount=_number(row[value]),
                    unit=row[unit] if row[unit] != "NA" else "",
                    per_day=int(times) if times and 1 <= times <= 8 else None,
                    schedule=" ".join(row["Schedule"].split()) if row["Schedule"] != "NA" else "",
                )
            )
    return tuple(doses)


def _levels(rows: list[dict[str, str]], chosen: dict[str, tuple[str, ...]]) -> tuple[DoseLevel, ...]:
    by_level: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_level[row["Dose_Level"]].append(row)
    return tuple(
        DoseLevel(level=level, doses=_doses(members, chosen, "Dose_Value", "Dose_Unit"))
        for level, members in sorted(by_level.items(), key=lambda pair: (_number(pair[0].lstrip("-")) or 0.0, pair[0]))
    )


def _toxic(row: dict[str, str]) -> Toxic:
    patients, treated = (_number(row[column]) for column in ("Observed_Frequency", "Total"))
    return Toxic(
        level=row["At_Level"],
        event=" ".join(row["DLT"].split()),
        grade=row["Grade"] if row["Grade"] != "NA" else "",
        patients=int(patients) if patients is not None else None,
        treated=int(treated) if treated is not None else None,
    )
