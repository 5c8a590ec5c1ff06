"""The demonstration: invented people, one a role, and the sample cases, each at another place of its way.

Everything is written by the sample people through their own desks, and on the day on which it would have been written:
the stories run side by side, the oldest day first, so that history and audit trail look as they would. Seeding twice
changes nothing.
"""

import heapq
from collections.abc import Iterator
from datetime import timedelta

from tumorboard.domain.access import Role
from tumorboard.errors import Conflict
from tumorboard.records import accounts
from tumorboard.records.model import Actor
from tumorboard.service.cases import open_cases, sample_cases
from tumorboard.service.desks.demo_stories import CLINIC, STORIES, Scene, Story, left_as_imported
from tumorboard.service.desks.people import Records
from tumorboard.service.desks.seat import Desk
from tumorboard.service.desks.values import Preview
from tumorboard.service.knowledge import open_knowledge

PEOPLE: tuple[tuple[str, str, Role], ...] = (
    ("board", "Dr. Bea Sample (board)", Role.BOARD_MEMBER),
    ("second.board", "Dr. Ben Sample (board)", Role.BOARD_MEMBER),
    ("oncologist", "Dr. Olga Sample (oncologist)", Role.ONCOLOGIST),
    ("researcher", "Dr. Rita Sample (researcher)", Role.RESEARCHER),
    ("administrator", "Alex Sample (administrator)", Role.ADMINISTRATOR),
    ("auditor", "Aude Sample (auditor)", Role.AUDITOR),
)
"""Sign-in, name on the screens, role. Invented."""
SEEDER = Actor("", "demonstration", demo=True)
BEGUN = 360
"""Days ago on which the accounts of the demonstration were made."""


def seed(records: Records) -> None:
    """Make the sample people and cases where they are not there yet."""
    store = records.store
    clock, now = store.clock, store.clock()
    try:
        store.clock = lambda: now - timedelta(days=BEGUN)
        with store.reading(SEEDER, "seed") as read:
            there = {person.name: person for person in read.people()}
            cases = {item.case_id for item in read.worklist(limit=1000)}
        for name, display, role in PEOPLE:
            if name not in there:
                there[name] = accounts.add(store, SEEDER, name, display, [role])
        kb = open_knowledge()
        board, second, oncologist = (Desk(records, there[name], kb) for name in CLINIC)
        scene = Scene(board, second, oncologist, now.date())
        paths = sorted(sample_cases().glob("*.json"))
        new = [one for one in board.preview(open_cases(paths, kb)) if one.status == "new" and one.case_id not in cases]
        team = [there[name].id for name in CLINIC]
        for step, ago in enumerate(_days([_told(scene, one, team) for one in new])):
            # A second for every step: what follows on the same day is later.
            at = now - timedelta(days=ago) + timedelta(seconds=step if ago else 0)
            store.clock = lambda at=at: at  # type: ignore[misc]
    finally:
        store.clock = clock


def _days(stories: list[Story]) -> Iterator[int]:
    """Play the stories side by side; yield how many days ago the next step happens, before it does."""
    waiting = [(-next(story), place) for place, story in enumerate(stories)]
    heapq.heapify(waiting)
    while waiting:
        ago, place = heapq.heappop(waiting)
        yield -ago
        following = next(stories[place], None)
        if following is not None:
            heapq.heappush(waiting, (max(-following, ago), place))


def _told(scene: Scene, preview: Preview, team: list[str]) -> Story:
    """Tell the story of a case from its import on."""
    days, meeting, story = STORIES.get(preview.case_id, (2, -4, left_as_imported))
    yield days
    try:
        scene.board.import_cases([preview], scene.ago(meeting))
    except Conflict:  # another process of the demonstration was quicker
        return
    scene.board.set_team(preview.case_id, team, 0)
    yield from story(scene, preview.case_id, days)
