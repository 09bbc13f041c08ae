"""The dictionary of a day, made from the releases in force (or the nearest, which the answer then names) and kept as a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Protocol

from codewell.clinical.compiled import Compiled, load, save
from codewell.clinical.cues import listed
from codewell.clinical.dictionary import Dictionary, Meaning, anchor_blocks, chosen_terms
from codewell.clinical.excludes import exclude_blocks
from codewell.clinical.terms import IndexRow, Term, TermMaker, morphologies, title_forms
from codewell.clinical.words import WordForms, title_words
from codewell.kernel.errors import NotLoadedError
from codewell.releases.shelf import OpenRelease, Shelf

_ENCOUNTER = "Z00"
"""Z00-Z13 tell why somebody came; no wording in a note says that by itself."""
SOURCES = ("icd10cm", "icd10cm-tabular", "icd10cm-index")
_WHERE_LOADED = ("icd10cm-neoplasm", "icd10cm-external-index", "icd10cm-drugs")


class Vocabulary(Protocol):
    """Lay words, abbreviations and spellings, handed in by the task that knows where they are kept."""

    def abbreviations(self) -> Iterable[tuple[str, str, str]]:
        """Yield abbreviation, expansion and code with dot (or empty); the likeliest meaning of each comes first."""
        ...

    def phrases(self) -> Iterable[tuple[str, str]]:
        """Yield phrase and the ICD-10-CM code (with dot) that the bare phrase means."""
        ...

    def synonyms(self) -> Iterable[tuple[str, str]]:
        """Yield phrase and another with the same meaning, in the classification's words."""
        ...

    def spellings(self) -> Iterable[tuple[str, str]]:
        """Yield a spelling and the one the classification uses."""
        ...

    def drugs(self) -> Iterable[tuple[str, str]]:
        """Yield a drug and its category, without dot, in the table of drugs, or a brand and the drug it is."""
        ...

    def digest(self) -> str:
        """Return a value that changes when any of the lists changes."""
        ...


def dictionary_of(shelf: Shelf, on: date, vocabulary: Vocabulary) -> Dictionary:
    """Return the dictionary for a day of service or discharge.

    It is compiled once for each set of releases and kept below the home folder; a home that cannot be written to is
    served all the same, only slower.

    Args:
        shelf: the releases.
        on: the day.
        vocabulary: lay words, abbreviations and spellings.

    Raises:
        NotLoadedError: the code list, the tabular list or the index is not on this machine.
    """
    opened = {source: _nearest(shelf, source, on) for source in SOURCES}
    for source in _WHERE_LOADED:
        found = shelf.nearest(source, on)
        if found is not None:
            opened[source] = found
    stamp = sha256("|".join([*(o.release.file_name for o in opened.values()), vocabulary.digest(), _code_digest()]).encode())
    path = shelf.home / "clinical" / f"dictionary-{stamp.hexdigest()[:16]}.txt"
    compiled = load(path)
    if compiled is None:
        compiled = _compile(opened, vocabulary)
        save(compiled, path)
    return compiled.dictionary(tuple(o.release.title for o in opened.values()))


def _code_digest() -> str:
    """Return a digest of the modules and lists that shape a compiled dictionary, so that a new program makes a new one."""
    running = sha256()
    folder = Path(str(files("codewell.clinical")))
    for name in ("words.py", "terms.py", "dictionary.py", "day_dictionary.py", "compiled.py", "excludes.py"):
        running.update((folder / name).read_bytes())
    for path in sorted([*(folder / "cues").glob("*.txt"), *(folder / "lexicon").glob("*.tsv")]):
        running.update(path.read_bytes())
    return running.hexdigest()


def _nearest(shelf: Shelf, source: str, on: date) -> OpenRelease:
    opened = shelf.nearest(source, on)
    if opened is None:
        raise NotLoadedError(f"{source} is not loaded.", next_step="Build the reference with `codewell build`.")
    return opened


