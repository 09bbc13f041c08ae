"""Alembic's environment: it works on the connection that `codewell.accounts.migrating` hands it."""

from alembic import context

from codewell.accounts.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
