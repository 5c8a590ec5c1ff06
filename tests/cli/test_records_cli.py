"""The commands that keep the records: made, checked, saved and restored; accounts; the audit trail."""

import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.test_cli import Done, run
from tests.records.conftest import ANNA
from tumorboard.records import accounts
from tumorboard.records.store import Store

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TUMORBOARD_DATA_DIR", str(tmp_path / "data"))
    for name in ("TUMORBOARD_SECRET", "TUMORBOARD_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "data"


@pytest.fixture
def made(folder: Path) -> Path:
    assert run("db", "init").returncode == 0
    return folder


def typed(monkeypatch: pytest.MonkeyPatch, text: str, *words: str) -> Done:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    return run(*words)


def sql(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / "tumorboard.db")) as connection, connection:
        connection.executescript(script)


def test_records_are_made_once(folder: Path) -> None:
    first, second = run("db", "init"), run("db", "init")
    assert (first.returncode, second.returncode) == (0, 0)
    assert "made" in first.stdout
    assert "secret" in first.stdout
    assert "left as it is" in second.stdout
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.name: oct(file.stat().st_mode & 0o777) for file in folder.iterdir() if file.suffix in ("", ".db")} == {
        "secret": "0o600",
        "tumorboard.db": "0o600",
    }
    assert "nothing to do" in run("db", "upgrade").stdout


@pytest.mark.parametrize("words", [("db", "check"), ("user", "list"), ("audit", "verify"), ("db", "upgrade")])
def test_without_records_a_command_says_what_to_do(words: tuple[str, ...], folder: Path) -> None:
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert "tumorboard db init" in done.stderr
    assert not (folder / "tumorboard.db").exists()


