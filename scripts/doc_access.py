"""The generated table of who may do what."""

from scripts.doc_tables import code, table
from tumorboard.domain.access import MATRIX, Role


def _matrix() -> str:
    head = ["Action", *(str(role).replace("_", " ") for role in Role), "of the own teams' cases only"]
    rows = [
        [code(action), *("yes" if role in granted else "" for role in Role), "yes" if of_the_team else ""]
        for action, (granted, of_the_team) in MATRIX.items()
    ]
    return table(head, rows)


BLOCKS = {"access": _matrix}
