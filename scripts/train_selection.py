"""Learn the weights that choose codes under the profile `complete`, and the wordings that coders use and the index lacks.

    python scripts/train_selection.py HOME CORPORA [--part dev|check|all] [--write [FOLDER]] [--folds N]

Reads `CORPORA/icd/codiesp_en_mt.jsonl` and its Spanish original `codiesp_es.jsonl` (CodiEsp, Miranda-Escalada et al., 2020,
CC BY 4.0) and nothing else; labels that may only be measured are never read here. With `--part dev` or `check` it prints what the
weights reach on the other half; with `--folds N` what N-fold cross-validation over all documents gives. Without --write it
changes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "bench" / "detect"), str(ROOT / "scripts")]

from aligned_wordings import marked_words  # noqa: E402
from run import _plain, documents, part_of  # noqa: E402

from codewell.clinical.candidates import candidates  # noqa: E402
from codewell.clinical.day_dictionary import dictionary_of  # noqa: E402
from codewell.clinical.dictionary import Dictionary  # noqa: E402
from codewell.clinical.features import features_of  # noqa: E402
from codewell.clinical.profile import Profile, Setting  # noqa: E402
from codewell.clinical.reading import Reader  # noqa: E402
from codewell.clinical.sections import sentences  # noqa: E402
from codewell.clinical.selection import may_be_coded  # noqa: E402
from codewell.clinical.wordings import Wording, written_wordings  # noqa: E402
from codewell.releases.shelf import Shelf  # noqa: E402
from codewell.tasks.note_coder import ListedVocabulary  # noqa: E402

WEIGHTS = ROOT / "src/codewell/clinical/weights"
SEEN_AT_LEAST = 2
LEAST_SHARE = 0.1
CODES_OF_A_WORDING = 3
DRAWN = 0.5
"""Documents without the code that every wording is taken to have been seen in besides, so that one sighting proves little."""
NEAR = 4
INNER_FOLDS = 5
OF_ONE_WORDING = ("code=", "term=", "wording=", "said=", "times", "category=", "before=", "after=")
"""Features that few candidates share; they are held six times as close to nothing as the others."""


@dataclass
class Material:
    """Documents as they are learned from.

    Args:
        documents: CodiEsp in English.
        words: of each document, the standard words of its sentences with their places.
        marks: of each document, the words that carry a code.
    """

    documents: Sequence[dict]
    words: Mapping[str, list[Mapping[str, Sequence[int]]]]
    marks: Mapping[str, list[tuple[tuple[str, ...], str]]]


def prepared(docs: Sequence[dict], originals: Mapping[str, dict], dictionary: Dictionary) -> Material:
    words = {}
    for document in docs:
        read = list(sentences(document["text"]))
        reader = Reader(dictionary, read)
        words[document["id"]] = [reader.read(sentence).words for sentence in read]
    return Material(docs, words, dict(marked_words(docs, originals, dictionary)))


def coded(document: dict) -> set[str]:
    return {_plain(c["code"]) for c in document["codes"] if c.get("billable_2026_04", True)}


def learned(material: Material, docs: Sequence[dict]) -> list[Wording]:
    """Return what the marks of some documents teach: words, their codes, and how many documents with the words have each."""
    times: Counter[tuple[tuple[str, ...], str]] = Counter()
    for document in docs:
        valid = coded(document)
        for words, code in set(material.marks[document["id"]]):
            bare = tuple(word for word in words if not word.isdigit())
            if bare and code in valid:
                times[bare, code] += 1
    by_first = defaultdict(list)
    for words in {words for words, _ in times}:
        by_first[words[0]].append(words)
    seen: Counter[tuple[str, ...]] = Counter()
    for document in docs:
        here = set()
        for said in material.words[document["id"]]:
            for word in said:
                here.update(words for words in by_first.get(word, ()) if words not in here and stands(words, said))
        seen.update(here)
    found = defaultdict(list)
    for (words, code), count in times.items():
        share = count / (max(seen[words], count) + DRAWN)
        if share >= LEAST_SHARE:
            found[words].append(Wording(words, code, round(share, 2), count))
    return [w for same in found.values() for w in sorted(same, key=lambda w: (-w.share, w.code))[:CODES_OF_A_WORDING]]


def stands(words: Sequence[str], said: Mapping[str, Sequence[int]]) -> bool:
    """Say whether a sentence has the words close together."""
    if any(word not in said for word in words):
        return False
    for place in said[words[0]]:
        taken = {min(said[word], key=lambda p: abs(p - place)) for word in words}
        if max(taken) - min(taken) + 1 - len(taken) <= NEAR:
            return True
    return False


Rows = list[tuple[list[tuple[dict[str, float], bool]], int]]


def examples(docs: Sequence[dict], dictionary: Dictionary) -> Rows:
    """Return, for each document, its candidates' features with whether coders gave the code, and the number of its codes."""
    rows = []
    for document in docs:
        valid = coded(document)
        dropped = {_plain(c["code"]) for c in document["codes"]} - valid
        found, shape = candidates(document["text"], dictionary, learned=True)
        here = []
        for candidate, features in features_of(found, shape, dictionary, learned=True):
            if may_be_coded(candidate, Profile.COMPLETE, Setting.OUTPATIENT) and candidate.code not in dropped:
                here.append((features, candidate.code in valid))
        rows.append((here, len(valid)))
    return rows


