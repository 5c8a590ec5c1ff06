"""One laboratory value in its canonical unit."""

from dataclasses import dataclass

_NAMES = {"alt": "ALT", "ast": "AST", "lvef": "LVEF", "qtc": "QTc"}


@dataclass(frozen=True, slots=True)
class LabValue:
    """One value in its canonical unit.

    Parameters
    ----------
    name : str
        The test as the tables name it.
    value : float
        In ``unit``; multiples of the upper limit of normal where ``unit`` is ``xULN``.
    upper, lower : float or None
        The laboratory's limits of normal in the same unit.
    grade : int or None
        CTCAE v5 grade, 0-4; None where a limit of normal that it needs is not given.
    term : str
        The CTCAE term of the grade; empty where the grade is 0 or none.
    letter : str
        The Child-Pugh class.
    how : str
        How it was worked out, where it was not measured.
    grade_v6 : int or None
        CTCAE v6 grade; None as above, and where version 6 does not grade the value.
    term_v6 : str
        The term of that grade.
    """

    name: str
    value: float
    unit: str
    upper: float | None
    lower: float | None
    grade: int | None
    term: str
    letter: str = ""
    how: str = ""
    grade_v6: int | None = None
    term_v6: str = ""

    @property
    def told(self) -> str:
        """The value in words: ``ALT 300 U/L``."""
        return f"{_NAMES.get(self.name, self.name.replace('_', ' '))} {self.value:g} {self.unit}"


def compare(value: float, operator: str, limit: float) -> bool:
    """Compare a value with a limit."""
    match operator:
        case "<":
            return value < limit
        case "<=":
            return value <= limit
        case ">":
            return value > limit
        case ">=":
            return value >= limit
    return value == limit
