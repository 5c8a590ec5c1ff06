"""The secret that seals the audit trail: from the environment, or a file that only its owner can read."""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from tumorboard.errors import StoreError

VARIABLE = "TUMORBOARD_SECRET"
FILE = "secret"
_SHORTEST = 32


class Secret:
    """Gives a key of its own to each purpose; the secret itself is never shown."""

    def __init__(self, value: bytes) -> None:
        self._value = value

    def key(self, purpose: str) -> bytes:
        """Return the key for a purpose, 32 bytes."""
        return hmac.new(self._value, b"tumorboard/1 " + purpose.encode(), hashlib.sha256).digest()

    def seal(self, purpose: str, text: str) -> str:
        """Return the HMAC-SHA256 of a text under the key for a purpose, as hexadecimal digits."""
        return hmac.new(self.key(purpose), text.encode(), hashlib.sha256).hexdigest()


def load(folder: Path) -> Secret:
    """Return the secret.

    Raises
    ------
    StoreError
        If there is none, or it is too short to protect anything.
    """
    given = os.environ.get(VARIABLE, "").strip()
    if not given:
        try:
            given = (folder / FILE).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            raise StoreError(
                "the secret of the records is missing",
                remedy=f"Set {VARIABLE} to the secret that the records were made with, or run `tumorboard db init`",
            ) from None
        except (OSError, UnicodeDecodeError):
            raise StoreError("cannot be read", file=FILE, remedy="Give this user the right to read it") from None
    if len(given) < _SHORTEST:
        raise StoreError(
            f"is shorter than {_SHORTEST} characters", field=VARIABLE, remedy="Use what `openssl rand -hex 32` prints"
        )
    return Secret(given.encode())


def make(folder: Path) -> bool:
    """Make the file of the secret unless there is a secret already; say whether it was made."""
    if os.environ.get(VARIABLE, "").strip():
        return False
    try:
        handle = os.open(folder / FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return True
