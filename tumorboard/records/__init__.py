"""The board's records: an append-only store with versions, accounts, sessions and an audit trail.

SQLAlchemy, alembic and argon2 are imported here and nowhere else, and only when records are asked for: most commands
never open them.
"""
