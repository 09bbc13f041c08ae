"""Which wordings hold a token, as arrays; built once, then read from disk as they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from codewell.kernel.codes import CodeSystem
from codewell.search.documents import SYSTEMS, Document, Kind
from codewell.search.harvest.code_lists import CodeList
from codewell.search.storage import Array
from codewell.search.strings import Strings, pack

_TABLES = (Kind.NEOPLASM, Kind.DRUG)
_WORDY = (*_TABLES, Kind.WRITTEN)
"""Wordings with so many words beside them that these would make every word look common."""


def build_postings(
    documents: Iterable[Document],
    further_tokens: Iterable[str],
    numbers: dict[str, int],
    lists: Mapping[CodeSystem, CodeList],
) -> dict[str, Array]:
    """Return the arrays of the wordings and their inverted index.

    Args:
        documents: all wordings.
        further_tokens: tokens that only rewritings use; they get numbers and no postings.
        numbers: tokens that have numbers already.
        lists: the codes, in the order of their rows.
    """
    flat: list[int] = []
    needed: list[int] = []
    counted: list[int] = []
    lengths: list[int] = []
    kept: list[Document] = []
    for document in documents:
        counts_optional = document.kind not in _WORDY
        for token in document.required:
            flat.append(numbers.setdefault(token, len(numbers)))
        for token in document.optional:
            flat.append(numbers.setdefault(token, len(numbers)))
        needed += [1] * len(document.required) + [0] * len(document.optional)
        counted += [1] * len(document.required) + [int(counts_optional)] * len(document.optional)
        lengths.append(len(document.required) + len(document.optional))
        kept.append(document)
    for token in further_tokens:
        numbers.setdefault(token, len(numbers))
    arrays = _targets(kept, lists)
    arrays |= _arrays(kept, numbers, np.array(flat, np.int64), np.array(needed, np.uint8), np.array(counted, np.uint8), lengths)
    return arrays


def _arrays(
    documents: list[Document],
    numbers: dict[str, int],
    flat: NDArray[np.int64],
    needed: NDArray[np.uint8],
    counted: NDArray[np.uint8],
    lengths: list[int],
) -> dict[str, Array]:
    owners = np.repeat(np.arange(len(documents), dtype=np.uint32), lengths)
    order = np.argsort(flat, kind="stable")
    offsets = np.zeros(len(numbers) + 1, dtype=np.uint32)
    offsets[1:] = np.cumsum(np.bincount(flat, minlength=len(numbers)))
    frequency = np.maximum(1, np.bincount(flat, weights=counted, minlength=len(numbers)))
    rarity = np.log(1.0 + len(documents) / (3.0 + frequency)).astype(np.float32)
    weight = np.bincount(owners, weights=rarity[flat] * needed, minlength=len(documents)).astype(np.float32)
    arrays: dict[str, Array] = {
        "posting_documents": owners[order].astype(np.int64),
        "posting_required": needed[order].astype(bool),
        "posting_offsets": offsets,
        "token_rarity": rarity,
        "token_frequency": frequency.astype(np.uint32),
        "document_weight": np.maximum(weight, 0.1),
        "document_details": np.array([_details(document) for document in documents], np.uint8),
        "document_denies": np.array([any(t[0] == "-" for t in document.optional) for document in documents], bool),
        "document_listed": np.array([document.is_listed for document in documents], bool),
        "document_kind": np.array([document.kind for document in documents], np.uint8),
        "document_side": np.array([document.side for document in documents], np.uint8),
        "document_other": np.array([document.other for document in documents], bool),
        "document_system": np.array([SYSTEMS.index(document.system) for document in documents], np.uint8),
        "document_eras": np.array([document.eras for document in documents], np.uint64),
    }
    for name, texts in (
        ("tokens", list(numbers)),
        ("whys", [document.why for document in documents]),
    ):
        arrays[f"{name}_data"], arrays[f"{name}_offsets"] = pack(texts)
    return arrays


def _targets(documents: list[Document], lists: Mapping[CodeSystem, CodeList]) -> dict[str, Array]:
    """Return for each wording the targets it leads to, and for each target the rows of its codes: itself and those below it."""
    numbers: dict[tuple[CodeSystem, str], int] = {}
    flat: list[int] = []
    lengths: list[int] = []
    for document in documents:
        cells = document.target.split("|") if document.kind in _TABLES else [document.target]
        flat += [numbers.setdefault((document.system, cell), len(numbers)) if cell else -1 for cell in cells]
        lengths.append(len(cells))
    codes = {system: [code.code for code in listed.codes] for system, listed in lists.items()}
    spans = np.zeros((len(numbers), 2), np.int32)
    for (system, target), number in numbers.items():
        known = codes.get(system, [])
        spans[number] = bisect_left(known, target), bisect_left(known, target + "\x7f")
    exact = [
        spans[number, 0] < spans[number, 1] and codes[system][spans[number, 0]] == target
        for (system, target), number in numbers.items()
    ]
    return {
        "document_targets": np.array(flat, np.int32),
        "document_target_offsets": np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32),
        "target_spans": spans,
        "target_listed": np.array(exact, bool),
    }


_NAMES = (Kind.LABEL, Kind.SERVICE, Kind.WRITTEN)


def _details(document: Document) -> int:
    """Count what a supply's or service's wording says beyond its name; of two that answer alike the plainer one is meant."""
    if document.system not in (CodeSystem.HCPCS, CodeSystem.CPT) or document.kind in _NAMES:
        return 0
    temporary = 10 if document.system is CodeSystem.HCPCS and document.target.startswith("C") else 0
    return min(len(document.optional), 30) + temporary


class Postings:
    """The wordings of an index, ready to be asked."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self.documents: NDArray[np.int64] = arrays["posting_documents"]
        self.required: NDArray[np.bool_] = arrays["posting_required"]
        self.offsets: list[int] = arrays["posting_offsets"].tolist()
        self.rarity: NDArray[np.float32] = np.asarray(arrays["token_rarity"])
        self.frequency: NDArray[np.uint32] = np.asarray(arrays["token_frequency"])
        self.weight: NDArray[np.float32] = np.asarray(arrays["document_weight"])
        self.details: NDArray[np.uint8] = np.asarray(arrays["document_details"])
        self.denies: NDArray[np.bool_] = np.asarray(arrays["document_denies"])
        self.listed: NDArray[np.bool_] = np.asarray(arrays["document_listed"])
        self.kind: NDArray[np.uint8] = np.asarray(arrays["document_kind"])
        self.side: NDArray[np.uint8] = np.asarray(arrays["document_side"])
        self.other: NDArray[np.bool_] = np.asarray(arrays["document_other"])
        self.system: NDArray[np.uint8] = np.asarray(arrays["document_system"])
        self.eras: NDArray[np.uint64] = np.asarray(arrays["document_eras"])
        self._targets: NDArray[np.int32] = np.asarray(arrays["document_targets"])
        self._target_offsets: NDArray[np.uint32] = np.asarray(arrays["document_target_offsets"])
        self._spans: NDArray[np.int32] = np.asarray(arrays["target_spans"])
        self._listed: NDArray[np.bool_] = np.asarray(arrays["target_listed"])
        self.whys = Strings(arrays["whys_data"], arrays["whys_offsets"])
        self.tokens = Strings(arrays["tokens_data"], arrays["tokens_offsets"]).all()
        self.numbers = {token: number for number, token in enumerate(self.tokens)}

    def __len__(self) -> int:
        return len(self.weight)

    def targets(self, document: int) -> list[int]:
        """Return the numbers of what a wording leads to: one, or one for each column of a table's row, -1 where it is empty."""
        found: list[int] = self._targets[self._target_offsets[document] : self._target_offsets[document + 1]].tolist()
        return found

    def span(self, target: int) -> tuple[int, int, bool]:
        """Return the half-open range of rows of a target's codes, and whether the first is the printed code itself."""
        start, end = self._spans[target].tolist()
        return start, end, bool(self._listed[target])

    def holders(self, token: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the wordings that hold a token, each once, and whether each needs it."""
        span = slice(self.offsets[token], self.offsets[token + 1])
        return self.documents[span], self.required[span]
