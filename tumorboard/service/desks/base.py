"""What every part of the desk needs: who sits there, and the one door through which each request passes."""

from tumorboard.domain.access import Action, Person
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.service.desks.people import Records


class Base:
    """One signed-in person at the records.

    Parameters
    ----------
    records : Records
        The opened records.
    person : Person
        Who is signed in.
    kb : KnowledgeBase
        The knowledge in use; a session stays on the version it started with.
    """

    def __init__(self, records: Records, person: Person, kb: KnowledgeBase, session: str = "") -> None:
        self.records = records
        self.person = person
        self.kb = kb
        self.session = session

    def may(self, action: Action, case_id: str = "") -> bool:
        """Say whether the person may do this, for what a screen offers; every request is checked again."""
        raise NotImplementedError
