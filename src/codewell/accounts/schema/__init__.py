"""The tables of the accounts database, one module per subject; `metadata` holds them all."""

from codewell.accounts.schema import access, asking, keeping, people, record
from codewell.accounts.schema.columns import metadata

__all__ = ["access", "asking", "keeping", "metadata", "people", "record"]
