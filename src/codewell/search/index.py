"""The search index: one box over all code systems, on any day."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from codewell.kernel.codes import CodeSystem
from codewell.kernel.errors import NotLoadedError
from codewell.search.beginnings import MAY_GO_ON, is_whole, last_word, merged, side_by_side, understand_beginning
from codewell.search.building import build_index
from codewell.search.codes import CodeTable, OnDay
from codewell.search.documents import SYSTEMS, Kind
from codewell.search.intents import BEHAVIOURS, INTENTS, Column, chosen_column
from codewell.search.lexicon import Lexicon
from codewell.search.postings import Postings
from codewell.search.query import Question, Variant, understand
from codewell.search.ranking import MOST_WORDINGS, Known, Ranked, rank
from codewell.search.recognition import recognised
from codewell.search.resolve import Resolver
from codewell.search.storage import Array, read_folder
from codewell.search.tokens import plain


@dataclass(frozen=True, slots=True)
class Hit:
    """One code found.

    Attributes:
        system: its code system.
        code: as shown, with dot.
        display: its words on the day.
        billable: valid for submission on the day.
        why: what matched, in words.
        group: heading under which a screen lists it.
        score: higher is better; comparable within one result only.
    """

    system: CodeSystem
    code: str
    display: str
    billable: bool
    why: str
    group: str
    score: float


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The answer to a query.

    Attributes:
        query: as asked.
        on: day of service.
        hits: best first, each code once.
        notes: what the reader should know: corrected words, a release that ended before the day.
    """

    query: str
    on: date
    hits: tuple[Hit, ...]
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Best:
    score: float
    row: int
    document: int
    variant: Variant


