"""Leakage and over-redaction on an examiner's blind documents: `python bench/redact/examiner/run.py [--types] [--misses N]`.

The program runs as a user runs it (`codewell redact --ndjson --spans`), with either engine; the scorer of the PHI corpora counts.
Where the corpora are not beside the repository nothing is measured.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from run import CORPORA, _scorer

NOTES = Path(__file__).parent / "notes.jsonl"


def main(flags: list[str]) -> int:
    """Redact the documents with both engines and print the scorer's lines for each."""
    if not CORPORA.exists():
        print(f"The scorer is not at {CORPORA}; nothing was measured.")
        return 0
    score = _scorer()
    for engine in ("rules", "full"):
        command = [str(Path(sys.executable).with_name("codewell")), "redact", "--ndjson", "--spans", "--engine", engine]
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as answers:
            given = NOTES.read_text(encoding="utf-8")
            answers.write(subprocess.run(command, input=given, capture_output=True, text=True, check=True).stdout)
            answers.flush()
            print(engine, flush=True)
            score(str(NOTES), answers.name, *flags)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
