"""`codewell redact FILE`: one document, a folder, or a stream of records."""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codewell.interfaces.cli.parameters import json_option, ndjson_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.cli.streams import Record, answer_lines
from codewell.kernel.errors import InputError

if TYPE_CHECKING:
    from codewell.phi.audit import RedactionAudit
    from codewell.phi.phi_types import Found
    from codewell.phi.policy import Policy
    from codewell.tasks.redact_file import FileRequest, RedactedFile
    from codewell.tasks.wire import Wire

_EPILOG = """\b
Examples:
  codewell redact note.txt
  codewell redact note.txt -o redacted.txt --audit audit.html --verify
  cat note.txt | codewell redact - --policy masks
  codewell redact note.txt --policy surrogates --secret-file key --patient 17
  codewell redact note.txt -o out.txt --vault notes.vault --vault-key-file vault.key
  codewell redact restore out.txt --vault notes.vault --vault-key-file vault.key
  codewell redact audit new-key --private-key signing.pem --public-key public.pem
  codewell redact audit verify audit.html --public-key public.pem
  codewell redact charts/ -o redacted/ --verify
  codewell redact export.zip -o redacted.zip
  codewell redact --ndjson --spans < notes.ndjson

\b
A line in of --ndjson: {"id": ..., "text": "..."}. The line out: {"id": ..., "text": "..."} without identifiers,
or with --spans {"id": ..., "spans": [{"start", "end", "type", "rule", "confidence"}, ...]}: half-open character
offsets into the text as received. A PLACE is such offsets into a part of the document, whose number --spans and the
second pass tell; the first part, number 0, need not be named. In documents of fields (FHIR, HL7, CSV and others) places can be
taken anywhere and kept in text that is read; what a table takes as a whole is not kept.
The audit names kinds, rules and offsets, never text. Nothing is stored or sent.
"""


_FILES_A_SHARD = 32
"""So that the bar moves every few seconds, and little is done again after an interruption."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a run was asked for, besides the document."""

    policy: Policy
    secret: bytes | None
    patient: str | None
    engine: str
    verify: bool
    keep_images: bool


@click.command("", epilog=_EPILOG, short_help="Take the identifiers out of a document.")
@click.argument("source", required=False, type=click.Path(exists=True, allow_dash=True, path_type=Path), metavar="FILE|DIR|-")
@click.option(
    "--policy", default="tags", show_default=True, metavar="NAME|FILE.toml",
    help="What stands in their place: tags, masks, blank, safe-harbor, surrogates, limited-data-set, or a file of yours.",
)  # fmt: skip
@click.option("--spans", is_flag=True, help="Say where identifiers lie and change nothing.")
@click.option("--engine", type=click.Choice(["full", "rules"]), default="full", show_default=True, help="What finds them.")
@click.option("--secret-file", type=click.File("rb"), help="Key of surrogates: a file of 16 or more random bytes.")
@click.option("--patient", metavar="ID", help="Whose document it is, so that surrogates agree between documents.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Write there instead; for a folder, a folder.")
@click.option("--audit", type=click.Path(dir_okay=False, path_type=Path), help="Write the audit there: .html a page, else JSON.")
@click.option("--sign-key", type=click.File("rb"), help="Sign the audit with this private key.")
@click.option("--made-by", default="", metavar="WHO", help="Who answers for the audit; it stands in it.")
@click.option("--verify", is_flag=True, help="Look it over a second time by other means; where that fails, write nothing.")
@click.option("--keep", multiple=True, metavar="PLACE", help="Let what lies there stand; you have looked at it.")
@click.option("--take", multiple=True, metavar="PLACE", help="Take out what lies there: 10-18, or 3:10-18 in part 3.")
@click.option("--keep-images", is_flag=True, help="Leave images of PDF and Word documents in, unread; the audit warns of it.")
@click.option("--keep-pixels", is_flag=True, help="Leave the pixels of DICOM objects in, unread; the audit warns of it.")
@click.option("--keep-names", is_flag=True, help="For a folder: leave names of files that may tell a person.")
@click.option("--workers", type=click.IntRange(1, 256), metavar="N", help="For a folder: processes; without it one a core.")
@click.option("--vault", type=click.Path(dir_okay=False, path_type=Path), help="Keep what was taken out there, encrypted.")
@click.option("--vault-key-file", type=click.File("rb"), help="Key of the vault: a file of 16 or more random bytes.")
@json_option
@ndjson_option
@click.pass_context
def document(
    context: click.Context, /, source: Path | None, out: Path | None, as_json: bool, ndjson: bool, **given: object
) -> int | None:
    """Take the 18 Safe Harbor identifiers out of FILE; - reads standard input."""
    asked = _asked(given)
    if ndjson:
        lines = source.open("rb") if source and str(source) != "-" else sys.stdin.buffer
        answer_lines(lines, sys.stdout.buffer, lambda record: _line(record, asked, spans=bool(given["spans"])))
        return None
    if source is None:
        raise click.UsageError("Name the file of a document, or - for standard input.")
    if source.is_dir():
        return _folder(context, source, out, asked, given)
    from codewell.tasks.redact_note import LONGEST_DOCUMENT

    content = sys.stdin.buffer.read(4 * LONGEST_DOCUMENT + 1) if str(source) == "-" else _read(source)
    if given["spans"]:
        write_json({"spans": _spans_of(content, source.name, asked)})
        return None
    from codewell.tasks.redact_any import redact_any
    from codewell.tasks.redact_file import FileRequest
    from codewell.tasks.second_pass import refuse_unless_passed

    extra, keep = (_places(given[name], rule) for name, rule in (("take", "person.taken"), ("keep", "person.kept")))
    request = FileRequest(
        content,
        asked.policy,
        source.name,
        asked.secret,
        asked.patient,
        asked.engine,
        asked.verify,
        extra,
        keep,
        keep_images=asked.keep_images,
    )
    redacted = redact_any(request)
    if redacted.verification is not None:
        refuse_unless_passed(redacted.verification)
    _give_out(context, request, redacted, out, given, as_json=as_json)
    return None


