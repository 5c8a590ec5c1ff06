"""The store: versions, conflicts, the worklist, teams and drafts, in both databases."""

import itertools
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from tests.records.conftest import ANNA, BERT, Clock, Place
from tumorboard.domain.board import CaseState
from tumorboard.errors import Conflict, InputError
from tumorboard.records import accounts, connect
from tumorboard.records.model import NOBODY, canonical, moment, stamp
from tumorboard.records.store import Store

Opened = Callable[..., None]


def test_what_was_written_is_read_back(store: Store, opened: Opened, clock: Clock) -> None:
    body = {"a": [1, 2.5, None, True], "ü": {"text": "NUL \x00, emoji 🧬, lone \ud800"}}
    opened("C-1", body)
    with store.reading(ANNA, "read_case", "C-1") as read:
        found = read.latest("C-1", "case")
    assert found is not None
    assert (found.body, found.version, found.author, found.at, found.reason) == (body, 1, ANNA.name, clock.now, "")


def test_an_amendment_is_a_new_version_and_the_old_one_stays(store: Store, opened: Opened, clock: Clock) -> None:
    opened("C-1", {"ecog": 1})
    clock.move(hours=1)
    with store.writing(BERT, "change_case", "C-1") as change:
        change.append("C-1", "case", "", {"ecog": 2}, expected=1, reason="worse at the visit")
    with store.reading(ANNA, "read_case", "C-1") as read:
        history = read.history("C-1", "case")
        assert [(one.version, one.body["ecog"], one.author, one.reason) for one in history] == [
            (1, 1, "Dr. Anna", ""),
            (2, 2, "Dr. Bert", "worse at the visit"),
        ]
        assert read.latest("C-1", "case") == history[-1]
        assert history[1].at == clock.now


def test_the_second_writer_sees_what_changed_and_by_whom(store: Store, opened: Opened, clock: Clock) -> None:
    opened("C-1", {"ecog": 1, "stage": {"t": 2, "n": 0}, "note": "same"})
    with store.writing(ANNA, "change_case", "C-1") as change:
        change.append("C-1", "case", "", {"ecog": 2, "stage": {"t": 2, "n": 1}, "note": "same"}, 1, "visit")
    with pytest.raises(Conflict) as told, store.writing(BERT, "change_case", "C-1") as change:
        change.append("C-1", "case", "", {"ecog": 3, "stage": {"t": 2, "n": 0}, "note": "mine"}, 1, "call")
    assert told.value.fields == (("ecog", 3, 2), ("stage.n", 0, 1))
    assert (told.value.by, told.value.at, told.value.entry.version) == ("Dr. Anna", clock.now, 2)
    assert "Dr. Anna saved version 2" in str(told.value)
    with store.reading(ANNA, "read_case", "C-1") as read:
        assert len(read.history("C-1", "case")) == 2
        assert [row.outcome for row in read.audit(limit=2)] == ["done", "conflict"]


def test_two_who_begin_the_same_thing_get_a_conflict(store: Store, opened: Opened) -> None:
    opened("C-1")
    with store.writing(ANNA, "write_decision", "C-1") as change:
        change.append("C-1", "decision", "d1", {"met": "2026-03-01"}, expected=0)
    with pytest.raises(Conflict) as told, store.writing(BERT, "write_decision", "C-1") as change:
        change.append("C-1", "decision", "d1", {"met": "2026-03-02"}, expected=0)
    assert told.value.fields == (("met", "2026-03-02", "2026-03-01"),)
    with pytest.raises(Conflict), store.writing(BERT, "import_case", "C-1") as change:
        change.open_case("C-1", {"other": True})


def test_nothing_of_a_block_that_fails_is_saved(store: Store, opened: Opened) -> None:
    opened("C-1")
    before = store.anchor.read()
    with pytest.raises(ZeroDivisionError), store.writing(ANNA, "change_case", "C-1") as change:
        change.append("C-1", "status", "s1", {"ecog": 1}, expected=0)
        change.set_state("C-1", CaseState.PREPARED)
        _ = 1 / 0
    assert store.anchor.read() == before
    with store.reading(ANNA, "read_case", "C-1") as read:
        assert read.all("C-1", "status") == []
        assert read.case_version("C-1") == 1
        assert [row.action for row in read.audit()] == ["read_case", "import_case"]
    assert store.verify() == []


def test_an_amendment_needs_a_reason_and_something_to_amend(store: Store, opened: Opened) -> None:
    opened("C-1")
    with store.writing(ANNA, "x", "C-1") as change:
        change.append("C-1", "status", "", {"ecog": 0}, 0)
    wrong = [("C-1", "", 1, "  "), ("C-1", "new", 3, "why"), ("C-2", "", 0, ""), ("C-1", "a\nb", 0, "")]
    for case_id, key, expected, reason in wrong:
        with pytest.raises(InputError), store.writing(ANNA, "x", case_id) as change:
            change.append(case_id, "status", key, {"ecog": 1}, expected, reason)


