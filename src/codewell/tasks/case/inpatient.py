"""Inpatient procedures of a case: ICD-10-PCS codes by root operation, body part and approach, where a release is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from codewell.codebook.origins import remedy
from codewell.kernel.codes import CodeSystem, Icd10PcsCode
from codewell.search.index import Hit
from codewell.search.stems import stem
from codewell.tasks.case.candidate import CaseCandidate
from codewell.tasks.case.reading import CaseSentence
from codewell.tasks.workplace import Workplace

_SYSTEM = CodeSystem.ICD10PCS
_HITS = 60
_OPERATION, _PART, _APPROACH = 0.4, 0.4, 0.2
"""What each axis adds where its words are said (house)."""
_UNASKED = 0.01
"""A device or qualifier that nobody names tips the scale against a code."""
_LEAST = 0.45
_LEADING = frozenset({"of", "into", "to", "with", "from", "using"})


def inpatient_procedures(workplace: Workplace, case: Sequence[CaseSentence], on: date) -> tuple[list[CaseCandidate], str]:
    """Return the inpatient procedures that a case names, and what to say where there can be none.

    The classification names an operation by its objective, so people's words ("appendectomy") are read as root operation,
    body part and approach first.
    """
    opened = workplace.shelf.nearest(_SYSTEM.value, on)
    if opened is None:
        return [], f"not loaded: no ICD-10-PCS release is on this machine; `{remedy(_SYSTEM.value)}` loads one"
    found: list[CaseCandidate] = []
    notices: tuple[str, ...] = ()
    for sentence in case:
        for places, words in _operations(sentence):
            asked = " ".join(words)[:400]
            answer = workplace.search.search(asked, on=on, limit=_HITS, systems=frozenset({_SYSTEM}))
            notices += answer.notes
            found += _ranked(answer.hits, set(map(stem, words)), sentence, places, opened.release.title)
    return found, "; ".join(dict.fromkeys(notices))


def _operations(sentence: CaseSentence) -> Iterator[tuple[tuple[int, ...], tuple[str, ...]]]:
    """Yield each clause that names an operation: the places of its words, and the words in PCS terms with those left."""
    listed = _words()
    for clause in sentence.clauses():
        tokens = [sentence.tokens[n] for n in clause]
        meant: list[str] = []
        used: set[int] = set()
        for length in (4, 3, 2, 1):
            for start in range(len(tokens) - length + 1):
                phrase = " ".join(tokens[start : start + length])
                if phrase in listed and used.isdisjoint(range(start, start + length)):
                    meant += listed[phrase].split()
                    used.update(range(start, start + length))
        if used:
            rest = [token for n, token in enumerate(tokens) if n not in used and token.isalpha() and len(token) > 2]
            yield tuple(clause), tuple(dict.fromkeys((*meant, *rest)))


def _ranked(
    hits: Sequence[Hit], said: set[str], sentence: CaseSentence, places: Sequence[int], release: str
) -> Iterator[CaseCandidate]:
    evidence = sentence.stretches(n for n in places if sentence.tokens[n].isalpha())
    for hit in hits:
        operation, part, approach = _axes(hit.display)
        shares = [len(said & words) / len(words) if words else 0.0 for words in (operation, part, approach)]
        score = _OPERATION * shares[0] + _PART * shares[1] + _APPROACH * shares[2]
        score -= _UNASKED * len(_stems(hit.display) - said - operation - part - approach)
        if score >= _LEAST:
            axes = [name for name, share in zip(("root operation", "body part", "approach"), shares, strict=True) if share]
            why = (f"{', '.join(axes)} as said", f"search: {hit.why}")
            yield CaseCandidate(Icd10PcsCode(hit.code), hit.display, round(score, 4), why, evidence, (hit.why,), release)


def _axes(display: str) -> tuple[set[str], set[str], set[str]]:
    """Return the stems of root operation, body part and approach of a descriptor: "Resection of Appendix, Open Approach"."""
    first, *further = display.split(",")
    operation, _, part = first.partition(" of ")
    if not part:
        operation, _, part = first.partition(" ")
    approach = next((words for words in further if words.rstrip().endswith("Approach")), "")
    return _stems(operation), _stems(part), _stems(approach.replace("Approach", ""))


def _stems(words: str) -> set[str]:
    bare = (word.strip(",") for word in words.lower().split())
    return {stem(word) for word in bare if word[:1].isalpha() and word not in _LEADING}


@cache
def _words() -> Mapping[str, str]:
    lines = (files("codewell.tasks.case") / "pcs_words.tsv").read_text(encoding="utf-8").splitlines()
    rows = ((line.split("\t")[0], line.split("\t")[1]) for line in lines if line and not line.startswith(("#", "said\t")))
    return dict(rows)
