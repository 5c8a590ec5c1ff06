"""Both starts: the demonstration seeds itself once, a real one needs accounts and a secret, most commands neither."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.service.conftest import PASSWORD, Clinic
from tumorboard import service
from tumorboard.cli import main
from tumorboard.domain.access import Role
from tumorboard.domain.board import BoardDecision, CaseState
from tumorboard.errors import StoreError
from tumorboard.knowledge.base import KnowledgeBase
from tumorboard.records import accounts, setup
from tumorboard.records.store import Actor, Store
from tumorboard.service.desks import demo, people

COMMANDS = (
    ("score", "data/cases/SAMPLE-1.json", "--drugs", "dabrafenib"),
    ("kb", "info"),
    ("outcomes", "--help"),
)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty data folder, and a process that has opened nothing yet."""
    monkeypatch.setenv("TUMORBOARD_DATA_DIR", str(tmp_path))
    for name in ("TUMORBOARD_DEMO", "TUMORBOARD_SECRET", "TUMORBOARD_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    opened: dict[str, service.Records] = {}
    monkeypatch.setattr(people, "_opened", opened)
    yield tmp_path
    for one in opened.values():
        one.store.close()


def test_a_real_start_needs_records_and_says_how_to_make_them(fresh: Path) -> None:
    with pytest.raises(StoreError) as caught:
        service.records()
    assert "tumorboard db init" in caught.value.remedy
    assert list(fresh.iterdir()) == []


def test_a_real_start_needs_an_account_and_says_how_to_make_one(fresh: Path) -> None:
    setup.init()
    with pytest.raises(StoreError) as caught:
        service.records()
    assert "tumorboard user add" in caught.value.remedy
    store = Store.open()
    accounts.add(store, Actor("", "test"), "first", "First", [Role.ADMINISTRATOR], password=PASSWORD)
    store.close()
    opened = service.records()
    assert (opened.demo, service.records() is opened) == (False, True)


def test_a_real_start_needs_the_secret(fresh: Path) -> None:
    setup.init()
    (fresh / "secret").unlink()
    with pytest.raises(StoreError, match="secret"):
        service.records()


def test_a_disabled_account_is_no_account(fresh: Path) -> None:
    setup.init()
    store = Store.open()
    made = accounts.add(store, Actor("", "test"), "first", "First", [Role.ADMINISTRATOR], password=PASSWORD)
    accounts.set_active(store, Actor("", "test"), made.id, False)
    store.close()
    with pytest.raises(StoreError, match="nobody has an account"):
        service.records()


def test_the_demonstration_is_alive_on_first_start_and_seeds_itself_once(
    fresh: Path, monkeypatch: pytest.MonkeyPatch, kb: KnowledgeBase
) -> None:
    monkeypatch.setenv("TUMORBOARD_DEMO", "1")
    # Real records beside it, or a database that others share, are never touched.
    monkeypatch.setenv("TUMORBOARD_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/nothing")
    opened = service.records()
    assert opened.demo
    assert [path.name for path in fresh.iterdir()] == ["demo"]
    found = service.demo_people(opened)
    assert {role for person in found for role in person.roles} == set(Role)
    by_name = {person.name: person.id for person in found}
    desk = service.desk(opened, service.sign_in_demo(opened, by_name["board"]), kb)
    states = {state for state, count in desk.counts().items() if count}
    assert states == set(CaseState)
    assert all(item.sample for item in desk.worklist())
    followed = desk.file("SAMPLE-7")
    assert followed.courses[0].value.departure == "insurance"
    assert [judged.computed for judged in desk.recist("SAMPLE-7", "course-1")] == [None, "SD", "PD"]
    assert desk.rerun("SAMPLE-7", "recommendation-1").same
    versions = {item.case_id: item.version for item in desk.worklist()}
    demo.seed(opened)
    assert {item.case_id: item.version for item in desk.worklist()} == versions
    assert len(service.demo_people(opened)) == len(found)
    researcher = service.desk(opened, service.sign_in_demo(opened, by_name["researcher"]), kb)
    cohort = researcher.cohort()
    assert (cohort.simulated, len(cohort.rows)) == (True, 4)
    assert service.analyse_cohort(cohort, shuffles=0)["simulated"] is True
    auditor = service.desk(opened, service.sign_in_demo(opened, by_name["auditor"]), kb)
    assert auditor.verify_audit() == []
    assert all(row.detail.get("demo") for row in auditor.audit(50) if row.action == "read_case")


def test_in_the_demonstration_signing_takes_any_word(clinic: Clinic, kb: KnowledgeBase) -> None:
    case_id = clinic.shared()
    shown = service.Desk(service.Records(clinic.records.store, demo=True), clinic.people["board"], kb)
    decision = BoardDecision(met=date(2026, 3, 1), attendees=("Dr. Board",), no_target="none")
    draft = shown.save_decision(case_id, "", decision, 0)
    assert shown.sign_decision(case_id, draft.key, "", 1).value.signature


def test_commands_that_need_no_records_do_not_bring_their_libraries() -> None:
    program = (
        "import sys\nfrom tumorboard.cli import main\n"
        f"for words in {[list(words) for words in COMMANDS]!r}:\n"
        "    try:\n        main(words)\n    except SystemExit as end:\n        assert not end.code, words\n"
        "heavy = {'sqlalchemy', 'alembic', 'argon2', 'psycopg', 'streamlit', 'typst', 'docx'} & sys.modules.keys()\n"
        "assert not heavy, heavy"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout


def test_the_cohort_of_the_records_is_analysed_from_the_command_line(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(people, "records", lambda: clinic.records)
    with pytest.raises(SystemExit) as end:
        main(["outcomes", "analyse", "--database"])
    assert end.value.code == 2
    assert "fewer than 21 treated patients" in capsys.readouterr().err
    row = clinic.trail(1)[0]
    assert (row.action, row.outcome, row.name.startswith("command line")) == ("export_cohort", "refused", True)


@pytest.mark.parametrize("words", [[], ["--database", "--from", "cohort.json"]])
def test_one_cohort_must_be_named(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["outcomes", "analyse", *words])
    assert end.value.code == 2
    assert "Give either --from FILE or --database" in capsys.readouterr().err