def _compile(opened: Mapping[str, OpenRelease], vocabulary: Vocabulary) -> Compiled:
    index = list(_index_rows(opened["icd10cm-index"]))
    plain_forms = _forms(vocabulary, index)
    forms = WordForms(plain_forms)
    maker = TermMaker(forms)
    codes = opened["icd10cm"].database.all("SELECT code, billable, parent, long_descriptor FROM codes ORDER BY sequence")
    known = {row[0] for row in codes}
    terms = chosen_terms(_terms(maker, index, codes, opened, vocabulary), known, forms)
    by_words = {term.words: term for term in terms}
    for written, meant in vocabulary.synonyms():
        same = by_words.get(maker.wordings(meant)[0])
        for words in maker.wordings(written) if same is not None else ():
            if same is not None and len(words) > 1 and words not in by_words and written not in listed("not_conditions"):
                by_words[words] = Term(words, same.code, "synonym", f"{written} = {same.path}")
    categories: dict[str, list[str]] = {}
    for code, billable, parent, descriptor in codes:
        categories.setdefault(code[:3], []).append(f"{code}\t{int(billable)}\t{parent or ''}\t{descriptor}")
    return Compiled(
        terms=anchor_blocks(by_words.values()),
        codes={category: "\n".join(lines) for category, lines in categories.items()},
        forms=plain_forms,
        abbreviations=_abbreviations(vocabulary, forms),
        excludes=exclude_blocks(
            (place, text)
            for place, text in opened["icd10cm-tabular"].database.all("SELECT place, text FROM notes WHERE kind = 'excludes1'")
        ),
        instructions=_instructions(opened["icd10cm-tabular"]),
        drugs=_drugs(opened.get("icd10cm-drugs"), vocabulary),
        blocks=_asking_blocks(opened["icd10cm-tabular"]),
    )


_ASKING = {"code_first": "Code first", "use_additional_code": "Use additional code", "code_also": "Code also"}


def _instructions(tabular: OpenRelease) -> dict[str, str]:
    """Return the notes that ask for another code, each with what it asks: a list under one note is one line."""
    found: dict[str, dict[str, list[str]]] = {}
    kinds = ", ".join(f"'{kind}'" for kind in _ASKING)
    for place, kind, text in tabular.database.all(
        f"SELECT place, kind, text FROM notes WHERE kind IN ({kinds}) ORDER BY ordinal"
    ):
        if "-" not in place and len(place) >= 3:
            found.setdefault(place, {}).setdefault(kind, []).append(" ".join(text.split()))
    return {
        place: "\n".join(f"{_ASKING[kind]}: {'; '.join(texts)}" for kind, texts in kinds_of.items())
        for place, kinds_of in found.items()
    }


_CHAPTERS = {"1": "A00-B99", "10": "J00-J99", "15": "O00-O9A", "19": "S00-T88"}


def _asking_blocks(tabular: OpenRelease) -> dict[str, str]:
    """Return the notes of blocks and chapters that ask to use another code besides."""
    found: dict[str, list[str]] = {}
    for place, text in tabular.database.all(
        "SELECT place, text FROM notes WHERE kind = 'use_additional_code' AND (place LIKE '%-%' OR length(place) < 3) "
        "ORDER BY place, ordinal"
    ):
        found.setdefault(_CHAPTERS.get(place, place), []).append(" ".join(text.split()))
    return {place: "\n".join(texts) for place, texts in found.items()}


def _drugs(table: OpenRelease | None, vocabulary: Vocabulary) -> dict[str, str]:
    """Return drug in lower case -> category: our groups lead, then the table of drugs, generics, and brands by what they are."""
    found: dict[str, str] = {}
    for name, category in _own_rows("drug_groups"):
        found[name] = category.replace(".", "")
    rows = table.database.all(_SINGLE_DRUGS) if table is not None else []
    for title, code in rows:
        if title.isalpha() and len(code) == 6:
            found.setdefault(title.lower(), code[:4] if code[4] == "X" else code[:5])
    for name, meant in vocabulary.drugs():
        category = meant if meant[:1] == "T" and meant[1:2].isdigit() else found.get(meant.split()[0].lower(), "")
        if name.isalpha() and category:
            found.setdefault(name.lower(), category)
    return found


_SINGLE_DRUGS = (
    "SELECT terms.title, cells.code FROM terms JOIN cells ON cells.term = terms.id "
    "WHERE terms.level = 0 AND cells.column_title LIKE '%Accidental%' AND cells.code BETWEEN 'T36' AND 'T51' ORDER BY terms.id"
)


