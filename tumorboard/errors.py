"""Every error that a person may see.

::

    TumorboardError          what went wrong, where, and what to do about it
    ├── InputError           a document or an argument that cannot be used
    └── KnowledgeError       the knowledge tables are missing, damaged or contradict themselves

"Infeasible" and "nothing found" are values, never exceptions.
"""


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
