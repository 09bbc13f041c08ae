"""A sentence as standard words with their places: abbreviations spelled out, numbers joined to what they number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from codewell.clinical.assertion import Reach
from codewell.clinical.cues import listed
from codewell.clinical.dictionary import Dictionary, Meaning
from codewell.clinical.sections import Sentence
from codewell.clinical.words import LETTER_A, lacking, numbered

_SIDES = {"r": "right", "l": "left", "rt": "right", "lt": "left", "bilat": "bilateral"}
_STAGED = {"CKD": "stage"}
_SINGLE_LETTER_SIDES = {"R", "L"}


@dataclass(slots=True)
class Reading:
    """The standard words of a sentence.

    Args:
        sentence: as written.
        lower: its tokens in lower case.
        words: standard word -> positions of tokens that say it.
        short: position and meaning of each abbreviation that has a code of its own.
        commas: positions of commas.
        heads: position of an abbreviation -> the noun that its words are kinds of, and itself; a mention with neither is none.
        reaches: stretches on which cues act; filled in where the sentence holds a term.
    """

    sentence: Sentence
    lower: list[str]
    words: dict[str, list[int]] = field(default_factory=dict)
    short: list[tuple[int, str, Meaning]] = field(default_factory=list)
    commas: list[int] = field(default_factory=list)
    heads: dict[int, tuple[str, str]] = field(default_factory=dict)
    reaches: Sequence[Reach] = ()

    def add(self, word: str, position: int) -> None:
        """Note that the token at a position says a word."""
        held = self.words.get(word)
        if held is None:
            self.words[word] = [position]
        elif held[-1] != position:
            held.append(position)

    def words_between(self, first: int, last: int) -> frozenset[str]:
        """Return the standard words said from one position to another, both included."""
        return frozenset(word for word, places in self.words.items() for place in places if first <= place <= last)


class Reader:
    """Reads the sentences of one note.

    Args:
        dictionary: word forms and abbreviations.
        note_words: standard words of the whole note, to tell the meanings of an abbreviation apart; made when first asked.
    """

    def __init__(self, dictionary: Dictionary, sentences: Sequence[Sentence]) -> None:
        self._forms = dictionary.forms
        self._of = dictionary.forms.of
        self._abbreviations = dictionary.abbreviations
        self._sentences = sentences
        self._note_words: frozenset[str] | None = None
        self._skipped = listed("connecting_words")
        self._lower_too = listed("lower_abbreviations")
        self._english = listed("english_capitals")
        self._unsafe = listed("unsafe_abbreviations")

    def read(self, sentence: Sentence) -> Reading:
        """Return a sentence's standard words."""
        tokens = sentence.tokens
        lower = [token.lower() for token in tokens]
        reading = Reading(sentence, lower)
        of, words, skipped, last = self._of, reading.words, self._skipped, len(tokens) - 1
        for position, low in enumerate(lower):
            token = tokens[position]
            if not token[0].isalnum():
                if token == ",":
                    reading.commas.append(position)
                elif token == "-" and 0 < position < last:
                    self._hyphen(reading, position)
                continue
            if low == "without" and position < last and lower[position + 1].isalpha():
                reading.add(lacking(lower[position + 1], self._forms), position)
                continue
            if low == "secondary" and position < last and lower[position + 1] == "to":
                continue
            if low in _UNSAID and position and _is_unsaid(lower, position):
                continue
            if token == "A":
                if _is_letter(reading, position):
                    reading.add(LETTER_A, position)
                continue
            if low in skipped and (token == low or len(token) > 2):
                continue
            if (token != low or low in self._lower_too) and self._short(reading, position, token, lower):
                continue
            if low[0] in _REGIONS and low[1:].isdigit() and len(low) < 4 and not _SPINE.isdisjoint(lower):
                reading.add(_REGIONS[low[0]], position)
            joined = numbered(low, lower[position + 1]) if position < last else None
            if joined:
                reading.add(joined, position)
                continue
            for word in of(low):
                held = words.get(word)
                if held is None:
                    words[word] = [position]
                else:
                    held.append(position)
        return reading

    def _hyphen(self, reading: Reading, position: int) -> None:
        """Let "gastro-esophageal" also be read as one word."""
        starts, tokens = reading.sentence.starts, reading.sentence.tokens
        before, after = tokens[position - 1], tokens[position + 1]
        touching = starts[position - 1] + len(before) == starts[position] and starts[position] + 1 == starts[position + 1]
        if touching and before.isalpha() and after.isalpha():
            for word in self._of(reading.lower[position - 1] + reading.lower[position + 1]):
                reading.add(word, position - 1)

    def _short(self, reading: Reading, position: int, token: str, lower: Sequence[str]) -> bool:
        """Read a token as an abbreviation; say whether it is one."""
        if len(token) == 1:
            following = lower[position + 1] if position + 1 < len(lower) else ""
            if token in _SINGLE_LETTER_SIDES and len(following) > 2 and following.isalpha():
                reading.add(_SIDES[token.lower()], position)
                return True
            return False
        if lower[position] in _SIDES:
            reading.add(_SIDES[lower[position]], position)
            return True
        written = token if token in self._abbreviations else token.upper()
        meanings = self._abbreviations.get(written)
        if (
            meanings is None
            or (token.istitle() and len(token) < 4)
            or (token.istitle() and lower[position] not in self._lower_too)
        ):
            return False
        if written in self._english and (len(reading.sentence.tokens) < 2 or _in_capitals(reading.sentence)):
            return False
        after = reading.sentence.tokens[position + 1] if position + 1 < len(lower) else ""
        before = reading.sentence.tokens[position - 1] if position else ""
        if after[:1].isdigit() and len(after) > 3:
            return False
        if after == "#" or (after == "-" and len(token) < 4) or before == "-":
            return False
        if after == ":" and self._is_label(reading, position, written):
            return False
        meaning = meanings[0] if len(meanings) == 1 else self._likeliest(meanings)
        if meaning.code[:2] in _RESULTS and _ABNORMAL.intersection(meaning.words) and _ABNORMAL.isdisjoint(lower):
            return False
        if (
            meaning.code
            and (written in self._unsafe or (len(written) == 2 and written not in _SAFE))
            and not self._supported(meaning)
        ):
            return False
        reading.heads[position] = (meaning.head, lower[position])
        reading.add(lower[position], position)
        for word in meaning.words:
            reading.add(word, position)
        if written in _STAGED and position + 1 < len(lower):
            joined = numbered("stage", lower[position + 1])
            if joined:
                reading.add(joined, position + 1)
        if meaning.code:
            reading.short.append((position, written, meaning))
        return True

    def _is_label(self, reading: Reading, position: int, written: str) -> bool:
        """Say whether an abbreviation before a colon names a value ("MR: 4711") and no problem ("CKD: stable")."""
        if written in self._unsafe or (len(written) == 2 and written not in _SAFE):
            return True
        return position + 2 < len(reading.lower) and not reading.lower[position + 2][0].isalpha()

    def _likeliest(self, meanings: Sequence[Meaning]) -> Meaning:
        """Return the meaning whose words the note says elsewhere; otherwise the one listed first."""
        said = self._words_of_note()
        return max(
            meanings, key=lambda meaning: sum(word in said and word not in _VAGUE for word in meaning.words) / len(meaning.words)
        )

    def _supported(self, meaning: Meaning) -> bool:
        said = self._words_of_note()
        telling = [word for word in meaning.words if word not in _VAGUE]
        return bool(telling) and all(word in said for word in telling)

    def _words_of_note(self) -> frozenset[str]:
        if self._note_words is None:
            of = self._of
            raw = {token for sentence in self._sentences for token in sentence.tokens if token.islower()}
            self._note_words = frozenset(word for token in raw for word in of(token))
        return self._note_words


