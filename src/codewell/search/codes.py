"""The codes of an index: when each is in force, its words on a day, and what its descriptor says of side and encounter."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from codewell.kernel.codes import Code, CodeSystem, parse_code
from codewell.search.documents import split_tokens
from codewell.search.eras import Timeline
from codewell.search.harvest.code_lists import ENCOUNTER_SUFFIX, CodeList
from codewell.search.storage import Array
from codewell.search.strings import Strings, pack
from codewell.search.tokens import Phase, Reading, Readings, Side

_SIDE_BEARERS = frozenset({"eye", "ear", "side", "laterality"})
"""Said after a side, left out after "bilateral", so that they do not tell siblings apart."""


_WITHOUT_COMPLICATION = frozenset({"uncomplicat", "-complication"})
"""What a code says that is meant when nothing more is said, like "unspecified"."""


def code_features(listed: CodeList, token_numbers: dict[str, int], readings: Readings) -> dict[str, Array]:
    """Return the arrays of one system's codes; tokens are given numbers as they are met.

    The words of a code are those of its latest era. Codes whose words differ only in the side make one family.
    """
    families: dict[tuple[str, tuple[str, ...], int, bool], int] = {}
    flat: list[int] = []
    lengths, residual, unspecified, family = [], [], [], []
    sides: list[Side] = []
    phases: list[Phase] = []
    for code in listed.codes:
        latest = max(code.wordings.items(), key=lambda item: item[1])[0]
        reading = _read_encounter_apart(latest, readings)
        required, _ = split_tokens(reading)
        numbers = [token_numbers.setdefault(token, len(token_numbers)) for token in required]
        flat += numbers
        lengths.append(len(numbers))
        sides.append(reading.side)
        phases.append(reading.phase)
        residual.append(reading.other)
        unspecified.append(reading.unspecified or not _WITHOUT_COMPLICATION.isdisjoint(reading.tokens))
        named = tuple(token for token in reading.tokens if token not in _SIDE_BEARERS)
        key = (code.code[:3], named, int(reading.phase), reading.other)
        family.append(families.setdefault(key, len(families)))
    names = [code.code for code in listed.codes]
    features: dict[str, Array] = {
        "codes": np.array(names, "S7"),
        "present": np.array([code.present for code in listed.codes], np.uint64),
        "billable": np.array([code.billable for code in listed.codes], np.uint64),
        "side": np.array(sides, np.uint8),
        "phase": np.array(phases, np.uint8),
        "residual": np.array(residual, bool),
        "unspecified": np.array(unspecified, bool),
        "initial": _initial_rows(names, phases),
        "siblings": _siblings(family, sides),
        "category_sides": _category_sides([name[:3] for name in names], sides),
        "tokens": np.array(flat, np.uint32),
        "token_offsets": np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32),
        "era_days": np.array(listed.eras.first_days, np.int64),
    }
    return {f"{listed.system.value}_{name}": array for name, array in (features | _texts(listed)).items()}


def _texts(listed: CodeList) -> dict[str, Array]:
    """Return the words of each code with the eras in which they hold, and the release that answers for each era."""
    data, offsets = pack([text for code in listed.codes for text in code.wordings])
    answers, answer_offsets = pack([f"{title}\t{last_day}" for title, last_day in listed.eras.answers])
    return {
        "text_data": data,
        "text_offsets": offsets,
        "text_eras": np.array([mask for code in listed.codes for mask in code.wordings.values()], np.uint64),
        "text_of": np.concatenate([[0], np.cumsum([len(code.wordings) for code in listed.codes])]).astype(np.uint32),
        "answers_data": answers,
        "answers_offsets": answer_offsets,
    }


def _read_encounter_apart(text: str, readings: Readings) -> Reading:
    """Read a descriptor; the many that add one of few encounters to the same words are put together from both."""
    suffix = ENCOUNTER_SUFFIX.search(text)
    if suffix is None:
        return readings.of(text)
    words, encounter = readings.of(text[: suffix.start()]), readings.of(suffix[0])
    return Reading(
        tokens=words.tokens + encounter.tokens,
        optional=words.optional + encounter.optional,
        surfaces=words.surfaces + encounter.surfaces,
        side=words.side,
        phase=encounter.phase,
        other=words.other,
        unspecified=words.unspecified,
    )


def _siblings(family: list[int], sides: list[Side]) -> NDArray[np.int32]:
    """Return for each code and side the row of the code whose words differ only in that side, or -1."""
    known: dict[tuple[int, Side], int] = {}
    for row, (number, side) in enumerate(zip(family, sides, strict=True)):
        known.setdefault((number, side), row)
    return np.array([[known.get((number, side), -1) for side in Side] for number in family], np.int32)


def _category_sides(categories: list[str], sides: list[Side]) -> NDArray[np.uint8]:
    """Return for each code a bit mask of the sides that codes of its category name."""
    masks: dict[str, int] = {}
    for category, side in zip(categories, sides, strict=True):
        masks[category] = masks.get(category, 0) | 1 << side
    return np.array([masks[category] for category in categories], np.uint8)


def _initial_rows(codes: list[str], phases: list[Phase]) -> NDArray[np.int32]:
    """Return for each code that only lacks its encounter the row of the first code for an initial one; for others -1."""
    rows = np.full(len(codes), -1, np.int32)
    for row, code in enumerate(codes):
        end = bisect_left(codes, code + "\x7f", row)
        if end - row > 1 and len(codes[end - 1]) == 7 and codes[row + 1][:6] == codes[end - 1][:6] and len(codes[row + 1]) == 7:
            rows[row] = next((below for below in range(row + 1, end) if phases[below] is Phase.INITIAL), -1)
    return rows


@dataclass(frozen=True, slots=True)
class OnDay:
    """The bit of an era, to be tested against masks."""

    era: int

    def holds(self, mask: int) -> bool:
        """Say whether the mask has this era."""
        return bool(mask >> self.era & 1)


class CodeTable:
    """The codes of one system."""

    def __init__(self, system: CodeSystem, arrays: dict[str, Array]) -> None:
        prefix = system.value
        self.system = system
        self._codes: NDArray[np.bytes_] = np.asarray(arrays[f"{prefix}_codes"])
        self.present: NDArray[np.uint64] = np.asarray(arrays[f"{prefix}_present"])
        self.billable: NDArray[np.uint64] = np.asarray(arrays[f"{prefix}_billable"])
        self.side: NDArray[np.uint8] = np.asarray(arrays[f"{prefix}_side"])
        self.phase: NDArray[np.uint8] = np.asarray(arrays[f"{prefix}_phase"])
        self.initial: NDArray[np.int32] = np.asarray(arrays[f"{prefix}_initial"])
        self.residual: NDArray[np.bool_] = np.asarray(arrays[f"{prefix}_residual"])
        self.unspecified: NDArray[np.bool_] = np.asarray(arrays[f"{prefix}_unspecified"])
        self.siblings: NDArray[np.int32] = np.asarray(arrays[f"{prefix}_siblings"])
        self.category_sides: NDArray[np.uint8] = np.asarray(arrays[f"{prefix}_category_sides"])
        self.tokens: NDArray[np.uint32] = np.asarray(arrays[f"{prefix}_tokens"])
        self.token_offsets: NDArray[np.uint32] = np.asarray(arrays[f"{prefix}_token_offsets"])
        self._texts = Strings(arrays[f"{prefix}_text_data"], arrays[f"{prefix}_text_offsets"])
        self._text_eras: NDArray[np.uint64] = np.asarray(arrays[f"{prefix}_text_eras"])
        self._text_of: NDArray[np.uint32] = np.asarray(arrays[f"{prefix}_text_of"])
        answers = Strings(arrays[f"{prefix}_answers_data"], arrays[f"{prefix}_answers_offsets"]).all()
        pairs = tuple((title, last) for title, last in (answer.split("\t") for answer in answers))
        self.eras = Timeline(tuple(arrays[f"{prefix}_era_days"].tolist()), pairs)

    def __len__(self) -> int:
        return len(self._codes)

    def code(self, row: int) -> Code:
        """Return the code of a row."""
        return parse_code(self._codes[row].decode(), self.system)

    def text_of(self, row: int) -> str:
        """Return the code of a row without its dot."""
        return str(self._codes[row].decode())

    def row(self, code: str) -> int | None:
        """Return the row of a code without dot, or None."""
        place = int(np.searchsorted(self._codes, code.encode()))
        return place if place < len(self._codes) and self._codes[place] == code.encode() else None

    def below(self, prefix: str) -> tuple[int, int]:
        """Return the half-open range of rows whose codes begin with `prefix`, the code itself included."""
        start, end = np.searchsorted(self._codes, [prefix.encode(), prefix.encode() + b"\x7f"])
        return int(start), int(end)

    def display(self, row: int, day: OnDay) -> str:
        """Return the code's words in the era of a day, else its latest ones."""
        first, end = int(self._text_of[row]), int(self._text_of[row + 1])
        best = max(range(first, end), key=lambda n: (day.holds(int(self._text_eras[n])), int(self._text_eras[n])))
        return self._texts[best]
