"""What the laboratory made, on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from codewell.interfaces.cli.sheet import Sheet
from codewell.interfaces.rt_words import TECHNIQUES, counted
from codewell.tasks.radonc.rt_lab import LabScenario, RtLabRun

_LEFT = 32


def write_scenarios(sheet: Sheet, scenarios: Sequence[LabScenario]) -> None:
    """Write the scenarios that can be run."""
    sheet.line("Scenarios of the laboratory", "title")
    for one in scenarios:
        sheet.row(one.name, one.title, width=_LEFT)
    sheet.line()
    sheet.line("codewell rt lab NAME --out DIR writes one as DICOM; none is for clinical use.", "dim")


def write_lab_run(sheet: Sheet, made: RtLabRun) -> None:
    """Write what was made, how its steps went, and what to do with it."""
    sheet.line(f"{made.title}", "title")
    sheet.notice(made.warning)
    kinds: dict[str, int] = {}
    for name in made.files:
        parts = PurePath(name).parts
        folder = parts[0] if len(parts) > 1 else "."
        kinds[folder] = kinds.get(folder, 0) + 1
    sheet.row("folder", made.folder, width=_LEFT)
    sheet.row("first day", made.first_day.isoformat(), width=_LEFT)
    told = ", ".join(f"{count:,} in {folder}" if folder != "." else f"{count:,} at the top" for folder, count in kinds.items())
    sheet.row("files", f"{len(made.files):,}: {told}", width=_LEFT)
    for plan in made.expected.plans:
        what = f"{TECHNIQUES[plan.technique]}, {counted(plan.beams, 'beam')}, {counted(plan.fractions, 'fraction')}"
        sheet.row(f"plan {plan.label}", what, width=_LEFT)
    sheet.row("sessions", counted(len(made.expected.sessions), "session"), width=_LEFT)
    step = ""
    for figure in made.figures:
        if figure.step != step:
            step = figure.step
            sheet.heading(step.capitalize())
        value = f"{figure.value:,.2f} {figure.unit}" if figure.unit else f"{figure.value:,.0f}"
        sheet.row(value, figure.name, width=16)
    sheet.line()
    sheet.line(f"Next: codewell rt code {made.folder} --setting hospital", "cyan")
