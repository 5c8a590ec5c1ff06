"""The forms that the tables had, one step a file; read by alembic only."""
