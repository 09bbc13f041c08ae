"""`codewell redact`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import click

from codewell.interfaces.cli.parameters import json_option, ndjson_option
from codewell.interfaces.cli.session import on_terminal, write_json
from codewell.interfaces.cli.streams import Record, answer_lines
from codewell.kernel.errors import InputError
from codewell.kernel.text import ClinicalText
from codewell.phi.phi_types import Found
from codewell.tasks.redact_note import LONGEST_DOCUMENT, POLICIES, RedactionRequest, find_in_note, redact_note
from codewell.tasks.wire import Wire, to_wire

_EPILOG = """\b
Examples:
  codewell redact note.txt
  codewell redact note.txt -o redacted.txt --audit audit.json
  cat note.txt | codewell redact - --policy masks
  codewell redact --ndjson --spans < notes.ndjson

\b
A line in of --ndjson: {"id": ..., "text": "..."}. The line out: {"id": ..., "text": "..."} without identifiers,
or with --spans {"id": ..., "spans": [{"start", "end", "type", "rule", "confidence"}, ...]}: half-open character
offsets into the text as received. The audit names kinds, rules and offsets, never text. Nothing is stored or sent.
"""


@click.command("redact", epilog=_EPILOG, short_help="Take the identifiers out of a note.")
@click.argument("note", required=False, type=click.File("rb"), metavar="FILE|-")
@click.option("--policy", type=click.Choice(POLICIES), default="tags", show_default=True, help="What stands in their place.")
@click.option("--spans", is_flag=True, help="Say where identifiers lie and change nothing.")
@click.option("--engine", type=click.Choice(["rules"]), default="rules", show_default=True, help="What finds them.")
@click.option("--secret-file", type=click.File("rb"), help="Key of surrogates: a file of 16 or more random bytes.")
@click.option("--patient", metavar="ID", help="Whose note it is, so that surrogates agree between notes.")
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write the text there instead.")
@click.option("--audit", type=click.Path(dir_okay=False, path_type=Path), help="Write the audit there, as JSON.")
@json_option
@ndjson_option
def command(
    note: IO[bytes] | None,
    policy: str,
    spans: bool,
    engine: str,
    secret_file: IO[bytes] | None,
    patient: str | None,
    out: Path | None,
    audit: Path | None,
    as_json: bool,
    ndjson: bool,
) -> None:
    """Take the 18 Safe Harbor identifiers out of FILE, a text; - reads standard input."""
    source = note or (sys.stdin.buffer if ndjson else None)
    if source is None:
        raise click.UsageError("Name the file of a note, or - for standard input.")
    secret = secret_file.read(4096).strip() if secret_file else None
    if ndjson:
        answer_lines(source, sys.stdout.buffer, lambda record: _line(record, policy, secret, spans=spans))
        return
    text = ClinicalText(_decoded(source.read(4 * LONGEST_DOCUMENT + 1)))
    if spans:
        write_json({"spans": _spans(find_in_note(text))})
        return
    redacted = redact_note(RedactionRequest(text, policy, secret, patient))
    report = to_wire(redacted.report)
    if audit:
        import json

        _write_beside(audit, json.dumps(report, indent=2) + "\n")
    if as_json:
        write_json({"text": redacted.redacted.text, "report": report})
    elif out:
        _write_beside(out, redacted.redacted.text)
    else:
        sys.stdout.buffer.write(redacted.redacted.text.encode("utf-8", "surrogatepass"))
        if on_terminal() and not redacted.redacted.text.endswith("\n"):
            click.echo()


def _line(record: Record, policy: str, secret: bytes | None, *, spans: bool) -> dict[str, Wire]:
    text = ClinicalText(record.text("text"))
    if spans:
        return {"spans": _spans(find_in_note(text))}
    redacted = redact_note(RedactionRequest(text, policy, secret, record.optional_text("patient")))
    return {"text": redacted.redacted.text, "report": to_wire(redacted.report)}


def _spans(found: tuple[Found, ...]) -> list[Wire]:
    return [
        {"start": one.start, "end": one.end, "type": one.type.value, "rule": one.rule, "confidence": one.confidence}
        for one in found
    ]


def _decoded(content: bytes) -> str:
    """Return the note's text; bytes that are no text are refused, because what cannot be read cannot be redacted."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise InputError(
            f"The note is not UTF-8 text (byte {broken.start + 1}).",
            next_step="Save it as plain text in UTF-8.",
            slug="input.not-text",
        ) from None
    if "\0" in text:
        raise InputError("The note holds NUL characters; it is no text file.", slug="input.not-text")
    return text


def _write_beside(target: Path, text: str) -> None:
    """Write to a temporary file beside the target, then rename: nobody ever sees half of it."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        unfinished.write_bytes(text.encode("utf-8", "surrogatepass"))
        unfinished.replace(target)
    except OSError as refused:
        unfinished.unlink(missing_ok=True)
        raise InputError(
            f"{target} cannot be written ({refused.strerror}).", next_step="Name another place.", slug="input.not-writable"
        ) from None