def test_an_account_is_made_changed_and_disabled(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("user", "add", "anna", "--role", "board_member", "--display", "Dr. Anna", "--password-stdin")
    assert typed(monkeypatch, PASSWORD + "\n", *words).returncode == 0
    assert "anna  Dr. Anna  board_member" in run("user", "list").stdout
    assert run("user", "role", "anna", "--role", "auditor").returncode == 0
    assert run("user", "disable", "anna").returncode == 0
    assert "auditor  disabled" in run("user", "list").stdout
    assert run("user", "enable", "anna").returncode == 0
    assert typed(monkeypatch, "another long one\n", "user", "password", "anna", "--password-stdin").returncode == 0
    store = Store.open()
    assert accounts.sign_in(store, "anna", "another long one", store.clock())
    store.close()
    assert "1 sessions ended" in run("user", "sign-out", "anna").stdout
    assert PASSWORD not in run("audit", "list").stdout


def test_a_password_is_never_taken_from_the_command_line(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("user", "add", "anna", "--role", "auditor", "--password", PASSWORD).returncode == 2
    done = typed(monkeypatch, "", "user", "add", "anna", "--role", "auditor")
    assert done.returncode == 2
    assert "--password-stdin" in done.stderr
    weak = typed(monkeypatch, "short\n", "user", "add", "anna", "--role", "auditor", "--password-stdin")
    assert (weak.returncode, "easy to guess" in weak.stderr, "short" in weak.stderr) == (2, True, False)
    assert run("user", "add", "anna", "--role", "nobody").returncode == 2
    assert run("user", "disable", "anna").stderr.startswith("error: name: there is no such account")


def test_an_auditor_gets_no_other_role(made: Path) -> None:
    done = run("user", "add", "bad", "--role", "auditor", "--role", "oncologist", "--no-password")
    assert (done.returncode, "an auditor holds no other role" in done.stderr) == (2, True)
    assert run("user", "list").stdout == ""


def test_a_start_without_records_secret_or_account_is_told_before_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remedy() -> str:
        done = run("db", "ready")
        assert (done.returncode, done.stdout) == (2, "")
        return done.stderr

    assert "tumorboard db init" in remedy()
    run("db", "init")
    assert "tumorboard user add NAME --role administrator" in remedy()
    run("user", "add", "anna", "--role", "administrator", "--no-password")
    done = run("db", "ready")
    assert (done.returncode, done.stdout.endswith(": ready\n")) == (0, True)
    (folder / "secret").unlink()
    assert "secret of the records is missing" in remedy()
    monkeypatch.setenv("TUMORBOARD_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    assert "secret" in remedy() or "cannot be reached" in remedy()


def test_roles_teams_and_states_that_were_changed_by_hand_are_found(made: Path) -> None:
    for name in ("anna", "bert"):
        run("user", "add", name, "--role", "oncologist", "--no-password")
    store = Store.open()
    with store.writing(ANNA, "import_case", "C-1") as change:
        change.open_case("C-1", {})
    store.close()
    assert run("db", "check").returncode == 0
    for script, words in (
        ("UPDATE person SET roles = 'administrator' WHERE name = 'anna'", "was changed behind the program"),
        ("INSERT INTO team SELECT 'C-1', id, made_at, NULL FROM person WHERE name = 'bert'", "the team of case C-1"),
        ("UPDATE case_file SET state = 'closed'", "the worklist's row of case C-1"),
    ):
        sql(made, script)
        done = run("db", "check")
        assert (done.returncode, words in done.stderr) == (2, True), script


def test_a_team_is_changed_and_printed(made: Path) -> None:
    for name in ("anna", "bert"):
        assert run("user", "add", name, "--role", "oncologist", "--no-password").returncode == 0
    store = Store.open()
    with store.writing(ANNA, "import_case", "C-1") as change:
        change.open_case("C-1", {})
    store.close()
    assert run("user", "team", "C-1", "--add", "anna", "--add", "bert").stdout == "C-1: anna, bert\n"
    assert run("user", "team", "C-1", "--remove", "anna").stdout == "C-1: bert\n"
    assert run("user", "team", "C-1").stdout == "C-1: bert\n"
    assert run("user", "team", "C-2", "--add", "anna").returncode == 2
    assert run("db", "check").returncode == 0


def test_tampering_ends_with_code_two_and_names_the_row(made: Path) -> None:
    for _ in range(3):
        assert run("audit", "verify").returncode == 0
    sql(made, "DROP TRIGGER audit_no_update; UPDATE audit SET action = 'harmless' WHERE seq = 2")
    done = run("audit", "verify")
    assert done.returncode == 2
    assert "row 2 was changed" in done.stderr
    checked = run("db", "check")
    assert checked.returncode == 2
    assert "the guard audit_no_update" in checked.stderr
    assert "row 2 was changed" in checked.stderr


def test_a_trail_that_was_put_back_by_hand_is_accepted_with_a_reason(made: Path) -> None:
    for _ in range(4):
        run("audit", "verify")
    sql(made, "DROP TRIGGER audit_no_delete; DELETE FROM audit WHERE seq > 3")
    assert run("audit", "verify").returncode == 2
    assert run("audit", "accept").returncode == 2
    assert run("audit", "accept", "--reason", "restored from the tape of Monday").returncode == 0
    assert run("audit", "verify").returncode == 0
    assert "restored from the tape" in run("audit", "list").stdout


def test_the_trail_is_exported_and_the_export_is_in_it(made: Path, tmp_path: Path) -> None:
    store = Store.open()
    store.refused(type(ANNA)("x", "=HYPERLINK(1)"), "read_case", "-C-1", "no")
    store.close()
    assert run("audit", "export", str(tmp_path / "trail.jsonl")).returncode == 0
    rows = [json.loads(line) for line in (tmp_path / "trail.jsonl").read_text().splitlines()]
    assert [row["action"] for row in rows] == ["make_records", "read_case", "export_audit"]
    assert run("audit", "export", str(tmp_path / "trail.csv")).returncode == 0
    text = (tmp_path / "trail.csv").read_text()
    assert ",'=HYPERLINK(1)," in text
    assert ",'-C-1," in text
    assert run("audit", "export", str(tmp_path / "trail.csv")).returncode == 2
    assert run("audit", "export", str(tmp_path / "no" / "trail.csv")).returncode == 2


def test_a_backup_is_restored_only_when_asked_for_twice(made: Path, tmp_path: Path) -> None:
    saved = str(tmp_path / "saved.db")
    assert run("db", "backup", saved).returncode == 0
    assert run("db", "backup", saved).returncode == 2
    assert run("user", "add", "anna", "--role", "auditor", "--no-password").returncode == 0
    refused = run("db", "restore", saved)
    assert (refused.returncode, "--force" in refused.stderr) == (2, True)
    assert "anna" in run("user", "list").stdout
    done = run("db", "restore", saved, "--force")
    assert done.returncode == 0
    assert "before-restore-" in done.stdout
    assert "anna" not in run("user", "list").stdout
    assert run("db", "check").returncode == 0


def test_a_backup_of_tampered_records_is_made_and_says_so(made: Path, tmp_path: Path) -> None:
    sql(made, "DROP TRIGGER audit_no_update; UPDATE audit SET action = 'harmless' WHERE seq = 1")
    done = run("db", "backup", str(tmp_path / "saved.db"))
    assert done.returncode == 2
    assert "row 1 was changed" in done.stderr
    assert (tmp_path / "saved.db").exists()


def test_the_other_commands_do_not_load_the_database() -> None:
    import subprocess
    import sys

    program = (
        "import sys; from tumorboard.cli import build; build(); import tumorboard.service\n"
        "print([n for n in ('sqlalchemy', 'alembic', 'argon2', 'psycopg') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