_SAFE = {"MI", "HF", "RA", "OA", "DM", "TB", "HA", "BP", "SI", "UC", "AF", "VF", "GD", "MR"}
_NON = {"pressure", "traumatic", "diabetic", "displaced"}
"""Words that "non-" before them unsays; in "non-Hodgkin" it is part of a name."""
_UNSAID = _NON | {"smoker", "smoked", "smokes", "smoking"}
_RESULTS = ("R7", "R9")
_ABNORMAL = frozenset({"abnormal", "elevated", "high", "raised", "increased", "low", "reduced", "inconclusive", "positive"})
"""Words without which the name of a test ("A1c", "INR") is no abnormal result of it."""
_VAGUE = {
    "disease",
    "disorder",
    "syndrome",
    "acute",
    "chronic",
    "left",
    "right",
    "pain",
    "heart",
    "lung",
    "normal",
    "abnormal",
    "without",
    "eye",
    "type",
    "injury",
    "unspecified",
}


def _is_unsaid(lower: Sequence[str], position: int) -> bool:
    """Say whether what stands right before a word makes it say the opposite: "non-pressure", "never smoker"."""
    if lower[position] in _NON:
        return position > 1 and lower[position - 1] == "-" and lower[position - 2] == "non"
    return lower[position - 1] == "never" or (position > 1 and lower[position - 1] == "-" and lower[position - 2] == "non")


_REGIONS = {"c": "cervical", "t": "thoracic", "l": "lumbar"}
"""What the letter of a vertebra names, beside words of the spine: T12 is thoracic."""
_SPINE = listed("words_of_the_spine")


def _is_letter(reading: Reading, position: int) -> bool:
    """Say whether a capital A is a letter ("influenza A") and no article, which it may be where all is in capitals."""
    if not position:
        return False
    return reading.lower[position - 1] in _LETTERED or not _in_capitals(reading.sentence)


_LETTERED = {"influenza", "flu", "hepatitis", "hep", "vitamin", "hemophilia", "group", "type", "factor", "virus"}


def _in_capitals(sentence: Sentence) -> bool:
    return not any(token.islower() for token in sentence.tokens)