class SearchIndex:
    """An opened index; usable from several threads, nothing in it changes after opening.

    Args:
        arrays: as stored by `build_index`.
        stamp: what it was built from.
    """

    def __init__(self, arrays: dict[str, Array], stamp: str) -> None:
        self.stamp = stamp
        self._postings = Postings(arrays)
        self._lexicon = Lexicon(self._postings, arrays)
        self._tables = {system: CodeTable(system, arrays) for system in SYSTEMS if f"{system.value}_codes" in arrays}

    @property
    def systems(self) -> tuple[CodeSystem, ...]:
        """The systems that have codes in this index."""
        return tuple(self._tables)

    def search(self, query: str, *, on: date, limit: int = 20, systems: frozenset[CodeSystem] | None = None) -> SearchResult:
        """Return the codes that a query can mean on a day, best first.

        Codes that are not in force on the day are left out, unless the query is that very code; then it is shown and the
        explanation says so.

        Args:
            query: codes, words, abbreviations, misspelled or not.
            on: day of service.
            limit: most hits.
            systems: systems to answer from; None for all.
        """
        wanted, days = self._asked_of(on, systems)
        hits = self._spelled(query, wanted, days, limit)
        notes = self._release_notes(days, on)
        seen = {(hit.system, hit.code) for hit in hits}
        if not hits or len(query.split()) > 1 or self._lexicon.lists(query):
            question = understand(query, self._lexicon)
            for hit in self._found(question, wanted, days, limit):
                if (hit.system, hit.code) not in seen:
                    hits.append(hit)
            notes += tuple(note for note in _corrections(question) if note not in notes)
        return SearchResult(query, on, tuple(hits[:limit]), notes)

    def begin(self, text: str, *, on: date, limit: int = 10) -> tuple[Hit, ...]:
        """Return the codes that a query may be leading to while it is typed, best first.

        A beginning of a code gives the codes that begin so. Otherwise the last word stands for the published words that begin
        so, unless what is typed is answered whole as it stands.

        Args:
            text: what is typed so far.
            on: day of service.
            limit: most hits.
        """
        wanted, days = self._asked_of(on, None)
        spelled = side_by_side(self._spelled(text, wanted, days, limit), limit)
        if spelled:
            return spelled
        last = last_word(text)
        if len(last) == 1 and len(text.split()) > 1:
            text, last = text.rstrip()[:-1].rstrip(), ""
        whole: list[Hit] = []
        begun: list[Hit] = []
        if not last or is_whole(last, self._lexicon):
            whole = self._found(understand(text, self._lexicon), wanted, days, limit)
        if last and (len(last) <= MAY_GO_ON or not whole or whole[0].score < 1.0):
            question = understand_beginning(text, self._lexicon, self._postings)
            begun = self._found(question, wanted, days, limit) if question else []
        if not (whole or begun) and text.strip():
            whole = self._found(understand(text, self._lexicon), wanted, days, limit)
        return merged(last, whole, begun, limit)

    def suggest(self, text: str, *, limit: int = 8) -> tuple[str, ...]:
        """Return the text with its last word completed, likeliest first; empty while that word has under three letters."""
        before, _, last = plain(text).rpartition(" ")
        if len(last) < 3 or not last.isalpha():
            return ()
        return tuple(f"{before} {word}".strip() for word in self._lexicon.completions(last, limit))

    def _asked_of(
        self, on: date, systems: frozenset[CodeSystem] | None
    ) -> tuple[dict[CodeSystem, CodeTable], dict[CodeSystem, OnDay]]:
        wanted = {system: table for system, table in self._tables.items() if systems is None or system in systems}
        return wanted, {system: OnDay(table.eras.era(on)) for system, table in wanted.items()}

    def _spelled(self, query: str, tables: dict[CodeSystem, CodeTable], days: dict[CodeSystem, OnDay], limit: int) -> list[Hit]:
        return [
            Hit(table.system, str(table.code(row)), table.display(row, days[table.system]), billable, why, "Codes", score)
            for table, row, billable, why, score in recognised(query, tables.values(), days, limit)
        ]

    def _found(
        self, question: Question, tables: dict[CodeSystem, CodeTable], days: dict[CodeSystem, OnDay], limit: int
    ) -> list[Hit]:
        admitted = np.zeros(len(SYSTEMS), np.uint64)
        for system, day in days.items():
            admitted[SYSTEMS.index(system)] = 1 << day.era
        known: Known = {}
        ranked = [rank(self._postings, question, variant, admitted, known) for variant in question.variants]
        if max((float(some.scores[0]) for some in ranked if len(some.scores)), default=0.0) < _ANSWERED:
            ranked += [rank(self._postings, question, part, admitted, known) for part in question.parts]
        resolvers = _Resolvers(tables, self._postings, question, days)
        best = self._best_codes(self._exact_first(_merged(ranked), question), question, resolvers, limit)
        ordered = sorted(best.items(), key=lambda item: (-item[1].score, item[1].document, item[1].row))[:limit]
        return [self._hit(tables[system], days[system], question, found) for (system, _), found in ordered]

    def _exact_first(self, ranked: list[tuple[float, int, Variant]], question: Question) -> list[tuple[float, int, Variant]]:
        """Prefer the listed phrase that is the query to the letter: "broken ribs" over "broken rib"."""
        kinds, whys = self._postings.kind, self._postings.whys
        raised = [
            (score + _TO_THE_LETTER, document, variant)
            if score >= 1.0 and kinds[document] == _LAY_TERM and plain(whys[document]) == question.written
            else (score, document, variant)
            for score, document, variant in ranked
        ]
        return sorted(raised, key=lambda found: (-found[0], found[1]))

    def _best_codes(
        self, ranked: list[tuple[float, int, Variant]], question: Question, resolvers: _Resolvers, limit: int
    ) -> dict[tuple[CodeSystem, int], _Best]:
        """Resolve wordings, best first, until enough codes have a score that no later wording can reach."""
        best: dict[tuple[CodeSystem, int], _Best] = {}
        reached: list[float] = []
        for score, document, variant in ranked:
            if len(reached) >= limit and reached[-limit] >= score:
                break
            system = SYSTEMS[self._postings.system[document]]
            for target, share in self._targets(document, variant, question):
                if len(reached) >= limit and reached[-limit] >= score * share:
                    continue
                for found in resolvers.of(system, variant).codes(target):
                    key, value = (system, found.row), score * share * found.share
                    if key not in best:
                        best[key] = _Best(value, found.row, document, variant)
                        insort(reached, value)
                    elif value > best[key].score:
                        del reached[bisect_left(reached, best[key].score)]
                        insort(reached, value)
                        best[key] = _Best(value, found.row, document, variant)
        return best

    def _targets(self, document: int, variant: Variant, question: Question) -> Iterator[tuple[int, float]]:
        """Yield what a wording leads to; a row of a table leads to the column asked for, and less surely to the others."""
        cells = self._postings.targets(document)
        columns = _columns(self._postings.kind[document])
        if columns is None:
            yield cells[0], 1.0
            return
        chosen, _ = chosen_column(columns, variant.tokens | question.tokens)
        for number, cell in enumerate(cells):
            if cell >= 0:
                yield cell, 1.0 if number == chosen else 0.7

    def _hit(self, table: CodeTable, day: OnDay, question: Question, found: _Best) -> Hit:
        code = table.code(found.row)
        return Hit(
            table.system,
            str(code),
            table.display(found.row, day),
            day.holds(int(table.billable[found.row])),
            self._why(found, question),
            table.system.title,
            round(found.score, 4),
        )

    def _why(self, found: _Best, question: Question) -> str:
        kind = Kind(int(self._postings.kind[found.document]))
        words = self._postings.whys[found.document]
        columns = _columns(kind)
        if columns is not None:
            chosen, _ = chosen_column(columns, found.variant.tokens | question.tokens)
            words += f", {columns[chosen].label}"
        printed = _SAID[kind].format(words)
        return "; ".join(dict.fromkeys((*found.variant.notes, printed)))

    def _release_notes(self, days: dict[CodeSystem, OnDay], on: date) -> tuple[str, ...]:
        notes = []
        for system, day in days.items():
            title, last_day = self._tables[system].eras.answers[day.era]
            if title and last_day and date.fromisoformat(last_day) < on:
                notes.append(f"{system.title}: answering from {title.split(' ', 1)[1]}, which ends {last_day}")
        return tuple(notes)


