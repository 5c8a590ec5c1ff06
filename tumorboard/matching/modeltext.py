"""A constraint model over Boolean variables, written in the text form of CP-SAT's model format (cp_model.proto).

Writing text and letting the solver read it takes a fraction of the time that one call for each constraint takes, and
needs none of the solver's Python layer, whose import of data frames alone takes seconds.

A *literal* is the index of a variable, or ``~index`` for its negation.
"""

from collections.abc import Iterable, Mapping, Sequence

INT64_MAX = 2**63 - 1


class ModelText:
    """A model that grows constraint by constraint."""

    def __init__(self) -> None:
        self.variables = 0
        self._lines: list[str] = []

    def boolean(self, *, fixed: bool = False) -> int:
        """Add a variable, true from the start if ``fixed``, and return its index."""
        self._lines.append(f"variables{{domain:[{int(fixed)},1]}}")
        self.variables += 1
        return self.variables - 1

    def any_of(self, literals: Iterable[int]) -> None:
        """Demand that one of the literals is true at least."""
        self._lines.append(f"constraints{{bool_or{{literals:[{_joined(literals)}]}}}}")

    def at_most_one(self, literals: Iterable[int]) -> None:
        """Demand that no two of the literals are true."""
        self._lines.append(f"constraints{{at_most_one{{literals:[{_joined(literals)}]}}}}")

    def linear(
        self,
        terms: Mapping[int, int],
        low: int | None = None,
        high: int | None = None,
        *,
        where: int | None = None,
    ) -> None:
        """Demand that a weighted sum of variables lies in a range, everywhere or where a literal is true."""
        least = -INT64_MAX - 1 if low is None else low
        most = INT64_MAX if high is None else high
        condition = "" if where is None else f"enforcement_literal:{where}"
        self._lines.append(f"constraints{{{condition} linear{{{_terms(terms)} domain:[{least},{most}]}}}}")

    def text(self, maximize: Mapping[int, int], hint: Sequence[int] = ()) -> str:
        """Return the whole model with an objective and, if given, a solution to start from."""
        lines = [*self._lines, f"objective{{{_terms({v: -c for v, c in maximize.items()})}}}"]
        if hint:
            lines.append(f"solution_hint{{vars:[{_joined(range(len(hint)))}] values:[{_joined(hint)}]}}")
        return "\n".join(lines)


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def _terms(terms: Mapping[int, int]) -> str:
    return f"vars:[{_joined(terms)}] coeffs:[{_joined(terms.values())}]"
