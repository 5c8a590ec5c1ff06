"""The tables. :mod:`tumorboard.records.migrations` makes them; a test holds the two together.

Times are text (UTC, ISO 8601) and documents are canonical JSON, so that both databases keep the same bytes and one hash
holds for both. ``entry`` and ``audit`` only grow: triggers in the database refuse to change or delete a row.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False)


meta = Table("meta", metadata, Column("name", Text, primary_key=True), _text("value"))
"""What the database is: its id, and the proof that a secret is its own."""

person = Table(
    "person",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    _text("display"),
    _text("roles"),
    Column("password", Text),
    Column("subject", Text, unique=True),
    Column("active", Boolean, nullable=False),
    _text("made_at"),
)
"""Accounts; ``password`` is an argon2id hash, ``subject`` who it is at the hospital's own sign-in."""

session = Table(
    "session",
    metadata,
    Column("id", Text, primary_key=True),
    Column("token", Text, nullable=False, unique=True),
    Column("person_id", Text, ForeignKey("person.id"), nullable=False, index=True),
    _text("started_at"),
    _text("seen_at"),
    Column("ended_at", Text),
    _text("ended_because"),
)
"""Sign-ins; ``token`` is the sha256 of what the browser holds."""

attempt = Table(
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    _text("name"),
    _text("at"),
    Index("ix_attempt_name_at", "name", "at"),
)
"""Sign-ins that failed; ``name`` is a keyed hash, because people type passwords there."""

case_file = Table(
    "case_file",
    metadata,
    Column("case_id", Text, primary_key=True),
    _text("state"),
    Column("due", Text),
    _text("diagnosis"),
    _text("headline"),
    _text("score"),
    Column("sample", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
    _text("opened_at"),
    _text("changed_at"),
    _text("changed_by"),
    _text("search"),
)
"""One row a case for the worklist; ``version`` counts every change of the case."""

team = Table(
    "team",
    metadata,
    Column("case_id", Text, ForeignKey("case_file.case_id"), primary_key=True),
    Column("person_id", Text, ForeignKey("person.id"), primary_key=True, index=True),
    Column("since", Text, primary_key=True),
    Column("until", Text),
)
"""Who belongs to a case, from when until when."""

entry = Table(
    "entry",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("case_id", Text, ForeignKey("case_file.case_id"), nullable=False),
    _text("kind"),
    _text("key"),
    Column("version", Integer, CheckConstraint("version >= 1", name="version"), nullable=False),
    _text("body"),
    _text("author"),
    _text("author_id"),
    _text("at"),
    _text("reason"),
    UniqueConstraint("case_id", "kind", "key", "version"),
    Index("ix_entry_kind_case_id_key_version", "kind", "case_id", "key", "version"),
)
"""Every version of everything; grows only."""

draft = Table(
    "draft",
    metadata,
    Column("person_id", Text, primary_key=True),
    Column("case_id", Text, primary_key=True),
    Column("form", Text, primary_key=True),
    _text("body"),
    _text("at"),
)
"""What somebody has typed and not saved yet; belongs to that person alone."""

audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _text("at"),
    _text("person_id"),
    _text("name"),
    _text("session"),
    _text("action"),
    Column("case_id", Text, nullable=False, index=True),
    _text("outcome"),
    _text("detail"),
    _text("previous"),
    _text("hash"),
)
"""Who did what; grows only. Each ``hash`` seals its row and, through ``previous``, all rows before it."""
