"""Cases, limits and access files, as people hand them in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tumorboard.domain.case import Case
from tumorboard.domain.limits import Limits
from tumorboard.errors import InputError
from tumorboard.intake.documents import Written, cases_in, decoded, limits_in, read_case, read_limits, written_cases
from tumorboard.intake.normalise import ReadCase, normalise
from tumorboard.knowledge.base import KnowledgeBase, data_folder

# Longest id of a case that a message repeats.
MOST_SHOWN = 120


@dataclass(frozen=True, slots=True)
class BadCase:
    """A case of a batch that could not be read; the others go on."""

    error: InputError


def open_cases(paths: Iterable[Path], kb: KnowledgeBase) -> Iterator[ReadCase | BadCase]:
    """Read every case of some files; a bad one is reported in its place."""
    for path in paths:
        try:
            for written in written_cases(path):
                yield _open(written, kb)
        except InputError as problem:
            yield BadCase(problem)


def open_upload(name: str, data: bytes, kb: KnowledgeBase) -> Iterator[ReadCase | BadCase]:
    """Read every case of a file that was uploaded; it is never written to a disk."""
    try:
        for written in cases_in(decoded(data, name), name):
            yield _open(written, kb)
    except InputError as problem:
        yield BadCase(problem)


def open_case(path: Path, kb: KnowledgeBase) -> ReadCase:
    """Read a file that holds one case.

    Raises
    ------
    InputError
        If it cannot be read, or holds more or fewer cases than one.
    """
    found = list(open_cases([path], kb))
    if len(found) != 1:
        raise InputError(f"holds {len(found)} cases", file=path.name, remedy="Give a file with one case")
    if isinstance(found[0], BadCase):
        raise found[0].error
    return found[0]


def read_body(body: object, name: str, kb: KnowledgeBase) -> ReadCase:
    """Read one case from parsed JSON, as a screen or a test has it."""
    opened = _open(Written(name, "", body), kb)
    if isinstance(opened, BadCase):
        raise opened.error
    return opened


def _open(written: Written | InputError, kb: KnowledgeBase) -> ReadCase | BadCase:
    if isinstance(written, InputError):
        return BadCase(written)
    try:
        case: Case = read_case(written)
        return normalise(case, kb)
    except InputError as problem:
        who = written.body.get("case_id") if isinstance(written.body, dict) else None
        named = isinstance(who, str) and 0 < len(who) <= MOST_SHOWN and repr(who) not in problem.message
        message = f"{problem.message} (case {who!r})" if named else problem.message
        place = "" if problem.field.startswith(written.place) else written.place
        field = ": ".join(part for part in (place, problem.field) if part)
        return BadCase(InputError(message, file=written.file, field=field, remedy=problem.remedy))


def open_limits(path: Path, kb: KnowledgeBase) -> Limits:
    """Read a limits file.

    Raises
    ------
    InputError
        If it cannot be read, a field is wrong, or a drug in it is unknown or wanted and unwanted at once.
    """
    return _checked(read_limits(path), path.name, kb)


def check_limits(limits: Limits, kb: KnowledgeBase) -> None:
    """Refuse limits that name an unknown drug, or under two names want and do not want the same drug.

    Raises
    ------
    InputError
        With the field and the nearest name.
    """
    from tumorboard.matching.choice import wishes
    from tumorboard.safety.availability import access

    access(kb, limits)
    wishes(limits, kb)


def _checked(limits: Limits, file: str, kb: KnowledgeBase) -> Limits:
    """Return limits whose names agree; a problem is told with the file that was read last."""
    try:
        check_limits(limits, kb)
    except InputError as problem:
        raise problem.within(file) from None
    return limits


def with_formulary(limits: Limits, path: Path, kb: KnowledgeBase) -> Limits:
    """Return the limits with the places of a formulary file."""
    from tumorboard.intake.access_files import with_formulary as read

    return _checked(read(limits, path, kb), path.name, kb)


def with_payer(limits: Limits, path: Path, kb: KnowledgeBase) -> Limits:
    """Return the limits with the decisions of a payer file."""
    from tumorboard.intake.access_files import with_payer as read

    return _checked(read(limits, path, kb), path.name, kb)


def limits_upload(name: str, data: bytes) -> Limits:
    """Read a limits document that was uploaded; it is never written to a disk.

    Raises
    ------
    InputError
        As `open_limits`.
    """
    return limits_in(decoded(data, name), name)


def with_formulary_upload(limits: Limits, name: str, data: bytes, kb: KnowledgeBase) -> Limits:
    """Return the limits with the places of a formulary that was uploaded."""
    from tumorboard.intake.access_files import formulary_in

    return _checked(formulary_in(limits, data, name, kb), name, kb)


def with_payer_upload(limits: Limits, name: str, data: bytes, kb: KnowledgeBase) -> Limits:
    """Return the limits with the payer's decisions that were uploaded."""
    from tumorboard.intake.access_files import payer_in

    return _checked(payer_in(limits, data, name, kb), name, kb)


def sample_cases() -> Path:
    """Return the folder of the sample cases (invented, and marked so)."""
    return data_folder() / "cases"