def fit(rows: Rows, *, rounds: int = 400, rate: float = 0.05, strength: float = 0.6) -> tuple[float, dict[str, float]]:
    """Return bias and weights of a logistic regression with weights held close to nothing, by Adam over all examples."""
    counts = Counter(name for here, _ in rows for features, _ in here for name in features)
    names = {name: i for i, name in enumerate(n for n, c in counts.items() if c >= SEEN_AT_LEAST)}
    where, which, value, target = [], [], [], []
    number = 0
    for here, _ in rows:
        for features, right in here:
            for name, amount in features.items():
                if name in names:
                    where.append(number)
                    which.append(names[name])
                    value.append(amount)
            target.append(float(right))
            number += 1
    where, which, value, target = np.array(where), np.array(which), np.array(value), np.array(target)
    penalty = np.array([strength * (6.0 if name.startswith(OF_ONE_WORDING) else 1.0) for name in names])
    weights, bias = np.zeros(len(names)), 0.0
    m, v = np.zeros(len(names) + 1), np.zeros(len(names) + 1)
    for step in range(1, rounds + 1):
        score = bias + np.bincount(where, value * weights[which], minlength=number)
        wrong = 1 / (1 + np.exp(-score)) - target
        slope = np.append(np.bincount(which, value * wrong[where], minlength=len(names)) + penalty * weights, wrong.sum())
        m = 0.9 * m + 0.1 * slope
        v = 0.999 * v + 0.001 * slope**2
        move = rate * (m / (1 - 0.9**step)) / (np.sqrt(v / (1 - 0.999**step)) + 1e-8)
        weights -= move[:-1]
        bias -= move[-1]
    return bias, {name: float(weights[i]) for name, i in names.items()}


def scored(rows: Rows, bias: float, weights: Mapping[str, float]) -> list[tuple[float, bool]]:
    found = []
    for here, _ in rows:
        for features, right in here:
            score = bias + sum(weights.get(name, 0.0) * amount for name, amount in features.items())
            found.append((1 / (1 + float(np.exp(-score))), right))
    return found


def reached(pairs: Sequence[tuple[float, bool]], gold: int, threshold: float) -> tuple[float, float, float]:
    """Return precision, recall and F1 of what is at or above a threshold."""
    chosen = [right for share, right in pairs if share >= threshold]
    return sum(chosen) / max(1, len(chosen)), sum(chosen) / gold, 2 * sum(chosen) / (len(chosen) + gold)


@dataclass
class Model:
    """What was learned: wordings, weights and the threshold that was best over documents they had not seen."""

    wordings: list[Wording]
    bias: float
    weights: dict[str, float]
    threshold: float


