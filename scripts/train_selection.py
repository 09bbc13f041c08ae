"""Learn the weights that choose codes under the profile `complete`, and the wordings that coders use and the index lacks.

    python scripts/train_selection.py HOME CORPORA [--part dev|check|all] [--write]

Reads `CORPORA/icd/codiesp_en_mt.jsonl` (CodiEsp, Miranda-Escalada et al., 2020, CC BY 4.0) and nothing else; labels that may
only be measured are never read here. Without --write it prints what the weights reach on the other half and changes nothing.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench" / "detect"))

from run import _plain, documents, part_of  # noqa: E402

from codewell.clinical.candidates import candidates  # noqa: E402
from codewell.clinical.day_dictionary import dictionary_of  # noqa: E402
from codewell.clinical.features import features_of  # noqa: E402
from codewell.clinical.profile import Profile, Setting  # noqa: E402
from codewell.clinical.reading import Reader  # noqa: E402
from codewell.clinical.sections import sentences  # noqa: E402
from codewell.clinical.selection import may_be_coded  # noqa: E402
from codewell.releases.shelf import Shelf  # noqa: E402
from codewell.tasks.note_coder import ListedVocabulary  # noqa: E402

WEIGHTS = ROOT / "src/codewell/clinical/weights"
SEEN_AT_LEAST = 2


def learned_wordings(docs, dictionary, *, least=3, precision=0.4):
    """Return wordings of up to three words in a row that lead to a code in most documents that have them."""
    seen = Counter()
    with_code = Counter()
    for document in docs:
        spans = defaultdict(set)
        all_sentences = list(sentences(document["text"]))
        reader = Reader(dictionary, all_sentences)
        grams_here = set()
        for sentence in all_sentences:
            reading = reader.read(sentence)
            by_place = sorted((place, word) for word, places in reading.words.items() for place in places)
            words = [word for _, word in by_place if not word.isdigit()]
            first, last = sentence.starts[0], sentence.starts[-1]
            grams = {tuple(sorted(set(words[i : i + n]))) for n in (1, 2, 3) for i in range(len(words) - n + 1)}
            grams_here |= grams
            for label in document["codes"]:
                if label.get("billable_2026_04", True) and any(s <= last and first < e for s, e in label["evidence"]):
                    for gram in grams:
                        spans[gram].add(_plain(label["code"]))
        seen.update(grams_here)
        for gram, codes in spans.items():
            for code in codes:
                with_code[gram, code] += 1
    found = []
    for (gram, code), count in with_code.items():
        if count >= least and count / seen[gram] >= precision:
            found.append((gram, code, count, count / seen[gram]))
    found.sort(key=lambda row: (len(row[0]), -row[3]))
    kept = {}
    for gram, code, _, share in found:
        shorter = [kept.get((part, code), 0) for part in _parts(gram)]
        if all(share > held + 0.1 for held in shorter):
            kept[gram, code] = share
    best = {}
    for (gram, code), share in kept.items():
        if share > best.get(gram, ("", 0))[1]:
            best[gram] = (code, share)
    return {gram: code for gram, (code, _) in best.items()}


def _parts(gram):
    return [tuple(sorted(set(gram) - {word})) for word in gram if len(gram) > 1]


def examples(docs, dictionary):
    rows = []
    for document in docs:
        valid = {_plain(c["code"]) for c in document["codes"] if c.get("billable_2026_04", True)}
        dropped = {_plain(c["code"]) for c in document["codes"]} - valid
        found, count = candidates(document["text"], dictionary, learned=True)
        here = []
        for candidate, features in features_of(found, count, dictionary):
            if may_be_coded(candidate, Profile.COMPLETE, Setting.OUTPATIENT) and candidate.code not in dropped:
                here.append((features, candidate.code in valid))
        rows.append((here, len(valid)))
    return rows


def fit(rows, *, rounds=400, rate=0.05, strength=1.0):
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
    penalty = np.array(
        [
            strength
            * (
                3.0
                if n.startswith(("code=", "term=", "wording=", "said=", "times"))
                else 1.5
                if n.startswith(("category=", "before=", "after="))
                else 0.3
            )
            for n in names
        ]
    )
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


def confidence(bias, weights, features):
    score = bias + sum(weights.get(name, 0.0) * amount for name, amount in features.items())
    return 1 / (1 + np.exp(-score))


def curve(rows, bias, weights):
    scored = [(confidence(bias, weights, f), right) for here, _ in rows for f, right in here]
    gold = sum(n for _, n in rows)
    best = (0.0, 0.5)
    for threshold in np.arange(0.1, 0.7, 0.02):
        chosen = [right for share, right in scored if share >= threshold]
        score = 2 * sum(chosen) / max(1, len(chosen) + gold)
        best = max(best, (score, float(threshold)))
    reach = sum(right for _, right in scored) / gold
    return best, reach, scored, gold


def folded_threshold(rows, strength, folds=4):
    """Return the threshold that is best over documents that the weights have not seen."""
    scored, gold = [], 0
    for fold in range(folds):
        bias, weights = fit([row for i, row in enumerate(rows) if i % folds != fold], strength=strength)
        _, _, here, count = curve([row for i, row in enumerate(rows) if i % folds == fold], bias, weights)
        scored += here
        gold += count
    best = (0.0, 0.5)
    for threshold in np.arange(0.1, 0.6, 0.01):
        chosen = [right for share, right in scored if share >= threshold]
        best = max(best, (2 * sum(chosen) / max(1, len(chosen) + gold), float(threshold)))
    print(f"{folds} folds: F1 {best[0]:.3f} at threshold {best[1]:.2f}")
    return best[1]


def at(rows, bias, weights, threshold):
    scored = [(confidence(bias, weights, f), right) for here, _ in rows for f, right in here]
    chosen = [right for share, right in scored if share >= threshold]
    gold = sum(n for _, n in rows)
    return sum(chosen) / max(1, len(chosen)), sum(chosen) / gold, 2 * sum(chosen) / (len(chosen) + gold)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("home", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--part", choices=("dev", "check", "all"), default="dev")
    parser.add_argument("--write", type=Path, nargs="?", const=WEIGHTS, help="folder to write to; the shipped one by default")
    parser.add_argument("--strength", type=float, default=0.3)
    options = parser.parse_args()
    dictionary = dictionary_of(Shelf(options.home), date(2026, 6, 2), ListedVocabulary())
    docs = documents(options.corpora / "icd" / "codiesp_en_mt.jsonl")
    learn = [d for d in docs if options.part in ("all", part_of(d["id"]))]
    other = [d for d in docs if part_of(d["id"]) != options.part and options.part != "all"]
    half = len(learn) // 2
    wordings = learned_wordings(learn, dictionary)
    print(f"{len(learn)} documents, {len(wordings)} wordings learned")
    # Candidates from a wording that was learned on the same document look better than they are, so each half of the
    # documents is weighed with the wordings of the other half.
    rows = []
    for mine, theirs in ((learn[:half], learn[half:]), (learn[half:], learn[:half])):
        dictionary.learn(learned_wordings(theirs, dictionary, least=2))
        rows += examples(mine, dictionary)
    bias, weights = fit(rows, strength=options.strength)
    threshold = folded_threshold(rows, options.strength)
    dictionary.learn(wordings)
    if other:
        rows_other = examples(other, dictionary)
        print(
            "other half at that threshold: P {:.3f} R {:.3f} F1 {:.3f}".format(*at(rows_other, bias, weights, threshold)),
            "reachable",
            round(curve(rows_other, bias, weights)[1], 3),
        )
    if options.write:
        kept = {name: round(weight, 3) for name, weight in sorted(weights.items()) if abs(weight) >= 0.02}
        options.write.mkdir(parents=True, exist_ok=True)
        (options.write / "complete.json").write_text(
            json.dumps({"bias": round(bias, 3), "threshold": round(threshold, 2), "weights": kept}, indent=0) + "\n"
        )
        lines = [f"{' '.join(gram)}\t{code}" for gram, code in sorted(wordings.items())]
        (options.write / "learned_wordings.tsv").write_text(
            "# Wordings learned from CodiEsp (CC BY 4.0); used by the profile complete only\nwords\tcode\n"
            + "\n".join(lines)
            + "\n"
        )
        print(f"{len(kept)} weights, {len(lines)} wordings written")


if __name__ == "__main__":
    main()
