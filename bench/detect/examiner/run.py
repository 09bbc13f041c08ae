"""How well notes are coded that an examiner wrote and coded blind: `python bench/detect/examiner/run.py [HOME] [--errors]`.

HOME is a folder of releases, `build/reference` if left out. The program runs as a user runs it (`codewell code --ndjson`).
Codes that the examiner calls acceptable count neither for nor against; a banned code counts as wrong, and once more by itself.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

NOTES = Path(__file__).parent / "notes.jsonl"


def main() -> int:
    """Code every note, print one line for each group of notes and, if asked, what each note lacks and has in excess."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", nargs="?", default="build/reference")
    parser.add_argument("--errors", action="store_true")
    chosen = parser.parse_args()
    notes = [json.loads(line) for line in NOTES.read_text(encoding="utf-8").splitlines()]
    answers = coded(chosen.home, notes)
    for setting in ("outpatient", "inpatient", "all"):
        group = [note for note in notes if setting in ("all", note["setting"])]
        print(f"{setting:10} {len(group):3} notes  {score(group, answers, 7)}  three characters: {score(group, answers, 3)}")
    banned = Counter((note["id"], code) for note in notes for code in answers[note["id"]] & set(note["banned"]))
    print(f"banned codes reported: {sum(banned.values())} of {sum(len(note['banned']) for note in notes)}")
    if chosen.errors:
        show_errors(notes, answers)
    return 0


def coded(home: str, notes: list[dict]) -> dict[str, set[str]]:
    """Return the codes of each note; the setting is left for the program to find."""
    lines = "".join(json.dumps({"id": n["id"], "text": n["text"], "on": n["on"]}) + "\n" for n in notes)
    command = [str(Path(sys.executable).with_name("codewell")), "--home", home, "code", "--ndjson", "--profile", "us-billing"]
    answered = subprocess.run(command, input=lines, capture_output=True, text=True, check=True).stdout
    return {a["id"]: {c["code"] for c in a["codes"]} for a in map(json.loads, answered.splitlines())}


def score(notes: list[dict], answers: dict[str, set[str]], length: int) -> str:
    """Return micro precision, recall and F1 of the first `length` characters of the codes, in words."""
    right = predicted = gold = 0
    for note in notes:
        wanted = {code[:length] for code in note["codes"]} if length == 3 else set(note["codes"])
        spared = {code[:3] for code in note["acceptable"]} if length == 3 else set(note["acceptable"])
        found = {code[:3] for code in answers[note["id"]]} if length == 3 else answers[note["id"]]
        found = found - (spared - wanted)
        right, predicted, gold = right + len(found & wanted), predicted + len(found), gold + len(wanted)
    precision, recall = right / max(1, predicted), right / max(1, gold)
    both = 2 * right / max(1, predicted + gold)
    return f"P {precision:.3f} R {recall:.3f} F1 {both:.3f} ({right} of {gold}, {predicted} reported)"


def show_errors(notes: list[dict], answers: dict[str, set[str]]) -> None:
    """Print for each note the codes missing and the codes too many; an exclamation mark stands at a banned one."""
    for note in notes:
        found, wanted = answers[note["id"]], set(note["codes"])
        extra = sorted(found - wanted - set(note["acceptable"]))
        if extra or wanted - found:
            marked = [code + "!" * (code in note["banned"]) for code in extra]
            print(f"{note['id']}: missing {' '.join(sorted(wanted - found)) or '-'}; too many {' '.join(marked) or '-'}")


if __name__ == "__main__":
    sys.exit(main())
