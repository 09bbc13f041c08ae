"""A dictionary as one text file: read in a few milliseconds, its blocks parsed only when a note needs them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from codewell.clinical.dictionary import CodeList, Dictionary, Meaning
from codewell.clinical.excludes import Excludes
from codewell.clinical.words import WordForms

_KEPT = 4
"""Dictionaries in a home: the days of a batch seldom need more sets of releases."""
_PART, _BLOCK, _HEAD = "\x1d", "\x1e", "\x1f"
"""Separators of the file, which no published text holds."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A dictionary's parts in the form in which they are kept.

    Args:
        terms: anchor word -> terms, one a line.
        codes: category -> codes, one a line.
        forms: form -> standard words.
        abbreviations: meanings by the abbreviation as written.
        excludes: code or category -> ranges that its Excludes1 notes cite.
        instructions: code or category -> what its notes ask to code first, besides or as well, one a line.
        drugs: drug in lower case -> its category in the table of drugs, without dot.
        blocks: first and last category of a block or chapter, "L00-L08" -> what it asks to use besides, one a line.
    """

    terms: Mapping[str, str]
    codes: Mapping[str, str]
    forms: Mapping[str, str]
    abbreviations: Mapping[str, tuple[Meaning, ...]]
    excludes: Mapping[str, str]
    instructions: Mapping[str, str]
    drugs: Mapping[str, str] = field(default_factory=dict)
    blocks: Mapping[str, str] = field(default_factory=dict)

    def dictionary(self, releases: tuple[str, ...]) -> Dictionary:
        """Return the dictionary, with the titles of the releases it was made from."""
        return Dictionary(
            self.terms,
            WordForms(self.forms),
            self.abbreviations,
            CodeList(self.codes),
            Excludes(self.excludes),
            self.instructions,
            releases,
            self.drugs,
            self.blocks,
        )


def save(compiled: Compiled, path: Path) -> None:
    """Write a compiled dictionary and drop the oldest ones; nothing happens where the folder cannot be written to."""
    parts = [
        _BLOCK.join(f"{head}{_HEAD}{block}" for head, block in part.items())
        for part in (
            compiled.terms,
            compiled.codes,
            compiled.forms,
            {k: "\n".join(f"{' '.join(m.words)}\t{m.code}" for m in v) for k, v in compiled.abbreviations.items()},
            compiled.excludes,
            compiled.instructions,
            compiled.drugs,
            compiled.blocks,
        )
    ]
    staged = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        staged.write_text(_PART.join(parts), encoding="utf-8", newline="")
        staged.replace(path)
        kept = sorted(path.parent.glob("dictionary-*.txt"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in kept[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        staged.unlink(missing_ok=True)


def load(path: Path) -> Compiled | None:
    """Return a compiled dictionary, or None where there is none or it is damaged."""
    try:
        parts = path.read_bytes().decode("utf-8").split(_PART)
        if len(parts) != 8:
            return None
        terms, codes, forms, short, excludes, instructions, drugs, blocks = (
            {h: b for h, _, b in (e.partition(_HEAD) for e in p.split(_BLOCK) if e)} for p in parts
        )
        meanings = {
            written: tuple(
                Meaning(tuple(words.split()), code) for words, _, code in (m.partition("\t") for m in block.split("\n"))
            )
            for written, block in short.items()
        }
    except (OSError, UnicodeDecodeError):
        return None
    return Compiled(terms, codes, forms, meanings, excludes, instructions, drugs, blocks)