def trained(material: Material, docs: Sequence[dict], dictionary: Dictionary, strength: float) -> Model:
    """Return a model of some documents.

    A candidate from a wording that was learned on the same document looks better than it is, so each fold of the documents is
    weighed with the wordings of the others; the threshold is chosen over folds in the same way.
    """
    rows: Rows = [([], 0)] * len(docs)
    for fold in range(INNER_FOLDS):
        dictionary.learn(learned(material, [d for i, d in enumerate(docs) if i % INNER_FOLDS != fold]))
        for i, row in zip(range(fold, len(docs), INNER_FOLDS), examples(docs[fold::INNER_FOLDS], dictionary), strict=True):
            rows[i] = row
    pairs = []
    for fold in range(INNER_FOLDS):
        bias, weights = fit([row for i, row in enumerate(rows) if i % INNER_FOLDS != fold], strength=strength)
        pairs += scored(rows[fold::INNER_FOLDS], bias, weights)
    gold = sum(count for _, count in rows)
    threshold = max(np.arange(0.1, 0.6, 0.01), key=lambda t: reached(pairs, gold, t)[2])
    print(
        "  inner folds: P {:.3f} R {:.3f} F1 {:.3f}".format(*reached(pairs, gold, threshold)), f"at {threshold:.2f}", flush=True
    )
    bias, weights = fit(rows, strength=strength)
    return Model(learned(material, docs), bias, weights, float(threshold))


def measured(model: Model, docs: Sequence[dict], dictionary: Dictionary) -> tuple[list[tuple[float, bool]], int]:
    dictionary.learn(model.wordings)
    rows = examples(docs, dictionary)
    pairs = scored(rows, model.bias, model.weights)
    gold = sum(count for _, count in rows)
    print("  unseen: P {:.3f} R {:.3f} F1 {:.3f}".format(*reached(pairs, gold, model.threshold)), end=" ")
    print(f"of {len(docs)} documents; candidates hold {sum(right for _, right in pairs) / gold:.3f} of their codes", flush=True)
    return [(share >= model.threshold, right) for share, right in pairs], gold


def write(model: Model, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    kept = {name: round(weight, 3) for name, weight in sorted(model.weights.items()) if abs(weight) >= 0.02}
    text = json.dumps({"bias": round(model.bias, 3), "threshold": round(model.threshold, 2), "weights": kept}, indent=0)
    (folder / "complete.json").write_text(text + "\n", encoding="utf-8")
    source = "Wordings learned from CodiEsp (CC BY 4.0); used by the profile complete only"
    (folder / "learned_wordings.tsv").write_text(written_wordings(model.wordings, source), encoding="utf-8")
    print(f"{len(kept)} weights, {len(model.wordings)} wordings written")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--part", choices=("dev", "check", "all"), default="dev")
    parser.add_argument("--write", type=Path, nargs="?", const=WEIGHTS, help="folder to write to; the shipped one by default")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate over all documents in so many folds")
    parser.add_argument("--strength", type=float, default=0.6)
    options = parser.parse_args()
    dictionary = dictionary_of(Shelf(options.home), date(2026, 6, 2), ListedVocabulary())
    docs = documents(options.corpora / "icd" / "codiesp_en_mt.jsonl")
    originals = {d["id"].removesuffix("-es"): d for d in documents(options.corpora / "icd" / "codiesp_es.jsonl")}
    if options.folds:
        material = prepared(docs, originals, dictionary)
        pairs, gold = [], 0
        for fold in range(options.folds):
            rest = [d for i, d in enumerate(docs) if i % options.folds != fold]
            here, count = measured(trained(material, rest, dictionary, options.strength), docs[fold :: options.folds], dictionary)
            pairs, gold = pairs + here, gold + count
        print("{} folds: P {:.3f} R {:.3f} F1 {:.3f}".format(options.folds, *reached(pairs, gold, 1.0)))
    learn = [d for d in docs if options.part in ("all", part_of(d["id"]))]
    other = [d for d in docs if d not in learn]
    if options.write or not options.folds:
        print(f"learned from {options.part}: {len(learn)} documents", flush=True)
        model = trained(prepared(learn, originals, dictionary), learn, dictionary, options.strength)
        if other:
            measured(model, other, dictionary)
        if options.write:
            write(model, options.write)


if __name__ == "__main__":
    main()
