"""Codes in every spelling that people use, told apart from numbers that are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codewell.assistant.question import CodeMention
from codewell.assistant.understanding.names import names
from codewell.assistant.understanding.words import Kind, Span, lower
from codewell.kernel.codes import Code, CodeSystem, Icd10CmCode, possible_codes

_NUMBER = re.compile(
    r"\$ ?[0-9][0-9,]*(?:\.[0-9]+)?"
    r"|(?<![\w.])[0-9]{1,3}(?:,[0-9]{3}){1,4}(?:\.[0-9]+)?(?!\w)"
    r"|(?<![\w.])[0-9][0-9]{0,8}(?:\.[0-9]{1,6})?(?:%|[ -]?(?:percent|mgs?|mcgs?|ml|cc|iu|units?|dollars?|bucks|usd|cgy|gy"
    r"|minutes?|mins?|hours?|days?|weeks?|months?|years?|yrs?|yo|y/o|patients?|lesions?|times|visits?|fractions?|fx|cm|mm|kg|lbs?)(?![\w]))"
    r"|(?<![\w.])[0-9]{5}-[0-9]{4}(?!\w)"
    r"|(?<!\w)(?:age|aged|zip|zip ?code|npi|section|page|chapter)(?: of)?:? #?[0-9]{1,10}(?![\w.-])",
    re.IGNORECASE,
)
_LED = r"(?:(?<![A-Za-z0-9.])|(?<=cpt)|(?<=code)|(?<=hcpcs)|(?<=icd10)|(?<=icd)|(?<=pcs)|(?<=and)(?<=[0-9]and))"
_TRAIL = r"(?![A-Za-z0-9]|\.[0-9])"
_SHAPE = re.compile(
    _LED + r"(?:(?P<dotted>(?:[A-Z][0-9]|QA)[0-9AB]\.[0-9A-Z]{1,4})"
    r"|(?P<cpt>[0-9]{5}|[0-9]{4}F|0[0-9]{3}[TUMA])"
    r"|(?P<hcpcs>[A-V][- ]?[0-9]{4})"
    r"|(?P<long>[0-9A-HJ-NP-Z]{7})"
    r"|(?P<diagnosis>[A-Z][0-9](?:[0-9][0-9A-Z]{0,4}|[AB][0-9A-Z]{0,4})))" + _TRAIL,
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"(?: ?- ?|, ?-| \+ ?)(?P<modifier>[0-9A-Z]{2})(?![0-9A-Za-z.])", re.IGNORECASE)
_SPACED = re.compile(r"[ ,]{1,2}(?P<modifier>2[2-7]|5[0-9]|7[6-9]|9[15]|TC|LT|RT|JW|JZ|X[EPSU])(?![0-9A-Za-z.%])", re.IGNORECASE)
_ENDING = re.compile(r"(?P<sign>[-/])(?P<digits>[0-9]{1,2})(?![0-9A-Za-z.])")
_NO_CODE_AFTER = re.compile(
    r"(?:vitamin|vit|hemoglobin|hgb|betos|hcc|apc|drg|ms-drg|revenue code|rev code|locality|npi|zip|zip code|room|version"
    r"|icd-?9(?:-?cm)?(?: codes?)?|vertebra|level|stage|grade|model|mbi|account|mrn|invoice|case) ?#?:?\s?$",
    re.IGNORECASE,
)
_OTHER_THINGS = frozenset({"B12", "T10", "T11", "T12"})
"""A vitamin and vertebrae; ICD-10-CM has no such categories."""
_OLD_SYSTEM_BEHIND = re.compile(r" ?\(?icd-?9", re.IGNORECASE)
_SYSTEM_WORDS = (
    (re.compile(r"icd[- ]?10?[- ]?pcs|\bpcs\b", re.IGNORECASE), CodeSystem.ICD10PCS),
    (re.compile(r"\bicd|\bdx\b|diagnos[ie]s", re.IGNORECASE), CodeSystem.ICD10CM),
    (re.compile(r"hcpcs|\bdrug\b|\b[b-hj-v][- ]codes?\b", re.IGNORECASE), CodeSystem.HCPCS),
    (re.compile(r"\bcpt", re.IGNORECASE), CodeSystem.CPT),
)
_JUST_BEFORE = 24
_PCS_SECTIONS = "0123456789BCDFGHX"
_WORDLIKE = re.compile(r"[1-9][0-9]*[a-z]+")
_ZIP_AFTER_STATE = re.compile(r"(?:, ?|[a-z] )(?P<letters>[A-Z]{2}),? $")


@dataclass(frozen=True, slots=True)
class FoundCodes:
    """Codes of a text.

    Args:
        codes: in order.
        spans: of codes, the modifiers behind them, and numbers that are no codes.
        modifiers: that are written behind codes, in order.
    """

    codes: tuple[CodeMention, ...]
    spans: tuple[Span, ...]
    modifiers: tuple[str, ...]


def codes_of(text: str, taken: Iterable[Span]) -> FoundCodes:
    """Return the codes of a text whose days were taken already."""
    spans = list(taken)
    held = len(spans)
    for match in _NUMBER.finditer(text):
        if _is_free(spans, *match.span()):
            spans.append(Span(Kind.NUMBER, *match.span()))
    said = _system_said(text)
    codes: list[CodeMention] = []
    modifiers: list[str] = []
    for match in _SHAPE.finditer(text):
        if not _is_free(spans, *match.span()) or not (mention := _mention(text, match, said)):
            continue
        codes.append(mention)
        spans.append(Span(Kind.CODE, mention.start, mention.end))
        for extra in _behind(text, mention):
            if isinstance(extra, CodeMention):
                codes.append(extra)
                spans.append(Span(Kind.CODE, extra.start, extra.end))
            else:
                modifiers.append(text[extra.start : extra.end].strip(" ,-+").upper())
                spans.append(extra)
    return FoundCodes(tuple(codes), tuple(spans[held:]), tuple(dict.fromkeys(modifiers)))


def _is_free(spans: Iterable[Span], start: int, end: int) -> bool:
    return not any(start < span.end and span.start < end for span in spans)


def _mention(text: str, match: re.Match[str], said_anywhere: CodeSystem | None) -> CodeMention | None:
    written, before = match[0], text[max(0, match.start() - _JUST_BEFORE) : match.start()]
    if written.upper() in _OTHER_THINGS or _NO_CODE_AFTER.search(before) or (match["cpt"] and _is_zip(before)):
        return None
    if match["dotted"] and _OLD_SYSTEM_BEHIND.match(text, match.end()):
        return None
    said = _system_said(before) or said_anywhere
    if match["hcpcs"]:
        written = re.sub("[- ]", "", written)
        if len(written) != len(match[0]) and not _is_spaced_code(match[0], said):
            return None
    if match["long"] and not _is_long_code(written):
        return None
    candidates = possible_codes(written)
    if match["diagnosis"] or match["dotted"]:
        candidates = tuple(one for one in candidates if isinstance(one, Icd10CmCode)) or candidates
    elif match["long"]:
        candidates = _long_candidates(candidates, written)
    chosen = [one for one in candidates if one.system is said] or list(candidates)
    if not chosen:
        return None
    return CodeMention(str(chosen[0]), tuple(one.system for one in chosen), match.start(), match.end())


def _is_zip(before: str) -> bool:
    """Say whether five digits follow a state's letters, as in "Miami, FL 33101"."""
    match = _ZIP_AFTER_STATE.search(before)
    if not match or match["letters"] not in names().letters:
        return False
    return match[0].startswith(",") or match["letters"] not in names().words_too


