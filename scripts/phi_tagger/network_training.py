"""Learning the weights of `codewell.phi.tagger.network` with torch (2.13.0, on a CPU); torch is needed for nothing else."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from codewell.phi.tagger.features import AFFIXES, BITS, TRIGRAMS, Features, flag_columns
from codewell.phi.tagger.network import STEPS

WORD, AFFIX, LETTERS, INNER, OUTER, NARROW, POOLED, HIDDEN = 32, 12, 16, 64, 112, 40, 12, 64
BATCH, RATE, DECAY = 5_000, 2e-3, 1e-4
DROP_WORD, DROP_AFFIX, DROP_FLAGS, DROP_FLAGS_OF_OTHERS, DROP = 0.12, 0.12, 0.25, 0.05, 0.15
AVERAGED = 0.998
"""What is written is a running mean of the weights, which does better on documents of another hand than the last weights do."""
MARGIN = 8
"""Empty words between two documents of a batch, so that they do not see each other."""


@dataclass(frozen=True, slots=True)
class Example:
    """A document as the network reads it, with the answer for each word: 0 other, 1 name, 2 place, -1 left aside."""

    seen: Features
    answers: np.ndarray


class Tagger(nn.Module):
    """The network of `codewell.phi.tagger.network`, able to learn."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.words = nn.Embedding(words, WORD)
        self.beginnings = nn.Embedding(AFFIXES, AFFIX)
        self.ends = nn.Embedding(AFFIXES, AFFIX)
        self.letters = nn.EmbeddingBag(TRIGRAMS, LETTERS, mode="mean")
        for table in (self.words, self.beginnings, self.ends, self.letters):
            nn.init.normal_(table.weight, std=0.1)
        self.inner = nn.Linear(WORD + 2 * AFFIX + LETTERS + BITS, INNER)
        widths = [INNER, *(OUTER for _ in STEPS)]
        self.outer = nn.ModuleList(
            nn.Conv1d(width, NARROW if at else OUTER, 5, dilation=step, padding=2 * step)
            for at, (width, step) in enumerate(zip(widths, STEPS, strict=False))
        )
        self.wider = nn.ModuleList(nn.Linear(NARROW, OUTER) for _ in STEPS[1:])
        self.pooled = nn.Linear(OUTER, POOLED)
        self.hidden = nn.Linear(OUTER + 2 * POOLED, HIDDEN)
        self.last = nn.Linear(HIDDEN, 3)

    def forward(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return the three columns before they are made to sum to one."""
        rows = torch.cat(
            [
                self.words(batch["words"]),
                self.beginnings(batch["beginnings"]),
                self.ends(batch["ends"]),
                self.letters(batch["letters"], batch["offsets"]),
                batch["bits"],
            ],
            dim=1,
        )
        held = functional.dropout(torch.relu(self.inner(rows)), DROP, self.training)
        real = batch["real"].T[None]
        held = held.T[None] * real
        for at, layer in enumerate(self.outer):
            new = functional.dropout(torch.relu(layer(held)), DROP, self.training)
            if at:
                new = held + self.wider[at - 1](new[0].T).T[None]
            held = new * real
        held = held[0].T
        of_each = torch.relu(self.pooled(held))
        kinds = batch["types"]
        count = int(kinds.max()) + 1
        index = kinds[:, None].expand(-1, POOLED)
        most = torch.zeros(count, POOLED).scatter_reduce(0, index, of_each, "amax", include_self=True)
        mean = torch.zeros(count, POOLED).scatter_reduce(0, index, of_each, "mean", include_self=False)
        hidden = torch.relu(self.hidden(torch.cat([held, most[kinds], mean[kinds]], dim=1)))
        return self.last(functional.dropout(hidden, DROP, self.training))


def learnt(examples: list[Example], words: int, epochs: int, seed: int, unknown: int) -> dict[str, np.ndarray]:
    """Return the weights under the names that `codewell.phi.tagger.network.Network` reads."""
    torch.manual_seed(seed)
    torch.set_num_threads(1)
    random = np.random.default_rng(seed)
    tagger = Tagger(words)
    mean = {name: value.detach().clone() for name, value in tagger.named_parameters()}
    mover = torch.optim.AdamW(tagger.parameters(), lr=RATE, weight_decay=DECAY)
    total = epochs * (sum(len(one.answers) + MARGIN for one in examples) // BATCH + 1)
    step, began = 0, time.process_time()
    for epoch in range(epochs):
        losses = counted = 0.0
        for batch in batches([examples[at] for at in random.permutation(len(examples))]):
            seen, answers = together(batch, random, unknown)
            raw = tagger(seen)
            loss = functional.cross_entropy(raw, answers, ignore_index=-1)
            mover.zero_grad()
            loss.backward()
            for group in mover.param_groups:
                group["lr"] = RATE * max(0.02, 1 - step / total)
            mover.step()
            step += 1
            kept = min(AVERAGED, step / (step + 10))
            with torch.no_grad():
                for name, value in tagger.named_parameters():
                    mean[name].lerp_(value, 1 - kept)
            losses, counted = losses + float(loss.detach()), counted + 1
        print(f"epoch {epoch + 1}: loss {losses / counted:.4f}, {time.process_time() - began:.0f} CPU s", flush=True)
    return {_name(name): _laid_out(name, value.numpy()) for name, value in mean.items()}


def batches(examples: list[Example]) -> list[list[Example]]:
    """Return the documents in groups of about `BATCH` words."""
    groups: list[list[Example]] = [[]]
    size = 0
    for example in examples:
        if size >= BATCH:
            groups.append([])
            size = 0
        groups[-1].append(example)
        size += len(example.answers) + MARGIN
    return groups


def together(batch: list[Example], random: np.random.Generator, unknown: int) -> tuple[dict[str, torch.Tensor], torch.Tensor]:
    """Return documents one behind the other with empty words between them, and their answers.

    Some words are hidden, and what the lists know of some names, so that context and letters are learnt.
    """
    columns: dict[str, list[np.ndarray]] = {name: [] for name in Features.__slots__}
    answers, real, most = [], [], 0
    for example in batch:
        seen, count = example.seen, len(example.answers)
        for name in ("words", "beginnings", "ends", "flags", "gaps", "shapes"):
            columns[name] += [getattr(seen, name), np.zeros(MARGIN, np.int32)]
        columns["letters"] += [seen.letters, np.zeros(MARGIN, np.int32)]
        columns["lengths"] += [seen.lengths, np.ones(MARGIN, np.int32)]
        between = most + int(seen.types.max(initial=0)) + 1
        columns["types"] += [seen.types + most, np.full(MARGIN, between, np.int32)]
        most = between + 1
        answers += [example.answers, np.full(MARGIN, -1)]
        real += [np.ones(count, np.float32), np.zeros(MARGIN, np.float32)]
    held = {name: np.concatenate(parts) for name, parts in columns.items()}
    wanted = np.concatenate(answers)
    count = len(wanted)
    hide = random.random(count) < np.where(wanted > 0, DROP_FLAGS, DROP_FLAGS_OF_OTHERS)
    held["flags"] = np.where(hide, unknown, held["flags"])
    held["words"] = np.where((random.random(count) < DROP_WORD) | hide, 0, held["words"])
    bare = random.random(count) < DROP_AFFIX
    held["beginnings"], held["ends"] = np.where(bare, 0, held["beginnings"]), np.where(bare, 0, held["ends"])
    tensors = {
        name: torch.from_numpy(held[name].astype(np.int64)) for name in ("words", "beginnings", "ends", "letters", "types")
    }
    tensors["offsets"] = torch.from_numpy(np.cumsum(held["lengths"], dtype=np.int64) - held["lengths"])
    tensors["bits"] = torch.from_numpy(flag_columns(held["flags"], held["gaps"], held["shapes"]))
    tensors["real"] = torch.from_numpy(np.concatenate(real))[:, None]
    return tensors, torch.from_numpy(wanted.astype(np.int64))


def _name(name: str) -> str:
    return (
        name.removesuffix(".weight")
        .replace(".bias", "_bias")
        .replace("outer.", "outer")
        .replace("wider.", "wider")
        .replace(".", "_")
    )


def _laid_out(name: str, value: np.ndarray) -> np.ndarray:
    """Return a matrix as rows times columns of `rows @ matrix`; a convolution as one such matrix for each of its five words."""
    if value.ndim == 3:
        return np.ascontiguousarray(value.transpose(2, 1, 0))
    tables = ("words", "beginnings", "ends", "letters")
    return value if value.ndim == 1 or name.startswith(tables) else np.ascontiguousarray(value.T)
