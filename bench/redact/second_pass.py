"""How many documents the second pass keeps back, and over what kinds of places.

Usage: python bench/redact/second_pass.py CORPUS.jsonl MOST
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from codewell.phi.policy import policy_named
from codewell.tasks.redact_file import FileRequest, redact_file


def main(corpus: Path, most: int) -> None:
    """Print counts; never a text."""
    policy, kept_back, leaked = policy_named("tags"), 0, 0
    rules: Counter[str] = Counter()
    lines = corpus.read_text(encoding="utf-8").splitlines()[:most]
    for line in lines:
        content = json.loads(line)["text"].encode("utf-8", "surrogatepass")
        told = redact_file(FileRequest(content, policy, "note.txt", verify=True)).verification
        assert told is not None
        kept_back += not told.passed
        leaked += bool(told.leaked)
        rules.update(one.rule for one in told.suspects if one.fails)
    print(f"{len(lines)} documents, {kept_back} kept back, {leaked} over a value found in the output; places: {dict(rules)}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
