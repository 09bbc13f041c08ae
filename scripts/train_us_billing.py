"""Set the weights that choose codes under the profile `us-billing`, from what may be learned from and nothing else.

    python scripts/train_us_billing.py HOME CORPORA [--write] [--second] [--held PLACES UNHEADED]

1. How well words must fit (`slack`, `commas`, number of words, kind of wording) is learned from CodiEsp (CC BY 4.0).
2. What a place in the note is worth begins at `GUIDELINES` below: our reading of sections II-IV of the Official Guidelines.
3. Both are then moved by the development half of our own visits (`bench/detect/visits`; with `--second` that of `visits_second`
   too, which is not how the shipped weights were made), by short notes without headings, and by the cases read from the
   guidelines (`tests/spec/clinical/guidelines.yaml`), no farther than those few notes can justify. How far is what is best over
   the visits when each is left out in turn.

Labels that may only be measured and the held-out visits are never read here.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import yaml

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "bench" / "detect"), str(ROOT / "scripts")]

from run import _plain, documents  # noqa: E402
from visits import visits  # noqa: E402

from codewell.clinical.candidates import candidates  # noqa: E402
from codewell.clinical.combining import add_required, combine  # noqa: E402
from codewell.clinical.day_dictionary import dictionary_of  # noqa: E402
from codewell.clinical.dictionary import Dictionary  # noqa: E402
from codewell.clinical.features import features_of  # noqa: E402
from codewell.clinical.profile import Profile, Setting  # noqa: E402
from codewell.clinical.scoring import Scorer  # noqa: E402
from codewell.clinical.selection import may_be_coded, select  # noqa: E402
from codewell.releases.shelf import Shelf  # noqa: E402
from codewell.tasks.note_coder import ListedVocabulary  # noqa: E402

TARGET = ROOT / "src/codewell/clinical/weights/us-billing.json"
OF_WORDS = ("slack", "commas", "size=", "kind=", "filled", "vague beside")
OF_PLACE = ("as ", "in ", "under ", "chapter=", "manner=", "also ", "note without", "lasting", "times", "unassessed")
GUIDELINES = {
    "as title": 2.0,
    "in assessment": 1.5,
    "in diagnoses": 1.5,
    "in problem_list": 1.0,
    "in complaint": 0.5,
    "in present_illness": 0.5,
    "in hospital_course": 0.7,
    "in unheaded": 0.7,
    "note without assessment": 1.5,
    "unassessed, cared for": 0.5,
    "unassessed, beside its drug": 0.5,
    "lasting": 1.0,
    "times": 0.8,
    "in past_history": -0.5,
    "in surgical_history": -1.0,
    "in social_history": -0.5,
    "in family_history": -2.0,
    "in review_of_systems": -1.5,
    "in examination": -1.5,
    "in results": -1.2,
    "in plan": -0.5,
    "in procedure": -0.5,
    "in immunizations": -2.0,
    "in other": -0.3,
    "under plan": -1.0,
    "under treatment": -0.8,
    "under counseling": -1.5,
    "chapter=R": -1.0,
    "chapter=Z": -1.0,
    "chapter=V": 0.7,
    "chapter=W": 0.7,
    "chapter=X": 0.7,
    "chapter=Y": 0.7,
    "manner=family history": -2.0,
    "manner=long-term drug": -2.5,
    "also absent": -0.5,
    "also possible": -0.5,
    "also hypothetical": -0.5,
    "kind=organism": -2.0,
    "code=R52": -2.0,
    "code=R69": -3.0,
    "category=T14": -1.5,
    "category=I99": -2.0,
    "category=B99": -1.0,
}
"""What is evaluated or treated counts (III, IV.J); a symptom less than its diagnosis (I.B.5); what is only listed, least.

