"""Finding what the words of a question name: modifiers, indicators, places, payers, states, localities, sides."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from codewell.assistant.question import RateSetting, Side
from codewell.assistant.understanding.names import Phrases, longest_at, names
from codewell.assistant.understanding.words import Kind, Word

_MODIFIER_WORDS = frozenset({"modifier", "modifiers", "mod", "mods"})
_JOINING = frozenset({"and", "or", "vs", "versus", "plus", "with", "to", "over", "number", "code", "of"})
_TWO = re.compile(r"[0-9]{2}|[A-Za-z][0-9A-Za-z]|[0-9][A-Za-z]")
_BETWEEN_KIND_AND_VALUE = frozenset(
    {"of", "is", "value", "code", "equals", "a", "number", "indicator", "status", "period", "days", "day"}
)
_ENDING_WORDS = frozenset({"mean", "means", "meaning", "in", "on", "under", "for", "say", "tell", "indicate", "stand"})
_NOT_A_SIDE_AFTER_RIGHT = frozenset(
    {
        "code",
        "codes",
        "modifier",
        "modifiers",
        "way",
        "place",
        "answer",
        "now",
        "one",
        "to",
        "thing",
        "guideline",
        "order",
        "date",
    }
    | {"amount", "or", "after", "before", "away", "setting", "diagnosis", "category", "level"}
)
_LED_TO_STATE = frozenset({"in", "for", "from", "of", "to", "at", "state", "within", "LOCALITY"})
_BEFORE_RIGHT = frozenset({"that", "all", "am", "not", "be", "is", "get", "this", "it"})
_BEFORE_LEFT_OVER = frozenset({"is", "has", "what", "are", "have", "was"})
_LOCALITY_NUMBER = re.compile(r"[0-9]{7}")


@dataclass(slots=True)
class Named:
    """What words name, so far.

    Args:
        words: the question's; what is found is marked in them.
        reads: the same as read.
    """

    words: list[Word]
    reads: list[str]
    modifiers: list[str] = field(default_factory=list)
    settings: list[RateSetting] = field(default_factory=list)
    place_of_service: str = ""
    payer: str = ""
    state: str = ""
    locality: str = ""
    specialty: str = ""
    side: Side | None = None
    indicator: tuple[str, str] | tuple[()] = ()

    @property
    def setting(self) -> RateSetting | None:
        """The setting; None where the question names none or sets several side by side."""
        found = set(self.settings)
        if len(found) > 1 and RateSetting.PHYSICIAN in found and not self._sets_side_by_side:
            return RateSetting.PHYSICIAN
        return self.settings[0] if len(found) == 1 else None

    @property
    def _sets_side_by_side(self) -> bool:
        return any(word.read in ("or", "and", "vs", "versus", "than") for word in self.words)

    def take(self, at: int, count: int, kind: Kind) -> None:
        """Mark words as one kind."""
        self.words[at : at + count] = [word.taken_as(kind) for word in self.words[at : at + count]]
        self.reads[at : at + count] = [kind.value] * len(self.reads[at : at + count])


def name(words: list[Word]) -> Named:
    """Return what the words name; the words in it are marked."""
    found = Named(list(words), [word.read for word in words])
    _indicators(found)
    _modifiers(found)
    _place_numbers(found)
    _sides(found)
    _phrases(found)
    _states(found)
    return found


def _indicators(found: Named) -> None:
    table = names()
    at = 0
    while at < len(found.words):
        hit = longest_at(table.indicators, found.reads, at)
        if hit and (value := _value_after(found, at + hit[0], hit[1])):
            found.indicator = found.indicator or (hit[1], value[1])
            found.take(at, value[0] - at, Kind.INDICATOR)
        elif hit and at and (before := _value_before(found, at, hit[1])):
            found.indicator = found.indicator or (hit[1], before)
            found.take(at - 1, hit[0] + 1, Kind.INDICATOR)
        at += hit[0] if hit else 1
    for at, word in enumerate(found.words):
        kind = table.telling.get(word.written)
        if kind and word.kind is Kind.PLAIN and not found.indicator:
            found.indicator = (kind, word.written)
            found.take(at, 1, Kind.INDICATOR)


def _value_after(found: Named, at: int, kind: str) -> tuple[int, str] | None:
    """Return where the value behind an indicator's name ends, and the value."""
    words = found.words
    for skipped in range(4):
        if at >= len(words):
            return None
        value = _value(words[at], kind)
        if value and not _is_article(words, at):
            return at + 1, value
        if words[at].read not in _BETWEEN_KIND_AND_VALUE or skipped == 3:
            return None
        at += 1
    return None


