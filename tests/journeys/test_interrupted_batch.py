"""A batch on several processes is interrupted, by somebody who presses the keys more than once, and goes on later."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

NOTE = "Assessment: Diabetic neuropathy. Acute bronchitis. Continue metformin and albuterol. No pneumonia. " * 12
COUNT = 3_000
"""Four shards of a megabyte: the first is noted while two more are under way."""


def test_interrupts_in_a_row_end_the_batch_and_it_resumes(environment, tmp_path):
    source, target = tmp_path / "in.ndjson", tmp_path / "out.ndjson"
    source.write_text("".join(json.dumps({"id": str(number), "text": NOTE}) + "\n" for number in range(COUNT)))
    command = [sys.executable, "-m", "codewell.interfaces.cli.main", "batch", "code"]
    command += [str(source), str(target), "--on", "2026-06-02", "--workers", "2"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)
    work = tmp_path / "out.ndjson.work"
    until = time.monotonic() + 60
    while not list(work.glob("0*")) and time.monotonic() < until and running.poll() is None:
        time.sleep(0.02)
    for _ in range(3):
        running.send_signal(signal.SIGINT)
        time.sleep(0.05)
    _, error = running.communicate(timeout=60)
    assert running.returncode == 130
    assert error.rstrip().endswith("Interrupted.")
    assert not target.exists()
    noted = len(list(work.glob("0*")))
    assert noted > 0
    ran = subprocess.run(command, capture_output=True, env=environment, text=True, timeout=240)
    assert ran.returncode == 0
    assert sum(1 for _ in target.open()) == COUNT
