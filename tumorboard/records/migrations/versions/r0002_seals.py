"""The second form: the audit trail seals every account, case and team.

The tables stay as they are. The seals are rows of the trail, which only the program with its secret can write: it adds
them in the same transaction (:mod:`tumorboard.records.setup`). The form is a new one all the same: a program that knows
only the first would change accounts and cases without sealing them, and must not open these records.
"""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Change no table."""
