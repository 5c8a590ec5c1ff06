"""The first form: accounts, sessions, cases, entries, drafts and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

GROWING = ("entry", "audit")
REFUSAL = "this table only grows: no row may be changed or deleted"


def _text(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def upgrade() -> None:
    """Make the tables and the triggers that keep history from being changed."""
    op.create_table(
        "meta",
        _text("name"),
        _text("value"),
        sa.PrimaryKeyConstraint("name", name="pk_meta"),
    )
    op.create_table(
        "person",
        _text("id"),
        _text("name"),
        _text("display"),
        _text("roles"),
        sa.Column("password", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("active", sa.Boolean, nullable=False),
        _text("made_at"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("name", name="uq_person_name"),
        sa.UniqueConstraint("subject", name="uq_person_subject"),
    )
    op.create_table(
        "session",
        _text("id"),
        _text("token"),
        _text("person_id"),
        _text("started_at"),
        _text("seen_at"),
        sa.Column("ended_at", sa.Text),
        _text("ended_because"),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token", name="uq_session_token"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_session_person_id"),
    )
    op.create_index("ix_session_person_id", "session", ["person_id"])
    op.create_table(
        "attempt",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        _text("name"),
        _text("at"),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
    )
    op.create_index("ix_attempt_name_at", "attempt", ["name", "at"])
    _cases()
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer, nullable=False, autoincrement=False),
        *[_text(name) for name in ("at", "person_id", "name", "session", "action", "case_id", "outcome", "detail")],
        _text("previous"),
        _text("hash"),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_index("ix_audit_case_id", "audit", ["case_id"])
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers()
    else:
        _postgresql_triggers()


def _cases() -> None:
    op.create_table(
        "case_file",
        _text("case_id"),
        _text("state"),
        sa.Column("due", sa.Text),
        _text("diagnosis"),
        _text("headline"),
        _text("score"),
        sa.Column("sample", sa.Boolean, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        _text("opened_at"),
        _text("changed_at"),
        _text("changed_by"),
        _text("search"),
        sa.PrimaryKeyConstraint("case_id", name="pk_case_file"),
    )
    op.create_table(
        "team",
        _text("case_id"),
        _text("person_id"),
        _text("since"),
        sa.Column("until", sa.Text),
        sa.PrimaryKeyConstraint("case_id", "person_id", "since", name="pk_team"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.case_id"], name="fk_team_case_id"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_team_person_id"),
    )
    op.create_index("ix_team_person_id", "team", ["person_id"])
    op.create_table(
        "entry",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        _text("case_id"),
        _text("kind"),
        _text("key"),
        sa.Column("version", sa.Integer, nullable=False),
        _text("body"),
        _text("author"),
        _text("author_id"),
        _text("at"),
        _text("reason"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("case_id", "kind", "key", "version", name="uq_entry_case_id_kind_key_version"),
        sa.ForeignKeyConstraint(["case_id"], ["case_file.case_id"], name="fk_entry_case_id"),
        sa.CheckConstraint("version >= 1", name=op.f("ck_entry_version")),
    )
    op.create_index("ix_entry_kind_case_id_key_version", "entry", ["kind", "case_id", "key", "version"])
    op.create_table(
        "draft",
        *[_text(name) for name in ("person_id", "case_id", "form", "body", "at")],
        sa.PrimaryKeyConstraint("person_id", "case_id", "form", name="pk_draft"),
    )


def _sqlite_triggers() -> None:
    for table in GROWING:
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
            )


def _postgresql_triggers() -> None:
    op.execute(
        "CREATE FUNCTION tumorboard_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table in GROWING:
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION tumorboard_only_grows()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION tumorboard_only_grows()"
        )