def _asked(given: dict[str, object]) -> Asked:
    from codewell.interfaces.policies import chosen_policy

    secret_file, patient = given["secret_file"], given["patient"]
    secret = secret_file.read(4096).strip() if secret_file is not None else None  # type: ignore[attr-defined]
    if given["vault"] is not None and given["vault_key_file"] is None:
        raise click.UsageError("A vault takes --vault-key-file FILE.")
    return Asked(
        chosen_policy(str(given["policy"])),
        secret,
        str(patient) if patient is not None else None,
        str(given["engine"]),
        bool(given["verify"]),
        bool(given["keep_images"] or given["keep_pixels"]),
    )


def _folder(context: click.Context, source: Path, out: Path | None, asked: Asked, given: dict[str, object]) -> int:
    """Redact the files of a folder into another; interrupted, the same command goes on from there."""
    if out is None:
        raise click.UsageError("A folder takes -o FOLDER for the redacted files.")
    if given["vault"] or given["keep"] or given["take"] or given["spans"]:
        raise click.UsageError("--keep, --take and --spans are for one document, --vault for one document or archive.")
    from codewell.interfaces.cli.batches import run_shown
    from codewell.phi.replacing.choices import checked_secret
    from codewell.tasks.batch.redact_files import RedactFiles
    from codewell.tasks.batch.run_batch import BatchRequest

    if asked.policy.needs_secret:
        checked_secret(asked.secret)
    job = RedactFiles(
        asked.policy, asked.secret, asked.patient, asked.engine, asked.verify, bool(given["keep_names"]), asked.keep_images
    )
    workers = given["workers"]
    processes = workers if isinstance(workers, int) else os.cpu_count() or 1
    code = run_shown(BatchRequest(source, out, job, processes, documents=True, most_records=_FILES_A_SHARD), "documents")
    audit = given["audit"]
    if isinstance(audit, Path):
        from codewell.interfaces.cli.written_files import write_together
        from codewell.tasks.audit_folder import audit_of_folder

        made_at, made_by = session_of(context).clock(), str(given["made_by"])
        told = audit_of_folder(out, asked.policy, made_at=made_at, made_by=made_by, engine=asked.engine)
        write_together({audit: _signed_audit(told, given, audit)})
    return code


_PLACE = re.compile(r"(?:([0-9]{1,9}):)?([0-9]{1,9})-([0-9]{1,9})")


def _places(written: object, rule: str) -> tuple[tuple[int, Found], ...]:
    """Return places of a document that a person pointed out, as findings of no particular class."""
    from codewell.phi.phi_types import Found, PhiType

    found = []
    for place in written if isinstance(written, tuple) else ():
        named = _PLACE.fullmatch(str(place))
        part, start, end = named.groups(default="0") if named else ("0", "0", "0")
        if not int(start) < int(end):
            raise click.UsageError(f"{place!r} is no place; write START-END or PART:START-END, such as 10-18 or 3:10-18.")
        found.append((int(part), Found(int(start), int(end), PhiType.OTHER_ID, rule, 1.0)))
    return tuple(found)