def _system_said(text: str) -> CodeSystem | None:
    """Return the one system that the text names; None where it names none or several."""
    found: list[CodeSystem] = []
    for expression, system in _SYSTEM_WORDS:
        if expression.search(text) and not (system is CodeSystem.ICD10CM and CodeSystem.ICD10PCS in found):
            found.append(system)
    return found[0] if len(found) == 1 else None


def _is_spaced_code(written: str, said: CodeSystem | None) -> bool:
    """Say whether a letter and four digits that stand apart are a code, not a word and a year."""
    letter, digits = written[0], written[-4:]
    if digits[:2] in ("19", "20") and written[1] == " ":
        return False
    return said is CodeSystem.HCPCS or (letter.isupper() and letter not in "AI") or written[1] == "-"


def _is_long_code(written: str) -> bool:
    if not any(one.isdigit() for one in written) or written.isdigit() or _WORDLIKE.fullmatch(written):
        return False
    diagnosis = written[0].isalpha() and written[1].isdigit()
    return diagnosis or written[0].isdigit() or (written[0].upper() in _PCS_SECTIONS and sum(map(str.isdigit, written)) > 1)


def _long_candidates(candidates: tuple[Code, ...], written: str) -> tuple[Code, ...]:
    first = written[0].upper()
    fit = [one for one in candidates if one.system is not CodeSystem.ICD10PCS or first in _PCS_SECTIONS]
    procedures_first = lower(written).endswith("zz") or not (written[1].isdigit() and written[2].isdigit())
    return tuple(sorted(fit, key=lambda one: (one.system is CodeSystem.ICD10PCS) is not procedures_first))


def _behind(text: str, code: CodeMention) -> Iterator[CodeMention | Span]:
    """Yield what is written directly behind a code: the end of a range, or modifiers."""
    at = code.end
    procedure = code.systems[0] in (CodeSystem.CPT, CodeSystem.HCPCS)
    if not procedure:
        return
    known = names().modifiers
    ending = _ENDING.match(text, at)
    if ending and (ending["sign"] == "/" or ending["digits"] not in known):
        other = code.text[: -len(ending["digits"])] + ending["digits"]
        yield CodeMention(other, code.systems, ending.start("digits"), ending.end())
        return
    while (match := _SUFFIX.match(text, at)) and match["modifier"].upper() in known and _reads_as_suffix(match):
        yield Span(Kind.SUFFIX, match.start(), match.end())
        at = match.end()
    match = _SPACED.match(text, at)
    if match:
        yield Span(Kind.SUFFIX, match.start(), match.end())


def _reads_as_suffix(match: re.Match[str]) -> bool:
    """Say whether two characters behind a dash are a modifier and not a word ("77385 - is it valid?")."""
    return match["modifier"].isdigit() or match["modifier"].isupper() or " " not in match[0]
