"""A proposed starting dose in exact numbers, and the steps in which it is shown."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from math import floor, log10
from typing import Literal

from tumorboard.domain.drug import Drug

FULL = Fraction(1)


@dataclass(frozen=True, slots=True)
class ProposedDose:
    """One drug's starting dose.

    Parameters
    ----------
    share : Fraction or None
        Share of the label's dose per unit of time, 0-1; None where no label dose is known or none is proposed.
    amount : Fraction or None
        Exact single dose in ``unit``; None where none is known or proposed.
    basis : str
        What the number rests on; ``sources`` cite it.
    per_day : int, optional
        Doses on a day of treatment, where that is told apart from the schedule.
    given : bool
        Whether a label or a trial gave just this amount; then it is shown as given, else rounded down.
    oral : bool
        Whether the amount is one of tablets or capsules.
    together : bool
        Whether the dose is one at which these very drugs were given together.
    proven : {"", "regimen", "trial"}
        What found it tolerable for these very drugs: a label's or guideline's regimen, or a trial that named an MTD.
    """

    drug: str
    share: Fraction | None
    amount: Fraction | None
    unit: str
    schedule: str
    basis: str
    sources: tuple[str, ...]
    per_day: int | None = None
    given: bool = True
    oral: bool = False
    together: bool = False
    proven: Literal["", "regimen", "trial"] = ""

    @property
    def percent_of_label(self) -> float | None:
        """The share in percent, 0-100, rounded to one decimal."""
        return None if self.share is None else float(round(100 * self.share, 1))

    @property
    def dose(self) -> float | None:
        """The single dose in ``unit``.

        It is rounded down, so that it never exceeds what it is a share of: to three digits; to two where it is
        swallowed in mg (41 mg, not 41.6 mg), unless the third is a plain half or quarter (62.5 mg).
        """
        if self.amount is None or self.given:
            return None if self.amount is None else float(self.amount)
        three = rounded_down(self.amount, 3)
        if self.oral and self.unit == "mg" and not (three == self.amount and _is_quarter(three)):
            return float(rounded_down(self.amount, 2))
        return float(three)


def rounded_down(amount: Fraction, digits: int) -> Fraction:
    """Return an amount with its first digits only."""
    step = _step(amount, digits)
    return amount // step * step


def _is_quarter(amount: Fraction) -> bool:
    """Say whether the second and third digit are 00, 25, 50 or 75."""
    return amount % (25 * _step(amount, 3)) == 0


def _step(amount: Fraction, digits: int) -> Fraction:
    return Fraction(10) ** (floor(log10(amount)) - digits + 1) if amount > 0 else FULL


@lru_cache(maxsize=4096)
def exact(number: float) -> Fraction:
    """Return a number of the tables as they write it."""
    return Fraction(repr(number))


def swallowed(drug: Drug) -> bool:
    """Say whether a drug is given as tablets or capsules."""
    return drug.route == "oral"


def scaled(dose: ProposedDose, factor: Fraction, words: str) -> ProposedDose:
    """Return a share of a proposal, with the reason added to what it rests on."""
    return replace(
        dose,
        share=None if dose.share is None else dose.share * factor,
        amount=None if dose.amount is None else dose.amount * factor,
        basis=f"{dose.basis}; {words}",
        given=dose.given and factor == 1,
    )


def capped(dose: ProposedDose, percent: float, reason: str) -> ProposedDose:
    """Return a dose held at or below a share of the label dose, 0-100, with the reason."""
    most = exact(percent) / 100
    if dose.share is None or dose.share <= most:
        return dose
    return scaled(dose, most / dose.share, f"held at {percent:g} %: {reason}")
