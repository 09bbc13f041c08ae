"""Sentences put together from the parts of `sentences.toml`: who, does, what, when and where, each drawn by chance."""

from __future__ import annotations

import random
import re
import tomllib
from pathlib import Path

_PARTS = {
    key: [part.lstrip("\n") for part in value.strip("\n").replace("|\n", "|").split("|")]
    for key, value in tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8")).items()
}
_PARTS["ends"] = [part.rstrip("\n") for part in _PARTS["ends"]]
_PERSON_FORMS = ("fl", "fl", "fl", "lf", "lf", "LF", "l", "f", "il", "fml", "sfx", "li", "iil", "fi", "ini")


def sentence(chosen: random.Random) -> str:
    """Return a sentence, line or label in the slot language."""
    made = chosen.choice((_clause, _clause, _clause, _clause, _done, _done, _labelled, _labelled, _placed, _placed))(chosen)
    return re.sub("{ROLE}", lambda _: _of(chosen, "roles"), made)


def thing(chosen: random.Random, word: str) -> str:
    """Return the label of a thing with a word behind it."""
    return _cased(chosen, _of(chosen, "things")) + chosen.choice((": ", ": ", ":", " - ", " = ", " ")) + word


def _of(chosen: random.Random, key: str) -> str:
    return chosen.choice(_PARTS[key])


def _clause(chosen: random.Random) -> str:
    return f"{_of(chosen, 'leads')}{_of(chosen, 'people')} {_of(chosen, 'does')} {_of(chosen, 'what')}{_of(chosen, 'ends')}"


def _done(chosen: random.Random) -> str:
    start = _of(chosen, "done")
    start = start if chosen.random() < 0.6 else start.lower()
    middle = f"{_of(chosen, 'what')} " if chosen.random() < 0.15 else ""
    end = chosen.choice((".", ".", "", ",", f" re {_of(chosen, 'what')}.", f" about {_of(chosen, 'what')}.", _of(chosen, "ends")))
    return f"{_of(chosen, 'leads')}{middle}{start} {_of(chosen, 'people')}{end}"


def _placed(chosen: random.Random) -> str:
    who = chosen.choice(("Pt", "Patient", "He", "She", "They", "", "", "The family", _of(chosen, "people")))
    verb = f" {_of(chosen, 'does')} {_of(chosen, 'what')}" if chosen.random() < 0.5 and who else ""
    return f"{_of(chosen, 'leads')}{who}{verb} {_of(chosen, 'where')} {_of(chosen, 'place_slots')}{_of(chosen, 'ends')}".strip()


def _labelled(chosen: random.Random) -> str:
    pairs = []
    for _ in range(chosen.choice((1, 1, 1, 2, 3))):
        if chosen.random() < 0.6:
            who = chosen.choice("pdnrcw") + chosen.choice(("", "2", "3"))
            value = f"{{{who}:{chosen.choice(_PERSON_FORMS)}}}"
            value += chosen.choice(
                ("", "", "", "", ", MD", " MD", ", RN", " ({rel})", " {date:num}", " {mrn}", " {phone}", ", {age} {sex}")
            )
            label = _of(chosen, "labels")
        else:
            value, label = _of(chosen, "place_slots"), _of(chosen, "sites")
        sign = _of(chosen, "signs")
        closing = '"' if sign.endswith('"') else ")" if sign.endswith("(") else ""
        pairs.append(_cased(chosen, label) + sign + value + closing)
    return chosen.choice(("    ", " | ", "; ", "\t", ", ", "\n", "  ")).join(pairs)


def _cased(chosen: random.Random, label: str) -> str:
    return chosen.choice((str, str, str, str.upper, str.lower, str.capitalize))(label)
