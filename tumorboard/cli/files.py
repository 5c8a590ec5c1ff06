"""Writing what a command makes."""

from pathlib import Path

from tumorboard.errors import InputError


def save(path: Path, content: bytes) -> None:
    """Write a file whole or not at all.

    Raises
    ------
    InputError
        If the place cannot be written to.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as problem:
        raise InputError(
            f"cannot be written ({problem.strerror})", file=path.name, remedy="Choose another place, or make room"
        ) from None
    finally:
        part.unlink(missing_ok=True)