The codes named say next to nothing: unspecified pain, illness, injury, circulatory disorder or infection.
"""
TOWARDS_CODIESP = 1.0
THRESHOLD = 0.5
TOWARDS_BEGINNING = (12.0, 30.0)
"""Less lets so few visits move a weight too far: what is best over them is then worse on everything else."""
TOWARDS_VISITS = (3.0, 10.0)
OF_A_CASE = 0.2
"""Cases are sentences made to be coded: many as they are, at full weight they would have every mention coded."""
OF_UNASSESSED = ("unassessed", "note without")
"""What may be learned from short notes without headings: it must not move what notes with an assessment teach."""
_FIXED = 1e9

Rows = list[tuple[Mapping[str, float], bool]]


def moved(
    rows: Rows,
    begin: Mapping[str, float],
    bias: float,
    held: float,
    cases: Rows = (),
    free: tuple[str, ...] = ("",),
) -> tuple[float, dict[str, float]]:
    """Return bias and weights nearest to those they begin at that the rows call for (ridge; Newton's method).

    A case counts `OF_A_CASE` of a visit's candidate. Only weights whose names begin as `free` says are moved, and the bias only
    where all are.
    """
    names = sorted(begin)
    x = np.array([[features.get(name, 0.0) for name in names] + [1.0] for features, _ in (*rows, *cases)])
    y = np.array([float(right) for _, right in (*rows, *cases)])
    counts = np.array([1.0] * len(rows) + [OF_A_CASE] * len(cases))
    start = np.array([begin[name] for name in names] + [bias])
    weights = start.copy()
    penalty = np.array([held if name.startswith(free) else _FIXED for name in names] + [0.1 if free == ("",) else _FIXED])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (counts * (likely - y)) + penalty * (weights - start)
        bend = (x * (counts * likely * (1 - likely))[:, None]).T @ x + np.diag(penalty)
        weights -= np.linalg.solve(bend, slope)
    return float(weights[-1]), {name: float(weights[i]) for i, name in enumerate(names)}


def of_words(corpora: Path, dictionary: Dictionary) -> dict[str, float]:
    """Return what CodiEsp teaches of how well words must fit."""
    rows: Rows = []
    for document in documents(corpora / "icd" / "codiesp_en_mt.jsonl"):
        gold = {_plain(c["code"]) for c in document["codes"]}
        found, shape = candidates(document["text"], dictionary)
        for candidate, features in features_of(found, shape, dictionary):
            if may_be_coded(candidate, Profile.COMPLETE, Setting.OUTPATIENT):
                rows.append((features, candidate.code in gold))
    seen = Counter(name for features, _ in rows for name in features if name.startswith(OF_WORDS))
    return moved(rows, {name: 0.0 for name, count in seen.items() if count >= 20}, -1.0, TOWARDS_CODIESP)[1]


def of_visit(visit: dict, dictionary: Dictionary) -> tuple[list, dict[str, str], set[str], Setting]:
    found, shape = candidates(visit["text"], dictionary)
    add_required(found, dictionary.codes)
    replaced = combine(found, dictionary.codes)
    return (
        list(features_of(found, shape, dictionary)),
        replaced,
        {_plain(c["code"]) for c in visit["codes"]},
        Setting(visit["setting"]),
    )


def of_case(case: dict, dictionary: Dictionary) -> Rows:
    """Return the candidates of a guideline case of which the case says yes or no."""
    told = case.get("setting", "outpatient")
    pairs, replaced, _, _ = of_visit({"text": case["note"], "codes": [], "setting": "outpatient"}, dictionary)
    wanted = {_plain(code) for code in case.get("codes", ())}
    decided = wanted | {_plain(code) for code in case.get("never", ())}
    setting = Setting.INPATIENT if told == "found" else Setting(told)
    return [
        (features, candidate.code in wanted)
        for candidate, features in pairs
        if candidate.code in decided - set(replaced) and may_be_coded(candidate, Profile.US_BILLING, setting)
    ]


def learned_from(
    notes: list, unheaded: list, cases: Rows, begin: Mapping[str, float], held: tuple[float, float]
) -> tuple[float, dict[str, float]]:
    """Return bias and weights that the visits and the cases call for, then what the notes without headings add."""
    plain = {name: weight for name, weight in begin.items() if not name.startswith("unassessed")}
    bias, weights = moved(rows_of(notes), plain, -2.0, held[0], cases)
    return moved(rows_of(unheaded), begin | weights, bias, held[1], cases, OF_UNASSESSED)


def rows_of(notes: list) -> Rows:
    """Return the candidates of visits that may be coded, and whether they are."""
    return [
        (features, candidate.code in gold)
        for pairs, replaced, gold, setting in notes
        for candidate, features in pairs
        if candidate.code not in replaced and may_be_coded(candidate, Profile.US_BILLING, setting)
    ]


def chosen(note: tuple, weigh: Scorer, dictionary: Dictionary) -> tuple[int, int, int]:
    """Return how many codes were right, given and wanted."""
    pairs, replaced, gold, setting = note
    weighed = select(pairs, replaced, weigh, Profile.US_BILLING, setting, dictionary)
    given = {one.candidate.code for one in weighed if not one.reason}
    return len(given & gold), len(given), len(gold)


def without(notes: list, number: int) -> list:
    return notes[:number] + notes[number + 1 :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--second", action="store_true", help="learn from the second visits' development half too")
    parser.add_argument("--held", type=float, nargs=2, help="how far weights are held; without it what is best over the visits")
    options = parser.parse_args()
    dictionary = dictionary_of(Shelf(options.home), date(2026, 6, 2), ListedVocabulary())
    second = visits("development", "visits_second") if options.second else []
    notes = [of_visit(visit, dictionary) for visit in (*visits("development"), *second)]
    unheaded = [of_visit(visit, dictionary) for visit in visits("unheaded")]
    seen = {name for pairs, *_ in (*notes, *unheaded) for _, features in pairs for name in features}
    begin = {name: 0.0 for name in seen if name.startswith(OF_PLACE)}
    begin = {name: weight for name, weight in begin.items() if "=" not in name or name in GUIDELINES or name[:8] == "chapter="}
    begin |= of_words(options.corpora, dictionary) | GUIDELINES
    cases = yaml.safe_load((ROOT / "tests/spec/clinical/guidelines.yaml").read_text(encoding="utf-8"))
    decided = [row for case in cases for row in of_case(case, dictionary)]

    def measured(held: tuple[float, float]) -> float:
        """Return F1 over all notes, each left out in turn of what it would teach."""
        told = [(n, learned_from(without(notes, i), unheaded, decided, begin, held)) for i, n in enumerate(notes)]
        told += [(n, learned_from(notes, without(unheaded, i), decided, begin, held)) for i, n in enumerate(unheaded)]
        counts = [chosen(note, Scorer(bias, weights, THRESHOLD), dictionary) for note, (bias, weights) in told]
        right, given, wanted = (sum(column) for column in zip(*counts, strict=True))
        share: float = 2 * right / (given + wanted)
        print(f"held by {held[0]:.0f} and {held[1]:.0f}, each note left out in turn: F1 {share:.3f}", flush=True)
        return share

    held = tuple(options.held) if options.held else max(product(TOWARDS_BEGINNING, TOWARDS_VISITS), key=measured)
    bias, weights = learned_from(notes, unheaded, decided, begin, held)
    if options.write:
        kept = {name: round(weight, 2) for name, weight in sorted(weights.items()) if abs(weight) >= 0.05}
        text = json.dumps({"bias": round(bias, 2), "threshold": THRESHOLD, "weights": kept}, indent=0)
        TARGET.write_text(text + "\n", encoding="utf-8")
        print(f"{len(kept)} weights written")


if __name__ == "__main__":
    main()