def _read(source: Path) -> bytes:
    try:
        return source.read_bytes()
    except OSError as refused:
        raise InputError(
            f"{source} cannot be read ({refused.strerror}).", next_step="Name another file.", slug="input.unreadable"
        ) from None


def _give_out(
    context: click.Context,
    request: FileRequest,
    redacted: RedactedFile,
    out: Path | None,
    given: dict[str, object],
    *,
    as_json: bool,
) -> None:
    """Write document, audit and vault: all of them or none, and the document to standard output where no file is named."""
    from codewell.interfaces.cli.written_files import write_together

    written: dict[Path, bytes] = {}
    audit, vault = given["audit"], given["vault"]
    if isinstance(audit, Path):
        written[audit] = _audit(context, request, redacted, given, audit)
    if isinstance(vault, Path):
        from codewell.tasks.restore_file import vault_with

        key: bytes = given["vault_key_file"].read(4096)  # type: ignore[attr-defined]
        written[vault] = vault_with(redacted, key, vault.read_bytes() if vault.exists() else None)
    if out and not as_json:
        written[out] = redacted.content
    write_together(written, private=frozenset({vault}) if isinstance(vault, Path) else frozenset())
    _tell_what_no_vault_holds(redacted, vault)
    if as_json:
        from codewell.phi.report import report_of
        from codewell.tasks.wire import to_wire

        texts = "\n".join(part.redacted.text for part in redacted.parts)
        reports = [report_of(part.redacted) for part in redacted.parts]
        write_json({"text": texts, "report": to_wire(reports[0] if len(reports) == 1 else reports)})
    elif not out:
        sys.stdout.buffer.write(redacted.content)
        if on_terminal() and not redacted.content.endswith(b"\n"):
            click.echo()


def _tell_what_no_vault_holds(redacted: RedactedFile, vault: object) -> None:
    lost = sum(one.count for one in redacted.dropped) + len(redacted.unread)
    if vault is not None and lost:
        click.echo(f"Not in the vault, and not to be put back: {lost} fields and parts that were dropped.", err=True)


def _audit(context: click.Context, request: FileRequest, redacted: RedactedFile, given: dict[str, object], target: Path) -> bytes:
    from codewell.tasks.redact_file import audit_of

    made_at, made_by = session_of(context).clock(), str(given["made_by"])
    audit = audit_of([redacted], request.policy, made_at=made_at, made_by=made_by, engine=request.engine)
    return _signed_audit(audit, given, target)


def _signed_audit(audit: RedactionAudit, given: dict[str, object], target: Path) -> bytes:
    """Return the audit in the form that the target's ending names, signed where a key is given."""
    from codewell.tasks.audit_redaction import audit_file

    key = given["sign_key"]
    file = audit_file(audit, key.read() if key is not None else None)  # type: ignore[attr-defined]
    if target.suffix.lower() not in (".html", ".htm"):
        return file.as_json()
    from codewell.interfaces.audits.audit_page import audit_page

    return audit_page(file)


def _line(record: Record, asked: Asked, *, spans: bool) -> dict[str, Wire]:
    from codewell.kernel.text import ClinicalText
    from codewell.phi.finding import Engine
    from codewell.tasks.redact_note import RedactionRequest, find_in_note, redact_note
    from codewell.tasks.wire import to_wire

    text = ClinicalText(record.text("text"))
    if spans:
        return {"spans": _spans(find_in_note(text, Engine(asked.engine)))}
    patient = record.optional_text("patient") or asked.patient
    redacted = redact_note(RedactionRequest(text, asked.policy, asked.secret, patient, asked.verify, engine=Engine(asked.engine)))
    return {"text": redacted.redacted.text, "report": to_wire(redacted.report)}


def _spans_of(content: bytes, name: str, asked: Asked) -> list[Wire]:
    """Return what would be taken out, by part; of a document of one part its spans alone."""
    from codewell.tasks.redact_file import FileRequest, redact_file

    parts = redact_file(FileRequest(content, asked.policy, name, asked.secret, asked.patient, asked.engine)).parts
    if len(parts) == 1 and parts[0].number == 0:
        return _spans(parts[0].redacted.found)
    return [{"part": one.number, "where": one.where, "spans": _spans(one.redacted.found)} for one in parts if one.redacted.found]


def _spans(found: object) -> list[Wire]:
    return [
        {"start": one.start, "end": one.end, "type": one.type.value, "rule": one.rule, "confidence": one.confidence}
        for one in found  # type: ignore[attr-defined]
    ]
