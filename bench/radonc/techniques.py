"""Print the measured technique of every RT Plan in a folder: `python bench/radonc/techniques.py FOLDER`."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pydicom
from pydicom.errors import InvalidDicomError

from codewell.radonc.episode.plan_reading import read_plan
from codewell.radonc.facts import FileProblem, NotShown


def main(folder: Path) -> None:
    """Print a line for each plan, with the problems that it raised."""
    print("file\ttechnique\tintent\tbeams\tapertures\tMU/Gy\tlargest\tedge 1/mm\tisocentres\tsite\tCPU s\thow")
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        start = time.process_time()
        try:
            plan = pydicom.dcmread(path, force=True)
        except (InvalidDicomError, OSError, ValueError, EOFError):
            continue
        if str(plan.get("Modality", "")) != "RTPLAN":
            continue
        problems: list[FileProblem] = []
        facts = read_plan(plan, str(path.relative_to(folder)), (), (), (), problems)
        numbers = facts.modulation
        site = "-" if isinstance(facts.site, NotShown) else f"{facts.site.value.site.value}/{facts.site.value.side.value}"
        per_gray = "-" if numbers.mu_per_gy is None else f"{numbers.mu_per_gy:.1f}"
        edge = "-" if numbers.edge is None else f"{numbers.edge:.3f}"
        row = (facts.file, facts.technique.value, facts.intent.value, len(facts.treating), numbers.apertures, per_gray)
        print(
            *row,
            f"{numbers.largest_share:.2f}",
            edge,
            len(facts.isocentres),
            site,
            f"{time.process_time() - start:.2f}",
            facts.how,
            sep="\t",
        )
        for problem in problems:
            print(f"\t{problem.slug}: {problem.problem}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
