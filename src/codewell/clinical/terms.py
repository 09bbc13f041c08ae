"""Every wording that leads to a code, as a set of standard words: index paths, tabular wordings, neoplasm table, word lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from codewell.clinical.cues import listed
from codewell.clinical.words import WordForms, joined_hyphens, title_words

_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_EITHER = re.compile(r"\b([A-Za-z]+) or ([A-Za-z]+)\b")
_NOT_SAID = {"specified", "unspecified", "nec", "elsewhere", "other", "not"}
_AS_CAUSE = "as cause of disease classified elsewhere"
_ANY_AGENT = ("Infection", "bacterial NOS", "viral NOS", "specified NEC", "agent NEC", "Bacterium")
_LONGEST = 9
"""Standard words of a wording; longer ones are definitions, which no note repeats."""


@dataclass(frozen=True, slots=True)
class Term:
    """A wording and its code.

    Args:
        words: standard words, all of which a sentence must hold, in any order.
        code: without dot; may be a category.
        kind: index, neoplasm, inclusion, descriptor, lay, abbreviation, synonym, organism.
        path: the wording as published, index titles joined with " > ".
    """

    words: frozenset[str]
    code: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """A row of the alphabetic index or the neoplasm table as released."""

    id: int
    parent: int | None
    title: str
    path: str
    code: str | None
    see: str | None


@dataclass(slots=True)
class _Node:
    row: IndexRow
    words: frozenset[str]
    wordings: tuple[frozenset[str], ...]
    said: bool
    parent: _Node | None = None
    children: list[_Node] = field(default_factory=list)


class TermMaker:
    """Turns published wordings into terms.

    Args:
        forms: standard words.
    """

    def __init__(self, forms: WordForms) -> None:
        self._forms = forms
        self._left_out = listed("connecting_words")

    def wordings(self, title: str) -> tuple[frozenset[str], ...]:
        """Return the word sets of a title: as printed and, where it has hyphens, with them closed."""
        bare = _BRACKETED.sub(" ", title)
        bare = bare.removesuffix(", traumatic")
        found = [frozenset(title_words(bare, self._forms, self._left_out))]
        if match := _EITHER.search(bare):
            found += [
                frozenset(title_words(bare[: match.start()] + one + bare[match.end() :], self._forms, self._left_out))
                for one in match.groups()
                if one.lower() not in _NOT_SAID
            ]
        if "-" in bare:
            found.append(frozenset(title_words(joined_hyphens(bare), self._forms, self._left_out)))
        return tuple(dict.fromkeys(found))

    def fixed(self, title: str, code: str, kind: str) -> Iterator[Term]:
        """Yield the terms of a wording that stands alone; none for what is left when nothing else fits."""
        plain = title.replace(" NOS", "").replace(", unspecified", "").replace("unspecified ", "").replace("Unspecified ", "")
        if kind == "descriptor" and _NOT_SAID & set(plain.lower().replace(",", " ").split()):
            return
        for words in self.wordings(plain):
            if words and len(words) <= _LONGEST:
                yield Term(words, code, kind, title)

    def index(self, rows: Iterable[IndexRow]) -> Iterator[Term]:
        """Yield a term for each entry of the index that has a code or refers to one that has."""
        nodes, roots = self._tree(rows)
        by_title: dict[frozenset[str], _Node] = {}
        for root in roots:
            by_title.setdefault(root.words, root)
            by_title.setdefault(frozenset(self._words(root.row.title.split(",")[0])), root)
        for node in nodes:
            code = node.row.code
            path = node.row.path
            if code is None and node.row.see and " by " not in node.row.see:
                target = self._seen(node.row.see, by_title)
                if target is None or target.row.code is None or _loses_a_link(node, target):
                    continue
                code, path = target.row.code, f"{path} > see {target.row.path}"
            if code is not None and node.parent is not None and node.parent.said and _is_of_morphology(node):
                yield from (Term(words, code, "index", path) for words in node.parent.wordings if words)
            if code is None or not node.said:
                continue
            for words in node.wordings:
                if words and len(words) <= _LONGEST:
                    yield Term(words, code, "index", path)
                if path.startswith("Melanoma > skin >"):
                    yield Term(words - _SKIN, code, "index", path)
        disease = by_title.get(frozenset(self._words("Disease")))
        for node in nodes:
            if disease is not None and node.row.see == "Disease, by site" and node.parent is not None:
                yield from self._by_site(node, disease)

    def _by_site(self, node: _Node, disease: _Node) -> Iterator[Term]:
        """Yield what "Mass, specified organ NEC, see Disease, by site" stands for: the mass of each site that Disease lists."""
        assert node.parent is not None
        for child in disease.children:
            if child.row.code is not None and child.said and child.words:
                words = node.parent.words | child.words
                yield Term(words, child.row.code, "index", f"{node.row.path} > see {child.row.path}")

    def organisms(self, rows: Iterable[IndexRow]) -> Iterator[Term]:
        """Yield the agents that the index codes "as cause of disease classified elsewhere" (B95-B97)."""
        for row in rows:
            before, found, after = row.path.partition(_AS_CAUSE)
            if row.code is None or not found:
                continue
            parts = [part.strip(" ,") for part in (before + after).split(">")]
            named = [part for part in parts if part and not part.startswith(_ANY_AGENT)]
            for words in self.wordings(" ".join(named)):
                if words and len(words) <= _LONGEST:
                    yield Term(words, row.code, "organism", row.path)

    def _tree(self, rows: Iterable[IndexRow]) -> tuple[list[_Node], list[_Node]]:
        nodes: dict[int, _Node] = {}
        roots: list[_Node] = []
        for row in rows:
            parent = nodes.get(row.parent) if row.parent is not None else None
            own = self.wordings(row.title)
            if row.parent is not None and row.title in _SELDOM_SAID:
                own = (*own, frozenset())
            said = not (_NOT_SAID & set(row.title.lower().replace(",", " ").split())) and (parent is None or parent.said)
            if parent is None:
                node = _Node(row, own[0], own, said)
                roots.append(node)
            else:
                joint = tuple(dict.fromkeys(above | words for above in parent.wordings for words in own))[:6]
                node = _Node(row, own[0], joint, said, parent)
                parent.children.append(node)
            nodes[row.id] = node
        return list(nodes.values()), roots

    def _words(self, title: str) -> tuple[str, ...]:
        return title_words(_BRACKETED.sub(" ", title), self._forms, self._left_out)

    def _seen(self, see: str, by_title: Mapping[frozenset[str], _Node]) -> _Node | None:
        """Return the entry that a *see* reference names: "Ulcer, stomach" is the subterm stomach of Ulcer."""
        parts = [frozenset(self._words(part)) for part in see.split(",")]
        node = by_title.get(parts[0])
        for wanted in parts[1:]:
            if node is None:
                return None
            below = next((child for child in _below(node) if child.words == wanted), None)
            if below is None and wanted and _NOT_SAID.isdisjoint(wanted):
                return None
            node = below or node
        return node

    def neoplasms(self, rows: Iterable[IndexRow], cells: Mapping[int, Mapping[str, str]]) -> Iterator[Term]:
        """Yield site and behaviour for each cell of the neoplasm table that prints a code."""
        nodes, _ = self._tree(rows)
        for node in nodes:
            if node.row.parent is None or not node.said:
                continue
            for column, code in cells.get(node.row.id, {}).items():
                for behaviour in _BEHAVIOURS.get(column, ()):
                    for words in node.wordings:
                        site = frozenset(words) - _TUMOR
                        if 0 < len(site) < _LONGEST - 2:
                            yield Term(site | behaviour, code, "neoplasm", f"{node.row.path} > {column}")
                        if {"basal", "cell"} <= site and not _SKIN.isdisjoint(site):
                            bare = (site | behaviour) - _SKIN
                            yield Term(bare, code, "neoplasm", f"{node.row.path} > {column}")


_SELDOM_SAID = {"current", "current episode", "without psychotic features"}
"""Levels of the index on disorders of mood that notes leave out: "major depressive disorder, recurrent, moderate"."""
_TUMOR = {"tumor"}
_SKIN = {"skin", "external"}
"""Words that nobody says of a basal cell carcinoma, which is always one of the skin."""
_BEHAVIOURS: Mapping[str, tuple[frozenset[str], ...]] = {
    "Malignant Primary": (frozenset({"cancer"}), frozenset({"malignant", "tumor"})),
    "Malignant Secondary": (frozenset({"metastasis"}),),
    "Ca in situ": (frozenset({"situ", "cancer"}), frozenset({"insitu"})),
    "Benign": (frozenset({"benign", "tumor"}),),
    "Uncertain Behavior": (frozenset({"uncertain", "behavior", "tumor"}),),
    "Unspecified Behavior": (frozenset({"tumor"}),),
}


def _is_of_morphology(node: _Node) -> bool:
    """Say whether an entry is a tumor whose name alone tells its site: "Glioblastoma, unspecified site" is one of the brain."""
    return (
        node.row.title == "unspecified site"
        and node.parent is not None
        and node.parent.parent is None
        and (node.row.code or "").startswith(("C", "D1", "D2", "D3"))
        and not (node.row.code or "").startswith(("C80", "C76", "D36"))
    )


def _loses_a_link(node: _Node, target: _Node) -> bool:
    """Say whether a *see* reference drops the condition that the entry links ("coronary artery disease with angina, see ...")."""
    linked = node.row.path.partition(" > with")[2]
    return bool(linked) and not node.words <= target.wordings[0]


def _below(node: _Node) -> Iterator[_Node]:
    """Yield the subterms, looking through those that only join ("with", "due to")."""
    for child in node.children:
        if child.words:
            yield child
        else:
            yield from _below(child)


def morphologies(rows: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Return morphology -> itself and its behaviour: a "leiomyosarcoma of the bladder" is also a cancer of the bladder.

    Args:
        rows: main term and the *see* reference of its own or of its "specified site" subterm; those that refer to the
            neoplasm table by a behaviour tell it.
    """
    found: dict[str, str] = {}
    for title, see in rows:
        word = _BRACKETED.sub(" ", title).strip().lower()
        if see is None or not word.isalpha() or not see.startswith("Neoplasm"):
            continue
        if "malignant" in see:
            found.setdefault(word, f"{word} cancer")
        elif "benign" in see:
            found.setdefault(word, f"{word} benign tumor")
    return found


def title_forms(titles: Iterable[str]) -> dict[str, str]:
    """Return form -> standard word from main terms such as "Infarct, infarction" whose parts are one word in several forms."""
    forms: dict[str, str] = {}
    for title in titles:
        parts = [part.strip().lower() for part in _BRACKETED.sub(" ", title).split(",")]
        if len(parts) < 2 or any(not part.isalpha() for part in parts) or len({part[:4] for part in parts}) > 1:
            continue
        for part in parts[1:]:
            forms.setdefault(part, parts[0])
    return forms
