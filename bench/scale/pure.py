"""Only the function of a batch over lines, in one process: `python bench/scale/pure.py NOTES HOME DAY` prints JSON.

Seconds and seconds of processor time without those that it takes to open the reference, and MB at the most.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from datetime import date
from itertools import islice
from pathlib import Path

from codewell.tasks.batch.batch_function import BatchFunction
from codewell.tasks.batch.note_jobs import CodeNotes
from codewell.tasks.batch.run_batch import MOST_RECORDS


def main(notes: Path, home: Path, day: date) -> None:
    """Code the notes and forget the answers."""
    function = BatchFunction(CodeNotes(home, day))
    function(['{"text": "Assessment: acute bronchitis."}'])
    wall = processor = 0.0
    with notes.open(encoding="utf-8") as lines:
        while part := list(islice(lines, MOST_RECORDS)):
            began, before = time.perf_counter(), time.process_time()
            function(part)
            wall, processor = wall + time.perf_counter() - began, processor + time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": wall, "processor": processor, "memory": memory}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), date.fromisoformat(sys.argv[3]))
