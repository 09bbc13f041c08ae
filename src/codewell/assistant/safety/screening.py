"""Say whether a question is a request that is declined, and what to do instead.

Cues are lists of words (house policy: a request to gain by misstating a service, a diagnosis or a record is declined; a question
about such a practice is answered). They stand in TOML beside this module. Where no cue speaks, a small trained reader (`learned`)
decides; where it is sure that a request is harmless, a cue that is not firm does not count.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from codewell.assistant.question import Intent
from codewell.assistant.safety.alternatives import Alternative, alternative
from codewell.assistant.safety.cues import Cue, Groups, Phrase, Reading, cue, phrase, words_listed
from codewell.assistant.safety.languages import is_another_language
from codewell.assistant.safety.learned import Opinion, opinion
from codewell.assistant.safety.spelling import Mending, is_code, is_diagnosis, words_of

_SENTENCE = re.compile(r"(?<=[.?!;])\s|\n")
_LONGEST_GREETING = 12
_LONGEST_WINDOW = 60
"""Words that are read together; longer sentences are read in halves that overlap."""
_DECLINED_FROM = 0.0
"""Log odds from which the trained reader declines by itself; where a practice is asked about, only from `_SURE`."""
_SURE = 1.8
_HARMLESS = -1.0
"""Log odds below which, in the whole and in every sentence of it, a cue that is not firm does not count."""
_FEWEST_WORDS = 3
LEARNED = "learned"
"""Stands for a cue where the trained reader decided."""
_BY_READER = frozenset({Intent.UNSAFE, Intent.CLINICAL_ADVICE})


@dataclass(frozen=True, slots=True)
class Screened:
    """A request that is declined, or a greeting.

    Args:
        intent: UNSAFE, CLINICAL_ADVICE, OUT_OF_SCOPE or GREETING.
        kind: of request, `upcoding`, `medical-advice`.
        alternative: what is said and offered instead, with its sources.
        cue: that decided, as written in its list.
    """

    intent: Intent
    kind: str
    alternative: Alternative
    cue: str


@dataclass(frozen=True, slots=True)
class _Request:
    kind: str
    intent: Intent
    firm: tuple[Cue, ...]
    cues: tuple[Cue, ...]


@dataclass(frozen=True, slots=True)
class _Lists:
    groups: Groups
    mending: Mending
    requests: tuple[_Request, ...]
    about: tuple[Phrase, ...]
    not_about: tuple[Phrase, ...]
    greetings: tuple[Phrase, ...]
    courtesy: Phrase


def screen(text: str) -> Screened | None:
    """Return what a question is declined as, or that it is a greeting; None where it is to be answered.

    Args:
        text: one question, cleaned, identifiers taken out.
    """
    lists = _lists()
    words = words_of(text)
    if words and len(words) <= _LONGEST_GREETING and _greets(_reading(words, lists), lists):
        return _screened(Intent.GREETING, "greeting", "greeting")
    readings = [_reading(window, lists) for window in _windows(text)]
    thought = opinion(text)
    harmless = all(opinion(part).unsafe < _HARMLESS for part in (text, *_SENTENCE.split(text)))
    for request in lists.requests:
        for reading in readings:
            if found := _cue(reading, request, lists, harmless=harmless):
                return _screened(request.intent, request.kind, found)
    if _is_thought_unsafe(thought, words, readings, lists):
        intent = Intent.CLINICAL_ADVICE if thought.kind == "medical-advice" else Intent.UNSAFE
        return _screened(intent, thought.kind, LEARNED)
    if is_another_language(text) and not any(is_code(word) or is_diagnosis(word) for word in words):
        return _screened(Intent.OUT_OF_SCOPE, "other-language", "language")
    return None


def _screened(intent: Intent, kind: str, found: str) -> Screened:
    return Screened(intent, kind, alternative(kind), found)


def _reading(words: list[str], lists: _Lists) -> Reading:
    return Reading([lists.mending.stem_of(word) for word in words], words, lists.groups)


def _greets(reading: Reading, lists: _Lists) -> bool:
    return any(reading.whole(one, lists.courtesy) for one in lists.greetings)


def _is_thought_unsafe(thought: Opinion, words: list[str], readings: list[Reading], lists: _Lists) -> bool:
    if len(words) < _FEWEST_WORDS or thought.unsafe < _DECLINED_FROM:
        return False
    return thought.unsafe >= _SURE or not any(_is_about(reading, lists) for reading in readings)


def _cue(reading: Reading, request: _Request, lists: _Lists, *, harmless: bool) -> str:
    for one in request.firm:
        if reading.fits(one):
            return one.written
    if harmless and request.intent in _BY_READER:
        return ""
    fitting = next((one.written for one in request.cues if reading.fits(one)), "")
    if fitting and request.intent is Intent.UNSAFE and _is_about(reading, lists):
        return ""
    return fitting


def _is_about(reading: Reading, lists: _Lists) -> bool:
    """Say whether a practice is asked about, not asked for."""
    return any(reading.holds(one) for one in lists.about) and not any(reading.holds(one) for one in lists.not_about)


def _windows(text: str) -> Iterator[list[str]]:
    """Yield words to be read together: each sentence with the one after it, long ones in pieces."""
    sentences = [words for part in _SENTENCE.split(text) if (words := words_of(part))]
    for number, words in enumerate(sentences):
        joined = words + (sentences[number + 1] if number + 1 < len(sentences) else [])
        if number and number + 1 == len(sentences) and len(sentences[number - 1]) + len(words) <= _LONGEST_WINDOW:
            return
        for start in range(0, max(len(joined) - _LONGEST_WINDOW // 2, 1), _LONGEST_WINDOW // 2):
            yield joined[start : start + _LONGEST_WINDOW]


@lru_cache(maxsize=1)
def _lists() -> _Lists:
    named = _stated("words")["group"]
    stated = _stated("requests")
    greeting = stated["greeting"]
    requests = [
        _Request(one["id"], Intent(one["intent"]), _cues(one.get("firm", ())), _cues(one.get("cues", ())))
        for one in stated["request"]
    ]
    listed = [*(text for group in named.values() for text in group), *stated["about"], *greeting["whole"]]
    listed += [text for one in stated["request"] for text in (*one.get("firm", ()), *one.get("cues", ()))]
    groups = Groups(named)
    for one in requests:
        for made in (*one.firm, *one.cues):
            groups.check([name for part in (*made.needed, *made.barred) for step in part for name in step.groups])
    return _Lists(
        groups,
        Mending(words_listed(listed)),
        tuple(requests),
        tuple(map(phrase, stated["about"])),
        tuple(map(phrase, stated["not_about"])),
        tuple(map(phrase, greeting["whole"])),
        phrase(greeting["courtesy"][0]),
    )


def _cues(written: list[str]) -> tuple[Cue, ...]:
    return tuple(map(cue, written))


def _stated(name: str) -> dict[str, Any]:
    return tomllib.loads((files("codewell.assistant.safety") / f"{name}.toml").read_text(encoding="utf-8"))
