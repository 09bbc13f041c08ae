"""What a coder looks wordings up in: terms by their rarest word, abbreviations, word forms and codes of a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from codewell.clinical.cues import listed
from codewell.clinical.excludes import Excludes, excluded_ranges
from codewell.clinical.terms import Term
from codewell.clinical.trace import Step
from codewell.clinical.wordings import Wording, Wordings, shipped_wordings
from codewell.clinical.words import WordForms

_KINDS = ("phrase", "index", "neoplasm", "inclusion", "descriptor", "abbreviation", "lay", "synonym", "external", "organism")
"""Which wording decides where two give one set of words different codes: the index leads (guideline I.B.1)."""


@dataclass(frozen=True, slots=True)
class ListedCode:
    """A code of the day's list."""

    code: str
    billable: bool
    descriptor: str
    parent: str | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an abbreviation stands for.

    Args:
        words: standard words.
        code: the code the bare abbreviation means; empty where the words decide.
    """

    words: tuple[str, ...]
    code: str

    @property
    def head(self) -> str:
        """The noun that the others qualify: the last word before what only narrows it."""
        before = list(takewhile(lambda word: word not in _NARROWING, self.words))
        return before[-1] if before else self.words[-1]


_NARROWING = {"without", "with", "not", "unspecified", "due", "in", "of"}


class CodeList(Mapping[str, ListedCode]):
    """The codes of a day, read from their compiled form category by category as they are asked for.

    Args:
        blocks: three-character category -> its codes, one a line.
    """

    __slots__ = ("_blocks", "_children", "_codes", "_read")

    def __init__(self, blocks: Mapping[str, str]) -> None:
        self._blocks = blocks
        self._codes: dict[str, ListedCode] = {}
        self._children: dict[str, list[str]] = {}
        self._read: set[str] = set()

    def _open(self, category: str) -> None:
        self._read.add(category)
        for line in self._blocks.get(category, "").split("\n"):
            if line:
                code, billable, parent, descriptor = line.split("\t")
                self._codes[code] = ListedCode(code, billable == "1", descriptor, parent or None)
                if parent:
                    self._children.setdefault(parent, []).append(code)

    def __getitem__(self, code: str) -> ListedCode:
        if code[:3] not in self._read:
            self._open(code[:3])
        return self._codes[code]

    def children(self, code: str) -> Sequence[str]:
        """Return the codes one level below, in the list's order."""
        if code[:3] not in self._read:
            self._open(code[:3])
        return self._children.get(code, ())

    def __iter__(self):  # type: ignore[no-untyped-def]
        for category in self._blocks:
            if category not in self._read:
                self._open(category)
        return iter(self._codes)

    def __len__(self) -> int:
        return sum(1 for _ in self)


Several = tuple[tuple[frozenset[str], Term], ...]
Anchored = tuple[Term | None, Several, Mapping[str, Several]]
"""The term that is one word; few terms of several words with their words; or many, below another of their words."""
_FEW = 6


