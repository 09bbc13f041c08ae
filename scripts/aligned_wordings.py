"""Which English words carry a code, learned from documents whose original has the coders' exact evidence.

CodiEsp's coders marked Spanish words; the English translation is aligned to them here sentence by sentence, then word by word
(IBM model 1, Brown et al., 1993), so that each mark becomes the English words it was translated to.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from codewell.clinical.dictionary import Dictionary
from codewell.clinical.reading import Reader
from codewell.clinical.sections import Sentence, sentences

PREFIX = 4
"""Letters by which a Latin or Greek word is recognised in both languages."""
ROUNDS = 5
COGNATE = 8.0
"""How much likelier two words that begin alike are each other's translation."""
LINKED = 0.5
"""Share of a word's alignment that must lie inside the mark."""
LONGEST = 5


@dataclass
class Pair:
    """Sentences of both languages that say the same."""

    english: list[int]
    spanish: list[int]


def _stem(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return plain.replace("ph", "f").replace("th", "t").replace("y", "i")[:PREFIX]


def aligned(english: Sequence[Sentence], spanish: Sequence[Sentence]) -> list[Pair]:
    """Return the sentences that belong together, in order; one may answer to two."""
    a = [Counter(_stem(t) for t in s.tokens if t[0].isalnum()) for s in english]
    b = [Counter(_stem(t) for t in s.tokens if t[0].isalnum()) for s in spanish]
    best: dict[tuple[int, int], tuple[float, int, int]] = {(0, 0): (0.0, 0, 0)}
    steps = ((1, 1), (1, 2), (2, 1), (1, 0), (0, 1))
    for i in range(len(a) + 1):
        for j in range(len(b) + 1):
            for di, dj in steps:
                if i < di or j < dj or (i - di, j - dj) not in best:
                    continue
                score = best[i - di, j - dj][0]
                if di and dj:
                    score += _likeness(sum(a[i - di : i], Counter()), sum(b[j - dj : j], Counter())) - 0.05 * (di + dj - 2)
                if (i, j) not in best or score > best[i, j][0]:
                    best[i, j] = (score, di, dj)
    i, j, pairs = len(a), len(b), []
    while i or j:
        _, di, dj = best[i, j]
        if di and dj:
            pairs.append(Pair(list(range(i - di, i)), list(range(j - dj, j))))
        i, j = i - di, j - dj
    return pairs[::-1]


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    common = sum((one & other).values())
    longer, shorter = max(sum(one.values()), sum(other.values()), 1), min(sum(one.values()), sum(other.values()))
    return common + 2.0 * shorter / longer


class Translation:
    """How likely a Spanish word becomes an English one.

    Args:
        bitext: sentences as lower-case tokens, English and Spanish.
    """

    def __init__(self, bitext: Iterable[tuple[list[str], list[str]]]) -> None:
        pairs = [(e, s) for e, s in bitext if e and s]
        self._chance: dict[tuple[str, str], float] = defaultdict(lambda: 1e-7)
        for e, s in pairs:
            for word in set(e):
                for source in set(s):
                    self._chance[word, source] = COGNATE if len(word) >= PREFIX and _stem(word) == _stem(source) else 1.0
        for _ in range(ROUNDS):
            count: dict[tuple[str, str], float] = defaultdict(float)
            total: dict[str, float] = defaultdict(float)
            for e, s in pairs:
                for word in e:
                    norm = sum(self._chance[word, source] for source in s)
                    for source in s:
                        share = self._chance[word, source] / norm
                        count[word, source] += share
                        total[source] += share
            self._chance = defaultdict(lambda: 1e-7, {key: value / total[key[1]] for key, value in count.items()})

    def links(self, english: Sequence[str], spanish: Sequence[str]) -> list[list[float]]:
        """Return, for each English word, how its alignment is shared among the Spanish words."""
        found = []
        for word in english:
            row = [
                self._chance[word, source] * (COGNATE if len(word) >= PREFIX and _stem(word) == _stem(source) else 1.0) + 1e-7
                for source in spanish
            ]
            norm = sum(row)
            found.append([value / norm for value in row])
        return found


def marked_words(
    docs: Iterable[dict], originals: dict[str, dict], dictionary: Dictionary
) -> list[tuple[str, list[tuple[tuple[str, ...], str]]]]:
    """Return, for each document, the standard words of each mark with the mark's code.

    Args:
        docs: English documents.
        originals: the Spanish ones, by the id without its language.
        dictionary: reads English words.
    """
    prepared = []
    for document in docs:
        original = originals[document["id"].removesuffix("-en")]
        english, spanish = list(sentences(document["text"])), list(sentences(original["text"]))
        prepared.append((document, original, english, spanish, aligned(english, spanish)))
    translation = Translation(
        (
            [t.lower() for i in p.english for t in en[i].tokens if t[0].isalnum()],
            [t.lower() for j in p.spanish for t in es[j].tokens if t[0].isalnum()],
        )
        for _, _, en, es, pairs in prepared
        for p in pairs
    )
    return [
        (document["id"], _of_document(original, en, es, pairs, translation, dictionary))
        for document, original, en, es, pairs in prepared
    ]


def _of_document(original, english, spanish, pairs, translation, dictionary):
    reader = Reader(dictionary, english)
    said = []
    for sentence in english:
        words = defaultdict(list)
        for word, places in reader.read(sentence).words.items():
            for place in places:
                words[place].append(word)
        said.append(words)
    found = []
    for pair in pairs:
        ens = [(i, place) for i in pair.english for place, t in enumerate(english[i].tokens) if t[0].isalnum()]
        ess = [(j, place) for j in pair.spanish for place, t in enumerate(spanish[j].tokens) if t[0].isalnum()]
        if not ens or not ess:
            continue
        places = [(spanish[j].starts[p], spanish[j].starts[p] + len(spanish[j].tokens[p])) for j, p in ess]
        links = None
        for label in original["codes"]:
            marks = []
            for start, end in label["evidence"]:
                inside = [k for k, (b, e) in enumerate(places) if b < end and start < e]
                if not inside or places[0][0] > start or places[-1][1] < end:
                    continue
                if links is None:
                    links = translation.links(
                        [english[i].tokens[p].lower() for i, p in ens], [spanish[j].tokens[p].lower() for j, p in ess]
                    )
                chosen = [ens[k] for k, row in enumerate(links) if sum(row[n] for n in inside) >= LINKED]
                words = frozenset(w for i, p in chosen for w in said[i].get(p, ()))
                if words and not any(words <= other for other in marks):
                    marks = [other for other in marks if not other <= words] + [words]
            # Parts of one mark that stand apart ("mass" and "stomach") mean the code together.
            whole = frozenset().union(*marks)
            for words in {whole} if len(whole) <= LONGEST else set(marks):
                if words and len(words) <= LONGEST:
                    found.append((tuple(sorted(words)), label["code"].upper().replace(".", "")))
    return found