def _is_article(words: list[Word], at: int) -> bool:
    """Say whether a letter is the word "a" or "I" and not a value."""
    if words[at].written not in ("a", "i"):
        return False
    return at + 1 < len(words) and words[at + 1].read not in _ENDING_WORDS


def _value_before(found: Named, at: int, kind: str) -> str:
    word = found.words[at - 1]
    if word.written in ("a", "i", "s", "t"):
        return ""
    return _value(word, kind)


def _value(word: Word, kind: str) -> str:
    if word.kind not in (Kind.PLAIN, Kind.NUMBER):
        return ""
    written = word.written.upper()
    values = names().values.get(kind)
    if kind == "global days":
        digits = re.match(r"0{0,2}(90|10|0)(?![0-9])", written)
        written = {"90": "090", "10": "010", "0": "000"}[digits[1]] if digits else written
    if values is None:
        return written if re.fullmatch(r"[A-Z]{0,2}[0-9]{1,5}[A-Z]?|[A-Z][0-9][0-9A-Z]", written) else ""
    return written if written in values else ""


def _modifiers(found: Named) -> None:
    words = found.words
    for at, word in enumerate(words):
        if word.read in _MODIFIER_WORDS:
            _modifiers_after(found, at + 1)
            before = words[at - 1] if at else None
            if before and before.kind is Kind.PLAIN and _is_modifier(before) and before.read not in names().also_words:
                found.modifiers.append(before.written.upper())
                found.take(at - 1, 1, Kind.MODIFIER)
        elif word.kind is Kind.PLAIN and word.written.upper() in names().standalone and words[at - 1].read != "pc":
            found.modifiers.append(word.written.upper())
            found.take(at, 1, Kind.MODIFIER)
    glued = [(at, match[1]) for at, word in enumerate(words) if (match := re.fullmatch(r"mod(?:ifier)?([0-9]{2})", word.read))]
    for at, digits in glued:
        found.modifiers.append(digits)
        found.take(at, 1, Kind.MODIFIER)


def _modifiers_after(found: Named, at: int) -> None:
    words, joined = found.words, False
    while at < len(words):
        word = words[at]
        if word.kind is Kind.PLAIN and _is_modifier(word):
            found.modifiers.append(word.written.upper())
            found.take(at, 1, Kind.MODIFIER)
        elif word.kind is Kind.MODIFIER:
            pass
        elif word.read not in _JOINING or joined:
            return
        joined = word.read in _JOINING
        at += 1


def _is_modifier(word: Word) -> bool:
    """Say whether a word beside the word modifier is one: an English word of two letters only in capitals."""
    written = word.written
    if not _TWO.fullmatch(written):
        return False
    if written.upper() in names().also_words:
        return written.isupper()
    return any(one.isdigit() for one in written) or written.upper() in names().modifiers or written.isupper()


def _place_numbers(found: Named) -> None:
    words = found.words
    for at, word in enumerate(words):
        glued = re.fullmatch(r"pos([0-9]{2})", word.read)
        if glued:
            found.place_of_service = glued[1]
            found.take(at, 1, Kind.PLACE)
            continue
        count = 1 if word.read == "pos" else 3 if found.reads[at : at + 3] == ["place", "of", "service"] else 0
        after = at + count
        while count and after < len(words) and words[after].read in ("code", "is", "number", "of", "codes"):
            after += 1
        if count and after < len(words) and re.fullmatch("[0-9]{1,2}", words[after].written):
            found.place_of_service = words[after].written.zfill(2)
            found.take(at, after + 1 - at, Kind.PLACE)