_SAID = {
    Kind.DESCRIPTOR: "descriptor",
    Kind.SHORT_DESCRIPTOR: "short descriptor: {}",
    Kind.INCLUSION_TERM: "inclusion term: {}",
    Kind.INDEX: "index: {}",
    Kind.INDEX_REFERENCE: "index: {}",
    Kind.EXTERNAL_INDEX: "external cause index: {}",
    Kind.NEOPLASM: "neoplasm table: {}",
    Kind.DRUG: "table of drugs: {}",
    Kind.LAY_TERM: "lay term '{}'",
    Kind.LABEL: "term '{}'",
    Kind.SERVICE: "service '{}'",
    Kind.WRITTEN: "page: {}",
    Kind.ALLERGY: "table of drugs: {}",
}


class _Resolvers:
    """The resolvers of one question, made as they are needed."""

    def __init__(
        self, tables: dict[CodeSystem, CodeTable], postings: Postings, question: Question, days: dict[CodeSystem, OnDay]
    ) -> None:
        self._tables, self._postings, self._question, self._days = tables, postings, question, days
        self._made: dict[tuple[CodeSystem, int], Resolver] = {}

    def of(self, system: CodeSystem, variant: Variant) -> Resolver:
        """Return the resolver of a system for a reading."""
        key = (system, id(variant))
        made = self._made.get(key)
        if made is None:
            made = Resolver(self._tables[system], self._postings, self._question, variant, self._days[system])
            self._made[key] = made
        return made


def _merged(ranked: list[Ranked]) -> list[tuple[float, int, Variant]]:
    """Return the wordings of all readings, best first, each with the reading it answers best."""
    best: dict[int, tuple[float, int, Variant]] = {}
    for some in ranked:
        for document, score in zip(some.documents.tolist(), some.scores.tolist(), strict=True):
            if document not in best or score > best[document][0]:
                best[document] = (score, document, some.variant)
    return sorted(best.values(), key=lambda found: (-found[0], found[1]))[:MOST_WORDINGS]


_ANSWERED = 0.85
"""A score below which the parts of the query are asked too: nothing published says the whole."""

_LAY_TERM = int(Kind.LAY_TERM)
_TO_THE_LETTER = 0.01

_COLUMNS: dict[int, tuple[Column, ...]] = {int(Kind.NEOPLASM): BEHAVIOURS, int(Kind.DRUG): INTENTS}


def _columns(kind: int) -> tuple[Column, ...] | None:
    return _COLUMNS.get(int(kind))


def _corrections(question: Question) -> tuple[str, ...]:
    literal = question.variants[0].notes if question.variants else ()
    return tuple(note for note in literal if note.startswith("spelling"))


def open_index(path: Path) -> SearchIndex:
    """Open the index below a folder.

    Raises:
        NotLoadedError: none was built there.
        StorageError: it is damaged.
    """
    stored = read_folder(path)
    if stored is None:
        raise NotLoadedError("There is no search index yet.", next_step="Run `codewell build`.")
    stamp, arrays = stored
    return SearchIndex(arrays, stamp)


__all__ = ["Hit", "SearchIndex", "SearchResult", "build_index", "open_index"]
