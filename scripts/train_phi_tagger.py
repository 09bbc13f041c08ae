"""Train the weights and the vocabulary of `src/codewell/phi/tagger`.

Usage: python scripts/train_phi_tagger.py CORPORA [EPOCHS] [SEED] [PROBE]

CORPORA holds `phi/*.jsonl`, `icd/`, `gazetteers/` and the notes of MTSamples. Read are: the development half of the blind
generator (`bench/redact/blind.py`) with further names, `phi_tagger/notes.txt`, `phrases*.txt` and `negatives*.txt`, synphi, the
even documents of handoffs_synth, asqphi and presidio_generic, descriptors of the bundled ICD-10-CM files as text without
identifiers, every second note of MTSamples and the cases of CodiEsp with identifiers put in (`phi_tagger/carriers.py`). Not read:
the held-out half, the odd documents, the other notes of MTSamples. PROBE 1 leaves out the documents of other hands, for choosing.
Needs torch (2.13.0) and numpy in an environment of their own, with `src` on the path; the same input and seed give the same
weights on the same machine.
"""

from __future__ import annotations

import gzip
import io
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "bench/redact"), str(ROOT / "scripts/phi_tagger")]

from documents import training_documents  # noqa: E402
from network_training import Example, learnt  # noqa: E402

from codewell.phi.lexicon import ANY_NAME, CUE, EPONYM, NEVER, PLACE, PLAIN, UNKNOWN, lexicon  # noqa: E402
from codewell.phi.note import Note  # noqa: E402
from codewell.phi.tagger.features import features  # noqa: E402

OUT = ROOT / "src/codewell/phi/tagger"
LEAST_DOCUMENTS = 3
KINDS = {"NAME": 1, "LOCATION": 2}
LEFT_ASIDE = -1


def main(corpora: Path, epochs: int = 5, seed: int = 7, probe: int = 0) -> None:
    """Write vocabulary and weights."""
    documents = training_documents(corpora, random.Random(seed), probe=bool(probe))
    documents = [document for document in documents if any(letter.isalpha() for letter in document["text"])]
    notes = [Note(document["text"]) for document in documents]
    labels = [labelled(note, document) for note, document in zip(notes, documents, strict=True)]
    vocabulary = usual_words(notes, labels)
    examples = [Example(features(note, vocabulary), label) for note, label in zip(notes, labels, strict=True)]
    counts = np.bincount(np.concatenate(labels) + 1, minlength=4)[1:]
    print(f"{len(documents)} documents, words {counts}, vocabulary {len(vocabulary)}", flush=True)
    write(vocabulary, learnt(examples, len(vocabulary) + 1, epochs, seed, UNKNOWN))


def labelled(note: Note, document: dict[str, Any]) -> np.ndarray:
    """Return 0, 1 or 2 for each word, -1 for one that is left aside."""
    label = np.zeros(len(note.words), np.int64)
    for span in document.get("ignore", ()):
        label[note.word_at(span["start"]) : note.word_at(span["end"])] = LEFT_ASIDE
    for span in document["spans"]:
        kind = KINDS.get(span["type"], LEFT_ASIDE)
        label[note.word_at(span["start"]) : note.word_at(span["end"])] = kind
    return label


def usual_words(notes: list[Note], labels: list[np.ndarray]) -> dict[str, int]:
    """Return words that stand outside of names in some documents and that the lists know as words, with their rows."""
    seen: Counter[str] = Counter()
    for note, label in zip(notes, labels, strict=True):
        seen.update({word for word, kind in zip(note.words, label, strict=True) if kind == 0})
    known = lexicon()
    usual = sorted(
        word
        for word, count in seen.items()
        if count >= LEAST_DOCUMENTS
        and (known[word] & (PLAIN | CUE | NEVER | EPONYM) or (count >= 5 and not known[word] & (ANY_NAME | PLACE)))
    )
    return {word: row for row, word in enumerate(usual, 1)}


def write(vocabulary: dict[str, int], weights: dict[str, np.ndarray]) -> None:
    """Write the vocabulary and the arrays at half precision, without a time stamp."""
    for name, packed in (("vocabulary.txt.gz", "\n".join(vocabulary).encode()),):
        held = io.BytesIO()
        with gzip.GzipFile(fileobj=held, mode="wb", mtime=0, compresslevel=9) as out:
            out.write(packed)
        (OUT / name).write_bytes(held.getvalue())
    np.savez_compressed(OUT / "weights.npz", **{name: array.astype(np.float16) for name, array in weights.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
