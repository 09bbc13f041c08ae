"""`codewell redact audit`: keys, and checking a signed audit."""

from __future__ import annotations

from pathlib import Path
from typing import IO

import click

from codewell.interfaces.cli.written_files import write_together
from codewell.kernel.errors import InputError


@click.group("audit", short_help="Make a signing key, check a signed audit.")
def audit() -> None:
    """Make a signing key, check a signed audit."""


@audit.command("verify")
@click.argument("file", type=click.File("rb"), metavar="AUDIT")
@click.option("--public-key", type=click.File("rb"), required=True, help="The signer's key, from a source other than the audit.")
def verify(file: IO[bytes], public_key: IO[bytes]) -> None:
    """Check that AUDIT, JSON or HTML, is as its signer signed it. Exit code 0: it is; 2: it is not."""
    from codewell.interfaces.audits.audit_page import read_audit_file
    from codewell.tasks.audit_redaction import check_audit

    read = read_audit_file(file.read())
    check_audit(read, public_key.read())
    who = read.audit.get("made_by") or "nobody named"
    click.echo(f"The signature holds: audit of {read.audit.get('made_at')}, {who}, policy {read.audit.get('policy')}.")


@audit.command("new-key")
@click.option("--private-key", type=click.Path(path_type=Path), required=True, help="Written there, readable by you alone.")
@click.option("--public-key", type=click.Path(path_type=Path), required=True, help="Written there, to give to readers.")
def new_key(private_key: Path, public_key: Path) -> None:
    """Make a pair of Ed25519 keys. Keep the private one apart from the audits."""
    from codewell.phi.signing import new_key_pair

    for path in (private_key, public_key):
        if path.exists():
            raise InputError(
                f"{path} exists; a key is never written over.", next_step="Name another file.", slug="input.file-exists"
            )
    private, public = new_key_pair()
    write_together({private_key: private, public_key: public}, private=frozenset({private_key}))
    click.echo(f"Keep {private_key} to yourself; give {public_key} to whoever checks your audits.")
