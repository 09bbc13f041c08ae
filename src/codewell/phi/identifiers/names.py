"""(A) Names: patients, relatives, clinicians and anybody else, by what stands around them and by the name lists.

Source: 45 CFR 164.514(b)(2)(i)(A). Clinicians' names are taken too: they are names, and employers' and relatives' are named
by the paragraph's head sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from codewell.phi import cues
from codewell.phi.identifiers.persons import Cue, name_backward, name_forward
from codewell.phi.lexicon import (
    CREDENTIAL,
    EPONYM,
    EPONYM_NOUN,
    FIRST,
    FIRST_USUAL,
    FREQUENT,
    INITIAL,
    LAST,
    LAST_TOP,
    LAST_USUAL,
    LEAD_IN,
    NAME_LABEL,
    NEVER,
    PLACE,
    PLAIN,
    PREPOSITION,
    RELATION,
    STATE,
    TITLE,
    UNKNOWN,
    VERB,
)
from codewell.phi.note import Note
from codewell.phi.phi_types import Found, PhiType

_AFTER_TITLE = re.compile(r"[.,]?\s{0,4}(?:\n\s*)?")
_AFTER_LABEL = re.compile(
    r"(?:['’]s)?(?:[ /]+(?:name|names|physician|surgeon|md|provider|by|of|kin|doctor|for|full|contact|nurse|clinician"
    r"|surname))*"
    r"\s*(?:\([a-z /]{1,20}\))?\s*(?:[:#|>]|\t|\s{3,}|--?\s)[\s:|>*_]{0,6}"
)
_AFTER_BY = re.compile(r"\s+(?:electronically\s+)?by\s*:?\s*")
_AFTER_LEAD = re.compile(r",?\s+(?:(?:as|by|name)\s+)?['\"“‘]?")
_AFTER_RELATION = re.compile(r"(?:\s*[,:(]\s*|\s+(?:is\s+|named\s+|called\s+|-\s+)?)['\"“]?")
_CREDENTIAL = re.compile(
    r",?\s{1,3}(?:(?:m\.? ?d|d\.? ?o|ph\.? ?d|r\.? ?n|n\.? ?p|p\.? ?a(?:-?c)?|d\.?d\.?s|d\.?m\.?d|d\.?p\.?m|d\.?p\.?t"
    r"|lcsw|lmft|msw|aprn|arnp|crna|crnp"
    r"|fnp(?:-?b?c)?|pharm\.?d|psy\.?d|cnm|m\.?b\.?b\.?s|facs|facc|faap|rph|lpn|bsn|msn|otr|slp|jr|sr|ii|iii)\b)(?![-/ ]?\d)"
)
_POINT = re.compile(r"\.[ ]{0,2}")
_LED = re.compile(
    r"\b(?:with|for|by|from|to|and|called|calling|paged|contacted|told|met|asked|saw|referring|informed|notified|per|via|call|"
    r"contact|reach|ask|see|page|include|managed|resembling|like|named|regarding|about)\s+['\"“]?$"
)
_PERSON_AFTER = re.compile(
    r"['’]s\s+(?:mother|father|wife|husband|son|daughter|family|parents|mom|dad|sister|brother|foster|history|care|chart|room)"
    r"|,?\s+(?:who\s|a\s+\d|an\s+\d|is\s+a\s|age\s|\d{1,3}[- ]?y|\(|aged\s)"
)


def find(note: Note) -> Iterator[Found]:
    """Yield the names of a note; the same name may be yielded by more than one rule."""
    yield from _titled(note)
    yield from _labelled(note)
    yield from _led_in(note)
    yield from _related(note)
    yield from _after_prepositions(note)
    yield from _credentialed(note)
    yield from _initialed(note)
    yield from _listed(note)


def _found(note: Note, first: int, last: int, rule: str, confidence: float) -> Found:
    return Found(note.starts[first], note.ends[last], PhiType.NAME, f"name.{rule}", confidence)


def _titled(note: Note) -> Iterator[Found]:
    for index in note.at(TITLE):
        match = _AFTER_TITLE.match(note.scan, note.ends[index])
        assert match
        written_out = note.words[index] in _WORDS_TOO
        if not match[0] or (written_out and ("." in match[0] or "," in match[0] or (note.cased and not note.is_capital(index)))):
            continue
        abbreviates = note.cased and note.is_all_capitals(index) and index + 1 < len(note.words) and not match[0].startswith(".")
        if abbreviates and note.flags[index + 1] & UNKNOWN and note.is_all_capitals(index + 1):
            continue
        if written_out and not note.cased and index + 1 < len(note.words) and note.flags[index + 1] & PLAIN & ~FIRST_USUAL:
            continue
        if not (written_out and index + 2 < len(note.words) and note.flags[index + 2] & EPONYM_NOUN):
            yield from _forward(note, index, match.end(), "title", 0.97, cue=Cue.TITLE)


_WORDS_TOO = cues.table("names")["words_too"]


def _labelled(note: Note) -> Iterator[Found]:
    for index in note.at(NAME_LABEL):
        match = _AFTER_LABEL.match(note.scan, note.ends[index]) or _AFTER_BY.match(note.scan, note.ends[index])
        if match and "\n\n" not in match[0]:
            cue = Cue.WORD if "\n" in match[0] else Cue.LABEL
            yield from _forward(note, index, match.end(), "label", 0.95, cue=cue)


def _led_in(note: Note) -> Iterator[Found]:
    for index in note.at(LEAD_IN):
        match = _AFTER_LEAD.match(note.scan, note.ends[index])
        if match:
            cue = Cue.LABEL if note.words[index] in _STRONG_LEADS else Cue.WORD
            yield from _forward(note, index, match.end(), "lead-in", 0.85, cue=cue)


_STRONG_LEADS = cues.table("names")["strong_leads"]


def _related(note: Note) -> Iterator[Found]:
    for index in note.at(RELATION):
        match = _AFTER_RELATION.match(note.scan, note.ends[index])
        if match:
            yield from _forward(note, index, match.end(), "relation", 0.85, cue=Cue.WORD)


def _after_prepositions(note: Note) -> Iterator[Found]:
    """Yield "follow up with NAME" and, where capitals tell, two capitalised words that no list knows after "with" or "call"."""
    leading = cues.table("names")["leading"]
    for index in note.at(PREPOSITION):
        first = index + 1
        if first >= len(note.words) or (note.cased and not note.is_capital(first)) or not note.gap(index).isspace():
            continue
        led = note.words[index] in ("call", "contact") or (index > 0 and note.words[index - 1] in leading)
        if not led and not note.cased:
            continue
        last = name_forward(note, first, Cue.WORD)
        if last is None or is_eponym_use(note, first, last) or (note.cased and note.is_all_capitals(first)):
            continue
        if note.flags[first] & STATE or (note.flags[first] & PLACE and not note.flags[first] & FIRST):
            continue
        if led:
            yield _found(note, first, last, "led", 0.8)
        elif last > first and not any(note.flags[at] & (PLAIN | EPONYM | PLACE) for at in range(first, last + 1)):
            yield _found(note, first, last, "pair", 0.65)


def _forward(note: Note, before: int, offset: int, rule: str, confidence: float, *, cue: Cue) -> Iterator[Found]:
    """Yield the name that begins exactly at the offset, where one does."""
    first = before + 1
    while first < len(note.words) and note.starts[first] < offset:
        first += 1
    if first >= len(note.words) or note.starts[first] != offset:
        return
    last = name_forward(note, first, cue)
    if last is not None:
        yield _found(note, first, last, rule, confidence)


def _credentialed(note: Note) -> Iterator[Found]:
    for index in note.at(CREDENTIAL | INITIAL):
        last = index - 1
        if last < 0 or len(note.words[last]) == 1:
            continue
        match = _CREDENTIAL.match(note.scan, note.ends[last])
        if not match:
            continue
        comma = match[0].startswith(",")
        if not comma and note.cased and not note.text[match.end() - 1].isupper():
            continue
        first = name_backward(note, last, strong=comma)
        if first is not None:
            yield _found(note, first, last, "credential", 0.93)


def _initialed(note: Note) -> Iterator[Found]:
    """Yield "E. Purdy" and "J. R. Smith"."""
    for first in note.at(INITIAL):
        last = first + 1
        if (
            last >= len(note.words)
            or not _POINT.fullmatch(note.gap(first))
            or re.match(r"[.\w]", note.scan[note.starts[first] - 1 : note.starts[first]])
        ):
            continue
        if len(note.words[last]) == 1 and last + 1 < len(note.words) and _POINT.fullmatch(note.gap(last)):
            last += 1
        if len(note.words[last]) < 2:
            continue
        flag = note.flags[last]
        signed = first > 0 and note.words[first - 1] == "by"
        if flag & (NEVER | VERB) or not flag & (LAST | UNKNOWN) or (flag & (PLAIN | UNKNOWN) and not signed):
            continue
        if note.cased and not (note.is_capital(last) and note.is_capital(first)):
            continue
        reach = name_forward(note, last, Cue.LABEL)
        if reach is not None:
            yield _found(note, first, reach, "initial", 0.85 if signed else 0.75)


def _listed(note: Note) -> Iterator[Found]:
    """Yield names that the name lists know: first with last, last comma first, and one alone that is no other word."""
    flags, starts, text = note.flags, note.starts, note.text
    for index in note.interesting:
        flag = flags[index]
        if note.cased and not text[starts[index]].isupper():
            continue
        if flag & (NEVER | VERB) and not (flag & FIRST_USUAL and note.cased):
            continue
        if flag & (FIRST | UNKNOWN) or (flag & LAST and note.cased and not flag & PLAIN):
            last = _first_and_last(note, index)
            if last is not None:
                yield _found(note, index, last, "first-and-last", 0.9)
                continue
        if flag & (LAST | UNKNOWN):
            last = _last_comma_first(note, index)
            if last is not None:
                yield _found(note, index, last, "last-comma-first", 0.9)
                continue
        if flag & (FIRST | LAST | UNKNOWN) and _stands_alone(note, index):
            last = name_forward(note, index, Cue.WORD)
            yield _found(note, index, index if last is None else last, "alone", 0.6)


def _first_and_last(note: Note, index: int) -> int | None:
    flag = note.flags[index]
    if (note.cased and not note.is_capital(index)) or len(note.words[index]) == 1:
        return None
    if flag & UNKNOWN and not note.cased:
        return None
    if not flag & FIRST and (note.is_all_capitals(index) or not _is_appositive(note, index)):
        return None
    if flag & (PLAIN | EPONYM | PLACE) and not flag & FIRST_USUAL and not note.cased:
        return None
    last = name_forward(note, index, Cue.WORD)
    if (
        last is None
        or last == index
        or is_eponym_use(note, index, last)
        or (flag & EPONYM and note.flags[index + 1] & EPONYM_NOUN)
    ):
        return None
    if flag & (PLAIN | EPONYM | PLACE) and not flag & FIRST_USUAL and note.flags[last] & (PLAIN | EPONYM):
        return None
    if note.cased and note.is_all_capitals(index) and not note.is_all_capitals(last):
        return None
    if len(note.words[last]) == 1 and last == index + 1 and note.cased and not flag & STATE:
        return (
            last
            if note.gap(index).isspace() and re.match(r"[.,;?)'’]|\s*$", note.scan[note.ends[last] : note.ends[last] + 4])
            else None
        )
    if len(note.words[last]) == 1 or (
        note.cased and note.is_all_capitals(last) and note.flags[last] & PLAIN and flag & (PLAIN | EPONYM | PLACE)
    ):
        return last if note.gap(last - 1).isspace() and not flag & PLAIN else None
    if any(note.flags[at] & PLAIN and not note.flags[at] & (FIRST | LAST) for at in range(index, last + 1)):
        return None
    if not note.cased and flag & PLAIN and not note.flags[last] & (LAST_USUAL | UNKNOWN):
        return None
    if not note.cased and flag & PLAIN and note.flags[last] & PLAIN:
        return None
    return last


_STANDS_APART = re.compile(
    r"[,(:\"“]\s{0,2}$|\b(?:patient|pt|male|female|man|woman|boy|girl|named|name|is|as|dx|under|similar to|like|of|old|yo)\s$"
)


def _is_appositive(note: Note, index: int) -> bool:
    """Say whether words that no list knows stand where a person is named: "a 65-year-old male, Xiuying W., who"."""
    start = note.starts[index]
    return bool(_STANDS_APART.search(note.scan, max(0, start - 14), start))


def _last_comma_first(note: Note, index: int) -> int | None:
    """Return the last word of "LARA, LUTHER" or "Lara, Luther J", where both are in the lists and neither is another word."""
    flag = note.flags[index]
    if flag & (PLAIN | EPONYM) and not (flag & LAST_TOP and note.cased):
        return None
    if len(note.words[index]) < 3 and not flag & LAST_USUAL:
        return None
    follows = index + 1
    if follows < len(note.words) and note.gap(index) == "-" and note.flags[follows] & (LAST | UNKNOWN):
        follows += 1
    if follows >= len(note.words) or not re.fullmatch(r",\s{0,3}", note.gap(follows - 1)):
        return None
    second = note.flags[follows]
    if not second & FIRST or second & NEVER or (second & PLAIN and not second & FIRST_USUAL):
        return None
    if second & PLAIN and not note.cased and not flag & LAST:
        return None
    if note.cased and not (note.is_capital(follows) and note.is_capital(index)):
        return None
    after = follows + 1
    if (
        after < len(note.words)
        and note.gap(follows) == " "
        and note.flags[after] & FIRST
        and not note.flags[after] & (PLAIN | NEVER)
    ):
        return after if not note.cased or note.is_capital(after) else follows
    if after < len(note.words) and len(note.words[after]) == 1 and note.gap(follows) in (" ", "  ") and note.is_capital(after):
        follows = after
    return follows


def _stands_alone(note: Note, index: int) -> bool:
    """Say whether one word alone is a name: nobody uses it otherwise, or what stands around it says so."""
    flag = note.flags[index]
    if len(note.words[index]) < 2 or flag & (NEVER | VERB):
        return False
    if len(note.words[index]) == 2 and not (note.cased and _SPEAKS.match(note.scan, note.ends[index])):
        return False
    if note.cased and (not note.is_capital(index) or note.is_all_capitals(index)):
        return False
    if is_eponym_use(note, index, index):
        return False
    if not flag & (PLAIN | EPONYM | UNKNOWN | PLACE) and flag & FIRST_USUAL:
        return True
    if flag & (PLAIN | EPONYM) and not (note.cased and flag & (FIRST_USUAL | LAST_TOP)):
        return False
    if flag & UNKNOWN and not note.cased:
        return False
    speaks = bool(_SPEAKS.match(note.scan, note.ends[index]))
    if speaks and (flag & FIRST_USUAL or (not note.cased and flag & FIRST and not flag & FREQUENT)):
        return True
    if not note.cased:
        return False
    sentence = note.begins_sentence(index)
    if not sentence and not flag & (UNKNOWN | PLAIN | EPONYM | PLACE) and flag & (FIRST | LAST):
        return _stands_like_a_person(note, index)
    if speaks and flag & (FIRST | LAST | UNKNOWN) and not flag & (PLAIN | EPONYM):
        return True
    if flag & FIRST_USUAL and not flag & (EPONYM | STATE) and _OWNS.match(note.scan, note.ends[index]):
        return True
    led = bool(_LED.search(note.scan, max(0, note.starts[index] - 14), note.starts[index]))
    follows = bool(_PERSON_AFTER.match(note.scan, note.ends[index]))
    if flag & FIRST_USUAL and not flag & (EPONYM | STATE) and led:
        return follows or (not sentence and not _capital_beside(note, index))
    return led and follows and not flag & PLACE


_OWNS = re.compile(
    r"['’]s\s+(?:notes?|case|chart|records?|history|care|family|mother|father|wife|husband|son|daughter|results?"
    r"|appointment|visit|mom|dad|labs?)\b"
)
_SPEAKS = re.compile(
    r"\s+(?:reports|reported|states|stated|denies|denied|complains|complained|returns|presents|presented|verbalized"
    r"|endorses|is a \d|says|underwent)\b"
)


def _capital_beside(note: Note, index: int) -> bool:
    """Say whether the next word on the line is capitalised too, as in a heading."""
    return (
        index + 1 < len(note.words) and "\n" not in note.gap(index) and "." not in note.gap(index) and note.is_capital(index + 1)
    )


def _stands_like_a_person(note: Note, index: int) -> bool:
    """Say whether a last name alone in a sentence is a person: no article before it, and no thing after it."""
    if index and note.words[index - 1] in ("the", "a", "an", "using", "cool", "small", "large", "french", "moist"):
        return False
    if note.gap(index)[:1].isdigit():
        return False
    if index + 1 >= len(note.words) or not note.gap(index).isspace():
        return True
    return bool(note.flags[index + 1] & (VERB | NEVER | CREDENTIAL))


def is_eponym_use(note: Note, first: int, last: int) -> bool:
    """Say whether these words name a disease, a sign, an operation or an instrument and not a person."""
    flags = note.flags
    eponyms = [bool(flags[at] & EPONYM) for at in range(first, last + 1)]
    hyphenated = last == first + 1 and note.gap(first) == "-"  # two authors of one thing: Passy-Muir valve
    if last > first and not any(eponyms) and not hyphenated:
        return False
    after = last + 1
    if after < len(note.words) and note.gap(last)[:2] in ("'s", "’s"):
        after += 1
    for step in range(2):
        at = after + step
        if at >= len(note.words) or any(mark in note.scan[note.ends[last] : note.starts[at]] for mark in ".,;:\n("):
            break
        if flags[at] & EPONYM_NOUN:
            return True
        if flags[at] & NEVER:
            break
    return all(eponyms) and not any(flags[at] & FIRST_USUAL for at in range(first, last + 1))