class Dictionary:
    """All look-up structures of one day.

    Args:
        blocks: anchor word -> its terms in compiled form, one a line; parsed when a note first has the word.
        forms: standard words.
        abbreviations: meanings by the abbreviation as written, the likeliest first.
        codes: the day's code list.
        excludes: which codes are never reported together.
        instructions: code or category -> what its notes ask to code first, besides or as well, one a line.
        releases: titles of the releases it was made from.
        drugs: drug in lower case -> its category in the table of drugs, without dot.
        asking_blocks: first and last category of a block or chapter -> what it asks to use besides, one a line.

    Attributes:
        sided: codes of a condition on a side that were looked up before, by code, side and encounter.
        descriptor_words: standard words of descriptors that were read before.
        steps: traces of terms that were told before, by kind, path and code.
    """

    def __init__(
        self,
        blocks: Mapping[str, str],
        forms: WordForms,
        abbreviations: Mapping[str, tuple[Meaning, ...]],
        codes: CodeList,
        excludes: Excludes,
        instructions: Mapping[str, str],
        releases: tuple[str, ...],
        drugs: Mapping[str, str] | None = None,
        asking_blocks: Mapping[str, str] | None = None,
    ) -> None:
        self._blocks = blocks
        self._terms: dict[str, Anchored] = {}
        self.sided: dict[tuple[str, str, str], str | None] = {}
        self.descriptor_words: dict[str, frozenset[str]] = {}
        self.steps: dict[tuple[str, str, str], tuple[Step, ...]] = {}
        self._learned: Wordings | None = None
        self.forms = forms
        self.abbreviations = abbreviations
        self.codes = codes
        self.excludes = excludes
        self._instructions = instructions
        self.releases = releases
        self.drugs = drugs or {}
        self._asking_blocks = asking_blocks or {}
        self._sought: dict[str, tuple[tuple[str, str], ...]] = {}

    def anchored(self, word: str) -> Anchored:
        """Return the terms whose rarest word this is: the word alone, and those of several words."""
        found = self._terms.get(word)
        if found is None:
            block = self._blocks.get(word)
            terms = tuple(_terms(block)) if block else ()
            single = next((term for bag, term in terms if len(bag) == 1), None)
            several = tuple((bag, term) for bag, term in terms if len(bag) > 1)
            found = (single, several, {}) if len(several) <= _FEW else (single, (), _grouped(word, several))
            self._terms[word] = found
        return found

    def asked_for(self, code: str) -> tuple[str, ...]:
        """Return what the tabular list asks to code first, besides or as well, at a code and at what stands above it."""
        found: list[str] = []
        for length in range(3, len(code) + 1):
            block = self._instructions.get(code[:length])
            if block:
                found += block.split("\n")
        return tuple(dict.fromkeys(found))

    def sought_beside(self, code: str) -> tuple[tuple[str, str], ...]:
        """Return first and last of the codes that the tabular list asks to use besides a code, at it or at what holds it."""
        found = self._sought.get(code)
        if found is None:
            notes = [note for note in self.asked_for(code) if not note.startswith("Code first")]
            for block, note in self._asking_blocks.items():
                first, _, last = block.partition("-")
                if first <= code[:3] <= last:
                    notes += note.split("\n")
            ranges = [pair for note in notes for pair in excluded_ranges(note)]
            found = self._sought[code] = tuple(dict.fromkeys(ranges))
        return found

    @property
    def learned(self) -> Wordings:
        """The wordings learned from coded documents; read when the first note asks for them."""
        if self._learned is None:
            self.learn(shipped_wordings())
        assert self._learned is not None
        return self._learned

    def learn(self, wordings: Iterable[Wording]) -> None:
        """Use these wordings instead of those that are shipped; the script that learns them does."""
        self._learned = Wordings(wordings, self.codes)


def _grouped(anchor: str, several: Several) -> Mapping[str, Several]:
    """Return many terms of one anchor below the other word that fewest of them have, so that most are never looked at."""
    count: dict[str, int] = {}
    for bag, _ in several:
        for word in bag:
            count[word] = count.get(word, 0) + 1
    groups: dict[str, Several] = {}
    for bag, term in several:
        second = min(sorted(bag - {anchor}), key=lambda word: count[word])
        groups[second] = (*groups.get(second, ()), (bag, term))
    return groups


def _terms(block: str) -> Iterable[tuple[frozenset[str], Term]]:
    for line in block.split("\n"):
        words, code, kind, path = line.split("\t")
        bag = frozenset(words.split(" "))
        yield bag, Term(bag, code, kind, path)


def chosen_terms(terms: Iterable[Term], known: Mapping[str, ListedCode] | set[str], forms: WordForms) -> list[Term]:
    """Return one term for each set of words, of codes that exist; single words that say nothing alone are left out."""
    unspecific = listed("unspecific_main_terms")
    refused = {frozenset(forms.of(word)[0] for word in line.split()) for line in listed("not_conditions")}
    best: dict[frozenset[str], Term] = {}
    for term in terms:
        if term.code not in known or term.words in refused or (len(term.words) == 1 and next(iter(term.words)) in unspecific):
            continue
        held = best.get(term.words)
        if held is None or _KINDS.index(term.kind) < _KINDS.index(held.kind):
            best[term.words] = term
    return list(best.values())


def anchor_blocks(terms: Iterable[Term]) -> dict[str, str]:
    """Return terms grouped below the word of theirs that fewest terms have."""
    gathered = list(terms)
    count: dict[str, int] = {}
    for term in gathered:
        for word in term.words:
            count[word] = count.get(word, 0) + 1
    lines: dict[str, list[str]] = {}
    for term in gathered:
        anchor = min(sorted(term.words), key=lambda word: count[word])
        path = term.path.replace("\t", " ").replace("\n", " ")
        lines.setdefault(anchor, []).append(f"{' '.join(sorted(term.words))}\t{term.code}\t{term.kind}\t{path}")
    return {anchor: "\n".join(group) for anchor, group in lines.items()}
