"""The doses of an established regimen: of the patient's tumour type, or the lowest where several are in question."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from tumorboard.domain.drug import EstablishedRegimen, LabelDose, RegimenDose
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.knowledge.regimen_dose_table import regimen_doses
from tumorboard.safety.floors import is_cytotoxic
from tumorboard.safety.label_doses import alone, often, share
from tumorboard.safety.proposed import FULL, ProposedDose, exact, swallowed
from tumorboard.safety.schedule import fit

ESTABLISHED = "established regimen"
# Only to order doses that regimens write in different units, for an adult of usual size; no dose comes of it.
_OF_AN_ADULT = {"mg/kg": Fraction(70), "mg/m2": Fraction(18, 10)}
_FURTHER_THAN_ALL = 1000


@dataclass(frozen=True, slots=True)
class _Choice:
    """The regimens in question: those for the tumour type, or all of them where no type decides; with their doses."""

    here: tuple[EstablishedRegimen, ...]
    elsewhere: bool
    doses: dict[str, dict[str, RegimenDose]]


def established(kb: KnowledgeBase, names: tuple[str, ...], tumor: str | None) -> tuple[ProposedDose, ...] | None:
    """Return the doses at which a label or a guideline gives exactly these drugs; None where none names them.

    Of several regimens of the same drugs the one for the tumour type counts: that names it, else its nearest parent,
    else any solid tumour. Without a tumour type, or where no regimen is for it, each drug has the lowest of their
    doses per unit of time; where the cycles of these do not fit each other, the doses of the regimen nearest to them.

    A drug whose dose in the regimen is not told has the label's dose for the drug alone, if no regimen of these drugs
    tells another and its cycle fits; of chemotherapy only where no other chemotherapy is given, as it is given lower
    beside another. Else no dose is proposed.

    Parameters
    ----------
    kb : KnowledgeBase
        Regimens, their doses and tumour types.
    names : tuple of str
        Generic names, sorted.
    tumor : str or None
        OncoTree code of the patient's tumour.
    """
    same = tuple(regimen for regimen in kb.regimens if regimen.drugs == names)
    if not same or len(names) < 2:
        return None
    choice = _choose(kb, same, tumor)
    told = _told([choice.doses[regimen.id] for regimen in choice.here], names)
    taken: dict[str, RegimenDose | LabelDose] = dict(told)
    doses = {name: _of_regimen(kb, row, choice) for name, row in told.items()}
    elsewhere = {name for own in choice.doses.values() for name in own}
    for name in sorted(set(names) - set(told), key=lambda name: (is_cytotoxic(kb.drugs[name]), name)):
        label = alone(kb, name)
        if label is None or name in elsewhere or not _usable(kb, label, names, taken.values()):
            doses[name] = _not_told(name, choice)
        else:
            taken[name] = label
            doses[name] = _of_label(kb, label, choice)
    return tuple(doses[name] for name in names)


def _choose(kb: KnowledgeBase, same: tuple[EstablishedRegimen, ...], tumor: str | None) -> _Choice:
    far = {regimen.id: _distance(kb, regimen, tumor) for regimen in same}
    known = [distance for distance in far.values() if distance is not None]
    doses = {regimen.id: regimen_doses(kb).of(regimen.id) for regimen in same}
    if tumor is None or not known:
        return _Choice(same, tumor is not None, doses)
    return _Choice(tuple(regimen for regimen in same if far[regimen.id] == min(known)), False, doses)


def _distance(kb: KnowledgeBase, regimen: EstablishedRegimen, tumor: str | None) -> int | None:
    """Return how many steps up from a tumour type a regimen's own is; None where it does not cover it."""
    lineage = kb.diseases.lineage(tumor or "")
    steps = [
        lineage.index(code) if code in lineage else _FURTHER_THAN_ALL
        for code in regimen.diseases
        if kb.diseases.covers(tumor, code)
    ]
    return min(steps, default=None)


