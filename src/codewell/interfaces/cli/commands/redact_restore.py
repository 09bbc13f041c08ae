"""`codewell redact restore`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import click

from codewell.interfaces.cli.written_files import write_together


@click.command("restore", short_help="Put the identifiers of a redacted file back from a vault.")
@click.argument("redacted", type=click.File("rb"), metavar="OUT")
@click.option("--vault", type=click.File("rb"), required=True, help="The vault that --vault wrote.")
@click.option("--vault-key-file", type=click.File("rb"), required=True, help="The key file that it was sealed with.")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write there instead of standard output.")
def restore(redacted: IO[bytes], vault: IO[bytes], vault_key_file: IO[bytes], out: Path | None) -> None:
    """Put the identifiers of OUT back, a file just as `codewell redact` wrote it."""
    from codewell.tasks.restore_file import restore_file

    content = restore_file(redacted.read(), vault.read(), vault_key_file.read(4096), Path(redacted.name).name)
    if out:
        write_together({out: content}, private=frozenset({out}))
    else:
        sys.stdout.buffer.write(content)