def _forms(vocabulary: Vocabulary, index: list[IndexRow]) -> dict[str, str]:
    """Return form -> standard word; our own list of forms leads, then the index's titles, morphologies, then the spellings."""
    roots = {row.id: row for row in index if row.parent is None}
    forms: dict[str, str] = {}
    for line in (files("codewell.clinical") / "lexicon" / "word_forms.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#") and line != "form\tstandard":
            form, standard = line.split("\t")
            forms[form] = standard
    for form, standard in title_forms(row.title for row in roots.values()).items():
        if form not in forms and standard != form:
            forms[form] = forms.get(standard, standard)
    seen = [(roots[row.parent].title, row.see) for row in index if row.parent in roots and row.title.startswith("specified site")]
    for form, standard in morphologies([*((row.title, row.see) for row in roots.values()), *seen]).items():
        forms.setdefault(form, standard)
    for wrong, right in vocabulary.spellings():
        if " " not in wrong and wrong not in forms and wrong != right:
            forms[wrong] = right
    for word in {word for standard in forms.values() for word in standard.split()}:
        forms.setdefault(word, word)
    return {
        form: " ".join(word if word == form else forms.get(word, word) for word in standard.split())
        for form, standard in forms.items()
    }


def _terms(
    maker: TermMaker,
    index: list[IndexRow],
    codes: list[tuple[str, int, str, str]],
    opened: Mapping[str, OpenRelease],
    vocabulary: Vocabulary,
) -> Iterator[Term]:
    yield from (term for term in maker.index(index) if not _ENCOUNTER <= term.code[:3] <= "Z13")
    yield from maker.organisms(index)
    for name, code in _own_rows("organisms"):
        yield from maker.fixed(name, code.replace(".", ""), "organism")
    if "icd10cm-neoplasm" in opened:
        database = opened["icd10cm-neoplasm"].database
        cells: dict[int, dict[str, str]] = {}
        for term, column, code in database.all("SELECT term, column_title, code FROM cells WHERE code IS NOT NULL"):
            cells.setdefault(term, {})[column] = code
        yield from maker.neoplasms(_index_rows(opened["icd10cm-neoplasm"], coded=False), cells)
    if "icd10cm-external-index" in opened:
        for term in maker.index(_index_rows(opened["icd10cm-external-index"])):
            yield replace(term, kind="external")
    notes = opened["icd10cm-tabular"].database
    for place, text in notes.all("SELECT place, text FROM notes WHERE kind = 'inclusion_term' ORDER BY place, ordinal"):
        yield from maker.fixed(text, place, "inclusion")
    for code, _, _, descriptor in codes:
        if len(code) < 7 and not _ENCOUNTER <= code[:3] <= "Z13":
            yield from maker.fixed(descriptor, code, "descriptor")
    for phrase, code in _own_rows("phrases"):
        yield from maker.fixed(phrase, code.replace(".", ""), "phrase")
    for phrase, code in vocabulary.phrases():
        if len(phrase) > 3 and not _ENCOUNTER <= code[:3] <= "Z13":
            yield from maker.fixed(phrase, code.replace(".", ""), "lay")


def _own_rows(name: str) -> Iterator[tuple[str, str]]:
    """Yield the two columns of one of our own word lists, comments and the header left out."""
    lines = (files("codewell.clinical") / "lexicon" / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    for line in [line for line in lines if line and not line.startswith("#")][1:]:
        wording, _, code = line.partition("\t")
        yield wording, code


def _index_rows(opened: OpenRelease, *, coded: bool = True) -> Iterator[IndexRow]:
    column = "code" if coded else "NULL"
    for row in opened.database.all(f"SELECT id, parent, title, path, {column}, see FROM terms ORDER BY id"):
        yield IndexRow(*row)


def _abbreviations(vocabulary: Vocabulary, forms: WordForms) -> dict[str, tuple[Meaning, ...]]:
    left_out = listed("connecting_words")
    found: dict[str, tuple[Meaning, ...]] = {}
    for written, meant, code in vocabulary.abbreviations():
        words = title_words(meant.replace("unspecified", " "), forms, left_out)
        if words:
            found[written] = (*found.get(written, ()), Meaning(words, code.replace(".", "")))
    return found
