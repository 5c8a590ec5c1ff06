"""What alembic runs: the steps go into the transaction of the caller, so that they happen as a whole or not at all."""

from alembic import context

from tumorboard.records.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