def _told(regimens: Sequence[dict[str, RegimenDose]], names: tuple[str, ...]) -> dict[str, RegimenDose]:
    """Return the lowest dose of each drug that the regimens tell, with cycles that fit each other."""
    lowest = {
        name: min(found, key=lambda row: (_burden(row, found), row.regimen))
        for name in names
        if (found := [own[name] for own in regimens if name in own])
    }
    if all(fit(one.schedule, other.schedule) for one, other in combinations(lowest.values(), 2)):
        return lowest
    most = max(map(len, regimens))
    whole = [own for own in regimens if len(own) == most]
    return min(whole, key=lambda own: sum((_above(row, lowest[name]) for name, row in own.items()), Fraction(0)))


def _burden(row: RegimenDose, among: Iterable[RegimenDose]) -> Fraction:
    """Return a dose per day as a number to order by, or a single dose where a schedule among them is not told."""
    rate = often(row) if all(often(other) for other in among) else FULL
    return exact(row.amount) * _OF_AN_ADULT.get(row.unit, FULL) * (rate or FULL)


def _above(row: RegimenDose, lowest: RegimenDose) -> Fraction:
    pair = (row, lowest)
    return _burden(row, pair) / _burden(lowest, pair)


def _usable(
    kb: KnowledgeBase, label: LabelDose, names: tuple[str, ...], taken: Iterable[RegimenDose | LabelDose]
) -> bool:
    """Say whether a label's dose of a drug alone may stand in a regimen beside the doses taken so far."""
    cytotoxic = [name for name in names if is_cytotoxic(kb.drugs[name])]
    if label.drug in cytotoxic and len(cytotoxic) > 1:
        return False
    return all(fit(label.schedule, other.schedule) for other in taken)


def _of_regimen(kb: KnowledgeBase, row: RegimenDose, choice: _Choice) -> ProposedDose:
    words = f"{_named(row.regimen, choice)}: {_which(row, choice)}" + (f" ({row.note})" if row.note else "")
    label = alone(kb, row.drug)
    # The dose of a regimen is a label's or a guideline's own: above the dose alone it is in full as well.
    part = min(share(row, label), FULL) if label is not None and label.unit == row.unit else FULL
    return ProposedDose(
        row.drug, part, exact(row.amount), row.unit, row.schedule, words, row.citations, per_day=row.per_day,
        oral=swallowed(kb.drugs[row.drug]), together=True, proven="regimen",
    )  # fmt: skip


def _which(row: RegimenDose, choice: _Choice) -> str:
    """Say whether other regimens in question give another dose, or do not tell theirs."""
    told = {regimen.id: choice.doses[regimen.id].get(row.drug) for regimen in choice.here}
    same = (row.amount, row.unit, often(row))
    differ = [name for name, other in told.items() if other and (other.amount, other.unit, often(other)) != same]
    silent = [name for name, other in told.items() if other is None]
    words = "the dose of this regimen"
    if differ:
        words = f"the lowest of the regimens of these drugs, which differ by tumour type ({', '.join(differ)})"
    return words + (f"; of {', '.join(silent)} it is not in the tables" if silent else "")


def _of_label(kb: KnowledgeBase, label: LabelDose, choice: _Choice) -> ProposedDose:
    words = f"{_named(choice.here[0].id, choice)}: label dose alone; the dose of this regimen is not in the tables"
    cited = tuple(dict.fromkeys((*choice.here[0].citations, *label.citations)))
    return ProposedDose(
        label.drug, FULL, exact(label.amount), label.unit, label.schedule, words, cited, per_day=label.per_day,
        oral=swallowed(kb.drugs[label.drug]), together=True, proven="regimen",
    )  # fmt: skip


def _not_told(name: str, choice: _Choice) -> ProposedDose:
    words = f"{_named(choice.here[0].id, choice)}: the dose of this regimen is not in the tables"
    return ProposedDose(name, None, None, "", "", words, choice.here[0].citations, together=True)


def _named(regimen: str, choice: _Choice) -> str:
    return f"{ESTABLISHED} {regimen}" + (" for another tumour type" if choice.elsewhere else "")