def test_a_case_id_must_be_visible_and_short(store: Store) -> None:
    for case_id in ("", " C", "C\x00", "C\n", "C" * 121, "a\u202eb"):
        with pytest.raises(InputError), store.writing(ANNA, "import_case") as change:
            change.open_case(case_id, {})


def test_the_database_itself_refuses_to_change_history(store: Store, opened: Opened) -> None:
    opened("C-1")
    ways = ["UPDATE {} SET at = 'x'", "DELETE FROM {}"]
    ways += (
        ["TRUNCATE {} CASCADE"] if store.engine.dialect.name == "postgresql" else ["REPLACE INTO {0} SELECT * FROM {0}"]
    )
    for way, table in itertools.product(ways, ("entry", "audit")):
        with pytest.raises(DBAPIError, match="only grows"), connect.turn(store.engine) as connection:
            connection.execute(text(way.format(table)))


def test_a_moment_is_the_same_text_everywhere_and_sorts_as_time() -> None:
    at = datetime(2026, 3, 1, 9, 0, 0, 5, tzinfo=UTC)
    assert stamp(at) == "2026-03-01T09:00:00.000005Z"
    assert moment(stamp(at)) == at
    with pytest.raises(ValueError, match="time zone"):
        stamp(datetime(2026, 3, 1))
    with pytest.raises(ValueError, match="JSON"):
        canonical({"dose": float("nan")})


def test_all_gives_the_newest_version_of_each_key_in_the_order_of_their_beginning(store: Store, opened: Opened) -> None:
    opened("C-1")
    opened("C-2")
    with store.writing(ANNA, "x", "C-1") as change:
        for key in ("b", "a"):
            change.append("C-1", "assessment", key, {"response": "SD"}, 0)
        change.append("C-1", "assessment", "b", {"response": "PD"}, 1, "read again")
        change.append("C-2", "assessment", "c", {"response": "CR"}, 0)
    with store.reading(ANNA, "read_case", "C-1") as read:
        found = [(one.key, one.version, one.body["response"]) for one in read.all("C-1", "assessment")]
        assert found == [("b", 2, "PD"), ("a", 1, "SD")]
        assert [(one.case_id, one.key) for one in read.every("assessment")] == [
            ("C-1", "b"),
            ("C-1", "a"),
            ("C-2", "c"),
        ]
        assert len(read.everything("C-1")) == 3
        assert [one.version for one in read.changes("C-1")] == [1, 1, 1, 2]


def test_the_worklist_is_filtered_searched_and_paged(store: Store, opened: Opened) -> None:
    opened("C-1", diagnosis="Lung adenocarcinoma", headline="EGFR L858R", due=date(2026, 3, 9))
    opened("C-2", diagnosis="Ösophagus 100%_", headline="ERBB2 amplification", due=date(2026, 3, 2), sample=True)
    opened("C-3", diagnosis="Melanoma", state=CaseState.DECIDED)
    with store.reading(ANNA, "see_worklist") as read:
        assert [one.case_id for one in read.worklist()] == ["C-2", "C-1", "C-3"]
        assert [one.case_id for one in read.worklist(states=["new"])] == ["C-2", "C-1"]
        assert [one.case_id for one in read.worklist(text="egfr LUNG")] == ["C-1"]
        assert [one.case_id for one in read.worklist(text="öSOPHAGUS 0%_")] == ["C-2"]
        assert read.worklist(text="%%") == []
        assert [one.case_id for one in read.worklist(limit=1, offset=1)] == ["C-1"]
        assert read.count(states=[CaseState.NEW]) == 2
        first = read.worklist()[0]
    assert (first.due, first.sample, first.state, first.version) == (date(2026, 3, 2), True, CaseState.NEW, 1)
    assert first.changed_by == "Dr. Anna"


def test_every_change_of_a_case_counts_and_moves_it_on(store: Store, opened: Opened) -> None:
    opened("C-1")
    with store.writing(BERT, "change_case", "C-1") as change:
        change.set_state("C-1", CaseState.PREPARED, date(2026, 3, 9))
        change.describe("C-1", headline="KRAS G12C", score="2/3")
        change.append("C-1", "status", "", {"ecog": 1}, 0)
    with store.reading(ANNA, "read_case", "C-1") as read:
        item = read.case("C-1")
        assert item is not None
        assert (item.state, item.due, item.headline, item.score) == ("prepared", date(2026, 3, 9), "KRAS G12C", "2/3")
        assert (item.version, read.case_version("C-1"), item.changed_by) == (4, 4, "Dr. Bert")
        assert read.worklist(text="kras")
        assert (read.case("C-9"), read.case_version("C-9")) == (None, 0)


