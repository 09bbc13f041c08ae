"""What must survive, in many sentences: `python bench/redact/survivors.py [SUBJECT ...] [--engine rules|full] [--show N]`.

The strings lie in `survivors/`, one subject a file, written from public knowledge; `contexts.toml` holds the sentences that
they stand in. Every string is written as it is and in capitals. They serve for work: whoever changes rules reads here what is
touched. `--unlisted` forgets the list of eponyms, so that only the words around them speak: what becomes of those that no
list holds.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

FOLDER = Path(__file__).parent / "survivors"
BEFORE = "She was seen for follow up and feels well. Appetite and sleep are good. No fever, chills or weight loss.\n"
AFTER = "\nThe plan was explained and all questions were answered. Return to clinic in three months or sooner if needed.\n"
WRITTEN = {"as it is": str, "capitals": str.upper}


def main() -> int:
    """Print for each subject and way of writing how many strings in how many sentences are touched."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("subjects", nargs="*")
    parser.add_argument("--engine", choices=("rules", "full"), default="full")
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--unlisted", action="store_true")
    chosen = parser.parse_args()
    from codewell.phi.finding import Engine, find_identifiers
    from codewell.phi.lexicon import EPONYM, lexicon

    if chosen.unlisted:
        known = lexicon()
        for word, flag in known.items():
            known[word] = flag & ~EPONYM
    engine = Engine(chosen.engine)
    for written, change in WRITTEN.items():
        asked: Counter[str] = Counter()
        touched: Counter[str] = Counter()
        rules: Counter[str] = Counter()
        for subject, text, start, end in documents(chosen.subjects):
            asked[subject] += 1
            hit = [one for one in find_identifiers(change(text), engine) if one.start < end and one.end > start]
            if hit:
                touched[subject] += 1
                rules[hit[0].rule] += 1
                if chosen.show and written == "as it is" and touched[subject] <= chosen.show:
                    print("+", subject, hit[0].rule, hit[0].confidence, text[len(BEFORE) : -len(AFTER)].replace("\n", "/"))
        shares = ", ".join(f"{subject} {touched[subject]}/{count}" for subject, count in asked.items())
        part = touched.total() / asked.total()
        print(f"{written}: {touched.total()}/{asked.total()} = {part:.4f}; {shares}; {rules.most_common(8)}")
    return 0


def documents(subjects: list[str]) -> Iterator[tuple[str, str, int, int]]:
    """Yield subject, text, and where the string stands, for each string in each of its sentences."""
    contexts = tomllib.loads((FOLDER / "contexts.toml").read_text(encoding="utf-8"))
    for subject, sentences in contexts.items():
        if subjects and subject not in subjects:
            continue
        for line in (FOLDER / f"{subject}.txt").read_text(encoding="utf-8").splitlines():
            for string in () if line.startswith("#") else map(str.strip, line.split(";")):
                for sentence in sentences if string else ():
                    before, _, after = sentence.partition("{}")
                    opened = BEFORE + before
                    yield subject, opened + string + after + AFTER, len(opened), len(opened) + len(string)


if __name__ == "__main__":
    sys.exit(main())
