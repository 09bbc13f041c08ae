"""The neoplasm table and the table of drugs: one wording per row, its cells as the codes it leads to."""

from __future__ import annotations

from collections.abc import Iterator

from codewell.kernel.codes import CodeSystem
from codewell.releases.shelf import OpenRelease, Shelf
from codewell.search.documents import Document, Kind, split_tokens
from codewell.search.intents import BEHAVIOURS, INTENTS
from codewell.search.tokens import Side, read


def table_documents(shelf: Shelf) -> Iterator[Document]:
    """Yield the rows of the newest neoplasm table and table of drugs."""
    for source, kind, columns in (
        ("icd10cm-neoplasm", Kind.NEOPLASM, BEHAVIOURS),
        ("icd10cm-drugs", Kind.DRUG, INTENTS),
    ):
        if releases := shelf.all(source):
            newest = max(releases, key=lambda opened: (not opened.release.excerpt, opened.release.validity.first_day))
            spoken = tuple(sorted({token for column in columns for token in column.tokens}))
            yield from _row_documents(newest, kind, tuple(column.key for column in columns), spoken)


def _row_documents(opened: OpenRelease, kind: Kind, keys: tuple[str, ...], spoken: tuple[str, ...]) -> Iterator[Document]:
    cells: dict[int, dict[str, str]] = {}
    for term, title, code in opened.database.all("SELECT term, column_title, code FROM cells WHERE code IS NOT NULL"):
        column = next((key for key in keys if key in title.lower().replace("-", " ").replace("(", " ")), None)
        if column is not None:
            cells.setdefault(term, {})[column] = code
    path: dict[int, tuple[tuple[str, ...], tuple[str, ...], Side]] = {}
    rows = opened.database.all("SELECT id, parent, title, nonessential, path FROM terms ORDER BY id")
    for number, parent, title, nonessential, printed in rows:
        reading = read(title)
        required, optional = split_tokens(reading)
        above, beside, side = path.get(parent, ((), (), Side.NONE))
        if parent is None and kind is Kind.NEOPLASM:
            required = ()
        required, variants = _site_words(title, required) if kind is Kind.NEOPLASM else (required, ())
        extra = tuple(read(nonessential).tokens) if nonessential else ()
        needed = tuple(dict.fromkeys((*above, *required)))
        said = tuple(t for t in dict.fromkeys((*beside, *optional, *variants, *extra)) if t not in needed)
        path[number] = (needed, said, reading.side or side)
        codes = cells.get(number)
        if codes and (needed or parent is None):
            target = "|".join(codes.get(key, "") for key in keys)
            words = needed or ("neoplasm",)
            beside_all = tuple(dict.fromkeys((*said, *(t for t in spoken if t not in words))))
            yield Document(words, beside_all, path[number][2], False, kind, CodeSystem.ICD10CM, target, printed)


def _site_words(title: str, required: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Take "abdomen, abdominal" as one word with a variant."""
    parts = [read(part).tokens for part in title.split(",")]
    if len(parts) > 1 and all(len(part) == 1 for part in parts):
        first = parts[0][0]
        variants = tuple(part[0] for part in parts[1:] if part[0][:3] == first[:3] and part[0] != first)
        return tuple(token for token in required if token not in variants), variants
    return required, ()