def _sides(found: Named) -> None:
    reads = found.reads
    sides = [side for at in range(len(reads)) if (side := _side(reads, at))]
    if sides:
        found.side = Side.BOTH if len(set(sides)) > 1 and "and" in reads else sides[-1]


def _side(reads: list[str], at: int) -> Side | None:
    """Return the side that a word names; None where it names none, as in "the right code" or "what is left"."""
    read, before = reads[at], reads[at - 1] if at else ""
    after = reads[at + 1] if at + 1 < len(reads) else ""
    if read in ("bilateral", "bilaterally") or (read == "both" and after in names().sites | {"sides"}):
        return Side.BOTH
    if read == "left":
        return None if before in _BEFORE_LEFT_OVER else Side.LEFT
    if read != "right" or after in _NOT_A_SIDE_AFTER_RIGHT:
        return None
    if not at:
        return Side.RIGHT if after in names().sites | {"side", "sided"} else None
    return Side.RIGHT if after or before not in _BEFORE_RIGHT else None


def _phrases(found: Named) -> None:
    table, at = names(), 0
    while at < len(found.words):
        if found.words[at].kind is not Kind.PLAIN:
            if _LOCALITY_NUMBER.fullmatch(found.words[at].written):
                found.locality = found.words[at].written
            at += 1
            continue
        at += max(1, _setting(found, at), _other(found, at, table.localities, Kind.LOCALITY))
    for at, word in enumerate(found.words):
        if word.kind is not Kind.PLAIN:
            continue
        if _LOCALITY_NUMBER.fullmatch(word.written):
            found.locality = word.written
            found.take(at, 1, Kind.LOCALITY)
        _other(found, at, table.payers, Kind.PAYER)
        _other(found, at, table.specialties, Kind.SPECIALTY)


def _setting(found: Named, at: int) -> int:
    """Take a setting or a place that begins here; return how many words it has."""
    table, reads = names(), found.reads
    place = longest_at(table.places, reads, at)
    setting = longest_at(table.settings, reads, at)
    if setting and setting[1] == RateSetting.PHYSICIAN.value and reads[at + 1 : at + 2] in (["supervision"], ["component"]):
        return 1
    if place and not found.place_of_service:
        found.place_of_service = place[1]
    if setting is None and place:
        inside = [longest_at(table.settings, reads, at + shift) for shift in range(1, place[0])]
        setting = next((hit for hit in inside if hit), None)
    if setting:
        found.settings.append(RateSetting(setting[1]))
    count = max(place[0] if place else 0, setting[0] if setting else 0)
    if count:
        found.take(at, count, Kind.PLACE)
    return count


def _other(found: Named, at: int, phrases: Phrases, kind: Kind) -> int:
    hit = longest_at(phrases, found.reads, at)
    if not hit:
        return 0
    written = " ".join(word.written for word in found.words[at : at + hit[0]])
    if kind is Kind.LOCALITY:
        found.locality = found.locality or written.lower()
    elif kind is Kind.PAYER:
        found.payer = found.payer if found.payer not in ("", "medicare") else hit[1]
    else:
        found.specialty = found.specialty or written
    found.take(at, hit[0], kind)
    return hit[0]


def _states(found: Named) -> None:
    table, reads = names(), found.reads
    shouting = all(word.written.isupper() for word in found.words if word.written.isalpha())
    for at, word in enumerate(found.words):
        if found.state or word.kind is not Kind.PLAIN:
            continue
        hit = longest_at(table.states, reads, at)
        if hit:
            found.state = hit[1]
            found.take(at, hit[0], Kind.STATE)
            continue
        letters = word.written.upper()
        if letters not in table.letters:
            continue
        led = bool(at) and reads[at - 1] in _LED_TO_STATE
        last = at == len(found.words) - 1 or found.words[at + 1].kind in (Kind.DAY, Kind.NUMBER, Kind.PAYER)
        capital = word.written.isupper() and not shouting
        hard = letters in table.words_too
        if (capital and (not hard or led)) or (not capital and led and last and not hard) or (shouting and led and last):
            found.state = letters
            found.take(at, 1, Kind.STATE)