def test_a_team_has_a_history(store: Store, opened: Opened, clock: Clock) -> None:
    opened("C-1")
    anna, bert = (accounts.add(store, NOBODY, name, name, []) for name in ("anna", "bert"))
    with store.writing(ANNA, "set_team", "C-1") as change:
        change.set_team("C-1", [anna.id])
    clock.move(days=1)
    with store.writing(ANNA, "set_team", "C-1") as change:
        change.set_team("C-1", [bert.id])
    assert (store.on_team("C-1", bert.id), store.on_team("C-1", anna.id)) == (True, False)
    with store.reading(ANNA, "read_case", "C-1") as read:
        assert [one.name for one in read.team("C-1")] == ["bert"]
        assert [one.case_id for one in read.worklist(person_id=bert.id)] == ["C-1"]
        assert read.worklist(person_id=anna.id) == []
        kept = read.connection.execute(text("SELECT person_id, until FROM team ORDER BY since")).all()
    assert [(row.person_id == anna.id, row.until is None) for row in kept] == [(True, False), (False, True)]
    with pytest.raises(InputError), store.writing(ANNA, "set_team", "C-1") as change:
        change.set_team("C-1", ["nobody"])


def test_a_draft_is_kept_replaced_and_seen_by_its_writer_alone(store: Store, clock: Clock) -> None:
    for text_typed in ("first", "second"):
        with store.writing(ANNA, "save_draft", "C-1") as change:
            change.save_draft("C-1", "decision", {"summary": text_typed})
    with store.reading(ANNA, "read_draft") as read:
        draft = read.draft("C-1", "decision")
        assert draft is not None
        assert (draft.body, draft.at) == ({"summary": "second"}, clock.now)
        assert read.drafts() == [draft]
    with store.reading(BERT, "read_draft") as read:
        assert (read.draft("C-1", "decision"), read.drafts()) == (None, [])
    with store.writing(ANNA, "discard_draft", "C-1") as change:
        change.discard_draft("C-1", "decision")
    with store.reading(ANNA, "read_draft") as read:
        assert read.drafts() == []


def test_a_reading_shows_one_moment_while_others_write(store: Store, opened: Opened) -> None:
    opened("C-1")
    with store.reading(ANNA, "read_case", "C-1") as read:
        before = read.worklist()
        with ThreadPoolExecutor(1) as other:
            other.submit(opened, "C-2").result()
        assert read.worklist() == before
    with store.reading(ANNA, "see_worklist") as read:
        assert len(read.worklist()) == 2


def test_a_change_within_a_change_is_told_instead_of_waiting_forever(store: Store, opened: Opened) -> None:
    with pytest.raises(RuntimeError, match="change within a change"), store.writing(ANNA, "x"):
        opened("C-1")
    opened("C-1")


def writers(place: Place, people: int, edits: int) -> None:
    """Let many edit one field of one case at once, each reading before writing and trying again after a conflict."""
    store = place.open()
    with store.writing(ANNA, "import_case", "C-1") as change:
        change.open_case("C-1", {"done": []})

    def edit(who: int) -> int:
        conflicts = 0
        choose = random.Random(who)
        for number in range(edits):
            tries = 0
            while True:
                with store.engine.connect() as connection, connection.begin():
                    seen = store_view(store, connection)
                body = {"done": [*seen.body["done"], f"{who}-{number}"]}
                try:
                    with store.writing(ANNA, "change_case", "C-1") as change:
                        change.append("C-1", "case", "", body, seen.version, "edit")
                    break
                except Conflict:
                    conflicts += 1
                    tries += 1
                    # Longer each time; all at once again, most would only meet again.
                    time.sleep(choose.random() * min(8.0, 0.05 * 2**tries))
        return conflicts

    with ThreadPoolExecutor(people) as pool:
        conflicts = sum(pool.map(edit, range(people)))
    with store.reading(ANNA, "read_case", "C-1") as read:
        last = read.latest("C-1", "case")
        assert last is not None
        history = read.history("C-1", "case")
    assert sorted(last.body["done"]) == sorted(f"{who}-{number}" for who in range(people) for number in range(edits))
    assert [one.version for one in history] == list(range(1, people * edits + 2))
    # Each version adds one edit to the one before: nothing was overwritten on the way either.
    assert all(after.body["done"][:-1] == before.body["done"] for before, after in itertools.pairwise(history))
    assert store.verify() == []
    print(f"{people} writers, {edits} edits each: {conflicts} conflicts, no lost update")
    store.close()


def store_view(store: Store, connection: object):  # type: ignore[no-untyped-def]
    from tumorboard.records.reading import Reading

    seen = Reading(connection, ANNA, store.clock()).latest("C-1", "case")  # type: ignore[arg-type]
    assert seen is not None
    return seen


def test_many_writers_of_one_case_lose_no_update(place: Place) -> None:
    writers(place, people=5, edits=6)


@pytest.mark.long
def test_fifty_writers_with_twenty_edits_each_lose_no_update(place: Place) -> None:
    writers(place, people=50, edits=20)
