"""`codewell crosswalk`."""

from __future__ import annotations

import sys
from datetime import date
from itertools import groupby

import click

from codewell.interfaces.cli.parameters import json_option, on_option
from codewell.interfaces.cli.session import on_terminal, session_of, write_json
from codewell.interfaces.outcomes import DAY_NOT_LOADED, DONE
from codewell.interfaces.wording import STANDING_WORDS, relation_words
from codewell.tasks.cross_walk import Crosswalk, CrosswalkRequest, Target, cross_walk
from codewell.tasks.wire import to_wire

_EPILOG = """\b
Examples:
  codewell crosswalk 250.40
  codewell crosswalk E11.22 --to icd9
  codewell crosswalk 77385 --to replaced-by --on 2026-02-02
  codewell crosswalk M54.5 --to replaced-by --json

\b
ICD-9 and ICD-10 are joined by the general equivalence mappings of 2018, the last published; they are
a starting point for a coder, not a licence to convert. Exit code 5: a publication is not loaded.
"""

_SYSTEMS = {"icd9cm": "ICD-9-CM", "icd10cm": "ICD-10-CM", "icd10pcs": "ICD-10-PCS", "hcpcs": "HCPCS", "cpt": "CPT"}


@click.command("crosswalk", epilog=_EPILOG, short_help="Show what a code is in ICD-9, in ICD-10, or what replaced it.")
@click.argument("code", metavar="CODE")
@click.option("--to", "to", type=click.Choice([one.value for one in Target]), help="Where to; else everything known.")
@on_option
@json_option
@click.pass_context
def command(context: click.Context, code: str, to: str | None, on: date | None, as_json: bool) -> int:
    """Follow CODE to its counterparts in another code system, or to the codes that replaced it."""
    workplace = session_of(context).workplace()
    found = cross_walk(workplace, CrosswalkRequest(code, Target(to) if to else None, on))
    if as_json:
        write_json(to_wire(found))
    else:
        _write(found)
    not_loaded = not found.steps and any(absence.remedy for absence in found.absences)
    return DAY_NOT_LOADED.exit_code if not_loaded else DONE.exit_code


def _write(found: Crosswalk) -> None:
    from codewell.interfaces.cli.sheet import Sheet

    sheet = Sheet(sys.stdout, colour=on_terminal())
    for notice in found.notices:
        sheet.notice(notice)
    for (system, source, relation), steps in groupby(
        found.steps, key=lambda step: (step.source_system, step.source_code, step.relation)
    ):
        sheet.heading(f"{source} ({_SYSTEMS[system]}): {relation_words(relation)}")
        for step in steps:
            standing = f" [{STANDING_WORDS[step.standing]} on {found.on}]" if step.standing else ""
            sheet.row(step.code, f"{step.label or _SYSTEMS[step.system]}{standing}", width=10, indent=2)
            sheet.row("", f"{step.note} [{step.origin.source} {step.origin.release}]", "dim", width=10, indent=2)
    for absence in found.absences:
        remedy = f" ({absence.remedy})" if absence.remedy else ""
        sheet.line(f"{absence.what}: {absence.why}{remedy}.")
