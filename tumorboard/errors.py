"""Every error that a person may see.

::

    TumorboardError          what went wrong, where, and what to do about it
    ├── InputError           a document or an argument that cannot be used
    ├── KnowledgeError       the knowledge tables are missing, damaged or contradict themselves
    ├── StoreError           the board's records cannot be read or saved; nothing is half saved
    ├── Conflict             somebody else changed the same thing in the meantime
    ├── Refused              this person may not do this
    └── SignInError          no account, no session, or no longer

"Infeasible" and "nothing found" are values, never exceptions.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any


def printable(text: str) -> str:
    """Return a text with characters that cannot be printed written out as escapes; line breaks stay."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text)


class TumorboardError(Exception):
    """A problem told in three parts, so that it can be mended without reading code.

    Parameters
    ----------
    message : str
        What is wrong, in plain words.
    file : str, optional
        The file or table in which it stands.
    field : str, optional
        The field, as a path (``alterations[2].gene``), or the row of a table.
    remedy : str, optional
        What to do about it.
    """

    def __init__(self, message: str, *, file: str = "", field: str = "", remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.field = field
        self.remedy = remedy

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.file, self.field) if part)
        told = f"{where}: {self.message}" if where else self.message
        # What a file holds is told back: a control character in it must not reach the terminal.
        return printable(f"{told}. {self.remedy}" if self.remedy else told)

    def within(self, file: str) -> "TumorboardError":
        """Return the same error, told with the file it came from."""
        return type(self)(self.message, file=self.file or file, field=self.field, remedy=self.remedy)


class InputError(TumorboardError):
    """A case, a limits file, a policy or an argument that cannot be used."""


class KnowledgeError(TumorboardError):
    """The knowledge tables cannot be trusted."""


class StoreError(TumorboardError):
    """The board's records cannot be reached, read or saved. What was being saved is not saved, not even in part."""


class Conflict(TumorboardError):  # noqa: N818 - the name says what happened
    """Somebody else changed the same thing after it was read; nothing was saved.

    Parameters
    ----------
    message, file, field, remedy : str
        As in every error.
    entry : object, optional
        What stands in the records now.
    fields : sequence of (str, object, object)
        Each field that the other person changed: its path, the value that was to be saved, the value that stands now.
    by : str
        Who changed it.
    at : datetime, optional
        When, UTC.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str = "",
        field: str = "",
        remedy: str = "",
        entry: Any = None,
        fields: Sequence[tuple[str, Any, Any]] = (),
        by: str = "",
        at: datetime | None = None,
    ) -> None:
        super().__init__(message, file=file, field=field, remedy=remedy)
        self.entry = entry
        self.fields = tuple(fields)
        self.by = by
        self.at = at

    @property
    def changes(self) -> tuple[tuple[str, Any, Any], ...]:
        """The fields that somebody else changed: path, yours, theirs."""
        return self.fields

    def within(self, file: str) -> "Conflict":
        """Return the same error, told with the file it came from."""
        told = {"entry": self.entry, "fields": self.fields, "by": self.by, "at": self.at}
        return Conflict(self.message, file=self.file or file, field=self.field, remedy=self.remedy, **told)


class Refused(TumorboardError):  # noqa: N818 - the name says what happened
    """A person may not do what was asked. What exists behind the refusal is not told.

    Parameters
    ----------
    message, file, field, remedy : str
        As in every error.
    case_id : str
        For the audit trail, where the request as a whole was about no single case.
    """

    def __init__(
        self, message: str, *, file: str = "", field: str = "", remedy: str = "", case_id: str = ""
    ) -> None:  # fmt: skip
        super().__init__(message, file=file, field=field, remedy=remedy)
        self.case_id = case_id


class SignInError(TumorboardError):
    """The sign-in failed, or the session is idle, over or ended. Never tells whether a name exists."""
