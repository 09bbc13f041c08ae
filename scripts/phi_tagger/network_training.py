"""Learning the weights of `codewell.phi.tagger.network` by Adam, in numpy."""

from __future__ import annotations

import numpy as np

from codewell.phi.tagger.features import AFFIXES, BITS, Features
from codewell.phi.tagger.network import REACH

WORD, AFFIX, INNER, HIDDEN = 24, 8, 44, 96
BATCH, RATE, DECAY = 4_096, 2e-3, 2e-5
DROP_WORD, DROP_FLAGS, DROP_AFFIXES, DROP_INNER, DROP_HIDDEN = 0.10, 0.25, 0.15, 0.1, 0.2
AVERAGED = 0.998
"""What is written is a running mean of the weights, which does better on documents of another hand than the last weights do."""
TABLES = ("words", "beginnings", "ends")


class Trainer:
    """Weights that are being learnt."""

    def __init__(self, words: int, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        row = WORD + 2 * AFFIX + BITS
        self.weights = {
            "words": self._drawn(words, WORD, 0.1),
            "beginnings": self._drawn(AFFIXES, AFFIX, 0.1),
            "ends": self._drawn(AFFIXES, AFFIX, 0.1),
            "inner": self._drawn(row, INNER, (2 / row) ** 0.5),
            "inner_bias": np.zeros(INNER, np.float32),
            "outer": self._drawn((2 * REACH + 1) * INNER, HIDDEN, (2 / ((2 * REACH + 1) * INNER)) ** 0.5),
            "outer_bias": np.zeros(HIDDEN, np.float32),
            "last": self._drawn(HIDDEN, 3, 0.1),
            "last_bias": np.zeros(3, np.float32),
        }
        self.first = {name: np.zeros_like(array) for name, array in self.weights.items()}
        self.second = {name: np.zeros_like(array) for name, array in self.weights.items()}
        self.step = 0
        self.mean = {name: array.copy() for name, array in self.weights.items()}

    def _drawn(self, rows: int, columns: int, scale: float) -> np.ndarray:
        return (self.random.standard_normal((rows, columns)) * scale).astype(np.float32)

    def train(self, seen: Features, answers: np.ndarray, epochs: int, *, unknown: int) -> None:
        """Go through the words `epochs` times in stretches of `BATCH`, the rate falling to nothing."""
        count = len(answers)
        total = epochs * (count // BATCH + 1)
        for epoch in range(epochs):
            shift = int(self.random.integers(BATCH))
            starts = self.random.permutation(np.arange(-shift, count, BATCH))
            loss = words = 0.0
            for start in starts:
                first, end = max(0, start - REACH), min(count, start + BATCH + REACH)
                cut = Features(*(getattr(seen, name)[first:end] for name in Features.__slots__))
                part, known = self._learn(self._dropped(cut, answers[first:end], unknown), answers[first:end], self.step / total)
                loss, words = loss + part, words + known
            print(f"epoch {epoch + 1}: loss {loss / words:.4f}", flush=True)

    def _dropped(self, cut: Features, answers: np.ndarray, unknown: int) -> Features:
        """Hide some words, and what the lists know of some names, so that context is learnt."""
        count = len(answers)
        words = np.where(self.random.random(count) < DROP_WORD, 0, cut.words)
        hide = (self.random.random(count) < DROP_FLAGS) & (answers > 0)
        flags = np.where(hide, unknown, cut.flags)
        bare = self.random.random(count) < DROP_AFFIXES
        return Features(words, np.where(bare, 0, cut.beginnings), np.where(bare, 0, cut.ends), flags, cut.gaps, cut.shapes)

    def _learn(self, cut: Features, answers: np.ndarray, done: float) -> tuple[float, int]:
        held = self.weights
        row = np.concatenate(
            [held["words"][cut.words], held["beginnings"][cut.beginnings], held["ends"][cut.ends], cut.bits()], axis=1
        )
        inner = np.maximum(row @ held["inner"] + held["inner_bias"], 0)
        keep_inner = (self.random.random(inner.shape, np.float32) > DROP_INNER) / np.float32(1 - DROP_INNER)
        inner_seen = inner * keep_inner
        count = len(answers)
        middle = count - 2 * REACH
        if middle <= 0:
            return 0.0, 0
        around = np.concatenate([inner_seen[at : at + middle] for at in range(2 * REACH + 1)], axis=1)
        hidden = np.maximum(around @ held["outer"] + held["outer_bias"], 0)
        keep_hidden = (self.random.random(hidden.shape, np.float32) > DROP_HIDDEN) / np.float32(1 - DROP_HIDDEN)
        hidden_seen = hidden * keep_hidden
        raw = hidden_seen @ held["last"] + held["last_bias"]
        raised = np.exp(raw - raw.max(axis=1, keepdims=True))
        likely = raised / raised.sum(axis=1, keepdims=True)
        wanted = answers[REACH : REACH + middle]
        counts = (wanted >= 0).astype(np.float32)
        safe = np.maximum(wanted, 0)
        loss = float(-(np.log(likely[np.arange(middle), safe] + 1e-9) * counts).sum())
        error = likely
        error[np.arange(middle), safe] -= 1
        error *= counts[:, None] / max(1.0, float(counts.sum()))
        slopes = {"last": hidden_seen.T @ error, "last_bias": error.sum(axis=0)}
        back = (error @ held["last"].T) * keep_hidden * (hidden > 0)
        slopes |= {"outer": around.T @ back, "outer_bias": back.sum(axis=0)}
        spread = back @ held["outer"].T
        into = np.zeros_like(inner)
        for at in range(2 * REACH + 1):
            into[at : at + middle] += spread[:, at * INNER : (at + 1) * INNER]
        into *= keep_inner * (inner > 0)
        slopes |= {"inner": row.T @ into, "inner_bias": into.sum(axis=0)}
        to_row = into @ held["inner"].T
        places = {
            "words": (cut.words, 0, WORD),
            "beginnings": (cut.beginnings, WORD, AFFIX),
            "ends": (cut.ends, WORD + AFFIX, AFFIX),
        }
        for name, (rows, offset, width) in places.items():
            slopes[name] = _summed(rows, to_row[:, offset : offset + width], len(held[name]))
        self._move(slopes, RATE * max(0.02, 1 - done))
        return loss, int(counts.sum())

    def _move(self, slopes: dict[str, np.ndarray], rate: float) -> None:
        self.step += 1
        for name, slope in slopes.items():
            first, second = self.first[name], self.second[name]
            first += 0.1 * (slope - first)
            second += 0.002 * (slope * slope - second)
            change = (first / (1 - 0.9**self.step)) / (np.sqrt(second / (1 - 0.998**self.step)) + 1e-8)
            if name in TABLES:
                change *= (slope != 0).any(axis=1, keepdims=True)
            self.weights[name] -= (rate * change + rate * DECAY * self.weights[name]).astype(np.float32)
            self.mean[name] += (1 - min(AVERAGED, self.step / (self.step + 10))) * (self.weights[name] - self.mean[name])


def _summed(rows: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    edges = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    out = np.zeros((count, values.shape[1]), np.float32)
    out[ordered[edges]] = np.add.reduceat(values[order], edges, axis=0)
    return out
