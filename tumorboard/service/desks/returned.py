"""What goes back to the patient's team, for a case of the records: its drugs are those frozen, chosen and given."""

from tumorboard.domain.board import Profile
from tumorboard.domain.returned import Returned
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.service import advice
from tumorboard.service.desks.case_file import CaseFile
from tumorboard.service.desks.drugs import known
from tumorboard.service.desks.findings import document_of


def returned_of(file: CaseFile, kb: KnowledgeBase) -> Returned:
    """Tell hereditary risk, and medicine and DNA, of a case as the records hold it."""
    found = document_of(file.recommendations[-1].value) if file.recommendations else None
    chosen = [drug for one in file.decisions for option in one.value.chosen for drug in option.drugs]
    given = [one.drug for course in file.courses for one in course.value.drugs]
    return advice.returned(file.read, kb, found, known([*chosen, *given]), _age_at_diagnosis(file.profile.value))


def _age_at_diagnosis(profile: Profile) -> int | None:
    """Return full years from birth to the first diagnosis; of the birth the month is known, which is enough."""
    if profile.birth is None or profile.diagnosed is None:
        return None
    year, month = (int(part) for part in profile.birth.split("-"))
    return max(0, profile.diagnosed.year - year - (profile.diagnosed.month < month))
