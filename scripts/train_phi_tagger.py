"""Train the weights and the vocabulary of `src/codewell/phi/tagger`.

Usage: python scripts/train_phi_tagger.py CORPORA [EPOCHS] [SEED] [FOLD]

CORPORA holds `phi/*.jsonl`, `gazetteers/` and the notes of MTSamples. Read are: the development half of the blind generator
(`bench/redact/blind.py`) with further names, `phi_tagger/phrases*.txt` and `negatives.txt`, synphi, the even documents of
handoffs_synth, asqphi and presidio_generic, descriptors of the bundled ICD-10-CM files as text without identifiers, and every
second note of MTSamples with identifiers put in (`phi_tagger/carriers.py`). Not read: the held-out half, the odd documents, the
other notes of MTSamples. FOLD leaves a fourth of the templates and sentences out, for choosing. numpy only; the same input and
seed give the same weights on the same machine.
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
from network_training import Trainer  # noqa: E402

from codewell.phi.lexicon import ANY_NAME, CUE, EPONYM, NEVER, PLACE, PLAIN, UNKNOWN, lexicon  # noqa: E402
from codewell.phi.note import Note  # noqa: E402
from codewell.phi.tagger.features import Features, features  # noqa: E402
from codewell.phi.tagger.network import REACH  # noqa: E402

OUT = ROOT / "src/codewell/phi/tagger"
LEAST_DOCUMENTS = 3
KINDS = {"NAME": 1, "LOCATION": 2}
LEFT_ASIDE = -1


def main(corpora: Path, epochs: int = 4, seed: int = 7, left_out: int | None = None) -> None:
    """Write vocabulary and weights."""
    chosen = random.Random(seed)
    documents = training_documents(corpora, chosen, left_out)
    print(f"{len(documents)} documents", flush=True)
    notes = [Note(document["text"]) for document in documents]
    labels = [labelled(note, document) for note, document in zip(notes, documents, strict=True)]
    vocabulary = usual_words(notes, labels)
    rows = [padded(features(note, vocabulary)) for note in notes]
    joined = Features(*(np.concatenate([getattr(row, name) for row in rows]) for name in Features.__slots__))
    margin = np.full(REACH, LEFT_ASIDE, np.int64)
    answers = np.concatenate([part for label in labels for part in (margin, label, margin)])
    print(f"{len(answers)} words, {np.bincount(answers[answers >= 0])}, vocabulary {len(vocabulary)}", flush=True)
    trainer = Trainer(len(vocabulary) + 1, seed)
    trainer.train(joined, answers, epochs, unknown=UNKNOWN)
    write(vocabulary, trainer)


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


def padded(seen: Features) -> Features:
    """Return the features with empty words before and behind, so that documents do not see each other."""
    return Features(*(np.pad(getattr(seen, name), REACH) for name in Features.__slots__))


def write(vocabulary: dict[str, int], trainer: Trainer) -> None:
    """Write the vocabulary and the arrays at half precision, without a time stamp."""
    for name, packed in (("vocabulary.txt.gz", "\n".join(vocabulary).encode()),):
        held = io.BytesIO()
        with gzip.GzipFile(fileobj=held, mode="wb", mtime=0, compresslevel=9) as out:
            out.write(packed)
        (OUT / name).write_bytes(held.getvalue())
    np.savez_compressed(OUT / "weights.npz", **{name: array.astype(np.float16) for name, array in trainer.mean.items()})


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
