"""Reading the CSV tables: cells to values, each problem told with file, row and column."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeVar

from tumorboard.errors import KnowledgeError

Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with the place where it stands."""

    table: str
    number: int
    cells: dict[str, str]

    def text(self, column: str) -> str:
        """Return a cell, which may be empty."""
        return self.cells[column]

    def required(self, column: str) -> str:
        """Return a cell that must not be empty."""
        return self.cells[column] or self._refuse(column, "is empty")

    def choice(self, column: str, allowed: Sequence[Word]) -> Word:
        """Return a cell that must hold one of a few words."""
        cell = self.cells[column]
        for word in allowed:
            if cell == word:
                return word
        return self._refuse(column, f"holds {cell!r}, not one of {', '.join(allowed)}")

    def choices(self, column: str, allowed: Sequence[Word]) -> tuple[Word, ...]:
        """Return the members of a list cell that must hold one or more of a few words, in the order of those."""
        given = self.list(column)
        found = tuple(word for word in allowed if word in given)
        if found and len(found) == len(given):
            return found
        return self._refuse(column, f"holds {self.cells[column]!r}, not a list of {', '.join(allowed)}")

    def list(self, column: str) -> tuple[str, ...]:
        """Return the members of a list cell."""
        cell = self.cells[column]
        if "|" not in cell:
            return (cell,) if cell else ()
        return tuple([word for part in cell.split("|") if (word := part.strip())])

    def number_in(self, column: str, low: float, high: float) -> float:
        """Return a cell that must hold a number within a range."""
        try:
            number = float(self.cells[column])
        except ValueError:
            return self._refuse(column, f"holds {self.cells[column]!r}, not a number")
        return number if low <= number <= high else self._refuse(column, f"is not within {low}-{high}")

    def _refuse(self, column: str, what: str) -> NoReturn:
        raise KnowledgeError(f"column {column} {what}", file=self.table, field=f"row {self.number}")


def read_table(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """Yield the rows of a CSV table.

    Parameters
    ----------
    path : Path
        The table.
    columns : sequence of str
        The columns that it must have, no more and no fewer.

    Raises
    ------
    KnowledgeError
        If the file or a column is missing, a column is unknown, or a row has too many cells.
    """
    name = path.name
    try:
        with path.open(newline="", encoding="utf-8") as handle:
            reader = csv.reader(handle, strict=True)
            found = next(reader, [])
            if set(found) != set(columns):
                odd = sorted(set(columns) ^ set(found))
                raise KnowledgeError(f"columns do not agree: {', '.join(odd)}", file=name)
            filled = (cells for cells in reader if cells)
            for number, cells in enumerate(filled, start=2):
                if len(cells) != len(found):
                    raise KnowledgeError("the row has too many or too few cells", file=name, field=f"row {number}")
                yield Row(name, number, dict(zip(found, map(str.strip, cells), strict=True)))
    except OSError as problem:
        raise KnowledgeError(f"cannot be read ({problem.strerror})", file=name) from None
    except (csv.Error, UnicodeDecodeError) as problem:
        raise KnowledgeError(f"is not a UTF-8 CSV table ({problem})", file=name) from None
